/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a field was filled in with, and how large that is drawn. */
#include <math.h>

#include "base/utf8.h"
#include "verify/change_form.h"

/* Points by which sizes may differ that mean the same. */
#define SIZE_TOLERANCE 1.0
#define VALUE_MAX 64u /* bytes of a value that are shown */

typedef trien_rc (*read_value)(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);

struct size {
	double width, height;
};

/* Numbers of an array; those that are none stay as they are. */
static trien_rc
read_numbers(struct tr_walk *w, const struct tr_pdf_obj *array, double *out, size_t n, struct trien_err *err)
{
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < n && i < array->u.array.count; i++) {
		const struct tr_pdf_obj *o;
		TR_TRY(tr_walk_new(w, array->u.array.items[i], &o, err));
		(void)tr_pdf_number(o, &out[i]);
	}
	return TRIEN_OK;
}

/* §12.5.5, step 1 of the algorithm: the box around what /Matrix makes of /BBox. */
static trien_rc
drawn_size(struct tr_walk *w, const struct tr_pdf_obj *form, read_value find, struct size *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	double b[4] = {0}, m[6] = {1, 0, 0, 1, 0, 0};

	TR_TRY(find(w, form, "BBox", &o, err));
	TR_TRY(read_numbers(w, o, b, 4, err));
	TR_TRY(find(w, form, "Matrix", &o, err));
	TR_TRY(read_numbers(w, o, m, 6, err));
	const double x = fabs(b[2] - b[0]), y = fabs(b[3] - b[1]);
	*out = (struct size){fabs(m[0]) * x + fabs(m[2]) * y, fabs(m[1]) * x + fabs(m[3]) * y};
	return TRIEN_OK;
}

static bool
same_size(struct size a, struct size b)
{
	return fabs(a.width - b.width) <= SIZE_TOLERANCE && fabs(a.height - b.height) <= SIZE_TOLERANCE;
}

/* The size of the look before, where it was one stream. */
static trien_rc
old_size(struct tr_walk *w, const struct tr_pdf_obj *widget, struct size *out, bool *known, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(tr_walk_find_old(w, widget, "AP", &o, err));
	TR_TRY(tr_walk_find_old(w, o, "N", &o, err));
	*known = o->type == TR_PDF_STREAM;
	return *known ? drawn_size(w, o, tr_walk_find_old, out, err) : TRIEN_OK;
}

trien_rc
tr_form_look_fits(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, bool *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *look, *o;
	double rect[4] = {0};
	struct size before = {0}, now;
	bool known;

	*out = true;
	TR_TRY(tr_walk_find_new(w, new, "AP", &look, err));
	TR_TRY(tr_walk_find_new(w, look, "N", &look, err));
	if (tr_pdf_dict_of(look) == NULL)
		return TRIEN_OK;
	TR_TRY(tr_walk_find_new(w, new, "Rect", &o, err));
	TR_TRY(read_numbers(w, o, rect, 4, err));
	TR_TRY(old_size(w, old, &before, &known, err));
	const struct size place = {fabs(rect[2] - rect[0]), fabs(rect[3] - rect[1])};
	/* A stream, or a dictionary of one for each state. */
	const struct tr_pdf_dict *states = look->type == TR_PDF_STREAM ? NULL : tr_pdf_dict_of(look);
	for (size_t i = 0; *out && i < (states == NULL ? 1 : states->count) && tr_walk_step(w); i++) {
		o = look;
		if (states != NULL)
			TR_TRY(tr_walk_new(w, states->entries[i].value, &o, err));
		if (o->type != TR_PDF_STREAM)
			continue;
		TR_TRY(drawn_size(w, o, tr_walk_find_new, &now, err));
		*out = same_size(now, place) || (known && same_size(now, before));
	}
	return TRIEN_OK;
}

trien_rc
tr_form_value(struct tr_walk *w, const struct tr_pdf_obj *new, struct tr_text *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const struct tr_pdf_obj *o;
	const uint8_t *copy;

	*out = (struct tr_text){"", 0};
	TR_TRY(tr_walk_new(w, new, &o, err));
	if (o->type == TR_PDF_STRING)
		TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
	else if (o->type == TR_PDF_NAME)
		TR_TRY(tr_buf_add_bytes(&text, o->u.name, err));
	if (tr_utf8_check(tr_buf_view(&text)) != text.n)
		return TRIEN_OK;
	size_t n = text.n > VALUE_MAX ? tr_utf8_cut((const char *)text.p, VALUE_MAX) : text.n;
	TR_TRY(tr_arena_copy(w->arena, text.p, n, &copy, err));
	*out = (struct tr_text){(const char *)copy, n};
	return TRIEN_OK;
}
