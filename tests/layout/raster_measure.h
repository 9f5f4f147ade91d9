/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ink on a drawn page, measured in millimetres. */
#ifndef TESTS_LAYOUT_RASTER_MEASURE_H
#define TESTS_LAYOUT_RASTER_MEASURE_H

#include "layout/page.h"

enum raster_ink {
	RASTER_RED,   /* a seal */
	RASTER_BLUE,  /* a handwriting */
	RASTER_BLACK, /* text: gray that is dark */
	RASTER_ANY,   /* all that is not nearly white */
};

/* The whole page as a region. */
#define RASTER_PAGE ((struct tr_box){0, 0, 1e9, 1e9})

/*
 * The smallest box around the ink of a class inside a region, both in millimetres from the top left of the page; all
 * 0 where there is none. A pixel counts with its whole extent, so at 300 dpi a side is right to 0.09 mm.
 */
struct tr_box raster_inked(const struct tr_raster *r, unsigned dpi, struct tr_box region, enum raster_ink ink);
/* The part of the region's pixels that carry the ink, 0 to 1. */
double raster_share(const struct tr_raster *r, unsigned dpi, struct tr_box region, enum raster_ink ink);
/* Draws a page of a document (page 0 = first), reading it with the page reader; fails the test where it cannot. */
struct tr_raster raster_of(struct tr_bytes pdf, size_t pages, size_t page, unsigned dpi);

#endif
