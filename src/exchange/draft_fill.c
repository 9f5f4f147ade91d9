/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A field of a template may stand in several pieces, since word processors divide text as it was typed. Its paragraph's pieces are read as one; the value goes where the field
 * begins. The XML was read by the strict reader before (tr_draft_look()), so marks are found here by their brackets.
 */
#include "exchange/draft_fill.h"

#include "base/errors/exchange.h"
#include "exchange/draft_parts.h"
#include "exchange/zip_write.h"

#define DOTS "……"
#define OPENS "{{"
#define CLOSES "}}"
#define NAME_MAX_BYTES 64u /* between the braces */

static const char *const words[TR_DRAFT_FIELDS] = {
#define TR_DRAFT_FIELD(symbol, word) word,
#include "exchange/draft_fields.def"
#undef TR_DRAFT_FIELD
};
#define TR_DRAFT_FIELD(symbol, word) "{{" word "}} "
static const char wanted[] =
#include "exchange/draft_fields.def"
	"";
#undef TR_DRAFT_FIELD

/* Text of a paragraph that stands in the file without a mark in it. */
struct piece {
	size_t begin, end; /* in the file */
};

/* A field in the text of the paragraph. */
struct span {
	size_t begin, end;
	const char *value;
	bool is; /* there is one */
};

struct filling {
	const struct tr_draft_values *values;
	struct tr_bytes in;
	struct tr_buf *out;
	struct tr_buf text;   /* of the paragraph, its pieces one behind the other */
	struct tr_buf pieces; /* struct piece */
	size_t from;          /* what was not written yet begins here */
	size_t depth;         /* paragraphs within paragraphs */
	bool docx, in_text;   /* of DOCX text stands in an element of its own */
	size_t places;
};

/* ---- the fields of a paragraph ---- */

static struct tr_bytes
trimmed(struct tr_bytes b)
{
	while (b.n > 0 && b.p[0] == ' ')
		b = tr_bytes_part(b, 1, SIZE_MAX);
	while (b.n > 0 && b.p[b.n - 1] == ' ')
		b.n--;
	return b;
}

static trien_rc
value_of(const struct filling *f, struct tr_bytes name, const char **out, struct trien_err *err)
{
	for (size_t i = 0; i < TR_DRAFT_FIELDS; i++)
		if (tr_bytes_are(name, words[i])) {
			*out = f->values->text[i] != NULL && f->values->text[i][0] != '\0' ? f->values->text[i] : DOTS;
			return TRIEN_OK;
		}
	return TR_ERR(err, EXCHANGE_TEMPLATE_FIELD, TR_B("got", name.p, name.n), TR_S("want", wanted));
}

/* The next one from there on: two braces, a name, two braces. */
static trien_rc
find_span(const struct filling *f, size_t from, struct span *s, struct trien_err *err)
{
	const struct tr_bytes text = tr_buf_view(&f->text);

	*s = (struct span){0};
	while (from < text.n) {
		const uint8_t *open = memmem(text.p + from, text.n - from, OPENS, 2);
		if (open == NULL)
			return TRIEN_OK;
		const size_t begin = (size_t)(open - text.p), room = text.n - begin - 2 < NAME_MAX_BYTES + 2 ? text.n - begin - 2 : NAME_MAX_BYTES + 2;
		const uint8_t *close = memmem(open + 2, room, CLOSES, 2);
		from = begin + 1;
		if (close == NULL || memchr(open + 2, '{', (size_t)(close - open - 2)) != NULL)
			continue;
		*s = (struct span){.begin = begin, .end = (size_t)(close - text.p) + 2, .is = true};
		return value_of(f, trimmed(TR_BYTES(open + 2, (size_t)(close - open - 2))), &s->value, err);
	}
	return TRIEN_OK;
}

/* As text of XML; a control character is a blank. */
static trien_rc
add_value(struct filling *f, const char *value, struct trien_err *err)
{
	f->places++;
	for (const char *p = value; *p != '\0'; p++) {
		const char *as = *p == '&' ? "&amp;" : *p == '<' ? "&lt;" : *p == '>' ? "&gt;" : NULL;
		if (as != NULL)
			TR_TRY(tr_buf_add(f->out, as, strlen(as), err));
		else
			TR_TRY(tr_buf_add_byte(f->out, (uint8_t)*p < 0x20 ? ' ' : (uint8_t)*p, err));
	}
	return TRIEN_OK;
}

/* A piece, of the text from at to end; what of it belongs to a field is left out. */
static trien_rc
write_piece(struct filling *f, size_t at, size_t end, struct span *s, struct trien_err *err)
{
	while (at < end) {
		const bool within = s->is && at >= s->begin;
		const size_t stop = s->is && (within ? s->end : s->begin) < end ? (within ? s->end : s->begin) : end;
		if (!within)
			TR_TRY(tr_buf_add(f->out, f->text.p + at, stop - at, err));
		else if (at == s->begin)
			TR_TRY(add_value(f, s->value, err));
		at = stop;
		if (s->is && at == s->end)
			TR_TRY(find_span(f, at, s, err));
	}
	return TRIEN_OK;
}

/* All up to there: the paragraph's pieces, and what stands between them. */
static trien_rc
write_to(struct filling *f, size_t end, struct trien_err *err)
{
	const struct piece *pieces = (const struct piece *)(const void *)f->pieces.p;
	const size_t count = f->pieces.n / sizeof(*pieces);
	size_t at = 0;
	struct span s;

	TR_TRY(find_span(f, 0, &s, err));
	for (size_t i = 0; s.is && i < count; i++) {
		TR_TRY(tr_buf_add(f->out, f->in.p + f->from, pieces[i].begin - f->from, err));
		const size_t n = pieces[i].end - pieces[i].begin;
		TR_TRY(write_piece(f, at, at + n, &s, err));
		at += n;
		f->from = pieces[i].end;
	}
	TR_TRY(tr_buf_add(f->out, f->in.p + f->from, end - f->from, err));
	f->from = end;
	tr_buf_clear(&f->text);
	tr_buf_clear(&f->pieces);
	return TRIEN_OK;
}

/* ---- the marks ---- */

static size_t
behind(struct tr_bytes in, size_t at, const char *what)
{
	const uint8_t *p = memmem(in.p + at, in.n - at, what, strlen(what));
	return p == NULL ? in.n : (size_t)(p - in.p) + strlen(what);
}

/* Behind the mark that begins there. */
static size_t
end_of_mark(struct tr_bytes in, size_t at)
{
	uint8_t quote = 0;

	if (in.n - at >= 4 && memcmp(in.p + at, "<!--", 4) == 0)
		return behind(in, at, "-->");
	if (in.n - at >= 9 && memcmp(in.p + at, "<![CDATA[", 9) == 0)
		return behind(in, at, "]]>");
	if (in.n - at >= 2 && in.p[at + 1] == '?')
		return behind(in, at, "?>");
	for (; at < in.n; at++) {
		const uint8_t c = in.p[at];
		if (quote != 0)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return at + 1;
	}
	return in.n;
}

/* Its name without a prefix. */
static struct tr_bytes
name_of(struct tr_bytes mark)
{
	size_t at = mark.n > 1 && mark.p[1] == '/' ? 2 : 1, n = 0;

	for (size_t i = at; i < mark.n && strchr(" \t\r\n/>", mark.p[i]) == NULL; i++) {
		n++;
		if (mark.p[i] == ':') {
			at = i + 1;
			n = 0;
		}
	}
	return tr_bytes_part(mark, at, n);
}

static trien_rc
pass_mark(struct filling *f, size_t at, size_t end, struct trien_err *err)
{
	const struct tr_bytes mark = tr_bytes_part(f->in, at, end - at), name = name_of(mark);
	const bool closes = mark.n > 1 && mark.p[1] == '/', alone = mark.n > 2 && mark.p[mark.n - 2] == '/';

	if (f->docx && tr_bytes_are(name, "t"))
		f->in_text = !closes && !alone;
	if (alone || (!tr_bytes_are(name, "p") && !tr_bytes_are(name, "h")))
		return TRIEN_OK;
	if (!closes)
		f->depth++;
	else if (f->depth > 0)
		f->depth--;
	return write_to(f, at, err);
}

static trien_rc
pass_text(struct filling *f, size_t at, size_t end, struct trien_err *err)
{
	const struct piece piece = {at, end};

	if (f->depth == 0 || (f->docx && !f->in_text))
		return TRIEN_OK;
	TR_TRY(tr_buf_add(&f->pieces, &piece, sizeof(piece), err));
	return tr_buf_add(&f->text, f->in.p + at, end - at, err);
}

static trien_rc
fill_all(struct filling *f, struct trien_err *err)
{
	size_t at = 0;

	while (at < f->in.n) {
		const bool is_mark = f->in.p[at] == '<';
		const uint8_t *next = is_mark ? NULL : memchr(f->in.p + at, '<', f->in.n - at);
		const size_t end = is_mark ? end_of_mark(f->in, at) : next != NULL ? (size_t)(next - f->in.p) : f->in.n;
		TR_TRY((is_mark ? pass_mark : pass_text)(f, at, end, err));
		at = end;
	}
	return write_to(f, f->in.n, err);
}

/* What is filled in is UTF-8: so must the file be, and say. */
static trien_rc
check_encoding(struct tr_bytes in, struct trien_err *err)
{
	const size_t head = in.n > 5 && memcmp(in.p, "<?xml", 5) == 0 ? behind(in, 0, "?>") : 0;
	const uint8_t *said = head > 0 ? memmem(in.p, head, "encoding", 8) : NULL;
	const size_t at = said == NULL ? 0 : (size_t)(said - in.p) + 8;

	if (in.n > 1 && (in.p[0] >= 0xfe || in.p[0] == 0 || in.p[1] == 0))
		return TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "UTF-16"));
	for (size_t i = at; said != NULL && i + 5 <= head; i++)
		if (strncasecmp((const char *)in.p + i, "utf-8", 5) == 0)
			return TRIEN_OK;
	return said == NULL ? TRIEN_OK : TR_ERR(err, EXCHANGE_DRAFT, TR_S("what", "encoding"));
}

static trien_rc
fill_xml(struct filling *f, struct tr_bytes in, struct tr_buf *out, struct trien_err *err)
{
	f->in = in;
	f->out = out;
	f->from = f->depth = 0;
	f->in_text = false;
	TR_TRY(check_encoding(in, err));
	return fill_all(f, err);
}

/* ---- the archives ---- */

static trien_rc
add_part(void *context, struct tr_bytes part, struct trien_err *err)
{
	return tr_buf_add_bytes(context, part, err);
}

/* Parts with text on a page. */
static bool
is_text(const char *name, bool docx)
{
	const size_t n = strlen(name);

	if (!docx)
		return strcasecmp(name, "content.xml") == 0 || strcasecmp(name, "styles.xml") == 0;
	return n > 4 && strcasecmp(name + n - 4, ".xml") == 0 && strncasecmp(name, "word/", 5) == 0;
}

static trien_rc
fill_entry(struct filling *f, const struct tr_zip_entry *e, struct tr_zip_writer *w, struct trien_err *err)
{
	TR_AUTO_BUF in = {.max = TR_ZIP_UNPACKED_MAX}, out = {.max = TR_ZIP_UNPACKED_MAX};
	const size_t before = f->places;

	if (!is_text(e->name, f->docx))
		return tr_zip_copy(w, e, err);
	TR_TRY(tr_zip_unpack(e, add_part, &in, err));
	TR_TRY(fill_xml(f, tr_buf_view(&in), &out, err));
	return f->places == before ? tr_zip_copy(w, e, err) : tr_zip_put(w, e->name, tr_buf_view(&out), err);
}

static trien_rc
fill_archive(struct filling *f, struct tr_bytes in, struct tr_buf *out, struct trien_err *err)
{
	struct tr_zip_writer w = {.out = out};
	struct tr_zip z;

	TR_TRY(tr_zip_open(in, &z, err));
	trien_rc rc = TRIEN_OK;
	for (size_t i = 0; rc == TRIEN_OK && i < z.count; i++)
		rc = fill_entry(f, &z.entries[i], &w, err);
	if (rc == TRIEN_OK)
		rc = tr_zip_end(&w, err);
	tr_zip_writer_free(&w);
	tr_zip_free(&z);
	return rc;
}

trien_rc
tr_draft_fill(struct tr_bytes in, const struct tr_draft_values *v, struct tr_buf *out, size_t *places, struct trien_err *err)
{
	struct filling f = {.values = v};
	enum tr_draft_kind kind;

	TR_TRY(tr_draft_look(in, &kind, err));
	f.docx = kind == TR_DRAFT_DOCX;
	const trien_rc rc = kind == TR_DRAFT_FLAT_ODT ? fill_xml(&f, in, out, err) : fill_archive(&f, in, out, err);
	tr_buf_free(&f.text);
	tr_buf_free(&f.pieces);
	*places = f.places;
	return rc;
}

/* ---- in a worker ---- */

const char *
tr_draft_kind_word(enum tr_draft_kind kind)
{
	static const char *const all[TR_DRAFT_KINDS] = {[TR_DRAFT_DOCX] = "docx", [TR_DRAFT_ODT] = "odt", [TR_DRAFT_FLAT_ODT] = "fodt"};
	return all[kind];
}

trien_rc
tr_draft_fill_request(const struct tr_draft_values *v, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < TR_DRAFT_FIELDS; i++) {
		const char *text = v->text[i] != NULL ? v->text[i] : "";
		TR_TRY(tr_buf_add(out, text, strlen(text) + 1, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_draft_fill_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_draft_values v;
	size_t at = 0, places;

	for (size_t i = 0; i < TR_DRAFT_FIELDS; i++) {
		const uint8_t *end = at < in->request.n ? memchr(in->request.p + at, 0, in->request.n - at) : NULL;
		if (end == NULL)
			return TR_ERR(err, INTERNAL, TR_S("what", "fields"));
		v.text[i] = (const char *)in->request.p + at;
		at = (size_t)(end - in->request.p) + 1;
	}
	return tr_draft_fill(in->document, &v, answer, &places, err);
}
