/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reserving in the sandbox: finds the places, proposes the revision. */
#ifndef TR_WORKER_TASK_RESERVE_H
#define TR_WORKER_TASK_RESERVE_H

#include "official/plan.h"
#include "worker/worker.h"

struct tr_reserve_request {
	struct tr_plan_wish wish;
	uint8_t id16[16];
	int faces[TR_RESERVE_FACES]; /* open font files */
};

/* A field that was reserved, at one of its places. */
struct tr_reserved_place {
	char field[32];    /* full name */
	size_t page;       /* from 0 */
	struct tr_box box; /* as seen; empty: not seen */
	double baseline, size; /* of a text; 0: it is a signature's */
	unsigned face;         /* of a text, as tr_page_fonts_serif() counts */
};

struct tr_reserved {
	struct tr_buf tail; /* stands behind the source */
	struct tr_reserved_place places[TR_RESERVE_SPOTS_MAX + TR_RESERVE_SIGNERS_MAX];
	size_t place_count;
	struct tr_lint_findings findings; /* what stays visible under the values */
};

TRIEN_MUST_CHECK trien_rc tr_task_reserve(struct tr_worker *w, int document_fd, const struct tr_reserve_request *request,
		struct tr_reserved *out, struct trien_err *err);
void tr_reserved_free(struct tr_reserved *r);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_reserve_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
