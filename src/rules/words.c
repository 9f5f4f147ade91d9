/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/words.h"

#include "rules/access.h"

static const struct tr_rules_word machines[] = {
#define TR_RULES_MACHINE(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word states[] = {
	{"none", "chưa có", "none yet"},
#define TR_RULES_STATE(machine, symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const enum tr_rules_machine state_machines[] = {
	TR_MACHINE_COUNT,
#define TR_RULES_STATE(machine, symbol, word, vi, en) TR_MACHINE_##machine,
#include "rules/words.def"
};
static const struct tr_rules_word acts[] = {
#define TR_RULES_ACT(machine, symbol, word, verb, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const enum tr_rules_machine act_machines[] = {
#define TR_RULES_ACT(machine, symbol, word, verb, vi, en) TR_MACHINE_##machine,
#include "rules/words.def"
};
static const struct tr_rules_word roles[] = {
#define TR_RULES_ROLE(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word kinds[] = {
#define TR_RULES_KIND(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word subjects[] = {
#define TR_RULES_SUBJECT(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word devices[] = {
#define TR_RULES_DEVICE(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word effects[] = {
#define TR_RULES_EFFECT(symbol, word, vi, en) {word, vi, en},
#include "rules/words.def"
};
static const struct tr_rules_word objects[] = {
#define TR_RULES_OBJECT(symbol, word, vi, en) {word, vi, en},
#include "rules/access.def"
};
static const struct tr_rules_word verbs[] = {
#define TR_RULES_VERB(symbol, word, vi, en) {word, vi, en},
#include "rules/access.def"
};
static const struct tr_rules_word scopes[] = {
#define TR_RULES_SCOPE(symbol, word, vi, en) {word, vi, en},
#include "rules/access.def"
};

static const struct tr_rules_word matters[] = {
#define TR_RULES_MATTER(symbol, word, vi, en) {word, vi, en},
#include "rules/access.def"
};
static const struct tr_rules_reason_row reasons[] = {
#define TR_RULES_REASON(symbol, word, kind, subjects, askers, basis, stops, clause, vi, en) \
	{word, TR_KIND_##kind, subjects, askers, basis, TR_STOPS_##stops, clause, vi, en},
#include "rules/reasons.def"
#undef TR_RULES_REASON
};

const struct tr_rules_word *
tr_rules_machine_word(enum tr_rules_machine machine)
{
	return &machines[machine];
}

const struct tr_rules_word *
tr_rules_state_word(enum tr_rules_state state)
{
	return &states[state];
}

const struct tr_rules_word *
tr_rules_act_word(enum tr_rules_act act)
{
	return &acts[act];
}

const struct tr_rules_word *
tr_rules_role_word(enum tr_rules_role role)
{
	return &roles[role];
}

const struct tr_rules_word *
tr_rules_kind_word(enum tr_rules_kind kind)
{
	return &kinds[kind];
}

const struct tr_rules_word *
tr_rules_subject_word(enum tr_rules_subject subject)
{
	return &subjects[subject];
}

const struct tr_rules_word *
tr_rules_device_word(enum tr_rules_device device)
{
	return &devices[device];
}

const struct tr_rules_word *
tr_rules_effect_word(enum tr_rules_effect effect)
{
	return &effects[effect];
}

const struct tr_rules_word *
tr_rules_object_word(enum tr_rules_object object)
{
	return &objects[object];
}

const struct tr_rules_word *
tr_rules_verb_word(enum tr_rules_verb verb)
{
	return &verbs[verb];
}

const struct tr_rules_word *
tr_rules_scope_word(enum tr_rules_scope scope)
{
	return &scopes[scope];
}

const struct tr_rules_word *
tr_rules_matter_word(enum tr_rules_matter matter)
{
	return &matters[matter];
}

const struct tr_rules_reason_row *
tr_rules_reason_at(enum tr_rules_reason reason)
{
	return &reasons[reason - 1];
}

enum tr_rules_machine
tr_rules_machine_of_state(enum tr_rules_state state)
{
	return state_machines[state];
}

enum tr_rules_machine
tr_rules_machine_of_act(enum tr_rules_act act)
{
	return act_machines[act];
}

/* ---- from words ---- */
static bool
find(const struct tr_rules_word *list, size_t count, const char *word, size_t *out)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i].word, word) == 0) {
			*out = i;
			return true;
		}
	return false;
}

/* A function that finds a word of one list. */
#define FINDER(function, list, type) \
	bool function(const char *word, type *out) \
	{ \
		size_t i; \
		if (!find(list, sizeof(list) / sizeof(*list), word, &i)) \
			return false; \
		*out = (type)i; \
		return true; \
	}
FINDER(tr_rules_act_of, acts, enum tr_rules_act)
FINDER(tr_rules_role_of, roles, enum tr_rules_role)
FINDER(tr_rules_kind_of, kinds, enum tr_rules_kind)
FINDER(tr_rules_subject_of, subjects, enum tr_rules_subject)
FINDER(tr_rules_object_of, objects, enum tr_rules_object)
FINDER(tr_rules_verb_of, verbs, enum tr_rules_verb)
FINDER(tr_rules_device_of, devices, enum tr_rules_device)

bool
tr_rules_state_of(enum tr_rules_machine machine, const char *word, enum tr_rules_state *out)
{
	for (unsigned s = 0; s < TR_STATE_COUNT; s++)
		if ((s == TR_STATE_NONE || state_machines[s] == machine) && strcmp(states[s].word, word) == 0) {
			*out = (enum tr_rules_state)s;
			return true;
		}
	return false;
}

bool
tr_rules_reason_of(const char *word, enum tr_rules_reason *out)
{
	for (unsigned r = 1; r < TR_REASON_COUNT; r++)
		if (strcmp(tr_rules_reason_at((enum tr_rules_reason)r)->word, word) == 0) {
			*out = (enum tr_rules_reason)r;
			return true;
		}
	return false;
}

bool
tr_rules_stops_early(const char *reason)
{
	enum tr_rules_reason r;

	return tr_rules_reason_of(reason, &r) && tr_rules_reason_at(r)->kind == TR_KIND_REVOKE && tr_rules_reason_at(r)->stops != TR_STOPS_ANSWER;
}

static bool
says(const char *words, struct tr_bytes text)
{
	return tr_bytes_equal(TR_BYTES(words, strlen(words)), text);
}

bool
tr_rules_reason_said(enum tr_rules_kind kind, struct tr_bytes text, enum tr_rules_reason *out)
{
	for (unsigned r = 1; r < TR_REASON_COUNT; r++) {
		const struct tr_rules_reason_row *row = tr_rules_reason_at((enum tr_rules_reason)r);
		if (row->kind == kind && (says(row->word, text) || says(row->vi, text) || says(row->en, text))) {
			*out = (enum tr_rules_reason)r;
			return true;
		}
	}
	return false;
}
