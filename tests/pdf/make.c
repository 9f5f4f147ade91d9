/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "make.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NEEDED(expr) \
	do { \
		if ((expr) != TRIEN_OK) { \
			fprintf(stderr, "make: out of memory\n"); \
			abort(); \
		} \
	} while (0)

static void
add(struct make *m, const void *p, size_t n)
{
	NEEDED(tr_buf_add(&m->b, p, n, NULL));
}

static void __attribute__((format(printf, 2, 0)))
add_list(struct make *m, const char *format, va_list args)
{
	char *text = NULL;
	int n = vasprintf(&text, format, args);
	if (n < 0)
		abort();
	add(m, text, (size_t)n);
	free(text);
}

void
make_text(struct make *m, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add_list(m, format, args);
	va_end(args);
}

void
make_begin(struct make *m)
{
	*m = (struct make){.root = "1 0 R"};
	make_text(m, "%%PDF-1.7\n%%\xe2\xe3\n");
}

void
make_free(struct make *m)
{
	tr_buf_free(&m->b);
}

static void
note(struct make *m, uint32_t num)
{
	if (num >= MAKE_OBJECTS)
		abort();
	m->at[num] = m->b.n;
	if (num >= m->size)
		m->size = num + 1;
}

void
make_object(struct make *m, uint32_t num, const char *format, ...)
{
	va_list args;

	note(m, num);
	make_text(m, "%u 0 obj\n", num);
	va_start(args, format);
	add_list(m, format, args);
	va_end(args);
	make_text(m, "\nendobj\n");
}

void
make_stream(struct make *m, uint32_t num, const char *dict, const void *data, size_t n)
{
	note(m, num);
	make_text(m, "%u 0 obj\n<<%s/Length %zu>>\nstream\n", num, dict, n);
	add(m, data, n);
	make_text(m, "\nendstream\nendobj\n");
}

void
make_document(struct make *m)
{
	make_object(m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(m, 3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>");
}

void
make_startxref(struct make *m, uint64_t at)
{
	make_text(m, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)at);
	m->xref = at;
	memset(m->at, 0, sizeof(m->at));
}

void
make_table(struct make *m, const char *extra)
{
	uint64_t at = m->b.n;

	make_text(m, "xref\n");
	if (m->xref == 0) {
		make_text(m, "0 %u\n0000000000 65535 f \n", m->size);
		for (uint32_t i = 1; i < m->size; i++)
			make_text(m, "%010llu 00000 %c \n", (unsigned long long)m->at[i], m->at[i]
					? 'n' : 'f');
	}
	for (uint32_t i = 1; m->xref != 0 && i < m->size; i++)
		if (m->at[i] != 0)
			make_text(m, "%u 1\n%010llu 00000 n \n", i, (unsigned long long)m->at[i]);
	make_text(m, "trailer\n<</Size %u/Root %s", m->size, m->root);
	if (m->xref != 0)
		make_text(m, "/Prev %llu", (unsigned long long)m->xref);
	make_text(m, "%s>>\n", extra);
	make_startxref(m, at);
}

void
make_xref_stream(struct make *m, uint32_t num, const char *extra)
{
	uint8_t rows[MAKE_OBJECTS * 5];
	size_t n = 0;
	uint64_t at = m->b.n;
	char index[1024] = "";

	note(m, num);
	for (uint32_t i = m->xref ? 1 : 0; i < m->size; i++) {
		if (i > 0 && m->at[i] == 0)
			continue;
		uint8_t row[5] = {i > 0, (uint8_t)(m->at[i] >> 16), (uint8_t)(m->at[i] >> 8),
				(uint8_t)m->at[i], 0};
		memcpy(rows + n, row, 5);
		n += 5;
		snprintf(index + strlen(index), sizeof(index) - strlen(index), "%u 1 ", i);
	}
	make_text(m, "%u 0 obj\n<</Type/XRef/W[1 3 1]/Index[%s]/Size %u/Root %s%s", num, index, m->size,
			m->root, extra);
	if (m->xref != 0)
		make_text(m, "/Prev %llu", (unsigned long long)m->xref);
	make_text(m, "/Length %zu>>\nstream\n", n);
	add(m, rows, n);
	make_text(m, "\nendstream\nendobj\n");
	make_startxref(m, at);
}

void
make_minimal(struct make *m)
{
	make_begin(m);
	make_document(m);
	make_table(m, "");
}

void
make_replace(struct make *m, const char *from, const char *to)
{
	uint8_t *p = memmem(m->b.p, m->b.n, from, strlen(from));

	if (p == NULL || strlen(from) != strlen(to))
		abort();
	memcpy(p, to, strlen(to));
}
