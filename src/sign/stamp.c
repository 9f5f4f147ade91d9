/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document time stamps, ISO 32000-2 §12.8.5: the token is the whole value of /Contents. */
#include "sign/state.h"

trien_rc
tr_sign_stamp_document(const struct tr_sign_stamper *stamper, enum tr_digest digest, struct tr_bytes base,
		struct tr_sign_proposal *proposal, struct trien_err *err)
{
	TR_AUTO_BUF token = {.max = TR_SIGN_TOKEN_MAX};
	uint8_t imprint[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_sign_document_digest(proposal, base, digest, imprint, &n, err));
	TR_TRY(stamper->stamp(stamper->context, digest, TR_BYTES(imprint, n), &token, err));
	return tr_sign_fill_hole(proposal, tr_buf_view(&token), err);
}
