/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 R10.3 X5 */
/* What people do with a document that came: decide on it, give it to somebody, follow it, answer it; and corrections of its line. */
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/destruction.h"
#include "office/incoming_parts.h"
#include "office/withdrawal_parts.h"
#include "registry/value.h"
#include "rules/calendar.h"

struct handling {
	int64_t arrival;
	enum tr_incoming_act what;
	const struct tr_office_handling *given;
	struct tr_office_came came;
};

/* ---- facts ---- */

static trien_rc
is_issued(const struct tr_officing *o, int64_t document, int64_t agency, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM document WHERE id = $1 AND agency = $2 AND state = 'issued'";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(document), TR_SQL_I(agency)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

/* ---- the line ---- */

static trien_rc
set_deadline(const struct tr_officing *o, struct handling *h, struct tr_record *line, struct trien_err *err)
{
	const struct tr_office_handling *g = h->given;
	bool known = true;
	int64_t year;

	if (g->deadline_at != 0)
		tr_record_set_int(line, TR_incoming_deadline_at, tr_office_day(g->deadline_at, &year));
	if (g->days == 0)
		return TRIEN_OK;
	if (g->days < 0 || g->days > (int64_t)TR_WORKING_DAYS_MAX)
		return TR_ERR(err, OFFICE_DAYS_LIMIT, TR_U("max", TR_WORKING_DAYS_MAX));
	tr_record_set_int(line, TR_incoming_deadline_at, tr_day_begin(tr_working_day_after(o->profile, o->a->act->at, (unsigned)g->days, &known)));
	h->came.calendar_unknown = !known;
	return TRIEN_OK;
}

static void
set_given(struct tr_record *line, size_t column, const char *text)
{
	if (text != NULL && text[0] != '\0')
		tr_record_set_text(line, column, text);
}

static trien_rc
fill_line(const struct tr_officing *o, struct handling *h, struct tr_record *line, struct trien_err *err)
{
	const struct tr_office_handling *g = h->given;
	int64_t year;

	set_given(line, TR_incoming_receiver, g->receiver);
	set_given(line, TR_incoming_head_opinion, g->head_opinion);
	set_given(line, TR_incoming_unit_opinion, g->unit_opinion);
	set_given(line, TR_incoming_proposal, g->proposal);
	set_given(line, TR_incoming_progress, g->progress);
	if (h->what == TR_INCOMING_ACT_ASSIGN)
		tr_record_set_int(line, TR_incoming_passed_at, tr_office_day(o->a->act->at, &year));
	if (h->what == TR_INCOMING_ACT_ANSWER)
		tr_record_set_int(line, TR_incoming_answer, g->answer);
	return set_deadline(o, h, line, err);
}

/* ---- what is done ---- */

/* A clerk decides to register what waits. */
static trien_rc
accept(const struct tr_officing *o, struct handling *h, struct tr_record *a, struct trien_err *err)
{
	TR_AUTO_RECORD line = {0};

	TR_TRY(tr_incoming_load_card(o, a, &line, err));
	return tr_incoming_number(o, a, &line, 0, &h->came, err);
}

static trien_rc
change_line(const struct tr_officing *o, struct handling *h, struct tr_record *a, struct trien_err *err)
{
	TR_AUTO_RECORD line = {0};

	TR_TRY(tr_incoming_load_line(o, a->id, &line, err));
	TR_TRY(fill_line(o, h, &line, err));
	if (h->what != TR_INCOMING_ACT_ASSIGN && h->what != TR_INCOMING_ACT_PROGRESS)
		tr_record_set_text(a, TR_arrival_reason, o->a->act->reason);
	TR_TRY(tr_acting_put(o->a, a, err));
	TR_TRY(tr_acting_put(o->a, &line, err));
	h->came.entry = line.id;
	h->came.year = line.v[TR_incoming_year].i;
	h->came.number = line.v[TR_incoming_number].i;
	return TRIEN_OK;
}

/* Its sender has taken it back: whoever asked for that by the exchange is told. What had no number yet has no line to be struck. */
static trien_rc
take_back(const struct tr_officing *o, struct handling *h, struct tr_record *a, struct trien_err *err)
{
	if (h->came.from == TR_INCOMING_RETRY || h->came.from == TR_INCOMING_WAITING) {
		tr_record_set_text(a, TR_arrival_reason, o->a->act->reason);
		TR_TRY(tr_acting_put(o->a, a, err));
	} else {
		TR_TRY(change_line(o, h, a, err));
	}
	return tr_withdrawal_answer(o, a->id, TR_WITHDRAWAL_AGREED, err);
}

static trien_rc
do_decided(const struct tr_officing *o, struct handling *h, struct tr_record *a, struct trien_err *err)
{
	switch (h->what) {
	case TR_INCOMING_ACT_ACCEPT:
		return accept(o, h, a, err);
	case TR_INCOMING_ACT_RECALL:
		return take_back(o, h, a, err);
	case TR_INCOMING_ACT_REFUSE_RECALL:
		tr_acting_about(o->a, a->book, a->id);
		return tr_withdrawal_answer(o, a->id, TR_WITHDRAWAL_REFUSED, err);
	default:
		return change_line(o, h, a, err);
	}
}

static trien_rc
handle(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct handling *h = context;
	const struct tr_office_handling *g = h->given;
	struct tr_incoming_decision d;
	TR_AUTO_RECORD a = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], h->arrival, &a, err));
	TR_TRY(tr_office_may(o, a.v[TR_arrival_agency].i, TR_VERB_SEE, err));
	if (h->what == TR_INCOMING_ACT_REOPEN)
		TR_TRY(tr_destruction_check(o->a->db, a.book, a.id, err));
	struct tr_incoming_facts facts = tr_incoming_facts_of(o, &a);
	facts.receiver_named = g->receiver != NULL && g->receiver[0] != '\0';
	TR_TRY(is_issued(o, g->answer, a.v[TR_arrival_agency].i, &facts.answer_issued, err));
	TR_TRY(tr_withdrawal_is_asked(o, a.id, &facts.asked_back, err));
	h->came = (struct tr_office_came){.arrival = a.id, .from = facts.state};
	TR_TRY(tr_incoming_decide_row(o, &a, h->what, &facts, &d, err));
	h->came.to = d.to;
	return d.forgets ? tr_incoming_put_refused(o, &a, err) : do_decided(o, h, &a, err);
}

trien_rc
tr_office_handle(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		enum tr_incoming_act what, const struct tr_office_handling *given, struct tr_office_came *out, struct trien_err *err)
{
	struct handling h = {.arrival = arrival, .what = what, .given = given};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_incoming_act_word(what)->word, handle, &h, &id, err));
	*out = h.came;
	out->act = id;
	return TRIEN_OK;
}

/* ---- corrections ---- */

struct correcting {
	int64_t arrival;
	const struct tr_office_correction *items;
	size_t count;
};

/* Number, day and file belong to the document for ever. */
static bool
is_corrected(const char *column)
{
	static const char *const names[] = {"author", "symbol", "dated_at", "kind", "subject", "urgency", "receiver", "passed_at", "receipt", "note",
		"deadline_at", "progress", "head_opinion", "unit_opinion", "proposal"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i], column) == 0)
			return true;
	return false;
}

static trien_rc
correct(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct correcting *c = context;
	struct tr_incoming_decision d;
	TR_AUTO_RECORD a = {0};
	TR_AUTO_RECORD line = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], c->arrival, &a, err));
	struct tr_incoming_facts facts = tr_incoming_facts_of(o, &a);
	TR_TRY(tr_incoming_decide_row(o, &a, TR_INCOMING_ACT_CORRECT, &facts, &d, err));
	TR_TRY(tr_incoming_load_line(o, a.id, &line, err));
	for (size_t i = 0; i < c->count; i++) {
		if (!is_corrected(c->items[i].column))
			return TR_ERR(err, OFFICE_NOT_CORRECTED_IN, TR_S("column", c->items[i].column));
		TR_TRY(tr_value_read(o->a->db, &line, tr_book_column(line.book, c->items[i].column), c->items[i].value, err));
	}
	TR_TRY(tr_acting_put(o->a, &line, err));
	tr_acting_about(o->a, a.book, a.id);
	return TRIEN_OK;
}

trien_rc
tr_office_correct_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_correction *c, size_t count, int64_t *id, struct trien_err *err)
{
	struct correcting k = {arrival, c, count};
	return tr_office_act(db, act, mode, who, tr_incoming_act_word(TR_INCOMING_ACT_CORRECT)->word, correct, &k, id, err);
}
