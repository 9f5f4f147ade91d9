/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/post.h"

#include <stdio.h>

#include "base/errors/exchange.h"
#include "base/errors/fetch.h"
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "exchange/arrival_mail.h"
#include "exchange/dispatch_mail.h"
#include "office/incoming.h"
#include "registry/deed.h"
#include "store/audit.h"
#include "store/job.h"

struct posting {
	const struct tr_post *p;
	struct tr_job job;
	bool found;
	int64_t digest;
	char key[TR_NOTICE_KEY_MAX], to[256];
	struct tr_buf mail;
	trien_rc code; /* why it did not work */
};

/* ---- taking ---- */

static trien_rc
take(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char *const kinds[] = {TR_JOB_TELL, TR_JOB_MAIL, TR_JOB_ARRIVAL, TR_JOB_DISPATCH};
	struct posting *g = context;

	g->found = false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) - (g->p->blobs == NULL) && !g->found; i++)
		TR_TRY(tr_job_take(db, g->p->env, kinds[i], TR_POST_LEASE_SECONDS, &g->job, &g->found, err));
	return TRIEN_OK;
}

/* ---- writing ---- */

static trien_rc
write_letter(struct tr_sql *db, const struct tr_post *p, struct posting *g, struct trien_err *err)
{
	struct tr_notice_digest d = {0};
	struct tr_audit_log log;

	TR_TRY(tr_audit_log(db, 1, &log, err));
	const struct tr_notice_sender sender = {p->from, p->from_name, log.origin};
	tr_buf_clear(&g->mail);
	trien_rc rc = tr_notice_digest_load(db, g->digest, &d, err);
	if (rc == TRIEN_OK) {
		snprintf(g->key, sizeof(g->key), "%s", d.key);
		snprintf(g->to, sizeof(g->to), "%s", d.address);
		rc = tr_notice_mail_write(&d, &sender, &g->mail, err);
	}
	tr_notice_digest_free(&d);
	return rc;
}

/* To the sender of a document that came. */
static trien_rc
write_arrival(struct tr_sql *db, struct posting *g, struct trien_err *err)
{
	struct tr_arrival_mail m = {0};
	struct tr_audit_log log;

	TR_TRY(tr_audit_log(db, 1, &log, err));
	const struct tr_notice_sender sender = {g->p->from, g->p->from_name, log.origin};
	const trien_rc rc = tr_arrival_mail_write(db, tr_buf_view(&g->job.payload), &sender, &m, err);
	tr_buf_free(&g->mail);
	g->mail = m.mail;
	snprintf(g->key, sizeof(g->key), "%s", m.key);
	snprintf(g->to, sizeof(g->to), "%s", m.to);
	return rc;
}

/* A document to a receiver outside, or what has become of it. */
static trien_rc
write_dispatch(struct tr_sql *db, struct posting *g, struct trien_err *err)
{
	struct tr_dispatch_letter l = {0};
	struct tr_audit_log log;

	TR_TRY(tr_audit_log(db, 1, &log, err));
	const struct tr_notice_sender sender = {g->p->from, g->p->from_name, log.origin};
	TR_TRY(tr_dispatch_letter_write(db, tr_buf_view(&g->job.payload), &l, err));
	tr_buf_free(&g->mail);
	const trien_rc rc = tr_dispatch_mail_write(g->p->blobs, &l, &sender, &g->mail, err);
	snprintf(g->key, sizeof(g->key), "%s", l.key);
	snprintf(g->to, sizeof(g->to), "%s", (const char *)l.to.p);
	tr_dispatch_letter_free(&l);
	return rc;
}

static trien_rc
write_mail(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;

	if (strcmp(g->job.kind, TR_JOB_DISPATCH) == 0)
		return write_dispatch(db, g, err);
	if (strcmp(g->job.kind, TR_JOB_ARRIVAL) == 0)
		return write_arrival(db, g, err);
	g->digest = tr_notice_digest_of(tr_buf_view(&g->job.payload));
	return write_letter(db, g->p, g, err);
}

/* ---- ending ---- */

static int64_t
now_of(const struct posting *g)
{
	return g->p->env->now(g->p->env->context);
}

static trien_rc
done(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;
	return tr_job_done(db, &g->job, now_of(g), err);
}

/* What the next try would end like is not tried again. */
static bool
is_for_good(trien_rc code)
{
	static const trien_rc codes[] = {TRIEN_E_FETCH_MAIL_REFUSED, TRIEN_E_FETCH_MAIL_SIZE, TRIEN_E_EXCHANGE_MAIL_ADDRESS, TRIEN_E_EXCHANGE_MAIL_HEADER,
		TRIEN_E_REGISTRY_DIGEST, TRIEN_E_REGISTRY_TELL, TRIEN_E_REGISTRY_NOT_FOUND, TRIEN_E_OFFICE_NO_LETTER, TRIEN_E_OFFICE_DISPATCH_STATE};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (code == codes[i])
			return true;
	return false;
}

static trien_rc
not_done(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;
	const char *why = trien_err_id(g->code);

	return is_for_good(g->code) ? tr_job_give_up(db, &g->job, why, now_of(g), err) : tr_job_failed(db, &g->job, why, now_of(g), err);
}

static trien_rc
tell_and_done(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct posting *g = context;

	TR_TRY(tr_notice_tell(db, tr_buf_view(&g->job.payload), now_of(g), err));
	return done(db, g, err);
}

/* ---- one job ---- */

static trien_rc
work(struct posting *g, struct trien_err *why)
{
	const struct tr_post *p = g->p;

	if (strcmp(g->job.kind, TR_JOB_TELL) == 0)
		return tr_sql_transact(p->db, TR_SQL_WRITE, tell_and_done, g, why);
	TR_TRY(tr_sql_transact(p->db, TR_SQL_READ, write_mail, g, why));
	return p->mailer.send(p->mailer.context, g->key, g->to, tr_buf_view(&g->mail), why);
}

static trien_rc
finish(struct posting *g, struct tr_post_job *out, struct trien_err *err)
{
	out->id = g->job.id;
	out->tries = g->job.tries;
	snprintf(out->kind, sizeof(out->kind), "%s", g->job.kind);
	g->code = work(g, &out->why);
	if (g->code != TRIEN_OK) {
		out->end = is_for_good(g->code) || g->job.tries >= tr_job_tries(g->job.kind) ? TR_POST_DEAD : TR_POST_LATER;
		return tr_sql_transact(g->p->db, TR_SQL_WRITE, not_done, g, err);
	}
	out->end = TR_POST_DONE;
	return strcmp(g->job.kind, TR_JOB_TELL) == 0 ? TRIEN_OK : tr_sql_transact(g->p->db, TR_SQL_WRITE, done, g, err);
}

trien_rc
tr_post_next(const struct tr_post *p, struct tr_post_job *out, struct trien_err *err)
{
	struct posting g = {.p = p};

	*out = (struct tr_post_job){.end = TR_POST_NOTHING};
	trien_rc rc = tr_sql_transact(p->db, TR_SQL_WRITE, take, &g, err);
	if (rc == TRIEN_OK && g.found)
		rc = finish(&g, out, err);
	tr_job_free(&g.job);
	tr_buf_free(&g.mail);
	return rc;
}

/* ---- looking ---- */

static trien_rc
preview_page(struct tr_sql *db, const struct tr_post *p, struct posting *g, const struct tr_sql_rows *page, struct trien_err *err)
{
	for (size_t i = 0; i < page->count; i++) {
		g->digest = tr_sql_int(page, i, 0);
		TR_TRY(write_letter(db, p, g, err));
		TR_TRY(p->mailer.send(p->mailer.context, g->key, g->to, tr_buf_view(&g->mail), err));
	}
	return TRIEN_OK;
}

trien_rc
tr_post_preview(struct tr_sql *db, const struct tr_post *p, struct trien_err *err)
{
	struct posting g = {.p = p};
	trien_rc rc = TRIEN_OK;

	for (bool more = true; rc == TRIEN_OK && more;) {
		TR_AUTO_ROWS page = {0};
		rc = tr_notice_digests_waiting(db, g.digest, &page, err);
		if (rc == TRIEN_OK)
			rc = preview_page(db, p, &g, &page, err);
		more = page.count == TR_NOTICE_PAGE;
	}
	tr_buf_free(&g.mail);
	return rc;
}
