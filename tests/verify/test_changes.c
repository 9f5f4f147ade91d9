/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What comes after a signature: for each finding a document that has it and a twin that does not.
 * Each row changes a signed document by one more revision.
 */
#include "test.h"

#include <stdio.h>

#include "verify/fixture.h"

#define PAGE(contents, resources, annots, rest) \
	"<< /Type /Page /Parent 2 0 R /Contents " contents " /Resources << " resources " >> /Annots [" annots "] " rest ">>"
#define FONTS "/Font << /F1 6 0 R >> /XObject << /X1 15 0 R >>"
#define ANNOTS "7 0 R 8 0 R 13 0 R 14 0 R 20 0 R"
#define FORM(fields, rest) "<< /Fields [" fields "] /SigFlags 3 " rest " >>"
#define FIELDS "7 0 R 8 0 R 13 0 R 20 0 R"
#define DR "/DR << /Font << /Helv 6 0 R >> >> "
#define DA "/DA (/Helv 0 Tf 0 g) "
#define SO(v, ap, rest) \
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V " v " /Rect [10 10 60 20] /P 3 0 R /AP << /N " ap " >> " \
	"/DA (/Helv 9 Tf 0 g) " rest ">>"
#define OTHER(v, ap) \
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T (other) /V " v " /Rect [10 30 60 40] /P 3 0 R /AP << /N " ap " >> >>"
#define LARGE "<< /Type /XObject /Subtype /Form /BBox [0 0 150 110] /Length 9 >>\nstream\n/Tx BMC 1\nendstream"
#define TURNED "<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Matrix [0 1 -1 0 0 0] /Length 9 >>\nstream\n/Tx BMC 1\nendstream"
#define APPEARANCE(text) \
	"<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Length 9 >>\nstream\n/Tx BMC " text "\nendstream"
#define CATALOG(rest) "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R " rest ">>"
#define SEAL(rest) "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /P 3 0 R " rest ">>"

struct row {
	const char *name;
	struct fixture_object objects[6];
	enum tr_indication want;
	const char *kind;        /* a row of changes that must be there; NULL: none at all */
	const char *finding;     /* NULL: none */
	const char *trailer;
};

static const struct row rows[] = {
	/* ---- no change, however it is written ---- */
	{"the same again", {{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"keys in another order", {{6, "<< /BaseFont /Helvetica /Subtype /Type1 /Type /Font >>"}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"0 and 0.0", {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0.0 0 200. 200.00] >>"}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"indirect length", {{4, "<< /Length 30 0 R >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"}, {30, "29"}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"indirect resources", {{3, PAGE("4 0 R", "/Font 31 0 R /XObject << /X1 15 0 R >>", ANNOTS, "")}, {31, "<< /F1 6 0 R >>"}},
		TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"blanks in DA", {{5, FORM(FIELDS, DR "/DA ( /Helv  0 Tf 0 g ) ")}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"an unused object rewritten", {{11, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 7) Tj ET\nendstream"}},
		TR_TOTAL_PASSED, "unused-object", NULL, NULL},

	/* ---- pages ---- */
	{"content", {{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"}}, TR_TOTAL_FAILED, "page-content",
		"verify.page-content-changed", NULL},
	{"hidden content shown", {{3, PAGE("11 0 R", FONTS, ANNOTS, "")}}, TR_TOTAL_FAILED, "page-content",
		"verify.page-content-changed", NULL},
	{"content appended", {{3, PAGE("[4 0 R 11 0 R]", FONTS, ANNOTS, "")}}, TR_TOTAL_FAILED, "page-content",
		"verify.page-content-changed", NULL},
	{"content freed", {{4, NULL}}, TR_TOTAL_FAILED, "page-content", "verify.page-content-changed", NULL},
	{"the same data, another length", {{4, "<< /Length 30 0 R >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"}, {30, "28"}},
		TR_TOTAL_FAILED, "page-content", "verify.page-content-changed", NULL},
	{"the same data, a length that is nowhere", {{4, "<< /Length 99 0 R >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"}},
		TR_TOTAL_FAILED, "page-content", "verify.page-content-changed", NULL},
	{"content of another generation", {{3, PAGE("4 1 R", FONTS, ANNOTS, "")}}, TR_TOTAL_FAILED, "page-content",
		"verify.page-content-changed", NULL},
	{"page of another generation", {{2, "<< /Type /Pages /Kids [3 1 R] /Count 1 /MediaBox [0 0 200 200] >>"}}, TR_TOTAL_FAILED,
		"page-tree", "verify.page-tree-changed", NULL},
	{"annotation of another generation", {{3, PAGE("4 0 R", FONTS, "7 0 R 8 0 R 13 0 R 14 1 R 20 0 R", "")}}, TR_TOTAL_FAILED,
		"annotation-changed", "verify.annotation-changed", NULL},
	{"field of another generation", {{5, FORM("7 1 R 8 0 R 13 0 R 20 0 R", DR DA)}}, TR_TOTAL_FAILED, "form-changed",
		"verify.form-changed", NULL},
	{"content of another type", {{4, "[]"}}, TR_TOTAL_FAILED, "page-content", "verify.page-content-changed", NULL},
	{"font", {{6, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}}, TR_TOTAL_FAILED, "page-resource",
		"verify.page-resource-changed", NULL},
	{"picture", {{15, "<< /Type /XObject /Subtype /Form /BBox [0 0 5 5] /Length 3 >>\nstream\n1 g\nendstream"}}, TR_TOTAL_FAILED,
		"page-resource", "verify.page-resource-changed", NULL},
	{"resource added", {{3, PAGE("4 0 R", FONTS " /Properties << >>", ANNOTS, "")}}, TR_TOTAL_FAILED, "page-resource",
		"verify.page-resource-changed", NULL},
	{"inherited MediaBox", {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>"}}, TR_TOTAL_FAILED,
		"page-geometry", "verify.page-geometry-changed", NULL},
	{"turned", {{3, PAGE("4 0 R", FONTS, ANNOTS, "/Rotate 180 ")}}, TR_TOTAL_FAILED, "page-geometry",
		"verify.page-geometry-changed", NULL},
	{"page added", {{2, "<< /Type /Pages /Kids [3 0 R 30 0 R] /Count 2 /MediaBox [0 0 200 200] >>"},
		{30, "<< /Type /Page /Parent 2 0 R >>"}}, TR_TOTAL_FAILED, "page-tree", "verify.page-tree-changed", NULL},
	{"page replaced", {{2, "<< /Type /Pages /Kids [30 0 R] /Count 1 /MediaBox [0 0 200 200] >>"},
		{30, PAGE("4 0 R", FONTS, ANNOTS, "")}}, TR_TOTAL_FAILED, "page-tree", "verify.page-tree-changed", NULL},
	{"page removed", {{2, "<< /Type /Pages /Kids [] /Count 0 /MediaBox [0 0 200 200] >>"}}, TR_TOTAL_FAILED, "page-tree",
		"verify.page-tree-changed", NULL},
	{"action of a page", {{3, PAGE("4 0 R", FONTS, ANNOTS, "/AA << /O << /S /JavaScript /JS (x) >> >> ")}}, TR_TOTAL_FAILED,
		"action", "verify.action-changed", NULL},
	{"private key of a page", {{3, PAGE("4 0 R", FONTS, ANNOTS, "/XX_Own 1 ")}}, TR_INDETERMINATE, "unknown",
		"verify.change-unknown", NULL},

	/* ---- annotations ---- */
	{"annotation added", {{3, PAGE("4 0 R", FONTS, ANNOTS " 30 0 R", "")},
		{30, "<< /Type /Annot /Subtype /Stamp /Rect [0 0 200 200] >>"}}, TR_INDETERMINATE, "annotation-added",
		"verify.annotation-added", NULL},
	{"annotation changed", {{14, "<< /Type /Annot /Subtype /Text /Rect [0 0 160 160] /Contents (note) >>"}}, TR_TOTAL_FAILED,
		"annotation-changed", "verify.annotation-changed", NULL},
	{"annotation removed", {{3, PAGE("4 0 R", FONTS, "7 0 R 8 0 R 13 0 R 20 0 R", "")}}, TR_TOTAL_FAILED, "annotation-changed",
		"verify.annotation-changed", NULL},
	{"annotations in another order", {{3, PAGE("4 0 R", FONTS, "8 0 R 7 0 R 13 0 R 14 0 R 20 0 R", "")}}, TR_TOTAL_FAILED,
		"annotation-changed", "verify.annotation-changed", NULL},
	{"stray widget", {{3, PAGE("4 0 R", FONTS, ANNOTS " 30 0 R", "")},
		{30, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (new) /V (x) /Rect [0 0 200 200] >>"}}, TR_TOTAL_FAILED,
		"field-appearance", "verify.field-appearance", NULL},

	/* ---- form ---- */
	{"filled in", {{7, SO("(12)", "9 0 R", "/M (D:20261120) ")}, {9, FIXTURE_SHOWS_12}}, TR_TOTAL_PASSED, "form-filled",
		"verify.value-unsigned", NULL},
	{"filled in, new appearance", {{7, SO("(12)", "30 0 R", "")}, {30, FIXTURE_SHOWS_12}}, TR_TOTAL_PASSED, "form-filled",
		"verify.value-unsigned", NULL},
	{"filled in and read-only", {{7, SO("(12)", "9 0 R", "/Ff 1 /F 64 ")}, {9, FIXTURE_SHOWS_12}}, TR_TOTAL_PASSED, "form-filled",
		"verify.value-unsigned", NULL},
	{"filled in, drawn larger", {{7, SO("(12)", "30 0 R", "")}, {30, LARGE}}, TR_INDETERMINATE, "field-appearance",
		"verify.field-appearance", NULL},
	{"filled in, turned larger", {{7, SO("(12)", "30 0 R", "")}, {30, TURNED}}, TR_INDETERMINATE, "field-appearance",
		"verify.field-appearance", NULL},
	{"filled in, a state drawn larger", {{7, SO("(12)", "<< /On 30 0 R >>", "/AS /On ")}, {30, LARGE}}, TR_INDETERMINATE,
		"field-appearance", "verify.field-appearance", NULL},
	{"filled in and hidden", {{7, SO("(12)", "9 0 R", "/F 2 ")}}, TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance",
		NULL},
	{"appearance shared with an idle field", {{7, SO("(12)", "10 0 R", "")}, {10, APPEARANCE("9")}}, TR_INDETERMINATE,
		"field-appearance", "verify.field-appearance", NULL},
	{"appearance shared with the page", {{7, SO("(12)", "15 0 R", "")},
		{15, "<< /Type /XObject /Subtype /Form /BBox [0 0 5 5] /Length 3 >>\nstream\n1 g\nendstream"}}, TR_TOTAL_FAILED,
		"page-resource", "verify.page-resource-changed", NULL},
	{"looks without a value", {{9, APPEARANCE("9")}}, TR_INDETERMINATE, "field-appearance", "verify.field-appearance", NULL},
	{"moved while filled in", {{7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V (12) /Rect [10 90 60 99] /P 3 0 R /AP << /N 9 "
		"0 R >> /DA (/Helv 9 Tf 0 g) >>"}}, TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance", NULL},
	{"renamed", {{7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (ngay) /V () /Rect [10 10 60 20] /P 3 0 R /AP << /N 9 0 R >> "
		"/DA (/Helv 9 Tf 0 g) >>"}}, TR_TOTAL_FAILED, "form-changed", "verify.form-changed", NULL},
	{"action of a field", {{7, SO("()", "9 0 R", "/AA << /F << /S /JavaScript /JS (x) >> >> ")}}, TR_TOTAL_FAILED, "action",
		"verify.action-changed", NULL},
	{"field added", {{5, FORM(FIELDS " 30 0 R", DR DA)}, {30, "<< /FT /Tx /T (new) /V (x) >>"}}, TR_TOTAL_FAILED, "form-changed",
		"verify.form-changed", NULL},
	{"field removed", {{5, FORM("8 0 R 13 0 R 20 0 R", DR DA)}}, TR_TOTAL_FAILED, "form-changed", "verify.form-changed", NULL},
	{"fields in another order", {{5, FORM("13 0 R 8 0 R 20 0 R 7 0 R", DR DA)}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"resource of the form added", {{5, FORM(FIELDS, "/DR << /Font << /Helv 6 0 R /ZaDb 30 0 R >> >> " DA)},
		{30, "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>"}}, TR_TOTAL_PASSED, NULL, NULL, NULL},
	{"resource of the form replaced", {{5, FORM(FIELDS, "/DR << /Font << /Helv 30 0 R >> >> " DA)},
		{30, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}}, TR_TOTAL_FAILED, "page-resource",
		"verify.page-resource-changed", NULL},
	{"all fields to be drawn anew", {{5, FORM(FIELDS, DR DA "/NeedAppearances true")}}, TR_INDETERMINATE, "form-setting",
		"verify.form-setting-changed", NULL},
	{"flags of the form", {{5, "<< /Fields [" FIELDS "] /SigFlags 1 " DR DA ">>"}}, TR_TOTAL_PASSED, "form-setting", NULL, NULL},

	/* ---- signatures ---- */
	{"empty signature field added", {{5, FORM(FIELDS " 30 0 R", DR DA)}, {30, "<< /FT /Sig /T (s3) >>"}}, TR_TOTAL_PASSED,
		"signature-field-added", NULL, NULL},
	{"signature field that shows something", {{5, FORM(FIELDS " 30 0 R", DR DA)}, {3, PAGE("4 0 R", FONTS, ANNOTS " 30 0 R", "")},
		{30, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (s3) /Rect [0 0 99 99] /AP << /N 9 0 R >> >>"}}, TR_INDETERMINATE,
		"field-appearance", "verify.field-appearance", NULL},
	{"stamp in the guise of a signature field", {{5, FORM(FIELDS " 30 0 R", DR DA)},
		{3, PAGE("4 0 R", FONTS, ANNOTS " 30 0 R", "")}, {30, "<< /Type /Annot /Subtype /Stamp /FT /Sig /T (s3) /Rect [0 0 9 9] >>"}},
		TR_INDETERMINATE, "annotation-added", "verify.annotation-added", NULL},
	{"value that is no signature", {{13, SEAL("/Rect [100 10 180 50] /V (x) /AP << /N 9 0 R >> ")}}, TR_TOTAL_FAILED, "form-changed",
		"verify.form-changed", NULL},
	{"signature field with an action", {{5, FORM(FIELDS " 30 0 R", DR DA)},
		{30, "<< /FT /Sig /T (s3) /AA << /F << /S /JavaScript /JS (x) >> >> >>"}}, TR_TOTAL_FAILED, "action",
		"verify.action-changed", NULL},
	{"signature removed", {{20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [0 0 0 0] /F 132 /P 3 0 R >>"}},
		TR_TOTAL_FAILED, "signature-removed", "verify.signature-removed", NULL},
	{"signature field taken out", {{5, FORM("7 0 R 8 0 R 13 0 R", DR DA)}}, TR_TOTAL_FAILED, "signature-removed",
		"verify.signature-removed", NULL},
	{"signature given a look", {{20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 21 0 R "
		"/AP << /N 15 0 R >> >>"}}, TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance", NULL},
	{"seal moved", {{13, SEAL("/Rect [0 0 200 200] ")}}, TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance", NULL},

	/* ---- catalog and trailer ---- */
	{"DSS", {{1, CATALOG("/DSS << /Certs [30 0 R] >> /Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >> ")},
		{30, "<< /Length 1 >>\nstream\nx\nendstream"}}, TR_TOTAL_PASSED, "dss", NULL, NULL},
	{"metadata", {{1, CATALOG("/Metadata 30 0 R ")}, {12, "<< /Producer (other) /ModDate (D:2026) >>"},
		{30, "<< /Type /Metadata /Subtype /XML /Length 1 >>\nstream\nx\nendstream"}}, TR_TOTAL_PASSED, "metadata", NULL, NULL},
	{"layers", {{1, CATALOG("/OCProperties << /OCGs [] /D << >> >> ")}}, TR_TOTAL_FAILED, "layers", "verify.layers-changed", NULL},
	{"open action", {{1, CATALOG("/OpenAction << /S /URI /URI (x) >> ")}}, TR_TOTAL_FAILED, "action", "verify.action-changed", NULL},
	{"script", {{1, CATALOG("/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >> ")}}, TR_TOTAL_FAILED, "action",
		"verify.action-changed", NULL},
	{"attachment", {{1, CATALOG("/Names << /EmbeddedFiles << /Names [] >> >> ")}}, TR_TOTAL_FAILED, "catalog",
		"verify.catalog-changed", NULL},
	{"named appearance", {{1, CATALOG("/Names << /AP << /Names [] >> >> ")}}, TR_INDETERMINATE, "unknown", "verify.change-unknown",
		NULL},
	{"structure", {{1, CATALOG("/StructTreeRoot << /Type /StructTreeRoot >> ")}}, TR_INDETERMINATE, "structure",
		"verify.structure-changed", NULL},
	{"permissions", {{1, CATALOG("/Perms << /DocMDP 21 0 R >> ")}}, TR_INDETERMINATE, "permissions",
		"verify.permissions-changed", NULL},
	{"private key of the catalog", {{1, CATALOG("/XX_Own 1 ")}}, TR_INDETERMINATE, "unknown", "verify.change-unknown", NULL},
	{"another catalog, the same document", {{30, CATALOG("")}}, TR_TOTAL_PASSED, NULL, NULL, "/Root 30 0 R"},
	{"another catalog, another document", {{30, "<< /Type /Catalog /Pages 31 0 R >>"},
		{31, "<< /Type /Pages /Kids [] /Count 0 >>"}}, TR_TOTAL_FAILED, "page-tree", "verify.page-tree-changed", "/Root 30 0 R"},
};

static bool
has_kind(const struct tr_signature_verdict *s, const char *kind)
{
	for (size_t i = 0; i < s->change_count; i++)
		if (strcmp(tr_change_kind_word(s->changes[i].kind), kind) == 0)
			return true;
	return false;
}

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

static void
check(const char *name, const struct tr_signature_verdict *s, enum tr_indication want, const char *kind, const char *finding)
{
	if (s->indication != want)
		fail_msg("%s: %s (%s), want %s", name, tr_indication_name(s->indication),
				s->finding_count ? tr_finding_id(&s->findings[0]) : "no finding", tr_indication_name(want));
	if (kind == NULL && s->change_count != 0)
		fail_msg("%s: a change %s at %s, want none", name, tr_change_kind_word(s->changes[0].kind), s->changes[0].path.p);
	if (kind != NULL && !has_kind(s, kind))
		fail_msg("%s: no change of kind %s", name, kind);
	if (finding == NULL && s->finding_count != 0)
		fail_msg("%s: finding %s, want none", name, tr_finding_id(&s->findings[0]));
	if (finding != NULL && fixture_finding(s, finding) == NULL)
		fail_msg("%s: no finding %s", name, finding);
	if (finding != NULL && want == TR_TOTAL_FAILED)
		assert_int_equal(s->sub, TR_SUB_FORMAT_FAILURE);
}

static void
one_change(void **state)
{
	(void)state;
	struct fixture_doc signed_doc, d;
	fixture_begin(&signed_doc);
	fixture_sign_plain(&signed_doc, key);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct trien_err err = {0};
		d = signed_doc;
		d.bytes = (struct tr_buf){0};
		assert_ok(tr_buf_add_bytes(&d.bytes, tr_buf_view(&signed_doc.bytes), &err), &err);
		fixture_update(&d, rows[i].objects, rows[i].trailer);
		struct tr_verdict *v = fixture_judge(&d, key);
		assert_true(v->signature_count >= 1);
		check(rows[i].name, &v->signatures[0], rows[i].want, rows[i].kind, rows[i].finding);
		assert_int_equal(v->signatures[0].covers, 1);
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
	fixture_doc_free(&signed_doc);
}

/* ---- what DocMDP and locks say of it ---- */

struct rule_row {
	const char *name;
	const char *extra;       /* of the signature dictionary */
	struct fixture_object objects[4];
	enum tr_indication want;
	const char *kind, *finding;
};

#define DOCMDP(p) "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P " p " /V /1.2 >> >>]"
#define FIELDMDP(rest) "/Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams << " rest " >> >>]"
#define FILL {7, SO("(12)", "9 0 R", "")}, {9, FIXTURE_SHOWS_12}
#define ANNOTATE {3, PAGE("4 0 R", FONTS, ANNOTS " 30 0 R", "")}, {30, "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] >>"}
#define NEW_FIELD {5, FORM(FIELDS " 30 0 R", DR DA)}, {30, "<< /FT /Sig /T (s3) >>"}
#define ADD_DSS {1, CATALOG("/DSS << >> ")}

static const struct rule_row rule_rows[] = {
	{"P1 and DSS", DOCMDP("1"), {ADD_DSS}, TR_TOTAL_PASSED, "dss", NULL},
	{"P1 and filling in", DOCMDP("1"), {FILL}, TR_TOTAL_FAILED, "form-filled", "verify.docmdp"},
	{"P1 and a new field", DOCMDP("1"), {NEW_FIELD}, TR_TOTAL_FAILED, "signature-field-added", "verify.docmdp"},
	{"P1 and an annotation", DOCMDP("1"), {ANNOTATE}, TR_TOTAL_FAILED, "annotation-added", "verify.annotation-added"},
	{"P2 and filling in", DOCMDP("2"), {FILL}, TR_TOTAL_PASSED, "form-filled", "verify.value-unsigned"},
	{"P2 and an annotation", DOCMDP("2"), {ANNOTATE}, TR_TOTAL_FAILED, "annotation-added", "verify.annotation-added"},
	{"P2 and a new field", DOCMDP("2"), {NEW_FIELD}, TR_INDETERMINATE, "signature-field-added", "verify.docmdp"},
	{"P3 and an annotation", DOCMDP("3"), {ANNOTATE}, TR_TOTAL_PASSED, "annotation-added", NULL},
	{"P3 and another annotation", DOCMDP("3"), {{14, "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] >>"}}, TR_TOTAL_PASSED,
		"annotation-changed", NULL},
	{"P3 and content", DOCMDP("3"), {{4, "<< /Length 0 >>\nstream\n\nendstream"}}, TR_TOTAL_FAILED, "page-content",
		"verify.page-content-changed"},
	{"P of no meaning", DOCMDP("9"), {FILL}, TR_TOTAL_FAILED, "form-filled", "verify.docmdp"},
	{"locked by name", FIELDMDP("/Action /Include /Fields [(so)]"), {FILL}, TR_TOTAL_FAILED, "locked-field-changed",
		"verify.field-locked"},
	{"another is locked", FIELDMDP("/Action /Include /Fields [(other) (s)]"), {FILL}, TR_TOTAL_PASSED, "form-filled", "verify.value-unsigned"},
	{"all but this one locked", FIELDMDP("/Action /Exclude /Fields [(so)]"), {FILL}, TR_TOTAL_PASSED, "form-filled", "verify.value-unsigned"},
	{"all but another locked", FIELDMDP("/Action /Exclude /Fields [(other)]"), {FILL}, TR_TOTAL_FAILED, "locked-field-changed",
		"verify.field-locked"},
	{"all locked", FIELDMDP("/Action /All"), {FILL}, TR_TOTAL_FAILED, "locked-field-changed", "verify.field-locked"},
	{"locked in a way that nobody knows", FIELDMDP("/Action /Some /Fields [(other)]"), {FILL}, TR_TOTAL_FAILED, "locked-field-changed",
		"verify.lock-action"},
	{"locked without saying how", FIELDMDP("/Fields [(other)]"), {FILL}, TR_TOTAL_FAILED, "locked-field-changed", "verify.field-locked"},
	{"locked in a way that nobody knows, DSS", FIELDMDP("/Action /Some"), {ADD_DSS}, TR_TOTAL_PASSED, "dss", "verify.lock-action"},
	{"all locked, a look alone", FIELDMDP("/Action /All"), {{9, APPEARANCE("9")}}, TR_TOTAL_FAILED, "locked-field-changed",
		"verify.field-locked"},
	{"all but one locked, its look alone", FIELDMDP("/Action /Exclude /Fields [(so)]"), {{9, APPEARANCE("9")}},
		TR_INDETERMINATE, "field-appearance", "verify.field-appearance"},
	{"all locked, DSS", FIELDMDP("/Action /All"), {ADD_DSS}, TR_TOTAL_PASSED, "dss", NULL},
	{"all but one locked, a new field", FIELDMDP("/Action /Exclude /Fields [(so)]"), {NEW_FIELD}, TR_TOTAL_FAILED,
		"locked-field-changed", "verify.field-locked"},
};

static void
rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rule_rows) / sizeof(*rule_rows); i++) {
		const struct rule_row *r = &rule_rows[i];
		const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21, .extra = r->extra};
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_sign(&d, key, &s);
		fixture_update(&d, r->objects, NULL);
		struct tr_verdict *v = fixture_judge(&d, key);
		check(r->name, &v->signatures[0], r->want, r->kind, r->finding);
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
}

/* The lock of the signature field itself binds as well: the architecture's procedure 2 rests on it. */
static void
lock_of_the_field(void **state)
{
	(void)state;
	const char *const locks[] = {"/Lock << /Type /SigFieldLock /Action /All >> ",
			"/Lock << /Type /SigFieldLock /Action /Exclude /Fields [(so)] >> ",
			"/Lock << /Type /SigFieldLock /Action /Include /Fields [(none)] /P 1 >> "};
	const char *const findings[] = {"verify.field-locked", "verify.value-unsigned", "verify.docmdp"};

	for (size_t i = 0; i < 3; i++) {
		char seal[512];
		struct fixture_doc d;
		snprintf(seal, sizeof(seal), SEAL("/Rect [100 10 180 50] %s /V 21 0 R "), locks[i]);
		const struct fixture_object objects[] = {{13, seal}, {0, NULL}};
		const struct fixture_signing s = {.value_num = 21, .objects = objects};
		const struct fixture_object fill[] = {FILL, {0, NULL}};
		fixture_begin(&d);
		fixture_sign(&d, key, &s);
		fixture_update(&d, fill, NULL);
		struct tr_verdict *v = fixture_judge(&d, key);
		assert_int_equal(v->signatures[0].lock.action, i == 0 ? TR_LOCK_ALL : i == 1 ? TR_LOCK_EXCLUDE : TR_LOCK_INCLUDE);
		check(locks[i], &v->signatures[0], i == 1 ? TR_TOTAL_PASSED : TR_TOTAL_FAILED,
				i == 0 ? "locked-field-changed" : "form-filled", findings[i]);
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
}

/* ---- further signatures ---- */

static void
second_signature(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object objects[] = {{13, SEAL("/Rect [100 10 180 50] /F 132 /V 23 0 R /AP << /N 30 0 R >> ")},
			{30, APPEARANCE("s")}, {0, NULL}};
	const struct fixture_signing seal = {.value_num = 23, .objects = objects};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_sign(&d, key, &seal);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->signature_count, 2);
	assert_int_equal(v->indication, TR_TOTAL_PASSED);
	check("the first", &v->signatures[0], TR_TOTAL_PASSED, "signature-added", NULL);
	check("the seal", &v->signatures[1], TR_TOTAL_PASSED, NULL, NULL);
	assert_int_equal(v->signatures[1].covers, 2);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

static void
second_signature_elsewhere(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object objects[] = {{13, SEAL("/Rect [0 0 200 200] /F 132 /V 23 0 R /AP << /N 30 0 R >> ")},
			{30, APPEARANCE("s")}, {0, NULL}};
	const struct fixture_signing seal = {.value_num = 23, .objects = objects};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_sign(&d, key, &seal);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("the first", &v->signatures[0], TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance");
	check("the seal", &v->signatures[1], TR_TOTAL_PASSED, NULL, NULL);
	assert_int_equal(v->indication, TR_TOTAL_FAILED);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* Where nothing was kept for it, it may cover what is signed already: told, with whom nothing is seen as the twin. */
static void
second_signature_in_a_new_place(void **state)
{
	static const struct {
		const char *rect, *finding;
	} cases[] = {{"[20 60 180 90]", "verify.signature-shows"}, {"[0 0 0 0]", NULL}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture_doc d;
		char widget[256];
		snprintf(widget, sizeof(widget), "<< /Type /Annot /Subtype /Widget /FT /Sig /T (more) /P 3 0 R /Rect %s /F 132 /V 23 0 R /AP << /N 30 0 R >> >>",
				cases[i].rect);
		const struct fixture_object objects[] = {{31, widget}, {30, APPEARANCE("s")}, {5, FORM(FIELDS " 31 0 R", DR DA)},
				{3, PAGE("4 0 R", FONTS, ANNOTS " 31 0 R", "")}, {0, NULL}};
		const struct fixture_signing more = {.value_num = 23, .objects = objects};
		fixture_begin(&d);
		fixture_sign_plain(&d, key);
		fixture_sign(&d, key, &more);
		struct tr_verdict *v = fixture_judge(&d, key);
		check("the first", &v->signatures[0], TR_TOTAL_PASSED, "signature-added", cases[i].finding);
		check("the other", &v->signatures[1], TR_TOTAL_PASSED, NULL, NULL);
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
}

/* "Signature fields shall never refer to more than one annotation" (§12.7.5.5): one more place is one more seal. */
static void
second_signature_at_two_places(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object objects[] = {{13, SEAL("/Rect [100 10 180 50] /F 132 /V 23 0 R /AP << /N 30 0 R >> /Kids [31 0 R] ")},
			{30, APPEARANCE("s")}, {3, PAGE("4 0 R", FONTS, ANNOTS " 31 0 R", "")},
			{31, "<< /Type /Annot /Subtype /Widget /Parent 13 0 R /Rect [0 0 99 99] /P 3 0 R /AP << /N 30 0 R >> >>"}, {0, NULL}};
	const struct fixture_signing seal = {.value_num = 23, .objects = objects};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_sign(&d, key, &seal);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("the first", &v->signatures[0], TR_TOTAL_FAILED, "field-appearance", "verify.field-appearance");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* With what a field was filled in is seen; it is somebody's word once a signature covers it. */
static void
filled_in_value(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object fill[] = {FILL, {0, NULL}}, value[] = {{13, SEAL("/Rect [100 10 180 50] /V 23 0 R ")}, {0, NULL}};
	const struct fixture_signing seal = {.value_num = 23, .objects = value};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_update(&d, fill, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("before", &v->signatures[0], TR_TOTAL_PASSED, "form-filled", "verify.value-unsigned");
	tr_verdict_free(v);
	fixture_sign(&d, key, &seal);
	v = fixture_judge(&d, key);
	check("after", &v->signatures[0], TR_TOTAL_PASSED, "form-filled", NULL);
	const struct tr_change_row *row = &v->signatures[0].changes[0];
	assert_true(tr_bytes_are(TR_BYTES(row->field.p, row->field.n), "so"));
	assert_true(tr_bytes_are(TR_BYTES(row->value.p, row->value.n), "12"));
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* A signature value that is given other words later is a changed signature. */
static void
signature_value_changed(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object objects[] = {{21, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached >>"}, {0, NULL}};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_update(&d, objects, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	/* The one that was signed, and what stands in its place now. */
	assert_int_equal(v->signature_count, 2);
	const struct tr_signature_verdict *s = v->signatures[0].covers == 1 ? &v->signatures[0] : &v->signatures[1];
	check("value", s, TR_TOTAL_FAILED, "signature-changed", "verify.signature-changed");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* Objects of a generation above 0 are compared like all others. */
static void
later_generation(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object before[] = {{3, PAGE("30 1 R", FONTS, "7 0 R 8 0 R 13 0 R 14 0 R", "")},
			{FIXTURE_GENERATION(30, 1), "<< /Length 1 >>\nstream\nq\nendstream"}, {0, NULL}};
	const struct fixture_object value[] = {{13, SEAL("/Rect [100 10 180 50] /V 21 0 R ")}, {0, NULL}};
	const struct fixture_signing s = {.value_num = 21, .objects = value};
	const struct fixture_object after[] = {{FIXTURE_GENERATION(30, 1), "<< /Length 1 >>\nstream\nQ\nendstream"}, {0, NULL}};
	fixture_begin(&d);
	fixture_update(&d, before, NULL);
	fixture_sign(&d, key, &s);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("before", &v->signatures[0], TR_TOTAL_PASSED, NULL, NULL);
	tr_verdict_free(v);
	fixture_update(&d, after, NULL);
	v = fixture_judge(&d, key);
	check("after", &v->signatures[0], TR_TOTAL_FAILED, "page-content", "verify.page-content-changed");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* A later revision whose new text of a used object is not readable. */
static void
unreadable_object(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object objects[] = {{4, "<< /Length"}, {0, NULL}};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_update(&d, objects, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("unreadable", &v->signatures[0], TR_TOTAL_FAILED, "page-content", "verify.page-content-changed");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* What is in use cannot be read in either revision: who knows what it refers to. */
static void
unreadable_way(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object broken[] = {{15, "<< /Length"}, {0, NULL}}, unused[] = {{11, "<< /Length 0 >>"}, {0, NULL}};
	fixture_begin(&d);
	fixture_update(&d, broken, NULL);
	fixture_sign_plain(&d, key);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("before", &v->signatures[0], TR_TOTAL_PASSED, NULL, NULL);
	tr_verdict_free(v);
	fixture_update(&d, unused, NULL);
	v = fixture_judge(&d, key);
	check("after", &v->signatures[0], TR_INDETERMINATE, "unreadable", "verify.changes-unreadable");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* What the encryption dictionary refers to is replaced; where it differs itself, the file does not open. */
static void
encryption_changed(void **state)
{
	(void)state;
	struct fixture_doc d;
	const struct fixture_object after[] = {{31, "<< /A << /CFM /None >> >>"}, {0, NULL}};
	const char *trailer = "/Encrypt << /Filter /Own /V 4 /CF 31 0 R >> /ID [(a) (b)]";
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21, .trailer = trailer};
	fixture_begin_with(&d, trailer);
	fixture_sign(&d, key, &s);
	fixture_update(&d, after, trailer);
	struct tr_verdict *v = fixture_judge(&d, key);
	check("encryption", &v->signatures[0], TR_TOTAL_FAILED, "encryption", "verify.encryption-changed");
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/*
 * Drawn objects that are listed as something else too: whoever prepared the document meant to change them. (A stream
 * among the fields does not open.)
 */
static void
listed_twice(void **state)
{
	(void)state;
	const struct {
		const char *form, *annots;
		uint32_t num;
		const char *body;
	} guises[] = {
		{"", ANNOTS " 15 0 R", 15, "<< /Type /XObject /Subtype /Form /BBox [0 0 5 5] /Length 3 >>\nstream\n1 g\nendstream"},
		{"6 0 R", ANNOTS, 6, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"},
		{"", ANNOTS " 6 0 R", 6, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"},
	};
	for (size_t i = 0; i < sizeof(guises) / sizeof(*guises); i++) {
		struct fixture_doc d;
		char form[256], page[512];
		const struct fixture_signing s = {.value_num = 21, .extra = DOCMDP("3"), .objects = (const struct fixture_object[]){
				{20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [0 0 0 0] /P 3 0 R /V 21 0 R >>"}, {0, NULL}}};
		snprintf(form, sizeof(form), "<< /Fields [" FIELDS " %s] /SigFlags 3 " DR DA " >>", guises[i].form);
		snprintf(page, sizeof(page), "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << " FONTS " >> /Annots [%s] >>",
				guises[i].annots);
		const struct fixture_object prepare[] = {{5, form}, {3, page}, {0, NULL}};
		const struct fixture_object strike[] = {{guises[i].num, guises[i].body}, {0, NULL}};
		fixture_begin(&d);
		fixture_update(&d, prepare, NULL);
		fixture_sign(&d, key, &s);
		fixture_update(&d, strike, NULL);
		struct tr_verdict *v = fixture_judge(&d, key);
		check(guises[i].body, &v->signatures[0], TR_TOTAL_FAILED, "page-resource", "verify.page-resource-changed");
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
}

/* ---- caps ---- */

static void
judge_many_annotations(size_t count, bool want_cut)
{
	struct fixture_doc d;
	struct trien_err err = {0};
	TR_AUTO_BUF page = {0};
	assert_ok(tr_buf_addf(&page, &err, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << " FONTS " >> /Annots [" ANNOTS), &err);
	for (size_t i = 0; i < count; i++)
		assert_ok(tr_buf_addf(&page, &err, "<</Subtype/Text/Rect[0 0 %zu 9]>>", i), &err);
	assert_ok(tr_buf_addf(&page, &err, "] >>"), &err);
	assert_ok(tr_buf_add_byte(&page, 0, &err), &err);
	const struct fixture_object objects[] = {{3, (const char *)page.p}, {0, NULL}};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	fixture_update(&d, objects, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->signatures[0].indication, TR_INDETERMINATE);
	assert_int_equal(v->signatures[0].changes_cut, want_cut);
	assert_int_equal(fixture_finding(&v->signatures[0], "verify.changes-limit") != NULL, want_cut);
	assert_true(v->signatures[0].change_count <= TR_VERIFY_CHANGES_MAX);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

static void
caps_of_rows(void **state)
{
	(void)state;
	judge_many_annotations(TR_VERIFY_CHANGES_MAX, false);
	judge_many_annotations(TR_VERIFY_CHANGES_MAX + 1, true);
}

static void
judge_many_locks(size_t count, enum tr_indication want)
{
	struct fixture_doc d;
	struct trien_err err = {0};
	TR_AUTO_BUF extra = {0};
	assert_ok(tr_buf_addf(&extra, &err, "/Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /Include /Fields ["), &err);
	for (size_t i = 0; i < count; i++)
		assert_ok(tr_buf_addf(&extra, &err, "(f%zu)", i), &err);
	assert_ok(tr_buf_addf(&extra, &err, "] >> >>]"), &err);
	assert_ok(tr_buf_add_byte(&extra, 0, &err), &err);
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21, .extra = (const char *)extra.p};
	const struct fixture_object fill[] = {FILL, {0, NULL}};
	fixture_begin(&d);
	fixture_sign(&d, key, &s);
	fixture_update(&d, fill, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->indication, want);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

/* A list that is too long to be read locks everything. */
static void
caps_of_locks(void **state)
{
	(void)state;
	judge_many_locks(TR_VERIFY_LOCK_FIELDS_MAX, TR_TOTAL_PASSED);
	judge_many_locks(TR_VERIFY_LOCK_FIELDS_MAX + 1, TR_TOTAL_FAILED);
}

static void
judge_many_revisions(size_t count, enum tr_indication want)
{
	struct fixture_doc d;
	const struct fixture_object objects[] = {{11, "<< >>"}, {0, NULL}};
	fixture_begin(&d);
	fixture_sign_plain(&d, key);
	for (size_t i = 0; i < count; i++)
		fixture_update(&d, objects, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->indication, want);
	tr_verdict_free(v);
	fixture_doc_free(&d);
}

static void
caps_of_revisions(void **state)
{
	(void)state;
	judge_many_revisions(TR_VERIFY_REVISIONS_MAX, TR_TOTAL_PASSED);
	judge_many_revisions(TR_VERIFY_REVISIONS_MAX + 1, TR_INDETERMINATE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(one_change),
			cmocka_unit_test(rules),
			cmocka_unit_test(lock_of_the_field),
			cmocka_unit_test(second_signature),
			cmocka_unit_test(second_signature_elsewhere),
			cmocka_unit_test(second_signature_in_a_new_place),
			cmocka_unit_test(second_signature_at_two_places),
			cmocka_unit_test(filled_in_value),
			cmocka_unit_test(signature_value_changed),
			cmocka_unit_test(later_generation),
			cmocka_unit_test(unreadable_object),
			cmocka_unit_test(unreadable_way),
			cmocka_unit_test(encryption_changed),
			cmocka_unit_test(listed_twice),
			cmocka_unit_test(caps_of_locks),
			cmocka_unit_test(caps_of_rows),
			cmocka_unit_test(caps_of_revisions),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
