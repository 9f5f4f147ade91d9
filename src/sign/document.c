/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The document as it is before the signature, and dictionaries with some of their keys changed. */
#include "sign/document.h"

#include "base/errors/pdf.h"

trien_rc
tr_sign_follow(const struct tr_sign_doc *d, const struct tr_pdf_obj *o, struct tr_sign_at *out,
		struct trien_err *err)
{
	struct tr_sign_at at = {o != NULL ? o : &tr_pdf_null, {0, 0}};

	for (unsigned depth = 0; at.obj->type == TR_PDF_REF; depth++) {
		at.ref = at.obj->u.ref;
		if (depth >= TR_PDF_REFERENCE_DEPTH_MAX)
			return TR_ERR(err, PDF_REFERENCE_LOOP, TR_U("num", at.ref.num),
					TR_U("max", TR_PDF_REFERENCE_DEPTH_MAX));
		TR_TRY(tr_pdf_get(d->pdf, d->rev, at.ref.num, &at.obj, err));
	}
	/* The reader's word counts: a reference of another generation is null to it. */
	TR_TRY(tr_pdf_resolve(d->pdf, d->rev, o, &at.obj, err));
	*out = at;
	return TRIEN_OK;
}

trien_rc
tr_sign_follow_key(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict, const char *key,
		struct tr_sign_at *out, struct trien_err *err)
{
	return tr_sign_follow(d, tr_pdf_dict_find(dict, key), out, err);
}

trien_rc
tr_sign_integer(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict, const char *key,
		int64_t otherwise, int64_t *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	TR_TRY(tr_pdf_find(d->pdf, d->rev, dict, key, &o, err));
	*out = o->type == TR_PDF_INT ? o->u.integer : otherwise;
	return TRIEN_OK;
}

/*
 * A field whose /V names an object that nobody has defined yet would get one of ours for its value: the new
 * signature would seem to stand in that field too, whatever it looks like. No producer writes so.
 */
static trien_rc
check_values(const struct tr_sign_doc *d, struct trien_err *err)
{
	const uint32_t size = tr_pdf_revision_at(d->pdf, d->rev)->size;

	for (size_t i = 0; i < d->field_count; i++)
		if (d->fields[i].value_ref.num >= size)
			return TR_ERR(err, PDF_FORM, TR_U("num", d->fields[i].ref.num),
					TR_S("what", "/V refers to an object that does not exist"));
	return TRIEN_OK;
}

trien_rc
tr_sign_doc_open(struct tr_sign_doc *d, struct trien_err *err)
{
	d->rev = tr_pdf_newest(d->pdf);
	TR_TRY(tr_pdf_catalog(d->pdf, d->rev, &d->catalog.obj, &d->catalog.ref, err));
	TR_TRY(tr_sign_follow_key(d, d->catalog.obj, "AcroForm", &d->form, err));
	if (d->form.obj->type != TR_PDF_DICT && d->form.obj->type != TR_PDF_NULL)
		return TR_ERR(err, PDF_FORM, TR_U("num", d->form.ref.num),
				TR_S("what", "/AcroForm is not a dictionary"));
	TR_TRY(tr_sign_follow_key(d, d->form.obj, "Fields", &d->form_fields, err));
	if (d->form_fields.obj->type != TR_PDF_ARRAY && d->form_fields.obj->type != TR_PDF_NULL)
		return TR_ERR(err, PDF_FORM, TR_U("num", d->form.ref.num),
				TR_S("what", "/Fields is not an array"));
	TR_TRY(tr_pdf_fields(d->pdf, d->rev, &d->fields, &d->field_count, err));
	for (size_t i = 0; i < d->field_count; i++)
		d->signed_before |= tr_bytes_are(d->fields[i].type, "Sig") &&
				    d->fields[i].value->type != TR_PDF_NULL;
	return check_values(d, err);
}

/* A key and its value, a blank between them where the value does not begin by itself. */
static trien_rc
print_pair(struct tr_buf *out, struct tr_bytes key, struct tr_bytes value, struct trien_err *err)
{
	TR_TRY(tr_pdf_print_name(out, key, err));
	if (value.n > 0 && strchr("([</", value.p[0]) == NULL)
		TR_TRY(tr_buf_add_byte(out, ' ', err));
	return tr_buf_add_bytes(out, value, err);
}

trien_rc
tr_sign_print_edited(struct tr_buf *out, const struct tr_pdf_obj *dict, const struct tr_sign_edit *edits,
		size_t count, struct trien_err *err)
{
	const struct tr_pdf_dict *have = tr_pdf_dict_of(dict);

	TR_TRY(tr_buf_add(out, "<<", 2, err));
	for (size_t i = 0; have != NULL && i < have->count; i++) {
		bool edited = false;
		for (size_t k = 0; k < count; k++)
			edited |= tr_bytes_are(have->entries[i].key, edits[k].key);
		if (edited)
			continue;
		TR_TRY(tr_pdf_print_name(out, have->entries[i].key, err));
		TR_TRY(tr_pdf_print(out, have->entries[i].value, err));
	}
	for (size_t k = 0; k < count; k++)
		TR_TRY(print_pair(out, TR_BYTES(edits[k].key, strlen(edits[k].key)), edits[k].value, err));
	return tr_buf_add(out, ">>", 2, err);
}

trien_rc
tr_sign_print_appended(struct tr_buf *out, const struct tr_pdf_obj *array, struct tr_pdf_ref ref,
		struct trien_err *err)
{
	const struct tr_pdf_obj added = {.type = TR_PDF_REF, .u.ref = ref};

	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < array->u.array.count; i++)
		TR_TRY(tr_pdf_print(out, array->u.array.items[i], err));
	TR_TRY(tr_pdf_print(out, &added, err));
	return tr_buf_add_byte(out, ']', err);
}
