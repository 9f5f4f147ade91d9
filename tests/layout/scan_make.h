/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Image files for tests, written by libpng, libjpeg and libtiff, and the samples that they hold. */
#ifndef TESTS_LAYOUT_SCAN_MAKE_H
#define TESTS_LAYOUT_SCAN_MAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* A made-up page: grey steps, a red disc, black bars; the same for the same numbers. */
struct scan_page {
	uint32_t width, height;
	unsigned bits;       /* 1, 8, 16 */
	unsigned components; /* 1 gray (or index), 2 gray and alpha, 3 RGB, 4 RGBA or CMYK */
};
size_t scan_row_bytes(const struct scan_page *page);
/* Samples of row y, most significant byte first. */
void scan_row(const struct scan_page *page, uint32_t y, uint8_t *out);

struct scan_tiff {
	struct scan_page page;
	int compression, photometric; /* libtiff's numbers */
	int predictor;                /* 0: not said */
	uint32_t strip_rows;          /* 0: one strip */
	uint32_t tile;                /* side of a tile; 0: strips */
	int planar, fill_order, fax_options, extra, orientation;
	const char *mode;             /* of TIFFOpen: "w", "wb" (big-endian), "wl" */
	float dpi;                    /* 0: not said */
	int unit;                     /* 0: inch */
	unsigned pages;               /* 0: one; a thumbnail stands before each page but the first */
};
/* Appends the file. */
void scan_make_tiff(const struct scan_tiff *how, struct tr_buf *out);

struct scan_png {
	struct scan_page page;
	bool interlaced, palette, transparent; /* transparent: tRNS */
	double dpi;
};
void scan_make_png(const struct scan_png *how, struct tr_buf *out);

struct scan_jpeg {
	struct scan_page page;
	bool progressive, arithmetic, adobe;
	unsigned density_unit, density; /* JFIF */
	struct tr_bytes exif;           /* without "Exif\0\0" */
	struct tr_bytes icc;
};
void scan_make_jpeg(const struct scan_jpeg *how, struct tr_buf *out);

#endif
