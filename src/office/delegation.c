/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.3 */
/* Delegations in writing. */
#include "base/errors/office.h"
#include "base/errors/rules.h"
#include "office/submission_parts.h"

struct delegating {
	const struct tr_delegation_new *new;
	int64_t id;
};

/* Who signs gives away the own steps; for another it is entered by the agency's clerk, who has the paper. */
static trien_rc
check_giver(struct tr_officing *o, const struct tr_delegation_new *n, struct trien_err *err)
{
	if (o->who->role == TR_ROLE_CLERK)
		return tr_office_may(o, n->agency, TR_VERB_CHANGE, err);
	TR_TRY(tr_office_may(o, n->agency, TR_VERB_APPROVE, err));
	return o->who->person == n->giver ? TRIEN_OK
					  : TR_ERR(err, RULES_ROLE, TR_S("act", o->a->act->what), TR_S("role", tr_rules_role_word(o->who->role)->word));
}

/* Steps of an agency are done by who works there: of another it is not said whether there is such a person. */
static trien_rc
works_there(const struct tr_officing *o, int64_t person, int64_t agency, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM person WHERE id = $1 AND agency = $2 AND state = 'active' UNION SELECT person FROM post WHERE person = $1 AND agency = $2 "
				  "AND from_at <= $3 AND (to_at IS NULL OR to_at > $3)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(o->a->act->at)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_ROLE, TR_I("person", person), TR_S("role", tr_rules_role_word(TR_ROLE_SUBSCRIBER)->word));
}

static trien_rc
delegate(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct delegating *d = context;
	const struct tr_delegation_new *n = d->new;
	const struct tr_delegation_facts facts = {.giver = n->giver, .taker = n->taker, .decision_named = n->decision != NULL && n->decision[0] != '\0',
		.decided_at = n->decided_at, .from_at = n->from_at, .to_at = n->to_at, .now = o->a->act->at};
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_delegation]);

	TR_TRY(check_giver(o, n, err));
	TR_TRY(tr_delegation_check(&facts, err));
	TR_TRY(works_there(o, n->giver, n->agency, err));
	TR_TRY(works_there(o, n->taker, n->agency, err));
	tr_record_set_int(&r, TR_delegation_agency, n->agency);
	tr_record_set_int(&r, TR_delegation_giver, n->giver);
	tr_record_set_int(&r, TR_delegation_person, n->taker);
	tr_record_set_text(&r, TR_delegation_decision, n->decision);
	tr_record_set_int(&r, TR_delegation_decided_at, n->decided_at);
	tr_record_set_int(&r, TR_delegation_from_at, n->from_at);
	tr_record_set_int(&r, TR_delegation_to_at, n->to_at);
	TR_TRY(tr_acting_put(o->a, &r, err));
	d->id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_delegation_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_delegation_new *n,
		int64_t *id, struct trien_err *err)
{
	struct delegating d = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, "document.delegate", delegate, &d, NULL, err));
	*id = d.id;
	return TRIEN_OK;
}
