/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is to be printed, taken down piece by piece: who knows the books says what stands there, and others how it looks as HTML, in a spreadsheet, as PDF.
 * A piece is a mark, its kind, its style and its cells, each behind a mark; the marks are bytes that no UTF-8 has.
 */
#ifndef TR_BASE_PRINTED_H
#define TR_BASE_PRINTED_H

#include "base/bytes.h"

/* Cells of one piece. */
#define TR_PRINTED_CELLS_MAX 32u

enum tr_printed_kind {
	TR_PRINTED_ABOUT, /* the first one: the title, and what stands at the foot of every page */
	TR_PRINTED_TEXT,  /* a paragraph */
	TR_PRINTED_TABLE, /* the title or nothing, then for each column how wide it is, as a part of all, and its heading */
	TR_PRINTED_ROW,
	TR_PRINTED_KINDS
};
enum tr_printed_style {
	TR_PRINTED_PLAIN,    /* of ABOUT: A4 upright */
	TR_PRINTED_BOOK,     /* of ABOUT: A4 across, to be bound; the texts before the first table are its cover */
	TR_PRINTED_STRONG,   /* of TEXT, as those that follow */
	TR_PRINTED_HEADING,
	TR_PRINTED_PART,     /* a heading below it */
	TR_PRINTED_SMALL,
	TR_PRINTED_VERBATIM, /* lines as they are */
	TR_PRINTED_STYLES
};

TRIEN_MUST_CHECK trien_rc tr_printed_begin(struct tr_buf *out, enum tr_printed_kind kind, enum tr_printed_style style, struct trien_err *err);
/* Begins a cell of the piece; what is appended by the two functions below, or by tr_buf_addf() with numbers and words of our own, is its text. */
TRIEN_MUST_CHECK trien_rc tr_printed_cell(struct tr_buf *out, struct trien_err *err);
/* What people have written: marks in it become question marks. */
TRIEN_MUST_CHECK trien_rc tr_printed_add(struct tr_buf *out, struct tr_bytes text, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_printed_say(struct tr_buf *out, const char *text, struct trien_err *err);
/* A whole paragraph. */
TRIEN_MUST_CHECK trien_rc tr_printed_line(struct tr_buf *out, enum tr_printed_style style, const char *text, struct trien_err *err);

struct tr_printed_piece {
	enum tr_printed_kind kind;
	enum tr_printed_style style;
	struct tr_bytes cells[TR_PRINTED_CELLS_MAX]; /* borrowed */
	size_t count;
};
/* The next one; false at the end, and where it is none: then the cursor is bad. */
bool tr_printed_next(struct tr_cursor *c, struct tr_printed_piece *out);

#endif
