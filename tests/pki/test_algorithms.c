/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The policies, row by row as of dates: what each accepts is a snapshot here. */
#include "pki/algorithms.h"
#include "pki/limits.h"
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

/* ---- a policy of an office's own ---- */

static const char own_text[] =
	"# thử nghiệm\n"
	"policy co-quan-mau\n"
	"base vn-2025\n"
	"digest SHA-256 2035-01-01\n"
	"digest SHA-512 never\n"
	"key RSA-PKCS1 2048 2030-01-01\r\n"
	"key RSA-PKCS1 3072 ever\n"
	"\n"
	"key EdDSA 255 ever";

static void
the_last_end_before_a_time(void **state)
{
	static const struct tr_algorithm_digest digests[] = {{"SHA-256", 1000}, {"SHA-512", TR_ALGORITHM_FOR_EVER}};
	static const struct tr_algorithm_key keys[] = {{TR_KEY_RSA_PKCS1, 2048, 500}, {TR_KEY_ECDSA, 256, 2000}};
	static const struct tr_algorithms p = {"test", "", "", digests, 2, keys, 2};
	(void)state;

	assert_true(tr_algorithms_last_end(&p, 3000) == 2000);
	assert_true(tr_algorithms_last_end(&p, 1999) == 1000);
	assert_true(tr_algorithms_last_end(&p, 1000) == 1000);
	assert_true(tr_algorithms_last_end(&p, 999) == 500);
	assert_true(tr_algorithms_last_end(&p, 499) == INT64_MIN);
}

static void
a_policy_is_read_from_text(void **state)
{
	static const struct {
		const char *digest;
		enum tr_key_scheme scheme;
		unsigned bits;
		int64_t as_of;
		enum tr_algorithm_finding want;
	} cases[] = {
		{"SHA-256", TR_KEY_RSA_PKCS1, 2048, IN_2026, YES}, {"SHA-256", TR_KEY_RSA_PKCS1, 2048, 1893430800 - 1, YES},
		{"SHA-256", TR_KEY_RSA_PKCS1, 2048, 1893430800, KEY}, {"SHA-256", TR_KEY_RSA_PKCS1, 3072, 1893430800, YES},
		{"SHA-256", TR_KEY_ECDSA, 256, IN_2046, DIGEST}, {"SHA-512", TR_KEY_ECDSA, 256, IN_2026, DIGEST},
		{"SHA-384", TR_KEY_ECDSA, 256, IN_2046, YES}, {"SHA-384", TR_KEY_EDDSA, 256, IN_2046, YES},
	};
	const struct tr_algorithms *p;
	struct tr_arena arena = {0};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_algorithms_read(TR_BYTES(own_text, strlen(own_text)), &arena, &p, &err), &err);
	assert_string_equal(p->id, "co-quan-mau");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tr_algorithm_use use = {.digest = cases[i].digest, .scheme = cases[i].scheme, .bits = cases[i].bits};
		assert_int_equal(tr_algorithms_judge(p, &use, cases[i].as_of).finding, cases[i].want);
	}
	tr_arena_free(&arena);
}

static void
a_wrong_line_is_named(void **state)
{
	static const struct {
		const char *text;
		const char *line;
	} wrong[] = {
		{"policy vn-2025\n", "1"}, {"policy a\npolicy b\n", "2"}, {"policy a\nbase vn-1999\n", "2"},
		{"policy a\ndigest SHA-256 ever\nbase vn-2025\n", "3"}, {"policy a\n\ndigest SHA-255 ever\n", "3"},
		{"policy a\ndigest SHA-256 mai\n", "2"}, {"policy a\ndigest SHA-256 2035-13-01\n", "2"},
		{"policy a\ndigest SHA-256\n", "2"}, {"policy a\nkey RSA 2048 ever\n", "2"}, {"policy a\nkey ECDSA 0x10 ever\n", "2"},
		{"policy a\nkey ECDSA 256 ever and ever\n", "2"}, {"digest SHA-256 ever\n", "1"}, {"", "0"},
	};
	const struct tr_algorithms *p;
	struct trien_err err;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct tr_arena arena = {0};
		err = (struct trien_err){0};
		assert_refused(tr_algorithms_read(TR_BYTES(wrong[i].text, strlen(wrong[i].text)), &arena, &p, &err),
				"pki.algorithms-invalid");
		assert_string_equal(err.values[0].text, wrong[i].line);
		tr_arena_free(&arena);
	}
}

static void
a_policy_text_has_caps(void **state)
{
	const struct tr_algorithms *p;
	struct trien_err err = {0};
	struct tr_buf b = {0};

	(void)state;
	/* Rows: so many sizes of one scheme, and one more. */
	assert_ok(tr_buf_addf(&b, &err, "policy a\n"), &err);
	for (size_t i = 0; i <= TR_ALGORITHMS_ROWS_MAX; i++) {
		struct tr_arena arena = {0};
		assert_ok(tr_buf_addf(&b, &err, "key ECDSA %zu ever\n", 256 + i), &err);
		trien_rc rc = tr_algorithms_read(tr_buf_view(&b), &arena, &p, &err);
		if (i < TR_ALGORITHMS_ROWS_MAX)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "pki.algorithms-invalid");
		tr_arena_free(&arena);
	}
	/* Bytes. */
	tr_buf_clear(&b);
	assert_ok(tr_buf_addf(&b, &err, "policy a\n#"), &err);
	while (b.n < TR_ALGORITHMS_FILE_MAX)
		assert_ok(tr_buf_add_byte(&b, '#', &err), &err);
	for (int over = 0; over < 2; over++) {
		struct tr_arena arena = {0};
		trien_rc rc = tr_algorithms_read(tr_buf_view(&b), &arena, &p, &err);
		if (over)
			assert_refused(rc, "pki.algorithms-invalid");
		else
			assert_ok(rc, &err);
		tr_arena_free(&arena);
		assert_ok(tr_buf_add_byte(&b, '#', &err), &err);
	}
	tr_buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(policies_say_what_the_law_says),
		cmocka_unit_test(ends_are_kept_to_the_second),
		cmocka_unit_test(the_last_end_before_a_time),
		cmocka_unit_test(a_policy_is_read_from_text),
		cmocka_unit_test(a_wrong_line_is_named),
		cmocka_unit_test(a_policy_text_has_caps),
	};
	return cmocka_run_group_tests_name("pki algorithms", all, NULL, NULL);
}
