/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.3 R8.4 */
#include <math.h>

#include "official/ink.h"

/* What the decree asks, as both profiles carry it. */
static void
the_profiles_say_what_the_decree_says(void **state)
{
	static const char *const names[] = {"bg-2020", "congvu-2024"};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		const struct tr_official_rules r = rules_of(names[i]);
		assert_float_equal(r.text_size, 10, 0);
		assert_float_equal(r.digitised_size, 10, 0);
		assert_int_equal(r.text_colour, TR_INK_BLACK);
		assert_int_equal(r.signature_colour, TR_INK_BLUE);
		assert_int_equal(r.seal_colour, TR_INK_RED);
		assert_float_equal(r.seal_min_mm, 30, 0);
		assert_float_equal(r.seal_max_mm, 42, 0);
		assert_false(r.seal_sure);
		assert_true(r.overlap > 0.28 && r.overlap < 0.38);
		assert_float_equal(r.margin_left, 30 * 72 / 25.4, 1e-6);
		assert_float_equal(r.margin_right, 15 * 72 / 25.4, 1e-6);
		assert_float_equal(r.margin_top, 20 * 72 / 25.4, 1e-6);
		assert_int_equal(r.time_form, TR_TIME_DOTTED);
	}
}

static void
the_time_is_written_in_the_profiles_form(void **state)
{
	static const struct {
		int64_t time;
		int zone;
		const char *dotted, *iso;
	} rows[] = {
		{1795401000, 420, "23.11.2026 09:30:00 +07:00", "2026-11-23T09:30:00+07:00"},
		/* The day is that of Hanoi, not of Greenwich. */
		{1609434000, 420, "01.01.2021 00:00:00 +07:00", "2021-01-01T00:00:00+07:00"},
		{1609433999, 420, "31.12.2020 23:59:59 +07:00", "2020-12-31T23:59:59+07:00"},
		{0, -210, "31.12.1969 20:30:00 -03:30", "1969-12-31T20:30:00-03:30"},
	};
	char text[TR_OFFICIAL_TIME_MAX];
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		tr_official_time(TR_TIME_DOTTED, rows[i].time, rows[i].zone, text);
		assert_string_equal(text, rows[i].dotted);
		tr_official_time(TR_TIME_ISO8601, rows[i].time, rows[i].zone, text);
		assert_string_equal(text, rows[i].iso);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_profiles_say_what_the_decree_says),
		cmocka_unit_test(the_time_is_written_in_the_profiles_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
