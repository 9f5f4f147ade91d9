/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R5.3 */
/* What every act of the office has: who does it, by the law of its time. */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "office/office_parts.h"

struct doing {
	const struct tr_office_who *who;
	const struct tr_profile *profile;
	tr_office_work work;
	void *context;
};

static trien_rc
do_work(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct doing *d = context;
	/* In a guarded registry the books say who is there. */
	const struct tr_office_who who = a->who.guarded ? (struct tr_office_who){a->who.person, a->who.role} : *d->who;
	int64_t held_in = 0;
	struct tr_officing o = {a, &who, d->profile, &held_in};

	return d->work(&o, d->context, err);
}

trien_rc
tr_office_act(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const char *what, tr_office_work work,
		void *context, int64_t *id, struct trien_err *err)
{
	struct tr_profile *profile;
	struct tr_act whole = *act;
	char actor[TR_OBJECT_TEXT];

	snprintf(actor, sizeof(actor), "person:%lld", (long long)who->person);
	whole.actor = actor;
	whole.role = tr_rules_role_word(who->role)->word;
	whole.what = what;
	whole.decided = true; /* by rules/document.h */
	TR_TRY(tr_profile_for_time(act->at, &profile, err));
	struct doing d = {who, profile, work, context};
	const trien_rc rc = tr_act_do(db, &whole, mode, do_work, &d, id, err);
	tr_profile_free(profile);
	return rc;
}

/* A subscriber is who works there; every other role is held by a post. */
trien_rc
tr_office_holds(const struct tr_officing *o, int64_t agency, struct trien_err *err)
{
	static const char by_post[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND role = $3 AND from_at <= $4 "
				      "AND (to_at IS NULL OR to_at > $4) LIMIT 1";
	static const char by_work[] = "SELECT id FROM person WHERE id = $1 AND agency = $2 AND state = 'active'";
	const char *role = tr_rules_role_word(o->who->role)->word;
	TR_AUTO_ROWS rows = {0};

	if (agency == *o->held_in)
		return TRIEN_OK;
	if (o->who->role == TR_ROLE_SUBSCRIBER)
		TR_TRY(tr_sql_ask(o->a->db, by_work, TR_SQL_IN(TR_SQL_I(o->who->person), TR_SQL_I(agency)), &rows, err));
	else
		TR_TRY(tr_sql_ask(o->a->db, by_post, TR_SQL_IN(TR_SQL_I(o->who->person), TR_SQL_I(agency), TR_SQL_T(role), TR_SQL_I(o->a->act->at)), &rows, err));
	if (rows.count > 0)
		*o->held_in = agency;
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_ROLE, TR_I("person", o->who->person), TR_S("role", role));
}

/* Documents are seen and handled in their own agency, by whatever role: the table knows no wider scope of them. */
trien_rc
tr_office_may(const struct tr_officing *o, int64_t agency, enum tr_rules_verb verb, struct trien_err *err)
{
	if (tr_rules_access(o->who->role, TR_OBJECT_DOCUMENT, verb) != TR_SCOPE_AGENCY)
		return TR_ERR(err, RULES_ROLE, TR_S("act", o->a->act->what), TR_S("role", tr_rules_role_word(o->who->role)->word));
	return tr_office_holds(o, agency, err);
}

trien_rc
tr_office_reason(const struct tr_officing *o, struct trien_err *err)
{
	const char *reason = o->a->act->reason;

	return reason != NULL && reason[0] != '\0' ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
}

trien_rc
tr_office_decide(const struct tr_officing *o, struct tr_record *document, enum tr_document_act act, struct tr_document_facts facts, struct trien_err *err)
{
	const struct tr_sql_value *state = &document->v[TR_document_state];
	struct tr_document_decision d;

	facts.state = state->null ? TR_DOCUMENT_NONE : tr_document_state_of(state->b);
	facts.role = o->who->role;
	facts.paper = tr_record_is(document, TR_document_medium, "paper");
	facts.reason_given = tr_office_reason(o, NULL) == TRIEN_OK;
	facts.has_e_copy = !document->v[TR_document_e_copy].null;
	TR_TRY(tr_document_decide(&facts, act, &d, err));
	TR_TRY(tr_office_may(o, document->v[TR_document_agency].i, d.verb, err));
	tr_record_set_text(document, TR_document_state, tr_document_state_word(d.to)->word);
	return TRIEN_OK;
}

trien_rc
tr_office_text(struct tr_record *r, size_t column, const char **out, struct trien_err *err)
{
	const struct tr_sql_value *v = &r->v[column];
	char *copy;

	TR_TRY(tr_arena_take(&r->arena, (v->null ? 0 : v->b.n) + 1, &copy, err));
	if (!v->null)
		memcpy(copy, v->b.p, v->b.n);
	copy[v->null ? 0 : v->b.n] = '\0';
	*out = copy;
	return TRIEN_OK;
}
