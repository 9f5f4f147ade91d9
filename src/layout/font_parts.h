/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the font share. */
#ifndef TR_LAYOUT_FONT_PARTS_H
#define TR_LAYOUT_FONT_PARTS_H

#include <hb.h>

#include "layout/font.h"

#define TR_FONT_NAME_MAX 64

/* Numbers of a font file, in its units (upem a side of the em) where they are lengths. */
struct tr_font_numbers {
	unsigned upem;
	int ascent, descent; /* hhea; descent is below 0 */
	int cap_height;
	int box[4];          /* left, bottom, right, top */
	double italic_angle; /* degrees, to the left */
	unsigned weight;     /* 400 regular, 700 bold */
	bool fixed_pitch, serif, italic;
};

struct tr_font {
	struct tr_bytes file;
	hb_face_t *face;
	hb_font_t *font;
	hb_buffer_t *shaping;
	hb_set_t *glyphs;     /* of the subset */
	uint32_t *points;     /* by glyph: the character that it stands for, 0 where none is known */
	unsigned glyph_count;
	bool cff;
	bool lists_cids;
	struct tr_font_numbers numbers;
	char name[TR_FONT_NAME_MAX];
	struct tr_pdf_ref reused; /* num 0: a new subset is made */
};

/* Reads the tables of an open face; layout.font-invalid, layout.font-embedding. */
TRIEN_MUST_CHECK trien_rc tr_font_read_tables(struct tr_font *f, struct trien_err *err);
/* A length of the font in thousandths of the em. */
double tr_font_thousandths(const struct tr_font *f, int length);
/* The advance of a glyph when nothing is kerned, in thousandths of the em, as /W says it. */
double tr_font_advance(const struct tr_font *f, uint32_t glyph);
/* Appends a number with at most three decimals. */
TRIEN_MUST_CHECK trien_rc tr_font_number(struct tr_buf *out, double v, struct trien_err *err);
/* Appends the program that holds the glyphs of the set and no others; the same set gives the same bytes. */
TRIEN_MUST_CHECK trien_rc tr_font_subset(
		const struct tr_font *f, const hb_set_t *glyphs, struct tr_buf *out, struct trien_err *err);

#endif
