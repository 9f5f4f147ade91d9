/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which bytes a signature protects and since when it stands there: ISO 32000-2 §12.8.1. */
#include <stdio.h>
#include <stdlib.h>

#include "make.h"
#include "test.h"

static struct trien_err err;

#define HOLES "AAAAAAAAA BBBBBBBBB CCCCCCCCC"

static struct tr_pdf *
opened(const struct make *m)
{
	struct tr_pdf *pdf = NULL;
	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	return pdf;
}

static void
make_unsigned(struct make *m)
{
	make_begin(m);
	make_object(m, 1, "<</Pages 2 0 R/AcroForm 5 0 R>>");
	make_object(m, 2, "<</Kids[3 0 R]/Count 1>>");
	make_object(m, 3, "<</Type/Page/Parent 2 0 R>>");
	make_object(m, 5, "<</Fields[]>>");
	make_table(m, "");
}

static void
put(struct make *m, const char *from, uint64_t number)
{
	char text[16];
	snprintf(text, sizeof(text), "%-9llu", (unsigned long long)number);
	make_replace(m, from, text);
}

/* Fills the holes of the one unfinished ByteRange; its /Contents begins with `contents`. */
static void
fill_range(struct make *m, const char *contents)
{
	const uint8_t *hole = memmem(m->b.p, m->b.n, HOLES, strlen(HOLES));
	const uint8_t *from = memmem(hole, m->b.n - (size_t)(hole - m->b.p), contents, strlen(contents));
	uint64_t at = (uint64_t)(from - m->b.p);
	uint64_t end = at + (uint64_t)((uint8_t *)memchr(from, '>', 200) - from) + 1;
	put(m, "AAAAAAAAA", at);
	put(m, "BBBBBBBBB", end);
	put(m, "CCCCCCCCC", m->b.n - end);
}

/* One more revision: field `num` with its signature in num + 1; fields is the whole /Fields array. */
static void
sign(struct make *m, uint32_t num, const char *fields, const char *contents)
{
	make_object(m, 5, "<</Fields[%s]/SigFlags 3>>", fields);
	make_object(m, num, "<</FT/Sig/T(S%u)/V %u 0 R>>", num, num + 1);
	make_object(m, num + 1, "<</Type/Sig/ByteRange[0 " HOLES "]/Contents %s>>", contents);
	make_table(m, "");
	fill_range(m, contents);
}

static const struct tr_pdf_signature *
signatures(struct tr_pdf *pdf, size_t want)
{
	const struct tr_pdf_signature *list;
	size_t n;
	assert_ok(tr_pdf_signatures(pdf, &list, &n, &err), &err);
	assert_int_equal(n, want);
	return list;
}

static void
test_none(void **state)
{
	struct make m;
	(void)state;
	make_unsigned(&m);
	struct tr_pdf *pdf = opened(&m);
	signatures(pdf, 0);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_two(void **state)
{
	struct make m;
	(void)state;
	make_unsigned(&m);
	sign(&m, 6, "6 0 R", "<0102 03\n00>");
	uint64_t first_end = m.b.n;
	make_object(&m, 10, "(something later)");
	make_table(&m, "");
	sign(&m, 8, "8 0 R 6 0 R", "<AAbb>");
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 2);
	assert_int_equal(s[0].problem, TRIEN_OK);
	assert_true(tr_bytes_are(s[0].field.name, "S6"));
	assert_int_equal(s[0].field.value_ref.num, 7);
	assert_int_equal(s[0].born, 1);
	assert_int_equal(s[0].covers, 1);
	assert_int_equal(s[0].byte_range[2] + s[0].byte_range[3], first_end);
	assert_int_equal(s[0].contents.n, 4);
	assert_memory_equal(s[0].contents.p, "\1\2\3\0", 4);
	assert_memory_equal(m.b.p + s[0].contents_at, "<0102 03\n00>", s[0].contents_end - s[0].contents_at);
	assert_int_equal(s[1].problem, TRIEN_OK);
	assert_true(tr_bytes_are(s[1].field.name, "S8"));
	assert_int_equal(s[1].born, 3);
	assert_int_equal(s[1].covers, 3);
	tr_pdf_close(pdf);
	make_free(&m);
}

/* A later revision that takes a signature away, by the form or by its value. */
static void
test_removed(void **state)
{
	(void)state;
	for (int by_value = 0; by_value < 2; by_value++) {
		struct make m;
		make_unsigned(&m);
		sign(&m, 6, "6 0 R", "<01>");
		sign(&m, 8, "6 0 R 8 0 R", "<02>");
		if (by_value)
			make_object(&m, 6, "<</FT/Sig/T(S6)>>");
		else
			make_object(&m, 5, "<</Fields[8 0 R]>>");
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		const struct tr_pdf_signature *s = signatures(pdf, 2);
		assert_true(tr_bytes_are(s[0].field.name, "S6"));
		assert_int_equal(s[0].born, 1);
		assert_int_equal(s[0].covers, 1);
		assert_int_equal(s[0].problem, TRIEN_OK);
		assert_int_equal(s[1].born, 2);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* A signature dictionary that is written anew is another signature, born then; the old one is listed too. */
static void
test_replaced(void **state)
{
	struct make m;
	(void)state;
	make_unsigned(&m);
	sign(&m, 6, "6 0 R", "<01>");
	make_object(&m, 7, "<</Type/Sig/ByteRange[0 " HOLES "]/Contents<0909>>>");
	make_table(&m, "");
	fill_range(&m, "<0909>");
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 2);
	assert_int_equal(s[0].born, 1);
	assert_int_equal(s[0].contents.p[0], 1);
	assert_int_equal(s[1].born, 2);
	assert_int_equal(s[1].contents.p[0], 9);
	tr_pdf_close(pdf);
	make_free(&m);
}

/* ---- ranges that cannot be judged ---- */

/* The signature of a file in which `from` was replaced has this problem, and no other error comes. */
static void
problem(const char *from, const char *to, const char *id)
{
	struct make m;
	make_unsigned(&m);
	sign(&m, 6, "6 0 R", "<0102030405060708>");
	make_replace(&m, from, to);
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 1);
	if (strcmp(trien_err_id(s->problem), id) != 0)
		fail_msg("%s -> %s: %s instead of %s", from, to, trien_err_id(s->problem), id);
	if (s->problem != TRIEN_OK) {
		assert_int_equal(s->covers, SIZE_MAX);
		assert_int_equal(s->problem_err.code, s->problem);
	}
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_problems(void **state)
{
	(void)state;
	problem("/Type/Sig", "/Type/Sig", "ok");
	problem("/ByteRange", "/ByteRanje", "pdf.byte-range");
	problem("/ByteRange[0 ", "/ByteRange[1 ", "pdf.byte-range");
	problem("/ByteRange[0 ", "/ByteRange[  ", "pdf.byte-range");
	problem("/ByteRange[0 ", "/ByteRange[/ ", "pdf.byte-range");
	problem("/Contents <", "/Contantz <", "pdf.signature-contents");
	problem("<0102030405060708>", "(0102030405060708)", "pdf.signature-contents");
	problem("<0102030405060708>", "[<02030405060708>]", "pdf.signature-contents");
	problem("<0102030405060708>", "<010203040506070> ", "pdf.byte-range-gap");
	problem("<0102030405060708>", " <010203040506070>", "pdf.byte-range-gap");
	problem("<0102030405060708>", "<0102> /X <060708>", "pdf.byte-range-gap");
	problem("<0102030405060708>", "<01020304 \n060708>", "ok");
}

/* The four numbers, each changed by itself. */
static void
range_problem(const char *a, const char *b, const char *c, const char *id)
{
	struct make m;
	make_unsigned(&m);
	make_object(&m, 5, "<</Fields[6 0 R]>>");
	make_object(&m, 6, "<</FT/Sig/T(S)/V 7 0 R>>");
	make_object(&m, 7, "<</Type/Sig/ByteRange[0 %s %s %s]/Contents<00>>>", a, b, c);
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 1);
	assert_refused(s->problem, id);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_ranges(void **state)
{
	(void)state;
	range_problem("100", "50", "10", "pdf.byte-range");
	range_problem("-1", "50", "10", "pdf.byte-range");
	range_problem("10", "-50", "10", "pdf.byte-range");
	range_problem("10", "50", "-10", "pdf.byte-range");
	range_problem("10", "50", "100000", "pdf.byte-range");
	range_problem("10", "999999999999999999", "999999999999999999", "pdf.byte-range");
	range_problem("10", "50", "10.0", "pdf.byte-range-readings");
	range_problem("10", "50", "10 5", "pdf.byte-range-readings");
	range_problem("10", "", "10", "pdf.byte-range");
	range_problem("3 0 R", "50", "10", "pdf.byte-range-readings");
	range_problem("+10", "50", "10", "pdf.byte-range-readings");
	range_problem("-0", "50", "10", "pdf.byte-range-readings");
	range_problem("10 %\n", "50", "10", "pdf.byte-range-readings");
	range_problem("999999999999999999999", "50", "10", "pdf.byte-range-readings");
	range_problem("10", "50", "10", "pdf.byte-range-gap");
	range_problem("0010", "\n050\t", "\r10\f", "pdf.byte-range-gap");
	range_problem("0", "0", "0", "pdf.byte-range-gap");
}

/* A range that is right but ends inside a revision covers no revision. */
static void
test_covers_nothing(void **state)
{
	struct make m;
	(void)state;
	make_unsigned(&m);
	sign(&m, 6, "6 0 R", "<01>");
	const uint8_t *range = memmem(m.b.p, m.b.n, "/ByteRange[0 ", 13);
	char last[16], less[16];
	uint64_t part = m.b.n;
	const uint8_t *close = memchr(range, ']', 100);
	memcpy(last, close - 9, 9);
	last[9] = 0;
	snprintf(less, sizeof(less), "%-9llu", strtoull(last, NULL, 10) - 20);
	memcpy((uint8_t *)(uintptr_t)close - 9, less, 9);
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 1);
	assert_int_equal(s->problem, TRIEN_OK);
	assert_int_equal(s->covers, SIZE_MAX);
	assert_int_equal(s->byte_range[2] + s->byte_range[3], part - 20);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_contents_cap(void **state)
{
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		struct make m;
		size_t n = 2 * (TR_PDF_CONTENTS_MAX + past);
		make_unsigned(&m);
		make_object(&m, 5, "<</Fields[6 0 R]>>");
		make_object(&m, 6, "<</FT/Sig/T(S)/V 7 0 R>>");
		m.at[7] = m.b.n;
		m.size = 8;
		make_text(&m, "7 0 obj\n<</Type/Sig/ByteRange[0 " HOLES "]/Contents");
		uint64_t at = m.b.n;
		make_text(&m, "<%0*d>", (int)n, 1);
		uint64_t end = m.b.n;
		make_text(&m, ">>\nendobj\n");
		make_table(&m, "");
		put(&m, "AAAAAAAAA", at);
		put(&m, "BBBBBBBBB", end);
		put(&m, "CCCCCCCCC", m.b.n - end);
		struct tr_pdf *pdf = opened(&m);
		const struct tr_pdf_signature *s = signatures(pdf, 1);
		assert_string_equal(trien_err_id(s->problem), past ? "pdf.contents-limit" : "ok");
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

static void
test_signature_cap(void **state)
{
	(void)state;
	for (size_t past = 0; past < 2; past++) {
		const struct tr_pdf_signature *list;
		TR_AUTO_BUF fields = {0};
		struct make m;
		size_t n;
		for (size_t i = 0; i < TR_PDF_SIGNATURES_MAX + past; i++)
			assert_ok(tr_buf_addf(&fields, &err, "<</FT/Sig/V<</Contents<00>>>>>"), &err);
		assert_ok(tr_buf_add_byte(&fields, 0, &err), &err);
		make_unsigned(&m);
		make_object(&m, 5, "<</Fields[%s]>>", (const char *)fields.p);
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		trien_rc rc = tr_pdf_signatures(pdf, &list, &n, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.signatures-limit" : "ok");
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* Hundreds of revisions after a signature cost little: nothing that it depends on changes. */
static void
test_many_revisions(void **state)
{
	struct make m;
	(void)state;
	make_unsigned(&m);
	sign(&m, 6, "6 0 R", "<01>");
	for (int i = 0; i < 800; i++) {
		make_object(&m, 20, "%d", i);
		make_table(&m, "");
	}
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_signature *s = signatures(pdf, 1);
	assert_int_equal(s->born, 1);
	assert_int_equal(s->covers, 1);
	tr_pdf_close(pdf);
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_covers_nothing),
		cmocka_unit_test(test_contents_cap),
		cmocka_unit_test(test_signature_cap),
		cmocka_unit_test(test_many_revisions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
