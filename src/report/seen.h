/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a person sees of later revisions: each page that a revision made look otherwise, before and after, with boxes round the
 * differences. Drawn by MuPDF, so inside the sandbox. That two pages look alike is no proof that nothing was changed (some
 * attacks wait for another viewer): the verdict compares objects, this shows people where to look.
 */
#ifndef TR_REPORT_SEEN_H
#define TR_REPORT_SEEN_H

#include "layout/page.h"
#include "report/limits.h"

/* Pixels of the pictures; x1 and y1 are one past the last. */
struct tr_seen_box {
	uint32_t x0, y0, x1, y1;
};

struct tr_seen_change {
	size_t revision;  /* that made the page look otherwise, from 0 */
	size_t against;   /* of "before": the revision before, or the last one that could be drawn */
	size_t page;      /* from 0 */
	unsigned dpi;
	struct tr_raster before, after; /* with the boxes drawn in; no width where there is no such page */
	struct tr_seen_box boxes[TR_SEEN_BOXES_MAX];
	size_t box_count; /* 0 where a page was added, taken away or got another size: all of it is different then */
};

struct tr_seen {
	struct tr_seen_change *items; /* by revision, then by page */
	size_t count;
	bool cut;                     /* a cap was reached: there may be more */
	struct trien_err unread;      /* the first revision or page that cannot be drawn: why; else code TRIEN_OK */
	size_t unread_revision;
};

struct tr_seen_request {
	struct tr_bytes file;
	const struct tr_pdf_options *options; /* of tr_pdf_open(); may be NULL */
	const struct tr_page_fonts *fonts;    /* may be NULL */
	size_t since;                         /* the revision with which the comparison begins: the oldest that is signed */
};

/* Errors: pdf.*, base.*; a page that cannot be drawn is told in the result. Free with tr_seen_free(). */
TRIEN_MUST_CHECK trien_rc tr_seen_find(const struct tr_seen_request *request, struct tr_seen *out, struct trien_err *err);
void tr_seen_free(struct tr_seen *s);

/*
 * Boxes round all pixels that differ in two pictures of one size, from the top: differences close to each other share one.
 * Returns how many, at most TR_SEEN_BOXES_MAX; past that, one box round all.
 */
TRIEN_MUST_CHECK trien_rc tr_seen_boxes(const struct tr_raster *a, const struct tr_raster *b,
		struct tr_seen_box boxes[TR_SEEN_BOXES_MAX], size_t *count, struct trien_err *err);

#endif
