/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/key_policy.h"

#include <openssl/ec.h>

#include "base/errors/crypto.h"
#include "crypto/limits.h"

enum curve { CURVE_OTHER, CURVE_P256, CURVE_P384 };

static enum curve
curve_of(const EVP_PKEY *key, char *name, size_t size)
{
	size_t n = 0;

	name[0] = 0;
	if (EVP_PKEY_get_group_name(key, name, size, &n) != 1)
		return CURVE_OTHER;
	int nid = OBJ_txt2nid(name);
	return nid == NID_X9_62_prime256v1 ? CURVE_P256 : nid == NID_secp384r1 ? CURVE_P384 : CURVE_OTHER;
}

static trien_rc
rsa_permitted(const EVP_PKEY *key, enum tr_scheme scheme, struct trien_err *err)
{
	unsigned bits = (unsigned)EVP_PKEY_get_bits(key);

	if (bits < TR_RSA_SIGN_BITS_MIN)
		return TR_ERR(err, KEY_RSA_SMALL, TR_U("got", bits), TR_U("min", TR_RSA_SIGN_BITS_MIN));
	if (bits > TR_RSA_SIGN_BITS_MAX)
		return TR_ERR(err, KEY_RSA_LARGE, TR_U("got", bits), TR_U("max", TR_RSA_SIGN_BITS_MAX));
	/* RFC 4055 §1.2: a key marked id-RSASSA-PSS is for nothing else. */
	if (scheme == TR_ECDSA || (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS && scheme != TR_RSA_PSS))
		return TR_ERR(err, KEY_SCHEME, TR_S("scheme", scheme == TR_ECDSA ? "ECDSA" : "RSA-PKCS1"));
	return TRIEN_OK;
}

trien_rc
tr_key_permitted(const EVP_PKEY *key, enum tr_scheme scheme, enum tr_digest digest, struct trien_err *err)
{
	char curve[64];

	if (digest != TR_SHA256 && digest != TR_SHA384 && digest != TR_SHA512)
		return TR_ERR(err, KEY_DIGEST, TR_I("got", digest));
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return rsa_permitted(key, scheme, err);
	case EVP_PKEY_EC:
		if (curve_of(key, curve, sizeof(curve)) == CURVE_OTHER)
			return TR_ERR(err, KEY_CURVE, TR_S("got", curve[0] ? curve : "?"));
		if (scheme != TR_ECDSA)
			return TR_ERR(err, KEY_SCHEME,
					TR_S("scheme", scheme == TR_RSA_PSS ? "RSA-PSS" : "RSA-PKCS1"));
		return TRIEN_OK;
	default:
		return TR_ERR(err, KEY_TYPE, TR_S("got", EVP_PKEY_get0_type_name(key)));
	}
}

trien_rc
tr_key_choose(const EVP_PKEY *key, const struct tr_signer_choice *choice, enum tr_scheme *scheme,
		enum tr_digest *digest, struct trien_err *err)
{
	char curve[64];
	int type = EVP_PKEY_get_base_id(key);
	enum tr_scheme s = type == EVP_PKEY_EC	      ? TR_ECDSA
			   : type == EVP_PKEY_RSA_PSS ? TR_RSA_PSS
						      : TR_RSA_PKCS1;
	enum tr_digest d = s == TR_ECDSA && curve_of(key, curve, sizeof(curve)) == CURVE_P384 ? TR_SHA384
											      : TR_SHA256;

	if (choice != NULL && choice->has_scheme)
		s = choice->scheme;
	if (choice != NULL && choice->has_digest)
		d = choice->digest;
	TR_TRY(tr_key_permitted(key, s, d, err));
	*scheme = s;
	*digest = d;
	return TRIEN_OK;
}

size_t
tr_key_value_max(const EVP_PKEY *key)
{
	int n = EVP_PKEY_get_size(key);
	return n > 0 ? (size_t)n : 0;
}
