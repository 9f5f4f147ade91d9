/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
#ifndef TR_CRYPTO_SPKI_H
#define TR_CRYPTO_SPKI_H

#include "base/bytes.h"
#include "crypto/openssl.h"

/* NULL where OpenSSL cannot read it; why is in its queue. Free with EVP_PKEY_free(). */
EVP_PKEY *tr_spki_key(struct tr_bytes spki);
/* The same for the two usual forms alone, RSA and a point of a NIST curve: NULL for any other, and for what is no key. */
EVP_PKEY *tr_spki_plain_key(struct tr_bytes spki);

#endif
