/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Somebody has shown who it is: a session begins, whatever it was shown by. */
#ifndef TR_SERVICE_ENTER_H
#define TR_SERVICE_ENTER_H

#include "service/call.h"

/* A session is put, of that cookie, and answered; the one that the browser came with ends. In a transaction that writes. */
TRIEN_MUST_CHECK trien_rc tr_enter(struct tr_call *c, struct tr_sql *db, const struct tr_visit_new *new, const char *cookie, struct trien_err *err);
/* seconds: how long the browser keeps it; below 0: as long as it runs. */
void tr_enter_give_cookie(struct tr_call *c, const char *name, const char *value, int64_t seconds);

#endif
