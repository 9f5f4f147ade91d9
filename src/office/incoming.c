/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 R10.3 X3 */
/* What acts on documents that came share: facts, the number, the card, and how a file is forgotten. */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/delivery.h"
#include "office/incoming_parts.h"
#include "office/proof.h"
#include "registry/forget.h"
#include "store/job.h"

const char *const tr_incoming_verdicts[4] = {"nothing", "passed", "open", "failed"};
const char *const tr_incoming_rights[4] = {"unknown", "yes", "unsure", "wrong"};

const char *
tr_incoming_verdict_word(enum tr_incoming_verdict verdict)
{
	return tr_incoming_verdicts[verdict];
}

/* ---- facts ---- */

unsigned
tr_incoming_word(const struct tr_record *r, size_t column, const char *const words[], unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (tr_record_is(r, column, words[i]))
			return i;
	return 0;
}

/* Is one of the words among these? */
static bool
has_word(struct tr_bytes words, const char *want)
{
	while (words.n > 0) {
		const uint8_t *blank = memchr(words.p, ' ', words.n);
		const size_t n = blank == NULL ? words.n : (size_t)(blank - words.p);
		if (tr_bytes_are(TR_BYTES(words.p, n), want))
			return true;
		words = TR_BYTES(words.p + n + (blank != NULL), words.n - n - (blank != NULL));
	}
	return false;
}

static bool
is_listed(const struct tr_officing *o, struct tr_bytes findings)
{
	const struct tr_profile_value *v = tr_profile_find(o->profile, TR_PROFILE_INCOMING_INVALID_WHEN, o->a->act->at);

	for (size_t i = 0; i < v->text_count; i++)
		if (has_word(findings, v->texts[i]))
			return true;
	return false;
}

struct tr_incoming_facts
tr_incoming_facts_of(const struct tr_officing *o, const struct tr_record *a)
{
	const struct tr_sql_value *state = &a->v[TR_arrival_state], *findings = &a->v[TR_arrival_findings];
	const struct tr_bytes words = findings->null ? TR_BYTES(NULL, 0) : findings->b;
	const double retries = tr_profile_number(o->profile, TR_PROFILE_INCOMING_RETRIES, o->a->act->at);

	return (struct tr_incoming_facts){.state = state->null ? TR_INCOMING_NONE : tr_incoming_state_of(state->b), .role = o->who->role,
		.paper = tr_record_is(a, TR_arrival_medium, "paper"),
		.verdict = (enum tr_incoming_verdict)tr_incoming_word(a, TR_arrival_verdict, tr_incoming_verdicts, 4),
		.right = (enum tr_incoming_right)tr_incoming_word(a, TR_arrival_rightness, tr_incoming_rights, 4),
		.key_strayed = tr_record_is(a, TR_arrival_control, "no"), .listed = is_listed(o, words),
		.there = has_word(words, "same-file") || has_word(words, "same-symbol"), .reason_given = tr_office_reason(o, NULL) == TRIEN_OK,
		.tries_left = (double)a->v[TR_arrival_tries].i < retries};
}

trien_rc
tr_incoming_decide_row(const struct tr_officing *o, struct tr_record *a, enum tr_incoming_act act, const struct tr_incoming_facts *facts,
		struct tr_incoming_decision *out, struct trien_err *err)
{
	TR_TRY(tr_incoming_decide(facts, act, out, err));
	TR_TRY(tr_office_may(o, a->v[TR_arrival_agency].i, out->verb, err));
	tr_record_set_text(a, TR_arrival_state, tr_incoming_state_word(out->to)->word);
	return TRIEN_OK;
}

/* ---- the line ---- */

trien_rc
tr_incoming_load_line(const struct tr_officing *o, int64_t arrival, struct tr_record *line, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, "SELECT id FROM incoming WHERE arrival = $1", TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "incoming"), TR_I("id", arrival));
	return tr_record_load(o->a->db, &tr_books[TR_BOOK_incoming], tr_sql_int(&rows, 0, 0), line, err);
}

/* The number is the next of the year; days go forward with the numbers. */
static trien_rc
find_next(const struct tr_officing *o, int64_t agency, int64_t year, int64_t *number, int64_t *last_day, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(MAX(number), 0) + 1, COALESCE(MAX(CASE WHEN origin <> 'legacy' THEN arrived_at END), 0) "
				  "FROM incoming WHERE agency = $1 AND year = $2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(year)), &rows, err));
	*number = tr_sql_int(&rows, 0, 0);
	*last_day = tr_sql_int(&rows, 0, 1);
	return TRIEN_OK;
}

static trien_rc
check_day(const struct tr_officing *o, int64_t day, int64_t last_day, int64_t number, struct trien_err *err)
{
	char got[TR_TIME_TEXT_MAX], other[TR_TIME_TEXT_MAX];
	int64_t year;
	const int64_t today = tr_office_day(o->a->act->at, &year);

	tr_office_day_text(day, got);
	if (day > today) {
		tr_office_day_text(today, other);
		return TR_ERR(err, OFFICE_DAY_FUTURE, TR_S("got", got), TR_S("want", other));
	}
	if (day < today && tr_office_reason(o, NULL) != TRIEN_OK)
		return TR_ERR(err, OFFICE_DAY_LATE, TR_S("got", got));
	if (day >= last_day)
		return TRIEN_OK;
	tr_office_day_text(last_day, other);
	return TR_ERR(err, OFFICE_DAY_ORDER, TR_S("got", got), TR_I("number", number - 1), TR_S("other", other));
}

trien_rc
tr_incoming_number(const struct tr_officing *o, struct tr_record *a, struct tr_record *line, int64_t day, struct tr_office_came *out, struct trien_err *err)
{
	int64_t year, today_year, number, last_day;
	const int64_t today = tr_office_day(o->a->act->at, &today_year), agency = a->v[TR_arrival_agency].i;

	day = tr_office_day(day != 0 ? day : o->a->act->at, &year);
	TR_TRY(tr_office_open_year(o->a->db, agency, "incoming", year, err));
	TR_TRY(find_next(o, agency, year, &number, &last_day, err));
	TR_TRY(check_day(o, day, last_day, number, err));
	tr_record_set_int(a, TR_arrival_decided_at, o->a->act->at);
	tr_record_set_text(a, TR_arrival_reason, o->a->act->reason);
	tr_record_set_null(a, TR_arrival_card);
	tr_record_set_null(a, TR_arrival_retry_at);
	TR_TRY(tr_acting_put(o->a, a, err));
	tr_record_set_int(line, TR_incoming_agency, agency);
	tr_record_set_int(line, TR_incoming_year, year);
	tr_record_set_int(line, TR_incoming_number, number);
	tr_record_set_int(line, TR_incoming_twin, 0);
	tr_record_set_int(line, TR_incoming_arrival, a->id);
	tr_record_set_int(line, TR_incoming_arrived_at, day);
	tr_record_set_text(line, TR_incoming_origin, day < today ? "late" : "taken");
	TR_TRY(tr_acting_put(o->a, line, err));
	TR_TRY(tr_enclosures_name(o, a->id, err));
	out->entry = line->id;
	out->year = year;
	out->number = number;
	if (!a->v[TR_arrival_hash].null)
		TR_TRY(tr_delivery_arrived(o->a, a->v[TR_arrival_hash].b, agency, err));
	/* Of what is not signed there is nothing to prove. */
	if (!a->v[TR_arrival_file].null && !tr_record_is(a, TR_arrival_verdict, "nothing"))
		TR_TRY(tr_proof_begin(o->a, a->book, a->id, err));
	return a->v[TR_arrival_contact].null ? TRIEN_OK : tr_incoming_put_letter(o, a->id, err);
}

/* ---- the card ---- */

trien_rc
tr_incoming_load_card(const struct tr_officing *o, const struct tr_record *a, struct tr_record *line, struct trien_err *err)
{
	char name[TR_HEX256 + 1] = "";
	TR_AUTO_BUF content = {0};

	if (o->a->act->blobs == NULL)
		return TR_ERR(err, REGISTRY_NO_BLOBS, TR_S("column", "card"));
	if (!a->v[TR_arrival_card].null)
		memcpy(name, a->v[TR_arrival_card].b.p, TR_HEX256);
	TR_TRY(tr_blob_get(o->a->act->blobs, name, &content, err));
	return tr_record_of_content(&tr_books[TR_BOOK_incoming], tr_buf_view(&content), line, err);
}

/* ---- forgetting ---- */

trien_rc
tr_incoming_put_refused(const struct tr_officing *o, struct tr_record *a, struct trien_err *err)
{
	TR_TRY(tr_acting_forget_files(o->a, a, err));
	TR_TRY(tr_enclosures_forget(o, a->id, err));
	tr_record_set_null(a, TR_arrival_retry_at);
	tr_record_set_int(a, TR_arrival_decided_at, o->a->act->at);
	tr_record_set_text(a, TR_arrival_reason, o->a->act->reason);
	TR_TRY(tr_acting_put(o->a, a, err));
	return tr_incoming_put_letter(o, a->id, err);
}

trien_rc
tr_office_forget(struct tr_sql *db, struct tr_blobs *blobs, const char *also, struct trien_err *err)
{
	uint64_t gone;

	return blobs == NULL ? TRIEN_OK : tr_blobs_forget(db, blobs, also, &gone, err);
}

/* One letter for each decision; what it says is read from the row when it goes out. */
trien_rc
tr_incoming_put_letter(const struct tr_officing *o, int64_t arrival, struct trien_err *err)
{
	char payload[24], dedup[64];
	int64_t id;

	snprintf(payload, sizeof(payload), "%lld", (long long)arrival);
	snprintf(dedup, sizeof(dedup), "arrival:%lld act:%lld", (long long)arrival, (long long)o->a->id);
	const struct tr_job_new n = {.kind = TR_JOB_ARRIVAL, .payload = {payload, strlen(payload)}, .dedup = dedup, .ready_at = o->a->act->at,
		.now = o->a->act->at};
	return tr_job_put(o->a->db, &n, &id, err);
}
