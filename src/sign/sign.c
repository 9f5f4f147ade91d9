/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hash, have signed, fill the hole. Reads no PDF: what the proposal says of
 * itself is compared with the bytes of its tail, so that the digest covers the whole file but the hole, and
 * /ByteRange says so.
 */
#include "sign/sign.h"

#include "base/errors/sign.h"
#include "base/memory.h"
#include "crypto/cms_unsigned.h"
#include "crypto/verify_value.h"
#include "sign/hole.h"
#include "sign/state.h"

struct tr_text
tr_sign_digest_name(const struct tr_cms_plan *plan)
{
	static const struct tr_text names[] = {
		[TR_SHA256] = TR_TEXT_LIT("SHA256"), [TR_SHA384] = TR_TEXT_LIT("SHA384"), [TR_SHA512] = TR_TEXT_LIT("SHA512")};
	return names[tr_cms_plan_digest(plan)];
}

void
tr_sign_state_free(struct tr_sign_state *s)
{
	if (s == NULL)
		return;
	tr_sign_proposal_free(&s->proposal);
	tr_buf_free(&s->attributes);
	tr_buf_free(&s->chain);
}

static trien_rc
refuse(const char *what, struct trien_err *err)
{
	return TR_ERR(err, SIGN_PROPOSAL, TR_S("what", what));
}

static bool
all_zeros(struct tr_bytes b)
{
	/* A run of one byte equals itself moved by one. */
	return b.n == 0 || (b.p[0] == '0' && memcmp(b.p, b.p + 1, b.n - 1) == 0);
}

trien_rc
tr_sign_check_proposal(const struct tr_sign_proposal *p, struct trien_err *err)
{
	const struct tr_bytes tail = tr_buf_view(&p->tail);
	uint8_t prefix[TR_SIGN_HOLE_PREFIX];

	if (p->base_size > TR_PDF_FILE_MAX || tail.n > TR_SIGN_TAIL_MAX)
		return refuse("sizes", err);
	if (p->contents_at < p->base_size + TR_SIGN_HOLE_PREFIX || p->contents_end > p->base_size + tail.n ||
			p->contents_end < p->contents_at + 4 || (p->contents_end - p->contents_at) % 2 != 0)
		return refuse("/Contents lies outside the tail", err);
	const size_t at = (size_t)(p->contents_at - p->base_size),
		     end = (size_t)(p->contents_end - p->base_size);
	if (tail.p[at] != '<' || tail.p[end - 1] != '>' ||
			!all_zeros(tr_bytes_part(tail, at + 1, end - at - 2)))
		return refuse("/Contents is not a string of zeros", err);
	if (!tr_sign_hole_prefix(p->contents_at, p->contents_end, p->base_size + tail.n, prefix) ||
			memcmp(prefix, tail.p + at - sizeof(prefix), sizeof(prefix)) != 0)
		return refuse("/ByteRange does not say where /Contents stands", err);
	return TRIEN_OK;
}

static trien_rc
hash_parts(const struct tr_sign_proposal *p, struct tr_bytes base, struct tr_hash *h, uint8_t *base_digest,
		uint8_t *document_digest, size_t *n, struct trien_err *err)
{
	const struct tr_bytes tail = tr_buf_view(&p->tail);
	const size_t at = (size_t)(p->contents_at - p->base_size),
		     end = (size_t)(p->contents_end - p->base_size);

	TR_TRY(tr_hash_add(h, base, err));
	if (base_digest != NULL)
		TR_TRY(tr_hash_peek(h, base_digest, n, err));
	TR_TRY(tr_hash_add(h, tr_bytes_part(tail, 0, at), err));
	TR_TRY(tr_hash_add(h, tr_bytes_part(tail, end, tail.n), err));
	return tr_hash_done(h, document_digest, n, err);
}

/* One pass over the base where the plan's digest is SHA-256 itself. */
static trien_rc
hash_document(const struct tr_sign_state *s, struct tr_bytes base, uint8_t *base_sha256, uint8_t *document_digest,
		size_t *n, struct trien_err *err)
{
	uint8_t base_digest[TR_DIGEST_MAX];
	struct tr_hash *h = NULL;
	bool same = s->digest == TR_SHA256;

	TR_TRY(tr_hash_new(s->digest, &h, err));
	trien_rc rc = hash_parts(&s->proposal, base, h, same ? base_digest : NULL, document_digest, n, err);
	tr_hash_free(h);
	TR_TRY(rc);
	if (!same) {
		size_t size;
		TR_TRY(tr_digest(TR_SHA256, base, base_digest, &size, err));
	}
	memcpy(base_sha256, base_digest, sizeof(s->base_sha256));
	return TRIEN_OK;
}

static trien_rc
add_chain(const struct tr_cms_plan *plan, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < tr_cms_plan_chain_count(plan); i++) {
		const struct tr_bytes der = tr_cms_plan_chain_at(plan, i);
		const uint8_t length[4] = {(uint8_t)(der.n >> 24), (uint8_t)(der.n >> 16),
				(uint8_t)(der.n >> 8), (uint8_t)der.n};
		TR_TRY(tr_buf_reserve(out, sizeof(length) + der.n, err));
		TR_TRY(tr_buf_add(out, length, sizeof(length), err));
		TR_TRY(tr_buf_add_bytes(out, der, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_sign_document_digest(const struct tr_sign_proposal *p, struct tr_bytes base, enum tr_digest digest, uint8_t *out,
		size_t *n, struct trien_err *err)
{
	struct tr_hash *h = NULL;

	if (p->base_size != base.n)
		return refuse("it is for a file of another size", err);
	TR_TRY(tr_sign_check_proposal(p, err));
	TR_TRY(tr_hash_new(digest, &h, err));
	trien_rc rc = hash_parts(p, base, h, NULL, out, n, err);
	tr_hash_free(h);
	return rc;
}

trien_rc
tr_sign_prepare(const struct tr_cms_plan *plan, struct tr_bytes base, struct tr_sign_proposal *proposal,
		struct tr_sign_state *out, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	*out = (struct tr_sign_state){.proposal = *proposal, .digest = tr_cms_plan_digest(plan),
		.scheme = tr_cms_plan_scheme(plan)};
	*proposal = (struct tr_sign_proposal){0};
	if (out->proposal.base_size != base.n)
		return refuse("it is for a file of another size", err);
	TR_TRY(tr_sign_check_proposal(&out->proposal, err));
	TR_TRY(hash_document(out, base, out->base_sha256, digest, &n, err));
	TR_TRY(add_chain(plan, &out->chain, err));
	return tr_cms_prepare(
			plan, TR_BYTES(digest, n), &out->attributes, out->to_sign, &out->to_sign_n, err);
}

size_t
tr_sign_hole_room(const struct tr_sign_proposal *p)
{
	return (size_t)(p->contents_end - p->contents_at - 2) / 2;
}

trien_rc
tr_sign_fill_hole(struct tr_sign_proposal *p, struct tr_bytes der, struct trien_err *err)
{
	static const char digits[] = "0123456789abcdef";
	const size_t room = tr_sign_hole_room(p);
	uint8_t *at = p->tail.p + (p->contents_at - p->base_size) + 1;

	if (der.n > room)
		return TR_ERR(err, SIGN_CONTENTS_SMALL, TR_U("got", der.n), TR_U("max", room));
	for (size_t i = 0; i < der.n; i++) {
		*at++ = (uint8_t)digits[der.p[i] >> 4];
		*at++ = (uint8_t)digits[der.p[i] & 15];
	}
	return TRIEN_OK;
}

/*
 * A time-stamp token over the value, where somebody gives one (EN 319 122-1 §5.3). Without one the signature is
 * as good as before, only of a lower level: the reason is kept for the caller.
 */
static trien_rc
add_stamp(struct tr_sign_state *state, struct tr_bytes value, struct tr_buf *der, struct trien_err *err)
{
	TR_AUTO_BUF token = {.max = TR_SIGN_TOKEN_MAX};
	TR_AUTO_BUF stamped = {.max = TR_SIGN_CONTENTS_MAX};
	uint8_t imprint[TR_DIGEST_MAX];
	size_t n;

	if (state->stamper == NULL)
		return TRIEN_OK;
	TR_TRY(tr_digest(state->digest, value, imprint, &n, err));
	state->stamp_error = (struct trien_err){0};
	if (state->stamper->stamp(state->stamper->context, state->digest, TR_BYTES(imprint, n), &token,
			&state->stamp_error) != TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(tr_cms_with_timestamp(tr_buf_view(der), tr_buf_view(&token), &stamped, err));
	if (stamped.n > tr_sign_hole_room(&state->proposal)) {
		(void)!TR_ERR(&state->stamp_error, SIGN_CONTENTS_SMALL, TR_U("got", stamped.n),
				TR_U("max", tr_sign_hole_room(&state->proposal)));
		return TRIEN_OK;
	}
	tr_buf_clear(der);
	return tr_buf_add_bytes(der, tr_buf_view(&stamped), err);
}

/* Builds the CMS around a value that is known to fit. */
static trien_rc
complete(const struct tr_cms_plan *plan, struct tr_sign_state *state, struct tr_bytes value,
		struct trien_err *err)
{
	TR_AUTO_BUF der = {.max = TR_SIGN_CONTENTS_MAX};

	/* The state may come from a file: nothing is written behind its tail. */
	TR_TRY(tr_sign_check_proposal(&state->proposal, err));
	TR_TRY(tr_cms_finish(plan, tr_buf_view(&state->attributes), value, &der, err));
	TR_TRY(add_stamp(state, value, &der, err));
	return tr_sign_fill_hole(&state->proposal, tr_buf_view(&der), err);
}

trien_rc
tr_sign_finish(const struct tr_cms_plan *plan, struct tr_sign_state *state, struct tr_bytes value,
		struct trien_err *err)
{
	bool fits;

	TR_TRY(tr_cms_plan_verify(plan, TR_BYTES(state->to_sign, state->to_sign_n), value, &fits, err));
	return fits ? complete(plan, state, value, err) : TR_ERR0(err, SIGN_VALUE_WRONG);
}

trien_rc
tr_sign_finish_with(const struct tr_cms_plan *plan, struct tr_signer *signer, struct tr_sign_state *state,
		struct trien_err *err)
{
	TR_AUTO_BUF value = {.max = TR_SIGNATURE_MAX};

	/* A signer of another certificate than the plan's is a mistake of the caller, found before the key is
	 * used. */
	if (signer->chain_count == 0 || tr_cms_plan_chain_count(plan) == 0 ||
			!tr_bytes_equal(signer->chain[0], tr_cms_plan_chain_at(plan, 0)) ||
			signer->digest != state->digest || signer->scheme != state->scheme)
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_sign_finish_with"));
	TR_TRY(tr_signer_sign(signer, TR_BYTES(state->to_sign, state->to_sign_n), &value, err));
	if (!signer->in_memory)
		return tr_sign_finish(plan, state, tr_buf_view(&value), err);
	return complete(plan, state, tr_buf_view(&value), err);
}

trien_rc
tr_sign_check_base(const struct tr_cms_plan *plan, const struct tr_sign_state *state, struct tr_bytes base,
		struct trien_err *err)
{
	TR_AUTO_BUF attributes = {0};
	uint8_t base_sha256[sizeof(state->base_sha256)], digest[TR_DIGEST_MAX], to_sign[TR_DIGEST_MAX];
	size_t n;

	if (base.n != state->proposal.base_size)
		return TR_ERR0(err, SIGN_SOURCE_CHANGED);
	TR_TRY(tr_sign_check_proposal(&state->proposal, err));
	TR_TRY(hash_document(state, base, base_sha256, digest, &n, err));
	if (memcmp(base_sha256, state->base_sha256, sizeof(base_sha256)) != 0)
		return TR_ERR0(err, SIGN_SOURCE_CHANGED);
	TR_TRY(tr_cms_prepare(plan, TR_BYTES(digest, n), &attributes, to_sign, &n, err));
	if (!tr_bytes_equal(tr_buf_view(&attributes), tr_buf_view(&state->attributes)) ||
			!tr_bytes_equal(TR_BYTES(to_sign, n), TR_BYTES(state->to_sign, state->to_sign_n)))
		return TR_ERR(err, SIGN_STATE, TR_S("what", "the digest is not that of the bytes that it holds"));
	return TRIEN_OK;
}
