/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A certificate that is read quickly is the one that d2i_X509 reads, whatever key it holds. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "crypto/lab_mark.h"
#include "crypto/x509_read.h"

static EVP_PKEY *
new_key(const char *type, const char *group)
{
	return group != NULL ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", group) : EVP_PKEY_Q_keygen(NULL, NULL, type, (size_t)2048);
}

/* A certificate over a key, by a signer of another kind: what is asked is only the key. */
static X509 *
new_certificate(EVP_PKEY *key)
{
	EVP_PKEY *ca = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	X509 *x = X509_new();

	assert_non_null(key);
	assert_int_equal(X509_set_version(x, X509_VERSION_3), 1);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	assert_int_equal(X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_UTF8, (const uint8_t *)"MẪU THỬ", -1, -1, 0), 1);
	assert_int_equal(X509_set_pubkey(x, key), 1);
	assert_true(X509_sign(x, ca, EVP_sha256()) > 0);
	EVP_PKEY_free(ca);
	return x;
}

static size_t
encode(X509 *x, uint8_t **der)
{
	*der = NULL;
	int n = i2d_X509(x, der);
	assert_true(n > 0);
	return (size_t)n;
}

/* What the checks of a path ask of a key, and whether values can be verified with it. */
static void
assert_same_key(const EVP_PKEY *got, const EVP_PKEY *want)
{
	char group[2][64] = {"", ""};
	int explicit[2] = {-1, -1};

	if (want == NULL) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_int_equal(EVP_PKEY_get_base_id(got), EVP_PKEY_get_base_id(want));
	assert_int_equal(EVP_PKEY_get_bits(got), EVP_PKEY_get_bits(want));
	assert_int_equal(EVP_PKEY_eq(got, want), 1);
	EVP_PKEY_get_group_name(got, group[0], sizeof(group[0]), NULL);
	EVP_PKEY_get_group_name(want, group[1], sizeof(group[1]), NULL);
	assert_string_equal(group[0], group[1]);
	EVP_PKEY_get_int_param(got, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit[0]);
	EVP_PKEY_get_int_param(want, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit[1]);
	assert_int_equal(explicit[0], explicit[1]);
	ERR_clear_error();
}

static void
assert_read_alike(const uint8_t *der, size_t n)
{
	const uint8_t *p = der;
	size_t length = 0;
	X509 *want = d2i_X509(NULL, &p, (long)n), *got = tr_x509_read(TR_BYTES(der, n), &length);

	if (want == NULL) {
		assert_null(got);
	} else {
		assert_non_null(got);
		assert_int_equal(length, p - der);
		assert_int_equal(X509_cmp(got, want), 0);
		assert_same_key(X509_get0_pubkey(got), X509_get0_pubkey(want));
	}
	X509_free(want);
	X509_free(got);
	ERR_clear_error();
}

/* Takes the key. */
static void
assert_key_read_alike(EVP_PKEY *key)
{
	X509 *x = new_certificate(key);
	uint8_t *der;
	size_t n = encode(x, &der);

	assert_read_alike(der, n);
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void
test_usual_keys(void **state)
{
	static const char *const groups[] = {"P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1"};

	(void)state;
	assert_key_read_alike(new_key("RSA", NULL));
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		assert_key_read_alike(new_key(NULL, groups[i]));
}

static void
test_other_kinds(void **state)
{
	static const char *const types[] = {"ED25519", "ED448", "X25519", "SM2", "RSA-PSS"};
	EVP_PKEY *parameters = NULL, *dsa = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, types[i], NULL);
		EVP_PKEY *key = NULL;
		assert_int_equal(EVP_PKEY_keygen_init(c), 1);
		assert_int_equal(EVP_PKEY_generate(c, &key), 1);
		EVP_PKEY_CTX_free(c);
		assert_key_read_alike(key);
	}
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	assert_int_equal(EVP_PKEY_paramgen_init(c), 1);
	EVP_PKEY_CTX_set_dsa_paramgen_bits(c, 1024);
	assert_int_equal(EVP_PKEY_paramgen(c, &parameters), 1);
	EVP_PKEY_CTX_free(c);
	c = EVP_PKEY_CTX_new_from_pkey(NULL, parameters, NULL);
	assert_int_equal(EVP_PKEY_keygen_init(c), 1);
	assert_int_equal(EVP_PKEY_generate(c, &dsa), 1);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(parameters);
	assert_key_read_alike(dsa);
}

/* RFC 5480 §2.1.1 forbids the curve's parameters in place of its name: the path must be able to see it. */
static void
test_explicit_parameters(void **state)
{
	EVP_PKEY *key = new_key(NULL, "P-256");
	uint8_t *der;
	size_t length;
	int explicit = 0;

	(void)state;
	assert_int_equal(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_EXPLICIT), 1);
	X509 *x = new_certificate(key);
	size_t n = encode(x, &der);
	X509 *got = tr_x509_read(TR_BYTES(der, n), &length);
	assert_int_equal(EVP_PKEY_get_int_param(X509_get0_pubkey(got), OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit), 1);
	assert_int_equal(explicit, 1);
	X509_free(got);
	X509_free(x);
	OPENSSL_free(der);
	assert_key_read_alike(key);
}

/* Nobody makes such a key in a test: an odd number will do, nothing is ever verified with it. */
static void
test_large_key(void **state)
{
	static uint8_t n[16384 / 8];
	uint8_t e[] = {1, 0, 1};
	EVP_PKEY *key = NULL;

	(void)state;
	memset(n, 0xa5, sizeof(n));
	const OSSL_PARAM params[] = {OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, sizeof(n)),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, sizeof(e)), OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	assert_int_equal(EVP_PKEY_fromdata_init(c), 1);
	assert_int_equal(EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, (OSSL_PARAM *)(uintptr_t)params), 1);
	EVP_PKEY_CTX_free(c);
	assert_int_equal(EVP_PKEY_get_bits(key), 16384);
	assert_key_read_alike(key);
}

/* Every byte of a certificate wrong, one after another: the same are refused, and the same have no key. */
static void
every_byte_wrong(EVP_PKEY *key)
{
	X509 *x = new_certificate(key);
	uint8_t *der;
	size_t n = encode(x, &der);

	for (size_t i = 0; i < n; i++) {
		der[i] ^= 1;
		assert_read_alike(der, n);
		der[i] ^= 0x81;
		assert_read_alike(der, n);
		der[i] ^= 0x80;
	}
	for (size_t k = 0; k <= n; k += 7)
		assert_read_alike(der, k);
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void
test_every_byte_wrong(void **state)
{
	(void)state;
	every_byte_wrong(new_key("RSA", NULL));
	every_byte_wrong(new_key(NULL, "P-256"));
}

static void
test_bytes_behind(void **state)
{
	EVP_PKEY *key = new_key(NULL, "P-256");
	X509 *x = new_certificate(key);
	uint8_t *der, room[2048] = {0};
	size_t n = encode(x, &der), length = 0;

	(void)state;
	assert_true(n + 1 < sizeof(room));
	memcpy(room, der, n);
	X509 *got = tr_x509_read(TR_BYTES(room, n + 1), &length);
	assert_non_null(got);
	assert_int_equal(length, n);
	X509_free(got);
	X509_free(x);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
}

/* The mark is found by its bytes: they are those of its number. */
static void
test_lab_mark(void **state)
{
	EVP_PKEY *key = new_key(NULL, "P-256");
	X509 *x = new_certificate(key);
	ASN1_OBJECT *oid = OBJ_txt2obj(TR_LAB_MARK_OID, 1);

	(void)state;
	assert_false(tr_x509_is_lab(x));
	assert_true(tr_lab_mark_add(x));
	assert_int_equal(X509_get_ext_by_OBJ(x, oid, -1), 0);
	assert_true(tr_x509_is_lab(x));
	ASN1_OBJECT_free(oid);
	X509_free(x);
	EVP_PKEY_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_usual_keys),
		cmocka_unit_test(test_other_kinds),
		cmocka_unit_test(test_explicit_parameters),
		cmocka_unit_test(test_large_key),
		cmocka_unit_test(test_every_byte_wrong),
		cmocka_unit_test(test_bytes_behind),
		cmocka_unit_test(test_lab_mark),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
