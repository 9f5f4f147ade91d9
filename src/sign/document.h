/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that propose a revision share: the document as it is, and what is about to be written. */
#ifndef TR_SIGN_DOCUMENT_H
#define TR_SIGN_DOCUMENT_H

#include "sign/limits.h"
#include "sign/propose.h"

/* An object, and where it stands: ref.num 0 where it is part of another one. */
struct tr_sign_at {
	const struct tr_pdf_obj *obj;
	struct tr_pdf_ref ref;
};

struct tr_sign_doc {
	struct tr_pdf *pdf;
	size_t rev;
	const struct tr_sign_request *request;
	struct tr_sign_at catalog;
	struct tr_sign_at form;        /* AcroForm; null where there is none */
	struct tr_sign_at form_fields; /* its /Fields */
	const struct tr_pdf_field *fields;
	size_t field_count;
	bool signed_before;
};

/* The field that will carry the signature. */
struct tr_sign_target {
	const struct tr_pdf_field *field; /* an existing empty one, or NULL: a new one */
	struct tr_buf name;               /* full name, UTF-8 */
	struct tr_pdf_ref ref;            /* of the field */
	struct tr_pdf_ref root;           /* its topmost ancestor (or itself) */
	bool listed;                      /* the root stands in /Fields */
	struct tr_sign_at widget;         /* of an existing field that shall show something; may be the field */
	struct tr_sign_look look;
	int64_t struct_parent;            /* of a new widget in a tagged document, else -1 */
	bool untagged;                    /* it should have one, and could not get it */
};

/* Is the name that of the group, or below it (§12.7.4.2)? */
static inline bool
tr_sign_is_within(struct tr_bytes name, struct tr_bytes group)
{
	return name.n >= group.n && (group.n == 0 || memcmp(name.p, group.p, group.n) == 0) &&
			(name.n == group.n || name.p[group.n] == '.');
}

/* document.c */
TRIEN_MUST_CHECK trien_rc tr_sign_doc_open(struct tr_sign_doc *d, struct trien_err *err);
/* Follows references; the last one tells where the object stands. */
TRIEN_MUST_CHECK trien_rc tr_sign_follow(const struct tr_sign_doc *d, const struct tr_pdf_obj *o,
		struct tr_sign_at *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_sign_follow_key(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict,
		const char *key, struct tr_sign_at *out, struct trien_err *err);
/* An integer under a key, or otherwise. */
TRIEN_MUST_CHECK trien_rc tr_sign_integer(const struct tr_sign_doc *d, const struct tr_pdf_obj *dict,
		const char *key, int64_t otherwise, int64_t *out, struct trien_err *err);

/* A key of a dictionary that gets another value, as text. */
struct tr_sign_edit {
	const char *key;
	struct tr_bytes value;
};
/* The dictionary with its edited and added keys. */
TRIEN_MUST_CHECK trien_rc tr_sign_print_edited(struct tr_buf *out, const struct tr_pdf_obj *dict,
		const struct tr_sign_edit *edits, size_t count, struct trien_err *err);
/* The array (or nothing, for null) with a reference more at its end. */
TRIEN_MUST_CHECK trien_rc tr_sign_print_appended(struct tr_buf *out, const struct tr_pdf_obj *array,
		struct tr_pdf_ref ref, struct trien_err *err);

/* target.c: chooses the field. Free target->name. */
TRIEN_MUST_CHECK trien_rc tr_sign_choose(
		const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err);

/* permission.c: refuses where an earlier signature forbids this one. */
TRIEN_MUST_CHECK trien_rc tr_sign_check_permissions(
		const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err);
/* Appends /Reference as the field's /Lock asks; nothing where it has none. */
TRIEN_MUST_CHECK trien_rc tr_sign_print_reference(const struct tr_sign_doc *d,
		const struct tr_sign_target *target, struct tr_buf *out, struct trien_err *err);

/* seed.c: refuses what the field's seed values demand and we cannot give. */
TRIEN_MUST_CHECK trien_rc tr_sign_check_seed(
		const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err);

/* widget.c */
/* Has the request's extra put what it wants into the revision; *out is its place and look. */
TRIEN_MUST_CHECK trien_rc tr_sign_put_extra(
		const struct tr_sign_doc *d, struct tr_sign_target *target, struct tr_pdf_update *u, struct trien_err *err);
bool tr_sign_has_area(struct tr_pdf_rect r);
/* The values of /AP and /F for a field, new or existing, that shows something. */
TRIEN_MUST_CHECK trien_rc tr_sign_print_look(const struct tr_sign_doc *d, const struct tr_sign_target *target,
		struct tr_buf *appearance, struct tr_buf *flags, struct trien_err *err);

/* form.c */
/* The form with its edited keys: an object of its own, or with the catalog that holds it. */
TRIEN_MUST_CHECK trien_rc tr_sign_put_form(const struct tr_sign_doc *d, const struct tr_sign_edit *edits, size_t count,
		struct tr_pdf_update *u, struct trien_err *err);
/* Puts field, page, form and catalog as far as they change. */
TRIEN_MUST_CHECK trien_rc tr_sign_put_field(const struct tr_sign_doc *d, struct tr_sign_target *target,
		struct tr_pdf_ref signature, struct tr_pdf_update *u, struct trien_err *err);

#endif
