/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Password-based encryption of key files: how long it would take, and whether this machine can do it at all. */
#ifndef TR_CRYPTO_PBE_H
#define TR_CRYPTO_PBE_H

#include <openssl/x509.h>

#include "base/bytes.h"

/* key.iterations-limit where a derivation (PBKDF2, PKCS#12, scrypt) asks for more than TR_KEY_ITERATIONS_MAX.
 */
TRIEN_MUST_CHECK trien_rc tr_pbe_check(const X509_ALGOR *alg, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pbe_check_count(long long iterations, struct trien_err *err);
/* Did OpenSSL's last failure come from an algorithm that it does not have? Copies its words; empties the
 * queue. */
bool tr_pbe_unsupported(char *why, size_t size);

#endif
