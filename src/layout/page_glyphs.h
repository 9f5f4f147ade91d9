/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The characters of a page in the order in which they are drawn, and how words are made of them. */
#ifndef TR_LAYOUT_PAGE_GLYPHS_H
#define TR_LAYOUT_PAGE_GLYPHS_H

#include "layout/page.h"

struct tr_glyph {
	uint32_t point;       /* Unicode */
	float x, y;           /* where it begins on the baseline, as seen */
	float end_x, end_y;   /* where the next would */
	float size;
	float ascent, descent; /* points above and below the baseline, both positive as a rule */
	uint32_t colour;
	unsigned bold : 1, italic : 1, upright : 1, visible : 1,
		follows : 1 /* more of the text of the glyph before it */;
};

struct tr_glyphs {
	struct tr_glyph *items;
	size_t count, room;
	size_t pictures;
	struct tr_box picture;
	struct tr_page_drawn *drawn;
	size_t drawn_count, drawn_room;
};

/* Makes words of glyphs, of which it may strike some out; takes the list of what is drawn. The page's width and height are left 0. layout.page-limit. */
TRIEN_MUST_CHECK trien_rc tr_words_of_glyphs(
		struct tr_glyphs *g, struct tr_page_words *out, struct trien_err *err);

#endif
