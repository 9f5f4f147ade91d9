/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The half of signing that holds the key: hashes base and tail, has the
 * digest signed, puts the CMS into its place. Reads no PDF.
 * prepare → (signature value, now or minutes later, here or elsewhere) → finish.
 */
#ifndef TR_SIGN_SIGN_H
#define TR_SIGN_SIGN_H

#include "crypto/cms.h"
#include "sign/propose.h"

/*
 * Who gives time stamps: appends a token (RFC 3161, a whole ContentInfo) over an imprint. That the token answers
 * this imprint is the stamper's business. Its error is no error of the signature.
 */
struct tr_sign_stamper {
	void *context;
	trien_rc (*stamp)(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token,
			struct trien_err *err);
};

/* A prepared signature; small (tail + attributes + chain), survives as a state file. */
struct tr_sign_state {
	struct tr_sign_proposal proposal;
	uint8_t base_sha256[32];
	struct tr_buf attributes;
	uint8_t to_sign[TR_DIGEST_MAX];
	size_t to_sign_n;
	enum tr_digest digest;
	enum tr_scheme scheme;
	struct tr_buf chain;     /* each certificate as u32 length + DER */
	/* Not stored. NULL: PAdES B-B; else B-T, for which the hole wants TR_SIGN_TOKEN_ROOM bytes more. */
	const struct tr_sign_stamper *stamper;
	struct trien_err stamp_error; /* why there is no stamp although there is a stamper; else code TRIEN_OK */
};

/*
 * Hashes base[0, base_size) and the tail but for /Contents, and makes the attributes. Takes the proposal over
 * (it is moved into state, also on failure it is freed with the state).
 * Checks the proposal itself: base_size is the source's size, contents_at..end lie in the tail, the hole is
 * '<' zeros '>' , and the ByteRange written in the tail says exactly these numbers.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_prepare(const struct tr_cms_plan *plan, struct tr_bytes base,
		struct tr_sign_proposal *proposal, struct tr_sign_state *out, struct trien_err *err);
/*
 * Puts the signature value in: state->proposal.tail is then the final tail. The value is first verified with
 * the certificate's public key: sign.value-wrong where it does not fit.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_finish(const struct tr_cms_plan *plan, struct tr_sign_state *state,
		struct tr_bytes value, struct trien_err *err);
/*
 * The same in one call, with a signer at hand: asks it for the value. That of a token is verified first, that
 * of a key in this process is not verified again (struct tr_signer, in_memory).
 */
TRIEN_MUST_CHECK trien_rc tr_sign_finish_with(const struct tr_cms_plan *plan, struct tr_signer *signer,
		struct tr_sign_state *state, struct trien_err *err);
/*
 * A document time stamp (kind TR_SIGN_TIMESTAMP): has base and tail stamped, and puts the token into the proposal, whose tail is then
 * final. Here the stamper's error counts.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_stamp_document(const struct tr_sign_stamper *stamper, enum tr_digest digest,
		struct tr_bytes base, struct tr_sign_proposal *proposal, struct trien_err *err);
/* The plan's digest as PDF names it ("SHA384"): for tr_sign_request.digest. */
struct tr_text tr_sign_digest_name(const struct tr_cms_plan *plan);
void tr_sign_state_free(struct tr_sign_state *s);
/*
 * For a state that was stored: is base the very file that was prepared, and is what was to be signed the digest
 * of it and of the state's tail? sign.source-changed, sign.state-invalid.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_base(const struct tr_cms_plan *plan, const struct tr_sign_state *state,
		struct tr_bytes base, struct trien_err *err);

/* The state as bytes and back ("TRIENST1", versioned, length-checked, with a SHA-256 of itself). */
TRIEN_MUST_CHECK trien_rc tr_sign_state_write(
		const struct tr_sign_state *s, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_sign_state_read(
		struct tr_bytes in, struct tr_sign_state *out, struct trien_err *err);
/* The plan of the state's chain, digest and scheme: for finishing what another process has prepared. */
TRIEN_MUST_CHECK trien_rc tr_sign_state_plan(
		const struct tr_sign_state *s, struct tr_cms_plan **out, struct trien_err *err);

#endif
