/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signatures and document time stamps, ISO 32000-2 §12.8.1: which bytes each
 * one says it protects, and since which revision it stands there. Does not
 * look into the CMS.
 */
#include "base/errors/pdf.h"
#include "pdf/field.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what one signature protects ---- */

static trien_rc
bad_range(const struct tr_pdf_signature *s, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_BYTE_RANGE, TR_B("field", s->field.name.p, s->field.name.n),
			TR_S("what", what));
}

static trien_rc
bad_contents(const struct tr_pdf_signature *s, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_SIGNATURE_CONTENTS, TR_B("field", s->field.name.p, s->field.name.n),
			TR_S("what", what));
}

static trien_rc
two_readings(const struct tr_pdf_signature *s, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_BYTE_RANGE_READINGS, TR_B("field", s->field.name.p, s->field.name.n),
			TR_S("what", what));
}

/*
 * Every reader takes the first four of more numbers or all of them, 8.0 for 8 or for nothing, a reference for what it leads to now or for
 * nothing: each protects other bytes.
 */
static trien_rc
check_range_types(const struct tr_pdf_signature *s, const struct tr_pdf_obj *range, struct trien_err *err)
{
	if (range->type == TR_PDF_REF)
		return two_readings(s, "it is a reference, which can be led elsewhere", err);
	if (range->type != TR_PDF_ARRAY || range->u.array.count < 4)
		return bad_range(s, "it is not a direct array of four integers", err);
	if (range->u.array.count > 4)
		return two_readings(s, "it has more than four numbers", err);
	for (size_t i = 0; i < range->u.array.count; i++) {
		enum tr_pdf_type type = range->u.array.items[i]->type;
		if (type == TR_PDF_REF)
			return two_readings(s, "a number is a reference, which can be led elsewhere", err);
		if (type == TR_PDF_REAL)
			return two_readings(s, "a number is not a whole one", err);
		if (type != TR_PDF_INT)
			return bad_range(s, "it is not a direct array of four integers", err);
	}
	return TRIEN_OK;
}

/*
 * Readers search the text of a ByteRange rather than parse it: a sign, a comment or a NUL between its numbers ends it for some.
 * Leniency (2026-11-26): zeros in front, as pyHanko fills up the room that it left; a decimal number for every reader.
 */
static trien_rc
check_range_text(const struct tr_pdf *pdf, const struct tr_pdf_signature *s, const struct tr_pdf_obj *range, struct trien_err *err)
{
	struct tr_bytes text = tr_bytes_part(pdf->file, (size_t)range->at, (size_t)range->length);

	for (size_t i = 1; i + 1 < text.n; i++)
		if (memchr("0123456789 \t\r\n\f", text.p[i], 15) == NULL)
			return two_readings(s, "there is more than digits and blanks between its brackets", err);
	return TRIEN_OK;
}

/* Four whole numbers, ascending from 0, inside the file. */
static trien_rc
check_byte_range(const struct tr_pdf *pdf, struct tr_pdf_signature *s, struct trien_err *err)
{
	const struct tr_pdf_obj *range = tr_pdf_dict_find(s->dict, "ByteRange");
	uint64_t r[4];

	if (range == NULL)
		return bad_range(s, "it is missing", err);
	TR_TRY(check_range_types(s, range, err));
	for (int i = 0; i < 4; i++) {
		const struct tr_pdf_obj *o = range->u.array.items[i];
		if (o->u.integer < 0)
			return bad_range(s, "a number is negative", err);
		r[i] = (uint64_t)o->u.integer;
	}
	TR_TRY(check_range_text(pdf, s, range, err));
	memcpy(s->byte_range, r, sizeof(r));
	if (r[0] != 0)
		return bad_range(s, "it does not begin at offset 0", err);
	/* Each is below 2^63, so that no sum can overflow. */
	if (r[2] < r[1])
		return bad_range(s, "its two parts overlap", err);
	if (r[2] + r[3] > pdf->file.n)
		return bad_range(s, "it reaches past the end of the file", err);
	return TRIEN_OK;
}

/* Zeros to its end, or nothing at all: room for a signature that never came, or that was taken out. */
static bool
is_empty(struct tr_bytes contents)
{
	for (size_t i = 0; i < contents.n; i++)
		if (contents.p[i] != 0)
			return false;
	return true;
}

static trien_rc
check_contents(struct tr_pdf_signature *s, struct trien_err *err)
{
	const struct tr_pdf_obj *c = tr_pdf_dict_find(s->dict, "Contents");

	if (c == NULL)
		return bad_contents(s, "it is missing", err);
	if (c->type != TR_PDF_STRING || !c->hex_string)
		return bad_contents(s, "it is not a direct hexadecimal string", err);
	if (c->in_stream != 0)
		return bad_contents(s, "it stands in an object stream, where no ByteRange can leave it out",
				err);
	s->contents = c->u.string;
	s->contents_at = c->at;
	s->contents_end = c->at + c->length;
	if (s->contents.n > TR_PDF_CONTENTS_MAX)
		return TR_ERR(err, PDF_CONTENTS_LIMIT, TR_B("field", s->field.name.p, s->field.name.n),
				TR_U("got", s->contents.n), TR_U("max", TR_PDF_CONTENTS_MAX));
	return TRIEN_OK;
}

/*
 * Everything but the value of /Contents is protected: the gap is that string
 * with its brackets, to the byte. Anything else could hide there.
 */
static trien_rc
check_gap(struct tr_pdf_signature *s, struct trien_err *err)
{
	char got[64], want[64];

	if (s->byte_range[1] == s->contents_at && s->byte_range[2] == s->contents_end)
		return TRIEN_OK;
	snprintf(got, sizeof(got), "%llu-%llu", (unsigned long long)s->byte_range[1],
			(unsigned long long)s->byte_range[2]);
	snprintf(want, sizeof(want), "%llu-%llu", (unsigned long long)s->contents_at,
			(unsigned long long)s->contents_end);
	return TR_ERR(err, PDF_BYTE_RANGE_GAP, TR_B("field", s->field.name.p, s->field.name.n),
			TR_S("got", got), TR_S("want", want));
}

static trien_rc
check(const struct tr_pdf *pdf, struct tr_pdf_signature *s, struct trien_err *err)
{
	trien_rc contents = check_contents(s, err);

	TR_TRY(contents);
	TR_TRY(check_byte_range(pdf, s, err));
	TR_TRY(check_gap(s, err));
	s->covers = tr_pdf_revision_ending_at(pdf, s->byte_range[2] + s->byte_range[3]);
	if (is_empty(s->contents))
		return bad_contents(s, "it is empty: nobody has signed", err);
	return TRIEN_OK;
}

/* ---- all of them, through the revisions ---- */
#define BUCKETS 1024u

struct gathering {
	struct tr_pdf *pdf;
	struct tr_buf list;                     /* struct tr_pdf_signature */
	uint32_t buckets[BUCKETS];              /* 1 + index in the list, by place of the dictionary */
	uint32_t next[TR_PDF_SIGNATURES_MAX];
};

static bool
is_signed(const struct tr_pdf_field *f)
{
	return tr_bytes_are(f->type, "Sig") && tr_pdf_is(f->value, TR_PDF_DICT);
}

static uint32_t *
bucket_of(struct gathering *g, const struct tr_pdf_field *f)
{
	uint64_t h = (f->value->at ^ (uint64_t)f->value->in_stream << 40) * UINT64_C(0x9e3779b97f4a7c15);
	return &g->buckets[h >> 32 & (BUCKETS - 1)];
}

/* The same dictionary is the same place in the file, in the same field. */
static struct tr_pdf_signature *
known(struct gathering *g, const struct tr_pdf_field *f)
{
	struct tr_pdf_signature *list = (struct tr_pdf_signature *)(void *)g->list.p;

	for (uint32_t i = *bucket_of(g, f); i != 0; i = g->next[i - 1])
		if (list[i - 1].dict->at == f->value->at &&
				list[i - 1].dict->in_stream == f->value->in_stream &&
				list[i - 1].field.ref.num == f->ref.num)
			return &list[i - 1];
	return NULL;
}

static trien_rc
add(struct gathering *g, const struct tr_pdf_field *f, size_t born, struct trien_err *err)
{
	struct tr_pdf_signature s = {.field = *f, .dict = f->value, .born = born, .covers = SIZE_MAX};
	const uint8_t *name;

	if (g->list.n / sizeof(s) == TR_PDF_SIGNATURES_MAX)
		return TR_ERR(err, PDF_SIGNATURES_LIMIT, TR_U("max", TR_PDF_SIGNATURES_MAX));
	TR_TRY(tr_arena_copy(&g->pdf->arena, f->name.p, f->name.n, &name, err));
	s.field.name = TR_BYTES(name, f->name.n);
	s.problem = check(g->pdf, &s, &s.problem_err);
	TR_TRY(tr_buf_add(&g->list, &s, sizeof(s), err));
	uint32_t *bucket = bucket_of(g, f), count = (uint32_t)(g->list.n / sizeof(s));
	g->next[count - 1] = *bucket;
	*bucket = count;
	return TRIEN_OK;
}

/*
 * The oldest revision that shows the same form as the walk did: none of the
 * revisions after it changed an object that the walk read.
 */
static trien_rc
unchanged_since(struct tr_pdf *pdf, const struct tr_pdf_field_walk *w, size_t *since, struct trien_err *err)
{
	const struct tr_pdf_change *changes;
	size_t count, rev = w->rev;

	for (; rev > 0; rev--) {
		bool touched = false;
		TR_TRY(tr_pdf_changes(pdf, rev, &changes, &count, err));
		for (size_t i = 0; i < count && !touched; i++)
			touched = tr_pdf_field_walk_used(w, changes[i].num);
		if (touched || tr_pdf_root_changed(pdf, rev))
			break;
	}
	*since = rev;
	return TRIEN_OK;
}

/* Adds what stands in the fields, or moves back the birth of what is known. */
static trien_rc
gather(struct gathering *g, const struct tr_pdf_field *f, size_t count, size_t since, struct trien_err *err)
{
	for (; count-- > 0; f++) {
		if (!is_signed(f))
			continue;
		struct tr_pdf_signature *s = known(g, f);
		if (s == NULL)
			TR_TRY(add(g, f, since, err));
		else if (since < s->born)
			s->born = since;
	}
	return TRIEN_OK;
}

/* Only the newest revision is searched for widgets that no form names. */
static trien_rc
gather_from(struct gathering *g, const struct tr_pdf_field_walk *w, size_t since, struct trien_err *err)
{
	const struct tr_pdf_field *list = (const struct tr_pdf_field *)(const void *)w->list.p;
	size_t n = w->list.n / sizeof(*list);

	if (w->rev + 1 == g->pdf->rev_count)
		TR_TRY(tr_pdf_fields(g->pdf, w->rev, &list, &n, err));
	return gather(g, list, n, since, err);
}

static trien_rc
walk_revision(struct gathering *g, size_t rev, size_t *since, struct trien_err *err)
{
	struct tr_arena names = {.max = TR_PDF_ARENA_MAX};
	struct tr_pdf_field_walk w;

	trien_rc rc = tr_pdf_field_walk(g->pdf, rev, &names, TR_PDF_FIELDS_OF_FORM, &w, err);
	if (rc == TRIEN_OK) {
		rc = unchanged_since(g->pdf, &w, since, err);
		if (rc == TRIEN_OK)
			rc = gather_from(g, &w, *since, err);
		tr_pdf_field_walk_end(&w);
	}
	tr_arena_free(&names);
	return rc;
}

static int
by_coverage(const void *a, const void *b)
{
	const struct tr_pdf_signature *x = a, *y = b;
	uint64_t m = x->byte_range[2] + x->byte_range[3], n = y->byte_range[2] + y->byte_range[3];

	if (m != n)
		return m < n ? -1 : 1;
	if (x->born != y->born)
		return x->born < y->born ? -1 : 1;
	return x->dict->at < y->dict->at ? -1 : x->dict->at > y->dict->at;
}

/* A form of long ago that cannot be read shows no signatures; the newest one must be readable. */
static bool
may_be_skipped(const struct gathering *g, size_t rev, trien_rc rc)
{
	return rev + 1 < g->pdf->rev_count && strcmp(trien_err_class(rc), "input") == 0;
}

static trien_rc
gather_all(struct gathering *g, struct trien_err *err)
{
	for (size_t rev = tr_pdf_newest(g->pdf), since;; rev = since - 1) {
		since = rev;
		trien_rc rc = walk_revision(g, rev, &since, err);
		if (rc != TRIEN_OK && !may_be_skipped(g, rev, rc))
			return rc;
		if (since == 0)
			return TRIEN_OK;
	}
}

trien_rc
tr_pdf_signatures(struct tr_pdf *pdf, const struct tr_pdf_signature **out, size_t *count,
		struct trien_err *err)
{
	struct gathering g = {.pdf = pdf, .list.max = (size_t)TR_PDF_ARENA_MAX};
	const uint8_t *kept;

	if (!pdf->signatures_known) {
		trien_rc rc = gather_all(&g, err);
		size_t n = g.list.n / sizeof(struct tr_pdf_signature);
		if (rc == TRIEN_OK && n > 1)
			qsort(g.list.p, n, sizeof(struct tr_pdf_signature), by_coverage);
		if (rc == TRIEN_OK)
			rc = tr_arena_copy(&pdf->arena, g.list.p, g.list.n, &kept, err);
		tr_buf_free(&g.list);
		TR_TRY(rc);
		pdf->signatures = (const struct tr_pdf_signature *)(const void *)kept;
		pdf->signature_count = n;
		pdf->signatures_known = true;
	}
	*out = pdf->signatures;
	*count = pdf->signature_count;
	return TRIEN_OK;
}
