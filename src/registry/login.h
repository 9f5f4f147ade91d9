/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How people prove at the service that an account of the kind "password" is theirs. The secrets stand in a table of their own and in no history; the
 * account's row in the book of logins has the SHA-256 over them, so that who sets them is in the audit trail, and secrets that somebody writes into the
 * database by hand open nothing. Requirement: R4.1
 */
#ifndef TR_REGISTRY_LOGIN_H
#define TR_REGISTRY_LOGIN_H

#include "base/env.h"
#include "registry/act.h"
#include "registry/password.h"
#include "registry/totp.h"

/* In place of a hash: the password is kept by the directory that the service asks. No password has this hash. */
#define TR_LOGIN_DIRECTORY "$ldap$"

enum tr_login_verb { TR_LOGIN_PASSWORD, TR_LOGIN_TOTP, TR_LOGIN_NO_TOTP };

struct tr_login_change {
	enum tr_login_verb verb;
	int64_t account;
	const char *hash;         /* of TR_LOGIN_PASSWORD: of a password that was checked */
	char totp[TR_TOTP_TEXT];  /* of TR_LOGIN_TOTP: the new secret */
};
/*
 * The work of such an act, "login.enter"; context is a struct tr_login_change. All sessions of the account and its known devices end with it.
 * registry.not-found, registry.login-kind, registry.login-none; what the door of the account's row says.
 */
TRIEN_MUST_CHECK trien_rc tr_login_change(struct tr_acting *a, void *context, struct trien_err *err);

/* What stands against an account; all texts are empty where there is none that could log in. */
struct tr_login {
	int64_t account;
	char name[256];
	char hash[TR_PASSWORD_HASH_MAX];
	char totp[TR_TOTP_TEXT];
	int64_t step; /* of the last code */
};
/* In a transaction. Of an account that is closed, whose person works no more, or whose secrets nobody has set through an act: none. */
TRIEN_MUST_CHECK trien_rc tr_login_find(struct tr_sql *db, const char *name, struct tr_login *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_login_of(struct tr_sql *db, int64_t account, struct tr_login *out, struct trien_err *err);
/*
 * Keeps the step of a code (0: none was asked for). In a transaction that writes. *is is false where the secrets are no longer those that were looked
 * at, or a later code came meanwhile.
 */
TRIEN_MUST_CHECK trien_rc tr_login_take(struct tr_sql *db, const struct tr_login *l, int64_t step, bool *is, struct trien_err *err);
/* Sessions and known devices of an account. In a transaction that writes. */
TRIEN_MUST_CHECK trien_rc tr_login_end_all(struct tr_sql *db, int64_t account, struct trien_err *err);

#endif
