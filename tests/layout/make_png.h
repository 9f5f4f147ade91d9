/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PNG files for tests: of every kind by libpng, and wrong ones chunk by chunk. */
#ifndef TESTS_LAYOUT_MAKE_PNG_H
#define TESTS_LAYOUT_MAKE_PNG_H

#include <png.h>

#include "base/bytes.h"

struct png_kind {
	int bits, colour; /* PNG_COLOR_TYPE_* */
	bool interlaced;
	bool trns;        /* for gray and RGB: sample 0 is see-through; for a palette: entry 0 is */
};

/* Sets the samples of one pixel, each of the kind's bits; a palette's index. */
typedef void (*png_paint)(uint32_t x, uint32_t y, uint16_t sample[4]);

/* The palette of all tests: entry i is (40 i, 200 - 10 i, 255 - 15 i). */
#define PNG_TEST_PALETTE 16

/* Appends a whole PNG. */
void make_png(struct tr_buf *out, uint32_t width, uint32_t height, struct png_kind kind, png_paint paint);
void png_begin(struct tr_buf *out);
void png_chunk(struct tr_buf *out, const char *type, struct tr_bytes data);
/* 8 bit RGBA, of a size that may be a lie. */
void png_header(struct tr_buf *out, uint32_t width, uint32_t height);

#endif
