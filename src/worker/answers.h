/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The network of a task that has none: what was got outside comes with the job as a file, and what the task asks for
 * and is not there goes back with its answer, to be got outside; then the task runs again.
 */
#ifndef TR_WORKER_ANSWERS_H
#define TR_WORKER_ANSWERS_H

#include "pki/fetcher.h"

/* Requests that go back from one run, and all that may be asked for one file. */
#define TR_ANSWERS_WANTED_MAX ((size_t)64)
/* Bytes of all answers for one file. */
#define TR_ANSWERS_BYTES_MAX ((size_t)128 << 20)

/* ---- outside ---- */
/* Appends what became of a request: its answer, or that there is none. worker.answers-limit. */
TRIEN_MUST_CHECK trien_rc tr_answers_add(struct tr_buf *file, const struct tr_fetch_request *r, bool got,
		struct tr_bytes answer, struct trien_err *err);
/* Is the request among them? */
bool tr_answers_have(struct tr_bytes file, const struct tr_fetch_request *r);

/* Requests as they come from the sandbox, checked; they own their strings. */
struct tr_wanted {
	struct tr_fetch_request items[TR_ANSWERS_WANTED_MAX];
	size_t count;
	struct tr_buf memory;
};
/* The rest of the cursor. worker.answer-invalid. Free with tr_wanted_free(). */
TRIEN_MUST_CHECK trien_rc tr_wanted_read(struct tr_cursor *c, struct tr_wanted *out, struct trien_err *err);
void tr_wanted_free(struct tr_wanted *w);

/* ---- inside ---- */
struct tr_answers {
	struct tr_bytes file;
	struct tr_buf wanted; /* requests that were not there, as tr_wanted_read() reads them */
	size_t wanted_count;
};
/* Answers from the file; what is not there is collect.offline and noted, what failed outside is fetch.failed. */
struct tr_fetcher tr_answers_fetcher(struct tr_answers *a);
/* Calls see with each answer that was got: for evidence that is given to a judgement. */
TRIEN_MUST_CHECK trien_rc tr_answers_visit(struct tr_bytes file,
		trien_rc (*see)(void *context, enum tr_fetch_what what, struct tr_bytes answer, struct trien_err *err), void *context,
		struct trien_err *err);

#endif
