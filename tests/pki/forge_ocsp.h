/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCSP answers made to order for the tests. */
#ifndef TESTS_PKI_FORGE_OCSP_H
#define TESTS_PKI_FORGE_OCSP_H

#include "forge.h"

struct forge_single {
	const struct forged *of, *issuer;
	int status;              /* as V_OCSP_CERTSTATUS_*: 0 good, 1 revoked, 2 unknown */
	int reason;              /* of a revocation; -1: none */
	int64_t revoked_at;      /* 0: FORGE_NOW - 2 days */
	int64_t made, next;      /* 0: FORGE_NOW - 1 hour, FORGE_NOW + 1 day; next -1: none */
	bool sha256;             /* certID by SHA-256 */
	int64_t archive_cutoff;  /* 0: none */
	const char *critical_oid, *plain_oid;
};

/* Singles end at the first without a certificate. */
struct forge_ocsp {
	const struct forged *signer;
	const struct forged *key_of; /* signs with this one's key; NULL: the signer's */
	bool by_key;                 /* responder by key hash; otherwise by name */
	bool bare;                   /* the signer's certificate is not inside */
	bool basic_only;             /* the BasicOCSPResponse alone */
	int certificates;            /* the signer's so many times more */
	int64_t produced;            /* 0: FORGE_NOW - 1 hour */
	const char *nonce;
	const char *critical_oid;
	const char *digest;
	int repeat; /* the first single so many times more */
	struct forge_single singles[4];
};

/* Owned by the caller: free(3) on p. */
struct tr_bytes forge_ocsp_make(const struct forge_ocsp *f);
#define FORGE_OCSP(...) forge_ocsp_make(&(struct forge_ocsp){__VA_ARGS__})

#endif
