/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R10.1 R10.3 */
#include "office/withdrawal.h"

#include <string.h>

#include "base/errors/office.h"
#include "office/limits.h"
#include "office/withdrawal_parts.h"
#include "rules/incoming.h"

const char *
tr_withdrawal_word(enum tr_withdrawal_state state)
{
	static const char *const words[TR_WITHDRAWAL_STATES] = {"", "asked", "agreed", "refused", "unsent"};

	return words[state];
}

enum tr_withdrawal_state
tr_withdrawal_state_of(const char *word)
{
	for (unsigned s = TR_WITHDRAWAL_ASKED; s < TR_WITHDRAWAL_STATES; s++)
		if (strcmp(tr_withdrawal_word((enum tr_withdrawal_state)s), word) == 0)
			return (enum tr_withdrawal_state)s;
	return TR_WITHDRAWAL_NONE;
}

/* A new answer is one that the exchange has not got yet. */
static trien_rc
put(const struct tr_officing *o, int64_t message, enum tr_withdrawal_state state, const char *reason, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_message], message, &r, err));
	tr_record_set_text(&r, TR_message_withdrawal, tr_withdrawal_word(state));
	tr_record_set_text(&r, TR_message_withdrawal_reason, reason != NULL && reason[0] != '\0' ? reason : NULL);
	tr_record_set_int(&r, TR_message_withdrawal_at, o->a->act->at);
	if (tr_record_is(&r, TR_message_direction, "in"))
		tr_record_set_null(&r, TR_message_withdrawal_told_at);
	return tr_acting_put(o->a, &r, err);
}

/* ---- what is taken back here ---- */

trien_rc
tr_withdrawal_begin(const struct tr_officing *o, const struct tr_record *document, struct trien_err *err)
{
	static const char sql[] = "SELECT id, state FROM message WHERE document = $1 AND direction = 'out' AND withdrawal IS NULL ORDER BY id";
	const bool recalled = tr_record_is(document, TR_document_state, "recalled");
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(document->id)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const bool queued = tr_message_state_of(tr_sql_text(&rows, i, 1)) == TR_MESSAGE_QUEUED;
		if (queued || recalled)
			TR_TRY(put(o, tr_sql_int(&rows, i, 0), queued ? TR_WITHDRAWAL_UNSENT : TR_WITHDRAWAL_ASKED, o->a->act->reason, err));
	}
	return TRIEN_OK;
}

/* ---- what the clerk answers ---- */

trien_rc
tr_withdrawal_is_asked(const struct tr_officing *o, int64_t arrival, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM message WHERE arrival = $1 AND direction = 'in' AND withdrawal = 'asked'";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

trien_rc
tr_withdrawal_answer(const struct tr_officing *o, int64_t arrival, enum tr_withdrawal_state answer, struct trien_err *err)
{
	static const char sql[] = "SELECT id, withdrawal FROM message WHERE arrival = $1 AND direction = 'in' AND withdrawal IN ('asked', 'refused') ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		if (tr_withdrawal_state_of(tr_sql_text(&rows, i, 1)) != answer)
			TR_TRY(put(o, tr_sql_int(&rows, i, 0), answer, answer == TR_WITHDRAWAL_REFUSED ? o->a->act->reason : NULL, err));
	return TRIEN_OK;
}

/* ---- what comes ---- */

struct hearing {
	const struct tr_withdrawal_heard *h;
	struct tr_withdrawal_done done;
};

/* Its clerk has nothing to decide where nothing of it is kept, or it is recalled already. */
static trien_rc
hear_wish(const struct tr_officing *o, struct hearing *k, struct trien_err *err)
{
	static const char sql[] = "SELECT m.id, m.withdrawal, m.arrival, a.state FROM message m JOIN arrival a ON a.id = m.arrival "
				  "WHERE m.agency = $1 AND m.direction = 'in' AND m.organ = $2 AND m.code = $3";
	const struct tr_withdrawal_heard *h = k->h;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(h->agency), TR_SQL_T(h->organ), TR_SQL_T(h->code)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_MESSAGE_NOT_CAME, TR_S("organ", h->organ), TR_S("code", h->code));
	k->done.arrival = tr_sql_int(&rows, 0, 2);
	if (!tr_sql_cell(&rows, 0, 1)->null) {
		k->done.state = tr_withdrawal_state_of(tr_sql_text(&rows, 0, 1));
		return TRIEN_OK;
	}
	const enum tr_incoming_state state = tr_incoming_state_of(tr_sql_cell(&rows, 0, 3)->b);
	k->done.state = state == TR_INCOMING_REFUSED || state == TR_INCOMING_RECALLED ? TR_WITHDRAWAL_AGREED : TR_WITHDRAWAL_ASKED;
	return put(o, tr_sql_int(&rows, 0, 0), k->done.state, h->reason, err);
}

static trien_rc
hear_answer(const struct tr_officing *o, struct hearing *k, struct trien_err *err)
{
	static const char sql[] = "SELECT id, withdrawal, withdrawal_told_at FROM message WHERE agency = $1 AND direction = 'out' AND organ = $2 AND code = $3 AND state <> 'queued'";
	const struct tr_withdrawal_heard *h = k->h;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(h->agency), TR_SQL_T(h->organ), TR_SQL_T(h->code)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_MESSAGE_UNKNOWN, TR_S("organ", h->organ), TR_S("code", h->code));
	const enum tr_withdrawal_state was = tr_sql_cell(&rows, 0, 1)->null ? TR_WITHDRAWAL_NONE : tr_withdrawal_state_of(tr_sql_text(&rows, 0, 1));
	if (was == TR_WITHDRAWAL_NONE || (was == TR_WITHDRAWAL_ASKED && tr_sql_cell(&rows, 0, 2)->null))
		return TR_ERR(err, OFFICE_MESSAGE_NOT_ASKED, TR_S("organ", h->organ), TR_S("code", h->code));
	k->done.state = was == TR_WITHDRAWAL_AGREED ? was : h->says;
	if (k->done.state == was)
		return TRIEN_OK;
	return put(o, tr_sql_int(&rows, 0, 0), h->says, h->reason, err);
}

static trien_rc
hear(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct hearing *k = context;

	TR_TRY(tr_office_may(o, k->h->agency, TR_VERB_FORWARD, err));
	return k->h->says == TR_WITHDRAWAL_ASKED ? hear_wish(o, k, err) : hear_answer(o, k, err);
}

trien_rc
tr_withdrawal_hear(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_withdrawal_heard *h,
		struct tr_withdrawal_done *out, struct trien_err *err)
{
	struct hearing k = {.h = h};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, h->says == TR_WITHDRAWAL_ASKED ? "arrival.asked-back" : "document.hear", hear, &k, &id, err));
	*out = k.done;
	out->act = id;
	return TRIEN_OK;
}

/* ---- what goes ---- */

trien_rc
tr_withdrawal_due(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, withdrawal FROM message WHERE agency = $1 AND id > $2 AND withdrawal IS NOT NULL AND withdrawal_told_at IS NULL "
				  "AND ((direction = 'out' AND withdrawal = 'asked') OR (direction = 'in' AND withdrawal IN ('agreed', 'refused'))) ORDER BY id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

trien_rc
tr_withdrawal_load(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT m.organ, m.code, COALESCE(m.name, ''), COALESCE(m.symbol, ''), g.name, COALESCE(m.withdrawal_reason, '') FROM message m "
				  "JOIN agency g ON g.id = m.agency WHERE m.id = $1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id)), out, err);
}

static trien_rc
told(struct tr_officing *o, void *context, struct trien_err *err)
{
	const int64_t *id = context;
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_message], *id, &r, err));
	TR_TRY(tr_office_may(o, r.v[TR_message_agency].i, TR_VERB_FORWARD, err));
	tr_record_set_int(&r, TR_message_withdrawal_told_at, o->a->act->at);
	return tr_acting_put(o->a, &r, err);
}

trien_rc
tr_withdrawal_told(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id, struct trien_err *err)
{
	return tr_office_act(db, act, mode, who, "document.tell", told, &id, NULL, err);
}
