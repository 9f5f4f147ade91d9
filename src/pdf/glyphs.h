/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which code of a composite font shows which character, by its /ToUnicode (ISO 32000-2 §9.10.3), and how wide each is
 * (§9.7.4.3). Only what a number or a date needs: two-byte codes, each of one character of the first plane.
 * Does not look at the glyphs themselves: a font can say one thing and draw another.
 */
#ifndef TR_PDF_GLYPHS_H
#define TR_PDF_GLYPHS_H

#include "pdf/file.h"

#define TR_PDF_GLYPHS_MAX 512u
#define TR_PDF_TO_UNICODE_MAX ((size_t)256 << 10) /* bytes of /ToUnicode */

struct tr_pdf_glyphs {
	struct tr_pdf_glyph {
		uint32_t character;
		uint16_t code;
		double width; /* of the em */
	} items[TR_PDF_GLYPHS_MAX];
	size_t count; /* 0 where there is no /ToUnicode */
};

/* *descendant: its CIDFont; NULL where it is not a composite font with Identity-H (§9.7.6). Errors: pdf.* */
TRIEN_MUST_CHECK trien_rc tr_pdf_glyphs_read(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *font,
		struct tr_pdf_glyphs *out, const struct tr_pdf_obj **descendant, struct trien_err *err);

#endif
