/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/webhook_post.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/errors/fetch.h"
#include "base/errors/registry.h"
#include "registry/webhook.h"
#include "store/job.h"

struct posting {
	struct tr_webhook_post *p;
	struct tr_job job;
	bool found;
	struct tr_webhook_letter letter;
	int64_t status; /* 0: none came */
	trien_rc code;  /* why it did not work */
};

static int64_t
now_of(const struct posting *g)
{
	return g->p->env->now(g->p->env->context);
}

static trien_rc
take(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;
	return tr_job_take(db, g->p->env, TR_JOB_HOOK, TR_POST_LEASE_SECONDS, &g->job, &g->found, err);
}

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;
	return tr_webhook_letter_load(db, tr_buf_view(&g->job.payload), &g->p->key, &g->letter, err);
}

/* ---- sending ---- */

/* Nothing was answered, or nobody may be asked there: the next would not fare better. */
static bool
is_silence(trien_rc code)
{
	return code == TRIEN_E_FETCH_TIMEOUT || code == TRIEN_E_FETCH_FAILED || code == TRIEN_E_FETCH_ADDRESS || code == TRIEN_E_FETCH_URL;
}

static const struct tr_webhook_silent *
find_silent(const struct tr_webhook_post *p, int64_t webhook)
{
	for (size_t i = 0; i < TR_WEBHOOKS_SILENT_MAX && i < p->silent_count; i++)
		if (p->silent[i].webhook == webhook)
			return &p->silent[i];
	return NULL;
}

static trien_rc
judge_status(struct posting *g, struct trien_err *err)
{
	const char *host = (const char *)g->letter.url.p, *from = strstr(host, "://");

	if (g->status >= 200 && g->status < 300)
		return TRIEN_OK;
	host = from != NULL ? from + 3 : host;
	const size_t n = strcspn(host, "/?");
	return g->status >= 300 && g->status < 400 ? TR_ERR(err, EXCHANGE_WEBHOOK_REDIRECT, TR_B("host", host, n), TR_I("status", g->status))
						    : TR_ERR(err, EXCHANGE_WEBHOOK_STATUS, TR_B("host", host, n), TR_I("status", g->status));
}

static trien_rc
send(struct posting *g, struct trien_err *err)
{
	char signature[TR_WEBHOOK_SIGNATURE_MAX];
	TR_AUTO_BUF answer = {0};

	TR_TRY(tr_webhook_sign(&g->letter, now_of(g), signature, err));
	const struct tr_fetch_request r = {.what = TR_FETCH_WEBHOOK, .url = (const char *)g->letter.url.p, .body = tr_buf_view(&g->letter.body), .key = g->letter.id, .signature = signature};
	TR_TRY(g->p->fetcher.fetch(g->p->fetcher.context, &r, &answer, err));
	TR_TRY(tr_buf_add_byte(&answer, 0, err));
	g->status = strtol((const char *)answer.p, NULL, 10);
	return judge_status(g, err);
}

static trien_rc
work(struct posting *g, struct trien_err *why)
{
	struct tr_webhook_post *p = g->p;

	TR_TRY(tr_sql_transact(p->db, TR_SQL_READ, load, g, why));
	const struct tr_webhook_silent *silent = find_silent(p, g->letter.webhook);
	if (silent != NULL) {
		*why = silent->why;
		return why->code;
	}
	const trien_rc rc = send(g, why);
	if (is_silence(rc))
		p->silent[p->silent_count++ % TR_WEBHOOKS_SILENT_MAX] = (struct tr_webhook_silent){g->letter.webhook, *why};
	return rc;
}

/* ---- ending ---- */

/* What the next try would end like is not tried again: an administrator has to do something, and sends it again then. */
static bool
is_for_good(trien_rc code)
{
	return code == TRIEN_E_REGISTRY_WEBHOOK_OFF || code == TRIEN_E_REGISTRY_WEBHOOK_KEY || code == TRIEN_E_REGISTRY_NOT_FOUND;
}

static trien_rc
end(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;
	const char *why = trien_err_id(g->code);
	const int64_t now = now_of(g);

	if (g->letter.delivery != 0 && !is_for_good(g->code))
		TR_TRY(tr_webhook_tried(db, g->letter.delivery, g->status, now, err));
	if (g->code == TRIEN_OK)
		return tr_job_done(db, &g->job, now, err);
	return is_for_good(g->code) ? tr_job_give_up(db, &g->job, why, now, err) : tr_job_failed(db, &g->job, why, now, err);
}

static trien_rc
finish(struct posting *g, struct tr_post_job *out, struct trien_err *err)
{
	out->id = g->job.id;
	out->tries = g->job.tries;
	snprintf(out->kind, sizeof(out->kind), "%s", g->job.kind);
	g->code = work(g, &out->why);
	out->end = g->code == TRIEN_OK ? TR_POST_DONE : is_for_good(g->code) || g->job.tries >= tr_job_tries(TR_JOB_HOOK) ? TR_POST_DEAD : TR_POST_LATER;
	return tr_sql_transact(g->p->db, TR_SQL_WRITE, end, g, err);
}

static trien_rc
sweep(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_webhook_sweep(db, now_of(context), err);
}

trien_rc
tr_webhook_next(struct tr_webhook_post *p, struct tr_post_job *out, struct trien_err *err)
{
	struct posting g = {.p = p};

	*out = (struct tr_post_job){.end = TR_POST_NOTHING};
	trien_rc rc = tr_sql_transact(p->db, TR_SQL_WRITE, take, &g, err);
	if (rc == TRIEN_OK && g.found)
		rc = finish(&g, out, err);
	else if (rc == TRIEN_OK)
		rc = tr_sql_transact(p->db, TR_SQL_WRITE, sweep, &g, err);
	tr_job_free(&g.job);
	tr_webhook_letter_free(&g.letter);
	return rc;
}
