/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a signature is seen (ISO 32000-2 §12.7.5.5): the widget of an existing field, and what the caller's
 * appearance asks for. Does not look into the appearance itself.
 */
#include <math.h>

#include "base/errors/sign.h"
#include "sign/document.h"

/* Coordinates past this are no place on any page (Annex C: 14 400 units, times /UserUnit). */
#define COORDINATE_MAX 1e6

static trien_rc
refuse(const struct tr_sign_target *target, const char *what, struct trien_err *err)
{
	return TR_ERR(err, SIGN_FIELD_WIDGET, TR_B("field", target->name.p, target->name.n), TR_S("what", what));
}

/* "signature fields shall never refer to more than one annotation": two places could show two things. */
static trien_rc
find_widget(const struct tr_sign_doc *d, struct tr_sign_target *target, struct trien_err *err)
{
	struct tr_sign_at kids;

	target->widget = (struct tr_sign_at){target->field->dict, target->ref};
	TR_TRY(tr_sign_follow_key(d, target->field->dict, "Kids", &kids, err));
	if (kids.obj->type == TR_PDF_ARRAY && kids.obj->u.array.count > 0) {
		if (kids.obj->u.array.count > 1)
			return refuse(target, "it has more than one widget", err);
		TR_TRY(tr_sign_follow(d, kids.obj->u.array.items[0], &target->widget, err));
	}
	if (target->widget.obj->type != TR_PDF_DICT || target->widget.ref.num == 0)
		return refuse(target, "its widget is not an indirect dictionary", err);
	return TRIEN_OK;
}

static trien_rc
read_rect(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_pdf_rect *out,
		struct trien_err *err)
{
	struct tr_sign_at list;
	const struct tr_pdf_obj *side;
	double c[4];

	TR_TRY(tr_sign_follow_key(d, target->widget.obj, "Rect", &list, err));
	if (list.obj->type != TR_PDF_ARRAY || list.obj->u.array.count != 4)
		return refuse(target, "its /Rect is not an array of four numbers (§7.9.5)", err);
	for (size_t i = 0; i < 4; i++) {
		TR_TRY(tr_pdf_resolve(d->pdf, d->rev, list.obj->u.array.items[i], &side, err));
		if (!tr_pdf_number(side, &c[i]) || !(fabs(c[i]) < COORDINATE_MAX))
			return refuse(target, "its /Rect is not an array of four numbers (§7.9.5)", err);
	}
	*out = (struct tr_pdf_rect){fmin(c[0], c[2]), fmin(c[1], c[3]), fmax(c[0], c[2]), fmax(c[1], c[3])};
	return TRIEN_OK;
}

static trien_rc
lists_widget(const struct tr_sign_doc *d, size_t page, uint32_t widget, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *dict, *list;
	struct tr_pdf_ref ref;

	*out = false;
	TR_TRY(tr_pdf_page(d->pdf, d->rev, page, &dict, &ref, err));
	TR_TRY(tr_pdf_find(d->pdf, d->rev, dict, "Annots", &list, err));
	for (size_t i = 0; list->type == TR_PDF_ARRAY && i < list->u.array.count && !*out; i++)
		*out = list->u.array.items[i]->type == TR_PDF_REF && list->u.array.items[i]->u.ref.num == widget;
	return TRIEN_OK;
}

/* The page that lists it: /P of the widget is only a hint (Table 166), and two pages would show it twice. */
static trien_rc
find_page(const struct tr_sign_doc *d, const struct tr_sign_target *target, size_t *out, struct trien_err *err)
{
	size_t count, found = 0;
	bool here;

	TR_TRY(tr_pdf_page_count(d->pdf, d->rev, &count, err));
	for (size_t i = 0; i < count; i++) {
		TR_TRY(lists_widget(d, i, target->widget.ref.num, &here, err));
		if (here)
			*out = i;
		found += here;
	}
	if (found != 1)
		return refuse(target, found == 0 ? "no page has its widget" : "two pages have its widget", err);
	return TRIEN_OK;
}

static bool
is_place(struct tr_pdf_rect r)
{
	return fabs(r.left) < COORDINATE_MAX && fabs(r.bottom) < COORDINATE_MAX && fabs(r.right) < COORDINATE_MAX &&
			fabs(r.top) < COORDINATE_MAX && r.left <= r.right && r.bottom <= r.top;
}

bool
tr_sign_has_area(struct tr_pdf_rect r)
{
	return r.left < r.right && r.bottom < r.top;
}

trien_rc
tr_sign_put_extra(const struct tr_sign_doc *d, struct tr_sign_target *target, struct tr_pdf_update *u,
		struct trien_err *err)
{
	const struct tr_sign_extra *extra = d->request->extra;
	struct tr_sign_spot spot = {.pdf = d->pdf, .rev = d->rev, .ref = target->ref,
		.field = {(const char *)target->name.p, target->name.n}, .time = d->request->time,
		.zone_minutes = d->request->zone_minutes};

	if (extra == NULL)
		return TRIEN_OK;
	if (target->field != NULL) {
		TR_TRY(find_widget(d, target, err));
		TR_TRY(read_rect(d, target, &spot.rect, err));
		TR_TRY(find_page(d, target, &spot.page, err));
	}
	TR_TRY(extra->put(extra->context, &spot, u, &target->look, err));
	if (target->look.appearance.num == 0)
		return TRIEN_OK;
	if (target->field == NULL && (!is_place(target->look.rect) || !tr_sign_has_area(target->look.rect)))
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_sign_put_extra"));
	/* A new place on a page is asked about again, now that it is known to show something. */
	return target->field == NULL ? tr_sign_check_permissions(d, target, err) : TRIEN_OK;
}

/* ISO 32000-2 Table 167: printed and locked; what would hide it is taken away. */
trien_rc
tr_sign_print_look(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_buf *appearance,
		struct tr_buf *flags, struct trien_err *err)
{
	enum { INVISIBLE = 1, HIDDEN = 2, PRINT = 4, NO_VIEW = 32, LOCKED = 128 };
	int64_t have;

	TR_TRY(tr_sign_integer(d, target->widget.obj, "F", 0, &have, err));
	have = (have & ~(int64_t)(INVISIBLE | HIDDEN | NO_VIEW)) | PRINT | LOCKED;
	TR_TRY(tr_buf_addf(flags, err, "%lld", (long long)have));
	return tr_buf_addf(appearance, err, "<</N %u %u R>>", (unsigned)target->look.appearance.num,
			(unsigned)target->look.appearance.gen);
}
