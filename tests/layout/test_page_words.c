/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words of a page: however the producer drew them, they come out as people read them. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "layout/page_glyphs.h"
#include "one_page.h"

static struct trien_err err;

/* The words of each line joined by blanks, lines by a stroke. */
static void
assert_reads(const char *content, const char *want)
{
	struct tr_page_words w = one_page_words(A_PAGE, content);
	TR_AUTO_BUF got = {0};
	unsigned line = 0;

	for (size_t i = 0; i < w.count; i++) {
		if (i > 0)
			assert_ok(tr_buf_addf(&got, &err, "%s", w.words[i].line != line ? "|" : " "), &err);
		line = w.words[i].line;
		assert_ok(tr_buf_add(&got, w.words[i].text.p, w.words[i].text.n, &err), &err);
	}
	assert_ok(tr_buf_add_byte(&got, 0, &err), &err);
	assert_string_equal((char *)got.p, want);
	tr_page_words_free(&w);
}

#define AT(x, y) " 1 0 0 1 " #x " " #y " Tm "
#define T(font, text) "BT /" font " 10 Tf " text " ET "

static void
spaces_gaps_and_lines_part_words(void **state)
{
	(void)state;
	assert_reads("", "");
	assert_reads(T("F1", AT(50, 700) "(Quyet dinh) Tj"), "Quyet dinh");
	assert_reads(T("F1", AT(50, 700) "( a   b ) Tj"), "a b");
	assert_reads(T("F1", AT(50, 700) "(ab) Tj" AT(50, 680) "(cd) Tj"), "ab|cd");
	/* A gap of more than a fifth of the size, and one of less. */
	assert_reads(T("F1", AT(50, 700) "[(ab) -250 (cd) -100 (ef) 100 (gh)] TJ"), "ab cdefgh");
	assert_reads(T("F1", AT(50, 700) "(ab) Tj 14 TL /F1 14 Tf (cd) Tj"), "ab cd");
	/* Raised by a third: a line of its own. */
	assert_reads(T("F1", AT(50, 700) "(m) Tj /F1 6 Tf 4 Ts (2) Tj"), "2|m");
}

/* Whatever short way the table of a font goes: a code means what the file says, and one that it does not name means nothing. */
static void
codes_of_two_bytes_mean_what_their_table_says(void **state)
{
	(void)state;
	assert_reads(T("F6", AT(50, 700) "<0001001000110012> Tj"), "đabc");
	assert_reads(T("F6", AT(50, 700) "<00020010> Tj"), "fia");
	assert_reads(T("F6", AT(50, 700) "<0003> Tj" AT(50, 680) "<ffff> Tj"), "😀|A");
	assert_reads(T("F6", AT(50, 700) "<001000130010> Tj"), "a�a");
}

static size_t
drawn_of_a_field(const char *rect)
{
	char keys[256];

	snprintf(keys, sizeof(keys), A_PAGE "/Annots[<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/F 4/Rect[%s]>>]", rect);
	struct tr_page_words w = one_page_words(keys, T("F1", AT(50, 700) "(ab) Tj"));
	(void)one_word(&w, "ab");
	const size_t drawn = w.drawn_count;
	tr_page_words_free(&w);
	return drawn;
}

/* MuPDF gives a field that waits for its signature a look; an invisible one has none. */
static void
a_field_of_no_size_shows_nothing(void **state)
{
	(void)state;
	assert_int_not_equal(drawn_of_a_field("100 100 300 200"), 0);
	assert_int_equal(drawn_of_a_field("0 0 0 0"), 0);
	assert_int_equal(drawn_of_a_field("100 100 100 200"), 0);
}

static void
words_in_pieces_are_whole(void **state)
{
	(void)state;
	/* Letter by letter, each with its own place: Helvetica's N is 7.22 wide, g and u and y 5.56, 5.56, 5. */
	assert_reads(T("F1", AT(50, 700) "(N) Tj" AT(57.22, 700) "(g) Tj" AT(62.78, 700) "(u) Tj"), "Ngu");
	/* In another order, and in text objects of their own. */
	assert_reads(T("F1", AT(62.78, 700) "(u) Tj") T("F1", AT(50, 700) "(N) Tj") T("F1", AT(57.22, 700) "(g) Tj"),
			"Ngu");
	/* Bold in the middle of a word. */
	assert_reads(T("F1", AT(50, 700) "(N) Tj /F2 10 Tf (g) Tj /F1 10 Tf (u) Tj"), "Ngu");
	/* The right column first, the left word in two halves. */
	assert_reads(T("F1", AT(300, 700) "(right) Tj" AT(55.56, 700.5) "(b c) Tj" AT(50, 700) "(a) Tj"),
			"ab c right");
	/* A space that was drawn keeps halves apart, however near they stand. */
	assert_reads(T("F1", AT(50, 700) "(a ) Tj" AT(56, 700) "(b) Tj"), "a b");
}

static void
letters_that_are_set_apart_are_words(void **state)
{
	(void)state;
	/* By three points, words by spaces; two letters go with those of their line. */
	assert_reads(T("F1", AT(50, 700) "3 Tc (VAN PHONG SO A) Tj"), "VAN PHONG SO A");
	/* Words parted by wider gaps alone. */
	assert_reads(T("F1", AT(50, 700) "[(V) -300 (A) -300 (N) -900 (P) -300 (H) -300 (O)] TJ"), "VAN PHO");
	/* Two in a row prove nothing, nor do columns of figures, nor letters between spaces. */
	assert_reads(T("F1", AT(50, 700) "3 Tc (SO) Tj"), "S O");
	assert_reads(T("F1", AT(50, 700) "[(1) -1000 (2) -1000 (3) -1000 (4)] TJ"), "1 2 3 4");
	assert_reads(T("F1", AT(50, 700) "[(1) -300 (2) -500 (3) -700 (4)] TJ"), "1 2 3 4");
	assert_reads(T("F1", AT(50, 700) "(a b c d) Tj"), "a b c d");
	assert_reads(T("F1", AT(50, 700) "3 Tc 100 Tz (VAN) Tj 0 Tc ( thu ) Tj"), "VAN thu");
}

static void
columns_share_their_lines(void **state)
{
	struct tr_page_words w = one_page_words(A_PAGE, T("F1",
		AT(300, 702) "(CONG HOA) Tj" AT(310, 688) "(Doc lap) Tj" AT(50, 700) "(SO) Tj" AT(50, 660) "(So:) Tj"));
	(void)state;

	assert_int_equal(w.count, 6);
	assert_int_equal(one_word(&w, "SO")->line, one_word(&w, "CONG")->line);
	assert_true(one_word(&w, "Doc")->line > one_word(&w, "SO")->line);
	assert_true(one_word(&w, "So:")->line > one_word(&w, "Doc")->line);
	assert_ptr_equal(one_word(&w, "SO"), &w.words[0]);
	tr_page_words_free(&w);
}

static void
text_is_composed(void **state)
{
	(void)state;
	/* e, circumflex, dot below: marks in either order; each mark drawn back over its letter. */
	assert_reads(T("F4", AT(50, 700) "(0) Tj" AT(50, 700) "(1) Tj" AT(50, 700) "(3) Tj"), "ệ");
	assert_reads(T("F4", AT(50, 700) "(0) Tj" AT(54, 700) "(3) Tj" AT(54, 700) "(1) Tj" AT(54.44, 700) "(8) Tj"),
			"ệệ");
	/* A mark that stands for more than one character. */
	assert_reads(T("F4", AT(50, 700) "(9) Tj"), "ff\xcc\x81");
}

static void
signs_without_a_letter_are_taken_as_they_are_seen(void **state)
{
	(void)state;
	assert_reads(T("F4", AT(50, 700) "(a4n) Tj"), "afin");
	assert_reads(T("F4", AT(50, 700) "(a5) Tj"), "a-");
	assert_reads(T("F4", AT(50, 700) "(a6b) Tj"), "a b");
	assert_reads(T("F4", AT(50, 700) "(a) Tj" AT(54.44, 700) "(7) Tj" AT(54.44, 700) "(b) Tj"), "ab");
}

static void
text_drawn_twice_stands_once(void **state)
{
	struct tr_page_words w;
	(void)state;

	w = one_page_words(A_PAGE, T("F1", AT(50, 700) "(dam net) Tj" AT(50.3, 700) "(dam net) Tj"));
	assert_int_equal(w.count, 2);
	assert_true(w.words[0].bold && w.words[1].bold);
	tr_page_words_free(&w);
	w = one_page_words(A_PAGE, T("F1", AT(50, 700) "(d) Tj" AT(50.3, 700) "(d) Tj" AT(55.56, 700) "(a) Tj"));
	assert_int_equal(w.count, 1);
	assert_true(w.words[0].bold);
	assert_int_equal(w.words[0].text.n, 2);
	tr_page_words_free(&w);
	/* Filled and stroked; a double letter is none of this. */
	w = one_page_words(A_PAGE, T("F1", AT(50, 700) "2 Tr (net) Tj"));
	assert_int_equal(w.count, 1);
	assert_true(w.words[0].bold && w.words[0].visible);
	tr_page_words_free(&w);
	assert_reads(T("F1", AT(50, 700) "(xoong) Tj"), "xoong");
}

/* ---- style ---- */

static void
style_is_told(void **state)
{
	struct tr_page_words w = one_page_words(A_PAGE,
			"1 0 0 rg " T("F1", AT(50, 700) "(plain) Tj") "0 0 1 rg " T("F2", AT(50, 680) "(bold) Tj")
			"0.5 g " T("F3", AT(50, 660) "(slant) Tj") "0 g BT /F1 5 Tf 2 0 0 3 50 640 Tm (wide) Tj ET");
	const struct tr_word *plain = one_word(&w, "plain"), *bold = one_word(&w, "bold"), *slant = one_word(&w, "slant");
	(void)state;

	assert_true(!plain->bold && !plain->italic && bold->bold && !bold->italic && !slant->bold && slant->italic);
	assert_int_equal(plain->colour, 0xff0000);
	assert_int_equal(bold->colour, 0x0000ff);
	assert_int_equal(slant->colour, 0x808080);
	assert_float_equal(plain->size, 10, 0.01);
	assert_float_equal(one_word(&w, "wide")->size, 15, 0.01);
	/* 800 - 700; "plain" is 23.34 wide in Helvetica of 10. */
	assert_float_equal(plain->baseline, 100, 0.01);
	assert_float_equal(plain->box.x0, 50, 0.01);
	assert_float_equal(plain->box.x1, 50 + 10 * (0.556 + 0.222 + 0.556 + 0.222 + 0.556), 0.1);
	assert_true(plain->box.y0 < 93 && plain->box.y0 > 88 && plain->box.y1 > 101 && plain->box.y1 < 105);
	tr_page_words_free(&w);
}

static void
assert_visible(const char *content, bool want)
{
	struct tr_page_words w = one_page_words(A_PAGE, content);
	assert_int_equal(one_word(&w, "abc")->visible, want);
	assert_int_equal(w.count, 1);
	tr_page_words_free(&w);
}

#define ABC T("F1", AT(50, 700) "(abc) Tj")

static void
what_nobody_sees_is_said(void **state)
{
	(void)state;
	assert_visible(ABC, true);
	assert_visible("3 Tr " ABC, false);
	assert_visible("7 Tr " ABC, false);
	assert_visible("4 Tr " ABC, true);
	assert_visible("1 g " ABC, false);
	assert_visible("0.9 g " ABC, true);
	assert_visible("/G0 gs " ABC, false);
	assert_visible("BT /F1 0.9 Tf" AT(50, 700) "(abc) Tj ET", false);
	assert_visible(T("F1", AT(700, 700) "(abc) Tj"), false);
	assert_visible("0 0 100 100 re W n " ABC, false);
	assert_visible("0 600 300 200 re W n " ABC, true);
	/* Under an opaque picture, beside it, over it; under one with a soft mask; under a small one. */
	assert_visible(ABC "q 200 0 0 200 0 600 cm /I1 Do Q", false);
	assert_visible(ABC "q 200 0 0 200 200 600 cm /I1 Do Q", true);
	assert_visible("q 200 0 0 200 0 600 cm /I1 Do Q " ABC, true);
	assert_visible(ABC "q 200 0 0 200 0 600 cm /I2 Do Q", true);
	assert_visible(ABC "q 60 0 0 20 40 690 cm /I1 Do Q", true);
	/* Mixed with what is below, as a marker is; and covered once that is over. */
	assert_visible(ABC "/G1 gs q 200 0 0 200 0 600 cm /I1 Do Q", true);
	assert_visible(ABC "/G1 gs q 9 0 0 9 0 600 cm /I1 Do Q /G3 gs q 200 0 0 200 0 600 cm /I1 Do Q", false);
}

/* Text within a soft mask shapes what is seen, and is not seen. */
static void
masks_are_no_text(void **state)
{
	struct tr_page_words w = one_page_words(A_PAGE, "/G2 gs " ABC "/G3 gs " T("F1", AT(50, 500) "(free) Tj"));
	(void)state;

	assert_true(one_word(&w, "abc")->visible);
	assert_true(one_word(&w, "free")->visible);
	assert_false(one_word(&w, "mask")->visible);
	tr_page_words_free(&w);
}

/* A hidden layer over the seen one does not mix with it; where both say the same, it stands once. */
static void
layers_stay_apart(void **state)
{
	struct tr_page_words w = one_page_words(A_PAGE,
			T("F1", AT(50, 700) "(nguyen van) Tj") T("F1", "3 Tr" AT(52, 701) "(ngvyen van) Tj"));
	(void)state;
	assert_int_equal(w.count, 3);
	assert_true(one_word(&w, "nguyen")->visible);
	assert_true(one_word(&w, "van")->visible);
	assert_false(one_word(&w, "ngvyen")->visible);
	tr_page_words_free(&w);
}

static void
pictures_are_counted(void **state)
{
	struct tr_page_words w = one_page_words(A_PAGE,
			"q 10 0 0 10 0 0 cm /I1 Do Q q 100 0 0 50 20 30 cm /I2 Do Q q 9 0 0 9 900 0 cm /I1 Do Q");
	(void)state;
	assert_int_equal(w.pictures, 2);
	assert_float_equal(w.picture.x0, 20, 0.01);
	assert_float_equal(w.picture.x1, 120, 0.01);
	assert_float_equal(w.picture.y0, 720, 0.01);
	assert_float_equal(w.picture.y1, 770, 0.01);
	tr_page_words_free(&w);
	w = one_page_words(A_PAGE, "");
	assert_int_equal(w.pictures, 0);
	assert_true(w.picture.x1 <= w.picture.x0);
	tr_page_words_free(&w);
}

/* ---- pages that are turned or cut ---- */

static void
assert_place(const char *keys, const char *content, bool upright, double x, double baseline)
{
	struct tr_page_words w = one_page_words(keys, content);
	const struct tr_word *word = one_word(&w, "abc");
	assert_int_equal(word->upright, upright);
	assert_float_equal(upright ? word->box.x0 : word->box.x1, x, 0.01);
	assert_float_equal(word->baseline, baseline, 0.01);
	tr_page_words_free(&w);
}

static void
words_stand_where_they_are_seen(void **state)
{
	(void)state;
	assert_place(A_PAGE, ABC, true, 50, 100);
	assert_place(A_PAGE "/CropBox[40 100 500 750]", ABC, true, 10, 50);
	assert_place("/MediaBox[0 0 600 800]/UserUnit 2", ABC, true, 100, 200);
	/* Turned clockwise; the text is turned against it, so that it is seen upright. */
	assert_place(A_PAGE "/Rotate 90", "BT /F1 10 Tf 0 1 -1 0 100 50 Tm (abc) Tj ET", true, 50, 100);
	assert_place(A_PAGE "/Rotate 270", "BT /F1 10 Tf 0 -1 1 0 500 750 Tm (abc) Tj ET", true, 50, 100);
	assert_place(A_PAGE "/Rotate 180", "BT /F1 10 Tf -1 0 0 -1 550 100 Tm (abc) Tj ET", true, 50, 100);
	/* Text that lies: its right edge is the descent of 0.2 or so. */
	struct tr_page_words w = one_page_words(A_PAGE,
			"BT /F1 10 Tf 0 1 -1 0 100 50 Tm (abc) Tj 1 0 0 1 300 50 Tm (up) Tj ET");
	const struct tr_word *lying = one_word(&w, "abc");
	assert_false(lying->upright);
	assert_true(lying->box.x0 < 93 && lying->box.x1 > 101 && lying->box.x1 < 105);
	assert_float_equal(lying->box.y1, 750, 0.01);
	assert_int_not_equal(lying->line, one_word(&w, "up")->line);
	tr_page_words_free(&w);
	/* In a mirror nothing reads left to right. */
	w = one_page_words(A_PAGE, "BT /F1 10 Tf -1 0 0 1 300 700 Tm (abc) Tj ET");
	assert_false(one_word(&w, "abc")->upright);
	tr_page_words_free(&w);
}

static void
the_frame_agrees(void **state)
{
	static const char *const pages[] = {A_PAGE, A_PAGE "/Rotate 90", A_PAGE "/Rotate 180/CropBox[10 20 300 400]",
		A_PAGE "/Rotate 270/CropBox[10 20 300 400]/UserUnit 1.5", "", "/MediaBox[300 -100 -300 700]"};
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct tr_page_words w = one_page_words(pages[i], "");
		struct tr_page_frame f;
		struct tr_pdf *pdf = NULL;
		struct make m;
		one_page(&m, pages[i], "");
		assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
		assert_ok(tr_page_frame(pdf, 0, 0, &f, &err), &err);
		assert_float_equal(w.width, f.width, 0.01);
		assert_float_equal(w.height, f.height, 0.01);
		tr_pdf_close(pdf);
		make_free(&m);
		tr_page_words_free(&w);
	}
}

/* ---- limits ---- */

/* count glyphs, each `every`-th a space, in lines of a hundred. */
static struct tr_glyphs
many(size_t count, uint32_t point, size_t every)
{
	struct tr_glyphs g = {.count = count, .items = calloc(count, sizeof(struct tr_glyph))};
	assert_non_null(g.items);
	for (size_t i = 0; i < count; i++)
		g.items[i] = (struct tr_glyph){.point = i % every == every - 1 ? ' ' : point, .x = (float)(i % 100) * 5,
			.end_x = (float)(i % 100) * 5 + 5, .y = (float)(i / 100) * 12, .end_y = (float)(i / 100) * 12,
			.size = 10, .ascent = 9, .descent = 2, .upright = 1, .visible = 1};
	return g;
}

static void
assert_many(size_t count, uint32_t point, size_t every, const char *id)
{
	struct tr_glyphs g = many(count, point, every);
	struct tr_page_words w = {0};
	trien_rc rc = tr_words_of_glyphs(&g, &w, &err);
	if (id != NULL)
		assert_refused(rc, id);
	else
		assert_ok(rc, &err);
	tr_page_words_free(&w);
	free(g.items);
}

static void
text_stops_at_its_caps(void **state)
{
	(void)state;
	assert_many(2 * TR_PAGE_WORDS_MAX, 'a', 2, NULL);
	assert_many(2 * TR_PAGE_WORDS_MAX + 1, 'a', 2, "layout.page-limit");
	assert_string_equal(err.values[0].text, "words");
	/* U+1EC7 has three bytes. */
	assert_many(TR_PAGE_TEXT_MAX / 3, 0x1ec7, SIZE_MAX, NULL);
	assert_many(TR_PAGE_TEXT_MAX / 3 + 1, 0x1ec7, SIZE_MAX, "layout.page-limit");
	assert_string_equal(err.values[0].text, "bytes of text");
}

static void
characters_stop_at_their_cap(void **state)
{
	struct tr_page_words w = {0};
	TR_AUTO_BUF content = {0};
	(void)state;

	for (size_t n = 0; n < TR_PAGE_TEXT_MAX; n += 4096) {
		assert_ok(tr_buf_addf(&content, &err, "BT /F1 0.1 Tf 0 %zu Td (", n / 2048), &err);
		for (size_t i = 0; i < 4096; i++)
			assert_ok(tr_buf_add_byte(&content, i % 128 == 127 ? ' ' : 'a', &err), &err);
		assert_ok(tr_buf_addf(&content, &err, ") Tj ET "), &err);
	}
	const size_t at_cap = content.n;
	for (int past = 0; past < 2; past++) {
		struct tr_page_reader *r = NULL;
		struct make m;
		content.n = at_cap;
		assert_ok(tr_buf_addf(&content, &err, "%s%c", past ? "BT /F1 1 Tf (a) Tj ET" : "", 0), &err);
		one_page(&m, A_PAGE, (char *)content.p);
		assert_ok(tr_page_reader_open(make_view(&m), NULL, 1, &r, &err), &err);
		if (past) {
			assert_refused(tr_page_read_words(r, 0, &w, &err), "layout.page-limit");
			assert_string_equal(err.values[0].text, "characters");
		} else {
			assert_ok(tr_page_read_words(r, 0, &w, &err), &err);
			assert_int_equal(w.count, TR_PAGE_TEXT_MAX / 128);
			tr_page_words_free(&w);
		}
		tr_page_reader_close(r);
		make_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spaces_gaps_and_lines_part_words),
		cmocka_unit_test(codes_of_two_bytes_mean_what_their_table_says),
		cmocka_unit_test(a_field_of_no_size_shows_nothing),
		cmocka_unit_test(words_in_pieces_are_whole),
		cmocka_unit_test(letters_that_are_set_apart_are_words),
		cmocka_unit_test(columns_share_their_lines),
		cmocka_unit_test(text_is_composed),
		cmocka_unit_test(signs_without_a_letter_are_taken_as_they_are_seen),
		cmocka_unit_test(text_drawn_twice_stands_once),
		cmocka_unit_test(style_is_told),
		cmocka_unit_test(what_nobody_sees_is_said),
		cmocka_unit_test(masks_are_no_text),
		cmocka_unit_test(layers_stay_apart),
		cmocka_unit_test(pictures_are_counted),
		cmocka_unit_test(words_stand_where_they_are_seen),
		cmocka_unit_test(the_frame_agrees),
		cmocka_unit_test(text_stops_at_its_caps),
		cmocka_unit_test(characters_stop_at_their_cap),
	};
	return cmocka_run_group_tests_name("layout page words", tests, NULL, NULL);
}
