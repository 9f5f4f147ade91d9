/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What sign.c and state.c share. */
#ifndef TR_SIGN_STATE_H
#define TR_SIGN_STATE_H

#include "sign/limits.h"
#include "sign/sign.h"

/* The hole lies in the tail, is zeros, and /ByteRange before it says exactly where: sign.proposal otherwise.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_proposal(const struct tr_sign_proposal *p, struct trien_err *err);
/* How many bytes of DER fit into /Contents; and putting them there: sign.contents-too-small. */
size_t tr_sign_hole_room(const struct tr_sign_proposal *p);
TRIEN_MUST_CHECK trien_rc tr_sign_fill_hole(struct tr_sign_proposal *p, struct tr_bytes der, struct trien_err *err);
/* The digest over base and tail but for /Contents. */
TRIEN_MUST_CHECK trien_rc tr_sign_document_digest(const struct tr_sign_proposal *p, struct tr_bytes base,
		enum tr_digest digest, uint8_t *out, size_t *n, struct trien_err *err);

#endif
