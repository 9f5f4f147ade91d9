/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R11 R15.2 */
#include "registry/notice.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/deed.h"
#include "registry/notice_parts.h"
#include "rules/calendar.h"
#include "store/job.h"

/* ---- what is settled ---- */

/* A notice that is open is told as long as this holds: {kind, how its object still is as it was}. $2: now. */
#define SAME(table, more) "EXISTS (SELECT 1 FROM " table " b WHERE b.id = notice.object AND " more ")"
static const struct {
	enum tr_notice_kind kind;
	const char *sql;
} settled[] = {
#define SETTLED(kind, holds) {TR_NOTICE_##kind, "UPDATE notice SET state = 'gone' WHERE state = 'open' AND kind = $1 AND $2 = $2 AND NOT " holds}
	SETTLED(EXPIRY, SAME("certificate", "b.not_after = notice.since AND b.not_after > $2 AND b.state IN " TR_CERTIFICATE_LIVE
		" AND NOT EXISTS (SELECT 1 FROM certificate s WHERE s.renews = b.id AND s.state IN " TR_CERTIFICATE_LIVE ")")),
	SETTLED(DEVICE_KEPT, SAME("device", "b.state IN " TR_DEVICE_WITH_KEEPER " AND EXISTS (SELECT 1 FROM custody k WHERE k.device = b.id AND "
		"k.to_at IS NULL) AND NOT EXISTS (SELECT 1 FROM certificate l WHERE l.device = b.id AND l.state IN " TR_CERTIFICATE_LIVE
		" AND l.not_after >= $2)")),
	SETTLED(REQUEST_LATE, SAME("request", "b.deadline_at = notice.since AND b.closed_at IS NULL")),
	SETTLED(DOSSIER_WAITS, SAME("request", "b.state IN ('draft', 'returned') AND EXISTS (SELECT 1 FROM act w WHERE w.id = b.act AND "
		"w.at = notice.since)")),
	SETTLED(INCIDENT_OPEN, SAME("incident", "b.state = 'open'")),
	SETTLED(CRL_STALE, SAME("crl", "b.stale_at = notice.since")),
	SETTLED(REPORT_DUE, "(notice.since > $2)"),
};

static trien_rc
settle(struct tr_sql *db, int64_t now, struct tr_notice_count *count, struct trien_err *err)
{
	int64_t gone;

	for (size_t i = 0; i < sizeof(settled) / sizeof(*settled); i++) {
		TR_TRY(tr_sql_run(db, settled[i].sql, TR_SQL_IN(TR_SQL_T(tr_notice_word(settled[i].kind)->word), TR_SQL_I(now)), &gone, err));
		count->gone += (uint64_t)gone;
	}
	return TRIEN_OK;
}

/* ---- letters ---- */

trien_rc
tr_notice_digest_put(struct tr_sql *db, const struct tr_notice_digest_new *n, struct trien_err *err)
{
	static const char put[] = "INSERT INTO digest (id, key, person, day, made_at, job) VALUES ($1, $2, $3, $4, $5, $6)";
	static const char of_all[] = "UPDATE notice_to SET digest = $1 WHERE via = $2 AND digest IS NULL";
	static const char of_one[] = "UPDATE notice_to SET digest = $1 WHERE via = $2 AND digest IS NULL AND notice = $3";
	TR_AUTO_ROWS rows = {0};
	char payload[48];
	int64_t job;

	/* Two notices of one act for one person are one letter. */
	TR_TRY(tr_sql_ask(db, "SELECT COALESCE((SELECT id FROM digest WHERE key = $1), 0), COALESCE((SELECT MAX(id) FROM digest), 0) + 1",
			TR_SQL_IN(TR_SQL_T(n->key)), &rows, err));
	int64_t id = tr_sql_int(&rows, 0, 0);
	if (id == 0) {
		id = tr_sql_int(&rows, 0, 1);
		snprintf(payload, sizeof(payload), "{\"digest\":%lld}", (long long)id);
		const struct tr_job_new mail = {.kind = TR_JOB_MAIL, .payload = {payload, strlen(payload)}, .dedup = n->key, .ready_at = n->now,
			.now = n->now};
		TR_TRY(tr_job_put(db, &mail, &job, err));
		TR_TRY(tr_sql_run(db, put, TR_SQL_IN(TR_SQL_I(id), TR_SQL_T(n->key), TR_SQL_I(n->person),
				n->day < 0 ? TR_SQL_NULL(TR_SQL_INT) : TR_SQL_I(n->day), TR_SQL_I(n->now), TR_SQL_I(job)), NULL, err));
	}
	if (n->notice == 0)
		return tr_sql_run(db, of_all, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(n->person)), NULL, err);
	return tr_sql_run(db, of_one, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(n->person), TR_SQL_I(n->notice)), NULL, err);
}

/* One for each person who has none of today; who has waits for tomorrow. */
static trien_rc
put_digests(struct tr_sql *db, int64_t now, struct tr_notice_count *count, struct trien_err *err)
{
	static const char sql[] = "SELECT DISTINCT t.via FROM notice_to t WHERE t.digest IS NULL AND t.via IS NOT NULL "
				  "AND NOT EXISTS (SELECT 1 FROM digest d WHERE d.person = t.via AND d.day = $1) ORDER BY t.via";
	char key[TR_NOTICE_KEY_MAX];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(tr_day_of(now))), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_notice_digest_new n = {.key = key, .person = tr_sql_int(&rows, i, 0), .day = tr_day_of(now), .now = now};
		tr_notice_digest_key(n.person, now, key);
		TR_TRY(tr_notice_digest_put(db, &n, err));
	}
	count->digests += rows.count;
	return TRIEN_OK;
}

static trien_rc
mark_told(struct tr_sql *db, struct trien_err *err)
{
	static const char sql[] = "UPDATE notice SET state = 'told' WHERE state = 'open' AND EXISTS (SELECT 1 FROM notice_to t WHERE t.notice = notice.id) "
				  "AND NOT EXISTS (SELECT 1 FROM notice_to t WHERE t.notice = notice.id AND t.digest IS NULL)";
	return tr_sql_run(db, sql, NULL, 0, NULL, err);
}

static trien_rc
count_unsent(struct tr_sql *db, struct tr_notice_count *count, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM notice n WHERE n.state = 'open' AND NOT EXISTS (SELECT 1 FROM notice_to t WHERE t.notice = n.id "
				  "AND t.via IS NOT NULL)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	count->unsent = (uint64_t)tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* Up to whom it is to be told. */
static trien_rc
find(struct tr_sql *db, const struct tr_notice_running *run, struct tr_notice_count *out, struct trien_err *err)
{
	struct tr_notice_since since = {.all = run->walk == TR_NOTICES_ALL};
	struct tr_profile *profile;

	*out = (struct tr_notice_count){0};
	TR_TRY(tr_profile_for_time(run->now, &profile, err));
	const struct tr_rules_law law = tr_rules_law_of(profile, run->now);
	trien_rc rc = settle(db, run->now, out, err);
	if (rc == TRIEN_OK)
		rc = tr_notice_since_read(db, run->now, &since, err);
	if (rc == TRIEN_OK)
		rc = tr_notice_find(db, &law, &since, out, err);
	tr_notice_since_free(&since);
	tr_profile_free(profile);
	TR_TRY(rc);
	TR_TRY(tr_notice_since_keep(db, run->now, err));
	return tr_notice_resolve(db, 0, run->now, err);
}

trien_rc
tr_notices_due_now(struct tr_sql *db, int64_t now, struct trien_err *err)
{
	const struct tr_notice_running run = {now, TR_NOTICES_SINCE};
	struct tr_notice_count count;

	return find(db, &run, &count, err);
}

trien_rc
tr_notices_run(struct tr_sql *db, const struct tr_notice_running *run, struct tr_notice_count *out, struct trien_err *err)
{
	TR_TRY(find(db, run, out, err));
	TR_TRY(put_digests(db, run->now, out, err));
	TR_TRY(mark_told(db, err));
	return count_unsent(db, out, err);
}

/* ---- acts ---- */

struct telling {
	unsigned who;
	int64_t act, object;
	const struct tr_book *book;
};

static bool
read_telling(const json_t *o, struct telling *t)
{
	static const struct {
		const char *word;
		unsigned bit;
	} who[] = {{"subscriber", TR_NOTICE_TO_SUBSCRIBER}, {"manager", TR_NOTICE_TO_MANAGER}, {"department", TR_NOTICE_TO_DEPARTMENT},
		{"signers", TR_NOTICE_TO_SUBSCRIBER | TR_NOTICE_TO_SIGNERS}};
	const char *word = json_string_value(json_object_get(o, "tell")), *object = json_string_value(json_object_get(o, "object"));

	t->act = json_integer_value(json_object_get(o, "act"));
	for (size_t i = 0; word != NULL && i < sizeof(who) / sizeof(*who); i++)
		if (strcmp(word, who[i].word) == 0)
			t->who = who[i].bit;
	return t->who != 0 && t->act > 0 && object != NULL && tr_object_read(object, &t->book, &t->object, NULL) == TRIEN_OK &&
	       tr_book_column(t->book, "agency") < t->book->count;
}

static trien_rc
put_telling(struct tr_sql *db, const struct telling *t, int64_t now, int64_t *id, struct trien_err *err)
{
	/* An expiry that was before the books knew of the certificate is history. */
	static const char put[] = "INSERT INTO notice (id, kind, book, object, since, step, due_at, days, agency, audience, state, made_at) "
				  "SELECT (SELECT COALESCE(MAX(id), 0) + 1 FROM notice), 'act', $1, $2, a.id, $4, a.effective_at, 0, $5, $4, "
				  "CASE WHEN a.what = 'certificate.expire' AND EXISTS (SELECT 1 FROM change h JOIN act k ON k.id = h.act WHERE h.book = $1 "
				  "AND h.object = $2 AND h.version = 1 AND k.at > a.effective_at) THEN 'seen' ELSE 'open' END, $6 "
				  "FROM act a WHERE a.id = $3 ON CONFLICT DO NOTHING RETURNING id";
	struct tr_record r = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_record_load(db, t->book, t->object, &r, err));
	const struct tr_sql_value agency = r.v[tr_book_column(t->book, "agency")];
	tr_record_free(&r);
	TR_TRY(tr_sql_ask(db, put, TR_SQL_IN(TR_SQL_T(t->book->name), TR_SQL_I(t->object), TR_SQL_I(t->act), TR_SQL_I(t->who), agency,
			TR_SQL_I(now)), &rows, err));
	*id = rows.count == 1 ? tr_sql_int(&rows, 0, 0) : 0; /* told already */
	return TRIEN_OK;
}

static trien_rc
tell(struct tr_sql *db, const struct telling *t, int64_t now, struct trien_err *err)
{
	char key[TR_NOTICE_KEY_MAX];
	TR_AUTO_ROWS rows = {0};
	int64_t notice;

	TR_TRY(put_telling(db, t, now, &notice, err));
	if (notice == 0)
		return TRIEN_OK;
	TR_TRY(tr_notice_resolve(db, notice, now, err));
	TR_TRY(tr_sql_ask(db, "SELECT DISTINCT via FROM notice_to WHERE notice = $1 AND via IS NOT NULL ORDER BY via",
			TR_SQL_IN(TR_SQL_I(notice)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_notice_digest_new n = {.key = key, .person = tr_sql_int(&rows, i, 0), .day = -1, .notice = notice, .now = now};
		snprintf(key, sizeof(key), "act:%" PRId64 "/person:%" PRId64, t->act, n.person);
		TR_TRY(tr_notice_digest_put(db, &n, err));
	}
	return mark_told(db, err);
}

trien_rc
tr_notice_tell(struct tr_sql *db, struct tr_bytes payload, int64_t now, struct trien_err *err)
{
	json_t *o = json_loadb((const char *)payload.p, payload.n, JSON_REJECT_DUPLICATES, NULL);
	struct telling t = {0};

	const bool good = read_telling(o, &t);
	json_decref(o);
	return good ? tell(db, &t, now, err) : TR_ERR0(err, REGISTRY_TELL);
}

int64_t
tr_notice_digest_of(struct tr_bytes payload)
{
	json_t *o = json_loadb((const char *)payload.p, payload.n, JSON_REJECT_DUPLICATES, NULL);
	const int64_t id = json_integer_value(json_object_get(o, "digest"));

	json_decref(o);
	return id;
}
