/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/queue.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>

#include "service/limits.h"

struct tr_queue {
	pthread_mutex_t lock;
	bool closed;
	int64_t milliseconds;
	size_t count;
	struct {
		struct MHD_Connection *connection;
		int64_t begun;
	} waiting[TR_SERVICE_WAITING_MAX]; /* who came first is first */
};

trien_rc
tr_queue_new(int64_t milliseconds, struct tr_queue **out, struct trien_err *err)
{
	struct tr_queue *q = tr_mem_zeroed(1, sizeof(*q));

	if (q == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*q)));
	pthread_mutex_init(&q->lock, NULL);
	q->milliseconds = milliseconds;
	*out = q;
	return TRIEN_OK;
}

void
tr_queue_free(struct tr_queue *q)
{
	if (q == NULL)
		return;
	pthread_mutex_destroy(&q->lock);
	free(q);
}

/* One that was asked again in vain has the place of its coming, not the last. */
static void
put(struct tr_queue *q, struct MHD_Connection *connection, int64_t begun)
{
	size_t i = q->count++;

	for (; i > 0 && q->waiting[i - 1].begun > begun; i--)
		q->waiting[i] = q->waiting[i - 1];
	q->waiting[i].connection = connection;
	q->waiting[i].begun = begun;
}

bool
tr_queue_wait(struct tr_queue *q, struct tr_call *c, size_t places, int64_t since, int64_t now)
{
	bool waits;

	pthread_mutex_lock(&q->lock);
	waits = !q->closed && q->count < places && q->count < TR_SERVICE_WAITING_MAX && now - since < q->milliseconds;
	if (waits) { /* suspended first, so that nobody wakes who does not sleep yet */
		MHD_suspend_connection(c->connection);
		put(q, c->connection, since);
	}
	pthread_mutex_unlock(&q->lock);
	return waits;
}

/* Locked. */
static void
wake_first(struct tr_queue *q)
{
	struct MHD_Connection *first = q->waiting[0].connection;

	q->count--;
	memmove(q->waiting, q->waiting + 1, q->count * sizeof(q->waiting[0]));
	MHD_resume_connection(first);
}

void
tr_queue_wake(struct tr_queue *q)
{
	pthread_mutex_lock(&q->lock);
	if (q->count > 0)
		wake_first(q);
	pthread_mutex_unlock(&q->lock);
}

void
tr_queue_wake_all(struct tr_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (q->count > 0)
		wake_first(q);
	pthread_mutex_unlock(&q->lock);
}

void
tr_queue_tend(struct tr_queue *q, int64_t now)
{
	pthread_mutex_lock(&q->lock);
	while (q->count > 0 && now - q->waiting[0].begun >= q->milliseconds)
		wake_first(q);
	pthread_mutex_unlock(&q->lock);
}

void
tr_queue_close(struct tr_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_mutex_unlock(&q->lock);
	tr_queue_wake_all(q);
}
