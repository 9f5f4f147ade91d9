/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Passwords, as yescrypt keeps them (crypt(5), "$y$"). */
#ifndef TR_REGISTRY_PASSWORD_H
#define TR_REGISTRY_PASSWORD_H

#include <stdbool.h>

#include "base/env.h"

#define TR_PASSWORD_HASH_MAX 384u /* of crypt(3), with a NUL */

/* Long enough, and not made of the account's name. registry.password-weak */
TRIEN_MUST_CHECK trien_rc tr_password_check(const char *password, const char *name, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_password_hash(const struct tr_env *env, const char *password, char out[TR_PASSWORD_HASH_MAX], struct trien_err *err);
/* Takes as long for any hash of tr_password_hash(); about 16 MB and a tenth of a second. base.no-memory */
TRIEN_MUST_CHECK trien_rc tr_password_is(const char *hash, const char *password, bool *is, struct trien_err *err);

#endif
