/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "office/destruction.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/office.h"
#include "base/errors/rules.h"
#include "base/memory.h"
#include "office/destroy.h"
#include "office/office_parts.h"

/* ---- a new one ---- */

static trien_rc
put_line(struct tr_acting *a, int64_t list, const struct tr_kept *k, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_destruction_item]);
	char about[TR_OBJECT_TEXT];

	tr_kept_name(k, about);
	tr_record_set_int(&r, TR_destruction_item_destruction, list);
	tr_record_set_text(&r, TR_destruction_item_about, about);
	tr_record_set_text(&r, TR_destruction_item_state, "listed");
	tr_record_set_int(&r, TR_destruction_item_due_at, k->due_at);
	return tr_acting_put(a, &r, err);
}

static trien_rc
put_list(struct tr_acting *a, int64_t agency, const struct tr_kept *kept, size_t count, int64_t *list, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_destruction]);

	tr_record_set_int(&r, TR_destruction_agency, agency);
	tr_record_set_text(&r, TR_destruction_state, tr_destruction_state_word(TR_DESTRUCTION_PROPOSED)->word);
	tr_record_set_int(&r, TR_destruction_proposed_at, a->act->at);
	TR_TRY(tr_acting_put(a, &r, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(put_line(a, r.id, &kept[i], err));
	*list = r.id;
	return TRIEN_OK;
}

/* Those that went before those that came. *kept: free it. */
static trien_rc
find_due(struct tr_sql *db, const struct tr_profile *p, int64_t agency, int64_t now, struct tr_kept **kept, size_t *count, struct trien_err *err)
{
	struct tr_kept *all = tr_mem_zeroed(TR_DESTRUCTION_LINES_MAX, sizeof(*all));
	size_t went = 0, came = 0;

	if (all == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", TR_DESTRUCTION_LINES_MAX * sizeof(*all)));
	trien_rc rc = tr_kept_due(db, p, &tr_books[TR_BOOK_document], agency, now, 0, all, TR_DESTRUCTION_LINES_MAX, &went, err);
	if (rc == TRIEN_OK)
		rc = tr_kept_due(db, p, &tr_books[TR_BOOK_arrival], agency, now, 0, all + went, TR_DESTRUCTION_LINES_MAX - went, &came, err);
	if (rc != TRIEN_OK) {
		free(all);
		return rc;
	}
	*kept = all;
	*count = went + came;
	return TRIEN_OK;
}

struct proposing {
	int64_t agency;
	const struct tr_profile *profile;
	struct tr_destruction_done done;
};

static trien_rc
propose_in(struct tr_acting *a, struct proposing *p, struct trien_err *err)
{
	struct tr_kept *kept = NULL;

	TR_TRY(find_due(a->db, p->profile, p->agency, a->act->at, &kept, &p->done.count, err));
	p->done.to = TR_DESTRUCTION_PROPOSED;
	const trien_rc rc = p->done.count == 0 ? TR_ERR0(err, OFFICE_DESTRUCTION_NOTHING) : put_list(a, p->agency, kept, p->done.count, &p->done.list, err);
	free(kept);
	return rc;
}

static trien_rc
propose(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct tr_destruction_facts facts = {.role = o->who->role};
	struct tr_destruction_decision d;
	struct proposing *p = context;

	TR_TRY(tr_destruction_decide(&facts, TR_DESTRUCTION_ACT_PROPOSE, &d, err));
	TR_TRY(tr_office_may(o, p->agency, d.verb, err));
	p->profile = o->profile;
	return propose_in(o->a, p, err);
}

trien_rc
tr_destruction_propose(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency,
		struct tr_destruction_done *out, struct trien_err *err)
{
	struct proposing p = {.agency = agency};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_destruction_act_word(TR_DESTRUCTION_ACT_PROPOSE)->word, propose, &p, &id, err));
	*out = p.done;
	out->act = id;
	return TRIEN_OK;
}

/* ---- those of the month's job ---- */

static trien_rc
propose_alone(struct tr_acting *a, void *context, struct trien_err *err)
{
	return propose_in(a, context, err);
}

/* An agency that has a list nobody has submitted yet gets no second one. */
static trien_rc
find_agencies(struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT g.id FROM agency g WHERE (EXISTS (SELECT 1 FROM document d WHERE d.agency = g.id) OR "
				  "EXISTS (SELECT 1 FROM arrival v WHERE v.agency = g.id)) AND NOT EXISTS "
				  "(SELECT 1 FROM destruction t WHERE t.agency = g.id AND t.state = 'proposed') ORDER BY g.id";
	return tr_sql_ask(db, sql, NULL, 0, out, err);
}

trien_rc
tr_destruction_propose_all(struct tr_sql *db, int64_t now, size_t *lists, struct trien_err *err)
{
	const struct tr_act act = {.actor = "system", .role = tr_rules_role_word(TR_ROLE_SYSTEM)->word,
		.what = tr_destruction_act_word(TR_DESTRUCTION_ACT_PROPOSE)->word, .at = now, .effective_at = now, .decided = true};
	struct tr_profile *profile;
	TR_AUTO_ROWS agencies = {0};
	trien_rc rc = TRIEN_OK;

	*lists = 0;
	TR_TRY(find_agencies(db, &agencies, err));
	TR_TRY(tr_profile_for_time(now, &profile, err));
	for (size_t i = 0; i < agencies.count && rc == TRIEN_OK; i++) {
		struct trien_err why = {0};
		struct proposing p = {.agency = tr_sql_int(&agencies, i, 0), .profile = profile};
		rc = tr_act_do(db, &act, TR_ACT_WITHIN, propose_alone, &p, NULL, &why);
		*lists += rc == TRIEN_OK;
		if (rc == TRIEN_E_OFFICE_DESTRUCTION_NOTHING)
			rc = TRIEN_OK;
		else if (rc != TRIEN_OK)
			*err = why;
	}
	tr_profile_free(profile);
	return rc;
}

/* ---- what becomes of one ---- */

struct doing {
	int64_t list;
	enum tr_destruction_act what;
	const struct tr_destruction_said *said;
	struct tr_destruction_done done;
};

static trien_rc
find_lines(struct tr_sql *db, int64_t list, const char *line, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, about FROM destruction_item WHERE destruction = $1 AND state = 'listed' AND ($2 = '' OR about = $2) ORDER BY id";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(list), TR_SQL_T(line)), out, err);
}

static trien_rc
put_state(struct tr_acting *a, int64_t line, const char *state, const char *reason, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_destruction_item], line, &r, err));
	tr_record_set_text(&r, TR_destruction_item_state, state);
	tr_record_set_text(&r, TR_destruction_item_reason, reason);
	return tr_acting_put(a, &r, err);
}

static trien_rc
strike(const struct tr_officing *o, struct doing *d, struct trien_err *err)
{
	const char *line = d->said->line != NULL && d->said->line[0] != '\0' ? d->said->line : "-";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(find_lines(o->a->db, d->list, line, &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_DESTRUCTION_LINE, TR_I("list", d->list), TR_B("about", line, strlen(line)));
	d->done.count--;
	return put_state(o->a, tr_sql_int(&rows, 0, 0), "struck", o->a->act->reason, err);
}

/* Asked anew: since the list was made somebody may have said that it stays, or for longer. */
static trien_rc
carry_out_line(const struct tr_officing *o, const struct tr_record *list, const char *about, struct trien_err *err)
{
	const struct tr_book *book;
	struct tr_kept k;
	int64_t id;

	TR_TRY(tr_object_read(about, &book, &id, err));
	TR_TRY(tr_kept_load(o->a->db, o->profile, book, id, o->a->act->at, &k, err));
	struct trien_err why = {0};
	const trien_rc rc = tr_retention_check(&k.facts, &why);
	if (rc != TRIEN_OK)
		return TR_ERR(err, OFFICE_DESTRUCTION_STOP, TR_S("about", about), TR_S("why", trien_err_id(rc)));
	return tr_destroy(o->a, &k, list, err);
}

static trien_rc
carry_out(const struct tr_officing *o, const struct doing *d, struct tr_record *list, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	tr_record_set_int(list, TR_destruction_done_at, o->a->act->at);
	TR_TRY(tr_acting_put(o->a, list, err));
	TR_TRY(find_lines(o->a->db, d->list, "", &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_TRY(carry_out_line(o, list, tr_sql_text(&rows, i, 1), err));
		TR_TRY(put_state(o->a, tr_sql_int(&rows, i, 0), "destroyed", NULL, err));
	}
	return TRIEN_OK;
}

static trien_rc
put_act(const struct tr_officing *o, struct doing *d, struct tr_record *list, struct trien_err *err)
{
	switch (d->what) {
	case TR_DESTRUCTION_ACT_STRIKE:
		tr_acting_about(o->a, list->book, list->id);
		return strike(o, d, err);
	case TR_DESTRUCTION_ACT_CARRY_OUT:
		return carry_out(o, d, list, err);
	case TR_DESTRUCTION_ACT_SUBMIT:
		tr_record_set_int(list, TR_destruction_requester, o->who->person);
		break;
	case TR_DESTRUCTION_ACT_APPROVE:
		tr_record_set_int(list, TR_destruction_approver, o->who->person);
		tr_record_set_text(list, TR_destruction_decision, d->said->decision);
		tr_record_set_int(list, TR_destruction_decided_at, d->said->decided_at);
		break;
	default:
		tr_record_set_text(list, TR_destruction_reason, o->a->act->reason);
	}
	return tr_acting_put(o->a, list, err);
}

static trien_rc
count_lines(struct tr_sql *db, int64_t list, size_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(find_lines(db, list, "", &rows, err));
	*out = rows.count;
	return TRIEN_OK;
}

static trien_rc
do_it(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct doing *d = context;
	const struct tr_destruction_said *s = d->said;
	TR_AUTO_RECORD list = {0};
	struct tr_destruction_decision to;
	int64_t year;

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_destruction], d->list, &list, err));
	TR_TRY(tr_office_may(o, list.v[TR_destruction_agency].i, TR_VERB_SEE, err));
	d->done = (struct tr_destruction_done){.list = list.id, .from = tr_destruction_state_of(list.v[TR_destruction_state].b)};
	TR_TRY(count_lines(o->a->db, list.id, &d->done.count, err));
	const struct tr_destruction_facts facts = {.state = d->done.from, .role = o->who->role, .person = o->who->person,
		.requester = list.v[TR_destruction_requester].null ? 0 : list.v[TR_destruction_requester].i, .listed = d->done.count,
		.reason_given = tr_office_reason(o, NULL) == TRIEN_OK, .decision_named = s->decision != NULL && s->decision[0] != '\0',
		.decided_at = s->decided_at == 0 ? 0 : tr_office_day(s->decided_at, &year), .now = o->a->act->at, .final = s->final};
	TR_TRY(tr_destruction_decide(&facts, d->what, &to, err));
	TR_TRY(tr_office_may(o, list.v[TR_destruction_agency].i, to.verb, err));
	d->done.to = to.to;
	tr_record_set_text(&list, TR_destruction_state, tr_destruction_state_word(to.to)->word);
	return put_act(o, d, &list, err);
}

trien_rc
tr_destruction_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t list,
		enum tr_destruction_act what, const struct tr_destruction_said *said, struct tr_destruction_done *out, struct trien_err *err)
{
	struct doing d = {.list = list, .what = what, .said = said};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_destruction_act_word(what)->word, do_it, &d, &id, err));
	*out = d.done;
	out->act = id;
	return TRIEN_OK;
}

/* ---- reading ---- */

trien_rc
tr_destruction_page(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT t.id, t.state, t.proposed_at, COALESCE(t.decision, ''), t.decided_at, t.done_at, COALESCE(t.reason, ''), "
				  "(SELECT COUNT(*) FROM destruction_item i WHERE i.destruction = t.id AND i.state <> 'struck') FROM destruction t "
				  "WHERE t.agency = $1 AND t.id > $2 ORDER BY t.id LIMIT $3";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

#define NUMBER_OF(book) "CASE WHEN i.about LIKE '" book ":%' THEN CAST(SUBSTR(i.about, LENGTH('" book ":') + 1) AS BIGINT) END"

trien_rc
tr_destruction_lines(struct tr_sql *db, int64_t list, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT i.about, i.state, i.due_at, COALESCE(i.reason, ''), COALESCE(o.number, n.number, 0), COALESCE(o.symbol, n.symbol, ''), "
				  "COALESCE(o.dated_at, n.dated_at, n.arrived_at), COALESCE(d.subject, n.subject, ''), COALESCE(r.hold, 0) FROM destruction_item i "
				  "LEFT JOIN document d ON d.id = " NUMBER_OF("document") " LEFT JOIN outgoing o ON o.document = d.id "
				  "LEFT JOIN incoming n ON n.arrival = " NUMBER_OF("arrival") " LEFT JOIN retention r ON r.about = i.about "
				  "WHERE i.destruction = $1 ORDER BY i.id";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(list)), out, err);
}

trien_rc
tr_destruction_check(struct tr_sql *db, const struct tr_book *book, int64_t id, struct trien_err *err)
{
	char about[TR_OBJECT_TEXT];
	TR_AUTO_ROWS rows = {0};

	tr_kept_name(&(struct tr_kept){.book = book, .id = id}, about);
	TR_TRY(tr_sql_ask(db, "SELECT id FROM destruction_item WHERE about = $1 AND state = 'destroyed'", TR_SQL_IN(TR_SQL_T(about)), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR0(err, RULES_RETENTION_DESTROYED);
}
