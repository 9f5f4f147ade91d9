/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sandbox. A worker is forked before any key or PIN is read; for each task
 * it forks a child that can reach nothing but the document it was handed and
 * the pipe for its answer: no network, no file system, bounded memory and time.
 */
#ifndef TR_WORKER_WORKER_H
#define TR_WORKER_WORKER_H

#include "base/bytes.h"

#define TR_WORKER_REQUEST_MAX ((size_t)20 << 20) /* anchors and the revocation lists beside them */
#define TR_WORKER_ANSWER_MAX ((size_t)64 << 20)
#define TR_WORKER_MEMORY_MAX ((size_t)512 << 20) /* beside the mapped document */
#define TR_WORKER_SECONDS_MAX 30
#define TR_WORKER_FILES_MAX 4u /* beside the document */

struct tr_page_fonts;
struct tr_sitting;
struct tr_primed;

/* What a task gets to read. */
struct tr_worker_input {
	struct tr_bytes document, request;
	struct tr_bytes files[TR_WORKER_FILES_MAX]; /* pictures, fonts: as hostile as the document */
	size_t file_count;
	const struct tr_page_fonts *fonts; /* of the program trien-worker, for tasks of pages; else NULL */
	const struct tr_primed *primed; /* what the nursery has read before; NULL: nothing */
	struct tr_sitting *sitting; /* what tasks about one file leave each other (worker/sitting.h); NULL: it is the only one */
};

/* A task: reads its input, appends its answer. Runs in the sandbox. */
typedef trien_rc (*tr_worker_task)(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

struct tr_worker;

/* Forks the worker. tasks are known by their index; NULL is one that the program trien-worker has. Call before any secret is in memory. */
TRIEN_MUST_CHECK trien_rc tr_worker_start(
		const tr_worker_task *tasks, size_t count, struct tr_worker **out, struct trien_err *err);
/*
 * Who makes workers later too, in the place of one that was killed: a process forked as early as they are, that has no more than they have. A process with threads,
 * secrets and connections must not fork one itself. One caller at a time.
 */
struct tr_nursery;
/* tasks NULL: those of the program trien-worker, all of them, in a process of that program: its libraries are loaded once and not for each task. */
TRIEN_MUST_CHECK trien_rc tr_nursery_start(const tr_worker_task *tasks, size_t count, struct tr_nursery **out, struct trien_err *err);
/*
 * Has the nursery of that program read anchors (tr_trust_write()) that most judgements of its later workers will name: no child reads them anew. Ours, and no file of a
 * stranger's. worker.start-failed, worker.request-limit
 */
TRIEN_MUST_CHECK trien_rc tr_nursery_prime(struct tr_nursery *n, struct tr_bytes anchors, struct trien_err *err);
/* worker.start-failed where the nursery itself is gone. */
TRIEN_MUST_CHECK trien_rc tr_nursery_take(struct tr_nursery *n, struct tr_worker **out, struct trien_err *err);
/* NULL is legal. Its workers end with it. */
void tr_nursery_stop(struct tr_nursery *n);
/* Open files are read only; the caller keeps them. */
struct tr_worker_job {
	size_t task;
	int document;
	int files[TR_WORKER_FILES_MAX];
	size_t file_count;
	struct tr_bytes request;
};
/*
 * Runs a task on open files. An error of the task comes back as it was raised, values included. worker.crashed,
 * worker.timeout, worker.memory where the child did not answer.
 */
TRIEN_MUST_CHECK trien_rc tr_worker_run(
		struct tr_worker *w, const struct tr_worker_job *job, struct tr_buf *answer, struct trien_err *err);
/*
 * The same in two halves, so that several workers can be waited for at once: one task of a worker at a time. The job's
 * descriptors and request may go when tr_worker_begin() has returned.
 */
TRIEN_MUST_CHECK trien_rc tr_worker_begin(struct tr_worker *w, const struct tr_worker_job *job, struct trien_err *err);
/* Readable (poll(2)) when tr_worker_read() has something to do; -1 where no task is under way. */
int tr_worker_pipe(const struct tr_worker *w);
/* Reads what is there. *done: the task is over, by its answer or by the error that is returned. */
TRIEN_MUST_CHECK trien_rc tr_worker_read(
		struct tr_worker *w, struct tr_buf *answer, bool *done, struct trien_err *err);
/*
 * Has several tasks about a document done in one child, one after another, before they are asked for: tr_worker_run() of one of them, with the same document and
 * request, then gives what came of it; with no files, or with answers (an open file; -1: none) as the one file of those that take them. Of a child that does not come to its end nothing is kept: each is run when it is asked for, in a child of its own. Must be
 * forgotten before the descriptor is closed. worker.* of the child.
 */
struct tr_worker_part {
	size_t task;
	struct tr_bytes request;
	bool takes_answers;
};
TRIEN_MUST_CHECK trien_rc tr_worker_foresee(
		struct tr_worker *w, int document, int answers, const struct tr_worker_part *parts, size_t count, struct trien_err *err);
void tr_worker_forget(struct tr_worker *w);
/* False where the worker itself is gone (killed from outside): it takes no more tasks. */
bool tr_worker_is_alive(const struct tr_worker *w);
/* The same, asked of the system: also of one that has no task and was killed since the last. */
bool tr_worker_is_there(const struct tr_worker *w);
void tr_worker_stop(struct tr_worker *w);
/* Ends it together with a task that is under way. */
void tr_worker_kill(struct tr_worker *w);

#endif
