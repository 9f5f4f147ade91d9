/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What webhooks are told: written beside what has happened, sent later, kept as a list. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/time.h"
#include "crypto/hmac.h"
#include "registry/webhook_parts.h"
#include "store/audit.h"
#include "store/job.h"
#include "store/note.h"

/* ---- telling ---- */

/*
 * A delivery, with the number that its job will have, for each webhook of the agency, or of one above it that hears of all below, that wants to hear of it; not where the row stands in that state already.
 * Deliveries and jobs have numbers without a gap: those who write do so one after another.
 */
#define TELL(book, agency) \
	"INSERT INTO webhook_delivery (id, webhook, act, event, object, version, at, job, agency) " \
	"SELECT (SELECT COALESCE(MAX(id), 0) FROM webhook_delivery) + ROW_NUMBER() OVER (ORDER BY w.id), w.id, $1, $2, $3, $4, $5, " \
	"(SELECT COALESCE(MAX(id), 0) FROM job) + ROW_NUMBER() OVER (ORDER BY w.id), o.id FROM webhook w JOIN agency m ON m.id = w.agency JOIN agency o ON o.id = " agency " " \
	"WHERE (o.id = m.id OR (w.scope = 'subtree' AND o.path >= m.path AND o.path < m.path || 'g')) AND w.state = 'active' AND ' ' || w.events || ' ' LIKE $7 " \
	"AND NOT EXISTS (SELECT 1 FROM " book " WHERE id = $8 AND state = $9)"
#define OF_DOCUMENT "(SELECT agency FROM document WHERE id = $6)"

static const char *
tell_sql(size_t book)
{
	switch (book) {
	case TR_BOOK_document:
		return TELL("document", "$6");
	case TR_BOOK_arrival:
		return TELL("arrival", "$6");
	case TR_BOOK_submission:
		return TELL("submission", OF_DOCUMENT);
	default:
		return TELL("delivery", OF_DOCUMENT);
	}
}

/* Deliveries whose jobs are not there yet are those with numbers behind the last job. */
static const char jobs_sql[] = "INSERT INTO job (id, kind, payload, dedup, state, tries, ready_at, created_at) "
			       "SELECT job, '" TR_JOB_HOOK "', CAST(id AS TEXT), NULL, 'ready', 0, at, at FROM webhook_delivery "
			       "WHERE job > (SELECT COALESCE(MAX(id), 0) FROM job)";

static trien_rc
tell(struct tr_acting *a, const struct tr_record *r, const struct tr_webhook_event *e, struct trien_err *err)
{
	const size_t agency = tr_book_column(r->book, "agency");
	const int64_t about = e->of < 0 ? r->id : r->v[e->of].i;
	char object[TR_OBJECT_TEXT], like[64];

	snprintf(object, sizeof(object), "%s:%lld", e->of < 0 ? r->book->name : tr_books[TR_BOOK_document].name, (long long)about);
	snprintf(like, sizeof(like), "%% %s %%", e->word);
	const int64_t of = e->of < 0 ? r->v[agency].i : about;
	TR_TRY(tr_sql_later(a->db, tell_sql(e->book), TR_SQL_IN(TR_SQL_I(a->id), TR_SQL_T(e->word), TR_SQL_T(object), TR_SQL_I(r->version),
			TR_SQL_I(a->act->at), TR_SQL_I(of), TR_SQL_T(like), TR_SQL_I(r->id), TR_SQL_T(e->state)), NULL, err));
	return tr_sql_later(a->db, jobs_sql, NULL, 0, NULL, err);
}

/* Old books that are typed in have happened long ago. */
static bool
is_news(const struct tr_acting *a)
{
	return strcmp(a->act->what, "incoming.import") != 0 && strcmp(a->act->what, "outgoing.import") != 0;
}

trien_rc
tr_webhook_tell(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	const struct tr_webhook_event *e;

	for (size_t i = 0; (e = tr_webhook_event(i)) != NULL; i++)
		if (r->book == &tr_books[e->book] && tr_record_is(r, e->state_column, e->state) && is_news(a))
			return tell(a, r, e, err);
	return TRIEN_OK;
}

/* ---- sending ---- */

void
tr_webhook_letter_free(struct tr_webhook_letter *l)
{
	tr_buf_free(&l->url);
	tr_buf_free(&l->body);
	tr_wipe(l->secret, sizeof(l->secret));
}

static const char letter_sql[] = "SELECT w.id, w.url, w.state, w.salt, w.secret, COALESCE(d.agency, w.agency), d.act, d.event, d.object, d.version, d.at FROM webhook_delivery d "
				 "JOIN webhook w ON w.id = d.webhook WHERE d.id = $1";
enum { WEBHOOK, URL, STATE, SALT, SECRET, AGENCY, ACT, EVENT, OBJECT, VERSION, AT };

static trien_rc
write_body(struct tr_sql *db, const struct tr_sql_rows *rows, struct tr_webhook_letter *l, struct trien_err *err)
{
	const char *event = tr_sql_text(rows, 0, EVENT), *object = tr_sql_text(rows, 0, OBJECT);
	const long long act = (long long)tr_sql_int(rows, 0, ACT);
	char at[TR_TIME_TEXT_MAX];
	struct tr_audit_log log;

	TR_TRY(tr_audit_log(db, 1, &log, err));
	tr_time_iso(tr_sql_int(rows, 0, AT), TR_ZONE_VIETNAM, at);
	snprintf(l->id, sizeof(l->id), "%lld/%s/%s", act, object, event);
	/* Nothing in it wants escaping but the name of the log. */
	TR_TRY(tr_buf_addf(&l->body, err, "{\"id\":\"%s\",\"event\":\"%s\",\"at\":\"%s\",\"object\":\"%s\",\"version\":%lld,\"act\":%lld,\"agency\":%lld,\"origin\":", l->id, event, at,
			object, (long long)tr_sql_int(rows, 0, VERSION), act, (long long)tr_sql_int(rows, 0, AGENCY)));
	TR_TRY(tr_buf_add_json(&l->body, (struct tr_text){log.origin, strlen(log.origin)}, err));
	return tr_buf_add_byte(&l->body, '}', err);
}

static trien_rc
check_secret(const struct tr_sql_rows *rows, const struct tr_key_file *key, struct tr_webhook_letter *l, struct trien_err *err)
{
	char hash[TR_HEX256 + 1];

	TR_TRY(tr_webhook_secret(key, tr_sql_text(rows, 0, SALT), l->secret, err));
	TR_TRY(tr_secret_hash(l->secret, hash, err));
	return tr_equal_ct(tr_sql_cell(rows, 0, SECRET)->b, TR_BYTES(hash, TR_HEX256)) ? TRIEN_OK : TR_ERR0(err, REGISTRY_WEBHOOK_KEY);
}

trien_rc
tr_webhook_letter_load(struct tr_sql *db, struct tr_bytes payload, const struct tr_key_file *key, struct tr_webhook_letter *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	uint64_t number = 0;

	if (tr_decimal_read(payload, &number) && number <= INT64_MAX)
		TR_TRY(tr_sql_ask(db, letter_sql, TR_SQL_IN(TR_SQL_I((int64_t)number)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "webhook_delivery"), TR_I("id", (int64_t)number));
	out->delivery = (int64_t)number;
	out->webhook = tr_sql_int(&rows, 0, WEBHOOK);
	if (strcmp(tr_sql_text(&rows, 0, STATE), "active") != 0)
		return TR_ERR(err, REGISTRY_WEBHOOK_OFF, TR_I("id", out->webhook));
	TR_TRY(check_secret(&rows, key, out, err));
	tr_buf_clear(&out->url);
	tr_buf_clear(&out->body);
	TR_TRY(tr_buf_addf(&out->url, err, "%s%c", tr_sql_text(&rows, 0, URL), 0));
	return write_body(db, &rows, out, err);
}

trien_rc
tr_webhook_sign(const struct tr_webhook_letter *l, int64_t now, char out[TR_WEBHOOK_SIGNATURE_MAX], struct trien_err *err)
{
	uint8_t mac[TR_HMAC_SHA256_SIZE];
	char hex[TR_HEX256 + 1];
	TR_AUTO_BUF signed_ = {0};

	TR_TRY(tr_buf_addf(&signed_, err, "%lld.", (long long)now));
	TR_TRY(tr_buf_add_bytes(&signed_, tr_buf_view(&l->body), err));
	TR_TRY(tr_hmac_sha256(TR_BYTES(l->secret, TR_HEX256), tr_buf_view(&signed_), mac, err));
	tr_hex(TR_BYTES(mac, sizeof(mac)), hex);
	snprintf(out, TR_WEBHOOK_SIGNATURE_MAX, "t=%lld,v1=%s", (long long)now, hex);
	return TRIEN_OK;
}

trien_rc
tr_webhook_tried(struct tr_sql *db, int64_t delivery, int64_t status, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE webhook_delivery SET status = $2, tried_at = $3 WHERE id = $1";
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(delivery), status != 0 ? TR_SQL_I(status) : TR_SQL_NULL(TR_SQL_INT), TR_SQL_I(now)), NULL, err);
}

/* ---- looking after ---- */

trien_rc
tr_webhook_deliveries(struct tr_sql *db, int64_t webhook, int64_t before, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT d.id, d.act, d.event, d.object, d.version, d.at, d.job, d.status, d.tried_at, j.state, j.tries, j.ready_at, j.reason FROM webhook_delivery d "
				  "JOIN job j ON j.id = d.job WHERE d.webhook = $1 AND ($2 = 0 OR d.id < $2) ORDER BY d.id DESC LIMIT $3";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(webhook), TR_SQL_I(before), TR_SQL_I(TR_WEBHOOK_PAGE)), out, err);
}

/* What was sent gets a job of its own, so that the list of jobs keeps what has become of the first. */
static trien_rc
put_again(struct tr_sql *db, int64_t delivery, int64_t now, int64_t *job, struct trien_err *err)
{
	static const char sql[] = "UPDATE webhook_delivery SET job = $2 WHERE id = $1";
	char payload[24];
	const int n = snprintf(payload, sizeof(payload), "%lld", (long long)delivery);

	TR_TRY(tr_job_put(db, &(struct tr_job_new){.kind = TR_JOB_HOOK, .payload = {payload, (size_t)n}, .ready_at = now, .now = now}, job, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(delivery), TR_SQL_I(*job)), NULL, err);
}

trien_rc
tr_webhook_resend(struct tr_sql *db, int64_t webhook, int64_t delivery, int64_t now, int64_t *job, struct trien_err *err)
{
	static const char sql[] = "SELECT d.job, j.state, w.state FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook JOIN job j ON j.id = d.job WHERE d.id = $1 AND d.webhook = $2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(delivery), TR_SQL_I(webhook)), &rows, err));
	if (rows.count == 0 || strcmp(tr_sql_text(&rows, 0, 1), "leased") == 0)
		return TR_ERR(err, REGISTRY_WEBHOOK_DELIVERY, TR_I("delivery", delivery));
	if (strcmp(tr_sql_text(&rows, 0, 2), "active") != 0)
		return TR_ERR(err, REGISTRY_WEBHOOK_OFF, TR_I("id", webhook));
	*job = tr_sql_int(&rows, 0, 0);
	return strcmp(tr_sql_text(&rows, 0, 1), "done") == 0 ? put_again(db, delivery, now, job, err) : tr_job_retry(db, *job, now, err);
}

/* ---- what is old ---- */

trien_rc
tr_webhook_sweep(struct tr_sql *db, int64_t now, struct trien_err *err)
{
	static const char deliveries[] = "DELETE FROM webhook_delivery WHERE id IN (SELECT d.id FROM webhook_delivery d JOIN job j ON j.id = d.job WHERE d.at < $1 AND j.ended_at < $1 "
					 "AND d.id < (SELECT MAX(id) FROM webhook_delivery) ORDER BY d.at, d.id LIMIT $2)";
	static const char jobs[] = "DELETE FROM job WHERE id IN (SELECT j.id FROM job j WHERE j.kind = '" TR_JOB_HOOK "' AND j.ended_at IS NOT NULL AND j.ended_at < $1 "
				   "AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.job = j.id) AND j.id < (SELECT MAX(id) FROM job) ORDER BY j.ended_at, j.id LIMIT $2)";
	const int64_t before = now - (int64_t)TR_WEBHOOK_KEEP_DAYS * 86400;

	TR_TRY(tr_sql_run(db, deliveries, TR_SQL_IN(TR_SQL_I(before), TR_SQL_I(TR_WEBHOOK_SWEEP_MAX)), NULL, err));
	return tr_sql_run(db, jobs, TR_SQL_IN(TR_SQL_I(before), TR_SQL_I(TR_WEBHOOK_SWEEP_MAX)), NULL, err);
}
