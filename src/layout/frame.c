/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "layout/frame.h"

#include <math.h>

#include "base/errors/layout.h"

#define SIDE_MIN 1.0

/* A page as of a revision. */
struct page_of {
	struct tr_pdf *pdf;
	size_t rev;
	size_t index;
	const struct tr_pdf_obj *dict;
};

struct tr_matrix
tr_matrix_multiply(struct tr_matrix m, struct tr_matrix n)
{
	return (struct tr_matrix){
		.a = m.a * n.a + m.b * n.c,
		.b = m.a * n.b + m.b * n.d,
		.c = m.c * n.a + m.d * n.c,
		.d = m.c * n.b + m.d * n.d,
		.e = m.e * n.a + m.f * n.c + n.e,
		.f = m.e * n.b + m.f * n.d + n.f,
	};
}

struct tr_box
tr_frame_rect(const struct tr_page_frame *frame, struct tr_box seen)
{
	const struct tr_matrix m = frame->to_user;
	const double ax = m.a * seen.x0 + m.c * seen.y0 + m.e, ay = m.b * seen.x0 + m.d * seen.y0 + m.f;
	const double bx = m.a * seen.x1 + m.c * seen.y1 + m.e, by = m.b * seen.x1 + m.d * seen.y1 + m.f;

	return (struct tr_box){fmin(ax, bx), fmin(ay, by), fmax(ax, bx), fmax(ay, by)};
}

struct tr_box
tr_frame_seen(const struct tr_page_frame *frame, struct tr_box rect)
{
	const struct tr_matrix m = frame->to_user;
	const double det = m.a * m.d - m.b * m.c;
	const struct tr_page_frame back = {
		.to_user = {m.d / det, -m.b / det, -m.c / det, m.a / det, (m.c * m.f - m.d * m.e) / det,
			(m.b * m.e - m.a * m.f) / det}};

	return tr_frame_rect(&back, rect);
}

static trien_rc
wrong(size_t index, const char *key, const char *what, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_PAGE_BOX, TR_U("page", index + 1), TR_S("key", key), TR_S("what", what));
}

/* §7.9.5: any two opposite corners. *out stays as it is where the page has no such box. */
static trien_rc
read_box(const struct page_of *p, const char *key, struct tr_box *out, struct trien_err *err)
{
	const struct tr_pdf_obj *array;
	double v[4];

	TR_TRY(tr_pdf_page_inherited(p->pdf, p->rev, p->dict, key, &array, err));
	if (array->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (array->type != TR_PDF_ARRAY || array->u.array.count != 4)
		return wrong(p->index, key, "not four numbers", err);
	for (size_t i = 0; i < 4; i++) {
		const struct tr_pdf_obj *item;
		TR_TRY(tr_pdf_resolve(p->pdf, p->rev, array->u.array.items[i], &item, err));
		if (!tr_pdf_number(item, &v[i]) || !isfinite(v[i]))
			return wrong(p->index, key, "not four numbers", err);
	}
	*out = (struct tr_box){fmin(v[0], v[2]), fmin(v[1], v[3]), fmax(v[0], v[2]), fmax(v[1], v[3])};
	return TRIEN_OK;
}

/*
 * The crop box inside the media box (§14.11.2.1). Leniency of 2026-11-26: a page without a media box is 612 by 792, as
 * MuPDF, Poppler and pdf.js agree. A crop box beside the media box they show each in their own way: refused.
 */
static trien_rc
visible_box(const struct page_of *p, struct tr_box *out, struct trien_err *err)
{
	struct tr_box m = {0, 0, 612, 792}, c;

	TR_TRY(read_box(p, "MediaBox", &m, err));
	c = m;
	TR_TRY(read_box(p, "CropBox", &c, err));
	*out = (struct tr_box){fmax(c.x0, m.x0), fmax(c.y0, m.y0), fmin(c.x1, m.x1), fmin(c.y1, m.y1)};
	if (out->x0 >= out->x1 || out->y0 >= out->y1)
		return wrong(p->index, "CropBox", "nothing of the page is inside", err);
	return TRIEN_OK;
}

/* §7.7.3.3: a multiple of 90, clockwise. */
static trien_rc
rotation(const struct page_of *p, int *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(tr_pdf_page_inherited(p->pdf, p->rev, p->dict, "Rotate", &o, err));
	*out = 0;
	if (o->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (o->type != TR_PDF_INT || o->u.integer % 90 != 0)
		return wrong(p->index, "Rotate", "not a multiple of 90", err);
	*out = (int)((o->u.integer % 360 + 360) % 360);
	return TRIEN_OK;
}

/* §14.11.2.1 (PDF 1.6): the size of a unit of user space in 1/72 inch. Not inherited. */
static trien_rc
user_unit(const struct page_of *p, double *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(tr_pdf_find(p->pdf, p->rev, p->dict, "UserUnit", &o, err));
	*out = 1;
	if (o->type != TR_PDF_NULL && (!tr_pdf_number(o, out) || !isfinite(*out) || *out <= 0))
		return wrong(p->index, "UserUnit", "not a positive number", err);
	return TRIEN_OK;
}

/* From the page as seen to user space: the top left of what is seen, and where x and y go from there. */
static struct tr_matrix
matrix_of(struct tr_box b, int rotate, double unit)
{
	const double s = 1 / unit;

	switch (rotate) {
	case 90:
		return (struct tr_matrix){0, s, s, 0, b.x0, b.y0};
	case 180:
		return (struct tr_matrix){-s, 0, 0, s, b.x1, b.y0};
	case 270:
		return (struct tr_matrix){0, -s, -s, 0, b.x1, b.y1};
	default:
		return (struct tr_matrix){s, 0, 0, -s, b.x0, b.y1};
	}
}

trien_rc
tr_page_frame(struct tr_pdf *pdf, size_t rev, size_t index, struct tr_page_frame *out, struct trien_err *err)
{
	struct page_of p = {.pdf = pdf, .rev = rev, .index = index};
	struct tr_page_frame f = {0};
	struct tr_box box;
	double unit;

	TR_TRY(tr_pdf_page(pdf, rev, index, &p.dict, &f.page, err));
	TR_TRY(visible_box(&p, &box, err));
	TR_TRY(rotation(&p, &f.rotate, err));
	TR_TRY(user_unit(&p, &unit, err));
	f.dict = p.dict;
	const bool lies = f.rotate % 180 != 0;
	f.width = (lies ? box.y1 - box.y0 : box.x1 - box.x0) * unit;
	f.height = (lies ? box.x1 - box.x0 : box.y1 - box.y0) * unit;
	if (!(f.width >= SIDE_MIN && f.height >= SIDE_MIN && f.width <= TR_PAGE_SIDE_MAX && f.height <= TR_PAGE_SIDE_MAX))
		return TR_ERR(err, LAYOUT_PAGE_SIZE, TR_U("page", index + 1), TR_U("max", TR_PAGE_SIDE_MAX));
	f.to_user = matrix_of(box, f.rotate, unit);
	*out = f;
	return TRIEN_OK;
}
