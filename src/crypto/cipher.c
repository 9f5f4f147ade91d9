/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/cipher.h"

#include <limits.h>

#include "base/errors/crypto.h"
#include "crypto/openssl.h"

#define TR_RC4_KEY_MAX 256u

trien_rc
tr_cipher_digest(int kind, struct tr_bytes in, uint8_t *out, struct trien_err *err)
{
	const EVP_MD *md = kind == 0 ? EVP_md5() : kind == 256 ? EVP_sha256() : kind == 384 ? EVP_sha384()
			: kind == 512 ? EVP_sha512() : NULL;

	if (md == NULL)
		return TR_ERR(err, CRYPTO_CIPHER_INPUT, TR_S("what", "digest"), TR_I("got", kind));
	if (EVP_Digest(in.p, in.n, out, NULL, md, NULL) != 1)
		return tr_openssl_failed("EVP_Digest", err);
	return TRIEN_OK;
}

/*
 * By hand: OpenSSL 3 has RC4 only in its legacy provider, a library that would have to be loaded inside the
 * sandbox.
 */
trien_rc
tr_cipher_rc4(struct tr_bytes key, struct tr_bytes in, uint8_t *out, struct trien_err *err)
{
	uint8_t s[256], t, i = 0, j = 0;

	if (key.n == 0 || key.n > TR_RC4_KEY_MAX)
		return TR_ERR(err, CRYPTO_CIPHER_INPUT, TR_S("what", "RC4 key"), TR_U("got", key.n));
	for (unsigned k = 0; k < 256; k++)
		s[k] = (uint8_t)k;
	for (unsigned k = 0; k < 256; k++) {
		j = (uint8_t)(j + s[k] + key.p[k % key.n]);
		t = s[k], s[k] = s[j], s[j] = t;
	}
	j = 0;
	for (size_t k = 0; k < in.n; k++) {
		j = (uint8_t)(j + s[++i]);
		t = s[i], s[i] = s[j], s[j] = t;
		out[k] = in.p[k] ^ s[(uint8_t)(s[i] + s[j])];
	}
	tr_wipe(s, sizeof(s));
	return TRIEN_OK;
}

trien_rc
tr_cipher_aes_cbc(struct tr_bytes key, const uint8_t iv[16], struct tr_bytes in, uint8_t *out, bool encrypt,
		struct trien_err *err)
{
	const EVP_CIPHER *cipher = key.n == 16 ? EVP_aes_128_cbc() : key.n == 32 ? EVP_aes_256_cbc() : NULL;
	bool ok;

	if (cipher == NULL)
		return TR_ERR(err, CRYPTO_CIPHER_INPUT, TR_S("what", "AES key"), TR_U("got", key.n));
	if (in.n % 16 != 0 || in.n > INT_MAX)
		return TR_ERR(err, CRYPTO_CIPHER_INPUT, TR_S("what", "AES-CBC data"), TR_U("got", in.n));
	if (in.n == 0)
		return TRIEN_OK;
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	ok = ctx != NULL && EVP_CipherInit_ex2(ctx, cipher, key.p, iv, encrypt, NULL) == 1 &&
	     EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 && EVP_CipherUpdate(ctx, out, &n, in.p, (int)in.n) == 1 &&
	     n == (int)in.n;
	EVP_CIPHER_CTX_free(ctx);
	return ok ? TRIEN_OK : tr_openssl_failed("AES-CBC", err);
}
