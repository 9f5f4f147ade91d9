/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the paper share. */
#ifndef TR_REPORT_PAPER_PARTS_H
#define TR_REPORT_PAPER_PARTS_H

#include "layout/font.h"
#include "report/paper.h"

#define TR_PAPER_WIDTH 595.28
#define TR_PAPER_HEIGHT 841.89
#define TR_PAPER_MARGIN 56.0

struct tr_sheet {
	struct tr_buf content;
	unsigned marks;    /* marked contents so far */
	struct tr_buf images; /* of its resources */
};

/* A structure element: one marked content of one sheet. */
struct tr_tag {
	size_t sheet;
	unsigned mark;
	const char *role;
	const char *alt; /* of a figure; NULL: none */
};

struct tr_placed_picture {
	const struct tr_raster *raster;
	size_t sheet;
};

struct tr_paper {
	struct tr_font *faces[2]; /* regular, bold */
	struct tr_sheet *sheets;
	size_t sheet_count;
	double y;                 /* points from the top of the newest sheet that are used */
	bool full;
	struct tr_tag *tags;
	size_t tag_count, tag_cap;
	struct tr_placed_picture pictures[2 * TR_SEEN_CHANGES_MAX];
	size_t picture_count;
	struct tr_arena arena;
};

/* Begins a sheet; p->full where there may be no more. */
TRIEN_MUST_CHECK trien_rc tr_paper_turn(struct tr_paper *p, struct trien_err *err);
/* Begins a marked content with its structure element on the newest sheet. */
TRIEN_MUST_CHECK trien_rc tr_paper_mark(struct tr_paper *p, const char *role, const char *alt, struct trien_err *err);
/* One line at a place of a sheet, without a mark. */
TRIEN_MUST_CHECK trien_rc tr_paper_line(struct tr_paper *p, struct tr_sheet *s, unsigned face, double size, double x, double y,
		enum tr_paper_ink ink, struct tr_text text, struct trien_err *err);

#endif
