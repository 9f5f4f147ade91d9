/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * OpenSSL 3.0 looks for a decoder anew for each key, which takes longer than five verifications with it. RSA, the key of
 * nearly every certificate, is two numbers: they are handed over as such. Whatever is not exactly as RFC 3279 §2.3.1 says goes the long way.
 */
#include "crypto/spki.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "crypto/der.h"

/* SEQUENCE { rsaEncryption, NULL } */
#define RSA_ENCRYPTION "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
#define RSA_BYTES_MAX 2048u

/* The numbers of an RSAPublicKey, both positive and in their shortest form. */
static bool
take_numbers(struct tr_bytes spki, struct tr_bytes numbers[2])
{
	struct tr_der all, algorithm, bits, key, n;

	if (!tr_der_only(spki, TR_DER_SEQUENCE, &all) || !tr_der_take(&all.value, &algorithm) ||
			!tr_bytes_equal(algorithm.whole, TR_BYTES_LIT(RSA_ENCRYPTION)) ||
			!tr_der_only(all.value, TR_DER_BIT_STRING, &bits) || bits.value.n < 2 || bits.value.p[0] != 0 ||
			!tr_der_only(tr_bytes_part(bits.value, 1, bits.value.n - 1), TR_DER_SEQUENCE, &key))
		return false;
	for (int i = 0; i < 2; i++) {
		if (!tr_der_take_tag(&key.value, TR_DER_INTEGER, &n) || n.value.n == 0 || n.value.p[0] >= 0x80 ||
				(n.value.p[0] == 0 && (n.value.n == 1 || n.value.p[1] < 0x80)) || n.value.n > RSA_BYTES_MAX)
			return false;
		numbers[i] = n.value;
	}
	return key.value.n == 0;
}

/* OSSL_PARAM wants a number in the machine's own order: little-endian on all that we build for. */
static OSSL_PARAM
number_of(const char *name, struct tr_bytes big_endian, uint8_t *room)
{
	for (size_t i = 0; i < big_endian.n; i++)
		room[i] = big_endian.p[big_endian.n - 1 - i];
	return OSSL_PARAM_construct_BN(name, room, big_endian.n);
}
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "number_of() writes little-endian");

static EVP_PKEY *
rsa_key(const struct tr_bytes numbers[2])
{
	uint8_t room[2][RSA_BYTES_MAX];
	OSSL_PARAM params[] = {number_of(OSSL_PKEY_PARAM_RSA_N, numbers[0], room[0]),
		number_of(OSSL_PKEY_PARAM_RSA_E, numbers[1], room[1]), OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	if (c == NULL || EVP_PKEY_fromdata_init(c) != 1 || EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(c);
	return key;
}

EVP_PKEY *
tr_spki_key(struct tr_bytes spki)
{
	const unsigned char *p = spki.p;
	struct tr_bytes numbers[2];
	EVP_PKEY *key = take_numbers(spki, numbers) ? rsa_key(numbers) : NULL;

	if (key == NULL)
		key = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (key != NULL)
		ERR_clear_error();
	return key;
}
