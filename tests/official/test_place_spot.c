/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2
 */
#include <stdio.h>

#include "page_words.h"
#include "test.h"

static struct trien_err err;

static void
find(struct words_file *f, struct tr_placement *out)
{
	const struct tr_place_request request = {.name = TR_TEXT_LIT("Nguyễn Văn Mẫu")};
	file_done(f);
	assert_ok(tr_place(&f->source, &request, out, &err), &err);
}

/* The head of a decision on page 1. */
static void
head(struct words_page *p, const char *number, const char *date)
{
	line_centred(p, 160, 80, 13, BOLD, "ỦY BAN NHÂN DÂN TỈNH MẪU");
	line_centred(p, 420, 80, 12, BOLD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
	line_centred(p, 420, 95, 13, BOLD, "Độc lập - Tự do - Hạnh phúc");
	line_at(p, 110, 120, 13, 0, number);
	line_at(p, 330, 121, 13, ITALIC, date);
}

/* "number:sure day:narrow", in the order in which they stand. */
static void
describe(const struct tr_placement *p, char *out, size_t size)
{
	static const char *const kinds[] = {"number", "day", "month", "year"};
	size_t n = 0;

	*out = '\0';
	for (size_t i = 0; i < p->spot_count; i++) {
		const struct tr_place_spot *s = &p->spots[i];
		assert_int_equal(s->sure == TR_SURE, s->doubt == NULL);
		if (s->doubt != NULL)
			assert_ptr_not_equal(tr_place_doubt_text(s->doubt, TRIEN_LANG_VI), s->doubt);
		n += (size_t)snprintf(out + n, size - n, "%s%zu%s:%s", i ? " " : "", s->page + 1, kinds[s->kind],
				s->doubt != NULL ? s->doubt : "sure");
		assert_true(n < size);
	}
}

static void
expect(struct words_file *f, const char *want)
{
	struct tr_placement p;
	char got[2048];

	find(f, &p);
	describe(&p, got, sizeof(got));
	assert_string_equal(got, want);
	tr_placement_free(&p);
	file_end(f);
}

static void
expect_head(const char *number, const char *date, const char *want)
{
	struct words_file f;

	file_start(&f, 1);
	head(&f.pages[0], number, date);
	expect(&f, want);
}

#define NUMBER "Số:          /QĐ-UBND"
#define DATE "Mẫu, ngày        tháng        năm 2026"

static void
test_head(void **state)
{
	(void)state;
	expect_head(NUMBER, DATE, "1number:sure 1day:sure 1month:sure");
	expect_head(NUMBER, "Mẫu, ngày        tháng 11 năm 2026", "1number:sure 1day:sure");
	expect_head("Số: 12/QĐ-UBND", DATE, "1day:sure 1month:sure");
	expect_head("Số: 12/QĐ-UBND", "Mẫu, ngày 05 tháng 11 năm 2026", "");
	expect_head(NUMBER, "Mẫu, ngày        tháng        năm", "1number:sure 1day:sure 1month:sure 1year:sure");
}

static void
test_leaders(void **state)
{
	(void)state;
	expect_head("Số: ......./QĐ-UBND", "Mẫu, ngày ..... tháng ..... năm 2026", "1number:sure 1day:sure 1month:sure");
	expect_head("Số:……/QĐ-UBND", "Mẫu, ngày…tháng…năm 2026", "1number:sure 1day:narrow 1month:narrow");
	expect_head("Số: ____/QĐ-UBND", "Mẫu, ngày ___ tháng ___ năm 2026", "1number:sure 1day:sure 1month:sure");
	expect_head("Số: -----/QĐ-UBND", "Mẫu, ngày ---- tháng ---- năm 2026", "1number:sure 1day:sure 1month:sure");
	expect_head("Số: . . . . . . /QĐ-UBND", "Mẫu, ngày . . . tháng . . . năm 2026", "1number:sure 1day:sure 1month:sure");
	expect_head("Số:||/QĐ-UBND", "Mẫu, ngày||tháng||năm 2026", "1number:sure 1day:sure 1month:sure");
	expect_head("Số     -QĐ/TU", DATE, "1number:narrow 1day:sure 1month:sure");
	expect_head("Số           -QĐ/TU", DATE, "1number:sure 1day:sure 1month:sure");
	expect_head(NUMBER, "Mẫu, ngày       /       /2026", "1number:sure 1day:sure 1month:sure");
	expect_head(NUMBER, "Mẫu, ngày ..../11/2026", "1number:sure 1day:sure");
	expect_head("So\u0302\u0301:          /QĐ-UBND", "Mẫu, nga\u0300y        tháng 11 năm 2026", "1number:sure 1day:sure");
}

static void
test_too_narrow(void **state)
{
	(void)state;
	expect_head("Số: /QĐ-UBND", "Mẫu, ngày tháng năm 2026", "1number:narrow 1day:narrow 1month:narrow");
	/* three digits: 1.5 sizes; two digits and a little: 1.1 */
	expect_head("Số:      /QĐ-UBND", "Mẫu, ngày    tháng     năm 2026", "1number:sure 1day:narrow 1month:sure");
	expect_head("Số:     /QĐ-UBND", DATE, "1number:narrow 1day:sure 1month:sure");
	expect_head("Số:       /QĐ-UBND", "Mẫu, ngày     tháng     năm 2026", "1number:sure 1day:sure 1month:sure");
}

static void
test_partly_typed(void **state)
{
	(void)state;
	expect_head(NUMBER, "Mẫu, ngày        tháng 11 năm 20....", "1number:sure 1day:sure 1year:partly-typed");
	expect_head(NUMBER, "Mẫu, ngày        tháng 11 năm 20___", "1number:sure 1day:sure 1year:partly-typed");
	expect_head(NUMBER, "Mẫu, ngày        tháng 11 năm 202", "1number:sure 1day:sure 1year:partly-typed");
	expect_head("Số: 12....../QĐ-UBND", "Mẫu, ngày 0... tháng 11 năm 2026", "1number:partly-typed 1day:partly-typed");
}

static void
test_boxes_and_looks(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	head(&f.pages[0], NUMBER, DATE);
	find(&f, &p);
	assert_int_equal(p.spot_count, 3);
	const struct tr_word *words = f.pages[0].page.words;
	for (size_t i = 0; i < f.pages[0].page.count; i++) {
		if (tr_bytes_are(TR_BYTES(words[i].text.p, words[i].text.n), "Số:"))
			assert_float_equal(p.spots[0].box.x0, words[i].box.x1, 0.01);
		if (tr_bytes_are(TR_BYTES(words[i].text.p, words[i].text.n), "/QĐ-UBND"))
			assert_float_equal(p.spots[0].box.x1, words[i].box.x0, 0.01);
		if (tr_bytes_are(TR_BYTES(words[i].text.p, words[i].text.n), "tháng"))
			assert_float_equal(p.spots[1].box.x1, words[i].box.x0, 0.01);
	}
	assert_float_equal(p.spots[0].baseline, 120, 0.01);
	assert_float_equal(p.spots[0].size, 13, 0.01);
	assert_false(p.spots[0].italic);
	assert_true(p.spots[1].italic);
	tr_placement_free(&p);
	file_end(&f);
}

static void
expect_annex(const char *number, const char *first, const char *second, const char *want)
{
	struct words_file f;

	file_start(&f, 2);
	head(&f.pages[0], number, "Mẫu, ngày 05 tháng 11 năm 2026");
	line_centred(&f.pages[1], 300, 80, 14, BOLD, "Phụ lục");
	line_centred(&f.pages[1], 300, 100, 14, ITALIC, first);
	if (*second != '\0')
		line_centred(&f.pages[1], 300, 118, 14, ITALIC, second);
	expect(&f, want);
}

static void
test_annexes(void **state)
{
	(void)state;
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng      năm 2026", "của Ủy ban nhân dân tỉnh Mẫu)",
			"1number:sure 2number:sure 2day:sure 2month:sure");
	expect_annex("Số:          /2020/QĐ-UBND", "(Ban hành kèm theo Quyết định số          /2020/QĐ-UBND ngày      tháng 11",
			"năm 2020 của UBND tỉnh Mẫu)", "1number:sure 2number:sure 2day:sure");
	expect_annex("Số:          /UBND-KT", "(Kèm theo Công văn số ......... /UBND-KT ngày ...../...../2026 của UBND tỉnh Mẫu)", "",
			"1number:sure 2number:sure 2day:sure 2month:sure");
	expect_annex("Số:          /KH-UBND", "(Ban hành kèm theo", "Kế hoạch số          /KH-UBND ngày      tháng 11 năm 2026)",
			"1number:sure 2number:sure 2day:sure");
	/* the gap at the end of a line belongs to both */
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-UBND ngày", "tháng 11 năm 2026 của Ủy ban nhân dân tỉnh Mẫu)",
			"1number:sure 2number:sure 2day:line-break");
	/* a year on the next line is typed; other words there leave it blank */
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng      năm", "2026 của Ủy ban nhân dân tỉnh Mẫu)",
			"1number:sure 2number:sure 2day:sure 2month:sure");
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng      năm", "của Ủy ban nhân dân tỉnh Mẫu)",
			"1number:sure 2number:sure 2day:sure 2month:sure 2year:sure");
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng 11 năm", "20.... của Ủy ban nhân dân tỉnh Mẫu)",
			"1number:sure 2number:sure 2day:sure 2year:partly-typed");
	/* all typed */
	expect_annex("Số: 12/QĐ-UBND", "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05 tháng 11 năm 2026)", "", "");
}

static void
test_annexes_of_others(void **state)
{
	(void)state;
	/* another kind and symbol: not ours */
	expect_annex(NUMBER, "(Kèm theo Kế hoạch số          /KH-SVD ngày      tháng      năm 2026)", "", "1number:sure");
	/* doubtful ones are asked */
	expect_annex(NUMBER, "(Kèm theo Quyết định số          /QĐ-SVD ngày      tháng 11 năm 2026)", "",
			"1number:sure 2number:symbol-differs 2day:symbol-differs");
	expect_annex(NUMBER, "(Kèm theo Tờ trình số          /QĐ-UBND ngày      tháng 11 năm 2026)", "",
			"1number:sure 2number:kind-differs 2day:kind-differs");
	expect_annex(NUMBER, "(Kèm theo Quyết định số ............... ngày      tháng 11 năm 2026)", "",
			"1number:sure 2number:no-symbol 2day:no-symbol");
	expect_annex(NUMBER, "Quyết định số          /QĐ-UBND ngày      tháng 11 năm 2026", "",
			"1number:sure 2number:second-head 2day:second-head");
	expect_annex(NUMBER, "(Nhiệm vụ triển khai Đề án kèm theo Quyết định số          /QĐ-UBND", "",
			"1number:sure 2number:unclear");
	expect_annex(NUMBER, "Căn cứ tình hình. Kế hoạch ban hành kèm theo Quyết định số          /QĐ-UBND", "",
			"1number:sure 2number:unclear");
	expect_annex("Số: 12/QĐ-UBND", "(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng 11 năm 2026)", "",
			"2number:typed-in-head 2day:typed-in-head");
}

static void
test_running_text(void **state)
{
	static const char *const lines[] = {
		"Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 3 năm 2020 của UBND tỉnh Mẫu;",
		"Căn cứ Quyết định số          /QĐ-UBND ngày      tháng      năm 2026 của UBND tỉnh Mẫu;",
		"Căn cứ Quy chế ban hành kèm theo Quyết định số          /QĐ-UBND ngày      tháng      năm 2026;",
		"thay thế Quyết định số          /QĐ-UBND ngày      tháng 11 năm 2025",
		"Theo đề nghị của Giám đốc Sở Ví dụ tại Tờ trình số          /TTr-SVD ngày      tháng 11 năm 2026.",
		"Quyết định này có hiệu lực kể từ ngày      tháng      năm 2026.",
		"ghi rõ ngày tháng năm sinh, số lượng chứng thư số chuyên dùng, số ngày làm việc",
		"Số lượng: 15 bản. Số 12 đường Mẫu, Số: ..... tờ",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct words_file f;
		file_start(&f, 1);
		head(&f.pages[0], NUMBER, "Mẫu, ngày 05 tháng 11 năm 2026");
		line_at(&f.pages[0], 85, 300, 14, ITALIC, lines[i]);
		expect(&f, "1number:sure");
	}
}

/* What a form asks for is no number of the form. */
static void
test_forms_to_fill(void **state)
{
	static const char *const lines[] = {"Số: ............ cấp ngày ..../..../..... tại Mẫu", "Số: ..................",
		"Giấy phép số:          /GP-UBND", "Số định danh cá nhân: ............... Ngày cấp: ..../..../....."};
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct words_file f;
		file_start(&f, 1);
		line_centred(&f.pages[0], 300, 80, 13, BOLD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
		line_centred(&f.pages[0], 300, 140, 14, BOLD, "ĐƠN ĐỀ NGHỊ");
		line_at(&f.pages[0], 85, 260, 14, 0, lines[i]);
		expect(&f, "");
	}
}

/* A number stamped as a picture into its blank is in no text. */
static void
test_blanks_with_pictures(void **state)
{
	static const double inks[] = {0, 0.2, 0.2};
	static const char *const want[] = {"1number:sure", "1number:room-not-empty", "1number:picture"};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct words_file f;
		file_start(&f, 1);
		head(&f.pages[0], NUMBER, "Mẫu, ngày 05 tháng 11 năm 2026");
		f.pages[0].page.pictures = 1;
		f.pages[0].flat_ink = inks[i];
		if (i == 2)
			f.source.ink = NULL;
		expect(&f, want[i]);
	}
}

/* A form in an annex has a head of its own. */
static void
test_heads_of_others(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 2);
	head(&f.pages[0], NUMBER, DATE);
	head(&f.pages[1], "Số:          /BC-.....", DATE);
	expect(&f, "1number:sure 1day:sure 1month:sure");
	file_start(&f, 2);
	head(&f.pages[0], NUMBER, DATE);
	head(&f.pages[1], NUMBER, DATE);
	expect(&f, "1number:sure 1day:sure 1month:sure 2number:second-head 2day:second-head 2month:second-head");
	file_start(&f, 2);
	head(&f.pages[1], NUMBER, DATE);
	expect(&f, "2number:not-first-page 2day:sure 2month:sure");
	file_start(&f, 1);
	head(&f.pages[0], "Số: ........", "Mẫu, ngày 05 tháng 11 năm 2026");
	expect(&f, "1number:sure");
}

/* Two copies on one sheet, to be cut: each date goes with the number at its left, and of the second copy nothing is sure. */
static void
test_copies_side_by_side(void **state)
{
	struct words_file f;
	(void)state;
	for (size_t copies = 1; copies <= 2; copies++) {
		file_start(&f, 1);
		f.pages[0].page.width = 842;
		f.pages[0].page.height = 595;
		for (size_t i = 0; i < copies; i++) {
			const double left = 40 + 400 * (double)i;
			line_centred(&f.pages[0], left + 60, 50, 13, BOLD, "BAN MẪU");
			line_at(&f.pages[0], left, 66, 13, 0, NUMBER);
			line_at(&f.pages[0], left + 170, 74, 13, ITALIC, DATE);
		}
		/* Alone, the date at the middle of the left half is none at the right of a landscape page. */
		expect(&f, copies == 1 ? "1number:sure"
				: "1number:sure 1number:second-head 1day:sure 1month:sure 1day:second-head 1month:second-head");
	}
	/* The second copy has no date: the first one's is not taken for it. */
	file_start(&f, 1);
	f.pages[0].page.width = 842;
	line_at(&f.pages[0], 40, 66, 13, 0, "Số: 12/QĐ-UBND");
	line_at(&f.pages[0], 210, 74, 13, ITALIC, DATE);
	line_at(&f.pages[0], 440, 66, 13, 0, "Số:          /BC-SVD");
	expect(&f, "1day:sure 1month:sure");
}

/* Four lines of agencies at the left push the number down; the date stays up. */
static void
test_date_high_above_its_number(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 1);
	head(&f.pages[0], "SỞ VÍ DỤ", DATE);
	line_at(&f.pages[0], 110, 195, 13, 0, NUMBER);
	expect(&f, "1number:sure 1day:sure 1month:sure");
	file_start(&f, 1);
	head(&f.pages[0], "SỞ VÍ DỤ", DATE);
	line_at(&f.pages[0], 110, 215, 13, 0, NUMBER);
	line_at(&f.pages[0], 330, 600, 13, ITALIC, DATE);
	expect(&f, "1number:sure 1day:other-date 1month:other-date 1day:other-date 1month:other-date");
}

/* The text layer of a scan says roughly where its blanks are. */
static void
test_scan(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 1);
	head(&f.pages[0], NUMBER, "Mẫu, ngày 05 tháng 11 năm 2026");
	f.pages[0].page.pictures = 1;
	f.pages[0].page.picture = (struct tr_box){0, 0, 595, 842};
	expect(&f, "1number:scan");
}

static void
test_dates_without_a_number(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 1);
	line_at(&f.pages[0], 330, 121, 13, ITALIC, DATE);
	line_at(&f.pages[0], 330, 600, 13, ITALIC, DATE);
	expect(&f, "1day:other-date 1month:other-date 1day:other-date 1month:other-date");
	/* the only one, at the top */
	file_start(&f, 1);
	line_at(&f.pages[0], 330, 121, 13, ITALIC, DATE);
	expect(&f, "1day:sure 1month:sure");
	/* the only one, over the title of who signs; and its twin over nothing */
	for (size_t i = 0; i < 2; i++) {
		file_start(&f, 1);
		line_at(&f.pages[0], 330, 500, 13, ITALIC, DATE);
		line_at(&f.pages[0], 380, i == 0 ? 520 : 600, 14, BOLD, "GIÁM ĐỐC");
		line_at(&f.pages[0], 365, i == 0 ? 600 : 690, 14, BOLD, "Nguyễn Văn Mẫu");
		expect(&f, i == 0 ? "1day:sure 1month:sure" : "1day:other-date 1month:other-date");
	}
	/* a contract says so in its text */
	file_start(&f, 1);
	head(&f.pages[0], NUMBER, "Mẫu, ngày 05 tháng 11 năm 2026");
	line_at(&f.pages[0], 85, 400, 14, 0, "Hôm nay, ngày ..... tháng ..... năm 2026, tại trụ sở cơ quan");
	expect(&f, "1number:sure 1day:other-date 1month:other-date");
}

/* Labels in two languages; names before "số"; the head of a court; a certificate, whose number stands below. */
static void
test_other_heads(void **state)
{
	struct words_file f;
	(void)state;
	expect_head("Số/No:          /SVD-HTQT", DATE, "1number:sure 1day:sure 1month:sure");
	expect_head("Số: ....../............/QĐ-SVD", "Mẫu, ngày 05 tháng 11 năm 2026", "1number:sure 1year:sure");
	expect_head("Số:          /          /QĐ-SVD", "Mẫu, ngày 05 tháng 11 năm 2026", "1number:sure 1year:sure");
	expect_head("Số: ....../..../QĐ-SVD", "Mẫu, ngày 05 tháng 11 năm 2026", "1number:sure 1year:narrow");
	expect_head("Số: ..............", "Mẫu, ngày 05 tháng 11 năm 2026", "1number:sure");
	file_start(&f, 1);
	line_at(&f.pages[0], 85, 120, 13, 0, "Bản án số:          /2026/DS-ST");
	line_at(&f.pages[0], 85, 137, 13, 0, "Ngày:        -        -2026");
	expect(&f, "1number:sure 1day:sure 1month:sure");
	file_start(&f, 1);
	line_at(&f.pages[0], 85, 600, 13, 0, "Quyết định số:          /QĐ-UBND");
	line_at(&f.pages[0], 85, 617, 13, 0, "Vào sổ khen thưởng số: ..........");
	line_at(&f.pages[0], 380, 560, 14, BOLD, "CHỦ TỊCH");
	line_at(&f.pages[0], 365, 650, 14, BOLD, "Nguyễn Văn Mẫu");
	expect(&f, "1number:sure");
	/* twins: without a block; in a sentence; two of them; below a head */
	file_start(&f, 1);
	line_at(&f.pages[0], 85, 600, 13, 0, "Quyết định số:          /QĐ-UBND");
	expect(&f, "1number:unclear");
	file_start(&f, 1);
	line_at(&f.pages[0], 85, 600, 13, 0, "Theo Quyết định số:          /QĐ-UBND của tỉnh");
	expect(&f, "");
	file_start(&f, 1);
	line_at(&f.pages[0], 85, 600, 13, 0, "Quyết định số:          /QĐ-UBND");
	line_at(&f.pages[0], 85, 617, 13, 0, "Tờ trình số:          /TTr-UBND");
	expect(&f, "1number:unclear 1number:unclear");
	file_start(&f, 1);
	head(&f.pages[0], NUMBER, "Mẫu, ngày 05 tháng 11 năm 2026");
	line_at(&f.pages[0], 85, 600, 13, 0, "Tờ trình số:          /TTr-SVD");
	expect(&f, "1number:sure");
}

/* The regulation in a file of its own: what it goes with is its number. */
static void
test_annex_alone(void **state)
{
	struct words_file f;
	(void)state;
	file_start(&f, 2);
	line_centred(&f.pages[0], 300, 80, 14, BOLD, "QUY CHẾ");
	line_centred(&f.pages[0], 300, 100, 14, ITALIC,
			"(Ban hành kèm theo Quyết định số          /2020/QĐ-UBND ngày      tháng 11 năm 2020)");
	line_centred(&f.pages[1], 300, 100, 14, ITALIC,
			"(Ban hành kèm theo Quyết định số          /2020/QĐ-UBND ngày      tháng 11 năm 2020)");
	expect(&f, "1number:sure 1day:sure 2number:sure 2day:sure");
}

static void
test_cap(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct words_file f;
		struct tr_placement p;
		const size_t annexes = TR_PLACE_SPOTS_MAX / 2 - 1;
		file_start(&f, 3);
		head(&f.pages[0], NUMBER, "Mẫu, ngày       tháng 11 năm 2026");
		for (size_t i = 0; i < annexes + more; i++)
			line_centred(&f.pages[1 + i % 2], 300, 60 + 40 * (double)(i / 2), 14, ITALIC,
					"(Kèm theo Quyết định số          /QĐ-UBND ngày      tháng 11 năm 2026)");
		find(&f, &p);
		assert_int_equal(p.spot_count, TR_PLACE_SPOTS_MAX);
		assert_int_equal(p.spots_cut, more > 0);
		if (more > 0)
			assert_refused(tr_place_spots_sure(&p, &err), "official.spot-limit");
		else
			assert_ok(tr_place_spots_sure(&p, &err), &err);
		tr_placement_free(&p);
		file_end(&f);
	}
}

/* A long document that names itself over and over, its date typed and nothing to be filled in there. */
static void
test_mentions_without_end(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 5);
	head(&f.pages[0], NUMBER, "Mẫu, ngày       tháng 11 năm 2026");
	for (size_t i = 0; i < 2 * TR_PLACE_SPOTS_MAX; i++)
		line_at(&f.pages[1 + i % 4], 60, 60 + 20 * (double)(i / 4), 14, 0,
				"theo Điều 7 Quy định ban hành kèm theo Quyết định số 22/QĐ-UBND ngày 11/9/2019 của UBND tỉnh;");
	find(&f, &p);
	assert_int_equal(p.spot_count, 2);
	assert_false(p.spots_cut);
	assert_ok(tr_place_spots_sure(&p, &err), &err);
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_unsure_is_not_sure(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 1);
	head(&f.pages[0], "Số: /QĐ-UBND", DATE);
	find(&f, &p);
	assert_refused(tr_place_spots_sure(&p, &err), "official.spot-unsure");
	tr_placement_free(&p);
	file_end(&f);
}

/* A line and a page of nothing but marks end soon, and say that they were cut. */
static void
test_marks_without_end(void **state)
{
	struct words_file f;
	struct tr_placement p;
	(void)state;
	file_start(&f, 2);
	head(&f.pages[0], NUMBER, DATE);
	for (size_t i = 0; i < TR_PAGE_WORDS_MAX; i++)
		line_at(&f.pages[1], (double)(i % 200) * 3, 100 + (double)(i / 200) * 8, 6, 0, i % 2 ? "số" : "ngày");
	find(&f, &p);
	assert_true(p.spots_cut);
	assert_int_equal(p.spot_count, 3);
	tr_placement_free(&p);
	file_end(&f);
}

static void
expect_corner(double width, double height, double top, double ink, size_t pictures, bool drawn, bool free_, bool sure)
{
	const struct tr_place_request request = {.top_right_width = width, .top_right_height = height};
	struct words_file f;
	struct tr_placement p;

	file_start(&f, 1);
	line_centred(&f.pages[0], 420, top, 12, BOLD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
	f.pages[0].ink = ink;
	f.pages[0].page.pictures = pictures;
	f.pages[0].page.picture = (struct tr_box){0, 0, 595, 842};
	if (!drawn)
		f.source.ink = NULL;
	file_done(&f);
	assert_ok(tr_place(&f.source, &request, &p, &err), &err);
	assert_int_equal(p.top_right_free, free_);
	if (free_) {
		assert_int_equal(p.top_right_sure == TR_SURE, sure);
		assert_float_equal(p.top_right.x1, 595.3 - 15 * TR_POINTS_PER_MM, 0.01);
		assert_float_equal(p.top_right.x1 - p.top_right.x0, width, 0.01);
		assert_true(p.top_right.y0 >= 5 * TR_POINTS_PER_MM - 0.01);
		assert_true(p.top_right.y1 < top - 12 * 0.891);
	}
	tr_placement_free(&p);
	file_end(&f);
}

static void
test_corner(void **state)
{
	(void)state;
	expect_corner(170, 40, 200, 0, 0, true, true, true);  /* inside the margins */
	expect_corner(170, 40, 75, 0, 0, true, true, true);   /* in the margin above the first line */
	expect_corner(170, 40, 60, 0, 0, true, false, false); /* no room */
	expect_corner(170, 40, 200, 0.1, 0, true, false, false); /* drawings that are no words */
	expect_corner(170, 40, 200, 0, 1, false, false, false);  /* a scan that nobody looked at */
	expect_corner(170, 40, 200, 0, 1, true, true, true);     /* a scan that is white there */
	expect_corner(600, 40, 200, 0, 0, true, false, false);   /* wider than the page between its margins */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_leaders),
		cmocka_unit_test(test_too_narrow),
		cmocka_unit_test(test_partly_typed),
		cmocka_unit_test(test_boxes_and_looks),
		cmocka_unit_test(test_annexes),
		cmocka_unit_test(test_annexes_of_others),
		cmocka_unit_test(test_running_text),
		cmocka_unit_test(test_forms_to_fill),
		cmocka_unit_test(test_blanks_with_pictures),
		cmocka_unit_test(test_heads_of_others),
		cmocka_unit_test(test_copies_side_by_side), cmocka_unit_test(test_date_high_above_its_number),
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_dates_without_a_number),
		cmocka_unit_test(test_other_heads),
		cmocka_unit_test(test_annex_alone),
		cmocka_unit_test(test_cap), cmocka_unit_test(test_mentions_without_end),
		cmocka_unit_test(test_unsure_is_not_sure),
		cmocka_unit_test(test_marks_without_end),
		cmocka_unit_test(test_corner),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
