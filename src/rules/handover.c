/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "rules/handover.h"

#include "base/errors/rules.h"

#define S(symbol) TR_BIT(TR_HANDOVER_##symbol)
#define R(symbol) TR_BIT(TR_ROLE_##symbol)
#define K(symbol) TR_BIT(TR_HANDOVER_##symbol)
#define BOTH (K(ARCHIVE) | K(WORK))
#define LEADERS (R(SIGNATORY) | R(HEAD))

/* What is under way is a clerk's, who alone takes it over; a leader takes files where the clerk gives them. */
static const struct row {
	enum tr_handover_act act;
	unsigned kinds, from; /* bits */
	enum tr_handover_state to;
	unsigned roles;
	enum tr_rules_verb verb;
} rows[] = {
	{TR_HANDOVER_ACT_GIVE, BOTH, S(NONE), TR_HANDOVER_GIVEN, R(CLERK), TR_VERB_CHANGE},
	{TR_HANDOVER_ACT_GIVE, BOTH, S(NONE), TR_HANDOVER_GIVEN, LEADERS, TR_VERB_APPROVE},
	{TR_HANDOVER_ACT_TAKE, BOTH, S(GIVEN), TR_HANDOVER_TAKEN, R(CLERK), TR_VERB_CHANGE},
	{TR_HANDOVER_ACT_TAKE, K(ARCHIVE), S(GIVEN), TR_HANDOVER_TAKEN, LEADERS, TR_VERB_APPROVE},
	{TR_HANDOVER_ACT_DROP, BOTH, S(GIVEN), TR_HANDOVER_DROPPED, R(CLERK), TR_VERB_CHANGE},
	{TR_HANDOVER_ACT_DROP, BOTH, S(GIVEN), TR_HANDOVER_DROPPED, LEADERS, TR_VERB_APPROVE},
};

static trien_rc
check_give(const struct tr_handover_facts *f, struct trien_err *err)
{
	if (f->giver == f->taker)
		return TR_ERR0(err, RULES_HANDOVER_SELF);
	if (f->giver != f->person && !(LEADERS & TR_BIT(f->role)))
		return TR_ERR0(err, RULES_HANDOVER_GIVER);
	if (f->giver != f->person && !f->reason_given)
		return TR_ERR0(err, RULES_REASON_GIVEN);
	return f->lines > 0 ? TRIEN_OK : TR_ERR0(err, RULES_HANDOVER_EMPTY);
}

static trien_rc
check(const struct tr_handover_facts *f, enum tr_handover_act act, struct trien_err *err)
{
	switch (act) {
	case TR_HANDOVER_ACT_GIVE:
		return check_give(f, err);
	case TR_HANDOVER_ACT_TAKE:
		return f->person == f->taker ? TRIEN_OK : TR_ERR0(err, RULES_HANDOVER_TAKER);
	default:
		return f->reason_given ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
	}
}

trien_rc
tr_handover_decide(const struct tr_handover_facts *f, enum tr_handover_act act, struct tr_handover_decision *out, struct trien_err *err)
{
	const struct tr_rules_word *word = tr_handover_act_word(act);
	bool state = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		if (row->act != act || !(row->from & TR_BIT(f->state)))
			continue;
		state = true;
		if (!(row->roles & TR_BIT(f->role)) || !(row->kinds & TR_BIT(f->kind)))
			continue;
		TR_TRY(check(f, act, err));
		*out = (struct tr_handover_decision){row->to, row->verb};
		return TRIEN_OK;
	}
	if (state)
		return TR_ERR(err, RULES_ROLE, TR_S("act", word->word), TR_S("role", tr_rules_role_word(f->role)->word));
	return TR_ERR(err, RULES_STATE, TR_S("act", word->word), TR_S("state", tr_handover_state_word(f->state)->word));
}

/* ---- words ---- */

const struct tr_rules_word *
tr_handover_kind_word(enum tr_handover_kind kind)
{
	static const struct tr_rules_word words[] = {
#define TR_HANDOVER_KIND(symbol, word, vi, en) {word, vi, en},
#include "rules/handover.def"
	};

	return &words[kind];
}

const struct tr_rules_word *
tr_handover_state_word(enum tr_handover_state state)
{
	static const struct tr_rules_word words[] = {{"none", "chưa có", "none"},
#define TR_HANDOVER_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/handover.def"
	};

	return &words[state];
}

const struct tr_rules_word *
tr_handover_act_word(enum tr_handover_act act)
{
	static const struct tr_rules_word words[] = {
#define TR_HANDOVER_ACT(symbol, word, vi, en) {word, vi, en},
#include "rules/handover.def"
	};

	return &words[act];
}

enum tr_handover_kind
tr_handover_kind_of(struct tr_bytes word)
{
	unsigned k = 0;

	while (k < TR_HANDOVER_KINDS && !tr_bytes_are(word, tr_handover_kind_word((enum tr_handover_kind)k)->word))
		k++;
	return (enum tr_handover_kind)k;
}

enum tr_handover_state
tr_handover_state_of(struct tr_bytes word)
{
	for (unsigned s = TR_HANDOVER_NONE + 1; s < TR_HANDOVER_STATES; s++)
		if (tr_bytes_are(word, tr_handover_state_word((enum tr_handover_state)s)->word))
			return (enum tr_handover_state)s;
	return TR_HANDOVER_NONE;
}
