/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finds the row of an act, and holds its conditions. Requirement: R6.1 R15.2 */
#include "rules/rules.h"

#include "base/errors/rules.h"

/* What of a row fits the facts, the widest reach of all rows of the act. */
enum reach { REACH_NONE, REACH_STATE, REACH_KIND, REACH_ROLE };

static enum reach
reach_of(const struct tr_rules_row *row, const struct tr_rules_facts *f)
{
	if (!(row->from & TR_STATE_BIT(f->state)))
		return REACH_NONE;
	if (row->kinds != 0 && !(row->kinds & TR_BIT(f->kind)))
		return REACH_STATE;
	return row->roles & TR_BIT(f->role) ? REACH_ROLE : REACH_KIND;
}

/* The row that fits, or NULL and how far the nearest one reached. */
static const struct tr_rules_row *
find_row(const struct tr_rules_facts *f, enum tr_rules_act act, enum reach *widest)
{
	const struct tr_rules_row *row;

	*widest = REACH_NONE;
	for (size_t i = 0; (row = tr_rules_row_at(i)) != NULL; i++) {
		const enum reach reach = row->act == act ? reach_of(row, f) : REACH_NONE;
		if (reach == REACH_ROLE)
			return row;
		*widest = reach > *widest ? reach : *widest;
	}
	return NULL;
}

static trien_rc
refuse(const struct tr_rules_facts *f, enum tr_rules_act act, enum reach widest, struct trien_err *err)
{
	const char *act_word = tr_rules_act_word(act)->word;

	if (widest == REACH_NONE)
		return TR_ERR(err, RULES_STATE, TR_S("act", act_word), TR_S("state", tr_rules_state_word(f->state)->word));
	if (widest == REACH_STATE)
		return TR_ERR(err, RULES_KIND, TR_S("act", act_word), TR_S("kind", tr_rules_kind_word(f->kind)->word));
	return TR_ERR(err, RULES_ROLE, TR_S("act", act_word), TR_S("role", tr_rules_role_word(f->role)->word));
}

static trien_rc
hold(const enum tr_rules_guard *guards, const struct tr_rules_facts *f, struct trien_err *err)
{
	for (; *guards != TR_GUARD_NONE; guards++)
		TR_TRY(tr_rules_guard(*guards, f, err));
	return TRIEN_OK;
}

/* A revocation that is submitted stops the signing when its reason says so. */
static void
stop(const struct tr_rules_facts *f, enum tr_rules_act act, struct tr_rules_decision *d)
{
	d->stops_at = d->effects & TR_BIT(TR_EFFECT_STOP_SIGNING) ? f->now : INT64_MAX;
	if (act != TR_ACT_REQUEST_SUBMIT || f->kind != TR_KIND_REVOKE)
		return;
	const enum tr_rules_stops stops = tr_rules_reason_at(f->reason)->stops;
	if (stops == TR_STOPS_REPORT)
		d->stops_at = f->now;
	else if (stops == TR_STOPS_EVENT && f->event_at != 0)
		d->stops_at = f->event_at;
	if (d->stops_at <= f->now)
		d->effects |= TR_BIT(TR_EFFECT_STOP_SIGNING);
}

trien_rc
tr_rules_decide(const struct tr_rules_facts *facts, enum tr_rules_act act, struct tr_rules_decision *out,
		struct trien_err *err)
{
	enum reach widest;
	const struct tr_rules_row *row = find_row(facts, act, &widest);
	struct tr_rules_decision d;

	if (row == NULL)
		return refuse(facts, act, widest, err);
	if (row->conditions)
		TR_TRY(hold(tr_rules_conditions(facts->kind), facts, err));
	TR_TRY(hold(row->guards, facts, err));
	d = (struct tr_rules_decision){.to = row->to, .effects = row->effects,
		.scope = tr_rules_access(facts->role, tr_rules_act_object(act), tr_rules_act_verb(act)),
		.recipient = tr_rules_recipient(facts->law, facts->kind, facts->device_kind)};
	stop(facts, act, &d);
	if (act == TR_ACT_CERTIFICATE_RESUME && facts->before != TR_STATE_NONE)
		d.to = facts->before; /* what nobody has used is not in use by that */
	*out = d;
	return TRIEN_OK;
}

bool
tr_rules_does(enum tr_rules_role role, enum tr_rules_act act)
{
	const struct tr_rules_row *row;

	for (size_t i = 0; (row = tr_rules_row_at(i)) != NULL; i++)
		if (row->act == act && row->roles & TR_BIT(role))
			return true;
	return false;
}

bool
tr_rules_letter_fits(const struct tr_rules_law *law, const struct tr_rules_letter_part *a,
		const struct tr_rules_letter_part *b)
{
	const bool renewal = (a->kind == TR_KIND_RENEW || a->kind == TR_KIND_CHANGE) &&
			(b->kind == TR_KIND_RENEW || b->kind == TR_KIND_CHANGE); /* one form for both */
	const bool people = (a->subject == TR_SUBJECT_PERSON || a->subject == TR_SUBJECT_TITLE) &&
			(b->subject == TR_SUBJECT_PERSON || b->subject == TR_SUBJECT_TITLE);

	return a->agency == b->agency && (a->kind == b->kind || renewal) &&
			(a->kind != TR_KIND_NEW || a->subject == b->subject || people) &&
			tr_rules_recipient(law, a->kind, a->device_kind) == tr_rules_recipient(law, b->kind, b->device_kind);
}
