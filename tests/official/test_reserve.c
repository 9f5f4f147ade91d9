/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is reserved stands where the plan says, with the locks that the order of signers asks for; and what may not be
 * reserved is refused.
 * Requirement: R9.2 R9.3
 */
#include "official/reserving.h"

#include <math.h>

#include "base/memory.h"

/* ---- what is there ---- */

static void
every_field_exists_before_the_first_signature(void **state)
{
	static const char *const names[] = {"trien.number", "trien.day", "trien.month", "trien.year", "trien.sign.1",
		"trien.sign.2", "trien.seal"};
	const struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	assert_int_equal(r.field_count, 7);
	for (size_t i = 0; i < 7; i++) {
		assert_true(tr_bytes_are(r.fields[i].name, names[i]));
		assert_true(tr_bytes_are(r.fields[i].type, i < 4 ? "Tx" : "Sig"));
		if (i < 4)
			assert_text(r.fields[i].value, "()");
		else
			assert_int_equal(r.fields[i].value->type, TR_PDF_NULL);
	}
	const struct tr_pdf_obj *number = field_of(&r, "trien.number")->dict;
	assert_int_equal(value_of(&r, number, "Kids")->u.array.count, 2);
	assert_text(value_of(&r, number, "Ff"), "1");
	assert_text(value_of(&r, kid_of(&r, number, 0), "DA"), "(/Trien1 13 Tf 0 g)");
	assert_text(value_of(&r, kid_of(&r, number, 0), "Q"), "1");
	assert_text(value_of(&r, kid_of(&r, number, 1), "Q"), "0");
	assert_text(value_of(&r, kid_of(&r, field_of(&r, "trien.day")->dict, 0), "DA"), "(/Trien3 13 Tf 0 g)");
	reserved_free(&r);
}

static void
who_signs_leaves_free_exactly_what_comes_after(void **state)
{
	static const struct {
		const char *field, *lock;
	} locks[] = {
		{"trien.sign.1", "<</Type/SigFieldLock/Action/Exclude/P 2/Fields[(trien.number)(trien.day)(trien.month)(trien.year)"
				 "(trien.sign.2)(trien.seal)]>>"},
		{"trien.sign.2", "<</Type/SigFieldLock/Action/Exclude/P 2/Fields[(trien.number)(trien.day)(trien.month)(trien.year)"
				 "(trien.seal)]>>"},
		{"trien.seal", "<</Type/SigFieldLock/Action/All/P 2>>"},
	};
	struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	for (size_t i = 0; i < 3; i++) {
		const struct tr_pdf_obj *field = field_of(&r, locks[i].field)->dict;
		/* Table 235: "shall be an indirect reference". */
		assert_int_equal(tr_pdf_dict_find(field, "Lock")->type, TR_PDF_REF);
		assert_text(value_of(&r, field, "Lock"), locks[i].lock);
	}
	reserved_free(&r);

	/* Procedure 4: persons alone, and no text. */
	plan.spot_count = 0;
	plan.signer_count = 2;
	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	assert_int_equal(r.field_count, 2);
	assert_text(value_of(&r, field_of(&r, "trien.sign.1")->dict, "Lock"),
			"<</Type/SigFieldLock/Action/Exclude/P 2/Fields[(trien.sign.2)]>>");
	assert_text(value_of(&r, field_of(&r, "trien.sign.2")->dict, "Lock"), "<</Type/SigFieldLock/Action/All/P 2>>");
	reserved_free(&r);
}

static void
the_form_is_complete_and_what_was_there_is_kept(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	const struct tr_pdf_obj *form;
	struct tr_pdf_ref ref;
	struct trien_err err = {0};
	(void)state;

	begin(&r.base, "/AcroForm 4 0 R", "/Annots 6 0 R");
	build_object(&r.base, 4, "<</Fields 5 0 R/SigFlags 1/DA(x)/DR<</Font 7 0 R/XObject<<>>>>>>");
	build_object(&r.base, 5, "[8 0 R]");
	build_object(&r.base, 6, "[8 0 R]");
	build_object(&r.base, 7, "<</Trien1 9 0 R/Helv 9 0 R>>");
	build_object(&r.base, 8, "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/Rect[0 0 9 9]>>");
	build_object(&r.base, 9, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	finish(&r.base);
	reserve(&r, &plan);
	assert_int_equal(r.field_count, 8);
	assert_ok(tr_pdf_catalog(r.pdf, 1, &form, &ref, &err), &err);
	form = value_of(&r, form, "AcroForm");
	assert_text(value_of(&r, form, "SigFlags"), "3");
	assert_text(value_of(&r, form, "DA"), "(x)");
	const struct tr_pdf_obj *fonts = value_of(&r, value_of(&r, form, "DR"), "Font");
	/* Its own font keeps its name. */
	assert_text(tr_pdf_dict_find(fonts, "Trien1"), "9 0 R");
	assert_text(tr_pdf_dict_find(fonts, "Helv"), "9 0 R");
	assert_int_equal(fonts->u.dict.count, 4);
	assert_text(value_of(&r, kid_of(&r, field_of(&r, "trien.number")->dict, 0), "DA"), "(/Trien2 13 Tf 0 g)");
	/* The page's list is an object of its own: it alone is written anew. */
	struct tr_pdf_change change;
	size_t in;
	bool found;
	assert_ok(tr_pdf_last_change(r.pdf, 1, 3, &change, &in, &found, &err), &err);
	assert_int_equal(in, 0);
	assert_ok(tr_pdf_last_change(r.pdf, 1, 6, &change, &in, &found, &err), &err);
	assert_int_equal(in, 1);
	reserved_free(&r);
}

/* ---- where it is ---- */

static double
side(const struct tr_pdf_obj *array, size_t i)
{
	double v = NAN;
	assert_true(i < array->u.array.count);
	assert_true(tr_pdf_number(array->u.array.items[i], &v));
	return v;
}

/* ISO 32000-2 §12.5.5: the box around BBox under Matrix is as large as Rect: nothing is scaled. */
static void
assert_true_size(const struct reserved *r, const struct tr_pdf_obj *widget)
{
	const struct tr_pdf_obj *look = value_of(r, value_of(r, widget, "AP"), "N"), *rect = value_of(r, widget, "Rect"),
				*bbox = value_of(r, look, "BBox"), *m = value_of(r, look, "Matrix");
	const bool turned = m->type == TR_PDF_ARRAY;
	const double a = turned ? side(m, 0) : 1, b = turned ? side(m, 1) : 0, c = turned ? side(m, 2) : 0,
		     d = turned ? side(m, 3) : 1;

	assert_true(fabs(fabs(a) * side(bbox, 2) + fabs(c) * side(bbox, 3) - (side(rect, 2) - side(rect, 0))) < 0.01);
	assert_true(fabs(fabs(b) * side(bbox, 2) + fabs(d) * side(bbox, 3) - (side(rect, 3) - side(rect, 1))) < 0.01);
}

static void
places_are_right_on_pages_of_every_kind(void **state)
{
	/* The page is 595.28 by 842 units; the signatory's box is 300 400 400 450 as seen. */
	static const struct {
		const char *keys, *rect, *matrix, *turn;
	} pages[] = {
		{"", "[300 392 400 442]", "null", "null"},
		{"/Rotate 90", "[400 300 450 400]", "[0 1 -1 0 0 0]", "<</R 90>>"},
		{"/Rotate 180", "[195.28 400 295.28 450]", "[-1 0 0 -1 0 0]", "<</R 180>>"},
		{"/Rotate 270", "[145.28 442 195.28 542]", "[0 -1 1 0 0 0]", "<</R 270>>"},
		{"/CropBox[20 40 595 800]", "[320 350 420 400]", "null", "null"},
		{"/UserUnit 2", "[150 617 200 642]", "[0.5 0 0 0.5 0 0]", "null"},
		{"/UserUnit 2/Rotate 90", "[200 150 225 200]", "[0 0.5 -0.5 0 0 0]", "<</R 90>>"},
	};
	const struct tr_reserve_plan plan = usual_plan();
	(void)state;

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct reserved r = {0};
		begin(&r.base, "", pages[i].keys);
		finish(&r.base);
		reserve(&r, &plan);
		const struct tr_pdf_obj *w = field_of(&r, "trien.sign.2")->dict;
		assert_text(value_of(&r, w, "Rect"), pages[i].rect);
		assert_text(value_of(&r, value_of(&r, value_of(&r, w, "AP"), "N"), "Matrix"), pages[i].matrix);
		assert_text(value_of(&r, w, "MK"), pages[i].turn);
		assert_true_size(&r, w);
		assert_true_size(&r, kid_of(&r, field_of(&r, "trien.number")->dict, 0));
		reserved_free(&r);
	}
}

/* A viewer that centres the line finds the baseline of the text around it. */
static void
a_text_stands_on_the_baseline_around_it(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	const struct tr_pdf_obj *rect = value_of(&r, kid_of(&r, field_of(&r, "trien.number")->dict, 0), "Rect");
	/* Liberation Serif: 0.891 above, 0.216 below. The baseline is 842 - 100 = 742 up. */
	assert_true(fabs(side(rect, 1) - (742 - 0.216 * 13)) < 0.02);
	assert_true(fabs(side(rect, 3) - (742 + 0.891 * 13)) < 0.02);
	reserved_free(&r);
}

static void
an_unseen_signature_stands_nowhere(void **state)
{
	struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	plan.signers[0].box = (struct tr_box){0, 0, 0, 0};
	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	const struct tr_pdf_obj *w = field_of(&r, "trien.sign.1")->dict;
	assert_text(value_of(&r, w, "Rect"), "[0 0 0 0]");
	assert_int_equal(value_of(&r, w, "AP")->type, TR_PDF_NULL);
	reserved_free(&r);
}

static void
in_a_tagged_document_widgets_are_tagged(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	begin(&r.base, "/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R", "");
	build_object(&r.base, 4, "<</Type/StructTreeRoot/K 5 0 R/ParentTree<</Nums[]>>/ParentTreeNextKey 0>>");
	build_object(&r.base, 5, "<</Type/StructElem/S/Document/P 4 0 R/K[]>>");
	finish(&r.base);
	reserve(&r, &plan);
	assert_text(value_of(&r, kid_of(&r, field_of(&r, "trien.number")->dict, 0), "StructParent"), "0");
	assert_text(value_of(&r, field_of(&r, "trien.seal")->dict, "StructParent"), "7");
	const struct tr_pdf_obj *page;
	struct tr_pdf_ref ref;
	struct trien_err err = {0};
	assert_ok(tr_pdf_page(r.pdf, 1, 0, &page, &ref, &err), &err);
	assert_text(value_of(&r, page, "Tabs"), "/S");
	reserved_free(&r);
}

static void
every_style_of_file_is_extended_in_its_style(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	(void)state;

	begin(&r.base, "", "");
	build_stream(&r.base, 29, "/Size 30/Root 1 0 R");
	build_end(&r.base);
	reserve(&r, &plan);
	assert_int_equal(r.field_count, 7);
	assert_false(build_has(tr_bytes_part(tr_buf_view(&r.whole), r.base.b.n, SIZE_MAX), "\ntrailer"));
	reserved_free(&r);

	/* A hybrid: a table, and a stream beside it (§7.5.8.4). */
	begin(&r.base, "", "");
	build_stream(&r.base, 29, "/Size 30/Root 1 0 R");
	char keys[96];
	snprintf(keys, sizeof(keys), "/Size 30/Root 1 0 R/XRefStm %zu", r.base.xref);
	build_table(&r.base, keys);
	build_end(&r.base);
	reserve(&r, &plan);
	assert_int_equal(r.field_count, 7);
	assert_true(build_has(tr_bytes_part(tr_buf_view(&r.whole), r.base.b.n, SIZE_MAX), "\ntrailer"));
	reserved_free(&r);
}

/* ---- what is refused ---- */

static void
refuse(struct build *f, const struct tr_reserve_plan *plan, const char *id)
{
	struct tr_buf tail = {0};

	finish(f);
	assert_refused(tr_reserve(build_bytes(f), plan, &tail, NULL), id);
	tr_buf_free(&tail);
	build_free(f);
	*f = (struct build){0};
}

static void
files_that_cannot_be_reserved_are_refused(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct build f = {0};
	(void)state;

	begin(&f, "/AcroForm<</Fields[4 0 R]>>", "");
	build_object(&f, 4, "<</FT/Sig/T(a)/V<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>>>");
	refuse(&f, &plan, "official.reserve-signed");
	begin(&f, "/Perms<</DocMDP 4 0 R>>", "");
	build_object(&f, 4, "<</Type/Sig>>");
	refuse(&f, &plan, "official.reserve-signed");
	begin(&f, "/AcroForm<</Fields[]/XFA 4 0 R>>", "");
	build_object(&f, 4, "[(a)]");
	refuse(&f, &plan, "official.reserve-xfa");
	begin(&f, "/AcroForm<</Fields[4 0 R]>>", "");
	build_object(&f, 4, "<</FT/Tx/T(trien)>>");
	refuse(&f, &plan, "official.reserve-taken");
	begin(&f, "", "/Annots 7");
	refuse(&f, &plan, "sign.page");
	begin(&f, "", "");
	build_table(&f, "/Size 30/Root 1 0 R/Encrypt<</Filter/Standard>>");
	build_end(&f);
	struct tr_buf tail = {0};
	assert_refused(tr_reserve(build_bytes(&f), &plan, &tail, NULL), "pdf.encrypted-write");
	build_free(&f);
}

static void
plans_that_make_no_sense_are_refused(void **state)
{
	const struct tr_reserve_plan good = usual_plan();
	struct tr_reserve_plan p;
	struct build f = {0};
	(void)state;

#define REFUSE(id, change) \
	do { \
		p = good; \
		change; \
		begin(&f, "", ""); \
		refuse(&f, &p, id); \
	} while (0)
	REFUSE("official.reserve-order", p.signer_count = 0);
	REFUSE("official.reserve-order", p.signers[0].role = TR_ROLE_AGENCY);
	REFUSE("official.reserve-order", p.signers[0].role = TR_ROLE_AGENCY; p.signer_count = 1);
	REFUSE("official.reserve-order", p.signers[0].role = p.signers[1].role = TR_ROLE_AGENCY);
	REFUSE("official.reserve-order", p.signer_count = 2);
	REFUSE("official.reserve-page", p.spots[1].page = 1);
	REFUSE("official.reserve-page", p.signers[1].page = 1);
	REFUSE("official.reserve-box", p.signers[1].box.x1 = 596);
	REFUSE("official.reserve-box", p.signers[1].box.y0 = -1);
	REFUSE("official.reserve-box", p.signers[1].box.y1 = p.signers[1].box.y0);
	REFUSE("official.reserve-box", p.spots[0].baseline = 5);
	REFUSE("official.reserve-box", p.spots[0].baseline = NAN);
	REFUSE("official.reserve-box", p.spots[0].size = 3.9);
	REFUSE("official.reserve-box", p.spots[0].size = 72.1);
	REFUSE("official.reserve-box", p.spots[0].face = TR_RESERVE_FACES);
	REFUSE("official.reserve-narrow", p.spots[0].box.x1 = p.spots[0].box.x0 + 12.8);
#undef REFUSE
	/* Two digits of 13 points are 13 points wide. */
	struct reserved r = {0};
	p = good;
	p.spots[0].box.x1 = p.spots[0].box.x0 + 13;
	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &p);
	reserved_free(&r);
}

static void
texts_and_signers_end_at_their_caps(void **state)
{
	struct tr_reserve_plan p = usual_plan();
	struct reserved r = {0};
	struct build f = {0};
	(void)state;

	for (size_t i = 0; i < TR_RESERVE_SPOTS_MAX; i++)
		p.spots[i] = p.spots[0];
	for (size_t i = 0; i + 1 < TR_RESERVE_SIGNERS_MAX; i++)
		p.signers[i] = (struct tr_reserve_signer){.role = TR_ROLE_SIGNATORY};
	p.signers[TR_RESERVE_SIGNERS_MAX - 1] = (struct tr_reserve_signer){.role = TR_ROLE_AGENCY};
	p.spot_count = TR_RESERVE_SPOTS_MAX;
	p.signer_count = TR_RESERVE_SIGNERS_MAX;
	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &p);
	assert_int_equal(r.field_count, 1 + TR_RESERVE_SIGNERS_MAX);
	reserved_free(&r);
	p.spot_count++;
	begin(&f, "", "");
	refuse(&f, &p, "official.reserve-limit");
	p.spot_count--;
	p.signer_count++;
	begin(&f, "", "");
	refuse(&f, &p, "official.reserve-limit");
}

static void
every_allocation_may_fail(void **state)
{
	const struct tr_reserve_plan plan = usual_plan();
	struct build f = {0};
	(void)state;

	begin(&f, "", "");
	finish(&f);
	tr_mem_fail_at(0);
	for (unsigned long i = 1;; i++) {
		struct tr_buf tail = {0};
		tr_mem_fail_at(i);
		trien_rc rc = tr_reserve(build_bytes(&f), &plan, &tail, NULL);
		tr_buf_free(&tail);
		tr_mem_fail_at(0);
		if (rc == TRIEN_OK)
			break;
		assert_refused(rc, "base.no-memory");
	}
	build_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_exists_before_the_first_signature),
		cmocka_unit_test(who_signs_leaves_free_exactly_what_comes_after),
		cmocka_unit_test(the_form_is_complete_and_what_was_there_is_kept),
		cmocka_unit_test(places_are_right_on_pages_of_every_kind),
		cmocka_unit_test(a_text_stands_on_the_baseline_around_it),
		cmocka_unit_test(an_unseen_signature_stands_nowhere),
		cmocka_unit_test(in_a_tagged_document_widgets_are_tagged),
		cmocka_unit_test(every_style_of_file_is_extended_in_its_style),
		cmocka_unit_test(files_that_cannot_be_reserved_are_refused),
		cmocka_unit_test(plans_that_make_no_sense_are_refused),
		cmocka_unit_test(texts_and_signers_end_at_their_caps),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, load_fonts, free_fonts);
}
