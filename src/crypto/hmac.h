/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HMAC (RFC 2104). SHA-1 for codes that a telephone makes (RFC 6238): it is what those programs know, and HMAC does not need it to be free of collisions. */
#ifndef TR_CRYPTO_HMAC_H
#define TR_CRYPTO_HMAC_H

#include "base/bytes.h"

#define TR_HMAC_SHA1_SIZE 20u
#define TR_HMAC_SHA256_SIZE 32u

TRIEN_MUST_CHECK trien_rc tr_hmac_sha1(struct tr_bytes key, struct tr_bytes data, uint8_t out[TR_HMAC_SHA1_SIZE], struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_hmac_sha256(struct tr_bytes key, struct tr_bytes data, uint8_t out[TR_HMAC_SHA256_SIZE], struct trien_err *err);

#endif
