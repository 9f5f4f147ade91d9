/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * OpenSSL 3.0 looks for a decoder anew for each key, which takes longer than five verifications with it. The keys of nearly every
 * certificate are two numbers (RSA) or a point of a named curve: they are handed over as such. Whatever is not exactly as RFC 3279 §2.3.1 and
 * RFC 5480 §2 say goes the long way.
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

/*
 * What OpenSSL makes keys of a kind with: as long in the making as a key, so the last one is kept for the next key. Written behind an exchange; as
 * OpenSSL's own default context it lives as long as the process.
 */
struct maker {
	const char *type;
	EVP_PKEY_CTX *kept; /* NULL while somebody makes a key with it */
};
static struct maker rsa = {.type = "RSA"}, ec = {.type = "EC"};

static EVP_PKEY *
key_from(struct maker *m, OSSL_PARAM params[])
{
	EVP_PKEY_CTX *c = __atomic_exchange_n(&m->kept, NULL, __ATOMIC_ACQ_REL);
	EVP_PKEY *key = NULL;

	if (c == NULL && ((c = EVP_PKEY_CTX_new_from_name(NULL, m->type, NULL)) == NULL || EVP_PKEY_fromdata_init(c) != 1)) {
		EVP_PKEY_CTX_free(c);
		return NULL;
	}
	if (EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	else
		c = __atomic_exchange_n(&m->kept, c, __ATOMIC_ACQ_REL);
	EVP_PKEY_CTX_free(c);
	return key;
}

static EVP_PKEY *
rsa_key(const struct tr_bytes numbers[2])
{
	uint8_t room[2][RSA_BYTES_MAX];
	OSSL_PARAM params[] = {number_of(OSSL_PKEY_PARAM_RSA_N, numbers[0], room[0]),
		number_of(OSSL_PKEY_PARAM_RSA_E, numbers[1], room[1]), OSSL_PARAM_construct_end()};
	return key_from(&rsa, params);
}

/* ---- a point of a named curve, uncompressed ---- */

#define EC_KEY "\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"

static const struct curve {
	struct tr_bytes algorithm;
	const char *group;
	size_t point; /* bytes */
} curves[] = {
	{TR_BYTES_LIT("\x30\x13" EC_KEY "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"), "prime256v1", 65},
	{TR_BYTES_LIT("\x30\x10" EC_KEY "\x06\x05\x2b\x81\x04\x00\x22"), "secp384r1", 97},
	{TR_BYTES_LIT("\x30\x10" EC_KEY "\x06\x05\x2b\x81\x04\x00\x23"), "secp521r1", 133},
};

static const struct curve *
take_point(struct tr_bytes spki, struct tr_bytes *point)
{
	struct tr_der all, algorithm, bits;

	if (!tr_der_only(spki, TR_DER_SEQUENCE, &all) || !tr_der_take(&all.value, &algorithm) ||
			!tr_der_only(all.value, TR_DER_BIT_STRING, &bits) || bits.value.n < 2 || bits.value.p[0] != 0 ||
			bits.value.p[1] != 4)
		return NULL;
	*point = tr_bytes_part(bits.value, 1, bits.value.n - 1);
	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		if (tr_bytes_equal(algorithm.whole, curves[i].algorithm) && point->n == curves[i].point)
			return &curves[i];
	return NULL;
}

static EVP_PKEY *
ec_key(const struct curve *c, struct tr_bytes point)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, (char *)(uintptr_t)c->group, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, (void *)(uintptr_t)point.p, point.n),
		OSSL_PARAM_construct_end()};
	return key_from(&ec, params);
}

EVP_PKEY *
tr_spki_plain_key(struct tr_bytes spki)
{
	struct tr_bytes numbers[2], point;
	const struct curve *curve;
	EVP_PKEY *key = NULL;

	if (take_numbers(spki, numbers))
		key = rsa_key(numbers);
	else if ((curve = take_point(spki, &point)) != NULL)
		key = ec_key(curve, point);
	if (key == NULL)
		ERR_clear_error();
	return key;
}

EVP_PKEY *
tr_spki_key(struct tr_bytes spki)
{
	const unsigned char *p = spki.p;
	EVP_PKEY *key = tr_spki_plain_key(spki);

	if (key == NULL)
		key = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (key != NULL)
		ERR_clear_error();
	return key;
}
