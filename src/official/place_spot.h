/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every place that repeats the number or the date of the document: its head, and the heads of what goes with it. */
#ifndef TR_OFFICIAL_PLACE_SPOT_H
#define TR_OFFICIAL_PLACE_SPOT_H

#include "official/place_mention.h"

#define TR_SPOT_PAGE_MARKS_MAX 256 /* "số" and "ngày" on one page that are looked at */
#define TR_SPOT_HEADS_MAX 8        /* heads of documents on one page */

/* What the document calls itself: "Quyết định số .../2020/QĐ-UBND". */
struct tr_spot_identity {
	bool known, from_head, typed /* its number is there already */, dated;
	size_t page;
	struct tr_letter symbol[TR_MENTION_SYMBOL_LETTERS]; /* without year */
	size_t n;
	const char *kind; /* NULL: a letter (công văn), which has no name */
};

/* From where a spot comes, for what is known only when all pages are read. */
enum tr_spot_origin {
	TR_SPOT_FROM_HEAD,
	TR_SPOT_FROM_LINE,  /* "Quyết định số: .../QĐ-UBND" on a line of its own, but no head */
	TR_SPOT_FROM_PLACE, /* "Mẫu, ngày ..." without a number beside it */
	TR_SPOT_FROM_TEXT,
};

/* A date of which something is typed. */
struct tr_spot_date {
	struct tr_place_spot at; /* where it stands, and how sure it is */
	enum tr_spot_origin origin;
	struct tr_place_typed typed;
};

struct tr_spots {
	struct tr_place_spot *items; /* TR_PLACE_SPOTS_MAX */
	const char *inner[TR_PLACE_SPOTS_MAX]; /* the doubt of the blank itself; NULL: none */
	enum tr_spot_origin origin[TR_PLACE_SPOTS_MAX];
	bool look[TR_PLACE_SPOTS_MAX];         /* the page has pictures: is the blank one? */
	size_t count;
	struct tr_spot_date dates[TR_PLACE_SPOTS_MAX];
	size_t date_count;
	bool cut;
	struct tr_spot_identity own;
	size_t lines, places; /* how many lines of their own, dates behind a place: blank or typed */
	size_t annex_page;    /* the first that says what it goes with; 0: none */
};

/* Adds the spots of this page. Pages come in their order. */
void tr_spots_read(struct tr_sheet *s, struct tr_spots *out);
/*
 * When all pages are read: the only number on a line of its own, beside or below who signs, is that of a document without
 * a head; the only date behind a place, at the top or over the title of who signs, that of one without a date in its head.
 */
void tr_spots_settle(struct tr_spots *spots, const struct tr_place_signatory *signatories, size_t count);
/* What is typed of the dates that are sure, once they are settled; at most TR_PLACE_SPOTS_MAX. */
size_t tr_spots_typed(const struct tr_spots *spots, struct tr_place_typed *out);

#endif
