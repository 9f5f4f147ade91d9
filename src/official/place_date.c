/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_date.h"

#include <math.h>

#define DIGIT 0.5          /* of the size: the width of a digit in Times */
#define AROUND 0.1         /* of the size: free between a value and the word behind it; a sign it may touch */
#define ROUNDING 0.1       /* points */
#define YEAR_ROOM 2.5      /* of the size, where nothing ends a blank at the end of the line */
#define OPEN_MOST 6.0      /* of the size: a wider gap leads to another column, and is no blank */
#define RIGHT_MARGIN TR_MM(10)

/* Digits that a value takes: day and month two, year four; a number mostly up to three. */
static unsigned
digits_of(enum tr_spot_kind kind)
{
	return kind == TR_SPOT_YEAR ? 4 : kind == TR_SPOT_NUMBER ? 3 : 2;
}

static double
size_of(const struct tr_stream *st, size_t token)
{
	return st->s->words[st->tokens[token].word].w->size;
}

/* A single dot or dash between labels is there to be written on too; a dash that a letter hangs on is a symbol's. */
static bool
leads(const struct tr_stream *st, size_t i, uint16_t separator)
{
	const struct tr_token *t = &st->tokens[i];

	if (t->kind == TR_TOKEN_LEADER)
		return true;
	if (separator != 0 && tr_token_is_sign(t, separator))
		return false;
	if (!tr_token_is_sign(t, '.') && !tr_token_is_sign(t, '-') && !tr_token_is_sign(t, 0x2013) &&
			!tr_token_is_sign(t, 0xb7))
		return false;
	return i + 1 >= st->count || st->tokens[i + 1].kind != TR_TOKEN_WORD || !st->tokens[i + 1].glued;
}

static bool
before_sign(const struct tr_stream *st, size_t i)
{
	return i < st->count && st->tokens[i].kind == TR_TOKEN_SIGN;
}

/* Where a blank ends that nothing on its line ends. */
static double
open_end(const struct tr_stream *st, double x0, double size)
{
	return fmin(x0 + YEAR_ROOM * size, st->s->page->width - RIGHT_MARGIN);
}

size_t
tr_label_end(const struct tr_stream *st, size_t i)
{
	i++;
	if (i + 2 < st->count && tr_token_is_sign(&st->tokens[i], '/') && st->tokens[i].glued &&
			st->tokens[i + 1].kind == TR_TOKEN_WORD && tr_token_is_sign(&st->tokens[i + 2], ':'))
		i += 2;
	return i < st->count && tr_token_is_sign(&st->tokens[i], ':') ? i + 1 : i;
}

struct tr_blank
tr_blank_read(const struct tr_stream *st, size_t i, enum tr_spot_kind kind, uint16_t separator)
{
	const size_t before = i - 1;
	const double size = size_of(st, before);
	struct tr_blank b = {.x0 = st->tokens[before].x1, .style = st->tokens[before].word};
	double end = b.x0;
	bool broken = false;

	for (; i < st->count; i++) {
		if (st->tokens[i].kind == TR_TOKEN_BREAK) {
			if (kind == TR_SPOT_YEAR || b.leaders)
				break;
			broken = true;
		} else if (leads(st, i, separator)) {
			b.leaders = true;
			if (!broken)
				end = st->tokens[i].x1;
		} else {
			break;
		}
	}
	b.next = i;
	if (i < st->count && st->tokens[i].kind != TR_TOKEN_BREAK && !broken)
		b.x1 = st->tokens[i].x0;
	else
		b.x1 = b.leaders && !broken ? end : open_end(st, b.x0, size);
	if (kind == TR_SPOT_YEAR && b.x1 - b.x0 > OPEN_MOST * size)
		b.x1 = fmax(end, open_end(st, b.x0, size));
	if (broken && kind != TR_SPOT_YEAR)
		b.doubt = "line-break";
	else if (b.x1 - b.x0 < (digits_of(kind) * DIGIT + (before_sign(st, i) ? 0 : AROUND)) * size - ROUNDING)
		b.doubt = "narrow";
	return b;
}

/* A year that the line had no room for: digits with which the next line begins, be it only "20...." */
static bool
wrapped_year(const struct tr_stream *st, size_t i)
{
	return i + 1 < st->count && st->tokens[i].kind == TR_TOKEN_BREAK && st->tokens[i + 1].kind == TR_TOKEN_NUMBER;
}

static unsigned
value_of(const struct tr_token *t)
{
	unsigned v = 0;

	for (size_t i = 0; i < t->n && v < 100000; i++)
		v = v * 10 + (t->letters[i].base - (unsigned)'0');
	return v;
}

/* One value: digits that are there, perhaps with a rest to be written, or a blank. Returns the token behind it. */
static size_t
read_value(const struct tr_stream *st, size_t i, size_t index, uint16_t separator, struct tr_date *out)
{
	const enum tr_spot_kind kind = (enum tr_spot_kind)(TR_SPOT_DAY + index);
	struct tr_blank *b = &out->blanks[index];

	*b = tr_blank_read(st, i, kind, separator);
	out->blank[index] = true;
	if (kind == TR_SPOT_YEAR && !b->leaders && wrapped_year(st, b->next))
		b->next++;
	if (b->next == st->count || st->tokens[b->next].kind != TR_TOKEN_NUMBER) {
		out->x1 = b->x1;
		return b->next;
	}
	const size_t number = b->next;
	const size_t digits = st->tokens[number].n;
	const bool led = b->leaders;
	*b = tr_blank_read(st, number + 1, kind, separator);
	out->x1 = st->tokens[number].x1;
	out->blank[index] = led || b->leaders || (kind == TR_SPOT_YEAR && digits < 4);
	if (!out->blank[index]) {
		out->typed[index] = value_of(&st->tokens[number]);
		return number + 1;
	}
	b->doubt = "partly-typed";
	out->x1 = b->x1;
	return b->next;
}

static size_t
skip_breaks(const struct tr_stream *st, size_t i)
{
	while (i < st->count && st->tokens[i].kind == TR_TOKEN_BREAK)
		i++;
	return i;
}

/* separator 0: the words "tháng", "năm". */
static bool
read_parts(const struct tr_stream *st, size_t i, uint16_t separator, struct tr_date *out)
{
	static const char *const labels[] = {"tháng", "năm"};
	struct tr_date d = {0};

	i = read_value(st, tr_label_end(st, i), 0, separator, &d);
	for (size_t k = 0; k < 2; k++) {
		i = skip_breaks(st, i);
		if (i >= st->count)
			return false;
		const struct tr_token *t = &st->tokens[i];
		if (separator != 0 ? !tr_token_is_sign(t, separator) : !tr_token_is(t, labels[k]))
			return false;
		i = read_value(st, i + 1, k + 1, separator, &d);
	}
	d.next = i;
	*out = d;
	return true;
}

bool
tr_date_read(const struct tr_stream *st, size_t i, struct tr_date *out)
{
	return read_parts(st, i, 0, out) || read_parts(st, i, '/', out) || read_parts(st, i, '-', out);
}
