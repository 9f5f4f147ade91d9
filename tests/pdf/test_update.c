/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Objects as text, text strings, and a revision more in every style of cross-reference. */
#include "build_pdf.h"

#include <stdlib.h>

#include "base/memory.h"
#include "pdf/update.h"
#include "pdf/update_parts.h"

static const uint8_t id16[16] = {0xaa, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xbb};

/* ---- printing ---- */

/* Opens a file whose object 4 is the text, and prints that object. */
static void
assert_prints(const char *text, const char *want)
{
	struct trien_err err = {0};
	struct build f = {0};
	struct tr_buf out = {0};
	struct tr_pdf *pdf = NULL;
	const struct tr_pdf_obj *o;

	build_header(&f, "1.7");
	build_document(&f, "", "");
	build_object(&f, 4, text);
	build_table(&f, "/Size 5/Root 1 0 R");
	build_end(&f);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
	assert_ok(tr_pdf_print(&out, o, &err), &err);
	assert_ok(tr_buf_add_byte(&out, 0, &err), &err);
	assert_string_equal((char *)out.p, want);
	tr_pdf_close(pdf);
	tr_buf_free(&out);
	build_free(&f);
}

static void
values_are_printed_in_the_shortest_syntax(void **state)
{
	(void)state;
	assert_prints("[ 1 -2 +3  4 0 R null true false /Name /A#20b (text) <00ff> ]",
			"[1 -2 3 4 0 R null true false/Name/A#20b(text)<00ff>]");
	assert_prints("[ 1.0 -0.5 .25 4. 3.14159 0.000001 595.28 ]",
			"[1.0 -0.5 0.25 4.0 3.14159 0.000001 595.28]");
	assert_prints("<< /A 1 /B /C /D << /E [ /F ] >> /G 5 0 R /H true >>",
			"<</A 1/B/C/D<</E[/F]>>/G 5 0 R/H true>>");
	assert_prints("(a\\(b\\)c\\\\d\\re\\nf)", "(a\\(b\\)c\\\\d\\re\\nf)");
	assert_prints("(\\376\\377\\000A)", "<feff0041>");
	assert_prints("/", "/");
	assert_prints("<</ 3 0 R /A / /B (x) >>", "<</ 3 0 R/A//B(x)>>");
	assert_prints("[/ 1 / true / / null]", "[/ 1/ true// null]");
	assert_prints("/#2f#28#23#7f#ff", "/#2f#28#23#7f#ff");
	assert_prints("-2147483648", "-2147483648");
}

static void
tokens_do_not_run_together(void **state)
{
	const struct tr_pdf_obj one = {.type = TR_PDF_INT, .u.integer = 1};
	struct tr_buf out = {0};
	(void)state;

	assert_int_equal(tr_buf_add(&out, "/K", 2, NULL), TRIEN_OK);
	assert_int_equal(tr_pdf_print(&out, &one, NULL), TRIEN_OK);
	assert_int_equal(tr_pdf_print_name(&out, TR_BYTES_LIT("N"), NULL), TRIEN_OK);
	assert_true(tr_bytes_are(tr_buf_view(&out), "/K 1/N"));
	tr_buf_free(&out);
}

static void
hexadecimal_keeps_to_the_buffers_maximum(void **state)
{
	struct tr_buf out = {.max = 10};
	(void)state;

	assert_int_equal(tr_pdf_print_hex(&out, TR_BYTES_LIT("abcd"), NULL), TRIEN_OK);
	assert_true(tr_bytes_are(tr_buf_view(&out), "<61626364>"));
	tr_buf_clear(&out);
	assert_refused(tr_pdf_print_hex(&out, TR_BYTES_LIT("abcde"), NULL), "base.buffer-limit");
	assert_refused(tr_pdf_print_hex(&out, TR_BYTES_LIT("abcdef"), NULL), "base.buffer-limit");
	tr_buf_free(&out);
}

/* ---- text strings ---- */

static void
assert_text(const char *string, size_t n, const char *want)
{
	struct tr_buf out = {0};

	assert_int_equal(tr_pdf_text_utf8(TR_BYTES(string, n), &out, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
	assert_string_equal((char *)out.p, want);
	tr_buf_free(&out);
}
#define ASSERT_TEXT(string, want) assert_text(string, sizeof(string) - 1, want)

static void
text_strings_are_read_in_every_encoding(void **state)
{
	(void)state;
	ASSERT_TEXT("", "");
	ASSERT_TEXT("plain\tand\n", "plain\tand\n");
	ASSERT_TEXT("\x80 \xa0 \xe9 \x18", "• € é ˘");
	ASSERT_TEXT("\xad\x7f\x9f\x01", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	ASSERT_TEXT("\xfe\xff\x1e\xc7\x00t", "ệt");
	ASSERT_TEXT("\xff\xfe\xc7\x1et\x00", "ệt");
	ASSERT_TEXT("\xef\xbb\xbf\xe1\xbb\x87t", "ệt");
	ASSERT_TEXT("\xfe\xff\xd8\x3d\xde\x00", "😀");
	/* A language, which is no text (§7.9.2.2.2). */
	ASSERT_TEXT("\xfe\xff\x00\x1b\x00v\x00i\x00V\x00N\x00\x1b\x00" "A", "A");
}

static void
what_has_no_meaning_becomes_a_replacement(void **state)
{
	(void)state;
	ASSERT_TEXT("\xfe\xff\xd8\x3d\x00" "A", "\xef\xbf\xbd" "A");
	ASSERT_TEXT("\xfe\xff\xde\x00", "\xef\xbf\xbd");
	ASSERT_TEXT("\xfe\xff\x00" "A\x00", "A\xef\xbf\xbd");
	ASSERT_TEXT("\xfe\xff\x00\x00", "\xef\xbf\xbd");
	ASSERT_TEXT("\xef\xbb\xbf\xff" "A", "\xef\xbf\xbd" "A");
	/* An escape that is never closed hides nothing. */
	ASSERT_TEXT("\xfe\xff\x00\x1b\x00v\x00i\x00 \x00V\x00N\x00\x1b", "\x1bvi VN\x1b");
}

static void
text_is_written_as_ascii_or_utf16(void **state)
{
	struct tr_buf out = {0};
	(void)state;

	assert_int_equal(tr_pdf_print_text(&out, TR_TEXT_LIT("Ky (1)"), NULL), TRIEN_OK);
	assert_true(tr_bytes_are(tr_buf_view(&out), "(Ky \\(1\\))"));
	tr_buf_clear(&out);
	assert_int_equal(tr_pdf_print_text(&out, TR_TEXT_LIT("Ký duyệt 😀"), NULL), TRIEN_OK);
	assert_true(tr_bytes_are(tr_buf_view(&out), "<feff004b00fd00200064007500791ec700740020d83dde00>"));
	assert_refused(tr_pdf_print_text(&out, (struct tr_text){"\xff", 1}, NULL), "base.utf8-invalid");
	tr_buf_free(&out);
}

/* ---- a revision more ---- */

enum style { STYLE_TABLE, STYLE_STREAM, STYLE_HYBRID };

/* A document in one of the styles; in a hybrid, object 4 is known by its stream alone. */
static void
base_of(struct build *f, enum style style)
{
	build_header(f, "1.7");
	build_document(f, "", "");
	if (style == STYLE_TABLE)
		build_table(f, "/Size 4/Root 1 0 R/ID[<0102><0304>]/Other 1");
	if (style == STYLE_STREAM)
		build_stream(f, 4, "/Size 5/Root 1 0 R/ID[<0102><0304>]/DL 1");
	if (style == STYLE_HYBRID) {
		size_t at[BUILD_OBJECTS];
		char keys[128];
		memcpy(at, f->at, sizeof(at));
		memset(f->at, 0, sizeof(f->at));
		build_object(f, 4, "(hidden)");
		build_stream(f, 5, "/Size 6/Root 1 0 R");
		memcpy(f->at, at, sizeof(at));
		snprintf(keys, sizeof(keys), "/Size 6/Root 1 0 R/XRefStm %zu", f->xref - f->shift);
		build_table(f, keys);
	}
	build_end(f);
}

/* Puts a change of page 3 and one new object behind the base. */
static void
append(struct build *f, uint32_t *num)
{
	struct trien_err err = {0};
	struct tr_buf tail = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	uint64_t at;

	assert_ok(tr_pdf_open(build_bytes(f), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	assert_ok(tr_pdf_update_number(u, num, &err), &err);
	assert_ok(tr_pdf_update_put(u, (struct tr_pdf_ref){*num, 0}, TR_BYTES_LIT("(new)"), &err), &err);
	assert_ok(tr_pdf_update_put(u, (struct tr_pdf_ref){3, 0},
			TR_BYTES_LIT("<</Type/Page/Parent 2 0 R/MediaBox[0 0 1 1]>>"), &err), &err);
	assert_refused(tr_pdf_update_offset(u, *num, &at, &err), "base.internal");
	assert_ok(tr_pdf_update_write(u, id16, &tail, &err), &err);
	assert_ok(tr_pdf_update_offset(u, *num, &at, &err), &err);
	assert_memory_equal(tail.p + (at - f->b.n), "(new)", 5);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	assert_ok(tr_buf_add_bytes(&f->b, tr_buf_view(&tail), &err), &err);
	tr_buf_free(&tail);
}

/* Reads what append() made. */
static void
check_appended(const struct build *f, size_t base_size, uint32_t num, enum style want)
{
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	const struct tr_pdf_change *changes;
	const struct tr_pdf_obj *o;
	size_t count;

	assert_ok(tr_pdf_open(build_bytes(f), NULL, &pdf, &err), &err);
	size_t rev = tr_pdf_newest(pdf);
	const struct tr_pdf_revision *r = tr_pdf_revision_at(pdf, rev);
	assert_int_equal(r->style, want == STYLE_STREAM ? TR_PDF_XREF_STREAM : TR_PDF_XREF_TABLE);
	assert_int_equal(tr_pdf_revision_at(pdf, rev - 1)->end, base_size);
	assert_int_equal(r->end, f->b.n);
	assert_ok(tr_pdf_changes(pdf, rev, &changes, &count, &err), &err);
	assert_int_equal(count, want == STYLE_STREAM ? 3 : 2);
	assert_int_equal(changes[0].num, 3);
	assert_int_equal(changes[0].act, TR_PDF_CHANGED);
	assert_int_equal(changes[1].num, num);
	assert_int_equal(changes[1].act, TR_PDF_BORN);
	assert_ok(tr_pdf_get(pdf, rev, num, &o, &err), &err);
	assert_true(tr_pdf_is(o, TR_PDF_STRING) && tr_bytes_are(o->u.string, "new"));
	assert_ok(tr_pdf_find(pdf, rev, r->trailer, "ID", &o, &err), &err);
	assert_int_equal(o->u.array.count, 2);
	assert_memory_equal(o->u.array.items[1]->u.string.p, id16, 16);
	tr_pdf_close(pdf);
}

static void
the_style_of_the_base_is_kept(void **state)
{
	(void)state;
	for (enum style style = STYLE_TABLE; style <= STYLE_HYBRID; style++) {
		struct build f = {0};
		uint32_t num;
		base_of(&f, style);
		size_t base = f.b.n;
		append(&f, &num);
		assert_int_equal(num, style == STYLE_TABLE ? 4 : style == STYLE_STREAM ? 5 : 6);
		check_appended(&f, base, num, style);
		struct tr_bytes tail = tr_bytes_part(build_bytes(&f), base, f.b.n);
		assert_false(build_has(tail, "/XRefStm"));
		assert_false(build_has(tail, "/DL"));
		assert_false(build_has(tail, "/Filter"));
		if (style != STYLE_HYBRID)
			assert_true(build_has(tail, "/ID[<0102><aa0102030405060708090a0b0c0d0ebb>]"));
		else
			assert_true(build_has(tail, "/ID[<aa0102030405060708090a0b0c0d0ebb><aa01"));
		build_free(&f);
	}
}

static void
a_hybrid_files_hidden_object_stays_readable(void **state)
{
	struct trien_err err = {0};
	struct build f = {0};
	struct tr_pdf *pdf = NULL;
	const struct tr_pdf_obj *o;
	uint32_t num;
	(void)state;

	base_of(&f, STYLE_HYBRID);
	append(&f, &num);
	append(&f, &num);
	assert_int_equal(num, 7);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_int_equal(tr_pdf_revision_count(pdf), 3);
	assert_ok(tr_pdf_get(pdf, 2, 4, &o, &err), &err);
	assert_true(tr_pdf_is(o, TR_PDF_STRING) && tr_bytes_are(o->u.string, "hidden"));
	tr_pdf_close(pdf);
	build_free(&f);
}

static void
offsets_follow_the_bases_own_convention(void **state)
{
	static const char junk[] = "HTTP/1.1 200 OK\r\n\r\n";
	(void)state;
	for (int from_header = 0; from_header < 2; from_header++) {
		struct build f = {0};
		struct trien_err err = {0};
		uint32_t num;
		build_add(&f, "%s", junk);
		f.shift = from_header ? f.b.n : 0;
		base_of(&f, from_header ? STYLE_TABLE : STYLE_STREAM);
		size_t base = f.b.n;
		append(&f, &num);
		check_appended(&f, base, num, from_header ? STYLE_TABLE : STYLE_STREAM);
		if (from_header) {
			/* Without the junk it is a plain file with right offsets. */
			struct tr_pdf *pdf = NULL;
			struct tr_bytes plain = tr_bytes_part(build_bytes(&f), sizeof(junk) - 1, f.b.n);
			const struct tr_pdf_leniency *used;
			assert_ok(tr_pdf_open(plain, NULL, &pdf, &err), &err);
			assert_int_equal(tr_pdf_leniencies(pdf, &used), 0);
			tr_pdf_close(pdf);
		}
		build_free(&f);
	}
}

static void
a_base_without_eol_gets_one(void **state)
{
	struct build f = {0};
	uint32_t num;
	(void)state;

	base_of(&f, STYLE_TABLE);
	f.b.n--;
	size_t base = f.b.n;
	append(&f, &num);
	assert_int_equal(f.b.p[base], '\n');
	assert_memory_equal(f.b.p + base + 1, "4 0 obj", 7);
	check_appended(&f, base + 1, num, STYLE_TABLE);
	build_free(&f);
}

/* Every entry of the last table is 20 bytes and ends with an end of line. */
static void
check_last_table(const struct build *f)
{
	const uint8_t *at = NULL, *p = f->b.p, *end = f->b.p + f->b.n;
	unsigned first, n;
	int used;

	while ((p = memmem(p, (size_t)(end - p), "\nxref\n", 6)) != NULL)
		at = p += 6;
	assert_non_null(at);
	while (sscanf((const char *)at, "%u %u\n%n", &first, &n, &used) == 2) {
		at += used;
		for (; n > 0; n--, at += 20)
			assert_true(at[18] == '\r' && at[19] == '\n' && (at[17] == 'n' || at[17] == 'f'));
	}
	assert_memory_equal(at, "trailer", 7);
}

static void
holes_below_size_become_free_entries(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	uint32_t num;
	(void)state;

	build_header(&f, "1.4");
	build_document(&f, "", "");
	build_table(&f, "/Size 7/Root 1 0 R");
	build_end(&f);
	size_t base = f.b.n;
	append(&f, &num);
	assert_int_equal(num, 7);
	struct tr_bytes tail = tr_bytes_part(build_bytes(&f), base, f.b.n);
	assert_true(build_has(tail, "xref\n3 5\n"));
	assert_true(build_has(tail,
			" 00000 n\r\n0000000000 65535 f\r\n0000000000 65535 f\r\n0000000000 65535 f\r\n"));
	assert_true(build_has(tail, "/Size 8/"));
	check_last_table(&f);
	struct tr_pdf *pdf = NULL;
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_int_equal(tr_pdf_revision_at(pdf, 1)->size, 8);
	tr_pdf_close(pdf);
	build_free(&f);
}

/* A /Size that is far off says nothing; the numbers go on from the last one used. */
static void
an_absurd_size_makes_no_flood_of_free_entries(void **state)
{
	const struct {
		const char *keys;
		uint32_t want;
	} cases[] = {{"/Size 4100/Root 1 0 R", 4100}, {"/Size 4101/Root 1 0 R", 4},
			{"/Size 8000000/Root 1 0 R", 4}, {"/Size 2/Root 1 0 R", 4}};
	(void)state;

	assert_int_equal(TR_PDF_UPDATE_HOLES_MAX, 4096);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct build f = {0};
		uint32_t num;
		build_header(&f, "1.4");
		build_document(&f, "", "");
		build_table(&f, cases[i].keys);
		build_end(&f);
		append(&f, &num);
		assert_int_equal(num, cases[i].want);
		check_last_table(&f);
		build_free(&f);
	}
}

/* A base on which nothing else stands, opened for an update. */
static struct tr_pdf_update *
begin(struct build *f, struct tr_pdf **pdf)
{
	struct trien_err err = {0};
	struct tr_pdf_update *u = NULL;

	base_of(f, STYLE_TABLE);
	assert_ok(tr_pdf_open(build_bytes(f), NULL, pdf, &err), &err);
	assert_ok(tr_pdf_update_new(*pdf, &u, &err), &err);
	return u;
}

static void
a_number_given_out_but_not_used_becomes_free(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_buf tail = {0};
	struct tr_pdf_update *u = begin(&f, &pdf);
	uint32_t unused, used;
	(void)state;

	assert_ok(tr_pdf_update_number(u, &unused, &err), &err);
	assert_ok(tr_pdf_update_number(u, &used, &err), &err);
	assert_ok(tr_pdf_update_put_stream(u, (struct tr_pdf_ref){used, 0}, TR_BYTES_LIT("/A 1"),
			TR_BYTES_LIT("data"), &err), &err);
	assert_ok(tr_pdf_update_write(u, id16, &tail, &err), &err);
	assert_true(build_has(tr_buf_view(&tail), "<</A 1/Length 4>>stream\ndata\nendstream\nendobj\n"));
	assert_true(build_has(tr_buf_view(&tail), "xref\n4 2\n0000000000 65535 f\r\n"));
	assert_refused(tr_pdf_update_write(u, id16, &tail, &err), "base.internal");
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	tr_buf_free(&tail);
	build_free(&f);
}

static void
generations_are_kept(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	struct tr_buf tail = {0};
	(void)state;

	build_header(&f, "1.4");
	build_document(&f, "", "");
	build_object_gen(&f, 4, 7, "(old)");
	build_table(&f, "/Size 5/Root 1 0 R");
	build_end(&f);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	assert_ok(tr_pdf_update_put(u, (struct tr_pdf_ref){4, 7}, TR_BYTES_LIT("(young)"), &err), &err);
	assert_ok(tr_pdf_update_write(u, id16, &tail, &err), &err);
	assert_true(tr_bytes_start(tr_buf_view(&tail), "4 7 obj\n(young)\nendobj\nxref\n4 1\n"));
	assert_true(build_has(tr_buf_view(&tail), " 00007 n\r\n"));
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	tr_buf_free(&tail);
	build_free(&f);
}

static void
the_same_object_twice_is_refused(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_buf tail = {0};
	struct tr_pdf_update *u = begin(&f, &pdf);
	(void)state;

	assert_ok(tr_pdf_update_put(u, (struct tr_pdf_ref){3, 0}, TR_BYTES_LIT("1"), &err), &err);
	assert_ok(tr_pdf_update_put(u, (struct tr_pdf_ref){3, 0}, TR_BYTES_LIT("2"), &err), &err);
	assert_refused(tr_pdf_update_write(u, id16, &tail, &err), "base.internal");
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	tr_buf_free(&tail);
	build_free(&f);
}

static void
an_encrypted_file_is_refused(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	(void)state;

	build_header(&f, "1.7");
	build_document(&f, "", "");
	build_object(&f, 4, "<</Filter/Standard/V 2/R 3/Length 128/P -4"
			"/O<0000000000000000000000000000000000000000000000000000000000000000>"
			"/U<0000000000000000000000000000000000000000000000000000000000000000>>>");
	build_table(&f, "/Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<01><01>]");
	build_end(&f);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_refused(tr_pdf_update_new(pdf, &u, &err), "pdf.encrypted-write");
	tr_pdf_close(pdf);
	build_free(&f);
}

/* /Encrypt and /Info that lead nowhere must not lead to an object of the new revision. */
static void
trailer_keys_that_lead_nowhere_catch_no_object(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	uint32_t num;
	(void)state;

	build_header(&f, "1.7");
	build_document(&f, "", "");
	build_table(&f, "/Size 4/Root 1 0 R/Encrypt 4 0 R");
	build_end(&f);
	if (tr_pdf_open(build_bytes(&f), NULL, &pdf, &err) == TRIEN_OK)
		assert_refused(tr_pdf_update_new(pdf, &u, &err), "pdf.encrypted-write");
	tr_pdf_close(pdf);
	build_free(&f);
	f = (struct build){0};
	build_header(&f, "1.7");
	build_document(&f, "", "");
	build_table(&f, "/Size 4/Root 1 0 R/Info 4 0 R");
	build_end(&f);
	size_t base = f.b.n;
	append(&f, &num);
	assert_int_equal(num, 4);
	assert_false(build_has(tr_bytes_part(build_bytes(&f), base, f.b.n), "/Info"));
	build_free(&f);
}

/* A linearized file, whose head may have a startxref of its own that leads to the head. */
static void
build_linearized(struct build *f, bool leads_to_itself)
{
	char number[16];

	build_header(f, "1.4");
	build_object(f, 3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>");
	size_t head = f->b.n;
	/* The table of the first page, with room for /Prev, which is known later. */
	build_add(f, "xref\n3 1\n%010zu 00000 n \ntrailer\n<</Size 4/Root 1 0 R/Prev ", f->at[3]);
	size_t prev = f->b.n;
	build_add(f, "0000000000>>\nstartxref\n%zu\n%%%%EOF\n", leads_to_itself ? head : 0);
	f->at[3] = 0;
	build_object(f, 1, "<</Type/Catalog/Pages 2 0 R>>");
	build_object(f, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	build_table(f, "/Size 3");
	snprintf(number, sizeof(number), "%010zu", f->xref);
	memcpy(f->b.p + prev, number, 10);
	f->xref = head;
	build_end(f);
}

static void
a_linearized_base_is_followed(void **state)
{
	(void)state;
	for (int twin = 0; twin < 2; twin++) {
		struct build f = {0};
		uint32_t num;
		char prev[32];
		build_linearized(&f, twin != 0);
		size_t base = f.b.n;
		append(&f, &num);
		check_appended(&f, base, num, STYLE_TABLE);
		/* /Prev is the file's last startxref, which leads to the head. */
		snprintf(prev, sizeof(prev), "/Prev %zu>>", f.xref);
		assert_true(build_has(tr_bytes_part(build_bytes(&f), base, f.b.n), prev));
		build_free(&f);
	}
}

/* The same end twice is harmless, unless there is something between the two. */
static void
a_second_end_with_objects_before_it_is_refused(void **state)
{
	(void)state;
	for (int twin = 0; twin < 2; twin++) {
		struct build f = {0};
		struct trien_err err = {0};
		struct tr_pdf *pdf = NULL;
		struct tr_pdf_update *u = NULL;
		base_of(&f, STYLE_TABLE);
		if (twin)
			build_object(&f, 9, "(what is this?)");
		build_end(&f);
		assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_update_new(pdf, &u, &err);
		assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), twin ? "pdf.two-ends" : "ok");
		tr_pdf_update_free(u);
		tr_pdf_close(pdf);
		build_free(&f);
	}
}

/* Its end is read off what follows it, and something else follows now. */
static void
an_xref_stream_without_length_is_followed(void **state)
{
	struct build f = {0};
	uint32_t num;
	(void)state;

	base_of(&f, STYLE_STREAM);
	uint8_t *length = memmem(f.b.p, f.b.n, "/Length", 7);
	assert_non_null(length);
	memcpy(length, "/Lenght", 7);
	size_t base = f.b.n;
	append(&f, &num);
	check_appended(&f, base, num, STYLE_STREAM);
	build_free(&f);
}

static void
numbers_end_at_the_cap(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = begin(&f, &pdf);
	uint32_t num = 0;
	(void)state;

	u->next = TR_PDF_OBJECT_NUMBER_MAX;
	assert_ok(tr_pdf_update_number(u, &num, &err), &err);
	assert_int_equal(num, TR_PDF_OBJECT_NUMBER_MAX);
	assert_refused(tr_pdf_update_number(u, &num, &err), "pdf.object-number");
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	build_free(&f);
}

static void
objects_of_a_revision_end_at_the_cap(void **state)
{
	struct build f = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = begin(&f, &pdf);
	struct tr_pdf_ref ref = {0, 0};
	(void)state;

	for (size_t i = 0; i < TR_PDF_UPDATE_OBJECTS_MAX; i++) {
		assert_ok(tr_pdf_update_number(u, &ref.num, &err), &err);
		assert_ok(tr_pdf_update_put(u, ref, TR_BYTES_LIT("1"), &err), &err);
	}
	assert_ok(tr_pdf_update_number(u, &ref.num, &err), &err);
	assert_refused(tr_pdf_update_put(u, ref, TR_BYTES_LIT("1"), &err), "pdf.update-limit");
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	build_free(&f);
}

/* The whole way with one allocation that fails: an error, nothing else. */
static bool
squeezed(struct tr_bytes base, unsigned long n)
{
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	struct tr_buf tail = {0};
	uint32_t num = 0;

	(void)tr_mem_fail_at(n);
	trien_rc rc = tr_pdf_open(base, NULL, &pdf, NULL);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_new(pdf, &u, NULL);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_number(u, &num, NULL);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_put(u, (struct tr_pdf_ref){num, 0}, TR_BYTES_LIT("1"), NULL);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_write(u, id16, &tail, NULL);
	(void)tr_mem_fail_at(0);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	tr_buf_free(&tail);
	return rc == TRIEN_OK;
}

static void
every_allocation_may_fail(void **state)
{
	(void)state;
	for (enum style style = STYLE_TABLE; style <= STYLE_HYBRID; style++) {
		struct build f = {0};
		unsigned long n = 1;
		base_of(&f, style);
		while (!squeezed(build_bytes(&f), n))
			assert_true(n++ < 1000);
		assert_true(n > 2);
		build_free(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_printed_in_the_shortest_syntax),
		cmocka_unit_test(tokens_do_not_run_together),
		cmocka_unit_test(hexadecimal_keeps_to_the_buffers_maximum),
		cmocka_unit_test(text_strings_are_read_in_every_encoding),
		cmocka_unit_test(what_has_no_meaning_becomes_a_replacement),
		cmocka_unit_test(text_is_written_as_ascii_or_utf16),
		cmocka_unit_test(the_style_of_the_base_is_kept),
		cmocka_unit_test(a_hybrid_files_hidden_object_stays_readable),
		cmocka_unit_test(offsets_follow_the_bases_own_convention),
		cmocka_unit_test(a_base_without_eol_gets_one),
		cmocka_unit_test(holes_below_size_become_free_entries),
		cmocka_unit_test(an_absurd_size_makes_no_flood_of_free_entries),
		cmocka_unit_test(a_number_given_out_but_not_used_becomes_free),
		cmocka_unit_test(generations_are_kept),
		cmocka_unit_test(the_same_object_twice_is_refused),
		cmocka_unit_test(an_encrypted_file_is_refused),
		cmocka_unit_test(an_xref_stream_without_length_is_followed),
		cmocka_unit_test(trailer_keys_that_lead_nowhere_catch_no_object),
		cmocka_unit_test(a_linearized_base_is_followed),
		cmocka_unit_test(a_second_end_with_objects_before_it_is_refused),
		cmocka_unit_test(numbers_end_at_the_cap),
		cmocka_unit_test(objects_of_a_revision_end_at_the_cap),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
