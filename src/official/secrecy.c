/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A line is cut into pieces where there is a wide gap, another size or another colour; a piece that is a stamp and
 * nothing else counts. Turned text is joined by where it stands.
 */
#include "official/secrecy.h"

#include <math.h>

#include "official/secrecy_letters.h"

#define GAP 2.0          /* sizes: wider parts two pieces; letters of a stamp may stand apart */
#define SIZE_CHANGE 0.15
#define LINES_ABOVE 2.2  /* sizes: a heading's line before */
#define DECLARED_LETTERS 5u /* of "ĐỘ MẬT" */
#define LETTER_GAP 8.0   /* sizes: between letters that stand one by one */
#define ALONE_GAP 3.0    /* sizes: nothing stands nearer on its line */
#define LOOSE_PART 0.6   /* of the searched head of a first page: where stamps really stand */
#define PARAGRAPH_PART 0.45 /* of the page's width: a longer line above is running text */
#define SCAN_LETTERS 400u
#define SCAN_PART 0.5
#define STACK_GAP 3.0    /* sizes: between the baselines of letters that stand one below the other */
#define STACK_SHIFT 0.5  /* sizes: between their middles */
#define DRAWN_LEAST 5.7  /* points, 2 mm: what is lower or narrower is no stamp */
#define DRAWN_LENGTH 10.0
#define BITS_LEAST 24u   /* pieces that letters may be put together of */

struct piece {
	struct tr_secrecy_letters letters;
	struct tr_box box;
	const struct tr_word *first, *last;
	bool visible;
};

/* ---- letters ---- */

/* How much of a stamp some letters are. */
enum likeness { LIKE_NONE, LIKE_LOOSE, LIKE_EXACT };
enum reading { READ_EXACTLY, READ_FROM_PICTURE };

/* Letters as they compare. */
struct compared {
	struct tr_letter at[TR_SECRECY_LETTERS_MAX];
	size_t n;
};

static void
compare_letters(const struct tr_secrecy_letters *l, struct compared *out)
{
	out->n = tr_secrecy_compared(l, out->at);
}

/* Who reads pictures takes a vowel with two marks for two vowels now and then: "MẠẬT". */
static void
join_doubled_vowels(struct compared *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		const uint16_t bare = tr_letter_bare(c->at[i].base);
		if (n > 0 && bare == tr_letter_bare(c->at[n - 1].base) && bare < 0x80 && strchr("aeiouy", bare) != NULL)
			continue;
		c->at[n++] = c->at[i];
	}
	c->n = n;
}

/* Marks left out, as by who types without a keyboard driver, are loose; other marks make another word. */
static enum likeness
likeness_of_letter(struct tr_letter got, struct tr_letter want, enum reading reading)
{
	const bool same = got.base == want.base && got.tone == want.tone;
	const bool fewer = (got.base == want.base || got.base == tr_letter_bare(want.base)) &&
			(got.tone == TR_TONE_NONE || got.tone == want.tone);

	if (tr_letter_bare(got.base) != tr_letter_bare(want.base) || (reading == READ_FROM_PICTURE && !got.upper))
		return LIKE_NONE;
	if (reading == READ_FROM_PICTURE || (same && got.upper))
		return LIKE_EXACT;
	return fewer ? LIKE_LOOSE : LIKE_NONE;
}

static enum likeness
likeness_of(const struct tr_letter *got, const struct compared *stamp, enum reading reading)
{
	enum likeness least = LIKE_EXACT;

	for (size_t i = 0; i < stamp->n && least != LIKE_NONE; i++) {
		const enum likeness l = likeness_of_letter(got[i], stamp->at[i], reading);
		least = l < least ? l : least;
	}
	return least;
}

/* "ĐỘ MẬT: TỐI MẬT" declares what a stamp says. */
static bool
begins_declared(const struct compared *l)
{
	static const char label[DECLARED_LETTERS] = {'d', 'o', 'm', 'a', 't'};

	for (size_t i = 0; i < sizeof(label); i++)
		if (i == l->n || tr_letter_bare(l->at[i].base) != (uint16_t)label[i])
			return false;
	return true;
}

/* Which stamp the letters are, and how much; LIKE_NONE where they are none. */
static enum likeness
kind_of(const struct tr_secrecy_letters *got, const struct tr_secrecy_rules *rules, enum reading reading, size_t *kind)
{
	struct tr_secrecy_letters l = *got;
	struct compared c, stamp;

	if (l.n == 0 || l.n > TR_SECRECY_LETTERS_MAX)
		return LIKE_NONE;
	if (reading == READ_EXACTLY)
		tr_secrecy_from_legacy(&l);
	compare_letters(&l, &c);
	if (reading == READ_FROM_PICTURE)
		join_doubled_vowels(&c);
	const size_t skip = begins_declared(&c) ? DECLARED_LETTERS : 0;
	for (size_t k = 0; k < rules->stamp_count; k++) {
		struct tr_secrecy_letters s = {.n = 0};
		tr_secrecy_add_letters(&s, rules->stamps[k]);
		compare_letters(&s, &stamp);
		const enum likeness like = stamp.n > 0 && (c.n == stamp.n || (skip > 0 && c.n == stamp.n + skip))
				? likeness_of(c.at + (c.n - stamp.n), &stamp, reading) : LIKE_NONE;
		if (like == LIKE_NONE)
			continue;
		*kind = k;
		return like;
	}
	return LIKE_NONE;
}

bool
tr_secrecy_line(struct tr_text line, const struct tr_secrecy_rules *rules, size_t *kind)
{
	struct tr_secrecy_letters l = {.n = 0};

	tr_secrecy_add_letters(&l, line);
	return kind_of(&l, rules, READ_FROM_PICTURE, kind) != LIKE_NONE;
}

/* ---- pieces ---- */
static bool
near_size(double a, double b)
{
	return fabs(a - b) <= SIZE_CHANGE * fmax(a, b);
}

static bool
is_one_letter(const struct tr_word *w)
{
	struct tr_secrecy_letters l = {.n = 0};

	tr_secrecy_add_letters(&l, w->text);
	return l.n == 1;
}

/* Does b go on with the piece that ends with a? */
static bool
goes_on(const struct tr_word *a, const struct tr_word *b)
{
	if (a->visible != b->visible || a->colour != b->colour || !near_size(a->size, b->size) || a->upright != b->upright)
		return false;
	if (a->upright)
		return a->line == b->line && b->box.x0 - a->box.x1 <
				(is_one_letter(a) && is_one_letter(b) ? LETTER_GAP : GAP) * a->size;
	const double dx = fmax(b->box.x0 - a->box.x1, a->box.x0 - b->box.x1);
	const double dy = fmax(b->box.y0 - a->box.y1, a->box.y0 - b->box.y1);
	return fmax(dx, dy) < GAP * a->size;
}

static void
grow(struct tr_box *box, struct tr_box by)
{
	box->x0 = fmin(box->x0, by.x0);
	box->y0 = fmin(box->y0, by.y0);
	box->x1 = fmax(box->x1, by.x1);
	box->y1 = fmax(box->y1, by.y1);
}

/* The piece that begins with word i; returns the word behind it. */
static size_t
cut_piece(const struct tr_page_words *words, size_t i, struct piece *out)
{
	const struct tr_word *w = &words->words[i];

	*out = (struct piece){.box = w->box, .first = w, .visible = w->visible};
	do {
		tr_secrecy_add_letters(&out->letters, w->text);
		grow(&out->box, w->box);
		out->last = w++;
		i++;
	} while (i < words->count && goes_on(out->last, w));
	return i;
}

/* The letters of a piece whose last word is read first: text that goes up the page. */
static void
read_upwards(struct piece *p)
{
	p->letters.n = 0;
	for (const struct tr_word *w = p->last + 1; w-- > p->first;)
		tr_secrecy_add_letters(&p->letters, w->text);
}

/* ---- where stamps stand ---- */
/* Pages of annexes and of papers put together begin anew, with the words that every first page has at its top. */
static bool
begins_a_paper(const struct tr_page_words *words)
{
	struct tr_secrecy_letters l = {.n = 0}, motto = {.n = 0};

	tr_secrecy_add_letters(&motto, TR_TEXT_LIT("CỘNGHÒAXÃHỘI"));
	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i];
		if (w->box.y0 > words->height / 4 || !w->upright)
			continue;
		tr_secrecy_add_letters(&l, w->text);
		if (l.n >= motto.n && memcmp(l.at + l.n - motto.n, motto.at, motto.n * sizeof(*motto.at)) == 0)
			return true;
		if (l.n > TR_SECRECY_LETTERS_MAX / 2) {
			memmove(l.at, l.at + l.n - motto.n, motto.n * sizeof(*l.at));
			l.n = motto.n;
		}
	}
	return false;
}

static bool
stands_where_stamps_do(const struct tr_page_words *words, double head, const struct tr_secrecy_rules *rules, struct tr_box box)
{
	const double middle = (box.y0 + box.y1) / 2;
	return middle <= head * words->height || middle >= (1 - rules->foot) * words->height;
}

/* Could the word stand in the line of a heading that the piece goes on with? */
static bool
is_just_above(const struct tr_word *w, const struct piece *p)
{
	const double up = p->first->baseline - w->baseline;
	return w->upright && up > 0 && up <= LINES_ABOVE * p->first->size && w->colour == p->first->colour &&
	       near_size(w->size, p->first->size);
}

/* Words that go on with "mật": bí mật, bảo mật, độ mật, mức mật. */
static bool
wants_more(const struct tr_secrecy_letters *l)
{
	static const struct tr_text words[] = {TR_TEXT_LIT("BÍ"), TR_TEXT_LIT("BẢO"), TR_TEXT_LIT("ĐỘ"), TR_TEXT_LIT("MỨC")};
	struct compared got, want;

	compare_letters(l, &got);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct tr_secrecy_letters w = {.n = 0};
		tr_secrecy_add_letters(&w, words[i]);
		compare_letters(&w, &want);
		if (got.n >= want.n && tr_letters_compare(got.at + got.n - want.n, want.at, want.n) == TR_LETTERS_EQUAL)
			return true;
	}
	return false;
}

/* "... BẢO VỆ BÍ" and below it "MẬT": a heading that breaks, not a stamp. */
static bool
ends_a_heading(const struct tr_page_words *words, const struct piece *p)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i], *from = w;
		struct tr_secrecy_letters l = {.n = 0};
		if (!is_just_above(w, p) || (i + 1 < words->count && goes_on(w, w + 1)))
			continue;
		/* The last word of its line; a producer may have cut it into letters. */
		while (from > words->words && goes_on(from - 1, from) && w->box.x1 - from->box.x0 < w->size)
			from--;
		for (; from <= w; from++)
			tr_secrecy_add_letters(&l, from->text);
		if (l.n <= TR_SECRECY_LETTERS_MAX && wants_more(&l))
			return true;
	}
	return false;
}

/* The last line of a paragraph: the line above it is long, and stands over it. */
static bool
ends_a_paragraph(const struct tr_page_words *words, const struct piece *p)
{
	struct tr_box above = {INFINITY, 0, -INFINITY, 0};

	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i];
		if (!w->visible || !is_just_above(w, p))
			continue;
		above.x0 = fmin(above.x0, w->box.x0);
		above.x1 = fmax(above.x1, w->box.x1);
	}
	return above.x1 - above.x0 > PARAGRAPH_PART * words->width && above.x0 <= p->box.x1 && above.x1 >= p->box.x0;
}

static bool
stands_alone(const struct tr_page_words *words, const struct piece *p)
{
	const double gap = ALONE_GAP * p->first->size;

	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i];
		if (!w->visible || (w >= p->first && w <= p->last) ||
				fabs(w->baseline - p->first->baseline) > p->first->size / 2)
			continue;
		if (w->box.x0 - p->box.x1 < gap && p->box.x0 - w->box.x1 < gap)
			return false;
	}
	return true;
}

/*
 * "Mật", "MAT", "Toi mat": what is typed in small letters or without marks may also be a word of the text, so it is a stamp
 * only where it stands alone, high on the page, and is neither a label nor the end of something.
 */
static bool
is_loose_stamp(const struct tr_page_words *words, const struct piece *p, double head, const struct tr_secrecy_rules *rules)
{
	const struct tr_text last = p->last->text;

	return p->first->upright && (last.n == 0 || last.p[last.n - 1] != ':') &&
	       stands_where_stamps_do(words, head > rules->other_pages ? head * LOOSE_PART : head, rules, p->box) &&
	       stands_alone(words, p) && !ends_a_paragraph(words, p);
}

static bool
is_stamp(const struct tr_page_words *words, struct piece *p, double head, const struct tr_secrecy_rules *rules, size_t *kind)
{
	/* A scan's own text layer is read from a picture. */
	const enum reading reading = p->visible ? READ_EXACTLY : READ_FROM_PICTURE;
	enum likeness like = kind_of(&p->letters, rules, reading, kind);

	if (like == LIKE_NONE && !p->first->upright) {
		read_upwards(p);
		like = kind_of(&p->letters, rules, reading, kind);
	}
	if (like == LIKE_NONE || (p->first->upright && ends_a_heading(words, p)))
		return false;
	return like == LIKE_EXACT || is_loose_stamp(words, p, head, rules);
}

/* ---- letters one below the other ---- */
/* The letter that goes on below, or NULL. */
static const struct tr_word *
letter_below(const struct tr_page_words *words, const struct tr_word *w)
{
	const double middle = (w->box.x0 + w->box.x1) / 2;

	for (const struct tr_word *next = w + 1; next < words->words + words->count; next++) {
		const double down = next->baseline - w->baseline;
		if (down > STACK_GAP * w->size)
			break;
		if (down > 0 && next->line != w->line && next->upright && next->visible && near_size(next->size, w->size) &&
				fabs((next->box.x0 + next->box.x1) / 2 - middle) < STACK_SHIFT * w->size && is_one_letter(next))
			return next;
	}
	return NULL;
}

/* "M" over "Ậ" over "T": the column that begins with a letter. */
static bool
is_stacked_stamp(const struct tr_page_words *words, const struct tr_word *w, const struct tr_secrecy_rules *rules,
		struct piece *p, size_t *kind)
{
	if (!w->visible || !w->upright || !is_one_letter(w))
		return false;
	*p = (struct piece){.box = w->box, .first = w, .last = w, .visible = true};
	for (; w != NULL && p->letters.n <= TR_SECRECY_LETTERS_MAX; w = letter_below(words, w)) {
		tr_secrecy_add_letters(&p->letters, w->text);
		grow(&p->box, w->box);
		p->last = w;
	}
	return p->first != p->last && kind_of(&p->letters, rules, READ_EXACTLY, kind) != LIKE_NONE;
}

/* ---- drawings ---- */
/* Is enough drawn between two heights to be a stamp? */
static bool
has_drawings(const struct tr_page_words *words, double from, double to)
{
	struct tr_box shapes = {INFINITY, INFINITY, -INFINITY, -INFINITY};
	size_t bits = 0;

	for (size_t i = 0; i < words->drawn_count; i++) {
		const struct tr_page_drawn *d = &words->drawn[i];
		if (d->box.y1 < from || d->box.y0 > to)
			continue;
		if (d->kind == TR_DRAWN_BIT)
			bits++;
		else
			grow(&shapes, d->box);
	}
	const double width = shapes.x1 - shapes.x0, height = shapes.y1 - shapes.y0;
	return bits >= BITS_LEAST || (fmin(width, height) >= DRAWN_LEAST && fmax(width, height) >= DRAWN_LENGTH);
}

/* ---- a page ---- */
static bool
is_textless(const struct tr_page_words *words, size_t letters)
{
	const struct tr_box *p = &words->picture;
	const double part = (p->x1 - p->x0) * (p->y1 - p->y0) / (words->width * words->height);

	return letters == 0 || (words->pictures > 0 && part >= SCAN_PART && letters < SCAN_LETTERS);
}

/* The highest kind counts. */
static void
note_stamp(struct tr_secrecy_page *page, size_t kind, struct tr_box box)
{
	if (!page->found || kind > page->stamp.kind)
		page->stamp = (struct tr_secrecy_stamp){kind, box};
	page->found = true;
}

trien_rc
tr_secrecy_judge(const struct tr_page_words *words, size_t index, const struct tr_secrecy_rules *rules,
		struct tr_secrecy_page *out, struct trien_err *err)
{
	const double head = index == 0 || begins_a_paper(words) ? rules->first_page : rules->other_pages;
	struct tr_secrecy_page page = {0};
	size_t letters = 0;

	if (rules->stamp_count > TR_SECRECY_STAMPS_MAX)
		return TR_ERR(err, INTERNAL, TR_S("what", "secrecy rules"));
	for (size_t i = 0; i < words->count; i++) {
		struct piece p;
		size_t kind;
		if (is_stacked_stamp(words, &words->words[i], rules, &p, &kind) &&
				stands_where_stamps_do(words, head, rules, p.box))
			note_stamp(&page, kind, p.box);
	}
	for (size_t i = 0; i < words->count;) {
		struct piece p;
		size_t kind;
		i = cut_piece(words, i, &p);
		letters += p.visible ? p.letters.n : 0;
		if (!stands_where_stamps_do(words, head, rules, p.box) || !is_stamp(words, &p, head, rules, &kind))
			continue;
		note_stamp(&page, kind, p.box);
	}
	page.head = head;
	page.drawings = has_drawings(words, 0, head * words->height) ||
			has_drawings(words, (1 - rules->foot) * words->height, words->height);
	page.textless = is_textless(words, letters);
	*out = page;
	return TRIEN_OK;
}
