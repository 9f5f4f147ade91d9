/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signature values of every kind that is judged; the inside of value.h. */
#ifndef TR_CRYPTO_VALUE_CHECK_H
#define TR_CRYPTO_VALUE_CHECK_H

#include "crypto/algorithm.h"
#include "crypto/openssl.h"
#include "crypto/value.h"

#define TR_PSS_SALT_AS_DIGEST (-1)

struct tr_value_how {
	enum tr_key_scheme scheme;
	const struct tr_digest_alg *digest;
	const struct tr_digest_alg *mask; /* PSS: MGF1's; NULL: the same */
	int salt;                         /* PSS */
};

/* The public key in a certificate, without decoding the rest of it. *out to be freed. */
TRIEN_MUST_CHECK trien_rc tr_certificate_key(struct tr_bytes cert_der, EVP_PKEY **out, struct trien_err *err);
/* message: what the digest was made of, for EdDSA, which signs that. */
TRIEN_MUST_CHECK trien_rc tr_value_check(EVP_PKEY *key, const struct tr_value_how *how, struct tr_bytes digest,
		struct tr_bytes message, struct tr_bytes value, bool *fits, struct trien_err *err);
/* Is the key below what may sign today: RSA and DSA under 2048 bits, curves under 256? */
bool tr_key_is_weak(const EVP_PKEY *key);
struct tr_value_how tr_value_how_of(enum tr_scheme scheme, enum tr_digest digest);
/* From an AlgorithmIdentifier; otherwise: the digest where it names none. False where its parameters cannot be read. */
TRIEN_MUST_CHECK bool tr_value_how_read(const struct tr_signature_alg *alg, struct tr_bytes parameters,
		const struct tr_digest_alg *otherwise, struct tr_value_how *out);

#endif
