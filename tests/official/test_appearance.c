/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each appearance asks for, refuses, and how large it comes out. Requirement: R8.1 R8.2 R8.3 R8.4 */
#include <math.h>

#include "official/ink.h"

#include "official/appearance.h"

#include "layout/page.h"

#define MM TR_POINTS_PER_MM
#define AGENCY "Ủy ban nhân dân tỉnh Mẫu"

static struct tr_page_fonts *fonts;
static struct tr_font *font;

static int
open_font(void **state)
{
	(void)state;
	if (tr_page_fonts_load(&fonts, NULL) != TRIEN_OK)
		return -1;
	return tr_font_open(tr_page_fonts_serif(fonts, 0), &font, NULL) == TRIEN_OK ? 0 : -1;
}

static int
close_font(void **state)
{
	(void)state;
	tr_font_free(font);
	tr_page_fonts_free(fonts);
	return 0;
}

/* ---- by name ---- */

static void
each_is_known_by_its_name(void **state)
{
	static const char *const names[TR_APPEARANCE_COUNT] = {"signatory", "agency", "attachment", "annex", "e-copy",
		"digitised"};
	enum tr_appearance kind;
	(void)state;

	for (unsigned i = 0; i < TR_APPEARANCE_COUNT; i++) {
		assert_int_equal(tr_appearance_of(names[i], &kind, NULL), TRIEN_OK);
		assert_int_equal(kind, i);
		assert_string_equal(tr_appearance_name(kind), names[i]);
	}
	assert_refused(tr_appearance_of("", &kind, NULL), "official.appearance-unknown");
	assert_refused(tr_appearance_of("Agency", &kind, NULL), "official.appearance-unknown");
}

/* ---- what is asked ---- */

static const struct tr_appearance_asked good[TR_APPEARANCE_COUNT] = {
	{.kind = TR_APPEARANCE_SIGNATORY, .picture = true},
	{.kind = TR_APPEARANCE_AGENCY, .picture = true, .diameter_mm = 36},
	{.kind = TR_APPEARANCE_ATTACHMENT, .number = TR_TEXT_LIT("12/QĐ-UBND")},
	{.kind = TR_APPEARANCE_ANNEX, .number = TR_TEXT_LIT("12/QĐ-UBND")},
	{.kind = TR_APPEARANCE_E_COPY, .agency = TR_TEXT_LIT(AGENCY), .copy = TR_TEXT_LIT("sao y")},
	{.kind = TR_APPEARANCE_DIGITISED, .picture = true, .diameter_mm = 36, .agency = TR_TEXT_LIT(AGENCY)},
};

static void
each_asks_for_what_it_shows_and_for_nothing_else(void **state)
{
	static const bool shows[TR_APPEARANCE_COUNT][5] = { /* picture, diameter, agency, number, copy */
		{true, false, false, false, false}, {true, true, false, false, false}, {false, false, false, true, false},
		{false, false, false, true, false}, {false, false, true, false, true}, {true, true, true, false, false}};
	(void)state;

	for (unsigned i = 0; i < TR_APPEARANCE_COUNT; i++) {
		assert_int_equal(tr_appearance_check(&good[i], NULL), TRIEN_OK);
		for (unsigned k = 0; k < 5; k++) {
			struct tr_appearance_asked a = good[i];
			if (k == 0)
				a.picture = !a.picture;
			else if (k == 1)
				a.diameter_mm = shows[i][1] ? 0 : 36;
			else
				*(k == 2 ? &a.agency : k == 3 ? &a.number : &a.copy) =
						shows[i][k] ? (struct tr_text){"", 0} : (struct tr_text)TR_TEXT_LIT("sao y");
			const char *const want = k == 0 ? (shows[i][0] ? "official.picture-wanted" : "official.picture-unwanted")
					: !shows[i][k] ? "official.words-unwanted"
					: k == 1 ? "official.diameter" : "official.words-wanted";
			assert_refused(tr_appearance_check(&a, NULL), want);
		}
	}
}

static void
sizes_that_cannot_be_right(void **state)
{
	static const double bad[] = {0, -1, 9.99, 100.01, 1000, NAN}, fine[] = {10, 30, 42, 100};
	struct trien_err err = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct tr_appearance_asked a = good[TR_APPEARANCE_AGENCY];
		a.diameter_mm = bad[i];
		assert_refused(tr_appearance_check(&a, &err), "official.diameter");
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		struct tr_appearance_asked a = good[TR_APPEARANCE_DIGITISED];
		a.diameter_mm = fine[i];
		assert_int_equal(tr_appearance_check(&a, NULL), TRIEN_OK);
	}
	struct tr_appearance_asked a = good[TR_APPEARANCE_SIGNATORY];
	for (a.width_mm = 10; a.width_mm < 121; a.width_mm += 55)
		assert_int_equal(tr_appearance_check(&a, NULL), TRIEN_OK);
	a.width_mm = 9.9;
	assert_refused(tr_appearance_check(&a, NULL), "official.handwriting-width");
	a.width_mm = 120.1;
	assert_refused(tr_appearance_check(&a, NULL), "official.handwriting-width");
	a = good[TR_APPEARANCE_AGENCY];
	a.width_mm = 40;
	assert_refused(tr_appearance_check(&a, NULL), "official.words-unwanted");
}

static void
forms_of_copy_and_lengths_of_text(void **state)
{
	static const char *const copies[] = {"sao y", "Sao y", "SAO Y", "sao-y", "trích sao", "tri\u0301ch sao", "sao lục",
		"sao lu\u0323c", "Trích sao"};
	static char text[TR_APPEARANCE_TEXT_MAX + 1];
	struct tr_appearance_asked a = good[TR_APPEARANCE_E_COPY];
	(void)state;

	for (size_t i = 0; i < sizeof(copies) / sizeof(*copies); i++) {
		a.copy = (struct tr_text){copies[i], strlen(copies[i])};
		assert_int_equal(tr_appearance_check(&a, NULL), TRIEN_OK);
	}
	a.copy = (struct tr_text)TR_TEXT_LIT("photo");
	assert_refused(tr_appearance_check(&a, NULL), "official.copy-kind");
	a = good[TR_APPEARANCE_E_COPY];
	memset(text, 'a', sizeof(text));
	a.agency = (struct tr_text){text, TR_APPEARANCE_TEXT_MAX};
	assert_int_equal(tr_appearance_check(&a, NULL), TRIEN_OK);
	a.agency.n++;
	assert_refused(tr_appearance_check(&a, NULL), "official.text-limit");
}

/* ---- how large ---- */

static bool in_a_row;

static trien_rc
compose(const struct tr_appearance_asked *asked, const struct tr_picture *image, double width, double height,
		struct tr_drawing *out)
{
	static struct tr_arena arena;
	static struct tr_official_rules rules;
	rules = rules_of("bg-2020");
	const struct tr_appearance_request r = {.asked = *asked, .rules = &rules, .image = image, .font = font,
		.time = RULES_TIME, .zone_minutes = 420, .room_width = width, .room_height = height,
		.in_a_row = in_a_row};

	tr_arena_free(&arena);
	return tr_appearance_compose(&r, &arena, out, NULL);
}

static bool
line_is(const struct tr_drawing *d, size_t i, const char *text)
{
	return i < d->line_count && tr_bytes_are(TR_BYTES(d->lines[i].text.p, d->lines[i].text.n), text);
}

static void
the_seal_has_its_real_size(void **state)
{
	struct tr_picture round = ink_of(500, 500, INK_RED, false), wide = ink_of(500, 480, INK_RED, false);
	struct tr_drawing d;
	(void)state;

	assert_int_equal(compose(&good[TR_APPEARANCE_AGENCY], &round, 0, 0, &d), TRIEN_OK);
	assert_float_equal(d.width, 36 * MM, 1e-9);
	assert_float_equal(d.height, 36 * MM, 1e-9);
	assert_int_equal(d.line_count, 0);
	assert_int_equal(compose(&good[TR_APPEARANCE_AGENCY], &wide, 0, 0, &d), TRIEN_OK);
	assert_float_equal(d.width, 36 * MM, 1e-9);
	assert_float_equal(d.height, 36 * MM * 480 / 500, 1e-9);
	assert_int_equal(compose(&good[TR_APPEARANCE_AGENCY], &round, 36 * MM, 36 * MM, &d), TRIEN_OK);
	assert_refused(compose(&good[TR_APPEARANCE_AGENCY], &round, 35.9 * MM, 99 * MM, &d), "official.box-small");
	assert_refused(compose(&good[TR_APPEARANCE_AGENCY], &round, 99 * MM, 35.9 * MM, &d), "official.box-small");
	tr_picture_free(&round);
	tr_picture_free(&wide);
}

static void
the_handwriting_keeps_to_its_room(void **state)
{
	struct tr_picture ink = ink_of(660, 220, INK_BLUE, false);
	struct tr_appearance_asked a = good[TR_APPEARANCE_SIGNATORY];
	struct tr_drawing d;
	(void)state;

	assert_int_equal(compose(&a, &ink, 0, 0, &d), TRIEN_OK);
	assert_float_equal(d.width, 45 * MM, 1e-9);
	assert_float_equal(d.height, 15 * MM, 1e-9);
	assert_int_equal(compose(&a, &ink, 30 * MM, 50 * MM, &d), TRIEN_OK);
	assert_float_equal(d.width, 30 * MM, 1e-9);
	assert_int_equal(compose(&a, &ink, 100 * MM, 12 * MM, &d), TRIEN_OK);
	assert_float_equal(d.width, 36 * MM, 1e-9);
	assert_float_equal(d.height, 12 * MM, 1e-9);
	a.width_mm = 60;
	assert_int_equal(compose(&a, &ink, 100 * MM, 50 * MM, &d), TRIEN_OK);
	assert_float_equal(d.width, 60 * MM, 1e-9);
	assert_refused(compose(&a, &ink, 50 * MM, 50 * MM, &d), "official.box-small");
	tr_picture_free(&ink);
}

static void
texts_say_what_the_decree_asks(void **state)
{
	struct tr_drawing d;
	(void)state;

	for (unsigned kind = TR_APPEARANCE_ATTACHMENT; kind <= TR_APPEARANCE_ANNEX; kind++) {
		assert_int_equal(compose(&good[kind], NULL, 0, 0, &d), TRIEN_OK);
		assert_int_equal(d.line_count, 2);
		assert_true(line_is(&d, 0, "Số: 12/QĐ-UBND"));
		assert_true(line_is(&d, 1, "15.03.2021 10:00:00 +07:00"));
		assert_float_equal(d.size, 10, 0);
		assert_int_equal(d.colour, TR_INK_BLACK);
		assert_null(d.image);
	}
	assert_int_equal(compose(&good[TR_APPEARANCE_E_COPY], NULL, 0, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, 3);
	assert_true(line_is(&d, 0, "Sao y"));
	assert_true(line_is(&d, 1, AGENCY));
	assert_true(line_is(&d, 2, "15.03.2021 10:00:00 +07:00"));
	assert_null(d.image);
	struct tr_picture seal = ink_of(500, 500, INK_RED, false);
	assert_int_equal(compose(&good[TR_APPEARANCE_DIGITISED], &seal, 0, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, 2);
	assert_true(line_is(&d, 0, AGENCY));
	assert_float_equal(d.picture.x1, d.width, 1e-9);
	assert_float_equal(d.picture.x1 - d.picture.x0, 36 * MM, 1e-9);
	assert_true(d.picture.y0 > d.lines[1].baseline);
	tr_picture_free(&seal);
}

/* Where the room is low: the same words, fewer lines. */
static void
words_stand_in_a_row_where_the_room_is_low(void **state)
{
	struct tr_drawing d;
	(void)state;

	in_a_row = true;
	assert_int_equal(compose(&good[TR_APPEARANCE_E_COPY], NULL, 80 * MM, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, 2);
	assert_true(line_is(&d, 0, "Sao y; " AGENCY));
	assert_true(line_is(&d, 1, "15.03.2021 10:00:00 +07:00"));
	assert_int_equal(compose(&good[TR_APPEARANCE_ANNEX], NULL, 80 * MM, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, 1);
	assert_true(line_is(&d, 0, "Số: 12/QĐ-UBND; 15.03.2021 10:00:00 +07:00"));
	in_a_row = false;
}

/* A long name takes more lines, never a smaller size. */
static void
long_names_wrap(void **state)
{
	static const char name[] = "Ban quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp tỉnh Mẫu";
	struct tr_appearance_asked a = good[TR_APPEARANCE_E_COPY];
	struct tr_drawing d;
	(void)state;

	a.agency = (struct tr_text){name, sizeof(name) - 1};
	assert_int_equal(compose(&a, NULL, 80 * MM, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, 4);
	assert_true(d.width <= 80 * MM + 0.02);
	assert_float_equal(d.size, 10, 0);
	assert_float_equal(d.height, 4 * 11.5, 1e-9);
	assert_int_equal(compose(&a, NULL, 45 * MM, 0, &d), TRIEN_OK);
	assert_true(d.line_count > 4);
	/* No blank begins or ends a line, and none is lost. */
	size_t bytes = 0;
	for (size_t i = 1; i + 1 < d.line_count; i++) {
		assert_true(d.lines[i].text.p[0] != ' ' && d.lines[i].text.p[d.lines[i].text.n - 1] != ' ');
		bytes += d.lines[i].text.n + 1;
	}
	assert_int_equal(bytes, sizeof(name));
	assert_refused(compose(&a, NULL, 5 * MM, 0, &d), "official.box-small");
	assert_refused(compose(&a, NULL, 80 * MM, 40, &d), "official.box-small");
}

static void
lines_end_at_their_cap(void **state)
{
	struct tr_appearance_asked a = good[TR_APPEARANCE_E_COPY];
	char words[64] = "";
	struct tr_drawing d;
	(void)state;

	/* A word a line; the form of copy takes one more, the time three. */
	for (unsigned i = 0; i < TR_DRAWING_LINES_MAX - 4; i++)
		strncat(words, i == 0 ? "wwwww" : " wwwww", sizeof(words) - strlen(words) - 1);
	a.agency = (struct tr_text){words, strlen(words)};
	assert_int_equal(compose(&a, NULL, 47, 0, &d), TRIEN_OK);
	assert_int_equal(d.line_count, TR_DRAWING_LINES_MAX);
	strncat(words, " wwwww", 7);
	a.agency.n += 6;
	assert_refused(compose(&a, NULL, 47, 0, &d), "official.lines-limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_known_by_its_name),
		cmocka_unit_test(each_asks_for_what_it_shows_and_for_nothing_else),
		cmocka_unit_test(sizes_that_cannot_be_right),
		cmocka_unit_test(forms_of_copy_and_lengths_of_text),
		cmocka_unit_test(the_seal_has_its_real_size),
		cmocka_unit_test(the_handwriting_keeps_to_its_room),
		cmocka_unit_test(texts_say_what_the_decree_asks),
		cmocka_unit_test(words_stand_in_a_row_where_the_room_is_low),
		cmocka_unit_test(long_names_wrap),
		cmocka_unit_test(lines_end_at_their_cap),
	};
	return cmocka_run_group_tests(tests, open_font, close_font);
}
