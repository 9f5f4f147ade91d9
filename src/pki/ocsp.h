/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCSP (RFC 6960): asking about a certificate, and reading an answer. Whether an answer is to be believed is revocation.h. */
#ifndef TR_PKI_OCSP_H
#define TR_PKI_OCSP_H

#include "crypto/digest.h"
#include "crypto/signed.h"
#include "pki/certificate.h"
#include "pki/limits.h"
#include "pki/revocation_reason.h"

/* OCSPResponseStatus of §4.2.1; the numbers are the standard's. */
enum tr_ocsp_answer_status {
	TR_OCSP_SUCCESSFUL = 0,
	TR_OCSP_MALFORMED_REQUEST = 1,
	TR_OCSP_INTERNAL_ERROR = 2,
	TR_OCSP_TRY_LATER = 3,
	TR_OCSP_SIG_REQUIRED = 5,
	TR_OCSP_UNAUTHORIZED = 6,
};
const char *tr_ocsp_answer_status_name(enum tr_ocsp_answer_status s); /* "tryLater" */

enum tr_ocsp_certificate_status { TR_OCSP_GOOD, TR_OCSP_REVOKED, TR_OCSP_UNKNOWN };

/* One SingleResponse. */
struct tr_ocsp_single {
	enum tr_ocsp_certificate_status status;
	int64_t revoked_at;
	enum tr_revocation_reason reason;
	int64_t this_update, next_update;
	bool has_next_update;
	bool has_archive_cutoff;
	int64_t archive_cutoff; /* §4.4.4: revoked certificates stay known that expired after this */
};

struct tr_ocsp {
	struct tr_bytes der; /* borrowed from the caller of tr_ocsp_parse() */
	uint8_t sha256[32];
	enum tr_ocsp_answer_status status; /* all below is empty unless TR_OCSP_SUCCESSFUL */
	int64_t produced_at;
	size_t singles;         /* SingleResponses inside */
	struct tr_bytes nonce;  /* content of the extension; empty where there is none */
	struct tr_bytes certificates[TR_OCSP_CERTIFICATES_MAX]; /* DER, in der */
	size_t certificate_count;
	bool critical_unknown; /* a critical extension that is not known: the answer tells nothing */

	struct tr_signed seal;
	/* For the files of this folder. */
	struct tr_bytes by_name; /* responder: Name, whole; or empty */
	struct tr_bytes by_key;  /* responder: SHA-1 of the public key; or empty */
	struct tr_bytes list;    /* content of responses */
};

/*
 * Reads one OCSPResponse, or the BasicOCSPResponse alone (as CMS and some files have it); der must live as long.
 * pki.ocsp-too-large, pki.ocsp-malformed: not laid out as §4.2.1 says, not basic, trailing bytes,
 * an extension twice; pki.ocsp-limit. Verifies nothing. Free with tr_ocsp_free().
 */
TRIEN_MUST_CHECK trien_rc tr_ocsp_parse(struct tr_bytes der, struct tr_ocsp **out, struct trien_err *err);
void tr_ocsp_free(struct tr_ocsp *o);

/* Whether the answer names this certificate, or its key, as its responder (§4.2.2.3). */
bool tr_ocsp_is_from(const struct tr_ocsp *o, const struct tr_certificate *responder);
/*
 * The answer about a certificate: issuer's name and key by hash, and serial number, in whatever digest the answer
 * chose. Where several fit, the last that was updated. *found is false where there is none.
 */
TRIEN_MUST_CHECK trien_rc tr_ocsp_find(const struct tr_ocsp *o, const struct tr_certificate *certificate,
		const struct tr_certificate *issuer, bool *found, struct tr_ocsp_single *out, struct trien_err *err);

#define TR_OCSP_NONCE_MAX 32u /* RFC 8954 §2.1 */

struct tr_ocsp_question {
	const struct tr_certificate *certificate, *issuer;
	struct tr_bytes nonce; /* 1 to TR_OCSP_NONCE_MAX bytes, or empty */
	bool sha256;           /* certID by SHA-256; otherwise SHA-1, which every responder knows (no security rests on it) */
};
/* Appends the DER OCSPRequest. pki.ocsp-nonce. */
TRIEN_MUST_CHECK trien_rc tr_ocsp_ask(const struct tr_ocsp_question *q, struct tr_buf *out, struct trien_err *err);
/* The same request, as tr_ocsp_ask() wrote it without one, with a nonce. pki.ocsp-nonce, pki.ocsp-malformed. */
TRIEN_MUST_CHECK trien_rc tr_ocsp_add_nonce(struct tr_bytes request, struct tr_bytes nonce, struct tr_buf *out, struct trien_err *err);

/* What an answer makes of the nonce. One of another question is an old answer sent again, or of somebody else's; many responders repeat none. */
enum tr_ocsp_nonce {
	TR_OCSP_NONCE_REPEATED,
	TR_OCSP_NONCE_ABSENT,
	TR_OCSP_NONCE_OTHER,
	TR_OCSP_NONCE_NO_ANSWER, /* cannot be read, or says that it tells nothing (malformedRequest, tryLater, ...) */
	TR_OCSP_NONCE_FINDINGS,
};
enum tr_ocsp_nonce tr_ocsp_nonce_of(struct tr_bytes answer, struct tr_bytes nonce);

#endif
