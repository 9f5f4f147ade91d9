/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page as it is seen: points (1/72 inch), origin at the top left of the
 * crop box after /Rotate and /UserUnit, y downwards. Everything that places or
 * finds something speaks these coordinates; only who writes a /Rect or a
 * content stream turns them into the page's own space (ISO 32000-2 §8.3.2.3, §14.11.2).
 */
#ifndef TR_LAYOUT_FRAME_H
#define TR_LAYOUT_FRAME_H

#include "pdf/file.h"

#define TR_POINTS_PER_MM (72.0 / 25.4)
#define TR_PAGE_SIDE_MAX 14400 /* points: five metres, and the end of PDF 1.7 (ISO 32000-1, Annex C) */

struct tr_box {
	double x0, y0, x1, y1; /* x0 <= x1, y0 <= y1 */
};

/* x' = a x + c y + e, y' = b x + d y + f: the six numbers of a PDF matrix. */
struct tr_matrix {
	double a, b, c, d, e, f;
};

struct tr_page_frame {
	double width, height;     /* of the page as seen, points */
	int rotate;               /* 0, 90, 180, 270: clockwise */
	struct tr_matrix to_user; /* from the page as seen to default user space */
	struct tr_pdf_ref page;
	const struct tr_pdf_obj *dict;
};

/*
 * The frame of page `index` (0 = first) as of rev. Errors: pdf.*, layout.page-size,
 * layout.page-box (a box, /Rotate or /UserUnit that makes no sense).
 */
TRIEN_MUST_CHECK trien_rc tr_page_frame(
		struct tr_pdf *pdf, size_t rev, size_t index, struct tr_page_frame *out, struct trien_err *err);
/* A box as seen as a /Rect (left, bottom, right, top) in user space. */
struct tr_box tr_frame_rect(const struct tr_page_frame *frame, struct tr_box seen);
/* The other way round: a /Rect, left and bottom first, as it is seen. */
struct tr_box tr_frame_seen(const struct tr_page_frame *frame, struct tr_box rect);
struct tr_matrix tr_matrix_multiply(struct tr_matrix first, struct tr_matrix then);

#endif
