/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2
 */
#include "official/place_spot.h"

#include <math.h>

#include "official/place_date.h"
#include "official/place_words.h"

#define HEAD_HEIGHT 0.45        /* of the page, in which the head of a document stands */
#define HEAD_DATE_LEFT 0.3      /* of the width, past which its date starts */
#define HEAD_DATE_NEAR 45.0     /* points up or down from its number; */
#define HEAD_DATE_FAR 90.0      /* and where it follows the name of a place */
#define ANNEX_HEIGHT 0.5
#define CLAUSE_LETTERS 512
#define CLAUSE_TOKENS 48
#define PLACE_WORDS 10          /* of a place name before its date */

struct head {
	double baseline;
	bool own;
};

struct page_marks {
	struct head heads[TR_SPOT_HEADS_MAX];
	size_t count;
};

/* "Quyết định số .../2020/QĐ-UBND": one mention, ours or not. */
struct mention {
	struct tr_blank number;
	bool typed, partly, has_symbol;
	struct tr_letter symbol[TR_SPOT_SYMBOL_LETTERS];
	size_t n;
	const char *kind;  /* by the symbol */
	bool dated;
	struct tr_date date;
	struct tr_letter clause[CLAUSE_LETTERS]; /* before "số" */
	size_t clause_n;
	bool bracket; /* the clause starts with "(" */
	size_t next;  /* token behind it */
};

/* ---- reading a mention ---- */
static bool
is_digits(const struct tr_letter *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (l[i].base < '0' || l[i].base > '9')
			return false;
	return n > 0;
}

/* Without the year of legal texts ("2020/QĐ-UBND") and without what closes the sentence. */
static void
trim_symbol(struct mention *m)
{
	while (m->n > 0 && !tr_letter_is(m->symbol[m->n - 1].base) && !is_digits(&m->symbol[m->n - 1], 1))
		m->n--;
	if (m->n > 5 && is_digits(m->symbol, 4) && (m->symbol[4].base == '/' || m->symbol[4].base == '-')) {
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
read_symbol(const struct tr_stream *st, size_t i, struct mention *m)
{
	const size_t start = i;

	for (; i < st->count; i++) {
		const struct tr_token *t = &st->tokens[i];
		if (t->kind == TR_TOKEN_BREAK)
			break;
		if (i > start && !t->glued && t->x0 - st->tokens[i - 1].x1 > 0.15 * st->s->words[t->word].w->size)
			break;
		if (tr_token_is_sign(t, ')') || tr_token_is_sign(t, ',') || tr_token_is_sign(t, ';'))
			break;
		for (size_t k = 0; k < t->n && m->n < TR_SPOT_SYMBOL_LETTERS; k++)
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

/* Words before "số", back to a bracket or the end of the sentence before. */
static void
read_clause(const struct tr_stream *st, struct mention *m)
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
		for (size_t k = 0; k < st->tokens[i].n && m->clause_n < CLAUSE_LETTERS; k++)
			if (st->tokens[i].kind != TR_TOKEN_BREAK)
				m->clause[m->clause_n++] = st->tokens[i].letters[k];
}

/* The number behind "số:", blank or typed. False where this "số" counts or names something else. */
static bool
read_number(const struct tr_stream *st, struct mention *m)
{
	size_t i = st->at + 1;

	if (i < st->count && tr_token_is_sign(&st->tokens[i], ':'))
		i++;
	m->number = tr_blank_read(st, i, TR_SPOT_NUMBER);
	i = m->number.next;
	if (i < st->count && st->tokens[i].kind == TR_TOKEN_NUMBER) {
		m->typed = true;
		m->number = tr_blank_read(st, i + 1, TR_SPOT_NUMBER);
		m->partly = m->number.leaders;
		i = m->number.next;
	}
	if (i < st->count && starts_symbol(st, i))
		m->next = read_symbol(st, i + 1, m);
	else if (m->number.leaders || (i < st->count && tr_token_is(&st->tokens[i], "ngày")))
		m->next = i;
	else
		return false;
	return true;
}

static bool
read_mention(const struct tr_stream *st, struct mention *m)
{
	memset(m, 0, sizeof(*m));
	if (!read_number(st, m))
		return false;
	size_t i = m->next;
	while (i < st->count && (st->tokens[i].kind == TR_TOKEN_BREAK || tr_token_is_sign(&st->tokens[i], ',')))
		i++;
	if (i < st->count && tr_token_is(&st->tokens[i], "ngày"))
		m->dated = tr_date_read(st, i, &m->date);
	read_clause(st, m);
	return true;
}

/* ---- what a mention is ---- */
static bool
clause_ends(const struct mention *m, const char *text)
{
	struct tr_letter want[32];
	const size_t n = tr_letters_of((struct tr_text){text, strlen(text)}, want, 32);
	return m->clause_n >= n &&
	       tr_letters_compare(m->clause + m->clause_n - n, want, n) == TR_LETTERS_EQUAL;
}

static bool
names_own_kind(const struct tr_spot_identity *own, const struct mention *m)
{
	if (clause_ends(m, "văn bản"))
		return true;
	return own->kind != NULL ? clause_ends(m, own->kind) : clause_ends(m, "công văn");
}

static bool
same_symbol(const struct tr_spot_identity *own, const struct mention *m)
{
	return own->n == m->n && tr_letters_compare(own->symbol, m->symbol, m->n) == TR_LETTERS_EQUAL;
}

static bool
has_one(const struct mention *m, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tr_words_have(m->clause, m->clause_n, words[i]))
			return true;
	return false;
}

/* "(Ban hành kèm theo Quyết định số ...)": what goes with the document says so. */
static bool
goes_with(const struct mention *m)
{
	static const char *const words[] = {"ban hành theo", "kèm"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

/* A document does not base itself on itself, nor amend, answer or replace itself. */
static bool
speaks_of_another(const struct mention *m)
{
	static const char *const words[] = {"căn cứ", "thay thế", "bãi bỏ", "hủy bỏ", "sửa đổi", "hết hiệu lực",
		"phúc đáp", "trả lời", "theo đề nghị"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

/* Words by which a text mostly points elsewhere, but which the name of an annex may hold too. */
static bool
may_speak_of_another(const struct mention *m)
{
	static const char *const words[] = {"thực hiện", "triển khai", "bổ sung", "tiếp theo", "theo quy định",
		"quy định tại", "theo đúng", "xét", "nêu tại"};
	return has_one(m, words, sizeof(words) / sizeof(*words));
}

/* NULL: not ours. "": ours. Otherwise why that is not sure. */
static const char *
judge_mention(const struct tr_spots *out, const struct mention *m)
{
	const struct tr_spot_identity *own = &out->own;
	const bool with = goes_with(m), kind = names_own_kind(own, m), symbol = m->has_symbol && same_symbol(own, m);

	if (!own->known || speaks_of_another(m) || (!kind && !symbol))
		return NULL;
	if (!m->has_symbol)
		return with && kind ? "no-symbol" : NULL;
	if (!symbol)
		return with ? "symbol-differs" : NULL;
	if (!kind)
		return with ? "kind-differs" : NULL;
	if (!with)
		return may_speak_of_another(m) ? NULL : "unclear";
	if (may_speak_of_another(m))
		return "unclear";
	return own->typed != m->typed ? "typed-in-head" : "";
}

/* ---- adding ---- */
static void
add_spot(struct tr_spots *out, const struct tr_stream *st, enum tr_spot_kind kind, const struct tr_blank *b,
		const char *doubt)
{
	const struct tr_word *style = st->s->words[b->style].w;

	if (out->count == TR_PLACE_SPOTS_MAX) {
		out->cut = true;
		return;
	}
	if (doubt == NULL || *doubt == '\0')
		doubt = b->doubt != NULL ? b->doubt : st->s->scan ? "scan" : NULL;
	out->items[out->count++] = (struct tr_place_spot){
		.kind = kind,
		.page = st->s->index,
		.box = {b->x0, style->box.y0, fmax(b->x0, b->x1), style->box.y1},
		.baseline = style->baseline,
		.size = style->size,
		.italic = style->italic,
		.bold = style->bold,
		.sure = doubt == NULL ? TR_SURE : TR_UNSURE,
		.doubt = doubt,
	};
}

static void
add_date(struct tr_spots *out, const struct tr_stream *st, const struct tr_date *d, const char *doubt)
{
	for (size_t i = 0; i < 3; i++)
		if (d->blank[i])
			add_spot(out, st, (enum tr_spot_kind)(TR_SPOT_DAY + i), &d->blanks[i], doubt);
}

static void
add_mention(struct tr_spots *out, const struct tr_stream *st, const struct mention *m, const char *doubt)
{
	if (!m->typed || m->partly) {
		struct tr_blank number = m->number;
		if (m->partly)
			number.doubt = "partly-typed";
		add_spot(out, st, TR_SPOT_NUMBER, &number, doubt);
	}
	if (m->dated)
		add_date(out, st, &m->date, doubt);
}

/* ---- heads ---- */
/* "Số:" opens its line in its column, high on the page. */
static bool
is_head(const struct tr_stream *st, const struct mention *m)
{
	const struct tr_sheet *s = st->s;
	const struct tr_token *t = &st->tokens[st->at];

	return t->letters[0].upper && t->word == st->first && !t->glued && (m->has_symbol || m->number.leaders) &&
	       s->words[t->word].w->baseline < HEAD_HEIGHT * s->page->height;
}

static void
take_identity(struct tr_spots *out, const struct tr_stream *st, const struct mention *m, bool from_head)
{
	struct tr_spot_identity *own = &out->own;

	*own = (struct tr_spot_identity){.known = true, .from_head = from_head, .typed = m->typed && !m->partly,
		.page = st->s->index, .baseline = st->s->words[st->tokens[st->at].word].w->baseline, .n = m->n,
		.kind = m->kind};
	memcpy(own->symbol, m->symbol, m->n * sizeof(*m->symbol));
}

static void
read_head(struct tr_spots *out, const struct tr_stream *st, const struct mention *m, struct page_marks *marks)
{
	const double baseline = st->s->words[st->tokens[st->at].word].w->baseline;
	const bool first = !out->own.known;
	const bool own = first || (out->own.from_head && m->has_symbol && same_symbol(&out->own, m));

	if (marks->count < TR_SPOT_HEADS_MAX)
		marks->heads[marks->count++] = (struct head){baseline, own};
	if (first) {
		take_identity(out, st, m, true);
		add_mention(out, st, m, !m->has_symbol ? "no-symbol" : st->s->index > 0 ? "not-first-page" : NULL);
		out->own.dated = m->dated;
	} else if (own) {
		add_mention(out, st, m, "second-head");
	}
}

/* An annex in a file of its own knows its document by what it goes with. */
static bool
names_what_it_goes_with(const struct tr_spots *out, const struct mention *m)
{
	return !out->own.known && m->bracket && m->has_symbol && goes_with(m) && !speaks_of_another(m) &&
	       (m->kind == NULL ? clause_ends(m, "công văn") : clause_ends(m, m->kind));
}

static void
take_words(struct tr_sheet *s, const struct tr_stream *st, const struct mention *m)
{
	const size_t end = m->dated ? m->date.next : m->next;
	for (size_t i = st->at; i < end && i < st->count; i++)
		if (st->tokens[i].kind != TR_TOKEN_BREAK)
			s->words[st->tokens[i].word].taken = true;
}

static void
read_number_mark(struct tr_sheet *s, struct tr_spots *out, struct tr_stream *st, struct page_marks *marks)
{
	struct mention m;

	if (!read_mention(st, &m))
		return;
	take_words(s, st, &m);
	if (is_head(st, &m)) {
		read_head(out, st, &m, marks);
		return;
	}
	if (names_what_it_goes_with(out, &m))
		take_identity(out, st, &m, false);
	const char *doubt = judge_mention(out, &m);
	if (doubt == NULL)
		return;
	add_mention(out, st, &m, doubt);
	if (out->annex_page == 0 && m.bracket && goes_with(&m) &&
			s->words[st->tokens[st->at].word].w->baseline < ANNEX_HEIGHT * s->page->height)
		out->annex_page = s->index;
}

/* ---- dates that no number goes before ---- */
/* "Bắc Giang, ngày": at most a few words from the start of the column, then a comma or leaders. */
static bool
follows_place(const struct tr_stream *st)
{
	const size_t at = st->at;

	if (at == 0 || st->tokens[at].word < st->first)
		return false;
	const struct tr_token *before = &st->tokens[at - 1];
	const bool comma = tr_token_is_sign(before, ',') || before->kind == TR_TOKEN_LEADER;
	return comma && st->tokens[at].word - st->first <= PLACE_WORDS &&
	       st->s->words[st->first].letters[0].upper;
}

/* Nothing of the sentence follows: the date closes its line. */
static bool
closes_line(const struct tr_stream *st, const struct tr_date *d)
{
	for (size_t i = d->next; i < st->count; i++) {
		const struct tr_token *t = &st->tokens[i];
		if (t->kind == TR_TOKEN_BREAK)
			return true;
		if (t->kind != TR_TOKEN_SIGN && t->kind != TR_TOKEN_LEADER)
			return t->x0 - d->x1 > 3 * st->s->words[t->word].w->size;
	}
	return true;
}

/* The nearest. */
static const struct head *
head_near(const struct page_marks *marks, double baseline, double reach)
{
	const struct head *best = NULL;

	for (size_t i = 0; i < marks->count; i++) {
		const double far = fabs(marks->heads[i].baseline - baseline);
		if (far > reach)
			continue;
		best = &marks->heads[i];
		reach = far;
	}
	return best;
}

static void
read_date_mark(struct tr_sheet *s, struct tr_spots *out, struct tr_stream *st, const struct page_marks *marks)
{
	const struct tr_token *t = &st->tokens[st->at];
	const struct tr_word *w = s->words[t->word].w;
	struct tr_date d;

	if (!tr_date_read(st, st->at, &d) || !closes_line(st, &d))
		return;
	const bool right = t->x0 > HEAD_DATE_LEFT * s->page->width, place = follows_place(st);
	const struct head *head = head_near(marks, w->baseline, place ? HEAD_DATE_FAR : HEAD_DATE_NEAR);
	if (head != NULL && right) {
		const bool first = head->own && !out->own.dated && out->own.page == s->index;
		if (first)
			out->own.dated = true;
		if (head->own)
			add_date(out, st, &d, first ? NULL : "second-head");
	} else if (right && place) {
		const bool top = s->index == 0 && w->baseline < HEAD_HEIGHT * s->page->height;
		if (top && !out->own.dated)
			out->own.dated = true;
		add_date(out, st, &d, top ? "no-number" : "other-date");
	}
}

/* ---- a page ---- */
static void
read_marks(struct tr_sheet *s, struct tr_spots *out, unsigned mark, struct page_marks *marks)
{
	struct tr_stream st;
	size_t left = TR_SPOT_PAGE_MARKS_MAX;

	for (size_t line = 0; line < s->line_count; line++)
		for (size_t w = s->lines[line]; w < s->lines[line + 1]; w++) {
			if (!(s->words[w].marks & mark) || s->words[w].taken)
				continue;
			if (left-- == 0) {
				out->cut = true;
				return;
			}
			tr_stream_read(s, line, w, mark, &st);
			if (st.at == st.count)
				continue;
			if (mark == TR_MARK_NUMBER)
				read_number_mark(s, out, &st, marks);
			else
				read_date_mark(s, out, &st, marks);
		}
}

void
tr_spots_read(struct tr_sheet *s, struct tr_spots *out)
{
	struct page_marks marks = {0};

	read_marks(s, out, TR_MARK_NUMBER, &marks);
	read_marks(s, out, TR_MARK_DATE, &marks);
}
