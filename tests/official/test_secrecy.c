/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stamps are found where they stand, whatever a producer makes of them; what only speaks of secrets is let through.
 * Requirement: R5.1
 */
#include "official/secrecy.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "official/secrecy_quick.h"
#include "official/secrecy_zone.h"
#include "pdf/file.h"
#include "test.h"

#define WORDS_MAX 400
#define DOCUMENTS TRIEN_SOURCE_DIR "/tests/official/documents"
#define NO_STAMP SIZE_MAX
#define MAT 0u
#define TOI_MAT 1u
#define TUYET_MAT 2u

static const struct tr_secrecy_rules rules = {
	.stamps = {TR_TEXT_LIT("MẬT"), TR_TEXT_LIT("TỐI MẬT"), TR_TEXT_LIT("TUYỆT MẬT")}, .stamp_count = 3,
	.first_page = 0.5, .other_pages = 0.2, .foot = 0.08};

/* ---- made-up pages ---- */
enum { RED = 1, HIDDEN = 2, TURNED = 4, UPWARDS = 8, LARGE = 16, TIGHT = 32 };

/* A line: where it begins in millimetres from the top left of A4, its words parted by blanks. */
struct line {
	double x, y;
	unsigned how;
	const char *text;
};

struct page_case {
	const char *name;
	size_t page;
	size_t kind;
	struct line lines[8];
};

static struct tr_word words[WORDS_MAX];

static size_t
letters_in(const char *p, size_t n)
{
	size_t count = 0;
	for (size_t i = 0, step; i < n; i += step, count++)
		tr_utf8_next((const uint8_t *)p + i, n - i, &step);
	return count;
}

/* Words of a line as a reader gives them; turned ones go down (or up) the page. */
static size_t
add_line(const struct line *l, unsigned number, size_t at)
{
	const double size = l->how & LARGE ? 20 : 13, blank = l->how & TIGHT ? 0.21 * size : 0.3 * size;
	double x = l->x * TR_POINTS_PER_MM, y = l->y * TR_POINTS_PER_MM;

	for (const char *p = l->text; *p != '\0';) {
		const size_t n = strcspn(p, " ");
		const double length = (double)letters_in(p, n) * size * 0.6;
		struct tr_word *w = &words[at++];
		*w = (struct tr_word){.text = {p, n}, .box = {x, y - size * 0.9, x + length, y + size * 0.2}, .baseline = y,
			.size = size, .line = number, .colour = l->how & RED ? 0xff0000 : 0, .visible = !(l->how & HIDDEN),
			.upright = !(l->how & TURNED)};
		if (l->how & TURNED) {
			w->box = (struct tr_box){x, y, x + size, y + length};
			y += (length + blank) * (l->how & UPWARDS ? -1 : 1);
		} else {
			x += length + blank;
		}
		p += n + (p[n] == ' ');
		while (*p == ' ') { /* more blanks: a gap */
			x += 3 * size;
			p++;
		}
	}
	return at;
}

static const struct page_case cases[] = {
	{"under number and symbol", 0, MAT, {{40, 40, 0, "Số: 05/QĐ-UBND"}, {45, 50, RED, "MẬT"}}},
	{"beside the date, in one line of sight", 0, TOI_MAT,
		{{30, 50, RED, "TỐI MẬT   Bắc Giang, ngày 05 tháng 11 năm 2020"}}},
	{"the highest of the three", 0, TUYET_MAT, {{45, 50, RED | LARGE, "TUYỆT MẬT"}}},
	{"the highest of several", 0, TUYET_MAT, {{45, 50, RED, "MẬT"}, {150, 20, RED, "TUYỆT MẬT"}}},
	{"black, typed", 0, MAT, {{45, 50, 0, "MẬT"}}},
	{"letters apart", 0, MAT, {{45, 50, RED, "M Ậ T"}}},
	{"letters of two words apart", 0, TUYET_MAT, {{45, 50, RED, "T U Y Ệ T M Ậ T"}}},
	{"in a frame of signs", 0, MAT, {{45, 50, RED, "[ MẬT ]"}}},
	{"with a full stop", 0, TOI_MAT, {{45, 50, RED, "TỐI MẬT."}}},
	{"upper right", 0, MAT, {{180, 15, RED, "MẬT"}}},
	{"in the head of a later page", 3, MAT, {{100, 12, RED, "MẬT"}}},
	{"in the foot of a later page", 3, MAT, {{100, 288, RED, "MẬT"}}},
	{"an annex begins anew", 4, MAT,
		{{100, 20, 0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}, {45, 90, RED, "MẬT"}}},
	{"in other size beside its number of copy", 0, MAT, {{45, 50, RED | LARGE, "MẬT"}, {62, 50, 0, "Bản số: 02"}}},
	{"in other colour beside text", 0, MAT, {{45, 50, RED, "MẬT"}, {56, 50, 0, "Kính gửi:"}}},
	{"turned", 0, MAT, {{15, 60, RED | TURNED, "MẬT"}}},
	{"turned, two words", 0, TOI_MAT, {{15, 60, RED | TURNED, "TỐI MẬT"}}},
	{"turned, letters apart, upwards", 0, MAT, {{15, 60, RED | TURNED | UPWARDS, "M Ậ T"}}},
	{"declared in words", 0, TOI_MAT, {{45, 50, 0, "ĐỘ MẬT: TỐI MẬT"}}},
	{"TCVN 5712", 0, TOI_MAT, {{45, 50, 0, "tèi mËt"}}},
	{"TCVN 5712, capitals", 0, TUYET_MAT, {{45, 50, 0, "TUYÖT MËT"}}},
	{"VNI", 0, MAT, {{45, 50, 0, "MAÄT"}}},
	{"a scan's own text layer", 0, MAT, {{45, 50, HIDDEN, "MÂT"}}},
	{"a scan's own text layer without marks", 0, TUYET_MAT, {{45, 50, HIDDEN, "TUYET MAT"}}},
	{"Cyrillic look-alikes", 0, MAT, {{45, 50, RED, "\u041cậ\u0422"}}},
	{"Cyrillic and Greek capitals with marks", 0, TOI_MAT, {{45, 50, RED, "\u03a4ỐI \u041c\u0410\u0323\u0302\u0422"}}},
	{"Greek look-alikes without marks", 0, MAT, {{45, 50, RED, "\u039c\u0391\u03a4"}}},
	{"full width", 0, MAT, {{45, 50, RED, "\uff2dẬ\uff34"}}},
	{"mathematical", 0, MAT, {{45, 50, RED, "\U0001d40cẬ\U0001d413"}}},
	{"decomposed", 0, MAT, {{45, 50, RED, "MA\u0323\u0302T"}}},
	{"without marks", 0, MAT, {{45, 50, 0, "MAT"}}},
	{"two words without marks", 0, TOI_MAT, {{45, 50, 0, "TOI MAT"}}},
	{"three without marks in the foot of a later page", 3, TUYET_MAT, {{100, 288, 0, "TUYET MAT"}}},
	{"first letter capital", 0, MAT, {{45, 60, 0, "Mật"}}},
	{"small letters", 0, MAT, {{60, 60, 0, "mật"}}},
	{"mixed, two words", 0, TOI_MAT, {{45, 60, 0, "Tối Mật"}}},
	{"mixed, in the foot", 2, MAT, {{100, 288, 0, "Mật"}}},
	{"mixed, beside the date", 0, MAT, {{40, 55, 0, "Mật      Bắc Giang, ngày 05 tháng 11 năm 2020"}}},
	{"mixed, under the number", 0, MAT, {{30, 45, 0, "Số: 05/QĐ-UBND"}, {40, 51, 0, "Mật"}}},
	{"declared, mixed", 0, TOI_MAT, {{45, 50, 0, "Độ mật: Tối mật"}}},
	{"letters far apart", 0, MAT, {{45, 50, RED, "M   Ậ   T"}}},
	{"letters one below the other", 0, MAT, {{45, 50, RED, "M"}, {45, 57, RED, "Ậ"}, {45, 64, RED, "T"}}},
	{"letters one below the other, two words", 0, TOI_MAT,
		{{45, 30, RED, "T"}, {45, 37, RED, "Ố"}, {45, 44, RED, "I"}, {45, 51, RED, "M"}, {45, 58, RED, "Ậ"}, {45, 65, RED, "T"}}},
	{"first letters of a file name are no part", 0, MAT, {{45, 50, RED, "MẬT"}, {45, 56, 0, "V/v quản lý tài liệu"}}},

	{"running text", 0, NO_STAMP, {{30, 60, 0, "Căn cứ Luật Bảo vệ bí mật nhà nước ngày 15 tháng 11 năm 2018;"}}},
	{"running text in capitals", 0, NO_STAMP, {{30, 60, 0, "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC"}}},
	{"a heading that breaks before its last word", 0, NO_STAMP,
		{{60, 60, 0, "QUYẾT ĐỊNH BAN HÀNH QUY CHẾ BẢO VỆ BÍ"}, {100, 66, 0, "MẬT"}}},
	{"the same with the stamp under it", 0, MAT,
		{{60, 60, 0, "QUYẾT ĐỊNH BAN HÀNH QUY CHẾ BẢO VỆ BÍ"}, {100, 66, 0, "MẬT"}, {45, 45, RED, "MẬT"}}},
	{"more letters one below the other", 0, NO_STAMP,
		{{45, 50, 0, "M"}, {45, 57, 0, "Ậ"}, {45, 64, 0, "T"}, {45, 71, 0, "O"}}},
	{"letters down the stairs", 0, NO_STAMP, {{45, 50, 0, "M"}, {60, 57, 0, "Ậ"}, {75, 64, 0, "T"}}},
	{"honey", 0, NO_STAMP, {{60, 60, 0, "MẬT ONG RỪNG"}}},
	{"a password", 0, NO_STAMP, {{60, 60, 0, "MẬT KHẨU"}}},
	{"small letters in the body", 0, NO_STAMP, {{60, 120, 0, "mật"}}},
	{"a label", 0, NO_STAMP, {{45, 60, 0, "Mật:"}}},
	{"the last line of a paragraph", 0, NO_STAMP,
		{{30, 60, 0, "Quy định việc lập danh mục tài liệu, đăng ký, giao nhận và quản lý văn bản mật và tối"}, {30, 66, 0, "mật"}}},
	{"a column's heading that breaks", 0, NO_STAMP, {{60, 60, 0, "Độ"}, {60, 66, 0, "mật"}}},
	{"the same in capitals", 0, NO_STAMP, {{60, 60, 0, "ĐỘ"}, {60, 66, 0, "MẬT"}}},
	{"a word in another colour", 0, NO_STAMP, {{40, 60, 0, "văn bản có độ"}, {70, 60, RED, "Mật"}}},
	{"look-alikes in running text", 0, NO_STAMP, {{45, 60, 0, "\u041cậ\u0422 ong"}}},
	{"a column of a table", 0, NO_STAMP, {{60, 60, 0, "Độ mật"}}},
	{"not declared secret", 0, NO_STAMP, {{45, 50, 0, "ĐỘ MẬT: THƯỜNG"}}},
	{"the body of a page", 0, NO_STAMP, {{60, 200, RED, "MẬT"}}},
	{"the body of a later page", 2, NO_STAMP, {{60, 100, RED, "MẬT"}}},
	{"other marks, typed", 0, NO_STAMP, {{60, 60, 0, "MẤT"}}},
	{"a word of a scan's text layer in small letters", 0, NO_STAMP, {{60, 60, HIDDEN, "mật"}}},
	{"urgent is not secret", 0, NO_STAMP, {{45, 50, RED, "HỎA TỐC"}}},
	{"a year behind it", 0, NO_STAMP, {{45, 50, 0, "MẬT 2020"}}},
};

static struct tr_secrecy_page
judged(const struct page_case *c)
{
	struct tr_page_words page = {.width = 595, .height = 842, .words = words};
	struct tr_secrecy_page out;
	struct trien_err err = {0};

	for (size_t i = 0; i < sizeof(c->lines) / sizeof(*c->lines) && c->lines[i].text != NULL; i++)
		page.count = add_line(&c->lines[i], (unsigned)i, page.count);
	assert_ok(tr_secrecy_judge(&page, c->page, &rules, &out, &err), &err);
	return out;
}

static void
made_up_pages(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct tr_secrecy_page got = judged(&cases[i]);
		const size_t kind = got.found ? got.stamp.kind : NO_STAMP;
		if (kind != cases[i].kind)
			print_message("%s: %zd, want %zd\n", cases[i].name, kind, cases[i].kind);
		wrong += kind != cases[i].kind;
	}
	assert_int_equal(wrong, 0);
}

/* ---- what is read from a picture ---- */
static void
lines_from_a_picture(void **state)
{
	static const struct {
		const char *line;
		size_t kind;
	} lines[] = {{"MẬT", MAT}, {"MAT", MAT}, {"| MẠT |", MAT}, {"TỐI MẬT", TOI_MAT}, {"TOI MAT", TOI_MAT},
		{"[TUYỆT MẬT]", TUYET_MAT}, {"MẠẬT", MAT}, {"TUYỆÊT MẬT", TUYET_MAT}, {"MMẬT", NO_STAMP}, {"T U Y E T  M A T", TUYET_MAT}, {"", NO_STAMP}, {"Mật", NO_STAMP},
		{"bí mật", NO_STAMP}, {"BÍ MẬT", NO_STAMP}, {"MẬT ONG", NO_STAMP}, {"MAT 1", NO_STAMP}};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		size_t kind = NO_STAMP;
		const bool found = tr_secrecy_line((struct tr_text){lines[i].line, strlen(lines[i].line)}, &rules, &kind);
		if (kind != lines[i].kind)
			fail_msg("\"%s\": %zd", lines[i].line, kind);
		assert_int_equal(found, kind != NO_STAMP);
	}
}

/* ---- without text ---- */
static void
pages_without_text(void **state)
{
	struct tr_page_words page = {.width = 595, .height = 842, .words = words, .pictures = 1, .picture = {0, 0, 595, 842}};
	struct line line = {30, 100, 0, "Văn bản này có ba mươi lăm chữ cái"};
	struct tr_secrecy_page out;
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_secrecy_judge(&page, 0, &rules, &out, &err), &err);
	assert_true(out.textless);
	page.count = add_line(&line, 0, 0); /* the text of a seal over a scan */
	assert_ok(tr_secrecy_judge(&page, 0, &rules, &out, &err), &err);
	assert_true(out.textless);
	for (unsigned i = 1; i < 20; i++) {
		line.y += 5;
		page.count = add_line(&line, i, page.count);
	}
	assert_ok(tr_secrecy_judge(&page, 0, &rules, &out, &err), &err);
	assert_false(out.textless); /* a letter on a letterhead that is a picture */
	page.pictures = 0;
	page.count = add_line(&line, 0, 0);
	assert_ok(tr_secrecy_judge(&page, 0, &rules, &out, &err), &err);
	assert_false(out.textless);
	line.how = HIDDEN;
	page.count = add_line(&line, 0, 0);
	assert_ok(tr_secrecy_judge(&page, 0, &rules, &out, &err), &err);
	assert_true(out.textless); /* nobody sees it */
}

/* ---- drawings ---- */
static bool
draws(size_t index, const struct tr_page_drawn *drawn, size_t count)
{
	static struct tr_page_drawn all[64];
	struct tr_page_words page = {.width = 595, .height = 842, .words = words, .drawn = all, .drawn_count = count};
	struct tr_secrecy_page out;
	struct trien_err err = {0};

	for (size_t i = 0; i < count; i++) /* one of them, again and again */
		all[i] = *drawn;
	assert_ok(tr_secrecy_judge(&page, index, &rules, &out, &err), &err);
	assert_true(fabs(out.head - (index == 0 ? rules.first_page : rules.other_pages)) < 1e-9);
	return out.drawings;
}

static void
drawings_where_stamps_stand(void **state)
{
	const struct tr_page_drawn high = {{100, 60, 160, 80}, TR_DRAWN_SHAPE}, low = {{100, 600, 160, 620}, TR_DRAWN_PICTURE},
		middle = {{100, 300, 160, 320}, TR_DRAWN_PICTURE}, foot = {{100, 800, 160, 820}, TR_DRAWN_PICTURE},
		thin = {{100, 60, 160, 65}, TR_DRAWN_SHAPE}, small = {{100, 60, 109, 69}, TR_DRAWN_SHAPE},
		bit = {{100, 60, 102, 62}, TR_DRAWN_BIT};

	(void)state;
	assert_true(draws(0, &high, 1));
	assert_true(draws(3, &high, 1));
	assert_true(draws(0, &middle, 1));
	assert_false(draws(3, &middle, 1));
	assert_false(draws(0, &low, 1));
	assert_true(draws(3, &foot, 1));
	assert_false(draws(0, &thin, 1));
	assert_false(draws(0, &small, 1));
	assert_false(draws(0, &bit, 23));
	assert_true(draws(0, &bit, 24));
}

static struct tr_raster
paper(uint32_t width, uint32_t height)
{
	struct tr_raster r = {.width = width, .height = height};
	struct trien_err err = {0};

	assert_ok(tr_buf_reserve(&r.rgb, (size_t)width * height * 3, &err), &err);
	r.rgb.n = (size_t)width * height * 3;
	memset(r.rgb.p, 0xff, r.rgb.n);
	return r;
}

static void
zones_as_pictures(void **state)
{
	struct tr_raster r = paper(30, 100);
	struct trien_err err = {0};
	bool blank;
	(void)state;

	r.rgb.p[(10 * 30 + 5) * 3] = 1; /* in the head, the middle, the foot */
	r.rgb.p[(50 * 30 + 5) * 3] = 2;
	r.rgb.p[(95 * 30 + 5) * 3] = 3;
	tr_secrecy_zone_cut(&r, 0.2, 0.1);
	assert_int_equal(r.height, 30);
	assert_int_equal(r.rgb.p[(10 * 30 + 5) * 3], 1);
	assert_int_equal(r.rgb.p[(25 * 30 + 5) * 3], 3);
	assert_null(memchr(r.rgb.p, 2, r.rgb.n));
	tr_secrecy_zone_cut(&r, 1, 0); /* all of it */
	assert_int_equal(r.height, 30);
	/* Two dots, 16 rows apart: upright, and across the page when turned. */
	assert_ok(tr_secrecy_zone_turns(&r, &blank, &err), &err);
	assert_false(blank);
	assert_int_equal(r.width, 16 + 80);
	assert_int_equal(r.height, 16 + 2 + 160);
	assert_int_equal(r.rgb.p[(40 * 96 + 40) * 3], 1);
	assert_int_equal(r.rgb.p[(55 * 96 + 40) * 3], 3);
	assert_int_equal(r.rgb.p[(96 * 96 + 40) * 3], 1);  /* to the left: what was above is left */
	assert_int_equal(r.rgb.p[(96 * 96 + 55) * 3], 3);
	assert_int_equal(r.rgb.p[(137 * 96 + 40) * 3], 3); /* to the right */
	assert_int_equal(r.rgb.p[(137 * 96 + 55) * 3], 1);
	tr_raster_free(&r);
	r = paper(30, 100);
	assert_ok(tr_secrecy_zone_turns(&r, &blank, &err), &err);
	assert_true(blank);
	tr_raster_free(&r);
}

struct frame {
	unsigned width, height, thick; /* pixels at 100 dpi */
	uint32_t colour, inside;       /* 0xffffff: nothing */
	unsigned gap;                  /* of the lower side, in its middle */
};

static void
paint(struct tr_raster *r, unsigned x0, unsigned y0, unsigned x1, unsigned y1, uint32_t colour)
{
	for (unsigned y = y0; y < y1; y++)
		for (unsigned x = x0; x < x1; x++)
			for (unsigned c = 0; c < 3; c++)
				r->rgb.p[((size_t)y * r->width + x) * 3 + c] = (uint8_t)(colour >> (16 - 8 * c));
}

static bool
is_framed(const struct frame *f)
{
	struct tr_raster r = paper(500, 400);
	struct trien_err err = {0};
	bool framed = true;

	paint(&r, 20, 20, 20 + f->width, 20 + f->height, f->colour);
	paint(&r, 20 + f->thick, 20 + f->thick, 20 + f->width - f->thick, 20 + f->height - f->thick, 0xffffff);
	paint(&r, 20 + f->width / 2, 20 + f->height - f->thick, 20 + f->width / 2 + f->gap, 20 + f->height, 0xffffff);
	paint(&r, 20 + f->width / 3, 20 + f->height / 3, 20 + f->width / 2, 20 + f->height / 2, f->inside);
	assert_ok(tr_secrecy_zone_framed(&r, 100, &framed, &err), &err);
	tr_raster_free(&r);
	return framed;
}

/* 100 dots an inch: 4 pixels a millimetre, nearly. */
static void
frames_of_stamps(void **state)
{
	const struct frame good = {120, 40, 2, 0xcc1020, 0x202020, 0};
	struct frame f;
	struct trien_err err = {0};
	bool framed = true;
	(void)state;

	assert_true(is_framed(&good));
#define TWIN(member, value, want) (f = good, f.member = (value), assert_int_equal(is_framed(&f), want))
	TWIN(colour, 0xff0000, true);
	TWIN(colour, 0x1020cc, false);
	TWIN(colour, 0x202020, false);
	TWIN(inside, 0xffffff, false); /* nothing in it */
	TWIN(inside, 0xcc1020, true);
	TWIN(width, 58, false); /* 14.7 mm: shorter than any stamp */
	f = (struct frame){60, 20, 2, 0xcc1020, 0x202020, 0};
	assert_true(is_framed(&f));
	TWIN(width, 354, true);
	TWIN(width, 358, false);
	TWIN(height, 19, false);
	TWIN(height, 78, true);
	TWIN(height, 82, false);  /* nor as high as long */
	TWIN(gap, 20, true);
	TWIN(gap, 30, false);     /* open */
	TWIN(thick, 16, false);   /* a banner */
#undef TWIN
	struct tr_raster none = {0};
	assert_ok(tr_secrecy_zone_framed(&none, 100, &framed, &err), &err);
	assert_false(framed);
	struct tr_raster r = paper(50, 50);
	for (unsigned long i = 1; i <= 2; i++) {
		tr_mem_fail_at(i);
		const trien_rc rc = tr_secrecy_zone_framed(&r, 100, &framed, &err);
		tr_mem_fail_at(0);
		assert_refused(rc, "base.no-memory");
	}
	tr_raster_free(&r);
}

static void
zones_stop_at_the_cap_of_pixels(void **state)
{
	/* From corner to corner: (2w + 160 + h) rows of max(w, h) + 80 pixels. */
	struct tr_raster r = paper(3500, 3500);
	struct trien_err err = {0};
	bool blank;
	(void)state;

	r.rgb.p[0] = r.rgb.p[r.rgb.n - 1] = 0;
	assert_ok(tr_secrecy_zone_turns(&r, &blank, &err), &err);
	tr_raster_free(&r);
	r = paper(3800, 3800);
	r.rgb.p[0] = r.rgb.p[r.rgb.n - 1] = 0;
	assert_refused(tr_secrecy_zone_turns(&r, &blank, &err), "layout.page-pixels");
	tr_raster_free(&r);
}

static void
too_many_kinds(void **state)
{
	struct tr_secrecy_rules many = rules;
	const struct tr_page_words page = {.width = 595, .height = 842, .words = words};
	struct tr_secrecy_page out;
	struct trien_err err = {0};

	(void)state;
	many.stamp_count = TR_SECRECY_STAMPS_MAX;
	assert_ok(tr_secrecy_judge(&page, 0, &many, &out, &err), &err);
	many.stamp_count++;
	assert_refused(tr_secrecy_judge(&page, 0, &many, &out, &err), "base.internal");
}

/* ---- real files ---- */
static struct tr_bytes
load(const char *folder, const char *name)
{
	static uint8_t bytes[8 << 20];
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	const struct tr_bytes file = {bytes, fread(bytes, 1, sizeof(bytes), f)};
	fclose(f);
	return file;
}

/* Opens the pages of a file as the gate does. */
static struct tr_page_reader *
open_pages(struct tr_bytes file, size_t *pages)
{
	struct trien_err err = {0};
	struct tr_page_reader *reader;
	struct tr_pdf *pdf;

	assert_ok(tr_pdf_open(file, NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), pages, &err), &err);
	tr_pdf_close(pdf);
	assert_ok(tr_page_reader_open(file, NULL, *pages, &reader, &err), &err);
	return reader;
}

static void
labelled_documents(void **state)
{
	/* Where a stamp is, it is on page 1; scans are judged by their pictures, elsewhere. */
	static const struct {
		const char *file;
		size_t kind;
		bool textless;
	} files[] = {
		{"secret-mat-odt", MAT, false}, {"secret-toi-mat-skia", TOI_MAT, false}, {"tuyet-mat-cairo", TUYET_MAT, false},
		{"secret-words-weasy", NO_STAMP, false}, {"cv-so-docx", NO_STAMP, false}, {"qd-kt-skia", NO_STAMP, false},
		{"regulation-odt", NO_STAMP, false}, {"nfd-reportlab", NO_STAMP, false}, {"letters-reportlab", NO_STAMP, false},
		{"turned-90-skia", NO_STAMP, false}, {"joint-two-weasy", NO_STAMP, false},
		{"scan-colour-200", NO_STAMP, true}, {"scan-fax-300", NO_STAMP, true}, {"scan-grey-200", NO_STAMP, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct trien_err err = {0};
		struct tr_page_words page;
		struct tr_secrecy_page got;
		char name[128];
		size_t pages;

		snprintf(name, sizeof(name), "%s.pdf", files[i].file);
		struct tr_page_reader *reader = open_pages(load(DOCUMENTS, name), &pages);
		for (size_t p = 0; p < pages; p++) {
			assert_ok(tr_page_read_words(reader, p, &page, &err), &err);
			assert_ok(tr_secrecy_judge(&page, p, &rules, &got, &err), &err);
			const size_t kind = got.found ? got.stamp.kind : NO_STAMP;
			if (kind != (p == 0 ? files[i].kind : NO_STAMP) || got.textless != files[i].textless)
				fail_msg("%s, page %zu: kind %zd, textless %d", files[i].file, p + 1, kind, got.textless);
			tr_page_words_free(&page);
		}
		tr_page_reader_close(reader);
	}
}

/* Whatever stands in running text: no other document of the collection is stopped. */
static void
no_other_document_is_stopped(void **state)
{
	DIR *d = opendir(DOCUMENTS);
	size_t count = 0;
	(void)state;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct trien_err err = {0};
		struct tr_page_words page;
		struct tr_secrecy_page got;
		size_t pages;
		const bool secret = strncmp(e->d_name, "secret-mat", 10) == 0 || strncmp(e->d_name, "secret-toi", 10) == 0 ||
				strncmp(e->d_name, "tuyet-mat", 9) == 0;
		if (strlen(e->d_name) < 5 || strcmp(e->d_name + strlen(e->d_name) - 4, ".pdf") != 0 || secret)
			continue;
		struct tr_page_reader *reader = open_pages(load(DOCUMENTS, e->d_name), &pages);
		for (size_t p = 0; p < pages; p++) {
			assert_ok(tr_page_read_words(reader, p, &page, &err), &err);
			assert_ok(tr_secrecy_judge(&page, p, &rules, &got, &err), &err);
			tr_page_words_free(&page);
			if (got.found)
				fail_msg("%s, page %zu is stopped", e->d_name, p + 1);
		}
		tr_page_reader_close(reader);
		count++;
	}
	closedir(d);
	print_message("%zu documents are free\n", count);
	assert_true(count >= 70);
}

/* What is quickly let through has, page by page, no stamp and some text. */
static size_t
quick_agrees(const char *folder)
{
	DIR *d = opendir(folder);
	size_t clear = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct trien_err err = {0};
		struct tr_page_words page;
		struct tr_secrecy_page got;
		size_t pages;
		if (strlen(e->d_name) < 5 || strcmp(e->d_name + strlen(e->d_name) - 4, ".pdf") != 0)
			continue;
		const struct tr_bytes file = load(folder, e->d_name);
		if (!tr_secrecy_quick(file))
			continue;
		clear++;
		struct tr_page_reader *reader = open_pages(file, &pages);
		for (size_t p = 0; p < pages; p++) {
			assert_ok(tr_page_read_words(reader, p, &page, &err), &err);
			assert_ok(tr_secrecy_judge(&page, p, &rules, &got, &err), &err);
			tr_page_words_free(&page);
			if (got.found || got.textless)
				fail_msg("%s, page %zu was let through", e->d_name, p + 1);
		}
		tr_page_reader_close(reader);
	}
	closedir(d);
	return clear;
}

static void
the_quick_look_lets_no_stamp_through(void **state)
{
	(void)state;
	const size_t clear = quick_agrees(DOCUMENTS);
	print_message("%zu documents are quickly let through\n", clear);
	assert_true(clear >= 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made_up_pages),
		cmocka_unit_test(lines_from_a_picture),
		cmocka_unit_test(pages_without_text),
		cmocka_unit_test(drawings_where_stamps_stand),
		cmocka_unit_test(zones_as_pictures),
		cmocka_unit_test(frames_of_stamps),
		cmocka_unit_test(zones_stop_at_the_cap_of_pixels),
		cmocka_unit_test(too_many_kinds),
		cmocka_unit_test(labelled_documents),
		cmocka_unit_test(no_other_document_is_stopped),
		cmocka_unit_test(the_quick_look_lets_no_stamp_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
