/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A signature that shows something, and what else its revision carries: the field's place and flags, the widget of
 * an existing field, and where earlier signatures do not foresee a new place.
 */
#include <math.h>
#include <stdlib.h>

#include "sign/proposing.h"

#include "base/errors/pdf.h"
#include "base/memory.h"

/* What a callback saw, and what it is to answer. */
struct caller {
	struct tr_sign_look look;
	struct tr_sign_spot seen;
	char field[64];
	unsigned calls;
	const char *fail; /* raises this instead */
};

/* A form XObject of its own and, where there is a text field 4, its value: one revision. */
static trien_rc
put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	struct caller *c = context;
	const struct tr_pdf_obj *note;
	struct tr_pdf_ref ref = {0};

	c->calls++;
	c->seen = *spot;
	snprintf(c->field, sizeof(c->field), "%.*s", (int)spot->field.n, spot->field.p);
	assert_int_equal(out->appearance.num, 0);
	if (c->fail != NULL)
		return TR_ERR(err, PDF_FORM, TR_U("num", 0), TR_S("what", c->fail));
	TR_TRY(tr_pdf_update_number(u, &ref.num, err));
	TR_TRY(tr_pdf_update_put_stream(u, ref, TR_BYTES_LIT("/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
			TR_BYTES_LIT("0 0 9 9 re f"), err));
	TR_TRY(tr_pdf_get(spot->pdf, spot->rev, 4, &note, err));
	if (tr_pdf_is_name(tr_pdf_dict_find(note, "FT"), "Tx"))
		TR_TRY(tr_pdf_update_put(u, (struct tr_pdf_ref){4, 0},
				TR_BYTES_LIT("<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/Rect[0 0 9 9]/V(12)>>"), err));
	*out = c->look;
	out->appearance = ref;
	return TRIEN_OK;
}

static struct tr_sign_request
asking(struct caller *c, struct tr_sign_extra *extra)
{
	struct tr_sign_request request = plain;
	*extra = (struct tr_sign_extra){.context = c, .put = put};
	request.extra = extra;
	return request;
}

static const struct tr_sign_look second_page = {
	.page = 1, .rect = {100.12345, 200, 150.5, 260}, .described = TR_TEXT_LIT("Chữ ký")};

/* Two pages 3 and 6. */
static void
begin_two_pages(struct build *f, const char *catalog_keys, const char *second_keys)
{
	char text[512];

	begin(f, catalog_keys, "");
	build_object(f, 2, "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>");
	snprintf(text, sizeof(text), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]%s>>", second_keys);
	build_object(f, 6, text);
}

/* ---- a new field ---- */

static void
a_new_field_stands_where_it_is_told(void **state)
{
	struct caller c = {.look = second_page};
	struct tr_sign_extra extra;
	struct tr_sign_request request = asking(&c, &extra);
	struct result r = {0};
	(void)state;

	begin_two_pages(&r.base, "", "");
	finish(&r.base);
	propose(&r, &request);
	assert_int_equal(c.calls, 1);
	assert_int_equal(c.seen.ref.num, 0);
	assert_string_equal(c.field, "Signature1");
	assert_int_equal(c.seen.time, TIME);
	assert_int_equal(c.seen.zone_minutes, 420);
	assert_field_signed(&r, "Signature1");
	assert_tail_has(&r, "/FT/Sig/T(Signature1)/V 31 0 R/F 132/Rect[100.123 200 150.5 260]/AP<</N 30 0 R>>"
			    "/TU<feff004300681eef0020006b00fd>/P 6 0 R>>");
	assert_tail_has(&r, "/Annots[32 0 R]");
	assert_tail_lacks(&r, "/MK");
	assert_tail_lacks(&r, "\n3 0 obj");
	result_free(&r);
}

/* The error of the callback is the error of the proposal, and nothing is left over. */
static void
an_error_of_the_callback_ends_the_proposal(void **state)
{
	struct caller c = {.look = second_page, .fail = "no"};
	struct tr_sign_extra extra;
	struct tr_sign_request request = asking(&c, &extra);
	struct build f = {0};
	(void)state;

	begin_two_pages(&f, "", "");
	refuse(&f, &request, "pdf.form");
}

static void
a_place_that_is_none_is_refused(void **state)
{
	static const struct tr_pdf_rect rects[] = {{0, 0, 0, 0}, {10, 10, 5, 20}, {0, 0, 1e7, 5}, {0, NAN, 5, 5}};
	struct tr_sign_extra extra;
	(void)state;

	for (size_t i = 0; i < sizeof(rects) / sizeof(*rects); i++) {
		struct caller c = {.look.rect = rects[i]};
		struct tr_sign_request request = asking(&c, &extra);
		struct build f = {0};
		begin(&f, "", "");
		refuse(&f, &request, "base.internal");
	}
	struct caller c = {.look = second_page};
	struct tr_sign_request request = asking(&c, &extra);
	struct build f = {0};
	begin(&f, "", "");
	refuse(&f, &request, "pdf.page-not-found");
}

/* ---- an existing field ---- */

static void
an_existing_field_keeps_its_place(void **state)
{
	struct caller c = {.look = second_page};
	struct tr_sign_extra extra;
	struct tr_sign_request request = asking(&c, &extra);
	struct result r = {0};
	(void)state;

	begin_form(&r.base, "", "/F 34");
	finish(&r.base);
	propose(&r, &request);
	assert_string_equal(c.field, "group.second");
	assert_int_equal(c.seen.ref.num, 6);
	assert_int_equal(c.seen.page, 0);
	assert_float_equal(c.seen.rect.left, 10, 0);
	assert_float_equal(c.seen.rect.bottom, 10, 0);
	assert_float_equal(c.seen.rect.right, 90, 0);
	assert_float_equal(c.seen.rect.top, 50, 0);
	assert_field_signed(&r, "group.second");
	/* Hidden and not to be viewed before (34), seen, printed and locked now. */
	assert_tail_has(&r, "6 0 obj\n<</Type/Annot/Subtype/Widget/T(second)/Rect[10 10 90 50]/Parent 7 0 R/V 31 0 R"
			    "/AP<</N 30 0 R>>/F 132>>");
	assert_tail_has(&r, "/T(note)/Rect[0 0 9 9]/V(12)");
	assert_tail_lacks(&r, "\n3 0 obj");
	result_free(&r);
}

static const char *const one_field = "/AcroForm<</Fields[4 0 R]/SigFlags 3>>";

static void
the_appearance_goes_into_the_fields_only_widget(void **state)
{
	struct caller c = {0};
	struct tr_sign_extra extra;
	struct tr_sign_request request = asking(&c, &extra);
	struct result r = {0};
	(void)state;

	begin_two_pages(&r.base, one_field, "/Annots[5 0 R]");
	build_object(&r.base, 4, "<</FT/Sig/T(apart)/Kids[5 0 R]>>");
	build_object(&r.base, 5, "<</Type/Annot/Subtype/Widget/Parent 4 0 R/Rect[90 50 10 20]/F 4>>");
	finish(&r.base);
	propose(&r, &request);
	assert_int_equal(c.seen.page, 1);
	assert_float_equal(c.seen.rect.left, 10, 0);
	assert_float_equal(c.seen.rect.top, 50, 0);
	assert_tail_has(&r, "4 0 obj\n<</FT/Sig/T(apart)/Kids[5 0 R]/V 31 0 R>>");
	assert_tail_has(&r, "5 0 obj\n<</Type/Annot/Subtype/Widget/Parent 4 0 R/Rect[90 50 10 20]/AP<</N 30 0 R>>/F 132>>");
	result_free(&r);
}

static void
a_field_without_one_place_is_refused(void **state)
{
	static const struct {
		const char *field, *first, *second;
	} cases[] = {
		{"<</FT/Sig/T(x)/Kids[5 0 R 7 0 R]>>", "/Annots[5 0 R]", "/Annots[7 0 R]"},
		{"<</FT/Sig/T(x)/Kids[<</Rect[0 0 9 9]>>]>>", "", ""},
		{"<</FT/Sig/T(x)/Rect[0 0 9 9]>>", "", ""},
		{"<</FT/Sig/T(x)/Rect[0 0 9 9]>>", "/Annots[4 0 R]", "/Annots[4 0 R]"},
		{"<</FT/Sig/T(x)/Rect[0 0 9]>>", "/Annots[4 0 R]", ""},
		{"<</FT/Sig/T(x)/Rect[0 0 9 (9)]>>", "/Annots[4 0 R]", ""},
		{"<</FT/Sig/T(x)/Rect[0 0 9 10000000]>>", "/Annots[4 0 R]", ""},
		{"<</FT/Sig/T(x)>>", "/Annots[4 0 R]", ""},
	};
	struct tr_sign_extra extra;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct caller c = {0};
		struct tr_sign_request request = asking(&c, &extra);
		struct build f = {0};
		char text[256];
		begin_two_pages(&f, one_field, cases[i].second);
		snprintf(text, sizeof(text), "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s>>", cases[i].first);
		build_object(&f, 3, text);
		build_object(&f, 4, cases[i].field);
		build_object(&f, 5, "<</Subtype/Widget/Parent 4 0 R/Rect[0 0 9 9]>>");
		build_object(&f, 7, "<</Subtype/Widget/Parent 4 0 R/Rect[0 0 9 9]>>");
		refuse(&f, &request, "sign.field-widget");
		assert_int_equal(c.calls, 0);
	}
}

/* ---- what earlier signatures foresee ---- */

static void
a_new_place_after_a_certification_is_refused(void **state)
{
	static const struct {
		const char *level, *want;
	} cases[] = {{"/P 1", "sign.no-changes-permitted"}, {"/P 2", "sign.new-visible-field"}, {"", "sign.new-visible-field"},
		{"/P 3", "ok"}};
	struct tr_sign_extra extra;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct caller c = {.look.rect = {10, 10, 20, 20}};
		struct tr_sign_request request = asking(&c, &extra);
		struct tr_sign_proposal p = {0};
		struct build f = {0};
		char text[512];
		begin(&f, one_field, "/Annots[4 0 R]");
		snprintf(text, sizeof(text),
				"<</Type/Annot/Subtype/Widget/FT/Sig/T(first)/Rect[0 0 9 9]/V<</Type/Sig/Filter/Adobe.PPKLite"
				"/ByteRange[0 1 2 3]/Contents<00>/Reference[<</TransformMethod/DocMDP/TransformParams<<%s>>>>]>>>>",
				cases[i].level);
		build_object(&f, 4, text);
		finish(&f);
		trien_rc rc = tr_sign_propose(build_bytes(&f), &request, &p, NULL);
		assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), cases[i].want);
		tr_sign_proposal_free(&p);
		/* Without an appearance it is only P=1 that forbids. */
		rc = tr_sign_propose(build_bytes(&f), &plain, &p, NULL);
		assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), i == 0 ? cases[i].want : "ok");
		tr_sign_proposal_free(&p);
		build_free(&f);
	}
}

static void
every_allocation_may_fail(void **state)
{
	struct caller c = {.look = second_page};
	struct tr_sign_extra extra;
	struct tr_sign_request request = asking(&c, &extra);
	struct tr_sign_proposal p = {0};
	struct build f = {0};
	trien_rc rc;
	unsigned long n = 1;
	(void)state;

	begin_two_pages(&f, "", "");
	finish(&f);
	do {
		(void)tr_mem_fail_at(n++);
		rc = tr_sign_propose(build_bytes(&f), &request, &p, NULL);
		(void)tr_mem_fail_at(0);
	} while (rc != TRIEN_OK);
	assert_true(n > 5);
	tr_sign_proposal_free(&p);
	build_free(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_field_stands_where_it_is_told),
		cmocka_unit_test(an_error_of_the_callback_ends_the_proposal),
		cmocka_unit_test(a_place_that_is_none_is_refused),
		cmocka_unit_test(an_existing_field_keeps_its_place),
		cmocka_unit_test(the_appearance_goes_into_the_fields_only_widget),
		cmocka_unit_test(a_field_without_one_place_is_refused),
		cmocka_unit_test(a_new_place_after_a_certification_is_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
