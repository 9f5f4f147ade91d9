/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the two files that read TIFF share. */
#ifndef TR_LAYOUT_SCAN_TIFF_H
#define TR_LAYOUT_SCAN_TIFF_H

#include <tiffio.h>

#include "layout/scan_parts.h"

struct tr_tiff {
	TIFF *tiff;
	struct tr_bytes file;
	uint64_t at;
	struct tr_scan_image *s;
	unsigned compression, photometric, samples, extra;
	uint32_t strip_rows;
	bool separate; /* one plane a sample */
	bool reversed; /* the least bit first */
	bool failed, warned;
	char why[160];
	struct tr_buf band;
	struct trien_err *err;
};

trien_rc tr_tiff_invalid(struct tr_tiff *t);
trien_rc tr_tiff_unsupported(struct tr_tiff *t, const char *what);

/* scan_tiff_decode.c: all samples, deflated; strips, planes or tiles. */
TRIEN_MUST_CHECK trien_rc tr_tiff_decode(struct tr_tiff *t);

#endif
