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
/* A place in the words in which it is named (official/plan.h), "none" for a signature that is not seen; and what stays visible under the values. */
#define TR_DESK_PLACES_MAX ((size_t)96)
#define TR_DESK_NOTES_MAX ((size_t)16)
struct tr_desk_place {
	char field[32], at[128];
};
struct tr_desk_found {
	struct tr_desk_place places[TR_DESK_PLACES_MAX];
	size_t place_count;
	struct trien_err notes[TR_DESK_NOTES_MAX];
	size_t note_count;
};
/* Where the places would be; nothing is written. As tr_desk_reserve(). */
TRIEN_MUST_CHECK trien_rc tr_desk_find_places(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_desk_found *out, struct trien_err *err);
/* Appends the file with its places. official.plan-*, official.spot-*, layout.fonts-missing; what the core refuses. */
TRIEN_MUST_CHECK trien_rc tr_desk_reserve(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_buf *out, struct trien_err *err);

#endif
