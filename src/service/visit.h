/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is logged in: a row for each cookie that was given away, under its SHA-256, with a seal that a hand in the database cannot make (store/key_file.h). Every function runs in a transaction of the caller's.
 * Requirement: R4.1
 */
#ifndef TR_SERVICE_VISIT_H
#define TR_SERVICE_VISIT_H

#include "registry/secret.h"
#include "store/key_file.h"
#include "store/sql.h"

struct tr_visit {
	int64_t account;       /* 0: none */
	char kind[16], name[256]; /* of the account: with them its door is opened */
	char hash[TR_HEX256 + 1];
	int64_t made_at, used_at, confirmed_at;
	char certificate[TR_HEX256 + 1]; /* with which it was opened; "": with a password */
};

/*
 * service.session-none: there is none of that name, nobody has used it for TR_VISIT_IDLE_SECONDS, or it is TR_VISIT_SECONDS old, its seal is not
 * ours, or the certificate that opened it opens it no more.
 */
TRIEN_MUST_CHECK trien_rc tr_visit_find(struct tr_sql *db, const struct tr_key_file *key, const char *cookie, int64_t now, struct tr_visit *out, struct trien_err *err);
/* The same by the hash of its cookie: for what was begun in it and is done elsewhere. */
TRIEN_MUST_CHECK trien_rc tr_visit_of(struct tr_sql *db, const struct tr_key_file *key, const char *hash, int64_t now, struct tr_visit *out, struct trien_err *err);
struct tr_visit_new {
	int64_t account;
	const char *hash, *certificate; /* of the cookie; "": opened with a password */
};
/* A new one; those that are over go, and the account's oldest one where it has too many. In a transaction that writes, as all below. */
TRIEN_MUST_CHECK trien_rc tr_visit_put(struct tr_sql *db, const struct tr_key_file *key, const struct tr_visit_new *new, int64_t now, struct trien_err *err);
/* It is used: written once a minute. */
TRIEN_MUST_CHECK trien_rc tr_visit_use(struct tr_sql *db, const struct tr_visit *s, int64_t now, struct trien_err *err);
bool tr_visit_wants_use(const struct tr_visit *s, int64_t now);
/* Who it is has proved it again: under another name from now on. service.session-none: it is gone. */
TRIEN_MUST_CHECK trien_rc tr_visit_confirm(struct tr_sql *db, const struct tr_key_file *key, const struct tr_visit *s, const char *hash, int64_t now, struct trien_err *err);
bool tr_visit_is_fresh(const struct tr_visit *s, int64_t now);
TRIEN_MUST_CHECK trien_rc tr_visit_end(struct tr_sql *db, const char *hash, struct trien_err *err);

/* Is it a browser that the account is known from? */
TRIEN_MUST_CHECK trien_rc tr_login_device_is(struct tr_sql *db, int64_t account, const char *hash, int64_t now, bool *is, struct trien_err *err);
/* From now on it is; the account's oldest one is forgotten where it has too many. */
TRIEN_MUST_CHECK trien_rc tr_login_device_put(struct tr_sql *db, int64_t account, const char *hash, int64_t now, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_login_device_end(struct tr_sql *db, const char *hash, struct trien_err *err);

#endif
