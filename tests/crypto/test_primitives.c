/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digests and ciphers against published vectors; the DER writer and reader at their edges. */
#include "test.h"

#include <openssl/err.h>
#include <stdlib.h>

#include "crypto/algorithm.h"
#include "crypto/cipher.h"
#include "crypto/der.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "crypto/limits.h"
#include "crypto/people.h"
#include "crypto/spki.h"
#include "crypto/value.h"

static struct trien_err err;

static struct tr_bytes
unhex(const char *hex, uint8_t *out)
{
	size_t n = strlen(hex) / 2;
	for (size_t i = 0; i < n; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
		out[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return TR_BYTES(out, n);
}

/* RFC 2202 and RFC 4231, test case 2. */
static void
keyed_digests(void **state)
{
	const struct tr_bytes key = TR_BYTES_LIT("Jefe"), data = TR_BYTES_LIT("what do ya want for nothing?");
	uint8_t want[TR_DIGEST_MAX], got[TR_DIGEST_MAX];

	(void)state;
	assert_ok(tr_hmac_sha1(key, data, got, &err), &err);
	assert_true(tr_bytes_equal(TR_BYTES(got, TR_HMAC_SHA1_SIZE), unhex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", want)));
	assert_ok(tr_hmac_sha256(key, data, got, &err), &err);
	assert_true(tr_bytes_equal(TR_BYTES(got, TR_HMAC_SHA256_SIZE), unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", want)));
}

/* FIPS 180-4: "abc". */
static void
digests(void **state)
{
	static const struct {
		enum tr_digest d;
		const char *name, *hex;
	} rows[] = {
			{TR_SHA256, "SHA-256",
					"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
			{TR_SHA384, "SHA-384",
					"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086"
					"072ba1e7cc2358baeca134c825a7"},
			{TR_SHA512, "SHA-512",
					"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192"
					"992a274fc1a836ba3c23a3feebbd"
					"454d4423643ce80e2a9ac94fa54ca49f"},
	};
	uint8_t want[TR_DIGEST_MAX], got[TR_DIGEST_MAX];
	struct tr_hash *h;
	size_t n;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct tr_bytes w = unhex(rows[i].hex, want);
		assert_int_equal(tr_digest_size(rows[i].d), w.n);
		assert_string_equal(tr_digest_name(rows[i].d), rows[i].name);
		assert_ok(tr_digest(rows[i].d, TR_BYTES_LIT("abc"), got, &n, &err), &err);
		assert_true(tr_bytes_equal(TR_BYTES(got, n), w));
		assert_ok(tr_hash_new(rows[i].d, &h, &err), &err);
		for (int again = 0; again < 2; again++) {
			assert_ok(tr_hash_add(h, TR_BYTES_LIT("ab"), &err), &err);
			assert_ok(tr_hash_add(h, TR_BYTES(NULL, 0), &err), &err);
			assert_ok(tr_hash_add(h, TR_BYTES_LIT("c"), &err), &err);
			assert_ok(tr_hash_done(h, got, &n, &err), &err);
			assert_true(tr_bytes_equal(TR_BYTES(got, n), w));
		}
		tr_hash_free(h);
	}
	tr_hash_free(NULL);
}

static void
ciphers(void **state)
{
	uint8_t a[64], b[64], c[64], out[64];

	(void)state;
	/* RFC 1321 */
	assert_ok(tr_cipher_digest(0, TR_BYTES_LIT("abc"), out, &err), &err);
	assert_memory_equal(out, unhex("900150983cd24fb0d6963f7d28e17f72", a).p, 16);
	assert_ok(tr_cipher_digest(256, TR_BYTES_LIT("abc"), out, &err), &err);
	assert_memory_equal(out,
			unhex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", a).p, 32);
	assert_ok(tr_cipher_digest(384, TR_BYTES_LIT("abc"), out, &err), &err);
	assert_ok(tr_cipher_digest(512, TR_BYTES_LIT("abc"), out, &err), &err);
	assert_memory_equal(out, unhex("ddaf35a193617aba", a).p, 8);
	assert_refused(tr_cipher_digest(1, TR_BYTES_LIT("abc"), out, &err), "crypto.cipher-input");
	/* RFC 6229 §2: the key 0102030405, and a longer one. */
	static const uint8_t zeros[16];
	assert_ok(tr_cipher_rc4(unhex("0102030405", a), TR_BYTES(zeros, 16), out, &err), &err);
	assert_memory_equal(out, unhex("b2396305f03dc027ccc3524a0a1118a8", b).p, 16);
	assert_ok(tr_cipher_rc4(unhex("0102030405060708090a0b0c0d0e0f10", a), TR_BYTES(zeros, 16), out, &err),
			&err);
	assert_memory_equal(out, unhex("9ac7cc9a609d1ef7b2932899cde41b97", b).p, 16);
	/* In place, and back. */
	assert_ok(tr_cipher_rc4(TR_BYTES(a, 16), TR_BYTES(out, 16), out, &err), &err);
	assert_memory_equal(out, zeros, 16);
	assert_refused(tr_cipher_rc4(TR_BYTES(a, 0), TR_BYTES(zeros, 16), out, &err), "crypto.cipher-input");
	static const uint8_t long_key[257];
	assert_ok(tr_cipher_rc4(TR_BYTES(long_key, 256), TR_BYTES(zeros, 16), out, &err), &err);
	assert_refused(tr_cipher_rc4(TR_BYTES(long_key, 257), TR_BYTES(zeros, 16), out, &err),
			"crypto.cipher-input");
	/* NIST SP 800-38A F.2.1 and F.2.5 */
	static const char *const keys[] = {"2b7e151628aed2a6abf7158809cf4f3c",
			"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"};
	static const char *const blocks[] = {
			"7649abac8119b246cee98e9b12e9197d", "f58c4c04d6e5f1ba779eabfb5f7bfbd6"};
	struct tr_bytes iv = unhex("000102030405060708090a0b0c0d0e0f", b);
	struct tr_bytes text = unhex("6bc1bee22e409f96e93d7e117393172a", c);
	for (size_t i = 0; i < 2; i++) {
		uint8_t key[32], want[16];
		struct tr_bytes k = unhex(keys[i], key);
		assert_ok(tr_cipher_aes_cbc(k, iv.p, text, out, true, &err), &err);
		assert_memory_equal(out, unhex(blocks[i], want).p, 16);
		assert_ok(tr_cipher_aes_cbc(k, iv.p, TR_BYTES(out, 16), out, false, &err), &err);
		assert_memory_equal(out, text.p, 16);
		assert_ok(tr_cipher_aes_cbc(k, iv.p, TR_BYTES(out, 0), out, false, &err), &err);
		assert_refused(tr_cipher_aes_cbc(k, iv.p, TR_BYTES(out, 15), out, false, &err),
				"crypto.cipher-input");
		k.n = 24;
		assert_refused(tr_cipher_aes_cbc(k, iv.p, text, out, true, &err), "crypto.cipher-input");
	}
}

static void
der_lengths(void **state)
{
	static const size_t sizes[] = {0, 1, 127, 128, 255, 256, 65535, 65536};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		TR_AUTO_BUF b = {0};
		uint8_t *p = calloc(1, sizes[i] + 1);
		struct tr_der e;
		assert_ok(tr_der_add(&b, TR_DER_OCTET_STRING, TR_BYTES(p, sizes[i]), &err), &err);
		assert_int_equal(b.n, sizes[i] + tr_der_header_size(sizes[i]));
		assert_true(tr_der_only(tr_buf_view(&b), TR_DER_OCTET_STRING, &e));
		assert_int_equal(e.value.n, sizes[i]);
		assert_int_equal(e.whole.n, b.n);
		assert_false(tr_der_only(TR_BYTES(b.p, b.n - 1), TR_DER_OCTET_STRING, &e));
		assert_false(tr_der_only(tr_buf_view(&b), TR_DER_INTEGER, &e));
		assert_ok(tr_buf_add_byte(&b, 0, &err), &err);
		assert_false(tr_der_only(tr_buf_view(&b), TR_DER_OCTET_STRING, &e));
		free(p);
	}
}

static void
der_integers(void **state)
{
	static const struct {
		struct tr_bytes in, out;
	} rows[] = {
		{TR_BYTES_LIT(""), TR_BYTES_LIT("\x02\x01\x00")},
		{TR_BYTES_LIT("\x00\x00"), TR_BYTES_LIT("\x02\x01\x00")},
		{TR_BYTES_LIT("\x7f"), TR_BYTES_LIT("\x02\x01\x7f")},
		{TR_BYTES_LIT("\x80"), TR_BYTES_LIT("\x02\x02\x00\x80")},
		{TR_BYTES_LIT("\x00\x00\x80\x01"), TR_BYTES_LIT("\x02\x03\x00\x80\x01")},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		TR_AUTO_BUF b = {0};
		assert_ok(tr_der_add_unsigned(&b, rows[i].in, &err), &err);
		assert_true(tr_bytes_equal(tr_buf_view(&b), rows[i].out));
	}
}

/* X.690 §11.6: the shorter comes first where it is the beginning of the longer. */
static void
der_sets(void **state)
{
	struct tr_bytes items[] = {TR_BYTES_LIT("\x04\x02zz"), TR_BYTES_LIT("\x04\x01z"),
			TR_BYTES_LIT("\x02\x01\x05"), TR_BYTES_LIT("\x02"), TR_BYTES_LIT("\x04\x02za")};
	TR_AUTO_BUF b = {0};

	(void)state;
	assert_ok(tr_der_add_sorted(&b, items, 5, &err), &err);
	assert_true(tr_bytes_equal(
			tr_buf_view(&b), TR_BYTES_LIT("\x02\x02\x01\x05\x04\x01z\x04\x02za\x04\x02zz")));
}

static void
ber_becomes_definite(void **state)
{
	static const struct {
		struct tr_bytes in, out;
		size_t used;
	} rows[] = {
			/* What need not change stays, a length longer than needed too. */
			{TR_BYTES_LIT("\x30\x81\x03\x02\x01\x05\xff"),
					TR_BYTES_LIT("\x30\x81\x03\x02\x01\x05"), 6},
			{TR_BYTES_LIT("\x30\x80\x02\x01\x05\x00\x00\x00"),
					TR_BYTES_LIT("\x30\x03\x02\x01\x05"), 7},
			{TR_BYTES_LIT("\x24\x80\x04\x01"
				      "a\x04\x02"
				      "bc\x00\x00"),
					TR_BYTES_LIT("\x04\x03"
						     "abc"),
					11},
			{TR_BYTES_LIT("\x24\x07\x04\x01"
				      "a\x04\x02"
				      "bc"),
					TR_BYTES_LIT("\x04\x03"
						     "abc"),
					9},
			{TR_BYTES_LIT("\x24\x80\x24\x80\x04\x01"
				      "a\x00\x00\x04\x01"
				      "b\x00\x00"),
					TR_BYTES_LIT("\x04\x02"
						     "ab"),
					14},
			{TR_BYTES_LIT("\x24\x00"), TR_BYTES_LIT("\x04\x00"), 2},
			{TR_BYTES_LIT("\x30\x08\x30\x80\x05\x00\x00\x00\x05\x00"),
					TR_BYTES_LIT("\x30\x06\x30\x02\x05\x00\x05\x00"), 10},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		TR_AUTO_BUF b = {0};
		size_t used = 0;
		assert_ok(tr_ber_to_der(rows[i].in, &b, &used, &err), &err);
		assert_int_equal(used, rows[i].used);
		assert_true(tr_bytes_equal(tr_buf_view(&b), rows[i].out));
	}
	/* An element that reaches out of the one around it; end-of-contents where there is no indefinite
	 * length. */
	static const struct tr_bytes bad[] = {TR_BYTES_LIT("\x30\x04\x30\x80\x05\x00\x00\x00"),
			TR_BYTES_LIT("\x30\x02\x04\x01\x00"), TR_BYTES_LIT("\x30\x80\x05\x00"),
			TR_BYTES_LIT("\x30\x80\x05\x00\x00")};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		TR_AUTO_BUF b = {0};
		size_t used;
		assert_refused(tr_ber_to_der(bad[i], &b, &used, &err), "cms.malformed");
	}
}

static void
oid_texts(void **state)
{
	static const struct {
		struct tr_bytes oid;
		const char *text;
	} rows[] = {
		{TR_BYTES_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), "1.2.840.113549.1.7.2"},
		{TR_BYTES_LIT("\x55\x1d\x0e"), "2.5.29.14"},
		{TR_BYTES_LIT("\x88\x37"), "2.999"},
		{TR_BYTES_LIT(""), "?"},
		{TR_BYTES_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), "?"},
	};
	char text[64], small[8];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tr_oid_text(rows[i].oid, text, sizeof(text));
		assert_string_equal(text, rows[i].text);
	}
	tr_oid_text(rows[0].oid, small, sizeof(small));
	assert_string_equal(small, "1.2.840");
}

static void
values_and_certificates(void **state)
{
	static uint8_t huge[TR_CERTIFICATE_MAX + 1];
	struct person p = people_make("P-256", "An", NULL, 1, false);
	uint8_t digest[32] = {1};
	bool fits = true;

	(void)state;
	struct tr_bytes d = TR_BYTES(digest, 32);
	assert_ok(tr_value_verify(p.der, TR_ECDSA, TR_SHA256, d, TR_BYTES_LIT("no value"), &fits, &err), &err);
	assert_false(fits);
	assert_ok(tr_value_verify(p.der, TR_RSA_PKCS1, TR_SHA256, d, TR_BYTES(huge, 256), &fits, &err), &err);
	assert_false(fits);
	assert_ok(tr_value_verify(p.der, TR_ECDSA, TR_SHA256, d, TR_BYTES(NULL, 0), &fits, &err), &err);
	assert_false(fits);
	assert_refused(tr_value_verify(TR_BYTES_LIT("x"), TR_ECDSA, TR_SHA256, d, d, &fits, &err),
			"key.certificate-malformed");
	assert_refused(tr_value_verify(TR_BYTES(huge, TR_CERTIFICATE_MAX), TR_ECDSA, TR_SHA256, d, d, &fits,
				       &err),
			"key.certificate-malformed");
	assert_refused(tr_value_verify(TR_BYTES(huge, TR_CERTIFICATE_MAX + 1), TR_ECDSA, TR_SHA256, d, d,
				       &fits, &err),
			"key.certificate-too-large");
	people_free(&p);
}

/* RFC 5280 §4.1.2.5 and RFC 3161 §2.4.2: one way to write a time, and everything beside it refused. */
static void
times_are_strict(void **state)
{
	const struct {
		uint8_t tag;
		const char *text;
		int64_t want, micros; /* want -1: refused; micros -1: refused by tr_der_time_fraction() */
	} rows[] = {
		{TR_DER_UTC_TIME, "270115080000Z", 1800000000, -1},
		{TR_DER_UTC_TIME, "500101000000Z", -631152000, -1},
		{TR_DER_GENERALIZED_TIME, "20270115080000Z", 1800000000, 0},
		{TR_DER_GENERALIZED_TIME, "20270115080000.25Z", -1, 250000},
		{TR_DER_GENERALIZED_TIME, "20270115080000.000001Z", -1, 1},
		{TR_DER_GENERALIZED_TIME, "20270115080000.0000001Z", -1, -1},
		{TR_DER_GENERALIZED_TIME, "20270115080000.250Z", -1, -1},
		{TR_DER_GENERALIZED_TIME, "20270115080000.Z", -1, -1},
		{TR_DER_GENERALIZED_TIME, "20270115080000", -1, -1},
		{TR_DER_GENERALIZED_TIME, "202701150800Z", -1, -1},
		{TR_DER_GENERALIZED_TIME, "20270115080000+0700", -1, -1},
		{TR_DER_GENERALIZED_TIME, "20271315080000Z", -1, -1},
		{TR_DER_UTC_TIME, "2701150800Z", -1, -1},
		{TR_DER_OCTET_STRING, "20270115080000Z", -1, -1},
		{TR_DER_UTC_TIME, "", -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tr_der e = {.tag = rows[i].tag, .value = TR_BYTES(rows[i].text, strlen(rows[i].text))};
		int64_t t = -1, u = -1, micros = -1;
		assert_int_equal(tr_der_time(&e, &t), rows[i].want != -1);
		assert_int_equal(t, rows[i].want);
		assert_int_equal(tr_der_time_fraction(&e, &u, &micros), rows[i].micros != -1);
		assert_int_equal(micros, rows[i].micros);
		assert_true(micros == -1 || u == 1800000000);
	}
}

static void
small_numbers_have_one_form(void **state)
{
	const struct {
		struct tr_bytes in;
		int64_t want; /* -1: refused */
	} rows[] = {
		{TR_BYTES_LIT("\x00"), 0}, {TR_BYTES_LIT("\x7f"), 127}, {TR_BYTES_LIT("\x00\x80"), 128},
		{TR_BYTES_LIT("\x7f\xff\xff\xff"), 0x7fffffff}, {TR_BYTES_LIT(""), -1}, {TR_BYTES_LIT("\x80"), -1},
		{TR_BYTES_LIT("\x00\x7f"), -1}, {TR_BYTES_LIT("\x00\x80\x00\x00\x00"), -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t got = 0;
		assert_int_equal(tr_der_small(rows[i].in, &got), rows[i].want >= 0);
		assert_int_equal(got, rows[i].want < 0 ? 0 : rows[i].want);
	}
}

/* A provider that has nothing: what OpenSSL then says is handed on, and its queue left empty. SHA-1, because those of SHA-2 are kept once found. */
static void
the_library_fails(void **state)
{
	const struct tr_digest_alg *sha1 = tr_digest_alg_find(TR_BYTES_LIT("\x2b\x0e\x03\x02\x1a"));
	struct tr_hash *h = NULL;
	char text[512];

	(void)state;
	assert_int_equal(EVP_set_default_properties(NULL, "provider=nobody"), 1);
	trien_rc rc = tr_hash_new_alg(sha1, &h, &err);
	assert_int_equal(EVP_set_default_properties(NULL, ""), 1);
	assert_refused(rc, "crypto.library-failed");
	assert_null(h);
	assert_int_equal(ERR_peek_error(), 0);
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "EVP_MD_fetch"));
	assert_ok(tr_hash_new_alg(sha1, &h, &err), &err);
	tr_hash_free(h);
}

/* The short way and OpenSSL's own lead to the same key; what is written in another way than RFC 3279 has it takes the long one. */
static void
keys_of_certificates(void **state)
{
	static const char *const kinds[] = {"RSA-1024", "RSA-2048", "RSA-4096", "RSA-PSS-2048", "P-256", "P-384", "P-521", "brainpoolP256r1", "ED25519",
		"DSA"};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		EVP_PKEY *made = people_key(kinds[i]);
		unsigned char *der = NULL;
		int n = i2d_PUBKEY(made, &der);
		assert_true(n > 0);
		EVP_PKEY *read = tr_spki_key(TR_BYTES(der, n));
		assert_non_null(read);
		assert_int_equal(EVP_PKEY_eq(made, read), 1);
		EVP_PKEY_free(read);
		/* Cut short; empty. */
		assert_null(tr_spki_key(TR_BYTES(der, n - 1)));
		assert_null(tr_spki_key(TR_BYTES_LIT("\x30\x00")));
		/* Another number or point: another key, or none where the curve has no such point. */
		der[n - 1 - (strncmp(kinds[i], "RSA", 3) == 0 ? 8 : 0)] ^= 1;
		read = tr_spki_key(TR_BYTES(der, n));
		assert_int_not_equal(read != NULL && EVP_PKEY_eq(made, read) == 1, 1);
		if (kinds[i][0] == 'P')
			assert_null(read);
		EVP_PKEY_free(read);
		OPENSSL_free(der);
		EVP_PKEY_free(made);
		ERR_clear_error();
	}
}

/* Numbers that are negative, zero or longer than they need to be are OpenSSL's business. */
static void
odd_rsa_numbers(void **state)
{
	static const struct tr_bytes odd[] = {
		TR_BYTES_LIT("\x30\x1a\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x09\x00\x30\x06\x02\x01\x8f\x02\x01\x03"),
		TR_BYTES_LIT("\x30\x1b\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x0a\x00\x30\x07\x02\x02\x00\x0f\x02\x01\x03"),
		TR_BYTES_LIT("\x30\x1a\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x09\x00\x30\x06\x02\x01\x00\x02\x01\x03"),
		TR_BYTES_LIT("\x30\x1a\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x09\x01\x30\x06\x02\x01\x0f\x02\x01\x03"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		const unsigned char *p = odd[i].p;
		EVP_PKEY *theirs = d2i_PUBKEY(NULL, &p, (long)odd[i].n), *ours = tr_spki_key(odd[i]);
		assert_int_equal(ours == NULL, theirs == NULL);
		EVP_PKEY_free(theirs);
		EVP_PKEY_free(ours);
		ERR_clear_error();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_certificates),
		cmocka_unit_test(odd_rsa_numbers),
		cmocka_unit_test(times_are_strict),
		cmocka_unit_test(small_numbers_have_one_form),
			cmocka_unit_test(digests),
			cmocka_unit_test(keyed_digests),
			cmocka_unit_test(ciphers),
			cmocka_unit_test(der_lengths),
			cmocka_unit_test(der_integers),
			cmocka_unit_test(der_sets),
			cmocka_unit_test(ber_becomes_definite),
			cmocka_unit_test(oid_texts),
			cmocka_unit_test(values_and_certificates), cmocka_unit_test(the_library_fails),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
