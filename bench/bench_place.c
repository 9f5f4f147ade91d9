/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Placement on a document's words, warm, against one text extraction of that document. Usage: bench_place FILE.pdf NAME */
#include "bench_text.h"

#include <string.h>

#include "official/place_reader.h"

#define LIMIT 0.3

struct placement {
	struct tr_place_reader *reader;
	struct tr_place_request request;
	struct tr_placement found;
};

static void
extract(void *context)
{
	bench_text_extract(context);
}

static void
place(void *context)
{
	struct placement *p = context;

	tr_placement_free(&p->found);
	bench_check(tr_place(tr_place_reader_source(p->reader), &p->request, &p->found, NULL));
}

int
main(int argc, char **argv)
{
	static struct placement p;
	double text, placing;
	int missed = 0;

	if (argc != 3)
		bench_die("usage: bench_place FILE.pdf NAME");
	struct bench_text t = bench_text_of(argv[1]);
	bench_check(tr_place_reader_open(t.file, NULL, t.pages, &p.reader, NULL));
	for (int named = 1; named >= 0; named--) {
		char what[120];
		p.request.name = (struct tr_text){argv[2], named ? strlen(argv[2]) : 0};
		place(&p); /* reads the words, which are kept */
		const double ratio = bench_pair(place, &p, extract, &t, 5, &placing, &text);
		snprintf(what, sizeof(what), "%zu pages, %s: text %.0f us, placement %.0f us", t.pages,
				named ? "by name" : "whoever signs", text * 1e6, placing * 1e6);
		missed |= bench_row(what, ratio, "<=", LIMIT);
	}
	tr_placement_free(&p.found);
	tr_place_reader_close(p.reader);
	free((void *)(uintptr_t)t.file.p);
	return missed;
}
