/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PKCS#12 (RFC 7292). The MAC is checked first: it tells a wrong password from a damaged file. Files of old
 * Windows and Java tools encrypt the certificates with RC2-40, which OpenSSL 3 keeps in its legacy provider:
 * that is loaded into a library context of its own, for this one file.
 */
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <stdlib.h>

#include "base/errors/crypto.h"
#include "crypto/limits.h"
#include "crypto/pbe.h"
#include "crypto/signer_key.h"

static trien_rc
malformed(const char *what, struct trien_err *err)
{
	ERR_clear_error();
	return TR_ERR(err, KEY_FILE_MALFORMED, TR_S("format", "PKCS#12"), TR_S("what", what));
}

/* ---- caps, before anything is derived ---- */

static trien_rc
check_bag(const PKCS12_SAFEBAG *bag, size_t *keys, struct trien_err *err)
{
	int nid = PKCS12_SAFEBAG_get_nid(bag);
	const X509_ALGOR *alg = NULL;

	if (nid == NID_keyBag || nid == NID_pkcs8ShroudedKeyBag)
		++*keys;
	if (nid != NID_pkcs8ShroudedKeyBag)
		return TRIEN_OK;
	X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &alg, NULL);
	return tr_pbe_check(alg, err);
}

/* Key bags stand in the clear part in every file of today; certificates in an encrypted one. */
static trien_rc
check_safe(PKCS7 *safe, size_t *keys, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	if (PKCS7_type_is_encrypted(safe))
		return tr_pbe_check(safe->d.encrypted->enc_data->algorithm, err);
	if (!PKCS7_type_is_data(safe))
		return TRIEN_OK;
	STACK_OF(PKCS12_SAFEBAG) *bags = PKCS12_unpack_p7data(safe);
	for (int i = 0; rc == TRIEN_OK && i < sk_PKCS12_SAFEBAG_num(bags); i++)
		rc = check_bag(sk_PKCS12_SAFEBAG_value(bags, i), keys, err);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return rc;
}

static trien_rc
check_caps(const PKCS12 *p12, size_t *keys, struct trien_err *err)
{
	const ASN1_INTEGER *iterations = NULL;
	trien_rc rc = TRIEN_OK;

	PKCS12_get0_mac(NULL, NULL, NULL, &iterations, p12);
	if (iterations != NULL) {
		int64_t n = INT64_MAX;
		(void)!ASN1_INTEGER_get_int64(&n, iterations);
		TR_TRY(tr_pbe_check_count(n, err));
	}
	STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(p12);
	if (safes == NULL)
		return malformed("AuthenticatedSafe (RFC 7292 §4.1)", err);
	for (int i = 0; rc == TRIEN_OK && i < sk_PKCS7_num(safes); i++)
		rc = check_safe(sk_PKCS7_value(safes, i), keys, err);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	ERR_clear_error();
	return rc;
}

/* ---- opening ---- */

static trien_rc
add_certificate(struct tr_signer_material *m, X509 *x, struct trien_err *err)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);

	if (n <= 0)
		return tr_openssl_failed("i2d_X509", err);
	trien_rc rc = tr_signer_material_add(m, TR_BYTES(der, (size_t)n), err);
	OPENSSL_free(der);
	return rc;
}

/* A key of the private library context becomes one of the default context. */
static trien_rc
rehome(EVP_PKEY **key, struct trien_err *err)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(*key);
	EVP_PKEY *moved = info != NULL ? EVP_PKCS82PKEY(info) : NULL;

	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(*key);
	*key = moved;
	return moved != NULL ? TRIEN_OK : tr_openssl_failed("EVP_PKCS82PKEY", err);
}

static trien_rc
keep(EVP_PKEY *key, X509 *x, STACK_OF(X509) *others, struct tr_signer_material *m, struct trien_err *err)
{
	m->key = key;
	if (key == NULL)
		return TR_ERR0(err, KEY_NO_KEY);
	if (x != NULL)
		TR_TRY(add_certificate(m, x, err));
	for (int i = 0; i < sk_X509_num(others); i++)
		TR_TRY(add_certificate(m, sk_X509_value(others, i), err));
	return TRIEN_OK;
}

/* unsupported: an algorithm is missing here. */
static trien_rc
unpack(PKCS12 *p12, const char *password, struct tr_signer_material *m, bool *unsupported,
		struct trien_err *err)
{
	char why[TRIEN_ERR_VALUE_MAX];
	STACK_OF(X509) *others = NULL;
	EVP_PKEY *key = NULL;
	X509 *x = NULL;

	*unsupported = false;
	if (PKCS12_parse(p12, password, &key, &x, &others) != 1) {
		*unsupported = tr_pbe_unsupported(why, sizeof(why));
		trien_rc rc = malformed("a bag cannot be opened (RFC 7292 §4.2)", err);
		return *unsupported ? TR_ERR(err, KEY_CIPHER_UNSUPPORTED, TR_S("format", "PKCS#12"),
						      TR_S("what", why))
				    : rc;
	}
	trien_rc rc = keep(key, x, others, m, err);
	X509_free(x);
	sk_X509_pop_free(others, X509_free);
	return rc;
}

static PKCS12 *
decode(struct tr_bytes in, OSSL_LIB_CTX *library)
{
	const unsigned char *p = in.p;
	PKCS12 *p12 = library != NULL ? PKCS12_init_ex(NID_pkcs7_data, library, NULL) : PKCS12_new();

	if (p12 != NULL && d2i_PKCS12(&p12, &p, (long)in.n) == NULL)
		return NULL; /* d2i has freed it */
	if (p12 != NULL && p == in.p + in.n)
		return p12;
	PKCS12_free(p12);
	return NULL;
}

static trien_rc
unpack_legacy(struct tr_bytes in, const char *password, struct tr_signer_material *m, struct trien_err *err)
{
	OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
	OSSL_PROVIDER *standard = library ? OSSL_PROVIDER_load(library, "default") : NULL;
	OSSL_PROVIDER *legacy = standard ? OSSL_PROVIDER_load(library, "legacy") : NULL;
	PKCS12 *p12 = legacy ? decode(in, library) : NULL;
	bool unsupported;
	trien_rc rc;

	if (p12 != NULL) {
		rc = unpack(p12, password, m, &unsupported, err);
		if (rc == TRIEN_OK)
			rc = rehome(&m->key, err);
	} else {
		ERR_clear_error();
		rc = TR_ERR(err, KEY_CIPHER_UNSUPPORTED, TR_S("format", "PKCS#12"),
				TR_S("what", "no legacy provider (RC2)"));
	}
	if (rc != TRIEN_OK) {
		EVP_PKEY_free(m->key);
		m->key = NULL;
	}
	PKCS12_free(p12);
	if (legacy != NULL)
		OSSL_PROVIDER_unload(legacy);
	if (standard != NULL)
		OSSL_PROVIDER_unload(standard);
	OSSL_LIB_CTX_free(library);
	return rc;
}

static bool
mac_fits(PKCS12 *p12, const char *password, int n)
{
	bool fits = PKCS12_verify_mac(p12, password, n) == 1;
	ERR_clear_error();
	return fits;
}

/*
 * RFC 7292 Appendix B: an empty password and none at all are two things; tools write both. They are tried
 * where the person has nothing to give: each try costs a whole key derivation.
 */
static trien_rc
find_password(PKCS12 *p12, const char *label, const struct tr_pin_source *pin, struct tr_buf *asked,
		const char **password, struct trien_err *err)
{
	*password = NULL;
	if (PKCS12_mac_present(p12) != 1)
		return TRIEN_OK;
	trien_rc rc = tr_pin_ask(pin, label, NULL, asked, err);
	if (rc != TRIEN_OK && rc != TRIEN_E_KEY_PIN_REFUSED)
		return rc;
	if (rc == TRIEN_OK && asked->n > 0) {
		*password = (const char *)asked->p;
		return mac_fits(p12, *password, (int)asked->n)
				       ? TRIEN_OK
				       : TR_ERR(err, KEY_PASSWORD_WRONG, TR_B("label", label, strlen(label)));
	}
	if (mac_fits(p12, NULL, 0))
		return TRIEN_OK;
	*password = "";
	if (mac_fits(p12, "", 0))
		return TRIEN_OK;
	return rc != TRIEN_OK ? rc : TR_ERR(err, KEY_PASSWORD_WRONG, TR_B("label", label, strlen(label)));
}

static trien_rc
open_p12(struct tr_bytes in, PKCS12 *p12, const char *label, const struct tr_pin_source *pin,
		struct tr_signer_material *m, struct trien_err *err)
{
	TR_AUTO_SECRET asked = {0};
	const char *password;
	bool unsupported;
	size_t keys = 0;

	TR_TRY(check_caps(p12, &keys, err));
	if (keys > 1)
		return TR_ERR(err, KEY_SEVERAL, TR_U("got", keys));
	TR_TRY(find_password(p12, label, pin, &asked, &password, err));
	trien_rc rc = unpack(p12, password, m, &unsupported, err);
	if (rc == TRIEN_OK || !unsupported)
		return rc;
	return unpack_legacy(in, password, m, err);
}

trien_rc
tr_signer_open_p12_as(struct tr_bytes in, const char *label, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err)
{
	struct tr_signer_material m = {0};

	if (in.n > TR_KEY_FILE_MAX)
		return TR_ERR(err, KEY_FILE_LARGE, TR_U("max", TR_KEY_FILE_MAX));
	PKCS12 *p12 = decode(in, NULL);
	if (p12 == NULL)
		return malformed("PFX (RFC 7292 §4)", err);
	trien_rc rc = open_p12(in, p12, label, pin, &m, err);
	PKCS12_free(p12);
	if (rc == TRIEN_OK)
		rc = tr_signer_of_key(&m, choice, out, err);
	tr_signer_material_free(&m);
	return rc;
}

trien_rc
tr_signer_open_p12(struct tr_bytes p12, const struct tr_signer_choice *choice, const struct tr_pin_source *pin,
		struct tr_signer **out, struct trien_err *err)
{
	return tr_signer_open_p12_as(p12, "PKCS#12", choice, pin, out, err);
}
