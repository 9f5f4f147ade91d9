/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file that the core accepts, and what the page reader makes of it: words, and a small picture. */
#include <stdlib.h>

#include "layout/page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAGES 3

static void
check_words(const struct tr_page_words *w)
{
	size_t bytes = 0;

	if (w->count > TR_PAGE_WORDS_MAX || w->texts.n > TR_PAGE_TEXT_MAX)
		abort();
	for (size_t i = 0; i < w->count; i++) {
		struct tr_text text;
		const struct tr_word *word = &w->words[i];
		if (tr_text_of(TR_BYTES(word->text.p, word->text.n), &text, NULL) != TRIEN_OK)
			abort();
		if (i > 0 && (word->line < word[-1].line))
			abort();
		bytes += word->text.n;
	}
	if (bytes != w->texts.n)
		abort();
}

static void
read_page(struct tr_page_reader *r, size_t index)
{
	struct tr_page_words w;
	struct tr_raster raster;
	TR_AUTO_BUF png = {0};

	if (tr_page_read_words(r, index, &w, NULL) == TRIEN_OK) {
		check_words(&w);
		/* A large page is drawn like a small one, only slowly. */
		if (w.width < 2000 && w.height < 2000 && tr_page_draw(r, index, 18, &raster, NULL) == TRIEN_OK) {
			if (tr_raster_png(&raster, &png, NULL) != TRIEN_OK)
				abort();
			tr_raster_free(&raster);
		}
		tr_page_words_free(&w);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_page_reader *r = NULL;
	struct tr_page_frame frame;
	struct tr_pdf *pdf;
	size_t pages;

	if (tr_pdf_open(TR_BYTES(data, size), NULL, &pdf, NULL) != TRIEN_OK)
		return 0;
	if (tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &pages, NULL) == TRIEN_OK &&
			tr_page_reader_open(TR_BYTES(data, size), NULL, pages, &r, NULL) == TRIEN_OK)
		for (size_t i = 0; i < pages && i < PAGES; i++) {
			(void)!tr_page_frame(pdf, tr_pdf_newest(pdf), i, &frame, NULL);
			read_page(r, i);
		}
	tr_page_reader_close(r);
	tr_pdf_close(pdf);
	return 0;
}
