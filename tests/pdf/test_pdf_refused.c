/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Damaged, cut, looping and forged files: each refused by its own error, none read some other way. */
#include <stdio.h>
#include <stdlib.h>

#include "make.h"
#include "test.h"

static struct trien_err err;

/* Opening is refused; every text of the error can be made. */
static void
refused_open(const struct make *m, const char *id)
{
	struct tr_pdf *pdf = NULL;
	char text[1024];

	trien_rc rc = tr_pdf_open(make_view(m), NULL, &pdf, &err);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s instead of %s", trien_err_id(rc), id);
	assert_null(pdf);
	for (int lang = 0; lang < 2; lang++) {
		trien_err_text(&err, (enum trien_lang)lang, text, sizeof(text));
		assert_null(strstr(text, "?)"));
		assert_null(strchr(text, '{'));
	}
}

static void
refused_text(const char *text, const char *id)
{
	struct make m = {0};
	make_text(&m, "%s", text);
	refused_open(&m, id);
	make_free(&m);
}

/* The minimal file with one place changed. */
static void
refused_change(const char *from, const char *to, const char *id)
{
	struct make m;
	make_minimal(&m);
	make_replace(&m, from, to);
	refused_open(&m, id);
	make_free(&m);
}

static void
test_not_a_pdf(void **state)
{
	char late[TR_PDF_FILE_MAX > 2048 ? 2048 : 1] = "";
	(void)state;
	refused_text("", "pdf.not-a-pdf");
	refused_text("PK\3\4 some other file", "pdf.not-a-pdf");
	refused_text("%PDF", "pdf.not-a-pdf");
	memset(late, 'x', 1020);
	memcpy(late + 1020, "%PDF-1.7\n%%EOF", 15);
	refused_text(late, "pdf.not-a-pdf");
	memcpy(late + 1019, "%PDF-1.7\nstartxref 0 %%EOF", 27);
	refused_text(late, "pdf.xref-not-found");
}

static void
test_too_large(void **state)
{
	struct tr_pdf *pdf;
	(void)state;
	/* The size is looked at before any byte. */
	assert_refused(tr_pdf_open(TR_BYTES("%PDF-1.7", TR_PDF_FILE_MAX + 1), NULL, &pdf, &err),
			"pdf.too-large");
}

static void
test_cut_off(void **state)
{
	struct make m;
	(void)state;
	refused_text("%PDF-1.7\n", "pdf.eof-missing");
	refused_text("%PDF-1.7\n%%EOF", "pdf.startxref-missing");
	refused_text("%PDF-1.7\nstartxref\n%%EOF", "pdf.startxref-missing");
	refused_text("%PDF-1.7\nstartxref\n-5\n%%EOF", "pdf.startxref-missing");
	refused_text("%PDF-1.7\nstartxref\n+5\n%%EOF", "pdf.startxref-missing");
	refused_text("%PDF-1.7\nstartxref\n5 6\n%%EOF", "pdf.startxref-missing");
	refused_text("%PDF-1.7\nstartxref\n99999\n%%EOF", "pdf.xref-offset");
	refused_text("%PDF-1.7\nstartxref\n3\n%%EOF", "pdf.xref-not-found");
	refused_text("%PDF-1.7\nstartxref\n18446744073709551617\n%%EOF", "pdf.startxref-missing");
	/* An update of which only a part arrived: the older end must not pass for the end. */
	make_minimal(&m);
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R>>");
	refused_open(&m, "pdf.content-after-eof");
	make_free(&m);
}

static void
test_damaged_table(void **state)
{
	(void)state;
	refused_change("xref\n0 4", "xref\n0 x", "pdf.xref-malformed");
	refused_text("%PDF-1.7\nxref\n+0 1\n0000000000 65535 f \ntrailer<<>>startxref\n9\n%%EOF", "pdf.xref-malformed");
	refused_text("%PDF-1.7\nxref\n0 +1\n0000000000 65535 f \ntrailer<<>>startxref\n9\n%%EOF", "pdf.xref-malformed");
	refused_text("%PDF-1.7\nxref\n0 1\n+0 65535 f\ntrailer<<>>startxref\n9\n%%EOF", "pdf.xref-malformed");
	refused_change("xref\n0 4", "xref\n0 3", "pdf.xref-malformed");
	refused_change("xref\n0 4", "xrex\n0 4", "pdf.xref-not-found");
	refused_change("00000 n ", "00000 x ", "pdf.xref-malformed");
	refused_change("trailer", "trailor", "pdf.xref-malformed");
	refused_change("<</Size 4/Root 1 0 R>>", "[ /Size 4/Root 1 0 R ]", "pdf.trailer");
	refused_change("<</Size 4/Root 1 0 R>>", "  /Size 4/Root 1 0 R  ", "pdf.syntax");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Size 4/Root 1 0 R> ", "pdf.syntax");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev(a)/Root 1 0 R>", "pdf.syntax");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev(a)/Root 1 0R>>", "pdf.syntax");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev(a)/Roo 1 0 R>>", "pdf.trailer");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev -1/Roo 1 0 R>>", "pdf.xref-offset");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev 9999/R 1 0 R>>", "pdf.xref-offset");
	refused_change("<</Size 4/Root 1 0 R>>", "<</Prev 1/Root 1 0 R>>", "pdf.xref-not-found");
	refused_change("<</Size 4/Root 1 0 R>>", "<</XRefStm 1/R 1 0 R>>", "pdf.xref-not-found");
	refused_change("<</Size 4/Root 1 0 R>>", "<</XRefStm -1/R 1 0R>>", "pdf.syntax");
	refused_change("<</Size 4/Root 1 0 R>>", "<</XRefStm -1/R 10  >>", "pdf.xref-offset");
}

static void
test_object_numbers(void **state)
{
	static const char *const heads[] = {"8388609 0", "2147483648 1", "0 8388610", "8388607 2",
			"99999999999 1"};
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		struct make m;
		make_begin(&m);
		uint64_t at = m.b.n;
		make_text(&m, "xref\n%s\ntrailer\n<</Root 1 0 R>>\n", heads[i]);
		make_startxref(&m, at);
		refused_open(&m, "pdf.object-number");
		make_free(&m);
	}
}

/* The highest number is allowed, one past it is not. */
static void
test_object_number_cap(void **state)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	(void)state;
	for (uint32_t past = 0; past < 2; past++) {
		make_minimal(&m);
		uint64_t object = m.b.n;
		make_text(&m, "%u 0 obj 7 endobj\n", TR_PDF_OBJECT_NUMBER_MAX + past);
		uint64_t at = m.b.n;
		make_text(&m, "xref\n%u 1\n%010llu 00000 n \ntrailer\n<</Root 1 0 R/Size 9/Prev %llu>>\n",
				TR_PDF_OBJECT_NUMBER_MAX + past, (unsigned long long)object,
				(unsigned long long)m.xref);
		make_startxref(&m, at);
		if (past) {
			refused_open(&m, "pdf.object-number");
		} else {
			assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
			assert_ok(tr_pdf_get(pdf, 1, TR_PDF_OBJECT_NUMBER_MAX, &o, &err), &err);
			assert_int_equal(o->u.integer, 7);
			tr_pdf_close(pdf);
		}
		make_free(&m);
	}
}

static void
test_loops(void **state)
{
	char text[32], other[32];
	struct make m;
	(void)state;
	/* /Prev to itself. */
	make_minimal(&m);
	snprintf(text, sizeof(text), "<</Prev %llu/Root 1 0 R", (unsigned long long)m.xref);
	m.b.n = m.xref;
	make_text(&m, "xref\n0 1\n0000000000 65535 f \ntrailer\n%s>>\n", text);
	make_startxref(&m, m.xref);
	refused_open(&m, "pdf.xref-loop");
	make_free(&m);
	/* The first section points forward to the second, which points back. */
	make_begin(&m);
	make_document(&m);
	make_table(&m, "/Prev 0000000000");
	uint64_t first = m.xref;
	make_table(&m, "");
	snprintf(other, sizeof(other), "/Prev %010llu", (unsigned long long)m.xref);
	make_replace(&m, "/Prev 0000000000", other);
	refused_open(&m, "pdf.xref-loop");
	assert_true(first < m.xref);
	make_free(&m);
}

/* A section that is newer by /Prev and older by place, in a file that is not linearized. */
static void
test_forward_prev(void **state)
{
	char other[32];
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_table(&m, "/Prev 0000000000");
	uint64_t first = m.xref;
	m.xref = 0;
	make_object(&m, 4, "4");
	make_table(&m, "");
	snprintf(other, sizeof(other), "/Prev %010llu", (unsigned long long)m.xref);
	make_replace(&m, "/Prev 0000000000", other);
	make_startxref(&m, first);
	refused_open(&m, "pdf.xref-order");
	make_free(&m);
}

/* The same object twice in one section: same entry twice is harmless, another offset is not. */
static void
test_duplicate_entries(void **state)
{
	(void)state;
	for (uint64_t shift = 0; shift < 2; shift++) {
		struct make m;
		struct tr_pdf *pdf;
		make_minimal(&m);
		make_object(&m, 4, "4");
		uint64_t four = m.at[4], at = m.b.n;
		make_text(&m,
				"xref\n4 1\n%010llu 00000 n \n2 1\n0000000015 00000 n \n4 1\n%010llu 00000 n \n",
				(unsigned long long)four, (unsigned long long)(four + shift));
		make_text(&m, "trailer\n<</Size 5/Root 1 0 R/Prev %llu>>\n", (unsigned long long)m.xref);
		make_startxref(&m, at);
		if (shift) {
			refused_open(&m, "pdf.xref-duplicate");
		} else {
			assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
			tr_pdf_close(pdf);
		}
		make_free(&m);
	}
}

/* Subsections that reach over each other, in any order. */
static void
test_overlapping_ranges(void **state)
{
	struct make m;
	struct tr_pdf *pdf;
	(void)state;
	for (int differs = 0; differs < 2; differs++) {
		make_begin(&m);
		make_document(&m);
		uint64_t at = m.b.n;
		make_text(&m, "xref\n2 2\n%010llu 00000 n \n%010llu 00000 n \n0 4\n0000000000 65535 f \n",
				(unsigned long long)m.at[2], (unsigned long long)m.at[3]);
		for (uint32_t i = 1; i < 4; i++)
			make_text(&m, "%010llu 00000 n \n",
					(unsigned long long)m.at[i] + (i == 3 && differs ? 1 : 0));
		make_text(&m, "1 2\n%010llu 00000 n \n%010llu 00000 n \n", (unsigned long long)m.at[1],
				(unsigned long long)m.at[2]);
		make_text(&m, "trailer\n<</Size 4/Root 1 0 R>>\n");
		make_startxref(&m, at);
		if (differs) {
			refused_open(&m, "pdf.xref-duplicate");
		} else {
			size_t n;
			assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
			assert_ok(tr_pdf_page_count(pdf, 0, &n, &err), &err);
			assert_int_equal(n, 1);
			tr_pdf_close(pdf);
		}
		make_free(&m);
	}
}

/* ---- cross-reference streams ---- */
static void
refused_stream(const char *dict, const char *data, const char *id)
{
	struct make m;
	make_begin(&m);
	make_document(&m);
	uint64_t at = m.b.n;
	make_stream(&m, 4, dict, data, strlen(data));
	make_startxref(&m, at);
	refused_open(&m, id);
	make_free(&m);
}

static void
test_damaged_streams(void **state)
{
	(void)state;
	refused_stream("/Type/XReg/W[1 1 1]/Size 1", "abc", "pdf.xref-not-found");
	refused_stream("/Type/XRef/Size 1", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1]/Size 1", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 -1 1]/Size 1", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 9 1]/Size 1", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[0 0 0]/Size 1", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1 1]", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1 1]/Size 2", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Index[0]", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Index[0 -1]", "abc", "pdf.xref-malformed");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Index[8388608 1]", "abc", "pdf.object-number");
	refused_stream("/Type/XRef/W[1 1 1]/Size 2147483648", "abc", "pdf.object-number");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Filter/FlateDecode", "abc", "pdf.filter-data");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Filter/DCTDecode", "abc", "pdf.filter-unsupported");
	refused_stream("/Type/XRef/W[1 1 1]/Size 1/Filter 3 0 R", "abc", "pdf.filter-data");
}

/* ---- objects ---- */

/* Object 4, whose entry points to `text` instead of "4 0 obj". */
static void
refused_object(const char *text, const char *id)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;

	make_begin(&m);
	make_document(&m);
	m.at[4] = m.b.n;
	m.size = 5;
	make_text(&m, "%s\n", text);
	make_table(&m, "");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	trien_rc rc = tr_pdf_get(pdf, 0, 4, &o, &err);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s: %s instead of %s", text, trien_err_id(rc), id);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_objects(void **state)
{
	(void)state;
	refused_object("5 0 obj 5 endobj", "pdf.object-mismatch");
	refused_object("4 1 obj 5 endobj", "pdf.object-mismatch");
	refused_object("4 0 object", "pdf.syntax");
	refused_object("4 0 pbj 5 endobj", "pdf.object-not-found");
	refused_object("hello", "pdf.object-not-found");
	refused_object("4 0 obj <</Length 3>>\nstream\nabcdef\n", "pdf.stream-length");
	refused_object("4 0 obj <</Length 9>>\nstream\nab\nendstream x\nendstream\nendobj",
			"pdf.stream-length");
	refused_object("4 0 obj <<>>\nstream\nab\nendstream x\nendstream\nendobj", "pdf.stream-length");
	refused_object("4 0 obj <</Length 4 0 R>>\nstream\nab\nendstream\nendobj", "pdf.reference-loop");
	refused_object("4 0 obj <</Length 2>>\nstream\nab\nendstream\nendobject", "pdf.syntax");
	refused_object("4 0 obj 1 2 3", "pdf.syntax");
}

static void
test_bad_entry(void **state)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_table(&m, "");
	make_replace(&m, "00000 n \ntrailer", "0000x n \ntrailer");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_refused(tr_pdf_get(pdf, 0, 3, &o, &err), "pdf.xref-entry");
	tr_pdf_close(pdf);
	make_free(&m);
}

/* ---- object streams ---- */
static void
refused_packed(const char *dict, const char *data, unsigned index, const char *id)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	uint8_t rows[6 * 4];

	make_begin(&m);
	make_document(&m);
	make_stream(&m, 5, dict, data, strlen(data));
	uint64_t at = m.b.n;
	for (uint32_t i = 1; i < 7; i++) {
		uint64_t where = i == 6 ? at : m.at[i];
		memcpy(rows + 4 * (i - 1), (uint8_t[4]){1, (uint8_t)(where >> 8), (uint8_t)where, 0}, 4);
	}
	memcpy(rows + 4 * 3, (uint8_t[4]){2, 0, 5, (uint8_t)index}, 4);
	make_stream(&m, 6, "/Type/XRef/W[1 2 1]/Index[1 6]/Size 7/Root 1 0 R", rows, sizeof(rows));
	make_startxref(&m, at);
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	trien_rc rc = tr_pdf_get(pdf, 0, 4, &o, &err);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s %s: %s instead of %s", dict, data, trien_err_id(rc), id);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_object_streams(void **state)
{
	(void)state;
	refused_packed("/Type/ObjStm/N 1/First 4", "4 0 77", 0, "ok");
	refused_packed("/Type/ObjStn/N 1/First 4", "4 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/First 4", "4 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N -1/First 4", "4 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 9/First 4", "4 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 1/First 40", "4 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 1/First 4", "4 9 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 1/First 4", "5 0 77", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 2/First 8", "3 0 4 3 77 88", 1, "ok");
	refused_packed("/Type/ObjStm/N 2/First 8", "4 0 4 3 77 88", 1, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 3/First 12", "4 0 3 3 4 5 1 2 3", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 2/First 8", "4 0 4 3 77 88", 2, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 2/First 8", "4 0 9 3 77 88", 1, "ok");
	refused_packed("/Type/ObjStm/N 2/First 8", "4 0 9 2 1234", 0, "pdf.object-stream");
	refused_packed("/Type/ObjStm/N 1/First 4", "4 0 [1", 0, "pdf.syntax");
	refused_packed("/Type/ObjStm/N 1/First 10", "8388608 0 77", 0, "pdf.object-number");
}

/* ---- every prefix of a file is opened or refused ---- */
static void
test_truncation(void **state)
{
	struct make m;
	(void)state;
	make_minimal(&m);
	make_object(&m, 4, "<</A[(x)<61>/N 1 0 R]>>");
	make_table(&m, "");
	make_stream(&m, 5, "", "data", 4);
	make_xref_stream(&m, 6, "");
	for (size_t n = 0; n <= m.b.n; n++) {
		/* A copy of its own, so that a read past the end is seen. */
		uint8_t *copy = malloc(n + 1);
		struct tr_pdf *pdf;
		assert_non_null(copy);
		memcpy(copy, m.b.p, n);
		uint8_t *exact = realloc(copy, n ? n : 1);
		if (tr_pdf_open(TR_BYTES(exact, n), NULL, &pdf, &err) == TRIEN_OK) {
			const struct tr_pdf_obj *o;
			for (uint32_t num = 0; num < 8; num++)
				(void)!tr_pdf_get(pdf, tr_pdf_newest(pdf), num, &o, &err);
			assert_true(tr_pdf_revision_ending_at(pdf, n) != SIZE_MAX);
			tr_pdf_close(pdf);
		}
		free(exact);
	}
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_a_pdf),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_damaged_table),
		cmocka_unit_test(test_object_numbers),
		cmocka_unit_test(test_object_number_cap),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_forward_prev),
		cmocka_unit_test(test_duplicate_entries),
		cmocka_unit_test(test_overlapping_ranges),
		cmocka_unit_test(test_damaged_streams),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_bad_entry),
		cmocka_unit_test(test_object_streams),
		cmocka_unit_test(test_truncation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
