/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

trien_rc
tr_hmac_sha1(struct tr_bytes key, struct tr_bytes data, uint8_t out[TR_HMAC_SHA1_SIZE], struct trien_err *err)
{
	unsigned n = 0;

	if (HMAC(EVP_sha1(), key.p, (int)key.n, data.p, data.n, out, &n) == NULL || n != TR_HMAC_SHA1_SIZE)
		return TR_ERR(err, INTERNAL, TR_S("what", "HMAC"));
	return TRIEN_OK;
}
