/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The keys that were read last. Most documents of a day are signed under the same few authorities, and to make a key and all that OpenSSL wants beside it
 * takes longer than verifying with it. Holds keys alone and no verdict about them: whoever has a cache decides as who has none. Several threads may use
 * one at once.
 */
#ifndef TR_CRYPTO_KEY_CACHE_H
#define TR_CRYPTO_KEY_CACHE_H

#include "crypto/verifier.h"

/* Keys kept, and the largest SubjectPublicKeyInfo among them: RSA of 4096 bits has 550 bytes. */
#define TR_KEY_CACHE_KEYS 16u
#define TR_KEY_CACHE_BYTES 600u

struct tr_key_cache;

TRIEN_MUST_CHECK trien_rc tr_key_cache_new(struct tr_key_cache **out, struct trien_err *err);
void tr_key_cache_free(struct tr_key_cache *c);
/*
 * A key of the forms of tr_spki_plain_key(), kept or made; NULL for any other and where memory is short. c may be NULL: then it is made. Free
 * with tr_verifier_free(), also after the cache.
 */
struct tr_verifier *tr_key_cache_take(struct tr_key_cache *c, struct tr_bytes spki);

#endif
