/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cipher.h"

#include <openssl/evp.h>

static trien_rc
digest(int kind, struct tr_bytes in, uint8_t *out, struct trien_err *err)
{
	const EVP_MD *md = kind == 0 ? EVP_md5() : kind == 256 ? EVP_sha256() : kind == 384
			? EVP_sha384() : EVP_sha512();
	if (EVP_Digest(in.p, in.n, out, NULL, md, NULL) != 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "digest"));
	return TRIEN_OK;
}

/* OpenSSL 3 keeps RC4 in its legacy provider; a few lines spare loading it. */
static trien_rc
rc4(struct tr_bytes key, struct tr_bytes in, uint8_t *out, struct trien_err *err)
{
	uint8_t s[256];

	(void)err;
	for (unsigned i = 0; i < 256; i++)
		s[i] = (uint8_t)i;
	for (unsigned i = 0, j = 0; i < 256; i++) {
		j = (j + s[i] + key.p[i % key.n]) & 255;
		uint8_t swap = s[i];
		s[i] = s[j];
		s[j] = swap;
	}
	unsigned a = 0, b = 0;
	for (size_t i = 0; i < in.n; i++) {
		a = (a + 1) & 255;
		b = (b + s[a]) & 255;
		uint8_t swap = s[a];
		s[a] = s[b];
		s[b] = swap;
		out[i] = in.p[i] ^ s[(s[a] + s[b]) & 255];
	}
	return TRIEN_OK;
}

static trien_rc
aes_cbc(struct tr_bytes key, const uint8_t iv[16], struct tr_bytes in, uint8_t *out, bool encrypt,
		struct trien_err *err)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	int good = ctx != NULL &&
			EVP_CipherInit_ex(ctx, key.n == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc(), NULL,
			key.p, iv, encrypt) == 1 && EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
			EVP_CipherUpdate(ctx, out, &n, in.p, (int)in.n) == 1;
	EVP_CIPHER_CTX_free(ctx);
	if (!good)
		return TR_ERR(err, INTERNAL, TR_S("what", "aes"));
	return TRIEN_OK;
}

const struct tr_pdf_cipher test_cipher = {digest, rc4, aes_cbc};
