/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates made to order for the tests: good ones, and their forged twins. */
#ifndef TESTS_PKI_FORGE_H
#define TESTS_PKI_FORGE_H

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "pki/pool.h"
#include "pki/trust.h"

#define DAY 86400
#define FORGE_NOW 1800000000 /* 2027-01-15; the clock of the tests */

struct forged {
	X509 *x;
	EVP_PKEY *key;
	struct tr_bytes der; /* owned */
};

/* {0} with a name is a self-signed P-256 certificate, valid ten days around FORGE_NOW, without extensions. */
struct forge {
	const char *cn, *issuer_cn; /* issuer_cn: where it is to differ from the issuer's name */
	const struct forged *issuer;
	const struct forged *key_of; /* use this one's key; NULL: a new one */
	const char *key;             /* "P-256", "RSA-1024", "RSA-2048", "P-192", "DSA" */
	int64_t from, to;            /* 0: FORGE_NOW -+ 5 days */
	const char *bc, *ku, *eku, *nc, *san; /* as x509v3_config(5); NULL: not there */
	const char *crldp, *aia; /* the same */
	bool no_check;           /* id-pkix-ocsp-nocheck */
	const char *policy, *policy_constraints;
	int policies;            /* instead of one: 2.999.6.0, 2.999.6.1, ... */
	const char *mappings;    /* as x509v3_config(5) */
	const char *critical_oid; /* an unknown critical extension */
	const char *digest;       /* NULL: SHA256 */
	bool ids;                 /* subject and authority key identifiers */
	bool lab;                 /* carries the lab mark */
	bool doubled;             /* the key usage twice */
	int version;              /* 0: v3 */
	int padding;              /* bytes of an unknown extension, to make it large */
	int extensions;           /* unknown extensions, all different */
	const char *serial_hex;
};

struct forged forge_make(const struct forge *f);
#define FORGE(...) forge_make(&(struct forge){__VA_ARGS__})
void forge_free(struct forged *f);
/* An extension that nobody knows; X509_EXTENSION_free(). */
X509_EXTENSION *forge_extension(const char *dotted, int critical);

#define CA_BC "critical,CA:TRUE"
#define CA_KU "critical,keyCertSign,cRLSign"
#define SIGN_KU "critical,digitalSignature,nonRepudiation"

#endif
