/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A picture and lines of text as one form XObject (ISO 32000-2 §8.10, §12.5.5) that stands upright and in its true size
 * on a page as it is seen, whatever its /Rotate and /UserUnit.
 */
#ifndef TR_OFFICIAL_DRAWING_H
#define TR_OFFICIAL_DRAWING_H

#include "layout/font.h"
#include "layout/frame.h"
#include "layout/picture.h"
#include "official/rules.h"

#define TR_DRAWING_LINES_MAX 12u

struct tr_drawing_line {
	struct tr_text text;
	double x, baseline;
};

/* Points from its own top left corner, y downwards. */
struct tr_drawing {
	double width, height;
	const struct tr_picture *image; /* NULL: none */
	struct tr_box picture;          /* where the image's ink stands */
	struct tr_font *font;           /* of the lines */
	double size;
	enum tr_ink_colour colour;
	struct tr_drawing_line lines[TR_DRAWING_LINES_MAX];
	size_t line_count;
};

/* What a later reader of the file is to know of it (tr_drawing_find_ink()). */
struct tr_drawing_note {
	const char *kind; /* a name of PDF, plain letters */
	bool calibrated;  /* name the colours' meaning, as PDF/A asks */
	bool stencilled;  /* no transparency, as PDF/A-1 asks */
};

/* Puts it into the revision; *form is the XObject. Errors: layout.*, pdf.*. */
TRIEN_MUST_CHECK trien_rc tr_drawing_put(const struct tr_drawing *d, const struct tr_page_frame *frame,
		const struct tr_drawing_note *note, struct tr_pdf_update *u, struct tr_pdf_ref *form,
		struct trien_err *err);

/*
 * The ink of a form XObject that tr_drawing_put() made and that stands at a box as seen; false for any other. It
 * believes the file, which anybody may have written: for finding a place, not for judging one.
 */
TRIEN_MUST_CHECK trien_rc tr_drawing_find_ink(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *form,
		struct tr_box seen, const char *kind, struct tr_box *ink, bool *found, struct trien_err *err);

#endif
