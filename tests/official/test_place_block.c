/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R8.2
 */
#include <stdio.h>

#include "base/memory.h"
#include "page_words.h"
#include "test.h"

#define MM(v) ((v) * TR_POINTS_PER_MM)
#define RIGHT 420.0 /* middle of the right column */
#define NAME "Nguyễn Văn Mẫu"

static struct trien_err err;

static void
find(struct words_file *f, const char *name, struct tr_placement *out)
{
	const struct tr_place_request request = {.name = {name, strlen(name)}};
	file_done(f);
	assert_ok(tr_place(&f->source, &request, out, &err), &err);
}

/* What comes out for the one candidate: its doubt, or "sure". */
static const char *
verdict(const struct tr_placement *p, size_t i)
{
	assert_true(i < p->signatory_count);
	assert_int_equal(p->signatories[i].sure == TR_SURE, p->signatories[i].doubt == NULL);
	if (p->signatories[i].doubt == NULL)
		return "sure";
	/* every doubt has its words */
	assert_ptr_not_equal(tr_place_doubt_text(p->signatories[i].doubt, TRIEN_LANG_VI), p->signatories[i].doubt);
	return p->signatories[i].doubt;
}

static void
expect_first(struct words_file *f, const char *name, const char *want)
{
	struct tr_placement p;
	find(f, name, &p);
	assert_string_equal(verdict(&p, 0), want);
	tr_placement_free(&p);
}

static void
body(struct words_page *p, double from, double to)
{
	for (double y = from; y < to; y += 18)
		line_at(p, 85, y, 14, 0, "Giao các cơ quan, đơn vị có liên quan tổ chức thực hiện theo đúng quy định");
}

/* The usual end of a letter: receivers at the left, block at the right. */
static void
block(struct words_page *p, double y, double room_mm, const char *name)
{
	line_at(p, 85, y, 12, BOLD | ITALIC, "Nơi nhận:");
	line_at(p, 85, y + 14, 11, 0, "- Như trên;");
	line_at(p, 85, y + 28, 11, 0, "- Lưu: VT.");
	line_centred(p, RIGHT, y, 14, BOLD, "KT. CHỦ TỊCH");
	line_centred(p, RIGHT, y + 17, 14, BOLD, "PHÓ CHỦ TỊCH");
	/* from descent to ascent */
	line_centred(p, RIGHT, y + 17 + 14 * 1.107 + MM(room_mm), 14, BOLD, name);
}

static void
expect_one(const char *name, const char *printed, double room_mm, const char *want)
{
	struct words_file f;
	struct tr_placement p;

	file_start(&f, 1);
	body(&f.pages[0], 200, 480);
	block(&f.pages[0], 520, room_mm, printed);
	find(&f, name, &p);
	assert_int_equal(p.signatory_count, 1);
	assert_string_equal(verdict(&p, 0), want);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_block(void **state)
{
	struct words_file f;
	struct tr_placement p;
	const struct tr_place_signatory *s;
	(void)state;
	file_start(&f, 2);
	body(&f.pages[0], 100, 700);
	block(&f.pages[1], 300, 30, NAME);
	find(&f, NAME, &p);
	assert_ok(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), &err);
	assert_int_equal(s->page, 1);
	assert_string_equal(s->title_text.p, "KT. CHỦ TỊCH PHÓ CHỦ TỊCH");
	assert_string_equal(s->name_text.p, NAME);
	assert_string_equal(s->prefix.p, "KT.");
	assert_float_equal(s->room.y1 - s->room.y0, MM(30), 0.1);
	assert_float_equal((s->room.x0 + s->room.x1) / 2, RIGHT, 1);
	assert_float_equal(s->title.y0, 300 - 0.891 * 14, 0.1);
	assert_true(s->room.x0 > 150 && s->room.x1 < 595);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_room(void **state)
{
	(void)state;
	expect_one(NAME, NAME, 12.1, "sure");
	expect_one(NAME, NAME, 11.9, "no-room");
	expect_one(NAME, NAME, 59.9, "sure");
	expect_one(NAME, NAME, 60.1, "far-apart");
}

static void
test_writings_of_the_name(void **state)
{
	(void)state;
	expect_one("NGUYỄN  VĂN MẪU", NAME, 25, "sure");
	expect_one("Nguye\u0302\u0303n Va\u0306n Ma\u0302\u0303u", "NGUYỄN VĂN MẪU", 25, "sure");
	expect_one(NAME, "N g u y ễ n  V ă n  M ẫ u", 25, "sure");
	expect_one("Trần Thị Hoà", "Trần Thị Hòa", 25, "sure");
	expect_one(NAME, "Đại tá Nguyễn Văn Mẫu", 25, "sure");
	expect_one(NAME, "GS.TS. Nguyễn Văn Mẫu", 25, "sure");
	/* twins */
	expect_one("Nguyen Van Mau", NAME, 25, "spelling");
	expect_one(NAME, "NGUYEN VAN MAU", 25, "spelling");
}

static void
expect_none(const char *name, const char *printed, size_t elsewhere)
{
	struct words_file f;
	struct tr_placement p;
	const struct tr_place_signatory *s;

	file_start(&f, 1);
	block(&f.pages[0], 520, 25, printed);
	find(&f, name, &p);
	assert_int_equal(p.signatory_count, 0);
	assert_int_equal(p.name_elsewhere, elsewhere);
	assert_refused(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), "official.name-not-found");
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_other_names(void **state)
{
	(void)state;
	expect_none(NAME, "Nguyễn Văn Mẫu Em", 1);
	expect_none(NAME, "Ông Nguyễn Văn Mẫu", 1);
	expect_none("Nguyễn Văn Mẫu Em", NAME, 0);
	expect_none(NAME, "Nguyễn Văn Mẫn", 0);
	expect_none(NAME, "Nguyễn Văn Mẩu", 0);
	expect_none("Nguyễn Vân Mẫu", NAME, 0);
	expect_none(NAME, "Nguyễn Văn Mẫu;", 1);
}

static void
test_title_lines(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	body(&f.pages[0], 300, 480);
	line_centred(&f.pages[0], RIGHT, 500, 14, ITALIC, "Mẫu, ngày 05 tháng 11 năm 2026");
	line_centred(&f.pages[0], RIGHT, 517, 14, BOLD, "TUQ. CHỦ TỊCH");
	line_centred(&f.pages[0], RIGHT, 534, 14, BOLD, "GIÁM ĐỐC SỞ VÍ DỤ,");
	line_centred(&f.pages[0], RIGHT, 551, 14, BOLD, "KIÊM TỔ TRƯỞNG TỔ CÔNG TÁC");
	line_centred(&f.pages[0], RIGHT, 568, 14, ITALIC, "(Ký, ghi rõ họ tên)");
	line_centred(&f.pages[0], RIGHT, 650, 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 1);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_string_equal(p.signatories[0].title_text.p, "TUQ. CHỦ TỊCH GIÁM ĐỐC SỞ VÍ DỤ, KIÊM TỔ TRƯỞNG TỔ CÔNG TÁC");
	assert_string_equal(p.signatories[0].prefix.p, "TUQ.");
	assert_float_equal(p.signatories[0].title.y0, 517 - 0.891 * 14, 0.1);
	assert_float_equal(p.signatories[0].room.y0, 568 + 0.216 * 14, 0.1);
	tr_placement_free(&p);
	file_end(&f);
}

/* One line above the name, and the name 25 mm below it. */
static void
expect_title(const char *title, unsigned look, double off, const char *want)
{
	struct words_file f;
	struct tr_placement p;

	file_start(&f, 1);
	line_centred(&f.pages[0], RIGHT + off, 500, 14, look, title);
	line_centred(&f.pages[0], RIGHT, 500 + 14 * 1.107 + MM(25), 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_string_equal(p.signatory_count > 0 ? verdict(&p, 0) : "none", want);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_titles(void **state)
{
	(void)state;
	expect_title("GIÁM ĐỐC", BOLD, 0, "sure");
	expect_title("GIÁM ĐỐC", 0, 0, "sure");
	expect_title("Người lập biểu", BOLD, 0, "sure");
	expect_title("Người lập biểu", 0, 0, "title-unknown");
	expect_title("TL. BAN CHỈ ĐẠO", BOLD, 0, "sure");
	expect_title("PHÒNG HÀNH CHÍNH", BOLD, 0, "sure");
	expect_title("HỌ VÀ TÊN", BOLD, 0, "none");
	expect_title("phối hợp với Giám đốc thực hiện theo đúng quy định này", 0, 0, "none");
	expect_title("GIÁM ĐỐC SỞ VÍ DỤ VÀ MẪU", BOLD, 30, "sure");
	expect_title("GIÁM ĐỐC SỞ VÍ DỤ VÀ MẪU", BOLD, 60, "off-centre");
	expect_title("GIÁM ĐỐC SỞ VÍ DỤ VÀ MẪU", BOLD, 95, "none");
}

/* What is no known post: a bold name that was asked for in a column may be signed; on a cover, or thin, it is asked. */
static void
test_unknown_titles(void **state)
{
	static const double middles[] = {RIGHT, 318, RIGHT};
	static const unsigned looks[] = {BOLD, BOLD, 0};
	static const char *const want[] = {"sure", "title-unknown", "title-unknown"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct words_file f;
		file_start(&f, 1);
		line_centred(&f.pages[0], middles[i], 500, 14, BOLD, "PHÒNG HÀNH CHÍNH");
		line_centred(&f.pages[0], middles[i], 590, 14, looks[i], NAME);
		expect_first(&f, NAME, want[i]);
		file_end(&f);
	}
}

static void
test_signed_already(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 1);
	line_centred(&f.pages[0], RIGHT, 500, 14, BOLD, "GIÁM ĐỐC");
	line_centred(&f.pages[0], RIGHT, 517, 14, ITALIC, "(Đã ký)");
	line_centred(&f.pages[0], RIGHT, 600, 14, BOLD, NAME);
	expect_first(&f, NAME, "typed-signed");
	file_end(&f);
}

static void
test_columns(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	body(&f.pages[0], 300, 480);
	/* the titles nearly touch: one segment, cut by the columns of the names */
	line_at(&f.pages[0], 100, 520, 14, BOLD, "GIÁM ĐỐC SỞ MINH HỌA");
	line_at(&f.pages[0], 283, 520, 14, BOLD, "CHỦ TỊCH ỦY BAN NHÂN DÂN");
	line_at(&f.pages[0], 120, 620, 14, BOLD, "Trần Thị Ví Dụ");
	line_at(&f.pages[0], 330, 620, 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 1);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_string_equal(p.signatories[0].title_text.p, "CHỦ TỊCH ỦY BAN NHÂN DÂN");
	assert_true(p.signatories[0].room.x0 > 240);
	tr_placement_free(&p);
	find(&f, "TRẦN THỊ VÍ DỤ", &p);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_string_equal(p.signatories[0].title_text.p, "GIÁM ĐỐC SỞ MINH HỌA");
	tr_placement_free(&p);
	/* nobody named: which of the two is asked */
	find(&f, "", &p);
	assert_int_equal(p.signatory_count, 2);
	assert_string_equal(verdict(&p, 0), "several");
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_whoever_signs(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 3);
	block(&f.pages[1], 500, 25, NAME);
	body(&f.pages[2], 100, 300);
	find(&f, "", &p);
	assert_int_equal(p.signatory_count, 1);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_string_equal(p.signatories[0].name_text.p, NAME);
	tr_placement_free(&p);
	/* the heading of a certificate is no name, a rank belongs to it */
	line_centred(&f.pages[1], 300, 200, 14, BOLD, "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU");
	line_centred(&f.pages[1], 300, 250, 30, BOLD, "TẶNG GIẤY KHEN");
	find(&f, "", &p);
	assert_int_equal(p.signatory_count, 1);
	tr_placement_free(&p);
	/* a second one, be it on another page: it is asked */
	block(&f.pages[0], 500, 25, "Trần Thị Ví Dụ");
	find(&f, "", &p);
	assert_int_equal(p.signatory_count, 2);
	assert_string_equal(verdict(&p, 0), "several");
	tr_placement_free(&p);
	file_end(&f);
}

/* Nobody is named, and the page does not say who signs: each time it is asked. */
static void
test_whoever_signs_is_not_said(void **state)
{
	static const char *const names[] = {NULL, "Căn cứ vào tình hình", NAME};
	static const double gaps[] = {0, 80, 16};
	static const char *const want[] = {"no-name", "no-name", "no-room"};
	struct words_file f;
	struct tr_placement p;
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		file_start(&f, 1);
		line_centred(&f.pages[0], RIGHT, 500, 14, BOLD, "GIÁM ĐỐC");
		if (names[i] != NULL)
			line_centred(&f.pages[0], RIGHT, 516 + gaps[i], 14, BOLD, names[i]);
		find(&f, "", &p);
		assert_int_equal(p.signatory_count, 1);
		assert_string_equal(verdict(&p, 0), want[i]);
		assert_string_equal(p.signatories[0].title_text.p, "GIÁM ĐỐC");
		tr_placement_free(&p);
		file_end(&f);
	}
	/* the head of a decision is no block */
	file_start(&f, 1);
	line_centred(&f.pages[0], 300, 300, 14, BOLD, "GIÁM ĐỐC SỞ VÍ DỤ");
	line_centred(&f.pages[0], 300, 330, 14, ITALIC, "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;");
	find(&f, "", &p);
	assert_int_equal(p.signatory_count, 0);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_ranks(void **state)
{
	static const char *const ranks[] = {"Thượng tá", "BSCKII.", "PGS.TS.BS.", "ThS BS", "BSNT.", "NGƯT.TS."};
	static const char *const none[] = {"KT.", "Ông", "Người.", "BACSICHUYENKHOA."};
	char name[64];
	(void)state;

	for (size_t i = 0; i < sizeof(ranks) / sizeof(*ranks); i++) {
		snprintf(name, sizeof(name), "%s " NAME, ranks[i]);
		expect_one("", name, 25, "sure");
		expect_one(NAME, name, 25, "sure");
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		struct words_file f;
		struct tr_placement p;
		snprintf(name, sizeof(name), "%s " NAME, none[i]);
		file_start(&f, 1);
		block(&f.pages[0], 520, 25, name);
		find(&f, NAME, &p);
		assert_int_equal(p.signatory_count, 0);
		assert_int_equal(p.name_elsewhere, 1);
		tr_placement_free(&p);
		file_end(&f);
	}
}

/* Beside a block that can be read stands one whose name cannot: who signs is not said. */
static void
test_a_title_without_a_name_beside(void **state)
{
	static const double heights[] = {500, 440, 380};
	static const char *const want[] = {"several", "several", "sure"};
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct words_file f;
		file_start(&f, 1);
		line_centred(&f.pages[0], RIGHT, 440, 14, BOLD, "KẾ TOÁN TRƯỞNG");
		line_centred(&f.pages[0], RIGHT, 530, 14, BOLD, NAME);
		line_centred(&f.pages[0], 150, heights[i], 14, BOLD, "PHÓ GIÁM ĐỐC");
		line_centred(&f.pages[0], 150, heights[i] + 17, 14, BOLD, "PHỤ TRÁCH CHUYÊN MÔN");
		line_centred(&f.pages[0], 150, heights[i] + 85, 14, BOLD, "người có thẩm quyền 123");
		expect_first(&f, "", want[i]);
		expect_first(&f, NAME, "sure");
		file_end(&f);
	}
}

/* In a committee the office stands between room and name; two posts of any other sort are two persons'. */
static void
test_office_over_the_name(void **state)
{
	static const struct {
		const char *upper, *lower, *want;
		double room;
	} cases[] = {
		{"PHÓ TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND TỈNH", "sure", 25},
		{"CHỦ TỊCH HỘI ĐỒNG", "GIÁM ĐỐC SỞ VÍ DỤ", "sure", 25},
		{"PHÓ TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND TỈNH", "no-room", 8},
		{"GIÁM ĐỐC", "KẾ TOÁN TRƯỞNG", "no-room", 25},
		{"PHÓ TRƯỞNG BAN", "THƯ KÝ", "no-room", 25},
		{"GIÁM ĐỐC", "PHÓ CHỦ TỊCH UBND TỈNH", "no-room", 25},
		{"PHÓ TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND TỈNH", "far-apart", 75},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const double over = 420 + 14 * 1.107 + MM(cases[i].room);
		struct words_file f;
		struct tr_placement p;
		file_start(&f, 1);
		line_centred(&f.pages[0], RIGHT, 420, 14, BOLD, cases[i].upper);
		line_centred(&f.pages[0], RIGHT, over, 14, BOLD, cases[i].lower);
		line_centred(&f.pages[0], RIGHT, over + 16, 14, BOLD, NAME);
		find(&f, NAME, &p);
		assert_string_equal(verdict(&p, 0), cases[i].want);
		assert_memory_equal(p.signatories[0].name_text.p, NAME, strlen(NAME));
		if (strcmp(cases[i].want, "sure") == 0)
			assert_true(p.signatories[0].room.y0 > 420 && p.signatories[0].room.y1 < over - 10);
		tr_placement_free(&p);
		file_end(&f);
	}
}

static void
test_two_of_the_same_name(void **state)
{
	struct words_file f;
	struct tr_placement p;
	const struct tr_place_signatory *s;
	(void)state;
	file_start(&f, 2);
	line_at(&f.pages[0], 100, 520, 14, BOLD, "BÊN GIAO");
	line_at(&f.pages[0], 380, 520, 14, BOLD, "BÊN NHẬN");
	line_at(&f.pages[0], 90, 620, 14, BOLD, NAME);
	line_at(&f.pages[0], 370, 620, 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 2);
	assert_string_equal(verdict(&p, 0), "two-persons");
	assert_string_equal(verdict(&p, 1), "two-persons");
	assert_refused(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), "official.name-twice");
	tr_placement_free(&p);
	file_end(&f);

	file_start(&f, 2);
	block(&f.pages[0], 520, 25, NAME);
	block(&f.pages[1], 520, 25, NAME);
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 2);
	assert_string_equal(verdict(&p, 0), "two-blocks");
	assert_int_equal(p.signatories[0].page, 0);
	tr_placement_free(&p);
	file_end(&f);
}

/* Names of whole cells under a head in capitals: a table, a list, a header; none of them is signed. */
static void
test_where_names_are_no_blocks(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	line_centred(&f.pages[0], 300, 40, 12, 0, NAME);
	line_at(&f.pages[0], 85, 300, 14, 0, "Cử ông Nguyễn Văn Mẫu dự họp; ông Nguyễn Văn Mẫu báo cáo.");
	line_at(&f.pages[0], 85, 400, 13, BOLD, "STT");
	line_at(&f.pages[0], 160, 400, 13, BOLD, "TRƯỞNG PHÒNG");
	line_at(&f.pages[0], 85, 460, 13, 0, "1");
	line_at(&f.pages[0], 160, 460, 13, 0, NAME);
	line_at(&f.pages[0], 85, 520, 11, 0, "- PCT Nguyễn Văn Mẫu;");
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 1);
	assert_string_equal(verdict(&p, 0), "in-table");
	assert_int_equal(p.name_elsewhere, 4);
	tr_placement_free(&p);
	/* the real block beside all of them is found, and is sure */
	block(&f.pages[0], 600, 25, NAME);
	find(&f, NAME, &p);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_true(p.signatories[0].name.y0 > 600);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_text_right_below(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 1);
	block(&f.pages[0], 500, 25, NAME);
	line_centred(&f.pages[0], RIGHT, 500 + 17 + 14 * 1.107 + MM(25) + 16, 14, BOLD, "Trần Thị Ví Dụ");
	expect_first(&f, NAME, "text-below");
	file_end(&f);
}

static void
test_long_name_on_two_lines(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	line_centred(&f.pages[0], RIGHT, 500, 14, BOLD, "Q. CỤC TRƯỞNG");
	line_centred(&f.pages[0], RIGHT, 600, 14, BOLD, "Công Tằng Tôn Nữ Thị");
	line_centred(&f.pages[0], RIGHT, 617, 14, BOLD, "Minh Họa Ví Dụ");
	find(&f, "CÔNG TẰNG TÔN NỮ THỊ MINH HỌA VÍ DỤ", &p);
	assert_string_equal(verdict(&p, 0), "sure");
	assert_float_equal(p.signatories[0].name.y1, 617 + 0.216 * 14, 0.1);
	assert_string_equal(p.signatories[0].prefix.p, "Q.");
	tr_placement_free(&p);
	/* twin: the second line goes on */
	line_at(&f.pages[0], RIGHT + 60, 617, 14, BOLD, "Em");
	find(&f, "CÔNG TẰNG TÔN NỮ THỊ MINH HỌA VÍ DỤ", &p);
	assert_int_equal(p.signatory_count, 0);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_block_over_a_page_break(void **state)
{
	struct words_file f;
	struct tr_placement p;
	const struct tr_place_signatory *s;
	(void)state;
	file_start(&f, 2);
	body(&f.pages[0], 100, 650);
	line_centred(&f.pages[0], RIGHT, 760, 14, BOLD, "GIÁM ĐỐC");
	line_centred(&f.pages[1], 297, 45, 13, 0, "2");
	line_centred(&f.pages[1], RIGHT, 120, 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_string_equal(verdict(&p, 0), "page-break");
	assert_string_equal(p.signatories[0].title_text.p, "GIÁM ĐỐC");
	assert_refused(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), "official.place-unsure");
	tr_placement_free(&p);
	expect_first(&f, "", "page-break");
	file_end(&f);
	/* twin: no title at the end of the page before */
	file_start(&f, 2);
	body(&f.pages[0], 100, 650);
	line_centred(&f.pages[1], RIGHT, 120, 14, BOLD, NAME);
	find(&f, NAME, &p);
	assert_int_equal(p.signatory_count, 0);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_what_nobody_sees(void **state)
{
	static const unsigned looks[] = {HIDDEN, ON_END};
	struct words_file f;
	struct tr_placement p;
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		file_start(&f, 1);
		line_centred(&f.pages[0], RIGHT, 200, 14, BOLD | looks[i], "GIÁM ĐỐC");
		line_centred(&f.pages[0], RIGHT, 300, 14, BOLD | looks[i], NAME);
		block(&f.pages[0], 500, 25, NAME);
		find(&f, NAME, &p);
		assert_int_equal(p.signatory_count, 1);
		assert_string_equal(verdict(&p, 0), "sure");
		assert_true(p.signatories[0].name.y0 > 500);
		tr_placement_free(&p);
		file_end(&f);
	}
}

static void
test_watermark(void **state)
{
	static const double sizes[] = {70, 14};
	static const char *const want[] = {"sure", "no-room"};
	(void)state;
	/* turned and upright; twin: of the size of text it is text, and stands in the room */
	for (size_t i = 0; i < 2; i++)
		for (unsigned look = 0; look <= ON_END; look += ON_END) {
			struct words_file f;
			file_start(&f, 1);
			line_centred(&f.pages[0], RIGHT, 500, 14, BOLD, "GIÁM ĐỐC");
			line_centred(&f.pages[0], RIGHT, 560, sizes[i], look, "DỰ THẢO");
			line_centred(&f.pages[0], RIGHT, 620, 14, BOLD, NAME);
			expect_first(&f, NAME, i == 1 && look == 0 ? "title-unknown" : want[i]);
			file_end(&f);
		}
}

static const char *
with_picture(struct tr_box picture, size_t pictures, double ink, double print, bool drawn, unsigned look)
{
	struct words_file f;
	struct tr_placement p;

	file_start(&f, 1);
	line_centred(&f.pages[0], RIGHT, 500, 14, BOLD | look, "GIÁM ĐỐC");
	line_centred(&f.pages[0], RIGHT, 600, 14, BOLD | look, NAME);
	f.pages[0].page.pictures = pictures;
	f.pages[0].page.picture = picture;
	f.pages[0].ink = ink;
	f.pages[0].flat_ink = print;
	if (!drawn)
		f.source.ink = NULL;
	find(&f, NAME, &p);
	const char *got = p.signatory_count > 0 ? verdict(&p, 0) : "none";
	tr_placement_free(&p);
	file_end(&f);
	return got;
}

static void
test_pictures(void **state)
{
	const struct tr_box logo = {60, 60, 120, 120}, hand = {390, 520, 450, 570}, page = {0, 0, 595, 842};
	(void)state;
	assert_string_equal(with_picture(logo, 1, 1, 0.2, true, 0), "sure");
	assert_string_equal(with_picture(hand, 1, 0.2, 0.2, true, 0), "room-not-empty");
	assert_string_equal(with_picture(hand, 1, 0, 0.2, true, 0), "sure");
	assert_string_equal(with_picture(hand, 1, 0, 0.2, false, 0), "picture");
	assert_string_equal(with_picture(logo, 2, 0.2, 0.2, true, 0), "room-not-empty");
	/* a scan with its text layer: seen is the picture */
	assert_string_equal(with_picture(page, 1, 0, 0.2, true, HIDDEN), "sure");
	assert_string_equal(with_picture(page, 1, 0.2, 0.2, true, HIDDEN), "room-not-empty");
	assert_string_equal(with_picture(page, 1, 0, 0, true, HIDDEN), "no-ink");
	assert_string_equal(with_picture(page, 1, 0, 0.2, false, HIDDEN), "picture");
}

static void
test_refusals_and_caps(void **state)
{
	struct words_file f;
	struct tr_placement p;
	char name[TR_PLACE_NAME_MAX + 2];
	const struct tr_place_signatory *s;
	(void)state;
	file_start(&f, 1);
	block(&f.pages[0], 520, 8, NAME);
	find(&f, NAME, &p);
	assert_refused(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), "official.no-room");
	tr_placement_free(&p);
	memset(name, 'a', sizeof(name));
	struct tr_place_request request = {.name = {name, TR_PLACE_NAME_MAX}};
	assert_ok(tr_place(&f.source, &request, &p, &err), &err);
	tr_placement_free(&p);
	request.name.n++;
	assert_refused(tr_place(&f.source, &request, &p, &err), "official.place-name");
	request.name = TR_TEXT_LIT(" A ");
	assert_refused(tr_place(&f.source, &request, &p, &err), "official.place-name");
	f.source.pages = TR_PLACE_PAGES_MAX + 1;
	assert_refused(tr_place(&f.source, &request, &p, &err), "official.place-pages");
	file_end(&f);
}

/* At the cap all are listed; one more, and what is listed says so. */
static void
test_candidates_cap(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct words_file f;
		struct tr_placement p;
		file_start(&f, 6);
		for (size_t i = 0; i < TR_PLACE_CANDIDATES_MAX + more; i++) {
			struct words_page *page = &f.pages[i / 3];
			const double y = 100 + 200 * (double)(i % 3);
			line_centred(page, RIGHT, y, 14, BOLD, "GIÁM ĐỐC");
			line_centred(page, RIGHT, y + 80, 14, BOLD, NAME);
		}
		find(&f, NAME, &p);
		assert_int_equal(p.signatory_count, TR_PLACE_CANDIDATES_MAX);
		assert_int_equal(p.signatories[0].sure, TR_UNSURE);
		tr_placement_free(&p);
		file_end(&f);
	}
}

/* Twenty thousand times the name as a whole line: no answer is sure, and none takes long. */
static void
test_name_without_end(void **state)
{
	struct words_file f;
	struct tr_placement p;
	const struct tr_place_signatory *s;
	(void)state;
	file_start(&f, 1);
	f.pages[0].page.height = 14000;
	block(&f.pages[0], 100, 25, NAME);
	for (size_t i = 0; i < TR_PAGE_WORDS_MAX / 3 - 20; i++)
		line_centred(&f.pages[0], 60 + (double)(i % 4) * 150, 300 + (double)(i / 4) * 8, 6, 0, NAME);
	find(&f, NAME, &p);
	assert_string_equal(verdict(&p, 0), "too-many");
	assert_refused(tr_place_signatory(&p, TR_TEXT_LIT(NAME), &s, &err), "official.place-unsure");
	tr_placement_free(&p);
	file_end(&f);
}

/* Where nobody is named: a page of as many lines in capitals as are looked at, and one of more. */
static void
test_capitals_without_end(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct words_file f;
		file_start(&f, 1);
		f.pages[0].page.height = 14000;
		block(&f.pages[0], 100, 25, NAME);
		/* the block has two titles, "KT. CHỦ TỊCH" and "PHÓ CHỦ TỊCH", and a name */
		for (size_t i = 0; i < 1024 - 3 + more; i++)
			line_at(&f.pages[0], 85, 400 + (double)i * 12, 10, 0, "BIỂU SỐ LIỆU");
		expect_first(&f, "", more > 0 ? "too-many" : "sure");
		file_end(&f);
	}
}

static trien_rc
place_once(struct words_file *f)
{
	const struct tr_place_request request = {
		.name = TR_TEXT_LIT(NAME), .top_right_width = 150, .top_right_height = 40};
	struct tr_placement p;
	TR_TRY(tr_place(&f->source, &request, &p, &err));
	tr_placement_free(&p);
	return TRIEN_OK;
}

static void
test_each_allocation_fails_once(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 2);
	block(&f.pages[0], 500, 25, NAME);
	line_centred(&f.pages[0], RIGHT, 760, 14, BOLD, "GIÁM ĐỐC");
	line_centred(&f.pages[1], RIGHT, 120, 14, BOLD, NAME);
	file_done(&f);
	tr_mem_fail_at(1000000000);
	assert_ok(place_once(&f), &err);
	const unsigned long allocations = tr_mem_fail_at(0);
	assert_true(allocations > 5);
	for (unsigned long i = 1; i <= allocations; i++) {
		tr_mem_fail_at(i);
		const trien_rc rc = place_once(&f);
		tr_mem_fail_at(0);
		assert_refused(rc, "base.no-memory");
	}
	file_end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_block),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_writings_of_the_name),
		cmocka_unit_test(test_other_names),
		cmocka_unit_test(test_title_lines),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_unknown_titles),
		cmocka_unit_test(test_signed_already),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_whoever_signs),
		cmocka_unit_test(test_whoever_signs_is_not_said),
		cmocka_unit_test(test_ranks),
		cmocka_unit_test(test_a_title_without_a_name_beside),
		cmocka_unit_test(test_office_over_the_name),
		cmocka_unit_test(test_two_of_the_same_name),
		cmocka_unit_test(test_where_names_are_no_blocks),
		cmocka_unit_test(test_text_right_below),
		cmocka_unit_test(test_long_name_on_two_lines),
		cmocka_unit_test(test_block_over_a_page_break),
		cmocka_unit_test(test_what_nobody_sees),
		cmocka_unit_test(test_watermark),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_refusals_and_caps),
		cmocka_unit_test(test_candidates_cap),
		cmocka_unit_test(test_name_without_end),
		cmocka_unit_test(test_capitals_without_end),
		cmocka_unit_test(test_each_allocation_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
