/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A line is cut into pieces where there is a wide gap, another size or another colour; a piece that is a stamp and
 * nothing else counts. Turned text is joined by where it stands.
 */
#include "official/secrecy.h"

#include <math.h>

#include "base/utf8.h"
#include "base/vietnamese.h"

#define LETTERS_MAX 48u
#define GAP 2.0          /* sizes: wider parts two pieces; letters of a stamp may stand apart */
#define SIZE_CHANGE 0.15
#define LINES_ABOVE 2.2  /* sizes: a heading's line before */
#define SCAN_LETTERS 400u
#define SCAN_PART 0.5

/* The letters and digits of a piece, nothing else, as code points. */
struct letters {
	uint32_t at[LETTERS_MAX + 1];
	size_t n; /* LETTERS_MAX + 1: too many for a stamp */
};

struct piece {
	struct letters letters;
	struct tr_box box;
	const struct tr_word *first, *last;
	bool visible;
};

/* ---- letters ---- */
static bool
is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c != 0xd7 && c != 0xf7 && c < 0x2000) || (c > 0x3000 && c < 0xfe00);
}

static void
add_letters(struct letters *l, struct tr_text text)
{
	for (size_t i = 0, step; i < text.n && l->n <= LETTERS_MAX; i += step) {
		const uint32_t c = tr_utf8_next((const uint8_t *)text.p + i, text.n - i, &step);
		if (is_letter(c))
			l->at[l->n++] = c;
	}
}

static bool
same_letters(const struct letters *a, const struct letters *b)
{
	return a->n == b->n && memcmp(a->at, b->at, a->n * sizeof(*a->at)) == 0;
}

/*
 * Fonts of before Unicode carry Vietnamese in other letters: TCVN 5712 (".VnTimeH", where small letters look like
 * capitals) and VNI. Only the letters of stamps are known here.
 */
static void
from_legacy(struct letters *l)
{
	struct letters out = {.n = 0};
	bool tcvn = false;

	for (size_t i = 0; i < l->n; i++) {
		const uint32_t c = l->at[i], next = i + 1 < l->n ? l->at[i + 1] : 0;
		const bool vni = next == 0xc4 || next == 0xc1; /* Ä: circumflex and dot below; Á: circumflex and acute */
		uint32_t becomes = c == 0xcb ? 0x1eac : c == 0xd6 ? 0x1ec6 : c == 0xe8 ? 0x1ed0 : 0;
		tcvn = tcvn || becomes != 0;
		if (becomes == 0 && vni && (c == 'A' || c == 'E' || c == 'O')) {
			becomes = c == 'A' ? 0x1eac : c == 'E' ? 0x1ec6 : 0x1ed0;
			i++;
		}
		out.at[out.n++] = becomes != 0 ? becomes : c;
	}
	for (size_t i = 0; tcvn && i < out.n; i++)
		if (out.at[i] >= 'a' && out.at[i] <= 'z')
			out.at[i] -= 'a' - 'A';
	*l = out;
}

/* Ậ, â, ă and their like are A: the letters of stamps, and what is taken for them when a picture is read. */
static uint32_t
bare(uint32_t c)
{
	uint8_t utf8[4];
	struct tr_letter letter;
	const struct tr_text one = {(const char *)utf8, tr_utf8_put(c, utf8)};

	if (tr_letters_of(one, &letter, 1) == 0)
		return c;
	const uint16_t base = tr_letter_bare(letter.base);
	return base >= 'a' && base <= 'z' ? base - ('a' - 'A') : base;
}

static void
make_bare(struct letters *l)
{
	for (size_t i = 0; i < l->n; i++)
		l->at[i] = bare(l->at[i]);
}

/* Small letters of a stamp are running text, whoever reads them. */
static bool
has_small(const struct letters *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->at[i] >= 'a' && l->at[i] <= 'z')
			return true;
	return false;
}

enum reading { READ_EXACTLY, READ_FROM_PICTURE };

/* "ĐỘ MẬT: TỐI MẬT" declares what a stamp says. */
static bool
is_declared(const struct letters *got, const struct letters *stamp)
{
	static const char label[] = {'D', 'O', 'M', 'A', 'T'};
	struct letters l = *got, s = *stamp;

	if (l.n != sizeof(label) + s.n || has_small(&l))
		return false;
	make_bare(&l);
	make_bare(&s);
	for (size_t i = 0; i < sizeof(label); i++)
		if (l.at[i] != (uint32_t)label[i])
			return false;
	return memcmp(l.at + sizeof(label), s.at, s.n * sizeof(*s.at)) == 0;
}

/* Which stamp the letters are; stamp_count where none. */
static size_t
kind_of(const struct letters *got, const struct tr_secrecy_rules *rules, enum reading reading)
{
	struct letters l = *got;

	if (l.n == 0 || l.n > LETTERS_MAX)
		return rules->stamp_count;
	if (reading == READ_EXACTLY)
		from_legacy(&l);
	for (size_t k = 0; k < rules->stamp_count; k++) {
		struct letters stamp = {.n = 0};
		add_letters(&stamp, rules->stamps[k]);
		if (same_letters(&l, &stamp) || is_declared(&l, &stamp))
			return k;
		if (reading == READ_EXACTLY || has_small(&l))
			continue;
		struct letters loose = l;
		make_bare(&loose);
		make_bare(&stamp);
		if (same_letters(&loose, &stamp))
			return k;
	}
	return rules->stamp_count;
}

bool
tr_secrecy_line(struct tr_text line, const struct tr_secrecy_rules *rules, size_t *kind)
{
	struct letters l = {.n = 0};

	add_letters(&l, line);
	const size_t k = kind_of(&l, rules, READ_FROM_PICTURE);
	if (k == rules->stamp_count)
		return false;
	*kind = k;
	return true;
}

/* ---- pieces ---- */
static bool
near_size(double a, double b)
{
	return fabs(a - b) <= SIZE_CHANGE * fmax(a, b);
}

/* Does b go on with the piece that ends with a? */
static bool
goes_on(const struct tr_word *a, const struct tr_word *b)
{
	if (a->visible != b->visible || a->colour != b->colour || !near_size(a->size, b->size) || a->upright != b->upright)
		return false;
	if (a->upright)
		return a->line == b->line && b->box.x0 - a->box.x1 < GAP * a->size;
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
		add_letters(&out->letters, w->text);
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
		add_letters(&p->letters, w->text);
}

/* ---- where stamps stand ---- */
/* Pages of annexes and of papers put together begin anew, with the words that every first page has at its top. */
static bool
begins_a_paper(const struct tr_page_words *words)
{
	struct letters l = {.n = 0}, motto = {.n = 0};

	add_letters(&motto, TR_TEXT_LIT("CỘNGHÒAXÃHỘI"));
	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i];
		if (w->box.y0 > words->height / 4 || !w->upright)
			continue;
		add_letters(&l, w->text);
		if (l.n >= motto.n && memcmp(l.at + l.n - motto.n, motto.at, motto.n * sizeof(*motto.at)) == 0)
			return true;
		if (l.n > LETTERS_MAX / 2) {
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

/* "... BẢO VỆ BÍ" and below it "MẬT": a heading that breaks, not a stamp. */
static bool
ends_a_heading(const struct tr_page_words *words, const struct piece *p)
{
	struct letters bi = {.n = 0};

	add_letters(&bi, TR_TEXT_LIT("BÍ"));
	for (size_t i = 0; i < words->count; i++) {
		const struct tr_word *w = &words->words[i], *from = w;
		struct letters l = {.n = 0};
		if (!is_just_above(w, p) || (i + 1 < words->count && goes_on(w, w + 1)))
			continue;
		/* The last word of its line; a producer may have cut it into letters. */
		while (from > words->words && goes_on(from - 1, from) && w->box.x1 - from->box.x0 < w->size)
			from--;
		for (; from <= w; from++)
			add_letters(&l, from->text);
		if (l.n >= bi.n && memcmp(l.at + l.n - bi.n, bi.at, bi.n * sizeof(*bi.at)) == 0)
			return true;
	}
	return false;
}

static bool
is_stamp(const struct tr_page_words *words, struct piece *p, const struct tr_secrecy_rules *rules, size_t *kind)
{
	/* A scan's own text layer is read from a picture. */
	const enum reading reading = p->visible ? READ_EXACTLY : READ_FROM_PICTURE;

	*kind = kind_of(&p->letters, rules, reading);
	if (*kind == rules->stamp_count && !p->first->upright) {
		read_upwards(p);
		*kind = kind_of(&p->letters, rules, reading);
	}
	return *kind < rules->stamp_count && !(p->first->upright && ends_a_heading(words, p));
}

/* ---- a page ---- */
static bool
is_textless(const struct tr_page_words *words, size_t letters)
{
	const struct tr_box *p = &words->picture;
	const double part = (p->x1 - p->x0) * (p->y1 - p->y0) / (words->width * words->height);

	return letters == 0 || (words->pictures > 0 && part >= SCAN_PART && letters < SCAN_LETTERS);
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
	for (size_t i = 0; i < words->count;) {
		struct piece p;
		size_t kind;
		i = cut_piece(words, i, &p);
		letters += p.visible ? p.letters.n : 0;
		if (!stands_where_stamps_do(words, head, rules, p.box) || !is_stamp(words, &p, rules, &kind))
			continue;
		if (!page.found || kind > page.stamp.kind)
			page.stamp = (struct tr_secrecy_stamp){kind, p.box};
		page.found = true;
	}
	page.textless = is_textless(words, letters);
	*out = page;
	return TRIEN_OK;
}
