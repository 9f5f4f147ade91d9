/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Syntax of objects, ISO 32000-2 §7.3: good values, and each refusal by its id. */
#include <stdio.h>

#include "make.h"
#include "test.h"

static struct trien_err err;

/* Object 4 of a small file; the file stays open in *pdf and *m. */
static trien_rc
read_object(const char *body, struct make *m, struct tr_pdf **pdf, const struct tr_pdf_obj **out)
{
	make_begin(m);
	make_document(m);
	make_object(m, 4, "%s", body);
	make_table(m, "");
	assert_ok(tr_pdf_open(make_view(m), NULL, pdf, &err), &err);
	return tr_pdf_get(*pdf, 0, 4, out, &err);
}

static void
refused(const char *body, const char *id)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;

	trien_rc rc = read_object(body, &m, &pdf, &o);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s: %s instead of %s", body, trien_err_id(rc), id);
	tr_pdf_close(pdf);
	make_free(&m);
}

#define WITH(body) \
	const struct tr_pdf_obj *o; \
	struct tr_pdf *pdf; \
	struct make m; \
	assert_ok(read_object(body, &m, &pdf, &o), &err)

#define DONE() \
	do { \
		tr_pdf_close(pdf); \
		make_free(&m); \
	} while (0)

static void
test_numbers(void **state)
{
	static const double want[] = {0, 17, -98, 0, 34.5, -3.62, 4, -0.002, 0.25, 123456789012.0, 7};
	(void)state;
	WITH("[0 +17 -98 -0 34.5 -3.62 4. -.002 .25 123456789012 00007]");
	assert_int_equal(o->u.array.count, 11);
	for (size_t i = 0; i < 11; i++) {
		double got;
		assert_true(tr_pdf_number(o->u.array.items[i], &got));
		assert_true(got >= want[i] - 1e-12 && got <= want[i] + 1e-12);
	}
	assert_int_equal(o->u.array.items[1]->type, TR_PDF_INT);
	assert_int_equal(o->u.array.items[6]->type, TR_PDF_REAL);
	DONE();
}

static void
test_large_numbers(void **state)
{
	double got;
	(void)state;
	WITH("[999999999999999999 99999999999999999999 0.1234567890123456789 -9223372036854775808]");
	assert_int_equal(o->u.array.items[0]->u.integer, INT64_C(999999999999999999));
	assert_int_equal(o->u.array.items[1]->type, TR_PDF_REAL);
	assert_true(tr_pdf_number(o->u.array.items[1], &got) && got > 9.9e19 && got < 1.01e20);
	assert_true(tr_pdf_number(o->u.array.items[2], &got) && got > 0.12345678901 && got < 0.12345678902);
	DONE();
}

static void
assert_string(const struct tr_pdf_obj *o, const char *want, size_t n)
{
	assert_int_equal(o->type, TR_PDF_STRING);
	assert_int_equal(o->u.string.n, n);
	assert_memory_equal(o->u.string.p, want, n);
}

static void
test_strings(void **state)
{
	(void)state;
	WITH("[(plain) (a(b)c) (\\n\\r\\t\\b\\f\\(\\)\\\\\\q) (\\101\\1012\\7\\400) (a\\\nb) (a\r\nb\rc) () <48 65\n6C6c6> <>]");
	const struct tr_pdf_obj *const *i = o->u.array.items;
	assert_string(i[0], "plain", 5);
	assert_string(i[1], "a(b)c", 5);
	assert_string(i[2], "\n\r\t\b\f()\\q", 9);
	assert_string(i[3], "AA2\7\0", 5);
	assert_string(i[4], "ab", 2);
	assert_string(i[5], "a\nb\nc", 5);
	assert_string(i[6], "", 0);
	assert_string(i[7], "Hell`", 5);
	assert_true(i[7]->hex_string && !i[0]->hex_string);
	assert_string(i[8], "", 0);
	/* Where a value stands is exact: the gap of a ByteRange depends on it. */
	assert_memory_equal(m.b.p + i[7]->at, "<48 65\n6C6c6>", i[7]->length);
	DONE();
}

/* Digits are read by eights: a byte of every value at every place of eight, and every length up to three of them. */
static void
test_hexadecimal(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	char body[64];
	(void)state;

	for (unsigned c = 0; c < 256; c++)
		for (size_t place = 0; place < 8; place++) {
			if (c == '>' || c == 0 || c == '%')
				continue; /* the end; what make_object() cannot write */
			const char *digit = strchr(digits, (int)c);
			const bool white = strchr("\t\n\f\r ", (int)c) != NULL;
			snprintf(body, sizeof(body), "<A55A31c7B0F400>");
			body[1 + place] = (char)c;
			if (digit == NULL && !white) {
				refused(body, "pdf.syntax");
				continue;
			}
			uint8_t want[8] = {0xa5, 0x5a, 0x31, 0xc7, 0xb0, 0xf4, 0x00};
			WITH(body);
			if (digit != NULL) {
				const unsigned value = (unsigned)(digit - digits < 16 ? digit - digits : digit - digits - 6);
				want[place / 2] = (uint8_t)(place % 2 == 0 ? (want[place / 2] & 0x0f) | value << 4 : (want[place / 2] & 0xf0) | value);
				assert_string(o, (const char *)want, 7);
			} else {
				assert_int_equal(o->u.string.n, 7);
			}
			DONE();
		}
	for (size_t n = 0; n <= 72; n++) {
		char longer[80] = "<";
		uint8_t want[40] = {0};
		for (size_t i = 0; i < n; i++) {
			const bool zero = i >= 20 && i < 56;
			longer[1 + i] = zero ? '0' : "9aF"[i % 3];
			want[i / 2] |= (uint8_t)((zero ? 0 : (unsigned)"\x09\x0a\x0f"[i % 3]) << (i % 2 == 0 ? 4 : 0));
		}
		longer[1 + n] = '>';
		WITH(longer);
		assert_string(o, (const char *)want, (n + 1) / 2);
		DONE();
	}
}

static void
test_names(void **state)
{
	(void)state;
	WITH("[/Name /A#20B /A#2fB / /a;b* /C#23]");
	const struct tr_pdf_obj *const *i = o->u.array.items;
	assert_true(tr_pdf_is_name(i[0], "Name"));
	assert_true(tr_pdf_is_name(i[1], "A B"));
	assert_true(tr_pdf_is_name(i[2], "A/B"));
	assert_true(tr_pdf_is_name(i[3], ""));
	assert_true(tr_pdf_is_name(i[4], "a;b*"));
	assert_true(tr_pdf_is_name(i[5], "C#"));
	DONE();
}

static void
test_containers(void **state)
{
	(void)state;
	WITH("<</A[1 0 R 2 3 0 R true false null]/B<</C%comment>>\n(x)>>/D 12 0 R/E null>>");
	const struct tr_pdf_obj *a = tr_pdf_dict_find(o, "A");
	assert_int_equal(a->u.array.count, 6);
	assert_int_equal(a->u.array.items[0]->u.ref.num, 1);
	assert_int_equal(a->u.array.items[1]->u.integer, 2);
	assert_int_equal(a->u.array.items[2]->u.ref.num, 3);
	assert_true(a->u.array.items[3]->u.boolean);
	assert_int_equal(a->u.array.items[5]->type, TR_PDF_NULL);
	assert_string(tr_pdf_dict_find(tr_pdf_dict_find(o, "B"), "C"), "x", 1);
	assert_int_equal(tr_pdf_dict_find(o, "D")->u.ref.num, 12);
	assert_null(tr_pdf_dict_find(o, "F"));
	assert_null(tr_pdf_dict_find(a, "A"));
	assert_null(tr_pdf_dict_of(NULL));
	/* A reference to what was never defined is null (§7.3.10). */
	const struct tr_pdf_obj *d;
	assert_ok(tr_pdf_find(pdf, 0, o, "D", &d, &err), &err);
	assert_ptr_equal(d, &tr_pdf_null);
	DONE();
}

static void
test_equal(void **state)
{
	(void)state;
	WITH("[<</A 0/B(x)/N null>> <</B<78>/A 0.0>> <</A 0/B(y)>> [1 2] [1 2 3] 1 0 R 1 0 R 1 1 R true null 0]");
	const struct tr_pdf_obj *const *i = o->u.array.items;
	assert_true(tr_pdf_equal(i[0], i[1]));
	assert_false(tr_pdf_equal(i[0], i[2]));
	assert_false(tr_pdf_equal(i[3], i[4]));
	assert_true(tr_pdf_equal(i[5], i[6]));
	assert_false(tr_pdf_equal(i[6], i[7]));
	assert_false(tr_pdf_equal(i[8], i[10]));
	assert_true(tr_pdf_equal(i[9], &tr_pdf_null));
	assert_false(tr_pdf_equal(i[0], NULL));
	DONE();
}

/* Dictionaries too large for looking up each key: same entries in another order. */
static void
test_equal_large(void **state)
{
	char body[8192] = "[<<";
	(void)state;
	for (int i = 0; i < 100; i++)
		snprintf(body + strlen(body), sizeof(body) - strlen(body), "/K%d %d", i, i);
	snprintf(body + strlen(body), sizeof(body) - strlen(body), ">><<");
	for (int i = 100; i-- > 0;)
		snprintf(body + strlen(body), sizeof(body) - strlen(body), "/K%d %d", i, i);
	snprintf(body + strlen(body), sizeof(body) - strlen(body), ">><<");
	for (int i = 100; i-- > 0;)
		snprintf(body + strlen(body), sizeof(body) - strlen(body), "/K%d %d", i, i == 50 ? 51 : i);
	snprintf(body + strlen(body), sizeof(body) - strlen(body), ">>]");
	WITH(body);
	assert_true(tr_pdf_equal(o->u.array.items[0], o->u.array.items[1]));
	assert_false(tr_pdf_equal(o->u.array.items[0], o->u.array.items[2]));
	DONE();
}

static void
test_syntax_refused(void **state)
{
	static const char *const bad[] = {
		"(open", "<48", "<4G>", "[1 2", "<</A 1", "]", ">>", ">", ")", "{}", "<</A>>", "<</A 1/B>>",
				"<<1 2>>",
		"[1 R]", "[R]", "[(a) 0 R]", "[1 -1 R]", "[1 65536 R]", "1 2", "<</A 1>> <</B 2>>", "word",
				"[word]",
		"--5", "1.2.3", "+", "-", ".", "4-5", "<</A stream>>", "[1 endobj", "(a) stream\nendstream",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i], "pdf.syntax");
}

static void
test_duplicate_keys(void **state)
{
	char many[4096] = "<<";
	(void)state;
	refused("<</A 1/A 2>>", "pdf.duplicate-key");
	refused("<</A 1/B 2/#41 3>>", "pdf.duplicate-key");
	refused("<</A null/A 2>>", "pdf.duplicate-key");
	for (int i = 0; i < 40; i++)
		snprintf(many + strlen(many), sizeof(many) - strlen(many), "/K%d %d", i, i);
	snprintf(many + strlen(many), sizeof(many) - strlen(many), "/K7 8>>");
	refused(many, "pdf.duplicate-key");
	memcpy(strstr(many, "/K7 8>>"), "/K7 7>>", 7);
	WITH(many);
	assert_int_equal(tr_pdf_dict_of(o)->count, 40);
	DONE();
}

static void
test_duplicate_key_of_one_value(void **state)
{
	(void)state;
	WITH("<</A[1 (x)]/B 2/A[1.0 <78>]>>");
	assert_int_equal(tr_pdf_dict_of(o)->count, 2);
	assert_int_equal(tr_pdf_dict_find(o, "B")->u.integer, 2);
	DONE();
}

static void
test_reference_numbers(void **state)
{
	char body[64];
	(void)state;
	refused("[8388608 0 R]", "pdf.object-number");
	refused("[2147483648 0 R]", "pdf.object-number");
	refused("[-1 0 R]", "pdf.object-number");
	snprintf(body, sizeof(body), "[%u 65535 R]", TR_PDF_OBJECT_NUMBER_MAX);
	WITH(body);
	assert_int_equal(o->u.array.items[0]->u.ref.num, TR_PDF_OBJECT_NUMBER_MAX);
	DONE();
}

static void
nested(char *out, unsigned depth)
{
	memset(out, '[', depth);
	memset(out + depth, ']', depth);
	out[2 * depth] = '\0';
}

static void
test_nesting(void **state)
{
	char body[512];
	(void)state;
	nested(body, TR_PDF_NESTING_MAX + 1);
	refused(body, "pdf.nesting-limit");
	nested(body, TR_PDF_NESTING_MAX);
	WITH(body);
	assert_int_equal(o->type, TR_PDF_ARRAY);
	DONE();
}

static void
test_reference_loops(void **state)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	(void)state;
	make_begin(&m);
	make_document(&m);
	make_object(&m, 4, "4 0 R");
	make_object(&m, 5, "6 0 R");
	make_object(&m, 6, "5 0 R");
	for (uint32_t i = 7; i < 7 + TR_PDF_REFERENCE_DEPTH_MAX; i++)
		make_object(&m, i, "%u 0 R", i + 1);
	make_object(&m, 7 + TR_PDF_REFERENCE_DEPTH_MAX, "(end)");
	make_table(&m, "");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	for (uint32_t num = 4; num < 7; num++) {
		assert_ok(tr_pdf_get(pdf, 0, num, &o, &err), &err);
		assert_refused(tr_pdf_resolve(pdf, 0, o, &o, &err), "pdf.reference-loop");
	}
	/* 33 references in a row from 7 on are one too many; from object 8 on it is 32. */
	struct tr_pdf_obj ref = {.type = TR_PDF_REF, .u.ref = {7, 0}};
	assert_refused(tr_pdf_resolve(pdf, 0, &ref, &o, &err), "pdf.reference-loop");
	ref.u.ref.num = 8;
	assert_ok(tr_pdf_resolve(pdf, 0, &ref, &o, &err), &err);
	assert_string(o, "end", 3);
	DONE();
}

static void
test_object_bytes(void **state)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;
	(void)state;
	for (int past = 0; past < 2; past++) {
		/* From "4 0 obj" on, the token "endobj" must end inside the cap. */
		size_t filler = TR_PDF_OBJECT_BYTES_MAX - strlen("4 0 obj\n()\nendobj\n") + (size_t)past;
		make_begin(&m);
		make_document(&m);
		m.at[4] = m.b.n;
		m.size = 5;
		make_text(&m, "4 0 obj\n(%*s)\nendobj\n", (int)filler, "");
		make_table(&m, "");
		assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
		trien_rc rc = tr_pdf_get(pdf, 0, 4, &o, &err);
		assert_string_equal(trien_err_id(rc), past ? "pdf.object-bytes-limit" : "ok");
		DONE();
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_large_numbers),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_hexadecimal),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_containers),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_equal_large),
		cmocka_unit_test(test_syntax_refused),
		cmocka_unit_test(test_duplicate_keys),
		cmocka_unit_test(test_duplicate_key_of_one_value),
		cmocka_unit_test(test_reference_numbers),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_reference_loops),
		cmocka_unit_test(test_object_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
