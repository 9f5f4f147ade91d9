/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A field that is filled in after a signature: what its appearance shows is what its value says, however that is
 * written, or the verdict says that it is not. Each of the first rows is one appearance of a text field for the value "105" (but
 * where it says another); choices and buttons follow.
 */
#include "test.h"

#include <stdio.h>

#include "verify/fixture.h"
#include "verify/look_text.h"

#define TEXT(operators) "/Tx BMC q BT " operators " ET Q EMC"
#define SET "/Helv 9 Tf 0 g 2 2 Td "
#define DIFFERS "filled-look-differs"
#define UNREAD "filled-look-unread"
#define LOOKS_LIKE "field-appearance" /* it has another look than before */

struct row {
	const char *name, *content;
	const char *want;     /* kind of change beside form-filled; NULL: it is good */
	const char *shown;    /* with DIFFERS */
	const char *value;    /* NULL: (105) */
	const char *font;     /* object 31, brought by whoever fills in; NULL: the form's Helvetica */
	const char *look;     /* more keys of the appearance */
	const char *marks;    /* /MK of the widget, before and after */
};

#define SIMPLE(rest) "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica " rest " >>"

static const struct row rows[] = {
	/* ---- the same text, in other words ---- */
	{"as trien writes it", TEXT(SET "<313035>Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"a literal string", TEXT(SET "(105) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"escapes", TEXT(SET "(\\61\\\n0\\065) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"kerned", TEXT(SET "[(1) -20 (0) 15 (5)] TJ"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"letter by letter", TEXT(SET "(1) Tj 6 0 Td (0) Tj 6 0 Td (5) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"placed by a matrix", TEXT("/Helv 1 Tf 0 g 9 0 0 9 2 2 Tm (105) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"spaced", TEXT("1 Tc 1 Tw 110 Tz " SET "(1 05) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"a quotation mark", TEXT("/Helv 9 Tf 0 g 2 10 Td 8 TL (105) '"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"two of them", TEXT("/Helv 9 Tf 0 g 2 10 Td 8 TL 0 0 (105) \""), NULL, NULL, NULL, NULL, NULL, NULL},
	{"clipped to its place", "/Tx BMC q 1 1 48 8 re W n BT " SET "(105) Tj ET Q EMC", NULL, NULL, NULL, NULL, NULL, NULL},
	{"in blue", TEXT("/Helv 9 Tf 0 0 1 rg 2 2 Td (105) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"in black ink", TEXT("/Helv 9 Tf 0 0 0 1 k 2 2 Td (105) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"with a remark", "% 999\n" TEXT(SET "(105) Tj"), NULL, NULL, NULL, NULL, NULL, NULL},
	{"the frame and ground that it had", "q 1 g 0 0 50 10 re f 0 G 0.5 0.5 49 9 re s Q " TEXT(SET "(105) Tj"), NULL, NULL, NULL, NULL,
		NULL, "/MK << /BC [0] /BG [1] >>"},
	{"two lines", TEXT("/Helv 4.5 Tf 0 g 2 6 Td (1) Tj 0 -5 Td (05) Tj"), NULL, NULL, "(1\\r05)", NULL, NULL, NULL},
	{"nothing for no value", "/Tx BMC EMC", NULL, NULL, "( )", NULL, NULL, NULL},
	{"named letters", TEXT("/New 9 Tf 0 g 2 2 Td (abc) Tj"), NULL, NULL, NULL,
		SIMPLE("/Encoding << /Differences [97 /one /zero /five] >>"), NULL, NULL},

	/* ---- another text ---- */
	{"other digits", TEXT(SET "(106) Tj"), DIFFERS, "106", NULL, NULL, NULL, NULL},
	{"a digit more", TEXT(SET "(1) Tj (05) Tj (7) Tj"), DIFFERS, "1057", NULL, NULL, NULL, NULL},
	{"a digit less", TEXT(SET "(05) Tj"), DIFFERS, "05", NULL, NULL, NULL, NULL},
	{"nothing at all", "/Tx BMC EMC", DIFFERS, "", NULL, NULL, NULL, NULL},
	{"something for no value", TEXT(SET "(105) Tj"), DIFFERS, "105", "( )", NULL, NULL, NULL},
	{"letters that are named otherwise", TEXT("/New 9 Tf 0 g 2 2 Td (105) Tj"), DIFFERS, "605", NULL,
		SIMPLE("/Encoding << /Differences [49 /six] >>"), NULL, NULL},
	{"the value in another language of strings", TEXT(SET "(105) Tj"), NULL, NULL, "<FEFF003100300035>", NULL, NULL, NULL},

	/* ---- what cannot be read for certain ---- */
	{"a stroke", TEXT(SET "(105) Tj") " 0 0 m 9 9 l S", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a bar that looks like a digit", "0 g 1 1 1 8 re f " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a ground that was not there", "1 g 0 0 50 10 re f " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a frame that was not there", "0 0 50 10 re s " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a dark ground", "0 g 0 0 50 10 re f " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, "/MK << /BG [0] >>"},
	{"a ground over the text", TEXT(SET "(105) Tj") " 1 g 0 0 50 10 re f", UNREAD, NULL, NULL, NULL, NULL, "/MK << /BG [1] >>"},
	{"another stream", TEXT(SET "(105) Tj") " /X Do", UNREAD, NULL, NULL, NULL, "/Resources << /Font << /Helv 6 0 R >> /XObject << /X 15 0 R >> >>",
		NULL},
	{"a picture", TEXT(SET "(105) Tj") " BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a state of graphics", "/G gs " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a layer", "/OC /L BDC BT " SET "(105) Tj ET EMC", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a group", TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, "/Group << /S /Transparency >>", NULL},
	{"moved as a whole", "1 0 0 1 9 0 cm " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"white", TEXT("/Helv 9 Tf 0 g 2 2 Td (0) Tj 1 g (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"unseen", TEXT("3 Tr " SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"raised", TEXT("9 Ts " SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"too small to be read", TEXT("/Helv 1 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"begun outside", TEXT("/Helv 9 Tf 0 g -6 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"ended outside", TEXT("/Helv 9 Tf 0 g 44 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"below", TEXT("/Helv 9 Tf 0 g 2 -5 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"clipped away", "/Tx BMC q 7 1 40 8 re W n BT " SET "(105) Tj ET Q EMC", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"in another order", TEXT("/Helv 9 Tf 0 g 20 2 Td (1) Tj -18 0 Td (05) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"one over the other", TEXT("/Helv 9 Tf 0 g 2 2 Td (1) Tj 0 0 Td (05) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"drawn backwards", TEXT("/Helv 9 Tf 0 g 2 2 Td [(1) 2000 (05)] TJ"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"from the bottom to the top", TEXT("/Helv 4.5 Tf 0 g 2 1 Td (1) Tj 0 5 Td (05) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"turned", TEXT("/Helv 9 Tf 0 g -1 0 0 -1 40 8 Tm (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"turned as a whole", TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, "/Matrix [-1 0 0 -1 50 10]", NULL},
	{"a font that is nowhere", TEXT("/Nix 9 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"no font", TEXT("0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a font of signs", TEXT("/New 9 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>", NULL,
		NULL},
	{"a font of drawings", TEXT("/New 9 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL,
		"<< /Type /Font /Subtype /Type3 /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /Encoding << >> >>", NULL, NULL},
	{"a font brought along", TEXT("/New 9 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL,
		SIMPLE("/FontDescriptor << /Type /FontDescriptor /FontFile 15 0 R >>"), NULL, NULL},
	{"letters of no known name", TEXT("/New 9 Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL,
		SIMPLE("/Encoding << /Differences [49 /g17] >>"), NULL, NULL},
	{"unknown orders", TEXT(SET "(105) Tj") " BX 1 sh EX", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"operands missing", TEXT("/Helv Tf 0 g 2 2 Td (105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"a string without end", "BT " SET "(105) Tj (", UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"more ends than beginnings", "Q " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
	{"no end of beginnings", "q q q q q q q q q " TEXT(SET "(105) Tj"), UNREAD, NULL, NULL, NULL, NULL, NULL},
};

static struct fixture_key *key;

/* The widget of field "so" with a value and the look of object 30. */
static const char *
print_widget(struct tr_buf *out, const char *value, const char *look, const char *marks)
{
	struct trien_err err = {0};
	assert_ok(tr_buf_addf(out, &err, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V %s /Rect [10 10 60 20] /P 3 0 R %s "
			"/DA (/Helv 9 Tf 0 g) %s >>%c", value, look, marks ? marks : "", 0), &err);
	return (const char *)out->p;
}

static const char *
print_look(struct tr_buf *out, const char *content, size_t length, const char *keys)
{
	struct trien_err err = {0};
	const char *resources = keys != NULL && strstr(keys, "/Resources") != NULL ? ""
			: "/Resources << /Font << /Helv 6 0 R /New 31 0 R >> >>";
	assert_ok(tr_buf_addf(out, &err, "<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] %s %s /Length %zu >>\nstream\n", resources,
			keys ? keys : "", length), &err);
	assert_ok(tr_buf_add(out, content, length, &err), &err);
	assert_ok(tr_buf_addf(out, &err, "\nendstream%c", 0), &err);
	return (const char *)out->p;
}

static const struct tr_change_row *
find_row(const struct tr_signature_verdict *s, const char *kind)
{
	for (size_t i = 0; i < s->change_count; i++)
		if (strcmp(tr_change_kind_word(s->changes[i].kind), kind) == 0)
			return &s->changes[i];
	return NULL;
}

/* What the signature says of the newest revision. */
static void
check(const char *name, const struct fixture_doc *d, const char *want, const char *shown)
{
	struct tr_verdict *v = fixture_judge(d, key);
	const struct tr_signature_verdict *s = &v->signatures[0];
	char id[64];

	static const char *const kinds[] = {DIFFERS, UNREAD, LOOKS_LIKE};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		const char *kind = kinds[i];
		const bool wanted = want != NULL && strcmp(kind, want) == 0;
		snprintf(id, sizeof(id), "verify.%s", kind);
		if ((find_row(s, kind) != NULL) != wanted || (fixture_finding(s, id) != NULL) != wanted)
			fail_msg("%s: %s%s", name, kind, wanted ? " is not told" : " is told");
	}
	if (find_row(s, "form-filled") == NULL)
		fail_msg("%s: not filled in", name);
	if (s->indication != (want == NULL ? TR_TOTAL_PASSED : TR_INDETERMINATE))
		fail_msg("%s: %s", name, tr_indication_name(s->indication));
	if (want != NULL && strcmp(want, LOOKS_LIKE) != 0 && s->attacks != TR_ATTACK_BIT(LYING_LOOK))
		fail_msg("%s: attacks %x", name, (unsigned)s->attacks);
	const struct tr_change_row *row = find_row(s, DIFFERS);
	if (shown != NULL && row != NULL && !tr_bytes_are(TR_BYTES(row->shown.p, row->shown.n), shown))
		fail_msg("%s: shows \"%.*s\"", name, (int)row->shown.n, row->shown.p);
	tr_verdict_free(v);
}

/* Signs the fixture's document after `before` and fills in after it. */
static void
fill_in(const char *name, const struct fixture_object *before, const struct fixture_object *fill, const char *want,
		const char *shown)
{
	struct fixture_doc d;

	fixture_begin(&d);
	if (before != NULL)
		fixture_update(&d, before, NULL);
	fixture_sign_plain(&d, key);
	fixture_update(&d, fill, NULL);
	check(name, &d, want, shown);
	fixture_doc_free(&d);
}

static void
looks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		TR_AUTO_BUF old = {0}, new = {0}, look = {0};
		const struct fixture_object before[] = {{7, print_widget(&old, "()", "/AP << /N 9 0 R >>", r->marks)}, {0, NULL}};
		const struct fixture_object fill[] = {
			{7, print_widget(&new, r->value ? r->value : "(105)", "/AP << /N 30 0 R >>", r->marks)},
			{30, print_look(&look, r->content, strlen(r->content), r->look)}, {31, r->font ? r->font : "null"}, {0, NULL}};
		fill_in(r->name, before, fill, r->want, r->shown);
	}
}

/* Without one every reader draws its own; of a dictionary of states none is a text. */
static void
no_appearance(void **state)
{
	(void)state;
	TR_AUTO_BUF none = {0}, states = {0}, other = {0}, look = {0};
	const char *content = TEXT(SET "(105) Tj");
	const struct fixture_object without[] = {{7, print_widget(&none, "(105)", "", NULL)}, {0, NULL}};
	const struct fixture_object with_states[] = {{7, print_widget(&states, "(105)", "/AP << /N << /On 30 0 R >> >> /AS /On", NULL)},
		{30, print_look(&look, content, strlen(content), "/Resources << /Font << /Helv 6 0 R >> >>")}, {0, NULL}};
	const struct fixture_object as_before[] = {{7, print_widget(&other, "(105)", "/AP << /N 10 0 R >>", NULL)}, {0, NULL}};

	fill_in("no appearance", NULL, without, UNREAD, NULL);
	fill_in("states", NULL, with_states, UNREAD, NULL);
	fill_in("damaged", NULL, as_before, UNREAD, NULL);
}

/* ---- a font that says what its codes mean ---- */

#define CID "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << >> /DW 500 /FontDescriptor 33 0 R >>"
#define DESCRIPTOR "<< /Type /FontDescriptor /FontName /X /Ascent 900 /Descent -200 /FontFile2 34 0 R >>"
#define PROGRAM "<< /Length 1 >>\nstream\nx\nendstream"
#define COMPOSITE "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [32 0 R] /ToUnicode 35 0 R >>"
#define MAP(rows, length) "<< /Length " length " >>\nstream\n" rows "\nendstream"
#define DIGITS MAP("1 beginbfrange <0030> <0039> <0030> endbfrange", "46")
/* Codes 0x30.. as DIGITS, and one more code that also claims to be a 1. */
#define TWO_ONES MAP("2 beginbfrange <0030> <0039> <0030> <0041> <0041> <0031> endbfrange", "67")
#define FONT(map) {31, COMPOSITE}, {32, CID}, {33, DESCRIPTOR}, {34, PROGRAM}, {35, map}
#define SHOWS(codes) TEXT("/New 9 Tf 0 g 2 2 Td <" codes "> Tj")

static void
fill_with_font(const char *name, const struct fixture_object *before, const struct fixture_object *more, const char *codes,
		const char *want, const char *shown)
{
	TR_AUTO_BUF widget = {0}, look = {0};
	struct fixture_object fill[8] = {{7, print_widget(&widget, "(105)", "/AP << /N 30 0 R >>", NULL)},
		{30, print_look(&look, codes, strlen(codes), NULL)}};

	for (size_t i = 0; more[i].num != 0; i++)
		fill[i + 2] = more[i];
	fill_in(name, before, fill, want, shown);
}

static void
embedded_fonts(void **state)
{
	(void)state;
	const struct fixture_object none[] = {{0, NULL}}, whole[] = {FONT(DIGITS), {0, NULL}}, twice[] = {FONT(TWO_ONES), {0, NULL}},
			map[] = {{35, MAP("1 beginbfrange <0030> <0039> <0030> endbfrange ", "47")}, {0, NULL}},
			program[] = {{34, "<< /Length 1 >>\nstream\ny\nendstream"}, {0, NULL}},
			unembedded[] = {{31, COMPOSITE}, {32, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>"}, {35, DIGITS},
				{0, NULL}},
			dumb[] = {{31, "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [32 0 R] >>"}, {32, CID},
				{33, DESCRIPTOR}, {34, PROGRAM}, {0, NULL}};

	fill_with_font("its signer saw the font", whole, none, SHOWS("003100300035"), NULL, NULL);
	fill_with_font("and other digits in it", whole, none, SHOWS("003100300036"), DIFFERS, "106");
	fill_with_font("brought along: it may lie", none, whole, SHOWS("003100300035"), UNREAD, NULL);
	fill_with_font("its map was exchanged", whole, map, SHOWS("003100300035"), UNREAD, NULL);
	fill_with_font("its shapes were exchanged", whole, program, SHOWS("003100300035"), UNREAD, NULL);
	fill_with_font("two shapes that claim to be a 1", twice, none, SHOWS("004100300035"), UNREAD, NULL);
	fill_with_font("a code of no meaning", whole, none, SHOWS("005500300035"), UNREAD, NULL);
	fill_with_font("half a code", whole, none, SHOWS("0031003000"), UNREAD, NULL);
	fill_with_font("of the reader's choice", unembedded, none, SHOWS("003100300035"), UNREAD, NULL);
	fill_with_font("without a map", dumb, none, SHOWS("003100300035"), UNREAD, NULL);
}

/* An appearance as long as is read, and a byte more. */
static void
cap_of_bytes(void **state)
{
	(void)state;
	static const char content[] = TEXT(SET "(105) Tj");

	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF widget = {0}, look = {0}, padded = {0};
		struct trien_err err = {0};
		assert_ok(tr_buf_add(&padded, content, strlen(content), &err), &err);
		while (padded.n < TR_VERIFY_LOOK_MAX + more)
			assert_ok(tr_buf_add_byte(&padded, ' ', &err), &err);
		const struct fixture_object fill[] = {{7, print_widget(&widget, "(105)", "/AP << /N 30 0 R >>", NULL)},
			{30, print_look(&look, (const char *)padded.p, padded.n, "/Resources << /Font << /Helv 6 0 R >> >>")}, {0, NULL}};
		fill_in(more ? "past the cap" : "at the cap", NULL, fill, more ? UNREAD : NULL, NULL);
	}
}

/* ---- choices and buttons ---- */

#define PAIRS "[[(1) (Agreed)] [(2) (Denied)] (Later) [(2) (Refused)]]"

struct picked {
	const char *name;
	const char *type;     /* /FT and what belongs to it, before and after */
	const char *fill;     /* /V and /AP after; before: nothing, object 9 */
	const char *before;   /* /AP and more before; NULL: /AP << /N 9 0 R >> */
	const char *content;  /* of object 30 */
	const char *want, *shown;
};

#define CHOICE "/FT /Ch /Ff 131072 /Opt " PAIRS
#define BOX "/FT /Btn"
#define STATES "/AP << /N << /Yes 9 0 R /Off 10 0 R >> >>"
static const struct picked picks[] = {
	{"its text", CHOICE, "/V (2) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Denied) Tj"), NULL, NULL},
	{"its other text", CHOICE, "/V (2) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Refused) Tj"), NULL, NULL},
	{"a row without a text", CHOICE, "/V (Later) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Later) Tj"), NULL, NULL},
	{"typed", "/FT /Ch /Ff 393216 /Opt " PAIRS, "/V (Never) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Never) Tj"), NULL, NULL},
	{"the text of another row", CHOICE, "/V (2) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Agreed) Tj"), DIFFERS, "Agreed"},
	{"the value that nobody reads", CHOICE, "/V (2) /AP << /N 30 0 R >>", NULL, TEXT(SET "(2) Tj"), DIFFERS, "2"},
	{"a text that is in no row", CHOICE, "/V (Later) /AP << /N 30 0 R >>", NULL, TEXT(SET "(Now) Tj"), DIFFERS, "Now"},
	{"two at once", "/FT /Ch /Ff 2097152 /Opt " PAIRS, "/V [(1) (2)] /AP << /N 30 0 R >>", NULL, TEXT(SET "(Agreed) Tj"), UNREAD, NULL},
	{"a bar over a row", "/FT /Ch /Opt " PAIRS, "/V (2) /AP << /N 30 0 R >>", NULL, "0.6 0.75 0.85 rg 1 1 48 4 re f " TEXT(SET "(Denied) Tj"),
		UNREAD, NULL},
	{"another under the pointer", "/FT /Tx", "/V (105) /AP << /N 30 0 R /R 10 0 R >>", NULL, TEXT(SET "(105) Tj"), UNREAD, NULL},
	{"another when pressed", CHOICE, "/V (2) /AP << /N 30 0 R /D 10 0 R >>", NULL, TEXT(SET "(Denied) Tj"), UNREAD, NULL},
	{"the same under the pointer as before", "/FT /Tx", "/V (105) /AP << /N 30 0 R /R 10 0 R >>", "/AP << /N 9 0 R /R 10 0 R >>",
		TEXT(SET "(105) Tj"), NULL, NULL},

	{"ticked", BOX, "/V /Yes /AS /Yes " STATES, "/AS /Off " STATES, "", NULL, NULL},
	{"unticked", BOX, "/V /Off /AS /Off " STATES, "/V /Yes /AS /Yes " STATES, "", NULL, NULL},
	{"one of a group, and not this one", BOX " /Ff 32768", "/V /No /AS /Off " STATES, "/V /Yes /AS /Yes " STATES, "", NULL, NULL},
	{"ticked, and seen as not", BOX, "/V /Yes /AS /Off " STATES, "/AS /Off " STATES, "", DIFFERS, "Off"},
	{"not ticked, and seen as such", BOX, "/V /Off /AS /Yes " STATES, "/V /Yes /AS /Yes " STATES, "", DIFFERS, "Yes"},
	{"no state", BOX, "/V /Yes " STATES, STATES, "", UNREAD, NULL},
	{"no appearance", BOX, "/V /Yes /AS /Yes", "/AS /Off", "", UNREAD, NULL},
	{"a tick that shows something else", BOX, "/V /Yes /AS /Yes /AP << /N << /Yes 30 0 R /Off 10 0 R >> >>", "/AS /Off " STATES,
		TEXT(SET "(999) Tj"), LOOKS_LIKE, NULL},
	{"a button of one look that got another", BOX " /Ff 65536", "/V /X /AP << /N 30 0 R >>", NULL, TEXT(SET "(999) Tj"), LOOKS_LIKE, NULL},
	{"a button of one look that kept it", BOX " /Ff 65536", "/V /X /AP << /N 9 0 R >>", NULL, "", NULL, NULL},
};

static const char *
print_picked(struct tr_buf *out, const char *type, const char *rest)
{
	struct trien_err err = {0};
	assert_ok(tr_buf_addf(out, &err, "<< /Type /Annot /Subtype /Widget %s /T (so) /Rect [10 10 60 20] /P 3 0 R "
			"/DA (/Helv 9 Tf 0 g) %s >>%c", type, rest, 0), &err);
	return (const char *)out->p;
}

static void
choices_and_buttons(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(picks) / sizeof(*picks); i++) {
		const struct picked *r = &picks[i];
		TR_AUTO_BUF old = {0}, new = {0}, look = {0};
		const struct fixture_object before[] = {
			{7, print_picked(&old, r->type, r->before ? r->before : "/AP << /N 9 0 R >>")}, {0, NULL}};
		const struct fixture_object fill[] = {{7, print_picked(&new, r->type, r->fill)},
			{30, print_look(&look, r->content, strlen(r->content), NULL)}, {0, NULL}};
		fill_in(r->name, before, fill, r->want, r->shown);
	}
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(looks), cmocka_unit_test(no_appearance),
		cmocka_unit_test(embedded_fonts), cmocka_unit_test(cap_of_bytes), cmocka_unit_test(choices_and_buttons)};
	return cmocka_run_group_tests(tests, setup, teardown);
}
