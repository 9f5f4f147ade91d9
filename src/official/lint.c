/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/lint.h"

#include <math.h>
#include <stdio.h>

#include "base/errors/official.h"

#define DPI_MIN 200.0       /* what the law asks of scans is fair for a picture too */
#define EDGE_MIN (5 * TR_POINTS_PER_MM) /* nearer to the edge printers leave white */
#define TOUCH 1.0           /* points by which things may meet: a word's box is larger than its ink */
#define OVERLAP_TOLERANCE 0.05 /* around a third: 28 to 38 % */
#define ROUND_TOLERANCE 0.03
#define OTHER_MOST 0.1      /* of the width of another's handwriting */
#define COLOUR_LEAD 40.0    /* of 255: by so much the wanted colour leads in the mean of the ink */
#define BLACK_MOST 90.0
#define PALE 200u           /* of 255: a pixel whose darkest colour is lighter shows nothing on paper */
#define INK_PIXELS_MIN 500.0
#define INK_PART_MIN 0.005  /* of its box: a thin pen draws some hundredths */
#define INK_PART_MAX 0.65   /* a disc fills 0.78, the ring of a seal with its words about 0.2 */
#define STRETCH_MAX 0.1     /* of a seal: more is no seal */
#define HANDWRITING_LONG 12.0
#define HANDWRITING_HIGH 3.0

struct lint {
	const struct tr_appearance_request *r;
	const struct tr_drawing *d;
	const struct tr_lint_page *page;
	struct tr_box all, ink; /* as seen: of the drawing, of its picture */
	struct tr_lint_findings *out;
};

static struct trien_err *
wrong(const struct lint *l)
{
	return tr_lint_add(l->out, TR_LINT_ERROR);
}

static struct trien_err *
odd(const struct lint *l)
{
	return tr_lint_add(l->out, TR_LINT_WARNING);
}

/* ---- geometry ---- */

static struct tr_box
moved(struct tr_box b, double x, double y)
{
	return (struct tr_box){b.x0 + x, b.y0 + y, b.x1 + x, b.y1 + y};
}

static bool
meet(struct tr_box a, struct tr_box b)
{
	return fmin(a.x1, b.x1) - fmax(a.x0, b.x0) > TOUCH && fmin(a.y1, b.y1) - fmax(a.y0, b.y0) > TOUCH;
}

static bool
is_seal(const struct lint *l)
{
	return l->d->image != NULL && l->r->asked.kind != TR_APPEARANCE_SIGNATORY;
}

/* A seal is round: the corners of its box cover nothing. */
static bool
ink_covers(const struct lint *l, struct tr_box b)
{
	const double cx = (l->ink.x0 + l->ink.x1) / 2, cy = (l->ink.y0 + l->ink.y1) / 2;
	const double dx = fmax(fmax(b.x0 - cx, cx - b.x1), 0), dy = fmax(fmax(b.y0 - cy, cy - b.y1), 0);

	if (!is_seal(l))
		return meet(l->ink, b);
	return meet(l->ink, b) && hypot(dx, dy) < (l->ink.x1 - l->ink.x0) / 2 - TOUCH;
}

/* ---- where it stands ---- */

static void
check_page(const struct lint *l)
{
	const struct tr_box b = l->all;
	const struct tr_official_rules *rules = l->r->rules;
	/* The corner's words may stand in the top margin, where offices put them. */
	const double top = tr_appearance_in_corner(l->r->asked.kind) ? EDGE_MIN : rules->margin_top;
	const char *side = b.x0 < rules->margin_left - TOUCH ? "left" :
			b.x1 > l->page->width - rules->margin_right + TOUCH ? "right" :
			b.y0 < top - TOUCH ? "top" :
			b.y1 > l->page->height - rules->margin_bottom + TOUCH ? "bottom" : NULL;

	if (b.x0 < -TOUCH || b.y0 < -TOUCH || b.x1 > l->page->width + TOUCH || b.y1 > l->page->height + TOUCH)
		(void)TR_ERR(wrong(l), OFFICIAL_OUTSIDE_PAGE,
				TR_S("kind", tr_appearance_name(l->r->asked.kind)));
	else if (side != NULL)
		(void)TR_ERR(odd(l), OFFICIAL_OUTSIDE_MARGINS, TR_S("side", side));
}

static void
check_block(const struct lint *l)
{
	if (l->d->image == NULL)
		return;
	if (l->page->name != NULL && ink_covers(l, *l->page->name))
		(void)TR_ERR(wrong(l), OFFICIAL_COVERS_NAME,
				TR_S("kind", tr_appearance_name(l->r->asked.kind)));
	if (l->page->title != NULL && ink_covers(l, *l->page->title))
		(void)TR_ERR(odd(l), OFFICIAL_COVERS_TITLE,
				TR_S("kind", tr_appearance_name(l->r->asked.kind)));
}

/*
 * In columns as narrow as those of three agencies a seal's edge may reach the next handwriting; so little is only told, as it
 * cannot be helped any more once all have signed.
 */
static void
check_others(const struct lint *l)
{
	double most = 0;

	for (size_t i = 0; l->d->image != NULL && i < l->page->other_count; i++) {
		const struct tr_lint_other *o = &l->page->others[i];
		if (!ink_covers(l, o->box))
			continue;
		const double share = (fmin(l->ink.x1, o->box.x1) - fmax(l->ink.x0, o->box.x0)) / (o->box.x1 - o->box.x0);
		most = fmax(most, o->what == TR_OTHER_NAME ? 1 : share);
	}
	if (most > 0)
		(void)TR_ERR(most > OTHER_MOST ? wrong(l) : odd(l), OFFICIAL_COVERS_OTHER,
				TR_S("kind", tr_appearance_name(l->r->asked.kind)));
}

static bool
is_block_word(const struct lint *l, const struct tr_word *w)
{
	return (l->page->name != NULL && meet(w->box, *l->page->name)) ||
			(l->page->title != NULL && meet(w->box, *l->page->title));
}

/* The first word of the page that a line of text would be written over. */
static const struct tr_word *
word_under_lines(const struct lint *l)
{
	for (size_t i = 0; i < l->page->words->count; i++)
		for (size_t k = 0; k < l->d->line_count; k++) {
			const struct tr_word *w = &l->page->words->words[i];
			const double base = l->all.y0 + l->d->lines[k].baseline;
			const struct tr_box line = {l->all.x0, base - 0.7 * l->d->size, l->all.x1, base + 0.2 * l->d->size};
			if (w->visible && meet(w->box, line))
				return w;
		}
	return NULL;
}

static void
check_words(const struct lint *l)
{
	if (l->page->words == NULL)
		return;
	const struct tr_word *w = word_under_lines(l);
	if (w != NULL)
		(void)TR_ERR(wrong(l), OFFICIAL_TEXT_COLLIDES,
				TR_B("word", w->text.p, w->text.n));
	for (size_t i = 0; l->d->image != NULL && i < l->page->words->count; i++) {
		w = &l->page->words->words[i];
		if (!w->visible || !ink_covers(l, w->box) || is_block_word(l, w))
			continue;
		(void)TR_ERR(odd(l), OFFICIAL_COVERS_WORDS,
				TR_S("kind", tr_appearance_name(l->r->asked.kind)), TR_B("word", w->text.p, w->text.n));
		return;
	}
}

/* Over the left part of the handwriting, by about the share that the law names. */
static void
check_overlap(const struct lint *l)
{
	const double want = l->r->rules->overlap;
	char got[32], least[32], most[32];

	if (l->r->asked.kind != TR_APPEARANCE_AGENCY)
		return;
	if (l->page->handwriting == NULL) {
		(void)TR_ERR0(odd(l), OFFICIAL_NO_HANDWRITING);
		return;
	}
	const struct tr_box h = *l->page->handwriting;
	const bool level = fmin(l->ink.y1, h.y1) > fmax(l->ink.y0, h.y0);
	const double share = level ? fmax(0, (fmin(l->ink.x1, h.x1) - fmax(l->ink.x0, h.x0)) / (h.x1 - h.x0)) : 0;
	if (l->ink.x0 < h.x0 && fabs(share - want) <= OVERLAP_TOLERANCE)
		return;
	snprintf(got, sizeof(got), "%.0f", 100 * share);
	snprintf(least, sizeof(least), "%.0f", 100 * (want - OVERLAP_TOLERANCE));
	snprintf(most, sizeof(most), "%.0f", 100 * (want + OVERLAP_TOLERANCE));
	(void)TR_ERR(wrong(l), OFFICIAL_OVERLAP, TR_S("got", got),
			TR_S("least", least), TR_S("most", most));
}

/* ---- what it shows ---- */

static void
check_diameter(const struct lint *l)
{
	const struct tr_official_rules *rules = l->r->rules;
	const double got = l->r->asked.diameter_mm;
	const double ratio = l->d->image == NULL ? 1 : (double)l->d->image->width / l->d->image->height;
	char text[3][32];

	if (!is_seal(l))
		return;
	if (got < rules->seal_min_mm || got > rules->seal_max_mm) {
		snprintf(text[0], sizeof(text[0]), "%g", got);
		snprintf(text[1], sizeof(text[1]), "%g", rules->seal_min_mm);
		snprintf(text[2], sizeof(text[2]), "%g", rules->seal_max_mm);
		(void)TR_ERR(rules->seal_sure ? wrong(l) : odd(l),
				OFFICIAL_DIAMETER_RULE, TR_S("got", text[0]), TR_S("least", text[1]),
				TR_S("most", text[2]));
	}
	if (fabs(ratio - 1) > ROUND_TOLERANCE && fabs(ratio - 1) <= STRETCH_MAX)
		(void)TR_ERR(odd(l), OFFICIAL_SEAL_NOT_ROUND,
				TR_U("width", l->d->image->width), TR_U("height", l->d->image->height));
}

/* What is drawn, each pixel as much as it is opaque. */
struct ink {
	double mean[3]; /* colour of all that is drawn */
	double pixels;  /* that are not pale */
};

static void
measure_ink(const struct tr_picture *p, struct ink *ink)
{
	const size_t pixels = (size_t)p->width * p->height;
	uint64_t sum[3] = {0}, weight = 0, dark = 0; /* at most 36 million pixels of 255 * 255 */

	for (size_t i = 0; i < pixels; i++) {
		const unsigned alpha = p->alpha.n > 0 ? p->alpha.p[i] : 255;
		const uint8_t *s = p->samples.p + i * p->components;
		if (alpha == 0)
			continue;
		unsigned least = s[0];
		for (unsigned c = 0; c < 3; c++) {
			const unsigned v = s[p->components == 3 ? c : 0];
			sum[c] += (uint64_t)alpha * v;
			least = v < least ? v : least;
		}
		weight += alpha;
		dark += least < PALE ? alpha : 0;
	}
	for (unsigned c = 0; c < 3; c++)
		ink->mean[c] = weight > 0 ? (double)sum[c] / (double)weight : 255;
	ink->pixels = (double)dark / 255;
}

static bool
is_colour(const double c[3], enum tr_ink_colour want)
{
	switch (want) {
	case TR_INK_BLUE:
		return c[2] - c[0] >= COLOUR_LEAD && c[2] >= c[1];
	case TR_INK_RED:
		return c[0] - fmax(c[1], c[2]) >= COLOUR_LEAD;
	default:
		return fmax(c[0], fmax(c[1], c[2])) <= BLACK_MOST;
	}
}

/* Is there a handwriting or a seal in it at all? */
static bool
check_ink(const struct lint *l, const struct ink *ink)
{
	const struct tr_picture *p = l->d->image;
	const double all = (double)p->width * p->height;

	if (!(ink->pixels > 0))
		(void)TR_ERR0(wrong(l), OFFICIAL_PICTURE_WHITE);
	else if (ink->pixels < INK_PIXELS_MIN || ink->pixels < INK_PART_MIN * all)
		(void)TR_ERR(wrong(l), OFFICIAL_PICTURE_LITTLE_INK, TR_U("got", ink->pixels),
				TR_U("want", fmax(INK_PIXELS_MIN, ceil(INK_PART_MIN * all))));
	else if (ink->pixels > INK_PART_MAX * all)
		(void)TR_ERR(wrong(l), OFFICIAL_PICTURE_SOLID, TR_U("got", 100 * ink->pixels / all),
				TR_U("max", 100 * INK_PART_MAX));
	else
		return true;
	return false;
}

/* A seal is round; a handwriting is neither a line nor a column. */
static void
check_shape(const struct lint *l)
{
	const double width = l->d->image->width, height = l->d->image->height;
	const bool good = is_seal(l) ? fabs(width / height - 1) <= STRETCH_MAX
				     : width <= HANDWRITING_LONG * height && height <= HANDWRITING_HIGH * width;

	if (!good)
		(void)TR_ERR(wrong(l), OFFICIAL_PICTURE_SHAPE, TR_U("width", width), TR_U("height", height));
}

static void
check_picture(const struct lint *l)
{
	const struct tr_picture *p = l->d->image;
	const enum tr_ink_colour want = is_seal(l) ? l->r->rules->seal_colour : l->r->rules->signature_colour;
	static const char *const names[] = {[TR_INK_BLACK] = "black", [TR_INK_BLUE] = "blue",
		[TR_INK_RED] = "red"};
	struct ink ink;

	if (p == NULL)
		return;
	measure_ink(p, &ink);
	check_shape(l);
	const bool inked = check_ink(l, &ink);
	if (inked && tr_picture_is_opaque(p))
		(void)TR_ERR0(wrong(l), OFFICIAL_PICTURE_OPAQUE);
	else if (inked && !is_colour(ink.mean, want))
		(void)TR_ERR(wrong(l), OFFICIAL_PICTURE_COLOUR,
				TR_S("want", names[want]));
	const double dpi = p->width * 72 / (l->ink.x1 - l->ink.x0);
	if (dpi < DPI_MIN)
		(void)TR_ERR(odd(l), OFFICIAL_PICTURE_COARSE, TR_U("got", dpi),
				TR_U("want", DPI_MIN));
}

void
tr_lint(const struct tr_appearance_request *r, const struct tr_drawing *d, double x, double y,
		const struct tr_lint_page *page, struct tr_lint_findings *out)
{
	const struct lint l = {.r = r, .d = d, .page = page, .out = out,
		.all = moved((struct tr_box){0, 0, d->width, d->height}, x, y), .ink = moved(d->picture, x, y)};

	check_page(&l);
	check_diameter(&l);
	check_picture(&l);
	check_block(&l);
	check_others(&l);
	check_words(&l);
	check_overlap(&l);
}

void
tr_lint_picture(const struct tr_appearance_request *r, const struct tr_drawing *d, struct tr_lint_findings *out)
{
	const struct lint l = {.r = r, .d = d, .out = out, .ink = d->picture};

	check_diameter(&l);
	check_picture(&l);
}
