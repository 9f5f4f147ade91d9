/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * How long a document is kept, and who may have it destroyed: a pure table. A period is counted in years from the end of the year in which the work ended (of
 * a file of documents: when it was closed; of any other: when it was issued, or came). Destroying wants a list, somebody who submits it, and another who decides,
 * by a written decision: as the law on archives has it (the head of the agency, after a council has looked at the list). It cannot be undone.
 */
#ifndef TR_RULES_RETENTION_H
#define TR_RULES_RETENTION_H

#include "rules/access.h"

#define TR_RETENTION_YEARS_MAX 200

/* May this document be destroyed now? What is not known stays false, and allows nothing. */
struct tr_retention_facts {
	bool settled;     /* it was issued, recalled or replaced; of one that came: nobody works on it any more */
	bool destroyed;   /* it has been */
	bool held;        /* somebody has said that it is not, with a reason */
	bool work_open;   /* the file that it stands in is not closed */
	int64_t years;    /* 0: for ever */
	int64_t ended_at; /* when the work ended */
	int64_t now;
};
/* rules.retention-destroyed, -unsettled, -held, -open, -permanent, -not-due. */
TRIEN_MUST_CHECK trien_rc tr_retention_check(const struct tr_retention_facts *f, struct trien_err *err);
/* The first second of the day from which it may be, for a period of years. */
int64_t tr_retention_due(int64_t ended_at, int64_t years);

enum tr_destruction_state {
	TR_DESTRUCTION_NONE = 0,
#define TR_DESTRUCTION_STATE(symbol, ...) TR_DESTRUCTION_##symbol,
#include "rules/retention.def"
	TR_DESTRUCTION_STATES
};

enum tr_destruction_act {
#define TR_DESTRUCTION_ACT(symbol, ...) TR_DESTRUCTION_ACT_##symbol,
#include "rules/retention.def"
	TR_DESTRUCTION_ACTS
};

struct tr_destruction_facts {
	enum tr_destruction_state state;
	enum tr_rules_role role;
	int64_t person, requester; /* requester 0: nobody has submitted it */
	size_t listed;             /* lines that are to be destroyed */
	bool reason_given;
	bool decision_named;       /* the decision's number */
	int64_t decided_at, now;   /* its day; 0: not said */
	bool final;                /* who does it says that it cannot be undone */
};
struct tr_destruction_decision {
	enum tr_destruction_state to;
	enum tr_rules_verb verb;
};
/* rules.state, rules.role, rules.reason-given, rules.destruction-empty, -self, -decision, -final. */
TRIEN_MUST_CHECK trien_rc tr_destruction_decide(const struct tr_destruction_facts *f, enum tr_destruction_act act, struct tr_destruction_decision *out,
		struct trien_err *err);

const struct tr_rules_word *tr_destruction_state_word(enum tr_destruction_state state); /* NONE: "none" */
const struct tr_rules_word *tr_destruction_act_word(enum tr_destruction_act act);
/* TR_DESTRUCTION_NONE where there is no such word. */
enum tr_destruction_state tr_destruction_state_of(struct tr_bytes word);

#endif
