/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "make_png.h"

#include <stdlib.h>
#include <zlib.h>

#include "test.h"

static void
write_bytes(png_structp png, png_bytep p, size_t n)
{
	assert_int_equal(tr_buf_add(png_get_io_ptr(png), p, n, NULL), TRIEN_OK);
}

static void
write_nothing(png_structp png)
{
	(void)png;
}

static void
set_transparency(png_structp png, png_infop info, struct png_kind kind)
{
	png_color palette[PNG_TEST_PALETTE];
	png_byte alpha[2] = {0, 128};
	png_color_16 clear = {0};

	for (int i = 0; i < PNG_TEST_PALETTE; i++)
		palette[i] = (png_color){(png_byte)(40 * i), (png_byte)(200 - 10 * i), (png_byte)(255 - 15 * i)};
	if (kind.colour == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, palette, kind.bits >= 4 ? PNG_TEST_PALETTE : 1 << kind.bits);
	if (kind.trns && kind.colour == PNG_COLOR_TYPE_PALETTE)
		png_set_tRNS(png, info, alpha, 2, NULL);
	else if (kind.trns)
		png_set_tRNS(png, info, NULL, 0, &clear);
}

/* Puts samples of 1 to 16 bits one behind the other. */
static void
pack(uint8_t *row, size_t *bit, int bits, uint16_t v)
{
	for (int i = bits - 1; i >= 0; i--, ++*bit)
		row[*bit / 8] |= (uint8_t)((v >> i & 1) << (7 - *bit % 8));
}

void
make_png(struct tr_buf *out, uint32_t width, uint32_t height, struct png_kind kind, png_paint paint)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	uint8_t **rows = calloc(height, sizeof(*rows));

	assert_true(png != NULL && info != NULL && rows != NULL);
	png_set_write_fn(png, out, write_bytes, write_nothing);
	png_set_IHDR(png, info, width, height, kind.bits, kind.colour,
			kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
			PNG_FILTER_TYPE_BASE);
	set_transparency(png, info, kind);
	for (uint32_t y = 0; y < height; y++) {
		size_t bit = 0;
		rows[y] = calloc(png_get_rowbytes(png, info) + 8, 1);
		for (uint32_t x = 0; x < width; x++) {
			uint16_t sample[4] = {0};
			paint(x, y, sample);
			for (int c = 0; c < png_get_channels(png, info); c++)
				pack(rows[y], &bit, kind.bits, sample[c]);
		}
	}
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, info);
	for (uint32_t y = 0; y < height; y++)
		free(rows[y]);
	free(rows);
	png_destroy_write_struct(&png, &info);
}

static void
add_u32(struct tr_buf *out, uint32_t v)
{
	const uint8_t b[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
	assert_int_equal(tr_buf_add(out, b, 4, NULL), TRIEN_OK);
}

void
png_begin(struct tr_buf *out)
{
	assert_int_equal(tr_buf_add(out, "\x89PNG\r\n\x1a\n", 8, NULL), TRIEN_OK);
}

void
png_chunk(struct tr_buf *out, const char *type, struct tr_bytes data)
{
	add_u32(out, (uint32_t)data.n);
	const size_t from = out->n;
	assert_int_equal(tr_buf_add(out, type, 4, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_bytes(out, data, NULL), TRIEN_OK);
	add_u32(out, (uint32_t)crc32(0, out->p + from, (uInt)(out->n - from)));
}

void
png_header(struct tr_buf *out, uint32_t width, uint32_t height)
{
	TR_AUTO_BUF data = {0};

	png_begin(out);
	add_u32(&data, width);
	add_u32(&data, height);
	assert_int_equal(tr_buf_add(&data, "\x08\x06\0\0\0", 5, NULL), TRIEN_OK);
	png_chunk(out, "IHDR", tr_buf_view(&data));
}
