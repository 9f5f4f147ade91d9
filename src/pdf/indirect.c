/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Indirect objects and streams as they stand in the file, ISO 32000-2 §7.3.8
 * and §7.3.10. Whether the object is the one that was looked for is checked
 * by the caller.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

static bool
word_at(struct tr_bytes in, size_t at, const char *word)
{
	size_t n = strlen(word);
	return at <= in.n && in.n - at >= n && memcmp(in.p + at, word, n) == 0;
}

bool
tr_pdf_object_header(struct tr_bytes file, uint64_t at, struct tr_pdf_ref *ref, struct tr_pdf_lexer *after)
{
	struct tr_pdf_lexer lex = {.in = file, .at = at};
	uint64_t value[2];

	if (at >= file.n)
		return false;
	for (int i = 0; i < 2; i++) {
		size_t digits = 0;
		for (value[i] = 0; lex.at < file.n && file.p[lex.at] >= '0' &&
				file.p[lex.at] <= '9'; digits++) {
			if (digits >= 10)
				return false;
			value[i] = value[i] * 10 + (file.p[lex.at++] - '0');
		}
		size_t end = lex.at;
		tr_pdf_lex_skip(&lex);
		if (digits == 0 || lex.at == end)
			return false;
	}
	if (!word_at(file, lex.at, "obj") || value[0] > UINT32_MAX || value[1] > UINT32_MAX)
		return false;
	lex.at += 3;
	*ref = (struct tr_pdf_ref){(uint32_t)value[0], (uint32_t)value[1]};
	*after = lex;
	return true;
}

/* ---- streams ---- */

/* Behind the keyword: CR LF or LF (§7.3.8.1). */
static void
begin_data(struct tr_pdf *pdf, struct tr_pdf_lexer *lex)
{
	const uint8_t *p = lex->in.p;
	size_t n = lex->in.n, i = lex->at;

	while (i < n && (p[i] == ' ' || p[i] == '\t'))
		i++;
	bool cr = i < n && p[i] == '\r';
	bool lf = i + cr < n && p[i + cr] == '\n';
	if (!lf || i != lex->at)
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_STREAM_KEYWORD, lex->at);
	/* Blanks that no EOL follows belong to the data. */
	if (cr || lf)
		lex->at = i + cr + lf;
}

/* The /Length as a number; *known is false where it is absent, no number, or not to be had. */
static trien_rc
length_of(struct tr_pdf *pdf, const struct tr_pdf_reading *how, const struct tr_pdf_obj *dict,
		struct tr_pdf_indirect *out, uint64_t *length, bool *known, struct trien_err *err)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(dict, "Length");

	*known = false;
	if (tr_pdf_is(o, TR_PDF_REF)) {
		if (how->rev == SIZE_MAX)
			return TRIEN_OK;
		out->length_num = o->u.ref.num;
		TR_TRY(tr_pdf_resolve(pdf, how->rev, o, &o, err));
	}
	if (tr_pdf_is(o, TR_PDF_INT) && o->u.integer >= 0) {
		*length = (uint64_t)o->u.integer;
		*known = true;
	}
	return TRIEN_OK;
}

/* Where "endstream" begins when nothing but blanks stands between it and end; SIZE_MAX otherwise. */
static size_t
endstream_after(struct tr_bytes in, size_t end, size_t blanks)
{
	size_t i = end;
	while (i < in.n && i - end < blanks && tr_pdf_is_white(in.p[i]))
		i++;
	return word_at(in, i, "endstream") ? i : SIZE_MAX;
}

/*
 * The /Length is missing or wrong. Where exactly one "endstream" stands before
 * the next thing that the cross-reference knows, the data ends there.
 */
static trien_rc
search_end(struct tr_pdf *pdf, const struct tr_pdf_reading *how, struct tr_bytes in, size_t data,
		size_t *keyword, struct trien_err *err)
{
	static const char word[] = "endstream";
	uint64_t next = in.n;
	const uint8_t *startxref;

	/* Behind a cross-reference stream comes its startxref; what later revisions add must not matter. */
	if (how->rev != SIZE_MAX)
		TR_TRY(tr_pdf_next_offset(pdf, how->rev, how->at, &next, err));
	else if ((startxref = memmem(in.p + data, in.n - data, "startxref", 9)) != NULL)
		next = (uint64_t)(startxref - in.p);
	if (next > in.n || next < data)
		next = in.n;
	const uint8_t *first = memmem(in.p + data, next - data, word, 9);
	if (first == NULL)
		return TR_ERR(err, PDF_STREAM_LENGTH, TR_U("offset", data), TR_S("what", "no endstream"));
	size_t at = (size_t)(first - in.p);
	if (memmem(first + 9, next - at - 9, word, 9) != NULL)
		return TR_ERR(err, PDF_STREAM_LENGTH, TR_U("offset", data),
				TR_S("what",
				"/Length does not lead to endstream, and endstream stands more than once"));
	tr_pdf_lenient(pdf, TR_PDF_LENIENT_STREAM_LENGTH, data);
	*keyword = at;
	return TRIEN_OK;
}

/* Turns the dictionary into a stream; the lexer stands behind the keyword "stream". */
static trien_rc
read_stream(struct tr_pdf *pdf, const struct tr_pdf_reading *how, struct tr_pdf_lexer *lex,
		struct tr_pdf_obj *o, struct tr_pdf_indirect *out, struct trien_err *err)
{
	struct tr_pdf_dict dict = o->u.dict;
	uint64_t length = 0;
	bool known;

	begin_data(pdf, lex);
	size_t data = lex->at, keyword = SIZE_MAX;
	TR_TRY(length_of(pdf, how, o, out, &length, &known, err));
	if (known && length <= lex->in.n - data) {
		keyword = endstream_after(lex->in, data + length, 2);
		if (keyword == SIZE_MAX) {
			keyword = endstream_after(lex->in, data + length, TR_PDF_BLANK_RUN_MAX);
			if (keyword != SIZE_MAX)
				tr_pdf_lenient(pdf, TR_PDF_LENIENT_STREAM_LENGTH, data);
		}
	}
	if (keyword == SIZE_MAX) {
		TR_TRY(search_end(pdf, how, lex->in, data, &keyword, err));
		size_t end = keyword;
		end -= end > data && lex->in.p[end - 1] == '\n';
		end -= end > data && lex->in.p[end - 1] == '\r';
		length = end - data;
	}
	lex->at = keyword + 9;
	o->type = TR_PDF_STREAM;
	o->length = lex->at - o->at;
	o->u.stream.dict = dict;
	o->u.stream.data_at = data;
	o->u.stream.data_length = length;
	return TRIEN_OK;
}

/* ---- objects ---- */

/* Takes the values of the object from the stack: one, or none where it is empty. */
static trien_rc
take_value(struct tr_pdf *pdf, const struct tr_pdf_lexer *lex, size_t base, const struct tr_pdf_token *last,
		struct tr_pdf_obj *o, struct trien_err *err)
{
	size_t count = pdf->stack_n - base;

	pdf->stack_n = base;
	if (count == 0) {
		/* "1 0 obj endobj" is read as null; nobody reads it otherwise. */
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_EMPTY_OBJECT, last->at);
		*o = (struct tr_pdf_obj){.type = TR_PDF_NULL, .at = last->at};
		return TRIEN_OK;
	}
	if (count != 1)
		return tr_pdf_syntax(lex, last->at, "more than one value in an object", err);
	*o = pdf->stack[base];
	return TRIEN_OK;
}

/*
 * Is the object over without endobj? Then what follows must be the head of the
 * next object, whose two numbers are on the stack, or a cross-reference section.
 */
static bool
ends_without_endobj(struct tr_pdf *pdf, size_t base, const struct tr_pdf_token *last, uint64_t *end)
{
	*end = last->at;
	if (tr_pdf_token_is(last, "xref") || tr_pdf_token_is(last, "startxref"))
		return true;
	if (!tr_pdf_token_is(last, "obj") || pdf->stack_n - base < 3)
		return false;
	*end = pdf->stack[pdf->stack_n - 2].at;
	pdf->stack_n -= 2;
	return pdf->stack[pdf->stack_n].type == TR_PDF_INT && pdf->stack[pdf->stack_n + 1].type == TR_PDF_INT;
}

static trien_rc
finish(struct tr_pdf *pdf, struct tr_pdf_lexer *lex, struct tr_pdf_token *last, struct tr_pdf_indirect *out,
		struct trien_err *err)
{
	struct tr_pdf_lexer ahead = *lex;
	struct tr_pdf_ref ref;

	TR_TRY(tr_pdf_lex(&ahead, last, err));
	out->end = last->end;
	if (tr_pdf_token_is(last, "endobj"))
		return TRIEN_OK;
	if (tr_pdf_token_is(last, "xref") || tr_pdf_token_is(last, "startxref") ||
			tr_pdf_object_header(lex->in, last->at, &ref, &ahead)) {
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_MISSING_ENDOBJ, last->at);
		out->end = lex->at;
		return TRIEN_OK;
	}
	return tr_pdf_syntax(lex, last->at, "no endobj behind endstream", err);
}

static trien_rc
read_body(struct tr_pdf *pdf, const struct tr_pdf_reading *how, struct tr_pdf_lexer *lex,
		struct tr_pdf_indirect *out, struct tr_pdf_obj *o, struct trien_err *err)
{
	const size_t base = pdf->stack_n;
	const struct tr_bytes whole = lex->in;
	struct tr_pdf_token last = {0};

	/* The cap holds for what is parsed; a stream's data is not. */
	lex->in = tr_bytes_part(whole, 0, how->at + TR_PDF_OBJECT_BYTES_MAX);
	trien_rc rc = tr_pdf_parse_values(pdf, how->arena, lex, &last, err);
	if (lex->at >= lex->in.n && lex->in.n < whole.n) {
		pdf->stack_n = base;
		return TR_ERR(err, PDF_OBJECT_BYTES_LIMIT, TR_U("offset", how->at),
				TR_U("max", TR_PDF_OBJECT_BYTES_MAX));
	}
	TR_TRY(rc);
	lex->in = whole;
	out->end = last.end;
	if (tr_pdf_token_is(&last, "stream")) {
		TR_TRY(take_value(pdf, lex, base, &last, o, err));
		if (o->type != TR_PDF_DICT)
			return tr_pdf_syntax(lex, last.at, "stream without its dictionary", err);
		TR_TRY(read_stream(pdf, how, lex, o, out, err));
		return finish(pdf, lex, &last, out, err);
	}
	if (tr_pdf_token_is(&last, "endobj"))
		return take_value(pdf, lex, base, &last, o, err);
	if (ends_without_endobj(pdf, base, &last, &out->end)) {
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_MISSING_ENDOBJ, last.at);
		return take_value(pdf, lex, base, &last, o, err);
	}
	pdf->stack_n = base;
	return tr_pdf_syntax(lex, last.at, "no endobj", err);
}

trien_rc
tr_pdf_parse_indirect(struct tr_pdf *pdf, const struct tr_pdf_reading *how, struct tr_pdf_indirect *out,
		struct trien_err *err)
{
	struct tr_pdf_lexer lex = {.in = tr_bytes_part(pdf->file, 0, how->limit), .at = how->at};
	struct tr_pdf_indirect got = {0};
	struct tr_pdf_obj body, *o;

	while (lex.at < lex.in.n && lex.at - how->at < TR_PDF_BLANK_RUN_MAX &&
			tr_pdf_is_white(lex.in.p[lex.at]))
		lex.at++;
	if (!tr_pdf_object_header(lex.in, lex.at, &got.ref, &lex))
		return TR_ERR(err, PDF_OBJECT_NOT_FOUND, TR_U("num", how->num), TR_U("offset", how->at));
	if (tr_pdf_is_white(pdf->file.p[how->at]))
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_OBJECT_BEFORE_BLANKS, how->at);
	got.at = how->at;
	TR_TRY(read_body(pdf, how, &lex, &got, &body, err));
	TR_TRY(tr_arena_take(how->arena, sizeof(*o), &o, err));
	*o = body;
	got.obj = o;
	*out = got;
	return TRIEN_OK;
}
