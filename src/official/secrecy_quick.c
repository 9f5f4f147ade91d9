/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A stamp is drawn by strings that hold nothing but its letters, in one or letter by letter, in whatever script looks the
 * same. Of each page the letters of all strings of that kind are gathered: where M, A and T are not among them there is no
 * stamp. Drawings that are more than lines may be outlines of letters. Forms, pictures, patterns, annotations and whatever else may hide text behind another step make the answer "not known".
 */
#include "official/secrecy_quick.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "official/secrecy_letters.h"

#define ITEMS_MAX 64u
#define CONTENT_MAX ((size_t)4 << 20)
#define CMAP_MAX ((size_t)256 << 10)

#define FONTS_MAX 16u        /* of a page */
#define CODES 65536u
#define UNIT_LETTERS 13u     /* of the longest: ĐỘ MẬT: TUYỆT MẬT */
#define WIDE_STEP 1000.0     /* thousandths of the size */
#define SPACING_MAX 20.0     /* points */
#define POLYGON_LINES 3u     /* a frame of four lines is closed */
#define THIN 3.0             /* points: a line */
#define SLANT 0.05           /* of its length: a line that leaves the directions of the page */
#define BIT 100.0            /* units: letters may be put together of rectangles so small */
#define BITS_MAX 23u
#define SCALE_MAX 1.5

/* What a code of a font shows. */
enum shown { SHOWS_GAP, SHOWS_MARK, SHOWS_OTHER /* or one of the letters of stamps, a capital */ };

struct codes {
	struct tr_bytes name;   /* in the page's resources */
	unsigned width;         /* bytes of a code */
	uint8_t shown[CODES];
};

struct quick {
	struct tr_pdf *pdf;
	size_t rev;
	struct codes *fonts; /* of the page */
	size_t font_count;
};

static const struct tr_pdf_obj *
find(struct quick *q, const struct tr_pdf_obj *dict, const char *key)
{
	const struct tr_pdf_obj *o;
	return tr_pdf_find(q->pdf, q->rev, dict, key, &o, NULL) == TRIEN_OK ? o : NULL;
}

/* The decoded data of what is written as a reference to a stream; false for everything else. */
static bool
stream_of(struct quick *q, const struct tr_pdf_obj *written, size_t max, struct tr_buf *out)
{
	const struct tr_pdf_obj *stream;

	return tr_pdf_is(written, TR_PDF_REF) &&
	       tr_pdf_get(q->pdf, q->rev, written->u.ref.num, &stream, NULL) == TRIEN_OK &&
	       tr_pdf_is(stream, TR_PDF_STREAM) &&
	       tr_pdf_stream_data(q->pdf, q->rev, written->u.ref, stream, max, out, NULL) == TRIEN_OK;
}

/* ---- fonts ---- */
/* A point, and in fonts of before Unicode what it would be there (TCVN 5712, VNI). */
static uint8_t
shown_of(uint32_t point)
{
	static const char stamps[] = "MATOIUYED";
	struct tr_secrecy_letters one = {.at = {point}, .n = 1};
	struct tr_letter letter[TR_SECRECY_LETTERS_MAX];

	if ((point >= 0x300 && point < 0x370) || point == 0xc4 || point == 0xc1)
		return SHOWS_MARK;
	if (point == 0xcb || point == 0xd6 || point == 0xe8)
		return point == 0xcb ? 'A' : point == 0xd6 ? 'E' : 'O';
	if (!tr_secrecy_is_letter(point))
		return SHOWS_GAP;
	if (tr_secrecy_compared(&one, letter) != 1)
		return SHOWS_OTHER;
	const uint16_t bare = tr_letter_bare(letter[0].base);
	const char capital = (char)(bare >= 'a' && bare <= 'z' ? bare - 'a' + 'A' : 0);
	return capital != 0 && strchr(stamps, capital) != NULL ? (uint8_t)capital : SHOWS_OTHER;
}

static int
hex_digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A hexadecimal string at p[0] == '<': its units of 16 bits, the last one too where it is short. Returns its end, 0 where it has none. */
static size_t
take_hex(struct tr_bytes b, size_t at, uint32_t units[8], size_t *count)
{
	uint32_t unit = 0;
	unsigned digits = 0;

	*count = 0;
	for (at++; at < b.n && b.p[at] != '>'; at++) {
		const int d = hex_digit(b.p[at]);
		if (d < 0)
			continue;
		unit = unit << 4 | (uint32_t)d;
		if (++digits % 4 == 0) {
			if (*count == 8)
				return 0;
			units[(*count)++] = unit;
			unit = 0;
		}
	}
	if (digits % 4 != 0 && *count < 8)
		units[(*count)++] = unit;
	return at < b.n && *count > 0 ? at + 1 : 0;
}

/* §9.10.3: bfchar has pairs of source and target; bfrange two sources and a target that counts on, or a list of targets. */
struct cmap {
	enum { NEITHER, CHARS, RANGES } mode;
	uint32_t from, to; /* the sources of a range */
	unsigned taken;    /* strings of this pair or triple */
	bool list;
};

static bool
starts(struct tr_bytes b, size_t at, const char *word)
{
	return tr_bytes_start(tr_bytes_part(b, at, SIZE_MAX), word);
}

/* A code shows several letters: a ligature is part of a longer word, unless it is a letter with its marks. */
static uint8_t
shown_of_units(const uint32_t *units, size_t count)
{
	uint8_t first = shown_of(units[0]);

	for (size_t i = 1; i < count; i++)
		if (shown_of(units[i]) != SHOWS_MARK)
			first = SHOWS_OTHER;
	return first;
}

static bool
take_string(struct cmap *m, struct codes *codes, const uint32_t *units, size_t count)
{
	const unsigned sources = m->mode == CHARS ? 1 : 2;

	if (m->mode == NEITHER)
		return true;
	if (m->taken < sources) {
		*(m->taken++ == 0 ? &m->from : &m->to) = units[count - 1];
		return count == 1;
	}
	const uint32_t last = m->mode == RANGES ? m->to : m->from;
	if (last >= CODES || (m->mode == RANGES && m->from > m->to))
		return false;
	if (m->list) {
		if (m->from > last)
			return false;
		codes->shown[m->from++] = shown_of_units(units, count);
		return true;
	}
	for (uint32_t code = m->from; code <= last; code++) {
		codes->shown[code] = count == 1 ? shown_of(units[0] + (code - m->from)) : shown_of_units(units, count);
		/* The last unit counts on. */
		if (count > 1 && code > m->from)
			return false;
	}
	m->taken = 0;
	return true;
}

/* Codes of one or two bytes, all alike. */
static bool
read_cmap(struct tr_bytes b, struct codes *codes)
{
	struct cmap m = {.mode = NEITHER};
	uint32_t units[8];
	size_t count;

	if (memmem(b.p, b.n, "usecmap", 7) != NULL)
		return false;
	for (size_t at = 0; at < b.n;) {
		if (b.p[at] == '<' && !starts(b, at, "<<")) {
			at = take_hex(b, at, units, &count);
			if (at == 0 || !take_string(&m, codes, units, count))
				return false;
			continue;
		}
		if (starts(b, at, "beginbf"))
			m = (struct cmap){.mode = starts(b, at, "beginbfrange") ? RANGES : CHARS};
		else if (starts(b, at, "endbf"))
			m.mode = NEITHER;
		else if (b.p[at] == '[' || b.p[at] == ']')
			m.list = b.p[at] == '[';
		if (b.p[at] == ']')
			m.taken = 0;
		at += starts(b, at, "<<") ? 2 : 1;
	}
	return true;
}

/* A font without a table shows ASCII for ASCII, or what is not known from here. */
static bool
read_plain(struct quick *q, const struct tr_pdf_obj *font, struct codes *codes)
{
	const struct tr_pdf_obj *encoding = find(q, font, "Encoding");

	if (tr_pdf_is_name(find(q, font, "Subtype"), "Type0") || encoding == NULL || encoding->type == TR_PDF_DICT)
		return false;
	for (uint32_t c = 0; c < 0x100; c++)
		codes->shown[c] = c < 0x80 ? shown_of(c) : 'A'; /* whatever it is, it may be the letter with marks */
	return true;
}

static bool
read_font(struct quick *q, struct tr_bytes name, const struct tr_pdf_obj *written)
{
	const struct tr_pdf_obj *font, *unicode, *kind;
	struct codes *codes = &q->fonts[q->font_count];
	TR_AUTO_BUF cmap = {0};

	if (tr_pdf_resolve(q->pdf, q->rev, written, &font, NULL) != TRIEN_OK || font->type != TR_PDF_DICT)
		return false;
	kind = find(q, font, "Subtype");
	unicode = tr_pdf_dict_find(font, "ToUnicode");
	if (kind == NULL || tr_pdf_is_name(kind, "Type3"))
		return false;
	codes->name = name;
	codes->width = tr_pdf_is_name(kind, "Type0") ? 2 : 1;
	q->font_count++;
	if (unicode == NULL)
		return read_plain(q, font, codes);
	/* A code without a row may show anything. */
	memset(codes->shown, 'A', codes->width == 1 ? 0x100 : CODES);
	return stream_of(q, unicode, CMAP_MAX, &cmap) && read_cmap(tr_buf_view(&cmap), codes);
}

static bool
read_fonts(struct quick *q, const struct tr_pdf_obj *fonts)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(fonts);

	q->font_count = 0;
	if (tr_pdf_is(fonts, TR_PDF_NULL))
		return true;
	if (d == NULL || d->count > FONTS_MAX)
		return false;
	for (size_t i = 0; i < d->count; i++)
		if (!read_font(q, d->entries[i].key, d->entries[i].value))
			return false;
	return true;
}

/* ---- pages ---- */
static bool
every_entry(struct quick *q, const struct tr_pdf_obj *dict, bool (*is_clear)(struct quick *, const struct tr_pdf_obj *))
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(dict);

	if (tr_pdf_is(dict, TR_PDF_NULL))
		return true;
	if (d == NULL || d->count > ITEMS_MAX)
		return false;
	for (size_t i = 0; i < d->count; i++)
		if (!is_clear(q, d->entries[i].value))
			return false;
	return true;
}

/* Nothing of its kind may be there at all. */
static bool
never(struct quick *q, const struct tr_pdf_obj *o)
{
	(void)q, (void)o;
	return false;
}

/* A graphics state may bring a font of its own (§8.4.5). */
static bool
state_is_clear(struct quick *q, const struct tr_pdf_obj *written)
{
	const struct tr_pdf_obj *state;
	return tr_pdf_resolve(q->pdf, q->rev, written, &state, NULL) == TRIEN_OK && state->type == TR_PDF_DICT &&
	       tr_pdf_dict_find(state, "Font") == NULL && tr_pdf_dict_find(state, "SMask") == NULL;
}

/* Links, and signature fields that show nothing. */
static bool
annotations_are_clear(struct quick *q, const struct tr_pdf_obj *page)
{
	const struct tr_pdf_obj *list = find(q, page, "Annots"), *a;

	if (tr_pdf_is(list, TR_PDF_NULL))
		return true;
	if (!tr_pdf_is(list, TR_PDF_ARRAY) || list->u.array.count > ITEMS_MAX)
		return false;
	for (size_t i = 0; i < list->u.array.count; i++) {
		if (tr_pdf_resolve(q->pdf, q->rev, list->u.array.items[i], &a, NULL) != TRIEN_OK || a->type != TR_PDF_DICT ||
				tr_pdf_dict_find(a, "AP") != NULL)
			return false;
		const bool link = tr_pdf_is_name(find(q, a, "Subtype"), "Link");
		const bool signature = tr_pdf_is_name(find(q, a, "Subtype"), "Widget") && tr_pdf_is_name(find(q, a, "FT"), "Sig");
		if (!link && !signature)
			return false;
	}
	return true;
}

/* ---- strings ---- */

/* The letters of one string, until it is too long for a stamp. */
struct unit {
	char letters[UNIT_LETTERS + 1];
	size_t n, gaps;
};

struct reading {
	struct quick *q;
	const struct codes *font;
	struct unit unit;
	bool m, a, t, text; /* seen in units that may be part of a stamp; any text */
	double numbers[6];  /* the last operands, newest first */
	double x0, y0, x1, y1;
	unsigned lines;     /* of the path */
	unsigned bits;      /* small rectangles of the page */
	double at_x, at_y;
	struct tr_bytes name;
};

static void
end_unit(struct reading *r)
{
	static const char *const stamps[] = {"DOMATTUYETMAT", "DOMATTOIMAT", "DOMATMAT"};

	r->unit.letters[r->unit.n <= UNIT_LETTERS ? r->unit.n : 0] = '\0';
	for (size_t i = 0; r->unit.n > 0 && r->unit.n <= UNIT_LETTERS && i < sizeof(stamps) / sizeof(*stamps); i++) {
		if (strstr(stamps[i], r->unit.letters) == NULL)
			continue;
		r->m = r->m || strchr(r->unit.letters, 'M') != NULL;
		r->a = r->a || strchr(r->unit.letters, 'A') != NULL;
		r->t = r->t || strchr(r->unit.letters, 'T') != NULL;
	}
	r->unit = (struct unit){.n = 0};
}

static void
show_code(struct reading *r, uint32_t code)
{
	const uint8_t shown = r->font->shown[code];

	if (shown == SHOWS_MARK)
		return;
	r->unit.gaps = shown == SHOWS_GAP ? r->unit.gaps + 1 : 0;
	if (r->unit.gaps == 2)
		end_unit(r);
	if (shown == SHOWS_GAP)
		return;
	if (r->unit.n < UNIT_LETTERS)
		r->unit.letters[r->unit.n] = shown == SHOWS_OTHER ? '?' : (char)shown;
	r->unit.n += r->unit.n <= UNIT_LETTERS;
	r->text = true;
}

/* Bytes of a string, joined to codes. */
struct joiner {
	uint32_t high;
	bool half;
};

static void
show_byte(struct reading *r, struct joiner *j, uint8_t byte)
{
	if (r->font->width == 2 && !j->half) {
		*j = (struct joiner){(uint32_t)byte << 8, true};
		return;
	}
	show_code(r, (j->half ? j->high : 0) | byte);
	*j = (struct joiner){0, false};
}

/* A literal string behind its parenthesis; its end, 0 where it has none, or an escape that is no plain character. */
static size_t
show_literal(struct reading *r, struct tr_bytes b, size_t at)
{
	struct joiner j = {0, false};

	for (unsigned depth = 1; at < b.n; at++) {
		uint8_t c = b.p[at];
		if (c == '\\') {
			if (++at == b.n || memchr("()\\", b.p[at], 3) == NULL)
				return 0;
			c = b.p[at];
		} else if (c == ')' && --depth == 0) {
			return at + 1;
		} else if (c == '(') {
			depth++;
		}
		show_byte(r, &j, c);
	}
	return 0;
}

static size_t
show_hex(struct reading *r, struct tr_bytes b, size_t at)
{
	struct joiner j = {0, false};
	int high = -1;

	for (; at < b.n && b.p[at] != '>'; at++) {
		const int d = hex_digit(b.p[at]);
		if (d >= 0 && high >= 0)
			show_byte(r, &j, (uint8_t)(high << 4 | d));
		high = d < 0 ? high : high >= 0 ? -1 : d;
	}
	return at < b.n && high < 0 ? at + 1 : 0;
}

/* ---- operators ---- */

static bool
choose_font(struct reading *r)
{
	for (size_t i = 0; i < r->q->font_count; i++)
		if (r->name.n == r->q->fonts[i].name.n && memcmp(r->name.p, r->q->fonts[i].name.p, r->name.n) == 0) {
			r->font = &r->q->fonts[i];
			return true;
		}
	return false;
}

static void
add_point(struct reading *r, double x, double y)
{
	r->x0 = fmin(r->x0, x);
	r->x1 = fmax(r->x1, x);
	r->y0 = fmin(r->y0, y);
	r->y1 = fmax(r->y1, y);
}

static bool
is_slanting(const struct reading *r, double x, double y)
{
	const double dx = fabs(x - r->at_x), dy = fabs(y - r->at_y);
	return fmin(dx, dy) > SLANT * hypot(dx, dy);
}

static void
end_path(struct reading *r)
{
	r->x0 = r->y0 = INFINITY;
	r->x1 = r->y1 = -INFINITY;
	r->lines = 0;
}

/* Thin, or a frame: not a polygon that may be a letter. */
static bool
path_is_clear(struct reading *r)
{
	const bool clear = r->lines < POLYGON_LINES || fmin(r->x1 - r->x0, r->y1 - r->y0) <= THIN;
	end_path(r);
	return clear;
}

static bool
is_one_of(struct tr_bytes word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (tr_bytes_are(word, *words))
			return true;
	return false;
}

/* What is drawn by another step, or otherwise than it is read here, is not known. */
static bool
operator_is_clear(struct reading *r, struct tr_bytes word)
{
	static const char *const unknown[] = {"BI", "Do", "Tr", "sh", "c", "v", "y", NULL};
	static const char *const painting[] = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", NULL};
	static const char *const spacing[] = {"Tw", "Tc", NULL};
	const double *n = r->numbers;

	if (is_one_of(word, unknown))
		return false;
	if (is_one_of(word, painting))
		return path_is_clear(r);
	if (is_one_of(word, spacing))
		return fabs(n[0]) <= SPACING_MAX;
	if (tr_bytes_are(word, "\""))
		return fabs(n[0]) <= SPACING_MAX && fabs(n[1]) <= SPACING_MAX;
	if (tr_bytes_are(word, "cm"))
		return fmax(fmax(fabs(n[5]), fabs(n[4])), fmax(fabs(n[3]), fabs(n[2]))) <= SCALE_MAX;
	if (tr_bytes_are(word, "Tf"))
		return choose_font(r);
	if (tr_bytes_are(word, "n"))
		end_path(r);
	if (tr_bytes_are(word, "m") || tr_bytes_are(word, "l")) {
		add_point(r, n[1], n[0]);
		if (word.p[0] == 'l')
			r->lines += is_slanting(r, n[1], n[0]) ? POLYGON_LINES : 1;
		r->at_x = n[1];
		r->at_y = n[0];
	}
	if (tr_bytes_are(word, "re"))
		r->bits += fmax(fabs(n[1]), fabs(n[0])) <= BIT;
	return r->bits <= BITS_MAX;
}

static bool
is_delimiter(uint8_t c)
{
	return c == '\0' || memchr(" \t\r\n\f[]()<>/%{}", c, 15) != NULL;
}

static size_t
end_of_word(struct tr_bytes b, size_t at)
{
	while (at < b.n && !is_delimiter(b.p[at]))
		at++;
	return at;
}

/* A number or an operator; in an array of strings, a wide step parts them. */
static bool
take_word(struct reading *r, struct tr_bytes word, bool list)
{
	char text[32], *end;

	if (word.n >= sizeof(text))
		return false;
	memcpy(text, word.p, word.n);
	text[word.n] = '\0';
	const double v = strtod(text, &end);
	if (*end != '\0')
		return operator_is_clear(r, word);
	memmove(r->numbers + 1, r->numbers, sizeof(r->numbers) - sizeof(*r->numbers));
	r->numbers[0] = v;
	if (list && fabs(v) > WIDE_STEP)
		end_unit(r);
	return true;
}

static bool
strings_are_clear(struct reading *r, struct tr_bytes b)
{
	bool list = false;

	for (size_t at = 0, end; at < b.n; at = end) {
		const uint8_t c = b.p[at];
		end = at + 1;
		if (c == '(' || (c == '<' && !starts(b, at, "<<"))) {
			if (r->font == NULL)
				return false;
			end = c == '(' ? show_literal(r, b, at + 1) : show_hex(r, b, at + 1);
			if (!list)
				end_unit(r);
		} else if (c == '[' || c == ']') {
			list = c == '[';
			end_unit(r);
		} else if (c == '<') {
			end = at + 2;
		} else if (c == '/') {
			end = end_of_word(b, at + 1);
			r->name = tr_bytes_part(b, at + 1, end - at - 1);
		} else if (c == '%') {
			return false;
		} else if (!is_delimiter(c)) {
			end = end_of_word(b, at);
			if (!take_word(r, tr_bytes_part(b, at, end - at), list))
				return false;
		}
		if (end == 0)
			return false;
	}
	end_unit(r);
	return !(r->m && r->a && r->t);
}

/* ---- a page ---- */

static bool
content_is_clear(struct reading *r, const struct tr_pdf_obj *written)
{
	TR_AUTO_BUF content = {0};

	return stream_of(r->q, written, CONTENT_MAX, &content) && strings_are_clear(r, tr_buf_view(&content));
}

static bool
contents_are_clear(struct quick *q, const struct tr_pdf_obj *page)
{
	const struct tr_pdf_obj *written = tr_pdf_dict_find(page, "Contents"), *list = find(q, page, "Contents");
	struct reading r = {.q = q};

	end_path(&r);
	if (!tr_pdf_is(list, TR_PDF_ARRAY))
		return content_is_clear(&r, written) && r.text;
	for (size_t i = 0; i < list->u.array.count; i++)
		if (i == ITEMS_MAX || !content_is_clear(&r, list->u.array.items[i]))
			return false;
	return r.text;
}

static bool
page_is_clear(struct quick *q, size_t index)
{
	const struct tr_pdf_obj *page, *resources;

	if (tr_pdf_page(q->pdf, q->rev, index, &page, NULL, NULL) != TRIEN_OK ||
			tr_pdf_page_inherited(q->pdf, q->rev, page, "Resources", &resources, NULL) != TRIEN_OK ||
			resources->type != TR_PDF_DICT)
		return false;
	return every_entry(q, find(q, resources, "XObject"), never) && every_entry(q, find(q, resources, "Pattern"), never) &&
	       every_entry(q, find(q, resources, "ExtGState"), state_is_clear) &&
	       annotations_are_clear(q, page) && read_fonts(q, find(q, resources, "Font")) && contents_are_clear(q, page);
}

bool
tr_secrecy_quick(struct tr_bytes document)
{
	struct quick q = {0};
	size_t pages = 0;
	const struct tr_pdf_leniency *used;

	if (tr_pdf_open(document, NULL, &q.pdf, NULL) != TRIEN_OK)
		return false;
	q.rev = tr_pdf_newest(q.pdf);
	/* What is read with leniency others may read otherwise. */
	bool clear = !tr_pdf_is_encrypted(q.pdf) && tr_pdf_leniencies(q.pdf, &used) == 0 &&
			tr_pdf_page_count(q.pdf, q.rev, &pages, NULL) == TRIEN_OK && pages > 0 &&
			pages <= TR_SECRECY_QUICK_PAGES_MAX;
	/* A megabyte, of which each font writes all that is read of it: zeroing the rest cost more than most looks. */
	q.fonts = clear ? tr_mem_resize(NULL, FONTS_MAX * sizeof(*q.fonts)) : NULL;
	for (size_t i = 0; clear && i < pages; i++)
		clear = q.fonts != NULL && page_is_clear(&q, i);
	free(q.fonts);
	tr_pdf_close(q.pdf);
	return clear;
}
