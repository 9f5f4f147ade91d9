/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What earlier signatures permit (ISO 32000-2 §12.8.2.2 DocMDP, §12.8.2.4
 * FieldMDP) and what the field's own /Lock (Table 236) asks of the signature. A signature that would break
 * an earlier one is refused before a byte is written. Whether those earlier signatures are themselves good
 * is not asked here.
 */
#include "base/errors/sign.h"
#include "sign/document.h"

enum act { ACT_ALL, ACT_INCLUDE, ACT_EXCLUDE };

/* /Action and /Fields of a lock or of FieldMDP parameters. */
struct lock {
	enum act act;
	const struct tr_pdf_obj *names; /* array, or null */
};

static trien_rc
read_lock(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict, struct lock *out, struct trien_err *err)
{
	const struct tr_pdf_obj *action;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, dict, "Action", &action, err));
	TR_TRY(tr_pdf_find(d->pdf, d->rev, dict, "Fields", &out->names, err));
	/* An action that is unknown or absent: the strictest reading. */
	out->act = tr_pdf_is_name(action, "Include") ? ACT_INCLUDE :
			tr_pdf_is_name(action, "Exclude") ? ACT_EXCLUDE : ACT_ALL;
	if (out->names->type == TR_PDF_ARRAY && out->names->u.array.count > TR_SIGN_LOCK_NAMES_MAX)
		return TR_ERR(err, SIGN_LOCK_LIMIT, TR_U("got", out->names->u.array.count),
				TR_U("max", TR_SIGN_LOCK_NAMES_MAX));
	return TRIEN_OK;
}

/* A name in a lock means the field and everything below it. */
static trien_rc
is_named(const struct tr_sign_doc *d, const struct lock *lock, struct tr_bytes name, bool *out,
		struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	*out = false;
	for (size_t i = 0; lock->names->type == TR_PDF_ARRAY && i < lock->names->u.array.count && !*out;
			i++) {
		const struct tr_pdf_obj *o;
		TR_TRY(tr_pdf_resolve(d->pdf, d->rev, lock->names->u.array.items[i], &o, err));
		if (o->type != TR_PDF_STRING)
			continue;
		tr_buf_clear(&text);
		TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
		*out = tr_sign_is_within(name, tr_buf_view(&text));
	}
	return TRIEN_OK;
}

static trien_rc
check_lock(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict, const struct tr_pdf_field *by,
		const struct tr_sign_target *target, struct trien_err *err)
{
	const struct tr_bytes name = tr_buf_view(&target->name);
	struct lock lock;
	bool named;

	TR_TRY(read_lock(d, dict, &lock, err));
	TR_TRY(is_named(d, &lock, name, &named, err));
	if (lock.act == ACT_ALL || named == (lock.act == ACT_INCLUDE))
		return TR_ERR(err, SIGN_FIELD_LOCKED, TR_B("field", name.p, name.n),
				TR_B("by", by->name.p, by->name.n));
	return TRIEN_OK;
}

/*
 * /P: 1 permits nothing at all; 2 and 3 permit signing. Under 2 signing is filling in what was there: a new place
 * on a page that shows something is nothing that its signer has foreseen, and our own verifier says so.
 */
static trien_rc
check_level(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict, int64_t otherwise,
		const struct tr_pdf_field *by, const struct tr_sign_target *target, struct trien_err *err)
{
	int64_t p;

	TR_TRY(tr_sign_integer(d, dict, "P", otherwise, &p, err));
	if (p == 1)
		return TR_ERR(err, SIGN_NO_CHANGES, TR_B("by", by->name.p, by->name.n));
	if (p == 2 && target->field == NULL && target->look.appearance.num != 0)
		return TR_ERR(err, SIGN_NEW_PLACE, TR_B("by", by->name.p, by->name.n));
	return TRIEN_OK;
}

/* The transforms of one earlier signature (§12.8.2). */
static trien_rc
check_references(const struct tr_sign_doc *d, const struct tr_pdf_obj *signature,
		const struct tr_pdf_field *by, const struct tr_sign_target *target, struct trien_err *err)
{
	const struct tr_pdf_obj *list, *one, *method, *params;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, signature, "Reference", &list, err));
	if (list->type != TR_PDF_ARRAY)
		return TRIEN_OK;
	if (list->u.array.count > TR_SIGN_REFERENCES_MAX)
		return TR_ERR(err, SIGN_LOCK_LIMIT, TR_U("got", list->u.array.count),
				TR_U("max", TR_SIGN_REFERENCES_MAX));
	for (size_t i = 0; i < list->u.array.count; i++) {
		TR_TRY(tr_pdf_resolve(d->pdf, d->rev, list->u.array.items[i], &one, err));
		TR_TRY(tr_pdf_find(d->pdf, d->rev, one, "TransformMethod", &method, err));
		TR_TRY(tr_pdf_find(d->pdf, d->rev, one, "TransformParams", &params, err));
		if (tr_pdf_is_name(method, "DocMDP"))
			TR_TRY(check_level(d, params, 2, by, target, err));
		if (tr_pdf_is_name(method, "FieldMDP"))
			TR_TRY(check_lock(d, params, by, target, err));
	}
	return TRIEN_OK;
}

/* The certification that the catalog names, whether or not its field is found (§12.8.6). */
static trien_rc
check_certification(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err)
{
	static const struct tr_pdf_field perms = {.name = {(const uint8_t *)"/Perms", 6}};
	const struct tr_pdf_obj *o;

	TR_TRY(tr_pdf_find(d->pdf, d->rev, d->catalog.obj, "Perms", &o, err));
	TR_TRY(tr_pdf_find(d->pdf, d->rev, o, "DocMDP", &o, err));
	return check_references(d, o, &perms, target, err);
}

trien_rc
tr_sign_check_permissions(
		const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err)
{
	for (size_t i = 0; i < d->field_count; i++) {
		const struct tr_pdf_field *f = &d->fields[i];
		const struct tr_pdf_obj *lock;
		if (!tr_bytes_are(f->type, "Sig") || f->value->type != TR_PDF_DICT)
			continue;
		TR_TRY(check_references(d, f->value, f, target, err));
		TR_TRY(tr_pdf_find(d->pdf, d->rev, f->dict, "Lock", &lock, err));
		if (lock->type != TR_PDF_DICT)
			continue;
		TR_TRY(check_level(d, lock, 0, f, target, err));
		TR_TRY(check_lock(d, lock, f, target, err));
	}
	return check_certification(d, target, err);
}

static trien_rc
print_reference(const struct tr_sign_doc *d, const char *method, struct tr_bytes params, struct tr_buf *out,
		struct trien_err *err)
{
	/* /Data is what the transform speaks of: the whole document, by its catalog (Table 256). */
	TR_TRY(tr_buf_addf(out, err,
			"<</Type/SigRef/TransformMethod/%s/DigestMethod/SHA256/Data %u %u R/TransformParams"
			"<</Type/TransformParams/V/1.2",
			method, (unsigned)d->catalog.ref.num, (unsigned)d->catalog.ref.gen));
	TR_TRY(tr_buf_add_bytes(out, params, err));
	return tr_buf_add(out, ">>>>", 4, err);
}

/* The names, those of other objects brought in, so that the parameters stand by themselves. */
static trien_rc
print_names(const struct tr_sign_doc *d, const struct lock *lock, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(tr_buf_add(out, "/Fields[", 8, err));
	for (size_t i = 0; lock->names->type == TR_PDF_ARRAY && i < lock->names->u.array.count; i++) {
		TR_TRY(tr_pdf_resolve(d->pdf, d->rev, lock->names->u.array.items[i], &o, err));
		if (o->type == TR_PDF_STRING)
			TR_TRY(tr_pdf_print(out, o, err));
	}
	return tr_buf_add_byte(out, ']', err);
}

trien_rc
tr_sign_print_reference(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_buf *out,
		struct trien_err *err)
{
	static const char *const acts[] = {"/Action/All", "/Action/Include", "/Action/Exclude"};
	TR_AUTO_BUF params = {0};
	const struct tr_pdf_obj *dict;
	struct lock lock;
	int64_t p;

	if (target->field == NULL)
		return TRIEN_OK;
	TR_TRY(tr_pdf_find(d->pdf, d->rev, target->field->dict, "Lock", &dict, err));
	if (dict->type != TR_PDF_DICT)
		return TRIEN_OK;
	TR_TRY(read_lock(d, dict, &lock, err));
	TR_TRY(tr_buf_add(&params, acts[lock.act], strlen(acts[lock.act]), err));
	if (lock.act != ACT_ALL)
		TR_TRY(print_names(d, &lock, &params, err));
	TR_TRY(tr_buf_add(out, "/Reference[", 11, err));
	TR_TRY(print_reference(d, "FieldMDP", tr_buf_view(&params), out, err));
	/* PDF 2.0: a lock may also say what the whole document still permits (Table 236, /P). */
	TR_TRY(tr_sign_integer(d, dict, "P", 0, &p, err));
	if (p >= 1 && p <= 3) {
		tr_buf_clear(&params);
		TR_TRY(tr_buf_addf(&params, err, "/P %d", (int)p));
		TR_TRY(print_reference(d, "DocMDP", tr_buf_view(&params), out, err));
	}
	return tr_buf_add_byte(out, ']', err);
}
