/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each allocation fails once: what we do either works or is refused for want of memory, and nothing leaks or crashes. */
#include "test.h"

#include <stdlib.h>

#include "base/memory.h"
#include "draw_lines.h"
#include "layout/page_glyphs.h"
#include "layout/picture.h"
#include "make_png.h"

static struct trien_err err;
static struct make base;

static void
squeeze(const char *name, trien_rc (*act)(void))
{
	tr_mem_fail_at(1000000000);
	assert_ok(act(), &err);
	const unsigned long allocations = tr_mem_fail_at(0);
	assert_true(allocations > 2);
	for (unsigned long i = 1; i <= allocations; i++) {
		tr_mem_fail_at(i);
		trien_rc rc = act();
		tr_mem_fail_at(0);
		if (rc == TRIEN_OK || strcmp(trien_err_id(rc), "base.no-memory") != 0)
			fail_msg("%s: allocation %lu of %lu: %s", name, i, allocations, trien_err_id(rc));
	}
}

/* Opens the base and has a revision with whatever `put` puts. */
static trien_rc
with_update(trien_rc (*put)(struct tr_pdf_update *u))
{
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;

	TR_TRY(tr_pdf_open(make_view(&base), NULL, &pdf, &err));
	trien_rc rc = tr_pdf_update_new(pdf, &u, &err);
	if (rc == TRIEN_OK)
		rc = put(u);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	return rc;
}

/* ---- picture ---- */

static struct tr_buf png;

static void
paint(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = (uint16_t)(x * 20);
	s[3] = y == 0 || x == 0 ? 0 : 200;
}

static trien_rc
put_picture(struct tr_pdf_update *u)
{
	struct tr_picture p = {0};
	struct tr_pdf_ref image;

	TR_TRY(tr_picture_read_png(tr_buf_view(&png), &p, &err));
	trien_rc rc = tr_picture_put(&p, u, &image, &err);
	tr_picture_free(&p);
	return rc;
}

static trien_rc
picture(void)
{
	return with_update(put_picture);
}

static void
pictures_survive(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		tr_buf_clear(&png);
		make_png(&png, 9, 9, (struct png_kind){.bits = 8, .colour = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = i}, paint);
		squeeze("picture", picture);
	}
	tr_buf_free(&png);
}

/* ---- font ---- */

static struct tr_buf font_file;

static trien_rc
show_and_draw(struct make *m, struct tr_font *f)
{
	struct tr_pdf_ref font;

	TR_TRY(tr_font_add(f, TR_TEXT_LIT("0123456789"), &err));
	TR_TRY(draw_text(m, f, TR_TEXT_LIT("AV: Nguye\xcc\x82\xcc\x83n \xe2\x80\x90\xe2\x80\x91"), &font, &err));
	struct tr_pdf *pdf;
	struct tr_font *again = NULL;
	TR_TRY(tr_pdf_open(make_view(m), NULL, &pdf, &err));
	trien_rc rc = tr_font_open(tr_buf_view(&font_file), &again, &err);
	if (rc == TRIEN_OK)
		rc = tr_font_reuse(again, pdf, 1, font, &err);
	tr_font_free(again);
	tr_pdf_close(pdf);
	return rc;
}

static trien_rc
font(void)
{
	struct make m = {0};
	struct tr_font *f = NULL;

	TR_TRY(tr_buf_add_bytes(&m.b, make_view(&base), &err));
	trien_rc rc = tr_font_open(tr_buf_view(&font_file), &f, &err);
	if (rc == TRIEN_OK)
		rc = show_and_draw(&m, f);
	tr_font_free(f);
	make_free(&m);
	return rc;
}

static void
fonts_survive(void **state)
{
	(void)state;
	assert_true(read_whole(LIBERATION "Regular.ttf", &font_file));
	squeeze("font", font);
	tr_buf_free(&font_file);
}

/* ---- page ---- */

static trien_rc
words(void)
{
	struct tr_glyph items[40] = {{0}};
	struct tr_glyphs g = {.items = items, .count = 40};
	struct tr_page_words w = {0};

	for (size_t i = 0; i < g.count; i++)
		items[i] = (struct tr_glyph){.point = i % 5 == 4 ? ' ' : 0x1ec7, .x = (float)i * 5, .end_x = (float)i * 5 + 5,
			.size = 10, .ascent = 9, .descent = 2, .upright = 1, .visible = 1};
	TR_TRY(tr_words_of_glyphs(&g, &w, &err));
	tr_page_words_free(&w);
	return TRIEN_OK;
}

static trien_rc
raster_to_png(void)
{
	uint8_t pixels[3 * 4 * 4] = {0};
	const struct tr_raster r = {4, 4, {.p = pixels, .n = sizeof(pixels)}};
	TR_AUTO_BUF out = {0};
	return tr_raster_png(&r, &out, &err);
}

static trien_rc
fonts_of_pages(void)
{
	struct tr_page_fonts *f = NULL;
	TR_TRY(tr_page_fonts_load(&f, &err));
	tr_page_fonts_free(f);
	return TRIEN_OK;
}

static void
pages_survive(void **state)
{
	(void)state;
	squeeze("words", words);
	squeeze("raster to PNG", raster_to_png);
	squeeze("fonts of pages", fonts_of_pages);
}

static int
set_up(void **state)
{
	(void)state;
	make_minimal(&base);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	make_free(&base);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_survive),
		cmocka_unit_test(fonts_survive),
		cmocka_unit_test(pages_survive),
	};
	return cmocka_run_group_tests_name("layout squeeze", tests, set_up, tear_down);
}
