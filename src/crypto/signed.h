/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SIGNED { ... } of X.509 §6.1: something, how it was signed, and the value. Revocation lists and OCSP answers are that. */
#ifndef TR_CRYPTO_SIGNED_H
#define TR_CRYPTO_SIGNED_H

#include "crypto/algorithm.h"

struct tr_verifier;

/* Points into what it was read from. */
struct tr_signed {
	struct tr_bytes tbs;       /* whole */
	struct tr_bytes algorithm; /* content of the OBJECT IDENTIFIER */
	struct tr_bytes parameters; /* whole; empty where absent */
	struct tr_bytes value;     /* content of the BIT STRING; empty, and fitting nothing, where it is no whole octets */
	const struct tr_signature_alg *signature; /* NULL: not one that we know */
	const struct tr_digest_alg *digest;       /* NULL: not one that we know */
};

/*
 * Reads tbs, algorithm and value off the start of *in, which moves behind them. False where they are not
 * there. tbs has the tag of a SEQUENCE; what stands in it is the caller's.
 */
TRIEN_MUST_CHECK bool tr_signed_take(struct tr_bytes *in, struct tr_signed *out);
/*
 * *fits: the value was made over tbs by this key. False too for algorithms that are not known and keys that
 * they do not fit. Strength is not judged: a caller asks a policy.
 */
TRIEN_MUST_CHECK trien_rc tr_signed_verify(
		const struct tr_signed *s, struct tr_verifier *key, bool *fits, struct trien_err *err);

#endif
