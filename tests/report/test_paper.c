/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sheets: what cannot be shown, what is too long, and where they end. */
#include "test.h"

#include "layout/font.h"
#include "report/paper.h"
#include "report/seen.h"

static const uint8_t id16[16] = {7};
static const struct tr_paper_end end = {.language = "vi", .page_of = "Trang ", .between = "/", .cut = "Bị cắt.", .id16 = id16};
static struct tr_page_fonts *fonts;
static struct trien_err err;

static int
set_up(void **state)
{
	(void)state;
	return tr_page_fonts_load(&fonts, &err) == TRIEN_OK ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_page_fonts_free(fonts);
	return 0;
}

static void
write(struct tr_paper *p, const char *text)
{
	assert_ok(tr_paper_write(p, &(struct tr_paper_text){.size = 11, .text = text}, &err), &err);
}

/* The words of a sheet of the finished paper, with blanks between them. */
static size_t
words(struct tr_paper *p, size_t sheet, char *out, size_t size)
{
	TR_AUTO_BUF pdf = {0};
	struct tr_page_reader *reader;
	struct tr_page_words found;
	struct tr_pdf *file;
	size_t pages;

	assert_ok(tr_paper_end(p, &end, &pdf, &err), &err);
	assert_ok(tr_pdf_open(tr_buf_view(&pdf), NULL, &file, &err), &err);
	assert_ok(tr_pdf_page_count(file, tr_pdf_newest(file), &pages, &err), &err);
	tr_pdf_close(file);
	assert_ok(tr_page_reader_open(tr_buf_view(&pdf), NULL, pages, &reader, &err), &err);
	assert_ok(tr_page_read_words(reader, sheet, &found, &err), &err);
	out[0] = '\0';
	for (size_t i = 0, n = 0; i < found.count && n + found.words[i].text.n + 2 < size; i++) {
		assert_true(found.words[i].box.x0 >= 50 && found.words[i].box.x1 <= 545);
		memcpy(out + n, found.words[i].text.p, found.words[i].text.n);
		n += found.words[i].text.n;
		memcpy(out + n, " ", 2);
		n++;
	}
	tr_page_words_free(&found);
	tr_page_reader_close(reader);
	return pages;
}

static struct tr_paper *
paper(void)
{
	struct tr_paper *p;
	assert_ok(tr_paper_new(fonts, &p, &err), &err);
	return p;
}

static void
what_the_font_lacks_is_a_question_mark(void **state)
{
	struct tr_paper *p = paper();
	char text[200];
	(void)state;

	write(p, "Tiếng Việt \xe6\xbc\xa2 \xf0\x9f\x98\x80 hết\x01\x7f");
	assert_int_equal(words(p, 0, text, sizeof(text)), 1);
	assert_string_equal(text, "Tiếng Việt ? ? hết?? Trang 1/1 ");
	tr_paper_free(p);
}

/* Longer than a line, and longer than the font shows at once. */
static void
a_long_word_is_broken(void **state)
{
	static char word[TR_FONT_TEXT_MAX * 2 + 1], text[TR_FONT_TEXT_MAX * 3];
	struct tr_paper *p = paper();
	size_t letters = 0;
	(void)state;

	memset(word, 'm', sizeof(word) - 1);
	write(p, word);
	const size_t sheets = words(p, 0, text, sizeof(text));
	assert_in_range(sheets, 2, 10);
	for (size_t i = 0; i < strlen(text); i++)
		letters += text[i] == 'm';
	assert_true(letters > 1000);
	tr_paper_free(p);
}

static void
sheets_end_at_their_cap(void **state)
{
	char text[4000];
	(void)state;

	for (size_t more = 0; more < 2; more++) {
		struct tr_paper *p = paper();
		for (size_t i = 0; i < TR_REPORT_SHEETS_MAX + more; i++) {
			assert_ok(tr_paper_need(p, TR_PAPER_WHOLE, &err), &err);
			write(p, "Một dòng.");
		}
		assert_int_equal(words(p, TR_REPORT_SHEETS_MAX - 1, text, sizeof(text)), TR_REPORT_SHEETS_MAX);
		assert_int_equal(strstr(text, "Bị cắt.") != NULL, more > 0);
		tr_paper_free(p);
	}
}

static void
the_same_input_gives_the_same_bytes(void **state)
{
	TR_AUTO_BUF a = {0}, b = {0};
	(void)state;

	for (int i = 0; i < 2; i++) {
		struct tr_paper *p = paper();
		write(p, "Một dòng.");
		assert_ok(tr_paper_end(p, &end, i ? &b : &a, &err), &err);
		tr_paper_free(p);
	}
	assert_int_equal(a.n, b.n);
	assert_memory_equal(a.p, b.p, a.n);
}

static void
no_fonts_no_paper(void **state)
{
	struct tr_paper *p;
	(void)state;
	assert_refused(tr_paper_new(NULL, &p, &err), "layout.fonts-missing");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_font_lacks_is_a_question_mark),
		cmocka_unit_test(a_long_word_is_broken),
		cmocka_unit_test(sheets_end_at_their_cap),
		cmocka_unit_test(the_same_input_gives_the_same_bytes),
		cmocka_unit_test(no_fonts_no_paper),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
