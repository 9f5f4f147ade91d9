/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What tr_worker_foresee() has got for a worker, until it is forgotten. */
#ifndef TR_WORKER_FORESEE_H
#define TR_WORKER_FORESEE_H

#include "worker/worker.h"

struct tr_foreseen {
	int document;          /* -1: nothing is foreseen */
	int answers;           /* the file that some parts had; -1: none */
	struct tr_buf request; /* of each part its task, whether it has that file, and its request, as they went into the sandbox */
	struct tr_buf answer;  /* of each part what a child of its own would have written; hostile */
};

struct tr_foreseen *tr_worker_foreseen(struct tr_worker *w);
/* What a child of its own would have written for the job; false where it was not foreseen. Borrowed. */
bool tr_foreseen_find(const struct tr_foreseen *f, const struct tr_worker_job *job, struct tr_bytes *out);

#endif
