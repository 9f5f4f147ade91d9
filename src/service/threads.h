/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The threads that answer, each with its connections. A connection stays with its thread, and a thread answers one request after another: so each new one goes to the thread that has the
 * fewest. libmicrohttpd's own pool lets whoever wakes first take a whole burst, which then waits for that thread while others have nothing to do.
 */
#ifndef TR_SERVICE_THREADS_H
#define TR_SERVICE_THREADS_H

#include <stddef.h>

#include "base/error.h"

struct MHD_Daemon;
struct tr_thread;
struct tr_threads;

/* A daemon of one thread that has no socket; it calls tr_thread_closed() once for each connection that it was given. NULL where it cannot be started. */
typedef struct MHD_Daemon *(*tr_thread_start)(void *context, struct tr_thread *t);

struct tr_threads_new {
	int listener; /* does not block; stays the caller's */
	size_t count, connections_max;
	tr_thread_start start;
	void *context;
};

/* Takes connections from now on; while there are connections_max, the system's queue holds those that come. base.internal. *out: tr_threads_stop(). */
TRIEN_MUST_CHECK trien_rc tr_threads_start(const struct tr_threads_new *n, struct tr_threads **out, struct trien_err *err);
void *tr_thread_context(const struct tr_thread *t);
void tr_thread_closed(struct tr_thread *t);
/* No connection more; those that there are go on. */
void tr_threads_quiesce(struct tr_threads *t);
/* Ends them; NULL is legal. */
void tr_threads_stop(struct tr_threads *t);

#endif
