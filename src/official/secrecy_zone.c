/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/secrecy_zone.h"

#include <math.h>

#include "base/errors/layout.h"

#define MARGIN 40u /* pixels: who reads pictures wants paper round the letters */
#define INK 24     /* darker than white by so much */

struct extent {
	uint32_t x0, y0, x1, y1;
};

enum turn { UPRIGHT, LEFT, RIGHT };

void
tr_secrecy_zone_cut(struct tr_raster *r, double head, double foot)
{
	const size_t row = (size_t)r->width * 3;
	const uint32_t upper = (uint32_t)ceil(r->height * fmin(fmax(head, 0), 1));
	const uint32_t lower = (uint32_t)ceil(r->height * fmin(fmax(foot, 0), 1));

	if (upper + lower == 0 || upper + lower >= r->height)
		return;
	memmove(r->rgb.p + upper * row, r->rgb.p + (r->height - lower) * row, lower * row);
	r->height = upper + lower;
	r->rgb.n = r->height * row;
}

static bool
is_ink(const uint8_t *p)
{
	return p[0] < 0xff - INK || p[1] < 0xff - INK || p[2] < 0xff - INK;
}

/* What is not paper; x0 > x1 where nothing is. */
static struct extent
inked(const struct tr_raster *r)
{
	struct extent e = {UINT32_MAX, UINT32_MAX, 0, 0};

	for (uint32_t y = 0; y < r->height; y++)
		for (uint32_t x = 0; x < r->width; x++) {
			if (!is_ink(r->rgb.p + ((size_t)y * r->width + x) * 3))
				continue;
			e.x0 = x < e.x0 ? x : e.x0;
			e.x1 = x + 1 > e.x1 ? x + 1 : e.x1;
			e.y0 = y < e.y0 ? y : e.y0;
			e.y1 = y + 1;
		}
	return e;
}

static void
put(const struct tr_raster *from, struct extent e, enum turn turn, uint32_t top, struct tr_raster *to)
{
	const uint32_t w = e.x1 - e.x0, h = e.y1 - e.y0;

	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			const uint32_t to_x = turn == UPRIGHT ? x : turn == LEFT ? y : h - 1 - y;
			const uint32_t to_y = turn == UPRIGHT ? y : turn == LEFT ? w - 1 - x : x;
			memcpy(to->rgb.p + ((size_t)(top + to_y) * to->width + MARGIN + to_x) * 3,
					from->rgb.p + ((size_t)(e.y0 + y) * from->width + e.x0 + x) * 3, 3);
		}
}

trien_rc
tr_secrecy_zone_turns(struct tr_raster *r, bool *blank, struct trien_err *err)
{
	const struct extent e = inked(r);
	struct tr_raster made = {0};

	*blank = e.x0 >= e.x1;
	if (*blank)
		return TRIEN_OK;
	const uint32_t w = e.x1 - e.x0, h = e.y1 - e.y0;
	made.width = (w > h ? w : h) + 2 * MARGIN;
	made.height = h + 2 * w + 4 * MARGIN;
	const size_t n = (size_t)made.width * made.height * 3;
	if (n / 3 > TR_PAGE_PIXELS_MAX)
		return TR_ERR(err, LAYOUT_PAGE_PIXELS, TR_U("max", TR_PAGE_PIXELS_MAX));
	TR_TRY(tr_buf_reserve(&made.rgb, n, err));
	made.rgb.n = n;
	memset(made.rgb.p, 0xff, n);
	put(r, e, UPRIGHT, MARGIN, &made);
	put(r, e, LEFT, h + 2 * MARGIN, &made);
	put(r, e, RIGHT, h + w + 3 * MARGIN, &made);
	tr_raster_free(r);
	*r = made;
	return TRIEN_OK;
}
