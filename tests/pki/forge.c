/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <stdio.h>

#include "crypto/lab_mark.h"
#include "test.h"

static EVP_PKEY *
dsa_key(void)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY *parameters = NULL, *key = NULL;

	assert_int_equal(EVP_PKEY_paramgen_init(c), 1);
	assert_int_equal(EVP_PKEY_CTX_set_dsa_paramgen_bits(c, 1024), 1);
	assert_int_equal(EVP_PKEY_paramgen(c, &parameters), 1);
	EVP_PKEY_CTX_free(c);
	c = EVP_PKEY_CTX_new(parameters, NULL);
	assert_int_equal(EVP_PKEY_keygen_init(c), 1);
	assert_int_equal(EVP_PKEY_keygen(c, &key), 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(parameters);
	return key;
}

static EVP_PKEY *
make_key(const struct forge *f)
{
	const char *kind = f->key ? f->key : "P-256";

	if (f->key_of != NULL) {
		EVP_PKEY_up_ref(f->key_of->key);
		return f->key_of->key;
	}
	if (strcmp(kind, "DSA") == 0)
		return dsa_key();
	if (strncmp(kind, "RSA-", 4) == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)strtoul(kind + 4, NULL, 10));
	return EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
}

static void
add(X509 *x, X509V3_CTX *context, int nid, const char *value)
{
	if (value == NULL)
		return;
	X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, context, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

X509_EXTENSION *
forge_extension(const char *dotted, int critical)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	assert_int_equal(ASN1_OCTET_STRING_set(value, (const uint8_t *)"\x05\0", 2), 1);
	X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, critical, value);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(oid);
	return e;
}

static void
add_raw(X509 *x, const char *dotted, int critical, int size)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	uint8_t *bytes = calloc(1, (size_t)size);
	assert_int_equal(ASN1_OCTET_STRING_set(value, bytes, size), 1);
	X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, oid, critical, value);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(oid);
	free(bytes);
}

static void
add_policies(X509 *x, const struct forge *f)
{
	CERTIFICATEPOLICIES *all;
	char oid[32];

	if (f->policy == NULL && f->policies == 0)
		return;
	all = CERTIFICATEPOLICIES_new();
	for (int i = 0; i < (f->policies > 0 ? f->policies : 1); i++) {
		POLICYINFO *one = POLICYINFO_new();
		snprintf(oid, sizeof(oid), "2.999.6.%d", i);
		one->policyid = OBJ_txt2obj(f->policies > 0 ? oid : f->policy, 1);
		sk_POLICYINFO_push(all, one);
	}
	assert_int_equal(X509_add1_ext_i2d(x, NID_certificate_policies, all, 0, 0), 1);
	CERTIFICATEPOLICIES_free(all);
}

static void
add_extensions(X509 *x, const struct forge *f)
{
	X509V3_CTX c;
	CONF *conf = NCONF_new(NULL);

	X509V3_set_ctx(&c, f->issuer ? f->issuer->x : x, x, NULL, NULL, 0);
	X509V3_set_nconf(&c, conf);
	add(x, &c, NID_basic_constraints, f->bc);
	add(x, &c, NID_key_usage, f->ku);
	if (f->doubled)
		add(x, &c, NID_key_usage, f->ku);
	add(x, &c, NID_ext_key_usage, f->eku);
	add(x, &c, NID_name_constraints, f->nc);
	add(x, &c, NID_subject_alt_name, f->san);
	add(x, &c, NID_policy_constraints, f->policy_constraints);
	add(x, &c, NID_crl_distribution_points, f->crldp);
	add(x, &c, NID_info_access, f->aia);
	add(x, &c, NID_id_pkix_OCSP_noCheck, f->no_check ? "yes" : NULL);
	add_policies(x, f);
	add(x, &c, NID_policy_mappings, f->mappings);
	if (f->ids) {
		add(x, &c, NID_subject_key_identifier, "hash");
		add(x, &c, NID_authority_key_identifier, "keyid:always");
	}
	if (f->lab)
		assert_true(tr_lab_mark_add(x));
	if (f->critical_oid)
		add_raw(x, f->critical_oid, 1, 2);
	if (f->padding)
		add_raw(x, "2.999.1", 0, f->padding);
	for (int i = 0; i < f->extensions; i++) {
		char oid[32];
		snprintf(oid, sizeof(oid), "2.999.2.%d", i);
		add_raw(x, oid, 0, 1);
	}
	NCONF_free(conf);
}

static void
set_names(X509 *x, const struct forge *f)
{
	X509_NAME *subject = X509_get_subject_name(x);
	const char *issuer_cn = f->issuer_cn;

	X509_NAME_add_entry_by_txt(subject, "C", MBSTRING_UTF8, (const unsigned char *)"VN", -1, -1, 0);
	X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const unsigned char *)"Mẫu", -1, -1, 0);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)f->cn, -1, -1, 0);
	X509_NAME *issuer = X509_NAME_dup(X509_get_subject_name(f->issuer ? f->issuer->x : x));
	if (issuer_cn) {
		X509_NAME_ENTRY_free(X509_NAME_delete_entry(issuer, 2));
		X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_UTF8, (const unsigned char *)issuer_cn, -1, -1, 0);
	}
	X509_set_issuer_name(x, issuer);
	X509_NAME_free(issuer);
}

struct forged
forge_make(const struct forge *f)
{
	static uint64_t serial = 1000;
	struct forged out = {.x = X509_new(), .key = make_key(f)};
	unsigned char *der = NULL;
	BIGNUM *n = NULL;

	assert_non_null(out.key);
	X509_set_version(out.x, f->version == 1 ? X509_VERSION_1 : X509_VERSION_3);
	if (f->serial_hex) {
		BN_hex2bn(&n, f->serial_hex);
		BN_to_ASN1_INTEGER(n, X509_get_serialNumber(out.x));
		BN_free(n);
	} else {
		ASN1_INTEGER_set_uint64(X509_get_serialNumber(out.x), serial++);
	}
	set_names(out.x, f);
	ASN1_TIME_set(X509_getm_notBefore(out.x), f->from ? f->from : FORGE_NOW - 5 * DAY);
	ASN1_TIME_set(X509_getm_notAfter(out.x), f->to ? f->to : FORGE_NOW + 5 * DAY);
	X509_set_pubkey(out.x, out.key);
	add_extensions(out.x, f);
	assert_true(X509_sign(out.x, f->issuer ? f->issuer->key : out.key,
			EVP_get_digestbyname(f->digest ? f->digest : "SHA256")) > 0);
	int length = i2d_X509(out.x, &der);
	assert_true(length > 0);
	out.der = TR_BYTES(der, (size_t)length);
	ERR_clear_error();
	return out;
}

void
forge_free(struct forged *f)
{
	X509_free(f->x);
	EVP_PKEY_free(f->key);
	OPENSSL_free((void *)(uintptr_t)f->der.p);
	*f = (struct forged){0};
}
