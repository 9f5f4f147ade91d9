/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names are compared as OpenSSL compares them, whatever their form. */
#include "test.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "crypto/name.h"

#define ROUNDS 20000
#define SEED 5

static uint32_t
number(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

struct name {
	uint8_t *p;
	size_t n;
};

static struct name
encode(X509_NAME *x)
{
	struct name out = {0};
	int n = i2d_X509_NAME(x, &out.p);

	assert_true(n > 0);
	out.n = (size_t)n;
	X509_NAME_free(x);
	return out;
}

static void
add(X509_NAME *x, const char *field, int type, const char *text, int set)
{
	assert_int_equal(X509_NAME_add_entry_by_txt(x, field, type, (const uint8_t *)text, -1, -1, set), 1);
}

/* Few words, so that many names come out the same. */
static struct name
make(uint64_t *seed)
{
	static const char *const words[] = {"Mẫu", "mẫu", "MẪU", "CA", "ca", " CA", "CA ", "C A", "c  a", "c\ta", " ", "A"};
	static const int types[] = {V_ASN1_UTF8STRING, V_ASN1_UTF8STRING, V_ASN1_PRINTABLESTRING, V_ASN1_IA5STRING, V_ASN1_T61STRING, V_ASN1_NUMERICSTRING};
	X509_NAME *x = X509_NAME_new();

	add(x, "C", V_ASN1_PRINTABLESTRING, number(seed, 2) ? "VN" : "vn", 0);
	for (uint32_t i = number(seed, 3); i-- > 0;) {
		const uint32_t type = number(seed, 8), word = number(seed, 12);
		const bool vietnamese = word < 3;
		add(x, number(seed, 6) ? "CN" : "O", vietnamese || type > 5 ? V_ASN1_UTF8STRING : types[type], words[word],
				number(seed, 12) == 0 ? -1 : 0);
	}
	return encode(x);
}

/* What OpenSSL says of two names as they stand; what cannot be read is like nothing. */
static bool
openssl_says(struct name a, struct name b)
{
	const uint8_t *pa = a.p, *pb = b.p;
	X509_NAME *xa = d2i_X509_NAME(NULL, &pa, (long)a.n), *xb = d2i_X509_NAME(NULL, &pb, (long)b.n);
	bool same = xa != NULL && xb != NULL && X509_NAME_cmp(xa, xb) == 0;

	X509_NAME_free(xa);
	X509_NAME_free(xb);
	ERR_clear_error();
	return same;
}

static void
names_are_compared_as_openssl_does(void **state)
{
	uint64_t seed = SEED;
	size_t same = 0, plain = 0;
	(void)state;

	for (int i = 0; i < ROUNDS; i++) {
		struct name a = make(&seed), b = make(&seed);
		if (number(&seed, 4) == 0) /* one bit of it is another */
			b.p[number(&seed, (uint32_t)b.n)] ^= (uint8_t)(1u << number(&seed, 8));
		const bool got = tr_name_same(TR_BYTES(a.p, a.n), TR_BYTES(b.p, b.n));
		if (got != openssl_says(a, b) && !(a.n == b.n && memcmp(a.p, b.p, a.n) == 0))
			fail_msg("round %d: the same is %d", i, got);
		same += got;
		plain += tr_name_is_plain(TR_BYTES(a.p, a.n));
		OPENSSL_free(a.p);
		OPENSSL_free(b.p);
	}
	assert_true(same > ROUNDS / 50 && plain > ROUNDS / 4 && plain < ROUNDS);
}

#define NAME(literal) TR_BYTES_LIT(literal)

static void
only_what_nearly_all_have_is_plain(void **state)
{
	(void)state;
	assert_true(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02VN")));
	/* Nothing, an empty string, NUL, a length of two octets, letters in a PrintableString, bytes behind, a string that Names may not have. */
	assert_false(tr_name_is_plain(NAME("\x30\x00")));
	assert_false(tr_name_is_plain(NAME("")));
	assert_false(tr_name_is_plain(NAME("\x30\x0b\x31\x09\x30\x07\x06\x03\x55\x04\x06\x13\x00")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02V\0")));
	assert_false(tr_name_is_plain(NAME("\x30\x0e\x31\x0c\x30\x0a\x06\x03\x55\x04\x06\x13\x81\x02VN")));
	assert_false(tr_name_is_plain(NAME("\x30\x0e\x31\x81\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02VN")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02V\xc3")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x0c\x02V\xc3")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02VN\x05\x00")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x1a\x02VN")));
	assert_false(tr_name_is_plain(NAME("\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x86\x13\x02VN")));
	/* Two that are no names are not the same name. */
	assert_false(tr_name_same(NAME("\x05\x00"), NAME("\x04\x00")));
	assert_false(tr_name_same(NAME(""), NAME("\x04\x00")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_compared_as_openssl_does),
		cmocka_unit_test(only_what_nearly_all_have_is_plain),
	};
	return cmocka_run_group_tests_name("crypto name", tests, NULL, NULL);
}
