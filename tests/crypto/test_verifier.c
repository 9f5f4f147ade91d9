/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A key that remembers its last verification, and keys that are remembered, answer as if they did not. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <string.h>

#include "crypto/key_cache.h"
#include "crypto/value_check.h"

/* A key with values over a digest of 0x11 bytes. */
struct signing {
	EVP_PKEY *key;
	uint8_t value[512];
	size_t value_n;
};

static struct tr_value_how
how_of(enum tr_key_scheme scheme, enum tr_digest digest)
{
	return (struct tr_value_how){.scheme = scheme, .digest = tr_digest_alg_of(digest), .salt = TR_PSS_SALT_AS_DIGEST};
}

static void
sign(struct signing *s, EVP_PKEY *key, const EVP_MD *md, int padding)
{
	uint8_t digest[64];
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);

	memset(digest, 0x11, sizeof(digest));
	s->key = key;
	s->value_n = sizeof(s->value);
	assert_int_equal(EVP_PKEY_sign_init(c), 1);
	if (padding != 0)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(c, padding), 1);
	if (padding == RSA_PKCS1_PSS_PADDING)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(c, RSA_PSS_SALTLEN_DIGEST), 1);
	assert_int_equal(EVP_PKEY_CTX_set_signature_md(c, md), 1);
	assert_int_equal(EVP_PKEY_sign(c, s->value, &s->value_n, digest, (size_t)EVP_MD_get_size(md)), 1);
	EVP_PKEY_CTX_free(c);
}

/* Does it fit a digest of these bytes? Asked of the verifier, and without one: the same. */
static bool
fits(struct tr_verifier *v, const struct signing *s, struct tr_value_how how, int fill)
{
	uint8_t digest[64];
	bool with = false, without = false;

	memset(digest, fill, sizeof(digest));
	const struct tr_bytes d = TR_BYTES(digest, how.digest->size), value = TR_BYTES(s->value, s->value_n);
	assert_int_equal(tr_verifier_check(v, &how, d, TR_BYTES(NULL, 0), value, &with, NULL), TRIEN_OK);
	assert_int_equal(tr_value_check(s->key, &how, d, TR_BYTES(NULL, 0), value, &without, NULL), TRIEN_OK);
	assert_int_equal(with, without);
	return with;
}

static void
test_one_after_another(void **state)
{
	(void)state;
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	const struct tr_value_how plain = how_of(TR_KEY_RSA_PKCS1, TR_SHA256), longer = how_of(TR_KEY_RSA_PKCS1, TR_SHA512),
			pss = how_of(TR_KEY_RSA_PSS, TR_SHA256), curve = how_of(TR_KEY_ECDSA, TR_SHA256);
	struct signing a, b, c;
	struct tr_verifier *v;

	sign(&a, key, EVP_sha256(), RSA_PKCS1_PADDING);
	sign(&b, key, EVP_sha512(), RSA_PKCS1_PADDING);
	sign(&c, key, EVP_sha256(), RSA_PKCS1_PSS_PADDING);
	assert_int_equal(tr_verifier_new(key, &v, NULL), TRIEN_OK);
	assert_ptr_equal(tr_verifier_peek_key(v), key);
	for (int round = 0; round < 3; round++) {
		/* The kept one again, and after a wrong one; then each that it is not for. */
		assert_true(fits(v, &a, plain, 0x11) && fits(v, &a, plain, 0x11));
		assert_false(fits(v, &a, plain, 0x12));
		assert_true(fits(v, &a, plain, 0x11));
		assert_false(fits(v, &a, longer, 0x11) || fits(v, &a, pss, 0x11) || fits(v, &a, curve, 0x11));
		assert_true(fits(v, &b, longer, 0x11));
		assert_false(fits(v, &b, plain, 0x11));
		assert_true(fits(v, &c, pss, 0x11) && fits(v, &c, pss, 0x11));
		assert_false(fits(v, &c, pss, 0x12) || fits(v, &c, plain, 0x11));
	}
	/* Whoever has it too may outlive the first. */
	struct tr_verifier *again = tr_verifier_dup(v);
	tr_verifier_free(v);
	assert_true(fits(again, &a, plain, 0x11));
	tr_verifier_free(again);
	tr_verifier_free(NULL);
	EVP_PKEY_free(key);
}

struct runner {
	struct tr_verifier *v;
	const struct signing *s;
	struct tr_value_how how;
	int wrong;
};

static void *
run(void *context)
{
	struct runner *r = context;
	uint8_t digest[64];
	bool got;

	for (int i = 0; i < 300; i++) {
		memset(digest, i % 3 == 0 ? 0x12 : 0x11, sizeof(digest));
		if (tr_verifier_check(r->v, &r->how, TR_BYTES(digest, r->how.digest->size), TR_BYTES(NULL, 0),
				    TR_BYTES(r->s->value, r->s->value_n), &got, NULL) != TRIEN_OK || got != (i % 3 != 0))
			r->wrong++;
	}
	return NULL;
}

static void
test_several_threads(void **state)
{
	(void)state;
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	struct runner runners[4];
	pthread_t threads[4];
	struct signing s[2];
	struct tr_verifier *v;

	sign(&s[0], key, EVP_sha256(), 0);
	sign(&s[1], key, EVP_sha384(), 0);
	assert_int_equal(tr_verifier_new(key, &v, NULL), TRIEN_OK);
	for (int i = 0; i < 4; i++) {
		runners[i] = (struct runner){.v = v, .s = &s[i % 2], .how = how_of(TR_KEY_ECDSA, i % 2 == 0 ? TR_SHA256 : TR_SHA384)};
		assert_int_equal(pthread_create(&threads[i], NULL, run, &runners[i]), 0);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(runners[i].wrong, 0);
	}
	tr_verifier_free(v);
	EVP_PKEY_free(key);
}

/* ---- keys that are kept ---- */

static struct tr_bytes
spki_of(EVP_PKEY *key)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(key, &der);

	assert_true(n > 0);
	return TR_BYTES(der, (size_t)n);
}

/* Twice in a row: was the second one kept? */
static bool
is_kept(struct tr_key_cache *c, struct tr_bytes spki)
{
	struct tr_verifier *first = tr_key_cache_take(c, spki), *second = tr_key_cache_take(c, spki);
	bool same = first == second;

	assert_non_null(first);
	assert_int_equal(EVP_PKEY_eq(tr_verifier_peek_key(first), tr_verifier_peek_key(second)), 1);
	tr_verifier_free(first);
	tr_verifier_free(second);
	return same;
}

static void
test_the_oldest_makes_room(void **state)
{
	(void)state;
	struct tr_verifier *held[TR_KEY_CACHE_KEYS + 1];
	struct tr_bytes spki[TR_KEY_CACHE_KEYS + 1];
	struct tr_key_cache *c;

	assert_int_equal(tr_key_cache_new(&c, NULL), TRIEN_OK);
	for (size_t i = 0; i <= TR_KEY_CACHE_KEYS; i++) {
		EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
		spki[i] = spki_of(key);
		held[i] = tr_key_cache_take(c, spki[i]);
		assert_non_null(held[i]);
		assert_int_equal(EVP_PKEY_eq(tr_verifier_peek_key(held[i]), key), 1);
		EVP_PKEY_free(key);
		if (i + 1 < TR_KEY_CACHE_KEYS)
			continue;
		/* The first one is there at the cap, and gone one past it. */
		struct tr_verifier *again = tr_key_cache_take(c, spki[i - (TR_KEY_CACHE_KEYS - 1)]);
		assert_ptr_equal(again, held[i - (TR_KEY_CACHE_KEYS - 1)]);
		tr_verifier_free(again);
	}
	struct tr_verifier *anew = tr_key_cache_take(c, spki[0]);
	assert_ptr_not_equal(anew, held[0]);
	assert_int_equal(EVP_PKEY_eq(tr_verifier_peek_key(anew), tr_verifier_peek_key(held[0])), 1);
	tr_key_cache_free(c);
	tr_verifier_free(anew);
	for (size_t i = 0; i <= TR_KEY_CACHE_KEYS; i++) {
		assert_non_null(tr_verifier_peek_key(held[i]));
		tr_verifier_free(held[i]);
		OPENSSL_free((void *)(uintptr_t)spki[i].p);
	}
	tr_key_cache_free(NULL);
}

/* Nobody's: any odd number of so many bits. */
static struct tr_bytes
rsa_spki(size_t bits)
{
	uint8_t n[1024], e[] = {1, 0, 1};
	OSSL_PARAM params[] = {OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, bits / 8),
		OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, sizeof(e)), OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	memset(n, 0xa5, sizeof(n));
	assert_int_equal(EVP_PKEY_fromdata_init(c), 1);
	assert_int_equal(EVP_PKEY_fromdata(c, &key, EVP_PKEY_PUBLIC_KEY, params), 1);
	struct tr_bytes spki = spki_of(key);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(key);
	return spki;
}

static void
test_large_and_other_keys(void **state)
{
	(void)state;
	const struct tr_bytes usual = rsa_spki(2048), largest = rsa_spki(4496), above = rsa_spki(4504);
	EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	const struct tr_bytes odd = spki_of(other);
	struct tr_key_cache *c;

	assert_int_equal(tr_key_cache_new(&c, NULL), TRIEN_OK);
	assert_true(largest.n == TR_KEY_CACHE_BYTES && above.n == TR_KEY_CACHE_BYTES + 1);
	assert_true(is_kept(c, usual) && is_kept(c, largest));
	assert_false(is_kept(c, above));
	assert_false(is_kept(NULL, usual));
	assert_null(tr_key_cache_take(c, odd));
	assert_null(tr_key_cache_take(c, tr_bytes_part(usual, 0, usual.n - 1)));
	tr_key_cache_free(c);
	EVP_PKEY_free(other);
	const struct tr_bytes all[] = {usual, largest, above, odd};
	for (size_t i = 0; i < 4; i++)
		OPENSSL_free((void *)(uintptr_t)all[i].p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_after_another),
		cmocka_unit_test(test_several_threads),
		cmocka_unit_test(test_the_oldest_makes_room),
		cmocka_unit_test(test_large_and_other_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
