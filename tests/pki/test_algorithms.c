/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The policies, row by row as of dates: what each accepts is a snapshot here. */
#include "pki/algorithms.h"
#include "test.h"

#define IN_2020 1577836800
#define IN_2026 1767225600
#define IN_2046 2398377600

struct row {
	const char *digest;
	enum tr_key_scheme scheme;
	unsigned bits;
	enum tr_algorithm_finding lenient[3], strict[3]; /* as of 2020, 2026, 2046 */
};
#define YES TR_ALGORITHM_ACCEPTED
#define DIGEST TR_ALGORITHM_DIGEST_NOT_ACCEPTED
#define KEY TR_ALGORITHM_KEY_NOT_ACCEPTED
#define SMALL TR_ALGORITHM_KEY_TOO_SMALL

static const struct row rows[] = {
	{"SHA-256", TR_KEY_RSA_PKCS1, 2048, {YES, YES, YES}, {YES, KEY, KEY}},
	{"SHA-256", TR_KEY_RSA_PSS, 2048, {YES, YES, YES}, {YES, YES, YES}},
	{"SHA-512/256", TR_KEY_RSA_PSS, 3072, {YES, YES, YES}, {YES, YES, YES}},
	{"SHA3-384", TR_KEY_ECDSA, 256, {YES, YES, YES}, {YES, YES, YES}},
	{"SHA-256", TR_KEY_RSA_PKCS1, 2047, {SMALL, SMALL, SMALL}, {SMALL, SMALL, SMALL}},
	{"SHA-256", TR_KEY_ECDSA, 255, {SMALL, SMALL, SMALL}, {SMALL, SMALL, SMALL}},
	{"SHA-1", TR_KEY_RSA_PKCS1, 2048, {DIGEST, DIGEST, DIGEST}, {DIGEST, KEY, KEY}},
	{"SHA-1", TR_KEY_RSA_PSS, 4096, {DIGEST, DIGEST, DIGEST}, {DIGEST, DIGEST, DIGEST}},
	{"MD5", TR_KEY_RSA_PSS, 4096, {DIGEST, DIGEST, DIGEST}, {DIGEST, DIGEST, DIGEST}},
	{"SHA-224", TR_KEY_ECDSA, 256, {DIGEST, DIGEST, DIGEST}, {DIGEST, DIGEST, DIGEST}},
	{NULL, TR_KEY_ECDSA, 256, {DIGEST, DIGEST, DIGEST}, {DIGEST, DIGEST, DIGEST}},
	{"SHA-256", TR_KEY_DSA, 4096, {KEY, KEY, KEY}, {KEY, KEY, KEY}},
	{"SHA-512", TR_KEY_EDDSA, 256, {KEY, KEY, KEY}, {KEY, KEY, KEY}},
	{"SHA-256", TR_KEY_ECDSA_PLAIN, 256, {KEY, KEY, KEY}, {KEY, KEY, KEY}},
};

static void
policies_say_what_the_law_says(void **state)
{
	const int64_t dates[] = {IN_2020, IN_2026, IN_2046};
	const struct tr_algorithms *lenient = tr_algorithms_find("vn-2025"), *strict = tr_algorithms_find("vn-2025-strict");

	(void)state;
	assert_ptr_equal(lenient, tr_algorithms_default());
	assert_non_null(strict);
	assert_null(tr_algorithms_find("vn-2019"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tr_algorithm_use use = {.digest = rows[i].digest, .scheme = rows[i].scheme, .bits = rows[i].bits};
		for (size_t d = 0; d < 3; d++) {
			assert_int_equal(tr_algorithms_judge(lenient, &use, dates[d]).finding, rows[i].lenient[d]);
			assert_int_equal(tr_algorithms_judge(strict, &use, dates[d]).finding, rows[i].strict[d]);
		}
	}
}

/* A policy of somebody's own, with ends: the second at an end is already too late. */
static void
ends_are_kept_to_the_second(void **state)
{
	const struct tr_algorithm_digest digests[] = {{"SHA-256", 2000}, {"SHA-512", TR_ALGORITHM_FOR_EVER}};
	const struct tr_algorithm_key keys[] = {{TR_KEY_RSA_PSS, 2048, 1000}, {TR_KEY_RSA_PSS, 3072, 3000}};
	const struct tr_algorithms own = {.id = "own", .digests = digests, .digest_count = 2, .keys = keys, .key_count = 2};
	const struct {
		const char *digest;
		unsigned bits;
		int64_t as_of;
		enum tr_algorithm_finding want;
		int64_t until;
	} cases[] = {
		{"SHA-256", 2048, 999, YES, 1000}, {"SHA-256", 2048, 1000, KEY, 1000}, {"SHA-256", 3072, 1000, YES, 2000},
		{"SHA-256", 3072, 1999, YES, 2000}, {"SHA-256", 3072, 2000, DIGEST, 2000}, {"SHA-512", 3072, 2999, YES, 3000},
		{"SHA-512", 3072, 3000, KEY, 3000}, {"SHA-512", 1024, 1, SMALL, INT64_MIN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tr_algorithm_use use = {.digest = cases[i].digest, .scheme = TR_KEY_RSA_PSS, .bits = cases[i].bits};
		struct tr_algorithm_verdict v = tr_algorithms_judge(&own, &use, cases[i].as_of);
		assert_int_equal(v.finding, cases[i].want);
		assert_int_equal(v.until, cases[i].until);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(policies_say_what_the_law_says),
		cmocka_unit_test(ends_are_kept_to_the_second),
	};
	return cmocka_run_group_tests_name("pki algorithms", all, NULL, NULL);
}
