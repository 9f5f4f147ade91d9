/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/stamps.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/fetch.h"
#include "base/errors/service.h"
#include "base/memory.h"
#include "fetch/frame.h"
#include "fetch/limits.h"
#include "pki/tsa.h"
#include "service/runner.h"
#include "worker/task_network.h"

struct hosts {
	char text[TR_SERVICE_HOSTS_MAX][TR_SERVICE_HOST_MAX + 1];
	const char *names[TR_SERVICE_HOSTS_MAX];
	size_t count;
	bool loopback;
};

struct tr_stamps {
	pthread_mutex_t lock;
	const struct tr_service_config *config;
	const struct tr_env *env;
	struct tr_judges *judges;
	struct hosts hosts;
	struct tr_runner runner;
	int64_t asked_at;     /* the last time that somebody answered, or was asked in vain */
	int64_t rests_until;  /* by the clock; nobody is asked before */
	struct trien_err why; /* it rests */
};

/* ---- who may be asked ---- */

static void
add_host(struct hosts *h, const char *name, size_t n)
{
	char *text = h->text[h->count];

	snprintf(text, sizeof(h->text[0]), "%.*s", (int)n, name);
	h->loopback = h->loopback || strcmp(text, "127.0.0.1") == 0;
	h->names[h->count++] = text;
}

/* Those of the authorities, and those that are named besides; leave to ask this machine itself is given by its own address among them. */
static void
gather_hosts(const struct tr_service_config *c, struct hosts *h)
{
	for (size_t i = 0; i < c->tsa_count; i++) {
		const char *at = strstr(c->tsa[i], "://") + 3; /* there: the configuration has looked */
		add_host(h, at, strcspn(at, "/:?#"));
	}
	for (size_t i = 0; i < c->allow_host_count; i++)
		add_host(h, c->allow_host[i], strlen(c->allow_host[i]));
}

trien_rc
tr_stamps_start(const struct tr_service_config *config, const struct tr_env *env, struct tr_judges *judges, struct tr_stamps **out, struct trien_err *err)
{
	struct tr_stamps *s = tr_mem_zeroed(1, sizeof(*s));

	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	pthread_mutex_init(&s->lock, NULL);
	s->config = config;
	s->env = env;
	s->judges = judges;
	gather_hosts(config, &s->hosts);
	s->runner = (struct tr_runner){.env = env, .options = {.hosts = s->hosts.names, .host_count = s->hosts.count,
		.loopback = s->hosts.loopback ? TR_LOOPBACK_ALLOWED : TR_LOOPBACK_REFUSED, .connect_milliseconds = TR_SERVICE_TSA_MILLISECONDS,
		.total_milliseconds = TR_SERVICE_TSA_MILLISECONDS}};
	const trien_rc rc = tr_runner_start(&s->runner, err);
	if (rc == TRIEN_OK)
		*out = s;
	else
		tr_stamps_stop(s);
	return rc;
}

void
tr_stamps_stop(struct tr_stamps *s)
{
	if (s == NULL)
		return;
	tr_runner_stop(&s->runner);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* ---- asking ---- */

struct answering {
	const struct tr_tsp_question *question;
	const char *url;
	struct tr_bytes response;
	struct tr_buf *token;
	size_t before;
};

static trien_rc
read_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct answering *a = context;

	(void)trust; /* whether the authority is trusted is judged with the whole file */
	a->token->n = a->before;
	return tr_task_stamp_read(w, a->question, a->url, a->response, a->token, err);
}

static trien_rc
read_apart(void *context, const struct tr_tsp_question *q, const char *url, struct tr_bytes response, struct tr_buf *token, struct trien_err *err)
{
	struct tr_stamps *s = context;
	struct answering a = {q, url, response, token, token->n};

	/* That all are at work is no fault of the authority's. */
	return tr_judges_lend_anyway(s->judges, read_work, &a, err);
}

static trien_rc
ask_once(struct tr_stamps *s, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	const struct tr_fetcher fetcher = tr_courier_fetcher(s->runner.courier);
	const struct tr_tsa_reader reader = {.context = s, .read = read_apart};
	const struct tr_tsa_request r = {.fetcher = &fetcher, .reader = &reader, .urls = s->config->tsa, .url_count = s->config->tsa_count, .env = s->env};

	return tr_tsa_stamp(&r, digest, imprint, token, NULL, err);
}

static trien_rc
ask(struct tr_stamps *s, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	const int64_t began = tr_fetch_milliseconds();
	const size_t before = token->n;

	if (!tr_runner_is_there(&s->runner) && !tr_runner_start_anew(&s->runner))
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", "gone"));
	trien_rc rc = ask_once(s, digest, imprint, token, err);
	/* It died of this question or before it: asked once more, unless it has taken its time. */
	if (rc != TRIEN_OK && !tr_runner_is_there(&s->runner) && tr_fetch_milliseconds() - began < TR_SERVICE_TSA_MILLISECONDS && tr_runner_start_anew(&s->runner)) {
		token->n = before;
		rc = ask_once(s, digest, imprint, token, err);
	}
	return rc;
}

static trien_rc
stamp(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	struct tr_stamps *s = context;
	struct trien_err why = {0};
	trien_rc rc;

	pthread_mutex_lock(&s->lock);
	const int64_t now = s->env->now(s->env->context);
	if (now < s->rests_until) {
		why = s->why;
		rc = why.code;
	} else {
		rc = ask(s, digest, imprint, token, &why);
		s->asked_at = s->env->now(s->env->context);
	}
	if (rc == TRIEN_OK)
		s->why = (struct trien_err){0};
	else if (now >= s->rests_until) {
		s->rests_until = s->env->now(s->env->context) + TR_SERVICE_TSA_REST_SECONDS;
		s->why = why;
	}
	pthread_mutex_unlock(&s->lock);
	if (rc != TRIEN_OK && err != NULL)
		*err = why;
	return rc;
}

struct tr_sign_stamper
tr_stamps_stamper(struct tr_stamps *s)
{
	return (struct tr_sign_stamper){.context = s, .stamp = stamp};
}

trien_rc
tr_stamps_look(struct tr_stamps *s, struct trien_err *err)
{
	const int64_t now = s->env->now(s->env->context);
	uint8_t imprint[32];
	TR_AUTO_BUF token = {0};

	pthread_mutex_lock(&s->lock);
	const bool rests = now < s->rests_until, ask_now = now >= s->asked_at + TR_SERVICE_TSA_PROBE_SECONDS || (!rests && s->why.code != TRIEN_OK);
	const trien_rc rc = rests ? s->why.code : TRIEN_OK;
	if (rests && err != NULL)
		*err = s->why;
	pthread_mutex_unlock(&s->lock);
	if (rests || !ask_now)
		return rc;
	TR_TRY(s->env->random(s->env->context, imprint, sizeof(imprint), err));
	return stamp(s, TR_SHA256, TR_BYTES(imprint, sizeof(imprint)), &token, err);
}
