/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fonts: what a file may be, what a line becomes, what is embedded, and an embedded font used again. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "draw_lines.h"
#include "layout/deflate.h"
#include "layout/page.h"

static struct trien_err err;
static struct tr_buf regular, bold, italic;

static struct tr_font *
font_of(const struct tr_buf *file)
{
	struct tr_font *f = NULL;
	assert_ok(tr_font_open(tr_buf_view(file), &f, &err), &err);
	return f;
}

static struct tr_text
text_of(const char *s)
{
	return (struct tr_text){s, strlen(s)};
}

/* ---- the file ---- */

static uint32_t
u32(const struct tr_buf *b, size_t at)
{
	struct tr_cursor c = tr_cursor_of(tr_bytes_part(tr_buf_view(b), at, 4));
	return tr_cursor_u32(&c);
}

/* Where a table begins. */
static size_t
table_at(const struct tr_buf *b, const char *tag)
{
	for (size_t i = 0; i < (size_t)(b->p[4] << 8 | b->p[5]); i++)
		if (memcmp(b->p + 12 + 16 * i, tag, 4) == 0)
			return u32(b, 12 + 16 * i + 8);
	fail_msg("no table %s", tag);
	return 0;
}

static void
copy(struct tr_buf *out, const struct tr_buf *in)
{
	tr_buf_clear(out);
	assert_ok(tr_buf_add_bytes(out, tr_buf_view(in), &err), &err);
}

static void
what_is_no_font_is_refused(void **state)
{
	static const char *const files[] = {"", "no", "no font", "ttcf\0\1\0\0", "wOFF....", "wOF2....", "%!PS-AdobeFont",
		"OTTO", "true"};
	struct tr_font *f = NULL;
	TR_AUTO_BUF cut = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		assert_refused(tr_font_open(TR_BYTES(files[i], strlen(files[i])), &f, &err), "layout.font-invalid");
	assert_refused(tr_font_open(TR_BYTES_LIT("ttcf\0\1\0\0"), &f, &err), "layout.font-invalid");
	assert_string_equal(err.values[0].text, "a collection of fonts (TTC)");
	for (size_t n = 4; n < 400; n++)
		assert_refused(tr_font_open(tr_bytes_part(tr_buf_view(&regular), 0, n), &f, &err), "layout.font-invalid");
	/* A table that is needed and has another name. */
	static const char *const needed[] = {"head", "hhea", "hmtx", "maxp", "cmap", "glyf"};
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		copy(&cut, &regular);
		memcpy(memmem(cut.p, 12 + 16 * 30, needed[i], 4), "zzzz", 4);
		assert_refused(tr_font_open(tr_buf_view(&cut), &f, &err), "layout.font-invalid");
	}
}

#define GLYPH_S 54u /* in Liberation Serif; its loca has 32 bits */

/* Sets the length of a table, as a file has it that was cut, or lies. */
static void
shorten(struct tr_buf *file, const char *tag, uint32_t length)
{
	uint8_t *row = memmem(file->p, 12 + 16 * 30, tag, 4);

	assert_non_null(row);
	for (unsigned i = 0; i < 4; i++)
		row[12 + i] = (uint8_t)(length >> (24 - 8 * i));
}

static void
what_would_draw_nothing_is_refused(void **state)
{
	static const struct {
		const char *tag;
		uint32_t length;
		const char *id;
	} rows[] = {{"loca", 100, "layout.font-invalid"}, {"hmtx", 100, "layout.font-invalid"}, {"glyf", 100, "layout.glyph-missing"}};
	struct tr_font *f = NULL;
	TR_AUTO_BUF file = {0};
	double width;
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		copy(&file, &regular);
		shorten(&file, rows[i].tag, rows[i].length);
		trien_rc rc = tr_font_open(tr_buf_view(&file), &f, &err);
		if (rc == TRIEN_OK) {
			rc = tr_font_width(f, (struct tr_text)TR_TEXT_LIT("Số"), &width, &err);
			tr_font_free(f);
		}
		assert_refused(rc, rows[i].id);
	}
	/* Spaces have no shape, and need none. */
	assert_ok(tr_font_open(tr_buf_view(&regular), &f, &err), &err);
	assert_ok(tr_font_width(f, (struct tr_text)TR_TEXT_LIT(" \u00a0 "), &width, &err), &err);
	tr_font_free(f);
	/* An outline of absurd size: the box of "S", whose place loca tells. */
	copy(&file, &regular);
	uint8_t *box = file.p + table_at(&file, "glyf");
	const uint8_t *loca = file.p + table_at(&file, "loca");
	const unsigned at = (unsigned)loca[4 * GLYPH_S] << 24 | (unsigned)loca[4 * GLYPH_S + 1] << 16 |
			(unsigned)loca[4 * GLYPH_S + 2] << 8 | loca[4 * GLYPH_S + 3];
	memcpy(box + at + 2, "\0\0\0\0\x7f\xff\x7f\xff", 8);
	assert_ok(tr_font_open(tr_buf_view(&file), &f, &err), &err);
	assert_refused(tr_font_width(f, (struct tr_text)TR_TEXT_LIT("Số"), &width, &err), "layout.glyph-missing");
	assert_ok(tr_font_width(f, (struct tr_text)TR_TEXT_LIT("ố"), &width, &err), &err);
	tr_font_free(f);
}

static void
files_stop_at_their_cap(void **state)
{
	struct tr_font *f = NULL;
	TR_AUTO_BUF big = {0};
	(void)state;

	copy(&big, &regular);
	assert_ok(tr_buf_reserve(&big, TR_FONT_FILE_MAX + 1 - big.n, &err), &err);
	memset(big.p + big.n, 0, TR_FONT_FILE_MAX + 1 - big.n);
	big.n = TR_FONT_FILE_MAX;
	assert_ok(tr_font_open(tr_buf_view(&big), &f, &err), &err);
	tr_font_free(f);
	big.n++;
	assert_refused(tr_font_open(tr_buf_view(&big), &f, &err), "layout.font-limit");
}

static void
the_licence_is_respected(void **state)
{
	static const struct {
		uint16_t type;
		bool may;
	} rows[] = {{0, true}, {2, false}, {4, true}, {8, true}, {6, true}, {0x100, false}, {0x104, false}, {0x200, false}};
	TR_AUTO_BUF file = {0};
	struct tr_font *f = NULL;
	(void)state;

	copy(&file, &regular);
	uint8_t *type = file.p + table_at(&file, "OS/2") + 8;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		type[0] = (uint8_t)(rows[i].type >> 8);
		type[1] = (uint8_t)rows[i].type;
		if (rows[i].may) {
			assert_ok(tr_font_open(tr_buf_view(&file), &f, &err), &err);
			tr_font_free(f);
		} else {
			assert_refused(tr_font_open(tr_buf_view(&file), &f, &err), "layout.font-embedding");
			assert_string_equal(err.values[0].text, "LiberationSerif");
		}
	}
}

static void
the_font_says_how_far_it_reaches(void **state)
{
	struct tr_font *f = font_of(&regular);
	(void)state;
	assert_float_equal(tr_font_ascent(f), 0.891, 0.001);
	assert_float_equal(tr_font_descent(f), 0.216, 0.001);
	tr_font_free(f);
}

/* ---- a line ---- */

static double
width_of(struct tr_font *f, const char *s)
{
	double width = -1;
	assert_ok(tr_font_width(f, text_of(s), &width, &err), &err);
	return width;
}

static void
widths_are_those_of_times_new_roman(void **state)
{
	struct tr_font *f = font_of(&regular);
	(void)state;

	assert_float_equal(width_of(f, ""), 0, 1e-9);
	assert_float_equal(width_of(f, " "), 0.25, 0.001);
	assert_float_equal(width_of(f, "A"), 0.722, 0.001);
	assert_float_equal(width_of(f, "Ậ"), 0.722, 0.001);
	assert_float_equal(width_of(f, "0123456789"), 5, 0.001);
	assert_true(width_of(f, "AV") < 2 * 0.722 - 0.1);
	/* No ligature: f and i keep their widths. */
	assert_float_equal(width_of(f, "fi"), 0.333 + 0.278, 0.002);
	tr_font_free(f);
}

static void
assert_shows(struct tr_font *f, const char *text, const struct tr_buf *want)
{
	TR_AUTO_BUF got = {0};
	double width;
	assert_ok(tr_font_show(f, text_of(text), &got, &width, &err), &err);
	assert_true(tr_bytes_equal(tr_buf_view(&got), tr_buf_view(want)));
	assert_float_equal(width, width_of(f, text), 1e-9);
}

static void
decomposed_text_is_drawn_the_same(void **state)
{
	struct tr_font *f = font_of(&regular);
	TR_AUTO_BUF want = {0};
	double width;
	(void)state;

	assert_ok(tr_font_show(f, text_of("Nguyễn Ậ"), &want, &width, &err), &err);
	assert_shows(f, "Nguye\xcc\x82\xcc\x83n A\xcc\x82\xcc\xa3", &want);
	assert_shows(f, "Nguye\xcc\x82\xcc\x83n A\xcc\xa3\xcc\x82", &want);
	tr_font_free(f);
}

static void
operators_are_appended_or_not_touched(void **state)
{
	struct tr_font *f = font_of(&regular);
	TR_AUTO_BUF out = {0}, small = {.max = 20};
	double width = 7;
	(void)state;

	assert_ok(tr_buf_add(&out, "q ", 2, &err), &err);
	assert_ok(tr_font_show(f, text_of("A"), &out, &width, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), "q [<0024>]TJ"));
	width = 7;
	assert_refused(tr_font_show(f, text_of("B\xe4\xb8\xad"), &out, &width, &err), "layout.glyph-missing");
	assert_refused(tr_font_show(f, text_of("many letters"), &small, &width, &err), "base.buffer-limit");
	assert_int_equal(out.n, 12);
	assert_int_equal(small.n, 0);
	assert_float_equal(width, 7, 0);
	tr_font_free(f);
}

static void
assert_missing(struct tr_font *f, const char *text, const char *character, const char *code)
{
	double width;
	assert_refused(tr_font_width(f, text_of(text), &width, &err), "layout.glyph-missing");
	assert_string_equal(err.values[0].text, character);
	assert_string_equal(err.values[1].text, code);
}

static void
a_character_without_a_glyph_is_named(void **state)
{
	struct tr_font *f = font_of(&regular);
	(void)state;
	assert_missing(f, "Số 中", "中", "U+4E2D");
	assert_missing(f, "😀", "😀", "U+1F600");
	tr_font_free(f);
}

static void
control_characters_are_refused(void **state)
{
	static const struct {
		const char *text, *code;
	} rows[] = {{"a\tb", "U+0009"}, {"a\n", "U+000A"}, {"\x7f", "U+007F"}, {"\xc2\x85", "U+0085"},
		{"\xc2\xad", "U+00AD"}, {"\xe2\x80\x8b", "U+200B"}, {"\xe2\x80\xae", "U+202E"},
		{"\xe2\x81\xa6", "U+2066"}, {"\xef\xbb\xbf", "U+FEFF"}};
	struct tr_font *f = font_of(&regular);
	double width;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_refused(tr_font_width(f, text_of(rows[i].text), &width, &err), "layout.text-control");
		assert_string_equal(err.values[0].text, rows[i].code);
	}
	tr_font_free(f);
}

static void
lines_stop_at_their_cap(void **state)
{
	static char line[TR_FONT_TEXT_MAX + 2];
	struct tr_font *f = font_of(&regular);
	(void)state;

	memset(line, 'n', TR_FONT_TEXT_MAX);
	assert_float_equal(width_of(f, line), 0.5 * TR_FONT_TEXT_MAX, 1);
	line[TR_FONT_TEXT_MAX] = 'n';
	double width;
	assert_refused(tr_font_width(f, text_of(line), &width, &err), "layout.text-limit");
	tr_font_free(f);
}

/* ---- what is embedded ---- */

static const struct tr_pdf_obj *
find(struct tr_pdf *pdf, const struct tr_pdf_obj *dict, const char *key)
{
	const struct tr_pdf_obj *o;
	assert_ok(tr_pdf_find(pdf, tr_pdf_newest(pdf), dict, key, &o, &err), &err);
	return o;
}

/* The descendant of a Type 0 font. */
static const struct tr_pdf_obj *
descendant(struct tr_pdf *pdf, struct tr_pdf_ref font)
{
	const struct tr_pdf_obj *type0, *o;
	assert_ok(tr_pdf_get(pdf, tr_pdf_newest(pdf), font.num, &type0, &err), &err);
	assert_true(tr_pdf_is_name(find(pdf, type0, "Subtype"), "Type0"));
	assert_ok(tr_pdf_resolve(pdf, tr_pdf_newest(pdf), find(pdf, type0, "DescendantFonts")->u.array.items[0], &o, &err),
			&err);
	return o;
}

static void
assert_style(const struct tr_buf *file, int64_t flags, bool slanted, const char *name)
{
	struct tr_font *f = font_of(file);
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_ref font;
	struct make m;

	make_minimal(&m);
	assert_ok(draw_text(&m, f, text_of("Số 12"), &font, &err), &err);
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	const struct tr_pdf_obj *d = descendant(pdf, font), *descriptor = find(pdf, d, "FontDescriptor");
	assert_true(tr_pdf_is_name(find(pdf, d, "CIDToGIDMap"), "Identity"));
	assert_int_equal(find(pdf, descriptor, "Flags")->u.integer, flags);
	double angle;
	assert_true(tr_pdf_number(find(pdf, descriptor, "ItalicAngle"), &angle));
	assert_int_equal(angle < 0, slanted);
	const struct tr_bytes base = find(pdf, d, "BaseFont")->u.name;
	assert_int_equal(base.n, 7 + strlen(name));
	assert_int_equal(base.p[6], '+');
	assert_memory_equal(base.p + 7, name, strlen(name));
	tr_pdf_close(pdf);
	tr_font_free(f);
	make_free(&m);
}

static void
the_descriptor_tells_the_style(void **state)
{
	(void)state;
	assert_style(&regular, 4 | 2, false, "LiberationSerif");
	assert_style(&bold, 4 | 2, false, "LiberationSerif-Bold");
	assert_style(&italic, 4 | 2 | 64, true, "LiberationSerif-Italic");
}

static void
the_same_text_gives_the_same_bytes(void **state)
{
	struct make a, b, c;
	struct tr_pdf_ref font;
	(void)state;
	struct make *const all[] = {&a, &b, &c};
	for (size_t i = 0; i < 3; i++) {
		struct tr_font *f = font_of(&regular);
		make_minimal(all[i]);
		assert_ok(draw_text(all[i], f, text_of(i < 2 ? "Số 12" : "Số 13"), &font, &err), &err);
		tr_font_free(f);
	}
	assert_true(tr_bytes_equal(make_view(&a), make_view(&b)));
	assert_false(tr_bytes_equal(make_view(&a), make_view(&c)));
	/* 5 KB for a few glyphs: a font of 390 KB is cut, not embedded. */
	assert_in_range(a.b.n, 1000, 8000);
	for (size_t i = 0; i < 3; i++)
		make_free(all[i]);
}

/* Reads the page's words by MuPDF: an eye of its own beside pdftotext. */
static void
assert_reads(const struct make *m, const char *want)
{
	struct tr_page_reader *r = NULL;
	struct tr_page_words w;
	TR_AUTO_BUF got = {0};

	assert_ok(tr_page_reader_open(make_view(m), NULL, 1, &r, &err), &err);
	assert_ok(tr_page_read_words(r, 0, &w, &err), &err);
	for (size_t i = 0; i < w.count; i++)
		assert_ok(tr_buf_addf(&got, &err, "%s%.*s", i > 0 ? " " : "", (int)w.words[i].text.n, w.words[i].text.p), &err);
	assert_ok(tr_buf_add_byte(&got, 0, &err), &err);
	assert_string_equal((char *)got.p, want);
	tr_page_words_free(&w);
	tr_page_reader_close(r);
}

static void
text_is_read_back(void **state)
{
	struct tr_font *f = font_of(&bold);
	struct tr_pdf_ref font;
	struct make m;
	(void)state;

	make_minimal(&m);
	assert_ok(draw_text(&m, f, text_of("Ủy ban nhân dân tỉnh Mẫu: Đỗ Thị Ví Dụ"), &font, &err), &err);
	assert_reads(&m, "Ủy ban nhân dân tỉnh Mẫu: Đỗ Thị Ví Dụ");
	tr_font_free(f);
	make_free(&m);
}

/* Two hyphens, U+2010 and U+2011, that the font draws with one glyph: the second is told by /ActualText. */
static void
a_glyph_with_two_meanings_is_told_apart(void **state)
{
	struct tr_font *f = font_of(&regular);
	TR_AUTO_BUF first = {0}, second = {0};
	double width;
	(void)state;

	assert_ok(tr_font_show(f, text_of("a‐b"), &first, &width, &err), &err);
	assert_null(memmem(first.p, first.n, "ActualText", 10));
	assert_ok(tr_font_show(f, text_of("a‑b"), &second, &width, &err), &err);
	assert_non_null(memmem(second.p, second.n, "/Span<</ActualText<feff2011>>>BDC", 33));
	assert_non_null(memmem(second.p, second.n, "]TJ EMC[", 8));
	tr_font_free(f);
}

static trien_rc
reuse(const struct make *m, const struct tr_buf *file, struct tr_pdf_ref font)
{
	struct tr_font *f = font_of(file);
	struct tr_pdf *pdf = NULL;

	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	trien_rc rc = tr_font_reuse(f, pdf, tr_pdf_newest(pdf), font, &err);
	tr_pdf_close(pdf);
	tr_font_free(f);
	return rc;
}

static void
an_opentype_font_is_embedded_too(void **state)
{
	struct tr_font *f = NULL;
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_ref font;
	struct make m;
	TR_AUTO_BUF file = {0};
	(void)state;

	assert_true(read_whole("/usr/share/fonts/opentype/urw-base35/NimbusRoman-Regular.otf", &file));
	f = font_of(&file);
	make_minimal(&m);
	assert_ok(draw_text(&m, f, text_of("Quyet dinh 123"), &font, &err), &err);
	assert_reads(&m, "Quyet dinh 123");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	const struct tr_pdf_obj *d = descendant(pdf, font);
	assert_true(tr_pdf_is_name(find(pdf, d, "Subtype"), "CIDFontType0"));
	assert_int_equal(find(pdf, find(pdf, d, "FontDescriptor"), "FontFile3")->type, TR_PDF_STREAM);
	tr_pdf_close(pdf);
	assert_ok(reuse(&m, &file, font), &err);
	tr_font_free(f);
	make_free(&m);
}

/* ---- used again ---- */

static const char foreseen[] = "0123456789 /-Đđ";

/* A revision whose page shows "Số", and whose font holds what a later one will need. */
static struct tr_pdf_ref
reserve(struct make *m, const struct tr_buf *file)
{
	struct tr_font *f = font_of(file);
	struct tr_pdf_ref font;

	make_minimal(m);
	assert_ok(tr_font_add(f, text_of(foreseen), &err), &err);
	assert_ok(draw_text(m, f, text_of("Số"), &font, &err), &err);
	tr_font_free(f);
	return font;
}

static void
an_embedded_font_is_used_again(void **state)
{
	struct make m;
	struct tr_pdf_ref font = reserve(&m, &regular), again;
	struct tr_font *f = font_of(&regular);
	struct tr_pdf *pdf = NULL;
	double width;
	(void)state;

	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_ok(tr_font_reuse(f, pdf, 1, font, &err), &err);
	tr_pdf_close(pdf);
	const size_t before = m.b.n;
	assert_ok(draw_text(&m, f, text_of("123/2026-Đ"), &again, &err), &err);
	assert_int_equal(again.num, font.num);
	assert_in_range(m.b.n - before, 100, 1500);
	assert_reads(&m, "123/2026-Đ");
	assert_refused(tr_font_width(f, text_of("12A"), &width, &err), "layout.glyph-not-embedded");
	assert_string_equal(err.values[0].text, "A");
	assert_refused(tr_font_add(f, text_of("Q"), &err), "layout.glyph-not-embedded");
	assert_missing(f, "中", "中", "U+4E2D");
	tr_font_free(f);
	make_free(&m);
}

static void
another_font_is_not_taken_for_it(void **state)
{
	struct make m;
	struct tr_pdf_ref font = reserve(&m, &regular);
	struct tr_font *f = font_of(&regular);
	struct tr_pdf *pdf = NULL;
	double width;
	(void)state;

	assert_ok(reuse(&m, &regular, font), &err);
	assert_refused(reuse(&m, &bold, font), "layout.font-other");
	assert_refused(reuse(&m, &regular, (struct tr_pdf_ref){1, 0}), "layout.font-other");
	assert_refused(reuse(&m, &regular, (struct tr_pdf_ref){4000, 0}), "layout.font-other");
	/* A font that was refused can be put as a new one; one that shows already is not exchanged. */
	assert_ok(tr_font_width(f, text_of("Q"), &width, &err), &err);
	assert_ok(tr_font_add(f, text_of("Q"), &err), &err);
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_refused(tr_font_reuse(f, pdf, 1, font, &err), "base.internal");
	tr_pdf_close(pdf);
	tr_font_free(f);
	make_free(&m);
}

/* The outlines of two glyphs change places in the file. */
static void
swap_outlines(struct tr_buf *file, unsigned a, unsigned b)
{
	uint8_t *loca = file->p + table_at(file, "loca"), *glyf = file->p + table_at(file, "glyf");
	const bool is_long = file->p[table_at(file, "head") + 51] != 0;
	size_t from[2], n[2];
	const unsigned glyphs[2] = {a, b};

	for (int i = 0; i < 2; i++) {
		const size_t at = (size_t)(loca - file->p);
		if (is_long) {
			from[i] = u32(file, at + 4 * glyphs[i]);
			n[i] = u32(file, at + 4 * glyphs[i] + 4) - from[i];
		} else {
			from[i] = 2 * (u32(file, at + 2 * glyphs[i]) >> 16);
			n[i] = 2 * (u32(file, at + 2 * glyphs[i]) & 0xffff) - from[i];
		}
	}
	/* The shorter one in the place of the longer. */
	const int longer = n[0] >= n[1] ? 0 : 1;
	memmove(glyf + from[longer], glyf + from[1 - longer], n[1 - longer]);
}

/* The forger's subset says "1" and shows another digit: its program is not what this font file gives. */
static void
a_digit_with_another_shape_is_found(void **state)
{
	struct make m;
	TR_AUTO_BUF forged = {0};
	(void)state;

	copy(&forged, &regular);
	swap_outlines(&forged, 0x14, 0x1a);
	struct tr_pdf_ref font = reserve(&m, &forged);
	assert_ok(reuse(&m, &forged, font), &err);
	assert_refused(reuse(&m, &regular, font), "layout.font-other");
	assert_string_equal(err.values[0].text, "FontFile");
	make_free(&m);
}

/* Appends a revision in which an object says something else. */
static void
replace(struct make *m, struct tr_pdf_ref ref, struct tr_bytes body)
{
	static const uint8_t id[16] = {2};
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;
	TR_AUTO_BUF tail = {0};

	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_update_new(pdf, &u, &err), &err);
	if (tr_bytes_start(body, "<<"))
		assert_ok(tr_pdf_update_put(u, ref, body, &err), &err);
	else
		assert_ok(tr_pdf_update_put_stream(u, ref, TR_BYTES(NULL, 0), body, &err), &err);
	assert_ok(tr_pdf_update_write(u, id, &tail, &err), &err);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	assert_ok(tr_buf_add_bytes(&m->b, tr_buf_view(&tail), &err), &err);
}

/* Text of an object, with the first `from` in it exchanged. */
static void
forge(struct make *m, struct tr_pdf_ref font, const char *key, const char *from, const char *to)
{
	struct tr_pdf *pdf = NULL;
	const struct tr_pdf_obj *type0, *o;
	struct tr_pdf_ref ref = font;
	TR_AUTO_BUF text = {0}, made = {0};

	assert_ok(tr_pdf_open(make_view(m), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_get(pdf, tr_pdf_newest(pdf), font.num, &type0, &err), &err);
	if (strcmp(key, "ToUnicode") == 0)
		ref = tr_pdf_dict_find(type0, key)->u.ref;
	if (strcmp(key, "DescendantFonts") == 0)
		ref = tr_pdf_dict_find(type0, key)->u.array.items[0]->u.ref;
	assert_ok(tr_pdf_get(pdf, tr_pdf_newest(pdf), ref.num, &o, &err), &err);
	if (o->type == TR_PDF_STREAM)
		assert_ok(tr_pdf_stream_data(pdf, tr_pdf_newest(pdf), ref, o, 1 << 20, &text, &err), &err);
	else
		assert_ok(tr_pdf_print(&text, o, &err), &err);
	const uint8_t *at = memmem(text.p, text.n, from, strlen(from));
	assert_non_null(at);
	assert_ok(tr_buf_add(&made, text.p, (size_t)(at - text.p), &err), &err);
	assert_ok(tr_buf_add(&made, to, strlen(to), &err), &err);
	at += strlen(from);
	assert_ok(tr_buf_add(&made, at, (size_t)(text.p + text.n - at), &err), &err);
	tr_pdf_close(pdf);
	replace(m, ref, tr_buf_view(&made));
}

static void
a_font_that_lies_is_found(void **state)
{
	static const struct {
		const char *key, *from, *to, *why;
	} rows[] = {
		{"ToUnicode", "<0014><0031>", "<0014><0037>", "ToUnicode"},
		{"ToUnicode", "<0014><0031>", "<0014><003>1", "ToUnicode"},
		{"ToUnicode", "<0014><0031>", "<ffff><0031>", "ToUnicode"},
		{"ToUnicode", "<0014><0031>", "<0014>", "ToUnicode"},
		{"DescendantFonts", "500 500", "500 600", "W"},
		{"DescendantFonts", "/W[", "/W[7 ", "W"},
		{"DescendantFonts", "/W[", "/W[9999999[1]", "W"},
		{"DescendantFonts", "/W[", "/V[", "W"},
		{"DescendantFonts", "/CIDToGIDMap/Identity", "", "CIDToGIDMap"},
		{"Encoding", "Identity-H", "Identity-V", "Encoding"},
		{"Encoding", "/ToUnicode", "/ToUnicodf", "ToUnicode"},
		{"Encoding", "DescendantFonts[", "DescendantFonts[1 0 R ", "DescendantFonts"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct make m;
		struct tr_pdf_ref font = reserve(&m, &regular);
		forge(&m, font, rows[i].key, rows[i].from, rows[i].to);
		assert_refused(reuse(&m, &regular, font), "layout.font-other");
		assert_string_equal(err.values[0].text, rows[i].why);
		make_free(&m);
	}
}

static int
set_up(void **state)
{
	(void)state;
	return read_whole(LIBERATION "Regular.ttf", &regular) && read_whole(LIBERATION "Bold.ttf", &bold) &&
			       read_whole(LIBERATION "Italic.ttf", &italic)
		       ? 0
		       : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_buf_free(&regular);
	tr_buf_free(&bold);
	tr_buf_free(&italic);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_font_is_refused),
		cmocka_unit_test(what_would_draw_nothing_is_refused),
		cmocka_unit_test(files_stop_at_their_cap),
		cmocka_unit_test(the_licence_is_respected),
		cmocka_unit_test(the_font_says_how_far_it_reaches),
		cmocka_unit_test(widths_are_those_of_times_new_roman),
		cmocka_unit_test(decomposed_text_is_drawn_the_same),
		cmocka_unit_test(operators_are_appended_or_not_touched),
		cmocka_unit_test(a_character_without_a_glyph_is_named),
		cmocka_unit_test(control_characters_are_refused),
		cmocka_unit_test(lines_stop_at_their_cap),
		cmocka_unit_test(the_descriptor_tells_the_style),
		cmocka_unit_test(the_same_text_gives_the_same_bytes),
		cmocka_unit_test(text_is_read_back),
		cmocka_unit_test(a_glyph_with_two_meanings_is_told_apart),
		cmocka_unit_test(an_opentype_font_is_embedded_too),
		cmocka_unit_test(an_embedded_font_is_used_again),
		cmocka_unit_test(another_font_is_not_taken_for_it),
		cmocka_unit_test(a_digit_with_another_shape_is_found),
		cmocka_unit_test(a_font_that_lies_is_found),
	};
	return cmocka_run_group_tests_name("layout font", tests, set_up, tear_down);
}
