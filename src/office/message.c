/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R10.1 */
#include "office/message.h"

#include <string.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "office/limits.h"
#include "office/message_parts.h"
#include "office/withdrawal.h"

/* ---- states ---- */

/* In the order in which a document goes its way: what is said later but stands before is no news. */
static const struct {
	const char *word, *code;
	int number;
} states[TR_MESSAGE_STATE_COUNT] = {
	[TR_MESSAGE_QUEUED] = {"queued", NULL, -1},
	[TR_MESSAGE_SENT] = {"sent", NULL, -1},
	[TR_MESSAGE_ARRIVED] = {"arrived", "01", 1},
	[TR_MESSAGE_REFUSED] = {"refused", "02", 2},
	[TR_MESSAGE_RECEIVED] = {"received", "03", 3},
	[TR_MESSAGE_ASSIGNED] = {"assigned", "04", 4},
	[TR_MESSAGE_PROGRESS] = {"progress", "05", 5},
	[TR_MESSAGE_DONE] = {"done", "06", 6},
	/* Only rows of old: what is said of a withdrawal is office/withdrawal.h's. */
	[TR_MESSAGE_RECALL_REFUSED] = {"recall_refused", NULL, -1},
	[TR_MESSAGE_RECALL_AGREED] = {"recall_agreed", NULL, -1},
};

const char *
tr_message_state_word(enum tr_message_state state)
{
	return states[state].word;
}

const char *
tr_message_code(enum tr_message_state state)
{
	return states[state].code;
}

enum tr_message_state
tr_message_state_of(const char *word)
{
	size_t i = 0;

	while (i < TR_MESSAGE_STATE_COUNT && strcmp(states[i].word, word) != 0)
		i++;
	return (enum tr_message_state)i;
}

enum tr_message_state
tr_message_state_told(int code)
{
	size_t i = TR_MESSAGE_ARRIVED;

	while (i <= TR_MESSAGE_DONE && states[i].number != code)
		i++;
	return i <= TR_MESSAGE_DONE ? (enum tr_message_state)i : TR_MESSAGE_STATE_COUNT;
}

trien_rc
tr_message_organ_check(const char *organ, struct trien_err *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	const size_t n = strlen(organ);

	return n > 0 && n <= TR_MESSAGE_ORGAN_MAX && strspn(organ, letters) == n ? TRIEN_OK : TR_ERR(err, OFFICE_MESSAGE_CODE, TR_B("got", organ, n));
}

/* ---- one that comes ---- */

trien_rc
tr_message_known(const struct tr_officing *o, const struct tr_office_coming *c, bool *known, struct trien_err *err)
{
	static const char sql[] = "SELECT hash FROM message WHERE agency = $1 AND direction = 'in' AND organ = $2 AND code = $3";
	const struct tr_message_in *m = c->message;
	TR_AUTO_ROWS rows = {0};

	*known = false;
	if (m == NULL)
		return TRIEN_OK;
	if (c->hash == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	TR_TRY(tr_message_organ_check(m->organ, err));
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(c->agency), TR_SQL_T(m->organ), TR_SQL_T(m->code)), &rows, err));
	*known = rows.count > 0;
	if (*known && strcmp(tr_sql_text(&rows, 0, 0), c->hash) != 0)
		return TR_ERR(err, OFFICE_MESSAGE_TWICE, TR_S("code", m->code), TR_S("organ", m->organ));
	return TRIEN_OK;
}

static void
fill(const struct tr_officing *o, int64_t agency, const char *direction, const char *organ, const char *code, struct tr_record *r)
{
	*r = tr_record_of(&tr_books[TR_BOOK_message]);
	tr_record_set_int(r, TR_message_agency, agency);
	tr_record_set_text(r, TR_message_direction, direction);
	tr_record_set_text(r, TR_message_organ, organ);
	tr_record_set_text(r, TR_message_code, code);
	tr_record_set_text(r, TR_message_state, tr_message_state_word(TR_MESSAGE_QUEUED));
	tr_record_set_int(r, TR_message_at, o->a->act->at);
}

trien_rc
tr_message_put_in(const struct tr_officing *o, const struct tr_office_coming *c, int64_t arrival, struct trien_err *err)
{
	struct tr_record r;

	fill(o, c->agency, "in", c->message->organ, c->message->code, &r);
	tr_record_set_text(&r, TR_message_name, c->sender);
	tr_record_set_text(&r, TR_message_symbol, c->symbol);
	tr_record_set_text(&r, TR_message_hash, c->hash);
	tr_record_set_int(&r, TR_message_arrival, arrival);
	return tr_acting_put(o->a, &r, err);
}

/* ---- one that goes ---- */

struct sending {
	const struct tr_message_new *new;
	int64_t id;
};

/* "<organ>,<yyyy/MM/dd>,<number>/<symbol>", as the exchange names documents. */
static trien_rc
name_of(const char *organ, int64_t day, const char *symbol, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(day, TR_ZONE_VIETNAM);

	TR_TRY(tr_buf_addf(out, err, "%s,%04d/%02d/%02d,%s", organ, c.year, c.month, c.day, symbol));
	return tr_buf_add_byte(out, 0, err);
}

static trien_rc
send_one(struct tr_officing *o, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT d.agency, d.issued_file, o.number, o.symbol, o.dated_at FROM document d JOIN outgoing o ON o.document = d.id "
				  "WHERE d.id = $1 AND d.state = 'issued' AND d.issued_file IS NOT NULL";
	struct sending *s = context;
	const struct tr_message_new *n = s->new;
	struct tr_record r;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF symbol = {0};
	TR_AUTO_BUF code = {0};

	TR_TRY(tr_message_organ_check(n->organ, err));
	TR_TRY(tr_message_organ_check(n->from, err));
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(n->document)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_MESSAGE_NOT_ISSUED, TR_I("document", n->document));
	TR_TRY(tr_office_may(o, tr_sql_int(&rows, 0, 0), TR_VERB_FORWARD, err));
	TR_TRY(tr_office_number_text(tr_sql_int(&rows, 0, 2), tr_sql_text(&rows, 0, 3), &symbol, err));
	TR_TRY(tr_buf_add_byte(&symbol, 0, err));
	TR_TRY(name_of(n->from, tr_sql_int(&rows, 0, 4), (const char *)symbol.p, &code, err));
	fill(o, tr_sql_int(&rows, 0, 0), "out", n->organ, (const char *)code.p, &r);
	tr_record_set_text(&r, TR_message_name, n->name);
	tr_record_set_text(&r, TR_message_symbol, (const char *)symbol.p);
	tr_record_set_text(&r, TR_message_hash, tr_sql_text(&rows, 0, 1));
	tr_record_set_int(&r, TR_message_document, n->document);
	TR_TRY(tr_acting_put(o->a, &r, err));
	s->id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_message_send(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_message_new *n,
		int64_t *id, struct trien_err *err)
{
	struct sending s = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, "document.send", send_one, &s, NULL, err));
	*id = s.id;
	return TRIEN_OK;
}

/* ---- what is said of it ---- */

/* One that was taken back while it was on its way to the exchange has gone after all: now it is asked back. */
static trien_rc
put_state(const struct tr_officing *o, int64_t id, enum tr_message_state state, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_message], id, &r, err));
	TR_TRY(tr_office_may(o, r.v[TR_message_agency].i, TR_VERB_FORWARD, err));
	tr_record_set_text(&r, TR_message_state, tr_message_state_word(state));
	tr_record_set_int(&r, TR_message_at, o->a->act->at);
	if (tr_record_is(&r, TR_message_withdrawal, tr_withdrawal_word(TR_WITHDRAWAL_UNSENT)))
		tr_record_set_text(&r, TR_message_withdrawal, tr_withdrawal_word(TR_WITHDRAWAL_ASKED));
	return tr_acting_put(o->a, &r, err);
}

static trien_rc
hear(struct tr_officing *o, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT id, state FROM message WHERE agency = $1 AND direction = 'out' AND organ = $2 AND code = $3 "
				  "AND (state <> 'queued' OR withdrawal = 'unsent')";
	const struct tr_message_heard *h = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(h->agency), TR_SQL_T(h->organ), TR_SQL_T(h->code)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_MESSAGE_UNKNOWN, TR_S("organ", h->organ), TR_S("code", h->code));
	if (h->state <= tr_message_state_of(tr_sql_text(&rows, 0, 1)))
		return TRIEN_OK;
	return put_state(o, tr_sql_int(&rows, 0, 0), h->state, err);
}

trien_rc
tr_message_hear(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_message_heard *h,
		int64_t *done, struct trien_err *err)
{
	struct tr_message_heard copy = *h;

	return tr_office_act(db, act, mode, who, "document.hear", hear, &copy, done, err);
}

struct telling {
	int64_t id;
	enum tr_message_state state;
};

static trien_rc
tell(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct telling *t = context;
	return put_state(o, t->id, t->state, err);
}

trien_rc
tr_message_told(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id, enum tr_message_state state,
		struct trien_err *err)
{
	struct telling t = {id, state};

	return tr_office_act(db, act, mode, who, "document.tell", tell, &t, NULL, err);
}

/* ---- what is to be given to the exchange ---- */

trien_rc
tr_message_due(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, direction, tells FROM (SELECT m.id AS id, m.direction AS direction, m.state AS state, CASE WHEN m.direction = 'out' THEN 'sent' "
				  "ELSE CASE a.state WHEN 'refused' THEN 'refused' WHEN 'registered' THEN 'received' WHEN 'assigned' THEN 'progress' WHEN 'done' THEN 'done' "
				  "WHEN 'replaced' THEN 'done' WHEN 'recalled' THEN m.state ELSE 'arrived' END END AS tells FROM message m "
				  "LEFT JOIN arrival a ON a.id = m.arrival WHERE m.agency = $1 AND m.id > $2 AND (m.direction = 'in' OR (m.state = 'queued' AND m.withdrawal IS NULL))) q "
				  "WHERE state <> tells ORDER BY id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

trien_rc
tr_message_load_in(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT m.organ, m.code, COALESCE(m.name, ''), COALESCE(m.symbol, ''), g.name, COALESCE(a.reason, a.findings, '') FROM message m "
				  "JOIN agency g ON g.id = m.agency JOIN arrival a ON a.id = m.arrival WHERE m.id = $1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id)), out, err);
}

trien_rc
tr_message_load_out(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT m.organ, m.code, COALESCE(m.name, ''), COALESCE(o.symbol, ''), g.name, o.number, o.dated_at, d.kind, d.subject, d.urgency, "
				  "COALESCE(d.signer, ''), m.hash, d.id FROM message m JOIN agency g ON g.id = m.agency JOIN document d ON d.id = m.document "
				  "JOIN outgoing o ON o.document = d.id WHERE m.id = $1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id)), out, err);
}

trien_rc
tr_message_load_files(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err)
{
	return tr_sql_ask(db, "SELECT name, file, kind FROM attachment WHERE document = $1 ORDER BY id", TR_SQL_IN(TR_SQL_I(document)), out, err);
}
