/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R15.2 R4.1
 * The acts of requests, certificates and devices: the facts are read from the books in the transaction that writes, the rules
 * (rules/rules.h) decide, and the new state with all that it entails is one act, one transaction, one leaf of the audit trail. What the
 * act entails in other machines (a lost device stops its certificates and drafts their revocation) is decided by the rules too.
 *
 * Nobody is told here: who is to be told is put into the job table, kind TR_JOB_TELL.
 */
#ifndef TR_REGISTRY_DEED_H
#define TR_REGISTRY_DEED_H

#include "registry/act.h"
#include "rules/rules.h"

#define TR_JOB_TELL "registry.tell" /* payload: {"tell":"manager","act":17,"what":"device.lose","object":"device:4"} */

/* What is handed in with the act, as people write it (registry/value.h). Which columns an act takes: tr_deed_takes(). */
struct tr_deed_given {
	const char *column, *value;
};

struct tr_deed {
	enum tr_rules_act act;
	int64_t object; /* 0: of request.draft */
	enum tr_rules_role role;
	int64_t person; /* who; 0: the program, role TR_ROLE_SYSTEM */
	const struct tr_deed_given *given;
	size_t given_count;
};

/* One object that changed its state, in the order in which it did. */
struct tr_deed_step {
	const struct tr_book *book;
	int64_t id;
	enum tr_rules_act act;
	enum tr_rules_state from, to;
};
struct tr_deed_done {
	int64_t act, object;
	unsigned effects; /* bits of enum tr_rules_effect, of all steps */
	struct tr_deed_step steps[TR_DEED_STEPS_MAX];
	size_t count;
	bool deadline_unsure; /* a deadline began that was counted over days whose calendar is not certain (rules/calendar.h) */
};

/*
 * act->what, actor and role are set from the deed; act->effective_at is when the event was (a loss; what a person left for), act->reason its reason in
 * words. A dry run does everything and keeps nothing. Errors: rules.*, the rule that refuses; registry.role-not-held, registry.out-of-scope,
 * registry.not-taken (a column that this act does not take), registry.deed-limit.
 */
TRIEN_MUST_CHECK trien_rc tr_deed_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_deed *d,
		struct tr_deed_done *out, struct trien_err *err);
/* The book of the objects that an act is done to. */
const struct tr_book *tr_deed_book(enum tr_rules_act act);
/* The book and column of what is handed in with an act; NULL where the act takes nothing of that name. */
const struct tr_column *tr_deed_takes(enum tr_rules_act act, const char *name, const struct tr_book **book);

#endif
