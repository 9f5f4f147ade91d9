/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Books as PDF, read back by the page reader: headings on every sheet, rows whole where they can be, nothing lost. Requirement: X3 */
#include "test.h"

#include <stdio.h>

#include "layout/ledger.h"

static struct trien_err err;
static struct tr_page_fonts *fonts;
static const uint8_t id16[16] = {1};

static void
cell(struct tr_buf *b, const char *text)
{
	assert_ok(tr_printed_cell(b, &err), &err);
	assert_ok(tr_printed_say(b, text, &err), &err);
}

static void
piece(struct tr_buf *b, enum tr_printed_kind kind, enum tr_printed_style style, const char *const *cells, size_t count)
{
	assert_ok(tr_printed_begin(b, kind, style, &err), &err);
	for (size_t i = 0; i < count; i++)
		cell(b, cells[i]);
}

static void
begin_book(struct tr_buf *b)
{
	static const char *const about[] = {"Sổ mẫu", "UBND tỉnh Mẫu – Sổ mẫu"}, *const table[] = {"QĐ", "10", "Đầu", "30", "Trích yếu"};

	piece(b, TR_PRINTED_ABOUT, TR_PRINTED_BOOK, about, 2);
	assert_ok(tr_printed_line(b, TR_PRINTED_HEADING, "SỔ MẪU", &err), &err);
	assert_ok(tr_printed_line(b, TR_PRINTED_VERBATIM, "dòng một\ndòng hai", &err), &err);
	piece(b, TR_PRINTED_TABLE, TR_PRINTED_PLAIN, table, 5);
}

static void
row(struct tr_buf *b, const char *first, const char *second)
{
	piece(b, TR_PRINTED_ROW, TR_PRINTED_PLAIN, (const char *const[]){first, second}, 2);
}

static size_t
sheets_of(const struct tr_buf *pdf)
{
	size_t n = 0;

	for (size_t i = 0; i + 12 < pdf->n; i++)
		n += memcmp(pdf->p + i, "/Type/Page/", 11) == 0;
	return n;
}

/* How often the word stands on a sheet. */
static size_t
count_on(struct tr_page_reader *r, size_t sheet, const char *word)
{
	struct tr_page_words w;
	size_t n = 0;

	assert_ok(tr_page_read_words(r, sheet, &w, &err), &err);
	for (size_t i = 0; i < w.count; i++) {
		assert_true(w.words[i].box.x0 >= 0 && w.words[i].box.x1 <= w.width && w.words[i].box.y1 <= w.height);
		n += w.words[i].text.n == strlen(word) && memcmp(w.words[i].text.p, word, strlen(word)) == 0;
	}
	tr_page_words_free(&w);
	return n;
}

/* Makes the PDF and opens it. */
static struct tr_page_reader *
made(struct tr_buf *b, struct tr_buf *pdf, size_t *sheets)
{
	struct tr_page_reader *r;

	assert_ok(tr_ledger_pdf(tr_buf_view(b), fonts, id16, pdf, &err), &err);
	*sheets = sheets_of(pdf);
	assert_ok(tr_page_reader_open(tr_buf_view(pdf), NULL, *sheets, &r, &err), &err);
	return r;
}

static void
every_sheet_has_the_headings(void **state)
{
	struct tr_buf b = {0}, pdf = {0};
	char number[16], foot[48];
	size_t sheets, rows = 0;
	(void)state;

	begin_book(&b);
	for (unsigned i = 1; i <= 100; i++) {
		snprintf(number, sizeof(number), "%02u/QĐ", i);
		row(&b, number, "Về việc mẫu");
	}
	struct tr_page_reader *r = made(&b, &pdf, &sheets);
	assert_in_range(sheets, 4, 6);
	assert_int_equal(count_on(r, 0, "dòng"), 2);
	assert_int_equal(count_on(r, 0, "Trang"), 0);
	for (size_t i = 1; i < sheets; i++) {
		assert_int_equal(count_on(r, i, "Đầu"), 1);
		assert_int_equal(count_on(r, i, "(2)"), 1);
		snprintf(foot, sizeof(foot), "%zu/%zu", i, sheets - 1);
		assert_int_equal(count_on(r, i, foot), 1);
		rows += count_on(r, i, "việc");
	}
	assert_int_equal(rows, 100);
	assert_int_equal(count_on(r, sheets - 1, "100/QĐ"), 1);
	tr_page_reader_close(r);
	tr_buf_free(&b);
	tr_buf_free(&pdf);
}

/* Lines of one word, so that each is known. */
static void
lines_of(struct tr_buf *out, unsigned count)
{
	tr_buf_clear(out);
	for (unsigned i = 0; i < count; i++)
		assert_ok(tr_buf_addf(out, &err, "%sdài", i > 0 ? "\n" : ""), &err);
	assert_ok(tr_buf_add_byte(out, 0, &err), &err);
}

static void
a_row_is_whole_where_a_sheet_holds_it(void **state)
{
	struct tr_buf b = {0}, pdf = {0}, lines = {0};
	size_t sheets, all = 0;
	(void)state;

	begin_book(&b);
	lines_of(&lines, 25);
	row(&b, "một", (char *)lines.p);
	row(&b, "hai", (char *)lines.p);
	lines_of(&lines, 90);
	row(&b, "ba", (char *)lines.p);
	struct tr_page_reader *r = made(&b, &pdf, &sheets);
	assert_int_equal(count_on(r, 1, "dài"), 25);
	assert_int_equal(count_on(r, 1, "hai"), 0);
	assert_int_equal(count_on(r, 2, "hai"), 1);
	for (size_t i = 1; i < sheets; i++)
		all += count_on(r, i, "dài");
	assert_int_equal(all, 25 + 25 + 90);
	tr_page_reader_close(r);
	tr_buf_free(&b);
	tr_buf_free(&pdf);
	tr_buf_free(&lines);
}

static void
whatever_people_type_is_shown(void **state)
{
	struct tr_buf b = {0}, pdf = {0}, word = {0};
	size_t sheets, parts = 0;
	(void)state;

	begin_book(&b);
	row(&b, "漢字\t\x01\xc3", "E\xcc\x82\xcc\x81 tách"); /* what the font lacks, controls, half a letter; Ế in three parts */
	for (unsigned i = 0; i < 2000; i++)
		assert_ok(tr_buf_addf(&word, &err, "m"), &err);
	assert_ok(tr_buf_add_byte(&word, 0, &err), &err);
	row(&b, "", (char *)word.p);
	struct tr_page_reader *r = made(&b, &pdf, &sheets);
	assert_int_equal(count_on(r, 1, "??"), 1);
	assert_int_equal(count_on(r, 1, "Ế"), 1);
	struct tr_page_words w;
	assert_ok(tr_page_read_words(r, 1, &w, &err), &err);
	for (size_t i = 0; i < w.count; i++)
		for (size_t k = 0; k < w.words[i].text.n; k++)
			parts += w.words[i].text.p[k] == 'm' && w.words[i].text.n > 20;
	assert_int_equal(parts, 2000); /* the word that is longer than a line */
	tr_page_words_free(&w);
	tr_page_reader_close(r);
	tr_buf_free(&b);
	tr_buf_free(&pdf);
	tr_buf_free(&word);
}

static void
an_upright_sheet_has_no_cover(void **state)
{
	static const char *const about[] = {"Phiếu", "Số đến: 01"};
	struct tr_buf b = {0}, pdf = {0};
	size_t sheets;
	(void)state;

	piece(&b, TR_PRINTED_ABOUT, TR_PRINTED_PLAIN, about, 2);
	assert_ok(tr_printed_line(&b, TR_PRINTED_HEADING, "PHIẾU", &err), &err);
	piece(&b, TR_PRINTED_TABLE, TR_PRINTED_PLAIN, (const char *const[]){"", "1", "Văn bản"}, 3);
	piece(&b, TR_PRINTED_ROW, TR_PRINTED_PLAIN, (const char *const[]){"12/BC"}, 1);
	assert_ok(tr_printed_line(&b, TR_PRINTED_PART, "Ý kiến", &err), &err);
	struct tr_page_reader *r = made(&b, &pdf, &sheets);
	assert_int_equal(sheets, 1);
	assert_int_equal(count_on(r, 0, "1/1"), 1);
	assert_int_equal(count_on(r, 0, "kiến"), 1);
	tr_page_reader_close(r);
	tr_buf_free(&b);
	tr_buf_free(&pdf);
}

/* A row of many empty lines is a sheet of its own. */
static void
so_many_sheets(void **state)
{
	struct tr_buf b = {0}, pdf = {0};
	char tall[31];
	(void)state;

	memset(tall, '\n', sizeof(tall) - 1);
	tall[sizeof(tall) - 1] = '\0';
	begin_book(&b);
	for (size_t i = 1; i < TR_LEDGER_SHEETS_MAX; i++)
		row(&b, "", tall);
	assert_ok(tr_ledger_pdf(tr_buf_view(&b), fonts, id16, &pdf, &err), &err);
	assert_int_equal(sheets_of(&pdf), TR_LEDGER_SHEETS_MAX);
	row(&b, "", tall);
	assert_refused(tr_ledger_pdf(tr_buf_view(&b), fonts, id16, &pdf, &err), "layout.ledger-limit");
	tr_buf_free(&b);
	tr_buf_free(&pdf);
}

/* What is no book is our own mistake, and is said; it is never a page. */
static void
other_pieces_are_refused(void **state)
{
	static const struct {
		enum tr_printed_kind kind;
		size_t count;
	} bad[] = {{TR_PRINTED_ROW, 3}, {TR_PRINTED_TABLE, 4}, {TR_PRINTED_TABLE, 1}, {TR_PRINTED_TABLE, 2 * TR_LEDGER_COLUMNS_MAX + 3}, {TR_PRINTED_ABOUT, 2},
		{TR_PRINTED_TEXT, 2}};
	static const char *const cells[32] = {"1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1", "1",
		"1", "1", "1", "1", "1", "1", "1", "1", "1"};
	struct tr_buf b = {0}, pdf = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		tr_buf_clear(&b);
		begin_book(&b);
		piece(&b, bad[i].kind, TR_PRINTED_PLAIN, cells, bad[i].count);
		assert_refused(tr_ledger_pdf(tr_buf_view(&b), fonts, id16, &pdf, &err), "base.internal");
	}
	assert_refused(tr_ledger_pdf(TR_BYTES(NULL, 0), fonts, id16, &pdf, &err), "base.internal");
	assert_int_equal(pdf.n, 0);
	tr_buf_clear(&b);
	begin_book(&b);
	assert_refused(tr_ledger_pdf(tr_buf_view(&b), NULL, id16, &pdf, &err), "layout.fonts-missing");
	/* As many columns as there may be. */
	piece(&b, TR_PRINTED_TABLE, TR_PRINTED_PLAIN, cells, 2 * TR_LEDGER_COLUMNS_MAX + 1);
	assert_ok(tr_ledger_pdf(tr_buf_view(&b), fonts, id16, &pdf, &err), &err);
	tr_buf_free(&b);
	tr_buf_free(&pdf);
}

static int
load(void **state)
{
	(void)state;
	return tr_page_fonts_load(&fonts, &err) == TRIEN_OK ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	tr_page_fonts_free(fonts);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_sheet_has_the_headings), cmocka_unit_test(a_row_is_whole_where_a_sheet_holds_it),
		cmocka_unit_test(whatever_people_type_is_shown), cmocka_unit_test(an_upright_sheet_has_no_cover), cmocka_unit_test(so_many_sheets),
		cmocka_unit_test(other_pieces_are_refused)};
	return cmocka_run_group_tests(tests, load, unload);
}
