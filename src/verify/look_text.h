/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the appearance of a text field shows, ISO 32000-2 §12.7.4.3: the text that a person reads there, or why that is
 * not certain. Understood is what form editors write: lines of text from top to bottom in one size, dark, inside their place,
 * not one over the other, and the frame and ground that the field had before. All else (drawings, pictures, other
 * streams, layers, transparency, letters that cannot be seen) may show anything, and is not read.
 */
#ifndef TR_VERIFY_LOOK_TEXT_H
#define TR_VERIFY_LOOK_TEXT_H

#include "verify/limits.h"
#include "verify/look_font.h"

struct tr_look_text {
	struct tr_buf shown;  /* UTF-8 without blanks; free with tr_buf_free() */
	const char *why;      /* English words: why it is not read; NULL: it was */
	size_t since;         /* the newest revision that wrote a part of a font that it uses */
};

/* What the place had before it was filled in. */
struct tr_look_place {
	bool framed, grounded;
};

/* stream: the form XObject behind id, as of rev; font: room for the one that was read last, {0} at first. Errors: those of memory. */
TRIEN_MUST_CHECK trien_rc tr_look_text_read(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id,
		const struct tr_pdf_obj *stream, const struct tr_look_place *place, struct tr_look_font *font,
		struct tr_look_text *out, struct trien_err *err);

#endif
