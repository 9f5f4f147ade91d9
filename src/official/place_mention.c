/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_mention.h"

#include "official/place_words.h"

#define CLAUSE_TOKENS 48
#define SYMBOL_GAP 0.15 /* of the size: more ends a symbol */
#define YEAR_FIRST 1945u
#define YEAR_LAST 2099u
#define COLUMN_GAP 3.0  /* of the size: what stands behind is another column's */

static bool
is_digits(const struct tr_letter *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (l[i].base < '0' || l[i].base > '9')
			return false;
	return n > 0;
}

/* Of four digits; 0 where that is no year of an official document. */
static unsigned
year_of(const struct tr_letter *l)
{
	unsigned v = 0;

	for (size_t i = 0; i < 4; i++)
		v = v * 10 + (l[i].base - (unsigned)'0');
	return v >= YEAR_FIRST && v <= YEAR_LAST ? v : 0;
}

/* Without the year of legal texts ("2020/QĐ-UBND") and without what closes the sentence. */
static void
trim_symbol(struct tr_mention *m)
{
	while (m->n > 0 && !tr_letter_is(m->symbol[m->n - 1].base) && !is_digits(&m->symbol[m->n - 1], 1))
		m->n--;
	if (m->n > 5 && is_digits(m->symbol, 4) && (m->symbol[4].base == '/' || m->symbol[4].base == '-')) {
		m->year_typed = year_of(m->symbol);
		m->n -= 5;
		memmove(m->symbol, m->symbol + 5, m->n * sizeof(*m->symbol));
	}
	size_t first = 0;
	while (first < m->n && tr_letter_is(m->symbol[first].base))
		first++;
	m->kind = tr_words_kind(m->symbol, first);
}

/* What follows the stroke, as far as no space parts it. */
static size_t
read_symbol(const struct tr_stream *st, size_t i, struct tr_mention *m)
{
	const size_t start = i;

	for (; i < st->count; i++) {
		const struct tr_token *t = &st->tokens[i];
		if (t->kind == TR_TOKEN_BREAK)
			break;
		if (i > start && !t->glued && t->x0 - st->tokens[i - 1].x1 > SYMBOL_GAP * st->s->words[t->word].w->size)
			break;
		if (tr_token_is_sign(t, ')') || tr_token_is_sign(t, ',') || tr_token_is_sign(t, ';'))
			break;
		for (size_t k = 0; k < t->n && m->n < TR_MENTION_SYMBOL_LETTERS; k++)
			m->symbol[m->n++] = t->letters[k];
	}
	m->has_symbol = m->n > 0;
	trim_symbol(m);
	return i;
}

/* "/QĐ-UBND", or "-QĐ/TU" as the Party writes it. */
static bool
starts_symbol(const struct tr_stream *st, size_t i)
{
	if (i + 1 >= st->count)
		return false;
	const struct tr_token *t = &st->tokens[i], *next = &st->tokens[i + 1];
	if (tr_token_is_sign(t, '/'))
		return next->kind == TR_TOKEN_WORD || next->kind == TR_TOKEN_NUMBER;
	return (tr_token_is_sign(t, '-') || tr_token_is_sign(t, 0x2013)) && next->kind == TR_TOKEN_WORD && next->glued;
}

/* A second blank between two strokes, perhaps behind "20", is the year of legal texts. Returns the stroke before the symbol. */
static size_t
read_year(const struct tr_stream *st, size_t i, struct tr_mention *m)
{
	if (i + 1 >= st->count || !tr_token_is_sign(&st->tokens[i], '/'))
		return i;
	struct tr_blank b = tr_blank_read(st, i + 1, TR_SPOT_YEAR, 0);
	if (b.next + 1 < st->count && st->tokens[b.next].kind == TR_TOKEN_NUMBER && st->tokens[b.next].n < 4) {
		b = tr_blank_read(st, b.next + 1, TR_SPOT_YEAR, 0);
		if (!b.leaders)
			return i;
		b.doubt = "partly-typed";
	}
	if (b.next >= st->count || !tr_token_is_sign(&st->tokens[b.next], '/') || !starts_symbol(st, b.next))
		return i;
	m->year_blank = true;
	m->year = b;
	return b.next;
}

/* Words before "số", back to a bracket or the end of the sentence before. */
static void
read_clause(const struct tr_stream *st, struct tr_mention *m)
{
	size_t from = st->at;

	while (from > 0 && st->at - from < CLAUSE_TOKENS) {
		const struct tr_token *t = &st->tokens[from - 1];
		m->bracket = tr_token_is_sign(t, '(') || tr_token_is_sign(t, '[');
		if (m->bracket || tr_token_is_sign(t, ';') || tr_token_is_sign(t, ')') ||
				(tr_token_is_sign(t, '.') && t->glued))
			break;
		from--;
	}
	for (size_t i = from; i < st->at; i++)
		for (size_t k = 0; k < st->tokens[i].n && m->clause_n < TR_MENTION_CLAUSE_LETTERS; k++)
			if (st->tokens[i].kind != TR_TOKEN_BREAK)
				m->clause[m->clause_n++] = st->tokens[i].letters[k];
}

static bool
read_number(const struct tr_stream *st, struct tr_mention *m)
{
	m->number = tr_blank_read(st, tr_label_end(st, st->at), TR_SPOT_NUMBER, 0);
	size_t i = m->number.next;
	if (i < st->count && st->tokens[i].kind == TR_TOKEN_NUMBER) {
		m->typed = true;
		m->number = tr_blank_read(st, i + 1, TR_SPOT_NUMBER, 0);
		m->partly = m->number.leaders;
		i = m->number.next;
	}
	while (i < st->count && st->tokens[i].kind == TR_TOKEN_BREAK && starts_symbol(st, i + 1))
		i++;
	i = read_year(st, i, m);
	if (i < st->count && starts_symbol(st, i))
		m->next = read_symbol(st, i + 1, m);
	else if (m->number.leaders || (i < st->count && tr_token_is(&st->tokens[i], "ngày")))
		m->next = i;
	else
		return false;
	return true;
}

bool
tr_mention_read(const struct tr_stream *st, struct tr_mention *m)
{
	memset(m, 0, sizeof(*m));
	if (!read_number(st, m))
		return false;
	size_t i = m->next;
	while (i < st->count && (st->tokens[i].kind == TR_TOKEN_BREAK || tr_token_is_sign(&st->tokens[i], ',')))
		i++;
	if (i < st->count && tr_token_is(&st->tokens[i], "ngày"))
		m->dated = tr_date_read(st, i, &m->date);
	if (m->dated)
		m->next = m->date.next;
	read_clause(st, m);
	return true;
}

bool
tr_mention_named(const struct tr_mention *m, const char *text)
{
	struct tr_letter want[32];
	const size_t n = tr_letters_of((struct tr_text){text, strlen(text)}, want, 32);
	return m->clause_n >= n &&
	       tr_letters_compare(m->clause + m->clause_n - n, want, n) == TR_LETTERS_EQUAL;
}

static bool
has_one(const struct tr_mention *m, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tr_words_have(m->clause, m->clause_n, words[i]))
			return true;
	return false;
}

bool
tr_mention_goes_with(const struct tr_mention *m)
{
	static const char *const words[] = {"ban hành theo", "kèm"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

bool
tr_mention_opens_annex(const struct tr_mention *m)
{
	static const char *const words[] = {"kèm", "ban hành kèm", "ban hành theo", "đính kèm", "gửi kèm", "phụ lục"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (tr_words_start(m->clause, m->clause_n, words[i]))
			return true;
	return false;
}

bool
tr_mention_of_another(const struct tr_mention *m)
{
	static const char *const words[] = {"căn cứ", "thay thế", "bãi bỏ", "hủy bỏ", "sửa đổi", "hết hiệu lực",
		"phúc đáp", "trả lời", "theo đề nghị"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

bool
tr_mention_perhaps_of_another(const struct tr_mention *m)
{
	static const char *const words[] = {"thực hiện", "triển khai", "bổ sung", "tiếp theo", "theo quy định",
		"quy định tại", "theo đúng", "xét", "nêu tại"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

bool
tr_stream_closes(const struct tr_stream *st, size_t next, double x1)
{
	for (size_t i = next; i < st->count; i++) {
		const struct tr_token *t = &st->tokens[i];
		if (t->kind == TR_TOKEN_BREAK)
			return true;
		if (t->kind != TR_TOKEN_SIGN && t->kind != TR_TOKEN_LEADER)
			return t->x0 - x1 > COLUMN_GAP * st->s->words[t->word].w->size;
	}
	return true;
}
