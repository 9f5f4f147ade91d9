/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which later changes a signature permits: ISO 32000-2 tables 257 (DocMDP) and 259
 * (FieldMDP). Without DocMDP, further signatures and filling in of fields that are not locked
 * are what the signer of a form has to expect; an annotation is not, and a person must look.
 */
#include "verify/change.h"

bool
tr_lock_holds(const struct tr_lock *lock, struct tr_text field)
{
	bool named = false;
	for (size_t i = 0; i < lock->field_count && !named; i++) {
		struct tr_text f = lock->fields[i];
		/* A name stands for the field and for all below it. */
		named = f.n <= field.n && memcmp(f.p, field.p, f.n) == 0 && (f.n == field.n || field.p[f.n] == '.');
	}
	switch (lock->action) {
	case TR_LOCK_ALL:
		return true;
	case TR_LOCK_INCLUDE:
		return named;
	case TR_LOCK_EXCLUDE:
		return !named;
	default:
		return false;
	}
}

static bool
touches_field(enum tr_change_kind kind)
{
	switch (kind) {
	case TR_CHANGE_SIGNATURE_ADDED:
	case TR_CHANGE_SIGNATURE_FIELD_ADDED:
	case TR_CHANGE_FORM_FILLED:
	case TR_CHANGE_FORM_CHANGED:
	case TR_CHANGE_FIELD_APPEARANCE:
	case TR_CHANGE_LOOK_DIFFERS:
	case TR_CHANGE_LOOK_UNREAD:
		return true;
	default:
		return false;
	}
}

/* P=1: nothing but what keeps a signature checkable for long. ISO 32000-2 table 257. */
static enum tr_permission
under_no_changes(const struct tr_change *c)
{
	switch (c->kind) {
	case TR_CHANGE_DSS:
	case TR_CHANGE_EXTENSIONS:
	case TR_CHANGE_METADATA:
	case TR_CHANGE_FORM_SETTING:
	case TR_CHANGE_UNUSED_OBJECT:
		return c->base;
	case TR_CHANGE_TIMESTAMP_ADDED:
		return c->visible ? TR_CHANGE_FORBIDDEN : c->base;
	default:
		return c->base == TR_CHANGE_NOT_UNDERSTOOD && c->kind != TR_CHANGE_ANNOTATION_ADDED
				? TR_CHANGE_NOT_UNDERSTOOD : TR_CHANGE_FORBIDDEN;
	}
}

/* P=2: filling in forms and signing, not making new places on a page. */
static enum tr_permission
under_forms(const struct tr_change *c)
{
	switch (c->kind) {
	case TR_CHANGE_ANNOTATION_ADDED:
		return TR_CHANGE_FORBIDDEN;
	case TR_CHANGE_SIGNATURE_ADDED:
	case TR_CHANGE_TIMESTAMP_ADDED:
		return c->new_field && c->visible ? TR_CHANGE_NOT_UNDERSTOOD : c->base;
	case TR_CHANGE_SIGNATURE_FIELD_ADDED:
		return TR_CHANGE_NOT_UNDERSTOOD;
	case TR_CHANGE_VIEWER_SETTING:
		return TR_CHANGE_FORBIDDEN;
	default:
		return c->base;
	}
}

static enum tr_permission
under_annotations(const struct tr_change *c)
{
	switch (c->kind) {
	case TR_CHANGE_ANNOTATION_ADDED:
	case TR_CHANGE_ANNOTATION_CHANGED:
		/* The standard permits it; a person must see what it does to the page. */
		return c->visible ? TR_CHANGE_NOT_UNDERSTOOD : TR_CHANGE_PERMITTED;
	case TR_CHANGE_SIGNATURE_ADDED:
	case TR_CHANGE_TIMESTAMP_ADDED:
		return c->new_field && c->visible ? TR_CHANGE_NOT_UNDERSTOOD : c->base;
	case TR_CHANGE_VIEWER_SETTING:
		return TR_CHANGE_FORBIDDEN;
	default:
		return c->base;
	}
}

enum tr_permission
tr_change_permission(const struct tr_change *c, const struct tr_change_rules *rules, enum tr_change_kind *kind)
{
	*kind = c->kind;
	for (size_t i = 0; i < rules->lock_count; i++) {
		if (c->field.n > 0 && touches_field(c->kind) && tr_lock_holds(&rules->locks[i], c->field)) {
			*kind = TR_CHANGE_FIELD_LOCKED;
			return TR_CHANGE_FORBIDDEN;
		}
	}
	switch (rules->docmdp) {
	case 1:
		return under_no_changes(c);
	case 2:
		return under_forms(c);
	case 3:
		return under_annotations(c);
	default:
		return c->base;
	}
}
