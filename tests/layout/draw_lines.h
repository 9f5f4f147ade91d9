/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of text in one font on a page of A4, as tests of fonts want them. */
#ifndef TESTS_LAYOUT_DRAW_LINES_H
#define TESTS_LAYOUT_DRAW_LINES_H

#include "layout/font.h"
#include "make.h"

/*
 * Appends a revision to m (made by make_minimal) whose page shows the operators in size 12, a line of 20 points
 * each, in the font as it is put. The font's number is given back.
 */
trien_rc draw_lines(struct make *m, struct tr_font *f, const struct tr_buf *operators, size_t lines,
		struct tr_pdf_ref *font, struct trien_err *err);
/* Shows one line and draws it. */
trien_rc draw_text(struct make *m, struct tr_font *f, struct tr_text text, struct tr_pdf_ref *font, struct trien_err *err);
/* A file into a buffer, false where there is none. */
bool read_whole(const char *path, struct tr_buf *out);

#define LIBERATION "/usr/share/fonts/truetype/liberation2/LiberationSerif-"

#endif
