/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a web page has the program at its desk do besides signing (docs/desk-protocol.md): look at the desk, and report it with a support ticket; change the PIN of a device that was unlocked, and
 * report that. A link with a token that is good once, bound to the web session in which it was made. Of the token the SHA-256 alone is kept. Every function runs in a transaction of the
 * caller's, unless it says otherwise. Requirement: R7 R17
 */
#ifndef TR_SERVICE_DESK_TASK_H
#define TR_SERVICE_DESK_TASK_H

#include "registry/act.h"
#include "service/call.h"

enum tr_desk_task_kind { TR_DESK_TASK_CHECK, TR_DESK_TASK_PIN };

struct tr_desk_task {
	int64_t id, device, result, made_at, ends_at; /* id 0: there is none; result 0: nothing came yet */
	enum tr_desk_task_kind kind;
	char session[TR_HEX256 + 1];
	char subject[TR_DESK_TITLE_MAX + 1];
};
bool tr_desk_task_waits(const struct tr_desk_task *t, int64_t now);

/* Writes it, and forgets those of a day ago and the session's that wait; t->id is its number. token: its hash. In a transaction that writes, as tr_desk_task_end(). */
TRIEN_MUST_CHECK trien_rc tr_desk_task_put(struct tr_sql *db, struct tr_desk_task *t, const char *token, struct trien_err *err);
/* By its number, if it is that web session's; by the token of its link: out->id is 0 where there is none. */
TRIEN_MUST_CHECK trien_rc tr_desk_task_of_session(struct tr_sql *db, const char *session, int64_t id, struct tr_desk_task *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_desk_task_of_token(struct tr_sql *db, const char *token, struct tr_desk_task *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_desk_task_end(struct tr_sql *db, int64_t id, int64_t result, struct trien_err *err);

/* For the page that asks now: a token is made, the task is put in a transaction of its own, and the answer has the link; of a dry run none. desk.off */
TRIEN_MUST_CHECK trien_rc tr_desk_task_give(struct tr_call *c, struct tr_desk_task *t, enum tr_act_mode mode, struct trien_err *err);
/* The program at the desk comes with a token (its hash): a task of that kind that waits. Fills c->session and c->caller with whose it is. desk.token: everything that is none now has one answer. */
TRIEN_MUST_CHECK trien_rc tr_desk_task_enter(struct tr_call *c, struct tr_sql *db, const char *token, enum tr_desk_task_kind kind, struct tr_desk_task *out, struct trien_err *err);

#endif
