/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each rule of the lint: the page that keeps it, and the one that breaks it. Requirement: R8.1 R8.2 R8.3 */
#include <math.h>

#include "official/ink.h"

#include "base/errors/official.h"
#include "official/lint.h"

#define MM TR_POINTS_PER_MM
#define WIDTH (210 * MM)
#define HEIGHT (297 * MM)

/* A seal of 36 mm, 500 pixels; a handwriting of 45 by 20 mm. */
struct desk {
	struct tr_official_rules rules;
	struct tr_picture image;
	struct tr_appearance_request request;
	struct tr_drawing drawing;
	struct tr_lint_page page;
	struct tr_lint_findings findings;
};

static void
begin(struct desk *d, enum tr_appearance kind, struct tr_picture image)
{
	struct tr_arena arena = {0};
	struct trien_err err = {0};

	*d = (struct desk){.rules = rules_of("bg-2020"), .image = image, .page = {.width = WIDTH, .height = HEIGHT}};
	d->request = (struct tr_appearance_request){.asked = {.kind = kind, .picture = true,
			.diameter_mm = kind == TR_APPEARANCE_AGENCY ? 36 : 0}, .rules = &d->rules, .image = &d->image};
	assert_ok(tr_appearance_check(&d->request.asked, &err), &err);
	assert_ok(tr_appearance_compose(&d->request, &arena, &d->drawing, &err), &err);
	tr_arena_free(&arena);
}

static void
judge(struct desk *d, double x_mm, double y_mm)
{
	d->findings.count = 0;
	tr_lint(&d->request, &d->drawing, x_mm * MM, y_mm * MM, &d->page, &d->findings);
}

static enum tr_lint_level
level_of(const struct desk *d, const char *id)
{
	for (size_t i = 0; i < d->findings.count; i++)
		if (strcmp(trien_err_id(d->findings.list[i].what.code), id) == 0)
			return d->findings.list[i].level;
	fail_msg("not found: %s", id);
	return TR_LINT_WARNING;
}

static void
assert_none(const struct desk *d)
{
	if (d->findings.count > 0)
		fail_msg("found: %s", trien_err_id(d->findings.list[0].what.code));
}

static void
assert_only(const struct desk *d, enum tr_lint_level level, const char *id)
{
	assert_int_equal(d->findings.count, 1);
	assert_string_equal(trien_err_id(d->findings.list[0].what.code), id);
	assert_int_equal(d->findings.list[0].level, level);
}

static struct tr_picture
handwriting(void)
{
	return ink_of(450, 200, INK_BLUE, false);
}

static struct tr_picture
seal(void)
{
	return ink_of(500, 500, INK_RED, false);
}

/* ---- the page ---- */

static void
outside_of_page_or_margins(void **state)
{
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_SIGNATORY, handwriting());
	judge(&d, 120, 200);
	assert_none(&d);
	judge(&d, 180, 200);
	assert_only(&d, TR_LINT_ERROR, "official.outside-page");
	judge(&d, -1, 200);
	assert_only(&d, TR_LINT_ERROR, "official.outside-page");
	judge(&d, 120, 290);
	assert_only(&d, TR_LINT_ERROR, "official.outside-page");
	static const double margins[][2] = {{20, 100}, {155, 100}, {100, 10}, {100, 265}};
	static const char *const sides[] = {"left", "right", "top", "bottom"};
	for (size_t i = 0; i < 4; i++) {
		judge(&d, margins[i][0], margins[i][1]);
		assert_only(&d, TR_LINT_WARNING, "official.outside-margins");
		assert_string_equal(d.findings.list[0].what.values[0].text, sides[i]);
	}
	/* What stands in a margin by less than a point is inside. */
	judge(&d, 30, 20);
	assert_none(&d);
	tr_picture_free(&d.image);
}

/* ---- the picture ---- */

static void
pictures_of_the_wrong_kind(void **state)
{
	static const struct {
		uint32_t rgb;
		bool opaque;
		uint32_t width;
		const char *id;
		enum tr_lint_level level;
	} rows[] = {
		{INK_BLUE, false, 450, NULL, 0},
		{0x101030, false, 450, "official.picture-colour", TR_LINT_ERROR}, /* nearly black */
		{0x000000, false, 450, "official.picture-colour", TR_LINT_ERROR},
		{INK_RED, false, 450, "official.picture-colour", TR_LINT_ERROR},
		{0x30a040, false, 450, "official.picture-colour", TR_LINT_ERROR},
		{INK_BLUE, true, 450, "official.picture-opaque", TR_LINT_ERROR},
		{INK_BLUE, false, 352, "official.picture-coarse", TR_LINT_WARNING}, /* 45 mm: 199 dpi */
		{INK_BLUE, false, 355, NULL, 0},                                       /* 200 dpi */
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		begin(&d, TR_APPEARANCE_SIGNATORY, ink_of(rows[i].width, 200, rows[i].rgb, rows[i].opaque));
		judge(&d, 120, 200);
		if (rows[i].id == NULL)
			assert_none(&d);
		else
			assert_only(&d, rows[i].level, rows[i].id);
		tr_picture_free(&d.image);
	}
}

/* A patch of one colour, alpha and size. */
static struct tr_picture
patch_of(uint32_t width, uint32_t height, uint32_t rgb, uint8_t alpha)
{
	struct tr_picture p = ink_of(width, height, rgb, true);

	for (size_t i = 0; i < p.alpha.n; i++) {
		p.alpha.p[i] = alpha;
		p.samples.p[3 * i] = (uint8_t)(rgb >> 16);
		p.samples.p[3 * i + 1] = (uint8_t)(rgb >> 8);
		p.samples.p[3 * i + 2] = (uint8_t)rgb;
	}
	return p;
}

/* The same with no more than so many pixels of ink, spread evenly. */
static struct tr_picture
dots_of(uint32_t width, uint32_t height, size_t dots)
{
	struct tr_picture p = patch_of(width, height, INK_BLUE, 255);

	memset(p.alpha.p, 0, p.alpha.n);
	for (size_t i = 0; i < dots; i++)
		p.alpha.p[i * (p.alpha.n / dots)] = 255;
	return p;
}

static void
judge_picture(struct tr_picture p, enum tr_appearance kind, const char *id)
{
	struct desk d;

	begin(&d, kind, p);
	d.page.handwriting = &(struct tr_box){110 * MM, 200 * MM, 155 * MM, 220 * MM};
	judge(&d, kind == TR_APPEARANCE_AGENCY ? 125 - 36 : 120, kind == TR_APPEARANCE_AGENCY ? 192 : 200);
	if (id == NULL)
		assert_none(&d);
	else
		assert_only(&d, TR_LINT_ERROR, id);
	tr_picture_free(&d.image);
}

static void
pictures_that_show_nothing(void **state)
{
	(void)state;

	judge_picture(dots_of(450, 200, 500), TR_APPEARANCE_SIGNATORY, NULL);
	judge_picture(dots_of(450, 200, 499), TR_APPEARANCE_SIGNATORY, "official.picture-little-ink");
	judge_picture(dots_of(1000, 400, 2000), TR_APPEARANCE_SIGNATORY, NULL); /* half a hundredth */
	judge_picture(dots_of(1000, 400, 1999), TR_APPEARANCE_SIGNATORY, "official.picture-little-ink");
	/* Paper alone, whether it hides the page or not. */
	judge_picture(patch_of(450, 200, 0xffffff, 255), TR_APPEARANCE_SIGNATORY, "official.picture-white");
	judge_picture(patch_of(450, 200, 0xffffff, 20), TR_APPEARANCE_SIGNATORY, "official.picture-white");
	judge_picture(ink_of(450, 200, 0xc8c8ff, false), TR_APPEARANCE_SIGNATORY, "official.picture-white");
	judge_picture(ink_of(450, 200, 0xffffff, false), TR_APPEARANCE_SIGNATORY, "official.picture-white");
}

static void
patches(void **state)
{
	struct tr_picture p = ink_of(500, 500, INK_RED, false);
	(void)state;

	judge_picture(patch_of(450, 200, INK_BLUE, 255), TR_APPEARANCE_SIGNATORY, "official.picture-solid");
	judge_picture(patch_of(500, 500, INK_RED, 255), TR_APPEARANCE_AGENCY, "official.picture-solid");
	/* 65 hundredths of it, and a row more. */
	for (size_t i = 0; i < p.alpha.n; i++) {
		p.alpha.p[i] = i < 325u * 500 ? 255 : 0;
		memcpy(p.samples.p + 3 * i, (const uint8_t[]){0xd0, 0x18, 0x18}, 3);
	}
	judge_picture(p, TR_APPEARANCE_AGENCY, NULL);
	p = patch_of(500, 500, INK_RED, 255);
	memset(p.alpha.p + 326u * 500, 0, p.alpha.n - 326u * 500);
	judge_picture(p, TR_APPEARANCE_AGENCY, "official.picture-solid");
	/* Ink on paper that hides what it covers: a photograph's white ground. */
	judge_picture(ink_of(500, 500, INK_RED, true), TR_APPEARANCE_AGENCY, "official.picture-opaque");
}

static void
shapes(void **state)
{
	static const struct {
		enum tr_appearance kind;
		uint32_t width, height;
		bool good;
	} rows[] = {
		{TR_APPEARANCE_SIGNATORY, 1200, 100, true}, {TR_APPEARANCE_SIGNATORY, 1201, 100, false},
		{TR_APPEARANCE_SIGNATORY, 200, 600, true}, {TR_APPEARANCE_SIGNATORY, 200, 601, false},
		{TR_APPEARANCE_AGENCY, 500, 455, true}, {TR_APPEARANCE_AGENCY, 500, 454, false},
		{TR_APPEARANCE_AGENCY, 451, 500, true}, {TR_APPEARANCE_AGENCY, 449, 500, false},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const bool seal_like = rows[i].kind == TR_APPEARANCE_AGENCY;
		struct desk d;
		begin(&d, rows[i].kind, ink_of(rows[i].width, rows[i].height, seal_like ? INK_RED : INK_BLUE, false));
		judge(&d, 120, 150);
		bool found = false;
		for (size_t k = 0; k < d.findings.count; k++)
			found |= strcmp(trien_err_id(d.findings.list[k].what.code), "official.picture-shape") == 0;
		assert_int_equal(found, !rows[i].good);
		if (found)
			assert_int_equal(level_of(&d, "official.picture-shape"), TR_LINT_ERROR);
		tr_picture_free(&d.image);
	}
}

/* The profile's colour counts, whatever it is. */
static void
the_wanted_colour_is_the_profiles(void **state)
{
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_SIGNATORY, ink_of(450, 200, 0x101010, false));
	d.rules.signature_colour = TR_INK_BLACK;
	judge(&d, 120, 200);
	assert_none(&d);
	d.rules.signature_colour = TR_INK_RED;
	judge(&d, 120, 200);
	assert_only(&d, TR_LINT_ERROR, "official.picture-colour");
	tr_picture_free(&d.image);
}

/* ---- the seal ---- */

/* Over the left third of a handwriting at 110..155 mm: its right edge at 125. */
static const struct tr_box third = {110 * MM, 200 * MM, 155 * MM, 220 * MM};

static void
the_seals_diameter(void **state)
{
	static const struct {
		double mm;
		bool good;
	} rows[] = {{30, true}, {29.9, false}, {42, true}, {42.1, false}, {36, true}};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		begin(&d, TR_APPEARANCE_AGENCY, seal());
		d.page.handwriting = &third;
		d.request.asked.diameter_mm = rows[i].mm;
		judge(&d, 125 - 36, 192);
		if (rows[i].good)
			assert_none(&d);
		else
			assert_only(&d, TR_LINT_WARNING, "official.diameter-rule");
		/* Only what the law says for certain is an error. */
		d.rules.seal_sure = true;
		judge(&d, 125 - 36, 192);
		if (!rows[i].good)
			assert_only(&d, TR_LINT_ERROR, "official.diameter-rule");
		tr_picture_free(&d.image);
	}
}

static void
a_seal_that_is_not_round(void **state)
{
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_AGENCY, ink_of(500, 480, INK_RED, false));
	d.page.handwriting = &third;
	judge(&d, 125 - 36, 192);
	assert_only(&d, TR_LINT_WARNING, "official.seal-not-round");
	tr_picture_free(&d.image);
	begin(&d, TR_APPEARANCE_AGENCY, ink_of(500, 490, INK_RED, false));
	d.page.handwriting = &third;
	judge(&d, 125 - 36, 192);
	assert_none(&d);
	tr_picture_free(&d.image);
}

static void
the_seal_covers_a_third_at_the_left(void **state)
{
	static const struct {
		double right, top; /* mm: of the seal */
		bool good;
		const char *got;
	} rows[] = {
		{125, 192, true, NULL}, {123, 192, true, NULL}, {126.9, 192, true, NULL},
		{122, 192, false, "27"}, {128, 192, false, "40"}, {109, 192, false, "0"},
		{125, 150, false, "0"},  /* above it */
		{176, 192, false, "33"}, /* a third, but at its right */
	};
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_AGENCY, seal());
	d.page.handwriting = &third;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		judge(&d, rows[i].right - 36, rows[i].top);
		if (rows[i].good) {
			assert_none(&d);
			continue;
		}
		assert_only(&d, TR_LINT_ERROR, "official.overlap");
		assert_string_equal(d.findings.list[0].what.values[0].text, rows[i].got);
	}
	d.page.handwriting = NULL;
	judge(&d, 125 - 36, 192);
	assert_only(&d, TR_LINT_WARNING, "official.no-handwriting");
	tr_picture_free(&d.image);
}

/* ---- what is covered ---- */

static struct tr_word
word_at(const char *text, double x_mm, double y_mm, double width_mm)
{
	return (struct tr_word){.text = {text, strlen(text)},
		.box = {x_mm * MM, y_mm * MM, (x_mm + width_mm) * MM, (y_mm + 5) * MM}, .visible = 1};
}

static void
name_title_and_words_stay_free(void **state)
{
	static const struct tr_box title = {115 * MM, 190 * MM, 150 * MM, 195 * MM};
	static const struct tr_box name = {115 * MM, 225 * MM, 150 * MM, 230 * MM};
	struct tr_word words[] = {word_at("GIÁM", 115, 190, 16), word_at("Nguyễn", 115, 225, 16), word_at("Nơi", 40, 215, 10)};
	const struct tr_page_words page = {.width = WIDTH, .height = HEIGHT, .words = words, .count = 3};
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_SIGNATORY, handwriting());
	d.page.words = &page;
	d.page.title = &title;
	d.page.name = &name;
	judge(&d, 110, 200);
	assert_none(&d);
	judge(&d, 110, 210);
	assert_only(&d, TR_LINT_ERROR, "official.covers-name");
	judge(&d, 110, 180);
	assert_only(&d, TR_LINT_WARNING, "official.covers-title");
	judge(&d, 35, 205);
	assert_only(&d, TR_LINT_WARNING, "official.covers-words");
	words[2].visible = 0;
	judge(&d, 35, 205);
	assert_none(&d);
	/* Not known whose block it is: they are words like others. */
	d.page.title = d.page.name = NULL;
	judge(&d, 110, 210);
	assert_only(&d, TR_LINT_WARNING, "official.covers-words");
	tr_picture_free(&d.image);
}

/* Words of a signature are never written over words of the page; beside and between them they may stand. */
static void
lines_of_text_need_free_room(void **state)
{
	struct tr_word words[] = {word_at("CỘNG", 150, 20, 30)};
	const struct tr_page_words page = {.width = WIDTH, .height = HEIGHT, .words = words, .count = 1};
	struct desk d = {.rules = rules_of("bg-2020"), .page = {.width = WIDTH, .height = HEIGHT, .words = &page},
		.drawing = {.width = 40 * MM, .height = 23, .size = 10, .line_count = 2,
			.lines = {{.baseline = 8.9}, {.baseline = 20.4}}},
		.request.asked.kind = TR_APPEARANCE_E_COPY};
	(void)state;

	d.request.rules = &d.rules;
	judge(&d, 150, 10);
	assert_none(&d);
	judge(&d, 150, 16);
	assert_only(&d, TR_LINT_ERROR, "official.text-collides");
	assert_string_equal(d.findings.list[0].what.values[0].text, "CỘNG");
	judge(&d, 105, 20);
	assert_none(&d);
	/* In the top margin, but not at the edge of the paper. */
	judge(&d, 150, 5);
	assert_none(&d);
	judge(&d, 150, 3);
	assert_only(&d, TR_LINT_WARNING, "official.outside-margins");
}

/* The corner of the seal's box lies over the name, its circle does not. */
static void
a_seal_is_round(void **state)
{
	static const struct tr_box name = {120 * MM, 225 * MM, 150 * MM, 230 * MM};
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_AGENCY, seal());
	d.page.handwriting = &third;
	d.page.name = &name;
	judge(&d, 125 - 36, 192);
	assert_none(&d);
	judge(&d, 125 - 36, 205);
	assert_int_equal(level_of(&d, "official.covers-name"), TR_LINT_ERROR);
	tr_picture_free(&d.image);
}

/* Who sits beside keeps name and handwriting free; the edge of a seal may touch a handwriting, and is told. */
static void
others_stay_free(void **state)
{
	static const struct {
		struct tr_lint_other other;
		int level; /* -1: nothing */
	} cases[] = {
		{{{60 * MM, 205 * MM, 88 * MM, 215 * MM}, TR_OTHER_HANDWRITING}, -1},
		{{{60 * MM, 205 * MM, 91 * MM, 215 * MM}, TR_OTHER_HANDWRITING}, TR_LINT_WARNING},
		{{{60 * MM, 205 * MM, 100 * MM, 215 * MM}, TR_OTHER_HANDWRITING}, TR_LINT_ERROR},
		{{{60 * MM, 205 * MM, 91 * MM, 215 * MM}, TR_OTHER_NAME}, TR_LINT_ERROR},
		{{{60 * MM, 192 * MM, 91 * MM, 195 * MM}, TR_OTHER_NAME}, -1}, /* in the corner of the seal's box */
	};
	struct desk d;
	(void)state;

	begin(&d, TR_APPEARANCE_AGENCY, seal());
	d.page.handwriting = &third;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		d.page.others = &cases[i].other;
		d.page.other_count = 1;
		judge(&d, 125 - 36, 192);
		if (cases[i].level < 0)
			assert_none(&d);
		else
			assert_only(&d, (enum tr_lint_level)cases[i].level, "official.covers-other");
	}
	tr_picture_free(&d.image);
}

/* More findings than there is room for: the last one gives way, the first error stays. */
static void
findings_end_at_their_cap(void **state)
{
	struct tr_lint_findings f = {0};
	(void)state;

	for (unsigned i = 0; i < TR_LINT_MAX; i++)
		(void)TR_ERR0(tr_lint_add(&f, i == 3 ? TR_LINT_ERROR : TR_LINT_WARNING), OFFICIAL_NO_HANDWRITING);
	assert_int_equal(f.count, TR_LINT_MAX);
	(void)TR_ERR0(tr_lint_add(&f, TR_LINT_WARNING), OFFICIAL_PICTURE_OPAQUE);
	assert_int_equal(f.count, TR_LINT_MAX);
	assert_string_equal(trien_err_id(f.list[TR_LINT_MAX - 1].what.code), "official.picture-opaque");
	assert_ptr_equal(tr_lint_first_error(&f), &f.list[3].what);
	f.list[3].level = TR_LINT_WARNING;
	assert_null(tr_lint_first_error(&f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outside_of_page_or_margins),
		cmocka_unit_test(pictures_of_the_wrong_kind),
		cmocka_unit_test(pictures_that_show_nothing),
		cmocka_unit_test(patches),
		cmocka_unit_test(shapes),
		cmocka_unit_test(the_wanted_colour_is_the_profiles),
		cmocka_unit_test(the_seals_diameter),
		cmocka_unit_test(a_seal_that_is_not_round),
		cmocka_unit_test(the_seal_covers_a_third_at_the_left),
		cmocka_unit_test(name_title_and_words_stay_free),
		cmocka_unit_test(lines_of_text_need_free_room),
		cmocka_unit_test(a_seal_is_round),
		cmocka_unit_test(others_stay_free),
		cmocka_unit_test(findings_end_at_their_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
