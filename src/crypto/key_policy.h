/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which keys may sign, and with which scheme and digest. */
#ifndef TR_CRYPTO_KEY_POLICY_H
#define TR_CRYPTO_KEY_POLICY_H

#include "crypto/openssl.h"
#include "crypto/signer.h"

/*
 * RSA of TR_RSA_SIGN_BITS_MIN to _MAX, P-256, P-384; the scheme must be one that the key can do.
 * key.rsa-too-small, key.rsa-too-large, key.curve, key.type, key.scheme, key.digest.
 */
TRIEN_MUST_CHECK trien_rc tr_key_permitted(
		const EVP_PKEY *key, enum tr_scheme scheme, enum tr_digest digest, struct trien_err *err);
/* Fills what the choice leaves open, by the kind of the key; then as above. */
TRIEN_MUST_CHECK trien_rc tr_key_choose(const EVP_PKEY *key, const struct tr_signer_choice *choice,
		enum tr_scheme *scheme, enum tr_digest *digest, struct trien_err *err);
/* The most bytes that a signature value of this key has. */
size_t tr_key_value_max(const EVP_PKEY *key);

#endif
