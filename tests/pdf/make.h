/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small PDF files for tests, made piece by piece; every helper fails the test where it cannot go on. */
#ifndef TESTS_PDF_MAKE_H
#define TESTS_PDF_MAKE_H

#include "pdf/file.h"

#define MAKE_OBJECTS 64

struct make {
	struct tr_buf b;
	uint64_t at[MAKE_OBJECTS];  /* offsets of the objects since the last section; 0: none */
	uint64_t xref;              /* offset of the last section */
	uint32_t size;              /* one more than the highest number */
	const char *root;           /* "1 0 R" */
};

/* "%PDF-1.7" and a line; free with make_free. */
void make_begin(struct make *m);
void make_free(struct make *m);
void make_text(struct make *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* num 0 obj BODY endobj. */
void make_object(struct make *m, uint32_t num, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A stream with a right /Length; dict is what else stands in its dictionary. */
void make_stream(struct make *m, uint32_t num, const char *dict, const void *data, size_t n);
/* Catalog 1, pages 2, page 3. */
void make_document(struct make *m);
/* A table over the objects since the last section, trailer with `extra`, startxref, %%EOF. */
void make_table(struct make *m, const char *extra);
/* The same as an uncompressed cross-reference stream in object num. */
void make_xref_stream(struct make *m, uint32_t num, const char *extra);
void make_startxref(struct make *m, uint64_t at);
/* make_begin, make_document, make_table. */
void make_minimal(struct make *m);
/* Replaces the only (or first) place of `from` by `to` of the same length. */
void make_replace(struct make *m, const char *from, const char *to);

static inline struct tr_bytes
make_view(const struct make *m)
{
	return tr_buf_view(&m->b);
}

#endif
