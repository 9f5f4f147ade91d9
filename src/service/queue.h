/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests that wait, for a worker who judges or for an answer from outside, without a thread: their connections are suspended. Who came first goes first. */
#ifndef TR_SERVICE_QUEUE_H
#define TR_SERVICE_QUEUE_H

#include "service/call.h"

struct tr_queue;
/* Nobody waits in it longer than so many milliseconds. */
TRIEN_MUST_CHECK trien_rc tr_queue_new(int64_t milliseconds, struct tr_queue **out, struct trien_err *err);
void tr_queue_free(struct tr_queue *q); /* nobody waits any more */

/*
 * In the thread that handles the request, which waits since a time by the clock now is of: lets it wait until tr_queue_wake(), then libmicrohttpd asks its handler again. False where it has waited long enough, where all of so many places
 * are taken, and after tr_queue_close().
 */
bool tr_queue_wait(struct tr_queue *q, struct tr_call *c, size_t places, int64_t since, int64_t now);
/* In any thread: who has waited longest goes on; nobody where nobody waits. */
void tr_queue_wake(struct tr_queue *q);
/* All that wait go on, and may wait again. */
void tr_queue_wake_all(struct tr_queue *q);
/* Those go on who have waited long enough. */
void tr_queue_tend(struct tr_queue *q, int64_t now);
/* All go on, and nobody waits from now on. */
void tr_queue_close(struct tr_queue *q);

#endif
