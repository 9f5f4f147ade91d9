/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a PDF that was made of a draft (exchange/draft.h) must be before it is looked at as any other file, and the places in it that its procedure will need. */
#ifndef TR_DESK_DRAFT_H
#define TR_DESK_DRAFT_H

#include "base/env.h"
#include "profile/profile.h"
#include "worker/worker.h"

#define TR_DESK_DRAFT_PAGES_MAX 500

/* exchange.draft-limit past TR_DESK_DRAFT_PAGES_MAX, exchange.draft-failed where it has no page; pdf.*, worker.*. */
TRIEN_MUST_CHECK trien_rc tr_desk_check_draft(struct tr_worker *w, int fd, struct trien_err *err);

/* Places for number, date and signatures (official/plan.h), as `trien reserve` puts them. */
struct tr_desk_places {
	unsigned procedure;          /* 2, 3, 4 */
	const char *signers, *texts; /* as official/plan.h says; NULL: what is found on the pages */
};
struct tr_desk_reserving {
	struct tr_worker *worker;
	int fd; /* the file */
	struct tr_bytes file;
	const struct tr_profile *profile;
	int64_t now;
	const struct tr_env *env;
};
/* Appends the file with its places. official.plan-*, official.spot-*, layout.fonts-missing; what the core refuses. */
TRIEN_MUST_CHECK trien_rc tr_desk_reserve(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_buf *out, struct trien_err *err);

#endif
