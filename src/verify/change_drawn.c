/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fields that readers draw by themselves (§12.7.4.3), because they have no appearance or the form says /NeedAppearances: they look by their
 * /DA, by that of the form, and by the font of the form's /DR that it names. What came to any of these changes what is seen.
 */
#include "verify/change_form.h"

/* No appearance, or one that readers are told to throw away. */
static trien_rc
is_drawn_anew(struct tr_walk *w, const struct tr_pdf_obj *widget, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *need;

	TR_TRY(tr_walk_find_new(w, w->new_form, "NeedAppearances", &need, err));
	*out = tr_pdf_dict_find(widget, "AP") == NULL || (need->type == TR_PDF_BOOL && need->u.boolean);
	return TRIEN_OK;
}

/* The first name of a default appearance: that of its font. */
static struct tr_bytes
font_of(const struct tr_pdf_obj *da)
{
	struct tr_bytes text = da->type == TR_PDF_STRING ? da->u.string : TR_BYTES(NULL, 0);
	const uint8_t *slash = text.n > 0 ? memchr(text.p, '/', text.n) : NULL;
	size_t from = slash != NULL ? (size_t)(slash - text.p) + 1 : text.n, end = from;

	while (end < text.n && memchr("\0\t\n\f\r /[]<>()%", text.p[end], 15) == NULL)
		end++;
	return tr_bytes_part(text, from, end - from);
}

static bool
has_font(const struct tr_pdf_obj *fonts, struct tr_bytes name)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(fonts);

	for (size_t i = 0; d != NULL && i < d->count; i++)
		if (tr_bytes_equal(d->entries[i].key, name))
			return true;
	return false;
}

/* Did the form get fonts, and had it none of that name before? */
static trien_rc
font_came(struct tr_walk *w, const struct tr_pdf_obj *da, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *before, *now;

	TR_TRY(tr_walk_find_old(w, w->old_form, "DR", &before, err));
	TR_TRY(tr_walk_find_old(w, before, "Font", &before, err));
	TR_TRY(tr_walk_find_new(w, w->new_form, "DR", &now, err));
	TR_TRY(tr_walk_find_new(w, now, "Font", &now, err));
	const struct tr_pdf_dict *a = tr_pdf_dict_of(before), *b = tr_pdf_dict_of(now);
	*out = b != NULL && b->count > (a != NULL ? a->count : 0) && !has_font(before, font_of(da));
	return TRIEN_OK;
}

trien_rc
tr_form_drawn_alike(struct tr_walk *w, const struct tr_pdf_obj *new, const struct tr_field_state *f, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *before, *now;
	bool anew, came;

	*out = true;
	if (f->filled || f->signing || tr_bytes_are(f->type, "Sig") || tr_pdf_dict_find(new, "Rect") == NULL)
		return TRIEN_OK;
	TR_TRY(is_drawn_anew(w, new, &anew, err));
	if (!anew)
		return TRIEN_OK;
	TR_TRY(tr_walk_old(w, f->old_da != NULL ? f->old_da : tr_pdf_dict_find(w->old_form, "DA"), &before, err));
	TR_TRY(tr_walk_new(w, f->new_da != NULL ? f->new_da : tr_pdf_dict_find(w->new_form, "DA"), &now, err));
	TR_TRY(font_came(w, now, &came, err));
	*out = !came && (before->type != TR_PDF_NULL || now->type == TR_PDF_NULL);
	return TRIEN_OK;
}
