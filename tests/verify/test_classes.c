/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ways to say a thing twice in a signed file (tables, object streams, ByteRange), objects that nobody sees, and the saves of
 * viewers that change nothing: each forged one is refused by its name, and its clean twin is good. What touches the
 * objects themselves stands in test_changes.c, the attacks with a name in the literature in test_attacks.c.
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
begin_signed(struct fixture_doc *d)
{
	fixture_begin(d);
	fixture_sign_plain(d, key);
}

static void add(struct fixture_doc *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
add(struct fixture_doc *d, const char *format, ...)
{
	char text[2048];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < sizeof(text));
	assert_ok(tr_buf_add(&d->bytes, text, (size_t)n, &err), &err);
}

/* The end of a section at `xref`. */
static void
end_section(struct fixture_doc *d, uint64_t xref)
{
	add(d, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)xref);
	d->startxref = xref;
}

static void
add_trailer(struct fixture_doc *d, uint64_t prev, const char *extra)
{
	add(d, "trailer\n<< /Size %u /Root 1 0 R /Info 12 0 R /Prev %llu %s>>\n", d->size, (unsigned long long)prev, extra);
}

/* ---- what is expected ---- */

static void
expect_good(const char *name, const struct fixture_doc *d)
{
	struct tr_verdict *v = fixture_judge(d, key);
	const struct tr_signature_verdict *s = &v->signatures[0];
	if (v->indication != TR_TOTAL_PASSED || s->attacks != 0)
		fail_msg("%s: %s, %s", name, tr_indication_name(v->indication), s->finding_count ? tr_finding_id(&s->findings[0]) : "");
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

/* Nothing can be decided, for this reason. */
static void
expect_error(const char *name, const struct fixture_doc *d, const char *id)
{
	const struct tr_verify_options options = {.as_of = FIXTURE_NOW, .zone_minutes = 420, .cipher = &tr_verify_cipher};
	struct trien_err why = {0};
	struct tr_verdict *v;
	trien_rc rc = tr_verify(tr_buf_view(&d->bytes), &options, &v, &why);
	if (rc == TRIEN_OK)
		tr_verdict_free(v);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s: %s, want %s", name, trien_err_id(rc), id);
}

/* ---- tables ---- */

#define CONTENT "4 0 obj\n<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien %d) Tj ET\nendstream\nendobj\n"
#define EMPTY_SECTION 74

/* One object twice in a section: with two places it has two readings, with one it is only said twice. */
static void
duplicate_entries(void **state)
{
	(void)state;
	for (int differ = 0; differ < 2; differ++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t prev = d.startxref, at = d.bytes.n;
		add(&d, "30 0 obj\n(x)\nendobj\n");
		uint64_t again = d.bytes.n;
		if (differ)
			add(&d, "30 0 obj\n(y)\nendobj\n");
		uint64_t xref = d.bytes.n;
		d.size = 31;
		add(&d, "xref\n30 1\n%010llu 00000 n \n30 1\n%010llu 00000 n \n", (unsigned long long)at,
				(unsigned long long)(differ ? again : at));
		add_trailer(&d, prev, "");
		end_section(&d, xref);
		if (differ)
			expect_error("duplicate entries", &d, "pdf.xref-duplicate");
		else
			expect_good("the same entry twice", &d);
		fixture_doc_free(&d);
	}
}

/*
 * A section that leads forwards: who reads from the end and who reads from the front see two documents, so where both have an end of
 * their own nothing is decided. Without one it is how linearized files are made (annex F), and is compared like any other.
 */
static void
sections_out_of_order(void **state)
{
	(void)state;
	enum { BACKWARDS, FORWARDS, TWO_ENDS };
	for (int way = BACKWARDS; way <= TWO_ENDS; way++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t older = d.startxref, at = d.bytes.n;
		if (way != BACKWARDS)
			add(&d, CONTENT, 9);
		uint64_t first = d.bytes.n;
		add(&d, "xref\n0 0\ntrailer\n<< /Size %u /Root 1 0 R /Info 12 0 R /Prev %010llu >>\n", d.size,
				(unsigned long long)(way == BACKWARDS ? older : first + EMPTY_SECTION));
		assert_int_equal(d.bytes.n, first + EMPTY_SECTION);
		if (way != BACKWARDS) {
			add(&d, "xref\n4 1\n%010llu 00000 n \n", (unsigned long long)at);
			add_trailer(&d, older, "");
		}
		if (way == TWO_ENDS)
			end_section(&d, first + EMPTY_SECTION);
		end_section(&d, first);
		if (way == BACKWARDS)
			expect_good("backwards", &d);
		else if (way == FORWARDS)
			expect_attack("forwards", &d, TR_ATTACK_BIT(INCREMENTAL_SAVING));
		else
			expect_error("forwards, with two ends", &d, "pdf.xref-order");
		fixture_doc_free(&d);
	}
}

/* Parts of a section in any order are one reading. */
static void
parts_out_of_order(void **state)
{
	(void)state;
	struct fixture_doc d;
	begin_signed(&d);
	uint64_t prev = d.startxref, a = d.bytes.n;
	add(&d, "31 0 obj\n(x)\nendobj\n");
	uint64_t b = d.bytes.n;
	add(&d, "30 0 obj\n(y)\nendobj\n");
	uint64_t xref = d.bytes.n;
	d.size = 32;
	add(&d, "xref\n31 1\n%010llu 00000 n \n30 1\n%010llu 00000 n \n", (unsigned long long)a, (unsigned long long)b);
	add_trailer(&d, prev, "");
	end_section(&d, xref);
	expect_good("parts out of order", &d);
	fixture_doc_free(&d);
}

/* An entry that leads back to what an object was before the signature. */
static void
rolled_back(void **state)
{
	(void)state;
	const struct fixture_object changed[] = {{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 2) Tj ET\nendstream"}, {0, NULL}};
	struct fixture_doc d;
	fixture_begin(&d);
	const uint8_t *old = memmem(d.bytes.p, d.bytes.n, "\n4 0 obj", 8);
	assert_non_null(old);
	uint64_t at = (uint64_t)(old - d.bytes.p) + 1;
	fixture_update(&d, changed, NULL);
	fixture_sign_plain(&d, key);
	expect_good("before it is rolled back", &d);
	uint64_t prev = d.startxref, xref = d.bytes.n;
	add(&d, "xref\n4 1\n%010llu 00000 n \n", (unsigned long long)at);
	add_trailer(&d, prev, "");
	end_section(&d, xref);
	expect_attack("rolled back", &d, TR_ATTACK_BIT(SHADOW_HIDE_REPLACE));
	fixture_doc_free(&d);
}

/* ---- object streams ---- */

/* An object stream `num` with object 6 in it. */
static uint64_t
add_object_stream(struct fixture_doc *d, uint32_t num, const char *font)
{
	uint64_t at = d->bytes.n;
	add(d, "%u 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %zu >>\nstream\n6 0 %s\nendstream\nendobj\n", num,
			strlen(font) + 4, font);
	return at;
}

static void
add_entry(struct fixture_doc *d, unsigned type, uint64_t field, unsigned last)
{
	const uint8_t entry[6] = {(uint8_t)type, (uint8_t)(field >> 24), (uint8_t)(field >> 16), (uint8_t)(field >> 8), (uint8_t)field,
			(uint8_t)last};
	assert_ok(tr_buf_add(&d->bytes, entry, sizeof(entry), &err), &err);
}

/* A cross-reference stream, 31, that puts 6 into the object stream 30 at `at`. */
static uint64_t
add_xref_stream(struct fixture_doc *d, uint64_t at, uint64_t prev)
{
	uint64_t xref = d->bytes.n;
	d->size = 32;
	add(d, "31 0 obj\n<< /Type /XRef /W [1 4 1] /Index [6 1 30 2] /Size 32 /Root 1 0 R /Info 12 0 R /Prev %llu /Length 18 >>\nstream\n",
			(unsigned long long)prev);
	add_entry(d, 2, 30, 0);
	add_entry(d, 1, at, 0);
	add_entry(d, 1, xref, 0);
	add(d, "\nendstream\nendobj\n");
	return xref;
}

#define SAME_FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
#define OTHER_FONT "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"

static void
redefined_in_an_object_stream(void **state)
{
	(void)state;
	for (int other = 0; other < 2; other++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t at = add_object_stream(&d, 30, other ? OTHER_FONT : SAME_FONT);
		end_section(&d, add_xref_stream(&d, at, d.startxref));
		if (other)
			expect_attack("redefined in an object stream", &d, TR_ATTACK_BIT(FONT_OVERRIDE) | TR_ATTACK_BIT(SHADOW_REPLACE));
		else
			expect_good("the same in an object stream", &d);
		fixture_doc_free(&d);
	}
}

/* A hybrid: what old readers do not see (§7.5.8.4) is seen here. */
static void
redefined_beside_a_table(void **state)
{
	(void)state;
	for (int other = 0; other < 2; other++) {
		struct fixture_doc d;
		char extra[64];
		begin_signed(&d);
		uint64_t prev = d.startxref, at = add_object_stream(&d, 30, other ? OTHER_FONT : SAME_FONT);
		uint64_t stream = add_xref_stream(&d, at, prev), xref = d.bytes.n;
		add(&d, "xref\n30 2\n%010llu 00000 n \n%010llu 00000 n \n", (unsigned long long)at, (unsigned long long)stream);
		snprintf(extra, sizeof(extra), "/XRefStm %llu ", (unsigned long long)stream);
		add_trailer(&d, prev, extra);
		end_section(&d, xref);
		if (other)
			expect_attack("redefined beside a table", &d, TR_ATTACK_BIT(FONT_OVERRIDE) | TR_ATTACK_BIT(SHADOW_REPLACE));
		else
			expect_good("the same beside a table", &d);
		fixture_doc_free(&d);
	}
}

/* The stream in which an object lay when it was signed is replaced: the entry stays, what it leads to is another. */
static void
object_stream_replaced(void **state)
{
	(void)state;
	const struct fixture_object replace[] = {
			{30, "<< /Type /ObjStm /N 1 /First 4 /Length 55 >>\nstream\n6 0 " OTHER_FONT "\nendstream"}, {0, NULL}};
	struct fixture_doc d;
	fixture_begin(&d);
	uint64_t at = add_object_stream(&d, 30, SAME_FONT);
	end_section(&d, add_xref_stream(&d, at, d.startxref));
	fixture_sign_plain(&d, key);
	expect_good("before the stream is replaced", &d);
	fixture_update(&d, replace, NULL);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->signatures[0].indication, TR_TOTAL_FAILED);
	assert_non_null(fixture_finding(&v->signatures[0], "verify.page-resource-changed"));
	tr_verdict_free(v);
	expect_attack("the stream replaced", &d,
			TR_ATTACK_BIT(FONT_OVERRIDE) | TR_ATTACK_BIT(SHADOW_REPLACE) | TR_ATTACK_BIT(HIDDEN_OBJECT));
	fixture_doc_free(&d);
}

/* ---- objects that nobody sees ---- */

#define PAGE(contents) \
	"<< /Type /Page /Parent 2 0 R /Contents " contents " /Resources << /Font << /F1 6 0 R >> /XObject << /X1 15 0 R >> >> " \
	"/Annots [7 0 R 8 0 R 13 0 R 14 0 R 20 0 R] >>"

/* An orphan does no harm and is told; what puts it to use later is named. */
static void
orphan_objects(void **state)
{
	(void)state;
	const struct fixture_object orphan[] = {{30, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"}, {0, NULL}};
	const struct fixture_object use[] = {{3, PAGE("30 0 R")}, {0, NULL}};
	struct fixture_doc d;
	begin_signed(&d);
	fixture_update(&d, orphan, NULL);
	expect_good("an orphan", &d);
	struct tr_verdict *v = fixture_judge(&d, key);
	assert_int_equal(v->signatures[0].change_count, 1);
	assert_string_equal(tr_change_kind_word(v->signatures[0].changes[0].kind), "unused-object");
	assert_int_equal(v->signatures[0].changes[0].num, 30);
	tr_verdict_free(v);
	fixture_update(&d, use, NULL);
	expect_attack("the orphan put to use", &d, TR_ATTACK_BIT(SHADOW_HIDE_REPLACE));
	fixture_doc_free(&d);
}

#define FAKE "4 0 obj\n<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream\nendobj\n"

/* A page that no table lists: who repairs the file shows it, who follows the tables does not. Its twin lists what it brings. */
static void
hidden_objects(void **state)
{
	(void)state;
	static const struct {
		const char *name, *bytes;
		bool hidden;
	} rows[] = {{"nothing more", "", false}, {"a hidden page", FAKE, true}, {"in other words", "4\n00000\tobj<</Length 0>>stream\n\nendstream endobj\n", true},
		{"words alone", "% an obj, 4 obj, endobj\n", false}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t prev = d.startxref, at = d.bytes.n;
		add(&d, "30 0 obj\n(x)\nendobj\n%s", rows[i].bytes);
		uint64_t xref = d.bytes.n;
		d.size = 31;
		add(&d, "xref\n30 1\n%010llu 00000 n \n", (unsigned long long)at);
		add_trailer(&d, prev, "");
		end_section(&d, xref);
		if (rows[i].hidden) {
			struct tr_verdict *v = fixture_judge(&d, key);
			assert_non_null(fixture_finding(&v->signatures[0], "verify.object-hidden"));
			tr_verdict_free(v);
			expect_attack(rows[i].name, &d, TR_ATTACK_BIT(HIDDEN_OBJECT));
		} else {
			expect_good(rows[i].name, &d);
		}
		fixture_doc_free(&d);
	}
}

/* A cross-reference stream that does not list itself hides nothing, a second one does. */
static void
sections_that_no_table_lists(void **state)
{
	(void)state;
	for (int more = 0; more < 2; more++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t prev = d.startxref, at = d.bytes.n;
		add(&d, "30 0 obj\n(x)\nendobj\n%s", more ? "31 0 obj\n<< /Type /XRef /Root 30 0 R >>\nendobj\n" : "");
		uint64_t xref = d.bytes.n;
		d.size = 33;
		add(&d, "32 0 obj\n<< /Type /XRef /W [1 4 1] /Index [30 1] /Size 33 /Root 1 0 R /Info 12 0 R /Prev %llu /Length 6 >>\nstream\n",
				(unsigned long long)prev);
		add_entry(&d, 1, at, 0);
		add(&d, "\nendstream\nendobj\n");
		end_section(&d, xref);
		if (more)
			expect_attack("a second section", &d, TR_ATTACK_BIT(HIDDEN_OBJECT));
		else
			expect_good("a section that lists others", &d);
		fixture_doc_free(&d);
	}
}

/* What comes into use and cannot be read sets some readers searching the file. Where nothing uses it, an entry that leads nowhere does. */
static void
entries_that_lead_nowhere(void **state)
{
	(void)state;
	enum { GOOD, OF_THE_TRAILER, OF_NOTHING, OF_A_NEW_KEY };
	for (int way = GOOD; way <= OF_A_NEW_KEY; way++) {
		struct fixture_doc d;
		begin_signed(&d);
		uint64_t prev = d.startxref, at = d.bytes.n;
		add(&d, "30 0 obj\n<< /Producer (x) >>\nendobj\n");
		uint64_t catalog = d.bytes.n;
		add(&d, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R%s >>\nendobj\n", way == OF_A_NEW_KEY ? " /Metadata 30 0 R" : "");
		uint64_t xref = d.bytes.n;
		d.size = 31;
		add(&d, "xref\n1 1\n%010llu 00000 n \n30 1\n%010llu 00000 n \n", (unsigned long long)catalog,
				(unsigned long long)(way == GOOD ? at : at + 3));
		add(&d, "trailer\n<< /Size %u /Root 1 0 R /Info %u 0 R /Prev %llu >>\n", d.size, way == OF_THE_TRAILER ? 30 : 12,
				(unsigned long long)prev);
		end_section(&d, xref);
		if (way == GOOD)
			expect_good("an entry that leads to its object", &d);
		else
			expect_attack("an entry that leads nowhere", &d, TR_ATTACK_BIT(HIDDEN_OBJECT));
		fixture_doc_free(&d);
	}
}

/* ---- two readings of one ByteRange ---- */

/* Puts text over a place of the signature dictionary that is as long or longer. */
static void
overwrite(struct fixture_doc *d, const char *place, const char *text)
{
	uint8_t *p = memmem(d->bytes.p, d->bytes.n, place, strlen(place));
	assert_non_null(p);
	assert_true(strlen(text) <= strlen(place));
	memset(p, ' ', strlen(place));
	memcpy(p, text, strlen(text));
}

/* The key twice: readers take the first or the last. */
static void
two_readings_of_a_range(void **state)
{
	(void)state;
	static const char *const keys[] = {"/ByteRange [0 1 2 3]", "/Byte#52ange [0 1 2 3]", "/Contents <30>"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct fixture_doc d;
		begin_signed(&d);
		expect_good(keys[i], &d);
		overwrite(&d, "/M (D:20261118093000+07'00')", keys[i]);
		expect_error(keys[i], &d, "pdf.duplicate-key");
		fixture_doc_free(&d);
	}
}

/* Numbers that readers take in different ways, or that can be given another value later. */
static void
odd_numbers_of_a_range(void **state)
{
	(void)state;
	static const char *const ranges[] = {"/ByteRange [-1 1 2 3]", "/ByteRange [0 1 2]", "/ByteRange [0 1 2 (3)]", "/ByteRange [0.0 1 2 3]",
		"/ByteRange 12 0 R", "/ByteRange [0 1 2 3 4]", "/ByteRange [0 1 2 3 4 5]", "/ByteRange [0 1 2 12 0 R]", "/ByteRange [+0 1 2 3]",
		"/ByteRange [-0 1 2 3]", "/ByteRange [0 1%\n2 3]"};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		struct fixture_doc d;
		char place[128];
		begin_signed(&d);
		expect_good(ranges[i], &d);
		const char *at = memmem(d.bytes.p, d.bytes.n, "/ByteRange [0 ", 14);
		assert_non_null(at);
		snprintf(place, sizeof(place), "%.*s", (int)(strchr(at, ']') + 1 - at), at);
		overwrite(&d, place, ranges[i]);
		expect_attack(ranges[i], &d, i < 3 ? TR_ATTACK_BIT(UNIVERSAL_FORGERY) : TR_ATTACK_BIT(RANGE_READINGS));
		fixture_doc_free(&d);
	}
}

/* ---- saves that change nothing ---- */

#define SO(v, da, rest) \
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V " v " /Rect [10 10 60 20] /P 3 0 R /AP << /N 9 0 R >> /DA " da " " rest ">>"
#define METADATA "<< /Type /Metadata /Subtype /XML /Length 1 >>\nstream\nx\nendstream"

static const struct save {
	const char *name;
	struct fixture_object objects[6];
	const char *trailer;
} saves[] = {
	{"default appearance of a field, other blanks", {{7, SO("()", "( /Helv  9   Tf 0 g )", "")}}, NULL},
	{"default appearance of a field, 9 and 9.0", {{7, SO("()", "(/Helv 9.0 Tf 0 g)", "")}}, NULL},
	{"filled in, default appearance of another size", {{7, SO("(12)", "(/Helv 8 Tf 0 g)", "")}, {9, FIXTURE_SHOWS_12}}, NULL},
	{"a string in hexadecimal", {{14, "<< /Type /Annot /Subtype /Text /Rect [150 150 160 160] /Contents <6e6f7465> >>"}}, NULL},
	{"a name with an escape", {{6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helveti#63a >>"}}, NULL},
	{"a rectangle with its numbers as reals", {{14, "<< /Type /Annot /Subtype /Text /Rect [150.0 150. 160.00 +160] /Contents (note) >>"}}, NULL},
	{"a stamp of /ID", {{11, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"}}, "/ID [(a) (c)]"},
	{"producer, date, metadata and /ID, as Acrobat saves", {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /Metadata 30 0 R >>"},
		{12, "<< /Producer (fixture) /ModDate (D:20261120) >>"}, {30, METADATA}}, "/ID [(a) (d)]"},
	{"dates alone", {{12, "<< /Producer (fixture) /ModDate (D:20261120) /CreationDate (D:20261101) >>"}}, NULL},
	{"objects written again as they are", {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] >>"},
		{6, SAME_FONT}, {14, "<< /Type /Annot /Subtype /Text /Rect [150 150 160 160] /Contents (note) >>"}}, NULL},
	{"an object that nothing uses freed", {{11, NULL}}, NULL},
};

static void
harmless_saves(void **state)
{
	(void)state;
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21, .trailer = "/ID [(a) (b)]"};
	for (size_t i = 0; i < sizeof(saves) / sizeof(*saves); i++) {
		struct fixture_doc d;
		fixture_begin_with(&d, "/ID [(a) (a)]");
		fixture_sign(&d, key, &s);
		fixture_update(&d, saves[i].objects, saves[i].trailer);
		expect_good(saves[i].name, &d);
		fixture_doc_free(&d);
	}
}

/* The twin: a default appearance that says something else while nobody fills in the field. */
static void
default_appearance_changed(void **state)
{
	(void)state;
	static const char *const others[] = {"(/Helv 9.1 Tf 0 g)", "(/Helv -9 Tf 0 g)", "(/Helv 9 Tf 1 g)", "(/Helv 9 Tf)", "(/Helv 9.. Tf 0 g)"};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct fixture_doc d;
		char widget[256];
		snprintf(widget, sizeof(widget), SO("()", "%s", ""), others[i]);
		const struct fixture_object objects[] = {{7, widget}, {0, NULL}};
		begin_signed(&d);
		fixture_update(&d, objects, NULL);
		expect_attack(others[i], &d, TR_ATTACK_BIT(FORM_OVERLAY) | TR_ATTACK_BIT(SHADOW_REPLACE));
		fixture_doc_free(&d);
	}
}

/* A section without entries, and line ends behind the last %%EOF: some tools leave them. */
static void
empty_saves(void **state)
{
	(void)state;
	struct fixture_doc d;
	begin_signed(&d);
	uint64_t prev = d.startxref, xref = d.bytes.n;
	add(&d, "xref\n0 0\n");
	add_trailer(&d, prev, "");
	end_section(&d, xref);
	expect_good("an empty section", &d);
	add(&d, "\r\n\n");
	expect_good("line ends behind the end", &d);
	add(&d, "Kinh gui");
	expect_attack("text behind the end", &d, TR_ATTACK_BIT(TRAILING_CONTENT));
	fixture_doc_free(&d);
	/* What could be the begin of an update that was cut off is not judged at all. */
	begin_signed(&d);
	add(&d, "%%Kinh gui");
	expect_error("a comment behind the end", &d, "pdf.content-after-eof");
	fixture_doc_free(&d);
	static const char *const begun[] = {"12 0 o", "xre", "startx", "Kinh gui 1 0 obj"};
	for (size_t i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
		begin_signed(&d);
		add(&d, "%s", begun[i]);
		expect_error(begun[i], &d, "pdf.content-after-eof");
		fixture_doc_free(&d);
	}
}

#define SEAL(rest) "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /P 3 0 R /Rect [100 10 180 50] " rest ">>"
#define LOCK "/Lock << /Type /SigFieldLock /Action /All >> "

/* Who signs an empty field may lock by it (§12.7.5.5); who puts a lock on it without signing changes what it asks. */
static void
lock_added(void **state)
{
	(void)state;
	const struct fixture_object with_value[] = {{13, SEAL(LOCK "/V 31 0 R ")}, {0, NULL}}, alone[] = {{13, SEAL(LOCK)}, {0, NULL}};
	const struct fixture_signing s = {.value_num = 31, .objects = with_value};
	struct fixture_doc d;
	begin_signed(&d);
	fixture_sign(&d, key, &s);
	expect_good("a lock with the signature", &d);
	fixture_doc_free(&d);
	begin_signed(&d);
	fixture_update(&d, alone, NULL);
	expect_attack("a lock without a signature", &d, TR_ATTACK_BIT(FORM_OVERLAY));
	fixture_doc_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(duplicate_entries), cmocka_unit_test(sections_out_of_order),
		cmocka_unit_test(parts_out_of_order), cmocka_unit_test(rolled_back), cmocka_unit_test(redefined_in_an_object_stream),
		cmocka_unit_test(redefined_beside_a_table), cmocka_unit_test(object_stream_replaced), cmocka_unit_test(orphan_objects), cmocka_unit_test(hidden_objects),
		cmocka_unit_test(sections_that_no_table_lists), cmocka_unit_test(entries_that_lead_nowhere),
		cmocka_unit_test(two_readings_of_a_range), cmocka_unit_test(odd_numbers_of_a_range), cmocka_unit_test(harmless_saves),
		cmocka_unit_test(default_appearance_changed), cmocka_unit_test(empty_saves), cmocka_unit_test(lock_added)};
	return cmocka_run_group_tests(tests, setup, teardown);
}
