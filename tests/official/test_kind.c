/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page is of a kind by its title and by nothing else; each title that is one, and beside it what only looks like it.
 * Requirement: R5.1
 */
#include "test.h"

#include "official/kind.h"
#include "official/page_words.h"

static const struct tr_kind_rules rules = {
	.kinds = {TR_TEXT_LIT("giấy khai sinh"), TR_TEXT_LIT("giấy chứng nhận quyền sử dụng đất")}, .count = 2};

static const struct look {
	const char *first, *second; /* lines; NULL: none */
	double x, y, size;
	unsigned style;
	int kind;                   /* -1: none */
} looks[] = {
	{"GIẤY KHAI SINH", NULL, 250, 200, 16, 0, 0},
	{"Giấy khai sinh", NULL, 250, 200, 16, BOLD, 0},
	{"Giấy khai sinh", NULL, 250, 200, 16, 0, -1},
	{"GIẤY KHAI SINH (BẢN SAO)", NULL, 250, 200, 16, 0, 0},
	{"GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", 250, 200, 16, 0, 1},
	{"GIẤY CHỨNG NHẬN", NULL, 250, 200, 16, 0, -1},
	{"GIẤY KHAI SINH HOẠT", NULL, 250, 200, 16, 0, -1},
	{"MẪU GIẤY KHAI SINH", NULL, 250, 200, 16, 0, -1},
	{"GIẤY KHAI SINH", NULL, 250, 419, 16, 0, 0}, /* at the end of the searched head, */
	{"GIẤY KHAI SINH", NULL, 250, 440, 16, 0, -1}, /* and below it */
};

static void
titles(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		const struct look *l = &looks[i];
		struct words_file f;
		size_t kind = 99;
		file_start(&f, 1);
		line_centred(&f.pages[0], 300, l->y, l->size, l->style, l->first);
		if (l->second != NULL)
			line_centred(&f.pages[0], 300, l->y + 1.2 * l->size, l->size, l->style, l->second);
		file_done(&f);
		if (tr_kind_judge(&f.pages[0].page, 0.5, &rules, &kind) != (l->kind >= 0) || (l->kind >= 0 && kind != (size_t)l->kind))
			fail_msg("%zu: %s", i, l->first);
		file_end(&f);
	}
}

/* A second line elsewhere, or far below, is none of the title's. */
static void
lines_that_do_not_belong_together(void **state)
{
	static const struct {
		double middle, down;
		bool is;
	} cases[] = {{300, 20, true}, {300, 60, false}, {470, 20, false}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		size_t kind;
		file_start(&f, 1);
		line_centred(&f.pages[0], 300, 200, 16, 0, "GIẤY CHỨNG NHẬN");
		line_centred(&f.pages[0], cases[i].middle, 200 + cases[i].down, 16, 0, "QUYỀN SỬ DỤNG ĐẤT");
		file_done(&f);
		assert_int_equal(tr_kind_judge(&f.pages[0].page, 0.5, &rules, &kind), cases[i].is);
		file_end(&f);
	}
}

/* Who reads pictures loses marks; small letters are running text. */
static void
lines_from_a_picture(void **state)
{
	size_t kind = 99;
	(void)state;

	assert_true(tr_kind_line((struct tr_text)TR_TEXT_LIT("GIAY KHAI SINH"), &rules, &kind));
	assert_int_equal(kind, 0);
	assert_true(tr_kind_line((struct tr_text)TR_TEXT_LIT("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT"), &rules, &kind));
	assert_int_equal(kind, 1);
	assert_false(tr_kind_line((struct tr_text)TR_TEXT_LIT("giấy khai sinh"), &rules, &kind));
	assert_false(tr_kind_line((struct tr_text)TR_TEXT_LIT("CẤP GIẤY KHAI SINH"), &rules, &kind));
	assert_false(tr_kind_line((struct tr_text)TR_TEXT_LIT(""), &rules, &kind));
	const struct tr_kind_rules none = {.count = 0};
	assert_false(tr_kind_line((struct tr_text)TR_TEXT_LIT("GIẤY KHAI SINH"), &none, &kind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles),
		cmocka_unit_test(lines_that_do_not_belong_together),
		cmocka_unit_test(lines_from_a_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
