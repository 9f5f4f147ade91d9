/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page reader: which files it refuses, and pages as pictures. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "layout/picture.h"
#include "one_page.h"

static struct trien_err err;

static struct tr_page_reader *
reader(const struct make *m)
{
	struct tr_page_reader *r = NULL;
	assert_ok(tr_page_reader_open(make_view(m), NULL, 1, &r, &err), &err);
	return r;
}

/* ---- refusals ---- */

static void
a_repaired_file_is_refused(void **state)
{
	struct tr_page_reader *r = NULL;
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "");
	make_replace(&m, "startxref", "startxxxx");
	assert_refused(tr_page_reader_open(make_view(&m), NULL, 1, &r, &err), "layout.page-repaired");
	make_free(&m);
	/* Found out only when the page's content is read: its object is not where the table says. */
	one_page(&m, A_PAGE, "0 0 m");
	make_replace(&m, "4 0 obj", "4 0 ojb");
	assert_ok(tr_page_reader_open(make_view(&m), NULL, 1, &r, &err), &err);
	struct tr_page_words w;
	struct tr_raster raster;
	assert_refused(tr_page_read_words(r, 0, &w, &err), "layout.page-repaired");
	assert_refused(tr_page_draw(r, 0, 72, &raster, &err), "layout.page-repaired");
	tr_page_reader_close(r);
	make_free(&m);
}

static void
two_counts_are_refused(void **state)
{
	struct tr_page_reader *r = NULL;
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "");
	assert_refused(tr_page_reader_open(make_view(&m), NULL, 2, &r, &err), "layout.page-count");
	assert_refused(tr_page_reader_open(make_view(&m), NULL, 0, &r, &err), "layout.page-count");
	make_free(&m);
}

static void
what_is_no_pdf_is_refused(void **state)
{
	struct tr_page_reader *r = NULL;
	(void)state;
	assert_refused(tr_page_reader_open(TR_BYTES_LIT("<html><body>text</body></html>"), NULL, 1, &r, &err),
			"layout.page-reader");
	assert_refused(tr_page_reader_open(TR_BYTES(NULL, 0), NULL, 1, &r, &err), "layout.page-reader");
}

static void
a_password_is_asked_for(void **state)
{
	struct tr_page_reader *r = NULL;
	static uint8_t data[1 << 16];
	(void)state;
	FILE *f = fopen(TRIEN_SOURCE_DIR "/tests/pdf/data/r6.pdf", "rb");
	assert_non_null(f);
	const size_t n = fread(data, 1, sizeof(data), f);
	fclose(f);
	assert_refused(tr_page_reader_open(TR_BYTES(data, n), NULL, 1, &r, &err), "pdf.encrypted-unreadable");
}

static void
pages_are_counted_from_the_first(void **state)
{
	struct tr_page_words w;
	struct tr_raster raster;
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "");
	struct tr_page_reader *r = reader(&m);
	assert_ok(tr_page_read_words(r, 0, &w, &err), &err);
	tr_page_words_free(&w);
	assert_refused(tr_page_read_words(r, 1, &w, &err), "pdf.page-not-found");
	assert_refused(tr_page_draw(r, 1, 72, &raster, &err), "pdf.page-not-found");
	tr_page_reader_close(r);
	make_free(&m);
}

/* ---- pictures of pages ---- */

static uint32_t
pixel(const struct tr_raster *r, uint32_t x, uint32_t y)
{
	const uint8_t *p = r->rgb.p + 3 * ((size_t)y * r->width + x);
	assert_true(x < r->width && y < r->height);
	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static struct tr_raster
drawn(const char *keys, const char *content, unsigned dpi)
{
	struct tr_raster out = {0};
	struct make m;

	one_page(&m, keys, content);
	struct tr_page_reader *r = reader(&m);
	assert_ok(tr_page_draw(r, 0, dpi, &out, &err), &err);
	tr_page_reader_close(r);
	make_free(&m);
	assert_int_equal(out.rgb.n, (size_t)out.width * out.height * 3);
	return out;
}

static void
pages_are_drawn_as_they_are_seen(void **state)
{
	const char *red_corner = "1 0 0 rg 0 700 100 100 re f"; /* top left */
	struct tr_raster r;
	(void)state;

	r = drawn(A_PAGE, red_corner, 72);
	assert_int_equal(r.width, 600);
	assert_int_equal(r.height, 800);
	assert_int_equal(pixel(&r, 50, 50), 0xff0000);
	assert_int_equal(pixel(&r, 50, 150), 0xffffff);
	assert_int_equal(pixel(&r, 599, 799), 0xffffff);
	tr_raster_free(&r);
	r = drawn(A_PAGE "/Rotate 90", red_corner, 144);
	assert_int_equal(r.width, 1600);
	assert_int_equal(r.height, 1200);
	assert_int_equal(pixel(&r, 1500, 100), 0xff0000);
	assert_int_equal(pixel(&r, 100, 100), 0xffffff);
	tr_raster_free(&r);
	r = drawn(A_PAGE "/CropBox[50 750 150 800]", red_corner, 72);
	assert_int_equal(r.width, 100);
	assert_int_equal(r.height, 50);
	assert_int_equal(pixel(&r, 49, 10), 0xff0000);
	assert_int_equal(pixel(&r, 51, 10), 0xffffff);
	tr_raster_free(&r);
}

static void
annotations_are_drawn(void **state)
{
	struct tr_raster raster;
	struct make m;
	(void)state;

	make_begin(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>");
	make_object(&m, 4, "<</Type/Annot/Subtype/Stamp/F 4/Rect[10 10 90 90]/AP<</N 5 0 R>>>>");
	make_stream(&m, 5, "/Type/XObject/Subtype/Form/BBox[0 0 80 80]", "0 0 1 rg 0 0 80 80 re f", 23);
	make_table(&m, "");
	struct tr_page_reader *r = reader(&m);
	assert_ok(tr_page_draw(r, 0, 72, &raster, &err), &err);
	assert_int_equal(pixel(&raster, 50, 50), 0x0000ff);
	assert_int_equal(pixel(&raster, 5, 5), 0xffffff);
	tr_raster_free(&raster);
	tr_page_reader_close(r);
	make_free(&m);
}

static void
pixels_stop_at_their_caps(void **state)
{
	struct tr_raster raster;
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "");
	struct tr_page_reader *r = reader(&m);
	assert_refused(tr_page_draw(r, 0, 0, &raster, &err), "layout.page-pixels");
	assert_refused(tr_page_draw(r, 0, TR_PAGE_DPI_MAX + 1, &raster, &err), "layout.page-pixels");
	assert_ok(tr_page_draw(r, 0, TR_PAGE_DPI_MAX, &raster, &err), &err);
	assert_int_equal(raster.width, 2500);
	tr_raster_free(&raster);
	tr_page_reader_close(r);
	make_free(&m);
	/* 8192 by 5120 is the cap. */
	one_page(&m, "/MediaBox[0 0 8192 5120]", "");
	r = reader(&m);
	assert_ok(tr_page_draw(r, 0, 72, &raster, &err), &err);
	assert_int_equal((size_t)raster.width * raster.height, TR_PAGE_PIXELS_MAX);
	tr_raster_free(&raster);
	tr_page_reader_close(r);
	make_free(&m);
	one_page(&m, "/MediaBox[0 0 8193 5120]", "");
	r = reader(&m);
	assert_refused(tr_page_draw(r, 0, 72, &raster, &err), "layout.page-pixels");
	tr_page_reader_close(r);
	make_free(&m);
}

static void
a_raster_becomes_a_png(void **state)
{
	struct tr_raster r = drawn("/MediaBox[0 0 60 80]", "1 0 0 rg 0 0 30 30 re f", 72);
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0}, small = {.max = 64};
	(void)state;

	assert_ok(tr_raster_png(&r, &png, &err), &err);
	assert_ok(tr_picture_read_png(tr_buf_view(&png), &p, &err), &err);
	assert_int_equal(p.width, 60);
	assert_int_equal(p.components, 3);
	assert_true(tr_bytes_equal(tr_buf_view(&p.samples), tr_buf_view(&r.rgb)));
	/* Nothing stays behind of what does not fit. */
	assert_ok(tr_buf_add(&small, "before", 6, &err), &err);
	assert_refused(tr_raster_png(&r, &small, &err), "base.buffer-limit");
	assert_int_equal(small.n, 6);
	tr_picture_free(&p);
	tr_raster_free(&r);
}

/* ---- fonts ---- */

static size_t
ink(const struct tr_raster *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->rgb.n; i += 3)
		n += r->rgb.p[i] < 128;
	return n;
}

static void
fonts_that_are_not_embedded_are_liberation_serif(void **state)
{
	struct tr_page_fonts *fonts = NULL;
	struct tr_page_reader *r = NULL;
	struct tr_raster raster;
	struct make m;
	(void)state;

	assert_ok(tr_page_fonts_load(&fonts, &err), &err);
	for (unsigned face = 0; face < 4; face++)
		assert_true(tr_page_fonts_serif(fonts, face).n > 100000);
	one_page(&m, "/MediaBox[0 0 100 20]", "BT /F5 14 Tf 5 5 Td (Triện) Tj ET");
	assert_ok(tr_page_reader_open(make_view(&m), fonts, 1, &r, &err), &err);
	assert_ok(tr_page_draw(r, 0, 144, &raster, &err), &err);
	assert_in_range(ink(&raster), 150, 1500);
	tr_raster_free(&raster);
	tr_page_reader_close(r);
	make_free(&m);
	tr_page_fonts_free(fonts);
}

static void
missing_fonts_are_named(void **state)
{
	struct tr_page_fonts *fonts = NULL;
	(void)state;
	assert_refused(tr_page_fonts_load_from("/nowhere", &fonts, &err), "layout.fonts-missing");
	assert_string_equal(err.values[0].text, "/nowhere/LiberationSerif-Regular.ttf");
	/* A folder where the font should be. */
	char folder[] = "/tmp/trien-fonts-XXXXXX", path[128];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/LiberationSerif-Regular.ttf", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused(tr_page_fonts_load_from(folder, &fonts, &err), "layout.fonts-missing");
	rmdir(path);
	rmdir(folder);
}

/* ---- what is drawn beside text ---- */
static void
drawings_are_told_from_rules(void **state)
{
	static const struct {
		const char *content;
		size_t count;
		enum tr_drawn_kind kind;
	} cases[] = {
		{"100 100 m 300 100 l S 50 50 500 700 re S", 0, TR_DRAWN_BIT},
		{"100 100 m 300 101 l S", 0, TR_DRAWN_BIT},
		{"100 100 m 120 140 l 140 100 l h f", 1, TR_DRAWN_SHAPE},
		{"100 100 m 120 140 l S", 1, TR_DRAWN_SHAPE},
		{"100 100 m 100 120 130 120 130 100 c f", 1, TR_DRAWN_SHAPE},
		{"100 100 m 120 140 l 140 100 l h W n", 1, TR_DRAWN_SHAPE},
		{"100 100 10 10 re f", 1, TR_DRAWN_BIT},
		{"1000 1000 10 10 re f", 0, TR_DRAWN_BIT},
		{"q 50 0 0 50 100 100 cm /I1 Do Q", 1, TR_DRAWN_PICTURE},
		{"BT /F1 12 Tf 100 100 Td (word) Tj ET", 0, TR_DRAWN_BIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_page_words w = one_page_words(A_PAGE, cases[i].content);
		if (w.drawn_count != cases[i].count || (w.drawn_count > 0 && w.drawn[0].kind != cases[i].kind))
			fail_msg("%s: %zu", cases[i].content, w.drawn_count);
		tr_page_words_free(&w);
	}
}

static void
drawings_stop_at_their_cap(void **state)
{
	static const char bit[] = "9 9 9 9 re f ";
	(void)state;

	for (size_t more = 0; more < 2; more++) {
		char *content = malloc((TR_PAGE_DRAWN_MAX + more) * (sizeof(bit) - 1) + 1);
		assert_non_null(content);
		for (size_t i = 0; i < TR_PAGE_DRAWN_MAX + more; i++)
			memcpy(content + i * (sizeof(bit) - 1), bit, sizeof(bit));
		struct tr_page_words w = one_page_words(A_PAGE, content);
		assert_int_equal(w.drawn_count, TR_PAGE_DRAWN_MAX);
		assert_int_equal(w.drawn[TR_PAGE_DRAWN_MAX - 1].kind, more ? TR_DRAWN_SHAPE : TR_DRAWN_BIT);
		tr_page_words_free(&w);
		free(content);
	}
}

static void
text_can_be_left_out(void **state)
{
	struct tr_raster raster;
	struct make m;
	(void)state;

	one_page(&m, A_PAGE, "BT /F1 300 Tf 100 300 Td (word) Tj 1 Tr (word) Tj ET");
	struct tr_page_reader *r = reader(&m);
	assert_ok(tr_page_draw(r, 0, 36, &raster, &err), &err);
	assert_non_null(memchr(raster.rgb.p, 0, raster.rgb.n));
	tr_raster_free(&raster);
	assert_ok(tr_page_draw_textless(r, 0, 36, &raster, &err), &err);
	for (size_t i = 0; i < raster.rgb.n; i++)
		assert_int_equal(raster.rgb.p[i], 0xff);
	tr_raster_free(&raster);
	tr_page_reader_close(r);
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_repaired_file_is_refused),
		cmocka_unit_test(two_counts_are_refused),
		cmocka_unit_test(what_is_no_pdf_is_refused),
		cmocka_unit_test(a_password_is_asked_for),
		cmocka_unit_test(pages_are_counted_from_the_first),
		cmocka_unit_test(pages_are_drawn_as_they_are_seen),
		cmocka_unit_test(annotations_are_drawn),
		cmocka_unit_test(pixels_stop_at_their_caps),
		cmocka_unit_test(a_raster_becomes_a_png),
		cmocka_unit_test(fonts_that_are_not_embedded_are_liberation_serif),
		cmocka_unit_test(missing_fonts_are_named),
		cmocka_unit_test(drawings_are_told_from_rules),
		cmocka_unit_test(drawings_stop_at_their_cap),
		cmocka_unit_test(text_can_be_left_out),
	};
	return cmocka_run_group_tests_name("layout page", tests, NULL, NULL);
}
