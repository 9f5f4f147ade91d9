/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <stdlib.h>

#include "base/memory.h"
#include "crypto/lab_mark.h"
#include "forge.h"

static struct tr_certificate *
parse(const struct forged *f)
{
	struct tr_certificate *c = NULL;
	struct trien_err err = {0};
	assert_ok(tr_certificate_parse(f->der, &c, &err), &err);
	return c;
}

static void
assert_text(struct tr_text t, const char *want)
{
	assert_int_equal(t.n, strlen(want));
	assert_memory_equal(t.p, want, t.n);
}

static void
reads_what_it_says(void **state)
{
	struct forged ca = FORGE(.cn = "CA Mẫu", .bc = "critical,CA:TRUE,pathlen:2", .ku = CA_KU, .key = "RSA-2048");
	struct forged leaf = FORGE(.cn = "Nguyễn Văn Mẫu", .issuer = &ca, .ku = SIGN_KU,
			.eku = "critical,timeStamping", .serial_hex = "00ABCDEF0123456789", .from = 1700000000,
			.to = 4102444800);
	struct tr_certificate *c = parse(&leaf), *a = parse(&ca);
	(void)state;

	assert_text(c->subject.common_name, "Nguyễn Văn Mẫu");
	assert_text(c->subject.organisation, "Mẫu");
	assert_text(c->subject.country, "VN");
	assert_int_equal(c->subject.unit.n, 0);
	assert_text(c->issuer.common_name, "CA Mẫu");
	assert_text(tr_certificate_display_name(c), "Nguyễn Văn Mẫu");
	assert_string_equal(c->serial, "abcdef0123456789");
	assert_true(c->not_before == 1700000000 && c->not_after == 4102444800);
	assert_false(c->self_issued);
	assert_int_equal(c->key_kind, TR_KEY_EC);
	assert_int_equal(c->key_bits, 256);
	assert_string_equal(c->key_name, "EC P-256");
	assert_string_equal(c->signature_name, "sha256WithRSAEncryption");
	assert_string_equal(c->seal.digest->name, "SHA-256");
	assert_true(c->has_key_usage && c->has_extended_usage && c->extended_usage_critical);
	assert_int_equal(c->key_usage, TR_USAGE_DIGITAL_SIGNATURE | TR_USAGE_NON_REPUDIATION);
	assert_int_equal(c->extended_usage, TR_EKU_TIME_STAMP);
	assert_false(c->is_ca || c->lab || c->extension_invalid || c->ocsp_no_check);
	assert_int_equal(c->path_length, -1);

	assert_true(a->is_ca && a->self_issued);
	assert_int_equal(a->path_length, 2);
	assert_int_equal(a->key_kind, TR_KEY_RSA);
	assert_int_equal(a->key_bits, 2048);
	assert_int_equal(a->key_usage, TR_USAGE_CERT_SIGN | TR_USAGE_CRL_SIGN);
	tr_certificate_free(c);
	tr_certificate_free(a);
	tr_certificate_free(NULL);
	forge_free(&leaf);
	forge_free(&ca);
}

static void
refuses_more_and_less_than_one_certificate(void **state)
{
	struct forged f = FORGE(.cn = "A", .bc = CA_BC, .ku = CA_KU, .ids = true);
	uint8_t *longer = malloc(f.der.n + 1);
	struct tr_certificate *c = NULL;
	(void)state;

	memcpy(longer, f.der.p, f.der.n);
	longer[f.der.n] = 0;
	assert_refused(tr_certificate_parse(TR_BYTES(longer, f.der.n + 1), &c, NULL), "pki.certificate-malformed");
	for (size_t n = 0; n < f.der.n; n++) {
		/* Exactly n bytes, so that the sanitizer sees a read past them. */
		uint8_t *cut = malloc(n ? n : 1);
		memcpy(cut, f.der.p, n);
		assert_refused(tr_certificate_parse(TR_BYTES(cut, n), &c, NULL), "pki.certificate-malformed");
		free(cut);
	}
	assert_null(c);
	free(longer);
	forge_free(&f);
}

/* The outer length in a longer form than DER permits: the same certificate with another fingerprint. */
static void
refuses_another_encoding(void **state)
{
	struct forged f = FORGE(.cn = "A");
	struct tr_certificate *c = NULL;
	uint8_t *ber = malloc(f.der.n + 1);
	(void)state;

	assert_true(f.der.p[0] == 0x30 && f.der.p[1] == 0x82);
	ber[0] = 0x30;
	ber[1] = 0x83;
	ber[2] = 0;
	memcpy(ber + 3, f.der.p + 2, f.der.n - 2);
	assert_refused(tr_certificate_parse(TR_BYTES(ber, f.der.n + 1), &c, NULL), "pki.certificate-malformed");
	free(ber);
	forge_free(&f);
}

/* Whatever bit is wrong: an error or a certificate, never a crash; the fingerprint always differs. */
static void
survives_every_flipped_bit(void **state)
{
	struct forged f = FORGE(.cn = "Nguyễn Văn Mẫu", .ku = SIGN_KU, .eku = "timeStamping", .ids = true);
	struct tr_certificate *good = parse(&f);
	uint8_t *bytes = malloc(f.der.n);
	(void)state;

	memcpy(bytes, f.der.p, f.der.n);
	for (size_t i = 0; i < f.der.n * 8; i++) {
		struct tr_certificate *c = NULL;
		bytes[i / 8] ^= (uint8_t)(1u << (i % 8));
		if (tr_certificate_parse(TR_BYTES(bytes, f.der.n), &c, NULL) == TRIEN_OK)
			assert_memory_not_equal(c->sha256, good->sha256, 32);
		tr_certificate_free(c);
		bytes[i / 8] ^= (uint8_t)(1u << (i % 8));
	}
	free(bytes);
	tr_certificate_free(good);
	forge_free(&f);
}

static void
size_is_capped(void **state)
{
	struct forged small = FORGE(.cn = "A", .padding = 60000);
	struct tr_certificate *c = NULL;
	(void)state;

	struct forged at = FORGE(.cn = "A", .padding = 60000 + (int)(TR_CERTIFICATE_SIZE_MAX - small.der.n));
	/* The length of an ECDSA signature wanders by a few bytes: try until it is exact. */
	for (int i = 0; i < 200 && at.der.n != TR_CERTIFICATE_SIZE_MAX; i++) {
		int more = (int)((long)TR_CERTIFICATE_SIZE_MAX - (long)small.der.n);
		forge_free(&at);
		at = FORGE(.cn = "A", .padding = 60000 + more);
	}
	assert_int_equal(at.der.n, TR_CERTIFICATE_SIZE_MAX);
	c = parse(&at);
	tr_certificate_free(c);
	struct forged past = FORGE(.cn = "A", .padding = (int)TR_CERTIFICATE_SIZE_MAX);
	assert_refused(tr_certificate_parse(past.der, &c, NULL), "pki.certificate-too-large");
	forge_free(&small);
	forge_free(&at);
	forge_free(&past);
}

static void
serial_is_capped(void **state)
{
	char hex[2 * TR_CERTIFICATE_SERIAL_MAX + 3];
	struct tr_certificate *c = NULL;
	(void)state;

	memset(hex, '7', sizeof(hex));
	hex[2 * TR_CERTIFICATE_SERIAL_MAX] = '\0';
	struct forged at = FORGE(.cn = "A", .serial_hex = hex);
	c = parse(&at);
	assert_string_equal(c->serial, hex);
	tr_certificate_free(c);
	hex[2 * TR_CERTIFICATE_SERIAL_MAX] = '7';
	hex[2 * TR_CERTIFICATE_SERIAL_MAX + 1] = '7';
	hex[2 * TR_CERTIFICATE_SERIAL_MAX + 2] = '\0';
	struct forged past = FORGE(.cn = "A", .serial_hex = hex);
	assert_refused(tr_certificate_parse(past.der, &c, NULL), "pki.certificate-malformed");
	struct forged negative = FORGE(.cn = "A", .serial_hex = "-7F");
	c = parse(&negative);
	assert_string_equal(c->serial, "-7f");
	tr_certificate_free(c);
	forge_free(&at);
	forge_free(&past);
	forge_free(&negative);
}

static void
marks_doubled_and_too_many_extensions(void **state)
{
	struct forged doubled = FORGE(.cn = "A", .ku = SIGN_KU, .doubled = true);
	struct forged at = FORGE(.cn = "A", .extensions = TR_CERTIFICATE_EXTENSIONS_MAX);
	struct forged past = FORGE(.cn = "A", .extensions = TR_CERTIFICATE_EXTENSIONS_MAX + 1);
	struct tr_certificate *a = parse(&doubled), *b = parse(&at), *c = parse(&past);
	(void)state;

	assert_true(a->extension_invalid);
	assert_false(b->extension_invalid);
	assert_true(c->extension_invalid);
	tr_certificate_free(a);
	tr_certificate_free(b);
	tr_certificate_free(c);
	forge_free(&doubled);
	forge_free(&at);
	forge_free(&past);
}

/* "good.example\0.evil": programs that stop at the NUL show a name that nobody certified. */
static void
names_the_person_without_what_is_in_parentheses(void **state)
{
	const char *const cases[][2] = {
		{"Mau Mot (LANH DAO)", "Mau Mot"}, {"Mau Mot(a) (b)", "Mau Mot(a)"}, {"Mau (a) Mot", "Mau (a) Mot"},
		{"(a)", "(a)"}, {"Mau Mot)", "Mau Mot)"}, {"Mau Mot", "Mau Mot"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct forged f = FORGE(.cn = cases[i][0]);
		struct tr_certificate *c = NULL;
		assert_int_equal(tr_certificate_parse(TR_BYTES(f.der.p, f.der.n), &c, NULL), TRIEN_OK);
		assert_text(tr_certificate_person_name(c), cases[i][1]);
		tr_certificate_free(c);
		forge_free(&f);
	}
}

static void
shows_no_name_with_a_nul(void **state)
{
	struct forged f = FORGE(.cn = "Nguyen\x01Van");
	struct tr_certificate *c = NULL;
	(void)state;

	uint8_t *bytes = malloc(f.der.n);
	memcpy(bytes, f.der.p, f.der.n);
	for (size_t i = 0; i + 6 < f.der.n; i++)
		if (memcmp(bytes + i, "Nguyen\x01", 7) == 0)
			bytes[i + 6] = 0;
	assert_int_equal(tr_certificate_parse(TR_BYTES(bytes, f.der.n), &c, NULL), TRIEN_OK);
	assert_int_equal(c->subject.common_name.n, 0);
	assert_text(tr_certificate_display_name(c), "Mẫu");
	tr_certificate_free(c);
	free(bytes);
	forge_free(&f);
}

static void
lab_certificates_are_not_for_official_use(void **state)
{
	struct forged plain = FORGE(.cn = "A");
	struct tr_certificate *c = parse(&plain);
	struct trien_err err = {0};
	X509 *x = X509_dup(plain.x);
	unsigned char *der = NULL;
	(void)state;

	assert_ok(tr_certificate_official_use(c, &err), &err);
	tr_certificate_free(c);
	assert_true(tr_lab_mark_add(x));
	assert_true(X509_sign(x, plain.key, EVP_sha256()) > 0);
	int n = i2d_X509(x, &der);
	assert_ok(tr_certificate_parse(TR_BYTES(der, (size_t)n), &c, &err), &err);
	assert_true(c->lab);
	assert_refused(tr_certificate_official_use(c, &err), "lab.not-official");
	assert_string_equal(err.values[0].text, "A");
	tr_certificate_free(c);
	OPENSSL_free(der);
	X509_free(x);
	forge_free(&plain);
}

static void
pool_knows_the_same_bytes_and_is_capped(void **state)
{
	struct forged key = FORGE(.cn = "khóa");
	struct tr_pool *pool = NULL;
	const struct tr_certificate *first = NULL, *again = NULL;
	struct trien_err err = {0};
	(void)state;

	assert_ok(tr_pool_new(&pool, &err), &err);
	assert_ok(tr_pool_add(pool, key.der, &first, &err), &err);
	assert_ok(tr_pool_add(pool, key.der, &again, &err), &err);
	assert_ptr_equal(first, again);
	assert_int_equal(tr_pool_count(pool), 1);
	assert_refused(tr_pool_add(pool, TR_BYTES_LIT("0"), NULL, &err), "pki.certificate-malformed");
	while (tr_pool_count(pool) < TR_POOL_COUNT_MAX) {
		struct forged f = FORGE(.cn = "A", .key_of = &key);
		assert_ok(tr_pool_add(pool, f.der, NULL, &err), &err);
		forge_free(&f);
	}
	struct forged past = FORGE(.cn = "A", .key_of = &key);
	assert_refused(tr_pool_add(pool, past.der, NULL, &err), "pki.pool-limit");
	assert_ok(tr_pool_add(pool, key.der, &again, &err), &err); /* what is known needs no room */
	assert_ptr_equal(tr_pool_peek(pool, 0), first);
	assert_null(tr_pool_peek(pool, TR_POOL_COUNT_MAX));
	forge_free(&past);
	forge_free(&key);
	tr_pool_free(pool);
}

/* Every allocation of ours fails once: no leak, no crash, an error each time. */
static void
every_allocation_may_fail(void **state)
{
	struct forged f = FORGE(.cn = "A", .ku = SIGN_KU);
	unsigned long n = 1;
	(void)state;

	for (;; n++) {
		struct tr_certificate *c = NULL;
		tr_mem_fail_at(n);
		trien_rc rc = tr_certificate_parse(f.der, &c, NULL);
		tr_mem_fail_at(0);
		tr_certificate_free(c);
		if (rc == TRIEN_OK)
			break;
		assert_refused(rc, "base.no-memory");
	}
	assert_true(n > 2);
	forge_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_says),
		cmocka_unit_test(refuses_more_and_less_than_one_certificate),
		cmocka_unit_test(refuses_another_encoding),
		cmocka_unit_test(survives_every_flipped_bit),
		cmocka_unit_test(size_is_capped),
		cmocka_unit_test(serial_is_capped),
		cmocka_unit_test(marks_doubled_and_too_many_extensions),
		cmocka_unit_test(names_the_person_without_what_is_in_parentheses),
		cmocka_unit_test(shows_no_name_with_a_nul),
		cmocka_unit_test(lab_certificates_are_not_for_official_use),
		cmocka_unit_test(pool_knows_the_same_bytes_and_is_capped),
		cmocka_unit_test(every_allocation_may_fail),
	};
	struct trien_err err = {0};

	if (tr_pki_prepare(&err) != TRIEN_OK)
		return 1;
	return cmocka_run_group_tests_name("pki certificate", tests, NULL, NULL);
}
