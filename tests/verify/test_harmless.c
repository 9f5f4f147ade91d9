/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Later revisions that write down what held anyway, and how a viewer sets up its window: no reason to refuse a signature. Each
 * beside a twin that does change what a page shows.
 */
#include "test.h"

#include "verify/fixture.h"

#define PAGE(parent, contents, rest) \
	"<< /Type /Page /Parent " parent " /Contents " contents " /Resources << " FONTS " >> /Annots [7 0 R 8 0 R 13 0 R 14 0 R 20 0 R] " rest ">>"
#define BARE(rest) "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [7 0 R 8 0 R 13 0 R 14 0 R 20 0 R] " rest ">>"
#define FORM(rest) "<< /Type /XObject /Subtype /Form " rest "/Length 3 >>\nstream\nq Q\nendstream"
#define FONT(codes) "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [" codes "] >> >>"
#define FONTS "/Font << /F1 6 0 R >> /XObject << /X1 15 0 R >>"
#define PAGES(rest) "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] " rest ">>"
#define CATALOG(rest) "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R " rest ">>"
#define ACROFORM(da) "<< /Fields [7 0 R 8 0 R 13 0 R 20 0 R] /SigFlags 3 /DR << /Font << /Helv 6 0 R >> >> /DA (" da ") >>"
#define PREFERENCES(rest) CATALOG("/ViewerPreferences << " rest " >> ")

#define DOCMDP(p) "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P " p " /V /1.2 >> >>]"

struct row {
	const char *name;
	struct fixture_object before[4]; /* in the revision that is signed */
	struct fixture_object after[4];
	const char *kind;    /* NULL: no change at all */
	const char *finding; /* NULL: TOTAL-PASSED */
	const char *extra;   /* of the signature dictionary */
};

#define GEOMETRY "page-geometry", "verify.page-geometry-changed"
#define RESOURCE "page-resource", "verify.page-resource-changed"
#define CONTENTS "page-content", "verify.page-content-changed"
#define CATALOG_CHANGED "catalog", "verify.catalog-changed"
#define VIEWER "viewer-setting", NULL

static const struct row rows[] = {
	/* ---- what is the default, or inherited ---- */
	{"/Rotate 0 where none was", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 0 ")}}, NULL, NULL, NULL},
	{"/Rotate 90 where none was", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 90 ")}}, GEOMETRY, NULL},
	/* Where an integer is wanted some readers take a real number, or a reference to nothing, for something else than what it says. */
	{"/Rotate 90 as 90.0", {{3, PAGE("2 0 R", "4 0 R", "/Rotate 90 ")}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 90.0 ")}}, GEOMETRY, NULL},
	{"/Rotate 90 at the tree as 90.0", {{2, PAGES("/Rotate 90 ")}}, {{2, PAGES("/Rotate 90.0 ")}}, GEOMETRY, NULL},
	{"/Rotate 90 inherited, a reference to nothing written", {{2, PAGES("/Rotate 90 ")}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 99 0 R ")}},
		GEOMETRY, NULL},
	{"/Rotate null", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate null ")}}, NULL, NULL, NULL},
	{"/Rotate 0 at the tree", {{0}}, {{2, PAGES("/Rotate 0 ")}}, NULL, NULL, NULL},
	{"/Rotate 90 at the tree", {{0}}, {{2, PAGES("/Rotate 90 ")}}, GEOMETRY, NULL},
	{"/Rotate 90 inherited, written out", {{2, PAGES("/Rotate 90 ")}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 90 ")}}, NULL, NULL, NULL},
	{"/Rotate 90 inherited, 0 written", {{2, PAGES("/Rotate 90 ")}}, {{3, PAGE("2 0 R", "4 0 R", "/Rotate 0 ")}}, GEOMETRY, NULL},
	{"/Rotate 0 taken out", {{3, PAGE("2 0 R", "4 0 R", "/Rotate 0 ")}}, {{3, PAGE("2 0 R", "4 0 R", "")}}, NULL, NULL, NULL},
	{"/Rotate 90 taken out", {{3, PAGE("2 0 R", "4 0 R", "/Rotate 90 ")}}, {{3, PAGE("2 0 R", "4 0 R", "")}}, GEOMETRY, NULL},
	{"the inherited MediaBox written out", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/MediaBox [0 0 200.0 200] ")}}, NULL, NULL, NULL},
	{"another MediaBox", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/MediaBox [0 0 200 199] ")}}, GEOMETRY, NULL},
	{"/CropBox as /MediaBox", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/CropBox 30 0 R ")}, {30, "[0 0 200 200]"}}, NULL, NULL, NULL},
	{"a smaller /CropBox", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/CropBox [0 0 200 100] ")}}, GEOMETRY, NULL},
	{"/CropBox as /MediaBox where another is inherited", {{2, PAGES("/CropBox [0 0 200 100] ")}},
		{{3, PAGE("2 0 R", "4 0 R", "/CropBox [0 0 200 200] ")}}, GEOMETRY, NULL},
	{"/CropBox as /MediaBox at the tree, for pages that may have their own", {{0}}, {{2, PAGES("/CropBox [0 0 200 200] ")}}, GEOMETRY, NULL},
	{"other boxes as /CropBox", {{2, PAGES("/CropBox [0 0 200 100] ")}}, {{3, PAGE("2 0 R", "4 0 R", "/BleedBox [0 0 200 100] "
		"/TrimBox [0 0 200 100] /ArtBox [0 0 200 100] /UserUnit 1.0 ")}}, NULL, NULL, NULL},
	{"another /TrimBox", {{2, PAGES("/CropBox [0 0 200 100] ")}}, {{3, PAGE("2 0 R", "4 0 R", "/TrimBox [0 0 200 200] ")}}, GEOMETRY, NULL},
	{"/UserUnit 2", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/UserUnit 2 ")}}, GEOMETRY, NULL},
	{"inherited resources written out", {{2, PAGES("/Resources << " FONTS " >> ")}, {3, BARE("")}},
		{{3, BARE("/Resources << /XObject << /X1 15 0 R >> /Font 30 0 R >> ")}, {30, "<< /F1 6 0 R >>"}}, NULL, NULL, NULL},
	{"a box in reals", {{15, FORM("/BBox [0 0 90 90] ")}}, {{15, FORM("/BBox [0.0 0 90. 90.00] ")}}, NULL, NULL, NULL},
	{"a number that is no measure as a real", {{15, FORM("/FormType 1 ")}}, {{15, FORM("/FormType 1.0 ")}}, RESOURCE, NULL},
	{"codes of letters as reals", {{6, FONT("49 /seven")}}, {{6, FONT("49.0 /seven")}}, RESOURCE, NULL},
	{"an array of its own in reals, a box here and codes there", {{15, FORM("/BBox 30 0 R /Own 30 0 R ")}, {30, "[0 0 90 90]"}},
		{{30, "[0 0 90.0 90]"}}, RESOURCE, NULL},
	{"a form with resources that are nothing", {{0}}, {{15, FORM("/Resources 99 0 R ")}}, RESOURCE, NULL},
	{"a form with /Resources null", {{15, FORM("")}}, {{15, FORM("/Resources null ")}}, NULL, NULL, NULL},
	{"other resources", {{2, PAGES("/Resources << " FONTS " >> ")}, {3, BARE("")}},
		{{3, BARE("/Resources << /XObject << /X1 15 0 R >> /Font << /F1 30 0 R >> >> ")},
		{30, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"}}, "page-resource", "verify.page-resource-changed", NULL},

	/* ---- a /Parent that lies: who climbs it sees another page than who came down /Kids ---- */
	{"turned by its /Parent, /Rotate 0 written", {{3, PAGE("31 0 R", "4 0 R", "")}, {31, PAGES("/Rotate 90 ")}},
		{{3, PAGE("31 0 R", "4 0 R", "/Rotate 0 ")}}, GEOMETRY, NULL},
	{"turned by its /Parent, /Rotate 90 written", {{3, PAGE("31 0 R", "4 0 R", "")}, {31, PAGES("/Rotate 90 ")}},
		{{3, PAGE("31 0 R", "4 0 R", "/Rotate 90 ")}}, GEOMETRY, NULL},
	{"a /Parent that says the same", {{3, PAGE("31 0 R", "4 0 R", "")}, {31, PAGES("")}},
		{{3, PAGE("31 0 R", "4 0 R", "/Rotate 0 /CropBox [0 0 200 200] ")}}, NULL, NULL, NULL},
	{"a larger page by its /Parent", {{3, PAGE("31 0 R", "4 0 R", "")}, {31, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 400] >>"}},
		{{3, PAGE("31 0 R", "4 0 R", "/CropBox [0 0 200 200] ")}}, GEOMETRY, NULL},
	{"a page that is its own /Parent", {{3, PAGE("3 0 R", "4 0 R", "")}}, {{3, PAGE("3 0 R", "4 0 R", "/Rotate 0 ")}}, NULL, NULL, NULL},
	{"the hidden /Parent itself turned", {{3, PAGE("31 0 R", "4 0 R", "")}, {31, PAGES("")}}, {{31, PAGES("/Rotate 90 ")}},
		"page-tree", "verify.page-tree-changed", NULL},

	/* ---- content ---- */
	{"/Contents x as [x]", {{0}}, {{3, PAGE("2 0 R", "[4 0 R]", "")}}, NULL, NULL, NULL},
	{"/Contents x as an array elsewhere", {{0}}, {{3, PAGE("2 0 R", "30 0 R", "")}, {30, "[4 0 R]"}}, NULL, NULL, NULL},
	{"/Contents [x] as x", {{3, PAGE("2 0 R", "[4 0 R]", "")}}, {{3, PAGE("2 0 R", "4 0 R", "")}}, NULL, NULL, NULL},
	{"/Contents x as [y]", {{0}}, {{3, PAGE("2 0 R", "[11 0 R]", "")}}, CONTENTS, NULL},
	{"/Contents x as [x y]", {{0}}, {{3, PAGE("2 0 R", "[4 0 R 11 0 R]", "")}}, CONTENTS, NULL},
	{"/Contents x as [x y], y empty", {{0}}, {{3, PAGE("2 0 R", "[4 0 R 30 0 R]", "")}, {30, "<< /Length 0 >>\nstream\n\nendstream"}},
		CONTENTS, NULL},
	{"/Contents x as [[x]]", {{0}}, {{3, PAGE("2 0 R", "[[4 0 R]]", "")}}, CONTENTS, NULL},
	{"/Contents x as [x], its /Length a real", {{0}}, {{3, PAGE("2 0 R", "[4 0 R]", "")},
		{4, "<< /Length 29.0 >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"}}, CONTENTS, NULL},
	{"a page with /Kids that are none", {{0}}, {{3, PAGE("2 0 R", "4 0 R", "/Kids [] ")}}, "page-tree", "verify.page-tree-changed", NULL},
	{"/Contents x as [x], x anew", {{0}}, {{3, PAGE("2 0 R", "[4 0 R]", "")},
		{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"}}, CONTENTS, NULL},

	/* ---- the default appearance of fields ---- */
	{"a blank for a line's end", {{5, ACROFORM("/Helv 0 Tf\\n0 g")}}, {{5, ACROFORM("/Helv 0 Tf 0.0 g")}}, NULL, NULL, NULL},
	{"a blank for the line's end of a comment", {{5, ACROFORM("/Helv 0 Tf % x\\n0 g")}}, {{5, ACROFORM("/Helv 0 Tf % x 0 g")}}, "form-setting",
		"verify.form-setting-changed", NULL},

	/* ---- the window around the pages ---- */
	{"/PageMode by default", {{0}}, {{1, CATALOG("/PageMode /UseNone /PageLayout /SinglePage ")}}, NULL, NULL, NULL},
	{"/PageMode", {{0}}, {{1, CATALOG("/PageMode /UseOutlines ")}}, VIEWER, NULL},
	{"/PageMode /FullScreen", {{0}}, {{1, CATALOG("/PageMode /FullScreen ")}}, CATALOG_CHANGED, NULL},
	{"/PageLayout", {{0}}, {{1, CATALOG("/PageLayout /TwoColumnLeft ")}}, VIEWER, NULL},
	{"/PageMode with a certification", {{0}}, {{1, CATALOG("/PageMode /UseOutlines ")}}, "viewer-setting", "verify.docmdp", DOCMDP("1")},
	{"/PageMode with P2", {{0}}, {{1, CATALOG("/PageMode /UseOutlines ")}}, "viewer-setting", "verify.docmdp", DOCMDP("2")},
	{"/PageMode with P3", {{0}}, {{1, CATALOG("/PageMode /UseOutlines ")}}, "viewer-setting", "verify.docmdp", DOCMDP("3")},
	{"preferences", {{0}}, {{1, PREFERENCES("/HideToolbar true /DisplayDocTitle true /NonFullScreenPageMode /UseNone /PrintScaling /None")}},
		VIEWER, NULL},
	{"preferences by default", {{0}}, {{1, PREFERENCES("/ViewArea /CropBox /PrintClip /CropBox /Direction /L2R")}}, NULL, NULL, NULL},
	{"preferences by default, no window hidden", {{0}}, {{1, PREFERENCES("/HideWindowUI false /HideToolbar false")}}, NULL, NULL, NULL},
	{"nothing but the pages shown", {{0}}, {{1, PREFERENCES("/HideWindowUI true")}}, CATALOG_CHANGED, NULL},
	{"an object behind a setting", {{0}}, {{1, CATALOG("/PageLayout << /X 30 0 R >> ")}, {30, "<< /Length 1 >>\nstream\nx\nendstream"}},
		CATALOG_CHANGED, NULL},
	{"a setting that is a page", {{0}}, {{1, CATALOG("/PageLayout 3 0 R ")}}, CATALOG_CHANGED, NULL},
	{"an object in a list of settings", {{0}}, {{1, PREFERENCES("/Enforce [/PrintScaling 30 0 R]")}, {30, "<< /S /JavaScript /JS (x) >>"}},
		CATALOG_CHANGED, NULL},
	{"a list of settings", {{0}}, {{1, PREFERENCES("/Enforce [/PrintScaling]")}}, VIEWER, NULL},
	{"another area shown", {{0}}, {{1, PREFERENCES("/ViewArea /ArtBox")}}, CATALOG_CHANGED, NULL},
	{"another area printed", {{0}}, {{1, PREFERENCES("/PrintClip /ArtBox")}}, CATALOG_CHANGED, NULL},
	{"some pages printed", {{0}}, {{1, PREFERENCES("/PrintPageRange [0 0]")}}, CATALOG_CHANGED, NULL},
	{"read from right to left", {{0}}, {{1, PREFERENCES("/Direction /R2L")}}, CATALOG_CHANGED, NULL},
	{"a preference that nobody knows", {{0}}, {{1, PREFERENCES("/XX_Own 1")}}, "unknown", "verify.change-unknown", NULL},
	{"preferences that are none", {{0}}, {{1, CATALOG("/ViewerPreferences [] ")}}, CATALOG_CHANGED, NULL},
	{"an action in the same revision", {{0}}, {{1, CATALOG("/PageMode /UseOutlines /OpenAction [3 0 R /XYZ 0 0 0] ")}}, "action",
		"verify.action-changed", NULL},
};

static bool
has_kind(const struct tr_signature_verdict *s, const char *kind)
{
	for (size_t i = 0; i < s->change_count; i++)
		if (strcmp(tr_change_kind_word(s->changes[i].kind), kind) == 0)
			return true;
	return false;
}

static void
check(const struct row *r, const struct tr_signature_verdict *s)
{
	if (r->finding == NULL && (s->indication != TR_TOTAL_PASSED || s->finding_count != 0))
		fail_msg("%s: %s (%s)", r->name, tr_indication_name(s->indication), s->finding_count ? tr_finding_id(&s->findings[0]) : "");
	if (r->finding != NULL && (s->indication == TR_TOTAL_PASSED || fixture_finding(s, r->finding) == NULL))
		fail_msg("%s: %s (%s), want %s", r->name, tr_indication_name(s->indication),
				s->finding_count ? tr_finding_id(&s->findings[0]) : "no finding", r->finding);
	if (r->kind == NULL && s->change_count != 0)
		fail_msg("%s: a change %s at %s, want none", r->name, tr_change_kind_word(s->changes[0].kind), s->changes[0].path.p);
	if (r->kind != NULL && !has_kind(s, r->kind))
		fail_msg("%s: no change of kind %s", r->name, r->kind);
}

static void
each_beside_its_twin(void **state)
{
	(void)state;
	struct fixture_key *key = fixture_key_new(FLAW_NONE);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct fixture_signing s = {.value_num = 21, .extra = rows[i].extra, .objects = (const struct fixture_object[]){
				{20, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (sig) /Rect [0 0 0 0] /F 132 /P 3 0 R /V 21 0 R >>"}, {0, NULL}}};
		const struct fixture_object plain[] = {{3, PAGE("2 0 R", "4 0 R", "")},
			{5, ACROFORM("/Helv 0 Tf 0 g")}, {0, NULL}};
		struct fixture_doc d;
		fixture_begin(&d);
		fixture_update(&d, plain, NULL);
		if (rows[i].before[0].num != 0)
			fixture_update(&d, rows[i].before, NULL);
		fixture_sign(&d, key, &s);
		fixture_update(&d, rows[i].after, NULL);
		struct tr_verdict *v = fixture_judge(&d, key);
		assert_int_equal(v->signature_count, 1);
		check(&rows[i], &v->signatures[0]);
		tr_verdict_free(v);
		fixture_doc_free(&d);
	}
	fixture_key_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_beside_its_twin)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
