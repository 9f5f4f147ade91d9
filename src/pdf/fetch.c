/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An object as of a revision: from the cross-reference entry to the value,
 * ISO 32000-2 §7.3.10, §7.5.4, §7.5.7. An object must lie inside the revision
 * that names it, so that the prefix that ends there gives the same object.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdio.h>

/* Where the object is to be read into; keep: into the file's own arena, once. */
struct fetch {
	struct tr_pdf *pdf;
	struct tr_arena *arena;
	size_t rev;    /* as of which the object is wanted */
	size_t in_rev; /* that has the entry */
	uint32_t num;
	struct tr_pdf_xref_entry entry;
};

static trien_rc
outside(const struct fetch *f, struct trien_err *err)
{
	return TR_ERR(err, PDF_OBJECT_OUTSIDE, TR_U("num", f->num), TR_U("offset", f->entry.at),
			TR_U("revision", f->in_rev + 1), TR_U("end", f->pdf->revs[f->in_rev].pub.end));
}

/*
 * An object that a fetched one depends on (its /Length, its object stream) must
 * be the same as of both revisions, or there are two readings.
 */
static trien_rc
check_dependency(const struct fetch *f, uint32_t on, struct trien_err *err)
{
	struct tr_pdf_xref_entry then = {0}, now = {0};
	bool known_then, known_now;
	size_t where;

	if (f->rev == f->in_rev)
		return TRIEN_OK;
	TR_TRY(tr_pdf_lookup(f->pdf, f->in_rev, on, &then, &where, &known_then, err));
	TR_TRY(tr_pdf_lookup(f->pdf, f->rev, on, &now, &where, &known_now, err));
	if (known_then == known_now && then.kind == now.kind && then.at == now.at &&
			then.in_stream == now.in_stream)
		return TRIEN_OK;
	return TR_ERR(err, PDF_OBJECT_REPLACED, TR_U("num", f->num), TR_U("on", on));
}

/* A changed /Length object is harmless where it still says the same. */
static trien_rc
check_length(const struct fetch *f, uint32_t length_num, struct trien_err *err)
{
	const struct tr_pdf_obj *then, *now;
	struct trien_err ignored;

	if (length_num == 0 || check_dependency(f, length_num, &ignored) == TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(tr_pdf_get(f->pdf, f->in_rev, length_num, &then, err));
	TR_TRY(tr_pdf_get(f->pdf, f->rev, length_num, &now, err));
	if (tr_pdf_equal(then, now))
		return TRIEN_OK;
	return TR_ERR(err, PDF_OBJECT_REPLACED, TR_U("num", f->num), TR_U("on", length_num));
}

static trien_rc
check_header(const struct fetch *f, const struct tr_pdf_ref *got, struct trien_err *err)
{
	char want[32], is[32];

	if (got->num == f->num && got->gen == f->entry.gen)
		return TRIEN_OK;
	snprintf(want, sizeof(want), "%u %u", f->num, f->entry.gen);
	snprintf(is, sizeof(is), "%u %u", got->num, got->gen);
	return TR_ERR(err, PDF_OBJECT_MISMATCH, TR_S("want", want), TR_U("offset", f->entry.at),
			TR_S("got", is));
}

static trien_rc
read_plain(struct fetch *f, struct tr_pdf_slot *slot, struct trien_err *err)
{
	struct tr_pdf *pdf = f->pdf;
	struct tr_pdf_reading how = {
		.arena = f->arena,
		.num = f->num,
		.at = f->entry.at,
		.limit = pdf->revs[f->in_rev].pub.end,
		.rev = f->in_rev,
	};
	struct tr_pdf_indirect got;

	if (how.at >= how.limit)
		return outside(f, err);
	TR_TRY(tr_pdf_parse_indirect(pdf, &how, &got, err));
	TR_TRY(check_header(f, &got.ref, err));
	*slot = (struct tr_pdf_slot){
		.num = f->num,
		.at = f->entry.at,
		.gen = got.ref.gen,
		.length_num = got.length_num,
		.end = got.end,
		.obj = got.obj,
	};
	return TRIEN_OK;
}

static trien_rc
fetch_plain(struct fetch *f, const struct tr_pdf_obj **out, struct trien_err *err)
{
	struct tr_pdf *pdf = f->pdf;
	struct tr_pdf_slot *known = tr_pdf_slot_find(pdf, f->num, f->entry.at, 0), fresh;

	if (known == NULL) {
		TR_TRY(read_plain(f, &fresh, err));
		if (pdf->crypt != NULL)
			TR_TRY(tr_pdf_crypt_object(pdf, f->arena, &fresh, err));
		if (f->arena == &pdf->arena)
			TR_TRY(tr_pdf_slot_add(pdf, &fresh, err));
		known = &fresh;
	} else if (known->gen != f->entry.gen) {
		return check_header(f, &(struct tr_pdf_ref){known->num, known->gen}, err);
	}
	if (known->end > pdf->revs[f->in_rev].pub.end)
		return outside(f, err);
	*out = known->obj;
	return check_length(f, known->length_num, err);
}

/* ---- compressed objects ---- */

static trien_rc
stream_error(uint32_t num, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_OBJECT_STREAM, TR_U("num", num), TR_S("what", what));
}

/* The object stream that the entry names, opened; *at is its offset. */
static trien_rc
open_packed(struct fetch *f, struct tr_pdf_packed **out, uint64_t *at, struct trien_err *err)
{
	struct tr_pdf *pdf = f->pdf;
	uint32_t num = f->entry.in_stream;
	const struct tr_pdf_obj *stream;
	struct tr_pdf_xref_entry e;
	size_t where;
	bool found;

	TR_TRY(check_dependency(f, num, err));
	TR_TRY(tr_pdf_lookup(pdf, f->in_rev, num, &e, &where, &found, err));
	if (!found || e.kind != TR_PDF_ENTRY_PLAIN)
		return stream_error(num, "it is not in the file, or itself compressed", err);
	TR_TRY(tr_pdf_get(pdf, f->in_rev, num, &stream, err));
	struct tr_pdf_slot *slot = tr_pdf_slot_find(pdf, num, e.at, 0);
	if (slot == NULL || stream->type != TR_PDF_STREAM)
		return stream_error(num, "it is no stream", err);
	*at = e.at;
	*out = slot->packed;
	if (slot->packed != NULL)
		return TRIEN_OK;
	TR_TRY(tr_pdf_packed_open(pdf, f->in_rev, (struct tr_pdf_ref){num, e.gen}, stream, out, err));
	/* Opening may have read other objects and moved the slots. */
	slot = tr_pdf_slot_find(pdf, num, e.at, 0);
	slot->packed = *out;
	return TRIEN_OK;
}

static trien_rc
fetch_packed(struct fetch *f, const struct tr_pdf_obj **out, struct trien_err *err)
{
	struct tr_pdf *pdf = f->pdf;
	struct tr_pdf_packed *packed = NULL;
	uint64_t at = 0;

	TR_TRY(open_packed(f, &packed, &at, err));
	struct tr_pdf_slot *known = tr_pdf_slot_find(pdf, f->num, at, (uint32_t)f->entry.at + 1);
	if (known != NULL) {
		*out = known->obj;
		return TRIEN_OK;
	}
	struct tr_pdf_slot fresh = {.num = f->num, .at = at, .index1 = (uint32_t)f->entry.at + 1};
	TR_TRY(tr_pdf_packed_object(pdf, f->arena, packed, f->num, f->entry.at, &fresh.obj, err));
	if (f->arena == &pdf->arena)
		TR_TRY(tr_pdf_slot_add(pdf, &fresh, err));
	*out = fresh.obj;
	return TRIEN_OK;
}

static trien_rc
fetch(struct fetch *f, const struct tr_pdf_obj **out, struct trien_err *err)
{
	trien_rc rc;

	if (f->pdf->fetch_depth >= TR_PDF_FETCH_DEPTH_MAX)
		return TR_ERR(err, PDF_REFERENCE_LOOP, TR_U("num", f->num),
				TR_U("max", TR_PDF_FETCH_DEPTH_MAX));
	f->pdf->fetch_depth++;
	rc = (f->entry.kind == TR_PDF_ENTRY_PLAIN ? fetch_plain : fetch_packed)(f, out, err);
	f->pdf->fetch_depth--;
	return rc;
}

/* gen UINT32_MAX: whatever the generation is. */
static trien_rc
get(struct tr_pdf *pdf, struct tr_arena *arena, size_t rev, struct tr_pdf_ref ref,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	struct fetch f = {.pdf = pdf, .arena = arena, .rev = rev, .num = ref.num};
	const struct tr_pdf_obj *o = &tr_pdf_null;
	bool found;

	TR_TRY(tr_pdf_lookup(pdf, rev, ref.num, &f.entry, &f.in_rev, &found, err));
	/* A reference to a free object or to another generation is null (§7.3.10). */
	if (found && f.entry.kind != TR_PDF_ENTRY_FREE && (ref.gen == UINT32_MAX || ref.gen == f.entry.gen))
		TR_TRY(fetch(&f, &o, err));
	*out = o;
	return TRIEN_OK;
}

trien_rc
tr_pdf_get(struct tr_pdf *pdf, size_t rev, uint32_t num, const struct tr_pdf_obj **out, struct trien_err *err)
{
	return get(pdf, &pdf->arena, rev, (struct tr_pdf_ref){num, UINT32_MAX}, out, err);
}

trien_rc
tr_pdf_peek(struct tr_pdf *pdf, struct tr_arena *arena, size_t rev, uint32_t num,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	return get(pdf, arena, rev, (struct tr_pdf_ref){num, UINT32_MAX}, out, err);
}

trien_rc
tr_pdf_get_reference(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref ref, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	return get(pdf, &pdf->arena, rev, ref, out, err);
}

trien_rc
tr_pdf_resolve(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	unsigned steps = 0;

	if (o == NULL)
		o = &tr_pdf_null;
	while (o->type == TR_PDF_REF) {
		struct tr_pdf_ref ref = o->u.ref;
		if (steps++ == TR_PDF_REFERENCE_DEPTH_MAX)
			return TR_ERR(err, PDF_REFERENCE_LOOP, TR_U("num", ref.num),
					TR_U("max", TR_PDF_REFERENCE_DEPTH_MAX));
		TR_TRY(get(pdf, &pdf->arena, rev, ref, &o, err));
	}
	*out = o;
	return TRIEN_OK;
}

trien_rc
tr_pdf_find(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	return tr_pdf_resolve(pdf, rev, tr_pdf_dict_find(dict, key), out, err);
}

struct tr_bytes
tr_pdf_stream_raw(const struct tr_pdf *pdf, const struct tr_pdf_obj *stream)
{
	if (!tr_pdf_is(stream, TR_PDF_STREAM))
		return TR_BYTES(NULL, 0);
	return tr_bytes_part(pdf->file, stream->u.stream.data_at, stream->u.stream.data_length);
}

trien_rc
tr_pdf_stream_data(struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref id, const struct tr_pdf_obj *stream,
		size_t max, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF plain = {.max = TR_PDF_FILE_MAX};
	struct tr_bytes raw = tr_pdf_stream_raw(pdf, stream);

	if (!tr_pdf_is(stream, TR_PDF_STREAM))
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: data of something that is no stream"));
	if (pdf->crypt != NULL)
		TR_TRY(tr_pdf_crypt_stream(pdf, id, stream, &plain, &raw, err));
	return tr_pdf_decode(pdf, rev, stream, raw, max, out, err);
}

bool
tr_pdf_int_of(const struct tr_pdf_obj *dict, const char *key, int64_t *out)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(dict, key);

	if (!tr_pdf_is(o, TR_PDF_INT))
		return false;
	*out = o->u.integer;
	return true;
}
