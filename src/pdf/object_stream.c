/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Object streams, ISO 32000-2 §7.5.7: decoded once, their objects read when
 * they are asked for. /Extends plays no part: the cross-reference names the
 * stream that holds an object.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdlib.h>

struct tr_pdf_packed {
	uint32_t num;
	uint32_t count;
	struct tr_bytes data;
	uint32_t *nums;
	uint32_t *offsets; /* in data, of each object */
	uint32_t *sorted;  /* nums in ascending order */
};

static trien_rc
damaged(uint32_t num, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_OBJECT_STREAM, TR_U("num", num), TR_S("what", what));
}

static int
number_order(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* The pairs of object number and offset before /First. */
static trien_rc
read_pairs(struct tr_pdf_packed *s, uint64_t first, struct trien_err *err)
{
	struct tr_pdf_lexer lex = {.in = tr_bytes_part(s->data, 0, first), .in_stream = s->num};
	struct tr_pdf_token num, offset;

	for (uint32_t i = 0; i < s->count; i++) {
		TR_TRY(tr_pdf_lex(&lex, &num, err));
		TR_TRY(tr_pdf_lex(&lex, &offset, err));
		if (num.kind != TR_PDF_TOKEN_INT || offset.kind != TR_PDF_TOKEN_INT)
			return damaged(s->num, "fewer pairs before /First than /N says", err);
		if (num.integer < 0 || num.integer > TR_PDF_OBJECT_NUMBER_MAX)
			return TR_ERR(err, PDF_OBJECT_NUMBER, TR_I("got", num.integer),
					TR_U("offset", num.at), TR_U("max", TR_PDF_OBJECT_NUMBER_MAX));
		if (offset.integer < 0 || (uint64_t)offset.integer > s->data.n - first)
			return damaged(s->num, "an offset outside the data", err);
		s->nums[i] = (uint32_t)num.integer;
		s->offsets[i] = (uint32_t)(first + (uint64_t)offset.integer);
	}
	if (s->count > 0) {
		memcpy(s->sorted, s->nums, s->count * sizeof(*s->nums));
		qsort(s->sorted, s->count, sizeof(*s->sorted), number_order);
	}
	return TRIEN_OK;
}

static trien_rc
numbers_of(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *stream, uint32_t num, int64_t *count,
		int64_t *first, struct trien_err *err)
{
	const struct tr_pdf_obj *n, *f;

	TR_TRY(tr_pdf_find(pdf, rev, stream, "N", &n, err));
	TR_TRY(tr_pdf_find(pdf, rev, stream, "First", &f, err));
	if (n->type != TR_PDF_INT || f->type != TR_PDF_INT || n->u.integer < 0 || f->u.integer < 0)
		return damaged(num, "/N or /First is missing or negative", err);
	*count = n->u.integer;
	*first = f->u.integer;
	return TRIEN_OK;
}

trien_rc
tr_pdf_packed_open(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id, const struct tr_pdf_obj *stream,
		struct tr_pdf_packed **out, struct trien_err *err)
{
	TR_AUTO_BUF data = {.max = TR_PDF_STREAM_DECODED_MAX};
	struct tr_pdf_packed *s;
	int64_t count = 0, first = 0;
	const uint8_t *p;

	if (!tr_pdf_is_name(tr_pdf_dict_find(stream, "Type"), "ObjStm"))
		return damaged(id.num, "its /Type is not /ObjStm", err);
	TR_TRY(numbers_of(pdf, rev, stream, id.num, &count, &first, err));
	TR_TRY(tr_pdf_stream_data(pdf, rev, id, stream, TR_PDF_STREAM_DECODED_MAX, &data, err));
	/* A pair takes four bytes at least, the last one three. */
	if ((uint64_t)first > data.n || count > first / 4 + 1)
		return damaged(id.num, "/N or /First is larger than the data", err);
	TR_TRY(tr_arena_take(&pdf->arena, sizeof(*s), &s, err));
	TR_TRY(tr_arena_copy(&pdf->arena, data.p, data.n, &p, err));
	TR_TRY(tr_arena_take(&pdf->arena, (size_t)count * 3 * sizeof(uint32_t) + 1, &s->nums, err));
	s->num = id.num;
	s->count = (uint32_t)count;
	s->data = TR_BYTES(p, data.n);
	s->offsets = s->nums + count;
	s->sorted = s->offsets + count;
	TR_TRY(read_pairs(s, (uint64_t)first, err));
	*out = s;
	return TRIEN_OK;
}

/* How often num stands in the stream: 0, 1, or 2 for more. */
static int
places_of(const struct tr_pdf_packed *s, uint32_t num)
{
	const uint32_t *p = s->count == 0 ? NULL : bsearch(&num, s->sorted, s->count, sizeof(num), number_order);

	if (p == NULL)
		return 0;
	return (p > s->sorted && p[-1] == num) || (p + 1 < s->sorted + s->count && p[1] == num) ? 2 : 1;
}

/*
 * The index of num: the one named, or the only other place where it stands. Where it stands twice, some readers go by
 * the index and some by the number: they would show two documents.
 */
static trien_rc
index_of(struct tr_pdf *pdf, const struct tr_pdf_packed *s, uint32_t num, uint64_t named, uint32_t *out,
		struct trien_err *err)
{
	const int places = places_of(s, num);
	uint32_t i = 0;

	if (places != 1)
		return damaged(s->num, places
				? "it holds an object more than once" : "it does not hold the object", err);
	if (named < s->count && s->nums[named] == num) {
		*out = (uint32_t)named;
		return TRIEN_OK;
	}
	while (s->nums[i] != num)
		i++;
	*out = i;
	tr_pdf_lenient(pdf, TR_PDF_LENIENT_OBJECT_STREAM_INDEX, named);
	return TRIEN_OK;
}

trien_rc
tr_pdf_packed_object(struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_packed *s, uint32_t num,
		uint64_t named, const struct tr_pdf_obj **out, struct trien_err *err)
{
	uint32_t index = 0;

	TR_TRY(index_of(pdf, s, num, named, &index, err));
	/* Up to the next object, where they stand in order; two integers must not meet an R behind them. */
	size_t end = s->data.n;
	if (index + 1 < s->count && s->offsets[index + 1] > s->offsets[index])
		end = s->offsets[index + 1];
	struct tr_pdf_lexer lex = {
		.in = tr_bytes_part(s->data, 0, end),
		.at = s->offsets[index],
		.in_stream = s->num,
	};
	/* "1234" and "5678" without a blank between: one number or two? */
	if (end < s->data.n && end > lex.at && tr_pdf_is_regular(s->data.p[end - 1]) &&
			tr_pdf_is_regular(s->data.p[end]))
		return damaged(s->num, "an object begins in the middle of a word", err);
	if (end - lex.at > TR_PDF_OBJECT_BYTES_MAX)
		return TR_ERR(err, PDF_OBJECT_BYTES_LIMIT, TR_U("offset", lex.at),
				TR_U("max", TR_PDF_OBJECT_BYTES_MAX));
	return tr_pdf_parse_value(pdf, arena, &lex, out, err);
}
