/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose account of the kind "token" a certificate opens, by the books. Cryptography is not asked here: who has shown that the key is in hand is whoever the books say: they have the very certificate, so its chain adds nothing.
 * Requirement: R4.1
 */
#ifndef TR_REGISTRY_LOGIN_TOKEN_H
#define TR_REGISTRY_LOGIN_TOKEN_H

#include "store/sql.h"

/*
 * By the certificate's fingerprint (SHA-256, hexadecimal). *account is 0 where it opens none: it is not a person's own, not active, over or not begun; its
 * device is reported lost, given back or kept by somebody else; the person works no more, or has no account of that kind that is open. Of several, the oldest. In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_login_token_find(struct tr_sql *db, const char *fingerprint, int64_t now, int64_t *account, struct trien_err *err);

#endif
