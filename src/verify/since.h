/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was done to a file behind its first bytes. */
#ifndef TR_VERIFY_SINCE_H
#define TR_VERIFY_SINCE_H

#include "base/memory.h"
#include "pdf/file.h"
#include "verify/verdict.h"

_Static_assert(TR_CHANGE_KIND_COUNT <= 64, "kinds of changes are kept as bits");

/* bytes: so many were given away, and stand before all that is looked at. */
TRIEN_MUST_CHECK trien_rc tr_since_find(struct tr_pdf *pdf, uint64_t bytes, struct tr_arena *arena, struct tr_since *out, struct trien_err *err);

#endif
