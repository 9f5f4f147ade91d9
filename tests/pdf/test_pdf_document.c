/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Catalog, pages and fields: ISO 32000-2 §7.7 and §12.7. */
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

/* ---- catalog ---- */
static void
refused_catalog(const char *root, const char *catalog)
{
	const struct tr_pdf_obj *o;
	struct make m;

	make_begin(&m);
	m.root = root;
	make_object(&m, 1, "%s", catalog);
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_refused(tr_pdf_catalog(pdf, 0, &o, NULL, &err), "pdf.catalog");
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_catalog(void **state)
{
	(void)state;
	refused_catalog("null", "<<>>");
	refused_catalog("<</Type/Catalog>>", "<<>>");
	refused_catalog("7 0 R", "<<>>");
	refused_catalog("1 0 R", "[1]");
	refused_catalog("1 1 R", "<<>>");
}

static void
test_version(void **state)
{
	static const struct {
		const char *name;
		int want;
	} cases[] = {{"/2.0", 20}, {"/1.4", 17}, {"/1.x", 17}, {"7", 17}, {"/1.10", 17}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct make m;
		make_begin(&m);
		make_object(&m, 1, "<</Version %s>>", cases[i].name);
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		assert_int_equal(tr_pdf_version(pdf, 0), cases[i].want);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* ---- pages ---- */
static void
test_pages(void **state)
{
	const struct tr_pdf_obj *page, *value;
	struct tr_pdf_ref ref;
	struct make m;
	size_t n;
	(void)state;
	make_begin(&m);
	make_object(&m, 1, "<</Pages 2 0 R>>");
	make_object(&m, 2, "<</Kids[3 0 R 4 0 R<</Direct true>>]/Count 77/Rotate 90>>");
	make_object(&m, 3, "<</Kids[5 0 R 6 0 R]/Parent 2 0 R/MediaBox[0 0 1 1]>>");
	make_object(&m, 4, "<</Type/Page/Parent 2 0 R>>");
	make_object(&m, 5, "<</Type/Page/Parent 3 0 R>>");
	make_object(&m, 6, "<</Type/Page/Parent 3 0 R/Rotate 0>>");
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	static const uint32_t order[] = {5, 6, 4, 0};
	for (size_t i = 0; i < 4; i++) {
		assert_ok(tr_pdf_page(pdf, 0, i, &page, &ref, &err), &err);
		assert_int_equal(ref.num, order[i]);
		assert_int_equal(page->type, TR_PDF_DICT);
	}
	assert_ok(tr_pdf_page_count(pdf, 0, &n, &err), &err);
	assert_int_equal(n, 4);
	assert_refused(tr_pdf_page(pdf, 0, 4, &page, NULL, &err), "pdf.page-not-found");
	assert_ok(tr_pdf_page(pdf, 0, 0, &page, NULL, &err), &err);
	assert_ok(tr_pdf_page_inherited(pdf, 0, page, "Rotate", &value, &err), &err);
	assert_int_equal(value->u.integer, 90);
	assert_ok(tr_pdf_page_inherited(pdf, 0, page, "MediaBox", &value, &err), &err);
	assert_int_equal(value->u.array.count, 4);
	assert_ok(tr_pdf_page_inherited(pdf, 0, page, "CropBox", &value, &err), &err);
	assert_int_equal(value->type, TR_PDF_NULL);
	assert_ok(tr_pdf_page(pdf, 0, 1, &page, NULL, &err), &err);
	assert_ok(tr_pdf_page_inherited(pdf, 0, page, "Rotate", &value, &err), &err);
	assert_int_equal(value->u.integer, 0);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
refused_pages(const char *pages, const char *other, const char *id)
{
	const struct tr_pdf_obj *o;
	struct make m;
	size_t n;

	make_begin(&m);
	make_object(&m, 1, "<</Pages 2 0 R>>");
	make_object(&m, 2, "%s", pages);
	make_object(&m, 3, "%s", other);
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_refused(tr_pdf_page(pdf, 0, 0, &o, NULL, &err), id);
	assert_refused(tr_pdf_page(pdf, 0, 1, &o, NULL, &err), id);
	if (strcmp(id, "pdf.page-not-found") != 0)
		assert_refused(tr_pdf_page_count(pdf, 0, &n, &err), id);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_damaged_pages(void **state)
{
	(void)state;
	refused_pages("<</Kids[3 0 R]>>", "<</Kids[2 0 R]>>", "pdf.page-tree-loop");
	refused_pages("<</Kids[2 0 R]>>", "<<>>", "pdf.page-tree-loop");
	refused_pages("<</Kids 7>>", "<<>>", "pdf.page-tree");
	refused_pages("<</Kids[3 0 R]>>", "[]", "pdf.page-tree");
	refused_pages("<</Kids[9 0 R]>>", "<<>>", "pdf.page-tree");
	refused_pages("(text)", "<<>>", "pdf.page-tree");
	refused_pages("<</Kids[]>>", "<<>>", "pdf.page-not-found");
}

/* A chain of nodes, as deep as allowed and one deeper; the same for /Parent. */
static void
test_page_tree_depth(void **state)
{
	const struct tr_pdf_obj *page, *o;
	(void)state;
	for (unsigned past = 0; past < 2; past++) {
		struct make m;
		struct tr_buf text = {0};
		make_begin(&m);
		make_object(&m, 1, "<</Pages 2 0 R>>");
		/* Direct nodes in each other; the last is the page. Two brackets a level. */
		unsigned levels = 40;
		for (unsigned i = 0; i < levels; i++)
			assert_ok(tr_buf_addf(&text, &err, "<</Kids["), &err);
		assert_ok(tr_buf_addf(&text, &err, "3 0 R"), &err);
		for (unsigned i = 0; i < levels; i++)
			assert_ok(tr_buf_addf(&text, &err, "]>>"), &err);
		make_object(&m, 2, "%.*s", (int)text.n, (const char *)text.p);
		/* Level 41 on: objects, one a level. */
		uint32_t num = 3;
		for (; num < 3 + TR_PDF_TREE_DEPTH_MAX - levels - 1 + past; num++)
			make_object(&m, num, "<</Kids[%u 0 R]>>", num + 1);
		make_object(&m, num, "<</Type/Page/Parent %u 0 R>>", num);
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		trien_rc rc = tr_pdf_page(pdf, 0, 0, &page, NULL, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.tree-depth-limit" : "ok");
		if (!past)
			assert_refused(tr_pdf_page_inherited(pdf, 0, page, "Rotate", &o, &err),
					"pdf.tree-depth-limit");
		tr_pdf_close(pdf);
		tr_buf_free(&text);
		make_free(&m);
	}
}

static void
test_page_cap(void **state)
{
	(void)state;
	for (unsigned past = 0; past < 2; past++) {
		TR_AUTO_BUF kids = {0};
		struct make m;
		size_t n;
		make_begin(&m);
		make_object(&m, 1, "<</Pages 2 0 R>>");
		for (unsigned i = 0; i < TR_PDF_PAGES_MAX + past; i++)
			assert_ok(tr_buf_addf(&kids, &err, "3 0 R "), &err);
		make_object(&m, 2, "<</Kids[%.*s]>>", (int)kids.n, (const char *)kids.p);
		make_object(&m, 3, "<<>>");
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		trien_rc rc = tr_pdf_page_count(pdf, 0, &n, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.pages-limit" : "ok");
		assert_true(past || n == TR_PDF_PAGES_MAX);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

/* Nodes that branch and hold no page: the walk ends all the same. */
static void
test_page_tree_of_nothing(void **state)
{
	struct make m;
	size_t n;
	(void)state;
	make_begin(&m);
	make_object(&m, 1, "<</Pages 2 0 R>>");
	for (uint32_t i = 2; i < 40; i++)
		make_object(&m, i, "<</Kids[%u 0 R %u 0 R]>>", i + 1, i + 1);
	make_object(&m, 40, "<</Kids[]>>");
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_refused(tr_pdf_page_count(pdf, 0, &n, &err), "pdf.pages-limit");
	tr_pdf_close(pdf);
	make_free(&m);
}

/* ---- fields ---- */
static void
make_form(struct make *m, const char *fields)
{
	make_begin(m);
	make_object(m, 1, "<</Pages 2 0 R/AcroForm<</Fields %s>>>>", fields);
	make_object(m, 2, "<</Kids[3 0 R]>>");
}

static void
assert_field(const struct tr_pdf_field *f, const char *name, const char *type, uint32_t num)
{
	assert_true(tr_bytes_are(f->name, name));
	assert_true(tr_bytes_are(f->type, type));
	assert_int_equal(f->ref.num, num);
}

static void
test_fields(void **state)
{
	const struct tr_pdf_field *f;
	struct make m;
	size_t n;
	(void)state;
	make_form(&m, "[4 0 R 5 0 R 4 0 R null 99 0 R<</T(direct)/FT/Tx>>]");
	make_object(&m, 3, "<</Annots[6 0 R 10 0 R 11 0 R 12 0 R 14 0 R null]>>");
	make_object(&m, 4, "<</T(form)/FT/Tx/V(up)/Kids[6 0 R 7 0 R]>>");
	make_object(&m, 5, "<</T<FEFF004E0067006D00E0>/FT/Sig/V 9 0 R/Kids[8 0 R]>>");
	make_object(&m, 6, "<</T(a)/Parent 4 0 R/Subtype/Widget>>");
	make_object(&m, 7, "<</T(b)/V(own)/FT/Ch/Parent 4 0 R>>");
	make_object(&m, 8, "<</Subtype/Widget/Parent 5 0 R>>");
	make_object(&m, 9, "<</Type/Sig>>");
	make_object(&m, 10, "<</Subtype/Widget/FT/Sig/T(lone)/V 9 0 R>>");
	make_object(&m, 11, "<</Subtype/Link>>");
	make_object(&m, 12, "<</Subtype/Widget/Parent 13 0 R>>");
	make_object(&m, 13, "<</T(parent)/FT/Sig/Kids[12 0 R]>>");
	make_object(&m, 14, "<</Subtype/Widget/FT/Tx/T(no signature)>>");
	make_table(&m, "");
	struct tr_pdf *pdf = opened(&m);
	assert_ok(tr_pdf_fields(pdf, 0, &f, &n, &err), &err);
	assert_int_equal(n, 6);
	assert_field(&f[0], "form.a", "Tx", 6);
	assert_true(tr_bytes_are(f[0].value->u.string, "up"));
	assert_int_equal(f[0].value_ref.num, 0);
	assert_field(&f[1], "form.b", "Ch", 7);
	assert_true(tr_bytes_are(f[1].value->u.string, "own"));
	assert_field(&f[2], "Ng\x6d\xc3\xa0", "Sig", 5);
	assert_int_equal(f[2].value_ref.num, 9);
	assert_field(&f[3], "direct", "Tx", 0);
	assert_int_equal(f[3].value->type, TR_PDF_NULL);
	assert_field(&f[4], "lone", "Sig", 10);
	assert_field(&f[5], "parent", "Sig", 13);
	tr_pdf_close(pdf);
	make_free(&m);
}

static void
test_damaged_fields(void **state)
{
	static const struct {
		const char *fields, *object, *id;
	} cases[] = {
		{"7", "<<>>", "pdf.form"},
		{"[4 0 R]", "[]", "pdf.form"},
		{"[4 0 R]", "<</T(a)/Kids[4 0 R]>>", "ok"},
		{"[4 0 R]", "<</T 4 0 R>>", "ok"},
		{"[<</T 5 0 R>>]", "<<>>", "pdf.reference-loop"},
	};
	const struct tr_pdf_field *f;
	size_t n;
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct make m;
		make_form(&m, cases[i].fields);
		make_object(&m, 3, "<<>>");
		make_object(&m, 4, "%s", cases[i].object);
		make_object(&m, 5, "5 0 R");
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		trien_rc rc = tr_pdf_fields(pdf, 0, &f, &n, &err);
		assert_string_equal(trien_err_id(rc), cases[i].id);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

static void
test_field_cap(void **state)
{
	const struct tr_pdf_field *f;
	size_t n;
	(void)state;
	for (unsigned past = 0; past < 2; past++) {
		TR_AUTO_BUF list = {0};
		struct make m;
		for (unsigned i = 0; i < TR_PDF_FIELDS_MAX + past; i++)
			assert_ok(tr_buf_addf(&list, &err, "<<>>"), &err);
		assert_ok(tr_buf_add_byte(&list, 0, &err), &err);
		make_begin(&m);
		make_object(&m, 1, "<</Pages 2 0 R/AcroForm<</Fields[%s]>>>>", (const char *)list.p);
		make_object(&m, 2, "<</Kids[3 0 R]>>");
		make_object(&m, 3, "<<>>");
		make_table(&m, "");
		struct tr_pdf *pdf = opened(&m);
		trien_rc rc = tr_pdf_fields(pdf, 0, &f, &n, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.fields-limit" : "ok");
		assert_true(past || n == TR_PDF_FIELDS_MAX);
		tr_pdf_close(pdf);
		make_free(&m);
	}
}

static void
test_field_depth(void **state)
{
	const struct tr_pdf_field *f;
	size_t n;
	(void)state;
	/* Kids of kids, one object a level, in a file of its own numbering. */
	for (unsigned past = 0; past < 2; past++) {
		TR_AUTO_BUF b = {0};
		uint64_t at[TR_PDF_TREE_DEPTH_MAX + 8] = {0};
		uint32_t last = 3 + TR_PDF_TREE_DEPTH_MAX + past;
		assert_ok(tr_buf_addf(&b, &err, "%%PDF-1.7\n"), &err);
		for (uint32_t i = 1; i <= last; i++) {
			at[i] = b.n;
			assert_ok(tr_buf_addf(&b, &err, "%u 0 obj\n", i), &err);
			if (i == 1)
				assert_ok(tr_buf_addf(&b, &err,
						"<</Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"), &err);
			else if (i == 2)
				assert_ok(tr_buf_addf(&b, &err, "<</Kids[3 0 R]>>"), &err);
			else if (i == 3)
				assert_ok(tr_buf_addf(&b, &err, "<<>>"), &err);
			else if (i < last)
				assert_ok(tr_buf_addf(&b, &err, "<</T(k)/Kids[%u 0 R]>>", i + 1), &err);
			else
				assert_ok(tr_buf_addf(&b, &err, "<</T(k)>>"), &err);
			assert_ok(tr_buf_addf(&b, &err, "\nendobj\n"), &err);
		}
		size_t xref = b.n;
		assert_ok(tr_buf_addf(&b, &err, "xref\n0 %u\n0000000000 65535 f \n", last + 1), &err);
		for (uint32_t i = 1; i <= last; i++)
			assert_ok(tr_buf_addf(&b, &err, "%010zu 00000 n \n", (size_t)at[i]), &err);
		assert_ok(tr_buf_addf(&b, &err, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
				last + 1, xref), &err);
		struct tr_pdf *pdf;
		assert_ok(tr_pdf_open(tr_buf_view(&b), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_fields(pdf, 0, &f, &n, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.tree-depth-limit" : "ok");
		tr_pdf_close(pdf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_catalog),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_damaged_pages),
		cmocka_unit_test(test_page_tree_depth),
		cmocka_unit_test(test_page_cap),
		cmocka_unit_test(test_page_tree_of_nothing),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_damaged_fields),
		cmocka_unit_test(test_field_cap),
		cmocka_unit_test(test_field_depth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
