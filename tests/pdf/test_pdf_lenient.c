/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each leniency: its file opens, is read right, and the leniency is named. */
#include <stdio.h>

#include "make.h"
#include "test.h"

static struct trien_err err;

static struct tr_pdf *
opened(const struct make *m)
{
	struct tr_pdf *pdf = NULL;
	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	return pdf;
}

/* Exactly these leniencies, separated by blanks, were used; page 0 is there. Closes the file. */
static void
assert_lenient(struct tr_pdf *pdf, const char *want)
{
	const struct tr_pdf_leniency *list;
	const struct tr_pdf_obj *page;
	char got[512] = "";

	assert_ok(tr_pdf_page(pdf, tr_pdf_newest(pdf), 0, &page, NULL, &err), &err);
	size_t n = tr_pdf_leniencies(pdf, &list);
	for (size_t i = 0; i < n; i++) {
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", i ? " " : "", list[i].name);
		assert_string_equal(list[i].since, "2026-11-23");
		assert_true(strlen(list[i].seen) > 0);
	}
	assert_string_equal(got, want);
	tr_pdf_close(pdf);
}

static void
lenient_file(struct make *m, const char *want)
{
	assert_lenient(opened(m), want);
	make_free(m);
}

/* Object 4 is `text`, from "4 0 obj" on; its value is handed out. */
static void
lenient_object(const char *text, const char *want, void (*check)(struct tr_pdf *, const struct tr_pdf_obj *))
{
	const struct tr_pdf_obj *o;
	struct make m;

	make_begin(&m);
	make_document(&m);
	m.at[4] = m.b.n;
	m.size = 6;
	make_text(&m, "%s", text);
	make_object(&m, 5, "9");
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
	check(pdf, o);
	assert_lenient(pdf, want);
	make_free(&m);
}

static void
is_null(struct tr_pdf *pdf, const struct tr_pdf_obj *o)
{
	(void)pdf;
	assert_int_equal(o->type, TR_PDF_NULL);
}

static void
is_62(struct tr_pdf *pdf, const struct tr_pdf_obj *o)
{
	(void)pdf;
	assert_true(o->type == TR_PDF_INT && o->u.integer == 62);
}

static void
is_data(struct tr_pdf *pdf, const struct tr_pdf_obj *o)
{
	assert_int_equal(o->type, TR_PDF_STREAM);
	struct tr_bytes raw = tr_pdf_stream_raw(pdf, o);
	assert_int_equal(raw.n, 4);
	assert_memory_equal(raw.p, "data", 4);
}

static void
test_objects(void **state)
{
	(void)state;
	lenient_object("4 0 obj\nendobj\n", "empty-object", is_null);
	lenient_object("4 0 obj\n62endobj\n", "number-before-endobj", is_62);
	lenient_object(" \r\n4 0 obj 62 endobj\n", "object-before-blanks", is_62);
	lenient_object("4 0 obj\n62\n", "missing-endobj", is_62);
	lenient_object("4 0 obj\n<</Length 4>>\nstream\ndata\nendstream\n", "missing-endobj", is_data);
	lenient_object("4 0 obj\n<</Length 4>>\nstream\rdata\nendstream\nendobj\n", "stream-keyword-eol",
			is_data);
	lenient_object("4 0 obj\n<</Length 4>>\nstream \ndata\nendstream\nendobj\n", "stream-keyword-eol",
			is_data);
	lenient_object("4 0 obj\n<</Length 6>>\nstream\ndata\nendstream\nendobj\n", "stream-length", is_data);
	lenient_object("4 0 obj\n<</Length 4>>\nstream\ndata \r\n \nendstream\nendobj\n", "stream-length",
			is_data);
	lenient_object("4 0 obj\n<</Length 99>>\nstream\ndata\r\nendstream\nendobj\n", "stream-length",
			is_data);
	lenient_object("4 0 obj\n<<>>\nstream\ndataendstream\nendobj\n", "stream-length", is_data);
	lenient_object("4 0 obj\n<</Length -1>>\nstream\r\ndata\nendstream\nendobj\n", "stream-length",
			is_data);
	lenient_object("4 0 obj\n<</Length 4>>\nstream\r\ndata\r\nendstream\nendobj\n", "", is_data);
}

static void
is_hash_name(struct tr_pdf *pdf, const struct tr_pdf_obj *o)
{
	(void)pdf;
	assert_true(tr_pdf_is_name(o, "A#x#"));
}

static void
has_one_key(struct tr_pdf *pdf, const struct tr_pdf_obj *o)
{
	(void)pdf;
	assert_int_equal(tr_pdf_dict_of(o)->count, 1);
}

static void
test_values(void **state)
{
	(void)state;
	lenient_object("4 0 obj /A#x# endobj\n", "name-hash", is_hash_name);
	lenient_object("4 0 obj <</A[1]/A[1]>> endobj\n", "duplicate-key-same-value", has_one_key);
}

/* ---- around the file ---- */
static void
junk_before(struct make *m, const char *junk, bool counted)
{
	struct make inner = {0};

	*m = (struct make){0};
	if (!counted) {
		make_minimal(&inner);
		make_text(m, "%s", junk);
		(void)!tr_buf_add_bytes(&m->b, make_view(&inner), NULL);
		make_free(&inner);
		return;
	}
	make_text(m, "%s", junk);
	m->root = "1 0 R";
	make_text(m, "%%PDF-1.4\n");
	make_document(m);
	make_table(m, "");
}

static void
test_junk_before(void **state)
{
	struct make m;
	(void)state;
	junk_before(&m, "Content-Type: application/pdf\r\n\r\n", false);
	lenient_file(&m, "junk-before-header");
	junk_before(&m, "\n\n", true);
	lenient_file(&m, "junk-before-header offsets-from-file-start");
}

static void
test_junk_after(void **state)
{
	struct make m;
	(void)state;
	make_minimal(&m);
	make_text(&m, "\r\n\r\n  \n");
	lenient_file(&m, "");
	make_minimal(&m);
	(void)!tr_buf_add(&m.b, "\0\0\0\0", 4, NULL);
	lenient_file(&m, "");
	make_minimal(&m);
	make_text(&m, "<!-- served by a portal -->\n");
	lenient_file(&m, "junk-after-eof");
}

static void
test_startxref(void **state)
{
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_text(&m, "\n");
	make_table(&m, "");
	m.b.n = (size_t)((uint8_t *)memmem(m.b.p, m.b.n, "startxref", 9) - m.b.p);
	make_startxref(&m, m.xref - 1);
	lenient_file(&m, "startxref-before-blanks");
}

/* ---- the table ---- */

/* A table of which the caller writes each line. */
static void
own_table(struct make *m, const char *head, const char *free_line, const char *format, const char *trailer)
{
	make_begin(m);
	make_document(m);
	uint64_t at = m->b.n;
	make_text(m, "xref\n%s\n%s", head, free_line);
	for (uint32_t i = 1; i < 4; i++) {
		char line[64];
		snprintf(line, sizeof(line), "%010llu 00000 n", (unsigned long long)m->at[i]);
		make_text(m, "%s%s", line, format);
	}
	make_text(m, "trailer\n%s\n", trailer);
	make_startxref(m, at);
}

#define TRAILER "<</Size 4/Root 1 0 R>>"

static void
test_tables(void **state)
{
	struct make m;
	(void)state;
	own_table(&m, "0 4", "0000000000 65535 f \n", " \n", TRAILER);
	lenient_file(&m, "");
	own_table(&m, "0 4", "0000000000 65535 f\r\n", "\r\n", TRAILER);
	lenient_file(&m, "");
	own_table(&m, "0 4", "0000000000 65535 f\n", "\n", TRAILER);
	lenient_file(&m, "xref-entry-length");
	own_table(&m, "0 4", "0000000000 65535 f \r\n", " \r\n", TRAILER);
	lenient_file(&m, "xref-entry-length");
	own_table(&m, "0 4", "0 65535 f \n", " \n", TRAILER);
	lenient_file(&m, "xref-entry-length");
	own_table(&m, "1 4", "0000000000 65535 f \n", " \n", TRAILER);
	lenient_file(&m, "xref-first-number");
	own_table(&m, "0 7", "0000000000 65535 f \n", " \n", TRAILER);
	lenient_file(&m, "xref-count");
	own_table(&m, "0 4", "0000000000 65535 f \n", " \n", "<</Size 3/Root 1 0 R>>");
	lenient_file(&m, "size-wrong");
	own_table(&m, "0 4", "0000000000 65535 f \n", " \n", "<</Root 1 0 R>>");
	lenient_file(&m, "size-wrong");
	/* Too large a /Size means only that the rest is undefined. */
	own_table(&m, "0 4", "0000000000 65535 f \n", " \n", "<</Size 400/Root 1 0 R>>");
	lenient_file(&m, "");
}

static void
test_entries(void **state)
{
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	own_table(&m, "0 4", "0000000000 65536 f \n", " \n", TRAILER);
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_get(pdf, 0, 0, &o, &err), &err);
	assert_int_equal(o->type, TR_PDF_NULL);
	assert_lenient(pdf, "xref-generation-65536");
	make_free(&m);
	make_begin(&m);
	make_document(&m);
	uint64_t at = m.b.n;
	make_text(&m, "xref\n0 5\n0000000000 65535 f \n");
	for (uint32_t i = 1; i < 5; i++)
		make_text(&m, "%010llu 00000 n \n", (unsigned long long)m.at[i]);
	make_text(&m, "trailer\n<</Size 5/Root 1 0 R>>\n");
	make_startxref(&m, at);
	pdf = opened(&m);
	assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
	assert_int_equal(o->type, TR_PDF_NULL);
	assert_lenient(pdf, "xref-offset-zero");
	make_free(&m);
}

/* A subsection from 1 with the free head that is right as it is: objects are as many as it says. */
static void
test_first_number_kept(void **state)
{
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	make_begin(&m);
	make_object(&m, 2, "<</Type/Catalog/Pages 3 0 R>>");
	make_object(&m, 3, "<</Type/Pages/Kids[4 0 R]/Count 1>>");
	make_object(&m, 4, "<</Type/Page/Parent 3 0 R>>");
	uint64_t at = m.b.n;
	make_text(&m, "xref\n1 4\n0000000000 65535 f \n");
	for (uint32_t i = 2; i < 5; i++)
		make_text(&m, "%010llu 00000 n \n", (unsigned long long)m.at[i]);
	make_text(&m, "trailer\n<</Size 5/Root 2 0 R>>\n");
	make_startxref(&m, at);
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_catalog(pdf, 0, &o, NULL, &err), &err);
	assert_lenient(pdf, "");
	make_free(&m);
}

static void
test_object_stream_index(void **state)
{
	static const char packed[] = "4 0 5 3 77 88";
	const struct tr_pdf_obj *o;
	struct make m;
	uint8_t rows[7 * 4];
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_stream(&m, 6, "/Type/ObjStm/N 2/First 8", packed, sizeof(packed) - 1);
	uint64_t at = m.b.n;
	for (uint32_t i = 1; i < 8; i++) {
		uint64_t where = i == 7 ? at : m.at[i];
		memcpy(rows + 4 * (i - 1), (uint8_t[4]){1, (uint8_t)(where >> 8), (uint8_t)where, 0}, 4);
	}
	/* Object 5 stands at index 1, and the entry says 0. */
	memcpy(rows + 4 * 3, (uint8_t[8]){2, 0, 6, 0, 2, 0, 6, 0}, 8);
	make_stream(&m, 7, "/Type/XRef/W[1 2 1]/Index[1 7]/Size 8/Root 1 0 R", rows, sizeof(rows));
	make_startxref(&m, at);
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_get(pdf, 0, 5, &o, &err), &err);
	assert_int_equal(o->u.integer, 88);
	assert_lenient(pdf, "object-stream-index");
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_junk_before),
		cmocka_unit_test(test_junk_after),
		cmocka_unit_test(test_startxref),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_first_number_kept),
		cmocka_unit_test(test_object_stream_index),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
