/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2
 */
#include "official/place_spot.h"

#include <math.h>

#define HEAD_DEPTH TR_MM(90)    /* from the top of the page: the head of the document; */
#define HEAD_DEPTH_WEAK TR_MM(75) /* where it has no symbol, or words before "số" */
#define HEAD_HEIGHT 0.45        /* of the page: heads of others, in annexes and forms */
#define HEAD_DATE_LEFT 0.3      /* of the width, past which its date starts */
#define HEAD_LINE 3.0           /* points by which the numbers of heads in a row may differ */
#define HEAD_DATE_NEAR 45.0     /* points up or down from its number; */
#define HEAD_DATE_FAR 90.0      /* and where it follows the name of a place */
#define HEAD_COLUMN 6.0         /* points: starts in the same column as the number */
#define HEAD_WORDS 4            /* before "số" on its line: "Bản ghi nhớ số:" */
#define ANNEX_HEIGHT 0.5
#define PLACE_WORDS 10          /* of a place name before its date */
#define TITLE_BELOW 60.0        /* points from a date to the title that it belongs to */

struct head {
	double baseline, x0;
	bool own;
};

struct page_marks {
	struct head heads[TR_SPOT_HEADS_MAX];
	size_t count;
};

static const struct tr_word *
own_word(const struct tr_stream *st)
{
	return st->s->words[st->tokens[st->at].word].w;
}

/* ---- whose a mention is ---- */
static bool
names_own_kind(const struct tr_spot_identity *own, const struct tr_mention *m)
{
	if (tr_mention_named(m, "văn bản"))
		return true;
	return tr_mention_named(m, own->kind != NULL ? own->kind : "công văn");
}

static bool
same_symbol(const struct tr_spot_identity *own, const struct tr_mention *m)
{
	return m->has_symbol && own->n == m->n &&
	       tr_letters_compare(own->symbol, m->symbol, m->n) == TR_LETTERS_EQUAL;
}

/* NULL: not ours. "": ours. Otherwise why that is not sure. */
static const char *
judge_mention(const struct tr_spots *out, const struct tr_mention *m)
{
	const struct tr_spot_identity *own = &out->own;
	const bool with = tr_mention_goes_with(m), kind = names_own_kind(own, m), symbol = same_symbol(own, m);

	if (!own->known || tr_mention_of_another(m) || (!kind && !symbol))
		return NULL;
	if (!m->has_symbol)
		return with && kind ? "no-symbol" : NULL;
	if (!symbol)
		return with ? "symbol-differs" : NULL;
	if (!kind)
		return with ? "kind-differs" : NULL;
	if (!with)
		return tr_mention_perhaps_of_another(m) ? NULL : "unclear";
	if (tr_mention_perhaps_of_another(m) || !(m->bracket || tr_mention_opens_annex(m)))
		return "unclear";
	return own->typed != m->typed ? "typed-in-head" : "";
}

/* ---- adding ---- */
static void
add_spot(struct tr_spots *out, const struct tr_stream *st, enum tr_spot_kind kind, const struct tr_blank *b,
		enum tr_spot_origin origin, const char *doubt)
{
	const struct tr_word *style = st->s->words[b->style].w;
	const char *inner = b->doubt != NULL ? b->doubt : st->s->scan ? "scan" : NULL;
	const bool look = !b->leaders && st->s->page->pictures > 0;

	if (out->count == TR_PLACE_SPOTS_MAX) {
		out->cut = true;
		return;
	}
	if (doubt == NULL || *doubt == '\0')
		doubt = inner;
	out->inner[out->count] = inner;
	out->origin[out->count] = origin;
	out->look[out->count] = look;
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

/* A date that only its line or its place makes ours counts while it is the only one: tr_spots_settle(). */
static void
add_typed(struct tr_spots *out, const struct tr_stream *st, const struct tr_date *d, enum tr_spot_origin origin,
		const char *doubt)
{
	const struct tr_token *t = &st->tokens[st->at];
	const struct tr_word *w = own_word(st);
	const bool doubted = doubt != NULL && *doubt != '\0';

	if ((origin == TR_SPOT_FROM_PLACE && out->places > 1) || (origin == TR_SPOT_FROM_LINE && out->lines > 1) ||
			(d->typed[0] | d->typed[1] | d->typed[2]) == 0)
		return;
	/* Nothing settles these later; a long document has any number of them. */
	if (doubted && (origin == TR_SPOT_FROM_TEXT || origin == TR_SPOT_FROM_HEAD))
		return;
	if (out->date_count == TR_PLACE_SPOTS_MAX) {
		out->cut = true;
		return;
	}
	struct tr_spot_date *date = &out->dates[out->date_count++];
	*date = (struct tr_spot_date){
		.at = {.page = st->s->index, .box = {t->x0, w->box.y0, fmax(t->x0, d->x1), w->box.y1}, .baseline = w->baseline,
			.size = w->size, .sure = doubted ? TR_UNSURE : TR_SURE},
		.origin = origin,
		.typed = {.page = st->s->index},
	};
	memcpy(date->typed.part, d->typed, sizeof(d->typed));
}

static void
add_date(struct tr_spots *out, const struct tr_stream *st, const struct tr_date *d, enum tr_spot_origin origin,
		const char *doubt)
{
	for (size_t i = 0; i < 3; i++)
		if (d->blank[i])
			add_spot(out, st, (enum tr_spot_kind)(TR_SPOT_DAY + i), &d->blanks[i], origin, doubt);
	add_typed(out, st, d, origin, doubt);
}

static void
add_mention(struct tr_spots *out, const struct tr_stream *st, const struct tr_mention *m, enum tr_spot_origin origin,
		const char *doubt)
{
	if (!m->typed || m->partly) {
		struct tr_blank number = m->number;
		if (m->partly)
			number.doubt = "partly-typed";
		add_spot(out, st, TR_SPOT_NUMBER, &number, origin, doubt);
	}
	if (m->year_blank)
		add_spot(out, st, TR_SPOT_YEAR, &m->year, origin, doubt);
	if (m->year_typed != 0) {
		const struct tr_date year = {.typed = {0, 0, m->year_typed}, .x1 = st->tokens[m->next - 1].x1};
		add_typed(out, st, &year, origin, doubt);
	}
	if (m->dated)
		add_date(out, st, &m->date, origin, doubt);
}

/* ---- heads ---- */
enum line { LINE_NONE, LINE_WEAK, LINE_STRONG };

/*
 * Has the mention a line of its own in its column? Strong: "Số: .../QĐ-UBND". Weak: a number without a symbol, which forms
 * have for many things, or the kind before it: "Bản án số: .../2026/DS-ST".
 */
static enum line
own_line(const struct tr_stream *st, const struct tr_mention *m)
{
	const struct tr_token *t = &st->tokens[st->at];
	const size_t before = t->word - st->first;

	if (t->glued || !st->s->words[st->first].letters[0].upper ||
			!tr_stream_closes(st, m->next, st->tokens[m->next - 1].x1))
		return LINE_NONE;
	if (before == 0)
		return m->has_symbol ? LINE_STRONG : m->number.leaders ? LINE_WEAK : LINE_NONE;
	const bool kind = tr_mention_named(m, m->kind != NULL ? m->kind : "bản án");
	return kind && before <= HEAD_WORDS && m->has_symbol && !m->bracket && !tr_mention_goes_with(m) &&
			       !tr_mention_of_another(m)
		       ? LINE_WEAK
		       : LINE_NONE;
}

/* Is this the head of a document: of the own one, while that is not known? */
static bool
is_head(const struct tr_spots *out, const struct tr_stream *st, enum line line)
{
	const double baseline = own_word(st)->baseline;

	if (line == LINE_NONE)
		return false;
	if (out->own.known)
		return baseline < HEAD_HEIGHT * st->s->page->height;
	return baseline < (line == LINE_STRONG ? HEAD_DEPTH : HEAD_DEPTH_WEAK);
}

static void
take_identity(struct tr_spots *out, const struct tr_stream *st, const struct tr_mention *m, bool from_head)
{
	struct tr_spot_identity *own = &out->own;

	*own = (struct tr_spot_identity){.known = true, .from_head = from_head, .typed = m->typed && !m->partly,
		.page = st->s->index, .n = m->n, .kind = m->kind};
	memcpy(own->symbol, m->symbol, m->n * sizeof(*m->symbol));
}

static void
read_head(struct tr_spots *out, const struct tr_stream *st, const struct tr_mention *m, struct page_marks *marks)
{
	const bool first = !out->own.known;
	const bool own = first || (out->own.from_head && same_symbol(&out->own, m));

	if (marks->count < TR_SPOT_HEADS_MAX)
		marks->heads[marks->count++] =
			(struct head){own_word(st)->baseline, st->s->words[st->first].w->box.x0, own};
	if (first) {
		take_identity(out, st, m, true);
		add_mention(out, st, m, TR_SPOT_FROM_HEAD, st->s->index > 0 ? "not-first-page" : NULL);
		out->own.dated = m->dated;
	} else if (own) {
		add_mention(out, st, m, TR_SPOT_FROM_HEAD, "second-head");
	}
}

/* An annex in a file of its own knows its document by what it goes with. */
static bool
names_what_it_goes_with(const struct tr_spots *out, const struct tr_mention *m)
{
	return !out->own.known && m->bracket && m->has_symbol && tr_mention_goes_with(m) && !tr_mention_of_another(m) &&
	       tr_mention_named(m, m->kind == NULL ? "công văn" : m->kind);
}

static void
take_words(struct tr_sheet *s, const struct tr_stream *st, size_t end)
{
	for (size_t i = st->at; i < end && i < st->count; i++)
		if (st->tokens[i].kind != TR_TOKEN_BREAK)
			s->words[st->tokens[i].word].taken = true;
}

static void
read_number_mark(struct tr_sheet *s, struct tr_spots *out, struct tr_stream *st, struct page_marks *marks)
{
	struct tr_mention m;

	if (!tr_mention_read(st, &m))
		return;
	take_words(s, st, m.next);
	const enum line line = own_line(st, &m);
	if (is_head(out, st, line)) {
		read_head(out, st, &m, marks);
		return;
	}
	if (names_what_it_goes_with(out, &m))
		take_identity(out, st, &m, false);
	if (line != LINE_NONE && !out->own.known && m.has_symbol) {
		out->lines++;
		add_mention(out, st, &m, TR_SPOT_FROM_LINE, "unclear");
		return;
	}
	const char *doubt = judge_mention(out, &m);
	if (doubt == NULL)
		return;
	add_mention(out, st, &m, TR_SPOT_FROM_TEXT, doubt);
	if (out->annex_page == 0 && m.bracket && tr_mention_goes_with(&m) &&
			own_word(st)->baseline < ANNEX_HEIGHT * s->page->height)
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
	return comma && st->tokens[at].word - st->first <= PLACE_WORDS && st->s->words[st->first].letters[0].upper;
}

/* "Hôm nay, ngày": when contracts and minutes are made. */
static bool
follows_today(const struct tr_stream *st)
{
	const size_t at = st->at;
	return at >= 3 && tr_token_is_sign(&st->tokens[at - 1], ',') && tr_token_is(&st->tokens[at - 2], "nay") &&
	       tr_token_is(&st->tokens[at - 3], "hôm");
}

static bool
same_line(const struct head *a, const struct head *b)
{
	return fabs(a->baseline - b->baseline) < HEAD_LINE;
}

/* Of heads in a row (copies side by side on a sheet) the one at whose right it stands, the nearest of these. */
static bool
is_nearer(const struct head *h, const struct head *than, double x0, double baseline)
{
	if (!same_line(h, than))
		return fabs(h->baseline - baseline) <= fabs(than->baseline - baseline);
	if ((h->x0 > x0) != (than->x0 > x0))
		return h->x0 <= x0;
	return fabs(h->x0 - x0) < fabs(than->x0 - x0);
}

static const struct head *
head_near(const struct page_marks *marks, double x0, double baseline, double reach)
{
	const struct head *best = NULL;

	for (size_t i = 0; i < marks->count; i++) {
		const struct head *h = &marks->heads[i];
		if (fabs(h->baseline - baseline) <= reach && (best == NULL || is_nearer(h, best, x0, baseline)))
			best = h;
	}
	return best;
}

/* Does it stand at the right, where dates of heads stand: of the page, or of its part of a sheet with several heads in a row? */
static bool
stands_right(const struct tr_sheet *s, const struct page_marks *marks, const struct head *head, double x)
{
	double x0 = 0, x1 = s->page->width;

	for (size_t i = 0; head != NULL && i < marks->count; i++) {
		const struct head *h = &marks->heads[i];
		if (!same_line(h, head) || fabs(h->x0 - head->x0) < HEAD_COLUMN)
			continue;
		if (h->x0 > head->x0)
			x1 = fmin(x1, h->x0);
		else
			x0 = head->x0;
	}
	return x > x0 + HEAD_DATE_LEFT * (x1 - x0);
}

static void
add_head_date(struct tr_spots *out, const struct tr_stream *st, const struct tr_date *d, const struct head *head)
{
	if (!head->own)
		return;
	const bool first = !out->own.dated && out->own.page == st->s->index;
	out->own.dated = out->own.dated || first;
	add_date(out, st, d, TR_SPOT_FROM_HEAD, first ? NULL : "second-head");
}

static void
read_date_mark(struct tr_sheet *s, struct tr_spots *out, struct tr_stream *st, const struct page_marks *marks)
{
	const struct tr_token *t = &st->tokens[st->at];
	struct tr_date d;

	if (!tr_date_read(st, st->at, &d))
		return;
	if (follows_today(st)) {
		add_date(out, st, &d, TR_SPOT_FROM_TEXT, "other-date");
		return;
	}
	if (!tr_stream_closes(st, d.next, d.x1))
		return;
	const bool place = follows_place(st);
	const struct head *head = head_near(marks, t->x0, own_word(st)->baseline, place ? HEAD_DATE_FAR : HEAD_DATE_NEAR);
	const bool right = stands_right(s, marks, head, t->x0);
	const bool below = head != NULL && t->word == st->first && fabs(t->x0 - head->x0) < HEAD_COLUMN;
	if (head != NULL && (right || below)) {
		add_head_date(out, st, &d, head);
	} else if (right && place) {
		out->places++;
		add_date(out, st, &d, TR_SPOT_FROM_PLACE, "other-date");
	}
}

/* ---- a page ---- */
/* Most that is called "số" or "ngày" goes on in words: "chữ ký số của", "ngày làm việc". */
static bool
goes_on_in_words(const struct tr_sheet *s, size_t line, size_t w)
{
	const struct tr_sheet_word *word = &s->words[w], *next = word + 1;

	for (size_t k = 1; k < word->n; k++)
		if (!tr_letter_is(word->letters[k].base))
			return false;
	if (w + 1 == s->lines[line + 1])
		return false;
	return tr_letter_is(next->letters[0].base) && !(next->marks & TR_MARK_DATE) &&
	       !(next->n >= 5 && next->letters[0].base == 't');
}

static void
read_marks(struct tr_sheet *s, struct tr_spots *out, unsigned mark, struct page_marks *marks)
{
	struct tr_stream st;
	size_t left = TR_SPOT_PAGE_MARKS_MAX;

	for (size_t line = 0; line < s->line_count; line++)
		for (size_t w = s->lines[line]; w < s->lines[line + 1]; w++) {
			if (!(s->words[w].marks & mark) || s->words[w].taken || goes_on_in_words(s, line, w))
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

/* ---- all pages ---- */
/* Beside or below who signs: where certificates have their number. */
static bool
stands_at_foot(const struct tr_place_spot *s, const struct tr_place_signatory *signatories, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (signatories[i].page == s->page && s->baseline > signatories[i].title.y0 - s->size)
			return true;
	return false;
}

static bool
stands_over_title(const struct tr_place_spot *s, const struct tr_place_signatory *signatories, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct tr_box t = signatories[i].title;
		if (signatories[i].page == s->page && t.y0 >= s->baseline - s->size && t.y0 - s->baseline < TITLE_BELOW &&
				s->box.x0 < t.x1 + TITLE_BELOW && s->box.x1 > t.x0 - TITLE_BELOW)
			return true;
	}
	return false;
}

/* Does its place make it ours, now that all pages are read? */
static bool
settles(const struct tr_spots *spots, enum tr_spot_origin origin, const struct tr_place_spot *s,
		const struct tr_place_signatory *signatories, size_t count)
{
	const bool top = s->page == 0 && s->box.y1 < TR_MM(75);

	if (origin == TR_SPOT_FROM_LINE)
		return !spots->own.known && spots->lines == 1 && stands_at_foot(s, signatories, count);
	if (origin == TR_SPOT_FROM_PLACE)
		return !spots->own.dated && spots->places == 1 && (top || stands_over_title(s, signatories, count));
	return false;
}

void
tr_spots_settle(struct tr_spots *spots, const struct tr_place_signatory *signatories, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < spots->count; i++) {
		struct tr_place_spot s = spots->items[i];
		if (spots->origin[i] == TR_SPOT_FROM_LINE && spots->own.known)
			continue; /* it has a head after all */
		if (settles(spots, spots->origin[i], &s, signatories, count)) {
			s.doubt = spots->inner[i];
			s.sure = s.doubt == NULL ? TR_SURE : TR_UNSURE;
		}
		spots->look[kept] = spots->look[i];
		spots->items[kept++] = s;
	}
	spots->count = kept;
	for (size_t i = 0; i < spots->date_count; i++)
		if (settles(spots, spots->dates[i].origin, &spots->dates[i].at, signatories, count))
			spots->dates[i].at.sure = TR_SURE;
}

size_t
tr_spots_typed(const struct tr_spots *spots, struct tr_place_typed *out)
{
	size_t count = 0;

	for (size_t i = 0; i < spots->date_count; i++)
		if (spots->dates[i].at.sure == TR_SURE)
			out[count++] = spots->dates[i].typed;
	return count;
}
