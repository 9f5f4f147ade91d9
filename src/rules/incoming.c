/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 R10.2 R10.3 */
#include "rules/incoming.h"

#include "base/errors/rules.h"

#define S(symbol) TR_BIT(TR_INCOMING_##symbol)
#define R(symbol) TR_BIT(TR_ROLE_##symbol)
#define G(symbol) TR_INCOMING_GUARD_##symbol
#define GUARDS_MAX 4 /* of a row, its end marked by TR_INCOMING_GUARD_NONE */
#define LEADERS (R(SIGNATORY) | R(HEAD))
#define OPEN (S(REGISTERED) | S(ASSIGNED))
#define NUMBERED (OPEN | S(DONE) | S(RECALLED) | S(REPLACED)) /* in the register for ever, if they came into it */

struct row {
	enum tr_incoming_act act;
	unsigned from;             /* bits of states */
	enum tr_incoming_state to; /* NONE: as it was */
	unsigned roles;            /* bits */
	enum tr_rules_verb verb;
	enum tr_incoming_guard guards[GUARDS_MAX];
};

static const struct row rows[] = {
	{TR_INCOMING_ACT_REGISTER, S(NONE) | S(RETRY) | S(WAITING) | S(REFUSED), TR_INCOMING_REGISTERED, R(CLERK), TR_VERB_ENTER, {G(VALID)}},
	{TR_INCOMING_ACT_HOLD, S(NONE) | S(RETRY), TR_INCOMING_RETRY, R(CLERK), TR_VERB_ENTER, {G(UNDECIDED)}},
	{TR_INCOMING_ACT_WAIT, S(NONE) | S(RETRY) | S(WAITING), TR_INCOMING_WAITING, R(CLERK), TR_VERB_ENTER, {0}},
	{TR_INCOMING_ACT_REFUSE, S(NONE) | S(RETRY) | S(WAITING), TR_INCOMING_REFUSED, R(CLERK), TR_VERB_ENTER, {G(INVALID)}},
	{TR_INCOMING_ACT_ACCEPT, S(WAITING), TR_INCOMING_REGISTERED, R(CLERK), TR_VERB_ENTER, {G(REASON), G(ACCEPTABLE)}},
	{TR_INCOMING_ACT_REJECT, S(WAITING), TR_INCOMING_REFUSED, R(CLERK), TR_VERB_CHANGE, {G(REASON), G(CONFIRMABLE)}},
	{TR_INCOMING_ACT_ASSIGN, OPEN, TR_INCOMING_ASSIGNED, R(CLERK), TR_VERB_CHANGE, {G(RECEIVER)}},
	{TR_INCOMING_ACT_ASSIGN, OPEN, TR_INCOMING_ASSIGNED, LEADERS, TR_VERB_APPROVE, {G(RECEIVER)}},
	{TR_INCOMING_ACT_PROGRESS, S(ASSIGNED), TR_INCOMING_ASSIGNED, R(CLERK), TR_VERB_CHANGE, {0}},
	{TR_INCOMING_ACT_ANSWER, OPEN, TR_INCOMING_DONE, R(CLERK), TR_VERB_CHANGE, {G(ANSWERED)}},
	{TR_INCOMING_ACT_FINISH, OPEN, TR_INCOMING_DONE, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_INCOMING_ACT_FINISH, OPEN, TR_INCOMING_DONE, LEADERS, TR_VERB_APPROVE, {G(REASON)}},
	{TR_INCOMING_ACT_REOPEN, S(DONE), TR_INCOMING_ASSIGNED, LEADERS, TR_VERB_APPROVE, {G(REASON)}},
	{TR_INCOMING_ACT_RECALL, S(RETRY) | S(WAITING) | OPEN | S(DONE), TR_INCOMING_RECALLED, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_INCOMING_ACT_REFUSE_RECALL, S(RETRY) | S(WAITING) | OPEN | S(DONE) | S(REPLACED), TR_INCOMING_NONE, R(CLERK), TR_VERB_CHANGE, {G(REASON), G(ASKED_BACK)}},
	{TR_INCOMING_ACT_REPLACE, S(RETRY) | S(WAITING) | OPEN | S(DONE), TR_INCOMING_REPLACED, R(CLERK), TR_VERB_CHANGE, {G(REPLACER)}},
	{TR_INCOMING_ACT_SCAN, OPEN | S(DONE), TR_INCOMING_NONE, R(CLERK), TR_VERB_CHANGE, {G(ON_PAPER), G(SCANNED_ONCE), G(SEALED)}},
	{TR_INCOMING_ACT_CORRECT, NUMBERED, TR_INCOMING_NONE, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
};

/* ---- conditions ---- */

static bool
is_valid(const struct tr_incoming_facts *f)
{
	return !f->there && (f->paper || (f->verdict == TR_VERDICT_PASSED && f->right == TR_INCOMING_RIGHT_YES && !f->key_strayed));
}

static bool
is_unsigned(const struct tr_incoming_facts *f)
{
	return !f->paper && f->verdict == TR_VERDICT_NOTHING;
}

static trien_rc
valid(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return is_valid(f) ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_NOT_VALID);
}

static trien_rc
undecided(const struct tr_incoming_facts *f, struct trien_err *err)
{
	const bool open = !f->paper && !f->there && f->verdict == TR_VERDICT_OPEN && !f->listed && f->right != TR_INCOMING_RIGHT_WRONG;

	return open && f->tries_left ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_DECIDED);
}

static trien_rc
invalid(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return !f->paper && f->verdict == TR_VERDICT_FAILED ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_NOT_INVALID);
}

/* What a clerk may have deleted. That it is open for any other reason is none. */
static trien_rc
confirmable(const struct tr_incoming_facts *f, struct trien_err *err)
{
	const bool may = f->verdict == TR_VERDICT_FAILED || (f->verdict == TR_VERDICT_OPEN && f->listed) || f->right == TR_INCOMING_RIGHT_WRONG ||
		f->key_strayed || f->there || is_unsigned(f);

	return may ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_NOT_INVALID);
}

/* A clerk's word takes the place of what is not known, not of what is known to be wrong. */
static trien_rc
acceptable(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->verdict != TR_VERDICT_FAILED && f->right != TR_INCOMING_RIGHT_WRONG && !f->key_strayed ? TRIEN_OK
													   : TR_ERR0(err, RULES_INCOMING_WRONG);
}

static trien_rc
reason(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->reason_given ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
}

static trien_rc
receiver(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->receiver_named ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_RECEIVER);
}

static trien_rc
answered(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->answer_issued ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_ANSWER);
}

static trien_rc
asked_back(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->asked_back ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_NOT_ASKED);
}

static trien_rc
replacer(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->replacer_registered ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_REPLACER);
}

static trien_rc
on_paper(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->paper ? TRIEN_OK : TR_ERR0(err, RULES_INCOMING_ELECTRONIC);
}

static trien_rc
scanned_once(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->scanned ? TR_ERR0(err, RULES_INCOMING_SCANNED) : TRIEN_OK;
}

static trien_rc
sealed(const struct tr_incoming_facts *f, struct trien_err *err)
{
	return f->sealed ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_UNSEALED);
}

static trien_rc
hold(const enum tr_incoming_guard *guards, const struct tr_incoming_facts *f, struct trien_err *err)
{
	static trien_rc (*const functions[])(const struct tr_incoming_facts *f, struct trien_err *err) = {
#define TR_INCOMING_GUARD(symbol, function, clause) [TR_INCOMING_GUARD_##symbol] = function,
#include "rules/incoming.def"
	};

	for (; *guards != TR_INCOMING_GUARD_NONE; guards++)
		TR_TRY(functions[*guards](f, err));
	return TRIEN_OK;
}

/* ---- the decision ---- */

enum tr_incoming_act
tr_incoming_outcome(const struct tr_incoming_facts *f)
{
	if (invalid(f, NULL) == TRIEN_OK)
		return TR_INCOMING_ACT_REFUSE;
	if (is_valid(f))
		return TR_INCOMING_ACT_REGISTER;
	return undecided(f, NULL) == TRIEN_OK ? TR_INCOMING_ACT_HOLD : TR_INCOMING_ACT_WAIT;
}

trien_rc
tr_incoming_decide(const struct tr_incoming_facts *facts, enum tr_incoming_act act, struct tr_incoming_decision *out, struct trien_err *err)
{
	const struct tr_rules_word *word = tr_incoming_act_word(act);
	bool state = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		if (row->act != act || !(row->from & TR_BIT(facts->state)))
			continue;
		state = true;
		if (!(row->roles & TR_BIT(facts->role)))
			continue;
		TR_TRY(hold(row->guards, facts, err));
		*out = (struct tr_incoming_decision){row->to == TR_INCOMING_NONE ? facts->state : row->to, row->verb,
			tr_rules_access(facts->role, TR_OBJECT_DOCUMENT, row->verb), row->to == TR_INCOMING_REFUSED};
		return TRIEN_OK;
	}
	if (state)
		return TR_ERR(err, RULES_ROLE, TR_S("act", word->word), TR_S("role", tr_rules_role_word(facts->role)->word));
	return TR_ERR(err, RULES_STATE, TR_S("act", word->word), TR_S("state", tr_incoming_state_word(facts->state)->word));
}

/* ---- words ---- */

const struct tr_rules_word *
tr_incoming_state_word(enum tr_incoming_state state)
{
	static const struct tr_rules_word words[] = {{"none", "chưa có", "none"},
#define TR_INCOMING_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/incoming.def"
	};

	return &words[state];
}

const struct tr_rules_word *
tr_incoming_act_word(enum tr_incoming_act act)
{
	static const struct tr_rules_word words[] = {
#define TR_INCOMING_ACT(symbol, word, vi, en) {word, vi, en},
#include "rules/incoming.def"
	};

	return &words[act];
}

enum tr_incoming_state
tr_incoming_state_of(struct tr_bytes word)
{
	for (unsigned s = TR_INCOMING_NONE + 1; s < TR_INCOMING_STATES; s++)
		if (tr_bytes_are(word, tr_incoming_state_word((enum tr_incoming_state)s)->word))
			return (enum tr_incoming_state)s;
	return TR_INCOMING_NONE;
}

const struct tr_rules_word *
tr_incoming_why_at(size_t i)
{
	static const struct tr_rules_word words[] = {
#define TR_INCOMING_WHY(word, vi, en) {word, vi, en},
#include "rules/incoming.def"
	};

	return i < sizeof(words) / sizeof(*words) ? &words[i] : NULL;
}

const struct tr_rules_word *
tr_incoming_why(struct tr_bytes word)
{
	const struct tr_rules_word *why;

	for (size_t i = 0; (why = tr_incoming_why_at(i)) != NULL; i++)
		if (tr_bytes_are(word, why->word))
			return why;
	return NULL;
}
