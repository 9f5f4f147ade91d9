/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that read scans share. */
#ifndef TR_LAYOUT_SCAN_PARTS_H
#define TR_LAYOUT_SCAN_PARTS_H

#include <zlib.h>

#include "layout/scan_image.h"

/* The most that is held decoded at a time: a strip, a band of tiles, an interlaced picture. */
#define TR_SCAN_BAND_MAX ((size_t)192 << 20)

/* ---- scan_rows.c: rows of samples, each with the PNG filter "up", deflated ---- */
struct tr_rows {
	z_stream z;
	struct tr_buf *out;
	struct tr_buf line; /* filter byte and differences, then the row above */
	size_t n;           /* bytes of a row */
};
TRIEN_MUST_CHECK trien_rc tr_rows_begin(struct tr_rows *r, size_t n, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_rows_add(struct tr_rows *r, const uint8_t *row, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_rows_end(struct tr_rows *r, struct trien_err *err);
void tr_rows_free(struct tr_rows *r); /* {0} is legal */

/* ---- scan_exif.c ---- */
/* Takes orientation and resolution out of an Exif block (TIFF header and IFD 0); what is odd is left out. */
void tr_scan_exif(struct tr_bytes exif, struct tr_scan_image *s);

/* ---- scan_image.c ---- */
/* Refuses sides and pixels past the caps. */
TRIEN_MUST_CHECK trien_rc tr_scan_check_size(uint64_t width, uint64_t height, struct trien_err *err);
/* One part that is all there is. */
void tr_scan_one_part(struct tr_scan_image *s);
/* Keeps a colour profile that fits the components; leaves others out. */
TRIEN_MUST_CHECK trien_rc tr_scan_set_icc(struct tr_scan_image *s, struct tr_bytes icc, struct trien_err *err);
/* Bytes of a row of samples. */
size_t tr_scan_row_bytes(const struct tr_scan_image *s);

/* ---- one format each: they fill everything of an image that is {0} but for its orientation, 1 ---- */
TRIEN_MUST_CHECK trien_rc tr_scan_read_jpeg(struct tr_bytes file, struct tr_scan_image *s, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_scan_read_png(struct tr_bytes file, struct tr_scan_image *s, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_scan_read_tiff(struct tr_bytes file, size_t index, struct tr_scan_image *s,
		size_t *pages, struct trien_err *err);

/* What a JPEG stream is, once decoded without fault. */
struct tr_jpeg_facts {
	uint32_t width, height;
	enum tr_scan_colours colours;
	enum tr_scan_transform transform;
	bool inverted;
	bool arithmetic; /* PDF cannot carry it */
	size_t n;        /* bytes to the end of the picture */
};
TRIEN_MUST_CHECK trien_rc tr_jpeg_check(struct tr_bytes jpeg, struct tr_jpeg_facts *out, struct trien_err *err);

#endif
