/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words from characters, in steps: runs of characters that follow each other in
 * the order of drawing; runs on one line; a run that repeats another is dropped; runs that touch
 * become one word. Where a line is, is asked of baselines alone: columns, fonts and the order of drawing do not matter.
 */
#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/compose.h"
#include "layout/page_glyphs.h"

/* All in sizes of the text. */
#define WORD_GAP 0.2f     /* wider parts words; a space of Times New Roman is 0.25 */
#define OVERLAP 0.3f      /* what follows may begin so far before the end: kerning, slanted capitals */
#define SHIFT 0.2f        /* of the baseline within a word */
#define SIZE_CHANGE 0.1f
#define MARK_REACH 1.5f   /* between the end of a letter and the origin of its mark */
#define LINE_HEIGHT 0.35f /* baselines nearer than this are one line */
#define SAME_PLACE 0.15f  /* drawn again for weight */
#define SPACED_MAX 0.8f   /* letters may be set apart so far */
#define EVEN 0.06f        /* gaps that differ by less are the same */

#define NONE SIZE_MAX

struct run {
	size_t from, to; /* glyphs */
	size_t last;     /* of them, that what follows is measured from: no mark */
	size_t next;     /* the run that goes on with the word, or NONE */
	size_t tail;     /* the last run of the word, in its first */
	bool space_before, space_after;
	bool gone;       /* part of another, or drawn again */
	unsigned line;
	float x0, x1, baseline, size;
	unsigned bold : 1, upright : 1, visible : 1;
};

struct runs {
	struct run *items;
	size_t *order;
	size_t count, room;
	struct tr_glyph *glyphs;
};

/* ---- characters ---- */

static bool
is_space(uint32_t c)
{
	return c <= 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* What takes no room and parts nothing; a character that is dropped becomes it. */
#define NOTHING 0xfeffu

static bool
is_nothing(uint32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
	       (c >= 0x2066 && c <= 0x206f) || c == NOTHING;
}

/* ---- step 1: runs ---- */

static bool
near_in_size(float a, float b)
{
	return fabsf(a - b) <= SIZE_CHANGE * fmaxf(a, b);
}

/* Does b go on where a ends? */
static bool
goes_on(const struct tr_glyph *a, const struct tr_glyph *b)
{
	float dx = a->end_x - a->x, dy = a->end_y - a->y;
	const float length = hypotf(dx, dy);

	if (b->follows)
		return true;
	dx = length > 0 ? dx / length : 1;
	dy = length > 0 ? dy / length : 0;
	const float along = (b->x - a->end_x) * dx + (b->y - a->end_y) * dy;
	const float across = fabsf((b->y - a->end_y) * dx - (b->x - a->end_x) * dy);
	if (a->visible != b->visible)
		return false;
	if (tr_is_combining(b->point))
		return fabsf(along) < MARK_REACH * a->size && across < MARK_REACH * a->size;
	return a->upright == b->upright && near_in_size(a->size, b->size) && across < SHIFT * a->size &&
	       along > -OVERLAP * a->size && along < WORD_GAP * a->size;
}

static trien_rc
begin_run(struct runs *r, size_t at, bool space_before, struct trien_err *err)
{
	const struct tr_glyph *g = &r->glyphs[at];

	if (r->count == r->room) {
		const size_t room = r->room > 0 ? 2 * r->room : 256;
		struct run *items = tr_mem_resize(r->items, room * sizeof(*items));
		if (items == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(*items)));
		r->items = items;
		r->room = room;
	}
	r->items[r->count++] = (struct run){.from = at, .to = at + 1, .last = at, .next = NONE,
		.space_before = space_before, .x0 = fminf(g->x, g->end_x), .x1 = fmaxf(g->x, g->end_x),
		.baseline = g->y, .size = g->size, .bold = g->bold, .upright = g->upright, .visible = g->visible};
	return TRIEN_OK;
}

static void
extend_run(struct run *run, const struct tr_glyph *glyphs, size_t at)
{
	const struct tr_glyph *g = &glyphs[at];

	run->to = at + 1;
	if (tr_is_combining(g->point))
		return;
	run->last = at;
	run->x0 = fminf(run->x0, fminf(g->x, g->end_x));
	run->x1 = fmaxf(run->x1, fmaxf(g->x, g->end_x));
}

/* A letter drawn twice in a row for weight; a double letter stands an advance further. */
static bool
is_again(const struct tr_glyph *a, const struct tr_glyph *b)
{
	return a->point == b->point && !b->follows && fabsf(a->x - b->x) < SAME_PLACE * a->size &&
	       fabsf(a->y - b->y) < SAME_PLACE * a->size;
}

static trien_rc
cut_runs(struct runs *r, size_t count, struct trien_err *err)
{
	bool space = false, open = false;

	for (size_t i = 0; i < count; i++) {
		struct tr_glyph *glyph = &r->glyphs[i];
		struct run *run = r->count > 0 ? &r->items[r->count - 1] : NULL;
		if (is_nothing(glyph->point))
			continue;
		if (is_space(glyph->point)) {
			if (run != NULL)
				run->space_after = true;
			space = true;
			open = false;
			continue;
		}
		if (open && is_again(&r->glyphs[run->last], glyph)) {
			glyph->point = NOTHING;
			run->bold = 1;
		} else if (open && goes_on(&r->glyphs[run->last], glyph)) {
			extend_run(run, r->glyphs, i);
		} else {
			TR_TRY(begin_run(r, i, space, err));
		}
		space = false;
		open = true;
	}
	return TRIEN_OK;
}

/* ---- step 2: lines ---- */

static int
compare(double a, double b)
{
	return a < b ? -1 : a > b;
}

static int
by_baseline(const void *a, const void *b, void *context)
{
	const struct run *items = context;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	const int c = compare(items[i].baseline, items[j].baseline);
	return c != 0 ? c : compare((double)i, (double)j);
}

/* By line, then by x, then in the order of drawing. */
static int
by_place(const void *a, const void *b, void *context)
{
	const struct run *items = context;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = compare(items[i].line, items[j].line);
	if (c == 0)
		c = compare(items[i].x0, items[j].x0);
	return c != 0 ? c : compare((double)i, (double)j);
}

/* The same, what is seen apart from what is not. */
static int
by_sight(const void *a, const void *b, void *context)
{
	const struct run *items = context;
	const size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int c = compare(items[i].line, items[j].line);
	if (c == 0)
		c = compare(items[i].visible, items[j].visible);
	return c != 0 ? c : by_place(a, b, context);
}

static void
sort_by(struct runs *r, int (*rule)(const void *, const void *, void *))
{
	qsort_r(r->order, r->count, sizeof(*r->order), rule, r->items);
}

/* Text that is turned has no line with any other. */
static void
number_lines(struct runs *r)
{
	const struct run *first = NULL; /* of the line */
	unsigned line = 0;

	sort_by(r, by_baseline);
	for (size_t i = 0; i < r->count; i++) {
		struct run *run = &r->items[r->order[i]];
		if (!run->upright) {
			run->line = ++line;
			first = NULL;
			continue;
		}
		if (first == NULL ||
				run->baseline - first->baseline > LINE_HEIGHT * fminf(run->size, first->size)) {
			first = run;
			line++;
		}
		run->line = line;
	}
}

/* ---- step 3: what is drawn again ---- */

static bool
same_text(const struct runs *r, const struct run *a, const struct run *b)
{
	if (a->to - a->from != b->to - b->from)
		return false;
	for (size_t i = 0; i < a->to - a->from; i++)
		if (r->glyphs[a->from + i].point != r->glyphs[b->from + i].point)
			return false;
	return true;
}

/* Filled and then stroked, or twice a little apart: bold. What is seen of the two counts. */
static void
drop_repeated(struct runs *r)
{
	sort_by(r, by_place);
	for (size_t i = 0; i < r->count; i++) {
		struct run *a = &r->items[r->order[i]];
		for (size_t j = i + 1; !a->gone && j < r->count && j < i + 8; j++) {
			struct run *b = &r->items[r->order[j]];
			if (b->line != a->line || b->x0 - a->x0 > SAME_PLACE * a->size)
				break;
			if (b->gone || fabsf(b->baseline - a->baseline) > SAME_PLACE * a->size || !same_text(r, a, b))
				continue;
			struct run *keep = a->visible || !b->visible ? a : b;
			keep->bold |= a->visible && b->visible;
			keep->space_before |= a->space_before || b->space_before;
			keep->space_after |= a->space_after || b->space_after;
			(keep == a ? b : a)->gone = true;
		}
	}
}

/* ---- step 4: words ---- */

static bool
touch(const struct run *a, const struct run *tail, const struct run *b)
{
	const float gap = b->x0 - a->x1;
	return a->line == b->line && a->upright && b->upright && a->visible == b->visible && !tail->space_after &&
	       !b->space_before && near_in_size(a->size, b->size) && gap < WORD_GAP * a->size &&
	       gap > -OVERLAP * a->size && fabsf(a->baseline - b->baseline) < SHIFT * a->size;
}

/* Makes b, the run at place `at` of the order, the end of the word. */
static void
append_run(struct runs *r, struct run *word, size_t at)
{
	struct run *b = &r->items[r->order[at]];

	r->items[word->tail].next = r->order[at];
	word->tail = r->order[at];
	word->x1 = fmaxf(word->x1, b->x1);
	b->gone = true;
}

static void
join_runs(struct runs *r)
{
	struct run *word = NULL;

	sort_by(r, by_sight);
	for (size_t i = 0; i < r->count; i++) {
		struct run *run = &r->items[r->order[i]];
		if (run->gone)
			continue;
		if (word == NULL || !touch(word, &r->items[word->tail], run)) {
			word = run;
			word->tail = r->order[i];
			continue;
		}
		append_run(r, word, i);
	}
}

/* ---- step 5: letters that are set apart, as headings are: "S Ở  V Í  D Ụ" ---- */

static bool
is_letter(const struct runs *r, const struct run *run)
{
	unsigned letters = 0;
	for (size_t i = run->from; i < run->to; i++)
		letters += !is_nothing(r->glyphs[i].point) && !tr_is_combining(r->glyphs[i].point);
	return letters == 1 && run->next == NONE;
}

/* The next run of the line that is left, or `end`. */
static size_t
next_left(const struct runs *r, size_t at, size_t end)
{
	for (at++; at < end && r->items[r->order[at]].gone; at++)
		continue;
	return at;
}

/* The gap between letters a and b that no space parts, in sizes; 0 where it is none that letters are set apart by. */
static float
letter_gap(const struct runs *r, const struct run *a, const struct run *tail, const struct run *b)
{
	const float gap = (b->x0 - a->x1) / a->size;

	if (!is_letter(r, b) || tail->space_after || b->space_before || !a->upright || !near_in_size(a->size, b->size) ||
			fabsf(a->baseline - b->baseline) >= SHIFT * a->size)
		return 0;
	return gap >= WORD_GAP && gap <= SPACED_MAX ? gap : 0;
}

/* The gap of three letters in a row, on the line that stands at [from, end) of the order; 0 where there are none. */
static float
even_gap(const struct runs *r, size_t from, size_t end)
{
	float before = 0;

	for (size_t at = next_left(r, from - 1, end), next; (next = next_left(r, at, end)) < end; at = next) {
		const struct run *a = &r->items[r->order[at]], *b = &r->items[r->order[next]];
		const float gap = is_letter(r, a) ? letter_gap(r, a, a, b) : 0;
		if (gap > 0 && before > 0 && fabsf(gap - before) < EVEN)
			return gap;
		before = gap;
	}
	return 0;
}

static void
join_letters(struct runs *r, size_t from, size_t end, float even)
{
	struct run *word = NULL;

	for (size_t at = next_left(r, from - 1, end); at < end; at = next_left(r, at, end)) {
		struct run *run = &r->items[r->order[at]];
		const float gap = word != NULL ? letter_gap(r, word, &r->items[word->tail], run) : 0;
		if (gap > 0 && fabsf(gap - even) < EVEN)
			append_run(r, word, at);
		else
			word = is_letter(r, run) ? run : NULL;
	}
}

static void
join_spaced_letters(struct runs *r)
{
	for (size_t from = 0, end; from < r->count; from = end) {
		const struct run *first = &r->items[r->order[from]];
		for (end = from + 1; end < r->count; end++)
			if (r->items[r->order[end]].line != first->line || r->items[r->order[end]].visible != first->visible)
				break;
		const float even = even_gap(r, from, end);
		if (even > 0)
			join_letters(r, from, end, even);
	}
}

/* ---- step 6: what the caller gets ---- */

static void
grow(struct tr_box *box, double x, double y)
{
	box->x0 = fmin(box->x0, x);
	box->y0 = fmin(box->y0, y);
	box->x1 = fmax(box->x1, x);
	box->y1 = fmax(box->y1, y);
}

static void
grow_by_glyph(struct tr_box *box, const struct tr_glyph *g)
{
	const float dx = g->end_x - g->x, dy = g->end_y - g->y, length = hypotf(dx, dy);
	/* Up, as the glyph stands. */
	const float ux = length > 0 ? dy / length : 0, uy = length > 0 ? -dx / length : -1;

	grow(box, g->x + ux * g->ascent, g->y + uy * g->ascent);
	grow(box, g->x - ux * g->descent, g->y - uy * g->descent);
	grow(box, g->end_x + ux * g->ascent, g->end_y + uy * g->ascent);
	grow(box, g->end_x - ux * g->descent, g->end_y - uy * g->descent);
}

/* Ligatures of Latin (U+FB00-FB06) as their letters, a soft hyphen as the hyphen that is seen. */
static trien_rc
add_point(struct tr_buf *points, uint32_t c, struct trien_err *err)
{
	static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
	uint32_t out[3] = {c == 0xad ? '-' : c};
	size_t n = 1;

	if (is_nothing(c))
		return TRIEN_OK;
	if (c >= 0xfb00 && c <= 0xfb06)
		for (n = 0; ligatures[c - 0xfb00][n] != '\0'; n++)
			out[n] = (uint32_t)ligatures[c - 0xfb00][n];
	return tr_buf_add(points, out, n * sizeof(*out), err);
}

static trien_rc
word_of(const struct runs *r, const struct run *first, struct tr_buf *points, struct tr_word *word, struct trien_err *err)
{
	const struct tr_glyph *g = &r->glyphs[first->from];
	const struct run *run = first;

	*word = (struct tr_word){.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}, .baseline = first->baseline,
		.size = first->size, .line = first->line, .colour = g->colour, .bold = first->bold,
		.italic = g->italic, .upright = first->upright, .visible = first->visible};
	tr_buf_clear(points);
	for (;;) {
		for (size_t i = run->from; i < run->to; i++) {
			TR_TRY(add_point(points, r->glyphs[i].point, err));
			if (!tr_is_combining(r->glyphs[i].point) && !r->glyphs[i].follows)
				grow_by_glyph(&word->box, &r->glyphs[i]);
		}
		if (run->next == NONE)
			return TRIEN_OK;
		run = &r->items[run->next];
	}
}

static trien_rc
add_text(struct tr_page_words *out, struct tr_word *word, const struct tr_buf *points, struct trien_err *err)
{
	const size_t at = out->texts.n;

	TR_TRY(tr_compose_points((const uint32_t *)(const void *)points->p, points->n / sizeof(uint32_t), &out->texts,
			err));
	if (out->texts.n > TR_PAGE_TEXT_MAX)
		return TR_ERR(err, LAYOUT_PAGE_LIMIT, TR_S("what", "bytes of text"), TR_U("max", TR_PAGE_TEXT_MAX));
	word->text.n = out->texts.n - at;
	return TRIEN_OK;
}

static trien_rc
make_words(struct runs *r, struct tr_page_words *out, struct trien_err *err)
{
	TR_AUTO_BUF points = {0};
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++)
		count += !r->items[i].gone;
	if (count > TR_PAGE_WORDS_MAX)
		return TR_ERR(err, LAYOUT_PAGE_LIMIT, TR_S("what", "words"), TR_U("max", TR_PAGE_WORDS_MAX));
	out->words = tr_mem_zeroed(count, sizeof(*out->words));
	if (out->words == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", count * sizeof(*out->words)));
	sort_by(r, by_place);
	for (size_t i = 0; i < r->count; i++) {
		const struct run *run = &r->items[r->order[i]];
		struct tr_word *word = &out->words[out->count];
		if (run->gone)
			continue;
		TR_TRY(word_of(r, run, &points, word, err));
		TR_TRY(add_text(out, word, &points, err));
		out->count++;
	}
	/* Only now do the texts stay where they are. */
	const char *text = (const char *)out->texts.p;
	for (size_t i = 0; i < out->count; text += out->words[i++].text.n)
		out->words[i].text.p = text;
	return TRIEN_OK;
}

static trien_rc
words_of_runs(struct runs *r, size_t glyphs, struct tr_page_words *out, struct trien_err *err)
{
	TR_TRY(cut_runs(r, glyphs, err));
	r->order = tr_mem_zeroed(r->count, sizeof(*r->order));
	if (r->order == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", r->count * sizeof(*r->order)));
	for (size_t i = 0; i < r->count; i++)
		r->order[i] = i;
	number_lines(r);
	drop_repeated(r);
	join_runs(r);
	join_spaced_letters(r);
	return make_words(r, out, err);
}

trien_rc
tr_words_of_glyphs(struct tr_glyphs *g, struct tr_page_words *out, struct trien_err *err)
{
	struct runs r = {.glyphs = g->items};
	struct tr_page_words made = {.pictures = g->pictures, .picture = g->picture, .drawn = g->drawn,
		.drawn_count = g->drawn_count};
	g->drawn = NULL;
	trien_rc rc = words_of_runs(&r, g->count, &made, err);

	free(r.items);
	free(r.order);
	if (rc != TRIEN_OK) {
		tr_page_words_free(&made);
		return rc;
	}
	*out = made;
	return TRIEN_OK;
}

void
tr_page_words_free(struct tr_page_words *w)
{
	if (w == NULL)
		return;
	free(w->words);
	free(w->drawn);
	tr_buf_free(&w->texts);
	w->words = NULL;
	w->drawn = NULL;
	w->count = w->drawn_count = 0;
}
