/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looking an object up in one cross-reference section, whichever its kind:
 * ISO 32000-2 §7.5.4 (tables), §7.5.8.3 (streams), §7.5.8.4 (hybrid files).
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdlib.h>

trien_rc
tr_pdf_section_add(struct tr_pdf *pdf, struct tr_pdf_section *s, size_t *cap, struct tr_pdf_range range,
		struct trien_err *err)
{
	if (range.count == 0)
		return TRIEN_OK;
	if (s->range_count == *cap) {
		struct tr_pdf_range *ranges;
		size_t more = *cap ? *cap * 4 : 4;
		TR_TRY(tr_arena_take(&pdf->arena, more * sizeof(*ranges), &ranges, err));
		if (s->range_count > 0)
			memcpy(ranges, s->ranges, s->range_count * sizeof(*ranges));
		s->ranges = ranges;
		*cap = more;
	}
	s->ranges[s->range_count++] = range;
	return TRIEN_OK;
}

/* ---- one entry ---- */
static trien_rc
bad_entry(const struct tr_pdf_section *s, uint32_t num, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_XREF_ENTRY, TR_U("num", num), TR_U("offset", s->at), TR_S("what", what));
}

static bool
digits(const uint8_t *p, int n, uint64_t *out)
{
	*out = 0;
	for (int i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*out = *out * 10 + (p[i] - '0');
	}
	return true;
}

static trien_rc
table_entry(struct tr_pdf *pdf, const struct tr_pdf_section *s, const uint8_t *p, uint32_t num,
		struct tr_pdf_xref_entry *out, struct trien_err *err)
{
	uint64_t at, gen;

	if (!digits(p, 10, &at) || !digits(p + 11, 5, &gen))
		return bad_entry(s, num, "not ten and five digits", err);
	/* Generation 65536 of a free entry: seen in object 0 since old Ghostscript and FPDF. */
	if (gen > 65535)
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_GENERATION, s->at);
	*out = (struct tr_pdf_xref_entry){.kind = TR_PDF_ENTRY_FREE, .gen = (uint32_t)gen};
	if (p[17] == 'f')
		return TRIEN_OK;
	if (at == 0) {
		/* Nothing can stand at offset 0 but the header: such an entry is a free one. */
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_OFFSET_ZERO, s->at);
		return TRIEN_OK;
	}
	out->kind = TR_PDF_ENTRY_PLAIN;
	out->at = at + pdf->shift;
	return TRIEN_OK;
}

static uint64_t
big_endian(const uint8_t *p, unsigned n)
{
	uint64_t v = 0;
	while (n-- > 0)
		v = v << 8 | *p++;
	return v;
}

/* Table 18. A type that is not known means null (§7.5.8.3). */
static trien_rc
stream_entry(struct tr_pdf *pdf, const struct tr_pdf_section *s, const uint8_t *p, uint32_t num,
		struct tr_pdf_xref_entry *out, struct trien_err *err)
{
	uint64_t type = s->w[0] ? big_endian(p, s->w[0]) : 1;
	uint64_t second = big_endian(p + s->w[0], s->w[1]);
	uint64_t third = big_endian(p + s->w[0] + s->w[1], s->w[2]);

	*out = (struct tr_pdf_xref_entry){.kind = TR_PDF_ENTRY_FREE};
	if (type == 1) {
		if (third > 65535 || second > UINT64_MAX / 2)
			return bad_entry(s, num, "generation or offset out of range", err);
		if (second == 0) {
			tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_OFFSET_ZERO, s->at);
			return TRIEN_OK;
		}
		out->kind = TR_PDF_ENTRY_PLAIN;
		out->gen = (uint32_t)third;
		out->at = second + pdf->shift;
	} else if (type == 2) {
		if (second == 0 || second > TR_PDF_OBJECT_NUMBER_MAX || third > TR_PDF_OBJECT_NUMBER_MAX)
			return bad_entry(s, num, "object stream or index out of range", err);
		out->kind = TR_PDF_ENTRY_PACKED;
		out->in_stream = (uint32_t)second;
		out->at = third;
	} else if (type == 0) {
		out->gen = third > 65535 ? 65535 : (uint32_t)third;
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_section_entry(struct tr_pdf *pdf, const struct tr_pdf_section *s, const struct tr_pdf_range *r,
		uint32_t num, struct tr_pdf_xref_entry *out, struct trien_err *err)
{
	if (s->is_stream)
		return stream_entry(pdf, s, r->entries + (size_t)(num - r->first) * s->width, num, out, err);
	return table_entry(pdf, s, r->entries + (size_t)(num - r->first) * 20, num, out, err);
}

/* ---- all ranges of a section ---- */
static int
range_order(const void *a, const void *b)
{
	const struct tr_pdf_range *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->count < y->count ? -1 : x->count > y->count;
}

static const struct tr_pdf_range *
range_with(const struct tr_pdf_range *ranges, size_t count, uint32_t num)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct tr_pdf_range *r = &ranges[middle];
		if (num < r->first)
			high = middle;
		else if (num - r->first >= r->count)
			low = middle + 1;
		else
			return r;
	}
	return NULL;
}

/* The head of r that the first n ranges know already must say the same there; then it is cut off. */
static trien_rc
cut_overlap(struct tr_pdf *pdf, struct tr_pdf_section *s, size_t n, struct tr_pdf_range *r,
		struct trien_err *err)
{
	const struct tr_pdf_range *known;
	struct tr_pdf_xref_entry x, y;

	while (r->count > 0 && (known = range_with(s->ranges, n, r->first)) != NULL) {
		TR_TRY(tr_pdf_section_entry(pdf, s, known, r->first, &x, err));
		TR_TRY(tr_pdf_section_entry(pdf, s, r, r->first, &y, err));
		if (x.kind != y.kind || x.gen != y.gen || x.in_stream != y.in_stream || x.at != y.at)
			return TR_ERR(err, PDF_XREF_DUPLICATE, TR_U("num", r->first), TR_U("offset", s->at));
		r->first++;
		r->count--;
		r->entries += s->width;
	}
	return TRIEN_OK;
}

/* In order of first number, what is known when a range begins reaches without a hole to its end. */
static trien_rc
separate(struct tr_pdf *pdf, struct tr_pdf_section *s, struct trien_err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < s->range_count; i++) {
		struct tr_pdf_range r = s->ranges[i];
		TR_TRY(cut_overlap(pdf, s, n, &r, err));
		if (r.count > 0)
			s->ranges[n++] = r;
	}
	s->range_count = n;
	return TRIEN_OK;
}

trien_rc
tr_pdf_section_order(struct tr_pdf *pdf, struct tr_pdf_section *s, struct trien_err *err)
{
	bool apart = true;

	if (!s->is_stream)
		s->width = 20;
	for (size_t i = 1; i < s->range_count && apart; i++)
		apart = s->ranges[i - 1].first + s->ranges[i - 1].count <= s->ranges[i].first;
	if (!apart) {
		qsort(s->ranges, s->range_count, sizeof(*s->ranges), range_order);
		TR_TRY(separate(pdf, s, err));
	}
	if (s->range_count > 0) {
		const struct tr_pdf_range *last = &s->ranges[s->range_count - 1];
		s->size = last->first + last->count;
	}
	return TRIEN_OK;
}

/*
 * In a hybrid file the table comes first; what it does not know, or hides as
 * free, is looked for in the stream (§7.5.8.4).
 */
trien_rc
tr_pdf_section_find(struct tr_pdf *pdf, const struct tr_pdf_section *s, uint32_t num,
		struct tr_pdf_xref_entry *out, bool *found, struct trien_err *err)
{
	const struct tr_pdf_range *r = range_with(s->ranges, s->range_count, num);

	*found = r != NULL;
	if (r != NULL)
		TR_TRY(tr_pdf_section_entry(pdf, s, r, num, out, err));
	if (s->hybrid == NULL || (r != NULL && out->kind != TR_PDF_ENTRY_FREE))
		return TRIEN_OK;
	r = range_with(s->hybrid->ranges, s->hybrid->range_count, num);
	if (r == NULL)
		return TRIEN_OK;
	*found = true;
	return tr_pdf_section_entry(pdf, s->hybrid, r, num, out, err);
}
