/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The known attacks on signed PDFs, made here (samples of our own, after the papers named in verify/attack.h): each is
 * refused by its name, and its clean twin, the same document before the attacker's last step, is good and has no name.
 */
#include "test.h"

#include <stdio.h>

#include "verify/fixture.h"

static struct fixture_key *key;
static struct trien_err err;

static int
setup(void **state)
{
	(void)state;
	key = fixture_key_new(FLAW_NONE);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_key_free(key);
	return 0;
}

static void
expect_clean(const char *name, const struct fixture_doc *d)
{
	struct tr_verdict *v = fixture_judge(d, key);
	if (v->indication != TR_TOTAL_PASSED || v->signatures[0].attacks != 0)
		fail_msg("%s: the clean twin is %s", name, tr_indication_name(v->indication));
	tr_verdict_free(v);
}

static void
expect_attack(const char *name, const struct fixture_doc *d, uint32_t attacks)
{
	struct tr_verdict *v = fixture_judge(d, key);
	uint32_t got = 0;
	for (size_t i = 0; i < v->signature_count; i++)
		got |= v->signatures[i].attacks;
	if (v->indication == TR_TOTAL_PASSED)
		fail_msg("%s: passes", name);
	for (int a = 0; a < TR_ATTACK_COUNT; a++)
		if (((got ^ attacks) >> a & 1) != 0)
			fail_msg("%s: %s %s", name, tr_attack_word((enum tr_attack)a), (got >> a & 1) ? "is named" : "is not named");
	tr_verdict_free(v);
}

/* ---- bytes of the signature dictionary exchanged: universal signature forgery ---- */

static void
exchange(struct fixture_doc *d, const char *from, const char *to)
{
	uint8_t *p = memmem(d->bytes.p, d->bytes.n, from, strlen(from));
	assert_non_null(p);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(p, to, strlen(to));
}

static void
universal_forgery(void **state)
{
	(void)state;
	const char *const edits[][2] = {
		{"/ByteRange [0 ", "/ByteRanje [0 "}, {"/ByteRange [0 ", "/ByteRange [-1"},
		{"/ByteRange [0 ", "/ByteRange [/ "}, {"/Contents <30", "/Kontents <30"},
	};
	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++) {
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_sign_plain(&d, key);
		expect_clean(edits[i][1], &d);
		exchange(&d, edits[i][0], edits[i][1]);
		expect_attack(edits[i][1], &d, TR_ATTACK_BIT(UNIVERSAL_FORGERY));
		fixture_doc_free(&d);
	}
}

/* /Contents is there and holds nothing: zeros, or no digit at all between its brackets. */
static void
emptied_contents(void **state)
{
	(void)state;
	for (int blank = 0; blank < 2; blank++) {
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_sign_plain(&d, key);
		expect_clean("contents", &d);
		uint8_t *p = memmem(d.bytes.p, d.bytes.n, "/Contents <", 11);
		assert_non_null(p);
		for (p += 11; *p != '>'; p++)
			*p = blank ? ' ' : '0';
		expect_attack(blank ? "blank contents" : "zero contents", &d, TR_ATTACK_BIT(UNIVERSAL_FORGERY));
		fixture_doc_free(&d);
	}
}

/* ---- signature wrapping: what was signed is not the whole, and something has room beside it ---- */
static void
signature_wrapping(void **state)
{
	(void)state;
	const struct fixture_signing part = {.field = "sig", .field_num = 20, .value_num = 21, .short_by = 20};
	struct fixture_doc d;
	unsigned long long a, b, c;
	char text[64];

	fixture_begin(&d);
	fixture_sign(&d, key, &part);
	expect_attack("the end is left out", &d, TR_ATTACK_BIT(SIGNATURE_WRAPPING));
	fixture_doc_free(&d);

	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	expect_clean("wrapping", &d);
	char *range = memmem(d.bytes.p, d.bytes.n, "/ByteRange [", 12);
	assert_non_null(range);
	assert_int_equal(sscanf(range, "/ByteRange [0 %llu %llu %llu]", &a, &b, &c), 3);
	int n = snprintf(text, sizeof(text), "0 %llu %llu %llu]", a, b + 30, c - 30);
	memset(range + 12, ' ', 40);
	memcpy(range + 12, text, (size_t)n);
	expect_attack("the hole is wider than /Contents", &d, TR_ATTACK_BIT(SIGNATURE_WRAPPING));
	fixture_doc_free(&d);
}

/* ---- one more revision ---- */
#define PAGE(contents, fonts, xobjects, annots) \
	"<< /Type /Page /Parent 2 0 R /Contents " contents " /Resources << /Font << " fonts " >> /XObject << " xobjects " >> >> " \
	"/Annots [" annots "] >>"
#define ANNOTS "7 0 R 8 0 R 13 0 R 14 0 R 20 0 R"
#define STAMP "<< /Type /Annot /Subtype /FreeText /Rect [0 0 200 200] /DA (/Helv 9 Tf) /Contents (So tien 9) >>"
#define CERTIFIED(p) \
	"/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P " p " /V /1.2 >> >>]"
#define LOCKED \
	"/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Action /All >> >>]"
#define FILLED \
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V (12) /Rect [10 10 60 20] /P 3 0 R /AP << /N 9 0 R >> " \
	"/DA (/Helv 9 Tf 0 g) >>"
#define SIGNED_FIELD \
	"<< /Type /Annot /Subtype /Widget /FT /Sig /T (evil) /Rect [0 0 200 200] /P 3 0 R /V 31 0 R /AP << /N 9 0 R >> >>"
#define SIGNATURE "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >>"

struct step {
	const char *name;
	const char *extra;                 /* of the signature dictionary */
	struct fixture_object objects[6];
	uint32_t attacks;
};

static const struct step steps[] = {
	{"content overwritten", NULL, {{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"}},
		TR_ATTACK_BIT(INCREMENTAL_SAVING)},
	{"page turned", NULL, {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>"}},
		TR_ATTACK_BIT(INCREMENTAL_SAVING)},
	{"hidden content shown", NULL, {{3, PAGE("11 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS)}},
		TR_ATTACK_BIT(SHADOW_HIDE_REPLACE)},
	{"overlay freed", NULL, {{15, NULL}}, TR_ATTACK_BIT(SHADOW_HIDE)},
	{"overlay no longer drawn", NULL, {{15, "<< /Type /Metadata /Subtype /XML /Length 1 >>\nstream\nx\nendstream"}},
		TR_ATTACK_BIT(SHADOW_HIDE)},
	{"overlay exchanged", NULL, {{15, "<< /Type /XObject /Subtype /Form /BBox [0 0 5 5] /Length 3 >>\nstream\n1 g\nendstream"}},
		TR_ATTACK_BIT(SHADOW_REPLACE)},
	{"font exchanged", NULL, {{6, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}},
		TR_ATTACK_BIT(SHADOW_REPLACE) | TR_ATTACK_BIT(FONT_OVERRIDE)},
	{"look of a field", NULL, {{9, "<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Length 9 >>\nstream\n/Tx BMC 9\nendstream"}},
		TR_ATTACK_BIT(SHADOW_REPLACE) | TR_ATTACK_BIT(FORM_OVERLAY)},
	{"locked field filled", LOCKED, {{7, FILLED}, {9, FIXTURE_SHOWS_12}}, TR_ATTACK_BIT(FORM_OVERLAY)},
	{"field filled under P 1", CERTIFIED("1"), {{7, FILLED}, {9, FIXTURE_SHOWS_12}}, TR_ATTACK_BIT(FORM_OVERLAY)},
	{"annotation", NULL, {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")}, {30, STAMP}},
		TR_ATTACK_BIT(EVIL_ANNOTATION)},
	{"annotation under P 2", CERTIFIED("2"), {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")}, {30, STAMP}},
		TR_ATTACK_BIT(EVIL_ANNOTATION)},
	{"annotation under P 3", CERTIFIED("3"), {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")}, {30, STAMP}},
		TR_ATTACK_BIT(EVIL_ANNOTATION)},
	{"annotation taken away", NULL, {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", "7 0 R 8 0 R 13 0 R 20 0 R")}},
		TR_ATTACK_BIT(EVIL_ANNOTATION) | TR_ATTACK_BIT(SHADOW_HIDE)},
	/* The sneaky signature is no good itself; what counts is that it covers the page. */
	{"signature under P 1", CERTIFIED("1"), {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")}, {30, SIGNED_FIELD},
		{31, SIGNATURE}, {5, "<< /Fields [7 0 R 8 0 R 13 0 R 20 0 R 30 0 R] /SigFlags 3 /DR << /Font << /Helv 6 0 R >> >> "
		"/DA (/Helv 0 Tf 0 g) >>"}},
		TR_ATTACK_BIT(SNEAKY_SIGNATURE) | TR_ATTACK_BIT(SIGNATURE_WRAPPING)},
	{"signature under P 2", CERTIFIED("2"), {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")}, {30, SIGNED_FIELD},
		{31, SIGNATURE}, {5, "<< /Fields [7 0 R 8 0 R 13 0 R 20 0 R 30 0 R] /SigFlags 3 /DR << /Font << /Helv 6 0 R >> >> "
		"/DA (/Helv 0 Tf 0 g) >>"}},
		TR_ATTACK_BIT(SNEAKY_SIGNATURE) | TR_ATTACK_BIT(SIGNATURE_WRAPPING)},
	{"signature stripped", NULL, {{20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [0 0 0 0] /F 132 /P 3 0 R >>"}},
		TR_ATTACK_BIT(SIGNATURE_REPLACED)},
	{"page added", NULL, {{2, "<< /Type /Pages /Kids [3 0 R 30 0 R] /Count 2 /MediaBox [0 0 200 200] >>"},
		{30, "<< /Type /Page /Parent 2 0 R >>"}}, TR_ATTACK_BIT(PAGE_TREE) | TR_ATTACK_BIT(INCREMENTAL_SAVING)},
	{"layers", NULL, {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /OCProperties << /OCGs [] /D << >> >> >>"}},
		TR_ATTACK_BIT(LAYER_SWITCH)},
	{"script", NULL, {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /OpenAction << /S /JavaScript /JS (x) >> >>"}},
		TR_ATTACK_BIT(SCRIPT)},
	{"attachment", NULL, {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Names << /EmbeddedFiles << /Names [] >> >> >>"}},
		TR_ATTACK_BIT(CATALOG)},
};

static void
one_more_revision(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const struct step *s = &steps[i];
		const struct fixture_signing signing = {.field = "sig", .field_num = 20, .value_num = 21, .extra = s->extra};
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_sign(&d, key, &signing);
		expect_clean(s->name, &d);
		fixture_update(&d, s->objects, NULL);
		expect_attack(s->name, &d, s->attacks);
		fixture_doc_free(&d);
	}
}

static void
trailing_content(void **state)
{
	(void)state;
	struct fixture_doc d;
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	expect_clean("trailing", &d);
	assert_ok(tr_buf_add(&d.bytes, "Kinh gui", 8, &err), &err);
	expect_attack("trailing", &d, TR_ATTACK_BIT(TRAILING_CONTENT));
	fixture_doc_free(&d);
}

/* What is permitted has no name, whoever may have done it. */
static void
harmless(void **state)
{
	(void)state;
	const struct fixture_object fill[] = {{7, FILLED}, {9, FIXTURE_SHOWS_12}, {0, NULL}};
	const struct fixture_object note[] = {{3, PAGE("4 0 R", "/F1 6 0 R", "/X1 15 0 R", ANNOTS " 30 0 R")},
			{30, "<< /Type /Annot /Subtype /Text /Rect [0 0 20 20] /Contents (ghi chu) >>"}, {0, NULL}};
	const struct fixture_signing annotated = {.field = "sig", .field_num = 20, .value_num = 21, .extra = CERTIFIED("3")};
	struct fixture_doc d;

	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_update(&d, fill, NULL);
	expect_clean("filled in", &d);
	fixture_doc_free(&d);
	fixture_begin(&d);
	fixture_sign(&d, key, &annotated);
	fixture_update(&d, note, NULL);
	expect_clean("a note under P 3", &d);
	fixture_doc_free(&d);
}

static void
names(void **state)
{
	(void)state;
	for (int a = 0; a < TR_ATTACK_COUNT; a++) {
		assert_true(strlen(tr_attack_word((enum tr_attack)a)) > 0);
		assert_true(strlen(tr_attack_text((enum tr_attack)a, TRIEN_LANG_VI)) > 0);
		assert_true(strlen(tr_attack_text((enum tr_attack)a, TRIEN_LANG_EN)) > 0);
	}
	assert_string_equal(tr_attack_word(TR_ATTACK_COUNT), "");
	assert_string_equal(tr_attack_text(TR_ATTACK_COUNT, TRIEN_LANG_EN), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(universal_forgery), cmocka_unit_test(emptied_contents),
		cmocka_unit_test(signature_wrapping), cmocka_unit_test(one_more_revision), cmocka_unit_test(trailing_content),
		cmocka_unit_test(harmless), cmocka_unit_test(names)};
	return cmocka_run_group_tests(tests, setup, teardown);
}
