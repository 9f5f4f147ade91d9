/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every place that repeats the number or the date of the document: its head, and the heads of what goes with it. */
#ifndef TR_OFFICIAL_PLACE_SPOT_H
#define TR_OFFICIAL_PLACE_SPOT_H

#include "official/place_sheet.h"

#define TR_SPOT_SYMBOL_LETTERS 64
#define TR_SPOT_PAGE_MARKS_MAX 256 /* "số" and "ngày" on one page that are looked at */
#define TR_SPOT_HEADS_MAX 8        /* heads of other documents on one page */

/* What the document calls itself: "Quyết định số .../2020/QĐ-UBND". */
struct tr_spot_identity {
	bool known, from_head, typed /* its number is there already */, dated;
	size_t page;
	double baseline;
	struct tr_letter symbol[TR_SPOT_SYMBOL_LETTERS]; /* without year */
	size_t n;
	const char *kind; /* NULL: a letter (công văn), which has no name */
};

struct tr_spots {
	struct tr_place_spot *items; /* TR_PLACE_SPOTS_MAX */
	size_t count;
	bool cut;
	struct tr_spot_identity own;
	size_t annex_page; /* the first that says what it goes with; 0: none */
};

/* Adds the spots of this page. Pages come in their order. */
void tr_spots_read(struct tr_sheet *s, struct tr_spots *out);

#endif
