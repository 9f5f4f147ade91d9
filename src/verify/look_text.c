/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verify/look_text.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

#define OPERANDS_MAX 8
#define STATES_MAX 8
#define ITEMS_MAX 512        /* of one TJ */
#define SIZE_LEAST 4.0       /* points: below, nobody reads it */
#define EDGE 3.0             /* points from the edge in which a frame stands */
#define SLACK 1.0            /* points by which text may stand out of its place */
#define LETTER_HEIGHT 0.6    /* of the size: what must be inside */
#define OVERLAP 0.35         /* of the size: kerning; more is one letter over the other */
#define LINE 0.5             /* of the size: the next line */
#define DARK 0.6             /* luminance of ink */
#define LIGHT 0.7            /* and of a ground */

struct operand {
	enum { NUMBER, NAME, STRING, ARRAY, OTHER } kind;
	double number;
	struct tr_bytes bytes; /* of a name or a string, in the reader's memory */
	size_t from, count;    /* items of an array */
};

struct box {
	double x0, y0, x1, y1;
};

/* What q keeps. */
struct state {
	bool has_font;
	double size, spacing, word_spacing, stretch, leading;
	double luminance;
	struct box seen; /* inside which something is seen */
};

struct look {
	struct tr_pdf *pdf;
	size_t rev;
	const struct tr_pdf_obj *fonts;
	const struct tr_look_place *place;
	struct tr_look_font *font;
	struct tr_look_text *out;
	struct tr_bytes content;
	size_t at;
	struct tr_buf strings; /* decoded; of the operands at hand */
	struct operand operands[OPERANDS_MAX], items[ITEMS_MAX];
	size_t operand_count, item_count;
	struct state states[STATES_MAX];
	size_t depth;
	struct box box, path;
	bool has_path, clipping, in_text, has_text;
	double x, y, line_x, line_y, scale_x, scale_y; /* of the text matrix */
	double last_x, last_y;                         /* where the last letter ended */
};

static struct state *
now(struct look *l)
{
	return &l->states[l->depth];
}

static trien_rc
unread(struct look *l, const char *why)
{
	if (l->out->why == NULL)
		l->out->why = why;
	return TRIEN_OK;
}

static trien_rc
other_drawing(struct look *l)
{
	return unread(l, "it draws more than text");
}

/* ---- tokens ---- */

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool
is_delimiter(uint8_t c)
{
	return is_blank(c) || (c != '\0' && strchr("()<>[]{}/%", c) != NULL);
}

static void
skip_blanks(struct look *l)
{
	for (; l->at < l->content.n; l->at++) {
		if (l->content.p[l->at] == '%')
			while (l->at < l->content.n && l->content.p[l->at] != '\n' && l->content.p[l->at] != '\r')
				l->at++;
		if (l->at == l->content.n || !is_blank(l->content.p[l->at]))
			return;
	}
}

static struct tr_bytes
take_word(struct look *l)
{
	const size_t from = l->at;
	while (l->at < l->content.n && !is_delimiter(l->content.p[l->at]))
		l->at++;
	return tr_bytes_part(l->content, from, l->at - from);
}

static int
hex_digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

static trien_rc
take_hex(struct look *l, struct trien_err *err)
{
	int high = -1;

	for (l->at++; l->at < l->content.n && l->content.p[l->at] != '>'; l->at++) {
		const int d = hex_digit(l->content.p[l->at]);
		if (d < 0 && !is_blank(l->content.p[l->at]))
			return unread(l, "its drawing orders are damaged");
		if (d >= 0 && high >= 0)
			TR_TRY(tr_buf_add_byte(&l->strings, (uint8_t)(high << 4 | d), err));
		if (d >= 0)
			high = high >= 0 ? -1 : d;
	}
	l->at++;
	return high >= 0 ? tr_buf_add_byte(&l->strings, (uint8_t)(high << 4), err) : TRIEN_OK;
}

/* \ddd, \n ...; what has no meaning stands for itself (§7.3.4.2). */
static trien_rc
take_escape(struct look *l, struct trien_err *err)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	unsigned value = 0, digits = 0;

	while (digits < 3 && l->at < l->content.n && l->content.p[l->at] >= '0' && l->content.p[l->at] <= '7') {
		value = value * 8 + (unsigned)(l->content.p[l->at++] - '0');
		digits++;
	}
	if (digits > 0)
		return tr_buf_add_byte(&l->strings, (uint8_t)value, err);
	if (l->at == l->content.n)
		return TRIEN_OK;
	const uint8_t c = l->content.p[l->at++];
	if (c == '\n' || c == '\r') {
		l->at += c == '\r' && l->at < l->content.n && l->content.p[l->at] == '\n';
		return TRIEN_OK;
	}
	const char *known = c == '\0' ? NULL : strchr(from, c);
	return tr_buf_add_byte(&l->strings, known != NULL ? (uint8_t)to[known - from] : c, err);
}

static trien_rc
take_string(struct look *l, struct trien_err *err)
{
	size_t depth = 1;

	for (l->at++; l->at < l->content.n;) {
		const uint8_t c = l->content.p[l->at++];
		depth += c == '(';
		depth -= c == ')';
		if (depth == 0)
			return TRIEN_OK;
		if (c == '\\')
			TR_TRY(take_escape(l, err));
		else
			TR_TRY(tr_buf_add_byte(&l->strings, c, err));
	}
	return unread(l, "its drawing orders are damaged");
}

static bool
read_number(struct tr_bytes word, double *out)
{
	char text[32], *end;

	if (word.n == 0 || word.n >= sizeof(text))
		return false;
	memcpy(text, word.p, word.n);
	text[word.n] = '\0';
	*out = strtod(text, &end);
	return *end == '\0' && strspn(text, "+-.0123456789") == word.n;
}

/* Strings move when their memory grows: they are kept by offset until the operator is known. */
static trien_rc
take_text(struct look *l, struct operand *o, struct trien_err *err)
{
	*o = (struct operand){.kind = STRING, .from = l->strings.n};
	if (l->content.p[l->at] == '(')
		TR_TRY(take_string(l, err));
	else
		TR_TRY(take_hex(l, err));
	o->count = l->strings.n - o->from;
	return TRIEN_OK;
}

/* Operands of numbers, names, strings and arrays of them; dictionaries are only looked over. */
static trien_rc
take_operand(struct look *l, struct operand *o, struct trien_err *err)
{
	const uint8_t c = l->content.p[l->at];

	*o = (struct operand){.kind = OTHER};
	if (c == '/') {
		l->at++;
		*o = (struct operand){.kind = NAME, .bytes = take_word(l)};
		return TRIEN_OK;
	}
	if (c == '(' || (c == '<' && l->at + 1 < l->content.n && l->content.p[l->at + 1] != '<'))
		return take_text(l, o, err);
	if (c != '[')
		return unread(l, "its drawing orders are damaged");
	*o = (struct operand){.kind = ARRAY, .from = l->item_count};
	for (l->at++;;) {
		skip_blanks(l);
		if (l->at == l->content.n || l->item_count == ITEMS_MAX)
			return unread(l, "its drawing orders are damaged");
		if (l->content.p[l->at] == ']')
			break;
		struct operand *item = &l->items[l->item_count++];
		const uint8_t first = l->content.p[l->at];
		if (first == '(' || first == '<') {
			TR_TRY(take_text(l, item, err));
			continue;
		}
		*item = (struct operand){.kind = NUMBER};
		if (!read_number(take_word(l), &item->number))
			return unread(l, "its drawing orders are damaged");
	}
	l->at++;
	o->count = l->item_count - o->from;
	return TRIEN_OK;
}

/* ---- text ---- */

/* A letter at the text position: it must be one that is seen, and behind those before it. */
static trien_rc
place_letter(struct look *l, double width)
{
	const struct state *s = now(l);
	const double size_x = s->size * s->stretch * l->scale_x, size_y = s->size * l->scale_y;
	const struct box *b = &s->seen;

	if (!(size_x >= SIZE_LEAST) || !(size_y >= SIZE_LEAST) || !(s->luminance <= DARK))
		return unread(l, "a part of its text can hardly be seen");
	if (!(l->x >= b->x0 - SLACK && l->x + width <= b->x1 + SLACK && l->y >= b->y0 - SLACK &&
			l->y + LETTER_HEIGHT * size_y <= b->y1 + SLACK))
		return unread(l, "a part of its text stands outside its place");
	const bool same_line = l->has_text && fabs(l->y - l->last_y) < LINE * size_y;
	if (l->has_text && (same_line ? l->x < l->last_x - OVERLAP * size_x : l->y > l->last_y))
		return unread(l, "its letters are not written one after the other");
	l->has_text = true;
	l->last_x = l->x + width;
	l->last_y = l->y;
	return TRIEN_OK;
}

static trien_rc
show_code(struct look *l, unsigned code, bool one_byte, struct trien_err *err)
{
	const struct state *s = now(l);
	uint8_t utf8[4];
	double em;

	const uint32_t c = tr_look_font_character(l->font, code, &em);
	if (c == 0)
		return unread(l, "its font does not say what its codes mean");
	const double width = em * s->size * s->stretch * l->scale_x;
	if (c != ' ' && c != 0xa0) {
		TR_TRY(place_letter(l, width));
		TR_TRY(tr_buf_add(&l->out->shown, utf8, tr_utf8_put(c, utf8), err));
	}
	const double gap = s->spacing + (one_byte && code == ' ' ? s->word_spacing : 0);
	l->x += width + gap * s->stretch * l->scale_x;
	return TRIEN_OK;
}

static trien_rc
show(struct look *l, const struct operand *o, struct trien_err *err)
{
	const struct tr_bytes text = tr_bytes_part(tr_buf_view(&l->strings), o->from, o->count);

	if (!now(l)->has_font || !l->in_text)
		return unread(l, "its drawing orders are damaged");
	if (l->font->why != NULL)
		return unread(l, l->font->why);
	if (l->font->since > l->out->since)
		l->out->since = l->font->since;
	if (l->font->composite && text.n % 2 != 0)
		return unread(l, "its drawing orders are damaged");
	for (size_t i = 0; i < text.n && l->out->why == NULL; i += l->font->composite ? 2 : 1)
		TR_TRY(show_code(l, l->font->composite ? (unsigned)text.p[i] << 8 | text.p[i + 1] : text.p[i],
				!l->font->composite, err));
	return TRIEN_OK;
}

static trien_rc
show_array(struct look *l, const struct operand *list, struct trien_err *err)
{
	const struct state *s = now(l);

	for (size_t i = 0; i < list->count && l->out->why == NULL; i++) {
		const struct operand *item = &l->items[list->from + i];
		if (item->kind == STRING)
			TR_TRY(show(l, item, err));
		else
			l->x -= item->number / 1000 * s->size * s->stretch * l->scale_x;
	}
	return TRIEN_OK;
}

static void
next_line(struct look *l, double dx, double dy)
{
	l->line_x += dx * l->scale_x;
	l->line_y += dy * l->scale_y;
	l->x = l->line_x;
	l->y = l->line_y;
}

/* Upright and not mirrored: all else reads differently. */
static trien_rc
set_matrix(struct look *l, double a, double b, double c, double d, double e, double f)
{
	if (!(a > 0 && d > 0) || fabs(b) > 1e-6 || fabs(c) > 1e-6)
		return unread(l, "its text does not stand upright");
	l->scale_x = a;
	l->scale_y = d;
	l->line_x = l->x = e;
	l->line_y = l->y = f;
	return TRIEN_OK;
}

static trien_rc
set_font(struct look *l, struct tr_bytes name, double size, struct trien_err *err)
{
	char key[64];

	if (name.n == 0 || name.n >= sizeof(key) || memchr(name.p, '\0', name.n) != NULL || memchr(name.p, '#', name.n) != NULL)
		return unread(l, "its font is not found");
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	const struct tr_pdf_obj *font = tr_pdf_dict_find(l->fonts, key);
	if (font == NULL)
		return unread(l, "its font is not found");
	TR_TRY(tr_look_font_read(l->pdf, l->rev, font, l->font, err));
	/* Letters of another font mean other things: one font, and one size, for the whole text. */
	for (size_t i = 0; i <= l->depth; i++)
		l->states[i].has_font = i == l->depth;
	now(l)->size = size;
	return TRIEN_OK;
}

/* ---- frame and ground ---- */

static trien_rc
paint(struct look *l, bool fill, bool stroke)
{
	const struct box *p = &l->path, *b = &l->box;
	const bool round_edge = fabs(p->x0 - b->x0) <= EDGE && fabs(p->x1 - b->x1) <= EDGE && fabs(p->y0 - b->y0) <= EDGE &&
			fabs(p->y1 - b->y1) <= EDGE;

	if (!l->has_path || !round_edge || l->has_text || l->clipping || (stroke && !l->place->framed) ||
			(fill && (!l->place->grounded || !(now(l)->luminance >= LIGHT))))
		return other_drawing(l);
	l->has_path = false;
	return TRIEN_OK;
}

static trien_rc
end_path(struct look *l)
{
	struct box *seen = &now(l)->seen;

	if (l->clipping && l->has_path)
		*seen = (struct box){fmax(seen->x0, l->path.x0), fmax(seen->y0, l->path.y0), fmin(seen->x1, l->path.x1),
			fmin(seen->y1, l->path.y1)};
	l->clipping = l->has_path = false;
	return TRIEN_OK;
}

static trien_rc
add_rectangle(struct look *l, const double *v)
{
	if (l->has_path)
		return other_drawing(l);
	l->has_path = true;
	l->path = (struct box){fmin(v[0], v[0] + v[2]), fmin(v[1], v[1] + v[3]), fmax(v[0], v[0] + v[2]), fmax(v[1], v[1] + v[3])};
	return TRIEN_OK;
}

/* ---- operators ---- */

enum action {
	DO_NOTHING, DO_SAVE, DO_RESTORE, DO_MARK, DO_BEGIN_TEXT, DO_END_TEXT, DO_FONT, DO_MOVE, DO_MOVE_LEADING, DO_MATRIX,
	DO_NEXT_LINE, DO_LEADING, DO_SPACING, DO_WORD_SPACING, DO_STRETCH, DO_MUST_BE_ZERO, DO_SHOW, DO_SHOW_ARRAY,
	DO_SHOW_NEXT, DO_SHOW_SPACED, DO_GREY, DO_RGB, DO_CMYK, DO_RECTANGLE, DO_CLIP, DO_END_PATH, DO_FILL, DO_STROKE,
	DO_BOTH,
};

/* kinds: of the operands, n number, m name, s string, a array. */
static const struct {
	const char *name, *kinds;
	enum action action;
} operators[] = {
	{"q", "", DO_SAVE}, {"Q", "", DO_RESTORE}, {"BMC", "m", DO_MARK}, {"EMC", "", DO_NOTHING}, {"BT", "", DO_BEGIN_TEXT},
	{"ET", "", DO_END_TEXT}, {"Tf", "mn", DO_FONT}, {"Td", "nn", DO_MOVE}, {"TD", "nn", DO_MOVE_LEADING},
	{"Tm", "nnnnnn", DO_MATRIX}, {"T*", "", DO_NEXT_LINE}, {"TL", "n", DO_LEADING}, {"Tc", "n", DO_SPACING},
	{"Tw", "n", DO_WORD_SPACING}, {"Tz", "n", DO_STRETCH}, {"Ts", "n", DO_MUST_BE_ZERO}, {"Tr", "n", DO_MUST_BE_ZERO},
	{"Tj", "s", DO_SHOW}, {"TJ", "a", DO_SHOW_ARRAY}, {"'", "s", DO_SHOW_NEXT}, {"\"", "nns", DO_SHOW_SPACED},
	{"g", "n", DO_GREY}, {"rg", "nnn", DO_RGB}, {"k", "nnnn", DO_CMYK}, {"G", "n", DO_NOTHING}, {"RG", "nnn", DO_NOTHING},
	{"K", "nnnn", DO_NOTHING}, {"w", "n", DO_NOTHING}, {"j", "n", DO_NOTHING}, {"J", "n", DO_NOTHING},
	{"M", "n", DO_NOTHING}, {"i", "n", DO_NOTHING}, {"d", "an", DO_NOTHING}, {"re", "nnnn", DO_RECTANGLE},
	{"W", "", DO_CLIP}, {"W*", "", DO_CLIP}, {"n", "", DO_END_PATH}, {"f", "", DO_FILL}, {"F", "", DO_FILL},
	{"f*", "", DO_FILL}, {"S", "", DO_STROKE}, {"s", "", DO_STROKE}, {"B", "", DO_BOTH}, {"b", "", DO_BOTH},
};

static trien_rc
save(struct look *l)
{
	if (l->depth + 1 == STATES_MAX)
		return unread(l, "its drawing orders are damaged");
	l->states[l->depth + 1] = l->states[l->depth];
	l->depth++;
	return TRIEN_OK;
}

static trien_rc
restore(struct look *l)
{
	if (l->depth == 0)
		return unread(l, "its drawing orders are damaged");
	l->depth--;
	return TRIEN_OK;
}

/* Text state, §9.3, and what moves the text position, §9.4.2. */
static trien_rc
act_on_text(struct look *l, enum action action, const double *v, struct trien_err *err)
{
	struct state *s = now(l);

	switch (action) {
	case DO_BEGIN_TEXT:
		l->in_text = true;
		return set_matrix(l, 1, 0, 0, 1, 0, 0);
	case DO_END_TEXT:
		l->in_text = false;
		return TRIEN_OK;
	case DO_FONT:
		return set_font(l, l->operands[0].bytes, v[1], err);
	case DO_MOVE_LEADING:
		s->leading = -v[1];
		next_line(l, v[0], v[1]);
		return TRIEN_OK;
	case DO_MOVE:
		next_line(l, v[0], v[1]);
		return TRIEN_OK;
	case DO_MATRIX:
		return set_matrix(l, v[0], v[1], v[2], v[3], v[4], v[5]);
	case DO_NEXT_LINE:
		next_line(l, 0, -s->leading);
		return TRIEN_OK;
	case DO_LEADING:
		s->leading = v[0];
		return TRIEN_OK;
	case DO_SPACING:
		s->spacing = v[0];
		return TRIEN_OK;
	case DO_WORD_SPACING:
		s->word_spacing = v[0];
		return TRIEN_OK;
	case DO_STRETCH:
		s->stretch = v[0] / 100;
		return TRIEN_OK;
	case DO_SHOW:
		return show(l, &l->operands[0], err);
	case DO_SHOW_ARRAY:
		return show_array(l, &l->operands[0], err);
	case DO_SHOW_SPACED:
		s->word_spacing = v[0];
		s->spacing = v[1];
		next_line(l, 0, -s->leading);
		return show(l, &l->operands[2], err);
	case DO_SHOW_NEXT:
		next_line(l, 0, -s->leading);
		return show(l, &l->operands[0], err);
	default: /* raised, outlined or unseen text */
		return fabs(v[0]) > 0 ? unread(l, "a part of its text can hardly be seen") : TRIEN_OK;
	}
}

static trien_rc
act(struct look *l, enum action action, const double *v, struct trien_err *err)
{
	struct state *s = now(l);

	switch (action) {
	case DO_NOTHING:
		return TRIEN_OK;
	case DO_SAVE:
		return save(l);
	case DO_RESTORE:
		return restore(l);
	case DO_MARK: /* a layer can be switched off */
		return tr_bytes_are(l->operands[0].bytes, "OC") ? other_drawing(l) : TRIEN_OK;
	case DO_GREY:
		s->luminance = v[0];
		return TRIEN_OK;
	case DO_RGB:
		s->luminance = 0.3 * v[0] + 0.59 * v[1] + 0.11 * v[2];
		return TRIEN_OK;
	case DO_CMYK:
		s->luminance = (1 - v[3]) * (1 - 0.3 * v[0] - 0.59 * v[1] - 0.11 * v[2]);
		return TRIEN_OK;
	case DO_RECTANGLE:
		return add_rectangle(l, v);
	case DO_CLIP:
		l->clipping = true;
		return l->has_path ? TRIEN_OK : other_drawing(l);
	case DO_END_PATH:
		return end_path(l);
	case DO_FILL:
		return paint(l, true, false);
	case DO_STROKE:
		return paint(l, false, true);
	case DO_BOTH:
		return paint(l, true, true);
	default:
		return act_on_text(l, action, v, err);
	}
}

/* The operands are those that the operator wants, or it is no order that we know. */
static bool
operands_fit(const struct look *l, const char *kinds, double *v)
{
	static const char letters[] = "nmsa";

	if (strlen(kinds) != l->operand_count)
		return false;
	for (size_t i = 0; i < l->operand_count; i++) {
		if (l->operands[i].kind == OTHER || letters[l->operands[i].kind] != kinds[i])
			return false;
		v[i] = l->operands[i].number;
	}
	return true;
}

static trien_rc
read_operator(struct look *l, struct tr_bytes word, struct trien_err *err)
{
	double v[OPERANDS_MAX] = {0};
	size_t i = 0;

	while (i < sizeof(operators) / sizeof(*operators) && !tr_bytes_are(word, operators[i].name))
		i++;
	if (i == sizeof(operators) / sizeof(*operators))
		return other_drawing(l);
	if (!operands_fit(l, operators[i].kinds, v))
		return unread(l, "its drawing orders are damaged");
	TR_TRY(act(l, operators[i].action, v, err));
	l->operand_count = l->item_count = 0;
	tr_buf_clear(&l->strings);
	return TRIEN_OK;
}

static trien_rc
read_content(struct look *l, struct trien_err *err)
{
	while (l->out->why == NULL) {
		skip_blanks(l);
		if (l->at == l->content.n)
			return l->operand_count > 0 ? unread(l, "its drawing orders are damaged") : TRIEN_OK;
		struct operand *o = &l->operands[l->operand_count];
		if (is_delimiter(l->content.p[l->at])) {
			TR_TRY(take_operand(l, o, err));
			l->operand_count++;
		} else {
			const struct tr_bytes word = take_word(l);
			*o = (struct operand){.kind = NUMBER};
			if (read_number(word, &o->number))
				l->operand_count++;
			else
				TR_TRY(read_operator(l, word, err));
		}
		if (l->operand_count == OPERANDS_MAX)
			return unread(l, "its drawing orders are damaged");
	}
	return TRIEN_OK;
}

/* ---- */

static trien_rc
read_box(struct look *l, const struct tr_pdf_obj *stream, struct trien_err *err)
{
	const struct tr_pdf_obj *list, *o;
	double v[4];

	TR_TRY(tr_pdf_find(l->pdf, l->rev, stream, "BBox", &list, err));
	if (list->type != TR_PDF_ARRAY || list->u.array.count != 4)
		return other_drawing(l);
	for (size_t i = 0; i < 4; i++) {
		TR_TRY(tr_pdf_resolve(l->pdf, l->rev, list->u.array.items[i], &o, err));
		if (!tr_pdf_number(o, &v[i]))
			return other_drawing(l);
	}
	l->box = (struct box){fmin(v[0], v[2]), fmin(v[1], v[3]), fmax(v[0], v[2]), fmax(v[1], v[3])};
	return TRIEN_OK;
}

static trien_rc
prepare(struct look *l, const struct tr_pdf_obj *stream, struct trien_err *err)
{
	const struct tr_pdf_obj *resources;

	TR_TRY(read_box(l, stream, err));
	/* Another group, layer or content for some readers. */
	if (tr_pdf_dict_find(stream, "Group") != NULL || tr_pdf_dict_find(stream, "OC") != NULL ||
			tr_pdf_dict_find(stream, "Ref") != NULL || tr_pdf_dict_find(stream, "OPI") != NULL)
		return other_drawing(l);
	TR_TRY(tr_pdf_find(l->pdf, l->rev, stream, "Resources", &resources, err));
	TR_TRY(tr_pdf_find(l->pdf, l->rev, resources, "Font", &l->fonts, err));
	l->states[0] = (struct state){.stretch = 1, .seen = l->box};
	return TRIEN_OK;
}

/* What the machine lacks is an error of ours; a stream that cannot be read shows nobody what it says. */
static trien_rc
not_read(struct look *l, const struct trien_err *why, struct trien_err *err)
{
	const char *class = trien_err_class(why->code);

	if (strcmp(class, "resource") != 0 && strcmp(class, "internal") != 0)
		return unread(l, "it cannot be read");
	if (err != NULL)
		*err = *why;
	return why->code;
}

trien_rc
tr_look_text_read(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id, const struct tr_pdf_obj *stream,
		const struct tr_look_place *place, struct tr_look_font *font, struct tr_look_text *out, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_VERIFY_LOOK_MAX};
	struct look *l = tr_mem_zeroed(1, sizeof(*l));
	struct trien_err why = {0};

	if (l == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*l)));
	l->pdf = pdf;
	l->rev = rev;
	l->place = place;
	l->font = font;
	l->out = out;
	trien_rc rc = prepare(l, stream, &why);
	if (rc == TRIEN_OK && out->why == NULL)
		rc = tr_pdf_stream_data(pdf, rev, id, stream, TR_VERIFY_LOOK_MAX, &content, &why);
	l->content = tr_buf_view(&content);
	if (rc == TRIEN_OK && out->why == NULL)
		rc = read_content(l, &why);
	if (rc != TRIEN_OK)
		rc = not_read(l, &why, err);
	tr_buf_free(&l->strings);
	free(l);
	return rc;
}
