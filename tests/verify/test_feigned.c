/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looks that a later revision gives to what a signature leaves open: annotations under a certification that permits them, and fields that
 * readers draw by themselves. Each forged one stands beside a twin that changes nothing to see.
 */
#include "test.h"

#include "verify/fixture.h"

static struct fixture_key *key;

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

#define SEAL "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [100 10 180 50] /P 3 0 R /V 21 0 R >>"
#define MAY_ANNOTATE "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >>]"
#define PAGE(annots) \
	"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> /XObject << /X1 15 0 R >> >> /Annots [" annots "] >>"
#define ANNOTS "7 0 R 8 0 R 13 0 R 14 0 R"
#define ADD(annotation) {3, PAGE(ANNOTS " 30 0 R")}, {30, "<< /Type /Annot " annotation " >>"}
#define SQUARE(rest) "<< /Type /Annot /Subtype /Square /Rect [10 100 60 120] " rest ">>"
#define NOTE "<< /Type /Annot /Subtype /Text /Rect [150 150 160 160] /Contents (note) "
#define SCRIPT "<< /S /JavaScript /JS (x) >>"
#define FORM(rest) "<< /Fields [7 0 R 8 0 R 13 0 R] " rest ">>"
#define DR(more) "/DR << /Font << /Helv 6 0 R " more ">> >> "
#define SO(type, rest) "<< /Type /Annot /Subtype /Widget /FT /" type " /T (so) /V (12) /Rect [10 10 60 20] /P 3 0 R " rest ">>"
#define LIST(top) SO("Ch", "/AP << /N 9 0 R >> /Opt [(12) (13) (14)] /TI " top " ")
#define OTHER_FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [48 /zero /nine] >> >>"
#define EVIL TR_ATTACK_BIT(EVIL_ANNOTATION)
#define OVERLAY (TR_ATTACK_BIT(FORM_OVERLAY) | TR_ATTACK_BIT(SHADOW_REPLACE))

static const struct row {
	const char *name, *extra;
	struct fixture_object before[4], after[4];
	const char *finding; /* NULL: good */
	uint32_t attacks;
} rows[] = {
	/* ---- annotations that came ---- */
	{"a small mark", MAY_ANNOTATE, {{0}}, {ADD("/Subtype /Text /Rect [10 10 30 30]")}, NULL, 0},
	{"a small mark that draws what it likes", MAY_ANNOTATE, {{0}}, {ADD("/Subtype /Text /Rect [10 10 30 30] /AP << /N 15 0 R >>")},
		"verify.annotation-added", EVIL},
	{"a file's mark that draws what it likes", MAY_ANNOTATE, {{0}},
		{ADD("/Subtype /FileAttachment /Rect [10 10 30 30] /AP << /N 15 0 R >>")}, "verify.annotation-added", EVIL},
	{"a small mark that runs a script", MAY_ANNOTATE, {{0}}, {ADD("/Subtype /Text /Rect [10 10 30 30] /A " SCRIPT)},
		"verify.annotation-added", EVIL},
	{"a small mark with events", MAY_ANNOTATE, {{0}}, {ADD("/Subtype /Text /Rect [10 10 30 30] /AA << /E " SCRIPT " >>")},
		"verify.annotation-added", EVIL},
	{"a window", MAY_ANNOTATE, {{0}}, {ADD("/Subtype /Popup /Rect [10 10 190 190] /Parent 14 0 R")}, NULL, 0},
	{"a window that draws what it likes", MAY_ANNOTATE, {{0}},
		{ADD("/Subtype /Popup /Rect [10 10 190 190] /Parent 14 0 R /AP << /N 15 0 R >>")}, "verify.annotation-added", EVIL},

	/* ---- annotations of before ---- */
	{"a mark gets a remark", MAY_ANNOTATE, {{0}}, {{14, NOTE "/T (x) /M (D:20261120) >>"}}, NULL, 0},
	{"a mark is moved", MAY_ANNOTATE, {{0}}, {{14, "<< /Type /Annot /Subtype /Text /Rect [10 10 20 20] /Contents (note) >>"}}, NULL, 0},
	{"a mark gets a picture", MAY_ANNOTATE, {{0}}, {{14, NOTE "/AP << /N 15 0 R >> >>"}}, "verify.annotation-changed", EVIL},
	{"a mark grows", MAY_ANNOTATE, {{0}}, {{14, "<< /Type /Annot /Subtype /Text /Rect [10 10 190 190] /Contents (note) >>"}},
		"verify.annotation-changed", EVIL},
	{"a mark is taken away", MAY_ANNOTATE, {{0}}, {{3, PAGE("7 0 R 8 0 R 13 0 R")}}, NULL, 0},
	{"a cover gets a remark", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 15 0 R >> ")}},
		{{14, SQUARE("/AP << /N 15 0 R >> /Contents (seen) /NM (1) ")}}, NULL, 0},
	{"a cover is moved", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 15 0 R >> ")}},
		{{14, "<< /Type /Annot /Subtype /Square /Rect [10 60 60 80] /AP << /N 15 0 R >> >>"}}, "verify.annotation-changed", EVIL},
	{"a cover shows something else", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 15 0 R >> ")}}, {{14, SQUARE("/AP << /N 10 0 R >> ")}},
		"verify.annotation-changed", EVIL},
	{"a cover is drawn anew", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 16 0 R >> ")}, {16, "<< /Length 3 >>\nstream\n0 g\nendstream"}},
		{{16, "<< /Length 3 >>\nstream\n1 g\nendstream"}}, "verify.annotation-changed", EVIL},
	{"a cover is hidden", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 15 0 R >> ")}}, {{14, SQUARE("/AP << /N 15 0 R >> /F 2 ")}},
		"verify.annotation-changed", EVIL},
	{"a cover is taken away", MAY_ANNOTATE, {{14, SQUARE("/AP << /N 15 0 R >> ")}}, {{3, PAGE("7 0 R 8 0 R 13 0 R")}},
		"verify.annotation-changed", EVIL | TR_ATTACK_BIT(SHADOW_HIDE)},
	{"a field is taken off the page", MAY_ANNOTATE, {{0}}, {{3, PAGE("7 0 R 13 0 R 14 0 R")}}, "verify.annotation-changed",
		EVIL | TR_ATTACK_BIT(SHADOW_HIDE)},
	{"words on the page are others", MAY_ANNOTATE, {{14, "<< /Type /Annot /Subtype /FreeText /Rect [10 100 60 120] /Contents (1) >>"}},
		{{14, "<< /Type /Annot /Subtype /FreeText /Rect [10 100 60 120] /Contents (9) >>"}}, "verify.annotation-changed", EVIL},

	/* ---- fields that readers draw by themselves ---- */
	{"the form gets a default appearance", "", {{5, FORM(DR(""))}, {7, SO("Tx", "")}}, {{5, FORM(DR("") "/DA (/Helv 9 Tf 1 g) ")}},
		"verify.field-appearance", OVERLAY},
	{"the same, and fields have looks", "", {{5, FORM(DR(""))}, {7, SO("Tx", "/AP << /N 9 0 R >> ")}},
		{{5, FORM(DR("") "/DA (/Helv 9 Tf 1 g) ")}}, NULL, 0},
	{"the same, and looks are thrown away", "", {{5, FORM(DR("") "/NeedAppearances true ")}, {7, SO("Tx", "/AP << /N 9 0 R >> ")}},
		{{5, FORM(DR("") "/NeedAppearances true /DA (/Helv 9 Tf 1 g) ")}}, "verify.field-appearance", OVERLAY},
	{"the font that was missing comes", "", {{7, SO("Tx", "/DA (/FX 9 Tf) ")}},
		{{5, FORM(DR("/FX 30 0 R ") "/DA (/Helv 0 Tf 0 g) ")}, {30, OTHER_FONT}}, "verify.field-appearance", OVERLAY},
	{"the font that was missing comes, by the form", "", {{5, FORM(DR("") "/DA (/FX 9 Tf) ")}, {7, SO("Tx", "")}},
		{{5, FORM(DR("/FX 30 0 R ") "/DA (/FX 9 Tf) ")}, {30, OTHER_FONT}}, "verify.field-appearance", OVERLAY},
	{"a font comes that no field names", "", {{7, SO("Tx", "/DA (/Helv 9 Tf) ")}},
		{{5, FORM(DR("/FX 30 0 R ") "/DA (/Helv 0 Tf 0 g) ")}, {30, OTHER_FONT}}, NULL, 0},
	{"a list is turned to another row", "", {{7, LIST("0")}}, {{7, LIST("2")}}, "verify.field-appearance", OVERLAY},
	{"a list as it was", "", {{7, LIST("0")}}, {{7, LIST("0")}}, NULL, 0},
};

static void
feigned(void **state)
{
	(void)state;
	const struct fixture_object seal[] = {{13, SEAL}, {0, NULL}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		const struct fixture_signing s = {.value_num = 21, .extra = r->extra, .objects = seal};
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_update(&d, r->before, NULL);
		fixture_sign(&d, key, &s);
		fixture_update(&d, r->after, NULL);
		struct tr_verdict *v = fixture_judge(&d, key);
		const struct tr_signature_verdict *got = &v->signatures[0];
		if (got->indication != (r->finding != NULL ? TR_INDETERMINATE : TR_TOTAL_PASSED))
			fail_msg("%s: %s, %s", r->name, tr_indication_name(got->indication),
					got->finding_count ? tr_finding_id(&got->findings[0]) : "");
		if (r->finding != NULL && fixture_finding(got, r->finding) == NULL)
			fail_msg("%s: %s", r->name, tr_finding_id(&got->findings[0]));
		for (int a = 0; a < TR_ATTACK_COUNT; a++)
			if (((got->attacks ^ r->attacks) >> a & 1) != 0)
				fail_msg("%s: %s", r->name, tr_attack_word((enum tr_attack)a));
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(feigned)};
	return cmocka_run_group_tests(tests, setup, teardown);
}
