/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R8.2
 */
#include "official/place_block.h"

#include <math.h>

#include "official/place_line.h"
#include "official/place_words.h"

#define ROOM_LEAST TR_MM(12)      /* a handwriting needs as much */
#define ROOM_MOST TR_MM(60)       /* farther apart, title and name need not belong together */
#define ROOM_SOME TR_MM(6)        /* so much between title and name makes a second block of it */
#define ROOM_WIDTH_LEAST TR_MM(25)
#define ROOM_FOR_NAMELESS TR_MM(25)
#define CENTRE_NEAR TR_MM(15)
#define CENTRE_FAR TR_MM(30)
#define TITLE_LINES 8
#define TAIL_SEGMENTS 16           /* from the end of a page, among which a title without its name is */
#define NAME_SIZE_MOST 1.3        /* of the title's: larger is the heading of a page */
#define LINE_GAP 0.8              /* of the size, between the boxes of two lines of one title or name */
#define PAGE_EDGE TR_MM(10)
#define INK_IN_ROOM 0.004         /* of it dark: not empty */
#define INK_IN_NAME 0.02          /* less is no print */

/* What is known of a block while it is read. Segments of other columns that touch its own are cut off. */
struct block {
	const struct tr_sheet *s;
	struct tr_segment name;      /* its first line, with a rank before it */
	struct tr_box name_box;      /* all lines of it */
	size_t top;                  /* index of the segment in which the name starts */
	size_t bottom;               /* and ends */
	double left, right;          /* of the column */
	struct tr_segment title[TITLE_LINES]; /* from below */
	size_t title_count;
	size_t title_top;            /* index of the segment that the uppermost was cut from */
	struct tr_segment office[TITLE_LINES]; /* between the room and the name, from below */
	size_t office_count;
	bool known, capitals;        /* title */
	bool typed_signed;           /* "(Đã ký)" */
};

/* ---- the name ---- */
/*
 * How many words from `first` on, within its segment, spell the name; `from` letters of it stand on the line above.
 * *match is the worse of both. 0: they do not. *bare: punctuation hangs on, as in running text.
 */
static size_t
spell(const struct tr_sheet *s, const struct tr_segment *g, size_t first, const struct tr_letter *name, size_t n,
		size_t *spelt, enum tr_letters_match *match, bool *punctuated)
{
	size_t at = 0, w = first;

	*match = TR_LETTERS_EQUAL;
	*punctuated = false;
	for (; w < g->first + g->count && at < n; w++) {
		const struct tr_letter *l = s->words[w].letters;
		size_t k = s->words[w].n;
		for (; k > 0 && at == 0 && tr_line_punctuation(l->base); l++, k--)
			*punctuated = true;
		for (; k > 0 && tr_line_punctuation(l[k - 1].base); k--)
			*punctuated = true;
		if (k == 0 || k > n - at)
			break;
		const enum tr_letters_match m = tr_letters_compare(l, name + at, k);
		if (m == TR_LETTERS_DIFFER)
			break;
		*match = m < *match ? m : *match;
		at += k;
	}
	*spelt = at;
	return w - first;
}

/* The rest of a long name on the line below, which it fills. */
static bool
spell_below(const struct tr_sheet *s, struct block *b, const struct tr_letter *rest, size_t n,
		enum tr_letters_match *match)
{
	const size_t i = tr_segment_below(s, b->top, b->name.box.x0, b->name.box.x1);
	enum tr_letters_match m;
	bool punctuated;
	size_t spelt;

	if (i == s->segment_count)
		return false;
	const struct tr_segment *g = &s->segments[i];
	if (g->box.y0 - b->name.box.y1 > LINE_GAP * g->size)
		return false;
	if (spell(s, g, g->first, rest, n, &spelt, &m, &punctuated) != g->count || spelt != n || punctuated)
		return false;
	*match = m < *match ? m : *match;
	b->name_box = tr_box_around(b->name_box, g->box);
	b->bottom = i;
	return true;
}

/* Written without diacritics, as some certificates and text layers are: only then they may lack. */
static bool
is_bare(const struct tr_letter *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (l[i].tone != TR_TONE_NONE || tr_letter_bare(l[i].base) != l[i].base)
			return false;
	return true;
}

static bool
may_be_the_name(const struct block *b, const struct tr_block_search *search, enum tr_letters_match match)
{
	struct tr_letter printed[TR_PLACE_NAME_MAX];
	return match == TR_LETTERS_EQUAL || is_bare(search->name, search->n) ||
	       is_bare(printed, tr_segment_letters(b->s, &b->name, printed, TR_PLACE_NAME_MAX));
}

/* ---- the column and its title ---- */
/* Halfway to what stands beside the name. */
static void
find_column(struct block *b)
{
	const struct tr_sheet *s = b->s;

	b->left = 0;
	b->right = s->page->width;
	for (size_t i = 0; i < s->segment_count; i++) {
		const struct tr_box o = s->segments[i].box;
		if (i == b->top || o.y1 <= b->name.box.y0 || o.y0 >= b->name.box.y1)
			continue;
		if (o.x1 <= b->name.box.x0)
			b->left = fmax(b->left, (o.x1 + b->name.box.x0) / 2);
		else if (o.x0 >= b->name.box.x1)
			b->right = fmin(b->right, (o.x0 + b->name.box.x1) / 2);
	}
}

/* A line that holds two columns, because little space parts them, is cut to the words of this one. */
static struct tr_segment
cut_to_column(const struct block *b, const struct tr_segment *g)
{
	const struct tr_sheet *s = b->s;
	size_t first = g->first, end = g->first + g->count;

	if (fabs(tr_box_middle(g->box) - tr_box_middle(b->name.box)) <= CENTRE_NEAR)
		return *g;
	while (first < end && tr_box_middle(s->words[first].w->box) < b->left)
		first++;
	while (end > first && tr_box_middle(s->words[end - 1].w->box) > b->right)
		end--;
	if (first == end)
		return *g;
	struct tr_segment cut = tr_segment_of(s, first, end - first);
	cut.line = g->line;
	return cut;
}

/* May this line stand in a title? In capitals, or in bold with a known post. */
static bool
is_title_line(const struct block *b, const struct tr_segment *g)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	const size_t n = tr_segment_letters(b->s, g, l, TR_TITLE_LETTERS);

	if (tr_line_instruction(l, n))
		return true;
	if (tr_words_no_title(l, n))
		return false;
	return tr_line_capitals(g) || (l[0].upper && g->count <= 8 && tr_words_title(l, n));
}

static void
note_title_line(struct block *b, const struct tr_segment *g)
{
	struct tr_letter l[TR_TITLE_LETTERS];
	const size_t n = tr_segment_letters(b->s, g, l, TR_TITLE_LETTERS);

	b->title[b->title_count++] = *g;
	if (tr_line_instruction(l, n)) {
		b->typed_signed = b->typed_signed || tr_words_have(l, n, "đã ký");
		return;
	}
	const struct tr_sheet_word *first = &b->s->words[g->first];
	const bool prefixed = first->n > 1 && *tr_words_prefix(first->letters, first->n) != '\0';
	b->known = b->known || prefixed || tr_words_title(l, n);
	b->capitals = b->capitals || tr_line_capitals(g);
}

/* All lines of the title, from below. *seen: something stands above the name, title or not. */
static void
read_title(struct block *b, bool *seen)
{
	const struct tr_sheet *s = b->s;
	size_t at = b->top;
	struct tr_box box = b->name.box;

	*seen = false;
	while (b->title_count < TITLE_LINES) {
		at = tr_segment_above(s, at, box.x0, box.x1);
		if (at == s->segment_count)
			return;
		const struct tr_segment g = cut_to_column(b, &s->segments[at]);
		if (tr_line_in_margin(s, &g))
			return;
		*seen = true;
		if (b->title_count > 0 && box.y0 - g.box.y1 > LINE_GAP * g.size)
			return;
		if (fabs(tr_box_middle(g.box) - tr_box_middle(b->name.box)) > CENTRE_FAR || !is_title_line(b, &g))
			return;
		note_title_line(b, &g);
		b->title_top = at;
		box = g.box;
	}
}

static bool
lines_say(const struct block *b, bool (*say)(const struct tr_letter *l, size_t n))
{
	struct tr_letter l[TR_TITLE_LETTERS];

	for (size_t i = 0; i < b->title_count; i++)
		if (say(l, tr_segment_letters(b->s, &b->title[i], l, TR_TITLE_LETTERS)))
			return true;
	return false;
}

/*
 * "PHÓ TRƯỞNG BAN", room, and right over the name the office that its bearer holds otherwise, "PHÓ CHỦ TỊCH UBND TỈNH": that goes
 * with the name. Any other two posts are two persons'.
 */
static void
read_office(struct block *b)
{
	struct block upper = *b;
	bool seen;

	if (b->title_count == 0 || b->name.box.y0 - b->title[0].box.y1 > LINE_GAP * b->name.size ||
			!lines_say(b, tr_words_office))
		return;
	const struct tr_segment *first = &b->title[b->title_count - 1];
	upper.office_count = b->title_count;
	memcpy(upper.office, b->title, sizeof(upper.office));
	upper.top = b->title_top;
	upper.name.box.y0 = first->box.y0;
	upper.name_box = tr_box_around(b->name_box, first->box);
	upper.title_count = 0;
	upper.known = upper.capitals = false;
	read_title(&upper, &seen);
	upper.top = b->top;
	if (upper.title_count > 0 && upper.known && upper.capitals && lines_say(&upper, tr_words_committee) &&
			first->box.y0 - upper.title[0].box.y1 >= ROOM_LEAST)
		*b = upper;
}

/* ---- the room ---- */
/* Words of the room's height end it; those beside title and name, which are another column's, at half way. */
static void
narrow_by(const struct block *b, struct tr_box o, double y0, double y1, double middle, double *left, double *right)
{
	const double x0 = fmin(b->title[0].box.x0, b->name_box.x0), x1 = fmax(b->title[0].box.x1, b->name_box.x1);
	const bool beside = o.y1 > b->title[0].box.y0 && o.y0 < b->name_box.y1;

	if (beside && o.x1 <= x0)
		*left = fmax(*left, (o.x1 + x0) / 2);
	else if (beside && o.x0 >= x1)
		*right = fmin(*right, (o.x0 + x1) / 2);
	if (!(o.y1 > y0 && o.y0 < y1))
		return;
	if (o.x1 <= middle)
		*left = fmax(*left, o.x1);
	else if (o.x0 >= middle)
		*right = fmin(*right, o.x0);
	else
		*left = *right = middle;
}

static struct tr_box
find_room(const struct block *b)
{
	const struct tr_page_words *page = b->s->page;
	const double y0 = b->title[0].box.y1, y1 = b->name.box.y0;
	const double middle = (tr_box_middle(b->title[0].box) + tr_box_middle(b->name_box)) / 2;
	double left = fmax(PAGE_EDGE, b->left), right = fmin(page->width - PAGE_EDGE, b->right);

	for (size_t i = 0; i < page->count; i++)
		if (page->words[i].size <= TR_SHEET_SIZE_MOST && (page->words[i].visible || b->s->scan))
			narrow_by(b, page->words[i].box, y0, y1, middle, &left, &right);
	const double half = fmax(fmin(middle - left, right - middle), 0);
	return (struct tr_box){middle - half, y0, middle + half, fmax(y0, y1)};
}

/* Row number at the left, or four cells and more: a table. */
static bool
in_table(const struct block *b)
{
	const struct tr_sheet *s = b->s;
	size_t cells = 0;
	bool number = false;

	for (size_t i = 0; i < s->segment_count; i++) {
		const struct tr_segment *g = &s->segments[i];
		if (g->box.y1 <= b->name.box.y0 || g->box.y0 >= b->name.box.y1)
			continue;
		cells++;
		number = number || tr_line_number(s, g);
	}
	return number || cells > 4;
}

static bool
text_below(const struct block *b)
{
	const struct tr_sheet *s = b->s;
	const size_t i = tr_segment_below(s, b->bottom, b->name_box.x0, b->name_box.x1);
	return i < s->segment_count && s->segments[i].box.y0 - b->name_box.y1 < LINE_GAP * b->name.size &&
	       s->segments[i].letters > 0 && !tr_line_in_margin(s, &s->segments[i]);
}

static trien_rc
ink_in(const struct tr_block_search *search, const struct block *b, struct tr_box box, double *share,
		struct trien_err *err)
{
	const double inset = fmin(2, fmin(box.x1 - box.x0, box.y1 - box.y0) / 8);
	const struct tr_box inner = {box.x0 + inset, box.y0 + inset, box.x1 - inset, box.y1 - inset};
	return search->source->ink(search->source->context, b->s->index, inner, share, err);
}

/* Words know nothing of pictures: where the page has some, the drawn page is looked at. */
static trien_rc
doubt_pictures(const struct tr_block_search *search, const struct block *b, struct tr_place_signatory *f,
		struct trien_err *err)
{
	const struct tr_page_words *page = b->s->page;
	double share;

	if (page->pictures == 0 || (page->pictures == 1 && !b->s->scan && !tr_boxes_meet(page->picture, f->room)))
		return TRIEN_OK;
	f->doubt = "picture";
	if (search->source->ink == NULL)
		return TRIEN_OK;
	const double half = fmin((f->room.x1 - f->room.x0) / 2, TR_MM(20));
	const double middle = tr_box_middle(f->room);
	TR_TRY(ink_in(search, b, (struct tr_box){middle - half, f->room.y0, middle + half, f->room.y1}, &share, err));
	if (!(share < INK_IN_ROOM)) {
		f->doubt = "room-not-empty";
		return TRIEN_OK;
	}
	TR_TRY(ink_in(search, b, f->name, &share, err));
	f->doubt = share > INK_IN_NAME ? NULL : "no-ink";
	return TRIEN_OK;
}

/*
 * Not every post is known. A bold name that was asked for, under capitals and off the middle of the page, where covers have
 * it; but not where a known title stands farther up: then what is between is something else, in the room.
 */
static bool
looks_like_block(const struct block *b)
{
	const size_t over = tr_segment_above(b->s, b->title_top, b->name_box.x0, b->name_box.x1);
	if (over < b->s->segment_count && tr_line_capitals(&b->s->segments[over]) && tr_line_title(b->s, &b->s->segments[over]))
		return false;
	const double middle = (TR_MM(30) + b->s->page->width - TR_MM(15)) / 2; /* between the margins */
	return b->capitals && tr_line_bold(&b->name) && fabs(tr_box_middle(b->name_box) - middle) > CENTRE_NEAR;
}

static const char *
doubt_of(const struct block *b, const struct tr_place_signatory *f, bool spelt, bool asked)
{
	const double height = f->room.y1 - f->room.y0;
	const double off = fabs(tr_box_middle(b->title[0].box) - tr_box_middle(b->name_box));

	if (in_table(b))
		return "in-table";
	if (!b->known ? !asked || !looks_like_block(b) : !b->capitals && !tr_line_bold(&b->title[0]))
		return "title-unknown";
	if (b->typed_signed)
		return "typed-signed";
	if (height < ROOM_LEAST || f->room.x1 - f->room.x0 < ROOM_WIDTH_LEAST)
		return "no-room";
	if (height > ROOM_MOST)
		return "far-apart";
	if (off > CENTRE_NEAR)
		return "off-centre";
	if (text_below(b))
		return "text-below";
	return spelt ? NULL : "spelling";
}

/* ---- what is handed on ---- */
static trien_rc
keep_text(struct tr_arena *arena, const struct tr_buf *b, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *p;
	TR_TRY(tr_arena_copy(arena, b->p, b->n, &p, err));
	*out = (struct tr_text){(const char *)p, b->n};
	return TRIEN_OK;
}

static trien_rc
fill_texts(const struct tr_block_search *search, const struct block *b, struct tr_place_signatory *f,
		struct trien_err *err)
{
	TR_AUTO_BUF title = {0}, name = {0};
	struct tr_letter l[TR_TITLE_LETTERS];
	const char *prefix = "";

	for (size_t i = b->title_count; i-- > 0;) {
		const struct tr_segment *g = &b->title[i];
		f->title = i == b->title_count - 1 ? g->box : tr_box_around(f->title, g->box);
		if (tr_line_instruction(l, tr_segment_letters(b->s, g, l, TR_TITLE_LETTERS)))
			continue;
		TR_TRY(tr_segment_text(b->s, g, &title, err));
		const struct tr_sheet_word *first = &b->s->words[g->first];
		const char *here = tr_words_prefix(first->letters, first->n);
		prefix = *here != '\0' ? here : prefix;
	}
	for (size_t i = b->office_count; i-- > 0;)
		TR_TRY(tr_segment_text(b->s, &b->office[i], &title, err));
	f->prefix = (struct tr_text){prefix, strlen(prefix)};
	TR_TRY(keep_text(search->arena, &title, &f->title_text, err));
	if (b->name.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_segment_text(b->s, &b->name, &name, err));
	if (b->bottom != b->top)
		TR_TRY(tr_segment_text(b->s, &b->s->segments[b->bottom], &name, err));
	return keep_text(search->arena, &name, &f->name_text, err);
}

static void
add(struct tr_blocks *out, const struct tr_block *block)
{
	if (out->count == TR_PLACE_CANDIDATES_MAX)
		out->cut = true;
	else
		out->items[out->count++] = *block;
}

/* A name alone in its place without a title above is no block, unless the title stands at the end of the page before. */
static trien_rc
judge_untitled(const struct tr_block_search *search, const struct block *b, bool seen, bool spelt,
		struct tr_blocks *out, struct trien_err *err)
{
	struct tr_block made = {.spelt = spelt};

	if (seen || b->s->index == 0 || !out->tail) {
		out->elsewhere++;
		return TRIEN_OK;
	}
	TR_TRY(fill_texts(search, b, &made.found, err));
	made.found.page = b->s->index;
	made.found.name = b->name_box;
	made.found.title_text = out->tail_text;
	made.found.sure = TR_UNSURE;
	made.found.doubt = "page-break";
	add(out, &made);
	return TRIEN_OK;
}

static trien_rc
judge_block(const struct tr_block_search *search, struct block *b, bool spelt, struct tr_blocks *out,
		struct trien_err *err)
{
	struct tr_block made = {.spelt = spelt};
	struct tr_place_signatory *f = &made.found;
	bool seen;

	find_column(b);
	read_title(b, &seen);
	read_office(b);
	if (b->title_count == 0)
		return judge_untitled(search, b, seen, spelt, out, err);
	TR_TRY(fill_texts(search, b, f, err));
	f->page = b->s->index;
	f->name = b->name_box;
	f->room = find_room(b);
	f->doubt = doubt_of(b, f, spelt, search->n > 0);
	if (f->doubt == NULL)
		TR_TRY(doubt_pictures(search, b, f, err));
	f->sure = f->doubt == NULL ? TR_SURE : TR_UNSURE;
	made.complete = b->known && f->room.y1 - f->room.y0 >= ROOM_SOME && !in_table(b);
	add(out, &made);
	return TRIEN_OK;
}

/* ---- all names of a page ---- */
static trien_rc
try_name(const struct tr_block_search *search, const struct tr_sheet *s, size_t segment, size_t word,
		size_t *left, struct tr_blocks *out, struct trien_err *err)
{
	const struct tr_segment *g = &s->segments[segment];
	struct block b = {.s = s, .name = *g, .name_box = g->box, .top = segment, .bottom = segment};
	enum tr_letters_match match;
	size_t spelt;
	bool punctuated;

	const size_t used = spell(s, g, word, search->name, search->n, &spelt, &match, &punctuated);
	if (spelt == 0 || used == 0)
		return TRIEN_OK;
	const bool fills = word + used == g->first + g->count && tr_line_rank(s, g->first, word) && !punctuated;
	if (spelt < search->n && !(fills && spelt > search->n / 4 &&
			spell_below(s, &b, search->name + spelt, search->n - spelt, &match)))
		return TRIEN_OK;
	if (!may_be_the_name(&b, search, match))
		return TRIEN_OK;
	if (!fills) {
		out->elsewhere++;
		return TRIEN_OK;
	}
	if (*left == 0) {
		out->cut = true;
		return TRIEN_OK;
	}
	(*left)--;
	return judge_block(search, &b, match == TR_LETTERS_EQUAL, out, err);
}

static trien_rc
read_named(const struct tr_block_search *search, const struct tr_sheet *s, struct tr_blocks *out,
		struct trien_err *err)
{
	const uint16_t first = tr_letter_bare(search->name[0].base);
	size_t left = TR_BLOCK_PAGE_NAMES_MAX;

	for (size_t i = 0; i < s->segment_count; i++) {
		const struct tr_segment *g = &s->segments[i];
		for (size_t w = g->first; w < g->first + g->count; w++) {
			const struct tr_letter *l = s->words[w].letters;
			if (tr_letter_bare(l->base) == first || tr_line_punctuation(l->base))
				TR_TRY(try_name(search, s, i, w, &left, out, err));
		}
	}
	return TRIEN_OK;
}

/* A title with nobody's name below it: where one signs is known, who is not. */
static trien_rc
judge_nameless(const struct tr_block_search *search, const struct tr_sheet *s, const struct tr_segment *title,
		struct tr_blocks *out, struct trien_err *err)
{
	struct block b = {.s = s, .title = {*title}, .title_count = 1, .known = true, .capitals = true};
	struct tr_block made = {.found = {.page = s->index, .sure = TR_UNSURE, .doubt = "no-name"}};

	b.name.box = b.name_box = (struct tr_box){
		title->box.x0, title->box.y1 + ROOM_FOR_NAMELESS, title->box.x1, title->box.y1 + ROOM_FOR_NAMELESS};
	b.right = s->page->width;
	made.found.room = find_room(&b);
	TR_TRY(fill_texts(search, &b, &made.found, err));
	if (!out->has_nameless)
		out->nameless_page = s->index;
	out->nameless = made;
	out->has_nameless = true;
	return TRIEN_OK;
}

/* The last of the lines in capitals that go on with a title. */
static size_t
end_of_title(const struct tr_sheet *s, size_t title)
{
	for (size_t below; (below = tr_segment_below(s, title, s->segments[title].box.x0, s->segments[title].box.x1)) <
					s->segment_count; title = below)
		if (!tr_line_capitals(&s->segments[below]) || tr_line_in_margin(s, &s->segments[below]) ||
				s->segments[below].box.y0 - s->segments[title].box.y1 > LINE_GAP * s->segments[title].size)
			break;
	return title;
}

/* A known title in capitals with nothing below it, or nothing near. */
static bool
is_nameless(const struct tr_sheet *s, size_t title)
{
	const struct tr_segment *g = &s->segments[end_of_title(s, title)];

	if (!tr_line_capitals(&s->segments[title]) || !tr_line_title(s, &s->segments[title]))
		return false;
	size_t below = tr_segment_below(s, end_of_title(s, title), g->box.x0, g->box.x1);
	if (below < s->segment_count && tr_line_office(s, &s->segments[below]))
		below = tr_segment_below(s, end_of_title(s, below), g->box.x0, g->box.x1);
	return below == s->segment_count || tr_line_in_margin(s, &s->segments[below]) ||
	       (s->segments[below].box.y0 - g->box.y1 > ROOM_LEAST && !tr_line_name(s, &s->segments[below]));
}

/* A long name goes on below, in the same look. */
static void
join_second_line(struct block *b)
{
	const struct tr_sheet *s = b->s;
	const size_t i = tr_segment_below(s, b->top, b->name.box.x0, b->name.box.x1);

	if (i == s->segment_count)
		return;
	const struct tr_segment *g = &s->segments[i];
	if (g->box.y0 - b->name.box.y1 > LINE_GAP * g->size || tr_line_bold(g) != tr_line_bold(&b->name) ||
			fabs(g->size - b->name.size) > 0.5 || tr_line_in_margin(s, g) || !tr_line_names(s, g->first, g->first + g->count))
		return;
	b->name_box = tr_box_around(b->name_box, g->box);
	b->bottom = i;
}

/* A name under capitals or an instruction to sign. */
static trien_rc
judge_unnamed(const struct tr_block_search *search, const struct tr_sheet *s, size_t name, struct tr_blocks *out,
		struct trien_err *err)
{
	const struct tr_segment *n = &s->segments[name];
	const size_t above = tr_segment_above(s, name, n->box.x0, n->box.x1);
	struct block b = {.s = s, .name = *n, .name_box = n->box, .top = name, .bottom = name};

	if (above == s->segment_count)
		return TRIEN_OK;
	const double gap = n->box.y0 - s->segments[above].box.y1;
	if (n->size > NAME_SIZE_MOST * s->segments[above].size)
		return TRIEN_OK;
	if (gap < LINE_GAP * n->size && (tr_line_capitals(n) || !tr_line_title(s, &s->segments[above])))
		return TRIEN_OK;
	if (!is_title_line(&b, &s->segments[above]))
		return TRIEN_OK;
	join_second_line(&b);
	const size_t count = out->count;
	TR_TRY(judge_block(search, &b, true, out, err));
	if (out->count == count || b.known)
		return TRIEN_OK;
	/* An unknown post counts where all else speaks for a block: then it is one more who may be meant. */
	if (looks_like_block(&b) && gap >= ROOM_LEAST && gap <= ROOM_MOST && !in_table(&b))
		out->items[count].complete = true;
	else
		out->count = count;
	return TRIEN_OK;
}

/* The name whose title stands at the end of the page before. */
static trien_rc
read_after_break(const struct tr_block_search *search, const struct tr_sheet *s, struct tr_blocks *out,
		struct trien_err *err)
{
	for (size_t i = 0; out->tail && i < s->segment_count && i < 4; i++) {
		const struct tr_segment *n = &s->segments[i];
		struct block b = {.s = s, .name = *n, .name_box = n->box, .top = i, .bottom = i};
		if (tr_line_name(s, n))
			return judge_block(search, &b, true, out, err);
	}
	return TRIEN_OK;
}

/* Whoever signs: each name under a known title. */
static trien_rc
read_any(const struct tr_block_search *search, const struct tr_sheet *s, struct tr_blocks *out,
		struct trien_err *err)
{
	size_t left = TR_BLOCK_PAGE_LOOKS_MAX;

	TR_TRY(read_after_break(search, s, out, err));
	for (size_t i = 0; i < s->segment_count && !out->cut; i++) {
		if (!tr_line_capitals(&s->segments[i]) && !tr_line_name(s, &s->segments[i]))
			continue;
		out->cut = left-- == 0;
		const bool nameless = is_nameless(s, i);
		if (out->cut || (!nameless && !tr_line_name(s, &s->segments[i])))
			continue;
		if (nameless)
			TR_TRY(judge_nameless(search, s, &s->segments[i], out, err));
		else
			TR_TRY(judge_unnamed(search, s, i, out, err));
	}
	return TRIEN_OK;
}

/* Does the page end with a title whose name is not on it? */
static trien_rc
read_tail(const struct tr_block_search *search, const struct tr_sheet *s, struct tr_blocks *out,
		struct trien_err *err)
{
	out->tail = false;
	for (size_t i = s->segment_count, seen = 0; i-- > 0 && seen < TAIL_SEGMENTS; seen++) {
		const struct tr_segment *g = &s->segments[i];
		if (!tr_line_capitals(g) || !tr_line_title(s, g))
			continue;
		const size_t below = tr_segment_below(s, i, g->box.x0, g->box.x1);
		if (below < s->segment_count && !tr_line_in_margin(s, &s->segments[below]))
			continue;
		TR_AUTO_BUF text = {0};
		TR_TRY(tr_segment_text(s, g, &text, err));
		TR_TRY(keep_text(search->arena, &text, &out->tail_text, err));
		out->tail = true;
		break;
	}
	return TRIEN_OK;
}

trien_rc
tr_blocks_read(const struct tr_block_search *search, const struct tr_sheet *s, struct tr_blocks *out,
		struct trien_err *err)
{
	if (search->n > 0)
		TR_TRY(read_named(search, s, out, err));
	else
		TR_TRY(read_any(search, s, out, err));
	return read_tail(search, s, out, err);
}
