/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "raster_measure.h"

#include <math.h>

#include "test.h"

static int
least(int a, int b)
{
	return a < b ? a : b;
}

static int
most(int a, int b)
{
	return a > b ? a : b;
}

static bool
is_ink(const uint8_t *p, enum raster_ink ink)
{
	const int r = p[0], g = p[1], b = p[2], low = least(r, least(g, b)), high = most(r, most(g, b));

	switch (ink) {
	case RASTER_RED:
		return r - most(g, b) > 60;
	case RASTER_BLUE:
		return b - most(r, g) > 40;
	case RASTER_BLACK:
		return high - low < 40 && high < 128;
	default:
		return low < 240;
	}
}

/* The pixels whose middle is in the region: [x0, x1) by [y0, y1). */
struct span {
	uint32_t x0, y0, x1, y1;
};

static uint32_t
pixel_at(double mm, unsigned dpi, uint32_t end)
{
	const double v = ceil(mm * dpi / 25.4 - 0.5);
	return v <= 0 ? 0 : v >= end ? end : (uint32_t)v;
}

static struct span
pixels_of(const struct tr_raster *r, unsigned dpi, struct tr_box region)
{
	return (struct span){pixel_at(region.x0, dpi, r->width), pixel_at(region.y0, dpi, r->height),
		pixel_at(region.x1, dpi, r->width), pixel_at(region.y1, dpi, r->height)};
}

struct tr_box
raster_inked(const struct tr_raster *r, unsigned dpi, struct tr_box region, enum raster_ink ink)
{
	const struct span s = pixels_of(r, dpi, region);
	const double mm = 25.4 / dpi;
	struct span found = {UINT32_MAX, 0, 0, 0};

	for (uint32_t y = s.y0; y < s.y1; y++)
		for (uint32_t x = s.x0; x < s.x1; x++) {
			if (!is_ink(r->rgb.p + 3 * ((size_t)y * r->width + x), ink))
				continue;
			if (found.y1 == 0)
				found.y0 = y;
			found.y1 = y + 1;
			found.x0 = x < found.x0 ? x : found.x0;
			found.x1 = x >= found.x1 ? x + 1 : found.x1;
		}
	if (found.y1 == 0)
		return (struct tr_box){0, 0, 0, 0};
	return (struct tr_box){found.x0 * mm, found.y0 * mm, found.x1 * mm, found.y1 * mm};
}

double
raster_share(const struct tr_raster *r, unsigned dpi, struct tr_box region, enum raster_ink ink)
{
	const struct span s = pixels_of(r, dpi, region);
	size_t n = 0;

	for (uint32_t y = s.y0; y < s.y1; y++)
		for (uint32_t x = s.x0; x < s.x1; x++)
			n += is_ink(r->rgb.p + 3 * ((size_t)y * r->width + x), ink);
	const size_t all = (size_t)(s.x1 - s.x0) * (s.y1 - s.y0);
	return all > 0 ? (double)n / (double)all : 0;
}

struct tr_raster
raster_of(struct tr_bytes pdf, size_t pages, size_t page, unsigned dpi)
{
	struct trien_err err = {0};
	struct tr_page_fonts *fonts = NULL;
	struct tr_page_reader *reader = NULL;
	struct tr_raster out;

	assert_ok(tr_page_fonts_load(&fonts, &err), &err);
	assert_ok(tr_page_reader_open(pdf, fonts, pages, &reader, &err), &err);
	assert_ok(tr_page_draw(reader, page, dpi, &out, &err), &err);
	tr_page_reader_close(reader);
	tr_page_fonts_free(fonts);
	return out;
}
