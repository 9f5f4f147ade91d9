/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What PDF can carry is copied as it is, the rest keeps its samples; what is damaged, huge or odd is refused by name.
 * Requirement: R9.1
 */
#include "layout/scan_image.h"

#include <stdlib.h>
#include <tiffio.h>
#include <zlib.h>

#include "pdf/file.h"
#include "scan_make.h"
#include "test.h"

#define LARGEST ((size_t)16 << 20)

static struct tr_scan_image image;

static void
reads(const struct tr_buf *file, size_t index, size_t pages)
{
	struct trien_err err = {0};
	size_t got;

	assert_ok(tr_scan_read(tr_buf_view(file), index, &image, &got, &err), &err);
	assert_int_equal(got, pages);
}

static void
refuses(struct tr_bytes file, const char *id)
{
	struct trien_err err = {0};
	size_t got;

	assert_refused(tr_scan_read(file, 0, &image, &got, &err), id);
}

static bool
holds(const struct tr_buf *file, const uint8_t *p, size_t n)
{
	return memmem(file->p, file->n, p, n) != NULL;
}

/* Inflates a stream and undoes its predictor; rows of n bytes, `bytes` of a pixel. */
static size_t
samples_of(const uint8_t *p, size_t n, size_t row, size_t bytes, uint8_t *out)
{
	static uint8_t plain[LARGEST];
	uLongf room = sizeof(plain);
	const size_t head = image.predictor == TR_SCAN_PREDICTOR_PNG;

	assert_int_equal(uncompress(plain, &room, p, n), Z_OK);
	assert_int_equal(room % (row + head), 0);
	for (size_t y = 0; y < room / (row + head); y++) {
		const uint8_t *in = plain + y * (row + head), kind = head ? in[0] : 0;
		uint8_t *to = out + y * row;
		for (size_t x = 0; x < row; x++) {
			const uint8_t left = x >= bytes ? to[x - bytes] : 0, above = y > 0 ? to[x - row] : 0;
			const uint8_t corner = x >= bytes && y > 0 ? to[x - row - bytes] : 0;
			const int e = left + above - corner, a = abs(e - left), b = abs(e - above), c = abs(e - corner);
			const uint8_t paeth = a <= b && a <= c ? left : b <= c ? above : corner;
			const uint8_t guesses[] = {0, left, above, (uint8_t)((left + above) / 2), paeth};
			to[x] = (uint8_t)(in[head + x] + (image.predictor == TR_SCAN_PREDICTOR_TIFF ? left : guesses[kind]));
		}
	}
	return room / (row + head);
}

/* All rows of a Flate image are those of the page; a page of colours and alpha is compared without its alpha. */
static void
same_samples(const struct scan_page *page, bool with_alpha)
{
	static uint8_t got[LARGEST], want[1 << 16], mask[LARGEST];
	const size_t bytes = page->bits * page->components / 8, alpha = with_alpha ? page->bits / 8 : 0;
	const size_t row = with_alpha ? (size_t)page->width * (bytes - alpha) : scan_row_bytes(page);
	size_t y = 0, at = 0;

	for (size_t i = 0; i < image.part_count; at += image.parts[i++].n)
		y += samples_of(image.data.p + at, image.parts[i].n, row, bytes > alpha ? bytes - alpha : 1, got + y * row);
	assert_int_equal(y, page->height);
	if (image.mask.n > 0)
		assert_int_equal(samples_of(image.mask.p, image.mask.n, page->width * alpha, alpha, mask), page->height);
	for (y = 0; y < page->height; y++) {
		scan_row(page, (uint32_t)y, want);
		for (uint32_t x = 0; with_alpha && x < page->width; x++) {
			assert_memory_equal(got + y * row + x * (bytes - alpha), want + x * bytes, bytes - alpha);
			if (image.mask.n > 0)
				assert_memory_equal(mask + (y * page->width + x) * alpha, want + (x + 1) * bytes - alpha, alpha);
		}
		if (!with_alpha)
			assert_memory_equal(got + y * row, want, row);
	}
}

/* Goes through the pipe and into a PDF that our own core reads. */
static void
becomes_a_page(void)
{
	struct trien_err err = {0};
	struct tr_scan_image *again = calloc(1, sizeof(*again));
	TR_AUTO_BUF message = {0}, pdf = {0};
	struct tr_scan_pdf *made;
	struct tr_pdf *opened;
	size_t pages;

	assert_ok(tr_scan_image_give(&image, &message, &err), &err);
	assert_ok(tr_scan_image_take(tr_buf_view(&message), again, &err), &err);
	assert_int_equal(again->data.n, image.data.n);
	assert_ok(tr_scan_pdf_new(&pdf, &made, &err), &err);
	assert_ok(tr_scan_pdf_page(made, again, 200, &err), &err);
	assert_ok(tr_scan_pdf_end(made, (const uint8_t *)"0123456789abcdef", &err), &err);
	tr_scan_pdf_free(made);
	assert_ok(tr_pdf_open(tr_buf_view(&pdf), NULL, &opened, &err), &err);
	assert_ok(tr_pdf_page_count(opened, 0, &pages, &err), &err);
	assert_int_equal(pages, 1);
	assert_int_equal(tr_pdf_version(opened, 0), 17);
	const struct tr_pdf_leniency *used;
	assert_int_equal(tr_pdf_leniencies(opened, &used), 0);
	tr_pdf_close(opened);
	tr_scan_image_free(again);
	free(again);
}

/* ---- TIFF ---- */
#define PAGE_RGB {200, 150, 8, 3}
#define PAGE_BITS {203, 150, 1, 1}

struct tiff_case {
	struct scan_tiff how;
	enum tr_scan_filter filter;
	enum tr_scan_predictor predictor;
	size_t parts;
	bool copied, inverted, alpha;
};

static const struct tiff_case tiffs[] = {
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX4, .photometric = PHOTOMETRIC_MINISWHITE}, TR_SCAN_CCITT, 1, 1, true, false, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX4, .photometric = PHOTOMETRIC_MINISBLACK}, TR_SCAN_CCITT, 1, 1, true, true, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX4, .photometric = PHOTOMETRIC_MINISWHITE, .strip_rows = 40}, TR_SCAN_CCITT, 1, 4, true, false, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX3, .photometric = PHOTOMETRIC_MINISWHITE}, TR_SCAN_CCITT, 1, 1, true, false, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX3, .photometric = PHOTOMETRIC_MINISWHITE, .fax_options = GROUP3OPT_2DENCODING}, TR_SCAN_CCITT, 1, 1,
		true, false, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_CCITTRLE, .photometric = PHOTOMETRIC_MINISWHITE}, TR_SCAN_CCITT, 1, 1, true, false, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_PACKBITS, .photometric = PHOTOMETRIC_MINISWHITE}, TR_SCAN_FLATE, 15, 1, false, true, false},
	{{.page = PAGE_BITS, .compression = COMPRESSION_NONE, .photometric = PHOTOMETRIC_MINISBLACK, .fill_order = FILLORDER_LSB2MSB}, TR_SCAN_FLATE, 15, 1, false,
		false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB}, TR_SCAN_FLATE, 1, 1, true, false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .predictor = 2, .strip_rows = 64}, TR_SCAN_FLATE, 2, 3, true,
		false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_DEFLATE, .photometric = PHOTOMETRIC_RGB, .strip_rows = 1}, TR_SCAN_FLATE, 1, 150, true, false, false},
	{{.page = {200, 513, 8, 3}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .strip_rows = 1}, TR_SCAN_FLATE, 15, 1, false, false,
		false},
	{{.page = {200, 512, 8, 3}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .strip_rows = 1}, TR_SCAN_FLATE, 1, 512, true, false,
		false},
	{{.page = {200, 150, 16, 3}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .mode = "wb"}, TR_SCAN_FLATE, 1, 1, true, false, false},
	{{.page = {200, 150, 16, 3}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .mode = "wl"}, TR_SCAN_FLATE, 15, 1, false, false, false},
	{{.page = {200, 150, 16, 1}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_MINISBLACK, .mode = "wb"}, TR_SCAN_FLATE, 15, 1, false, false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB, .predictor = 2, .strip_rows = 32}, TR_SCAN_FLATE, 15, 1, false, false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_NONE, .photometric = PHOTOMETRIC_RGB, .planar = PLANARCONFIG_SEPARATE, .strip_rows = 32}, TR_SCAN_FLATE, 15, 1,
		false, false, false},
	{{.page = PAGE_RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_RGB, .tile = 64}, TR_SCAN_FLATE, 15, 1, false, false, false},
	{{.page = {200, 150, 8, 4}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_SEPARATED}, TR_SCAN_FLATE, 1, 1, true, false, false},
	{{.page = {200, 150, 8, 4}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_UNASSALPHA}, TR_SCAN_FLATE, 15, 1, false, false,
		true},
	{{.page = {200, 150, 16, 4}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_UNASSALPHA}, TR_SCAN_FLATE, 15, 1, false, false,
		true},
	{{.page = {200, 150, 8, 1}, .compression = COMPRESSION_ADOBE_DEFLATE, .photometric = PHOTOMETRIC_PALETTE}, TR_SCAN_FLATE, 1, 1, true, false, false},
	{{.page = {200, 150, 8, 1}, .compression = COMPRESSION_NONE, .photometric = PHOTOMETRIC_MINISWHITE}, TR_SCAN_FLATE, 15, 1, false, true, false},
};

static void
tiff_strips_are_copied_or_keep_their_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tiffs) / sizeof(*tiffs); i++) {
		const struct tiff_case *c = &tiffs[i];
		TR_AUTO_BUF file = {0};
		size_t at = 0;

		scan_make_tiff(&c->how, &file);
		reads(&file, 0, 1);
		print_message("TIFF %zu: %u parts\n", i, (unsigned)image.part_count);
		assert_int_equal(image.filter, c->filter);
		assert_int_equal(image.predictor, c->predictor);
		assert_int_equal(image.part_count, c->parts);
		assert_int_equal(image.copied, c->copied);
		assert_int_equal(image.inverted, c->inverted);
		for (size_t p = 0; c->copied && p < image.part_count; at += image.parts[p++].n)
			assert_true(holds(&file, image.data.p + at, image.parts[p].n));
		if (c->filter == TR_SCAN_FLATE && c->predictor != TR_SCAN_PREDICTOR_TIFF)
			same_samples(&c->how.page, c->alpha);
		if (c->filter == TR_SCAN_FLATE && c->predictor == TR_SCAN_PREDICTOR_TIFF && c->how.page.bits == 8)
			assert_int_equal(image.data.n > 0, 1);
		becomes_a_page();
		tr_scan_image_free(&image);
	}
}

static void
fax_bits_in_the_other_order_are_turned(void **state)
{
	const struct scan_tiff msb = {.page = PAGE_BITS, .compression = COMPRESSION_CCITTFAX4, .photometric = PHOTOMETRIC_MINISWHITE};
	struct scan_tiff lsb = msb;
	TR_AUTO_BUF one = {0}, two = {0}, first = {0};
	struct trien_err err = {0};

	(void)state;
	lsb.fill_order = FILLORDER_LSB2MSB;
	scan_make_tiff(&msb, &one);
	scan_make_tiff(&lsb, &two);
	reads(&one, 0, 1);
	assert_ok(tr_buf_add_bytes(&first, tr_buf_view(&image.data), &err), &err);
	tr_scan_image_free(&image);
	reads(&two, 0, 1);
	assert_int_equal(image.data.n, first.n);
	assert_memory_equal(image.data.p, first.p, first.n);
	tr_scan_image_free(&image);
}

/* libtiff keeps the tables apart; joined, each strip is a JPEG that libjpeg reads. */
static void
jpeg_strips_of_a_tiff_are_made_whole(void **state)
{
	static const int photometrics[] = {PHOTOMETRIC_YCBCR, PHOTOMETRIC_RGB};
	TR_AUTO_BUF gray = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct scan_tiff how = {.page = {200, 150, 8, 3}, .compression = COMPRESSION_JPEG, .photometric = photometrics[i], .strip_rows = 64};
		TR_AUTO_BUF file = {0};
		scan_make_tiff(&how, &file);
		reads(&file, 0, 1);
		assert_int_equal(image.filter, TR_SCAN_DCT);
		assert_int_equal(image.part_count, 3);
		assert_int_equal(image.transform, i == 0 ? TR_SCAN_TRANSFORM_YCC : TR_SCAN_TRANSFORM_NONE);
		assert_true(image.copied);
		assert_true(holds(&file, image.data.p + image.parts[0].n - 200, 200)); /* the end of the first strip's data */
		becomes_a_page();
		tr_scan_image_free(&image);
	}
	const struct scan_tiff how = {.page = {200, 150, 8, 1}, .compression = COMPRESSION_JPEG, .photometric = PHOTOMETRIC_MINISBLACK};
	scan_make_tiff(&how, &gray);
	reads(&gray, 0, 1);
	assert_int_equal(image.colours, TR_SCAN_GRAY);
	assert_int_equal(image.filter, TR_SCAN_DCT);
	tr_scan_image_free(&image);
}

static void
thumbnails_are_no_pages(void **state)
{
	const struct scan_tiff how = {.page = PAGE_RGB, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB, .pages = 3, .dpi = 118.11F,
		.unit = RESUNIT_CENTIMETER, .orientation = 6};
	TR_AUTO_BUF file = {0};
	struct trien_err err = {0};
	size_t pages;

	(void)state;
	scan_make_tiff(&how, &file);
	for (size_t i = 0; i < 3; i++) {
		reads(&file, i, 3);
		assert_int_equal(image.width, 200);
		assert_int_equal(image.orientation, 6);
		assert_true(image.dpi_x > 299.9 && image.dpi_x < 300.1);
		tr_scan_image_free(&image);
	}
	assert_refused(tr_scan_read(tr_buf_view(&file), 3, &image, &pages, &err), "layout.scan-page");
}

static void
odd_tiffs_are_refused(void **state)
{
	static const struct scan_tiff unsupported[] = {
		{.page = {40, 30, 8, 3}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_CIELAB},
		{.page = {40, 30, 8, 2}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB},
		{.page = {40, 30, 8, 4}, .compression = COMPRESSION_LZW, .photometric = PHOTOMETRIC_RGB, .extra = EXTRASAMPLE_ASSOCALPHA},
	};
	TR_AUTO_BUF cut = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(unsupported) / sizeof(*unsupported); i++) {
		TR_AUTO_BUF file = {0};
		scan_make_tiff(&unsupported[i], &file);
		refuses(tr_buf_view(&file), "layout.scan-unsupported");
	}
	const struct scan_tiff whole = {.page = PAGE_RGB, .compression = COMPRESSION_NONE, .photometric = PHOTOMETRIC_RGB};
	scan_make_tiff(&whole, &cut);
	/* The directory stands at the end of libtiff's files: without it there is no picture. */
	refuses(tr_bytes_part(tr_buf_view(&cut), 0, cut.n - 300), "layout.scan-invalid");
	refuses(TR_BYTES_LIT("II*\0\x08\0\0\0\0\0"), "layout.scan-invalid");
}

/* ---- PNG ---- */
static void
png_data_is_copied_where_pdf_can_carry_it(void **state)
{
	static const struct {
		struct scan_png how;
		bool copied, alpha;
		enum tr_scan_colours colours;
	} cases[] = {
		{{.page = {120, 90, 8, 3}, .dpi = 200}, true, false, TR_SCAN_RGB},
		{{.page = {121, 90, 1, 1}, .dpi = 200}, true, false, TR_SCAN_GRAY},
		{{.page = {120, 90, 16, 3}, .dpi = 200}, true, false, TR_SCAN_RGB},
		{{.page = {120, 90, 8, 1}, .palette = true, .dpi = 200}, true, false, TR_SCAN_INDEXED},
		{{.page = {120, 90, 8, 3}, .interlaced = true, .dpi = 200}, false, false, TR_SCAN_RGB},
		{{.page = {121, 90, 1, 1}, .interlaced = true, .dpi = 200}, false, false, TR_SCAN_GRAY},
		{{.page = {120, 90, 8, 4}, .dpi = 200}, false, true, TR_SCAN_RGB},
		{{.page = {120, 90, 16, 4}, .interlaced = true, .dpi = 200}, false, true, TR_SCAN_RGB},
		{{.page = {120, 90, 8, 2}, .dpi = 200}, false, true, TR_SCAN_GRAY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		TR_AUTO_BUF file = {0};
		scan_make_png(&cases[i].how, &file);
		reads(&file, 0, 1);
		print_message("PNG %zu\n", i);
		assert_int_equal(image.copied, cases[i].copied);
		assert_int_equal(image.colours, cases[i].colours);
		assert_int_equal(image.mask.n > 0, cases[i].alpha);
		assert_true(image.dpi_x > 199.99 && image.dpi_x < 200.01);
		if (image.copied)
			assert_true(holds(&file, image.data.p, image.data.n));
		same_samples(&cases[i].how.page, cases[i].alpha);
		becomes_a_page();
		tr_scan_image_free(&image);
	}
}

/* tRNS becomes a mask; the palette becomes colours. */
static void
transparent_png(void **state)
{
	const struct scan_png key = {.page = {120, 90, 8, 1}, .transparent = true}, palette = {.page = {120, 90, 8, 1}, .transparent = true,
		.palette = true};
	TR_AUTO_BUF one = {0}, two = {0};

	(void)state;
	scan_make_png(&key, &one);
	reads(&one, 0, 1);
	assert_int_equal(image.colours, TR_SCAN_GRAY);
	assert_true(image.mask.n > 0);
	assert_true(image.dpi_x == 0);
	tr_scan_image_free(&image);
	scan_make_png(&palette, &two);
	reads(&two, 0, 1);
	assert_int_equal(image.colours, TR_SCAN_RGB);
	assert_int_equal(image.palette.n, 0);
	tr_scan_image_free(&image);
}

static void
damaged_png(void **state)
{
	const struct scan_png how = {.page = {120, 90, 8, 3}};
	TR_AUTO_BUF file = {0};

	(void)state;
	scan_make_png(&how, &file);
	refuses(tr_bytes_part(tr_buf_view(&file), 0, file.n / 2), "layout.scan-invalid");
	file.p[file.n / 2] ^= 1; /* the CRC does not fit any more */
	refuses(tr_buf_view(&file), "layout.scan-invalid");
}

/* ---- JPEG ---- */
/* IFD 0 of an Exif block: orientation 8, 300 dots an inch. */
static const uint8_t exif[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 3, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0, 1, 0x1a, 0, 5, 0, 0, 0,
	1, 0, 0, 0, 50, 1, 0x1b, 0, 5, 0, 0, 0, 1, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 1, 0x2c, 0, 0, 0, 1};

static void
jpeg_is_copied(void **state)
{
	static const struct {
		struct scan_jpeg how;
		enum tr_scan_colours colours;
		enum tr_scan_transform transform;
		bool inverted, copied;
		double dpi;
		unsigned orientation;
	} cases[] = {
		{{.page = {120, 90, 8, 3}, .density_unit = 1, .density = 200}, TR_SCAN_RGB, TR_SCAN_TRANSFORM_YCC, false, true, 200, 1},
		{{.page = {120, 90, 8, 3}, .density_unit = 2, .density = 100, .progressive = true}, TR_SCAN_RGB, TR_SCAN_TRANSFORM_YCC,
			false, true, 254, 1},
		{{.page = {120, 90, 8, 1}, .density_unit = 0}, TR_SCAN_GRAY, TR_SCAN_TRANSFORM_UNSAID, false, true, 0, 1},
		{{.page = {120, 90, 8, 4}, .adobe = true}, TR_SCAN_CMYK, TR_SCAN_TRANSFORM_NONE, true, true, 0, 1},
		{{.page = {120, 90, 8, 4}, .adobe = false}, TR_SCAN_CMYK, TR_SCAN_TRANSFORM_NONE, false, true, 0, 1},
		{{.page = {120, 90, 8, 3}, .arithmetic = true}, TR_SCAN_RGB, TR_SCAN_TRANSFORM_YCC, false, false, 0, 1},
		{{.page = {120, 90, 8, 3}, .exif = {exif, sizeof(exif)}}, TR_SCAN_RGB, TR_SCAN_TRANSFORM_YCC, false, true, 300, 8},
		{{.page = {120, 90, 8, 3}, .exif = {exif, sizeof(exif)}, .density_unit = 1, .density = 72}, TR_SCAN_RGB,
			TR_SCAN_TRANSFORM_YCC, false, true, 72, 8},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		TR_AUTO_BUF file = {0};
		struct trien_err err = {0};
		scan_make_jpeg(&cases[i].how, &file);
		const size_t n = file.n;
		assert_ok(tr_buf_add(&file, "what stands behind the picture", 30, &err), &err);
		reads(&file, 0, 1);
		print_message("JPEG %zu\n", i);
		assert_int_equal(image.colours, cases[i].colours);
		assert_int_equal(image.transform, cases[i].transform);
		assert_int_equal(image.inverted, cases[i].inverted);
		assert_int_equal(image.orientation, cases[i].orientation);
		assert_true(image.dpi_x > cases[i].dpi - 0.01 && image.dpi_x < cases[i].dpi + 0.01);
		assert_int_equal(image.copied, cases[i].copied);
		if (image.copied) {
			assert_int_equal(image.data.n, n);
			assert_memory_equal(image.data.p, file.p, n);
		}
		becomes_a_page();
		tr_scan_image_free(&image);
	}
}

static void
a_jpeg_that_is_cut_off_is_no_scan(void **state)
{
	const struct scan_jpeg how = {.page = {120, 90, 8, 3}};
	TR_AUTO_BUF file = {0};

	(void)state;
	scan_make_jpeg(&how, &file);
	refuses(tr_bytes_part(tr_buf_view(&file), 0, file.n - 40), "layout.scan-invalid");
	refuses(tr_bytes_part(tr_buf_view(&file), 0, 20), "layout.scan-invalid");
	refuses(tr_bytes_part(tr_buf_view(&file), 0, file.n - 2), "layout.scan-invalid"); /* no EOI */
}

/* ---- colour profiles ---- */
static void
a_profile_is_kept_where_it_fits(void **state)
{
	uint8_t icc[200] = {0, 0, 0, 200};
	struct scan_jpeg how = {.page = {120, 90, 8, 3}, .icc = {icc, sizeof(icc)}};

	(void)state;
	memcpy(icc + 16, "RGB ", 4);
	memcpy(icc + 36, "acsp", 4);
	for (int fits = 1; fits >= 0; fits--) {
		TR_AUTO_BUF file = {0};
		if (!fits)
			memcpy(icc + 16, "CMYK", 4);
		scan_make_jpeg(&how, &file);
		reads(&file, 0, 1);
		assert_int_equal(image.icc.n, fits ? sizeof(icc) : 0);
		becomes_a_page();
		tr_scan_image_free(&image);
	}
}

/* ---- caps ---- */
/* The head of a PNG of a size, and nothing behind it. */
static void
png_of_size(uint32_t width, uint32_t height, const char *id)
{
	uint8_t head[33] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
	const uint32_t sides[2] = {width, height};

	for (unsigned s = 0; s < 2; s++)
		for (unsigned i = 0; i < 4; i++)
			head[16 + 4 * s + i] = (uint8_t)(sides[s] >> (24 - 8 * i));
	memcpy(head + 24, "\x08\x02\0\0\0", 5);
	const uint32_t crc = (uint32_t)crc32(0, head + 12, 17);
	for (unsigned i = 0; i < 4; i++)
		head[29 + i] = (uint8_t)(crc >> (24 - 8 * i));
	TR_AUTO_BUF file = {0};
	struct trien_err err = {0};
	/* An IDAT without data: libpng reads up to it, and there the size is judged. */
	assert_ok(tr_buf_add(&file, head, sizeof(head), &err), &err);
	assert_ok(tr_buf_add(&file, "\0\0\0\0IDAT\x35\xaf\x06\x1e", 12, &err), &err);
	refuses(tr_buf_view(&file), id);
}

static void
sizes(void **state)
{
	struct tr_bytes large = {NULL, TR_SCAN_FILE_MAX + 1};

	(void)state;
	png_of_size(TR_SCAN_SIDE_MAX, 1, "layout.scan-invalid"); /* within the cap: cut off */
	png_of_size(TR_SCAN_SIDE_MAX + 1, 1, "layout.scan-limit");
	png_of_size(1, TR_SCAN_SIDE_MAX, "layout.scan-invalid");
	png_of_size(1, TR_SCAN_SIDE_MAX + 1, "layout.scan-limit");
	png_of_size(10000, 10000, "layout.scan-invalid");
	png_of_size(10000, 10001, "layout.scan-limit");
	large.p = image.data.p;
	refuses(large, "layout.scan-limit");
	large.n = 0;
	refuses(large, "layout.scan-format");
	refuses(TR_BYTES_LIT("GIF89a, which no scanner writes"), "layout.scan-format");
}

static void
sizes_of_pages(void **state)
{
	const struct scan_png how = {.page = {144, 72, 8, 1}};
	struct trien_err err = {0};
	TR_AUTO_BUF file = {0}, pdf = {0};
	struct tr_scan_pdf *made;

	(void)state;
	scan_make_png(&how, &file);
	reads(&file, 0, 1);
	assert_ok(tr_scan_pdf_new(&pdf, &made, &err), &err);
	assert_refused(tr_scan_pdf_page(made, &image, 0, &err), "layout.scan-no-resolution");
	assert_refused(tr_scan_pdf_page(made, &image, TR_SCAN_DPI_MAX + 1, &err), "layout.scan-page-size");
	assert_refused(tr_scan_pdf_page(made, &image, 0.7, &err), "layout.scan-page-size");
	assert_ok(tr_scan_pdf_page(made, &image, 0.72, &err), &err); /* exactly 14,400 points wide */
	assert_ok(tr_scan_pdf_page(made, &image, 1728, &err), &err); /* exactly 3 points high */
	assert_refused(tr_scan_pdf_page(made, &image, 1729, &err), "layout.scan-page-size");
	image.orientation = 6;
	for (size_t i = 2; i < TR_SCAN_PAGES_MAX; i++)
		assert_ok(tr_scan_pdf_page(made, &image, 72, &err), &err);
	assert_refused(tr_scan_pdf_page(made, &image, 72, &err), "layout.scan-limit");
	assert_ok(tr_scan_pdf_end(made, (const uint8_t *)"0123456789abcdef", &err), &err);
	assert_non_null(memmem(pdf.p, pdf.n, "/MediaBox[0 0 72.0000 144.0000]", 31)); /* on its side */
	tr_scan_pdf_free(made);
	tr_scan_image_free(&image);
}

/* ---- the pipe ---- */
static void
messages_are_checked(void **state)
{
	const struct scan_png how = {.page = {40, 30, 8, 3}};
	struct tr_scan_image *got = calloc(1, sizeof(*got));
	struct trien_err err = {0};
	TR_AUTO_BUF file = {0}, message = {0};

	(void)state;
	scan_make_png(&how, &file);
	reads(&file, 0, 1);
	assert_ok(tr_scan_image_give(&image, &message, &err), &err);
	for (size_t n = 0; n < message.n; n++)
		assert_refused(tr_scan_image_take(tr_bytes_part(tr_buf_view(&message), 0, n), got, &err), "layout.scan-message");
	/* Each of the 15 numbers (but resolution and "copied") in turn becomes what it cannot be. */
	for (size_t i = 0; i < 15; i++) {
		const uint8_t was = message.p[8 * i];
		message.p[8 * i] = 0x80;
		assert_refused(tr_scan_image_take(tr_buf_view(&message), got, &err), "layout.scan-message");
		message.p[8 * i] = was;
	}
	message.p[8 * 1 + 7]++; /* a row more than the parts have */
	assert_refused(tr_scan_image_take(tr_buf_view(&message), got, &err), "layout.scan-message");
	message.p[8 * 1 + 7]--;
	message.p[8 * 3 + 7] = TR_SCAN_INDEXED; /* without a palette */
	assert_refused(tr_scan_image_take(tr_buf_view(&message), got, &err), "layout.scan-message");
	tr_scan_image_free(&image);
	free(got);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiff_strips_are_copied_or_keep_their_samples),
		cmocka_unit_test(fax_bits_in_the_other_order_are_turned),
		cmocka_unit_test(jpeg_strips_of_a_tiff_are_made_whole),
		cmocka_unit_test(thumbnails_are_no_pages),
		cmocka_unit_test(odd_tiffs_are_refused),
		cmocka_unit_test(png_data_is_copied_where_pdf_can_carry_it),
		cmocka_unit_test(transparent_png),
		cmocka_unit_test(damaged_png),
		cmocka_unit_test(jpeg_is_copied),
		cmocka_unit_test(a_jpeg_that_is_cut_off_is_no_scan),
		cmocka_unit_test(a_profile_is_kept_where_it_fits),
		cmocka_unit_test(sizes),
		cmocka_unit_test(sizes_of_pages),
		cmocka_unit_test(messages_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
