/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Several workers beside each other, each with one task at a time, waited for by one thread. A worker that is lost (killed
 * from outside, or beyond patience) costs its task and no other: another takes its place.
 */
#ifndef TR_WORKER_CREW_H
#define TR_WORKER_CREW_H

#include <signal.h>

#include "worker/worker.h"

#define TR_CREW_WORKERS_MAX 256u

struct tr_crew;

/* How one more worker is started: tr_tasks_start(). */
typedef trien_rc (*tr_crew_starter)(struct tr_worker **out, struct trien_err *err);

/* 1 to TR_CREW_WORKERS_MAX workers; more are cut. Call before any secret is in memory, as for one worker. */
TRIEN_MUST_CHECK trien_rc tr_crew_start(
		size_t workers, tr_crew_starter starter, struct tr_crew **out, struct trien_err *err);
/* Ends all, together with what they have under way. */
void tr_crew_stop(struct tr_crew *c);

bool tr_crew_has_room(const struct tr_crew *c);
bool tr_crew_is_idle(const struct tr_crew *c);
/* Gives a task to a worker that is free; wanted: tr_crew_has_room(). number comes back with the result. */
TRIEN_MUST_CHECK trien_rc tr_crew_give(
		struct tr_crew *c, const struct tr_worker_job *job, size_t number, struct trien_err *err);

struct tr_crew_result {
	size_t number;
	trien_rc rc;          /* of the task */
	struct trien_err err;
	struct tr_buf answer; /* the caller frees it */
};
/*
 * Waits until a task is over; wanted: one under way. Signals are let in as mask says while it waits (ppoll(2); NULL: as they are).
 * False where a signal came first.
 */
bool tr_crew_take(struct tr_crew *c, const sigset_t *mask, struct tr_crew_result *out);

#endif
