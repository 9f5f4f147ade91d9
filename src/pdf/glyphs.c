/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/glyphs.h"

#include "pdf/limits.h"

struct reading {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_pdf_glyphs *out;
};

/* ---- /ToUnicode ---- */

/* A token of a CMap: <hex> as its bytes, or a word. */
struct token {
	enum { TOKEN_END, TOKEN_HEX, TOKEN_WORD, TOKEN_OPEN, TOKEN_CLOSE } kind;
	struct tr_bytes word;
	uint32_t value; /* of a hex string: its last four bytes */
	size_t length;  /* in bytes */
};

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static int
hex_digit(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static struct token
take_hex(struct tr_bytes in, size_t *at)
{
	struct token t = {.kind = TOKEN_HEX};
	size_t digits = 0;

	for (++*at; *at < in.n && in.p[*at] != '>'; ++*at) {
		int d = hex_digit(in.p[*at]);
		if (d < 0)
			continue;
		t.value = t.value << 4 | (uint32_t)d;
		digits++;
	}
	*at += *at < in.n;
	t.length = (digits + 1) / 2;
	return t;
}

static struct token
take_token(struct tr_bytes in, size_t *at)
{
	while (*at < in.n && is_blank(in.p[*at]))
		++*at;
	if (*at == in.n)
		return (struct token){.kind = TOKEN_END};
	const size_t from = *at;
	if (in.p[from] == '<' && from + 1 < in.n && in.p[from + 1] != '<')
		return take_hex(in, at);
	++*at;
	if (in.p[from] == '[' || in.p[from] == ']')
		return (struct token){.kind = in.p[from] == '[' ? TOKEN_OPEN : TOKEN_CLOSE};
	while (*at < in.n && !is_blank(in.p[*at]) && strchr("<[]", in.p[*at]) == NULL)
		++*at;
	return (struct token){.kind = TOKEN_WORD, .word = tr_bytes_part(in, from, *at - from)};
}

/* Two-byte codes of single characters in the first plane: all that a number or a date needs. */
static void
add_glyph(struct tr_pdf_glyphs *f, uint32_t code, const struct token *to, uint32_t offset)
{
	if (f->count == TR_PDF_GLYPHS_MAX || code > 0xffff || to->kind != TOKEN_HEX || to->length != 2 ||
			to->value + offset > 0xffff)
		return;
	f->items[f->count++] = (struct tr_pdf_glyph){.character = to->value + offset, .code = (uint16_t)code};
}

static void
read_chars(struct tr_pdf_glyphs *f, struct tr_bytes in, size_t *at)
{
	for (;;) {
		struct token code = take_token(in, at);
		if (code.kind != TOKEN_HEX)
			return;
		struct token to = take_token(in, at);
		add_glyph(f, code.value, &to, 0);
	}
}

/* <first> <last> <character>, or [<character> ...] one for each. */
static void
read_ranges(struct tr_pdf_glyphs *f, struct tr_bytes in, size_t *at)
{
	for (;;) {
		struct token first = take_token(in, at);
		if (first.kind != TOKEN_HEX)
			return;
		struct token last = take_token(in, at), to = take_token(in, at);
		bool each = to.kind == TOKEN_OPEN;
		if (each)
			to = take_token(in, at);
		for (uint32_t i = 0; first.value + i <= last.value && i <= 0xff && to.kind == TOKEN_HEX; i++) {
			add_glyph(f, first.value + i, &to, each ? 0 : i);
			if (each)
				to = take_token(in, at);
		}
		while (each && to.kind == TOKEN_HEX)
			to = take_token(in, at);
	}
}

static trien_rc
read_map(struct reading *r, const struct tr_pdf_obj *font, struct trien_err *err)
{
	const struct tr_pdf_obj *ref = tr_pdf_dict_find(font, "ToUnicode"), *stream;
	TR_AUTO_BUF map = {.max = TR_PDF_TO_UNICODE_MAX};
	struct token t;
	size_t at = 0;

	TR_TRY(tr_pdf_resolve(r->pdf, r->rev, ref, &stream, err));
	if (stream->type != TR_PDF_STREAM || ref->type != TR_PDF_REF)
		return TRIEN_OK;
	TR_TRY(tr_pdf_stream_data(r->pdf, r->rev, ref->u.ref, stream, TR_PDF_TO_UNICODE_MAX, &map, err));
	while ((t = take_token(tr_buf_view(&map), &at)).kind != TOKEN_END) {
		if (t.kind == TOKEN_WORD && tr_bytes_are(t.word, "beginbfchar"))
			read_chars(r->out, tr_buf_view(&map), &at);
		else if (t.kind == TOKEN_WORD && tr_bytes_are(t.word, "beginbfrange"))
			read_ranges(r->out, tr_buf_view(&map), &at);
	}
	return TRIEN_OK;
}

/* ---- widths ---- */

static void
set_width(struct tr_pdf_glyphs *f, double first, double last, double width)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].code >= first && f->items[i].code <= last)
			f->items[i].width = width / 1000;
}

/* §9.7.4.3: c [w1 w2 ...] or first last w. What is neither ends the reading. */
static trien_rc
read_widths(struct reading *r, const struct tr_pdf_obj *descendant, struct trien_err *err)
{
	const struct tr_pdf_obj *o, *list;
	double standard = 1000, first, second, w;

	TR_TRY(tr_pdf_find(r->pdf, r->rev, descendant, "DW", &o, err));
	(void)tr_pdf_number(o, &standard);
	set_width(r->out, 0, 0xffff, standard);
	TR_TRY(tr_pdf_find(r->pdf, r->rev, descendant, "W", &list, err));
	for (size_t i = 0; list->type == TR_PDF_ARRAY && i + 1 < list->u.array.count;) {
		TR_TRY(tr_pdf_resolve(r->pdf, r->rev, list->u.array.items[i], &o, err));
		if (!tr_pdf_number(o, &first))
			break;
		TR_TRY(tr_pdf_resolve(r->pdf, r->rev, list->u.array.items[i + 1], &o, err));
		if (o->type == TR_PDF_ARRAY) {
			for (size_t k = 0; k < o->u.array.count; k++)
				if (tr_pdf_number(o->u.array.items[k], &w))
					set_width(r->out, first + (double)k, first + (double)k, w);
			i += 2;
			continue;
		}
		if (!tr_pdf_number(o, &second) || i + 2 >= list->u.array.count)
			break;
		TR_TRY(tr_pdf_resolve(r->pdf, r->rev, list->u.array.items[i + 2], &o, err));
		if (!tr_pdf_number(o, &w))
			break;
		set_width(r->out, first, second, w);
		i += 3;
	}
	return TRIEN_OK;
}

/* ---- */

trien_rc
tr_pdf_glyphs_read(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *font, struct tr_pdf_glyphs *out,
		const struct tr_pdf_obj **descendant, struct trien_err *err)
{
	struct reading r = {.pdf = pdf, .rev = rev, .out = out};
	const struct tr_pdf_obj *encoding, *list, *first;

	out->count = 0;
	*descendant = NULL;
	TR_TRY(tr_pdf_find(pdf, rev, font, "Encoding", &encoding, err));
	TR_TRY(tr_pdf_find(pdf, rev, font, "DescendantFonts", &list, err));
	if (!tr_pdf_is_name(encoding, "Identity-H") || list->type != TR_PDF_ARRAY || list->u.array.count != 1)
		return TRIEN_OK;
	TR_TRY(tr_pdf_resolve(pdf, rev, list->u.array.items[0], &first, err));
	TR_TRY(read_map(&r, font, err));
	TR_TRY(read_widths(&r, first, err));
	*descendant = first;
	return TRIEN_OK;
}
