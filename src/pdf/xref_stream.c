/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cross-reference streams, ISO 32000-2 §7.5.8. The entries are decoded once
 * and stay as they are; numbers are read when an object is asked for.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

static trien_rc
malformed(uint64_t at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_XREF_MALFORMED, TR_U("offset", at), TR_S("what", what));
}

/* /W, Table 17: three widths; the second or third may be 0. */
static trien_rc
widths(struct tr_pdf_section *s, struct trien_err *err)
{
	const struct tr_pdf_obj *w = tr_pdf_dict_find(s->trailer, "W");

	if (!tr_pdf_is(w, TR_PDF_ARRAY) || w->u.array.count < 3)
		return malformed(s->at, "/W is not an array of three integers", err);
	s->width = 0;
	for (int i = 0; i < 3; i++) {
		const struct tr_pdf_obj *o = w->u.array.items[i];
		if (!tr_pdf_is(o, TR_PDF_INT) || o->u.integer < 0 || o->u.integer > 8)
			return malformed(s->at, "/W holds a width outside 0 to 8", err);
		s->w[i] = (uint8_t)o->u.integer;
		s->width += s->w[i];
	}
	if (s->width == 0)
		return malformed(s->at, "/W holds only zeroes", err);
	return TRIEN_OK;
}

static trien_rc
range_of(const struct tr_pdf_section *s, const struct tr_pdf_obj *first, const struct tr_pdf_obj *count,
		struct tr_pdf_range *r, struct trien_err *err)
{
	if (!tr_pdf_is(first, TR_PDF_INT) || !tr_pdf_is(count, TR_PDF_INT) || first->u.integer < 0 ||
			count->u.integer < 0)
		return malformed(s->at, "/Index or /Size is not made of whole numbers", err);
	if (first->u.integer > TR_PDF_OBJECT_NUMBER_MAX || count->u.integer > TR_PDF_OBJECT_NUMBER_MAX + 1 ||
			first->u.integer + count->u.integer > TR_PDF_OBJECT_NUMBER_MAX + 1)
		return TR_ERR(err, PDF_OBJECT_NUMBER, TR_I("got", first->u.integer), TR_U("offset", s->at),
				TR_U("max", TR_PDF_OBJECT_NUMBER_MAX));
	*r = (struct tr_pdf_range){(uint32_t)first->u.integer, (uint32_t)count->u.integer, NULL};
	return TRIEN_OK;
}

/* /Index, or 0 and /Size where there is none; *entries is how many there are altogether. */
static trien_rc
index_of(struct tr_pdf *pdf, struct tr_pdf_section *s, uint64_t *entries, struct trien_err *err)
{
	const struct tr_pdf_obj *index = tr_pdf_dict_find(s->trailer, "Index");
	struct tr_pdf_obj zero = {.type = TR_PDF_INT};
	struct tr_pdf_range r;
	size_t cap = 0;

	*entries = 0;
	if (index == NULL || index->type == TR_PDF_NULL) {
		TR_TRY(range_of(s, &zero, tr_pdf_dict_find(s->trailer, "Size"), &r, err));
		*entries = r.count;
		return tr_pdf_section_add(pdf, s, &cap, r, err);
	}
	if (!tr_pdf_is(index, TR_PDF_ARRAY) || index->u.array.count % 2 != 0)
		return malformed(s->at, "/Index is not made of pairs", err);
	for (size_t i = 0; i < index->u.array.count; i += 2) {
		TR_TRY(range_of(s, index->u.array.items[i], index->u.array.items[i + 1], &r, err));
		TR_TRY(tr_pdf_section_add(pdf, s, &cap, r, err));
		*entries += r.count;
	}
	return TRIEN_OK;
}

static trien_rc
decode_entries(struct tr_pdf *pdf, struct tr_pdf_section *s, uint64_t entries, struct trien_err *err)
{
	TR_AUTO_BUF data = {.max = TR_PDF_STREAM_DECODED_MAX};
	const uint8_t *p;
	uint64_t want = entries * s->width;

	TR_TRY(tr_pdf_decode(pdf, SIZE_MAX, s->trailer, tr_pdf_stream_raw(pdf, s->trailer),
			TR_PDF_STREAM_DECODED_MAX, &data, err));
	if (data.n < want)
		return malformed(s->at, "the stream holds fewer entries than /Index or /Size says", err);
	TR_TRY(tr_arena_copy(&pdf->arena, data.p, want, &p, err));
	for (size_t i = 0; i < s->range_count; i++) {
		s->ranges[i].entries = p;
		p += (size_t)s->ranges[i].count * s->width;
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_xref_stream(struct tr_pdf *pdf, uint64_t at, struct tr_pdf_section *s, struct trien_err *err)
{
	struct tr_pdf_reading how = {.arena = &pdf->arena, .at = at, .limit = pdf->file.n, .rev = SIZE_MAX};
	struct tr_pdf_indirect got;
	uint64_t entries;

	TR_TRY(tr_pdf_parse_indirect(pdf, &how, &got, err));
	s->is_stream = true;
	s->trailer = got.obj;
	s->after = got.end;
	if (!tr_pdf_is(got.obj, TR_PDF_STREAM) || !tr_pdf_is_name(tr_pdf_dict_find(got.obj, "Type"), "XRef"))
		return TR_ERR(err, PDF_XREF_NOT_FOUND, TR_S("from", "startxref"), TR_U("offset", at));
	TR_TRY(widths(s, err));
	TR_TRY(index_of(pdf, s, &entries, err));
	return decode_entries(pdf, s, entries, err);
}
