/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who has come, as the answer says it: account, person, roles, until when, and the token of that session. */
#ifndef TR_SERVICE_WHO_H
#define TR_SERVICE_WHO_H

#include <jansson.h>

#include "service/call.h"

/* The doors of the registry open for c->caller, in a transaction. */
TRIEN_MUST_CHECK trien_rc tr_who_open(struct tr_call *c, struct tr_sql *db, struct tr_who *out, struct trien_err *err);
/* That a row is within reach; what is not is answered as what there is none of (registry.not-found). In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_who_reaches(
		struct tr_sql *db, const struct tr_who *who, const struct tr_viewer *v, const struct tr_book *book, int64_t id, struct trien_err *err);
/* Writes the answer of c->session anew. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_who_write(struct tr_call *c, struct tr_sql *db, struct trien_err *err);
/* A moment as answers tell it: in Vietnam's zone. */
json_t *tr_call_time_json(int64_t at);
/* A JSON value as the answer, with a line's end; takes the reference. */
TRIEN_MUST_CHECK trien_rc tr_call_answer_json(struct tr_call *c, json_t *value, struct trien_err *err);

#endif
