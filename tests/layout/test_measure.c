/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The measure itself is measured, on rectangles of known size; and a picture on the page keeps the size it was given. */
#include "test.h"

#include <stdio.h>

#include "layout/deflate.h"
#include "layout/picture.h"
#include "make_png.h"
#include "one_page.h"
#include "raster_measure.h"

static struct trien_err err;

/* 10 by 20 mm of a colour, 30 mm from the left and 40 mm from the top of an A4 page, and a dot of it far away. */
static struct tr_raster
rectangle(const char *colour)
{
	char content[256];
	struct make m;

	snprintf(content, sizeof(content), "%s rg %f 0 0 %f 0 0 cm 30 237 10 20 re 150 150 1 1 re f", colour, TR_POINTS_PER_MM,
			TR_POINTS_PER_MM);
	one_page(&m, "/MediaBox[0 0 595.276 841.89]", content);
	struct tr_raster r = raster_of(make_view(&m), 1, 0, 300);
	make_free(&m);
	return r;
}

static void
assert_box(struct tr_box got, double x0, double y0, double x1, double y1, double near)
{
	assert_float_equal(got.x0, x0, near);
	assert_float_equal(got.y0, y0, near);
	assert_float_equal(got.x1, x1, near);
	assert_float_equal(got.y1, y1, near);
}

static void
ink_is_found_by_its_colour(void **state)
{
	static const struct {
		const char *colour;
		bool is[4];
	} rows[] = {
		{"0.85 0.1 0.1", {true, false, false, true}}, {"0.1 0.2 0.7", {false, true, false, true}},
		{"0 0 0", {false, false, true, true}}, {"0.3 0.3 0.3", {false, false, true, true}},
		{"0.9 0.9 0.9", {false, false, false, true}}, {"0.96 0.96 0.96", {false, false, false, false}},
		{"1 0.7 0.7", {true, false, false, true}},
	};
	const struct tr_box region = {20, 20, 60, 100};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tr_raster r = rectangle(rows[i].colour);
		for (int ink = RASTER_RED; ink <= RASTER_ANY; ink++) {
			const struct tr_box box = raster_inked(&r, 300, region, (enum raster_ink)ink);
			if (rows[i].is[ink])
				assert_box(box, 30, 40, 40, 60, 0.09);
			else
				assert_box(box, 0, 0, 0, 0, 0);
			assert_float_equal(raster_share(&r, 300, (struct tr_box){30, 40, 50, 60}, (enum raster_ink)ink),
					rows[i].is[ink] ? 0.5 : 0, 0.02);
		}
		tr_raster_free(&r);
	}
}

static void
a_region_cuts(void **state)
{
	struct tr_raster r = rectangle("1 0 0");
	(void)state;
	assert_box(raster_inked(&r, 300, RASTER_PAGE, RASTER_RED), 30, 40, 151, 147, 0.09);
	assert_box(raster_inked(&r, 300, (struct tr_box){35, 50, 60, 55}, RASTER_RED), 35, 50, 40, 55, 0.09);
	assert_box(raster_inked(&r, 300, (struct tr_box){-5, -5, 20, 20}, RASTER_RED), 0, 0, 0, 0, 0);
	assert_float_equal(raster_share(&r, 300, (struct tr_box){-9, -9, -5, -5}, RASTER_RED), 0, 0);
	tr_raster_free(&r);
}

/* A seal of 120 pixels across with 40 pixels of margin that is not seen. */
static void
paint_seal(uint32_t x, uint32_t y, uint16_t s[4])
{
	const int dx = 2 * (int)x - 199, dy = 2 * (int)y - 199, r = dx * dx + dy * dy;
	s[0] = 210;
	s[1] = s[2] = 30;
	s[3] = r <= 120 * 120 && r >= 105 * 105 ? 255 : 0;
}

static trien_rc
put_seal(struct tr_pdf_update *u, const struct tr_picture *p)
{
	struct tr_pdf_ref image, content;
	TR_AUTO_BUF text = {0}, page = {0};
	const double side = 36 * TR_POINTS_PER_MM;

	TR_TRY(tr_picture_put(p, u, &image, &err));
	TR_TRY(tr_buf_addf(&text, &err, "%.3f 0 0 %.3f %.3f %.3f cm /S Do", side, side, 100 * TR_POINTS_PER_MM,
			100 * TR_POINTS_PER_MM));
	TR_TRY(tr_put_deflated(u, TR_BYTES(NULL, 0), tr_buf_view(&text), TR_DEFLATE_SMALL, &content, &err));
	TR_TRY(tr_buf_addf(&page, &err, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.276 841.89]/Contents %u 0 R"
			"/Resources<</XObject<</S %u 0 R>>>>>>", content.num, image.num));
	return tr_pdf_update_put(u, (struct tr_pdf_ref){3, 0}, tr_buf_view(&page), &err);
}

static void
a_seal_has_the_diameter_of_its_ink(void **state)
{
	static const uint8_t id[16] = {1};
	struct tr_picture p = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	struct make m;
	TR_AUTO_BUF png = {0}, tail = {0};
	(void)state;

	make_png(&png, 200, 200, (struct png_kind){.bits = 8, .colour = PNG_COLOR_TYPE_RGB_ALPHA}, paint_seal);
	assert_ok(tr_picture_read_png(tr_buf_view(&png), &p, &err), &err);
	assert_int_equal(p.width, 120);
	make_minimal(&m);
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	assert_ok(put_seal(u, &p), &err);
	assert_ok(tr_pdf_update_write(u, id, &tail, &err), &err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	assert_ok(tr_buf_add_bytes(&m.b, tr_buf_view(&tail), &err), &err);
	struct tr_raster r = raster_of(make_view(&m), 1, 0, 300);
	assert_box(raster_inked(&r, 300, RASTER_PAGE, RASTER_RED), 100, 297 - 136, 136, 297 - 100, 0.2);
	/* What is between and around shows the paper. */
	assert_box(raster_inked(&r, 300, (struct tr_box){108, 297 - 128, 128, 297 - 108}, RASTER_ANY), 0, 0, 0, 0, 0);
	tr_raster_free(&r);
	tr_picture_free(&p);
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ink_is_found_by_its_colour),
		cmocka_unit_test(a_region_cuts),
		cmocka_unit_test(a_seal_has_the_diameter_of_its_ink),
	};
	return cmocka_run_group_tests_name("layout measure", tests, NULL, NULL);
}
