/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/converters.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "exchange/draft_fill.h"
#include "exchange/limits.h"
#include "fetch/frame.h"
#include "service/limits.h"
#include "worker/task_network.h"

struct tr_conversion {
	struct tr_converters *of;
	struct tr_conversion *next; /* in line */
	enum tr_conversion_what what;
	int fd;                     /* the draft */
	struct tr_buf values;       /* to fill it with */
	int64_t since;
	struct MHD_Connection *connection; /* that waits for its end; NULL: none does */
	bool wanted, ended;         /* by its request; which of the two comes last frees it */
	enum tr_draft_kind kind;    /* of a template */
	trien_rc rc;
	struct trien_err why;
	struct tr_buf made;
};

struct tr_converters {
	pthread_mutex_t lock;
	pthread_cond_t come;
	struct tr_nursery *nursery;
	struct tr_conversion *first, **last;
	size_t waiting;
	bool closed;
	size_t count;
	pthread_t threads[TR_SERVICE_CONVERTERS];
};

static void
free_conversion(struct tr_conversion *j)
{
	if (j->fd >= 0)
		close(j->fd);
	tr_buf_free(&j->values);
	tr_buf_free(&j->made);
	free(j);
}

/* Locked. */
static void
end(struct tr_conversion *j)
{
	j->ended = true;
	if (j->connection != NULL)
		MHD_resume_connection(j->connection);
	if (!j->wanted)
		free_conversion(j);
}

/* Locked. The first in line; NULL where none is. */
static struct tr_conversion *
take_first(struct tr_converters *s)
{
	struct tr_conversion *j = s->first;

	if (j == NULL)
		return NULL;
	s->first = j->next;
	if (s->first == NULL)
		s->last = &s->first;
	s->waiting--;
	return j;
}

/* ---- threads ---- */

/* The worker that looks; one that was killed from outside is replaced. One caller at a time. */
static trien_rc
have_worker(struct tr_converters *s, struct tr_worker **w, struct trien_err *err)
{
	if (*w != NULL && tr_worker_is_there(*w))
		return TRIEN_OK;
	if (*w != NULL)
		tr_worker_stop(*w);
	*w = NULL;
	pthread_mutex_lock(&s->lock);
	const trien_rc rc = tr_nursery_take(s->nursery, w, err);
	pthread_mutex_unlock(&s->lock);
	return rc;
}

static trien_rc
convert(struct tr_converters *s, struct tr_worker **w, struct tr_conversion *j)
{
	/* Who has waited this long would not live to see the end. */
	if (tr_fetch_milliseconds() - j->since > TR_SERVICE_CONVERSION_WAIT_MILLISECONDS)
		return TR_ERR0(&j->why, SERVICE_BUSY);
	TR_TRY(have_worker(s, w, &j->why));
	switch (j->what) {
	case TR_CONVERSION_FILL:
		return tr_draft_fill_by(*w, j->fd, tr_buf_view(&j->values), &j->made, &j->why);
	case TR_CONVERSION_TEMPLATE:
		return tr_draft_template_by(*w, j->fd, &j->kind, &j->made, &j->why);
	default:
		return tr_draft_to_pdf_by(*w, j->fd, &j->made, &j->why);
	}
}

static void *
work(void *context)
{
	struct tr_converters *s = context;
	struct tr_worker *w = NULL;
	struct tr_conversion *j;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		while ((j = take_first(s)) == NULL && !s->closed)
			pthread_cond_wait(&s->come, &s->lock);
		if (j == NULL)
			break;
		pthread_mutex_unlock(&s->lock);
		j->rc = convert(s, &w, j);
		pthread_mutex_lock(&s->lock);
		end(j);
	}
	pthread_mutex_unlock(&s->lock);
	if (w != NULL)
		tr_worker_stop(w);
	return NULL;
}

trien_rc
tr_converters_start(size_t count, struct tr_converters **out, struct trien_err *err)
{
	struct tr_converters *s = tr_mem_zeroed(1, sizeof(*s));

	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->last = &s->first;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->come, NULL);
	trien_rc rc = tr_nursery_start(tr_draft_tasks, TR_DRAFT_TASKS, &s->nursery, err);
	for (; rc == TRIEN_OK && s->count < count && s->count < TR_SERVICE_CONVERTERS; s->count++)
		if (pthread_create(&s->threads[s->count], NULL, work, s) != 0) {
			rc = TR_ERR(err, INTERNAL, TR_S("what", "pthread_create"));
			break;
		}
	if (rc == TRIEN_OK)
		*out = s;
	else
		tr_converters_stop(s);
	return rc;
}

void
tr_converters_close(struct tr_converters *s)
{
	struct tr_conversion *j;

	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->closed = true;
	while ((j = take_first(s)) != NULL) {
		j->rc = TR_ERR0(&j->why, SERVICE_BUSY);
		end(j);
	}
	pthread_cond_broadcast(&s->come);
	pthread_mutex_unlock(&s->lock);
	for (size_t i = 0; i < s->count; i++)
		pthread_join(s->threads[i], NULL);
	s->count = 0;
}

void
tr_converters_stop(struct tr_converters *s)
{
	if (s == NULL)
		return;
	tr_converters_close(s);
	tr_nursery_stop(s->nursery);
	pthread_cond_destroy(&s->come);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- one draft ---- */

trien_rc
tr_converters_put(struct tr_converters *s, enum tr_conversion_what what, struct tr_bytes draft, struct tr_bytes values, struct tr_conversion **out,
		struct trien_err *err)
{
	struct tr_conversion *j = tr_mem_zeroed(1, sizeof(*j));

	if (j == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*j)));
	*j = (struct tr_conversion){.of = s, .what = what, .fd = tr_worker_memory_file(draft), .since = tr_fetch_milliseconds(), .wanted = true, .made = {.max = TR_DRAFT_PDF_MAX}};
	if (j->fd < 0 || tr_buf_add_bytes(&j->values, values, err) != TRIEN_OK) {
		free_conversion(j);
		return TR_ERR(err, NO_MEMORY, TR_U("want", draft.n));
	}
	pthread_mutex_lock(&s->lock);
	const bool taken = !s->closed && s->waiting < TR_SERVICE_CONVERSIONS_WAITING_MAX;
	if (taken) {
		*s->last = j;
		s->last = &j->next;
		s->waiting++;
		pthread_cond_signal(&s->come);
	}
	pthread_mutex_unlock(&s->lock);
	if (!taken) {
		free_conversion(j);
		return TR_ERR0(err, SERVICE_BUSY);
	}
	*out = j;
	return TRIEN_OK;
}

bool
tr_conversion_wait(struct tr_conversion *j, struct MHD_Connection *connection)
{
	pthread_mutex_lock(&j->of->lock);
	const bool waits = !j->ended;
	if (waits) { /* suspended before its end can be told */
		MHD_suspend_connection(connection);
		j->connection = connection;
	}
	pthread_mutex_unlock(&j->of->lock);
	return waits;
}

trien_rc
tr_conversion_result(const struct tr_conversion *j, struct tr_bytes *made, struct trien_err *err)
{
	if (j->rc != TRIEN_OK && err != NULL)
		*err = j->why;
	if (j->rc == TRIEN_OK)
		*made = tr_buf_view(&j->made);
	return j->rc;
}

enum tr_draft_kind
tr_conversion_kind(const struct tr_conversion *j)
{
	return j->kind;
}

void
tr_conversion_free(struct tr_conversion *j)
{
	if (j == NULL)
		return;
	struct tr_converters *s = j->of;
	pthread_mutex_lock(&s->lock);
	j->wanted = false;
	if (j->ended)
		free_conversion(j);
	pthread_mutex_unlock(&s->lock);
}
