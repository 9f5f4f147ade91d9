/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PNG (ISO/IEC 15948). libpng decodes all of it once; where PDF can carry the zlib stream of the IDAT chunks (no
 * interlace, no transparency) it goes into the file as it is, with the PNG predictor (ISO 32000-2 §7.4.4.4).
 */
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/scan_parts.h"

#define METRES_PER_INCH 0.0254

struct png {
	png_structp png;
	png_infop info;
	struct tr_bytes rest;
	char why[128];
	struct tr_scan_image *s;
	struct tr_rows colour, alpha;
	struct tr_buf whole;     /* an interlaced picture, row by row */
	struct tr_buf row, part; /* as libpng gives it; its colours, then its alpha */
	size_t row_bytes;
	bool has_alpha, opaque, interlaced;
	struct trien_err *err;
	trien_rc rc;
};

static _Noreturn void
on_error(png_structp png, png_const_charp message)
{
	struct png *p = png_get_error_ptr(png);
	strncpy(p->why, message, sizeof(p->why) - 1);
	png_longjmp(png, 1);
}

static void
on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message; /* about ancillary chunks; what concerns pixels is an error */
}

static void
must(struct png *p, trien_rc rc)
{
	p->rc = rc;
	if (rc != TRIEN_OK)
		png_longjmp(p->png, 1);
}

static void
read_bytes(png_structp png, png_bytep out, size_t n)
{
	struct png *p = png_get_io_ptr(png);

	if (n > p->rest.n)
		png_error(png, "cut off");
	memcpy(out, p->rest.p, n);
	p->rest = tr_bytes_part(p->rest, n, SIZE_MAX);
}

static png_voidp
take(png_structp png, png_alloc_size_t n)
{
	(void)png;
	return n > 0 && n < TR_SCAN_BAND_MAX ? tr_mem_resize(NULL, n) : NULL;
}

static void
give(png_structp png, png_voidp memory)
{
	(void)png;
	free(memory);
}

/* ---- what it says of itself ---- */
static void
note_extras(struct png *p)
{
	struct tr_scan_image *s = p->s;
	png_bytep icc = NULL, exif = NULL;
	png_charp name;
	png_uint_32 x, y, n = 0;
	int unit, method;

	if (png_get_pHYs(p->png, p->info, &x, &y, &unit) != 0 && unit == PNG_RESOLUTION_METER) {
		s->dpi_x = x * METRES_PER_INCH;
		s->dpi_y = y * METRES_PER_INCH;
	}
	if (png_get_eXIf_1(p->png, p->info, &n, &exif) != 0)
		tr_scan_exif(TR_BYTES(exif, n), s);
	if (png_get_iCCP(p->png, p->info, &name, &method, &icc, &n) != 0)
		must(p, tr_scan_set_icc(s, TR_BYTES(icc, n), p->err));
}

static void
note_palette(struct png *p)
{
	png_colorp colours = NULL;
	int n = 0;

	png_get_PLTE(p->png, p->info, &colours, &n);
	for (int i = 0; i < n; i++) {
		const uint8_t rgb[3] = {colours[i].red, colours[i].green, colours[i].blue};
		must(p, tr_buf_add(&p->s->palette, rgb, 3, p->err));
	}
}

static void
note_format(struct png *p)
{
	const png_byte type = png_get_color_type(p->png, p->info);
	struct tr_scan_image *s = p->s;

	*s = (struct tr_scan_image){.width = png_get_image_width(p->png, p->info),
		.height = png_get_image_height(p->png, p->info), .bits = png_get_bit_depth(p->png, p->info),
		.filter = TR_SCAN_FLATE, .predictor = TR_SCAN_PREDICTOR_PNG, .orientation = 1};
	must(p, tr_scan_check_size(s->width, s->height, p->err));
	p->has_alpha = (type & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(p->png, p->info, PNG_INFO_tRNS) != 0;
	p->interlaced = png_get_interlace_type(p->png, p->info) != PNG_INTERLACE_NONE;
	if (type == PNG_COLOR_TYPE_PALETTE && !p->has_alpha) {
		s->colours = TR_SCAN_INDEXED;
		note_palette(p);
	} else {
		s->colours = (type & PNG_COLOR_MASK_COLOR) != 0 ? TR_SCAN_RGB : TR_SCAN_GRAY;
	}
	if (p->has_alpha) {
		png_set_expand(p->png);
		s->bits = s->bits == 16 ? 16 : 8;
	}
	s->copied = !p->has_alpha && !p->interlaced;
	note_extras(p);
}

/* ---- rows ---- */
/* Colours and alpha lie sample by sample; a mask is an image of its own in PDF (§11.6.5.2). */
static void
add_with_alpha(struct png *p, const uint8_t *row)
{
	const unsigned bytes = p->s->bits / 8, colours = tr_scan_components(p->s->colours) * bytes;
	uint8_t *colour = p->part.p, *alpha = colour + (size_t)p->s->width * colours;

	for (uint32_t x = 0; x < p->s->width; x++) {
		memcpy(colour + (size_t)x * colours, row, colours);
		memcpy(alpha + (size_t)x * bytes, row + colours, bytes);
		for (unsigned i = 0; i < bytes; i++)
			p->opaque = p->opaque && row[colours + i] == 0xff;
		row += colours + bytes;
	}
	must(p, tr_rows_add(&p->colour, colour, p->err));
	must(p, tr_rows_add(&p->alpha, alpha, p->err));
}

static void
begin_rows(struct png *p)
{
	const struct tr_scan_image *s = p->s;
	const size_t mask_bytes = (size_t)s->width * s->bits / 8;

	must(p, tr_buf_reserve(&p->row, p->row_bytes, p->err));
	if (!s->copied)
		must(p, tr_rows_begin(&p->colour, tr_scan_row_bytes(s), &p->s->data, p->err));
	if (p->has_alpha) {
		p->opaque = true;
		must(p, tr_buf_reserve(&p->part, tr_scan_row_bytes(s) + mask_bytes, p->err));
		must(p, tr_rows_begin(&p->alpha, mask_bytes, &p->s->mask, p->err));
	}
}

static void
add_row(struct png *p, const uint8_t *row)
{
	if (p->has_alpha)
		add_with_alpha(p, row);
	else if (!p->s->copied)
		must(p, tr_rows_add(&p->colour, row, p->err));
}

static void
read_interlaced(struct png *p, int passes)
{
	const size_t whole = p->row_bytes * p->s->height;

	if (whole > TR_SCAN_BAND_MAX)
		must(p, TR_ERR(p->err, LAYOUT_SCAN_LIMIT, TR_S("what", "interlaced"), TR_U("got", whole),
				TR_U("max", TR_SCAN_BAND_MAX)));
	must(p, tr_buf_reserve(&p->whole, whole, p->err));
	memset(p->whole.p, 0, whole); /* passes that fill only their own pixels leave the others alone */
	for (int pass = 0; pass < passes; pass++)
		for (uint32_t y = 0; y < p->s->height; y++)
			png_read_row(p->png, p->whole.p + y * p->row_bytes, NULL);
	for (uint32_t y = 0; y < p->s->height; y++)
		add_row(p, p->whole.p + y * p->row_bytes);
}

static void
decode(struct png *p)
{
	const int passes = p->interlaced ? png_set_interlace_handling(p->png) : 1;

	png_read_update_info(p->png, p->info);
	p->row_bytes = png_get_rowbytes(p->png, p->info);
	begin_rows(p);
	if (p->interlaced) {
		read_interlaced(p, passes);
	} else {
		for (uint32_t y = 0; y < p->s->height; y++) {
			png_read_row(p->png, p->row.p, NULL);
			add_row(p, p->row.p);
		}
	}
	png_read_end(p->png, NULL);
	if (!p->s->copied)
		must(p, tr_rows_end(&p->colour, p->err));
	if (p->has_alpha)
		must(p, tr_rows_end(&p->alpha, p->err));
	if (p->opaque)
		tr_buf_clear(&p->s->mask);
}

/* The data of all IDAT chunks; libpng has found the file whole. */
static trien_rc
copy_idat(struct tr_bytes file, struct tr_buf *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(tr_bytes_part(file, 8, SIZE_MAX));

	while (tr_cursor_left(&c) > 0) {
		const uint32_t n = tr_cursor_u32(&c);
		const struct tr_bytes type = tr_cursor_take(&c, 4), data = tr_cursor_take(&c, n);
		tr_cursor_u32(&c); /* CRC */
		if (c.bad || tr_bytes_are(type, "IEND"))
			break;
		if (tr_bytes_are(type, "IDAT"))
			TR_TRY(tr_buf_add_bytes(out, data, err));
	}
	return TRIEN_OK;
}

static void
run(struct png *p)
{
	png_set_read_fn(p->png, p, read_bytes);
	png_set_user_limits(p->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* ours are said by their names */
	png_set_chunk_malloc_max(p->png, TR_SCAN_ICC_MAX);
	png_read_info(p->png, p->info);
	note_format(p);
	decode(p);
}

static trien_rc
read_png(struct png *p)
{
	p->png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, p, on_error, on_warning, NULL, take, give);
	p->info = p->png != NULL ? png_create_info_struct(p->png) : NULL;
	if (p->info == NULL) {
		png_destroy_read_struct(&p->png, NULL, NULL);
		return TR_ERR(p->err, NO_MEMORY, TR_U("want", sizeof(*p)));
	}
	if (setjmp(png_jmpbuf(p->png)) == 0)
		run(p);
	else if (p->rc == TRIEN_OK)
		p->rc = TR_ERR(p->err, LAYOUT_SCAN_INVALID, TR_S("format", "PNG"), TR_S("why", p->why));
	png_destroy_read_struct(&p->png, &p->info, NULL);
	tr_rows_free(&p->colour);
	tr_rows_free(&p->alpha);
	tr_buf_free(&p->whole);
	tr_buf_free(&p->row);
	tr_buf_free(&p->part);
	return p->rc;
}

trien_rc
tr_scan_read_png(struct tr_bytes file, struct tr_scan_image *s, struct trien_err *err)
{
	struct png p = {.rest = file, .s = s, .err = err};

	TR_TRY(read_png(&p));
	if (s->copied)
		TR_TRY(copy_idat(file, &s->data, err));
	tr_scan_one_part(s);
	return TRIEN_OK;
}
