/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People of the tests: a root, an issuing CA and a leaf for any kind of key, made with OpenSSL alone. */
#ifndef TESTS_CRYPTO_PEOPLE_H
#define TESTS_CRYPTO_PEOPLE_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/signer.h"

/* Ends the test program; unlike assert(3) it is there in every build. */
#define PEOPLE_MUST(expr) \
	do { \
		if (!(expr)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #expr); \
			abort(); \
		} \
	} while (0)

struct person {
	EVP_PKEY *key;
	X509 *certificate;
	struct tr_bytes der;
};

/* kind: "RSA-1024" ... "RSA-8192", "RSA-PSS-2048", "P-256", "P-384", "P-521", "brainpoolP256r1", "ED25519",
 * "DSA". */
EVP_PKEY *people_key(const char *kind);
/* issuer NULL: self-signed. serial as a small number. lab: with the mark. */
struct person people_make(
		const char *kind, const char *name, const struct person *issuer, long serial, bool lab);
/* Another certificate for a key that exists; owned by the caller as a person of its own. */
struct person people_certify(EVP_PKEY *key, const char *name, const struct person *issuer, long serial);
void people_free(struct person *p);

/* PKCS#12 and PEM of a person and n further certificates, order as given. password NULL: none. */
struct tr_buf people_p12(const struct person *p, const struct person *others, size_t n, const char *password);
struct tr_buf people_pem(const struct person *p, const struct person *others, size_t n, const char *password);
/* Writes bytes to a file of the build directory, and gives its path (to be freed). */
char *people_file(const char *name, struct tr_bytes bytes);
/* Runs a program without a shell; its exit code, -1 where it cannot be started. Output to a log file. */
int people_run(const char *const argv[]);

/* A PIN source that gives one text, and counts how often it was asked. */
struct fixed_pin {
	const char *text;
	unsigned asked;
	char warning[32];
	bool yes; /* to the final try */
	unsigned confirmed;
	struct tr_pin_source source;
};
const struct tr_pin_source *fixed_pin(struct fixed_pin *p, const char *text);

#endif
