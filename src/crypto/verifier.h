/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A public key that verifies several values: OpenSSL sets a verification up anew for each, at a quarter of what verifying itself takes. The last
 * one that fitted is kept for the next of its kind. Held by reference count; several threads may use one at once.
 */
#ifndef TR_CRYPTO_VERIFIER_H
#define TR_CRYPTO_VERIFIER_H

#include "base/bytes.h"
#include "base/error.h"

struct evp_pkey_st; /* EVP_PKEY of OpenSSL */
struct tr_value_how;
struct tr_verifier;

/* The key is held until the last one frees. */
TRIEN_MUST_CHECK trien_rc tr_verifier_new(struct evp_pkey_st *key, struct tr_verifier **out, struct trien_err *err);
/* The same one, once more to be freed. */
struct tr_verifier *tr_verifier_dup(struct tr_verifier *v);
void tr_verifier_free(struct tr_verifier *v);
struct evp_pkey_st *tr_verifier_peek_key(const struct tr_verifier *v);

/* As tr_value_check(). */
TRIEN_MUST_CHECK trien_rc tr_verifier_check(struct tr_verifier *v, const struct tr_value_how *how, struct tr_bytes digest,
		struct tr_bytes message, struct tr_bytes value, bool *fits, struct trien_err *err);

#endif
