/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads and draws every page of a file as the programs do: what the core accepts goes to the page reader. Prints the id of
 * a refusal. Usage: read_pages FILE    exit 0: read or refused, 1: the two disagree on a page
 */
#include <math.h>
#include <stdio.h>

#include "draw_lines.h"
#include "layout/page.h"

#define PAGES_MAX 30
#define DPI 36

static struct trien_err err;

static bool
agree(struct tr_pdf *pdf, size_t page, const struct tr_page_words *w)
{
	struct tr_page_frame f;

	if (tr_page_frame(pdf, tr_pdf_newest(pdf), page, &f, &err) != TRIEN_OK) {
		printf("%s ", trien_err_id(err.code));
		return true;
	}
	if (fabs(f.width - w->width) < 0.1 && fabs(f.height - w->height) < 0.1)
		return true;
	printf("page %zu: frame %g by %g, reader %g by %g ", page, f.width, f.height, w->width, w->height);
	return false;
}

static bool
texts_are_utf8(const struct tr_page_words *w)
{
	struct tr_text t;
	return tr_text_of(tr_buf_view(&w->texts), &t, &err) == TRIEN_OK;
}

static bool
read_page(struct tr_pdf *pdf, struct tr_page_reader *r, size_t page)
{
	struct tr_page_words w;
	struct tr_raster raster;

	if (tr_page_read_words(r, page, &w, &err) != TRIEN_OK) {
		printf("%s ", trien_err_id(err.code));
		return true;
	}
	const bool good = agree(pdf, page, &w) && texts_are_utf8(&w);
	tr_page_words_free(&w);
	if (tr_page_draw(r, page, DPI, &raster, &err) == TRIEN_OK)
		tr_raster_free(&raster);
	else
		printf("%s ", trien_err_id(err.code));
	return good;
}

int
main(int argc, char **argv)
{
	struct tr_page_fonts *fonts = NULL;
	struct tr_page_reader *r = NULL;
	struct tr_pdf *pdf = NULL;
	TR_AUTO_BUF file = {0};
	size_t pages = 0;
	bool good = true;

	if (argc != 2 || !read_whole(argv[1], &file) || tr_page_fonts_load(&fonts, &err) != TRIEN_OK)
		return 2;
	if (tr_pdf_open(tr_buf_view(&file), NULL, &pdf, &err) != TRIEN_OK ||
			tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &pages, &err) != TRIEN_OK ||
			tr_page_reader_open(tr_buf_view(&file), fonts, pages, &r, &err) != TRIEN_OK)
		printf("refused %s", trien_err_id(err.code));
	else
		for (size_t i = 0; i < pages && i < PAGES_MAX; i++)
			good = read_page(pdf, r, i) && good;
	putchar('\n');
	tr_page_reader_close(r);
	tr_pdf_close(pdf);
	tr_page_fonts_free(fonts);
	return good ? 0 : 1;
}
