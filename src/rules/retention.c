/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "rules/retention.h"

#include "base/env.h"
#include "base/errors/rules.h"
#include "base/time.h"

#define S(symbol) TR_BIT(TR_DESTRUCTION_##symbol)
#define R(symbol) TR_BIT(TR_ROLE_##symbol)
#define LEADERS (R(SIGNATORY) | R(HEAD))

/* ---- how long ---- */

int64_t
tr_retention_due(int64_t ended_at, int64_t years)
{
	const struct tr_civil ended = tr_civil_of(ended_at, TR_ZONE_VIETNAM);
	const struct tr_civil due = {.year = (int)(ended.year + years + 1), .month = 1, .day = 1};
	int64_t time = INT64_MAX;

	(void)tr_epoch_of(&due, TR_ZONE_VIETNAM, &time); /* a year that has no name is never over */
	return time;
}

trien_rc
tr_retention_check(const struct tr_retention_facts *f, struct trien_err *err)
{
	char day[TR_TIME_TEXT_MAX];

	if (f->destroyed)
		return TR_ERR0(err, RULES_RETENTION_DESTROYED);
	if (!f->settled)
		return TR_ERR0(err, RULES_RETENTION_UNSETTLED);
	if (f->held)
		return TR_ERR0(err, RULES_RETENTION_HELD);
	if (f->work_open)
		return TR_ERR0(err, RULES_RETENTION_OPEN);
	if (f->years == 0)
		return TR_ERR0(err, RULES_RETENTION_PERMANENT);
	const int64_t due = tr_retention_due(f->ended_at, f->years);
	if (due <= f->now)
		return TRIEN_OK;
	tr_time_iso(due, TR_ZONE_VIETNAM, day);
	return TR_ERR(err, RULES_RETENTION_NOT_DUE, TR_I("years", f->years), TR_S("due", day));
}

/* ---- the list ---- */

static const struct row {
	enum tr_destruction_act act;
	unsigned from; /* bits of states */
	enum tr_destruction_state to; /* NONE: as it was */
	unsigned roles;
	enum tr_rules_verb verb;
} rows[] = {
	{TR_DESTRUCTION_ACT_PROPOSE, S(NONE), TR_DESTRUCTION_PROPOSED, R(CLERK), TR_VERB_CHANGE},
	{TR_DESTRUCTION_ACT_STRIKE, S(PROPOSED) | S(SUBMITTED) | S(APPROVED), TR_DESTRUCTION_NONE, R(CLERK), TR_VERB_CHANGE},
	{TR_DESTRUCTION_ACT_STRIKE, S(PROPOSED) | S(SUBMITTED) | S(APPROVED), TR_DESTRUCTION_NONE, LEADERS, TR_VERB_APPROVE},
	{TR_DESTRUCTION_ACT_SUBMIT, S(PROPOSED), TR_DESTRUCTION_SUBMITTED, R(CLERK), TR_VERB_CHANGE},
	{TR_DESTRUCTION_ACT_APPROVE, S(SUBMITTED), TR_DESTRUCTION_APPROVED, R(HEAD), TR_VERB_APPROVE},
	{TR_DESTRUCTION_ACT_DROP, S(PROPOSED) | S(SUBMITTED) | S(APPROVED), TR_DESTRUCTION_DROPPED, R(CLERK), TR_VERB_CHANGE},
	{TR_DESTRUCTION_ACT_DROP, S(PROPOSED) | S(SUBMITTED) | S(APPROVED), TR_DESTRUCTION_DROPPED, LEADERS, TR_VERB_APPROVE},
	{TR_DESTRUCTION_ACT_CARRY_OUT, S(APPROVED), TR_DESTRUCTION_DONE, R(CLERK), TR_VERB_CHANGE},
};

static trien_rc
check(const struct tr_destruction_facts *f, enum tr_destruction_act act, struct trien_err *err)
{
	if ((act == TR_DESTRUCTION_ACT_STRIKE || act == TR_DESTRUCTION_ACT_DROP) && !f->reason_given)
		return TR_ERR0(err, RULES_REASON_GIVEN);
	if ((act == TR_DESTRUCTION_ACT_SUBMIT || act == TR_DESTRUCTION_ACT_CARRY_OUT) && f->listed == 0)
		return TR_ERR0(err, RULES_DESTRUCTION_EMPTY);
	if (act == TR_DESTRUCTION_ACT_CARRY_OUT && !f->final)
		return TR_ERR(err, RULES_DESTRUCTION_FINAL, TR_U("count", f->listed));
	if (act != TR_DESTRUCTION_ACT_APPROVE)
		return TRIEN_OK;
	if (f->person == f->requester)
		return TR_ERR0(err, RULES_DESTRUCTION_SELF);
	return f->decision_named && f->decided_at != 0 && f->decided_at <= f->now ? TRIEN_OK : TR_ERR0(err, RULES_DESTRUCTION_DECISION);
}

trien_rc
tr_destruction_decide(const struct tr_destruction_facts *f, enum tr_destruction_act act, struct tr_destruction_decision *out, struct trien_err *err)
{
	const struct tr_rules_word *word = tr_destruction_act_word(act);
	bool state = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		if (row->act != act || !(row->from & TR_BIT(f->state)))
			continue;
		state = true;
		if (!(row->roles & TR_BIT(f->role)))
			continue;
		TR_TRY(check(f, act, err));
		*out = (struct tr_destruction_decision){row->to == TR_DESTRUCTION_NONE ? f->state : row->to, row->verb};
		return TRIEN_OK;
	}
	if (state)
		return TR_ERR(err, RULES_ROLE, TR_S("act", word->word), TR_S("role", tr_rules_role_word(f->role)->word));
	return TR_ERR(err, RULES_STATE, TR_S("act", word->word), TR_S("state", tr_destruction_state_word(f->state)->word));
}

/* ---- words ---- */

const struct tr_rules_word *
tr_destruction_state_word(enum tr_destruction_state state)
{
	static const struct tr_rules_word words[] = {{"none", "chưa có", "none"},
#define TR_DESTRUCTION_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/retention.def"
	};

	return &words[state];
}

const struct tr_rules_word *
tr_destruction_act_word(enum tr_destruction_act act)
{
	static const struct tr_rules_word words[] = {
#define TR_DESTRUCTION_ACT(symbol, word, vi, en) {word, vi, en},
#include "rules/retention.def"
	};

	return &words[act];
}

enum tr_destruction_state
tr_destruction_state_of(struct tr_bytes word)
{
	for (unsigned s = TR_DESTRUCTION_NONE + 1; s < TR_DESTRUCTION_STATES; s++)
		if (tr_bytes_are(word, tr_destruction_state_word((enum tr_destruction_state)s)->word))
			return (enum tr_destruction_state)s;
	return TR_DESTRUCTION_NONE;
}
