/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a page of a scan is made of: its pictures with their places, its ink and its colours, which way its text reads.
 * Measures; judges nothing (official/scan_check.h does). Runs in the sandbox.
 */
#ifndef TR_LAYOUT_SCAN_FACTS_H
#define TR_LAYOUT_SCAN_FACTS_H

#include "layout/page.h"

#define TR_SCAN_PICTURES_MAX 4096u /* on one page, strips counted one by one; more are an error */
#define TR_SCAN_FACTS_DPI 100u     /* at which ink and colours are looked at */

/* Of the pictures of one page. All lengths in points, as seen. */
struct tr_scan_page_facts {
	double width, height;   /* of the page */
	size_t pictures;        /* drawn and seen; masks without colours of their own are not counted */
	struct tr_box box;      /* around all of them */
	double covered;         /* part of the page, 0 to 1; overlaps counted once for each */
	double dpi;             /* what at least 98 parts of 100 of their area have */
	double gray_part;       /* part of their area whose picture has gray or black and white samples */
	double angle;           /* degrees by which the largest stands askew: from -45 to 45 */
	unsigned turned;        /* quarter turns of the largest, clockwise, as seen: 0 to 3 */
	bool mirrored;          /* the largest */
	double ink;             /* part of the drawn page that is clearly darker than its ground */
	double coloured;        /* part of the drawn page whose red, green and blue differ */
	unsigned read_turned;   /* by who has read the picture: 0 not known, 1 upright, 2 to 4: quarter turns and one */
	size_t letters, letters_turned; /* of text, seen or not: all, and those that do not read from left to right */
};

/* layout.page-limit past TR_SCAN_PICTURES_MAX; what the page reader says. */
TRIEN_MUST_CHECK trien_rc tr_scan_page_look(struct tr_page_reader *r, size_t index, struct tr_scan_page_facts *out,
		struct trien_err *err);

#endif
