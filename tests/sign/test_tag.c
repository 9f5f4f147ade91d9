/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A new widget in a tagged document: found from the structure and back, in every shape that a parent tree and the kids
 * of an element may have; left out, and said so, where the structure is none that can be extended.
 */
#include <stdlib.h>

#include "sign/proposing.h"

#include "base/memory.h"
#include "sign/limits.h"
#include "sign/tag.h"

static trien_rc
put_square(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	(void)context;
	(void)spot;
	*out = (struct tr_sign_look){.rect = {10, 10, 60, 60}, .described = TR_TEXT_LIT("Dau")};
	TR_TRY(tr_pdf_update_number(u, &out->appearance.num, err));
	return tr_pdf_update_put_stream(u, out->appearance, TR_BYTES_LIT("/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
			TR_BYTES_LIT("0 0 9 9 re f"), err);
}

static const struct tr_sign_extra square = {.put = put_square};

static struct tr_sign_request
seen(void)
{
	struct tr_sign_request request = plain;
	request.extra = &square;
	return request;
}

#define TAGGED "/MarkInfo<</Marked true>>/StructTreeRoot 7 0 R"

/* Objects 7.. are the structure; what a case leaves out stays null. */
struct structure {
	const char *root, *eight, *nine, *ten;
};

static void
begin_tagged(struct build *f, const struct structure *s, const char *catalog, const char *page)
{
	const char *const bodies[] = {s->root, s->eight, s->nine, s->ten};

	begin(f, catalog, page);
	for (unsigned i = 0; i < 4; i++)
		if (bodies[i] != NULL)
			build_object(f, 7 + i, bodies[i]);
}

/* ---- reading the result ---- */

static const struct tr_pdf_obj *
key_of(const struct result *r, const struct tr_pdf_obj *dict, const char *key)
{
	const struct tr_pdf_obj *o;
	struct trien_err err = {0};
	assert_ok(tr_pdf_find(r->pdf, tr_pdf_newest(r->pdf), dict, key, &o, &err), &err);
	return o;
}

static const struct tr_pdf_obj *
at(const struct result *r, const struct tr_pdf_obj *array, size_t i)
{
	const struct tr_pdf_obj *o;
	struct trien_err err = {0};
	assert_true(array->type == TR_PDF_ARRAY && i < array->u.array.count);
	assert_ok(tr_pdf_resolve(r->pdf, tr_pdf_newest(r->pdf), array->u.array.items[i], &o, &err), &err);
	return o;
}

/* The value of a key in a number tree; the last leaf wins. */
static const struct tr_pdf_obj *
number_tree(const struct result *r, const struct tr_pdf_obj *node, int64_t key)
{
	const struct tr_pdf_obj *kids = key_of(r, node, "Kids"), *nums = key_of(r, node, "Nums"), *found = NULL;

	for (size_t i = 0; kids->type == TR_PDF_ARRAY && i < kids->u.array.count && found == NULL; i++)
		found = number_tree(r, at(r, kids, i), key);
	for (size_t i = 0; nums->type == TR_PDF_ARRAY && i + 1 < nums->u.array.count && found == NULL; i += 2)
		if (at(r, nums, i)->u.integer == key)
			found = nums->u.array.items[i + 1];
	return found;
}

static const struct tr_pdf_field *
field_of(const struct result *r)
{
	size_t i = 0;
	while (i < r->field_count && !tr_bytes_are(r->fields[i].name, "Signature1"))
		i++;
	assert_true(i < r->field_count);
	return &r->fields[i];
}

/* Widget → /StructParent → parent tree → Form element → its object is the widget; its parent has it as a kid. */
static void
assert_tagged(const struct result *r, int64_t key)
{
	const struct tr_pdf_field *f = field_of(r);
	const struct tr_pdf_obj *catalog, *root, *element, *parent, *kids;
	struct tr_pdf_ref ref;
	struct trien_err err = {0};
	bool kid = false;

	assert_false(r->proposal.untagged);
	assert_int_equal(key_of(r, f->dict, "StructParent")->u.integer, key);
	assert_ok(tr_pdf_catalog(r->pdf, tr_pdf_newest(r->pdf), &catalog, &ref, &err), &err);
	root = key_of(r, catalog, "StructTreeRoot");
	assert_true(key_of(r, root, "ParentTreeNextKey")->u.integer > key);
	const struct tr_pdf_obj *entry = number_tree(r, key_of(r, root, "ParentTree"), key);
	assert_true(tr_pdf_is(entry, TR_PDF_REF));
	assert_ok(tr_pdf_get(r->pdf, tr_pdf_newest(r->pdf), entry->u.ref.num, &element, &err), &err);
	assert_true(tr_pdf_is_name(key_of(r, element, "S"), "Form"));
	const struct tr_pdf_obj *objr = key_of(r, element, "K");
	assert_true(tr_pdf_is_name(key_of(r, objr, "Type"), "OBJR"));
	assert_int_equal(tr_pdf_dict_find(objr, "Obj")->u.ref.num, f->ref.num);
	assert_int_equal(tr_pdf_dict_find(element, "Pg")->u.ref.num, 3);
	parent = key_of(r, element, "P");
	kids = key_of(r, parent, "K");
	for (size_t i = 0; i < kids->u.array.count; i++)
		kid |= kids->u.array.items[i]->type == TR_PDF_REF &&
				kids->u.array.items[i]->u.ref.num == entry->u.ref.num;
	assert_true(kid);
}

/* ---- what can be extended ---- */

static const char *const document = "<</Type/StructElem/S/Document/P 7 0 R/K[9 0 R]>>";

static void
every_shape_of_structure_takes_the_widget(void **state)
{
	static const struct {
		struct structure s;
		int64_t key;
		const char *has, *lacks;
	} cases[] = {
		{{"<</Type/StructTreeRoot/K 8 0 R/ParentTree<</Nums[0[9 0 R]]>>/ParentTreeNextKey 1>>", NULL, NULL, NULL}, 1,
			NULL, NULL},
		{{"<</K 8 0 R/ParentTree 10 0 R>>", NULL, NULL, "<</Nums[0[9 0 R]4 9 0 R]>>"}, 5, "10 0 obj\n<</Nums[0[9 0 R]4",
			NULL},
		{{"<</K[8 0 R]/ParentTree<</Kids[10 0 R]>>/ParentTreeNextKey 9>>", NULL, NULL, "<</Limits[0 4]/Nums[0[9 0 R]]>>"},
			9, "/Limits[9 9]", "\n10 0 obj"},
		{{"<</K 8 0 R/ParentTree<</Nums 10 0 R>>/ParentTreeNextKey 0>>", NULL, NULL, "[0 9 0 R 1 9 0 R]"}, 2,
			"10 0 obj\n[0 9 0 R 1 9 0 R 2 ", NULL},
		{{"<</K 8 0 R>>", NULL, NULL, NULL}, 0, NULL, NULL},
		{{"<</K 8 0 R/ParentTree<<>>>>", "<</Type/StructElem/S/Document/P 7 0 R/K 10 0 R>>", NULL, "[9 0 R]"}, 0,
			"10 0 obj\n[9 0 R", "\n8 0 obj"},
		{{"<</K 8 0 R>>", "<</Type/StructElem/S/Document/P 7 0 R/K 9 0 R>>", NULL, NULL}, 0, "/K[9 0 R", NULL},
		{{"<</K 8 0 R>>", "<</Type/StructElem/S/Document/P 7 0 R/K 0>>", NULL, NULL}, 0, "/K[0 ", NULL},
		{{"<</K 8 0 R>>", "<</Type/StructElem/S/Document/P 7 0 R>>", NULL, NULL}, 0, "8 0 obj", NULL},
		/* No Document: the root takes it. */
		{{"<</K[8 0 R 9 0 R]>>", "<</S/Sect/P 7 0 R>>", NULL, NULL}, 0, "/K[8 0 R 9 0 R ", "\n8 0 obj"},
		{{"<</K<</S/Document/P 7 0 R>>>>", NULL, NULL, NULL}, 0, "/K[<</S/Document/P 7 0 R>>", NULL},
		{{"<</Type/StructTreeRoot>>", NULL, NULL, NULL}, 0, "7 0 obj", NULL},
	};
	const struct tr_sign_request request = seen();
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result r = {0};
		struct structure s = cases[i].s;
		s.eight = s.eight != NULL ? s.eight : document;
		s.nine = "<</Type/StructElem/S/P/P 8 0 R/Pg 3 0 R/K 0>>";
		begin_tagged(&r.base, &s, TAGGED, "");
		finish(&r.base);
		propose(&r, &request);
		assert_tagged(&r, cases[i].key);
		if (cases[i].has != NULL)
			assert_tail_has(&r, cases[i].has);
		if (cases[i].lacks != NULL)
			assert_tail_lacks(&r, cases[i].lacks);
		assert_tail_has(&r, "/Tabs/S");
		assert_tail_has(&r, "/TU(Dau)");
		result_free(&r);
	}
}

static void
the_page_keeps_its_tab_order(void **state)
{
	const struct structure s = {"<</K 8 0 R>>", document, NULL, NULL};
	const struct tr_sign_request request = seen();
	struct result r = {0};
	(void)state;

	begin_tagged(&r.base, &s, TAGGED, "/Tabs/R/Annots 11 0 R");
	build_object(&r.base, 11, "[]");
	finish(&r.base);
	propose(&r, &request);
	assert_tagged(&r, 0);
	assert_tail_lacks(&r, "/Tabs/S");
	assert_tail_lacks(&r, "\n3 0 obj");
	result_free(&r);
	/* Its list of annotations stands apart: the page itself gets nothing but the order. */
	r = (struct result){0};
	begin_tagged(&r.base, &s, TAGGED, "/Annots 11 0 R");
	build_object(&r.base, 11, "[]");
	finish(&r.base);
	propose(&r, &request);
	assert_tail_has(&r, "/Annots 11 0 R/Tabs/S>>");
	result_free(&r);
}

/* ---- what cannot ---- */

static void
a_structure_that_cannot_be_extended_is_left_alone_and_said(void **state)
{
	static const struct structure cases[] = {
		{"[]", NULL, NULL, NULL},
		{"<</ParentTree 3>>", NULL, NULL, NULL},
		{"<</ParentTree<</Nums[0]>>>>", NULL, NULL, NULL},
		{"<</ParentTree<</Nums[(x) 9 0 R]>>>>", NULL, NULL, NULL},
		{"<</ParentTree<</Nums[0 9 0 R]/Kids[10 0 R]>>>>", NULL, NULL, "<<>>"},
		{"<</ParentTree 10 0 R>>", NULL, NULL, "<</Kids[10 0 R]>>"},
		{"<</ParentTreeNextKey 2147483647>>", NULL, NULL, NULL},
		{"<</ParentTreeNextKey -5/ParentTree<</Nums[-9 9 0 R]>>>>", NULL, NULL, NULL},
		/* One object for two things. */
		{"<</K 10 0 R/ParentTree<</Nums 10 0 R>>>>", NULL, NULL, "[0 9 0 R]"},
		{"<</K 8 0 R/ParentTree 8 0 R>>", "<</S/Document/Nums[0 9 0 R]>>", NULL, NULL},
	};
	const struct tr_sign_request request = seen();
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result r = {0};
		begin_tagged(&r.base, &cases[i], TAGGED, "");
		finish(&r.base);
		propose(&r, &request);
		assert_field_signed(&r, "Signature1");
		assert_true(r.proposal.untagged);
		assert_tail_lacks(&r, "/StructParent");
		assert_tail_lacks(&r, "/StructElem");
		assert_tail_lacks(&r, "\n7 0 obj");
		result_free(&r);
	}
}

static void
an_untagged_document_stays_so(void **state)
{
	static const char *const catalogs[] = {"", "/MarkInfo<</Marked false>>/StructTreeRoot 7 0 R", "/StructTreeRoot 7 0 R",
		"/MarkInfo<</Marked true>>", "/MarkInfo 3/StructTreeRoot 7 0 R"};
	const struct structure s = {"<</K 8 0 R>>", document, NULL, NULL};
	const struct tr_sign_request request = seen();
	(void)state;

	for (size_t i = 0; i < sizeof(catalogs) / sizeof(*catalogs); i++) {
		struct result r = {0};
		begin_tagged(&r.base, &s, catalogs[i], "");
		finish(&r.base);
		propose(&r, &request);
		assert_false(r.proposal.untagged);
		assert_tail_lacks(&r, "/StructElem");
		assert_tail_lacks(&r, "/Tabs");
		result_free(&r);
	}
}

/* A changed structure would be no permitted change after a signature; an invisible field needs no tag. */
static void
after_a_signature_the_structure_stays(void **state)
{
	static const char first[] = "/AcroForm<</Fields[11 0 R]/SigFlags 3>>" TAGGED;
	const struct structure s = {"<</K 8 0 R>>", document, NULL, NULL};
	struct tr_sign_request request = seen();
	struct result r = {0};
	(void)state;

	begin_tagged(&r.base, &s, first, "/Annots[11 0 R]");
	build_object(&r.base, 11, "<</Subtype/Widget/FT/Sig/T(first)/Rect[0 0 9 9]/V<</ByteRange[0 1 2 3]/Contents<00>>>>>");
	finish(&r.base);
	propose(&r, &request);
	assert_true(r.proposal.untagged);
	assert_tail_lacks(&r, "/StructElem");
	result_free(&r);
	r = (struct result){0};
	begin_tagged(&r.base, &s, TAGGED, "");
	finish(&r.base);
	propose(&r, &plain);
	assert_false(r.proposal.untagged);
	assert_tail_lacks(&r, "/StructElem");
	result_free(&r);
}

/* ---- many widgets at once ---- */

static trien_rc
tag_many(size_t count, struct tr_buf *tail, struct trien_err *err)
{
	static const uint8_t id[16];
	struct tr_sign_tag tags[TR_SIGN_TAGS_MAX + 1];
	const struct structure s = {"<</K 8 0 R>>", document, NULL, NULL};
	struct tr_pdf *pdf;
	struct tr_pdf_update *u;
	struct build f = {0};
	enum tr_tagging how;

	begin_tagged(&f, &s, TAGGED, "");
	finish(&f);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, err), err);
	assert_ok(tr_pdf_update_new(pdf, &u, err), err);
	for (size_t i = 0; i < count; i++) {
		tags[i] = (struct tr_sign_tag){.page = {3, 0}};
		assert_ok(tr_pdf_update_number(u, &tags[i].widget.num, err), err);
	}
	trien_rc rc = tr_sign_tag_widgets(pdf, tr_pdf_newest(pdf), u, tags, count, &how, err);
	for (size_t i = 0; rc == TRIEN_OK && i < count; i++)
		assert_int_equal(tags[i].struct_parent, i);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_write(u, id, tail, err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	build_free(&f);
	return rc;
}

static void
widgets_at_once_end_at_their_cap(void **state)
{
	struct trien_err err = {0};
	struct tr_buf tail = {0};
	char text[64];
	(void)state;

	assert_ok(tag_many(TR_SIGN_TAGS_MAX, &tail, &err), &err);
	snprintf(text, sizeof(text), "/ParentTreeNextKey %u", TR_SIGN_TAGS_MAX);
	assert_true(build_has(tr_buf_view(&tail), text));
	assert_refused(tag_many(TR_SIGN_TAGS_MAX + 1, &tail, &err), "sign.tags-limit");
	assert_refused(tag_many(0, &tail, &err), "sign.tags-limit");
	tr_buf_free(&tail);
}

static void
every_allocation_may_fail(void **state)
{
	const struct structure s = {"<</K 8 0 R/ParentTree<</Kids[10 0 R]>>>>", document, NULL, "<</Nums[0 9 0 R]>>"};
	const struct tr_sign_request request = seen();
	struct tr_sign_proposal p = {0};
	struct build f = {0};
	unsigned long n = 1;
	trien_rc rc;
	(void)state;

	begin_tagged(&f, &s, TAGGED, "");
	finish(&f);
	do {
		(void)tr_mem_fail_at(n++);
		rc = tr_sign_propose(build_bytes(&f), &request, &p, NULL);
		(void)tr_mem_fail_at(0);
	} while (rc != TRIEN_OK);
	assert_true(n > 10);
	tr_sign_proposal_free(&p);
	build_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_of_structure_takes_the_widget),
		cmocka_unit_test(the_page_keeps_its_tab_order),
		cmocka_unit_test(a_structure_that_cannot_be_extended_is_left_alone_and_said),
		cmocka_unit_test(an_untagged_document_stays_so),
		cmocka_unit_test(after_a_signature_the_structure_stays),
		cmocka_unit_test(widgets_at_once_end_at_their_cap),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
