/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What came back signed, and what else came with the signature: a first one covers whatever its revision did to the pages, so only who gave the bytes away can tell. */
#ifndef TR_DESK_BESIDE_H
#define TR_DESK_BESIDE_H

#include "desk/file.h"

/* A signature and nothing besides, as the verdict told it (struct tr_judge_request, since_bytes). may_fill: number and day came with it. office.signed-other */
TRIEN_MUST_CHECK trien_rc tr_desk_check_beside(const struct tr_desk_file *f, bool may_fill, struct trien_err *err);
/* The same of f->content, of which so many first bytes were given away, where that was not known yet when it was judged. */
TRIEN_MUST_CHECK trien_rc tr_desk_look_beside(struct tr_desk_file *f, size_t bytes, int64_t now, bool may_fill, struct trien_err *err);

#endif
