/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a PDF that was made of a draft (exchange/draft.h) must be before it is looked at as any other file. */
#ifndef TR_DESK_DRAFT_H
#define TR_DESK_DRAFT_H

#include "worker/worker.h"

#define TR_DESK_DRAFT_PAGES_MAX 500

/* exchange.draft-limit past TR_DESK_DRAFT_PAGES_MAX, exchange.draft-failed where it has no page; pdf.*, worker.*. */
TRIEN_MUST_CHECK trien_rc tr_desk_check_draft(struct tr_worker *w, int fd, struct trien_err *err);

#endif
