/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the ledger share. */
#ifndef TR_LAYOUT_LEDGER_PARTS_H
#define TR_LAYOUT_LEDGER_PARTS_H

#include "layout/font.h"
#include "layout/ledger.h"

/* A text taken apart into lines of a width. {0}; free it. */
struct tr_ledger_text {
	struct tr_buf text;
	struct tr_ledger_line {
		size_t at, n;
		double width; /* em */
	} *lines;
	size_t count, cap;
};
void tr_ledger_text_free(struct tr_ledger_text *t);

enum tr_ledger_known { TR_GLYPH_UNKNOWN, TR_GLYPH_SHOWN, TR_GLYPH_MISSING };
struct tr_ledger_face {
	struct tr_font *font;
	uint8_t known[0x10000]; /* of each character: has the font a glyph for it? */
};

/* Breaks a text at spaces, where a word is too long within it, and at line feeds; width in em. At least one line, which may be empty. */
TRIEN_MUST_CHECK trien_rc tr_ledger_break(
		struct tr_ledger_face *f, struct tr_bytes text, double width, struct tr_ledger_text *out, struct trien_err *err);

#endif
