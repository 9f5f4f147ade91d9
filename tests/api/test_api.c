/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libtrien as others embed it: through its public headers alone, in one call and in two halves. */
#include "trien/trien.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char key_path[] = "/tmp/trien-api-XXXXXX";
static EVP_PKEY *key;
static uint8_t *der;
static size_t der_n;

static const char pdf[] =
	"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
	"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\nxref\n0 4\n0000000000 65535 f \n"
	"0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \n"
	"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n166\n%%EOF\n";
#define PDF_N (sizeof(pdf) - 1)

#define assert_id(expr, id) assert_string_equal(trien_err_id(expr), (id))

static X509 *
certify(void)
{
	X509 *x = X509_new();
	X509_NAME *name = X509_get_subject_name(x);
	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)"MẪU", -1, -1, 0);
	X509_set_issuer_name(x, name);
	X509_set_pubkey(x, key);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, "critical,digitalSignature");
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
	X509_sign(x, key, EVP_sha256());
	return x;
}

static int
set_up(void **state)
{
	unsigned char *p = NULL;
	(void)state;
	key = EVP_RSA_gen(2048);
	X509 *x = certify();
	FILE *f = fdopen(mkstemp(key_path), "w");
	if (f == NULL || PEM_write_X509(f, x) != 1 || PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) != 1)
		return -1;
	fclose(f);
	der_n = (size_t)i2d_X509(x, &p);
	der = p;
	X509_free(x);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(key_path);
	OPENSSL_free(der);
	EVP_PKEY_free(key);
	return 0;
}

/* The whole file; free with free(3). */
static uint8_t *
joined(const uint8_t *tail, size_t n)
{
	uint8_t *whole = malloc(PDF_N + n);
	assert_non_null(whole);
	memcpy(whole, pdf, PDF_N);
	memcpy(whole + PDF_N, tail, n);
	return whole;
}

static enum trien_indication
judge(const uint8_t *file, size_t n)
{
	const uint8_t *anchor = der;
	const struct trien_verify_options options = {.anchors = &anchor, .anchors_n = &der_n, .anchor_count = 1};
	enum trien_indication indication;
	struct trien_err err = {0};
	char *json = NULL;
	assert_id(trien_verify(&options, file, n, &indication, &json, &err), "ok");
	assert_non_null(strstr(json, "\"signatures\""));
	trien_free(json);
	return indication;
}

static void
one_call_signs_and_its_forged_twin_fails(void **state)
{
	char spec[64];
	struct trien_signer *s;
	struct trien_err err = {0};
	uint8_t *tail;
	size_t n, cert_n;
	const uint8_t *cert;
	(void)state;
	snprintf(spec, sizeof(spec), "pem:%s", key_path);
	assert_id(trien_signer_open(spec, NULL, NULL, &s, &err), "ok");
	trien_signer_certificate(s, &cert, &cert_n);
	assert_int_equal(cert_n, der_n);
	assert_memory_equal(cert, der, der_n);
	assert_int_equal(trien_signer_is_lab(s), 0);
	const struct trien_sign_options options = {.reason = "Phê duyệt", .location = "Mẫu"};
	assert_id(trien_sign(s, &options, (const uint8_t *)pdf, PDF_N, &tail, &n, &err), "ok");
	uint8_t *whole = joined(tail, n);
	assert_int_equal(judge(whole, PDF_N + n), TRIEN_TOTAL_PASSED);
	whole[150] ^= 1;
	assert_int_equal(judge(whole, PDF_N + n), TRIEN_TOTAL_FAILED);
	free(whole);
	trien_free(tail);
	const struct trien_sign_options bad = {.reason = "\xff"};
	assert_id(trien_sign(s, &bad, (const uint8_t *)pdf, PDF_N, &tail, &n, &err), "base.utf8-invalid");
	assert_id(trien_sign(s, NULL, (const uint8_t *)"hello", 5, &tail, &n, &err), "pdf.not-a-pdf");
	trien_signer_close(s);
}

static size_t
sign_elsewhere(const uint8_t *digest, size_t digest_n, int pss, uint8_t value[512])
{
	size_t n = 512;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
	assert_int_equal(EVP_PKEY_sign_init(c), 1);
	EVP_PKEY_CTX_set_rsa_padding(c, pss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING);
	EVP_PKEY_CTX_set_signature_md(c, EVP_sha256());
	if (pss)
		EVP_PKEY_CTX_set_rsa_pss_saltlen(c, RSA_PSS_SALTLEN_DIGEST);
	assert_int_equal(EVP_PKEY_sign(c, value, &n, digest, digest_n), 1);
	EVP_PKEY_CTX_free(c);
	return n;
}

static void
two_halves_meet(int pss)
{
	const uint8_t *chain = der;
	struct trien_err err = {0};
	uint8_t *stored, *tail, digest[64], value[512];
	size_t stored_n, tail_n, digest_n;

	assert_id(trien_prepare(&chain, &der_n, 1, pss, NULL, (const uint8_t *)pdf, PDF_N, &stored, &stored_n, digest,
				&digest_n, &err), "ok");
	size_t n = sign_elsewhere(digest, digest_n, pss, value);
	value[9] ^= 1;
	assert_id(trien_finish(stored, stored_n, (const uint8_t *)pdf, PDF_N, value, n, &tail, &tail_n, &err),
			"sign.value-wrong");
	value[9] ^= 1;
	assert_id(trien_finish(stored, stored_n, (const uint8_t *)pdf, PDF_N - 1, value, n, &tail, &tail_n, &err),
			"sign.source-changed");
	assert_id(trien_finish(stored, stored_n, (const uint8_t *)pdf, PDF_N, value, n, &tail, &tail_n, &err), "ok");
	uint8_t *whole = joined(tail, tail_n);
	assert_int_equal(judge(whole, PDF_N + tail_n), TRIEN_TOTAL_PASSED);
	free(whole);
	trien_free(tail);
	trien_free(stored);
}

static void
two_halves_make_one_signature(void **state)
{
	(void)state;
	two_halves_meet(0);
	two_halves_meet(1);
}

static void
a_chain_has_one_to_ten_certificates(void **state)
{
	const uint8_t *chain[11];
	size_t sizes[11], state_n, digest_n;
	uint8_t *stored, digest[64];
	struct trien_err err = {0};
	(void)state;
	for (int i = 0; i < 11; i++) {
		chain[i] = der;
		sizes[i] = der_n;
	}
	assert_id(trien_prepare(chain, sizes, 0, 0, NULL, (const uint8_t *)pdf, PDF_N, &stored, &state_n, digest,
				&digest_n, &err), "key.chain-limit");
	assert_id(trien_prepare(chain, sizes, 11, 0, NULL, (const uint8_t *)pdf, PDF_N, &stored, &state_n, digest,
				&digest_n, &err), "key.chain-limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_call_signs_and_its_forged_twin_fails),
		cmocka_unit_test(two_halves_make_one_signature),
		cmocka_unit_test(a_chain_has_one_to_ten_certificates),
	};
	return cmocka_run_group_tests_name("api", tests, set_up, tear_down);
}
