/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading one certificate: a plain one by certificate_plain.c, any other by OpenSSL. The only place of this folder that decodes an X509. Does not verify
 * anything: signature, time and usage are the business of a path.
 */
#include "pki/certificate.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/lab.h"
#include "base/errors/pki.h"
#include "base/memory.h"
#include "base/time.h"
#include "crypto/der.h"
#include "crypto/verifier.h"
#include "crypto/x509_read.h"
#include "pki/certificate_parts.h"

void
tr_pki_alone(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
}

trien_rc
tr_pki_prepare(struct trien_err *err)
{
	static const char *const digests[] = {"SHA2-256", "SHA2-384", "SHA2-512", "SHA1", "MD5"};
	uint8_t out[EVP_MAX_MD_SIZE];

	if (OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS |
			OPENSSL_INIT_ADD_ALL_DIGESTS, NULL) != 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "OPENSSL_init_crypto"));
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++)
		if (EVP_Q_digest(NULL, digests[i], NULL, "", 0, out, NULL) != 1)
			ERR_clear_error(); /* a provider without MD5 is a sane one */
	tr_x509_prepare();
	return TRIEN_OK;
}

/* All of der, and nothing but the one encoding that DER has. NULL otherwise, *why set. */
static X509 *
parse_strictly(struct tr_bytes der, const char **why)
{
	unsigned char *again = NULL;
	size_t length = 0;
	X509 *x = tr_x509_read(der, &length);

	*why = NULL;
	if (x == NULL)
		*why = "not a certificate";
	else if (length != der.n)
		*why = "bytes after the certificate";
	if (*why == NULL) {
		int n = i2d_X509(x, &again);
		if (n < 0 || !tr_bytes_equal(TR_BYTES(again, (size_t)n), der))
			*why = "not DER";
		OPENSSL_free(again);
	}
	if (*why != NULL) {
		X509_free(x);
		x = NULL;
	}
	ERR_clear_error();
	return x;
}

void
tr_certificate_write_serial(struct tr_certificate *c, bool negative, struct tr_bytes magnitude)
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;

	if (negative)
		c->serial[at++] = '-';
	for (size_t i = 0; i < magnitude.n; i++) {
		c->serial[at++] = hex[magnitude.p[i] >> 4];
		c->serial[at++] = hex[magnitude.p[i] & 15];
	}
	c->serial[at] = '\0';
}

static trien_rc
read_serial(struct tr_certificate *c, struct trien_err *err)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(c->x509);
	const struct tr_bytes magnitude = TR_BYTES(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));

	if (magnitude.n > TR_CERTIFICATE_SERIAL_MAX)
		return TR_ERR(err, PKI_CERTIFICATE_MALFORMED, TR_S("why", "serial number too long"));
	tr_certificate_write_serial(c, ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER, magnitude);
	return TRIEN_OK;
}

static bool
epoch_of_asn1(const ASN1_TIME *t, int64_t *out)
{
	struct tm tm = {0};

	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return false;
	struct tr_civil c = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec};
	return tr_epoch_of(&c, 0, out);
}

static trien_rc
read_validity(struct tr_certificate *c, struct trien_err *err)
{
	if (!epoch_of_asn1(X509_get0_notBefore(c->x509), &c->not_before) ||
			!epoch_of_asn1(X509_get0_notAfter(c->x509), &c->not_after))
		return TR_ERR(err, PKI_CERTIFICATE_MALFORMED, TR_S("why", "validity is not readable"));
	return TRIEN_OK;
}

static const char *
curve_name(const EVP_PKEY *key)
{
	static const char *const rows[][2] = {
		{"prime256v1", "EC P-256"}, {"secp384r1", "EC P-384"}, {"secp521r1", "EC P-521"},
		{"brainpoolP256r1", "EC brainpoolP256r1"}, {"brainpoolP384r1", "EC brainpoolP384r1"},
		{"brainpoolP512r1", "EC brainpoolP512r1"}, {"secp256k1", "EC secp256k1"},
	};
	char group[64];

	if (EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1)
		return "EC";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(group, rows[i][0]) == 0)
			return rows[i][1];
	return "EC";
}

static void
read_key(struct tr_certificate *c)
{
	const EVP_PKEY *key = c->key;
	int bits = key ? EVP_PKEY_get_bits(key) : 0;

	c->key_bits = bits > 0 ? (unsigned)bits : 0;
	switch (key ? EVP_PKEY_get_base_id(key) : NID_undef) {
	case EVP_PKEY_RSA:
		c->key_kind = TR_KEY_RSA;
		c->key_name = "RSA";
		break;
	case EVP_PKEY_RSA_PSS:
		c->key_kind = TR_KEY_RSA_PSS_ONLY;
		c->key_name = "RSA-PSS";
		break;
	case EVP_PKEY_EC:
		c->key_kind = TR_KEY_EC;
		c->key_name = curve_name(key);
		break;
	case EVP_PKEY_DSA:
		c->key_kind = TR_KEY_OTHER;
		c->key_name = "DSA";
		break;
	default:
		c->key_kind = TR_KEY_OTHER;
		c->key_name = "?";
	}
}

static trien_rc
read_seal(struct tr_certificate *c, struct trien_err *err)
{
	int nid = X509_get_signature_nid(c->x509);
	const char *name = nid == NID_undef ? NULL : OBJ_nid2ln(nid);
	struct tr_der all;

	c->signature_name = name ? name : "?";
	if (!tr_der_only(c->der, TR_DER_SEQUENCE, &all) || !tr_signed_take(&all.value, &c->seal) || !tr_certificate_parts(c->der, &c->parts))
		return TR_ERR(err, PKI_CERTIFICATE_MALFORMED, TR_S("why", "not laid out as X.509 says"));
	return TRIEN_OK;
}

/* By OpenSSL: whatever is not plain. */
static trien_rc
read_usual(struct tr_certificate *c, struct trien_err *err)
{
	const char *why = NULL;

	if ((c->x509 = parse_strictly(c->der, &why)) == NULL)
		return TR_ERR(err, PKI_CERTIFICATE_MALFORMED, TR_S("why", why));
	if ((c->key = X509_get0_pubkey(c->x509)) != NULL)
		TR_TRY(tr_verifier_new(c->key, &c->verifier, err));
	TR_TRY(read_serial(c, err));
	TR_TRY(read_validity(c, err));
	TR_TRY(read_seal(c, err));
	tr_certificate_read_extensions(c);
	return TRIEN_OK;
}

struct reading {
	bool usual; /* by OpenSSL, whatever it is */
	struct tr_key_cache *keys;
};

static trien_rc
read_all(struct tr_certificate *c, struct tr_bytes der, struct reading how, struct trien_err *err)
{
	const uint8_t *copy = NULL;
	size_t n;

	TR_TRY(tr_arena_copy(&c->arena, der.p, der.n, &copy, err));
	c->der = TR_BYTES(copy, der.n);
	TR_TRY(tr_digest(TR_SHA256, der, c->sha256, &n, err));
	if (how.usual || !tr_certificate_read_plain(c, how.keys))
		TR_TRY(read_usual(c, err));
	TR_TRY(tr_certificate_read_names(c, err));
	read_key(c);
	ERR_clear_error();
	return TRIEN_OK;
}

static trien_rc
parse(struct tr_bytes der, struct reading how, struct tr_certificate **out, struct trien_err *err)
{
	if (der.n > TR_CERTIFICATE_SIZE_MAX)
		return TR_ERR(err, PKI_CERTIFICATE_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CERTIFICATE_SIZE_MAX));
	struct tr_certificate *c = tr_mem_zeroed(1, sizeof(*c));
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	trien_rc rc = read_all(c, der, how, err);
	if (rc != TRIEN_OK) {
		tr_certificate_free(c);
		return rc;
	}
	*out = c;
	return TRIEN_OK;
}

trien_rc
tr_certificate_parse(struct tr_bytes der, struct tr_certificate **out, struct trien_err *err)
{
	return parse(der, (struct reading){0}, out, err);
}

trien_rc
tr_certificate_parse_with(struct tr_bytes der, struct tr_key_cache *keys, struct tr_certificate **out, struct trien_err *err)
{
	return parse(der, (struct reading){.keys = keys}, out, err);
}

trien_rc
tr_certificate_parse_usual(struct tr_bytes der, struct tr_certificate **out, struct trien_err *err)
{
	return parse(der, (struct reading){.usual = true}, out, err);
}

X509 *
tr_certificate_x509(const struct tr_certificate *c)
{
	X509 **kept = &((struct tr_certificate *)(uintptr_t)c)->x509, *none = NULL; /* it was made by parse() */
	X509 *x = __atomic_load_n(kept, __ATOMIC_ACQUIRE);
	size_t length;

	if (x != NULL || (x = tr_x509_read(c->der, &length)) == NULL)
		return x;
	if (__atomic_compare_exchange_n(kept, &none, x, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		return x;
	X509_free(x);
	return none;
}

void
tr_certificate_free(struct tr_certificate *c)
{
	if (c == NULL)
		return;
	X509_free(c->x509);
	tr_verifier_free(c->verifier);
	tr_arena_free(&c->arena);
	free(c);
}

trien_rc
tr_certificate_official_use(const struct tr_certificate *c, struct trien_err *err)
{
	struct tr_text name = tr_certificate_display_name(c);

	if (!c->lab)
		return TRIEN_OK;
	return TR_ERR(err, LAB_NOT_OFFICIAL, TR_B("name", name.p, name.n), TR_S("serial", c->serial));
}

trien_rc
tr_certificate_pem(const struct tr_certificate *c, struct tr_buf *out, struct trien_err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;

	if (bio == NULL || PEM_write_bio(bio, PEM_STRING_X509, "", c->der.p, (long)c->der.n) <= 0) {
		BIO_free(bio);
		return TR_ERR(err, NO_MEMORY, TR_U("want", c->der.n));
	}
	const long n = BIO_get_mem_data(bio, &text);
	trien_rc rc = tr_buf_add(out, text, (size_t)n, err);
	BIO_free(bio);
	return rc;
}
