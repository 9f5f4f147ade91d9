/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All three stamps hold the letter Ậ: as U+1EAC, as a letter with U+0323, or, in fonts of before Unicode, as Ë or Ä.
 * Forms, pictures, patterns, annotations and whatever else may hide text behind another step make the answer "not known".
 */
#include "official/secrecy_quick.h"

#define ITEMS_MAX 64u
#define CONTENT_MAX ((size_t)4 << 20)
#define CMAP_MAX ((size_t)256 << 10)

struct quick {
	struct tr_pdf *pdf;
	size_t rev;
	bool ascii_only; /* a font says nothing of its letters: only ASCII is certain */
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
static bool
range_is_clear(uint32_t from, uint32_t count)
{
	static const uint16_t letters[] = {0x1eac, 0x0323, 0x00cb, 0x00c4};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (letters[i] >= from && letters[i] - from < count)
			return false;
	return true;
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

static bool
units_are_clear(const uint32_t *units, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!range_is_clear(units[i], 1))
			return false;
	return true;
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

static bool
string_is_clear(struct cmap *m, const uint32_t *units, size_t count)
{
	const uint32_t last = units[count - 1];
	const unsigned sources = m->mode == CHARS ? 1 : 2;

	if (m->mode == NEITHER)
		return true;
	if (!m->list && m->taken < sources) {
		*(m->taken++ == 0 ? &m->from : &m->to) = last;
		return true;
	}
	const uint32_t span = m->mode == RANGES && !m->list && m->to > m->from ? m->to - m->from + 1 : 1;
	m->taken = 0;
	return units_are_clear(units, count) && range_is_clear(last, span);
}

static bool
cmap_is_clear(struct tr_bytes b)
{
	struct cmap m = {.mode = NEITHER};
	uint32_t units[8];
	size_t count;

	if (memmem(b.p, b.n, "usecmap", 7) != NULL)
		return false;
	for (size_t at = 0; at < b.n;) {
		if (b.p[at] == '<' && !starts(b, at, "<<")) {
			at = take_hex(b, at, units, &count);
			if (at == 0 || !string_is_clear(&m, units, count))
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

/* Names of glyphs that stand in for those of an encoding. */
static bool
differences_are_clear(struct quick *q, const struct tr_pdf_obj *encoding)
{
	const struct tr_pdf_obj *list = encoding->type == TR_PDF_DICT ? find(q, encoding, "Differences") : NULL;
	static const char *const parts[] = {"1EAC", "1eac", "0323", "dotbelow", "dieresis"};

	if (encoding->type != TR_PDF_DICT || tr_pdf_is(list, TR_PDF_NULL))
		return true;
	if (!tr_pdf_is(list, TR_PDF_ARRAY))
		return false;
	for (size_t i = 0; i < list->u.array.count; i++) {
		const struct tr_pdf_obj *o = list->u.array.items[i];
		for (size_t p = 0; o->type == TR_PDF_NAME && p < sizeof(parts) / sizeof(*parts); p++)
			if (memmem(o->u.name.p, o->u.name.n, parts[p], strlen(parts[p])) != NULL)
				return false;
	}
	return true;
}

static bool
font_is_clear(struct quick *q, const struct tr_pdf_obj *written)
{
	const struct tr_pdf_obj *font, *kind, *encoding, *unicode;
	TR_AUTO_BUF cmap = {0};

	if (tr_pdf_resolve(q->pdf, q->rev, written, &font, NULL) != TRIEN_OK || font->type != TR_PDF_DICT)
		return false;
	kind = find(q, font, "Subtype");
	encoding = find(q, font, "Encoding");
	unicode = tr_pdf_dict_find(font, "ToUnicode");
	if (kind == NULL || encoding == NULL || tr_pdf_is_name(kind, "Type3") || !differences_are_clear(q, encoding))
		return false;
	if (unicode != NULL)
		return stream_of(q, unicode, CMAP_MAX, &cmap) && cmap_is_clear(tr_buf_view(&cmap));
	q->ascii_only = true;
	return !tr_pdf_is_name(kind, "Type0") && encoding->type != TR_PDF_DICT;
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

static bool
is_word_end(struct tr_bytes b, size_t at)
{
	return at >= b.n || strchr(" \t\r\n\f[]()<>/%", b.p[at]) != NULL;
}

/* Inline pictures, other drawings, and another rendering mode of text: what is drawn is not what is read here. */
static bool
operators_are_clear(struct tr_bytes b)
{
	static const char *const operators[] = {"BI", "Do", "Tr"};

	for (size_t at = 0; at + 2 <= b.n; at++)
		for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
			if (memcmp(b.p + at, operators[i], 2) == 0 && is_word_end(b, at + 2) &&
					(at == 0 || is_word_end(b, at - 1)))
				return false;
	return true;
}

static bool
is_ascii(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] >= 0x80 || b.p[i] == '\\' || b.p[i] == '<')
			return false;
	return true;
}

static bool
content_is_clear(struct quick *q, const struct tr_pdf_obj *written, bool *text)
{
	TR_AUTO_BUF content = {0};

	if (!stream_of(q, written, CONTENT_MAX, &content) || !operators_are_clear(tr_buf_view(&content)))
		return false;
	*text = *text || memmem(content.p, content.n, "Tj", 2) != NULL || memmem(content.p, content.n, "TJ", 2) != NULL;
	return !q->ascii_only || is_ascii(tr_buf_view(&content));
}

static bool
contents_are_clear(struct quick *q, const struct tr_pdf_obj *page)
{
	const struct tr_pdf_obj *written = tr_pdf_dict_find(page, "Contents"), *list = find(q, page, "Contents");
	bool text = false;

	if (!tr_pdf_is(list, TR_PDF_ARRAY))
		return content_is_clear(q, written, &text) && text;
	for (size_t i = 0; i < list->u.array.count; i++)
		if (i == ITEMS_MAX || !content_is_clear(q, list->u.array.items[i], &text))
			return false;
	return text;
}

static bool
page_is_clear(struct quick *q, size_t index)
{
	const struct tr_pdf_obj *page, *resources;

	q->ascii_only = false;
	if (tr_pdf_page(q->pdf, q->rev, index, &page, NULL, NULL) != TRIEN_OK ||
			tr_pdf_page_inherited(q->pdf, q->rev, page, "Resources", &resources, NULL) != TRIEN_OK ||
			resources->type != TR_PDF_DICT)
		return false;
	return every_entry(q, find(q, resources, "XObject"), never) && every_entry(q, find(q, resources, "Pattern"), never) &&
	       every_entry(q, find(q, resources, "ExtGState"), state_is_clear) &&
	       every_entry(q, find(q, resources, "Font"), font_is_clear) && annotations_are_clear(q, page) &&
	       contents_are_clear(q, page);
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
	for (size_t i = 0; clear && i < pages; i++)
		clear = page_is_clear(&q, i);
	tr_pdf_close(q.pdf);
	return clear;
}
