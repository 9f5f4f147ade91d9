/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The pictures come from a MuPDF device that draws nothing; ink and colours from the page as it is drawn.
 * A picture's resolution is that of its samples over the length that its matrix gives them (ISO 32000-2 §8.9.5).
 */
#include "layout/scan_facts.h"

#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/page_parts.h"

#define POINTS_PER_INCH 72.0
#define COARSE_PART 0.02 /* of the pictures' area may have less than the resolution that is said */
#define CHROMA 8         /* of 255: rounding of gray goes no further */
#define INK_DARKER 60    /* of 255: than the ground */
#define EDGE_PART 0.03   /* of a side: shadows at the edge of the glass are no ink */

struct picture {
	double area, dpi;
	bool gray;
	fz_matrix m;
};

struct picture_device {
	fz_device super;
	struct picture *items;
	size_t count, room;
	fz_rect seen, box;
	bool too_many, no_memory;
};

/* ---- pictures ---- */
static struct picture *
new_picture(fz_context *ctx, struct picture_device *d)
{
	if (d->count == TR_SCAN_PICTURES_MAX) {
		d->too_many = true;
		fz_throw(ctx, FZ_ERROR_GENERIC, "too many pictures");
	}
	if (d->count == d->room) {
		const size_t room = d->room > 0 ? 2 * d->room : 64;
		struct picture *items = tr_mem_resize(d->items, room * sizeof(*items));
		if (items == NULL) {
			d->no_memory = true;
			fz_throw(ctx, FZ_ERROR_MEMORY, "pictures");
		}
		d->items = items;
		d->room = room;
	}
	return &d->items[d->count++];
}

/* A table of colours (§8.6.6.3) is what its entries are: two of them may be black and red. */
static bool
table_is_gray(fz_context *ctx, fz_colorspace *table, fz_color_params params)
{
	for (int i = 0; i <= table->u.indexed.high; i++) {
		const float entry = (float)i / 255;
		float rgb[3];
		fz_convert_color(ctx, table, &entry, fz_device_rgb(ctx), rgb, NULL, params);
		if (fmaxf(rgb[0], fmaxf(rgb[1], rgb[2])) - fminf(rgb[0], fminf(rgb[1], rgb[2])) > (float)CHROMA / 255)
			return false;
	}
	return true;
}

static bool
is_gray(fz_context *ctx, const fz_image *image, fz_color_params params)
{
	fz_colorspace *space = image->colorspace;

	if (space != NULL && fz_colorspace_is_indexed(ctx, space))
		return table_is_gray(ctx, space, params);
	return space == NULL || fz_colorspace_is_gray(ctx, space);
}

static void
fill_image(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix m, float alpha, fz_color_params params)
{
	struct picture_device *d = (struct picture_device *)dev;
	const double across = hypot(m.a, m.b), down = hypot(m.c, m.d);
	const fz_rect whole = fz_transform_rect(fz_unit_rect, m);
	const fz_rect r = fz_intersect_rect(fz_intersect_rect(whole, fz_device_current_scissor(ctx, dev)), d->seen);

	if (fz_is_empty_rect(r) || alpha <= 0 || !(across > 0) || !(down > 0) || !isfinite(across * down))
		return;
	struct picture *p = new_picture(ctx, d);
	*p = (struct picture){.area = (double)(r.x1 - r.x0) * (r.y1 - r.y0), .m = m, .gray = is_gray(ctx, image, params),
		.dpi = fmin(image->w / across, image->h / down) * POINTS_PER_INCH};
	/* The scale is that of the picture, also where it hangs over the edge of the page. */
	d->box = d->count == 1 ? whole : fz_union_rect(d->box, whole);
}

static trien_rc
find_pictures(const struct tr_page_reader *r, const struct tr_loaded_page *page, struct picture_device **out,
		struct trien_err *err)
{
	fz_context *ctx = r->ctx;
	struct picture_device *d = NULL;
	trien_rc rc = TRIEN_OK;

	fz_var(d);
	fz_var(rc);
	fz_try(ctx)
	{
		d = fz_new_derived_device(ctx, struct picture_device);
		d->super.fill_image = fill_image;
		d->seen = page->seen;
		fz_run_page_contents(ctx, page->page, &d->super, page->to_seen, NULL);
		fz_close_device(ctx, &d->super);
	}
	fz_catch(ctx)
		rc = tr_page_error(ctx, err);
	if (d != NULL && d->no_memory)
		rc = TR_ERR(err, NO_MEMORY, TR_U("want", d->room * sizeof(*d->items)));
	else if (d != NULL && d->too_many)
		rc = TR_ERR(err, LAYOUT_PAGE_LIMIT, TR_S("what", "pictures"), TR_U("max", TR_SCAN_PICTURES_MAX));
	*out = d;
	return rc;
}

static void
drop_device(const struct tr_page_reader *r, struct picture_device *d)
{
	if (d == NULL)
		return;
	free(d->items);
	fz_drop_device(r->ctx, &d->super);
}

static int
by_dpi(const void *a, const void *b)
{
	const struct picture *p = a, *q = b;
	return p->dpi < q->dpi ? -1 : p->dpi > q->dpi;
}

/* How the largest picture stands: its row of pixels goes along (a, b), its columns along (c, d), top row at d. */
static void
describe_stand(const struct picture *p, struct tr_scan_page_facts *f)
{
	const double along = atan2(p->m.b, p->m.a) * 180 / M_PI; /* 0: to the right; y goes down */
	const double quarter = round(along / 90);

	f->angle = along - quarter * 90;
	f->turned = (unsigned)((int)quarter & 3);
	/* MuPDF hands the unit square over with its top row at y 0: upright is a > 0, d > 0. */
	f->mirrored = p->m.a * p->m.d - p->m.b * p->m.c < 0;
}

static void
describe_pictures(struct picture_device *d, struct tr_scan_page_facts *f)
{
	const struct picture *largest = NULL;
	double area = 0, gray = 0, coarse = 0;

	for (size_t i = 0; i < d->count; i++) {
		area += d->items[i].area;
		gray += d->items[i].gray ? d->items[i].area : 0;
		if (largest == NULL || d->items[i].area > largest->area)
			largest = &d->items[i];
	}
	f->pictures = d->count;
	if (largest == NULL)
		return;
	describe_stand(largest, f);
	f->box = (struct tr_box){d->box.x0, d->box.y0, d->box.x1, d->box.y1};
	f->covered = area / (f->width * f->height);
	f->gray_part = gray / area;
	qsort(d->items, d->count, sizeof(*d->items), by_dpi);
	for (size_t i = 0; i < d->count && coarse <= COARSE_PART * area; i++) {
		coarse += d->items[i].area;
		f->dpi = d->items[i].dpi;
	}
}

/* ---- pixels ---- */
static unsigned
luminance(const uint8_t *p)
{
	return (p[0] * 54u + p[1] * 183u + p[2] * 19u) >> 8;
}

/* The commonest brightness of the lighter half: paper is seldom white. */
static unsigned
ground_of(const struct tr_raster *r)
{
	size_t counts[256] = {0};
	unsigned ground = 255;

	for (size_t i = 0; i < r->rgb.n; i += 3)
		counts[luminance(r->rgb.p + i)]++;
	for (unsigned v = 255; v >= 128; v--)
		if (counts[v] > counts[ground])
			ground = v;
	return ground;
}

static void
describe_pixels(const struct tr_raster *r, struct tr_scan_page_facts *f)
{
	const uint32_t edge_x = (uint32_t)(r->width * EDGE_PART), edge_y = (uint32_t)(r->height * EDGE_PART);
	const unsigned ground = ground_of(r);
	size_t ink = 0, coloured = 0, all = 0;

	for (uint32_t y = edge_y; y < r->height - edge_y; y++)
		for (uint32_t x = edge_x; x < r->width - edge_x; x++) {
			const uint8_t *p = r->rgb.p + ((size_t)y * r->width + x) * 3;
			const uint8_t most = p[0] > p[1] ? (p[0] > p[2] ? p[0] : p[2]) : (p[1] > p[2] ? p[1] : p[2]);
			const uint8_t least = p[0] < p[1] ? (p[0] < p[2] ? p[0] : p[2]) : (p[1] < p[2] ? p[1] : p[2]);
			coloured += most - least > CHROMA;
			ink += luminance(p) + INK_DARKER < ground;
			all++;
		}
	f->ink = all > 0 ? (double)ink / (double)all : 0;
	f->coloured = all > 0 ? (double)coloured / (double)all : 0;
}

/* ---- a page ---- */
static trien_rc
look_at_pictures(struct tr_page_reader *r, size_t index, struct tr_scan_page_facts *f, struct trien_err *err)
{
	struct tr_loaded_page page;
	struct picture_device *d;

	TR_TRY(tr_page_load(r, index, 1, &page, err));
	f->width = page.seen.x1 - page.seen.x0;
	f->height = page.seen.y1 - page.seen.y0;
	trien_rc rc = find_pictures(r, &page, &d, err);
	if (rc == TRIEN_OK)
		describe_pictures(d, f);
	drop_device(r, d);
	fz_drop_page(r->ctx, page.page);
	return rc;
}

static trien_rc
look_at_text(struct tr_page_reader *r, size_t index, struct tr_scan_page_facts *f, struct trien_err *err)
{
	struct tr_page_words words;

	TR_TRY(tr_page_read_words(r, index, &words, err));
	for (size_t i = 0; i < words.count; i++) {
		f->letters += words.words[i].text.n;
		f->letters_turned += words.words[i].upright ? 0 : words.words[i].text.n;
	}
	tr_page_words_free(&words);
	return TRIEN_OK;
}

trien_rc
tr_scan_page_look(struct tr_page_reader *r, size_t index, struct tr_scan_page_facts *out, struct trien_err *err)
{
	struct tr_scan_page_facts f = {0};
	struct tr_raster raster;

	TR_TRY(look_at_pictures(r, index, &f, err));
	TR_TRY(look_at_text(r, index, &f, err));
	TR_TRY(tr_page_draw(r, index, TR_SCAN_FACTS_DPI, &raster, err));
	describe_pixels(&raster, &f);
	tr_raster_free(&raster);
	TR_TRY(tr_page_intact(r, err));
	*out = f;
	return TRIEN_OK;
}
