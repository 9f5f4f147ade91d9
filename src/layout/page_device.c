/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A device of MuPDF's that notes where each character is drawn, and how. It draws nothing and decodes no picture. */
#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/page_parts.h"

#define GLYPHS_MAX TR_PAGE_TEXT_MAX
#define FIRST_ROOM 4096u
#define WHITE 0xfau      /* each component at least: nothing is seen on paper */
#define SMALL 1.0f       /* points: nobody reads that */
#define LARGE_PART 0.02f /* of the page: a picture that may hide text */

struct glyph_device {
	fz_device super;
	struct tr_glyphs *g;
	fz_rect seen;
	unsigned groups, blended; /* open now; the outermost of them that is mixed with what is below, 0: none */
	unsigned masks;           /* what is drawn now is a mask, not the page */
	bool too_many, no_memory; /* MuPDF goes on behind most exceptions */
};

/* How the text of one call is drawn. */
struct drawn {
	uint32_t colour;
	bool visible, stroked, drawn;
};

static struct tr_glyph *
new_glyph(fz_context *ctx, struct glyph_device *d)
{
	struct tr_glyphs *g = d->g;

	if (g->count == GLYPHS_MAX) {
		d->too_many = true;
		fz_throw(ctx, FZ_ERROR_GENERIC, "too many characters");
	}
	if (g->count == g->room) {
		const size_t room = g->room > 0 ? 2 * g->room : FIRST_ROOM;
		struct tr_glyph *items = tr_mem_resize(g->items, room * sizeof(*items));
		if (items == NULL) {
			d->no_memory = true;
			fz_throw(ctx, FZ_ERROR_MEMORY, "characters");
		}
		g->items = items;
		g->room = room;
	}
	return &g->items[g->count++];
}

/* ---- drawings ---- */
static fz_rect
frame_of(fz_context *ctx, struct glyph_device *d)
{
	return fz_intersect_rect(fz_device_current_scissor(ctx, &d->super), d->seen);
}

static void
note(fz_context *ctx, struct glyph_device *d, bool noted)
{
	if (noted)
		return;
	d->no_memory = true;
	fz_throw(ctx, FZ_ERROR_MEMORY, "drawings");
}

static void
note_area(fz_context *ctx, struct glyph_device *d, fz_rect r, enum tr_drawn_kind kind)
{
	note(ctx, d, tr_page_note_drawn(d->g, fz_intersect_rect(r, frame_of(ctx, d)), kind));
}

static void
note_path(fz_context *ctx, struct glyph_device *d, const fz_path *path, fz_matrix ctm)
{
	note(ctx, d, tr_page_note_path(ctx, d->g, path, ctm, frame_of(ctx, d)));
}

static void
fill_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm, fz_colorspace *space,
		const float *colour, float alpha, fz_color_params params)
{
	(void)even_odd, (void)space, (void)colour, (void)params;
	if (alpha > 0)
		note_path(ctx, (struct glyph_device *)dev, path, ctm);
}

static void
stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path, const fz_stroke_state *stroke, fz_matrix ctm,
		fz_colorspace *space, const float *colour, float alpha, fz_color_params params)
{
	(void)stroke;
	fill_path(ctx, dev, path, 0, ctm, space, colour, alpha, params);
}

/* Whatever is painted through it has its form. */
static void
clip_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm, fz_rect scissor)
{
	(void)even_odd, (void)scissor;
	note_path(ctx, (struct glyph_device *)dev, path, ctm);
}

static void
clip_stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path, const fz_stroke_state *stroke, fz_matrix ctm,
		fz_rect scissor)
{
	(void)stroke;
	clip_path(ctx, dev, path, 0, ctm, scissor);
}

static void
fill_shade(fz_context *ctx, fz_device *dev, fz_shade *shade, fz_matrix ctm, float alpha, fz_color_params params)
{
	(void)params;
	if (alpha > 0)
		note_area(ctx, (struct glyph_device *)dev, fz_bound_shade(ctx, shade, ctm), TR_DRAWN_PICTURE);
}

static void
clip_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, fz_rect scissor)
{
	(void)image, (void)scissor;
	note_area(ctx, (struct glyph_device *)dev, fz_transform_rect(fz_unit_rect, ctm), TR_DRAWN_PICTURE);
}

static int
begin_tile(fz_context *ctx, fz_device *dev, fz_rect area, fz_rect view, float xstep, float ystep, fz_matrix ctm, int id)
{
	(void)view, (void)xstep, (void)ystep, (void)id;
	note_area(ctx, (struct glyph_device *)dev, fz_transform_rect(area, ctm), TR_DRAWN_PICTURE);
	return 0;
}

/* Letters of a Type3 font are drawings: what they look like has nothing to do with their names. */
static bool
is_drawing(fz_context *ctx, const fz_text_span *span)
{
	return fz_font_t3_procs(ctx, span->font) != NULL;
}

/* ---- style ---- */

static bool
name_has(const char *name, const char *a, const char *b)
{
	return strstr(name, a) != NULL || strstr(name, b) != NULL;
}

static float
within(float v, float low, float high)
{
	return v < low || isnan(v) ? low : v > high ? high : v;
}

/* All that is one for a span: weight, slant, how far the font reaches. */
static struct tr_glyph
style_of(fz_context *ctx, fz_font *font, fz_matrix trm, const struct drawn *how)
{
	const char *name = fz_font_name(ctx, font);
	const float size = hypotf(trm.c, trm.d), length = hypotf(trm.a, trm.b);
	struct tr_glyph g = {.size = size, .colour = how->colour};

	g.bold = how->stroked || fz_font_is_bold(ctx, font) || name_has(name, "Bold", "Black");
	g.italic = fz_font_is_italic(ctx, font) || name_has(name, "Ital", "Obliq");
	g.upright = length > 0 && trm.a / length > 0.99f && trm.d <= 0;
	g.ascent = size * within(fz_font_ascender(ctx, font), 0.5f, 1.2f);
	g.descent = size * within(-fz_font_descender(ctx, font), 0.1f, 0.5f);
	return g;
}

/* ---- characters ---- */

static bool
within_rect(fz_rect r, float x, float y)
{
	return x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1;
}

static bool
is_seen(const struct glyph_device *d, fz_rect scissor, const struct tr_glyph *g)
{
	const float x = (g->x + g->end_x) / 2, y = (g->y + g->end_y) / 2;
	return g->size >= SMALL && within_rect(d->seen, x, y) && within_rect(scissor, x, y);
}

static void
add_item(fz_context *ctx, struct glyph_device *d, const fz_text_span *span, const fz_text_item *item,
		const struct tr_glyph *style, const struct drawn *how, fz_matrix ctm)
{
	fz_matrix trm = span->trm;
	struct tr_glyph made = *style;

	trm.e = item->x;
	trm.f = item->y;
	trm = fz_concat(trm, ctm);
	const float advance = item->gid >= 0 ? fz_advance_glyph(ctx, span->font, item->gid, (int)span->wmode) : 0;
	made.point = item->ucs >= 0 ? (uint32_t)item->ucs : 0xfffd;
	made.x = trm.e;
	made.y = trm.f;
	made.end_x = trm.e + advance * (span->wmode ? -trm.c : trm.a);
	made.end_y = trm.f + advance * (span->wmode ? -trm.d : trm.b);
	made.follows = item->gid < 0;
	made.visible = how->visible && d->masks == 0 && is_seen(d, fz_device_current_scissor(ctx, &d->super), &made);
	if (!isfinite(made.x) || !isfinite(made.y) || !isfinite(made.end_x) || !isfinite(made.end_y))
		return;
	*new_glyph(ctx, d) = made;
}

static void
add_text(fz_context *ctx, struct glyph_device *d, const fz_text *text, fz_matrix ctm, const struct drawn *how)
{
	for (const fz_text_span *span = text->head; span != NULL; span = span->next) {
		if (how->drawn && is_drawing(ctx, span))
			note_area(ctx, d, fz_bound_text(ctx, text, NULL, ctm), TR_DRAWN_SHAPE);
		const struct tr_glyph style = style_of(ctx, span->font, fz_concat(span->trm, ctm), how);
		/* One character of several glyphs: the first stands for it. */
		for (int i = 0; i < span->len; i++)
			if (span->items[i].ucs != -1 || i == 0)
				add_item(ctx, d, span, &span->items[i], &style, how, ctm);
	}
}

static struct drawn
painted(fz_context *ctx, fz_colorspace *space, const float *colour, float alpha)
{
	float rgb[3] = {0};
	unsigned least = 255;
	struct drawn how = {0};

	if (space != NULL)
		fz_convert_color(ctx, space, colour, fz_device_rgb(ctx), rgb, NULL, fz_default_color_params);
	for (int i = 0; i < 3; i++) {
		const unsigned v = (unsigned)(within(rgb[i], 0, 1) * 255 + 0.5f);
		how.colour = how.colour << 8 | v;
		least = v < least ? v : least;
	}
	how.visible = alpha > 0 && least < WHITE;
	how.drawn = alpha > 0;
	return how;
}

static void
fill_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, fz_colorspace *space,
		const float *colour, float alpha, fz_color_params params)
{
	const struct drawn how = painted(ctx, space, colour, alpha);
	(void)params;
	add_text(ctx, (struct glyph_device *)dev, text, ctm, &how);
}

static void
stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text, const fz_stroke_state *stroke, fz_matrix ctm,
		fz_colorspace *space, const float *colour, float alpha, fz_color_params params)
{
	struct drawn how = painted(ctx, space, colour, alpha);
	(void)stroke, (void)params;
	how.stroked = true;
	add_text(ctx, (struct glyph_device *)dev, text, ctm, &how);
}

/* Render mode 3. */
static void
ignore_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm)
{
	const struct drawn how = {0};
	add_text(ctx, (struct glyph_device *)dev, text, ctm, &how);
}

/* Render modes 4 to 7. What was filled or stroked before stands there already, and drawn twice is drawn once. */
static void
clip_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, fz_rect scissor)
{
	(void)scissor;
	ignore_text(ctx, dev, text, ctm);
}

static void
clip_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text, const fz_stroke_state *stroke, fz_matrix ctm,
		fz_rect scissor)
{
	(void)stroke, (void)scissor;
	ignore_text(ctx, dev, text, ctm);
}

/* ---- pictures ---- */

static float
area(fz_rect r)
{
	return fz_is_empty_rect(r) ? 0 : (r.x1 - r.x0) * (r.y1 - r.y0);
}

static void
note_picture(struct tr_glyphs *g, fz_rect r)
{
	const struct tr_box *p = &g->picture;

	g->pictures++;
	if (area(r) > (p->x1 - p->x0) * (p->y1 - p->y0))
		g->picture = (struct tr_box){r.x0, r.y0, r.x1, r.y1};
}

/* Text under an opaque picture is a scan's text layer of the old kind. */
static void
hide_under(struct tr_glyphs *g, fz_rect r)
{
	for (size_t i = 0; i < g->count; i++) {
		struct tr_glyph *p = &g->items[i];
		if (p->visible && within_rect(r, (p->x + p->end_x) / 2, (p->y + p->end_y) / 2 - p->size / 4))
			p->visible = 0;
	}
}

static fz_rect
picture_on(fz_context *ctx, struct glyph_device *d, fz_matrix ctm)
{
	return fz_intersect_rect(fz_transform_rect(fz_unit_rect, ctm), frame_of(ctx, d));
}

static void
fill_image(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, float alpha, fz_color_params params)
{
	struct glyph_device *d = (struct glyph_device *)dev;
	const fz_rect r = picture_on(ctx, d, ctm);
	(void)params;

	if (area(r) <= 0 || alpha <= 0)
		return;
	note_area(ctx, d, r, TR_DRAWN_PICTURE);
	if (d->masks > 0)
		return;
	note_picture(d->g, r);
	if (image->mask == NULL && alpha >= 1 && d->blended == 0 && area(r) >= LARGE_PART * area(d->seen))
		hide_under(d->g, r);
}

static void
fill_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, fz_colorspace *space,
		const float *colour, float alpha, fz_color_params params)
{
	struct glyph_device *d = (struct glyph_device *)dev;
	const fz_rect r = picture_on(ctx, d, ctm);
	(void)image, (void)space, (void)colour, (void)params;

	if (area(r) <= 0 || alpha <= 0)
		return;
	note_area(ctx, d, r, TR_DRAWN_PICTURE);
	if (d->masks == 0)
		note_picture(d->g, r);
}

/* ---- groups and masks ---- */

static void
begin_group(fz_context *ctx, fz_device *dev, fz_rect r, fz_colorspace *space, int isolated, int knockout, int blend_mode,
		float alpha)
{
	struct glyph_device *d = (struct glyph_device *)dev;
	(void)ctx, (void)r, (void)space, (void)isolated, (void)knockout;

	d->groups++;
	if (d->blended == 0 && ((blend_mode & FZ_BLEND_MODEMASK) != FZ_BLEND_NORMAL || alpha < 1))
		d->blended = d->groups;
}

static void
end_group(fz_context *ctx, fz_device *dev)
{
	struct glyph_device *d = (struct glyph_device *)dev;
	(void)ctx;

	if (d->blended == d->groups)
		d->blended = 0;
	d->groups--;
}

static void
begin_mask(fz_context *ctx, fz_device *dev, fz_rect r, int luminosity, fz_colorspace *space, const float *colour,
		fz_color_params params)
{
	(void)ctx, (void)r, (void)luminosity, (void)space, (void)colour, (void)params;
	((struct glyph_device *)dev)->masks++;
}

static void
end_mask(fz_context *ctx, fz_device *dev)
{
	(void)ctx;
	((struct glyph_device *)dev)->masks--;
}

/* ---- a page ---- */

static struct glyph_device *
new_device(fz_context *ctx, struct tr_glyphs *g, fz_rect seen)
{
	struct glyph_device *d = fz_new_derived_device(ctx, struct glyph_device);

	d->super.fill_path = fill_path;
	d->super.stroke_path = stroke_path;
	d->super.clip_path = clip_path;
	d->super.clip_stroke_path = clip_stroke_path;
	d->super.fill_shade = fill_shade;
	d->super.clip_image_mask = clip_image_mask;
	d->super.begin_tile = begin_tile;
	d->super.fill_text = fill_text;
	d->super.stroke_text = stroke_text;
	d->super.clip_text = clip_text;
	d->super.clip_stroke_text = clip_stroke_text;
	d->super.ignore_text = ignore_text;
	d->super.fill_image = fill_image;
	d->super.fill_image_mask = fill_image_mask;
	d->super.begin_group = begin_group;
	d->super.end_group = end_group;
	d->super.begin_mask = begin_mask;
	d->super.end_mask = end_mask;
	d->g = g;
	d->seen = seen;
	return d;
}

trien_rc
tr_page_glyphs(const struct tr_page_reader *r, const struct tr_loaded_page *page, struct tr_glyphs *g,
		struct trien_err *err)
{
	fz_context *ctx = r->ctx;
	struct glyph_device *d = NULL;
	trien_rc rc = TRIEN_OK;

	fz_var(d);
	fz_var(rc);
	fz_try(ctx)
	{
		d = new_device(ctx, g, page->seen);
		fz_run_page(ctx, page->page, &d->super, page->to_seen, NULL);
		fz_close_device(ctx, &d->super);
	}
	fz_always(ctx)
	{
		if (d != NULL && d->no_memory)
			rc = TR_ERR(err, NO_MEMORY, TR_U("want", g->room * sizeof(*g->items)));
		else if (d != NULL && d->too_many)
			rc = TR_ERR(err, LAYOUT_PAGE_LIMIT, TR_S("what", "characters"), TR_U("max", GLYPHS_MAX));
		fz_drop_device(ctx, d != NULL ? &d->super : NULL);
	}
	fz_catch(ctx)
	{
		if (rc == TRIEN_OK)
			rc = tr_page_error(ctx, err);
	}
	return rc;
}
