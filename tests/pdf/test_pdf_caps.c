/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps that no other test reaches: at the cap it works, one past it is refused. */
#include <stdio.h>
#include <stdlib.h>

#include "make.h"
#include "pdf/core.h"
#include "test.h"

static struct trien_err err;

static void
make_values(struct make *m, uint32_t num, size_t count)
{
	char *text = malloc(2 * count + 1);

	assert_non_null(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + 2 * i, "0 ", 2);
	text[2 * count] = '\0';
	make_object(m, num, "[%s]", text);
	free(text);
}

static void
test_values(void **state)
{
	const struct tr_pdf_obj *o;
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		struct tr_pdf *pdf;
		struct make m;
		make_begin(&m);
		make_document(&m);
		make_values(&m, 4, TR_PDF_VALUES_MAX + past);
		make_table(&m, "");
		assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_get(pdf, 0, 4, &o, &err);
		assert_string_equal(trien_err_id(rc), past ? "base.buffer-limit" : "ok");
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* All objects of a file together; what was refused leaves the others readable. */
static void
test_arena(void **state)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	uint32_t num = 4;
	(void)state;
	make_begin(&m);
	make_document(&m);
	for (uint32_t i = 4; i < 14; i++)
		make_values(&m, i, (size_t)1 << 20);
	make_table(&m, "");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	while (num < 14 && tr_pdf_get(pdf, 0, num, &o, &err) == TRIEN_OK)
		num++;
	/* An item is 72 bytes: five objects fit into 384 MB, the sixth does not. */
	assert_int_equal(num, 9);
	assert_refused(tr_pdf_get(pdf, 0, num, &o, &err), "base.buffer-limit");
	assert_ok(tr_pdf_get(pdf, 0, 3, &o, &err), &err);
	tr_pdf_close(pdf);
	make_free(&m);
}

/* Object streams whose /Length stands in the next object stream: each level needs two fetches. */
static void
test_fetch_depth(void **state)
{
	const struct tr_pdf_obj *o;
	(void)state;
	for (uint32_t past = 0; past < 2; past++) {
		uint32_t levels = TR_PDF_FETCH_DEPTH_MAX / 2 + past;
		uint8_t rows[MAKE_OBJECTS * 4] = {0};
		struct tr_pdf *pdf;
		struct make m;
		make_begin(&m);
		make_document(&m);
		/* Stream 20 + i holds object 10 + i, the length of stream 20 + i - 1: 6 bytes each. */
		for (uint32_t i = 0; i < levels; i++) {
			if (i + 1 == levels) {
				make_stream(&m, 20 + i, "/Type/ObjStm/N 1/First 5", "00 0 6", 6);
			} else {
				m.at[20 + i] = m.b.n;
				make_text(&m,
						"%u 0 obj\n<</Type/ObjStm/N 1/First 5/Length %u 0 R>>\nstream\n00 0 6\nendstream\nendobj\n",
						20 + i, 11 + i);
			}
			char head[8];
			snprintf(head, sizeof(head), "%u 0", 10 + i);
			make_replace(&m, "00 0 6", (char[]){head[0], head[1], ' ', '0', ' ', '6', 0});
		}
		uint64_t at = m.b.n;
		for (uint32_t i = 1; i < 40; i++) {
			uint64_t where = i < MAKE_OBJECTS ? m.at[i] : 0;
			uint8_t row[4] = {where ? 1 : 0, (uint8_t)(where >> 8), (uint8_t)where, 0};
			if (i >= 10 && i < 10 + levels)
				memcpy(row, (uint8_t[4]){2, 0, (uint8_t)(i + 10), 0}, 4);
			memcpy(rows + 4 * (i - 1), row, 4);
		}
		make_stream(&m, 40, "/Type/XRef/W[1 2 1]/Index[1 39]/Size 41/Root 1 0 R", rows, 39 * 4);
		make_startxref(&m, at);
		assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_get(pdf, 0, 10, &o, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.reference-loop" : "ok");
		/* The failure of one object is no reason for another to fail. */
		assert_ok(tr_pdf_get(pdf, 0, 10 + levels - 1, &o, &err), &err);
		assert_int_equal(o->u.integer, 6);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* %%EOF must stand near the end; blanks behind it are not counted. */
static void
test_tail(void **state)
{
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		struct tr_pdf *pdf;
		struct make m;
		make_minimal(&m);
		/* From the s of startxref to the end. */
		size_t tail = m.b.n - (size_t)((uint8_t *)memmem(m.b.p, m.b.n, "startxref", 9) - m.b.p);
		make_text(&m, "<%*s>", (int)(TR_PDF_TAIL_SEARCH - tail - 2 + past), "");
		make_text(&m, "%*s", 5000, "");
		trien_rc rc = tr_pdf_open(make_view(&m), NULL, &pdf, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.startxref-missing" : "ok");
		if (!past)
			tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* Blanks before a section and before an object. */
static void
test_blanks(void **state)
{
	const struct tr_pdf_obj *o;
	(void)state;
	for (unsigned past = 0; past < 2; past++) {
		struct tr_pdf *pdf;
		struct make m;
		make_begin(&m);
		make_document(&m);
		m.at[4] = m.b.n;
		m.size = 5;
		make_text(&m, "%*s4 0 obj 44 endobj\n", (int)(TR_PDF_BLANK_RUN_MAX + past), "");
		make_table(&m, "");
		assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_get(pdf, 0, 4, &o, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.object-not-found" : "ok");
		tr_pdf_close(pdf);
		make_free(&m);
		make_begin(&m);
		make_document(&m);
		make_text(&m, "%*s", (int)(TR_PDF_BLANK_RUN_MAX + past), "");
		uint64_t blanks = m.b.n - TR_PDF_BLANK_RUN_MAX - past;
		make_table(&m, "");
		m.b.n = (size_t)((uint8_t *)memmem(m.b.p, m.b.n, "startxref", 9) - m.b.p);
		make_startxref(&m, blanks);
		rc = tr_pdf_open(make_view(&m), NULL, &pdf, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.xref-not-found" : "ok");
		if (!past)
			tr_pdf_close(pdf);
		make_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_arena),
		cmocka_unit_test(test_fetch_depth),
		cmocka_unit_test(test_tail),
		cmocka_unit_test(test_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
