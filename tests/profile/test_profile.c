/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The built-in profiles say what the law says; a broken profile is refused by name. */
#include "profile/profile.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "test.h"

#define FIRST_DAY_2024 1723654800 /* 2024-08-15T00:00:00+07:00 */
#define FIRST_JULY_2024 1719766800 /* 2024-07-01T00:00:00+07:00 */

/* The text of bg-2020 with the first `was` replaced; free(3) the result. */
static char *
changed(const char *was, const char *becomes)
{
	FILE *f = fopen(TRIEN_SOURCE_DIR "/profiles/bg-2020.json", "rb");
	static char text[1 << 16];
	const size_t n = fread(text, 1, sizeof(text) - 1, f);
	char *out = malloc(n + strlen(becomes) + 1);

	fclose(f);
	text[n] = '\0';
	char *at = strstr(text, was);
	assert_non_null(at);
	snprintf(out, n + strlen(becomes) + 1, "%.*s%s%s", (int)(at - text), text, becomes, at + strlen(was));
	return out;
}

static void
refuses(const char *was, const char *becomes, const char *id)
{
	struct tr_profile *p;
	struct trien_err err = {0};
	char *json = changed(was, becomes);

	assert_refused(tr_profile_read(TR_BYTES(json, strlen(json)), &p, &err), id);
	free(json);
}

static void
reads(const char *was, const char *becomes)
{
	struct tr_profile *p;
	struct trien_err err = {0};
	char *json = changed(was, becomes);

	assert_ok(tr_profile_read(TR_BYTES(json, strlen(json)), &p, &err), &err);
	tr_profile_free(p);
	free(json);
}

static void
chosen_by_the_date_of_the_act(void **state)
{
	static const struct {
		int64_t time;
		const char *name;
	} cases[] = {{INT64_MIN, "bg-2020"}, {0, "bg-2020"}, {FIRST_DAY_2024 - 1, "bg-2020"},
		{FIRST_DAY_2024, "congvu-2024"}, {INT64_MAX, "congvu-2024"}};
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_profile *p;
		assert_ok(tr_profile_for_time(cases[i].time, &p, &err), &err);
		assert_string_equal(tr_profile_name(p), cases[i].name);
		assert_true(cases[i].time >= tr_profile_from(p));
		assert_true(cases[i].time <= tr_profile_to(p));
		tr_profile_free(p);
	}
}

static void
says_what_the_law_says(void **state)
{
	struct tr_profile *p;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; tr_profile_builtin_name(i) != NULL; i++) {
		assert_ok(tr_profile_builtin(tr_profile_builtin_name(i), &p, &err), &err);
		assert_string_equal(tr_profile_name(p), tr_profile_builtin_name(i));
		assert_true(tr_profile_number(p, TR_PROFILE_SCAN_DPI_MIN, 0) == 200);
		assert_true(tr_profile_number(p, TR_PROFILE_APPEARANCE_TEXT_SIZE, 0) == 10);
		assert_string_equal(tr_profile_text(p, TR_PROFILE_APPEARANCE_TIME_FORM, 0), "dd.mm.yyyy HH:MM:SS +07:00");
		/* The decree prints no example of the form: it must not pass as certain. */
		assert_false(tr_profile_find(p, TR_PROFILE_APPEARANCE_TIME_FORM, 0)->certain);
		assert_false(tr_profile_find(p, TR_PROFILE_APPEARANCE_SEAL_DIAMETER_MIN, 0)->certain);
		assert_true(tr_profile_find(p, TR_PROFILE_SCAN_DPI_MIN, 0)->certain);
		const struct tr_profile_value *stamps = tr_profile_find(p, TR_PROFILE_SECRECY_STAMPS, 0);
		assert_int_equal(stamps->text_count, 3);
		assert_string_equal(stamps->texts[1], "TỐI MẬT");
		tr_profile_free(p);
	}
	assert_refused(tr_profile_builtin("bg-2021", &p, &err), "profile.unknown");
}

static void
a_value_ends_on_its_day(void **state)
{
	struct tr_profile *p;
	struct trien_err err = {0};
	size_t count;

	(void)state;
	assert_ok(tr_profile_builtin("bg-2020", &p, &err), &err);
	const enum tr_profile_key key = tr_profile_key_of("signing.excluded-kinds");
	assert_int_equal(key, TR_PROFILE_SIGNING_EXCLUDED_KINDS);
	assert_int_equal(tr_profile_key_of("signing.excluded"), TR_PROFILE_KEY_COUNT);
	(void)tr_profile_values(p, key, &count);
	assert_int_equal(count, 2);
	assert_int_equal(tr_profile_find(p, key, FIRST_JULY_2024 - 1)->text_count, 8);
	assert_int_equal(tr_profile_find(p, key, FIRST_JULY_2024)->text_count, 0);
	assert_false(tr_profile_same(TR_PROFILE_TEXTS, tr_profile_find(p, key, 0),
			tr_profile_find(p, key, INT64_MAX)));
	tr_profile_free(p);
}

/* Every word of a choice is called something in Vietnamese, but for the forms of the time. */
static void
words_have_names(void **state)
{
	(void)state;
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		for (const char *w = row->words; *w != '\0' && k != TR_PROFILE_APPEARANCE_TIME_FORM;) {
			char word[64];
			const size_t n = strcspn(w, "|");
			snprintf(word, sizeof(word), "%.*s", (int)n, w);
			if (strcmp(tr_profile_word(word, TRIEN_LANG_VI), word) == 0)
				fail_msg("%s.%s: the word %s has no name", row->section, row->name, word);
			w += n + (w[n] == '|');
		}
	}
	assert_string_equal(tr_profile_word("department", TRIEN_LANG_EN), "the department");
	assert_string_equal(tr_profile_word("nothing", TRIEN_LANG_VI), "nothing");
}

static void
broken_ones_are_refused(void **state)
{
	(void)state;
	refuses("{", "[", "profile.json-invalid");
	refuses("\"page\": {", "\"page\": {}, \"page\": {", "profile.json-invalid");
	refuses("\"page\": {", "\"pages\": {", "profile.key-unknown");
	refuses("\"dpi-min\"", "\"dpi\"", "profile.key-unknown");
	refuses("\"certain\": true", "\"certain\": true, \"sure\": 1", "profile.key-unknown");
	refuses("\"dpi-min\": {", "\"colour\": {", "profile.json-invalid");
	refuses("\"en\": \"Regulation", "\"fr\": \"Regulation", "profile.key-unknown");
	refuses("\"page\": {", "\"page\": 1, \"x\": {", "profile.value-invalid");
	refuses("\"certain\": true", "\"certain\": 1", "profile.value-invalid");
	refuses("\"value\": 200", "\"value\": \"200\"", "profile.value-invalid");
	refuses("\"value\": 200", "\"value\": 71", "profile.value-invalid");
	refuses("\"value\": 200", "\"value\": 1201", "profile.value-invalid");
	refuses("\"value\": \"colour\"", "\"value\": \"color\"", "profile.value-invalid");
	refuses("\"value\": \"colour\"", "\"value\": \"\"", "profile.value-invalid");
	refuses("\"value\": [\"MẬT\"", "\"value\": [7", "profile.value-invalid");
	refuses("[\"person\", \"title\"", "[\"person\", \"titles\"", "profile.value-invalid");
	reads("[\"person\", \"title\"", "[\"person\"");
	refuses("\"profile\": \"bg-2020\"", "\"profile\": 1", "profile.value-invalid");
	reads("\"value\": 200", "\"value\": 72");
	reads("\"value\": 200", "\"value\": 1200");
}

static void
a_key_is_not_left_out(void **state)
{
	struct tr_profile *p;
	struct trien_err err = {0};
	char *json = changed("\"ink-permille-min\"", "\"ink-permille-min\" ");
	char *at = strstr(json, ",\n\t\t\"ink-permille-min\"");

	(void)state;
	assert_non_null(at);
	char *end = strstr(at + 3, "}\n");
	memset(at, ' ', (size_t)(end + 1 - at));
	assert_refused(tr_profile_read(TR_BYTES(json, strlen(json)), &p, &err), "profile.key-missing");
	free(json);
}

static void
dates_neither_overlap_nor_leave_a_gap(void **state)
{
	(void)state;
	refuses("\"to\": \"2024-07-01\"", "\"to\": \"2024-07-02\"", "profile.dates");
	refuses("\"to\": \"2024-07-01\"", "\"to\": \"2024-06-30\"", "profile.dates");
	refuses("\"from\": \"2024-07-01\"", "\"from\": \"2024-07-01T00:00\"", "profile.dates");
	refuses("\"from\": \"2024-07-01\"", "\"from\": 2024", "profile.dates");
	refuses("\"to\": \"2024-08-15\"", "\"from\": \"2024-08-15\", \"to\": \"2024-08-15\"", "profile.dates");
	refuses("\"to\": \"2024-08-15\"", "\"to\": \"2024-02-30\"", "profile.dates");
}

static void
days_and_spans(void **state)
{
	static const char tet[] = "\"2020-01-23..2020-01-29 Tết Nguyên đán Canh Tý\"", due[] = "\"first-half-due\": {\"value\": \"06-18\"";
	struct tr_profile_span span;
	int64_t from, to;

	(void)state;
	reads(tet, "\"2020-01-23\"");
	reads(tet, "\"2020-01-02..2020-04-01\""); /* between its neighbours */
	refuses(tet, "\"2020-01-01..2020-01-29\"", "profile.dates"); /* over the one before */
	refuses(tet, "\"2020-01-23..2020-04-02\"", "profile.dates"); /* over the one after */
	refuses(tet, "\"2020-01-29..2020-01-23\"", "profile.value-invalid");
	refuses(tet, "\"2020-01-23...2020-01-29\"", "profile.value-invalid");
	refuses(tet, "\"2020-01-23Tết\"", "profile.value-invalid");
	refuses(tet, "\"2020-01-23 \"", "profile.value-invalid");
	refuses(tet, "\"23-01-2020\"", "profile.value-invalid");
	refuses(tet, "7", "profile.value-invalid");
	refuses("\"2020-01-01 Tết", "\"2019-12-31 Tết", "profile.dates"); /* outside the year of the value */
	refuses("\"2020-09-02 Quốc", "\"2021-01-01 Quốc", "profile.dates");
	assert_true(tr_profile_span_of("2020-01-23..2020-01-29 Tết", &span) && span.to - span.from == 7 * 86400);

	reads(due, "\"first-half-due\": {\"value\": \"02-29\"");
	refuses(due, "\"first-half-due\": {\"value\": \"02-30\"", "profile.value-invalid");
	refuses(due, "\"first-half-due\": {\"value\": \"6-18\"", "profile.value-invalid");
	refuses(due, "\"first-half-due\": {\"value\": 618", "profile.value-invalid");
	assert_true(tr_profile_day("02-29", 2023, &from) && tr_profile_day("02-28", 2023, &to) && from == to);
	assert_true(tr_profile_day("02-29", 2024, &from) && tr_profile_day("02-28", 2024, &to) && from == to + 86400);
	assert_false(tr_profile_day("06-18", 0, &from) || tr_profile_day("06-18", 10000, &from));
}

/* Puts n times `item` between the first `open` and what follows it. */
static char *
repeated(const char *open, const char *item, size_t n)
{
	const size_t room = strlen(open) + strlen(item) * n + 1;
	char *becomes = malloc(room);
	size_t at = (size_t)snprintf(becomes, room, "%s", open);

	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(becomes + at, room - at, "%s", item);
	return becomes;
}

static void
caps(void **state)
{
	static char big[TR_PROFILE_FILE_MAX + 1];
	struct tr_profile *p;
	struct trien_err err = {0};

	(void)state;
	memset(big, ' ', sizeof(big));
	assert_refused(tr_profile_read(TR_BYTES(big, TR_PROFILE_FILE_MAX), &p, &err), "profile.json-invalid");
	assert_refused(tr_profile_read(TR_BYTES(big, TR_PROFILE_FILE_MAX + 1), &p, &err), "profile.too-large");

	char *list = repeated("\"value\": [", "\"X\",", TR_PROFILE_TEXTS_MAX - 3);
	reads("\"value\": [", list);
	free(list);
	list = repeated("\"value\": [", "\"X\",", TR_PROFILE_TEXTS_MAX - 2);
	refuses("\"value\": [", list, "profile.value-invalid");
	free(list);

	char *text = repeated("\"value\": \"", "T", TR_PROFILE_TEXT_MAX - strlen("Times New Roman"));
	reads("\"value\": \"Times New Roman", text);
	free(text);
	text = repeated("\"value\": \"", "T", TR_PROFILE_TEXT_MAX + 1);
	refuses("\"value\": \"Times New Roman", text, "profile.value-invalid");
	free(text);
}

/* One key with n dated values, a year each. */
static void
dated(size_t n, const char *id)
{
	char becomes[16384] = "\"dpi-min\": [", was[] = "\"dpi-min\": {\"value\": 200,";
	size_t at = strlen(becomes);

	for (size_t i = 0; i + 1 < n; i++)
		at += (size_t)snprintf(becomes + at, sizeof(becomes) - at,
				"{\"value\": 200, \"source\": \"s\", \"certain\": true%s%02zu-01-01\", \"to\": \"20%02zu-01-01\"},",
				i > 0 ? ", \"from\": \"20" : ", \"note\": \"", i, i + 1);
	snprintf(becomes + at, sizeof(becomes) - at, "{\"from\": \"20%02zu-01-01\", \"value\": 200,", n - 1);
	char *json = changed(was, becomes), *end = strstr(json + (strstr(json, was + 14) - json), "},\n\t\t\"dpi-tolerance-percent\"");
	struct tr_profile *p;
	struct trien_err err = {0};

	assert_non_null(end);
	char *whole = malloc(strlen(json) + 2);
	snprintf(whole, strlen(json) + 2, "%.*s}]%s", (int)(end - json), json, end + 1);
	trien_rc rc = tr_profile_read(TR_BYTES(whole, strlen(whole)), &p, &err);
	if (id == NULL) {
		assert_ok(rc, &err);
		tr_profile_free(p);
	} else {
		assert_refused(rc, id);
	}
	free(whole);
	free(json);
}

static void
so_many_dated_values(void **state)
{
	(void)state;
	dated(TR_PROFILE_ENTRIES_MAX, NULL);
	dated(TR_PROFILE_ENTRIES_MAX + 1, "profile.value-invalid");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chosen_by_the_date_of_the_act),
		cmocka_unit_test(says_what_the_law_says),
		cmocka_unit_test(a_value_ends_on_its_day),
		cmocka_unit_test(words_have_names),
		cmocka_unit_test(broken_ones_are_refused),
		cmocka_unit_test(a_key_is_not_left_out),
		cmocka_unit_test(dates_neither_overlap_nor_leave_a_gap),
		cmocka_unit_test(days_and_spans),
		cmocka_unit_test(caps),
		cmocka_unit_test(so_many_dated_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
