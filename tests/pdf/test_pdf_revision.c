/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cross-reference chains and what they say of revisions: ISO 32000-2 §7.5.4 to §7.5.8, Annex F. */
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

/* Every prefix that a revision ends is that revision: same objects, same changes. */
static void
check_prefixes(const struct make *m)
{
	struct tr_pdf *pdf = opened(m);

	for (size_t rev = 0; rev < tr_pdf_revision_count(pdf); rev++) {
		const struct tr_pdf_revision *r = tr_pdf_revision_at(pdf, rev);
		struct tr_pdf *prefix;
		assert_ok(tr_pdf_open(tr_bytes_part(make_view(m), 0, r->end), NULL, &prefix, &err), &err);
		assert_int_equal(tr_pdf_newest(prefix), rev);
		const struct tr_pdf_revision *p = tr_pdf_revision_at(prefix, rev);
		assert_int_equal(p->start, r->start);
		assert_int_equal(p->end, r->end);
		assert_int_equal(p->startxref, r->startxref);
		assert_int_equal(p->size, r->size);
		assert_int_equal(p->style, r->style);
		for (uint32_t num = 0; num < r->size; num++) {
			const struct tr_pdf_obj *a, *b;
			assert_ok(tr_pdf_get(pdf, rev, num, &a, &err), &err);
			assert_ok(tr_pdf_get(prefix, rev, num, &b, &err), &err);
			assert_true(tr_pdf_equal(a, b));
		}
		assert_int_equal(tr_pdf_revision_ending_at(pdf, r->end), rev);
		assert_int_equal(tr_pdf_revision_ending_at(pdf, r->end - 1), rev);
		assert_int_equal(tr_pdf_revision_ending_at(pdf, r->end - 2), SIZE_MAX);
		tr_pdf_close(prefix);
	}
	tr_pdf_close(pdf);
}

static int64_t
integer(struct tr_pdf *pdf, size_t rev, uint32_t num)
{
	const struct tr_pdf_obj *o;
	assert_ok(tr_pdf_get(pdf, rev, num, &o, &err), &err);
	return o->type == TR_PDF_INT ? o->u.integer : -1;
}

static void
assert_change(const struct tr_pdf_change *c, uint32_t num, enum tr_pdf_act act)
{
	assert_int_equal(c->num, num);
	assert_int_equal(c->act, act);
}

/* ---- tables ---- */
static void
test_one_table(void **state)
{
	struct make m;
	(void)state;
	make_minimal(&m);
	struct tr_pdf *pdf = opened(&m);
	const struct tr_pdf_revision *r = tr_pdf_revision_at(pdf, 0);
	const struct tr_pdf_change *c;
	const struct tr_pdf_leniency *l;
	size_t n;
	assert_int_equal(tr_pdf_revision_count(pdf), 1);
	assert_int_equal(tr_pdf_newest(pdf), 0);
	assert_int_equal(r->start, 0);
	assert_int_equal(r->end, m.b.n);
	assert_int_equal(r->startxref, m.xref);
	assert_int_equal(r->style, TR_PDF_XREF_TABLE);
	assert_int_equal(r->size, 4);
	assert_false(tr_pdf_is_encrypted(pdf) || tr_pdf_is_linearized(pdf));
	assert_int_equal(tr_pdf_version(pdf, 0), 17);
	assert_int_equal(tr_pdf_leniencies(pdf, &l), 0);
	assert_ok(tr_pdf_changes(pdf, 0, &c, &n, &err), &err);
	assert_int_equal(n, 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_change(&c[i], i + 1, TR_PDF_BORN);
	assert_null(tr_pdf_revision_at(pdf, 1));
	assert_int_equal(tr_pdf_bytes(pdf).n, m.b.n);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

static void
make_three(struct make *m)
{
	make_begin(m);
	make_document(m);
	make_object(m, 4, "40");
	make_object(m, 5, "50");
	make_table(m, "");
	make_object(m, 4, "41");
	make_object(m, 6, "61");
	make_table(m, "");
	make_object(m, 4, "42");
	uint64_t at = m->b.n;
	make_text(m, "xref\n0 1\n0000000005 65535 f \n4 2\n%010llu 00000 n \n0000000000 00001 f \n",
			(unsigned long long)m->at[4]);
	make_text(m, "trailer\n<</Size 7/Root 1 0 R/Prev %llu>>\n", (unsigned long long)m->xref);
	make_startxref(m, at);
}

static void
test_three_tables(void **state)
{
	struct make m;
	const struct tr_pdf_change *c;
	struct tr_pdf_change last;
	size_t n, where;
	bool found;
	(void)state;
	make_three(&m);
	struct tr_pdf *pdf = opened(&m);
	assert_int_equal(tr_pdf_revision_count(pdf), 3);
	for (size_t rev = 0; rev < 3; rev++)
		assert_int_equal(integer(pdf, rev, 4), 40 + (int64_t)rev);
	assert_int_equal(integer(pdf, 1, 5), 50);
	assert_int_equal(integer(pdf, 2, 5), -1);
	assert_int_equal(integer(pdf, 0, 6), -1);
	assert_int_equal(integer(pdf, 2, 6), 61);
	assert_ok(tr_pdf_changes(pdf, 1, &c, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_change(&c[0], 4, TR_PDF_CHANGED);
	assert_change(&c[1], 6, TR_PDF_BORN);
	assert_ok(tr_pdf_changes(pdf, 2, &c, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_change(&c[0], 4, TR_PDF_CHANGED);
	assert_change(&c[1], 5, TR_PDF_FREED);
	assert_ok(tr_pdf_last_change(pdf, 2, 6, &last, &where, &found, &err), &err);
	assert_true(found && where == 1 && last.act == TR_PDF_BORN);
	assert_ok(tr_pdf_last_change(pdf, 0, 6, &last, &where, &found, &err), &err);
	assert_false(found);
	assert_ok(tr_pdf_last_change(pdf, 2, 5, &last, &where, &found, &err), &err);
	assert_true(found && where == 2 && last.act == TR_PDF_FREED);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

/* A reference to another generation is a reference to nothing (§7.3.10). */
static void
test_generations(void **state)
{
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	make_three(&m);
	struct tr_pdf *pdf = opened(&m);
	struct tr_pdf_obj ref = {.type = TR_PDF_REF, .u.ref = {4, 1}};
	assert_ok(tr_pdf_resolve(pdf, 2, &ref, &o, &err), &err);
	assert_ptr_equal(o, &tr_pdf_null);
	ref.u.ref.gen = 0;
	assert_ok(tr_pdf_resolve(pdf, 2, &ref, &o, &err), &err);
	assert_int_equal(o->u.integer, 42);
	tr_pdf_close(pdf);
	make_free(&m);
}

/* An update that repeats an entry changes nothing. */
static void
test_repeated_entry(void **state)
{
	const struct tr_pdf_change *c;
	struct make m;
	size_t n;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_object(&m, 4, "40");
	uint64_t four = m.at[4];
	make_table(&m, "");
	make_object(&m, 5, "50");
	m.at[4] = four;
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_changes(pdf, 1, &c, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_change(&c[0], 5, TR_PDF_BORN);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

/* ---- streams ---- */
static void
make_streams(struct make *m)
{
	static const char packed[] = "4 0 5 3 40 (fifty)";
	make_begin(m);
	make_document(m);
	make_stream(m, 6, "/Type/ObjStm/N 2/First 8", packed, sizeof(packed) - 1);
	m->size = 8;
	uint64_t at = m->b.n;
	static uint8_t rows[7 * 4];
	for (uint32_t i = 1; i < 8; i++) {
		uint64_t where = i == 7 ? at : m->at[i];
		uint8_t row[4] = {1, (uint8_t)(where >> 8), (uint8_t)where, 0};
		uint8_t inside[4] = {2, 0, 6, (uint8_t)(i - 4)};
		memcpy(rows + 4 * (i - 1), i == 4 || i == 5 ? inside : row, 4);
	}
	make_stream(m, 7, "/Type/XRef/W[1 2 1]/Index[1 7]/Size 8/Root 1 0 R", rows, sizeof(rows));
	make_startxref(m, at);
}

static void
test_streams(void **state)
{
	const struct tr_pdf_change *c;
	const struct tr_pdf_obj *o;
	struct make m;
	size_t n;
	(void)state;
	make_streams(&m);
	make_object(&m, 4, "41");
	make_xref_stream(&m, 8, "");
	struct tr_pdf *pdf = opened(&m);
	assert_int_equal(tr_pdf_revision_count(pdf), 2);
	assert_int_equal(tr_pdf_revision_at(pdf, 0)->style, TR_PDF_XREF_STREAM);
	assert_int_equal(integer(pdf, 0, 4), 40);
	assert_int_equal(integer(pdf, 1, 4), 41);
	assert_ok(tr_pdf_get(pdf, 1, 5, &o, &err), &err);
	assert_true(tr_pdf_is(o, TR_PDF_STRING) && tr_bytes_are(o->u.string, "fifty"));
	assert_int_equal(o->in_stream, 6);
	assert_ok(tr_pdf_changes(pdf, 0, &c, &n, &err), &err);
	assert_int_equal(c[3].in_stream, 6);
	assert_int_equal(c[4].at, 1);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

/* An object stream that a later revision replaces would give its objects two readings. */
static void
test_object_stream_replaced(void **state)
{
	static const char packed[] = "4 0 5 3 99 (other)";
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	make_streams(&m);
	make_stream(&m, 6, "/Type/ObjStm/N 2/First 8", packed, sizeof(packed) - 1);
	make_xref_stream(&m, 8, "");
	struct tr_pdf *pdf = opened(&m);
	assert_int_equal(integer(pdf, 0, 4), 40);
	assert_refused(tr_pdf_get(pdf, 1, 4, &o, &err), "pdf.object-replaced");
	tr_pdf_close(pdf);
	make_free(&m);
}

/* The same for the object that says a stream's length; the same number again is harmless. */
static void
test_length_replaced(void **state)
{
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	for (int longer = 0; longer < 2; longer++) {
		make_begin(&m);
		make_document(&m);
		make_object(&m, 4, "<</Length 5 0 R>>\nstream\nabc\nendstream");
		make_object(&m, 5, "3");
		make_table(&m, "");
		make_object(&m, 5, "%d", 3 + longer);
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
		assert_int_equal(o->u.stream.data_length, 3);
		trien_rc rc = tr_pdf_get(pdf, 1, 4, &o, &err);
		assert_string_equal(trien_err_id(rc), longer ? "pdf.object-replaced" : "ok");
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* ---- hybrid and linearized ---- */
static void
test_hybrid(void **state)
{
	static const char packed[] = "4 0 40";
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_stream(&m, 5, "/Type/ObjStm/N 1/First 4", packed, sizeof(packed) - 1);
	uint64_t stream = m.b.n;
	make_stream(&m, 6, "/Type/XRef/W[1 1 1]/Index[4 1]/Size 7/Root 1 0 R", "\2\5\0", 3);
	char extra[64];
	snprintf(extra, sizeof(extra), "/XRefStm %llu", (unsigned long long)stream);
	make_table(&m, extra);
	struct tr_pdf *pdf = opened(&m);
	assert_int_equal(tr_pdf_revision_at(pdf, 0)->style, TR_PDF_XREF_HYBRID);
	assert_int_equal(tr_pdf_revision_count(pdf), 1);
	assert_int_equal(integer(pdf, 0, 4), 40);
	tr_pdf_close(pdf);
	/* A later table hides the object again. */
	make_object(&m, 4, "41");
	make_table(&m, "");
	pdf = opened(&m);
	assert_int_equal(integer(pdf, 0, 4), 40);
	assert_int_equal(integer(pdf, 1, 4), 41);
	assert_int_equal(tr_pdf_revision_at(pdf, 1)->style, TR_PDF_XREF_TABLE);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

/* Annex F: the section at the head is the newest one and leads to the main one behind it. */
static void
make_linearized(struct make *m, bool own_startxref)
{
	char number[16];
	make_begin(m);
	make_object(m, 4, "40");
	/* By custom it says 0; some writers let it lead to the section before it. */
	unsigned long long own = own_startxref ? m->b.n : 0;
	uint64_t head = m->b.n, four = m->at[4];
	make_text(m, "xref\n4 1\n%010llu 00000 n \ntrailer\n", (unsigned long long)four);
	make_text(m, "<</Size 5/Root 1 0 R/Prev 0000000000>>\nstartxref\n%llu\n%%%%EOF\n", own);
	m->at[4] = 0;
	make_document(m);
	uint64_t main_section = m->b.n;
	make_text(m, "xref\n0 4\n0000000000 65535 f \n");
	for (uint32_t i = 1; i < 4; i++)
		make_text(m, "%010llu 00000 n \n", (unsigned long long)m->at[i]);
	make_text(m, "trailer\n<</Size 4>>\n");
	make_startxref(m, head);
	snprintf(number, sizeof(number), "%010llu", (unsigned long long)main_section);
	make_replace(m, "/Prev 0000000000",
			(char[]){'/', 'P', 'r', 'e', 'v', ' ', number[0], number[1], number[2],
			number[3], number[4], number[5], number[6], number[7], number[8], number[9], 0});
}

static void
test_linearized(void **state)
{
	(void)state;
	for (int own = 0; own < 2; own++) {
		struct make m;
		make_linearized(&m, own != 0);
		struct tr_pdf *pdf = opened(&m);
		assert_true(tr_pdf_is_linearized(pdf));
		assert_int_equal(tr_pdf_revision_count(pdf), 1);
		assert_int_equal(tr_pdf_revision_at(pdf, 0)->end, m.b.n);
		assert_int_equal(tr_pdf_revision_at(pdf, 0)->startxref, m.xref);
		assert_int_equal(integer(pdf, 0, 4), 40);
		tr_pdf_close(pdf);
		make_object(&m, 4, "41");
		make_table(&m, "");
		pdf = opened(&m);
		assert_int_equal(tr_pdf_revision_count(pdf), 2);
		assert_int_equal(integer(pdf, 0, 4), 40);
		assert_int_equal(integer(pdf, 1, 4), 41);
		tr_pdf_close(pdf);
		check_prefixes(&m);
		make_free(&m);
	}
}

/* A cross-reference stream without /Length ends before its startxref, whatever is appended later. */
static void
test_stream_without_length(void **state)
{
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_object(&m, 4, "40");
	make_xref_stream(&m, 5, "");
	make_replace(&m, "/Length", "/Langth");
	check_prefixes(&m);
	make_object(&m, 4, "41");
	make_xref_stream(&m, 6, "");
	struct tr_pdf *pdf = opened(&m);
	assert_int_equal(tr_pdf_revision_count(pdf), 2);
	assert_int_equal(integer(pdf, 0, 4), 40);
	assert_int_equal(integer(pdf, 1, 4), 41);
	tr_pdf_close(pdf);
	check_prefixes(&m);
	make_free(&m);
}

/* The end of a revision: any one EOL behind %%EOF belongs to it. */
static void
test_ends(void **state)
{
	static const char *const ends[] = {"", "\n", "\r", "\r\n"};
	struct make m;
	(void)state;
	for (size_t i = 0; i < 4; i++) {
		make_minimal(&m);
		m.b.n--;
		uint64_t eof = m.b.n;
		make_text(&m, "%s", ends[i]);
		struct tr_pdf *pdf = opened(&m);
		assert_int_equal(tr_pdf_revision_at(pdf, 0)->end, eof + strlen(ends[i]));
		assert_int_equal(tr_pdf_revision_ending_at(pdf, eof), 0);
		assert_int_equal(tr_pdf_revision_ending_at(pdf, m.b.n), 0);
		assert_int_equal(tr_pdf_revision_ending_at(pdf, eof - 1), SIZE_MAX);
		assert_int_equal(tr_pdf_revision_ending_at(pdf, m.b.n + 1), SIZE_MAX);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* An object must lie in the revision that names it, or the prefix would not have it. */
static void
test_outside(void **state)
{
	const struct tr_pdf_obj *o;
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	m.at[4] = 1;
	m.size = 5;
	make_table(&m, "");
	uint64_t later = m.b.n;
	make_object(&m, 4, "44");
	make_object(&m, 5, "55");
	m.at[4] = 0;
	make_table(&m, "");
	char number[16];
	snprintf(number, sizeof(number), "%010llu", (unsigned long long)later);
	make_replace(&m, "0000000001", number);
	struct tr_pdf *pdf = opened(&m);
	assert_refused(tr_pdf_get(pdf, 0, 4, &o, &err), "pdf.object-outside-revision");
	assert_refused(tr_pdf_get(pdf, 1, 4, &o, &err), "pdf.object-outside-revision");
	tr_pdf_close(pdf);
	make_free(&m);
}

/* ---- many revisions ---- */
static trien_rc
with_revisions(size_t count, struct make *m, struct tr_pdf **pdf)
{
	make_minimal(m);
	for (size_t i = 1; i < count; i++) {
		make_object(m, 4, "%zu", i);
		make_table(m, "");
	}
	return tr_pdf_open(make_view(m), NULL, pdf, &err);
}

static void
test_revision_cap(void **state)
{
	struct tr_pdf *pdf;
	struct make m;
	(void)state;
	assert_ok(with_revisions(TR_PDF_REVISIONS_MAX, &m, &pdf), &err);
	assert_int_equal(tr_pdf_revision_count(pdf), TR_PDF_REVISIONS_MAX);
	assert_int_equal(integer(pdf, TR_PDF_REVISIONS_MAX - 1, 4), TR_PDF_REVISIONS_MAX - 1);
	assert_int_equal(integer(pdf, 7, 4), 7);
	tr_pdf_close(pdf);
	make_free(&m);
	assert_refused(with_revisions(TR_PDF_REVISIONS_MAX + 1, &m, &pdf), "pdf.revisions-limit");
	make_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_table),
		cmocka_unit_test(test_three_tables),
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_repeated_entry),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_object_stream_replaced),
		cmocka_unit_test(test_length_replaced),
		cmocka_unit_test(test_hybrid),
		cmocka_unit_test(test_linearized),
		cmocka_unit_test(test_stream_without_length),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_revision_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
