/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/judges.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "service/limits.h"
#include "worker/tasks.h"

struct tr_judges {
	pthread_mutex_t lock;
	struct tr_buf trust;
	struct tr_nursery *nursery;
	void (*freed)(void *context);
	void *context;
	pthread_cond_t given_back;
	size_t next; /* threads that wait for it */
	size_t count, idle;
	struct tr_worker *workers[]; /* the idle ones come first */
};

static trien_rc
load_trust(const char *folder, struct tr_buf *out, struct trien_err *err)
{
	struct tr_trust *trust;

	TR_TRY(tr_trust_load_dir(folder, &trust, err));
	const trien_rc rc = tr_trust_write(trust, out, err);
	tr_trust_free(trust);
	return rc;
}

trien_rc
tr_judges_start(size_t count, const char *trust, struct tr_judges **out, struct trien_err *err)
{
	struct tr_judges *j = tr_mem_zeroed(1, sizeof(*j) + count * sizeof(struct tr_worker *));

	if (j == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*j)));
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->given_back, NULL);
	j->trust.max = TR_WORKER_REQUEST_MAX;
	trien_rc rc = load_trust(trust, &j->trust, err);
	if (rc == TRIEN_OK)
		rc = tr_tasks_nursery(&j->nursery, err);
	if (rc == TRIEN_OK)
		rc = tr_nursery_prime(j->nursery, tr_buf_view(&j->trust), err);
	while (rc == TRIEN_OK && j->count < count) {
		rc = tr_nursery_take(j->nursery, &j->workers[j->count], err);
		j->count += rc == TRIEN_OK;
	}
	j->idle = j->count;
	if (rc == TRIEN_OK)
		*out = j;
	else
		tr_judges_stop(j);
	return rc;
}

void
tr_judges_stop(struct tr_judges *j)
{
	if (j == NULL)
		return;
	for (size_t i = 0; i < j->count; i++)
		tr_worker_stop(j->workers[i]);
	tr_nursery_stop(j->nursery);
	tr_buf_free(&j->trust);
	pthread_cond_destroy(&j->given_back);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

struct tr_judges_count
tr_judges_count(struct tr_judges *j)
{
	pthread_mutex_lock(&j->lock);
	struct tr_judges_count n = {.all = j->count, .busy = j->count - j->idle, .alive = j->count - j->idle};
	for (size_t i = 0; i < j->idle; i++)
		n.alive += tr_worker_is_there(j->workers[i]);
	pthread_mutex_unlock(&j->lock);
	return n;
}

/* Locked: of the idle ones, the last that is not gone (killed from outside); its place, 0 where there is none. */
static size_t
find_idle(const struct tr_judges *j)
{
	size_t i = j->idle;

	while (i > 0 && !tr_worker_is_alive(j->workers[i - 1]))
		i--;
	return i;
}

bool
tr_judges_is_free(struct tr_judges *j)
{
	pthread_mutex_lock(&j->lock);
	const bool is = find_idle(j) > 0;
	pthread_mutex_unlock(&j->lock);
	return is;
}

bool
tr_judges_is_near(struct tr_judges *j)
{
	pthread_mutex_lock(&j->lock);
	const bool is = find_idle(j) > 0 || j->next < j->count;
	pthread_mutex_unlock(&j->lock);
	return is;
}

void
tr_judges_tell(struct tr_judges *j, void (*freed)(void *context), void *context)
{
	j->freed = freed;
	j->context = context;
}

static void
tell_freed(const struct tr_judges *j)
{
	if (j->freed != NULL)
		j->freed(j->context);
}

trien_rc
tr_judges_mend(struct tr_judges *j, struct trien_err *err)
{
	struct tr_worker *fresh;
	trien_rc rc = TRIEN_OK;
	bool mended = false;

	pthread_mutex_lock(&j->lock);
	for (size_t i = 0; rc == TRIEN_OK && i < j->idle; i++) {
		if (tr_worker_is_there(j->workers[i]))
			continue;
		rc = tr_nursery_take(j->nursery, &fresh, err);
		if (rc == TRIEN_OK) {
			tr_worker_stop(j->workers[i]);
			j->workers[i] = fresh;
			mended = true;
		}
	}
	pthread_cond_broadcast(&j->given_back);
	pthread_mutex_unlock(&j->lock);
	if (mended)
		tell_freed(j);
	return rc;
}

/* Locked. Those that wait do so for a moment only; whoever comes when there are as many of them as workers is told at once. */
static void
wait_for_next(struct tr_judges *j)
{
	struct timespec end;

	if (j->next == j->count)
		return;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_nsec += TR_SERVICE_NEXT_MILLISECONDS * 1000000L;
	end.tv_sec += end.tv_nsec / 1000000000L;
	end.tv_nsec %= 1000000000L;
	j->next++;
	while (find_idle(j) == 0 && pthread_cond_clockwait(&j->given_back, &j->lock, CLOCK_MONOTONIC, &end) == 0)
		continue;
	j->next--;
}

/* NULL where all are at work. */
static struct tr_worker *
take(struct tr_judges *j)
{
	struct tr_worker *w = NULL;
	bool waited = false;

	pthread_mutex_lock(&j->lock);
	if (find_idle(j) == 0) {
		wait_for_next(j);
		waited = true;
	}
	const size_t i = find_idle(j);
	if (i > 0) {
		w = j->workers[i - 1];
		j->workers[i - 1] = j->workers[--j->idle];
		j->workers[j->idle] = w;
	}
	pthread_mutex_unlock(&j->lock);
	if (waited && w != NULL) /* there is room to wait again */
		tell_freed(j);
	return w;
}

static void
give_back(struct tr_judges *j, struct tr_worker *w)
{
	size_t i;

	pthread_mutex_lock(&j->lock);
	for (i = j->idle; j->workers[i] != w; i++)
		;
	j->workers[i] = j->workers[j->idle];
	j->workers[j->idle++] = w;
	const bool wanted = j->next > 0;
	pthread_cond_signal(&j->given_back);
	pthread_mutex_unlock(&j->lock);
	if (!wanted)
		tell_freed(j);
}

trien_rc
tr_judges_lend(struct tr_judges *j, tr_judges_work work, void *context, struct trien_err *err)
{
	struct tr_worker *w;

	while ((w = take(j)) != NULL) {
		struct trien_err why = {0};
		const trien_rc rc = work(w, tr_buf_view(&j->trust), context, &why);
		const bool alive = tr_worker_is_alive(w);
		tr_worker_forget(w);
		give_back(j, w);
		if (rc != TRIEN_OK && alive && err != NULL)
			*err = why;
		if (rc == TRIEN_OK || alive) /* else another one looks at it */
			return rc;
	}
	return TR_ERR0(err, SERVICE_BUSY);
}

trien_rc
tr_judges_lend_anyway(struct tr_judges *j, tr_judges_work work, void *context, struct trien_err *err)
{
	const struct timespec moment = {.tv_nsec = 10000000};
	trien_rc rc = tr_judges_lend(j, work, context, err);

	for (unsigned i = 0; rc == TRIEN_E_SERVICE_BUSY && i < TR_SERVICE_JUDGE_TRIES; i++) {
		nanosleep(&moment, NULL);
		rc = tr_judges_lend(j, work, context, err);
	}
	return rc;
}
