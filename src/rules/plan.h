/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events that concern many objects at once, or one object in several ways, taken apart into the acts of the state
 * machines. Each step is judged as it would be when done, and nothing is done: a dry run and the real run ask the same.
 * What is refused is a step too, with its rule.
 */
#ifndef TR_RULES_PLAN_H
#define TR_RULES_PLAN_H

#include "rules/rules.h"

enum tr_rules_event {
#define TR_RULES_EVENT(symbol, ...) TR_EVENT_##symbol,
#include "rules/plan.def"
	TR_EVENT_COUNT
};
const struct tr_rules_word *tr_rules_event_word(enum tr_rules_event event);
const char *tr_rules_event_clause(enum tr_rules_event event);
bool tr_rules_event_of(const char *word, enum tr_rules_event *out);

/* A step of an event, as the table has it. */
enum tr_plan_which { TR_WHICH_ANY, TR_WHICH_KEPT, TR_WHICH_OTHER };
enum tr_plan_when { TR_WHEN_ALWAYS, TR_WHEN_MOVER_KEEPS, TR_WHEN_MOVER_LEAVES };
enum tr_plan_by { TR_BY_REPORTER, TR_BY_PROGRAM };
#define TR_REASON_GIVEN TR_REASON_COUNT /* the one that the event names */
struct tr_rules_plan_row {
	enum tr_rules_event event;
	unsigned subjects; /* bits */
	enum tr_plan_which which;
	enum tr_plan_when when;
	enum tr_rules_act act;
	enum tr_plan_by by;
	enum tr_rules_kind kind;
	enum tr_rules_reason reason;
};
/* NULL past the last. */
const struct tr_rules_plan_row *tr_rules_plan_row_at(size_t index);

/* A certificate, with its device and subscriber, that the event concerns. */
struct tr_rules_object_facts {
	struct tr_rules_facts facts; /* certificate, device, subject, holder, dates …; role, actor, kind, reason are those of the event */
	unsigned open[TR_KIND_COUNT]; /* requests of each kind that are open for it */
	bool kept; /* of a merger: of the agency that stays, or of the certificate that the new agency goes on with */
};

struct tr_rules_happening {
	enum tr_rules_event event;
	const struct tr_rules_law *law;
	int64_t now;
	enum tr_rules_role role; /* who reports or plans */
	int64_t actor;
	enum tr_rules_reason reason; /* of LEAVE and BULK_CHANGE */
	int64_t event_at;
};

struct tr_rules_step {
	size_t object;             /* index */
	enum tr_rules_act act;
	enum tr_rules_role role;   /* in which it is done; the program itself drafts what follows from a report */
	enum tr_rules_kind kind;   /* of request.draft */
	enum tr_rules_reason reason;
	enum tr_rules_body recipient;
	int64_t stops_at;          /* from when signing stops; INT64_MAX: it does not */
	trien_rc refused;          /* TRIEN_OK, or the rule */
	struct trien_err why;      /* of a refusal */
};

/*
 * Tells every step, object by object in the order given. An object without a step is not concerned: a certificate that has
 * ended, one that stays as it is. An error that `tell` returns ends it and is returned. A refused step is left out, the
 * others are done: a lost device stops the signing also where a revocation is asked for already.
 */
TRIEN_MUST_CHECK trien_rc tr_rules_plan(const struct tr_rules_happening *h, const struct tr_rules_object_facts *objects,
		size_t count, trien_rc (*tell)(const struct tr_rules_step *step, void *context, struct trien_err *err),
		void *context, struct trien_err *err);

#endif
