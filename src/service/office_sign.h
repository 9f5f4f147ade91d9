/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the requests about signing sessions share, whoever makes them: a person's page, or the program at the person's desk. Requirement: R5.3 */
#ifndef TR_SERVICE_OFFICE_SIGN_H
#define TR_SERVICE_OFFICE_SIGN_H

#include "office/office.h"
#include "office/session.h"
#include "service/office_call.h"

struct tr_signing_held {
	int64_t session;
	struct tr_session s;
	struct tr_office_taken taken;
};
/* The session, if it is of who comes and is open, or was ended well. service.files-off, office.session-*. */
TRIEN_MUST_CHECK trien_rc tr_signing_hold(struct tr_call *c, int64_t session, struct tr_signing_held *out, struct trien_err *err);
/* The document that is signed, and what is added to it with the signature's place empty, as the answer. service.not-prepared */
TRIEN_MUST_CHECK trien_rc tr_signing_file(struct tr_call *c, const struct tr_signing_held *h, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_signing_revision(struct tr_call *c, const struct tr_signing_held *h, struct trien_err *err);

/* What is done in the transaction that ends the session, behind its answer: where it fails, nothing is done. */
struct tr_signing_beside {
	tr_once_work work;
	void *context;
	const char *how; /* for the trail: by what it was signed; static */
};
/* Ends the session by what o says (the body "finish"), and answers it. The signature is judged first. beside: NULL for nothing. */
TRIEN_MUST_CHECK trien_rc tr_signing_finish(struct tr_office_call *o, int64_t session, const struct tr_signing_beside *beside, struct trien_err *err);

#endif
