/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.1 R9.2 R9.3 R9.4 */
#include "rules/procedure.h"

#include "base/errors/rules.h"

#define S(symbol) TR_BIT(TR_SUBMISSION_##symbol)
#define R(symbol) TR_BIT(TR_ROLE_##symbol)
#define G(symbol) TR_SUBMISSION_GUARD_##symbol
#define GUARDS_MAX 8 /* of a row, its end marked by TR_SUBMISSION_GUARD_NONE */
#define LEADERS (R(SIGNATORY) | R(HEAD))
#define STAFF (R(SUBSCRIBER) | R(CLERK) | LEADERS)

/* ---- what the procedures are ---- */

enum { KEPT, ISSUED };
enum { SAID, SIGNED };

static const struct {
	struct tr_rules_word word;
	unsigned least, most; /* personal signatures */
	bool issued;
} procedures[] = {
#define TR_PROCEDURE(symbol, word, least, most, issued, vi, en) {{word, vi, en}, least, most, issued},
#include "rules/procedure.def"
};

static const struct {
	struct tr_rules_word word;
	bool is_signed;
} kinds[] = {
#define TR_STEP_KIND(symbol, word, how, vi, en) {{word, vi, en}, how},
#include "rules/procedure.def"
};

static const struct allowed {
	enum tr_procedure procedure;
	enum tr_step_kind kind;
	unsigned rank, least, most, roles;
} allowed[] = {
#define TR_PROCEDURE_STEP(procedure, kind, rank, least, most, roles) {TR_PROCEDURE_##procedure, TR_STEP_##kind, rank, least, most, roles},
#include "rules/procedure.def"
};

static const struct allowed *
find_allowed(enum tr_procedure p, enum tr_step_kind kind)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++)
		if (allowed[i].procedure == p && allowed[i].kind == kind)
			return &allowed[i];
	return NULL;
}

bool
tr_step_is_signed(enum tr_step_kind kind)
{
	return kinds[kind].is_signed;
}

bool
tr_step_takes(enum tr_procedure p, enum tr_step_kind kind, enum tr_rules_role role)
{
	const struct allowed *row = find_allowed(p, kind);
	return row != NULL && (row->roles & TR_BIT(role));
}

/* ---- are these its steps? ---- */

static trien_rc
check_step(enum tr_procedure p, const struct tr_step *s, struct trien_err *err)
{
	const struct allowed *row = find_allowed(p, s->kind);

	if (row == NULL)
		return TR_ERR(err, RULES_STEPS_KIND, TR_S("kind", kinds[s->kind].word.word), TR_S("procedure", procedures[p].word.word));
	if (!(row->roles & s->roles))
		return TR_ERR(err, RULES_STEPS_ROLE, TR_I("person", s->person), TR_S("kind", kinds[s->kind].word.word));
	return TRIEN_OK;
}

/* Of one that check_step() let pass. */
static unsigned
rank_of(enum tr_procedure p, enum tr_step_kind kind)
{
	const struct allowed *row = find_allowed(p, kind);
	return row != NULL ? row->rank : 0;
}

/* What has a lower rank stands in an earlier stage; stages are counted from 1. */
static trien_rc
check_pair(enum tr_procedure p, const struct tr_step *a, const struct tr_step *b, struct trien_err *err)
{
	const unsigned rank_a = rank_of(p, a->kind), rank_b = rank_of(p, b->kind);

	if (a->stage < 1 || b->stage < 1 || (rank_a < rank_b && a->stage >= b->stage) || (rank_a > rank_b && a->stage <= b->stage))
		return TR_ERR(err, RULES_STEPS_ORDER, TR_S("kind", kinds[a->kind].word.word), TR_S("other", kinds[b->kind].word.word));
	if (a != b && a->person == b->person && a->kind == b->kind)
		return TR_ERR(err, RULES_STEPS_TWICE, TR_I("person", a->person), TR_S("kind", kinds[a->kind].word.word));
	return TRIEN_OK;
}

static trien_rc
check_counts(enum tr_procedure p, const unsigned of_kind[TR_STEP_KINDS], unsigned signatures, struct trien_err *err)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(*allowed); i++) {
		const struct allowed *row = &allowed[i];
		const unsigned got = of_kind[row->kind];
		if (row->procedure == p && (got < row->least || got > row->most))
			return TR_ERR(err, RULES_STEPS_COUNT, TR_S("kind", kinds[row->kind].word.word), TR_U("got", got), TR_U("min", row->least),
					TR_U("max", row->most));
	}
	if (signatures < procedures[p].least || signatures > procedures[p].most)
		return TR_ERR(err, RULES_STEPS_SIGNATURES, TR_S("procedure", procedures[p].word.word), TR_U("got", signatures), TR_U("min", procedures[p].least));
	return TRIEN_OK;
}

trien_rc
tr_procedure_check(enum tr_procedure p, const struct tr_step *steps, size_t count, struct trien_err *err)
{
	unsigned of_kind[TR_STEP_KINDS] = {0}, signatures = 0;

	if (count > TR_STEPS_MAX)
		return TR_ERR(err, RULES_STEPS_LIMIT, TR_U("max", TR_STEPS_MAX));
	for (size_t i = 0; i < count; i++) {
		TR_TRY(check_step(p, &steps[i], err));
		of_kind[steps[i].kind]++;
		signatures += kinds[steps[i].kind].is_signed;
	}
	TR_TRY(check_counts(p, of_kind, signatures, err));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j <= i; j++)
			TR_TRY(check_pair(p, &steps[j], &steps[i], err));
	return TRIEN_OK;
}

/* ---- what may be done ---- */

struct row {
	enum tr_submission_act act;
	unsigned from;               /* bits of states */
	enum tr_submission_state to; /* NONE: as it was; SIGNED: where this was the last step */
	unsigned roles;              /* bits */
	enum tr_rules_verb verb;
	enum tr_submission_guard guards[GUARDS_MAX];
};

static const struct row rows[] = {
	{TR_SUBMISSION_ACT_DRAFT, S(NONE), TR_SUBMISSION_DRAFTING, STAFF, TR_VERB_ASK, {0}},
	{TR_SUBMISSION_ACT_REVISE, S(DRAFTING) | S(REFUSED), TR_SUBMISSION_DRAFTING, STAFF, TR_VERB_ASK, {G(DRAFTER), G(BARE)}},
	{TR_SUBMISSION_ACT_ATTACH, S(DRAFTING) | S(REFUSED), TR_SUBMISSION_NONE, STAFF, TR_VERB_ASK, {G(DRAFTER)}},
	{TR_SUBMISSION_ACT_SUBMIT, S(DRAFTING) | S(REFUSED), TR_SUBMISSION_SUBMITTED, STAFF, TR_VERB_ASK, {G(DRAFTER), G(BARE)}},
	{TR_SUBMISSION_ACT_APPROVE, S(SUBMITTED), TR_SUBMISSION_SIGNED, STAFF, TR_VERB_CHECK, {G(TURN), G(COMPETENT), G(ORDER), G(SAID)}},
	{TR_SUBMISSION_ACT_SIGN_STEP, S(SUBMITTED), TR_SUBMISSION_SIGNED, STAFF, TR_VERB_CHECK,
		{G(TURN), G(COMPETENT), G(ORDER), G(SIGNS), G(SAME_BASE), G(GOOD), G(HOLDER)}},
	{TR_SUBMISSION_ACT_REFUSE, S(SUBMITTED), TR_SUBMISSION_REFUSED, STAFF, TR_VERB_CHECK, {G(TURN), G(COMPETENT), G(ORDER), G(REASON)}},
	/* Điều 9.3: before issuing the clerk checks, and may find what the signers have not. */
	{TR_SUBMISSION_ACT_REFUSE, S(SIGNED), TR_SUBMISSION_REFUSED, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_SUBMISSION_ACT_TAKE_BACK, S(SUBMITTED), TR_SUBMISSION_DRAFTING, STAFF, TR_VERB_ASK, {G(DRAFTER), G(REASON)}},
	{TR_SUBMISSION_ACT_DROP, S(DRAFTING) | S(REFUSED), TR_SUBMISSION_DROPPED, STAFF, TR_VERB_ASK, {G(DRAFTER), G(REASON)}},
};

static trien_rc
drafter(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->drafter ? TRIEN_OK : TR_ERR0(err, RULES_SUBMISSION_DRAFTER);
}

static trien_rc
reason(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->reason_given ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
}

static trien_rc
bare(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->bare ? TRIEN_OK : TR_ERR0(err, RULES_SUBMISSION_BARE);
}

static trien_rc
turn(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->turn ? TRIEN_OK : TR_ERR0(err, RULES_STEP_TURN);
}

static trien_rc
competent(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->competent ? TRIEN_OK : TR_ERR(err, RULES_STEP_COMPETENT, TR_S("role", tr_rules_role_word(f->role)->word));
}

static trien_rc
order(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->first ? TRIEN_OK : TR_ERR0(err, RULES_STEP_ORDER);
}

static trien_rc
said(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->by_signature ? TR_ERR0(err, RULES_STEP_SIGNATURE) : TRIEN_OK;
}

static trien_rc
signs(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->by_signature ? TRIEN_OK : TR_ERR0(err, RULES_STEP_SAID);
}

static trien_rc
holder(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->holder ? TRIEN_OK : TR_ERR0(err, RULES_STEP_HOLDER);
}

static trien_rc
same_base(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->same_base ? TRIEN_OK : TR_ERR0(err, RULES_STEP_BASE);
}

static trien_rc
good(const struct tr_submission_facts *f, struct trien_err *err)
{
	return f->good ? TRIEN_OK : TR_ERR0(err, RULES_STEP_BAD);
}

static trien_rc
hold(const enum tr_submission_guard *guards, const struct tr_submission_facts *f, struct trien_err *err)
{
	static trien_rc (*const functions[])(const struct tr_submission_facts *f, struct trien_err *err) = {
#define TR_SUBMISSION_GUARD(symbol, function, clause) [TR_SUBMISSION_GUARD_##symbol] = function,
#include "rules/procedure.def"
	};

	for (; *guards != TR_SUBMISSION_GUARD_NONE; guards++)
		TR_TRY(functions[*guards](f, err));
	return TRIEN_OK;
}

static enum tr_submission_state
state_after(const struct row *row, const struct tr_submission_facts *f)
{
	if (row->to == TR_SUBMISSION_NONE)
		return f->state;
	if (row->to != TR_SUBMISSION_SIGNED)
		return row->to;
	return f->left != 1 ? f->state : procedures[f->procedure].issued ? TR_SUBMISSION_SIGNED : TR_SUBMISSION_COMPLETE;
}

trien_rc
tr_submission_decide(const struct tr_submission_facts *f, enum tr_submission_act act, struct tr_submission_decision *out, struct trien_err *err)
{
	const struct tr_rules_word *word = tr_submission_act_word(act);
	bool state = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		if (row->act != act || !(row->from & TR_BIT(f->state)))
			continue;
		state = true;
		if (!(row->roles & TR_BIT(f->role)))
			continue;
		TR_TRY(hold(row->guards, f, err));
		*out = (struct tr_submission_decision){state_after(row, f), row->verb, tr_rules_access(f->role, TR_OBJECT_DOCUMENT, row->verb)};
		return TRIEN_OK;
	}
	if (state)
		return TR_ERR(err, RULES_ROLE, TR_S("act", word->word), TR_S("role", tr_rules_role_word(f->role)->word));
	return TR_ERR(err, RULES_STATE, TR_S("act", word->word), TR_S("state", tr_submission_state_word(f->state)->word));
}

/* ---- delegation ---- */

trien_rc
tr_delegation_check(const struct tr_delegation_facts *f, struct trien_err *err)
{
	if (f->giver == f->taker)
		return TR_ERR0(err, RULES_DELEGATION_SELF);
	if (!f->decision_named || f->decided_at == 0 || f->decided_at > f->now || f->decided_at > f->from_at)
		return TR_ERR0(err, RULES_DELEGATION_PAPER);
	return f->from_at < f->to_at && f->to_at > f->now ? TRIEN_OK : TR_ERR0(err, RULES_DELEGATION_TIME);
}

/* ---- words ---- */

const struct tr_rules_word *
tr_procedure_word(enum tr_procedure p)
{
	return &procedures[p].word;
}

const struct tr_rules_word *
tr_step_kind_word(enum tr_step_kind kind)
{
	return &kinds[kind].word;
}

const struct tr_rules_word *
tr_submission_state_word(enum tr_submission_state state)
{
	static const struct tr_rules_word words[] = {{"none", "chưa có", "none"},
#define TR_SUBMISSION_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/procedure.def"
	};

	return &words[state];
}

const struct tr_rules_word *
tr_submission_act_word(enum tr_submission_act act)
{
	static const struct tr_rules_word words[] = {
#define TR_SUBMISSION_ACT(symbol, word, vi, en) {word, vi, en},
#include "rules/procedure.def"
	};

	return &words[act];
}

bool
tr_procedure_of(struct tr_bytes word, enum tr_procedure *out)
{
	for (unsigned i = 0; i < TR_PROCEDURES; i++)
		if (tr_bytes_are(word, procedures[i].word.word)) {
			*out = (enum tr_procedure)i;
			return true;
		}
	return false;
}

bool
tr_step_kind_of(struct tr_bytes word, enum tr_step_kind *out)
{
	for (unsigned i = 0; i < TR_STEP_KINDS; i++)
		if (tr_bytes_are(word, kinds[i].word.word)) {
			*out = (enum tr_step_kind)i;
			return true;
		}
	return false;
}

enum tr_submission_state
tr_submission_state_of(struct tr_bytes word)
{
	for (unsigned s = TR_SUBMISSION_NONE + 1; s < TR_SUBMISSION_STATES; s++)
		if (tr_bytes_are(word, tr_submission_state_word((enum tr_submission_state)s)->word))
			return (enum tr_submission_state)s;
	return TR_SUBMISSION_NONE;
}
