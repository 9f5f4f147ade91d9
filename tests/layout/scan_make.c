/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "scan_make.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <tiffio.h>

static void
must(bool good)
{
	if (!good)
		abort();
}

size_t
scan_row_bytes(const struct scan_page *page)
{
	return ((size_t)page->width * page->bits * page->components + 7) / 8;
}

/* Component c of a pixel, 16 bits. Alpha of a transparent page is a ramp. */
static unsigned
sample(const struct scan_page *p, uint32_t x, uint32_t y, unsigned c)
{
	const int64_t dx = (int64_t)x * 2 - p->width, dy = (int64_t)y * 2 - p->height;
	const bool disc = dx * dx + dy * dy < (int64_t)p->width * p->width / 8, bar = y % 16 < 3 && x % 32 < 20;

	if (p->bits == 1)
		return bar || disc ? 0 : 0xffff;
	if (p->components == 2 && c == 1)
		return (x * 257 + 5) & 0xffff;
	if (bar)
		return c == 3 ? 0xffff : 0x0a0b;
	if (disc)
		return c == 0 ? 0xe1e2 : c == 3 ? 0x8081 : 0x1112;
	return (0xffff - (x * 37 + y * 11 + c * 5) % 4000) & 0xffff;
}

void
scan_row(const struct scan_page *p, uint32_t y, uint8_t *out)
{
	memset(out, 0, scan_row_bytes(p));
	for (uint32_t x = 0; x < p->width; x++)
		for (unsigned c = 0; c < p->components; c++) {
			const unsigned v = sample(p, x, y, c);
			const size_t i = (size_t)x * p->components + c;
			if (p->bits == 16) {
				out[2 * i] = (uint8_t)(v >> 8);
				out[2 * i + 1] = (uint8_t)v;
			} else if (p->bits == 8) {
				out[i] = (uint8_t)(v >> 8);
			} else if (v >= 0x8000) {
				out[i / 8] |= (uint8_t)(0x80 >> i % 8);
			}
		}
}

/* ---- TIFF ---- */
struct memory {
	struct tr_buf *b;
	uint64_t at;
};

static tmsize_t
on_read(thandle_t h, void *out, tmsize_t n)
{
	struct memory *m = h;
	const struct tr_bytes part = tr_bytes_part(tr_buf_view(m->b), m->at, (size_t)n);

	if (part.n > 0)
		memcpy(out, part.p, part.n);
	m->at += part.n;
	return (tmsize_t)part.n;
}

static tmsize_t
on_write(thandle_t h, void *from, tmsize_t n)
{
	struct memory *m = h;
	const size_t end = m->at + (size_t)n;

	while (m->b->n < end)
		must(tr_buf_add_byte(m->b, 0, NULL) == TRIEN_OK);
	memcpy(m->b->p + m->at, from, (size_t)n);
	m->at = end;
	return n;
}

static toff_t
on_seek(thandle_t h, toff_t to, int whence)
{
	struct memory *m = h;
	m->at = whence == SEEK_CUR ? m->at + to : whence == SEEK_END ? m->b->n + to : to;
	return m->at;
}

static int
on_close(thandle_t h)
{
	(void)h;
	return 0;
}

static toff_t
on_size(thandle_t h)
{
	return ((struct memory *)h)->b->n;
}

static void
set_tags(TIFF *t, const struct scan_tiff *how)
{
	const struct scan_page *p = &how->page;

	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, p->width);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, p->height);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, p->bits);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, p->components);
	TIFFSetField(t, TIFFTAG_COMPRESSION, how->compression);
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC, how->photometric);
	TIFFSetField(t, TIFFTAG_PLANARCONFIG, how->planar ? how->planar : PLANARCONFIG_CONTIG);
	TIFFSetField(t, TIFFTAG_FILLORDER, how->fill_order ? how->fill_order : FILLORDER_MSB2LSB);
	TIFFSetField(t, TIFFTAG_ORIENTATION, how->orientation ? how->orientation : 1);
	if (how->predictor)
		TIFFSetField(t, TIFFTAG_PREDICTOR, how->predictor);
	if (how->fax_options)
		TIFFSetField(t, TIFFTAG_GROUP3OPTIONS, how->fax_options);
	if (how->photometric == PHOTOMETRIC_YCBCR)
		TIFFSetField(t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	if (how->extra >= 0 && (p->components == 2 || (p->components == 4 && how->photometric == PHOTOMETRIC_RGB))) {
		const uint16_t kind = (uint16_t)how->extra;
		TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, &kind);
	}
	if (how->dpi > 0) {
		TIFFSetField(t, TIFFTAG_XRESOLUTION, how->dpi);
		TIFFSetField(t, TIFFTAG_YRESOLUTION, how->dpi);
		TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, how->unit ? how->unit : RESUNIT_INCH);
	}
	if (how->tile > 0) {
		TIFFSetField(t, TIFFTAG_TILEWIDTH, how->tile);
		TIFFSetField(t, TIFFTAG_TILELENGTH, how->tile);
	} else {
		TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, how->strip_rows ? how->strip_rows : p->height);
	}
}

static void
set_palette(TIFF *t)
{
	static uint16_t map[3][256];

	for (unsigned i = 0; i < 256; i++) {
		map[0][i] = (uint16_t)(i * 257);
		map[1][i] = (uint16_t)((255 - i) * 257);
		map[2][i] = 0x8000;
	}
	TIFFSetField(t, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
}

/* libtiff wants samples of 16 bits in the machine's own order. */
static void
native(uint8_t *row, size_t n)
{
	for (size_t i = 0; i + 1 < n; i += 2) {
		const uint16_t v = (uint16_t)(row[i] << 8 | row[i + 1]);
		memcpy(row + i, &v, 2);
	}
}

static void
write_tiles(TIFF *t, const struct scan_tiff *how)
{
	const struct scan_page *p = &how->page;
	const size_t bytes = p->bits * p->components / 8;
	uint8_t *tile = calloc(how->tile, how->tile * bytes), *row = calloc(1, scan_row_bytes(p));

	for (uint32_t y = 0; y < p->height; y += how->tile)
		for (uint32_t x = 0; x < p->width; x += how->tile) {
			const uint32_t across = p->width - x < how->tile ? p->width - x : how->tile;
			for (uint32_t r = 0; r < how->tile && y + r < p->height; r++) {
				scan_row(p, y + r, row);
				memcpy(tile + r * how->tile * bytes, row + x * bytes, across * bytes);
			}
			must(TIFFWriteTile(t, tile, x, y, 0, 0) > 0);
		}
	free(tile);
	free(row);
}

static void
write_rows(TIFF *t, const struct scan_tiff *how)
{
	const struct scan_page *p = &how->page;
	const bool separate = how->planar == PLANARCONFIG_SEPARATE;
	uint8_t *row = calloc(1, scan_row_bytes(p)), *plane = calloc(p->width, 2);

	for (unsigned c = 0; c < (separate ? p->components : 1); c++)
		for (uint32_t y = 0; y < p->height; y++) {
			scan_row(p, y, row);
			for (uint32_t x = 0; separate && x < p->width; x++)
				plane[x] = row[(size_t)x * p->components + c];
			if (p->bits == 16)
				native(row, scan_row_bytes(p));
			must(TIFFWriteScanline(t, separate ? plane : row, y, (uint16_t)c) == 1);
		}
	free(row);
	free(plane);
}

static void
write_page(TIFF *t, const struct scan_tiff *how)
{
	set_tags(t, how);
	if (how->photometric == PHOTOMETRIC_PALETTE)
		set_palette(t);
	if (how->tile > 0)
		write_tiles(t, how);
	else
		write_rows(t, how);
	must(TIFFWriteDirectory(t) == 1);
}

static void
write_thumbnail(TIFF *t)
{
	const struct scan_tiff small = {.page = {16, 16, 8, 1}, .compression = COMPRESSION_NONE,
		.photometric = PHOTOMETRIC_MINISBLACK};

	TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
	write_page(t, &small);
}

void
scan_make_tiff(const struct scan_tiff *how, struct tr_buf *out)
{
	struct memory m = {.b = out};
	TIFF *t = TIFFClientOpen("made", how->mode ? how->mode : "w", &m, on_read, on_write, on_seek, on_close, on_size,
			NULL, NULL);

	must(t != NULL);
	for (unsigned i = 0; i < (how->pages ? how->pages : 1); i++) {
		if (i > 0)
			write_thumbnail(t);
		write_page(t, how);
	}
	TIFFClose(t);
}

/* ---- PNG ---- */
static void
add_bytes(png_structp png, png_bytep p, size_t n)
{
	must(tr_buf_add(png_get_io_ptr(png), p, n, NULL) == TRIEN_OK);
}

void
scan_make_png(const struct scan_png *how, struct tr_buf *out)
{
	static const int types[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
		PNG_COLOR_TYPE_RGB_ALPHA};
	const struct scan_page *p = &how->page;
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	png_bytep *rows = calloc(p->height, sizeof(*rows));

	png_set_write_fn(png, out, add_bytes, NULL);
	png_set_IHDR(png, info, p->width, p->height, (int)p->bits,
			how->palette ? PNG_COLOR_TYPE_PALETTE : types[p->components],
			how->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
			PNG_FILTER_TYPE_DEFAULT);
	if (how->palette) {
		png_color colours[256];
		for (unsigned i = 0; i < 256; i++)
			colours[i] = (png_color){(png_byte)i, (png_byte)(255 - i), 128};
		png_set_PLTE(png, info, colours, 1 << p->bits);
	}
	if (how->transparent) {
		const png_byte alpha[3] = {0, 10, 20};
		const png_color_16 key = {.gray = 0x0a, .red = 0x0a, .green = 0x0a, .blue = 0x0a};
		png_set_tRNS(png, info, alpha, how->palette ? 3 : 0, &key);
	}
	if (how->dpi > 0) {
		const png_uint_32 metre = (png_uint_32)(how->dpi / 0.0254 + 0.5);
		png_set_pHYs(png, info, metre, metre, PNG_RESOLUTION_METER);
	}
	for (uint32_t y = 0; y < p->height; y++) {
		rows[y] = malloc(scan_row_bytes(p));
		scan_row(p, y, rows[y]);
	}
	png_set_rows(png, info, rows);
	png_write_png(png, info, PNG_TRANSFORM_IDENTITY, NULL);
	png_destroy_write_struct(&png, &info);
	for (uint32_t y = 0; y < p->height; y++)
		free(rows[y]);
	free(rows);
}

/* ---- JPEG ---- */
static void
write_markers(struct jpeg_compress_struct *c, const struct scan_jpeg *how)
{
	if (how->exif.n > 0) {
		TR_AUTO_BUF app1 = {0};
		must(tr_buf_add(&app1, "Exif\0", 6, NULL) == TRIEN_OK && tr_buf_add_bytes(&app1, how->exif, NULL) == TRIEN_OK);
		jpeg_write_marker(c, JPEG_APP0 + 1, app1.p, (unsigned)app1.n);
	}
	if (how->icc.n > 0)
		jpeg_write_icc_profile(c, how->icc.p, (unsigned)how->icc.n);
}

void
scan_make_jpeg(const struct scan_jpeg *how, struct tr_buf *out)
{
	static const J_COLOR_SPACE spaces[] = {JCS_UNKNOWN, JCS_GRAYSCALE, JCS_UNKNOWN, JCS_RGB, JCS_CMYK};
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr mgr;
	unsigned char *bytes = NULL;
	unsigned long n = 0;
	uint8_t *row = malloc(scan_row_bytes(&how->page));

	c.err = jpeg_std_error(&mgr);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &bytes, &n);
	c.image_width = how->page.width;
	c.image_height = how->page.height;
	c.input_components = (int)how->page.components;
	c.in_color_space = spaces[how->page.components];
	jpeg_set_defaults(&c);
	if (how->progressive)
		jpeg_simple_progression(&c);
	c.arith_code = how->arithmetic;
	if (how->page.components == 4)
		c.write_Adobe_marker = how->adobe;
	c.density_unit = (UINT8)how->density_unit;
	if (how->density > 0)
		c.X_density = c.Y_density = (UINT16)how->density;
	jpeg_start_compress(&c, TRUE);
	write_markers(&c, how);
	for (uint32_t y = 0; y < how->page.height; y++) {
		scan_row(&how->page, y, row);
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	must(tr_buf_add(out, bytes, n, NULL) == TRIEN_OK);
	free(bytes);
	free(row);
}
