/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.3 R9.2 */
#include "official/issue.h"

#include <math.h>

#include "official/appearance.h"
#include "official/seal.h"

/* ---- the seal ---- */

/* The last handwriting of the page on which the seal stands: that of the person with the authority. */
static trien_rc
find_handwriting(const struct tr_sign_spot *spot, struct tr_box *ink, bool *found, struct trien_err *err)
{
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	size_t count;

	*found = false;
	TR_TRY(tr_handwritings_find(spot->pdf, spot->rev, all, &count, err));
	for (size_t i = 0; i < count; i++)
		if (all[i].page == spot->page) {
			*ink = all[i].ink;
			*found = true;
		}
	return TRIEN_OK;
}

/* The drawing as large as the reserved field, with the seal where it covers its share of the handwriting. */
static trien_rc
spread_over_field(const struct tr_sign_spot *spot, const struct tr_page_frame *frame, const struct tr_box *field,
		double overlap, struct tr_drawing *d, struct trien_err *err)
{
	struct tr_seal_wish wish = {.width = d->width, .height = d->height, .overlap = overlap, .within = field,
		.page_width = frame->width, .page_height = frame->height};
	double x = (field->x0 + field->x1 - d->width) / 2, y = (field->y0 + field->y1 - d->height) / 2;
	bool found;

	if (d->width > field->x1 - field->x0 + 0.5 || d->height > field->y1 - field->y0 + 0.5)
		return TR_ERR(err, OFFICIAL_ISSUE_SEAL, TR_I("got", (int64_t)llround(d->width / TR_POINTS_PER_MM)),
				TR_I("width", (int64_t)llround((field->x1 - field->x0) / TR_POINTS_PER_MM)),
				TR_I("height", (int64_t)llround((field->y1 - field->y0) / TR_POINTS_PER_MM)));
	TR_TRY(find_handwriting(spot, &wish.ink, &found, err));
	if (found)
		tr_seal_place(&wish, &x, &y);
	d->picture.x0 += x - field->x0;
	d->picture.x1 += x - field->x0;
	d->picture.y0 += y - field->y0;
	d->picture.y1 += y - field->y0;
	d->width = field->x1 - field->x0;
	d->height = field->y1 - field->y0;
	return TRIEN_OK;
}

static trien_rc
draw_seal(const struct tr_issue *issue, const struct tr_picture *image, const struct tr_sign_spot *spot,
		struct tr_pdf_update *u, struct tr_sign_look *out, struct trien_err *err)
{
	const struct tr_drawing_note note = {.kind = tr_appearance_name(TR_APPEARANCE_AGENCY)};
	struct tr_appearance_request request = {.asked = {.kind = TR_APPEARANCE_AGENCY, .picture = true,
			.diameter_mm = issue->diameter_mm}, .rules = &issue->rules, .image = image, .time = spot->time,
		.zone_minutes = spot->zone_minutes};
	struct tr_arena arena = {0};
	struct tr_page_frame frame;
	struct tr_drawing d;

	TR_TRY(tr_appearance_check(&request.asked, err));
	TR_TRY(tr_page_frame(spot->pdf, spot->rev, spot->page, &frame, err));
	const struct tr_box field = tr_frame_seen(&frame,
			(struct tr_box){spot->rect.left, spot->rect.bottom, spot->rect.right, spot->rect.top});
	TR_TRY(tr_appearance_compose(&request, &arena, &d, err));
	TR_TRY(spread_over_field(spot, &frame, &field, issue->rules.overlap, &d, err));
	/* A seal's picture alone: nothing of it lives in the arena. */
	return tr_drawing_put(&d, &frame, &note, u, &out->appearance, err);
}

trien_rc
tr_issue_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	const struct tr_issue *issue = context;
	struct tr_picture image = {0};

	TR_TRY(tr_fill(spot->pdf, spot->rev, &issue->values, u, err));
	if (issue->picture.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_picture_read_png(issue->picture, &image, err));
	trien_rc rc = draw_seal(issue, &image, spot, u, out, err);
	tr_picture_free(&image);
	return rc;
}
