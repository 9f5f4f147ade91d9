/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the rules (words.def, reasons.def): enumerations, their stable words, and their names in two languages. */
#ifndef TR_RULES_WORDS_H
#define TR_RULES_WORDS_H

#include "base/bytes.h"

#define TR_BIT(n) (1u << (n))
#define TR_STATE_BIT(n) ((uint64_t)1 << (n))

enum tr_rules_machine {
#define TR_RULES_MACHINE(symbol, ...) TR_MACHINE_##symbol,
#include "rules/words.def"
	TR_MACHINE_COUNT
};

enum tr_rules_state {
	TR_STATE_NONE = 0, /* there is no object yet */
#define TR_RULES_STATE(machine, symbol, ...) TR_STATE_##symbol,
#include "rules/words.def"
	TR_STATE_COUNT
};

enum tr_rules_act {
#define TR_RULES_ACT(machine, symbol, ...) TR_ACT_##symbol,
#include "rules/words.def"
	TR_ACT_COUNT
};

enum tr_rules_role {
#define TR_RULES_ROLE(symbol, ...) TR_ROLE_##symbol,
#include "rules/words.def"
	TR_ROLE_COUNT
};

enum tr_rules_kind {
#define TR_RULES_KIND(symbol, ...) TR_KIND_##symbol,
#include "rules/words.def"
	TR_KIND_COUNT
};

enum tr_rules_subject {
#define TR_RULES_SUBJECT(symbol, ...) TR_SUBJECT_##symbol,
#include "rules/words.def"
	TR_SUBJECT_COUNT
};

enum tr_rules_body {
#define TR_RULES_BODY(symbol, ...) TR_BODY_##symbol,
#include "rules/words.def"
	TR_BODY_COUNT
};

enum tr_rules_effect {
#define TR_RULES_EFFECT(symbol, ...) TR_EFFECT_##symbol,
#include "rules/words.def"
	TR_EFFECT_COUNT
};

enum tr_rules_device {
#define TR_RULES_DEVICE(symbol, ...) TR_DEVICE_##symbol,
#include "rules/words.def"
	TR_DEVICE_COUNT
};

/* Why revoked or changed. NONE: no reason is given. */
enum tr_rules_reason {
	TR_REASON_NONE = 0,
#define TR_RULES_REASON(symbol, ...) TR_REASON_##symbol,
#include "rules/reasons.def"
#undef TR_RULES_REASON
	TR_REASON_COUNT
};

enum tr_rules_stops { TR_STOPS_REPORT, TR_STOPS_EVENT, TR_STOPS_ANSWER };

struct tr_rules_reason_row {
	const char *word;
	enum tr_rules_kind kind;
	unsigned subjects, askers; /* bits of subjects, of roles */
	bool basis;                /* needs the document of the body that asks */
	enum tr_rules_stops stops;
	const char *clause, *vi, *en;
};
/* Of any but TR_REASON_NONE. */
const struct tr_rules_reason_row *tr_rules_reason_at(enum tr_rules_reason reason);

/* A word and its names. */
struct tr_rules_word {
	const char *word, *vi, *en;
};
const struct tr_rules_word *tr_rules_machine_word(enum tr_rules_machine machine);
const struct tr_rules_word *tr_rules_state_word(enum tr_rules_state state); /* NONE: "none" */
const struct tr_rules_word *tr_rules_act_word(enum tr_rules_act act);
const struct tr_rules_word *tr_rules_role_word(enum tr_rules_role role);
const struct tr_rules_word *tr_rules_kind_word(enum tr_rules_kind kind);
const struct tr_rules_word *tr_rules_subject_word(enum tr_rules_subject subject);
const struct tr_rules_word *tr_rules_device_word(enum tr_rules_device device);
const struct tr_rules_word *tr_rules_effect_word(enum tr_rules_effect effect);

/* The way back; false where there is no such word. */
bool tr_rules_state_of(enum tr_rules_machine machine, const char *word, enum tr_rules_state *out);
bool tr_rules_act_of(const char *word, enum tr_rules_act *out);
bool tr_rules_role_of(const char *word, enum tr_rules_role *out);
bool tr_rules_kind_of(const char *word, enum tr_rules_kind *out);
bool tr_rules_subject_of(const char *word, enum tr_rules_subject *out);
bool tr_rules_reason_of(const char *word, enum tr_rules_reason *out);
/* A revocation for this reason stops the signing before the authority has answered. */
bool tr_rules_stops_early(const char *reason);
/* As a person says it, in either language too, of a request of that kind. */
bool tr_rules_reason_said(enum tr_rules_kind kind, struct tr_bytes text, enum tr_rules_reason *out);
bool tr_rules_device_of(const char *word, enum tr_rules_device *out);

/* Of which machine; TR_MACHINE_COUNT for TR_STATE_NONE, which belongs to each. */
enum tr_rules_machine tr_rules_machine_of_state(enum tr_rules_state state);
enum tr_rules_machine tr_rules_machine_of_act(enum tr_rules_act act);

#endif
