/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The frame of a stamp, seen on a picture: red, longer than high, nearly whole on all four sides, not filled, and something in it.
 * What a machine cannot read inside of one is for a person to look at.
 * Requirement: R5.1
 */
#include <math.h>
#include <stdlib.h>

#include "base/errors/base.h"
#include "base/memory.h"
#include "official/secrecy_zone.h"

#define MM_LENGTH_LEAST 15.0 /* Annex I of Decree 30/2020: 20 to 40 mm by 8 mm, and stamps are cut larger */
#define MM_LENGTH_MOST 90.0
#define MM_HEIGHT_LEAST 5.0
#define MM_HEIGHT_MOST 25.0
#define LONGER 1.5           /* than high */
#define BAND_MM 1.5          /* of the frame: a stamp stands a little aslant */
#define SIDE_SHARE 0.8       /* of each side that is drawn */
#define FILLED 0.6           /* of its area red: a banner */
#define INSIDE 0.02          /* of the inner area that is ink */
#define RED_LEAD 60
#define INK 24

struct box {
	uint32_t x0, y0, x1, y1; /* x1, y1 behind the last */
};

struct flood {
	const struct tr_raster *r;
	uint8_t *seen;
	uint32_t *queue;
	double mm; /* pixels */
};

static const uint8_t *
pixel(const struct tr_raster *r, uint32_t x, uint32_t y)
{
	return r->rgb.p + ((size_t)y * r->width + x) * 3;
}

static bool
is_red(const uint8_t *p)
{
	return p[0] >= p[1] + RED_LEAD && p[0] >= p[2] + RED_LEAD;
}

static bool
is_ink(const uint8_t *p)
{
	return p[0] < 0xff - INK || p[1] < 0xff - INK || p[2] < 0xff - INK;
}

/* All red that hangs together with a pixel; its box. */
static struct box
fill(struct flood *f, uint32_t start)
{
	const uint32_t w = f->r->width, h = f->r->height;
	struct box b = {start % w, start / w, start % w + 1, start / w + 1};
	size_t n = 0;

	f->queue[n++] = start;
	f->seen[start] = 1;
	while (n > 0) {
		const uint32_t at = f->queue[--n], x = at % w, y = at / w;
		b = (struct box){x < b.x0 ? x : b.x0, y < b.y0 ? y : b.y0, x >= b.x1 ? x + 1 : b.x1, y >= b.y1 ? y + 1 : b.y1};
		for (uint32_t ny = y > 0 ? y - 1 : 0; ny <= y + 1 && ny < h; ny++)
			for (uint32_t nx = x > 0 ? x - 1 : 0; nx <= x + 1 && nx < w; nx++) {
				const uint32_t to = ny * w + nx;
				if (f->seen[to] || !is_red(pixel(f->r, nx, ny)))
					continue;
				f->seen[to] = 1;
				f->queue[n++] = to;
			}
	}
	return b;
}

static bool
has_stamp_size(const struct flood *f, struct box b)
{
	const double w = (b.x1 - b.x0) / f->mm, h = (b.y1 - b.y0) / f->mm;
	const double length = fmax(w, h), height = fmin(w, h);

	return length >= MM_LENGTH_LEAST && length <= MM_LENGTH_MOST && height >= MM_HEIGHT_LEAST && height <= MM_HEIGHT_MOST &&
	       length >= LONGER * height;
}

/* The part of an area that is red, or ink. */
static double
share(const struct tr_raster *r, struct box b, bool (*is)(const uint8_t *))
{
	size_t count = 0;

	for (uint32_t y = b.y0; y < b.y1; y++)
		for (uint32_t x = b.x0; x < b.x1; x++)
			count += is(pixel(r, x, y));
	return b.x1 > b.x0 && b.y1 > b.y0 ? (double)count / ((double)(b.x1 - b.x0) * (b.y1 - b.y0)) : 0;
}

/* The part of the length of a band, across it (columns) or down (rows), where it has red. */
static double
drawn_share(const struct tr_raster *r, struct box b, bool across)
{
	const uint32_t length = across ? b.x1 - b.x0 : b.y1 - b.y0;
	size_t count = 0;

	for (uint32_t i = 0; i < length; i++) {
		const struct box slice = across ? (struct box){b.x0 + i, b.y0, b.x0 + i + 1, b.y1}
						: (struct box){b.x0, b.y0 + i, b.x1, b.y0 + i + 1};
		count += share(r, slice, is_red) > 0;
	}
	return (double)count / length;
}

static bool
is_frame(const struct flood *f, struct box b)
{
	const uint32_t band = (uint32_t)ceil(BAND_MM * f->mm);
	const struct box inner = {b.x0 + band, b.y0 + band, b.x1 - band, b.y1 - band};

	return share(f->r, b, is_red) < FILLED && drawn_share(f->r, (struct box){b.x0, b.y0, b.x1, b.y0 + band}, true) >= SIDE_SHARE &&
	       drawn_share(f->r, (struct box){b.x0, b.y1 - band, b.x1, b.y1}, true) >= SIDE_SHARE &&
	       drawn_share(f->r, (struct box){b.x0, b.y0, b.x0 + band, b.y1}, false) >= SIDE_SHARE &&
	       drawn_share(f->r, (struct box){b.x1 - band, b.y0, b.x1, b.y1}, false) >= SIDE_SHARE &&
	       share(f->r, inner, is_ink) >= INSIDE;
}

trien_rc
tr_secrecy_zone_framed(const struct tr_raster *r, unsigned dpi, bool *framed, struct trien_err *err)
{
	const size_t pixels = (size_t)r->width * r->height;
	struct flood f = {.r = r, .mm = dpi / 25.4};
	bool found = false;

	f.seen = tr_mem_zeroed(pixels > 0 ? pixels : 1, 1);
	f.queue = tr_mem_zeroed(pixels > 0 ? pixels : 1, sizeof(*f.queue));
	for (uint32_t at = 0; f.seen != NULL && f.queue != NULL && !found && at < pixels; at++) {
		if (f.seen[at] || !is_red(r->rgb.p + (size_t)at * 3))
			continue;
		const struct box b = fill(&f, at);
		found = has_stamp_size(&f, b) && is_frame(&f, b);
	}
	const bool good = f.seen != NULL && f.queue != NULL;
	free(f.seen);
	free(f.queue);
	if (!good)
		return TR_ERR(err, NO_MEMORY, TR_U("want", pixels * sizeof(*f.queue)));
	*framed = found;
	return TRIEN_OK;
}
