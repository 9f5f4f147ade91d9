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

trien_rc
tr_base64_encode(struct tr_bytes in, struct tr_buf *out, struct trien_err *err)
{
	const size_t n = (in.n + 2) / 3 * 4;

	if (in.n > INT_MAX / 2)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", INT_MAX / 2));
	TR_TRY(tr_buf_reserve(out, n + 1, err)); /* OpenSSL puts a NUL behind it */
	out->n += (size_t)EVP_EncodeBlock(out->p + out->n, in.p, (int)in.n);
	return TRIEN_OK;
}

bool
tr_base64_decode_exactly(struct tr_bytes text, struct tr_buf *out)
{
	const size_t before = out->n;
	TR_AUTO_BUF again = {0};

	return tr_base64_decode(text, out) &&
			tr_base64_encode(TR_BYTES(out->p + before, out->n - before), &again, NULL) == TRIEN_OK &&
			tr_bytes_equal(text, tr_buf_view(&again));
}
