/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_preview.h"

#include <math.h>

#define LINE 2 /* pixels */

static const uint8_t green[3] = {0, 140, 60}, orange[3] = {230, 110, 0}, grey[3] = {110, 110, 110};

static void
add_page(size_t page, size_t *out, size_t *count)
{
	size_t at = 0;

	while (at < *count && out[at] < page)
		at++;
	if (at < *count && out[at] == page)
		return;
	if (*count == TR_PLACE_PREVIEW_PAGES_MAX) {
		if (at == *count)
			return;
		(*count)--;
	}
	memmove(out + at + 1, out + at, (*count - at) * sizeof(*out));
	out[at] = page;
	(*count)++;
}

size_t
tr_place_preview_pages(const struct tr_placement *p, size_t out[TR_PLACE_PREVIEW_PAGES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->signatory_count; i++)
		add_page(p->signatories[i].page, out, &count);
	for (size_t i = 0; i < p->spot_count; i++)
		add_page(p->spots[i].page, out, &count);
	if (p->top_right_free)
		add_page(0, out, &count);
	return count;
}

static void
fill(struct tr_raster *r, double x0, double y0, double x1, double y1, const uint8_t colour[3])
{
	const double left = fmax(x0, 0), right = fmin(x1, r->width), top = fmax(y0, 0), bottom = fmin(y1, r->height);

	if (!(left < right && top < bottom))
		return;
	for (size_t y = (size_t)top; y < (size_t)bottom; y++)
		for (size_t x = (size_t)left; x < (size_t)right; x++)
			memcpy(r->rgb.p + 3 * (y * r->width + x), colour, 3);
}

static void
frame(struct tr_raster *r, struct tr_box b, double scale, const uint8_t colour[3])
{
	const double x0 = floor(b.x0 * scale), y0 = floor(b.y0 * scale), x1 = ceil(b.x1 * scale), y1 = ceil(b.y1 * scale);

	fill(r, x0, y0, x1, y0 + LINE, colour);
	fill(r, x0, y1 - LINE, x1, y1, colour);
	fill(r, x0, y0, x0 + LINE, y1, colour);
	fill(r, x1 - LINE, y0, x1, y1, colour);
}

void
tr_place_preview_draw(const struct tr_placement *p, size_t page, unsigned dpi, struct tr_raster *raster)
{
	const double scale = dpi / 72.0;

	for (size_t i = 0; i < p->signatory_count; i++) {
		const struct tr_place_signatory *s = &p->signatories[i];
		if (s->page != page)
			continue;
		frame(raster, s->title, scale, grey);
		frame(raster, s->name, scale, grey);
		frame(raster, s->room, scale, s->sure == TR_SURE ? green : orange);
	}
	for (size_t i = 0; i < p->spot_count; i++)
		if (p->spots[i].page == page)
			frame(raster, p->spots[i].box, scale, p->spots[i].sure == TR_SURE ? green : orange);
	if (p->top_right_free && page == 0)
		frame(raster, p->top_right, scale, p->top_right_sure == TR_SURE ? green : orange);
}
