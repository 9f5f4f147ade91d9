/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_sheet.h"

#include <math.h>
#include <stdlib.h>

#define SCAN_SHARE 0.6     /* of the page that one picture covers */
#define COLUMN_GAP 1.0     /* of the size: less never parts columns, */
#define COLUMN_GAP_MOST 3.0 /* and more always does, however wide the line is spaced */
#define REACH TR_MM(150)   /* up or down the page, looking for what stands nearest */

static bool
is_scan(const struct tr_page_words *p)
{
	const double area = (p->picture.x1 - p->picture.x0) * (p->picture.y1 - p->picture.y0);
	return p->pictures > 0 && area >= SCAN_SHARE * p->width * p->height;
}

static bool
has_place(const struct tr_word *w)
{
	return isfinite(w->box.x0) && isfinite(w->box.y0) && isfinite(w->box.x1) && isfinite(w->box.y1) &&
	       w->box.x0 <= w->box.x1 && w->box.y0 <= w->box.y1 && isfinite(w->baseline) && w->size > 0 &&
	       w->size <= TR_SHEET_SIZE_MOST;
}

/* The run of letters that starts at `at` is exactly this one. */
static bool
is_run(const struct tr_letter *l, size_t n, const struct tr_letter *run, size_t run_n)
{
	return n >= run_n && (n == run_n || !tr_letter_is(l[run_n].base)) &&
	       tr_letters_compare(l, run, run_n) == TR_LETTERS_EQUAL;
}

static unsigned
marks_in(const struct tr_letter *l, size_t n)
{
	static const struct tr_letter number[] = {{'s', 0, false}, {0xf4, TR_TONE_ACUTE, false}};
	static const struct tr_letter date[] = {
		{'n', 0, false}, {'g', 0, false}, {'a', TR_TONE_GRAVE, false}, {'y', 0, false}};
	unsigned marks = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && tr_letter_is(l[i - 1].base))
			continue;
		if (l[i].base == 's' && is_run(l + i, n - i, number, 2))
			marks |= TR_MARK_NUMBER;
		else if (l[i].base == 'n' && is_run(l + i, n - i, date, 4))
			marks |= TR_MARK_DATE;
	}
	return marks;
}

static trien_rc
read_words(struct tr_sheet *s, struct tr_arena *arena, struct trien_err *err)
{
	TR_TRY(tr_arena_array(arena, s->page->count + 1, sizeof(*s->words), &s->words, err));
	for (size_t i = 0; i < s->page->count; i++) {
		const struct tr_word *w = &s->page->words[i];
		struct tr_letter letters[TR_SHEET_WORD_LETTERS], *kept;
		if (!w->upright || !has_place(w) || (!s->scan && !w->visible))
			continue;
		size_t n = tr_letters_of(w->text, letters, TR_SHEET_WORD_LETTERS);
		if (n == 0)
			continue;
		TR_TRY(tr_arena_take(arena, n * sizeof(*kept), &kept, err));
		memcpy(kept, letters, n * sizeof(*kept));
		s->words[s->count++] = (struct tr_sheet_word){w, kept, n, marks_in(kept, n), false};
	}
	return TRIEN_OK;
}

static int
compare_gaps(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double
gap_before(const struct tr_sheet *s, size_t word)
{
	return s->words[word].w->box.x0 - s->words[word - 1].w->box.x1;
}

/* Wider than this is the gap between two columns: twice what is usual in this line, within bounds. */
static double
column_gap(const struct tr_sheet *s, size_t first, size_t end)
{
	double gaps[TR_SHEET_LINE_MAX], size = 0;
	size_t n = 0;

	for (size_t i = first; i < end && n < TR_SHEET_LINE_MAX; i++) {
		size = fmax(size, s->words[i].w->size);
		if (i > first)
			gaps[n++] = gap_before(s, i);
	}
	if (n < 2)
		return COLUMN_GAP * size;
	qsort(gaps, n, sizeof(*gaps), compare_gaps);
	return fmax(COLUMN_GAP * size, fmin(2 * gaps[n / 2], COLUMN_GAP_MOST * size));
}

struct tr_segment
tr_segment_of(const struct tr_sheet *s, size_t first, size_t count)
{
	struct tr_segment g = {.first = first, .count = count};

	for (size_t i = first; i < first + count; i++) {
		const struct tr_sheet_word *w = &s->words[i];
		g.box = i == first ? w->w->box : tr_box_around(g.box, w->w->box);
		g.size = fmax(g.size, w->w->size);
		for (size_t k = 0; k < w->n; k++) {
			const bool letter = tr_letter_is(w->letters[k].base);
			g.letters += letter;
			g.capitals += letter && w->letters[k].upper;
			g.bold += letter && w->w->bold;
		}
	}
	return g;
}

static void
read_segments(struct tr_sheet *s, size_t line)
{
	const size_t first = s->lines[line], end = s->lines[line + 1];
	const double wide = column_gap(s, first, end);

	for (size_t i = first, from = first; i < end; i++) {
		if (i + 1 < end && !(gap_before(s, i + 1) > wide))
			continue;
		s->segments[s->segment_count] = tr_segment_of(s, from, i + 1 - from);
		s->segments[s->segment_count++].line = line;
		from = i + 1;
	}
}

trien_rc
tr_sheet_read(const struct tr_page_words *page, size_t index, struct tr_arena *arena, struct tr_sheet *out,
		struct trien_err *err)
{
	struct tr_sheet s = {.page = page, .index = index, .scan = is_scan(page)};

	TR_TRY(read_words(&s, arena, err));
	TR_TRY(tr_arena_array(arena, s.count + 1, sizeof(*s.segments), &s.segments, err));
	TR_TRY(tr_arena_array(arena, s.count + 1, sizeof(*s.lines), &s.lines, err));
	for (size_t i = 0; i < s.count; i++)
		if (i == 0 || s.words[i].w->line != s.words[i - 1].w->line)
			s.lines[s.line_count++] = i;
	s.lines[s.line_count] = s.count;
	for (size_t line = 0; line < s.line_count; line++)
		read_segments(&s, line);
	*out = s;
	return TRIEN_OK;
}

static bool
overlaps(const struct tr_segment *g, double x0, double x1)
{
	return fmin(g->box.x1, x1) - fmax(g->box.x0, x0) > fmin(3, (x1 - x0) / 4);
}

size_t
tr_segment_above(const struct tr_sheet *s, size_t from, double x0, double x1)
{
	const struct tr_segment *f = &s->segments[from];

	for (size_t i = from; i-- > 0;) {
		const struct tr_segment *g = &s->segments[i];
		if (f->box.y0 - g->box.y1 > REACH)
			break;
		if (g->line != f->line && g->box.y0 < f->box.y0 && overlaps(g, x0, x1))
			return i;
	}
	return s->segment_count;
}

size_t
tr_segment_below(const struct tr_sheet *s, size_t from, double x0, double x1)
{
	const struct tr_segment *f = &s->segments[from];

	for (size_t i = from + 1; i < s->segment_count; i++) {
		const struct tr_segment *g = &s->segments[i];
		if (g->box.y0 - f->box.y1 > REACH)
			break;
		if (g->line != f->line && g->box.y1 > f->box.y1 && overlaps(g, x0, x1))
			return i;
	}
	return s->segment_count;
}

trien_rc
tr_segment_text(const struct tr_sheet *s, const struct tr_segment *g, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = g->first; i < g->first + g->count; i++) {
		if (out->n > 0)
			TR_TRY(tr_buf_add_byte(out, ' ', err));
		TR_TRY(tr_buf_add(out, s->words[i].w->text.p, s->words[i].w->text.n, err));
	}
	return TRIEN_OK;
}

size_t
tr_segment_letters(const struct tr_sheet *s, const struct tr_segment *g, struct tr_letter *out, size_t max)
{
	size_t n = 0;

	for (size_t i = g->first; i < g->first + g->count; i++)
		for (size_t k = 0; k < s->words[i].n && n < max; k++)
			out[n++] = s->words[i].letters[k];
	return n;
}
