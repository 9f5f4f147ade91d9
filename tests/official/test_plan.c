/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From what a person says to what is reserved: the spelling of signers and texts, who signs in which procedure, and the
 * places that are found, or asked for where they are not sure.
 * Requirement: R8.2 R8.3 R9.2 R9.3 R9.4
 */
#include "test.h"

#include <math.h>
#include <stdio.h>

#include "base/errors/base.h"
#include "base/errors/layout.h"
#include "official/page_words.h"
#include "official/plan.h"

static struct tr_text
text(const char *s)
{
	return (struct tr_text){s, strlen(s)};
}

static trien_rc
plan(enum tr_procedure procedure, const char *signers, const char *texts, const struct tr_place_source *source,
		struct tr_reserve_plan *out, struct trien_err *err)
{
	static const struct tr_place_source none = {.pages = 0}; /* nothing to be found, where every place is named */
	const struct tr_plan_wish wish = {.procedure = procedure, .signers = text(signers), .texts = text(texts), .overlap = 1.0 / 3};

	*out = (struct tr_reserve_plan){0};
	return tr_plan_make(&wish, source != NULL ? source : &none, out, err);
}

static bool
near(double a, double b)
{
	return fabs(a - b) < 0.01;
}

#define HERE "as=signatory,at=1:120:230:45:20"
#define NUMBER "number=1:30:40:15"
#define DATE "Mẫu, ngày          tháng          năm 2026"

/* ---- what is said ---- */

static void
what_is_said_is_reserved(void **state)
{
	struct tr_reserve_plan p;
	struct trien_err err = {0};
	(void)state;

	assert_ok(plan(TR_PROCEDURE_MANY, " as=checker , at=2:20:200:14:8 ;as=checker,at=none; as=signatory,name=Trần Thị B,at=1:120:230:45:20;"
			"as=agency,at=1:95:222:36:36", "number=1:30:40:15; day = 1:110:40:8:13.5:italic;year=1:1:2:3:14:bold-italic", NULL, &p,
			&err), &err);
	assert_int_equal(p.signer_count, 4);
	assert_int_equal(p.signers[0].role, TR_ROLE_CHECKER);
	assert_int_equal(p.signers[0].page, 1);
	assert_true(near(p.signers[0].box.x0, 20 * TR_POINTS_PER_MM) && near(p.signers[0].box.y1, 208 * TR_POINTS_PER_MM));
	assert_false(p.signers[1].box.x1 > p.signers[1].box.x0);
	assert_true(tr_bytes_are(TR_BYTES(p.signers[2].name.p, p.signers[2].name.n), "Trần Thị B"));
	assert_int_equal(p.spot_count, 3);
	assert_int_equal(p.spots[0].kind, TR_SPOT_NUMBER);
	assert_true(near(p.spots[0].size, 13) && p.spots[0].face == 0);
	assert_true(near(p.spots[0].baseline, 40 * TR_POINTS_PER_MM));
	assert_true(near(p.spots[1].size, 13.5) && p.spots[1].face == 2);
	assert_int_equal(p.spots[2].face, 3);
}

static void
what_is_misspelt_is_refused(void **state)
{
	static const struct {
		const char *signers, *texts;
	} bad[] = {
		{"as", ""}, {"as=king", ""}, {"name=A", ""}, {"as=signatory,colour=red", ""}, {"as=signatory,at=1:2:3", ""},
		{"as=signatory,at=1:2:3:4:5:6", ""}, {"as=signatory,at=0:1:1:1:1", ""}, {"as=signatory,at=1:1:1:1:1e3", ""},
		{"as=signatory,at=1:-1:1:1:1", ""}, {"as=signatory,at=1.5:1:1:1:1", ""}, {"as=signatory,at=1:.5:1:1:1", ""},
		{"as=agency,diameter-mm=9.9", ""}, {"as=agency,diameter-mm=60.1", ""}, {"as=agency,diameter-mm=", ""}, {";", ""},
		{"", "number"}, {"", "hour=1:1:1:1"}, {"", "number=1:1:1"}, {"", "number=1:1:1:1:x"}, {"", "number=1:1:1:1:13:fat"},
		{"", "number=1:1:1:1:13:bold:more"}, {"", ";"},
	};
	struct tr_reserve_plan p;
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(plan(TR_PROCEDURE_ISSUE, bad[i].signers, bad[i].texts, NULL, &p, NULL), "official.plan-spec");
}

static void
lists_end_at_their_caps(void **state)
{
	struct tr_reserve_plan p;
	struct trien_err err = {0};
	(void)state;

	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF signers = {0}, texts = {0};
		for (size_t i = 1; i < TR_RESERVE_SIGNERS_MAX + more; i++)
			assert_ok(tr_buf_addf(&signers, &err, HERE ";"), &err);
		assert_ok(tr_buf_addf(&signers, &err, "as=agency,at=none%c", 0), &err);
		for (size_t i = 1; i < TR_RESERVE_SPOTS_MAX + more; i++)
			assert_ok(tr_buf_addf(&texts, &err, NUMBER ";"), &err);
		assert_ok(tr_buf_addf(&texts, &err, NUMBER "%c", 0), &err);
		if (more == 0) {
			assert_ok(plan(TR_PROCEDURE_MANY, (char *)signers.p, (char *)texts.p, NULL, &p, &err), &err);
			continue;
		}
		assert_refused(plan(TR_PROCEDURE_MANY, (char *)signers.p, NUMBER, NULL, &p, NULL), "official.reserve-limit");
		assert_refused(plan(TR_PROCEDURE_ISSUE, "", (char *)texts.p, NULL, &p, NULL), "official.reserve-limit");
	}
}

static void
each_procedure_has_its_signers(void **state)
{
	static const struct {
		enum tr_procedure procedure;
		const char *signers, *texts;
		bool good;
	} cases[] = {
		{TR_PROCEDURE_ISSUE, HERE ";as=agency", NUMBER, true},
		{TR_PROCEDURE_ISSUE, HERE, NUMBER, false},
		{TR_PROCEDURE_ISSUE, "as=agency,at=none", NUMBER, false},
		{TR_PROCEDURE_ISSUE, "as=checker,at=none;as=agency,at=none", NUMBER, false},
		{TR_PROCEDURE_ISSUE, HERE ";" HERE ";as=agency", NUMBER, false},
		{TR_PROCEDURE_MANY, "as=checker,at=none;" HERE ";as=agency", NUMBER, true},
		{TR_PROCEDURE_MANY, HERE ";" HERE ";as=agency", NUMBER, true},
		{TR_PROCEDURE_MANY, HERE ";as=agency", NUMBER, false},
		{TR_PROCEDURE_MANY, "as=checker,at=none;as=checker,at=none;as=agency,at=none", NUMBER, false},
		{TR_PROCEDURE_MANY, HERE ";" HERE, NUMBER, false},
		{TR_PROCEDURE_INTERNAL, HERE ";" HERE, "", true},
		{TR_PROCEDURE_INTERNAL, HERE ";as=agency", "", false},
		{TR_PROCEDURE_INTERNAL, HERE, NUMBER, false},
	};
	struct tr_reserve_plan p;
	struct trien_err err = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		trien_rc rc = plan(cases[i].procedure, cases[i].signers, cases[i].texts, NULL, &p, &err);
		if (cases[i].good)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "official.plan-procedure");
	}
}

/* ---- what is found ---- */

/* A decision with two blanks, a body that ends, and a signatory; pieces can be left out. */
static void
begin_numbered(struct words_file *f, const char *number, const char *date, bool body_end, const char *annex)
{
	file_start(f, annex != NULL ? 2 : 1);
	struct words_page *p = &f->pages[0];
	line_centred(p, 170, 70, 13, BOLD, "ỦY BAN NHÂN DÂN");
	line_centred(p, 420, 70, 13, BOLD, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
	line_at(p, 120, 110, 13, 0, number);
	if (date != NULL)
		line_at(p, 330, 110, 13, ITALIC, date);
	line_centred(p, 300, 150, 14, BOLD, "QUYẾT ĐỊNH");
	line_at(p, 90, 300, 14, 0, body_end ? "Quyết định này có hiệu lực kể từ ngày ký./." : "Quyết định này có hiệu lực.");
	line_centred(p, 420, 400, 14, BOLD, "CHỦ TỊCH");
	line_centred(p, 420, 510, 14, BOLD, "Nguyễn Văn Mẫu");
	if (annex != NULL)
		line_at(&f->pages[1], 90, 100, 14, 0, annex);
	file_done(f);
}

static void
begin_decision(struct words_file *f, bool body_end, const char *annex)
{
	begin_numbered(f, "Số:          /QĐ-UBND", DATE, body_end, annex);
}

static void
places_are_found_where_none_is_named(void **state)
{
	struct words_file f;
	struct tr_reserve_plan p;
	struct trien_err err = {0};
	(void)state;

	begin_decision(&f, true, "Hết phụ lục./.");
	assert_ok(plan(TR_PROCEDURE_MANY, "as=checker;as=checker;as=signatory,name=Nguyễn Văn Mẫu;as=agency,diameter-mm=40", NUMBER,
			&f.source, &p, &err), &err);
	/* Initials behind the last word of the body, side by side; an annex after the signatory does not confuse them. */
	assert_int_equal(p.signers[0].page, 0);
	assert_true(p.signers[0].box.y0 < 300 && p.signers[0].box.y1 > 290);
	assert_true(near(p.signers[1].box.x0, p.signers[0].box.x1));
	/* The handwriting between title and name, in the middle of the column. */
	const struct tr_box hand = p.signers[2].box, seal = p.signers[3].box;
	assert_true(fabs((hand.x0 + hand.x1) / 2 - 420) < 3 * TR_POINTS_PER_MM);
	assert_true(hand.y0 > 400 && hand.y1 < 510);
	/* The seal's field reaches from its size at the left of it into the handwriting, whatever part of it is ink. */
	assert_true(seal.x0 < hand.x0 && seal.x1 > hand.x0 && seal.x1 < hand.x1);
	assert_true(seal.x1 - seal.x0 >= 40 * TR_POINTS_PER_MM && seal.y1 - seal.y0 >= 40 * TR_POINTS_PER_MM);
	file_end(&f);
}

/* Three columns: handwritings become so narrow that no seal reaches the next one, until they cannot. */
static void
columns_make_room_for_seals(void **state)
{
	static const char *const names[] = {"Nguyễn Văn Mẫu", "Trần Thị Ví Dụ", "Lê Hoàng Thử Nghiệm"};
	static const struct {
		double apart; /* mm */
		double widest; /* of a handwriting then; 0: refused */
	} cases[] = {{70, 45}, {60, 36}, {55, 28.5}, {52.7, 25.05}, {52.6, 0}, {50, 0}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const double step = cases[i].apart * TR_POINTS_PER_MM;
		struct words_file f;
		struct tr_reserve_plan p;
		struct trien_err err = {0};
		file_start(&f, 1);
		for (size_t k = 0; k < 3; k++) {
			line_centred(&f.pages[0], 297 + ((double)k - 1) * step, 500, 13, BOLD, "GIÁM ĐỐC");
			line_centred(&f.pages[0], 297 + ((double)k - 1) * step, 600, 13, BOLD, names[k]);
		}
		file_done(&f);
		trien_rc rc = plan(TR_PROCEDURE_MANY, "as=signatory,name=Nguyễn Văn Mẫu;as=signatory,name=Trần Thị Ví Dụ;"
				"as=signatory,name=Lê Hoàng Thử Nghiệm;as=agency;as=agency;as=agency", NUMBER, &f.source, &p, &err);
		if (!(cases[i].widest > 0)) {
			assert_refused(rc, "official.plan-neighbour");
			file_end(&f);
			continue;
		}
		assert_ok(rc, &err);
		for (size_t k = 0; k < 3; k++) {
			const struct tr_box hand = p.signers[k].box, seal = p.signers[k + 3].box;
			assert_true(hand.x1 - hand.x0 < cases[i].widest * TR_POINTS_PER_MM + 0.01);
			assert_true(k == 0 || seal.x0 > p.signers[k - 1].box.x1 - 0.01);
			assert_true(near(seal.x0, hand.x0 + (hand.x1 - hand.x0) / 3 - 36 * TR_POINTS_PER_MM));
		}
		file_end(&f);
	}
}

/* A seal that would cover the name is told before anybody has signed, not after. */
static void
a_seal_needs_height(void **state)
{
	static const struct {
		double room; /* mm from the title's baseline to the name's */
		const char *name, *agency;
		bool good;
	} cases[] = {{38, "Nguyễn Văn Mẫu", "as=agency", true}, {18, "Nguyễn Văn Mẫu", "as=agency", true},
		{18, "Nguyễn Văn Mẫu", "as=agency,diameter-mm=60", false}, {38, "Nguyễn Văn Mẫu", "as=agency,diameter-mm=60", true},
		{18, "Công Tằng Tôn Nữ Thị Minh Họa Ví Dụ", "as=agency,diameter-mm=44", false},
		{38, "Công Tằng Tôn Nữ Thị Minh Họa Ví Dụ", "as=agency,diameter-mm=44", true}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char signers[160];
		struct words_file f;
		struct tr_reserve_plan p;
		struct trien_err err = {0};
		file_start(&f, 1);
		line_centred(&f.pages[0], 420, 500, 14, BOLD, "GIÁM ĐỐC");
		line_centred(&f.pages[0], 420, 500 + cases[i].room * TR_POINTS_PER_MM, 14, BOLD, cases[i].name);
		file_done(&f);
		snprintf(signers, sizeof(signers), "as=signatory,name=%s;%s", cases[i].name, cases[i].agency);
		trien_rc rc = plan(TR_PROCEDURE_ISSUE, signers, NUMBER, &f.source, &p, &err);
		if (cases[i].good)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "official.plan-seal-room");
		file_end(&f);
	}
}

static trien_rc
no_words(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	(void)page, (void)out;
	return *(const bool *)context ? TR_ERR(err, NO_MEMORY, TR_U("want", 1)) : TR_ERR(err, LAYOUT_PAGE_READER, TR_S("why", "test"));
}

/* All places named: pages that cannot be read do not stop it. */
static void
pages_need_not_be_read(void **state)
{
	bool poor = false;
	const struct tr_place_source source = {.context = &poor, .pages = 1, .words = no_words};
	struct tr_reserve_plan p;
	struct trien_err err = {0};
	(void)state;

	assert_ok(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency,at=1:95:222:36:36", NUMBER, &source, &p, &err), &err);
	assert_refused(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency,at=1:95:222:36:36", "", &source, &p, NULL), "layout.page-reader");
	poor = true;
	assert_refused(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency,at=1:95:222:36:36", NUMBER, &source, &p, NULL), "base.no-memory");
}

static void
what_is_not_sure_is_asked(void **state)
{
	struct words_file f;
	struct tr_reserve_plan p;
	(void)state;

	begin_decision(&f, false, NULL);
	assert_refused(plan(TR_PROCEDURE_MANY, "as=checker;" HERE ";as=agency", NUMBER, &f.source, &p, NULL), "official.plan-unsure");
	assert_refused(plan(TR_PROCEDURE_ISSUE, "as=signatory,name=Không Có Ai;as=agency", NUMBER, &f.source, &p, NULL),
			"official.name-not-found");
	/* A seal has nothing to stand beside where nobody's handwriting is seen. */
	assert_refused(plan(TR_PROCEDURE_ISSUE, "as=signatory,at=none;as=agency", NUMBER, &f.source, &p, NULL), "official.plan-unsure");
	file_end(&f);
	file_start(&f, 1);
	line_at(&f.pages[0], 90, 300, 14, 0, "Một trang không có chỗ nào cho số.");
	file_done(&f);
	assert_refused(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", "", &f.source, &p, NULL), "official.plan-unsure");
	file_end(&f);
}

#define ANNEX "(Kèm theo Quyết định số          /QĐ-UBND ngày          tháng "

static void
what_is_typed_of_the_date_agrees(void **state)
{
	static const struct {
		const char *annex;
		unsigned month, year;
		const char *id;
	} cases[] = {
		{ANNEX "        năm 2026)", 0, 2026, NULL},
		{ANNEX "11 năm 2026)", 11, 2026, NULL},
		{ANNEX "11 năm 2025)", 0, 0, "official.plan-typed"},
		{"(Kèm theo Quyết định số          /QĐ-UBND ngày 05 tháng 11 năm 2025)", 0, 0, "official.plan-typed"},
		/* The year of legal texts in the number is one more place where the year is typed: in the head, or in the annex. */
		{"(Kèm theo Quyết định số          /2026/QĐ-UBND ngày          tháng 11 năm 2026)", 11, 2026, NULL},
		{"(Kèm theo Quyết định số          /2025/QĐ-UBND ngày          tháng 11 năm 2026)", 0, 0, "official.plan-typed"},
		{"(Kèm theo Quyết định số          /2025/QĐ-UBND)", 0, 0, "official.plan-typed"},
		/* Of another document. */
		{"Căn cứ Quyết định số 12/2025/QĐ-UBND ngày 05 tháng 11 năm 2025 của Ủy ban;", 0, 2026, NULL},
		{"Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 11 năm 2025 của Ủy ban;", 0, 2026, NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		struct tr_reserve_plan p;
		struct trien_err err = {0};
		begin_decision(&f, true, cases[i].annex);
		trien_rc rc = plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", "", &f.source, &p, &err);
		if (cases[i].id != NULL) {
			assert_refused(rc, cases[i].id);
		} else {
			assert_ok(rc, &err);
			assert_int_equal(p.typed[0], 0);
			assert_int_equal(p.typed[1], cases[i].month);
			assert_int_equal(p.typed[2], cases[i].year);
		}
		/* Who names the places is not asked for a contradiction, and bound by what is typed where there is none. */
		assert_ok(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", NUMBER, &f.source, &p, &err), &err);
		assert_int_equal(p.spot_count, 1);
		assert_int_equal(p.typed[1], cases[i].id != NULL ? 0 : cases[i].month);
		assert_int_equal(p.typed[2], cases[i].id != NULL ? 0 : cases[i].year);
		file_end(&f);
	}
}

/* Without it the clerk's number or date would be written nowhere. */
static void
number_and_date_are_complete(void **state)
{
	static const struct {
		const char *number, *date, *annex, *lacks;
	} cases[] = {
		{"Số:          /QĐ-UBND", DATE, NULL, NULL},
		{"Số:          /QĐ-UBND", "Mẫu, ngày 05 tháng 11 năm 2026", NULL, NULL},
		{"Số:          /QĐ-UBND", "Mẫu, ngày 05 tháng          năm          ", NULL, NULL},
		{"Số:          /QĐ-UBND", NULL, NULL, "day"},
		{"Số:          /QĐ-UBND", "Mẫu, năm 2026", NULL, "day"},
		{"Số:          /QĐ-UBND", NULL, "(Kèm theo Quyết định số          /QĐ-UBND ngày          tháng 11 năm 2026)", NULL},
		{"Số: 12/QĐ-UBND", DATE, NULL, "number"},
		{"Quyết định", DATE, NULL, "number"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		struct tr_reserve_plan p;
		struct trien_err err = {0};
		begin_numbered(&f, cases[i].number, cases[i].date, true, cases[i].annex);
		trien_rc rc = plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", "", &f.source, &p, &err);
		if (cases[i].lacks == NULL) {
			assert_ok(rc, &err);
		} else {
			char text[512];
			assert_refused(rc, "official.plan-unsure");
			trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
			assert_non_null(strstr(text, cases[i].lacks));
			/* Who names the places knows best. */
			assert_ok(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", NUMBER, &f.source, &p, &err), &err);
		}
		file_end(&f);
	}
}

/* "Số: .../2026/NQ-HĐND": the year in the number is held against the date's. */
static void
what_is_typed_of_the_year_in_the_number_agrees(void **state)
{
	static const struct {
		const char *number, *id;
	} cases[] = {
		{"Số:          /2026/NQ-HĐND", NULL},
		{"Số:          /2025/NQ-HĐND", "official.plan-typed"},
		{"Số: ......./20..../NQ-HĐND", "official.spot-unsure"},
		{"Số:          /1021/NQ-HĐND", NULL}, /* no year of this law */
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		struct tr_reserve_plan p;
		struct trien_err err = {0};
		begin_numbered(&f, cases[i].number, DATE, true, NULL);
		trien_rc rc = plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", "", &f.source, &p, &err);
		if (cases[i].id != NULL) {
			assert_refused(rc, cases[i].id);
		} else {
			assert_ok(rc, &err);
			assert_int_equal(p.typed[2], 2026);
		}
		file_end(&f);
	}
}

/* ---- what is typed under a value ---- */

/* Plans the texts (found where none is named), and says what would stay visible under them. */
static trien_rc
look_under(struct words_file *f, const char *texts, struct tr_lint_findings *out, struct trien_err *err)
{
	struct tr_reserve_plan p;

	*out = (struct tr_lint_findings){0};
	assert_ok(plan(TR_PROCEDURE_ISSUE, HERE ";as=agency", texts, &f->source, &p, err), err);
	return tr_plan_under(&p, &f->source, out, err);
}

static void
dots_under_a_value_are_told(void **state)
{
	static const struct {
		const char *number;
		size_t count;
	} cases[] = {
		{"Số:          /QĐ-UBND", 0}, {"Số: ......../QĐ-UBND", 1}, {"Số:…………/QĐ-UBND", 1}, {"Số: ________/QĐ-UBND", 1},
		{"Số: . . . . . . ./QĐ-UBND", 1}, {"Số:          /QĐ-UBND ........", 0},
	};
	char said[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		struct tr_lint_findings found;
		struct trien_err err = {0};
		begin_numbered(&f, cases[i].number, DATE, true, NULL);
		assert_ok(look_under(&f, "", &found, &err), &err);
		assert_int_equal(found.count, cases[i].count);
		if (found.count > 0) {
			assert_int_equal(found.list[0].level, TR_LINT_WARNING);
			assert_string_equal(trien_err_id(found.list[0].what.code), "official.spot-leaders");
			trien_err_text(&found.list[0].what, TRIEN_LANG_VI, said, sizeof(said));
			assert_non_null(strstr(said, "Trang 1 "));
		}
		file_end(&f);
	}
}

/* Places that a person names may lie over anything. */
static void
words_under_a_value_are_refused(void **state)
{
	static const struct {
		const char *texts;
		const char *id;
	} cases[] = {
		{"number=1:49:38.8:14", NULL},                  /* "Số:" ends before it, "/QĐ" starts behind it */
		{"number=1:44:38.8:14", "official.spot-over-text"}, /* over "Số:" */
		{"number=1:49:38.8:24", "official.spot-over-text"}, /* over "/QĐ" */
		{"number=1:49:60:14;day=1:32:105.8:20", "official.spot-over-text"}, /* the second of two, in running text */
		{"number=1:49:200:14", NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct words_file f;
		struct tr_lint_findings found;
		struct trien_err err = {0};
		begin_numbered(&f, "Số:                    /QĐ-UBND", DATE, true, NULL);
		trien_rc rc = look_under(&f, cases[i].texts, &found, &err);
		if (cases[i].id != NULL)
			assert_refused(rc, cases[i].id);
		else
			assert_ok(rc, &err);
		assert_int_equal(found.count, 0);
		file_end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said_is_reserved),
		cmocka_unit_test(what_is_misspelt_is_refused),
		cmocka_unit_test(lists_end_at_their_caps),
		cmocka_unit_test(each_procedure_has_its_signers),
		cmocka_unit_test(places_are_found_where_none_is_named),
		cmocka_unit_test(columns_make_room_for_seals),
		cmocka_unit_test(a_seal_needs_height),
		cmocka_unit_test(pages_need_not_be_read),
		cmocka_unit_test(what_is_not_sure_is_asked),
		cmocka_unit_test(what_is_typed_of_the_date_agrees),
		cmocka_unit_test(number_and_date_are_complete),
		cmocka_unit_test(what_is_typed_of_the_year_in_the_number_agrees),
		cmocka_unit_test(dots_under_a_value_are_told),
		cmocka_unit_test(words_under_a_value_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
