/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A font that stands in the form's /DR already, read so far that digits and letters can be set in it (pdf/glyphs.h).
 * So a text filled in years later, on another machine, uses the very glyphs that were reserved, and adds no font.
 * Does not look at the glyphs themselves: who reserved them and who has signed since answers for those.
 */
#ifndef TR_OFFICIAL_FORM_FONT_H
#define TR_OFFICIAL_FORM_FONT_H

#include "pdf/glyphs.h"

struct tr_form_font {
	struct tr_pdf_glyphs glyphs;
	double ascent, descent; /* of the em; descent is positive downwards */
};

/* The resource `name` of /DR /Font as of rev. Errors: pdf.*, official.fill-font. */
TRIEN_MUST_CHECK trien_rc tr_form_font_read(struct tr_pdf *pdf, size_t rev, struct tr_bytes name,
		struct tr_form_font *out, struct tr_pdf_ref *ref, struct trien_err *err);
/* Appends "<00120013>Tj" for ASCII and Đ, đ; *width in em. official.fill-font where the font lacks a character. */
TRIEN_MUST_CHECK trien_rc tr_form_font_show(const struct tr_form_font *f, struct tr_text line, struct tr_buf *operators,
		double *width, struct trien_err *err);

#endif
