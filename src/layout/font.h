/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text in an appearance: shaped by HarfBuzz, the font's subset embedded as a
 * Type 0 font with Identity-H, glyph ids of the file as CIDs and /ToUnicode
 * (ISO 32000-2 §9.7, §9.10.3). PDF/A-2u asks for no less (ISO 19005-2 §6.2.11).
 */
#ifndef TR_LAYOUT_FONT_H
#define TR_LAYOUT_FONT_H

#include "pdf/update.h"

#define TR_FONT_FILE_MAX ((size_t)8 << 20)
#define TR_FONT_TEXT_MAX ((size_t)4096) /* bytes of UTF-8 in one line */

struct tr_font;

/*
 * A TrueType or OpenType/CFF file of one face, borrowed until tr_font_free(). Errors: layout.font-invalid,
 * layout.font-limit, layout.font-embedding (its OS/2 fsType forbids it).
 */
TRIEN_MUST_CHECK trien_rc tr_font_open(struct tr_bytes file, struct tr_font **out, struct trien_err *err);
void tr_font_free(struct tr_font *f);

/* Of the em: 0.891 where the ascender stands 891/1000 above the baseline; descent is positive downwards. */
double tr_font_ascent(const struct tr_font *f);
double tr_font_descent(const struct tr_font *f);

/*
 * Shapes one line (NFC or NFD: it is composed first) and appends it as the operators "[<0012>-3<0045>]TJ" of a text
 * object whose font is this one; remembers its glyphs for the subset. *width in em. A character without a glyph:
 * layout.glyph-missing with the character and its code point; control characters: layout.text-control; a line
 * too long: layout.text-limit. No ligatures: who copies the text gets its letters.
 */
TRIEN_MUST_CHECK trien_rc tr_font_show(struct tr_font *f, struct tr_text line, struct tr_buf *operators,
		double *width, struct trien_err *err);
/* The width in em, nothing else. */
TRIEN_MUST_CHECK trien_rc tr_font_width(
		struct tr_font *f, struct tr_text line, double *width, struct trien_err *err);
/*
 * Takes the characters of a text into the subset without showing them: for the font of a form's fields, whose values
 * come with a later revision.
 */
TRIEN_MUST_CHECK trien_rc tr_font_add(struct tr_font *f, struct tr_text characters, struct trien_err *err);
/* The subset will say which glyphs it has, as PDF/A-1 asks of CIDFonts (ISO 19005-1 §6.3.5). */
void tr_font_list_cids(struct tr_font *f);
/* Puts the subset of all glyphs shown or added so far into the revision; *font is the Type 0 dictionary. */
TRIEN_MUST_CHECK trien_rc tr_font_put(
		struct tr_font *f, struct tr_pdf_update *u, struct tr_pdf_ref *font, struct trien_err *err);

/*
 * Shows text with the font that tr_font_put() left in an earlier revision, instead of a new subset: glyph ids are those
 * of the file, then as now. layout.font-other where the embedded program is not, byte for byte, the subset of this
 * file that its /W speaks of (another file, another release, a forgery): then put a new one. From here on
 * characters that the subset lacks are refused (layout.glyph-not-embedded), and tr_font_put() puts nothing and gives
 * `font` back. To be called before anything is shown or added.
 */
TRIEN_MUST_CHECK trien_rc tr_font_reuse(struct tr_font *f, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref font,
		struct trien_err *err);

#endif
