/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Number and date as the decree writes them, into the fields that were reserved and nowhere else; and every way in which
 * a reserved field may no longer be what it was.
 * Requirement: R9.2
 */
#include "official/reserving.h"

#include <math.h>

#include "base/memory.h"
#include "official/fill.h"
#include "official/form_font.h"

static struct tr_text
text(const char *s)
{
	return (struct tr_text){s, strlen(s)};
}

/* ---- values ---- */

static void
values_are_written_as_the_decree_asks(void **state)
{
	static const struct {
		const char *number, *date, *want[4];
	} good[] = {
		{"5", "2026-02-05", {"05", "05", "02", "2026"}},
		{"05", "2026-03-10", {"05", "10", "3", "2026"}},
		{"79", "2026-11-23", {"79", "23", "11", "2026"}},
		{"12a", "2024-02-29", {"12a", "29", "02", "2024"}},
		{"6", "9/3/2026", {"06", "09", "3", "2026"}},
		{"7Đ", "2026-01-01", {"07Đ", "01", "01", "2026"}},
		{"123456abc", "9999-12-31", {"123456abc", "31", "12", "9999"}},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct tr_fill_values v;
		struct trien_err err = {0};
		assert_ok(tr_fill_values(text(good[i].number), text(good[i].date), &v, &err), &err);
		assert_string_equal(v.number, good[i].want[0]);
		assert_string_equal(v.day, good[i].want[1]);
		assert_string_equal(v.month, good[i].want[2]);
		assert_string_equal(v.year, good[i].want[3]);
		assert_int_equal(strlen(v.date), 10);
		assert_string_equal(i == 4 ? v.date : "2026-03-09", "2026-03-09");
	}
}

static void
values_that_are_none_are_refused(void **state)
{
	static const char *const numbers[] = {"", "0", "00", "005", "079", "a", "1234567", "1abcd", "1 ", "-1", "1/2", "1ă", "5\xc4"};
	static const char *const dates[] = {"", "2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "23-11-2026", "31/11/2026", "11/23/2026", "1/1/26", "23/11/26",
		"2026-11-23T00:00", "0999-01-01", "2026-11-2x"};
	struct tr_fill_values v = {.number = "kept"};
	(void)state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_refused(tr_fill_values(text(numbers[i]), text("2026-11-23"), &v, NULL), "official.fill-number");
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		assert_refused(tr_fill_values(text("1"), text(dates[i]), &v, NULL), "official.fill-date");
	assert_string_equal(v.number, "kept");
}

/* ---- filling ---- */

/* Fills the newest revision of r, and opens the result in its place. */
static trien_rc
fill(struct reserved *r, const struct tr_fill_values *values, struct trien_err *err)
{
	static const uint8_t id[16] = {1};
	struct tr_pdf_update *u;
	struct tr_buf tail = {0};

	assert_ok(tr_pdf_update_new(r->pdf, &u, err), err);
	trien_rc rc = tr_fill(r->pdf, tr_pdf_newest(r->pdf), values, u, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_write(u, id, &tail, err);
	tr_pdf_update_free(u);
	if (rc == TRIEN_OK) {
		tr_pdf_close(r->pdf);
		assert_ok(tr_buf_add_bytes(&r->whole, tr_buf_view(&tail), err), err);
		assert_ok(tr_pdf_open(tr_buf_view(&r->whole), NULL, &r->pdf, err), err);
		assert_ok(tr_pdf_fields(r->pdf, tr_pdf_newest(r->pdf), &r->fields, &r->field_count, err), err);
	}
	tr_buf_free(&tail);
	return rc;
}

static void
values_of(const char *number, const char *date, struct tr_fill_values *out)
{
	struct trien_err err = {0};
	assert_ok(tr_fill_values(text(number), text(date), out, &err), &err);
}

static void
reserve_usual(struct reserved *r, const char *page_keys)
{
	const struct tr_reserve_plan plan = usual_plan();
	begin(&r->base, "", page_keys);
	finish(&r->base);
	reserve(r, &plan);
}

static void
one_value_fills_all_its_places(void **state)
{
	struct reserved r = {0};
	struct tr_fill_values v;
	struct trien_err err = {0};
	(void)state;

	values_of("79", "2026-02-05", &v);
	reserve_usual(&r, "");
	assert_ok(fill(&r, &v, &err), &err);
	assert_text(field_of(&r, "trien.number")->value, "(79)");
	assert_text(field_of(&r, "trien.day")->value, "(05)");
	assert_text(field_of(&r, "trien.month")->value, "(02)");
	assert_text(field_of(&r, "trien.year")->value, "(2026)");
	const struct tr_pdf_obj *number = field_of(&r, "trien.number")->dict;
	for (size_t i = 0; i < 2; i++) {
		const struct tr_pdf_obj *look = value_of(&r, value_of(&r, kid_of(&r, number, i), "AP"), "N");
		struct tr_bytes data = tr_pdf_stream_raw(r.pdf, look);
		/* Centred in 30 points, or at the left: 13 points of text. */
		assert_true(build_has(data, i == 0 ? "Tf 0 g 8.5 2.8" : "Tf 0 g 0 2.8"));
		assert_true(build_has(data, "/Tx BMC q BT /Trien1 13 Tf"));
	}
	reserved_free(&r);
}

/* /V of the fields, /AP of their widgets, the appearances: nothing else, and no font. */
static void
nothing_else_changes(void **state)
{
	struct reserved r = {0};
	struct tr_fill_values v;
	struct trien_err err = {0};
	const struct tr_pdf_change *changes;
	size_t count, born = 0, changed = 0;
	(void)state;

	values_of("79", "2026-02-05", &v);
	reserve_usual(&r, "/Rotate 90/UserUnit 2");
	const struct tr_pdf_obj *old = kid_of(&r, field_of(&r, "trien.number")->dict, 0);
	TR_AUTO_BUF before = {0};
	assert_ok(tr_pdf_print(&before, value_of(&r, value_of(&r, value_of(&r, old, "AP"), "N"), "Matrix"), &err), &err);
	assert_ok(fill(&r, &v, &err), &err);
	assert_ok(tr_pdf_changes(r.pdf, 2, &changes, &count, &err), &err);
	for (size_t i = 0; i < count; i++) {
		born += changes[i].act == TR_PDF_BORN;
		changed += changes[i].act == TR_PDF_CHANGED;
	}
	assert_int_equal(changed, 4 + 5);
	assert_int_equal(born, 5);
	const struct tr_pdf_obj *look = value_of(&r, value_of(&r, kid_of(&r, field_of(&r, "trien.number")->dict, 0), "AP"), "N");
	assert_ok(tr_buf_add_byte(&before, 0, &err), &err);
	assert_text(value_of(&r, look, "Matrix"), (const char *)before.p);
	reserved_free(&r);
}

static void
what_does_not_fit_is_refused(void **state)
{
	struct reserved r = {0};
	struct tr_fill_values v;
	struct trien_err err = {0};
	(void)state;

	/* 30 points: four digits of 13 points are 26 wide, five are 32.5. */
	values_of("12345", "2026-02-05", &v);
	reserve_usual(&r, "");
	assert_refused(fill(&r, &v, &err), "official.fill-fit");
	values_of("1234", "2026-02-05", &v);
	assert_ok(fill(&r, &v, &err), &err);
	assert_refused(fill(&r, &v, &err), "official.fill-filled");
	reserved_free(&r);
}

/* Month and year stand on the page, the day is blank. */
static void
a_date_agrees_with_what_is_typed(void **state)
{
	static const struct {
		const char *date, *id;
	} cases[] = {{"2026-11-05", NULL}, {"2026-10-05", "official.fill-typed"}, {"2025-11-05", "official.fill-typed"}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_reserve_plan plan = usual_plan();
		struct reserved r = {0};
		struct tr_fill_values v;
		struct trien_err err = {0};
		values_of("79", cases[i].date, &v);
		plan.spot_count = 2;
		plan.typed[1] = 11;
		plan.typed[2] = 2026;
		begin(&r.base, "", "");
		finish(&r.base);
		reserve(&r, &plan);
		if (cases[i].id != NULL)
			assert_refused(fill(&r, &v, &err), cases[i].id);
		else
			assert_ok(fill(&r, &v, &err), &err);
		reserved_free(&r);
	}
}

static void
without_a_reserved_number_there_is_nothing_to_fill(void **state)
{
	struct tr_reserve_plan plan = usual_plan();
	struct reserved r = {0};
	struct tr_fill_values v;
	struct trien_err err = {0};
	(void)state;

	values_of("1", "2026-02-05", &v);
	plan.spots[0] = plan.spots[1];
	plan.spot_count = 1;
	begin(&r.base, "", "");
	finish(&r.base);
	reserve(&r, &plan);
	assert_refused(fill(&r, &v, &err), "official.fill-missing");
	reserved_free(&r);
}

/* Other bytes of the same length at every place where they stand. */
static void
exchange(struct reserved *r, const char *from, const char *to)
{
	const size_t n = strlen(from);
	struct trien_err err = {0};
	size_t found = 0;

	assert_int_equal(n, strlen(to));
	tr_pdf_close(r->pdf);
	for (uint8_t *at = r->whole.p, *end = r->whole.p + r->whole.n; (at = memmem(at, (size_t)(end - at), from, n)) != NULL; at += n) {
		memcpy(at, to, n);
		found++;
	}
	assert_true(found > 0);
	assert_ok(tr_pdf_open(tr_buf_view(&r->whole), NULL, &r->pdf, &err), &err);
}

static void
a_field_that_is_no_longer_what_was_reserved_is_refused(void **state)
{
	static const struct {
		const char *from, *to, *id;
	} cases[] = {
		{"/FT/Tx", "/FT/Bx", "official.fill-field"},
		{"/DA(/Trien1 13 Tf 0 g)", "/DA(/Trien1 13 Tf 1 g)", "official.fill-field"},
		{"/DA(/Trien1 13 Tf 0 g)", "/DA(/Trien1  0 Tf 0 g)", "official.fill-field"},
		{"/DA(/Trien1 13 Tf 0 g)", "/DX(/Trien1 13 Tf 0 g)", "official.fill-field"},
		{"/DA(/Trien1 13 Tf 0 g)", "/DA(/Trien9 13 Tf 0 g)", "official.fill-font"},
		{"/BBox[0 0 30 ", "/BBox[1 0 30 ", "official.fill-field"},
		{"/BBox[0 0 30 ", "/BBox[0 0 (0 ", "pdf.syntax"},
		{"/BBox[0 0 30 ", "/BBox[0 0 /0 ", "official.fill-field"},
		{"/BBox[0 0 30 ", "/BBox[0 0 -3 ", "official.fill-field"},
		{"/BBox[0 0 30 ", "/BBoy[0 0 30 ", "official.fill-field"},
		{"/AP<</N", "/AQ<</N", "official.fill-field"},
		{"/TRIEN_Typed[0 0 0]", "/TRIEN_Typed[0 0  ]", "official.fill-field"},
		{"/TRIEN_Typed[0 0 0]", "/TRIEN_Typed [0 0] ", "official.fill-field"},
		{"/TRIEN_Typed[0 0 0]", "/TRIEN_Typed(0 0 0)", "official.fill-field"},
		{"/TRIEN_Typed[0 0 0]", "/TRIEN_Typed[0 ()0]", "official.fill-field"},
		{"/Encoding/Identity-H", "/Encoding/Identity-V", "official.fill-font"},
		{"/DescendantFonts", "/DescendentFonts", "official.fill-font"},
		{"/ToUnicode", "/ToUnicoda", "official.fill-font"},
		{"/Ascent", "/Ascend", "official.fill-font"},
		{"/Descent", "/Descend", "official.fill-font"},
	};
	struct tr_fill_values v;
	(void)state;

	values_of("79", "2026-02-05", &v);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct reserved r = {0};
		struct trien_err err = {0};
		reserve_usual(&r, "");
		exchange(&r, cases[i].from, cases[i].to);
		assert_refused(fill(&r, &v, &err), cases[i].id);
		reserved_free(&r);
	}
}

static void
every_allocation_may_fail(void **state)
{
	struct reserved r = {0};
	struct tr_fill_values v;
	struct trien_err err = {0};
	(void)state;

	values_of("79", "2026-02-05", &v);
	reserve_usual(&r, "");
	for (unsigned long i = 1;; i++) {
		struct tr_pdf_update *u;
		assert_ok(tr_pdf_update_new(r.pdf, &u, &err), &err);
		tr_mem_fail_at(i);
		trien_rc rc = tr_fill(r.pdf, 1, &v, u, &err);
		tr_mem_fail_at(0);
		tr_pdf_update_free(u);
		if (rc == TRIEN_OK)
			break;
		assert_refused(rc, "base.no-memory");
	}
	reserved_free(&r);
}

/* ---- fonts ---- */

/* A form whose font F has this map, widths and descriptor. */
static void
form_with_font(struct build *f, const char *map, const char *widths, const char *descriptor)
{
	char body[2048];

	begin(f, "/AcroForm<</Fields[]/DR<</Font<</F 4 0 R/G 9 0 R>>>>>>", "");
	build_object(f, 4, "<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>");
	snprintf(body, sizeof(body), "<</Type/Font/Subtype/CIDFontType2/FontDescriptor 7 0 R%s>>", widths);
	build_object(f, 5, body);
	snprintf(body, sizeof(body), "<</Length %zu>>stream\n%s\nendstream", strlen(map), map);
	build_object(f, 6, body);
	snprintf(body, sizeof(body), "<</Type/FontDescriptor%s>>", descriptor);
	build_object(f, 7, body);
	finish(f);
}

#define HEIGHT "/Ascent 891/Descent -216"

static void
show(const char *map, const char *widths, const char *line, const char *want, double want_width)
{
	struct build f = {0};
	struct tr_form_font font;
	struct tr_pdf_ref ref;
	struct tr_pdf *pdf;
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	double width;

	form_with_font(&f, map, widths, HEIGHT);
	assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
	assert_ok(tr_form_font_read(pdf, 0, TR_BYTES_LIT("F"), &font, &ref, &err), &err);
	assert_int_equal(ref.num, 4);
	assert_ok(tr_form_font_show(&font, text(line), &out, &width, &err), &err);
	assert_ok(tr_buf_add_byte(&out, 0, &err), &err);
	assert_string_equal((const char *)out.p, want);
	assert_true(fabs(width - want_width) < 1e-9);
	tr_pdf_close(pdf);
	build_free(&f);
}

static void
a_font_is_read_in_every_form_of_its_map(void **state)
{
	(void)state;

	show("1 beginbfchar <0012> <0037> <0013> <0110> endbfchar", "/W[18[500 722]]", "7\xc4\x90", "<00120013>Tj", 1.222);
	show("1 beginbfrange <0010> <0019> <0030> endbfrange", "/W[16 25 500]", "07", "<00100017>Tj", 1.0);
	show("1 beginbfrange <0010> <0011> [<0037> <0039>] endbfrange", "/DW 300", "97", "<00110010>Tj", 0.6);
	show("2 beginbfchar<0001><0037>endbfchar 1 beginbfchar\n<0002>\n<0038> endbfchar", "/DW 250/W[2 2 500]", "78", "<00010002>Tj",
			0.75);
	/* What is more than one character, or past the plane, is passed over. */
	show("3 beginbfchar <0001> <00370038> <0002> <0037> <0003> <d83ddc37> endbfchar", "", "7", "<0002>Tj", 1.0);
}

static trien_rc
read_font(const char *map, const char *descriptor, const char *name, const char *line)
{
	struct build f = {0};
	struct tr_form_font font;
	struct tr_pdf_ref ref;
	struct tr_pdf *pdf;
	TR_AUTO_BUF out = {0};
	double width;

	form_with_font(&f, map, "", descriptor);
	assert_int_equal(tr_pdf_open(build_bytes(&f), NULL, &pdf, NULL), TRIEN_OK);
	trien_rc rc = tr_form_font_read(pdf, 0, TR_BYTES(name, strlen(name)), &font, &ref, NULL);
	if (rc == TRIEN_OK)
		rc = tr_form_font_show(&font, text(line), &out, &width, NULL);
	tr_pdf_close(pdf);
	build_free(&f);
	return rc;
}

static void
a_font_that_cannot_be_used_is_refused(void **state)
{
	static const char good[] = "1 beginbfchar <0012> <0037> endbfchar";
	static const char *const broken[] = {"", "beginbfchar", "beginbfchar <", "beginbfchar <0012", "beginbfrange <00> <ff>",
		"beginbfrange <0010> <0012> [", "beginbfchar <0012> endbfchar <0037>", "<<<>>>[[[]]]", "\\"};
	(void)state;

	assert_int_equal(read_font(good, HEIGHT, "F", "7"), TRIEN_OK);
	assert_refused(read_font(good, HEIGHT, "F", "8"), "official.fill-font");
	assert_refused(read_font(good, HEIGHT, "H", "7"), "official.fill-font");
	assert_refused(read_font(good, HEIGHT, "G", "7"), "official.fill-font");
	assert_refused(read_font(good, "", "F", "7"), "official.fill-font");
	assert_refused(read_font(good, "/Ascent 0/Descent 0", "F", "7"), "official.fill-font");
	assert_refused(read_font(good, HEIGHT, "a name of a font that is much longer than any that was reserved by this program", "7"),
			"official.fill-font");
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		assert_refused(read_font(broken[i], HEIGHT, "F", "7"), "official.fill-font");
}

/* As many glyphs as are kept, and one more: the last is not known. */
static void
a_map_ends_at_its_cap(void **state)
{
	(void)state;

	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF map = {0};
		struct trien_err err = {0};
		assert_ok(tr_buf_addf(&map, &err, "beginbfchar "), &err);
		for (size_t i = 0; i + 1 < TR_PDF_GLYPHS_MAX + more; i++)
			assert_ok(tr_buf_addf(&map, &err, "<%04zx><%04zx>", i, 0x4000 + i), &err);
		assert_ok(tr_buf_addf(&map, &err, "<7fff><0037>"), &err);
		assert_ok(tr_buf_add_byte(&map, 0, &err), &err);
		struct build f = {0};
		struct tr_form_font font;
		struct tr_pdf_ref ref;
		struct tr_pdf *pdf;
		double width;
		TR_AUTO_BUF out = {0}, object = {0};
		begin(&f, "/AcroForm<</Fields[]/DR<</Font<</F 4 0 R>>>>>>", "");
		build_object(&f, 4, "<</Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>");
		build_object(&f, 5, "<</FontDescriptor<<" HEIGHT ">>>>");
		assert_ok(tr_buf_addf(&object, &err, "<</Length %zu>>stream\n%s\nendstream", strlen((char *)map.p), (char *)map.p), &err);
		assert_ok(tr_buf_add_byte(&object, 0, &err), &err);
		build_object(&f, 6, (const char *)object.p);
		finish(&f);
		assert_ok(tr_pdf_open(build_bytes(&f), NULL, &pdf, &err), &err);
		assert_ok(tr_form_font_read(pdf, 0, TR_BYTES_LIT("F"), &font, &ref, &err), &err);
		trien_rc rc = tr_form_font_show(&font, text("7"), &out, &width, NULL);
		if (more == 0)
			assert_int_equal(rc, TRIEN_OK);
		else
			assert_refused(rc, "official.fill-font");
		tr_pdf_close(pdf);
		build_free(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_written_as_the_decree_asks),
		cmocka_unit_test(values_that_are_none_are_refused),
		cmocka_unit_test(one_value_fills_all_its_places),
		cmocka_unit_test(nothing_else_changes),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(a_date_agrees_with_what_is_typed),
		cmocka_unit_test(without_a_reserved_number_there_is_nothing_to_fill),
		cmocka_unit_test(a_field_that_is_no_longer_what_was_reserved_is_refused),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(a_font_is_read_in_every_form_of_its_map),
		cmocka_unit_test(a_font_that_cannot_be_used_is_refused),
		cmocka_unit_test(a_map_ends_at_its_cap),
	};
	return cmocka_run_group_tests(tests, load_fonts, free_fonts);
}
