/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What sign.c and state.c share. */
#ifndef TR_SIGN_STATE_H
#define TR_SIGN_STATE_H

#include "sign/limits.h"
#include "sign/sign.h"

/* The hole lies in the tail, is zeros, and /ByteRange before it says exactly where: sign.proposal otherwise.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_proposal(const struct tr_sign_proposal *p, struct trien_err *err);

#endif
