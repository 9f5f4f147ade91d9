/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/kind.h"

#include <math.h>

#include "base/vietnamese.h"

#define LETTERS_MAX 200u
#define TITLE_LINES 4u   /* of one title */
#define LINES_APART 2.5  /* sizes */
#define GAP 3.0          /* sizes: another column begins */
#define CENTRE_OFF 3.0   /* sizes: lines of one title have one middle */

struct letters {
	struct tr_letter at[LETTERS_MAX];
	size_t n;
};

/* Words of one line without a wide gap: [from, to). */
struct part {
	size_t from, to;
	double x0, x1;
};

/* Letters and digits: punctuation is no part of a title's name. */
static bool
counts(struct tr_letter l)
{
	return tr_letter_is(l.base) || (l.base >= '0' && l.base <= '9');
}

static void
add(struct letters *l, struct tr_text text)
{
	struct tr_letter got[LETTERS_MAX];
	const size_t n = tr_letters_of(text, got, LETTERS_MAX);

	for (size_t i = 0; i < n && l->n < LETTERS_MAX; i++)
		if (counts(got[i]))
			l->at[l->n++] = got[i];
}

static bool
is_titled(const struct tr_word *w)
{
	struct letters l = {.n = 0};

	add(&l, w->text);
	for (size_t i = 0; i < l.n; i++)
		if (tr_letter_is(l.at[i].base) && !l.at[i].upper)
			return w->bold;
	return l.n > 0;
}

static bool
ends_with_a_sign(const struct tr_word *w)
{
	const char last = w->text.n > 0 ? w->text.p[w->text.n - 1] : 'x';
	return memchr(",.;:)", last, 5) != NULL;
}

static bool
begins_with_a_sign(const struct tr_word *w)
{
	struct tr_letter first;
	return tr_letters_of(w->text, &first, 1) == 0 || !counts(first);
}

static struct part
part_at(const struct tr_page_words *words, size_t i)
{
	const struct tr_word *w = words->words;
	struct part p = {i, i + 1, w[i].box.x0, w[i].box.x1};

	while (p.to < words->count && w[p.to].line == w[i].line && w[p.to].visible && w[p.to].upright &&
			w[p.to].box.x0 - p.x1 < GAP * w[i].size)
		p.x1 = fmax(p.x1, w[p.to++].box.x1);
	return p;
}

/* The part that goes on with a title below p; from == to where there is none. */
static struct part
part_below(const struct tr_page_words *words, struct part p)
{
	const struct tr_word *above = &words->words[p.from];

	for (size_t i = p.to; i < words->count;) {
		const struct tr_word *w = &words->words[i];
		const struct part q = part_at(words, i);
		const double down = w->baseline - above->baseline;
		if (down > LINES_APART * above->size)
			break;
		if (w->visible && w->upright && down > 0 && w->line != above->line && is_titled(w) &&
				fabs(q.x0 + q.x1 - p.x0 - p.x1) / 2 <= CENTRE_OFF * above->size)
			return q;
		i = q.to;
	}
	return (struct part){p.to, p.to, 0, 0};
}

/* The kind whose name the letters are; count where there is none. */
static size_t
kind_of(const struct letters *l, const struct tr_kind_rules *rules, enum tr_letters_match least)
{
	for (size_t k = 0; k < rules->count; k++) {
		struct letters name = {.n = 0};
		add(&name, rules->kinds[k]);
		if (name.n > 0 && name.n == l->n && tr_letters_compare(l->at, name.at, name.n) >= least)
			return k;
	}
	return rules->count;
}

/* Reads the title that begins with a part of a line. */
static bool
title_is_a_kind(const struct tr_page_words *words, struct part p, const struct tr_kind_rules *rules, size_t *kind)
{
	struct letters l = {.n = 0};

	for (unsigned line = 0; line < TITLE_LINES && p.from < p.to; line++) {
		for (size_t i = p.from; i < p.to; i++) {
			const struct tr_word *w = &words->words[i];
			add(&l, w->text);
			if (i + 1 < p.to && !ends_with_a_sign(w) && !begins_with_a_sign(w + 1))
				continue;
			const size_t k = kind_of(&l, rules, TR_LETTERS_EQUAL);
			if (k == rules->count)
				continue;
			*kind = k;
			return true;
		}
		p = part_below(words, p);
	}
	return false;
}

bool
tr_kind_judge(const struct tr_page_words *words, double head, const struct tr_kind_rules *rules, size_t *kind)
{
	for (size_t i = 0; rules->count > 0 && i < words->count;) {
		const struct tr_word *w = &words->words[i];
		const struct part p = part_at(words, i);
		if (w->visible && w->upright && w->baseline <= head * words->height && is_titled(w) &&
				title_is_a_kind(words, p, rules, kind))
			return true;
		i = p.to;
	}
	return false;
}

bool
tr_kind_line(struct tr_text line, const struct tr_kind_rules *rules, size_t *kind)
{
	struct letters l = {.n = 0};

	add(&l, line);
	for (size_t i = 0; i < l.n; i++)
		if (tr_letter_is(l.at[i].base) && !l.at[i].upper)
			return false;
	const size_t k = kind_of(&l, rules, TR_LETTERS_BARE);
	if (k < rules->count)
		*kind = k;
	return k < rules->count;
}
