/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What tasks about one document leave each other when one child does them one after another: what each of them would make for itself is made once. In the sandbox; nothing is
 * freed, the child's memory goes with it.
 */
#ifndef TR_WORKER_SITTING_H
#define TR_WORKER_SITTING_H

#include "official/place_reader.h"
#include "verify/verify.h"
#include "worker/worker.h"

/* Read by who forks the children, from what an administrator has put there. */
struct tr_primed {
	struct tr_trust *trust;
	struct tr_bytes anchors;
};
/* anchors stay as long as it. NULL: they cannot be read, and each child says why. */
const struct tr_primed *tr_primed_new(struct tr_bytes anchors);

struct tr_sitting {
	struct tr_trust *trust; /* NULL: nobody has read any */
	struct tr_bytes anchors; /* what it was read from */
	struct tr_verdict *verdict; /* with that trust, revocations required and nothing given from outside; NULL: none */
	int64_t as_of;
	bool clear; /* the quick look has found that there can be no stamp: nobody asks for the long one */
	struct tr_place_reader *reader; /* NULL: nobody has looked at pages */
	size_t pages;
};

/* anchors: as tr_trust_write() gives them, borrowed. */
TRIEN_MUST_CHECK trien_rc tr_sitting_trust(const struct tr_worker_input *in, struct tr_bytes anchors, struct tr_trust **out, struct trien_err *err);
/* The verdict about the document, where the options are those. */
TRIEN_MUST_CHECK trien_rc tr_sitting_verdict(
		const struct tr_worker_input *in, const struct tr_verify_options *options, struct tr_verdict **out, struct trien_err *err);
/* A reader of the document's pages, and how many they are, which is written too where only the page reader gives up. Of the program trien-worker. */
TRIEN_MUST_CHECK trien_rc tr_sitting_pages(const struct tr_worker_input *in, struct tr_place_reader **out, size_t *pages, struct trien_err *err);

/* The task that does several: its request and its answer are those of worker/foresee.h. */
TRIEN_MUST_CHECK trien_rc tr_task_together_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
