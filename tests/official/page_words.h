/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages of words made by hand, as the page reader would give them: text set in something like Times. */
#ifndef TESTS_OFFICIAL_PAGE_WORDS_H
#define TESTS_OFFICIAL_PAGE_WORDS_H

#include "official/place.h"

#define SHEET_PAGES_MAX 8

enum { BOLD = 1, ITALIC = 2, HIDDEN = 4, ON_END = 8 };

struct words_page {
	struct tr_page_words page;
	size_t room;
	double ink;      /* what the source says of a high box, */
	double flat_ink; /* and of one as flat as a name or a blank */
};

struct words_file {
	struct words_page pages[SHEET_PAGES_MAX];
	size_t count;
	struct tr_place_source source;
};

/* A4 pages without a word. Free with file_end(). */
void file_start(struct words_file *f, size_t pages);
void file_end(struct words_file *f);
/* One line: every space is a quarter of the size and parts words, "|" moves on to the next multiple of 36 points. */
void line_at(struct words_page *p, double x, double baseline, double size, unsigned look, const char *text);
void line_centred(struct words_page *p, double middle, double baseline, double size, unsigned look, const char *text);
/* To be called when all lines of all pages are there: orders words by line and column. */
void file_done(struct words_file *f);

#endif
