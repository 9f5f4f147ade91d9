/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/base64.h"

#include <limits.h>
#include <openssl/evp.h>

bool
tr_base64_decode(struct tr_bytes text, struct tr_buf *out)
{
	int n = 0, last = 0;

	if (text.n == 0 || text.n > INT_MAX / 2 || tr_buf_reserve(out, text.n, NULL) != TRIEN_OK)
		return false;
	EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
	if (ctx == NULL)
		return false;
	EVP_DecodeInit(ctx);
	bool good = EVP_DecodeUpdate(ctx, out->p + out->n, &n, text.p, (int)text.n) >= 0 &&
			EVP_DecodeFinal(ctx, out->p + out->n + n, &last) == 1;
	EVP_ENCODE_CTX_free(ctx);
	if (good)
		out->n += (size_t)(n + last);
	return good;
}
