/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a proposal writes, and what it refuses: the field and its places, permissions of earlier
 * signatures, locks, seed values, caps.
 */
#include <stdlib.h>

#include "sign/proposing.h"

#include "base/memory.h"
#include "sign/hole.h"
#include "sign/limits.h"

/* ---- the dictionary ---- */

static void
the_signature_dictionary_says_what_was_asked(void **state)
{
	struct result r = {0};
	struct tr_sign_request request = plain;
	(void)state;

	request.name = TR_TEXT_LIT("Nguyen Van A");
	request.reason = TR_TEXT_LIT("Duyệt");
	request.location = TR_TEXT_LIT("Hanoi (VN)");
	request.contact = TR_TEXT_LIT("a@b");
	begin(&r.base, "", "");
	finish(&r.base);
	propose(&r, &request);
	assert_tail_has(&r, "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/"
			    "M(D:20261123093000+07'00')"
			    "/Name(Nguyen Van A)/Reason<feff0044007500791ec70074>/Location(Hanoi "
			    "\\(VN\\))/ContactInfo(a@b)"
			    "/ByteRange[0 ");
	assert_tail_lacks(&r, "/Cert");
	const struct tr_pdf_signature *s;
	size_t count;
	struct trien_err err = {0};
	assert_ok(tr_pdf_signatures(r.pdf, &s, &count, &err), &err);
	assert_int_equal(count, 1);
	/* Nobody has signed yet. */
	assert_string_equal(trien_err_id(s->problem), "pdf.signature-contents");
	assert_int_equal(s->covers, 1);
	assert_int_equal(s->contents_at, r.proposal.contents_at);
	assert_int_equal(s->contents_end, r.proposal.contents_end);
	assert_int_equal(s->contents.n, 100);
	result_free(&r);
}

static void
a_new_field_is_invisible_printed_and_locked(void **state)
{
	struct result r = {0};
	(void)state;

	begin(&r.base, "", "");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "Signature1");
	assert_tail_has(&r, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/V 30 0 R/F 132/Rect[0 0 0 "
			    "0]/P 3 0 R>>");
	assert_tail_has(&r, "/Annots[31 0 R]>>");
	assert_tail_has(&r, "/MediaBox[0 0 595.28 842]");
	assert_tail_has(&r, "/AcroForm<</SigFlags 3/Fields[31 0 "
			    "R]>>/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>");
	result_free(&r);
}

/* ---- where it is put ---- */

static void
the_smallest_object_is_changed(void **state)
{
	const struct {
		const char *catalog, *page, *four, *five;
		const char *has, *lacks;
	} cases[] = {
			{"", "/Annots[]", "null", "null", "/Annots[31 0 R]", "\n4 0 obj"},
			{"", "/Annots null", "null", "null", "/Annots[31 0 R]", "\n4 0 obj"},
			{"", "/Annots 4 0 R", "[5 0 R]", "<</Subtype/Link>>", "4 0 obj\n[5 0 R 31 0 R]",
					"\n3 0 obj"},
			{"", "/Annots 29 0 R", "null", "null", "/Annots[31 0 R]", "29 0 obj"},
			{"/AcroForm 4 0 R", "", "<</Fields[]/DA(x)>>", "null",
					"<</DA(x)/SigFlags 3/Fields[31 0 R]>>", "\n1 0 obj"},
			{"/AcroForm 4 0 R", "", "<</Fields 5 0 R/SigFlags 3>>", "[]", "5 0 obj\n[31 0 R]",
					"\n4 0 obj"},
			{"/AcroForm 4 0 R", "", "<</Fields 5 0 R/SigFlags 1>>", "[]",
					"<</Fields 5 0 R/SigFlags 3>>", "\n1 0 obj"},
			{"/AcroForm<</Fields 5 0 R>>", "", "null", "[]",
					"/AcroForm<</Fields 5 0 R/SigFlags 3>>", "\n4 0 obj"},
			{"/AcroForm<</NeedAppearances true/SigFlags 4>>", "", "null", "null",
					"/AcroForm<</NeedAppearances true/SigFlags 7/Fields[31 0 R]>>",
					"\n4 0 obj"},
			{"/AcroForm 29 0 R", "", "null", "null", "/AcroForm<</SigFlags 3/Fields[31 0 R]>>",
					"29 0 obj"},
			{"/AcroForm<</XFA[(a) 5 0 R]>>", "", "null", "null",
					"/AcroForm<</XFA[(a)5 0 R]/SigFlags 3", "\n4 0 obj"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result r = {0};
		begin(&r.base, cases[i].catalog, cases[i].page);
		build_object(&r.base, 4, cases[i].four);
		build_object(&r.base, 5, cases[i].five);
		finish(&r.base);
		propose(&r, &plain);
		assert_field_signed(&r, "Signature1");
		assert_tail_has(&r, cases[i].has);
		assert_tail_lacks(&r, cases[i].lacks);
		result_free(&r);
	}
}

static void
the_extension_is_declared_only_where_it_is_right(void **state)
{
	const char *const without[][2] = {{"1.6", ""}, {"1.4", ""}, {"2.0", ""}, {"1.7", "/Extensions<<>>"},
		{"1.4", "/Version/1.5"}};
	(void)state;

	for (size_t i = 0; i < sizeof(without) / sizeof(*without); i++) {
		struct result r = {0};
		build_header(&r.base, without[i][0]);
		build_document(&r.base, without[i][1], "");
		finish(&r.base);
		propose(&r, &plain);
		assert_tail_lacks(&r, "/ESIC");
		result_free(&r);
	}
}

static void
a_page_that_cannot_take_a_field_is_refused(void **state)
{
	struct build f = {0};
	(void)state;

	begin(&f, "", "/Annots 7");
	refuse(&f, &plain, "sign.page");
	/* A reference of a generation that the object does not have is null (§7.3.10). */
	f = (struct build){0};
	begin(&f, "", "");
	build_object(&f, 2, "<</Type/Pages/Kids[3 2 R]/Count 1>>");
	refuse(&f, &plain, "sign.page");
}

/* ---- which field ---- */

static const char *const form = "/AcroForm<</Fields[4 0 R 5 0 R 6 0 R]/SigFlags 3>>";

static void
the_first_empty_field_is_taken(void **state)
{
	struct result r = {0};
	(void)state;

	begin_form(&r.base, "", "");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "group.second");
	assert_tail_has(&r, "6 0 obj\n<</Type/Annot/Subtype/Widget/T(second)/Rect[10 10 90 50]/Parent 7 0 "
			    "R/V 30 0 R>>\nendobj");
	/* Page, form and catalog stay as they are. */
	assert_tail_lacks(&r, "\n3 0 obj");
	assert_tail_lacks(&r, "\n1 0 obj");
	result_free(&r);
}

static void
a_field_is_taken_by_name_or_refused(void **state)
{
	struct tr_sign_request request = plain;
	struct result r = {0};
	struct build f = {0};
	(void)state;

	request.field = TR_TEXT_LIT("group.second");
	begin_form(&r.base, "", "");
	finish(&r.base);
	propose(&r, &request);
	assert_field_signed(&r, "group.second");
	result_free(&r);
	begin_form(&f, "", "");
	request.field = TR_TEXT_LIT("first");
	refuse(&f, &request, "sign.field-signed");
	f = (struct build){0};
	begin_form(&f, "", "");
	request.field = TR_TEXT_LIT("note");
	refuse(&f, &request, "sign.field-not-signature");
	f = (struct build){0};
	begin_form(&f, "", "");
	request.field = TR_TEXT_LIT("secondo");
	refuse(&f, &request, "sign.field-not-found");
	f = (struct build){0};
	begin(&f, "", "");
	request.field = TR_TEXT_LIT("a.b");
	refuse(&f, &request, "sign.field-name");
}

static void
a_named_field_is_made_where_none_waits(void **state)
{
	struct tr_sign_request request = plain;
	struct result r = {0};
	(void)state;

	request.field = TR_TEXT_LIT("Lãnh đạo");
	begin(&r.base, "", "");
	finish(&r.base);
	propose(&r, &request);
	assert_field_signed(&r, "Lãnh đạo");
	result_free(&r);
}

static void
a_direct_field_is_refused_by_name_and_passed_over_otherwise(void **state)
{
	static const char direct[] = "/AcroForm<</Fields[<</FT/Sig/T(here)>>]>>";
	struct tr_sign_request request = plain;
	struct result r = {0};
	struct build f = {0};
	(void)state;

	begin(&r.base, direct, "");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "Signature1");
	result_free(&r);
	begin(&f, direct, "");
	request.field = TR_TEXT_LIT("here");
	refuse(&f, &request, "sign.field-direct");
}

static void
new_names_avoid_those_in_use(void **state)
{
	struct result r = {0};
	(void)state;

	begin(&r.base, form, "");
	build_object(&r.base, 4, "<</FT/Tx/T(Signature1)>>");
	build_object(&r.base, 5, "<</FT/Tx/T(Signature2)/Kids[7 0 R]>>");
	build_object(&r.base, 6, "<</FT/Tx/T(Signature30)>>");
	build_object(&r.base, 7, "<</T(a)/Parent 5 0 R>>");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "Signature3");
	result_free(&r);
}

/* A widget that only the page names becomes a field of the form when it is signed. */
static void
an_unlisted_field_is_listed(void **state)
{
	struct result r = {0};
	(void)state;

	begin(&r.base, "/AcroForm<</Fields[]>>", "/Annots[4 0 R]");
	build_object(&r.base, 4, "<</Type/Annot/Subtype/Widget/FT/Sig/T(lost)/Rect[0 0 9 9]>>");
	finish(&r.base);
	propose(&r, &plain);
	assert_field_signed(&r, "lost");
	assert_tail_has(&r, "/Fields[4 0 R]");
	result_free(&r);
}

/* Its value would be the signature dictionary of ours. */
static void
a_field_that_waits_for_a_number_is_refused(void **state)
{
	struct build f = {0};
	(void)state;

	begin(&f, "/AcroForm<</Fields[4 0 R 5 0 R]/SigFlags 3>>", "");
	build_object(&f, 4, "<</FT/Sig/T(trap)/V 30 0 R>>");
	build_object(&f, 5, "<</FT/Sig/T(empty)>>");
	refuse(&f, &plain, "pdf.form");
}

/* ---- what earlier signatures permit ---- */

#define REFERENCE(method, params) "/Reference[<</TransformMethod/" method "/TransformParams<<" params ">>>>]"

static void
permissions_of_earlier_signatures_are_kept(void **state)
{
	static const struct {
		const char *value, *want;
	} cases[] = {
		{REFERENCE("DocMDP", "/P 1"), "sign.no-changes-permitted"},
		{REFERENCE("DocMDP", "/P 2"), "ok"},
		{REFERENCE("DocMDP", "/P 3"), "ok"},
		{REFERENCE("DocMDP", ""), "ok"},
		{REFERENCE("FieldMDP", "/Action/All"), "sign.field-locked"},
		{REFERENCE("FieldMDP", ""), "sign.field-locked"},
		{REFERENCE("FieldMDP", "/Action/Include/Fields[(group.second)]"), "sign.field-locked"},
		{REFERENCE("FieldMDP", "/Action/Include/Fields[(group)]"), "sign.field-locked"},
		{REFERENCE("FieldMDP", "/Action/Include/Fields[(group.sec)(note)]"), "ok"},
		{REFERENCE("FieldMDP", "/Action/Exclude/Fields[(note)]"), "sign.field-locked"},
		{REFERENCE("FieldMDP", "/Action/Exclude/Fields[(note)(group.second)]"), "ok"},
		{REFERENCE("FieldMDP", "/Action/Exclude/Fields[(group)]"), "ok"},
		{REFERENCE("UR3", "/P 1"), "ok"},
		{"/Reference 7", "ok"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_proposal p = {0};
		struct build f = {0};
		begin_form(&f, cases[i].value, "");
		finish(&f);
		trien_rc rc = tr_sign_propose(build_bytes(&f), &plain, &p, NULL);
		assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), cases[i].want);
		tr_sign_proposal_free(&p);
		build_free(&f);
	}
}

static void
a_certification_without_its_field_counts_too(void **state)
{
	struct build f = {0};
	(void)state;

	begin(&f, "/Perms<</DocMDP 4 0 R>>", "");
	build_object(&f, 4, "<</Type/Sig" REFERENCE("DocMDP", "/P 1") ">>");
	refuse(&f, &plain, "sign.no-changes-permitted");
}

static void
the_lock_of_a_signed_field_counts(void **state)
{
	static const struct {
		const char *lock, *want;
	} cases[] = {{"/Lock<</Action/All>>", "sign.field-locked"},
			{"/Lock<</Action/Include/Fields[(x)]/P 1>>", "sign.no-changes-permitted"},
			{"/Lock<</Action/Include/Fields[(x)]>>", "ok"}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_proposal p = {0};
		struct build f = {0};
		char text[256];
		begin(&f, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "");
		snprintf(text, sizeof(text), "<</FT/Sig/T(a)/V<</Type/Sig>>%s>>", cases[i].lock);
		build_object(&f, 4, text);
		finish(&f);
		trien_rc rc = tr_sign_propose(build_bytes(&f), &plain, &p, NULL);
		assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), cases[i].want);
		tr_sign_proposal_free(&p);
		build_free(&f);
	}
}

static void
the_fields_own_lock_goes_into_the_signature(void **state)
{
	static const struct {
		const char *lock, *want;
	} cases[] = {
			{"/Lock<</Action/All/Fields[(x)]>>", "/Reference[<</Type/SigRef/TransformMethod/"
							     "FieldMDP/DigestMethod/SHA256"
							     "/Data 1 0 "
							     "R/TransformParams<</Type/TransformParams/V/1.2/"
							     "Action/All>>>>]/ByteRange"},
			{"/Lock 8 0 R", "/Action/Exclude/Fields[(note)<feff1ec7>]>>>>]/ByteRange"},
			{"/Lock<</Action/Include/Fields[(a)]/P 2>>",
					"/Action/Include/Fields[(a)]>>>><</Type/SigRef/TransformMethod"
					"/DocMDP/DigestMethod/SHA256/Data 1 0 "
					"R/TransformParams<</Type/TransformParams/V/1.2/P 2>>>>]"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct result r = {0};
		begin_form(&r.base, "", cases[i].lock);
		build_object(&r.base, 8, "<</Action/Exclude/Fields[(note) 9 0 R]>>");
		build_object(&r.base, 9, "<FEFF1EC7>");
		finish(&r.base);
		propose(&r, &plain);
		assert_tail_has(&r, cases[i].want);
		result_free(&r);
	}
}

/* A lock with count names, each a reference to the same string. */
static void
begin_long_lock(struct build *f, size_t count)
{
	struct tr_buf names = {0};

	begin(f, "/AcroForm<</Fields[4 0 R]/SigFlags 3>>", "");
	build_object(f, 4, "<</FT/Sig/T(a)/Lock<</Action/Include/Fields 5 0 R>>>>");
	for (size_t i = 0; i < count; i++)
		assert_int_equal(tr_buf_add(&names, "(b)", 3, NULL), TRIEN_OK);
	f->at[5] = f->b.n;
	build_add(f, "5 0 obj\n[%.*s]\nendobj\n", (int)names.n, (const char *)names.p);
	tr_buf_free(&names);
}

static void
locks_and_references_end_at_their_caps(void **state)
{
	struct build f = {0};
	struct tr_sign_proposal p = {0};
	(void)state;

	begin_long_lock(&f, TR_SIGN_LOCK_NAMES_MAX);
	finish(&f);
	assert_int_equal(tr_sign_propose(build_bytes(&f), &plain, &p, NULL), TRIEN_OK);
	tr_sign_proposal_free(&p);
	build_free(&f);
	f = (struct build){0};
	begin_long_lock(&f, TR_SIGN_LOCK_NAMES_MAX + 1);
	refuse(&f, &plain, "sign.lock-limit");
	for (unsigned more = 0; more < 2; more++) {
		f = (struct build){0};
		char value[600] = "/Reference[";
		size_t n = strlen(value);
		for (unsigned i = 0; i < TR_SIGN_REFERENCES_MAX + more; i++)
			n += (size_t)snprintf(value + n, sizeof(value) - n, "0 ");
		snprintf(value + n, sizeof(value) - n, "]");
		begin_form(&f, value, "");
		if (more) {
			refuse(&f, &plain, "sign.lock-limit");
		} else {
			finish(&f);
			assert_int_equal(tr_sign_propose(build_bytes(&f), &plain, &p, NULL), TRIEN_OK);
			tr_sign_proposal_free(&p);
			build_free(&f);
		}
	}
}

/* ---- seed values ---- */

static void
seed_values_are_met_or_refused(void **state)
{
	static const struct {
		const char *seed, *want;
	} cases[] = {
			{"", "ok"},
			{"/Filter/Other", "ok"},
			{"/Ff 1/Filter/Other", "/Filter"},
			{"/Ff 1/Filter/Adobe.PPKLite", "ok"},
			{"/SubFilter[/adbe.pkcs7.detached]", "ok"},
			{"/Ff 2/SubFilter[/adbe.pkcs7.detached]", "/SubFilter"},
			{"/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", "ok"},
			{"/Ff 4/V 3", "ok"},
			{"/Ff 4/V 4", "/V"},
			{"/V 4", "ok"},
			{"/Ff 8/Reasons[(yes)(no)]", "ok"},
			{"/Ff 8/Reasons[(no)]", "/Reasons"},
			{"/Reasons[(no)]", "ok"},
			{"/Ff 8/Reasons[(.)]", "/Reasons"},
			{"/Ff 8", "/Reasons"},
			{"/Ff 16", "/LegalAttestation"},
			{"/Ff 32/AddRevInfo true", "/AddRevInfo"},
			{"/Ff 32/AddRevInfo false", "ok"},
			{"/Ff 64/DigestMethod[/SHA256]", "ok"},
			{"/Ff 64/DigestMethod[(SHA384)]", "/DigestMethod"},
			{"/DigestMethod[/SHA1]", "ok"},
			{"/Ff 128/LockDocument/true", "/LockDocument"},
			{"/Ff 128/LockDocument/auto", "ok"},
			{"/Ff 256/AppearanceFilter(x)", "/AppearanceFilter"},
			{"/MDP<</P 0>>", "ok"},
			{"/MDP<</P 2>>", "/MDP"},
			{"/TimeStamp<</Ff 0>>", "ok"},
			{"/TimeStamp<</URL(x)/Ff 1>>", "/TimeStamp"},
			{"/Cert<</Ff 0>>", "ok"},
			{"/Cert<</Ff 2>>", "/Cert"},
	};
	struct tr_sign_request request = plain;
	(void)state;

	request.reason = TR_TEXT_LIT("yes");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_sign_proposal p = {0};
		struct trien_err err = {0};
		struct build f = {0};
		char text[256];
		snprintf(text, sizeof(text), "/SV<<%s>>", cases[i].seed);
		begin_form(&f, "", text);
		finish(&f);
		trien_rc rc = tr_sign_propose(build_bytes(&f), &request, &p, &err);
		if (strcmp(cases[i].want, "ok") == 0) {
			assert_ok(rc, &err);
		} else {
			assert_refused(rc, "sign.seed-value");
			assert_string_equal(err.values[1].text, cases[i].want);
		}
		tr_sign_proposal_free(&p);
		build_free(&f);
	}
}

static void
another_digest_is_held_against_the_seed(void **state)
{
	struct tr_sign_request request = plain;
	struct build f = {0};
	(void)state;

	request.digest = TR_TEXT_LIT("SHA384");
	begin_form(&f, "", "/SV<</Ff 64/DigestMethod[/SHA256]>>");
	refuse(&f, &request, "sign.seed-value");
}

/* ---- the rest ---- */

static void
a_dynamic_xfa_form_is_refused(void **state)
{
	struct build f = {0};
	(void)state;

	begin(&f, "/NeedsRendering true/AcroForm<</XFA 4 0 R>>", "");
	build_object(&f, 4, "[]");
	refuse(&f, &plain, "sign.xfa-dynamic");
}

static void
a_form_that_is_no_form_is_refused(void **state)
{
	struct build f = {0};
	(void)state;

	begin(&f, "/AcroForm[1]", "");
	refuse(&f, &plain, "pdf.form");
	f = (struct build){0};
	begin(&f, "/AcroForm<</Fields 7>>", "");
	refuse(&f, &plain, "pdf.form");
}

static void
texts_and_room_end_at_their_caps(void **state)
{
	static char longest[TR_SIGN_TEXT_MAX + 1];
	struct tr_sign_request request = plain;
	struct tr_sign_proposal p = {0};
	struct build f = {0};
	(void)state;

	memset(longest, 'x', sizeof(longest));
	begin(&f, "", "");
	finish(&f);
	request.reason = (struct tr_text){longest, TR_SIGN_TEXT_MAX};
	request.contents_size = TR_SIGN_CONTENTS_MAX;
	assert_int_equal(tr_sign_propose(build_bytes(&f), &request, &p, NULL), TRIEN_OK);
	tr_sign_proposal_free(&p);
	request.reason.n++;
	p = (struct tr_sign_proposal){0};
	assert_refused(tr_sign_propose(build_bytes(&f), &request, &p, NULL), "sign.text-limit");
	request.reason.n = 0;
	request.contents_size++;
	assert_refused(tr_sign_propose(build_bytes(&f), &request, &p, NULL), "sign.contents-limit");
	request.contents_size = 0;
	assert_refused(tr_sign_propose(build_bytes(&f), &request, &p, NULL), "sign.contents-limit");
	build_free(&f);
}

/* Two objects that must be written again, with n bytes each in them. */
static void
begin_large(struct build *f, size_t n)
{
	struct tr_buf body = {0};

	build_header(f, "1.7");
	build_document(f, "/AcroForm 4 0 R", "");
	for (unsigned num = 3; num <= 4; num++) {
		tr_buf_clear(&body);
		assert_int_equal(tr_buf_addf(&body, NULL, "%s",
						 num == 3 ? "<</Type/Page/Parent 2 0 R/X(" : "<</X("),
				TRIEN_OK);
		assert_int_equal(tr_buf_reserve(&body, n, NULL), TRIEN_OK);
		memset(body.p + body.n, 'x', n);
		body.n += n;
		assert_int_equal(tr_buf_add(&body, ")>>", 4, NULL), TRIEN_OK);
		build_object(f, num, (const char *)body.p);
	}
	tr_buf_free(&body);
	build_table(f, "/Size 5/Root 1 0 R");
	build_end(f);
}

static void
the_tail_ends_at_its_cap(void **state)
{
	struct tr_sign_proposal p = {0};
	struct build f = {0};
	size_t n = TR_SIGN_TAIL_MAX / 2 - 2000;
	(void)state;

	begin_large(&f, n);
	assert_int_equal(tr_sign_propose(build_bytes(&f), &plain, &p, NULL), TRIEN_OK);
	/* Each of the two strings grows by half of what is left. */
	n += (TR_SIGN_TAIL_MAX - p.tail.n) / 2;
	tr_sign_proposal_free(&p);
	build_free(&f);
	f = (struct build){0};
	begin_large(&f, n);
	assert_int_equal(tr_sign_propose(build_bytes(&f), &plain, &p, NULL), TRIEN_OK);
	assert_true(TR_SIGN_TAIL_MAX - p.tail.n < 2);
	tr_sign_proposal_free(&p);
	build_free(&f);
	f = (struct build){0};
	begin_large(&f, n + 1);
	assert_refused(tr_sign_propose(build_bytes(&f), &plain, &p, NULL), "sign.tail-limit");
	build_free(&f);
}

static void
every_allocation_may_fail(void **state)
{
	struct tr_sign_proposal p = {0};
	struct build f = {0};
	unsigned long n = 1;
	trien_rc rc;
	(void)state;

	begin_form(&f, "", "/Lock<</Action/Include/Fields[(a)]>>/SV<</Reasons[(a)]>>");
	finish(&f);
	do {
		assert_true(n < 1000);
		(void)tr_mem_fail_at(n++);
		rc = tr_sign_propose(build_bytes(&f), &plain, &p, NULL);
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
		cmocka_unit_test(the_signature_dictionary_says_what_was_asked),
		cmocka_unit_test(a_new_field_is_invisible_printed_and_locked),
		cmocka_unit_test(the_smallest_object_is_changed),
		cmocka_unit_test(the_extension_is_declared_only_where_it_is_right),
		cmocka_unit_test(a_page_that_cannot_take_a_field_is_refused),
		cmocka_unit_test(the_first_empty_field_is_taken),
		cmocka_unit_test(a_field_is_taken_by_name_or_refused),
		cmocka_unit_test(a_named_field_is_made_where_none_waits),
		cmocka_unit_test(a_direct_field_is_refused_by_name_and_passed_over_otherwise),
		cmocka_unit_test(new_names_avoid_those_in_use),
		cmocka_unit_test(an_unlisted_field_is_listed),
		cmocka_unit_test(a_field_that_waits_for_a_number_is_refused),
		cmocka_unit_test(permissions_of_earlier_signatures_are_kept),
		cmocka_unit_test(a_certification_without_its_field_counts_too),
		cmocka_unit_test(the_lock_of_a_signed_field_counts),
		cmocka_unit_test(the_fields_own_lock_goes_into_the_signature),
		cmocka_unit_test(locks_and_references_end_at_their_caps),
		cmocka_unit_test(seed_values_are_met_or_refused),
		cmocka_unit_test(another_digest_is_held_against_the_seed),
		cmocka_unit_test(a_dynamic_xfa_form_is_refused),
		cmocka_unit_test(a_form_that_is_no_form_is_refused),
		cmocka_unit_test(texts_and_room_end_at_their_caps),
		cmocka_unit_test(the_tail_ends_at_its_cap),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
