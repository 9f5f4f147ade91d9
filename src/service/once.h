/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people do that changes the books: once for each Idempotency-Key, whose answer is kept in the same transaction. */
#ifndef TR_SERVICE_ONCE_H
#define TR_SERVICE_ONCE_H

#include "registry/act.h"
#include "service/call.h"

/* What is said of the file that is the body, as Base64 of JSON. */
#define TR_ABOUT_FIELD "X-Trien-Document"

/*
 * Does the work and writes the answer, in a transaction; acts in it are done with TR_ACT_WITHIN. It may run several times. who is there, by the books of that moment,
 * in the role that the route's row wants or that was said.
 */
struct tr_doing {
	struct tr_call *c;
	struct tr_sql *db;
	struct tr_who who;
	struct tr_act act; /* its time, caller, actor and role are set */
	char actor[TR_OBJECT_TEXT];
};
typedef trien_rc (*tr_once_work)(struct tr_doing *d, void *context, struct trien_err *err);
/* what: the act by which the role is chosen. A dry run keeps nothing, the key neither. service.idempotency-key, registry.request-key-used. */
TRIEN_MUST_CHECK trien_rc tr_once(struct tr_call *c, const char *what, enum tr_act_mode mode, tr_once_work work, void *context, struct trien_err *err);
/* The key of a request, in its head or set by its handler; service.idempotency-key. */
TRIEN_MUST_CHECK trien_rc tr_once_key(const struct tr_call *c, const char **out, struct trien_err *err);
/* SHA-256 of what is asked for: address, what is said of a file, and body; of a form its parts. */
TRIEN_MUST_CHECK trien_rc tr_once_body(struct tr_call *c, char out[TR_HEX256 + 1], struct trien_err *err);

/* As what who comes does it, where no role was said: as the row of the access table wants that the address names. registry.role-wanted, registry.no-access */
TRIEN_MUST_CHECK trien_rc tr_once_choose(const struct tr_call *c, struct tr_who *who, const char *what, struct trien_err *err);

#endif
