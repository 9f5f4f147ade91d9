/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_stream.h"

#include <math.h>

#include "official/place_words.h"

#define LINES_BEFORE 2
#define LINES_AFTER 2
#define COLUMN_GAP 3.0 /* of the size: more parts columns even where room is left to write in */
#define LINE_GAP 1.2   /* of the size, between the boxes of two lines of one paragraph */

/* Width of a character in Times, in 1/1000 of the size (as in the AFM file of Times-Roman, rounded). */
static unsigned
width_of(struct tr_letter l)
{
	if (l.base >= '0' && l.base <= '9')
		return 500;
	switch (l.base) {
	case '.':
	case ',':
		return 250;
	case '/':
	case ':':
	case ';':
	case 'i':
	case 'j':
	case 'l':
	case 't':
		return l.upper ? 500 : 278;
	case '(':
	case ')':
	case '-':
	case 'r':
	case 'f':
		return l.upper ? 600 : 333;
	case '_':
	case 0x2013:
		return 500;
	case 0x2014:
	case 0x2026:
		return 1000;
	case 'm':
	case 'w':
		return l.upper ? 920 : 750;
	default:
		return l.upper ? 690 : 475;
	}
}

bool
tr_letter_leads(uint16_t base)
{
	switch (base) {
	case '.':
	case '-':
	case '_':
	case 0xb7:
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2022:
	case 0x2024:
	case 0x2025:
	case 0x2026:
	case 0x2212:
	case 0x2219:
	case 0x22ef:
	case 0x2500:
		return true;
	default:
		return false;
	}
}

/* One alone is a sign, unless it is made to lead: an ellipsis, a line to write on. */
static bool
leads_alone(uint16_t base)
{
	return base == '_' || base == 0x2025 || base == 0x2026 || base == 0x22ef;
}

static enum tr_token_kind
kind_of(uint16_t base)
{
	if (base >= '0' && base <= '9')
		return TR_TOKEN_NUMBER;
	if (tr_letter_leads(base))
		return TR_TOKEN_LEADER;
	return tr_letter_is(base) ? TR_TOKEN_WORD : TR_TOKEN_SIGN;
}

static void
add_token(struct tr_stream *st, size_t word, size_t from, size_t n, double x0, double x1)
{
	const struct tr_sheet_word *w = &st->s->words[word];
	enum tr_token_kind kind = kind_of(w->letters[from].base);

	if (st->count == TR_STREAM_TOKENS)
		return;
	if (kind == TR_TOKEN_LEADER && n == 1 && !leads_alone(w->letters[from].base))
		kind = TR_TOKEN_SIGN;
	st->tokens[st->count++] = (struct tr_token){kind, w->letters + from, n, x0, x1, word, from > 0};
}

void
tr_word_ends(const struct tr_sheet_word *w, double *ends)
{
	double total = 0, before = 0;

	for (size_t i = 0; i < w->n; i++)
		total += width_of(w->letters[i]);
	for (size_t i = 0; i < w->n; i++) {
		before += width_of(w->letters[i]);
		ends[i] = w->w->box.x0 + before * (w->w->box.x1 - w->w->box.x0) / total;
	}
}

static void
add_word(struct tr_stream *st, size_t word)
{
	const struct tr_sheet_word *w = &st->s->words[word];
	double ends[TR_SHEET_WORD_LETTERS], x = w->w->box.x0;

	tr_word_ends(w, ends);
	for (size_t i = 0, from = 0; i < w->n; i++) {
		const enum tr_token_kind kind = kind_of(w->letters[i].base);
		if (i + 1 < w->n && kind != TR_TOKEN_SIGN && kind == kind_of(w->letters[i + 1].base))
			continue;
		add_token(st, word, from, i + 1 - from, x, ends[i]);
		x = ends[i];
		from = i + 1;
	}
}

static void
add_line(struct tr_stream *st, size_t line)
{
	const struct tr_sheet *s = st->s;
	const size_t first = s->lines[line];

	for (size_t i = first; i < s->lines[line + 1] && i < first + TR_SHEET_LINE_MAX; i++)
		if (tr_box_middle(s->words[i].w->box) >= st->left)
			add_word(st, i);
}

static void
add_break(struct tr_stream *st)
{
	if (st->count < TR_STREAM_TOKENS)
		st->tokens[st->count++] = (struct tr_token){.kind = TR_TOKEN_BREAK};
}

/* Where the column of a word starts: a wide gap before it, or the start of its line. */
static void
find_column(struct tr_stream *st, size_t line, size_t word)
{
	const struct tr_sheet *s = st->s;
	size_t i = word;

	while (i > s->lines[line] && word - i < TR_SHEET_LINE_MAX &&
			s->words[i].w->box.x0 - s->words[i - 1].w->box.x1 <= COLUMN_GAP * s->words[i].w->size)
		i--;
	st->first = i;
	st->left = i == s->lines[line] ? 0 : s->words[i].w->box.x0 - s->words[i].w->size;
}

static const struct tr_word *
first_in_column(const struct tr_stream *st, size_t line)
{
	const struct tr_sheet *s = st->s;
	const size_t first = s->lines[line];

	for (size_t i = first; i < s->lines[line + 1] && i < first + TR_SHEET_LINE_MAX; i++)
		if (tr_box_middle(s->words[i].w->box) >= st->left)
			return s->words[i].w;
	return NULL;
}

/* Do two lines follow each other in one paragraph? */
static bool
follows(const struct tr_stream *st, size_t line, size_t next)
{
	const struct tr_word *a = first_in_column(st, line), *b = first_in_column(st, next);
	return a != NULL && b != NULL && b->box.y0 - a->box.y1 < LINE_GAP * fmin(a->size, b->size);
}

void
tr_stream_read(const struct tr_sheet *s, size_t line, size_t word, unsigned mark, struct tr_stream *out)
{
	const char *wanted = mark == TR_MARK_NUMBER ? "số" : "ngày";
	size_t from = line, to = line;

	out->s = s;
	out->count = 0;
	find_column(out, line, word);
	while (from > 0 && line - from < LINES_BEFORE && follows(out, from - 1, from))
		from--;
	while (to + 1 < s->line_count && to - line < LINES_AFTER && follows(out, to, to + 1))
		to++;
	for (size_t i = from; i <= to; i++) {
		if (i > from)
			add_break(out);
		add_line(out, i);
	}
	out->at = out->count;
	for (size_t i = 0; i < out->count; i++)
		if (out->tokens[i].kind == TR_TOKEN_WORD && out->tokens[i].word == word &&
				tr_token_is(&out->tokens[i], wanted)) {
			out->at = i;
			break;
		}
}

bool
tr_token_is(const struct tr_token *t, const char *word)
{
	struct tr_letter want[16];
	const size_t n = tr_letters_of((struct tr_text){word, strlen(word)}, want, 16);
	return t->kind == TR_TOKEN_WORD && t->n == n && tr_letters_compare(t->letters, want, n) == TR_LETTERS_EQUAL;
}

bool
tr_token_is_sign(const struct tr_token *t, uint16_t base)
{
	return t->kind == TR_TOKEN_SIGN && t->letters[0].base == base;
}
