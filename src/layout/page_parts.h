/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the page reader share; page_words.c knows no MuPDF. */
#ifndef TR_LAYOUT_PAGE_PARTS_H
#define TR_LAYOUT_PAGE_PARTS_H

#include <mupdf/fitz.h>
#include <mupdf/pdf.h>

#include "layout/page_glyphs.h"

struct tr_page_reader {
	fz_context *ctx;
	pdf_document *doc;
	size_t pages;
	const struct tr_page_fonts *fonts;
	/* Of the device that draws without text: what it does with the text that it does draw. */
	void (*fill_text)(fz_context *, fz_device *, const fz_text *, fz_matrix, fz_colorspace *, const float *, float, fz_color_params);
};

/* A page, the matrix that takes it to the frame as seen, scaled, and that frame. */
struct tr_loaded_page {
	fz_page *page;
	fz_matrix to_seen;
	fz_rect seen;
};

/* NULL: no memory. locks: NULL where it is never cloned. */
fz_context *tr_page_context_new(const fz_locks_context *locks);
/* One of its own for a reader: made ready with the fonts, where there are any. NULL: no memory. */
fz_context *tr_page_fonts_context(const struct tr_page_fonts *f);
/* Has MuPDF ask for no font but the 14 that every reader has and those of `fonts`. */
void tr_page_fonts_install(fz_context *ctx);
/* What MuPDF threw last, in our words. */
trien_rc tr_page_error(fz_context *ctx, struct trien_err *err);
/* layout.page-repaired where MuPDF repaired the file, be it only now. */
TRIEN_MUST_CHECK trien_rc tr_page_intact(const struct tr_page_reader *r, struct trien_err *err);
/* pdf.page-not-found, or what MuPDF says. Drop out->page. */
TRIEN_MUST_CHECK trien_rc tr_page_load(const struct tr_page_reader *r, size_t index, double scale,
		struct tr_loaded_page *out, struct trien_err *err);
/* Notes what is drawn within a frame; false where memory is short. */
bool tr_page_note_drawn(struct tr_glyphs *g, fz_rect r, enum tr_drawn_kind kind);
bool tr_page_note_path(fz_context *ctx, struct tr_glyphs *g, const fz_path *path, fz_matrix ctm, fz_rect within);
/* Runs the page; *g gains what it draws. */
TRIEN_MUST_CHECK trien_rc tr_page_glyphs(const struct tr_page_reader *r, const struct tr_loaded_page *page,
		struct tr_glyphs *g, struct trien_err *err);

#endif
