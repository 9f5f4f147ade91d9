/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sheets of A4 on which text flows from the top, in Liberation Serif: wrapped, tagged (ISO 32000-2 §14.8) and with page
 * numbers. A character that the font lacks is shown as "?"; a word longer than a line is broken.
 */
#ifndef TR_REPORT_PAPER_H
#define TR_REPORT_PAPER_H

#include "base/memory.h"
#include "layout/page.h"
#include "report/limits.h"

struct tr_paper;

enum tr_paper_role { TR_PAPER_P, TR_PAPER_H1, TR_PAPER_H2 };
enum tr_paper_ink { TR_INK_TEXT, TR_INK_GREY, TR_INK_GOOD, TR_INK_UNSURE, TR_INK_BAD };

struct tr_paper_text {
	enum tr_paper_role role;
	enum tr_paper_ink ink;
	double size, indent; /* points */
	double above;        /* free room before it */
	bool bold;
	const char *label;   /* in bold before the text; NULL: none */
	const char *text;
};

/* fonts are borrowed. layout.fonts-missing where they are NULL. Free with tr_paper_free(). */
TRIEN_MUST_CHECK trien_rc tr_paper_new(const struct tr_page_fonts *fonts, struct tr_paper **out, struct trien_err *err);
void tr_paper_free(struct tr_paper *p);

/* Writes a paragraph; past TR_REPORT_SHEETS_MAX nothing more is written, and the last sheet says so. */
TRIEN_MUST_CHECK trien_rc tr_paper_write(struct tr_paper *p, const struct tr_paper_text *t, struct trien_err *err);
/* A coloured band across the sheet, for the text of the next paragraph: as high as one line of its size. */
TRIEN_MUST_CHECK trien_rc tr_paper_band(struct tr_paper *p, enum tr_paper_ink ink, double height, struct trien_err *err);
/* What follows begins on a new sheet unless so many points are left. */
TRIEN_MUST_CHECK trien_rc tr_paper_need(struct tr_paper *p, double height, struct trien_err *err);
#define TR_PAPER_WHOLE 1000.0 /* more than a sheet has: the next one, unless this one is empty */
double tr_paper_width(void); /* of the text, points */

/*
 * A title of one line and under it one or two pictures beside each other, borrowed until the end; one without width is
 * left out. alt is kept. At most 2 * TR_SEEN_CHANGES_MAX pictures in all.
 */
struct tr_paper_picture {
	const struct tr_raster *raster;
	const char *caption, *alt;
};
TRIEN_MUST_CHECK trien_rc tr_paper_pictures(
		struct tr_paper *p, const struct tr_paper_text *title, const struct tr_paper_picture pictures[2], struct trien_err *err);

struct tr_paper_end {
	const char *language; /* "vi" */
	const char *page_of;  /* the foot: "Trang %zu/%zu" in two parts, "Trang " and "/" */
	const char *between;
	const char *cut;      /* said where sheets ran out */
	const uint8_t *id16;  /* 16 bytes for /ID */
};
/* Appends the whole PDF. */
TRIEN_MUST_CHECK trien_rc tr_paper_end(struct tr_paper *p, const struct tr_paper_end *end, struct tr_buf *out, struct trien_err *err);

#endif
