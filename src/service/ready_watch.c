/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The thread that looks, and the two addresses that tell what it has found. */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "service/ready.h"
#include "service/route.h"
#include "service/who.h"

struct tr_ready {
	const struct tr_service_context *context;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool stop;
	struct tr_look last, next; /* next is the thread's alone */
};

/* Until it is time to look again; false: no more. */
static bool
wait(struct tr_ready *r)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += TR_SERVICE_LOOK_SECONDS;
	pthread_mutex_lock(&r->lock);
	while (!r->stop && pthread_cond_timedwait(&r->woken, &r->lock, &until) == 0)
		;
	const bool on = !r->stop;
	pthread_mutex_unlock(&r->lock);
	return on;
}

static void *
watch(void *context)
{
	struct tr_ready *r = context;

	while (wait(r)) {
		tr_ready_look(r->context, &r->next);
		pthread_mutex_lock(&r->lock);
		r->last = r->next;
		pthread_mutex_unlock(&r->lock);
	}
	return NULL;
}

trien_rc
tr_ready_start(const struct tr_service_context *context, struct tr_ready **out, struct trien_err *err)
{
	struct tr_ready *r = tr_mem_zeroed(1, sizeof(*r));
	pthread_condattr_t clock;

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	r->context = context;
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&r->woken, &clock);
	pthread_condattr_destroy(&clock);
	tr_ready_look(context, &r->last);
	if (pthread_create(&r->thread, NULL, watch, r) != 0) {
		free(r);
		return TR_ERR(err, NO_MEMORY, TR_U("want", 1));
	}
	*out = r;
	return TRIEN_OK;
}

void
tr_ready_stop(struct tr_ready *r)
{
	if (r == NULL)
		return;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->woken);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	pthread_cond_destroy(&r->woken);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

void
tr_ready_last(struct tr_ready *r, struct tr_look *out)
{
	pthread_mutex_lock(&r->lock);
	*out = r->last;
	pthread_mutex_unlock(&r->lock);
	tr_ready_look_outside(r->context, out);
}

/* ---- who asks ---- */

static trien_rc
take_last(struct tr_call *c, struct tr_look **out, struct trien_err *err)
{
	TR_TRY(tr_arena_take(&c->arena, sizeof(**out), out, err));
	tr_ready_last(c->context->ready, *out);
	return TRIEN_OK;
}

/* GET /ready: for whoever shares out the work, and for a banner. What it is about stays inside. */
trien_rc
tr_route_ready(struct tr_call *c, struct trien_err *err)
{
	struct tr_look *l;
	char at[TR_TIME_TEXT_MAX];

	TR_TRY(take_last(c, &l, err));
	tr_time_iso(l->at, TR_ZONE_VIETNAM, at);
	if (tr_ready_stops(l))
		c->reply.status = 503;
	return tr_call_answer_json(c, json_pack("{s:s, s:I, s:s}", "status", tr_ready_word(l), "findings", (json_int_t)l->count, "looked_at", at), err);
}

/* GET /api/v1/readiness: what was found, for administrators. */
trien_rc
tr_route_findings(struct tr_call *c, struct trien_err *err)
{
	struct tr_look *l;
	char at[TR_TIME_TEXT_MAX], vi[2048], en[2048];

	TR_TRY(take_last(c, &l, err));
	json_t *all = json_array();
	for (size_t i = 0; i < l->count; i++) {
		const struct tr_finding *f = &l->findings[i];
		trien_err_text(&f->why, TRIEN_LANG_VI, vi, sizeof(vi));
		trien_err_text(&f->why, TRIEN_LANG_EN, en, sizeof(en));
		json_array_append_new(all, json_pack("{s:s, s:b, s:s, s:s}", "id", trien_err_id(f->why.code), "stops", (int)f->stops, "detail", vi, "detail_en", en));
	}
	tr_time_iso(l->at, TR_ZONE_VIETNAM, at);
	return tr_call_answer_json(c, json_pack("{s:s, s:s, s:o}", "status", tr_ready_word(l), "looked_at", at, "findings", all), err);
}
