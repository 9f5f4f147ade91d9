/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.3 R9.2 */
#include "official/issue.h"

#include <math.h>

#include "base/errors/official.h"
#include "official/appearance.h"
#include "official/seal.h"

/*
 * The field of the last handwriting on the page on which the seal stands, that of the person with the authority; where that
 * page has none, of the last one at all. Its name is borrowed from the document.
 */
static trien_rc
find_handwriting(const struct tr_sign_spot *spot, struct tr_text *field, struct trien_err *err)
{
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	size_t count;
	bool here = false;

	TR_TRY(tr_handwritings_find(spot->pdf, spot->rev, all, &count, err));
	for (size_t i = 0; i < count; i++)
		if (all[i].page == spot->page || !here) {
			*field = all[i].field;
			here = all[i].page == spot->page;
		}
	return TRIEN_OK;
}

/* Its true size is known before its picture is. */
static trien_rc
check_size(const struct tr_issue *issue, const struct tr_sign_spot *spot, struct trien_err *err)
{
	const double size = issue->diameter_mm * TR_POINTS_PER_MM;
	struct tr_page_frame frame;

	TR_TRY(tr_page_frame(spot->pdf, spot->rev, spot->page, &frame, err));
	const struct tr_box field = tr_frame_seen(&frame,
			(struct tr_box){spot->rect.left, spot->rect.bottom, spot->rect.right, spot->rect.top});
	if (size <= field.x1 - field.x0 + 0.5 && size <= field.y1 - field.y0 + 0.5)
		return TRIEN_OK;
	return TR_ERR(err, OFFICIAL_ISSUE_SEAL, TR_I("got", (int64_t)llround(issue->diameter_mm)),
			TR_I("width", (int64_t)llround((field.x1 - field.x0) / TR_POINTS_PER_MM)),
			TR_I("height", (int64_t)llround((field.y1 - field.y0) / TR_POINTS_PER_MM)));
}

/* As "trien sign --as agency" in the reserved field. */
static trien_rc
put_seal(struct tr_issue *issue, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	struct tr_official_look look = {.asked = {.kind = TR_APPEARANCE_AGENCY, .diameter_mm = issue->diameter_mm},
		.where = TR_WHERE_FIELD, .rules = &issue->rules, .file = issue->file, .picture = issue->picture,
		.fonts = issue->fonts};

	if (!(spot->rect.right > spot->rect.left && spot->rect.top > spot->rect.bottom))
		return TR_ERR(err, OFFICIAL_FIELD_INVISIBLE, TR_B("field", spot->field.p, spot->field.n));
	TR_TRY(check_size(issue, spot, err));
	TR_TRY(find_handwriting(spot, &look.beside, err));
	TR_TRY(tr_official_put(&look, spot, u, out, err));
	issue->findings = look.findings;
	return TRIEN_OK;
}

trien_rc
tr_issue_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	const struct tr_pdf_rect r = spot->rect;
	struct tr_issue *issue = context;

	TR_TRY(tr_fill(spot->pdf, spot->rev, &issue->values, u, err));
	if (issue->picture.n > 0)
		return put_seal(issue, spot, u, out, err);
	/* A place that stays empty stays so for ever: the signature locks it. */
	if (r.right > r.left && r.top > r.bottom)
		return TR_ERR(err, OFFICIAL_PICTURE_WANTED, TR_S("kind", tr_appearance_name(TR_APPEARANCE_AGENCY)));
	return TRIEN_OK;
}
