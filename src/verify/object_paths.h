/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* By which way from the catalog each object of a revision is reached: the shortest. */
#ifndef TR_VERIFY_OBJECT_PATHS_H
#define TR_VERIFY_OBJECT_PATHS_H

#include "verify/change_walk.h"

struct tr_object_paths {
	struct tr_arena arena;
	const struct tr_step **steps; /* by object number; NULL: not reached */
	uint32_t count;
	size_t looked_at;
};

TRIEN_MUST_CHECK trien_rc tr_object_paths_find(
		struct tr_pdf *pdf, size_t rev, struct tr_object_paths *out, struct trien_err *err);
void tr_object_paths_free(struct tr_object_paths *p);

#endif
