/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

static trien_rc
hmac(const EVP_MD *digest, struct tr_bytes key, struct tr_bytes data, uint8_t *out, struct trien_err *err)
{
	unsigned n = 0;

	if (HMAC(digest, key.p, (int)key.n, data.p, data.n, out, &n) == NULL || n != (unsigned)EVP_MD_get_size(digest))
		return TR_ERR(err, INTERNAL, TR_S("what", "HMAC"));
	return TRIEN_OK;
}

trien_rc
tr_hmac_sha1(struct tr_bytes key, struct tr_bytes data, uint8_t out[TR_HMAC_SHA1_SIZE], struct trien_err *err)
{
	return hmac(EVP_sha1(), key, data, out, err);
}

trien_rc
tr_hmac_sha256(struct tr_bytes key, struct tr_bytes data, uint8_t out[TR_HMAC_SHA256_SIZE], struct trien_err *err)
{
	return hmac(EVP_sha256(), key, data, out, err);
}
