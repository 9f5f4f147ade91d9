/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Does a signature value fit a digest and a key? */
#ifndef TR_CRYPTO_VALUE_H
#define TR_CRYPTO_VALUE_H

#include "crypto/digest.h"

/*
 * *fits: the value was made over the digest (of algorithm alg) by the key of the certificate. PSS is asked for
 * with MGF1 of the same digest and a salt of its length, as we write it; ECDSA as DER SEQUENCE { r, s }.
 * A value that is no signature at all does not fit, and is no error. key.certificate-malformed.
 */
TRIEN_MUST_CHECK trien_rc tr_value_verify(struct tr_bytes cert_der, enum tr_scheme scheme, enum tr_digest alg,
		struct tr_bytes digest, struct tr_bytes value, bool *fits, struct trien_err *err);

#endif
