/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.1 R9.2 R9.3 */
#include "rules/document.h"

#include "base/errors/rules.h"

#define S(symbol) TR_BIT(TR_DOCUMENT_##symbol)
#define R(symbol) TR_BIT(TR_ROLE_##symbol)
#define G(symbol) TR_DOCUMENT_GUARD_##symbol
#define GUARDS_MAX 4 /* of a row, its end marked by TR_DOCUMENT_GUARD_NONE */
#define LEADERS (R(SIGNATORY) | R(HEAD))
#define KEPT (S(NUMBERED) | S(VOIDED) | S(ISSUED) | S(RECALLED) | S(REPLACED)) /* in the register for ever */

enum medium { ANY, ELECTRONIC, PAPER };

struct row {
	enum tr_document_act act;
	unsigned from;                /* bits of states */
	enum tr_document_state to;    /* NONE: as it was */
	enum medium medium;
	unsigned roles;               /* bits */
	enum tr_rules_verb verb;
	enum tr_document_guard guards[GUARDS_MAX];
};

static const struct row rows[] = {
	{TR_DOCUMENT_ACT_ENTER, S(NONE), TR_DOCUMENT_DRAFT, ANY, R(CLERK), TR_VERB_ENTER, {0}},
	{TR_DOCUMENT_ACT_SIGN, S(DRAFT), TR_DOCUMENT_SIGNED, ANY, R(CLERK), TR_VERB_CHANGE, {G(OUTSIDE), G(BORNE)}},
	{TR_DOCUMENT_ACT_SIGN, S(DRAFT), TR_DOCUMENT_SIGNED, ANY, LEADERS, TR_VERB_APPROVE, {G(OUTSIDE), G(BORNE)}},
	{TR_DOCUMENT_ACT_SEND_BACK, S(SIGNED), TR_DOCUMENT_DRAFT, ANY, R(CLERK), TR_VERB_CHANGE, {G(OUTSIDE), G(REASON)}},
	{TR_DOCUMENT_ACT_WITHDRAW, S(DRAFT) | S(SIGNED), TR_DOCUMENT_WITHDRAWN, ANY, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_DOCUMENT_ACT_WITHDRAW, S(DRAFT) | S(SIGNED), TR_DOCUMENT_WITHDRAWN, ANY, LEADERS, TR_VERB_APPROVE, {G(REASON)}},
	{TR_DOCUMENT_ACT_NUMBER, S(SIGNED), TR_DOCUMENT_NUMBERED, ANY, R(CLERK), TR_VERB_CHANGE, {0}},
	{TR_DOCUMENT_ACT_VOID, S(NUMBERED), TR_DOCUMENT_VOIDED, ANY, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_DOCUMENT_ACT_VOID, S(NUMBERED), TR_DOCUMENT_VOIDED, ANY, LEADERS, TR_VERB_APPROVE, {G(REASON)}},
	{TR_DOCUMENT_ACT_ISSUE, S(NUMBERED), TR_DOCUMENT_ISSUED, ELECTRONIC, R(CLERK), TR_VERB_FORWARD,
		{G(CONTINUES), G(SEALED), G(SHOWS_NUMBER)}},
	{TR_DOCUMENT_ACT_ISSUE, S(NUMBERED), TR_DOCUMENT_ISSUED, PAPER, R(CLERK), TR_VERB_FORWARD, {0}},
	{TR_DOCUMENT_ACT_E_COPY, S(NUMBERED) | S(ISSUED), TR_DOCUMENT_NONE, ANY, R(CLERK), TR_VERB_CHANGE,
		{G(ON_PAPER), G(COPIED_ONCE), G(SEALED)}},
	{TR_DOCUMENT_ACT_CORRECT, KEPT, TR_DOCUMENT_NONE, ANY, R(CLERK), TR_VERB_CHANGE, {G(REASON)}},
	{TR_DOCUMENT_ACT_RECALL, S(ISSUED), TR_DOCUMENT_RECALLED, ANY, LEADERS, TR_VERB_APPROVE, {G(REASON)}},
	{TR_DOCUMENT_ACT_REPLACE, S(ISSUED), TR_DOCUMENT_REPLACED, ANY, R(CLERK), TR_VERB_CHANGE, {G(REPLACER)}},
};

/* ---- conditions ---- */

static trien_rc
borne(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->signed_file ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_UNSIGNED);
}

/* No way around its steps. */
static trien_rc
outside(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->submitted ? TR_ERR0(err, RULES_DOCUMENT_SUBMITTED) : TRIEN_OK;
}

static trien_rc
reason(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->reason_given ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
}

static trien_rc
sealed(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->sealed ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_UNSEALED);
}

static trien_rc
continues(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->continues ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_OTHER);
}

static trien_rc
shows_number(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->shows_number ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_NUMBER);
}

static trien_rc
on_paper(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->paper ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_ELECTRONIC);
}

static trien_rc
copied_once(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->has_e_copy ? TR_ERR0(err, RULES_DOCUMENT_COPIED) : TRIEN_OK;
}

static trien_rc
replacer(const struct tr_document_facts *f, struct trien_err *err)
{
	return f->replacer_issued ? TRIEN_OK : TR_ERR0(err, RULES_DOCUMENT_REPLACER);
}

static trien_rc
hold(const enum tr_document_guard *guards, const struct tr_document_facts *f, struct trien_err *err)
{
	static trien_rc (*const functions[])(const struct tr_document_facts *f, struct trien_err *err) = {
#define TR_DOCUMENT_GUARD(symbol, function, clause) [TR_DOCUMENT_GUARD_##symbol] = function,
#include "rules/document.def"
	};

	for (; *guards != TR_DOCUMENT_GUARD_NONE; guards++)
		TR_TRY(functions[*guards](f, err));
	return TRIEN_OK;
}

/* ---- the decision ---- */

static bool
fits(const struct row *row, const struct tr_document_facts *f, enum tr_document_act act)
{
	return row->act == act && (row->from & TR_BIT(f->state)) && (row->medium == ANY || (row->medium == PAPER) == f->paper);
}

trien_rc
tr_document_decide(const struct tr_document_facts *facts, enum tr_document_act act, struct tr_document_decision *out, struct trien_err *err)
{
	const struct tr_rules_word *word = tr_document_act_word(act);
	bool state = false;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		if (!fits(row, facts, act))
			continue;
		state = true;
		if (!(row->roles & TR_BIT(facts->role)))
			continue;
		TR_TRY(hold(row->guards, facts, err));
		*out = (struct tr_document_decision){row->to == TR_DOCUMENT_NONE ? facts->state : row->to, row->verb,
			tr_rules_access(facts->role, TR_OBJECT_DOCUMENT, row->verb)};
		return TRIEN_OK;
	}
	if (state)
		return TR_ERR(err, RULES_ROLE, TR_S("act", word->word), TR_S("role", tr_rules_role_word(facts->role)->word));
	return TR_ERR(err, RULES_STATE, TR_S("act", word->word), TR_S("state", tr_document_state_word(facts->state)->word));
}

/* ---- words ---- */

const struct tr_rules_word *
tr_document_state_word(enum tr_document_state state)
{
	static const struct tr_rules_word words[] = {{"none", "chưa có", "none"},
#define TR_DOCUMENT_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/document.def"
	};

	return &words[state];
}

const struct tr_rules_word *
tr_document_act_word(enum tr_document_act act)
{
	static const struct tr_rules_word words[] = {
#define TR_DOCUMENT_ACT(symbol, word, vi, en) {word, vi, en},
#include "rules/document.def"
	};

	return &words[act];
}

enum tr_document_state
tr_document_state_of(struct tr_bytes word)
{
	for (unsigned s = TR_DOCUMENT_NONE + 1; s < TR_DOCUMENT_STATES; s++)
		if (tr_bytes_are(word, tr_document_state_word((enum tr_document_state)s)->word))
			return (enum tr_document_state)s;
	return TR_DOCUMENT_NONE;
}
