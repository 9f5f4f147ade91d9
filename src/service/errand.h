/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Errands: what a web page has the program at its desk do once: make the signatures of signing sessions (office/session.h) that the person has begun. An errand belongs to the
 * web session in which it was made, and is over when that is; its link has a token that is good once, for which the program gets a secret. Of both the SHA-256 alone is kept.
 * What the program may do is what the person may, asked anew each time, and of that these signatures only. Every function runs in a transaction of the caller's.
 * Requirement: R4.3 R5.3
 */
#ifndef TR_SERVICE_ERRAND_H
#define TR_SERVICE_ERRAND_H

#include "registry/secret.h"
#include "service/limits.h"
#include "store/sql.h"

enum tr_errand_state { TR_ERRAND_WAITING, TR_ERRAND_REDEEMED, TR_ERRAND_DONE, TR_ERRAND_REFUSED, TR_ERRAND_OVER };
const char *tr_errand_state_word(enum tr_errand_state state);

/* Which program does it: ours, or the VGCA Sign Service (vgca.c). */
enum tr_errand_way { TR_ERRAND_AGENT, TR_ERRAND_VGCA };
const char *tr_errand_way_word(enum tr_errand_way way);

struct tr_errand {
	int64_t id, made_at, ends_at; /* id 0: there is none */
	enum tr_errand_way way;
	enum tr_errand_state state;   /* as it stands now: one whose time is over is over */
	char session[TR_HEX256 + 1];  /* hash of the web session's cookie */
	char secret[TR_HEX256 + 1];   /* hash of the program's; "": nobody has taken it */
	char certificate[TR_HEX256 + 1];
	char code[5];
	char reason[TR_DESK_REASON_MAX + 1]; /* id of an error; "": none */
};
/* May it still be worked on? */
bool tr_errand_is_open(const struct tr_errand *e);

struct tr_errand_new {
	const char *token;   /* hash of the link's */
	const char *secret;  /* hash of the program's, where it is given away with the token; NULL: who takes the errand gets one */
	const char *session; /* hash of the web session's cookie */
	enum tr_errand_way way;
	const char *certificate, *code, *said;
	int64_t made_at, ends_at;
};
/* Writes it, and forgets those of a day ago; *id is its number. In a transaction that writes, as tr_errand_add() and all that end or change one. */
TRIEN_MUST_CHECK trien_rc tr_errand_put(struct tr_sql *db, const struct tr_errand_new *new, int64_t *id, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_errand_add(struct tr_sql *db, int64_t id, int64_t item, int64_t signing, int64_t document, struct trien_err *err);

/* By its number, if it is that web session's; by the token of its link; by the secret; the one of a web session that is open: out->id is 0 where there is none. */
TRIEN_MUST_CHECK trien_rc tr_errand_of_session(struct tr_sql *db, const char *session, int64_t id, int64_t now, struct tr_errand *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_errand_of_token(struct tr_sql *db, const char *token, int64_t now, struct tr_errand *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_errand_of_secret(struct tr_sql *db, const char *secret, int64_t now, struct tr_errand *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_errand_open_of(struct tr_sql *db, const char *session, int64_t now, struct tr_errand *out, struct trien_err *err);

/* The program has taken it. */
TRIEN_MUST_CHECK trien_rc tr_errand_redeem(struct tr_sql *db, int64_t id, const char *secret, struct trien_err *err);
/* reason: id of an error; NULL: it ended well. */
TRIEN_MUST_CHECK trien_rc tr_errand_end(struct tr_sql *db, int64_t id, enum tr_errand_state state, const char *reason, struct trien_err *err);

/* Columns of the rows of items, in their order. */
enum { TR_ERRAND_ITEM, TR_ERRAND_SIGNING, TR_ERRAND_DOCUMENT, TR_ERRAND_ITEM_STATE, TR_ERRAND_ANSWER };
TRIEN_MUST_CHECK trien_rc tr_errand_items(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err);
/* An item; said: what the person said of the signature, JSON. */
struct tr_errand_item {
	int64_t signing;
	bool is_signed;
	struct tr_buf said, answer; /* each appended, with what came of it: "" where nothing yet */
};
/* desk.item: it has none such. */
TRIEN_MUST_CHECK trien_rc tr_errand_item(struct tr_sql *db, int64_t id, int64_t item, struct tr_errand_item *out, struct trien_err *err);
void tr_errand_item_free(struct tr_errand_item *i);
/* What came of an item. One that is signed stays so. */
TRIEN_MUST_CHECK trien_rc tr_errand_answer(struct tr_sql *db, int64_t id, int64_t item, bool is_signed, struct tr_bytes answer, struct trien_err *err);

#endif
