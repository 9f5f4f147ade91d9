/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each threshold of the profile at its value and just past it; one finding each.
 * Requirement: R9.1
 */
#include "official/scan_check.h"

#include <stdio.h>

#include "test.h"

#define MM TR_POINTS_PER_MM

static struct tr_profile *profile;

/* An upright A4 page of one picture, at exactly what is asked. */
static const struct tr_scan_page_facts good = {.width = 210 * MM, .height = 297 * MM, .pictures = 1,
	.box = {0, 0, 210 * MM, 297 * MM}, .covered = 1, .dpi = 198, .ink = 0.0003, .coloured = 0.0002};

static void
page_has(struct tr_scan_page_facts f, const char *id)
{
	struct tr_scan_findings got;

	tr_scan_judge_page(profile, 0, 0, &f, &got);
	if (id == NULL) {
		if (got.count > 0)
			fail_msg("%s: %s", tr_scan_finding_id(got.items[0].kind), got.items[0].found);
		return;
	}
	assert_int_equal(got.count, 1);
	assert_string_equal(tr_scan_finding_id(got.items[0].kind), id);
}

#define WITH(field, value) \
	({ \
		struct tr_scan_page_facts f_ = good; \
		f_.field = (value); \
		f_; \
	})

static void
at_the_threshold_and_past_it(void **state)
{
	(void)state;
	page_has(good, NULL);
	page_has(WITH(dpi, 197.9), "resolution");
	page_has(WITH(coloured, 0.00019), "grey-pixels");
	page_has(WITH(gray_part, 0.5), NULL);
	page_has(WITH(gray_part, 0.51), "grey-image");
	page_has(WITH(ink, 0.00029), "empty-page");
	page_has(WITH(angle, 0.5), NULL);
	page_has(WITH(angle, -0.51), "skewed");
	page_has(WITH(mirrored, true), "mirrored");
	page_has(WITH(box.x1, 210 * 0.981 * MM), NULL);
	page_has(WITH(box.x1, 210 * 0.979 * MM), "scale");
	page_has(WITH(box.y0, -297 * 0.021 * MM), "scale");
}

static void
sizes_of_pages(void **state)
{
	struct tr_scan_page_facts f = good;

	(void)state;
	f.width = f.box.x1 = 297 * MM; /* on its side */
	f.height = f.box.y1 = 210 * MM;
	page_has(f, NULL);
	f.width = f.box.x1 = 299.9 * MM;
	page_has(f, NULL);
	f.width = f.box.x1 = 300.1 * MM;
	page_has(f, "page-size");
}

/* What the rules do not name is left to a person, on a later page only. */
static void
large_annexes(void **state)
{
	static const struct {
		size_t index;
		double wide, high; /* mm */
		const char *id;
		bool sure;
	} rows[] = {
		{1, 297, 420, "annex-size", false}, {1, 420, 297, "annex-size", false}, {7, 299.9, 417.1, "annex-size", false},
		{1, 300.1, 420, "page-size", true}, {1, 297, 423.1, "page-size", true}, {0, 297, 420, "page-size", true},
		{1, 210, 420, "page-size", true}, {1, 148, 210, "page-size", true},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tr_scan_page_facts f = good;
		struct tr_scan_findings got;
		f.width = f.box.x1 = rows[i].wide * MM;
		f.height = f.box.y1 = rows[i].high * MM;
		tr_scan_judge_page(profile, 0, rows[i].index, &f, &got);
		assert_int_equal(got.count, 1);
		assert_string_equal(tr_scan_finding_id(got.items[0].kind), rows[i].id);
		assert_int_equal(got.items[0].sure, rows[i].sure);
	}
}

static void
as_many_pages_as_are_checked(void **state)
{
	struct trien_err err = {0};
	(void)state;

	assert_ok(tr_scan_check_pages(TR_SCAN_CHECK_PAGES_MAX, &err), &err);
	assert_refused(tr_scan_check_pages(TR_SCAN_CHECK_PAGES_MAX + 1, &err), "official.scan-pages");
}

static void
which_way_a_page_reads(void **state)
{
	struct tr_scan_page_facts f = good;
	struct tr_scan_findings got;

	(void)state;
	f.turned = 1;
	tr_scan_judge_page(profile, 0, 0, &f, &got);
	assert_int_equal(got.count, 1);
	assert_int_equal(got.items[0].kind, TR_SCAN_TURNED);
	assert_false(got.items[0].sure); /* it may have been turned to be right */
	f.read_turned = 1;
	page_has(f, NULL); /* as one who has read it says */
	f.read_turned = 3;
	f.turned = 0;
	tr_scan_judge_page(profile, 0, 0, &f, &got);
	assert_int_equal(got.count, 1);
	assert_string_equal(got.items[0].found, "180°");
	assert_false(got.items[0].sure);
	f.turned = 1;
	f.letters = 20; /* and its text says that it is */
	page_has(f, NULL);
	f.letters_turned = 10;
	page_has(f, NULL);
	f.letters_turned = 11;
	tr_scan_judge_page(profile, 0, 0, &f, &got);
	assert_int_equal(got.count, 1);
	assert_true(got.items[0].sure);
}

static void
pages_that_are_no_scans(void **state)
{
	struct tr_scan_page_facts f = good;

	(void)state;
	f.pictures = 0;
	f.dpi = 0;
	f.box = (struct tr_box){0};
	page_has(f, "no-image");
}

static void
file_has(struct tr_scan_file_facts f, const char *id)
{
	struct tr_scan_findings got;

	tr_scan_judge_file(profile, 0, &f, &got);
	assert_int_equal(got.count, id != NULL);
	if (id != NULL)
		assert_string_equal(tr_scan_finding_id(got.items[0].kind), id);
}

static void
files(void **state)
{
	(void)state;
	file_has((struct tr_scan_file_facts){.version = 14}, NULL);
	file_has((struct tr_scan_file_facts){.version = 20}, NULL);
	file_has((struct tr_scan_file_facts){.version = 13}, "pdf-version");
	file_has((struct tr_scan_file_facts){.version = 14, .encrypted = true}, "encrypted");
	file_has((struct tr_scan_file_facts){.version = 14, .signatures = 1}, "signed");
}

static void
each_has_words_in_both_languages(void **state)
{
	(void)state;
	for (unsigned k = 0; k < TR_SCAN_FINDING_COUNT; k++) {
		const enum tr_scan_finding_kind kind = (enum tr_scan_finding_kind)k;
		assert_string_not_equal(tr_scan_finding_words(kind, TRIEN_LANG_VI), tr_scan_finding_words(kind, TRIEN_LANG_EN));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_the_threshold_and_past_it),
		cmocka_unit_test(sizes_of_pages),
		cmocka_unit_test(large_annexes),
		cmocka_unit_test(as_many_pages_as_are_checked),
		cmocka_unit_test(which_way_a_page_reads),
		cmocka_unit_test(pages_that_are_no_scans),
		cmocka_unit_test(files),
		cmocka_unit_test(each_has_words_in_both_languages),
	};
	struct trien_err err = {0};

	if (tr_profile_builtin("bg-2020", &profile, &err) != TRIEN_OK)
		return 1;
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);
	tr_profile_free(profile);
	return failed;
}
