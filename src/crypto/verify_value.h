/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the folder sign asks of a plan and of a running digest beside cms.h and
 * digest.h: the plan's own choices, whether a value that came back fits it, and a digest so far.
 */
#ifndef TR_CRYPTO_VERIFY_VALUE_H
#define TR_CRYPTO_VERIFY_VALUE_H

#include "crypto/cms.h"

enum tr_digest tr_cms_plan_digest(const struct tr_cms_plan *p);
enum tr_scheme tr_cms_plan_scheme(const struct tr_cms_plan *p);
size_t tr_cms_plan_chain_count(const struct tr_cms_plan *p);
struct tr_bytes tr_cms_plan_chain_at(const struct tr_cms_plan *p, size_t i); /* DER, the signer's first */

/*
 * Is value the signature over the digest to_sign by the key of the signer's certificate, in the plan's
 * scheme? The public key is decoded once a plan. *fits is false for every other value; an error means
 * that it could not be tried.
 */
TRIEN_MUST_CHECK trien_rc tr_cms_plan_verify(const struct tr_cms_plan *p, struct tr_bytes to_sign, struct tr_bytes value,
		bool *fits, struct trien_err *err);

/* The digest of what was added so far; h goes on as if nothing had been asked. */
TRIEN_MUST_CHECK trien_rc tr_hash_peek(struct tr_hash *h, uint8_t *out, size_t *n, struct trien_err *err);

#endif
