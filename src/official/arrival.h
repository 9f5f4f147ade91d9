/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * The stamp ĐẾN (Decree 30/2020, Annex IV: 35 mm high, 50 mm wide) on a copy of a document that came: a stamp annotation in a revision behind the file, at free
 * room on page 1: below number and symbol at the left, else below the date at the right, else elsewhere in the left half. The file itself stays as it came, with its
 * signatures; it is the copy that is printed. Runs in the sandbox.
 */
#ifndef TR_OFFICIAL_ARRIVAL_H
#define TR_OFFICIAL_ARRIVAL_H

#include "layout/page.h"

#define TR_ARRIVAL_LINES 6u /* agency, ĐẾN, number, day, who deals with it, file */
#define TR_ARRIVAL_WIDTH (50 * TR_POINTS_PER_MM)
#define TR_ARRIVAL_HEIGHT (35 * TR_POINTS_PER_MM)

struct tr_arrival {
	struct tr_bytes file;
	const struct tr_page_fonts *fonts;
	struct tr_bytes lines[TR_ARRIVAL_LINES];
	const uint8_t *id16;
	bool over; /* out: there is no free room, it lies over what is there, where that is least */
};
/* The revision, into an empty buffer. layout.fonts-missing, layout.page-*, pdf.encrypted-write, sign.page; official.arrival-page: page 1 is too small. */
TRIEN_MUST_CHECK trien_rc tr_arrival_put(struct tr_arrival *s, struct tr_buf *tail, struct trien_err *err);

#endif
