/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * The job of the month is leased in one transaction; its lists are made and it is ended in another, all of it or nothing: a runner that is killed leaves no list, and
 * two at once do not make two.
 */
#include "cli/jobs_retention.h"

#include <stdio.h>

#include "base/time.h"
#include "office/destruction.h"
#include "store/job.h"

struct doing {
	const struct tr_env *env;
	struct tr_job job;
	bool found;
	struct trien_err why;
};

static int64_t
now_of(const struct doing *d)
{
	return d->env->now(d->env->context);
}

/* Periods end with a year: before one is over nothing can be due. */
static trien_rc
put_month(struct tr_sql *db, int64_t now, struct trien_err *err)
{
	static const char there[] = "SELECT id FROM job WHERE kind = $1 AND dedup = $2", old[] = "SELECT id FROM agency WHERE EXISTS "
			"(SELECT 1 FROM document WHERE issued_at < $1) OR EXISTS (SELECT 1 FROM arrival WHERE arrived_at < $1) LIMIT 1";
	const struct tr_civil today = tr_civil_of(now, TR_ZONE_VIETNAM);
	const struct tr_civil begin = {.year = today.year, .month = 1, .day = 1};
	TR_AUTO_ROWS jobs = {0};
	TR_AUTO_ROWS documents = {0};
	char month[16];
	int64_t year = 0, id;

	snprintf(month, sizeof(month), "%04d-%02d", today.year, today.month);
	(void)tr_epoch_of(&begin, TR_ZONE_VIETNAM, &year); /* a day that exists */
	TR_TRY(tr_sql_ask(db, there, TR_SQL_IN(TR_SQL_T(TR_JOB_RETENTION), TR_SQL_T(month)), &jobs, err));
	if (jobs.count > 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, old, TR_SQL_IN(TR_SQL_I(year)), &documents, err));
	const struct tr_job_new n = {.kind = TR_JOB_RETENTION, .payload = {month, strlen(month)}, .dedup = month, .ready_at = now, .now = now};
	return documents.count > 0 ? tr_job_put(db, &n, &id, err) : TRIEN_OK;
}

static trien_rc
take(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;

	TR_TRY(put_month(db, now_of(d), err));
	return tr_job_take(db, d->env, TR_JOB_RETENTION, TR_JOBS_RETENTION_LEASE_SECONDS, &d->job, &d->found, err);
}

static trien_rc
work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	size_t lists;

	TR_TRY(tr_destruction_propose_all(db, now_of(d), &lists, err));
	return tr_job_done(db, &d->job, now_of(d), err);
}

static trien_rc
failed(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	return tr_job_failed(db, &d->job, trien_err_id(d->why.code), now_of(d), err);
}

trien_rc
tr_jobs_retention_next(struct tr_sql *db, const struct tr_env *env, struct tr_post_job *out, struct trien_err *err)
{
	struct doing d = {.env = env};

	*out = (struct tr_post_job){.end = TR_POST_NOTHING};
	trien_rc rc = tr_sql_transact(db, TR_SQL_WRITE, take, &d, err);
	if (rc == TRIEN_OK && d.found) {
		out->id = d.job.id;
		out->tries = d.job.tries;
		snprintf(out->kind, sizeof(out->kind), "%s", d.job.kind);
		out->end = TR_POST_DONE;
		if (tr_sql_transact(db, TR_SQL_WRITE, work, &d, &d.why) != TRIEN_OK) {
			rc = tr_sql_transact(db, TR_SQL_WRITE, failed, &d, err);
			out->why = d.why;
			out->end = d.job.tries >= tr_job_tries(d.job.kind) ? TR_POST_DEAD : TR_POST_LATER;
		}
	}
	tr_job_free(&d.job);
	return rc;
}
