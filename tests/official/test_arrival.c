/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stamp ĐẾN on a copy: free room first, told where there is none, upright on every page, the file's bytes untouched. Requirement: X5 */
#include "one_page.h"
#include "test.h"

#include <stdio.h>

#include "official/arrival.h"

static struct trien_err err;
static struct tr_page_fonts *fonts;
static const uint8_t id16[16] = {1};

/* Stamps the page; the copy is the file and the revision behind it. */
static trien_rc
stamped(const struct make *m, struct tr_arrival *s, struct tr_buf *copy)
{
	static const char *const lines[TR_ARRIVAL_LINES] = {"UBND tỉnh Mẫu", "ĐẾN", "Số: 01", "Ngày: 26/11/2026", "Chuyển: 漢", "Số và ký hiệu HS:"};

	*s = (struct tr_arrival){.file = make_view(m), .fonts = fonts, .id16 = id16};
	for (size_t i = 0; i < TR_ARRIVAL_LINES; i++)
		s->lines[i] = TR_BYTES(lines[i], strlen(lines[i]));
	TR_AUTO_BUF tail = {0};
	const trien_rc rc = tr_arrival_put(s, &tail, &err);
	tr_buf_clear(copy);
	assert_ok(tr_buf_add_bytes(copy, make_view(m), &err), &err);
	assert_ok(tr_buf_add_bytes(copy, tr_buf_view(&tail), &err), &err);
	return rc;
}

/* Where the word stands, as it is seen. */
static struct tr_box
word_at(const struct tr_buf *copy, const char *want)
{
	struct tr_page_reader *r = NULL;
	struct tr_page_words w;
	struct tr_box at = {-1, -1, -1, -1};

	assert_ok(tr_page_reader_open(tr_buf_view(copy), NULL, 1, &r, &err), &err);
	assert_ok(tr_page_read_words(r, 0, &w, &err), &err);
	for (size_t i = 0; i < w.count; i++)
		if (w.words[i].text.n == strlen(want) && memcmp(w.words[i].text.p, want, strlen(want)) == 0) {
			assert_true(w.words[i].upright);
			at = w.words[i].box;
		}
	tr_page_words_free(&w);
	tr_page_reader_close(r);
	assert_true(at.x0 >= 0);
	return at;
}

static void
free_room_is_found(void **state)
{
	struct tr_arrival s;
	struct tr_buf copy = {0};
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "");
	assert_ok(stamped(&m, &s, &copy), &err);
	assert_false(s.over);
	const struct tr_box at = word_at(&copy, "ĐẾN");
	assert_in_range((int)at.x0, 30 * 72 / 25.4, 80 * 72 / 25.4);
	assert_in_range((int)at.y0, 30 * 72 / 25.4, 65 * 72 / 25.4);
	(void)word_at(&copy, "?"); /* what the font lacks */
	/* All of the left half is ink: the right column. */
	make_free(&m);
	one_page(&m, A_PAGE, "0 g 0 0 350 800 re f");
	assert_ok(stamped(&m, &s, &copy), &err);
	assert_false(s.over);
	assert_true(word_at(&copy, "ĐẾN").x0 > 380);
	/* All of the page is: told, and still there. */
	make_free(&m);
	one_page(&m, A_PAGE, "0 g 0 0 600 800 re f");
	assert_ok(stamped(&m, &s, &copy), &err);
	assert_true(s.over);
	make_free(&m);
	tr_buf_free(&copy);
}

static void
it_stands_upright_on_turned_pages(void **state)
{
	static const char *const turned[] = {"/MediaBox[0 0 595 842]/Rotate 90", "/MediaBox[0 0 595 842]/Rotate 180", "/MediaBox[0 0 595 842]/Rotate 270"};
	struct tr_arrival s;
	struct tr_buf copy = {0};
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct make m;
		one_page(&m, turned[i], "");
		assert_ok(stamped(&m, &s, &copy), &err);
		const struct tr_box at = word_at(&copy, "ĐẾN");
		assert_in_range((int)at.x0, 30 * 72 / 25.4, 80 * 72 / 25.4);
		make_free(&m);
	}
	tr_buf_free(&copy);
}

static void
a_small_page_has_no_room(void **state)
{
	struct tr_arrival s;
	struct tr_buf copy = {0};
	struct make m;
	(void)state;

	one_page(&m, "/MediaBox[0 0 171 128]", ""); /* 50 and 35 mm, and 5 at each side */
	assert_ok(stamped(&m, &s, &copy), &err);
	make_free(&m);
	one_page(&m, "/MediaBox[0 0 169 128]", "");
	assert_refused(stamped(&m, &s, &copy), "official.arrival-page");
	make_free(&m);
	one_page(&m, "/MediaBox[0 0 171 126]", "");
	assert_refused(stamped(&m, &s, &copy), "official.arrival-page");
	make_free(&m);
	one_page(&m, A_PAGE "/Annots 7", "");
	assert_refused(stamped(&m, &s, &copy), "sign.page");
	s.fonts = NULL;
	assert_refused(tr_arrival_put(&s, &copy, &err), "layout.fonts-missing");
	make_free(&m);
	tr_buf_free(&copy);
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
	const struct CMUnitTest tests[] = {cmocka_unit_test(free_room_is_found), cmocka_unit_test(it_stands_upright_on_turned_pages),
		cmocka_unit_test(a_small_page_has_no_room)};
	return cmocka_run_group_tests(tests, load, unload);
}
