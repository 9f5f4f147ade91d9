/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hex.h"

#include "crypto/digest.h"

trien_rc
tr_hex_sha256(struct tr_bytes data, char out[TR_HEX256 + 1], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, data, digest, &n, err));
	tr_hex(TR_BYTES(digest, n), out);
	return TRIEN_OK;
}
