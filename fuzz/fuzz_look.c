/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A signature that is seen, in whatever file: where handwriting stands is looked for, the widget gets its place and, where the
 * file is tagged, its place in the structure. What is proposed is read again.
 */
#include <stdlib.h>

#include "official/seal.h"
#include "sign/propose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static trien_rc
put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	struct tr_page_frame frame;
	size_t count;

	(void)context;
	TR_TRY(tr_handwritings_find(spot->pdf, spot->rev, all, &count, err));
	for (size_t i = 0; i < count; i++)
		if (!(all[i].ink.x0 <= all[i].ink.x1 && all[i].ink.y0 <= all[i].ink.y1))
			abort();
	TR_TRY(tr_page_frame(spot->pdf, spot->rev, spot->page, &frame, err));
	TR_TRY(tr_pdf_update_number(u, &out->appearance.num, err));
	out->rect = (struct tr_pdf_rect){10, 10, 90, 90};
	return tr_pdf_update_put_stream(u, out->appearance, TR_BYTES_LIT("/Subtype/Form/BBox[0 0 9 9]"),
			TR_BYTES_LIT("0 0 9 9 re f"), err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct tr_sign_extra extra = {.put = put};
	const struct tr_sign_request request = {.time = 1795401000, .zone_minutes = 420, .contents_size = 8, .extra = &extra};
	struct tr_sign_proposal p = {0};
	TR_AUTO_BUF whole = {0};
	struct tr_pdf *pdf = NULL;

	if (tr_sign_propose(TR_BYTES(data, n), &request, &p, NULL) != TRIEN_OK)
		return 0;
	if (tr_buf_add(&whole, data, n, NULL) != TRIEN_OK ||
			tr_buf_add_bytes(&whole, tr_buf_view(&p.tail), NULL) != TRIEN_OK ||
			tr_pdf_open(tr_buf_view(&whole), NULL, &pdf, NULL) != TRIEN_OK)
		abort();
	tr_pdf_close(pdf);
	tr_sign_proposal_free(&p);
	return 0;
}
