/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whose turn it is in a reserved document: persons by number, the agency last and not before the texts are filled in.
 * Requirement: R9.3
 */
#include "sign/proposing.h"

#define SIGNED "/V<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>"

/* What the fields hold; "" for an empty one. */
struct state {
	const char *number, *first, *second, *seal;
};

static void
field(struct build *f, unsigned num, unsigned parent, const char *name, const char *value)
{
	char text[512];

	snprintf(text, sizeof(text), "<</Type/Annot/Subtype/Widget/FT/Sig/Parent %u 0 R/T(%s)/Rect[0 0 0 0]%s>>", parent, name,
			value);
	build_object(f, num, text);
}

static void
begin_reserved(struct build *f, const struct state *s)
{
	char text[256];

	begin(f, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "/Annots[7 0 R 8 0 R 9 0 R]");
	build_object(f, 4, "<</T(trien)/Kids[5 0 R 6 0 R 9 0 R]>>");
	snprintf(text, sizeof(text), "<</FT/Tx/T(number)/Parent 4 0 R/V(%s)>>", s->number);
	build_object(f, 5, text);
	build_object(f, 6, "<</T(sign)/Parent 4 0 R/Kids[7 0 R 8 0 R]>>");
	field(f, 7, 6, "1", s->first);
	field(f, 8, 6, "2", s->second);
	field(f, 9, 4, "seal", s->seal);
}

static void
each_waits_for_those_before(void **state)
{
	const struct {
		struct state s;
		const char *field, *refused; /* NULL: it may */
	} cases[] = {
		{{"", "", "", ""}, "trien.sign.1", NULL},
		{{"", "", "", ""}, "trien.sign.2", "sign.order"},
		{{"", "", "", ""}, "trien.seal", "sign.order"},
		{{"", SIGNED, "", ""}, "trien.sign.2", NULL},
		{{"7", SIGNED, "", ""}, "trien.seal", "sign.order"},
		{{"", SIGNED, SIGNED, ""}, "trien.seal", "sign.reserved-unfilled"},
		/* Filled in by somebody before: what is drawn may be another number. */
		{{"7", SIGNED, SIGNED, ""}, "trien.seal", "sign.reserved-unfilled"},
		/* Out of order by another program: the gap is closed by nobody's turn but its own. */
		{{"", "", SIGNED, ""}, "trien.sign.1", NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_request request = plain;
		struct result r = {0};
		request.field = (struct tr_text){cases[i].field, strlen(cases[i].field)};
		begin_reserved(&r.base, &cases[i].s);
		if (cases[i].refused != NULL) {
			refuse(&r.base, &request, cases[i].refused);
			continue;
		}
		finish(&r.base);
		propose(&r, &request);
		assert_field_signed(&r, cases[i].field);
		result_free(&r);
	}
}

/* Without a text to fill in, the agency signs as any other. */
static void
a_seal_alone_is_signed(void **state)
{
	struct tr_sign_request request = plain;
	struct result r = {0};
	(void)state;

	request.field = TR_TEXT_LIT("trien.seal");
	begin(&r.base, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "/Annots[9 0 R]");
	build_object(&r.base, 4, "<</T(trien)/Kids[9 0 R]>>");
	field(&r.base, 9, 4, "seal", "");
	finish(&r.base);
	propose(&r, &request);
	assert_field_signed(&r, "trien.seal");
	result_free(&r);
}

static void
a_field_waits_for_its_person(void **state)
{
	const struct {
		const char *tooltip, *holder, *name;
		bool refused;
	} cases[] = {
		{"/TU(Ky: Mau Mot)", "Mau Hai", "", true},
		{"/TU(Ky: Mau Mot)", "Mau Mot", "", false},
		{"/TU(Ky: Mau Mot)", "MAU  MOT", "", false},
		{"/TU(Ky: Mau Mot)", "M\303\242u Mot", "", true}, /* Mâu is another name */
		{"/TU(Ky: Mau Mot)", "Mau Hai", "Mau Mot", false},
		{"/TU(Ky: Mau Mot)", "Mau Hai", "Mau Ba", true},
		{"/TU(Ky: Mau Mot)", "Mau Mot Hai", "", true},
		{"/TU(Ky: Mau Mot)", "", "", false}, /* who calls does not compare */
		{"/TU(Ky: )", "Mau Hai", "", false}, /* for nobody */
		{"/TU(Ky)", "Mau Hai", "", false},
		{"/TU 7", "Mau Hai", "", false},
		{"", "Mau Hai", "", false},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_request request = plain;
		struct result r = {0};
		request.holder = (struct tr_text){cases[i].holder, strlen(cases[i].holder)};
		request.name = (struct tr_text){cases[i].name, strlen(cases[i].name)};
		begin_reserved(&r.base, &(struct state){"", cases[i].tooltip, "", ""});
		if (cases[i].refused) {
			refuse(&r.base, &request, "sign.signer-name");
			continue;
		}
		finish(&r.base);
		propose(&r, &request);
		assert_field_signed(&r, "trien.sign.1");
		result_free(&r);
	}
}

/* A place that was kept free is not signed without anything to be seen there, unless that is meant. */
static void
a_place_wants_a_look(void **state)
{
	const struct {
		const char *rect;
		bool unseen, refused;
	} cases[] = {{"/Rect[9 9 50 50]", false, true}, {"/Rect[50 50 9 9]", false, true}, {"/Rect[9 9 50 50]", true, false},
		{"/Rect[9 9 9 50]", false, false}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_request request = plain;
		struct result r = {0};
		char text[256];
		request.unseen = cases[i].unseen;
		begin(&r.base, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "/Annots[9 0 R]");
		build_object(&r.base, 4, "<</T(trien)/Kids[9 0 R]>>");
		snprintf(text, sizeof(text), "<</Type/Annot/Subtype/Widget/FT/Sig/Parent 4 0 R/T(seal)%s>>", cases[i].rect);
		build_object(&r.base, 9, text);
		if (cases[i].refused) {
			refuse(&r.base, &request, "sign.look-wanted");
			continue;
		}
		finish(&r.base);
		propose(&r, &request);
		assert_field_signed(&r, "trien.seal");
		result_free(&r);
	}
}

static void
a_seal_waits_for_its_agency(void **state)
{
	struct tr_sign_request request = plain;
	struct result r = {0};
	(void)state;

	for (size_t other = 0; other < 2; other++) {
		request.holder = other ? TR_TEXT_LIT("So Khac") : TR_TEXT_LIT("So Mau");
		begin(&r.base, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "/Annots[9 0 R]");
		build_object(&r.base, 4, "<</T(trien)/Kids[9 0 R]>>");
		field(&r.base, 9, 4, "seal", "/TU(Dau: So Mau)");
		if (other) {
			refuse(&r.base, &request, "sign.signer-name");
			break;
		}
		finish(&r.base);
		propose(&r, &request);
		result_free(&r);
		r = (struct result){0};
	}
}

/* A name of as many letters as are compared, and one of a letter more: nobody's. */
static void
a_name_without_end_is_nobodys(void **state)
{
	char letters[257], tooltip[300];
	(void)state;

	memset(letters, 'a', sizeof(letters));
	for (int n = 255; n <= 256; n++) {
		struct tr_sign_request request = plain;
		struct result r = {0};
		request.holder = (struct tr_text){letters, (size_t)n};
		snprintf(tooltip, sizeof(tooltip), "/TU(Ky: %.*s)", n, letters);
		begin_reserved(&r.base, &(struct state){"", tooltip, "", ""});
		if (n == 256) {
			refuse(&r.base, &request, "sign.signer-name");
			continue;
		}
		finish(&r.base);
		propose(&r, &request);
		result_free(&r);
	}
}

static void
without_a_name_it_is_the_next(void **state)
{
	const struct state s = {"", SIGNED, "", ""};
	struct result r = {0};
	(void)state;

	begin_reserved(&r.base, &s);
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "trien.sign.2");
	result_free(&r);
}

static trien_rc
put_nothing(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	(void)context, (void)spot, (void)u, (void)out, (void)err;
	return TRIEN_OK;
}

static void
who_fills_in_the_same_revision_may_seal(void **state)
{
	const struct state s = {"", SIGNED, SIGNED, ""};
	struct tr_sign_extra extra = {.put = put_nothing, .fills = true};
	struct tr_sign_request request = plain;
	struct result r = {0};
	(void)state;

	request.field = TR_TEXT_LIT("trien.seal");
	request.extra = &extra;
	begin_reserved(&r.base, &s);
	finish(&r.base);
	propose(&r, &request);
	assert_field_signed(&r, "trien.seal");
	result_free(&r);
	extra.fills = false;
	struct build f = {0};
	begin_reserved(&f, &s);
	refuse(&f, &request, "sign.reserved-unfilled");
}

/* A field that was in the document before is nobody's turn. */
static void
a_reserved_field_comes_before_one_that_was_there(void **state)
{
	struct result r = {0};
	(void)state;

	begin(&r.base, "/AcroForm<</Fields[10 0 R 4 0 R]/SigFlags 3>>", "/Annots[10 0 R 7 0 R 8 0 R]");
	build_object(&r.base, 4, "<</T(trien)/Kids[6 0 R]>>");
	build_object(&r.base, 6, "<</T(sign)/Parent 4 0 R/Kids[8 0 R 7 0 R]>>");
	field(&r.base, 7, 6, "1", "");
	field(&r.base, 8, 6, "2", "");
	build_object(&r.base, 10, "<</Type/Annot/Subtype/Widget/FT/Sig/T(old)/Rect[0 0 0 0]>>");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "trien.sign.1");
	result_free(&r);
}

/* Names that only look like turns have none. */
static void
other_names_have_no_turn(void **state)
{
	const char *const names[] = {"1a", "", "1234567", "-1"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct tr_sign_request request = plain;
		struct result r = {0};
		request.field = TR_TEXT_LIT("trien.sign.2");
		begin(&r.base, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "/Annots[7 0 R 8 0 R]");
		build_object(&r.base, 4, "<</T(trien)/Kids[6 0 R]>>");
		build_object(&r.base, 6, "<</T(sign)/Parent 4 0 R/Kids[7 0 R 8 0 R]>>");
		field(&r.base, 7, 6, names[i], "");
		field(&r.base, 8, 6, "2", "");
		finish(&r.base);
		propose(&r, &request);
		assert_field_signed(&r, "trien.sign.2");
		result_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_waits_for_those_before),
		cmocka_unit_test(a_seal_alone_is_signed),
		cmocka_unit_test(a_field_waits_for_its_person),
		cmocka_unit_test(a_place_wants_a_look), cmocka_unit_test(a_seal_waits_for_its_agency),
		cmocka_unit_test(a_name_without_end_is_nobodys),
		cmocka_unit_test(without_a_name_it_is_the_next),
		cmocka_unit_test(who_fills_in_the_same_revision_may_seal),
		cmocka_unit_test(a_reserved_field_comes_before_one_that_was_there),
		cmocka_unit_test(other_names_have_no_turn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
