/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/outside.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/errors/fetch.h"
#include "base/errors/service.h"
#include "base/memory.h"
#include "fetch/hosts.h"
#include "service/runner.h"
#include "worker/task_network.h"

enum state { NOTHING, WANTED, ASKED, CAME, FAILED };

struct entry {
	enum state state;
	struct tr_fetch_request request; /* url and body are the entry's own */
	char host[TR_SERVICE_HOST_MAX + 1];
	struct tr_buf url, body, answer;
	struct trien_err why; /* FAILED */
	int64_t until;        /* CAME, FAILED: what is known is good */
	int64_t ended;        /* CAME: when it was out of date already; 0: it was not */
	unsigned long used;   /* by the count of questions: what was not wanted the longest makes room */
};

struct line {
	struct tr_outside *outside;
	struct tr_runner runner;
	pthread_t thread;
	bool runs;
};

struct tr_outside {
	pthread_mutex_t lock;
	pthread_cond_t work;
	bool stop;
	const struct tr_env *env;
	struct tr_judges *judges;
	struct tr_trust_hosts hosts;
	const char *names[TR_TRUST_HOSTS_MAX];
	struct entry entries[TR_SERVICE_OUTSIDE_MAX];
	size_t bytes; /* of all answers */
	unsigned long questions, came;
	void (*tell)(void *context);
	void *tell_context;
	struct line lines[TR_SERVICE_OUTSIDE_LINES];
};

static int64_t
now_of(const struct tr_outside *o)
{
	return o->env->now(o->env->context);
}

/* ---- what is known ---- */

/* Locked, as all here. */
static void
forget(struct tr_outside *o, struct entry *e)
{
	o->bytes -= e->answer.n;
	tr_buf_free(&e->url);
	tr_buf_free(&e->body);
	tr_buf_free(&e->answer);
	*e = (struct entry){0};
}

static struct entry *
find(struct tr_outside *o, const struct tr_fetch_request *r)
{
	for (struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
		if (e->state != NOTHING && e->request.what == r->what && strcmp(e->request.url, r->url) == 0 && tr_bytes_equal(e->request.body, r->body))
			return e;
	return NULL;
}

/* One that is free, else the one that was not wanted the longest; NULL: all of them are still asked for. */
static struct entry *
find_room(struct tr_outside *o)
{
	struct entry *oldest = NULL;

	for (struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++) {
		if (e->state == NOTHING)
			return e;
		if ((e->state == CAME || e->state == FAILED) && (oldest == NULL || e->used < oldest->used))
			oldest = e;
	}
	if (oldest != NULL)
		forget(o, oldest);
	return oldest;
}

/* So that a new answer has room among those that are kept. */
static void
make_room(struct tr_outside *o, const struct entry *but)
{
	while (o->bytes > TR_SERVICE_OUTSIDE_BYTES) {
		struct entry *oldest = NULL;
		for (struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
			if (e != but && e->state == CAME && (oldest == NULL || e->used < oldest->used))
				oldest = e;
		if (oldest == NULL)
			return;
		forget(o, oldest);
	}
}

static bool
is_silence(const struct entry *e)
{
	return e->state == FAILED && (e->why.code == TRIEN_E_FETCH_TIMEOUT || e->why.code == TRIEN_E_FETCH_FAILED);
}

/* Why nobody asks a host now; NULL: it may be asked. */
static const struct entry *
silence_of(const struct tr_outside *o, const char *host, int64_t now)
{
	for (const struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
		if (is_silence(e) && now < e->until && strcasecmp(e->host, host) == 0)
			return e;
	return NULL;
}

/* ---- those who ask ---- */

static void
settle(struct tr_outside *o, struct entry *e, trien_rc rc, const struct trien_err *why, int64_t end)
{
	const int64_t now = now_of(o);

	e->until = now + TR_SERVICE_OUTSIDE_REST_SECONDS;
	if (rc == TRIEN_OK) {
		e->state = CAME;
		e->ended = end != INT64_MIN && end <= now ? end : 0;
		if (end > now)
			e->until = end < now + TR_SERVICE_OUTSIDE_KEEP_SECONDS ? end : now + TR_SERVICE_OUTSIDE_KEEP_SECONDS;
		o->bytes += e->answer.n;
		make_room(o, e);
	} else {
		e->state = FAILED;
		e->why = *why;
		tr_buf_free(&e->answer);
	}
	o->came++;
}

struct expiring {
	enum tr_fetch_what what;
	struct tr_bytes answer;
	int64_t end;
};

static trien_rc
expiry_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct expiring *x = context;

	(void)trust, (void)err;
	x->end = tr_task_expiry(w, x->what, x->answer);
	return TRIEN_OK;
}

static trien_rc
fetch(struct line *l, struct entry *e, struct trien_err *why)
{
	if (!tr_runner_is_there(&l->runner) && !tr_runner_start_anew(&l->runner))
		return TR_ERR(why, FETCH_PROGRAM_FAILED, TR_S("why", "gone"));
	const struct tr_fetcher f = tr_courier_fetcher(l->runner.courier);
	e->answer.max = tr_fetch_size_max(e->request.what);
	return f.fetch(f.context, &e->request, &e->answer, why);
}

/* Not locked: an entry that is asked for is its thread's alone. */
static void
get(struct line *l, struct entry *e)
{
	struct tr_outside *o = l->outside;
	struct trien_err why = {0};
	struct expiring x = {.what = e->request.what, .end = INT64_MIN};

	const trien_rc rc = fetch(l, e, &why);
	if (rc == TRIEN_OK) {
		x.answer = tr_buf_view(&e->answer);
		(void)!tr_judges_lend_anyway(o->judges, expiry_work, &x, NULL); /* else it is kept for a moment only */
	}
	pthread_mutex_lock(&o->lock);
	settle(o, e, rc, &why, x.end);
}

static bool
is_being_asked(const struct tr_outside *o, const char *host)
{
	for (const struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
		if (e->state == ASKED && strcasecmp(e->host, host) == 0)
			return true;
	return false;
}

/* One question to a host at a time: one that is silent does not take all that ask. */
static struct entry *
next(struct tr_outside *o)
{
	struct entry *first = NULL;

	for (struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
		if (e->state == WANTED && (first == NULL || e->used < first->used) && !is_being_asked(o, e->host))
			first = e;
	return first;
}

/* Locked when it is called and when it returns. */
static void
work_at(struct line *l, struct entry *e)
{
	struct tr_outside *o = l->outside;
	const struct entry *silence = silence_of(o, e->host, now_of(o));

	if (silence != NULL) {
		settle(o, e, silence->why.code, &silence->why, 0);
		e->until = silence->until; /* it gets no longer by being asked */
	} else {
		e->state = ASKED;
		pthread_mutex_unlock(&o->lock);
		get(l, e);
	}
	pthread_cond_broadcast(&o->work); /* the host may be asked again */
	if (o->tell != NULL)
		o->tell(o->tell_context);
}

static void *
run(void *context)
{
	struct line *l = context;
	struct tr_outside *o = l->outside;

	pthread_mutex_lock(&o->lock);
	while (!o->stop) {
		struct entry *e = next(o);
		if (e != NULL)
			work_at(l, e);
		else
			pthread_cond_wait(&o->work, &o->lock);
	}
	pthread_mutex_unlock(&o->lock);
	return NULL;
}

/* ---- asking ---- */

static bool
is_permitted(const struct tr_outside *o, struct tr_bytes host)
{
	for (size_t i = 0; i < o->hosts.count; i++)
		if (tr_host_is_named(o->hosts.names[i], host))
			return true;
	return false;
}

static trien_rc
want(struct tr_outside *o, const struct tr_fetch_request *r, struct tr_bytes host, struct entry **out, struct trien_err *why)
{
	struct entry *e = find_room(o);

	if (e == NULL)
		return TR_ERR0(why, SERVICE_BUSY);
	trien_rc rc = tr_buf_add(&e->url, r->url, strlen(r->url) + 1, why);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(&e->body, r->body, why);
	if (rc != TRIEN_OK) {
		forget(o, e);
		return rc;
	}
	e->request = (struct tr_fetch_request){.what = r->what, .url = (const char *)e->url.p, .body = tr_buf_view(&e->body)};
	snprintf(e->host, sizeof(e->host), "%.*s", (int)host.n, (const char *)host.p);
	*out = e;
	return TRIEN_OK;
}

/* Locked. */
static trien_rc
ask(struct tr_outside *o, const struct tr_fetch_request *r, struct tr_bytes host, struct tr_buf *answer, bool *later, struct trien_err *why)
{
	struct entry *e = find(o, r);

	if (e == NULL) {
		const trien_rc rc = want(o, r, host, &e, why);
		if (e == NULL)
			return rc;
	}
	e->used = ++o->questions;
	if (e->state == CAME && now_of(o) < e->until)
		return tr_buf_add_bytes(answer, tr_buf_view(&e->answer), why);
	if (e->state == FAILED && now_of(o) < e->until) {
		*why = e->why;
		return e->why.code;
	}
	if (e->state == CAME || e->state == FAILED || e->state == NOTHING) {
		o->bytes -= e->answer.n;
		tr_buf_free(&e->answer);
		e->state = WANTED;
		pthread_cond_signal(&o->work);
	}
	*later = true;
	return TRIEN_OK;
}

trien_rc
tr_outside_ask(struct tr_outside *o, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why)
{
	const struct tr_bytes host = tr_host_of_url(r->url);

	*later = false;
	/* Nothing is kept of what nobody may be asked for: files of strangers name addresses. What trien-fetch makes of a URL decides. */
	if (host.n == 0 || host.n > TR_SERVICE_HOST_MAX || !is_permitted(o, host))
		return TR_ERR(why, FETCH_HOST, TR_B("host", host.p, host.n), TR_S("url", r->url));
	pthread_mutex_lock(&o->lock);
	const trien_rc rc = ask(o, r, host, answer, later, why);
	pthread_mutex_unlock(&o->lock);
	return rc;
}

unsigned long
tr_outside_count(struct tr_outside *o)
{
	pthread_mutex_lock(&o->lock);
	const unsigned long n = o->came;
	pthread_mutex_unlock(&o->lock);
	return n;
}

void
tr_outside_tell(struct tr_outside *o, void (*came)(void *context), void *context)
{
	pthread_mutex_lock(&o->lock);
	o->tell = came;
	o->tell_context = context;
	pthread_mutex_unlock(&o->lock);
}

void
tr_outside_look(struct tr_outside *o, struct tr_outside_look *out)
{
	*out = (struct tr_outside_look){0};
	pthread_mutex_lock(&o->lock);
	const int64_t now = now_of(o);
	for (const struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++) {
		if (is_silence(e) && now < e->until && out->silent[0] == '\0') {
			snprintf(out->silent, sizeof(out->silent), "%s", e->host);
			out->why = e->why;
		}
		if (e->state == CAME && e->ended != 0 && now < e->until && out->stale[0] == '\0') {
			snprintf(out->stale, sizeof(out->stale), "%s", e->host);
			out->until = e->ended;
		}
	}
	pthread_mutex_unlock(&o->lock);
}

/* ---- start and stop ---- */

static trien_rc
gather_hosts(const struct tr_service_config *config, struct tr_trust_hosts *hosts, struct trien_err *err)
{
	TR_TRY(tr_trust_hosts_load(config->trust, hosts, err));
	for (size_t i = 0; i < config->allow_host_count; i++)
		TR_TRY(tr_trust_hosts_add(hosts, TR_BYTES(config->allow_host[i], strlen(config->allow_host[i])), err));
	return TRIEN_OK;
}

static trien_rc
start_lines(struct tr_outside *o, struct trien_err *err)
{
	struct tr_fetch_options options = {.connect_milliseconds = TR_SERVICE_OUTSIDE_CONNECT_MILLISECONDS, .total_milliseconds = TR_SERVICE_OUTSIDE_TOTAL_MILLISECONDS};

	tr_trust_hosts_permit(&o->hosts, o->names, &options);
	for (struct line *l = o->lines; l < o->lines + TR_SERVICE_OUTSIDE_LINES; l++) {
		l->outside = o;
		l->runner = (struct tr_runner){.env = o->env, .options = options};
		TR_TRY(tr_runner_start(&l->runner, err));
	}
	for (struct line *l = o->lines; l < o->lines + TR_SERVICE_OUTSIDE_LINES; l++) {
		l->runs = pthread_create(&l->thread, NULL, run, l) == 0;
		if (!l->runs)
			return TR_ERR(err, NO_MEMORY, TR_U("want", 1));
	}
	return TRIEN_OK;
}

trien_rc
tr_outside_start(const struct tr_service_config *config, const struct tr_env *env, struct tr_judges *judges, struct tr_outside **out, struct trien_err *err)
{
	struct tr_outside *o = tr_mem_zeroed(1, sizeof(*o));

	if (o == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*o)));
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->work, NULL);
	o->env = env;
	o->judges = judges;
	trien_rc rc = gather_hosts(config, &o->hosts, err);
	if (rc == TRIEN_OK && o->hosts.count > 0)
		rc = start_lines(o, err);
	if (rc == TRIEN_OK && o->hosts.count > 0)
		*out = o;
	else
		tr_outside_stop(o);
	return rc;
}

void
tr_outside_stop(struct tr_outside *o)
{
	if (o == NULL)
		return;
	pthread_mutex_lock(&o->lock);
	o->stop = true;
	pthread_cond_broadcast(&o->work);
	pthread_mutex_unlock(&o->lock);
	for (struct line *l = o->lines; l < o->lines + TR_SERVICE_OUTSIDE_LINES; l++) {
		if (l->runs)
			pthread_join(l->thread, NULL);
		tr_runner_stop(&l->runner);
	}
	for (struct entry *e = o->entries; e < o->entries + TR_SERVICE_OUTSIDE_MAX; e++)
		forget(o, e);
	pthread_cond_destroy(&o->work);
	pthread_mutex_destroy(&o->lock);
	free(o);
}
