/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which field will carry the signature (ISO 32000-2 §12.7.5.5): the one that
 * was named, else the first empty one, else a new one. Does not ask whether earlier signatures permit it
 * (permission.c).
 */
#include <stdio.h>

#include "base/errors/pdf.h"
#include "base/errors/sign.h"
#include "sign/reserved.h"

static bool
is_signature(const struct tr_pdf_field *f)
{
	return tr_bytes_are(f->type, "Sig");
}

static bool
is_empty(const struct tr_pdf_field *f)
{
	return f->value->type == TR_PDF_NULL;
}

/* The first empty signature field that can be given a value by itself; where fields are reserved, the one whose turn it is. */
static const struct tr_pdf_field *
first_empty(const struct tr_sign_doc *d)
{
	const struct tr_pdf_field *reserved = tr_sign_next_reserved(d);

	if (reserved != NULL)
		return reserved;
	for (size_t i = 0; i < d->field_count; i++)
		if (is_signature(&d->fields[i]) && is_empty(&d->fields[i]) && d->fields[i].ref.num != 0)
			return &d->fields[i];
	return NULL;
}

/* Is the name, or one below it, in use? Both would be one field (§12.7.4.2). */
static bool
name_in_use(const struct tr_sign_doc *d, struct tr_bytes name)
{
	for (size_t i = 0; i < d->field_count; i++)
		if (tr_sign_is_within(d->fields[i].name, name))
			return true;
	return false;
}

static trien_rc
new_name(const struct tr_sign_doc *d, struct tr_buf *name, struct trien_err *err)
{
	for (size_t i = 1; i <= d->field_count + 1; i++) {
		tr_buf_clear(name);
		TR_TRY(tr_buf_addf(name, err, "%s%zu",
				d->request->kind == TR_SIGN_TIMESTAMP ? "TimeStamp" : "Signature", i));
		if (!name_in_use(d, tr_buf_view(name)))
			return TRIEN_OK;
	}
	return TR_ERR(err, INTERNAL, TR_S("what", "new_name"));
}

static trien_rc
refuse_named(const struct tr_sign_doc *d, const struct tr_pdf_field *f, struct trien_err *err)
{
	const struct tr_text want = d->request->field;

	if (!is_signature(f))
		return TR_ERR(err, SIGN_FIELD_NOT_SIGNATURE, TR_B("field", want.p, want.n),
				TR_B("type", f->type.p, f->type.n));
	if (!is_empty(f))
		return TR_ERR(err, SIGN_FIELD_SIGNED, TR_B("field", want.p, want.n));
	return TR_ERR(err, SIGN_FIELD_DIRECT, TR_B("field", want.p, want.n));
}

/*
 * A name that no field has: where the document waits for signatures it is a slip of the pen, for the
 * empty fields were put there on purpose; else it is the name of a new field.
 */
static trien_rc
name_new_field(const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err)
{
	const struct tr_text want = d->request->field;
	const struct tr_pdf_field *empty = first_empty(d);

	if (empty != NULL)
		return TR_ERR(err, SIGN_FIELD_NOT_FOUND, TR_B("field", want.p, want.n),
				TR_B("empty", empty->name.p, empty->name.n));
	/* §12.7.4.2: a partial name contains no period. */
	if (memchr(want.p, '.', want.n) != NULL || want.n > TR_SIGN_TEXT_MAX ||
			name_in_use(d, TR_BYTES(want.p, want.n)))
		return TR_ERR(err, SIGN_FIELD_NAME, TR_B("field", want.p, want.n));
	return tr_buf_add(&target->name, want.p, want.n, err);
}

static trien_rc
choose_named(const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err)
{
	const struct tr_text want = d->request->field;
	const struct tr_pdf_field *refused = NULL;

	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		if (!tr_bytes_equal(f->name, TR_BYTES(want.p, want.n)))
			continue;
		if (is_signature(f) && is_empty(f) && f->ref.num != 0) {
			target->field = f;
			return tr_buf_add_bytes(&target->name, f->name, err);
		}
		refused = refused != NULL ? refused : f;
	}
	return refused != NULL ? refuse_named(d, refused, err) : name_new_field(d, target, err);
}

/* The topmost ancestor of an existing field, and whether the form lists it. */
static trien_rc
find_root(const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err)
{
	struct tr_sign_at at = {target->field->dict, target->field->ref}, parent;

	for (unsigned depth = 0;; depth++) {
		TR_TRY(tr_sign_follow_key(d, at.obj, "Parent", &parent, err));
		if (parent.obj->type != TR_PDF_DICT || parent.ref.num == 0)
			break;
		if (depth >= TR_PDF_TREE_DEPTH_MAX)
			return TR_ERR(err, PDF_TREE_DEPTH_LIMIT, TR_U("num", at.ref.num),
					TR_U("max", TR_PDF_TREE_DEPTH_MAX));
		at = parent;
	}
	target->root = at.ref;
	const struct tr_pdf_obj *list = d->form_fields.obj;
	for (size_t i = 0; list->type == TR_PDF_ARRAY && i < list->u.array.count; i++)
		target->listed |= list->u.array.items[i]->type == TR_PDF_REF &&
				list->u.array.items[i]->u.ref.num == at.ref.num;
	return TRIEN_OK;
}

trien_rc
tr_sign_choose(const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err)
{
	if (d->request->kind == TR_SIGN_TIMESTAMP) {
		/* Empty fields wait for people. */
		TR_TRY(new_name(d, &target->name, err));
	} else if (d->request->field.n > 0) {
		TR_TRY(choose_named(d, target, err));
	} else {
		target->field = first_empty(d);
		if (target->field != NULL)
			TR_TRY(tr_buf_add_bytes(&target->name, target->field->name, err));
		else
			TR_TRY(new_name(d, &target->name, err));
	}
	if (target->field == NULL)
		return TRIEN_OK;
	target->ref = target->field->ref;
	return find_root(d, target, err);
}
