/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Small PDF files made in memory, object by object, with a cross-reference
 * section of any style. Fails the test where memory runs out.
 */
#ifndef TESTS_PDF_BUILD_PDF_H
#define TESTS_PDF_BUILD_PDF_H

#include <stdio.h>

#include "test.h"

#include "base/bytes.h"

#define BUILD_OBJECTS 64

struct build {
	struct tr_buf b;
	size_t shift;               /* what is taken off every offset that is written */
	size_t at[BUILD_OBJECTS];   /* 0: not in this section */
	unsigned gen[BUILD_OBJECTS];
	size_t xref;                /* of the last section */
};

#define build_add(build, ...) assert_int_equal(tr_buf_addf(&(build)->b, NULL, __VA_ARGS__), TRIEN_OK)

static inline void
build_free(struct build *f)
{
	tr_buf_free(&f->b);
}

static inline struct tr_bytes
build_bytes(const struct build *f)
{
	return tr_buf_view(&f->b);
}

static inline void
build_header(struct build *f, const char *version)
{
	build_add(f, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version);
}

static inline void
build_object_gen(struct build *f, unsigned num, unsigned gen, const char *body)
{
	assert_true(num < BUILD_OBJECTS);
	f->at[num] = f->b.n;
	f->gen[num] = gen;
	build_add(f, "%u %u obj\n%s\nendobj\n", num, gen, body);
}

static inline void
build_object(struct build *f, unsigned num, const char *body)
{
	build_object_gen(f, num, 0, body);
}

static inline void
build_end(struct build *f)
{
	build_add(f, "startxref\n%zu\n%%%%EOF\n", f->xref - f->shift);
}

/* A table of the objects since the last section; keys go into the trailer. */
static inline void
build_table(struct build *f, const char *keys)
{
	f->xref = f->b.n;
	build_add(f, "xref\n0 1\n0000000000 65535 f \n");
	for (unsigned i = 1; i < BUILD_OBJECTS; i++)
		if (f->at[i] != 0)
			build_add(f, "%u 1\n%010zu %05u n \n", i, f->at[i] - f->shift, f->gen[i]);
	build_add(f, "trailer\n<<%s>>\n", keys);
	memset(f->at, 0, sizeof(f->at));
}

/* A cross-reference stream of number num that lists the objects since the last section, and itself. */
static inline void
build_stream(struct build *f, unsigned num, const char *keys)
{
	struct tr_buf index = {0}, data = {0};

	f->xref = f->b.n;
	f->at[num] = f->b.n;
	for (unsigned i = 0; i < BUILD_OBJECTS; i++) {
		size_t at = i == 0 ? 0 : f->at[i] - f->shift;
		if (i != 0 && f->at[i] == 0)
			continue;
		const uint8_t row[] = {i != 0, (uint8_t)(at >> 16), (uint8_t)(at >> 8), (uint8_t)at,
			i == 0 ? 255 : (uint8_t)f->gen[i]};
		assert_int_equal(tr_buf_addf(&index, NULL, "%u 1 ", i), TRIEN_OK);
		assert_int_equal(tr_buf_add(&data, row, sizeof(row), NULL), TRIEN_OK);
	}
	build_add(f, "%u 0 obj\n<</Type/XRef/W[1 3 1]/Index[%.*s]/Length %zu%s>>stream\n", num, (int)index.n,
			(const char *)index.p, data.n, keys);
	assert_int_equal(tr_buf_add_bytes(&f->b, tr_buf_view(&data), NULL), TRIEN_OK);
	build_add(f, "\nendstream\nendobj\n");
	memset(f->at, 0, sizeof(f->at));
	tr_buf_free(&index);
	tr_buf_free(&data);
}

/* Catalog 1, page tree 2, page 3 with the extra keys. */
static inline void
build_document(struct build *f, const char *catalog_keys, const char *page_keys)
{
	char text[2048];

	int n = snprintf(text, sizeof(text), "<</Type/Catalog/Pages 2 0 R%s>>", catalog_keys);
	assert_in_range(n, 1, sizeof(text) - 1);
	build_object(f, 1, text);
	build_object(f, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	n = snprintf(text, sizeof(text), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 842]/Resources<<>>%s>>",
			page_keys);
	assert_in_range(n, 1, sizeof(text) - 1);
	build_object(f, 3, text);
}

static inline bool
build_has(struct tr_bytes b, const char *text)
{
	return memmem(b.p, b.n, text, strlen(text)) != NULL;
}

#endif
