/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Revocation lists made to order for the tests. */
#ifndef TESTS_PKI_FORGE_CRL_H
#define TESTS_PKI_FORGE_CRL_H

#include "forge.h"

struct forge_row {
	const struct forged *of;  /* whose serial number */
	int64_t at;               /* 0: FORGE_NOW - 2 days */
	int reason;               /* CRLReason; 0: none */
	int64_t invalid_since;    /* 0: none */
	const struct forged *issuer; /* certificateIssuer: this one's subject */
	const char *critical_oid; /* an unknown critical extension */
};

/* {0} with an issuer is an empty list of an hour ago, valid a day. Rows end at the first without a certificate. */
struct forge_crl {
	const struct forged *issuer;
	const struct forged *key_of; /* signs with this one's key; NULL: the issuer's */
	int64_t made, next;          /* next -1: none */
	long number, base;           /* cRLNumber, deltaCRLIndicator; 0: none */
	const char *idp;             /* as x509v3_config(5) */
	const char *critical_oid, *plain_oid;
	const char *digest;
	bool ids;
	bool doubled; /* cRLNumber twice */
	struct forge_row rows[6];
};

/* Owned by the caller: free(3) on p. */
struct tr_bytes forge_crl_make(const struct forge_crl *f);
#define FORGE_CRL(...) forge_crl_make(&(struct forge_crl){__VA_ARGS__})

/* A list put together by hand (it says ECDSA whatever the key; one of RSA makes its size exact): rows entries of serial numbers 1, 2, ..., and an extension of padding bytes (0: none). */
struct tr_bytes forge_crl_large(const struct forged *issuer, size_t rows, size_t padding);

#endif
