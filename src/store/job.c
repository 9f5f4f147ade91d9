/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/job.h"

#include <stdio.h>

#include "base/errors/store.h"
#include "store/hex.h"

#define LEASE_BYTES 16u

void
tr_job_free(struct tr_job *j)
{
	tr_buf_free(&j->payload);
	*j = (struct tr_job){0};
}

/* How often it is tried, and how the pause grows between. */
struct patience {
	unsigned tries;
	int64_t grows, pause_max;
};

static struct patience
patience_with(const char *kind)
{
	if (strcmp(kind, TR_JOB_HOOK) == 0)
		return (struct patience){TR_JOB_HOOK_TRIES_MAX, TR_JOB_HOOK_GROWS, INT64_MAX / TR_JOB_HOOK_GROWS};
	return (struct patience){TR_JOB_TRIES_MAX, 2, TR_JOB_PAUSE_MAX_SECONDS};
}

int64_t
tr_job_pause(const char *kind, unsigned tries)
{
	const struct patience p = patience_with(kind);
	int64_t pause = TR_JOB_PAUSE_SECONDS;

	for (unsigned i = 1; i < tries && pause < p.pause_max; i++)
		pause *= p.grows;
	return pause < p.pause_max ? pause : p.pause_max;
}

unsigned
tr_job_tries(const char *kind)
{
	return patience_with(kind).tries;
}

/* ---- putting ---- */

static trien_rc
find_dedup(struct tr_sql *db, const struct tr_job_new *n, int64_t *id, bool *found, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	*found = false;
	if (n->dedup == NULL)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, "SELECT id FROM job WHERE kind = $1 AND dedup = $2", TR_SQL_IN(TR_SQL_T(n->kind), TR_SQL_T(n->dedup)),
			&rows, err));
	*found = rows.count == 1;
	if (*found)
		*id = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

trien_rc
tr_job_put(struct tr_sql *db, const struct tr_job_new *n, int64_t *id, struct trien_err *err)
{
	/* Numbers without a gap on both back ends: those who write do so one after another. */
	static const char sql[] = "INSERT INTO job (id, kind, payload, dedup, state, tries, ready_at, created_at) "
				  "SELECT COALESCE(MAX(id), 0) + 1, $1, $2, $3, 'ready', 0, $4, $5 FROM job RETURNING id";
	bool found;
	TR_AUTO_ROWS rows = {0};

	if (strlen(n->kind) == 0 || strlen(n->kind) > TR_JOB_KIND_MAX || n->payload.n > TR_JOB_PAYLOAD_MAX ||
			(n->dedup != NULL && strlen(n->dedup) > TR_JOB_DEDUP_MAX))
		return TR_ERR(err, STORE_JOB_LIMIT, TR_U("kind", TR_JOB_KIND_MAX), TR_U("payload", TR_JOB_PAYLOAD_MAX),
				TR_U("dedup", TR_JOB_DEDUP_MAX));
	TR_TRY(find_dedup(db, n, id, &found, err));
	if (found)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(n->kind), TR_SQL_TN(n->payload.p, n->payload.n),
			n->dedup != NULL ? TR_SQL_T(n->dedup) : TR_SQL_NULL(TR_SQL_TEXT), TR_SQL_I(n->ready_at), TR_SQL_I(n->now)),
			&rows, err));
	*id = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* ---- taking ---- */

/* Leases that are over: ready again, or dead where the last try never came back. */
static trien_rc
take_back(struct tr_sql *db, int64_t now, struct trien_err *err)
{
	static const char again[] = "UPDATE job SET state = 'ready', lease = NULL, lease_until = NULL, reason = 'store.job-lost' "
				    "WHERE state = 'leased' AND lease_until <= $1 AND tries < CASE kind WHEN '" TR_JOB_HOOK "' THEN $3 ELSE $2 END";
	static const char dead[] = "UPDATE job SET state = 'dead', lease = NULL, lease_until = NULL, ended_at = $1, "
				   "reason = 'store.job-lost' WHERE state = 'leased' AND lease_until <= $1";

	TR_TRY(tr_sql_run(db, again, TR_SQL_IN(TR_SQL_I(now), TR_SQL_I(TR_JOB_TRIES_MAX), TR_SQL_I(TR_JOB_HOOK_TRIES_MAX)), NULL, err));
	return tr_sql_run(db, dead, TR_SQL_IN(TR_SQL_I(now)), NULL, err);
}

trien_rc
tr_job_take(struct tr_sql *db, const struct tr_env *env, const char *kind, int64_t lease_seconds, struct tr_job *out, bool *found,
		struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'leased', tries = tries + 1, lease = $1, lease_until = $2 WHERE id = "
				  "(SELECT id FROM job WHERE state = 'ready' AND ready_at <= $3 AND kind = $4 ORDER BY ready_at, id LIMIT 1) "
				  "RETURNING id, kind, payload, tries";
	const int64_t now = env->now(env->context);
	uint8_t token[LEASE_BYTES];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(env->random(env->context, token, sizeof(token), err));
	tr_hex(TR_BYTES(token, sizeof(token)), out->lease);
	TR_TRY(take_back(db, now, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(out->lease), TR_SQL_I(now + lease_seconds), TR_SQL_I(now), TR_SQL_T(kind)),
			&rows, err));
	*found = rows.count == 1;
	if (!*found)
		return TRIEN_OK;
	out->id = tr_sql_int(&rows, 0, 0);
	snprintf(out->kind, sizeof(out->kind), "%s", tr_sql_text(&rows, 0, 1));
	tr_buf_clear(&out->payload);
	TR_TRY(tr_buf_add_bytes(&out->payload, tr_sql_cell(&rows, 0, 2)->b, err));
	out->tries = (unsigned)tr_sql_int(&rows, 0, 3);
	return TRIEN_OK;
}

/* ---- ending ---- */

static trien_rc
end(struct tr_sql *db, const char *sql, const struct tr_job *j, struct tr_sql_value reason, int64_t time, struct trien_err *err)
{
	int64_t changed;

	TR_TRY(tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(j->id), TR_SQL_T(j->lease), TR_SQL_I(time), reason), &changed, err));
	return changed == 1 ? TRIEN_OK : TR_ERR(err, STORE_JOB_LOST, TR_I("id", j->id));
}

trien_rc
tr_job_done(struct tr_sql *db, const struct tr_job *j, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'done', lease = NULL, lease_until = NULL, ended_at = $3, reason = $4 "
				  "WHERE id = $1 AND state = 'leased' AND lease = $2";
	return end(db, sql, j, TR_SQL_NULL(TR_SQL_TEXT), now, err);
}

trien_rc
tr_job_give_up(struct tr_sql *db, const struct tr_job *j, const char *why, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'dead', lease = NULL, lease_until = NULL, ended_at = $3, reason = $4 "
				  "WHERE id = $1 AND state = 'leased' AND lease = $2";
	return end(db, sql, j, TR_SQL_T(why), now, err);
}

trien_rc
tr_job_failed(struct tr_sql *db, const struct tr_job *j, const char *why, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'ready', lease = NULL, lease_until = NULL, ready_at = $3, reason = $4 "
				  "WHERE id = $1 AND state = 'leased' AND lease = $2";

	if (j->tries >= tr_job_tries(j->kind))
		return tr_job_give_up(db, j, why, now, err);
	/* The lease is random: its first byte is the chance. */
	unsigned chance = 0;
	for (unsigned i = 0; i < 2; i++)
		chance = chance * 16 + (unsigned)(j->lease[i] <= '9' ? j->lease[i] - '0' : j->lease[i] - 'a' + 10);
	const int64_t pause = tr_job_pause(j->kind, j->tries);
	return end(db, sql, j, TR_SQL_T(why), now + pause + pause / 4 * chance / 255, err);
}

/* ---- looking after ---- */

trien_rc
tr_job_page(struct tr_sql *db, const char *state, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, kind, state, tries, ready_at, reason, created_at, dedup FROM job WHERE id > $1 AND ($2 = '' OR state = $2) "
				  "ORDER BY id LIMIT $3";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(after), TR_SQL_T(state != NULL ? state : ""), TR_SQL_I(TR_JOB_PAGE)), out, err);
}

static trien_rc
change_state(struct tr_sql *db, const char *sql, int64_t id, int64_t now, struct trien_err *err)
{
	int64_t changed;

	TR_TRY(tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(now)), &changed, err));
	return changed == 1 ? TRIEN_OK : TR_ERR(err, STORE_JOB_STATE, TR_I("id", id));
}

trien_rc
tr_job_retry(struct tr_sql *db, int64_t id, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'ready', tries = 0, ready_at = $2, ended_at = NULL WHERE id = $1 AND state IN ('ready', 'dead')";
	return change_state(db, sql, id, now, err);
}

trien_rc
tr_job_cancel(struct tr_sql *db, int64_t id, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE job SET state = 'dead', ended_at = $2, reason = 'cancelled' WHERE id = $1 AND state = 'ready'";
	return change_state(db, sql, id, now, err);
}
