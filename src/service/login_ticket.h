/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Logins that the program at the desk has made ready: the person has shown there that the key is in hand, and the browser that asked for it opens the session, once. The browser is known by a
 * nonce that its page has put into a cookie and into the link: a link that somebody else has made logs nobody in. Sealed as sessions are: a row that a hand writes opens nothing.
 * In a transaction of the caller's that writes. Requirement: R4.1
 */
#ifndef TR_SERVICE_LOGIN_TICKET_H
#define TR_SERVICE_LOGIN_TICKET_H

#include "registry/secret.h"
#include "store/key_file.h"
#include "store/sql.h"

struct tr_login_ticket {
	const char *hash;        /* of the ticket */
	const char *nonce;       /* hash of the browser's */
	const char *certificate; /* fingerprint */
};
/* Keeps it for TR_LOGIN_TICKET_SECONDS; those that are over go. */
TRIEN_MUST_CHECK trien_rc tr_login_ticket_put(struct tr_sql *db, const struct tr_key_file *key, const struct tr_login_ticket *t, int64_t now, struct trien_err *err);
/* Takes it away, whatever comes of it. certificate: "" where there is none of that hash, it is over, another browser's, or its seal is not ours. */
TRIEN_MUST_CHECK trien_rc tr_login_ticket_take(struct tr_sql *db, const struct tr_key_file *key, const char *hash, const char *nonce, int64_t now,
		char certificate[TR_HEX256 + 1], struct trien_err *err);

#endif
