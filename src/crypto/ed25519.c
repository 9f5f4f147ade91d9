/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/ed25519.h"

#include <openssl/err.h>

#include "crypto/openssl.h"

static void
free_context(EVP_MD_CTX **c)
{
	EVP_MD_CTX_free(*c);
}
#define AUTO_CONTEXT __attribute__((cleanup(free_context))) EVP_MD_CTX

trien_rc
tr_ed25519_public(const uint8_t seed[TR_ED25519_KEY], uint8_t out[TR_ED25519_KEY], struct trien_err *err)
{
	TR_AUTO(pkey) EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TR_ED25519_KEY);
	size_t n = TR_ED25519_KEY;

	if (key == NULL || EVP_PKEY_get_raw_public_key(key, out, &n) != 1)
		return tr_openssl_failed("Ed25519", err);
	return TRIEN_OK;
}

trien_rc
tr_ed25519_sign(const uint8_t seed[TR_ED25519_KEY], struct tr_bytes message, uint8_t out[TR_ED25519_SIGNATURE],
		struct trien_err *err)
{
	TR_AUTO(pkey) EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, TR_ED25519_KEY);
	AUTO_CONTEXT *c = EVP_MD_CTX_new();
	size_t n = TR_ED25519_SIGNATURE;

	if (key == NULL || c == NULL || EVP_DigestSignInit(c, NULL, NULL, NULL, key) != 1 ||
			EVP_DigestSign(c, out, &n, message.p, message.n) != 1)
		return tr_openssl_failed("Ed25519", err);
	return TRIEN_OK;
}

trien_rc
tr_ed25519_verify(const uint8_t key[TR_ED25519_KEY], struct tr_bytes message,
		const uint8_t signature[TR_ED25519_SIGNATURE], bool *fits, struct trien_err *err)
{
	TR_AUTO(pkey) EVP_PKEY *k = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, TR_ED25519_KEY);
	AUTO_CONTEXT *c = EVP_MD_CTX_new();

	if (k == NULL || c == NULL || EVP_DigestVerifyInit(c, NULL, NULL, NULL, k) != 1)
		return tr_openssl_failed("Ed25519", err);
	*fits = EVP_DigestVerify(c, signature, TR_ED25519_SIGNATURE, message.p, message.n) == 1;
	ERR_clear_error();
	return TRIEN_OK;
}
