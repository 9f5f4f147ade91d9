/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Placement on a document's words, warm, against one text extraction of that document by MuPDF: opening it and reading the
 * words of all pages. Usage: bench_place FILE.pdf NAME
 */
#include "bench.h"

#include <string.h>

#include "official/place_reader.h"

#define LIMIT 0.3

struct extraction {
	struct tr_bytes file;
	size_t pages;
};

struct placement {
	struct tr_place_reader *reader;
	struct tr_place_request request;
	struct tr_placement found;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench_place: %s\n", what);
	exit(1);
}

static void
check(trien_rc rc)
{
	if (rc != TRIEN_OK)
		die(trien_err_id(rc));
}

static void
extract(void *context)
{
	const struct extraction *e = context;
	struct tr_page_reader *reader;

	check(tr_page_reader_open(e->file, NULL, e->pages, &reader, NULL));
	for (size_t i = 0; i < e->pages; i++) {
		struct tr_page_words words = {0};
		check(tr_page_read_words(reader, i, &words, NULL));
		tr_page_words_free(&words);
	}
	tr_page_reader_close(reader);
}

static void
place(void *context)
{
	struct placement *p = context;

	tr_placement_free(&p->found);
	check(tr_place(tr_place_reader_source(p->reader), &p->request, &p->found, NULL));
}

static struct tr_bytes
load(const char *path)
{
	FILE *f = fopen(path, "rb");
	long n = 0;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0)
		die("cannot read the file");
	uint8_t *data = malloc((size_t)n + 1);
	rewind(f);
	if (data == NULL || fread(data, 1, (size_t)n, f) != (size_t)n)
		die("cannot read the file");
	fclose(f);
	return TR_BYTES(data, (size_t)n);
}

static size_t
count_pages(struct tr_bytes file)
{
	struct tr_pdf *pdf;
	size_t pages;

	check(tr_pdf_open(file, NULL, &pdf, NULL));
	check(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &pages, NULL));
	tr_pdf_close(pdf);
	return pages;
}

int
main(int argc, char **argv)
{
	static struct placement p;
	double text, placing;
	int missed = 0;

	if (argc != 3)
		die("usage: bench_place FILE.pdf NAME");
	struct extraction e = {.file = load(argv[1])};
	e.pages = count_pages(e.file);
	check(tr_place_reader_open(e.file, NULL, e.pages, &p.reader, NULL));
	for (int named = 1; named >= 0; named--) {
		char what[120];
		p.request.name = (struct tr_text){argv[2], named ? strlen(argv[2]) : 0};
		place(&p); /* reads the words, which are kept */
		bench_pair(extract, &e, place, &p, 5, &text, &placing);
		snprintf(what, sizeof(what), "%zu pages, %s: text %.0f us, placement %.0f us", e.pages,
				named ? "by name" : "whoever signs", text * 1e6, placing * 1e6);
		missed |= bench_row(what, placing / text, "<=", LIMIT);
	}
	tr_placement_free(&p.found);
	tr_place_reader_close(p.reader);
	free((void *)(uintptr_t)e.file.p);
	return missed;
}
