/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digests for signing and judging; SHA-1 and MD5 only where old signatures are read. */
#ifndef TR_CRYPTO_DIGEST_H
#define TR_CRYPTO_DIGEST_H

#include "crypto/signer.h"

#define TR_DIGEST_MAX 64u

struct tr_hash; /* a running digest */

size_t tr_digest_size(enum tr_digest d);
const char *tr_digest_name(enum tr_digest d); /* "SHA-256" */

TRIEN_MUST_CHECK trien_rc tr_hash_new(enum tr_digest d, struct tr_hash **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_hash_add(struct tr_hash *h, struct tr_bytes data, struct trien_err *err);
/* Writes the digest and begins anew. out has room for TR_DIGEST_MAX bytes. */
TRIEN_MUST_CHECK trien_rc tr_hash_done(struct tr_hash *h, uint8_t *out, size_t *n, struct trien_err *err);
void tr_hash_free(struct tr_hash *h);
/* One call. */
TRIEN_MUST_CHECK trien_rc tr_digest(enum tr_digest d, struct tr_bytes data, uint8_t *out, size_t *n, struct trien_err *err);

#endif
