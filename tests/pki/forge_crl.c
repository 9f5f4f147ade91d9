/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge_crl.h"

#include <openssl/err.h>
#include <stdlib.h>

#include "crypto/certificate_parts.h"
#include "test.h"

static void
add_raw(X509_CRL *c, const char *dotted, int critical)
{
	if (dotted == NULL)
		return;
	X509_EXTENSION *e = forge_extension(dotted, critical);
	assert_int_equal(X509_CRL_add_ext(c, e, -1), 1);
	X509_EXTENSION_free(e);
}

static void
add_number(X509_CRL *c, int nid, long n)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	assert_int_equal(ASN1_INTEGER_set(number, n), 1);
	assert_int_equal(X509_CRL_add1_ext_i2d(c, nid, number, nid == NID_delta_crl, X509V3_ADD_APPEND), 1);
	ASN1_INTEGER_free(number);
}

static void
add_conf(X509_CRL *c, const struct forge_crl *f, int nid, const char *value)
{
	X509V3_CTX context;
	CONF *conf = NCONF_new(NULL);

	X509V3_set_ctx(&context, f->issuer->x, NULL, NULL, c, 0);
	X509V3_set_nconf(&context, conf);
	X509_EXTENSION *e = X509V3_EXT_nconf_nid(conf, &context, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_CRL_add_ext(c, e, -1), 1);
	X509_EXTENSION_free(e);
	NCONF_free(conf);
}

static void
add_row_issuer(X509_REVOKED *r, const struct forged *issuer)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();

	name->type = GEN_DIRNAME;
	name->d.directoryName = X509_NAME_dup(X509_get_subject_name(issuer->x));
	sk_GENERAL_NAME_push(names, name);
	assert_int_equal(X509_REVOKED_add1_ext_i2d(r, NID_certificate_issuer, names, 1, 0), 1);
	GENERAL_NAMES_free(names);
}

static void
add_row(X509_CRL *c, const struct forge_row *row)
{
	X509_REVOKED *r = X509_REVOKED_new();
	ASN1_TIME *at = ASN1_TIME_set(NULL, row->at ? row->at : FORGE_NOW - 2 * DAY);

	X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(row->of->x));
	X509_REVOKED_set_revocationDate(r, at);
	if (row->reason != 0) {
		ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
		ASN1_ENUMERATED_set(reason, row->reason);
		X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, reason, 0, 0);
		ASN1_ENUMERATED_free(reason);
	}
	if (row->invalid_since != 0) {
		ASN1_GENERALIZEDTIME *since = ASN1_GENERALIZEDTIME_set(NULL, row->invalid_since);
		X509_REVOKED_add1_ext_i2d(r, NID_invalidity_date, since, 0, 0);
		ASN1_GENERALIZEDTIME_free(since);
	}
	if (row->issuer != NULL)
		add_row_issuer(r, row->issuer);
	if (row->critical_oid != NULL) {
		X509_EXTENSION *e = forge_extension(row->critical_oid, 1);
		X509_REVOKED_add_ext(r, e, -1);
		X509_EXTENSION_free(e);
	}
	assert_int_equal(X509_CRL_add0_revoked(c, r), 1);
	ASN1_TIME_free(at);
}

static void
add_extensions(X509_CRL *c, const struct forge_crl *f)
{
	if (f->number != 0)
		add_number(c, NID_crl_number, f->number);
	if (f->doubled)
		add_number(c, NID_crl_number, f->number + 1);
	if (f->base != 0)
		add_number(c, NID_delta_crl, f->base);
	if (f->idp != NULL)
		add_conf(c, f, NID_issuing_distribution_point, f->idp);
	if (f->ids)
		add_conf(c, f, NID_authority_key_identifier, "keyid:always");
	add_raw(c, f->critical_oid, 1);
	add_raw(c, f->plain_oid, 0);
}

struct tr_bytes
forge_crl_make(const struct forge_crl *f)
{
	X509_CRL *c = X509_CRL_new();
	ASN1_TIME *made = ASN1_TIME_set(NULL, f->made ? f->made : FORGE_NOW - 3600);
	ASN1_TIME *next = ASN1_TIME_set(NULL, f->next ? f->next : FORGE_NOW + DAY);
	unsigned char *der = NULL;

	X509_CRL_set_version(c, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(c, X509_get_subject_name(f->issuer->x));
	X509_CRL_set1_lastUpdate(c, made);
	if (f->next != -1)
		X509_CRL_set1_nextUpdate(c, next);
	for (size_t i = 0; i < sizeof(f->rows) / sizeof(f->rows[0]) && f->rows[i].of != NULL; i++)
		add_row(c, &f->rows[i]);
	add_extensions(c, f);
	assert_true(X509_CRL_sign(c, (f->key_of ? f->key_of : f->issuer)->key,
			EVP_get_digestbyname(f->digest ? f->digest : "SHA256")) > 0);
	int n = i2d_X509_CRL(c, &der);
	assert_true(n > 0);
	uint8_t *copy = malloc((size_t)n); /* exactly, so that the sanitizer sees a read past the end */
	memcpy(copy, der, (size_t)n);
	OPENSSL_free(der);
	ASN1_TIME_free(made);
	ASN1_TIME_free(next);
	X509_CRL_free(c);
	ERR_clear_error();
	return TR_BYTES(copy, (size_t)n);
}

#define ECDSA_SHA256 "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"

static void
add_rows(struct tr_buf *b, size_t rows)
{
	size_t from = b->n;

	for (size_t i = 1; i <= rows; i++) {
		const uint8_t number[3] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
		size_t row = b->n;
		assert_int_equal(tr_der_add_unsigned(b, TR_BYTES(number, 3), NULL), TRIEN_OK);
		assert_int_equal(tr_der_add(b, TR_DER_UTC_TIME, TR_BYTES_LIT("261101000000Z"), NULL), TRIEN_OK);
		assert_int_equal(tr_der_wrap(b, row, TR_DER_SEQUENCE, NULL), TRIEN_OK);
	}
	assert_int_equal(tr_der_wrap(b, from, TR_DER_SEQUENCE, NULL), TRIEN_OK);
}

static void
add_padding(struct tr_buf *b, size_t n)
{
	size_t from = b->n;
	uint8_t *zeros = calloc(1, n);

	assert_int_equal(tr_der_add(b, TR_DER_OID, TR_BYTES_LIT("\x88\x37\x01"), NULL), TRIEN_OK);
	assert_int_equal(tr_der_add(b, TR_DER_OCTET_STRING, TR_BYTES(zeros, n), NULL), TRIEN_OK);
	free(zeros);
	for (int i = 0; i < 2; i++)
		assert_int_equal(tr_der_wrap(b, from, TR_DER_SEQUENCE, NULL), TRIEN_OK);
	assert_int_equal(tr_der_wrap(b, from, TR_DER_CONTEXT(0), NULL), TRIEN_OK);
}

struct tr_bytes
forge_crl_large(const struct forged *issuer, size_t rows, size_t padding)
{
	struct tr_buf b = {0};
	struct tr_certificate_parts parts;
	uint8_t value[300] = {0};
	size_t n = sizeof(value) - 1;

	assert_true(tr_certificate_parts(issuer->der, &parts));
	assert_int_equal(tr_der_add(&b, TR_DER_INTEGER, TR_BYTES_LIT("\x01"), NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_bytes(&b, TR_BYTES_LIT(ECDSA_SHA256), NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_bytes(&b, parts.subject, NULL), TRIEN_OK);
	assert_int_equal(tr_der_add(&b, TR_DER_UTC_TIME, TR_BYTES_LIT("270115000000Z"), NULL), TRIEN_OK);
	assert_int_equal(tr_der_add(&b, TR_DER_UTC_TIME, TR_BYTES_LIT("270116000000Z"), NULL), TRIEN_OK);
	if (rows > 0)
		add_rows(&b, rows);
	if (padding > 0)
		add_padding(&b, padding);
	assert_int_equal(tr_der_wrap(&b, 0, TR_DER_SEQUENCE, NULL), TRIEN_OK);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, issuer->key, NULL), 1);
	assert_int_equal(EVP_DigestSign(ctx, value + 1, &n, b.p, b.n), 1);
	EVP_MD_CTX_free(ctx);
	assert_int_equal(tr_buf_add_bytes(&b, TR_BYTES_LIT(ECDSA_SHA256), NULL), TRIEN_OK);
	assert_int_equal(tr_der_add(&b, TR_DER_BIT_STRING, TR_BYTES(value, n + 1), NULL), TRIEN_OK);
	assert_int_equal(tr_der_wrap(&b, 0, TR_DER_SEQUENCE, NULL), TRIEN_OK);
	return tr_buf_view(&b);
}
