/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A font that stands in the form's /DR already, read so far that digits and letters can be set in it: which code shows
 * which character, by its /ToUnicode (ISO 32000-2 §9.10.3), and how wide each is (§9.7.4.3). So a text filled in
 * years later, on another machine, uses the very glyphs that were reserved, and adds no font.
 * Does not look at the glyphs themselves: who reserved them and who has signed since answers for those.
 */
#ifndef TR_OFFICIAL_FORM_FONT_H
#define TR_OFFICIAL_FORM_FONT_H

#include "pdf/file.h"

#define TR_FORM_FONT_GLYPHS_MAX 512u
#define TR_FORM_FONT_MAP_MAX ((size_t)256 << 10) /* bytes of /ToUnicode */

struct tr_form_font {
	struct tr_form_glyph {
		uint32_t character;
		uint16_t code;
		double width; /* of the em */
	} glyphs[TR_FORM_FONT_GLYPHS_MAX];
	size_t count;
	double ascent, descent; /* of the em; descent is positive downwards */
};

/* The resource `name` of /DR /Font as of rev. Errors: pdf.*, official.fill-font. */
TRIEN_MUST_CHECK trien_rc tr_form_font_read(struct tr_pdf *pdf, size_t rev, struct tr_bytes name,
		struct tr_form_font *out, struct tr_pdf_ref *ref, struct trien_err *err);
/* Appends "<00120013>Tj" for ASCII and Đ, đ; *width in em. official.fill-font where the font lacks a character. */
TRIEN_MUST_CHECK trien_rc tr_form_font_show(const struct tr_form_font *f, struct tr_text line, struct tr_buf *operators,
		double *width, struct trien_err *err);

#endif
