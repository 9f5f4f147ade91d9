/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requests that are done once: the answer to a key is kept in the transaction of the act, so what was done is known as done, also when the answer was
 * lost. Everything runs in a transaction that writes. Requirement: R2.1b
 */
#ifndef TR_REGISTRY_REQUEST_KEY_H
#define TR_REGISTRY_REQUEST_KEY_H

#include "registry/limits.h"
#include "store/sql.h"

enum tr_request_of { TR_REQUEST_OF_PORTAL, TR_REQUEST_OF_ACCOUNT };

struct tr_request {
	enum tr_request_of of;
	int64_t who;      /* the portal, the account */
	const char *key;  /* 1 to TR_REQUEST_KEY_MAX bytes */
	const char *body; /* SHA-256 of what is asked for, in hex */
	int64_t now;
};
/* Appends what was answered before, where it was; registry.request-key-used where that was another request. */
TRIEN_MUST_CHECK trien_rc tr_request_find(struct tr_sql *db, const struct tr_request *r, struct tr_buf *answer, bool *answered, struct trien_err *err);
/* Keeps an answer, for TR_REQUEST_KEY_SECONDS. */
TRIEN_MUST_CHECK trien_rc tr_request_keep(struct tr_sql *db, const struct tr_request *r, struct tr_bytes answer, struct trien_err *err);

#endif
