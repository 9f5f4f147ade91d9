/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The document security store (ISO 32000-2 §12.8.4.3, ETSI EN 319 142-1 §5.4): one revision that adds certificates, CRLs and
 * OCSP responses, and the VRI entry of each signature that they are for. What stands there already stays, and is not written twice.
 */
#ifndef TR_SIGN_DSS_H
#define TR_SIGN_DSS_H

#include "pdf/update.h"
#include "sign/dss_memory.h"

enum tr_dss_kind { TR_DSS_CERTIFICATE, TR_DSS_CRL, TR_DSS_OCSP, TR_DSS_KINDS };

struct tr_dss_value {
	enum tr_dss_kind kind;
	struct tr_bytes der;
};

/* Each value of the store as it stood in a revision, with the stream that holds it; der is valid as long as the memory of the visit. */
typedef trien_rc tr_dss_visitor(void *context, enum tr_dss_kind kind, struct tr_pdf_ref ref, struct tr_bytes der,
		struct trien_err *err);
/* What cannot be read is passed over; the visitor's error ends it, and so do the caps of sign/dss_memory.h. */
TRIEN_MUST_CHECK trien_rc tr_sign_dss_visit(struct tr_pdf *pdf, size_t rev, struct tr_dss_memory *memory, tr_dss_visitor *see,
		void *context, struct trien_err *err);

/* What one signature or document time stamp needs. */
struct tr_dss_entry {
	struct tr_bytes contents; /* its whole /Contents, padding included: the key is their SHA-1 (table 262) */
	const struct tr_dss_value *values;
	size_t count;
};

struct tr_dss_request {
	const struct tr_dss_entry *entries;
	size_t count;
	int64_t time; /* /TU of the entries: when they were made, UTC epoch */
	int zone_minutes;
	uint8_t id16[16]; /* random, for /ID */
};

/*
 * Appends the revision to tail (empty where everything is there already). Errors: pdf.* (an encrypted file: pdf.encrypted-write),
 * sign.dss-limit past TR_SIGN_DSS_VALUES_MAX values, sign.dss-bytes-limit, sign.tail-limit past TR_SIGN_TAIL_MAX bytes.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_propose_dss(
		struct tr_bytes file, const struct tr_dss_request *request, struct tr_buf *tail, struct trien_err *err);

#endif
