/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.3 */
#include "official/seal.h"

#include <math.h>

#include "base/errors/official.h"

#define SHIFT_MAX (12 * TR_POINTS_PER_MM) /* up or down from the handwriting's middle; a reserved field keeps as much */
#define SHIFT_STEP (0.5 * TR_POINTS_PER_MM)
#define TOUCH 1.0

/* ---- the handwriting ---- */

struct search {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_handwriting *out;
	size_t count;
};

/* The widget of a field: itself or its only kid. */
static trien_rc
widget_of(const struct search *s, const struct tr_pdf_field *f, const struct tr_pdf_obj **widget, struct tr_pdf_ref *ref,
		struct trien_err *err)
{
	const struct tr_pdf_obj *kids;

	*widget = f->dict;
	*ref = f->ref;
	TR_TRY(tr_pdf_find(s->pdf, s->rev, f->dict, "Kids", &kids, err));
	if (kids->type != TR_PDF_ARRAY || kids->u.array.count != 1 || kids->u.array.items[0]->type != TR_PDF_REF)
		return TRIEN_OK;
	*ref = kids->u.array.items[0]->u.ref;
	return tr_pdf_resolve(s->pdf, s->rev, kids->u.array.items[0], widget, err);
}

static trien_rc
lists(const struct search *s, const struct tr_pdf_obj *page, uint32_t num, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *annots;

	*out = false;
	TR_TRY(tr_pdf_find(s->pdf, s->rev, page, "Annots", &annots, err));
	for (size_t i = 0; annots->type == TR_PDF_ARRAY && i < annots->u.array.count && !*out; i++)
		*out = annots->u.array.items[i]->type == TR_PDF_REF && annots->u.array.items[i]->u.ref.num == num;
	return TRIEN_OK;
}

static trien_rc
page_of(const struct search *s, uint32_t num, size_t *page, bool *found, struct trien_err *err)
{
	const struct tr_pdf_obj *dict;
	struct tr_pdf_ref ref;
	size_t count;

	*found = false;
	TR_TRY(tr_pdf_page_count(s->pdf, s->rev, &count, err));
	for (size_t i = 0; i < count && !*found; i++) {
		TR_TRY(tr_pdf_page(s->pdf, s->rev, i, &dict, &ref, err));
		TR_TRY(lists(s, dict, num, found, err));
		if (*found)
			*page = i;
	}
	return TRIEN_OK;
}

/* Its box as seen; false where it has no area. */
static trien_rc
box_of(const struct search *s, const struct tr_pdf_obj *widget, size_t page, struct tr_box *out, bool *good,
		struct trien_err *err)
{
	const struct tr_pdf_obj *rect, *side;
	struct tr_page_frame frame;
	double v[4] = {0};

	TR_TRY(tr_pdf_find(s->pdf, s->rev, widget, "Rect", &rect, err));
	*good = rect->type == TR_PDF_ARRAY && rect->u.array.count == 4;
	for (size_t i = 0; *good && i < 4; i++) {
		TR_TRY(tr_pdf_resolve(s->pdf, s->rev, rect->u.array.items[i], &side, err));
		*good = tr_pdf_number(side, &v[i]) && isfinite(v[i]);
	}
	if (!*good)
		return TRIEN_OK;
	TR_TRY(tr_page_frame(s->pdf, s->rev, page, &frame, err));
	*out = tr_frame_seen(&frame, (struct tr_box){fmin(v[0], v[2]), fmin(v[1], v[3]), fmax(v[0], v[2]), fmax(v[1], v[3])});
	*good = out->x0 < out->x1 && out->y0 < out->y1;
	return TRIEN_OK;
}

/* A field that is signed and shows something; that of a seal is not beside whom the next seal goes. */
static trien_rc
look_at(struct search *s, const struct tr_pdf_field *f, struct trien_err *err)
{
	const struct tr_pdf_obj *widget, *look, *form, *kind;
	struct tr_handwriting h = {.field = {(const char *)f->name.p, f->name.n}};
	struct tr_pdf_ref ref;
	struct tr_box box;
	bool good;

	TR_TRY(widget_of(s, f, &widget, &ref, err));
	TR_TRY(tr_pdf_find(s->pdf, s->rev, widget, "AP", &look, err));
	TR_TRY(tr_pdf_find(s->pdf, s->rev, look, "N", &form, err));
	if (form->type != TR_PDF_STREAM)
		return TRIEN_OK;
	TR_TRY(page_of(s, ref.num, &h.page, &good, err));
	if (good)
		TR_TRY(box_of(s, widget, h.page, &box, &good, err));
	if (!good)
		return TRIEN_OK;
	TR_TRY(tr_drawing_find_ink(s->pdf, s->rev, form, box, "signatory", &h.ink, &h.measured, err));
	TR_TRY(tr_pdf_find(s->pdf, s->rev, form, "TRIEN_Look", &kind, err));
	if (!h.measured && kind->type == TR_PDF_NAME)
		return TRIEN_OK;
	if (!h.measured)
		h.ink = box;
	if (s->count == TR_HANDWRITINGS_MAX)
		return TR_ERR(err, OFFICIAL_HANDWRITING_LIMIT, TR_U("max", TR_HANDWRITINGS_MAX));
	s->out[s->count++] = h;
	return TRIEN_OK;
}

trien_rc
tr_handwritings_find(struct tr_pdf *pdf, size_t rev, struct tr_handwriting out[TR_HANDWRITINGS_MAX], size_t *count,
		struct trien_err *err)
{
	struct search s = {.pdf = pdf, .rev = rev, .out = out};
	const struct tr_pdf_field *fields;
	size_t n;

	TR_TRY(tr_pdf_fields(pdf, rev, &fields, &n, err));
	for (size_t i = 0; i < n; i++)
		if (tr_bytes_are(fields[i].type, "Sig") && fields[i].value->type == TR_PDF_DICT)
			TR_TRY(look_at(&s, &fields[i], err));
	*count = s.count;
	return TRIEN_OK;
}

/* ---- the seal ---- */

/* How deep the round seal lies over a box, 0: not at all. */
static double
depth_over(const struct tr_seal_wish *w, double x, double y, const struct tr_box *b)
{
	if (b == NULL)
		return 0;
	const double cx = x + w->width / 2, cy = y + w->height / 2;
	const double dx = fmax(fmax(b->x0 - cx, cx - b->x1), 0), dy = fmax(fmax(b->y0 - cy, cy - b->y1), 0);
	return fmax(0, w->width / 2 - TOUCH - hypot(dx, dy));
}

/* The printed name weighs most, then the title, then the distance from the handwriting's middle. */
static double
cost_of(const struct tr_seal_wish *w, double x, double y, double shift)
{
	const double over = fmax(0, -y) + fmax(0, y + w->height - w->page_height);
	const double on_name = depth_over(w, x, y, w->name);

	/* However little of the name is covered, the lint stops the signing for it. */
	return 1000 * over + (on_name > 0 ? 100 + 100 * on_name : 0) + 5 * depth_over(w, x, y, w->title) + fabs(shift);
}

static double
clamp(double v, double least, double most)
{
	return v < least ? least : v > most ? most : v;
}

void
tr_seal_place(const struct tr_seal_wish *w, double *x, double *y)
{
	const double middle = (w->ink.y0 + w->ink.y1) / 2 - w->height / 2;
	double at_x = w->ink.x0 + w->overlap * (w->ink.x1 - w->ink.x0) - w->width, best = INFINITY;

	if (w->within != NULL)
		at_x = clamp(at_x, w->within->x0, fmax(w->within->x0, w->within->x1 - w->width));
	for (double shift = -SHIFT_MAX; shift <= SHIFT_MAX + SHIFT_STEP / 2; shift += SHIFT_STEP) {
		double at_y = middle + shift;
		if (w->within != NULL)
			at_y = clamp(at_y, w->within->y0, fmax(w->within->y0, w->within->y1 - w->height));
		const double cost = cost_of(w, at_x, at_y, at_y - middle);
		if (cost < best) {
			best = cost;
			*y = at_y;
		}
	}
	*x = at_x;
}

bool
tr_seal_covers(const struct tr_seal_wish *w, double x, double y, const struct tr_box *b)
{
	return depth_over(w, x, y, b) > 0;
}

struct tr_box
tr_seal_room(struct tr_box room, double diameter, double overlap)
{
	const double cx = (room.x0 + room.x1) / 2, cy = (room.y0 + room.y1) / 2, half = (room.x1 - room.x0) / 2;

	/* The ink's left edge lies between the room's left edge and its middle. */
	return (struct tr_box){room.x0 + 2 * half * overlap - diameter, cy - diameter / 2 - SHIFT_MAX, cx,
		cy + diameter / 2 + SHIFT_MAX};
}
