/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/custody.h"

#include "base/utf8.h"
#include "registry/history.h"
#include "rules/words.h"

const char *
tr_custody_why_word(enum tr_custody_why why)
{
	static const char *const words[] = {[TR_CUSTODY_KEPT] = "kept", [TR_CUSTODY_OTHER_KEEPER] = "other-keeper",
		[TR_CUSTODY_NO_CLERK] = "no-clerk", [TR_CUSTODY_RETURNED] = "returned", [TR_CUSTODY_NOT_YET] = "not-yet", [TR_CUSTODY_REPORTED] = "reported", [TR_CUSTODY_NO_CERTIFICATE] = "no-certificate",
		[TR_CUSTODY_NO_DEVICE] = "no-device", [TR_CUSTODY_NO_KEEPER] = "no-keeper", [TR_CUSTODY_NOT_SIGNED] = "not-signed",
		[TR_CUSTODY_SEVERAL] = "several"};
	return words[why];
}

static trien_rc
settle(struct tr_custody *c, enum tr_sole_control control, enum tr_custody_why why)
{
	c->control = control;
	c->why = why;
	return TRIEN_OK;
}

/* Was it open then? Whatever is written of it once it is closed leaves open when it was. */
static trien_rc
was_open(struct tr_sql *db, int64_t incident, int64_t time, bool *is, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};
	bool found;

	TR_TRY(tr_history_as_of(db, &tr_books[TR_BOOK_incident], incident, time, &r, &found, err));
	*is = !found || tr_record_is(&r, TR_incident_state, "open"); /* reported later than it happened */
	return TRIEN_OK;
}

/*
 * An incident counts from when it happened until the act that closed it: the rule is that of the law, "not reported lost or locked";
 * who reports late reports what was so before.
 */
static trien_rc
find_incident(struct tr_sql *db, int64_t time, struct tr_custody *c, struct trien_err *err)
{
	static const char sql[] = "SELECT id, happened_at, CAST(CASE WHEN state = 'open' THEN 1 ELSE 0 END AS bigint) FROM incident WHERE device = $1 AND "
				  "happened_at <= $2 ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(c->device), TR_SQL_I(time)), &rows, err));
	for (size_t i = 0; i < rows.count && c->incident == 0; i++) {
		bool open = tr_sql_int(&rows, i, 2) == 1;
		if (!open)
			TR_TRY(was_open(db, tr_sql_int(&rows, i, 0), time, &open, err));
		if (!open)
			continue;
		c->incident = tr_sql_int(&rows, i, 0);
		c->basis.happened_at = tr_sql_int(&rows, i, 1);
	}
	return TRIEN_OK;
}

static bool
is_reported(const struct tr_record *device, int64_t time)
{
	static const char *const states[] = {"lost", "broken", "unsafe", "locked", "unlocked"};

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (tr_record_is(device, TR_device_state, states[i]))
			return device->v[TR_device_state_from].i <= time;
	return false;
}

/* Where the device itself stood: an incident that somebody has closed brings no lost device back. It may have come into the books as it is, or have stood so since. */
static trien_rc
find_reported(struct tr_sql *db, int64_t time, struct tr_custody *c, bool *reported, struct trien_err *err)
{
	TR_AUTO_RECORD now = {0};
	TR_AUTO_RECORD then = {0};
	const struct tr_record *r = &now;
	bool found;

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_device], c->device, &now, err));
	*reported = is_reported(&now, time);
	if (!*reported && now.version > 1) {
		TR_TRY(tr_history_as_of(db, now.book, now.id, time, &then, &found, err));
		*reported = found && is_reported(&then, time);
		r = &then;
	}
	if (*reported)
		c->basis.happened_at = r->v[TR_device_state_from].i;
	return TRIEN_OK;
}

/*
 * A revocation says that the key is out of its keeper's hands from when it was submitted, whatever becomes of it; one that was undone says nothing, and one whose
 * undoing was undone says it from the same day on.
 */
static trien_rc
find_exposed(struct tr_sql *db, int64_t time, struct tr_custody *c, bool *exposed, struct trien_err *err)
{
	static const char sql[] = "SELECT a.effective_at FROM request r JOIN change h ON h.book = 'request' AND h.object = r.id JOIN act a ON a.id = h.act "
				  "WHERE r.certificate = $1 AND r.kind = 'revoke' AND r.reason IN ('key_exposed', 'device_lost', 'device_unsafe') AND r.state <> 'draft' "
				  "AND h.content LIKE '%\"state\":\"submitted\"%' AND (a.what = 'request.submit' OR a.compensates IS NOT NULL) "
				  "AND a.effective_at <= $2 AND NOT EXISTS (SELECT 1 FROM act u WHERE u.compensates = a.id) ORDER BY a.effective_at LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(c->certificate), TR_SQL_I(time)), &rows, err));
	*exposed = rows.count > 0;
	if (*exposed)
		c->basis.happened_at = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
is_clerk(struct tr_sql *db, int64_t person, int64_t agency, int64_t time, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND role = 'clerk' AND from_at <= $3 "
				  "AND (to_at IS NULL OR to_at > $3) LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(time)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

/* Whose the key is. */
struct subject {
	bool of_person, of_agency; /* neither: of a service */
	int64_t person, agency;
};

static trien_rc
judge_keeper(struct tr_sql *db, const struct subject *s, int64_t time, struct tr_custody *c, struct trien_err *err)
{
	bool clerk = true;

	if (s->of_person && c->keeper != s->person)
		return settle(c, TR_CONTROL_NO, TR_CUSTODY_OTHER_KEEPER);
	if (s->of_agency)
		TR_TRY(is_clerk(db, c->keeper, s->agency, time, &clerk, err));
	return clerk ? settle(c, TR_CONTROL_YES, TR_CUSTODY_KEPT) : settle(c, TR_CONTROL_NO, TR_CUSTODY_NO_CLERK);
}

/* Columns decision, decided_at, from_at, to_at of a row, from the first one on. */
static void
take_basis(const struct tr_sql_rows *rows, size_t first, struct tr_custody_basis *b)
{
	const char *decision = tr_sql_text(rows, 0, first);
	size_t n = strlen(decision);

	if (n >= sizeof(b->decision))
		n = tr_utf8_cut(decision, sizeof(b->decision) - 1);
	memcpy(b->decision, decision, n);
	b->decision[n] = '\0';
	b->decided_at = tr_sql_int(rows, 0, first + 1);
	b->from_at = tr_sql_int(rows, 0, first + 2);
	b->to_at = tr_sql_int(rows, 0, first + 3);
}

/* By an act of the rules it came out of nobody's hands; what was typed, or came from a file, says nothing of before. */
static trien_rc
was_handed_over(struct tr_sql *db, int64_t custody, bool *was, struct trien_err *err)
{
	static const char sql[] = "SELECT a.what FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'custody' AND c.object = $1 AND c.version = 1";
	enum tr_rules_act act;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(custody)), &rows, err));
	*was = rows.count > 0 && tr_rules_act_of(tr_sql_text(&rows, 0, 0), &act);
	return TRIEN_OK;
}

/*
 * Nobody is written down for then. Who gave it back, by minutes that both sides have signed, or was handed it only later, from nobody before, had
 * it not; anything else is a gap in the book, and nobody loses a right by one.
 */
static trien_rc
judge_gap(struct tr_sql *db, int64_t time, struct tr_custody *c, struct trien_err *err)
{
	static const char before[] = "SELECT decision, decided_at, from_at, COALESCE(to_at, 0), COALESCE(back_giver_at, $3), COALESCE(back_taker_at, $3) "
				     "FROM custody WHERE device = $1 AND from_at <= $2 ORDER BY to_at DESC, id DESC LIMIT 1";
	static const char after[] = "SELECT decision, decided_at, from_at, COALESCE(to_at, 0), id FROM custody WHERE device = $1 AND from_at > $2 "
				    "ORDER BY from_at, id LIMIT 1";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_ROWS later = {0};

	TR_TRY(tr_sql_ask(db, before, TR_SQL_IN(TR_SQL_I(c->device), TR_SQL_I(time), TR_SQL_I(INT64_MAX)), &rows, err));
	if (rows.count > 0) {
		if (tr_sql_int(&rows, 0, 4) > time || tr_sql_int(&rows, 0, 5) > time)
			return settle(c, TR_CONTROL_UNKNOWN, TR_CUSTODY_NO_KEEPER);
		take_basis(&rows, 0, &c->basis);
		return settle(c, TR_CONTROL_NO, TR_CUSTODY_RETURNED);
	}
	TR_TRY(tr_sql_ask(db, after, TR_SQL_IN(TR_SQL_I(c->device), TR_SQL_I(time)), &later, err));
	bool handed = false;
	if (later.count > 0)
		TR_TRY(was_handed_over(db, tr_sql_int(&later, 0, 4), &handed, err));
	if (!handed)
		return settle(c, TR_CONTROL_UNKNOWN, TR_CUSTODY_NO_KEEPER);
	take_basis(&later, 0, &c->basis);
	return settle(c, TR_CONTROL_NO, TR_CUSTODY_NOT_YET);
}

static trien_rc
judge_device(struct tr_sql *db, const struct subject *s, int64_t time, struct tr_custody *c, struct trien_err *err)
{
	static const char sql[] = "SELECT id, keeper, COALESCE(taker_at, $3), decision, decided_at, from_at, COALESCE(to_at, 0) FROM custody WHERE device = $1 AND from_at <= $2 "
				  "AND (to_at IS NULL OR to_at > $2) ORDER BY from_at, id LIMIT 2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(find_incident(db, time, c, err));
	bool reported = c->incident != 0;
	if (!reported)
		TR_TRY(find_reported(db, time, c, &reported, err));
	if (reported)
		return settle(c, TR_CONTROL_NO, TR_CUSTODY_REPORTED);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(c->device), TR_SQL_I(time), TR_SQL_I(INT64_MAX)), &rows, err));
	if (rows.count == 0)
		return judge_gap(db, time, c, err);
	if (rows.count > 1)
		return settle(c, TR_CONTROL_UNKNOWN, TR_CUSTODY_SEVERAL);
	take_basis(&rows, 3, &c->basis);
	c->custody = tr_sql_int(&rows, 0, 0);
	c->keeper = tr_sql_int(&rows, 0, 1);
	if (tr_sql_int(&rows, 0, 2) > time)
		return settle(c, TR_CONTROL_UNKNOWN, TR_CUSTODY_NOT_SIGNED);
	return judge_keeper(db, s, time, c, err);
}

trien_rc
tr_custody_at(struct tr_sql *db, const char *fingerprint, int64_t time, struct tr_custody *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, COALESCE(device, 0), holder, COALESCE(person, 0), agency FROM certificate WHERE fingerprint = $1";
	struct tr_custody c = {0};
	struct subject s = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(fingerprint)), &rows, err));
	if (rows.count == 0) {
		TR_TRY(settle(&c, TR_CONTROL_UNKNOWN, TR_CUSTODY_NO_CERTIFICATE));
		*out = c;
		return TRIEN_OK;
	}
	const char *holder = tr_sql_text(&rows, 0, 2);
	c.certificate = tr_sql_int(&rows, 0, 0);
	c.device = tr_sql_int(&rows, 0, 1);
	s.of_person = strcmp(holder, "person") == 0 || strcmp(holder, "title") == 0;
	s.of_agency = strcmp(holder, "agency") == 0;
	s.person = tr_sql_int(&rows, 0, 3);
	s.agency = tr_sql_int(&rows, 0, 4);
	bool exposed;
	TR_TRY(find_exposed(db, time, &c, &exposed, err));
	TR_TRY(exposed		? settle(&c, TR_CONTROL_NO, TR_CUSTODY_REPORTED)
			: c.device == 0 ? settle(&c, TR_CONTROL_UNKNOWN, TR_CUSTODY_NO_DEVICE)
					: judge_device(db, &s, time, &c, err));
	*out = c;
	return TRIEN_OK;
}
