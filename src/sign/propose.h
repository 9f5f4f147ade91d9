/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The half of signing that reads untrusted bytes, and runs in the sandbox:
 * proposes the revision that will carry the signature. It sees no key. Who
 * holds the key hashes base and tail himself, so that the most a
 * subverted proposer can do is to propose a tail.
 */
#ifndef TR_SIGN_PROPOSE_H
#define TR_SIGN_PROPOSE_H

#include "pdf/update.h"

struct tr_sign_request {
	/*
	 * Full name of a field. Empty: the first empty signature field, else a new "Signature1", ... A name
	 * that no field has: sign.field-not-found where the document has empty signature fields, else a new
	 * field.
	 */
	struct tr_text field;
	struct tr_text name;     /* /Name, empty: not written */
	struct tr_text reason;
	struct tr_text location;
	struct tr_text contact;
	int64_t time;            /* /M, UTC epoch */
	int zone_minutes;
	size_t contents_size;    /* bytes of DER that must fit */
	struct tr_text digest; /* the digest by its name in PDF ("SHA384"); empty: SHA256. For seed values */
	uint8_t id16[16];        /* random, for /ID */
};

struct tr_sign_proposal {
	uint64_t base_size;      /* bytes of the source that stay as they are */
	struct tr_buf tail;      /* bytes behind them; /Contents is zeros, /ByteRange final */
	uint64_t contents_at;    /* offset in the whole file of '<' */
	uint64_t contents_end;   /* one past '>' */
};

/* Errors: pdf.*, sign.*. Free with tr_sign_proposal_free(). */
TRIEN_MUST_CHECK trien_rc tr_sign_propose(struct tr_bytes file, const struct tr_sign_request *request,
		struct tr_sign_proposal *out, struct trien_err *err);
void tr_sign_proposal_free(struct tr_sign_proposal *p);

#endif
