/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.2 R9.3 */
/*
 * A signature that is prepared here for a key elsewhere: the sandbox proposes the revision (a person's at a step, or the agency's with number, date and seal), what
 * is to be signed is hashed here, and the desk hashes it again. Pictures are those that the registry has approved for the certificate.
 */
#ifndef TR_SERVICE_OFFICE_PREPARE_H
#define TR_SERVICE_OFFICE_PREPARE_H

#include "crypto/signer.h"
#include "service/call.h"
#include "sign/sign.h"

enum tr_prepare_look { TR_PREPARE_UNSEEN, TR_PREPARE_FIELD, TR_PREPARE_AUTO };

struct tr_preparing {
	struct tr_call *c;
	struct tr_bytes chain[TR_CHAIN_MAX]; /* the signer's first */
	size_t chain_count;
	enum tr_prepare_look look; /* of a person's */
	/* What tr_prepare_find() finds. */
	bool seal;
	char base[TR_HEX256 + 1];
	char certificate[TR_HEX256 + 1];
	int64_t number, day;
	char picture[TR_HEX256 + 1]; /* "": none is approved */
	double diameter_mm;
	struct tr_buf content; /* the base */
	struct tr_sign_state state;
};
void tr_preparing_free(struct tr_preparing *p);

/* In a transaction: what would be signed now, and how it looks. Whether it may be, the session's begin says. */
TRIEN_MUST_CHECK trien_rc tr_prepare_find(struct tr_sql *db, int64_t document, struct tr_preparing *p, struct trien_err *err);
/* Fills in content and state. service.files-off, service.busy, sign.*, official.*, pdf.*, store.blob-* */
TRIEN_MUST_CHECK trien_rc tr_prepare(struct tr_preparing *p, struct trien_err *err);

/*
 * What the agency's revision would look like, before anything is signed or numbered: appends the document with number, date and seal in their places, and a signature
 * that has no value. number and day are set, certificate names whose picture it is. As tr_prepare().
 */
TRIEN_MUST_CHECK trien_rc tr_prepare_preview(struct tr_preparing *p, struct tr_buf *out, struct trien_err *err);

#endif
