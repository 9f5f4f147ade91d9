/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_line.h"

#include "official/place_words.h"

#define NAME_WORDS 10
#define MARGIN TR_MM(20)
#define CAPITALS_SHARE 0.8

bool
tr_line_capitals(const struct tr_segment *g)
{
	return g->letters >= 2 && (double)g->capitals >= CAPITALS_SHARE * (double)g->letters;
}

bool
tr_line_bold(const struct tr_segment *g)
{
	return g->letters > 0 && 2 * g->bold > g->letters;
}

bool
tr_line_in_margin(const struct tr_sheet *s, const struct tr_segment *g)
{
	return g->box.y1 < MARGIN || g->box.y0 > s->page->height - MARGIN;
}

bool
tr_line_number(const struct tr_sheet *s, const struct tr_segment *g)
{
	struct tr_letter l[16];
	const size_t n = tr_segment_letters(s, g, l, 16);

	for (size_t i = 0; i < n; i++)
		if ((l[i].base < '0' || l[i].base > '9') && l[i].base != '-' && l[i].base != '/' && l[i].base != '.')
			return false;
	return n > 0 && n < 16;
}

bool
tr_line_instruction(const struct tr_letter *l, size_t n)
{
	return n > 0 && (l[0].base == '(' || l[0].base == '[') &&
	       (tr_words_have(l, n, "ký") || tr_words_have(l, n, "kí") || tr_words_have(l, n, "dấu"));
}

bool
tr_line_title(const struct tr_sheet *s, const struct tr_segment *g)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	const size_t n = tr_segment_letters(s, g, l, TR_TITLE_LETTERS);
	return tr_words_title(l, n) && !tr_words_no_title(l, n);
}

bool
tr_line_punctuation(uint16_t base)
{
	return base < 0x80 ? strchr(".,;:()[]\"'-/", base) != NULL : (base >= 0x2010 && base <= 0x2026);
}

bool
tr_line_rank(const struct tr_sheet *s, size_t first, size_t end)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	const struct tr_segment before = {.first = first, .count = end - first};

	if (end - first > TR_LINE_RANK_WORDS)
		return false;
	return end == first || tr_words_rank(l, tr_segment_letters(s, &before, l, TR_TITLE_LETTERS));
}

bool
tr_line_names(const struct tr_sheet *s, size_t first, size_t end)
{
	for (size_t w = first; w < end; w++) {
		if (!s->words[w].letters[0].upper)
			return false;
		for (size_t k = 0; k < s->words[w].n; k++)
			if (!tr_letter_is(s->words[w].letters[k].base))
				return false;
	}
	return true;
}

static bool
starts_with_title(const struct tr_sheet *s, const struct tr_segment *g)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	return tr_words_title_first(l, tr_segment_letters(s, g, l, TR_TITLE_LETTERS));
}

bool
tr_line_name(const struct tr_sheet *s, const struct tr_segment *g)
{
	size_t first = g->first, end = g->first + g->count;

	if (g->count < 2 || g->count > NAME_WORDS + TR_LINE_RANK_WORDS || !tr_line_names(s, end - 2, end))
		return false;
	for (size_t rank = tr_line_names(s, first, end) ? 0 : TR_LINE_RANK_WORDS; rank > 0 && first == g->first; rank--)
		if (rank + 2 <= g->count && tr_line_rank(s, g->first, g->first + rank))
			first += rank;
	return end - first >= 2 && end - first <= NAME_WORDS && tr_line_names(s, first, end) && !starts_with_title(s, g);
}

bool
tr_line_office(const struct tr_sheet *s, const struct tr_segment *g)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	return tr_line_capitals(g) && tr_line_title(s, g) && tr_words_office(l, tr_segment_letters(s, g, l, TR_TITLE_LETTERS));
}
