/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Object identifiers of digests and signature schemes, as they stand in files of the world. */
#ifndef TR_CRYPTO_ALGORITHM_H
#define TR_CRYPTO_ALGORITHM_H

#include "crypto/digest.h"

struct tr_digest_alg {
	struct tr_bytes oid; /* content octets */
	const char *name;    /* for people: "SHA-256" */
	const char *fetch;   /* OpenSSL's name */
	size_t size;
	bool weak; /* below 256 bits, or broken: never for signing, TR_CMS_WEAK when judged */
};

enum tr_key_scheme {
	TR_KEY_RSA_PKCS1,
	TR_KEY_RSA_PSS,
	TR_KEY_ECDSA,
	TR_KEY_ECDSA_PLAIN, /* BSI TR-03111 §5.2.1: r and s side by side */
	TR_KEY_DSA,
	TR_KEY_EDDSA,
};

struct tr_signature_alg {
	struct tr_bytes oid;
	enum tr_key_scheme scheme;
	const struct tr_digest_alg *digest; /* NULL: the one named beside it, or in the parameters */
	const char *name;
};

/* NULL for what is not in the table. */
const struct tr_digest_alg *tr_digest_alg_find(struct tr_bytes oid);
const struct tr_digest_alg *tr_digest_alg_named(struct tr_bytes name); /* "SHA-256" */
const struct tr_digest_alg *tr_digest_alg_of(enum tr_digest d); /* never NULL */
const struct tr_signature_alg *tr_signature_alg_find(struct tr_bytes oid);

/*
 * Takes an AlgorithmIdentifier off *in: the content of its OID, and its parameters whole, empty where absent.
 * False where there is none, or more than one parameter.
 */
TRIEN_MUST_CHECK bool tr_algorithm_take(struct tr_bytes *in, struct tr_bytes *oid, struct tr_bytes *parameters);

/* A digest of any algorithm of the table. */
TRIEN_MUST_CHECK trien_rc tr_hash_new_alg(
		const struct tr_digest_alg *alg, struct tr_hash **out, struct trien_err *err);
/* The same over parts, one behind the other, in one call. out has room for TR_DIGEST_MAX bytes. */
TRIEN_MUST_CHECK trien_rc tr_digest_parts(const struct tr_digest_alg *alg, const struct tr_bytes *parts, size_t count,
		uint8_t *out, size_t *n, struct trien_err *err);

#endif
