/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The two files that compare forms share these. */
#ifndef TR_VERIFY_CHANGE_FORM_H
#define TR_VERIFY_CHANGE_FORM_H

#include "verify/change_walk.h"

/* A field on the way down the field tree; what it says holds for its kids as well. */
struct tr_field_state {
	struct tr_text name;   /* full name */
	struct tr_bytes type;  /* /FT */
	uint32_t num;
	const struct tr_pdf_obj *value; /* /V of the new revision where it was filled in */
	const struct tr_pdf_obj *options; /* /Opt of the new revision, inherited; NULL: none */
	const struct tr_pdf_obj *old_da, *new_da; /* /DA of the field, inherited; NULL: none but the form's */
	bool filled;           /* its value changed in this revision */
	bool signing;          /* it got its signature in this revision */
	bool signed_before;
	bool new_field;
	bool visible;          /* a widget of it has an area */
	bool shows;            /* and something to show there */
	bool placed;           /* before this revision it had a place on a page */
	size_t depth;
};

/* /Fields of the form. */
TRIEN_MUST_CHECK trien_rc tr_form_fields(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);
/*
 * Has a widget that was filled in an appearance of the size of its place, or of the size that it had before? Viewers draw
 * another one scaled (ISO 32000-2 §12.5.5), and not all alike: what it shows is no longer the text of a field.
 */
TRIEN_MUST_CHECK trien_rc tr_form_look_fits(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, bool *out, struct trien_err *err);
/*
 * Notes where a widget that was filled in shows something other than its value, or something that cannot be read for
 * certain (look_text.h). Texts and choices show their value as text; a button shows one of the states that it had before.
 */
TRIEN_MUST_CHECK trien_rc tr_form_look_shows(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_field_state *f, const struct tr_step *at, struct trien_err *err);
/* What a field was filled in with: its text, or the name of its state; empty where it is neither. */
TRIEN_MUST_CHECK trien_rc tr_form_value(
		struct tr_walk *w, const struct tr_pdf_obj *new, struct tr_text *out, struct trien_err *err);
/* Does a field that readers draw by themselves get the same default appearance, in a font that was there, as before? */
TRIEN_MUST_CHECK trien_rc tr_form_drawn_alike(
		struct tr_walk *w, const struct tr_pdf_obj *new, const struct tr_field_state *f, bool *out, struct trien_err *err);
/* Two default appearance strings, equal but for white space and the way in which numbers are written? */
TRIEN_MUST_CHECK trien_rc tr_form_same_da(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, bool *out, struct trien_err *err);

#endif
