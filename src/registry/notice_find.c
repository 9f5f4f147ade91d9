/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What has come due. The books are asked by date, through an index, for rows whose step is not kept yet; of certificates, only for those for which a
 * step came since the last run, and for those that were touched since (notice_since.c). What a row means, rules/notice.h says.
 */
#include "registry/notice_parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/base.h"
#include "rules/calendar.h"
#include "rules/report.h"

#define PAGE 500
/* An event that is older has told all its steps; one that was imported later is history. */
#define KEPT_DAYS 120
#define DAY_SECONDS 86400

/*
 * All candidates have the same shape. Columns: object, since, agency, known since, step that is kept already (-1: none). Parameters: $1, $2: from
 * and to of since; $3: the step that is to be kept; $4, $5: the page begins behind this since and object; $6: now; $7: how many rows.
 */
#define KNOWN(book, id) \
	"COALESCE((SELECT a.at FROM change h JOIN act a ON a.id = h.act WHERE h.book = '" book "' AND h.object = " id " AND h.version = 1), 0)"
#define KEPT_ROWS(kind, book, id, since) \
	"FROM notice n WHERE n.kind = '" kind "' AND n.book = '" book "' AND n.object = " id " AND n.since = " since
#define COLUMNS(kind, book, id, since, agency) \
	"SELECT " id ", " since ", " agency ", " KNOWN(book, id) ", COALESCE((SELECT MAX(n.step) " KEPT_ROWS(kind, book, id, since) "), -1) "
#define NEW_ONLY(kind, book, id, since) \
	" AND COALESCE((SELECT MAX(n.step) " KEPT_ROWS(kind, book, id, since) "), -1) < $3" /* no join: planned while notice is empty it would be one without index */ \
	" AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.about = '" book ":' || " id " AND m.until_at > $6)" \
	" AND (" since " > $4 OR (" since " = $4 AND " id " > $5)) ORDER BY " since ", " id " LIMIT $7"
#define BETWEEN(column) column " >= $1 AND " column " < $2"

#define EXPIRY(which) COLUMNS("expiry", "certificate", "c.id", "c.not_after", "c.agency") \
	"FROM certificate c WHERE " BETWEEN("c.not_after") " AND c.state IN " TR_CERTIFICATE_LIVE which \
	" AND NOT EXISTS (SELECT 1 FROM certificate s WHERE s.renews = c.id AND s.state IN " TR_CERTIFICATE_LIVE ")" \
	NEW_ONLY("expiry", "certificate", "c.id", "c.not_after")
static const char expiry_sql[] = EXPIRY("");
/* Those that were touched, so many at a time: $8 to $23; 0 is none. */
#define TOUCHED 16
static const char touched_sql[] = EXPIRY(" AND c.id IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)");

static const char kept_sql[] = COLUMNS("device_kept", "device", "d.id", "e.since", "d.agency")
	"FROM (SELECT w.device AS device, MAX(w.since) AS since FROM ("
	"SELECT c.device AS device, c.state_from AS since FROM certificate c WHERE c.state IN " TR_CERTIFICATE_ENDED " AND " BETWEEN("c.state_from")
	" UNION ALL SELECT c.device, c.not_after FROM certificate c WHERE c.state IN " TR_CERTIFICATE_LIVE " AND " BETWEEN("c.not_after")
	") w GROUP BY w.device) e JOIN device d ON d.id = e.device WHERE d.state IN " TR_DEVICE_WITH_KEEPER
	" AND EXISTS (SELECT 1 FROM custody k WHERE k.device = d.id AND k.to_at IS NULL)"
	" AND NOT EXISTS (SELECT 1 FROM certificate l WHERE l.device = d.id AND l.state IN " TR_CERTIFICATE_LIVE " AND l.not_after >= $6)"
	NEW_ONLY("device_kept", "device", "d.id", "e.since");

static const char late_sql[] = COLUMNS("request_late", "request", "r.id", "r.deadline_at", "r.agency")
	"FROM request r WHERE r.closed_at IS NULL AND r.deadline_at IS NOT NULL AND " BETWEEN("r.deadline_at")
	NEW_ONLY("request_late", "request", "r.id", "r.deadline_at");

/* Untouched since the last act that wrote it. */
static const char waits_sql[] = COLUMNS("dossier_waits", "request", "r.id", "w.at", "r.agency")
	"FROM request r JOIN act w ON w.id = r.act WHERE r.state IN ('draft', 'returned') AND " BETWEEN("w.at")
	NEW_ONLY("dossier_waits", "request", "r.id", "w.at");

static const char incident_sql[] = COLUMNS("incident_open", "incident", "i.id", "i.happened_at", "d.agency")
	"FROM incident i JOIN device d ON d.id = i.device WHERE i.state = 'open' AND " BETWEEN("i.happened_at")
	NEW_ONLY("incident_open", "incident", "i.id", "i.happened_at");

/* A unit's own agency is the highest that it reports for. since: the day on which the report is due, which no book has. */
#define DUE "CAST($1 AS bigint)"
static const char report_sql[] = COLUMNS("report_due", "unit", "u.id", DUE, "g.id")
	"FROM unit u JOIN agency g ON g.id = (SELECT b.id FROM agency b WHERE b.unit = u.id AND b.state = 'active' ORDER BY LENGTH(b.path), b.id LIMIT 1) "
	"WHERE (u.from_at IS NULL OR u.from_at <= $6) AND (u.to_at IS NULL OR u.to_at > $6) AND " DUE " < $2"
	NEW_ONLY("report_due", "unit", "u.id", DUE);

/* The province's own agency stands for the list's, which has none. No history: a list that was stale when the books first saw it is told too. */
static const char crl_sql[] = "SELECT l.id, l.stale_at, g.id, CAST(0 AS bigint), COALESCE((SELECT MAX(n.step) " KEPT_ROWS("crl_stale", "crl", "l.id", "l.stale_at") "), -1) "
	"FROM crl l JOIN agency g ON g.id = (SELECT MIN(b.id) FROM agency b WHERE b.parent IS NULL) WHERE " BETWEEN("l.stale_at")
	NEW_ONLY("crl_stale", "crl", "l.id", "l.stale_at");

struct finding {
	struct tr_sql *db;
	const struct tr_rules_law *law;
	struct tr_notice_count *count;
	int64_t next_id;
};

struct source {
	enum tr_notice_kind kind;
	const char *book, *sql;
	struct tr_profile_span since;
	unsigned step;
	const int64_t *only; /* TOUCHED ids; NULL: the statement asks for none */
};

/* ---- keeping ---- */

static trien_rc
keep(struct finding *f, const struct source *s, const struct tr_sql_rows *rows, const struct tr_notice *n, int64_t due, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO notice (id, kind, book, object, since, step, due_at, days, agency, audience, state, made_at) "
				  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
	static const char older[] = "UPDATE notice SET state = 'gone' WHERE kind = $1 AND book = $2 AND object = $3 AND since = $4 AND step < $5 "
				    "AND state = 'open'";
	const struct tr_sql_value kind = TR_SQL_T(tr_notice_word(s->kind)->word), book = TR_SQL_T(s->book);
	const struct tr_sql_value object = *tr_sql_cell(rows, n->index, 0), since = *tr_sql_cell(rows, n->index, 1);
	int64_t gone = 0;

	TR_TRY(tr_sql_run(f->db, sql, TR_SQL_IN(TR_SQL_I(f->next_id++), kind, book, object, since, TR_SQL_I(n->step), TR_SQL_I(due),
			TR_SQL_I(n->days), *tr_sql_cell(rows, n->index, 2), TR_SQL_I(tr_notice_audience(s->kind, n->step)),
			TR_SQL_T(n->history ? "seen" : "open"), TR_SQL_I(f->law->at)), NULL, err));
	if (tr_sql_int(rows, n->index, 4) >= 0)
		TR_TRY(tr_sql_run(f->db, older, TR_SQL_IN(kind, book, object, since, TR_SQL_I(n->step)), &gone, err));
	f->count->found++;
	f->count->seen += n->history;
	f->count->gone += (uint64_t)gone;
	return TRIEN_OK;
}

/* ---- judging ---- */

static int64_t
due_of(const struct finding *f, enum tr_notice_kind kind, int64_t since)
{
	bool certain;

	return kind == TR_NOTICE_DEVICE_KEPT ? tr_rules_deadline(f->law, TR_KIND_RECALL, since, &certain) : since;
}

static trien_rc
judge_page(struct finding *f, const struct source *s, const struct tr_sql_rows *rows, struct trien_err *err)
{
	struct tr_notice_facts facts[PAGE];
	struct tr_notice due[PAGE];
	char names[PAGE][TR_OBJECT_TEXT];
	size_t count;

	for (size_t i = 0; i < rows->count; i++) {
		const int64_t kept = tr_sql_int(rows, i, 4);
		snprintf(names[i], sizeof(names[i]), "%s:%lld", s->book, (long long)tr_sql_int(rows, i, 0));
		facts[i] = (struct tr_notice_facts){.kind = s->kind, .object = names[i], .at = due_of(f, s->kind, tr_sql_int(rows, i, 1)),
			.known_since = tr_sql_int(rows, i, 3), .sent = kept < 0 ? 0 : TR_BIT(kept)};
	}
	TR_TRY(tr_notices_due(f->law->profile, f->law->at, facts, rows->count, due, &count, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(keep(f, s, rows, &due[i], facts[due[i].index].at, err));
	return TRIEN_OK;
}

static trien_rc
find(struct finding *f, const struct source *s, struct trien_err *err)
{
	enum { AFTER_SINCE = 3, AFTER_OBJECT, ALWAYS = 7 };
	struct tr_sql_value in[ALWAYS + TOUCHED] = {TR_SQL_I(s->since.from), TR_SQL_I(s->since.to), TR_SQL_I(s->step), TR_SQL_I(INT64_MIN), TR_SQL_I(0),
		TR_SQL_I(f->law->at), TR_SQL_I(PAGE)};
	const size_t count = s->only != NULL ? ALWAYS + TOUCHED : ALWAYS;

	for (size_t i = ALWAYS; i < count; i++)
		in[i] = TR_SQL_I(s->only[i - ALWAYS]);
	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(f->db, s->sql, in, count, &rows, err));
		TR_TRY(judge_page(f, s, &rows, err));
		f->count->asked += rows.count;
		more = rows.count == PAGE;
		if (more) {
			in[AFTER_SINCE] = *tr_sql_cell(&rows, PAGE - 1, 1);
			in[AFTER_OBJECT] = *tr_sql_cell(&rows, PAGE - 1, 0);
		}
	}
	return TRIEN_OK;
}

static unsigned
last_step(enum tr_notice_kind kind)
{
	const unsigned *steps = tr_notice_steps(kind);
	unsigned n = 0;

	while (steps[n + 1] != 0)
		n++;
	return n;
}

/* ---- the sources ---- */

/* Of a step's certificates, those for which it came after the last run; all of them where nothing is known of one. */
static trien_rc
find_expiries(struct finding *f, const struct tr_notice_since *since, struct trien_err *err)
{
	for (unsigned step = 0; step <= last_step(TR_NOTICE_EXPIRY); step++) {
		struct source s = {TR_NOTICE_EXPIRY, "certificate", expiry_sql, tr_notice_band(TR_NOTICE_EXPIRY, step, f->law->at), step, NULL};
		const int64_t seen_to = since->all ? INT64_MIN : tr_notice_band(TR_NOTICE_EXPIRY, step, since->at).to;
		if (seen_to > s.since.from)
			s.since.from = seen_to;
		if (s.since.from < s.since.to)
			TR_TRY(find(f, &s, err));
	}
	return TRIEN_OK;
}

static trien_rc
find_touched(struct finding *f, const struct tr_notice_since *since, struct trien_err *err)
{
	const unsigned last = last_step(TR_NOTICE_EXPIRY);
	const struct tr_profile_span steps = {f->law->at + 1, tr_notice_band(TR_NOTICE_EXPIRY, 0, f->law->at).to};

	for (size_t i = 0; i < tr_notice_touched_count(since); i += TOUCHED) {
		int64_t ids[TOUCHED] = {0};
		for (size_t j = 0; j < TOUCHED && i + j < tr_notice_touched_count(since); j++)
			ids[j] = tr_notice_touched(since, i + j);
		TR_TRY(find(f, &(struct source){TR_NOTICE_EXPIRY, "certificate", touched_sql, steps, last, ids}, err));
	}
	return TRIEN_OK;
}

static trien_rc
find_report(struct finding *f, int year, enum tr_report_kind kind, struct trien_err *err)
{
	struct tr_report_period period;

	if (!tr_report_period_of(f->law->profile, year, kind, &period))
		return TRIEN_OK;
	for (unsigned step = 0; step <= last_step(TR_NOTICE_REPORT_DUE); step++) {
		const struct tr_profile_span band = tr_notice_band(TR_NOTICE_REPORT_DUE, step, f->law->at);
		const struct source s = {TR_NOTICE_REPORT_DUE, "unit", report_sql, {period.due, INT64_MAX}, step, NULL};
		if (period.due >= band.from && period.due < band.to)
			TR_TRY(find(f, &s, err));
	}
	return TRIEN_OK;
}

static trien_rc
find_reports(struct finding *f, struct trien_err *err)
{
	const int year = tr_civil_of(f->law->at, TR_ZONE_VIETNAM).year;

	for (int y = year; y <= year + 1; y++) {
		TR_TRY(find_report(f, y, TR_REPORT_FIRST_HALF, err));
		TR_TRY(find_report(f, y, TR_REPORT_YEAR, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_notice_find(struct tr_sql *db, const struct tr_rules_law *law, const struct tr_notice_since *since, struct tr_notice_count *count,
		struct trien_err *err)
{
	static const struct source late[] = {
		{.kind = TR_NOTICE_DEVICE_KEPT, .book = "device", .sql = kept_sql},
		{.kind = TR_NOTICE_REQUEST_LATE, .book = "request", .sql = late_sql},
		{.kind = TR_NOTICE_DOSSIER_WAITS, .book = "request", .sql = waits_sql},
		{.kind = TR_NOTICE_INCIDENT_OPEN, .book = "incident", .sql = incident_sql},
		{.kind = TR_NOTICE_CRL_STALE, .book = "crl", .sql = crl_sql},
	};
	struct finding f = {.db = db, .law = law, .count = count};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(MAX(id), 0) + 1 FROM notice", NULL, 0, &rows, err));
	f.next_id = tr_sql_int(&rows, 0, 0);
	TR_TRY(find_expiries(&f, since, err));
	if (!since->all)
		TR_TRY(find_touched(&f, since, err));
	for (size_t i = 0; i < sizeof(late) / sizeof(*late); i++) {
		struct source s = late[i];
		s.since = (struct tr_profile_span){s.kind == TR_NOTICE_DEVICE_KEPT ? law->at - (int64_t)KEPT_DAYS * DAY_SECONDS : INT64_MIN, law->at};
		s.step = last_step(s.kind);
		TR_TRY(find(&f, &s, err));
	}
	return find_reports(&f, err);
}
