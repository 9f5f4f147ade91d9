/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The four procedures of the Regulation's Điều 9, and the way of a draft through one of them: what steps there are, by whom, in what order, and what may be
 * done at each. Pure. Steps of one stage come in any order, one after another; the agency's signature is behind all of them, because a document takes
 * its number only when they are done (rules/document.h). Requirement: R9.1 R9.2 R9.3 R9.4
 */
#ifndef TR_RULES_PROCEDURE_H
#define TR_RULES_PROCEDURE_H

#include "rules/access.h"

/* Steps of one submission. */
#define TR_STEPS_MAX 60u

enum tr_procedure {
#define TR_PROCEDURE(symbol, ...) TR_PROCEDURE_##symbol,
#include "rules/procedure.def"
	TR_PROCEDURES
};

enum tr_step_kind {
#define TR_STEP_KIND(symbol, ...) TR_STEP_##symbol,
#include "rules/procedure.def"
	TR_STEP_KINDS
};

enum tr_submission_state {
	TR_SUBMISSION_NONE = 0, /* there is none yet */
#define TR_SUBMISSION_STATE(symbol, ...) TR_SUBMISSION_##symbol,
#include "rules/procedure.def"
	TR_SUBMISSION_STATES
};

enum tr_submission_act {
#define TR_SUBMISSION_ACT(symbol, ...) TR_SUBMISSION_ACT_##symbol,
#include "rules/procedure.def"
	TR_SUBMISSION_ACTS
};

enum tr_submission_guard {
	TR_SUBMISSION_GUARD_NONE = 0,
#define TR_SUBMISSION_GUARD(symbol, ...) TR_SUBMISSION_GUARD_##symbol,
#include "rules/procedure.def"
	TR_SUBMISSION_GUARDS
};

/* A step as it is planned. */
struct tr_step {
	enum tr_step_kind kind;
	int64_t stage;  /* 1, 2 ...; the same: in any order */
	unsigned roles; /* bits: what its person is in the agency */
	int64_t person;
};
/*
 * Are these the steps of such a procedure? rules.steps-limit, rules.steps-kind, rules.steps-count, rules.steps-role, rules.steps-order,
 * rules.steps-twice (a person has two of one kind), rules.steps-signatures.
 */
TRIEN_MUST_CHECK trien_rc tr_procedure_check(enum tr_procedure p, const struct tr_step *steps, size_t count, struct trien_err *err);
/* May this role do the step? */
bool tr_step_takes(enum tr_procedure p, enum tr_step_kind kind, enum tr_rules_role role);
/* Is the step done with a digital signature? */
bool tr_step_is_signed(enum tr_step_kind kind);

/* What is not known stays 0, and allows nothing. */
struct tr_submission_facts {
	enum tr_procedure procedure;
	enum tr_submission_state state;
	enum tr_rules_role role;
	bool drafter;       /* who acts drafted it */
	bool reason_given;
	bool bare;          /* the draft bears no signature yet; on paper: there is no file */
	bool turn;          /* a step that waits is the one's who acts, or given to him in writing */
	bool competent;     /* the role that acts may do such a step (tr_step_takes) */
	bool first;         /* no step of an earlier stage waits */
	bool by_signature;  /* the step is done with a signature */
	bool holder;        /* the certificate is of who acts, known to the registry and in force */
	bool same_base;     /* the file that was signed is the document as it is now, and what came out continues it by one signature */
	bool good;          /* every signature in it holds, and the last covers all of it */
	unsigned left;      /* steps that wait, this one too */
};

struct tr_submission_decision {
	enum tr_submission_state to;
	enum tr_rules_verb verb;
	enum tr_rules_scope scope; /* whose documents this role may do it to; OWN: those that one drafts, or has a step in */
};
/* rules.state, rules.role, and one id for each condition; the first that fails is told. */
TRIEN_MUST_CHECK trien_rc tr_submission_decide(const struct tr_submission_facts *facts, enum tr_submission_act act,
		struct tr_submission_decision *out, struct trien_err *err);

/* A delegation in writing (Decree 30/2020 Điều 13.3): what is given. rules.delegation-self, rules.delegation-paper, rules.delegation-time. */
struct tr_delegation_facts {
	int64_t giver, taker;
	bool decision_named;
	int64_t decided_at, from_at, to_at, now;
};
TRIEN_MUST_CHECK trien_rc tr_delegation_check(const struct tr_delegation_facts *f, struct trien_err *err);

const struct tr_rules_word *tr_procedure_word(enum tr_procedure p);
const struct tr_rules_word *tr_step_kind_word(enum tr_step_kind kind);
const struct tr_rules_word *tr_submission_state_word(enum tr_submission_state state); /* NONE: "none" */
const struct tr_rules_word *tr_submission_act_word(enum tr_submission_act act);
/* False: there is no such word. */
bool tr_procedure_of(struct tr_bytes word, enum tr_procedure *out);
bool tr_step_kind_of(struct tr_bytes word, enum tr_step_kind *out);
/* TR_SUBMISSION_NONE where there is no such word. */
enum tr_submission_state tr_submission_state_of(struct tr_bytes word);

#endif
