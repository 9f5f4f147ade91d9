/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the page has typed where a value will stand: a file that is to be signed is not drawn over, so both are seen.
 * Dots and lines are there to be written on, as on paper; anything else makes the value unreadable.
 * Requirement: R9.2
 */
#include "base/errors/official.h"
#include "official/place_stream.h"
#include "official/plan.h"

#define PAGE_ARENA_MAX ((size_t)64 << 20) /* as in place.c */
#define DIGIT_HEIGHT 0.66                 /* of the size */
#define EDGE 0.5                          /* points: where the usual widths of letters are off */

enum under { UNDER_NOTHING, UNDER_LEADERS, UNDER_TEXT };

/* Do the two stand on one line? By the lower half of their letters: a line apart they never meet. */
static bool
on_its_line(const struct tr_word *w, const struct tr_reserve_spot *s)
{
	return w->baseline - w->size * DIGIT_HEIGHT / 2 < s->baseline &&
	       s->baseline - s->size * DIGIT_HEIGHT < w->baseline;
}

/* A letter is under the value where its middle is. */
static enum under
word_under(const struct tr_sheet_word *w, const struct tr_reserve_spot *s)
{
	double ends[TR_SHEET_WORD_LETTERS], x = w->w->box.x0;
	enum under found = UNDER_NOTHING;

	if (!on_its_line(w->w, s) || w->w->box.x1 < s->box.x0 || w->w->box.x0 > s->box.x1)
		return UNDER_NOTHING;
	tr_word_ends(w, ends);
	for (size_t i = 0; i < w->n; x = ends[i++]) {
		const double middle = (x + ends[i]) / 2;
		if (middle <= s->box.x0 + EDGE || middle >= s->box.x1 - EDGE)
			continue;
		if (!tr_letter_leads(w->letters[i].base))
			return UNDER_TEXT;
		found = UNDER_LEADERS;
	}
	return found;
}

static trien_rc
spot_under(const struct tr_sheet *sheet, const struct tr_reserve_spot *s, struct tr_lint_findings *out, struct trien_err *err)
{
	const char *kind = tr_reserve_name(s->kind);
	bool leaders = false;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct tr_text text = sheet->words[i].w->text;
		const enum under found = word_under(&sheet->words[i], s);
		leaders |= found == UNDER_LEADERS;
		if (found == UNDER_TEXT)
			return TR_ERR(err, OFFICIAL_SPOT_OVER_TEXT, TR_S("kind", kind), TR_U("page", s->page + 1),
					TR_I("left", (int64_t)(s->box.x0 / TR_POINTS_PER_MM)),
					TR_I("top", (int64_t)(s->baseline / TR_POINTS_PER_MM)), TR_B("text", text.p, text.n));
	}
	if (leaders) {
		struct trien_err *note = tr_lint_add(out, TR_LINT_WARNING);
		(void)TR_ERR(note, OFFICIAL_SPOT_LEADERS, TR_S("kind", kind), TR_U("page", s->page + 1),
				TR_I("left", (int64_t)(s->box.x0 / TR_POINTS_PER_MM)),
				TR_I("top", (int64_t)(s->baseline / TR_POINTS_PER_MM)));
	}
	return TRIEN_OK;
}

static bool
has_spot(const struct tr_reserve_plan *p, size_t page)
{
	for (size_t i = 0; i < p->spot_count; i++)
		if (p->spots[i].page == page)
			return true;
	return false;
}

/* Of a scanned page the picture is seen, and its words are guessed: nothing is said of it. */
static trien_rc
page_under(const struct tr_reserve_plan *p, const struct tr_place_source *source, size_t page, struct tr_arena *arena,
		struct tr_lint_findings *out, struct trien_err *err)
{
	const struct tr_page_words *words;
	struct tr_sheet sheet;

	TR_TRY(source->words(source->context, page, &words, err));
	TR_TRY(tr_sheet_read(words, page, arena, &sheet, err));
	for (size_t i = 0; i < p->spot_count && !sheet.scan; i++)
		if (p->spots[i].page == page)
			TR_TRY(spot_under(&sheet, &p->spots[i], out, err));
	return TRIEN_OK;
}

trien_rc
tr_plan_under(const struct tr_reserve_plan *p, const struct tr_place_source *source, struct tr_lint_findings *out,
		struct trien_err *err)
{
	for (size_t page = 0; page < source->pages; page++) {
		struct tr_arena arena = {.max = PAGE_ARENA_MAX};
		trien_rc rc = has_spot(p, page) ? page_under(p, source, page, &arena, out, err) : TRIEN_OK;
		tr_arena_free(&arena);
		TR_TRY(rc);
	}
	return TRIEN_OK;
}
