/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What CNG does in the place of OpenSSL: digests as FIPS 180-4 has them, signature values that OpenSSL has made (in the folder TRIEN_VALUES: <name>.der, a certificate; <name>.value, over "abc"), and their forged twins. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "crypto/limits.h"
#include "crypto/value.h"

static void
digests(void **state)
{
	static const struct {
		enum tr_digest digest;
		const char *abc;
	} rows[] = {{TR_SHA256, "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad"},
		{TR_SHA384, "\xcb\x00\x75\x3f\x45\xa3\x5e\x8b\xb5\xa0\x3d\x69\x9a\xc6\x50\x07\x27\x2c\x32\xab\x0e\xde\xd1\x63\x1a\x8b\x60\x5a\x43\xff\x5b\xed\x80\x86\x07\x2b\xa1\xe7\xcc\x23\x58\xba\xec\xa1\x34\xc8\x25\xa7"},
		{TR_SHA512, "\xdd\xaf\x35\xa1\x93\x61\x7a\xba\xcc\x41\x73\x49\xae\x20\x41\x31\x12\xe6\xfa\x4e\x89\xa9\x7e\xa2\x0a\x9e\xee\xe6\x4b\x55\xd3\x9a\x21\x92\x99\x2a\x27\x4f\xc1\xa8\x36\xba\x3c\x23\xa3\xfe\xeb\xbd"
			    "\x45\x4d\x44\x23\x64\x3c\xe8\x0e\x2a\x9a\xc9\x4f\xa5\x4c\xa4\x9f"}};
	uint8_t out[TR_DIGEST_MAX];
	struct trien_err err = {0};
	struct tr_hash *h;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(tr_hash_new(rows[i].digest, &h, &err), &err);
		/* Twice: it begins anew when it is done. */
		for (int again = 0; again < 2; again++) {
			assert_ok(tr_hash_add(h, TR_BYTES_LIT("a"), &err), &err);
			assert_ok(tr_hash_add(h, TR_BYTES_LIT(""), &err), &err);
			assert_ok(tr_hash_add(h, TR_BYTES_LIT("bc"), &err), &err);
			assert_ok(tr_hash_done(h, out, &n, &err), &err);
			assert_true(n == tr_digest_size(rows[i].digest) && memcmp(out, rows[i].abc, n) == 0);
		}
		tr_hash_free(h);
	}
	assert_ok(tr_digest(TR_SHA256, TR_BYTES(NULL, 0), out, &n, &err), &err);
	assert_int_equal(memcmp(out, "\xe3\xb0\xc4\x42\x98\xfc\x1c\x14", 8), 0);
}

static struct tr_bytes
file(const char *name, const char *kind, uint8_t *out, size_t size)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.%s", getenv("TRIEN_VALUES"), name, kind);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	const size_t n = fread(out, 1, size, f);
	fclose(f);
	return TR_BYTES(out, n);
}

static bool
fits(struct tr_bytes certificate, enum tr_scheme scheme, enum tr_digest alg, struct tr_bytes message, struct tr_bytes value)
{
	uint8_t digest[TR_DIGEST_MAX];
	struct trien_err err = {0};
	bool out = false;
	size_t n;

	assert_ok(tr_digest(alg, message, digest, &n, &err), &err);
	assert_ok(tr_value_verify(certificate, scheme, alg, TR_BYTES(digest, n), value, &out, &err), &err);
	return out;
}

static const struct {
	const char *name, *other; /* other: a key of the same kind */
	enum tr_scheme scheme, wrong;
	enum tr_digest digest;
} made[] = {{"rsa", "other", TR_RSA_PKCS1, TR_RSA_PSS, TR_SHA256}, {"pss", "other", TR_RSA_PSS, TR_RSA_PKCS1, TR_SHA384}, {"p256", "p384", TR_ECDSA, TR_RSA_PKCS1, TR_SHA256}, {"p384", "p256", TR_ECDSA, TR_RSA_PSS, TR_SHA384}};

static void
values(void **state)
{
	static uint8_t certificate[TR_CERTIFICATE_MAX], other[TR_CERTIFICATE_MAX], value[TR_SIGNATURE_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(made) / sizeof(*made); i++) {
		const struct tr_bytes c = file(made[i].name, "der", certificate, sizeof(certificate)), o = file(made[i].other, "der", other, sizeof(other)), v = file(made[i].name, "value", value, sizeof(value)),
				      abc = TR_BYTES_LIT("abc");
		if (!fits(c, made[i].scheme, made[i].digest, abc, v))
			fail_msg("%s does not fit", made[i].name);
		assert_false(fits(c, made[i].scheme, made[i].digest, TR_BYTES_LIT("abd"), v));
		assert_false(fits(c, made[i].wrong, made[i].digest, abc, v));
		assert_false(fits(c, made[i].scheme, TR_SHA512, abc, v));
		assert_false(fits(o, made[i].scheme, made[i].digest, abc, v));
		assert_false(fits(c, made[i].scheme, made[i].digest, abc, TR_BYTES(NULL, 0)));
		assert_false(fits(c, made[i].scheme, made[i].digest, abc, tr_bytes_part(v, 0, v.n - 1)));
		/* A byte at its end, at its beginning (ECDSA: of its DER), in the middle. */
		for (size_t k = 0; k < 3; k++) {
			const size_t at = k == 0 ? v.n - 1 : k == 1 ? 0 : v.n / 2;
			value[at] ^= 1;
			assert_false(fits(c, made[i].scheme, made[i].digest, abc, v));
			value[at] ^= 1;
		}
	}
}

static void
certificates(void **state)
{
	static uint8_t certificate[TR_CERTIFICATE_MAX + 1];
	struct tr_bytes c = file("rsa", "der", certificate, sizeof(certificate));
	static const uint8_t digest[32];
	struct trien_err err = {0};
	bool out = true;

	(void)state;
	assert_refused(tr_value_verify(tr_bytes_part(c, 0, c.n - 1), TR_RSA_PKCS1, TR_SHA256, TR_BYTES(digest, 32), TR_BYTES(digest, 32), &out, &err), "key.certificate-malformed");
	assert_false(out);
	assert_refused(tr_value_verify(TR_BYTES(certificate, sizeof(certificate)), TR_RSA_PKCS1, TR_SHA256, TR_BYTES(digest, 32), TR_BYTES(digest, 32), &out, &err), "key.certificate-too-large");
	/* The digest is as long as its kind is. */
	assert_ok(tr_value_verify(c, TR_RSA_PKCS1, TR_SHA256, TR_BYTES(digest, 31), TR_BYTES(digest, 32), &out, &err), &err);
	assert_false(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(digests), cmocka_unit_test(values), cmocka_unit_test(certificates)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
