/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PNG of every kind to an image with its soft mask; what is too large, empty, damaged or no PNG is named. */
#include "test.h"

#include <stdlib.h>
#include <zlib.h>

#include "layout/picture.h"
#include "make.h"
#include "make_png.h"

static struct trien_err err;

static trien_rc
read_picture(const struct tr_buf *png, struct tr_picture *out)
{
	return tr_picture_read_png(tr_buf_view(png), out, &err);
}

static void
assert_pixel(const struct tr_picture *p, uint32_t x, uint32_t y, const uint8_t want[4])
{
	const size_t at = (size_t)y * p->width + x;
	for (unsigned c = 0; c < p->components; c++)
		assert_int_equal(p->samples.p[at * p->components + c], want[c]);
	if (p->alpha.n > 0)
		assert_int_equal(p->alpha.p[at], want[3]);
}

/* ---- kinds ---- */

/* A cross of samples 1, on samples 0: 7 by 5. */
static bool
on_cross(uint32_t x, uint32_t y)
{
	return x == 3 || y == 2;
}

static void
paint_low(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = on_cross(x, y);
}

static void
paint_8(uint32_t x, uint32_t y, uint16_t s[4])
{
	const uint16_t v = on_cross(x, y) ? 255 : 0;
	s[0] = s[1] = s[2] = s[3] = v;
}

/* 0x12c0 is 18.68 of 255, rounded 19; cutting the low byte off would give 18. */
static void
paint_16(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = s[1] = s[2] = on_cross(x, y) ? 0x12c0 : 0;
	s[3] = on_cross(x, y) ? 0xffff : 0;
}

/* Gray with alpha: the alpha is the second sample. */
static void
paint_gray_alpha(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = 77;
	s[1] = on_cross(x, y) ? 255 : 0;
}

static void
paint_gray_alpha_16(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = 0x12c0;
	s[1] = on_cross(x, y) ? 0xffff : 0;
}

struct kind_row {
	struct png_kind kind;
	png_paint paint;
	unsigned components;
	bool alpha;
	uint8_t on[4], off[4];
};

#define GRAY PNG_COLOR_TYPE_GRAY
#define GRAY_ALPHA PNG_COLOR_TYPE_GRAY_ALPHA
#define RGB PNG_COLOR_TYPE_RGB
#define RGBA PNG_COLOR_TYPE_RGB_ALPHA
#define PALETTE PNG_COLOR_TYPE_PALETTE

static const struct kind_row kinds[] = {
	{{1, GRAY, false, false}, paint_low, 1, false, {255}, {0}},
	{{2, GRAY, false, false}, paint_low, 1, false, {85}, {0}},
	{{4, GRAY, false, true}, paint_low, 1, true, {17, 0, 0, 255}, {0, 0, 0, 0}},
	{{8, GRAY, false, false}, paint_8, 1, false, {255}, {0}},
	{{8, GRAY, false, true}, paint_8, 1, true, {255, 0, 0, 255}, {0, 0, 0, 0}},
	{{16, GRAY, false, true}, paint_16, 1, true, {19, 0, 0, 255}, {0, 0, 0, 0}},
	{{8, GRAY_ALPHA, false, false}, paint_gray_alpha, 1, true, {77, 0, 0, 255}, {77, 0, 0, 0}},
	{{16, GRAY_ALPHA, false, false}, paint_gray_alpha_16, 1, true, {19, 0, 0, 255}, {19, 0, 0, 0}},
	{{8, RGB, false, false}, paint_8, 3, false, {255, 255, 255}, {0, 0, 0}},
	{{8, RGB, false, true}, paint_8, 3, true, {255, 255, 255, 255}, {0, 0, 0, 0}},
	{{16, RGB, false, false}, paint_16, 3, false, {19, 19, 19}, {0, 0, 0}},
	{{16, RGB, false, true}, paint_16, 3, true, {19, 19, 19, 255}, {0, 0, 0, 0}},
	{{8, RGBA, false, false}, paint_8, 3, true, {255, 255, 255, 255}, {0, 0, 0, 0}},
	{{16, RGBA, false, false}, paint_16, 3, true, {19, 19, 19, 255}, {0, 0, 0, 0}},
	{{1, PALETTE, false, false}, paint_low, 3, false, {40, 190, 240}, {0, 200, 255}},
	{{4, PALETTE, false, false}, paint_low, 3, false, {40, 190, 240}, {0, 200, 255}},
	{{8, PALETTE, false, true}, paint_low, 3, true, {40, 190, 240, 128}, {0, 200, 255, 0}},
};

static void
assert_kind(struct kind_row row, bool interlaced)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};

	row.kind.interlaced = interlaced;
	make_png(&png, 7, 5, row.kind, row.paint);
	assert_ok(read_picture(&png, &p), &err);
	assert_int_equal(p.width, 7);
	assert_int_equal(p.height, 5);
	assert_int_equal(p.components, row.components);
	assert_int_equal(p.samples.n, 7 * 5 * row.components);
	assert_int_equal(p.alpha.n, row.alpha ? 7 * 5 : 0);
	for (uint32_t y = 0; y < 5; y++)
		for (uint32_t x = 0; x < 7; x++)
			assert_pixel(&p, x, y, on_cross(x, y) ? row.on : row.off);
	tr_picture_free(&p);
}

static void
every_kind_of_pixel_becomes_eight_bits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		assert_kind(kinds[i], false);
		assert_kind(kinds[i], true);
	}
}

static void
paint_opaque(uint32_t x, uint32_t y, uint16_t s[4])
{
	paint_8(x, y, s);
	s[3] = 255;
}

static void
an_alpha_that_hides_nothing_is_dropped(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	make_png(&png, 7, 5, (struct png_kind){.bits = 8, .colour = RGBA}, paint_opaque);
	assert_ok(read_picture(&png, &p), &err);
	assert_int_equal(p.samples.n, 7 * 5 * 3);
	assert_int_equal(p.alpha.n, 0);
	tr_picture_free(&p);
}

/* ---- margin ---- */

/* Ink from (4, 3) to (9, 5), both in; around it almost nothing. */
static void
paint_ink(uint32_t x, uint32_t y, uint16_t s[4])
{
	const bool in = x >= 4 && x <= 9 && y >= 3 && y <= 5;
	s[0] = (uint16_t)(10 * x);
	s[1] = (uint16_t)(10 * y);
	s[3] = in ? TR_PICTURE_INK_ALPHA : TR_PICTURE_INK_ALPHA - 1;
}

static void
the_transparent_margin_is_trimmed(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	make_png(&png, 20, 12, (struct png_kind){.bits = 8, .colour = RGBA}, paint_ink);
	assert_ok(read_picture(&png, &p), &err);
	assert_int_equal(p.width, 6);
	assert_int_equal(p.height, 3);
	assert_pixel(&p, 0, 0, (const uint8_t[]){40, 30, 0, 16});
	assert_pixel(&p, 5, 2, (const uint8_t[]){90, 50, 0, 16});
	tr_picture_free(&p);
}

static void
paint_nothing(uint32_t x, uint32_t y, uint16_t s[4])
{
	(void)x, (void)y;
	s[3] = TR_PICTURE_INK_ALPHA - 1;
}

static void
nothing_but_margin_is_refused(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	make_png(&png, 20, 12, (struct png_kind){.bits = 8, .colour = RGBA}, paint_nothing);
	assert_refused(read_picture(&png, &p), "layout.png-empty");
}

/* ---- ground ---- */

/* A ring of red, 40 by 40; what is in and around it has the alpha and the paleness that is set. */
static uint16_t ground_alpha, ground_value;

static void
paint_seal(uint32_t x, uint32_t y, uint16_t s[4])
{
	const int dx = 2 * (int)x - 39, dy = 2 * (int)y - 39, r = dx * dx + dy * dy;
	const bool ink = r <= 39 * 39 && r >= 33 * 33;
	s[0] = ink ? 220 : ground_value;
	s[1] = s[2] = ink ? 20 : ground_value;
	s[3] = ink ? 255 : ground_alpha;
}

static bool
seal_is_opaque(uint16_t alpha, uint16_t value)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};

	ground_alpha = alpha;
	ground_value = value;
	make_png(&png, 40, 40, (struct png_kind){.bits = 8, .colour = RGBA}, paint_seal);
	assert_ok(read_picture(&png, &p), &err);
	bool opaque = tr_picture_is_opaque(&p);
	tr_picture_free(&p);
	return opaque;
}

/* White within the ring, nothing around it. */
static void
paint_white_disc(uint32_t x, uint32_t y, uint16_t s[4])
{
	const int dx = 2 * (int)x - 39, dy = 2 * (int)y - 39, r = dx * dx + dy * dy;
	s[0] = r <= 39 * 39 ? 240 : 0;
	s[1] = s[2] = r < 33 * 33 ? 240 : 20;
	s[3] = r <= 39 * 39 ? 255 : 0;
}

static void
a_ground_that_hides_is_seen(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	assert_false(seal_is_opaque(0, 255));
	assert_false(seal_is_opaque(15, 255));
	assert_true(seal_is_opaque(255, 255));
	assert_true(seal_is_opaque(200, 240));
	assert_true(seal_is_opaque(16, 0));
	make_png(&png, 40, 40, (struct png_kind){.bits = 8, .colour = RGBA}, paint_white_disc);
	assert_ok(read_picture(&png, &p), &err);
	assert_true(tr_picture_is_opaque(&p));
	tr_picture_free(&p);
}

/* ---- limits ---- */

static void
sizes_are_judged_before_anything_is_decoded(void **state)
{
	static const struct {
		uint32_t width, height;
		const char *id;
	} rows[] = {
		{30000, 30000, "layout.png-limit"}, {TR_PICTURE_SIDE_MAX + 1, 1, "layout.png-limit"},
		{1, TR_PICTURE_SIDE_MAX + 1, "layout.png-limit"}, {6001, 6000, "layout.png-limit"},
		{0xffffffff, 0xffffffff, "layout.png-limit"},
		/* At the cap it goes on, and misses the pixels. */
		{6000, 6000, "layout.png-invalid"}, {TR_PICTURE_SIDE_MAX, 1, "layout.png-invalid"},
		{1, TR_PICTURE_SIDE_MAX, "layout.png-invalid"}, {0, 1, "layout.png-invalid"},
	};
	struct tr_picture p = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		TR_AUTO_BUF png = {0};
		png_header(&png, rows[i].width, rows[i].height);
		assert_refused(read_picture(&png, &p), rows[i].id);
	}
}

static void
files_stop_at_their_cap(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	make_png(&png, 7, 5, (struct png_kind){.bits = 8, .colour = RGBA}, paint_8);
	const size_t n = png.n;
	assert_ok(tr_buf_reserve(&png, TR_PICTURE_FILE_MAX + 1 - n, &err), &err);
	memset(png.p + n, 0, TR_PICTURE_FILE_MAX + 1 - n);
	png.n = TR_PICTURE_FILE_MAX;
	assert_ok(read_picture(&png, &p), &err);
	tr_picture_free(&p);
	png.n++;
	assert_refused(read_picture(&png, &p), "layout.png-limit");
	assert_string_equal(err.values[0].text, "bytes");
}

/* A chunk that says it has two gigabytes costs none; one of a size that is kept does no harm. */
static void
chunks_are_not_believed(void **state)
{
	static const uint8_t claim[] = {0x7f, 0, 0, 0, 'z', 'T', 'X', 't', 'a', 0, 0};
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0}, whole = {0}, text = {0};
	(void)state;

	png_header(&png, 9, 7);
	assert_ok(tr_buf_add(&png, claim, sizeof(claim), &err), &err);
	assert_refused(read_picture(&png, &p), "layout.png-invalid");
	make_png(&whole, 7, 5, (struct png_kind){.bits = 8, .colour = RGBA}, paint_8);
	tr_buf_clear(&png);
	for (size_t n = 3000000; n > 100; n /= 300) {
		tr_buf_clear(&png);
		tr_buf_clear(&text);
		assert_ok(tr_buf_reserve(&text, n, &err), &err);
		memset(text.p, 'a', n);
		text.p[3] = 0;
		text.n = n;
		assert_ok(tr_buf_add(&png, whole.p, 33, &err), &err);
		png_chunk(&png, "tEXt", tr_buf_view(&text));
		assert_ok(tr_buf_add(&png, whole.p + 33, whole.n - 33, &err), &err);
		assert_ok(read_picture(&png, &p), &err);
		assert_int_equal(p.width, 7);
		tr_picture_free(&p);
	}
}

/* ---- what is no PNG ---- */

#define JPEG(components) "\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x10\x00\x10" components "\x01\x11\x00"

static void
other_formats_are_named(void **state)
{
	static const struct {
		struct tr_bytes file;
		const char *name;
	} rows[] = {
		{{(const uint8_t *)JPEG("\x03"), sizeof(JPEG("\x03")) - 1}, "JPEG"},
		{{(const uint8_t *)JPEG("\x04"), sizeof(JPEG("\x04")) - 1}, "JPEG (CMYK)"},
		{{(const uint8_t *)"\xff\xd8\xff", 3}, "JPEG"},
		{{(const uint8_t *)"II*\0\x08\0\0\0", 8}, "TIFF"},
		{{(const uint8_t *)"MM\0*\0\0\0\x08", 8}, "TIFF"},
		{{(const uint8_t *)"GIF89a", 6}, "GIF"},
		{{(const uint8_t *)"BM\x36", 3}, "BMP"},
		{{(const uint8_t *)"RIFF\x10\0\0\0WEBPVP8 ", 16}, "WebP"},
		{{(const uint8_t *)"\0\0\0\x18" "ftypheic", 12}, "HEIC"},
		{{(const uint8_t *)"\0\0\0\x0cjP  \r\n", 10}, "JPEG 2000"},
		{{(const uint8_t *)"%PDF-1.7", 8}, "PDF"},
		{{(const uint8_t *)"<svg xmlns=", 11}, "SVG"},
	};
	struct tr_picture p = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_refused(tr_picture_read_png(rows[i].file, &p, &err), "layout.picture-format");
		assert_string_equal(err.values[0].text, rows[i].name);
	}
}

static void
damage_is_refused(void **state)
{
	struct tr_picture p = {0};
	TR_AUTO_BUF png = {0};
	(void)state;

	assert_refused(tr_picture_read_png(TR_BYTES_LIT("ink"), &p, &err), "layout.png-invalid");
	assert_refused(tr_picture_read_png(TR_BYTES(NULL, 0), &p, &err), "layout.png-invalid");
	make_png(&png, 7, 5, (struct png_kind){.bits = 8, .colour = RGBA}, paint_8);
	for (size_t n = 8; n < png.n; n++)
		assert_refused(tr_picture_read_png(tr_bytes_part(tr_buf_view(&png), 0, n), &p, &err), "layout.png-invalid");
	/* A checksum that is wrong, and a first chunk that is not IHDR. */
	png.p[30] ^= 1;
	assert_refused(read_picture(&png, &p), "layout.png-invalid");
	png.p[30] ^= 1;
	png.p[12] = 'i';
	assert_refused(read_picture(&png, &p), "layout.png-invalid");
	assert_string_equal(err.values[0].text, "no IHDR");
}

/* ---- into a PDF ---- */

static void
assert_stream(struct tr_pdf *pdf, struct tr_pdf_ref ref, struct tr_bytes want)
{
	const struct tr_pdf_obj *o;
	TR_AUTO_BUF data = {0};

	assert_ok(tr_pdf_get(pdf, 1, ref.num, &o, &err), &err);
	assert_ok(tr_pdf_stream_data(pdf, 1, ref, o, 1 << 20, &data, &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&data), want));
}

static void
put(const struct make *m, const struct tr_picture *p, struct tr_buf *tail, struct tr_pdf_ref *image)
{
	static const uint8_t id[16] = {1};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;

	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	assert_ok(tr_picture_put(p, u, image, &err), &err);
	assert_ok(tr_pdf_update_write(u, id, tail, &err), &err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
}

static void
assert_put(png_paint paint, int colour, unsigned objects, const char *space)
{
	struct tr_picture p = {0};
	struct tr_pdf_ref image = {0};
	const struct tr_pdf_obj *o;
	struct make m;
	struct tr_pdf *pdf = NULL;
	TR_AUTO_BUF png = {0}, tail = {0}, again = {0};

	make_png(&png, 20, 12, (struct png_kind){.bits = 8, .colour = colour}, paint);
	assert_ok(read_picture(&png, &p), &err);
	make_minimal(&m);
	put(&m, &p, &tail, &image);
	put(&m, &p, &again, &image);
	assert_true(tr_bytes_equal(tr_buf_view(&tail), tr_buf_view(&again)));
	assert_ok(tr_buf_add_bytes(&m.b, tr_buf_view(&tail), &err), &err);
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_int_equal(tr_pdf_revision_at(pdf, 1)->size - tr_pdf_revision_at(pdf, 0)->size, objects);
	assert_ok(tr_pdf_get(pdf, 1, image.num, &o, &err), &err);
	assert_true(tr_pdf_is_name(tr_pdf_dict_find(o, "Subtype"), "Image"));
	assert_true(tr_pdf_is_name(tr_pdf_dict_find(o, "ColorSpace"), space));
	assert_int_equal(tr_pdf_dict_find(o, "Width")->u.integer, p.width);
	assert_int_equal(tr_pdf_dict_find(o, "Height")->u.integer, p.height);
	assert_stream(pdf, image, tr_buf_view(&p.samples));
	const struct tr_pdf_obj *mask = tr_pdf_dict_find(o, "SMask");
	assert_int_equal(mask != NULL, objects == 2);
	if (mask != NULL)
		assert_stream(pdf, mask->u.ref, tr_buf_view(&p.alpha));
	tr_pdf_close(pdf);
	tr_picture_free(&p);
	make_free(&m);
}

static void
the_image_and_its_mask_are_put(void **state)
{
	(void)state;
	assert_put(paint_ink, RGBA, 2, "DeviceRGB");
	assert_put(paint_8, RGB, 1, "DeviceRGB");
	assert_put(paint_8, GRAY, 1, "DeviceGray");
	assert_put(paint_gray_alpha, GRAY_ALPHA, 2, "DeviceGray");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_pixel_becomes_eight_bits),
		cmocka_unit_test(an_alpha_that_hides_nothing_is_dropped),
		cmocka_unit_test(the_transparent_margin_is_trimmed),
		cmocka_unit_test(nothing_but_margin_is_refused),
		cmocka_unit_test(a_ground_that_hides_is_seen),
		cmocka_unit_test(sizes_are_judged_before_anything_is_decoded),
		cmocka_unit_test(files_stop_at_their_cap),
		cmocka_unit_test(chunks_are_not_believed),
		cmocka_unit_test(other_formats_are_named),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(the_image_and_its_mask_are_put),
	};
	return cmocka_run_group_tests_name("layout picture", tests, NULL, NULL);
}
