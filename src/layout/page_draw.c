/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Page to picture: RGB on white, and that as PNG. */
#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/page_parts.h"

/* ---- without text ---- */
/* One font at a time: MuPDF sends each run of it by itself. */
static void
fill_drawn_text(fz_context *ctx, fz_device *device, const fz_text *text, fz_matrix ctm, fz_colorspace *space,
		const float *colour, float alpha, fz_color_params params)
{
	const struct tr_page_reader *r = fz_user_context(ctx);

	for (const fz_text_span *span = text->head; span != NULL; span = span->next)
		if (fz_font_t3_procs(ctx, span->font) != NULL) {
			r->fill_text(ctx, device, text, ctm, space, colour, alpha, params);
			return;
		}
}

static void
leave_text_out(fz_context *ctx, fz_device *device)
{
	struct tr_page_reader *r = fz_user_context(ctx);

	r->fill_text = device->fill_text;
	device->fill_text = fill_drawn_text;
	device->stroke_text = NULL;
}

/* ---- drawing ---- */
enum with { ALL, NO_TEXT };

static trien_rc
draw_into(const struct tr_page_reader *r, const struct tr_loaded_page *page, enum with with, struct tr_raster *out,
		struct trien_err *err)
{
	const fz_irect box = {0, 0, (int)out->width, (int)out->height};
	fz_context *ctx = r->ctx;
	fz_pixmap *pixels = NULL;
	fz_device *device = NULL;
	trien_rc rc = TRIEN_OK;

	fz_var(pixels);
	fz_var(device);
	fz_var(rc);
	fz_try(ctx)
	{
		/* Our rows lie one behind the other, and so does MuPDF draw into them. */
		pixels = fz_new_pixmap_with_bbox_and_data(ctx, fz_device_rgb(ctx), box, NULL, 0, out->rgb.p);
		fz_clear_pixmap_with_value(ctx, pixels, 255);
		device = fz_new_draw_device(ctx, fz_identity, pixels);
		if (with == NO_TEXT)
			leave_text_out(ctx, device);
		fz_run_page(ctx, page->page, device, page->to_seen, NULL);
		fz_close_device(ctx, device);
	}
	fz_always(ctx)
	{
		fz_drop_device(ctx, device);
		fz_drop_pixmap(ctx, pixels);
	}
	fz_catch(ctx)
		rc = tr_page_error(ctx, err);
	return rc;
}

static trien_rc
draw(const struct tr_page_reader *r, const struct tr_loaded_page *page, enum with with, struct tr_raster *out,
		struct trien_err *err)
{
	const double width = ceil(page->seen.x1 - 1e-3), height = ceil(page->seen.y1 - 1e-3);

	if (!(width >= 1 && height >= 1 && width * height <= (double)TR_PAGE_PIXELS_MAX))
		return TR_ERR(err, LAYOUT_PAGE_PIXELS, TR_U("max", TR_PAGE_PIXELS_MAX));
	out->width = (uint32_t)width;
	out->height = (uint32_t)height;
	const size_t n = (size_t)out->width * out->height * 3;
	TR_TRY(tr_buf_reserve(&out->rgb, n, err));
	out->rgb.n = n;
	TR_TRY(draw_into(r, page, with, out, err));
	return tr_page_intact(r, err);
}

static trien_rc
draw_page(struct tr_page_reader *r, size_t index, unsigned dpi, enum with with, struct tr_raster *out, struct trien_err *err)
{
	struct tr_raster made = {0};
	struct tr_loaded_page page;

	if (dpi == 0 || dpi > TR_PAGE_DPI_MAX)
		return TR_ERR(err, LAYOUT_PAGE_PIXELS, TR_U("max", TR_PAGE_PIXELS_MAX));
	TR_TRY(tr_page_load(r, index, dpi / 72.0, &page, err));
	trien_rc rc = draw(r, &page, with, &made, err);
	fz_drop_page(r->ctx, page.page);
	if (rc != TRIEN_OK) {
		tr_raster_free(&made);
		return rc;
	}
	*out = made;
	return TRIEN_OK;
}

trien_rc
tr_page_draw(struct tr_page_reader *r, size_t index, unsigned dpi, struct tr_raster *out, struct trien_err *err)
{
	return draw_page(r, index, dpi, ALL, out, err);
}

trien_rc
tr_page_draw_textless(struct tr_page_reader *r, size_t index, unsigned dpi, struct tr_raster *out, struct trien_err *err)
{
	return draw_page(r, index, dpi, NO_TEXT, out, err);
}

void
tr_raster_free(struct tr_raster *r)
{
	if (r != NULL)
		tr_buf_free(&r->rgb);
}

/* ---- PNG ---- */

struct encoding {
	struct tr_buf *out;
	struct trien_err *err;
	trien_rc rc;
	png_structp png;
	png_infop info;
};

static void
write_bytes(png_structp png, png_bytep p, size_t n)
{
	struct encoding *e = png_get_io_ptr(png);

	e->rc = tr_buf_add(e->out, p, n, e->err);
	if (e->rc != TRIEN_OK)
		png_error(png, "no room");
}

static void
write_nothing(png_structp png)
{
	(void)png;
}

static _Noreturn void
on_error(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

static void
on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static png_voidp
take(png_structp png, png_alloc_size_t n)
{
	(void)png;
	return tr_mem_resize(NULL, n > 0 ? n : 1);
}

static void
give(png_structp png, png_voidp p)
{
	(void)png;
	free(p);
}

/* False where libpng gave up. */
static bool
encode(struct encoding *e, const struct tr_raster *r)
{
	if (setjmp(png_jmpbuf(e->png)))
		return false;
	png_set_write_fn(e->png, e, write_bytes, write_nothing);
	png_set_compression_level(e->png, 1);
	png_set_filter(e->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
	png_set_IHDR(e->png, e->info, r->width, r->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
			PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
	png_write_info(e->png, e->info);
	for (uint32_t y = 0; y < r->height; y++)
		png_write_row(e->png, r->rgb.p + (size_t)y * r->width * 3);
	png_write_end(e->png, e->info);
	return true;
}

trien_rc
tr_raster_png(const struct tr_raster *r, struct tr_buf *out, struct trien_err *err)
{
	struct encoding e = {.out = out, .err = err, .rc = TRIEN_OK};
	const size_t before = out->n;

	e.png = png_create_write_struct_2(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning, NULL, take, give);
	e.info = e.png != NULL ? png_create_info_struct(e.png) : NULL;
	if (e.info == NULL || (!encode(&e, r) && e.rc == TRIEN_OK))
		e.rc = TR_ERR(err, NO_MEMORY, TR_U("want", (size_t)r->width * r->height * 3));
	png_destroy_write_struct(&e.png, &e.info);
	if (e.rc != TRIEN_OK)
		out->n = before;
	return e.rc;
}
