/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One task in its own process. */
#ifndef TR_WORKER_CHILD_H
#define TR_WORKER_CHILD_H

#include "worker/sandbox.h"
#include "worker/worker.h"

/* The first byte of an answer. */
enum { TR_ANSWER_OK = 1, TR_ANSWER_ERROR = 2 };

/* Exit codes by which a child says what it cannot say over the pipe. */
enum { TR_CHILD_DONE = 0, TR_CHILD_SILENT = 112, TR_CHILD_FILE_CHANGED = 113, TR_CHILD_NO_PROGRAM = 114 };

/* What a child has from who forks it. */
struct tr_child {
	tr_worker_task task;
	const struct tr_page_fonts *fonts; /* may be NULL */
	const struct tr_primed *primed;    /* may be NULL */
	struct tr_sandbox *sandbox; /* not ready: the child prepares it, and says why it cannot */
};
/* Maps the open files of a job, enters the sandbox, runs the task, answers, ends the process. */
_Noreturn void tr_child_run(const struct tr_child *child, const struct tr_worker_job *job, int answer_fd);

/* Where the program trien-worker finds its descriptors: the answer's pipe, the document, the request, then the files. */
#define TR_PROGRAM_FDS 3
#define TR_PROGRAM_FILES 3

/* Room for a request, TR_WORKER_REQUEST_MAX bytes, for as long as the process is; costs what is used of it. NULL: there is no memory. */
uint8_t *tr_worker_request_room(void);

/* Hands the job to the program trien-worker, which runs it as tr_child_run() does. */
_Noreturn void tr_child_exec(size_t task, const struct tr_worker_job *job, int answer_fd);

/* The process of a nursery: makes workers until nobody wants one. By tr_nursery_exec() the program trien-worker is it, with the socket as its first descriptor. */
struct tr_nursing {
	const tr_worker_task *tasks;
	const struct tr_page_fonts *fonts;
	const struct tr_primed *(*prime)(struct tr_bytes anchors); /* which stay; NULL: it reads nothing before */
};
_Noreturn void tr_nursery_serve(int socket, const struct tr_nursing *n);
#define TR_PROGRAM_NURSERY "nursery"
_Noreturn void tr_nursery_exec(int socket);

#endif
