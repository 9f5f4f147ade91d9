/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/crew.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "base/errors/worker.h"
#include "base/memory.h"

/* A worker ends its task after TR_WORKER_SECONDS_MAX itself; one that does not is lost. */
#define PATIENCE_SECONDS (TR_WORKER_SECONDS_MAX + 10)

struct post {
	struct tr_worker *worker; /* NULL: lost, and could not be started anew */
	bool busy;
	size_t number;
	time_t since;             /* seconds that only count forwards */
	struct tr_buf answer;
};

struct tr_crew {
	tr_crew_starter starter;
	struct post posts[TR_CREW_WORKERS_MAX];
	struct pollfd fds[TR_CREW_WORKERS_MAX];
	size_t count;
	size_t next; /* where to look first: no worker waits for ever behind the others */
};

static time_t
seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

trien_rc
tr_crew_start(size_t workers, tr_crew_starter starter, struct tr_crew **out, struct trien_err *err)
{
	struct tr_crew *c = tr_mem_zeroed(1, sizeof(*c));
	trien_rc rc = TRIEN_OK;

	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	c->starter = starter;
	workers = workers < 1 ? 1 : workers > TR_CREW_WORKERS_MAX ? TR_CREW_WORKERS_MAX : workers;
	while (rc == TRIEN_OK && c->count < workers) {
		rc = starter(&c->posts[c->count].worker, err);
		c->count += rc == TRIEN_OK;
	}
	/* Fewer than asked for is slower, and not a failure. */
	if (c->count == 0) {
		free(c);
		return rc;
	}
	*out = c;
	return TRIEN_OK;
}

void
tr_crew_stop(struct tr_crew *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++) {
		struct post *p = &c->posts[i];
		if (p->worker != NULL)
			(p->busy ? tr_worker_kill : tr_worker_stop)(p->worker);
		tr_buf_free(&p->answer);
	}
	free(c);
}

bool
tr_crew_has_room(const struct tr_crew *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (!c->posts[i].busy)
			return true;
	return false;
}

bool
tr_crew_is_idle(const struct tr_crew *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->posts[i].busy)
			return false;
	return true;
}

/* Another worker in the place of a lost one. */
static trien_rc
replace(struct tr_crew *c, struct post *p, struct trien_err *err)
{
	if (p->worker != NULL)
		tr_worker_kill(p->worker);
	p->worker = NULL;
	return c->starter(&p->worker, err);
}

trien_rc
tr_crew_give(struct tr_crew *c, const struct tr_worker_job *job, size_t number, struct trien_err *err)
{
	struct post *p = c->posts;

	while (p->busy)
		p++;
	if (p->worker == NULL)
		TR_TRY(replace(c, p, err));
	trien_rc rc = tr_worker_begin(p->worker, job, err);
	if (rc != TRIEN_OK && !tr_worker_is_alive(p->worker)) {
		/* It went while it was idle: no fault of this task. */
		TR_TRY(replace(c, p, err));
		rc = tr_worker_begin(p->worker, job, err);
	}
	TR_TRY(rc);
	p->busy = true;
	p->number = number;
	p->since = seconds_now();
	p->answer = (struct tr_buf){.max = TR_WORKER_ANSWER_MAX};
	return TRIEN_OK;
}

/* The task of a post is over. */
static bool
hand_over(struct post *p, trien_rc rc, const struct trien_err *err, struct tr_crew_result *out)
{
	*out = (struct tr_crew_result){.number = p->number, .rc = rc, .err = *err, .answer = p->answer};
	p->answer = (struct tr_buf){0};
	p->busy = false;
	return true;
}

static bool
give_up(struct tr_crew *c, struct post *p, struct tr_crew_result *out)
{
	struct trien_err err = {0};
	trien_rc rc = TR_ERR(&err, WORKER_TIMEOUT, TR_U("seconds", PATIENCE_SECONDS));

	(void)!replace(c, p, NULL); /* tried again with the next task, and said there */
	return hand_over(p, rc, &err, out);
}

/* Reads from a post that has something to say; true where its task is over. */
static bool
read_post(struct post *p, struct tr_crew_result *out)
{
	struct trien_err err = {0};
	bool done = false;
	trien_rc rc = tr_worker_read(p->worker, &p->answer, &done, &err);

	return done && hand_over(p, rc, &err, out);
}

bool
tr_crew_take(struct tr_crew *c, const sigset_t *mask, struct tr_crew_result *out)
{
	const struct timespec second = {.tv_sec = 1};

	for (;;) {
		for (size_t i = 0; i < c->count; i++)
			c->fds[i] = (struct pollfd){.fd = c->posts[i].busy ? tr_worker_pipe(c->posts[i].worker) : -1, .events = POLLIN};
		int ready = ppoll(c->fds, c->count, &second, mask);
		if (ready < 0 && errno == EINTR)
			return false;
		const time_t now = ready == 0 ? seconds_now() : 0;
		for (size_t k = 0; k < c->count; k++) {
			const size_t i = (c->next + k) % c->count;
			struct post *p = &c->posts[i];
			if (!p->busy)
				continue;
			c->next = i + 1;
			if (ready > 0 && c->fds[i].revents != 0 && read_post(p, out))
				return true;
			if (ready == 0 && now - p->since > PATIENCE_SECONDS)
				return give_up(c, p, out);
		}
	}
}
