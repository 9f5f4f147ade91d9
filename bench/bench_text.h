/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One text extraction of a document by MuPDF: opening it and reading the words of all pages. */
#ifndef BENCH_BENCH_TEXT_H
#define BENCH_BENCH_TEXT_H

#include "bench.h"

#include "layout/page.h"

struct bench_text {
	struct tr_bytes file;
	size_t pages;
};

static inline void
bench_die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static inline void
bench_check(trien_rc rc)
{
	if (rc != TRIEN_OK)
		bench_die(trien_err_id(rc));
}

static inline struct tr_bytes
bench_load(const char *path)
{
	FILE *f = fopen(path, "rb");
	long n = 0;

	if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0)
		bench_die("cannot read the file");
	uint8_t *data = malloc((size_t)n + 1);
	rewind(f);
	if (data == NULL || fread(data, 1, (size_t)n, f) != (size_t)n)
		bench_die("cannot read the file");
	fclose(f);
	return TR_BYTES(data, (size_t)n);
}

static inline struct bench_text
bench_text_of(const char *path)
{
	struct bench_text t = {.file = bench_load(path)};
	struct tr_pdf *pdf;

	bench_check(tr_pdf_open(t.file, NULL, &pdf, NULL));
	bench_check(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &t.pages, NULL));
	tr_pdf_close(pdf);
	return t;
}

static inline void
bench_text_extract(const struct bench_text *t)
{
	struct tr_page_reader *reader;

	bench_check(tr_page_reader_open(t->file, NULL, t->pages, &reader, NULL));
	for (size_t i = 0; i < t->pages; i++) {
		struct tr_page_words words = {0};
		bench_check(tr_page_read_words(reader, i, &words, NULL));
		tr_page_words_free(&words);
	}
	tr_page_reader_close(reader);
}

#endif
