/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The font in which a filled field is set: which character each code shows, and since which revision that is so.
 * A font says itself what its codes mean, and can lie: what a signature covers was there to be seen when it was made, and
 * of the fonts that every reader has the shapes are known. Nothing else is believed (look_text.h asks for the revision).
 * Does not look at the shapes of an embedded font.
 */
#ifndef TR_VERIFY_LOOK_FONT_H
#define TR_VERIFY_LOOK_FONT_H

#include "pdf/glyphs.h"

struct tr_look_font {
	const struct tr_pdf_obj *dict; /* that was read; NULL: none yet */
	const char *why;               /* English words: why nothing that is set in it can be read; NULL: it can */
	bool composite;
	struct tr_pdf_glyphs glyphs;   /* where it is composite */
	uint32_t characters[256];      /* else; 0: not known */
	double widths[256];            /* of the em */
	size_t since;                  /* the newest revision that wrote a part of it */
};

/* Reads the font behind a resource as of rev. */
TRIEN_MUST_CHECK trien_rc tr_look_font_read(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *resource,
		struct tr_look_font *out, struct trien_err *err);

/* The character of a code and its width; 0 where it is not known, or where two codes claim the same character. */
uint32_t tr_look_font_character(const struct tr_look_font *f, unsigned code, double *width);

#endif
