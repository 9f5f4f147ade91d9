/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What becomes of a document that came, as a pure table (the Regulation Điều 10; Decree 30/2020 Điều 18, 21-24). What is deleted, and when: TOTAL-FAILED at
 * once; what the legal profile lists, is of another sender than named, of a key out of its subscriber's hands, unsigned, or there already, when a
 * clerk confirms it with a reason. What merely cannot be decided is judged again, then waits for a person, and is never deleted: a
 * good document is not lost because a responder was down. Requirement: R10.1 R10.2 R10.3
 */
#ifndef TR_RULES_INCOMING_H
#define TR_RULES_INCOMING_H

#include "rules/access.h"

enum tr_incoming_state {
	TR_INCOMING_NONE = 0, /* it has not come yet */
#define TR_INCOMING_STATE(symbol, ...) TR_INCOMING_##symbol,
#include "rules/incoming.def"
	TR_INCOMING_STATES
};

enum tr_incoming_act {
#define TR_INCOMING_ACT(symbol, ...) TR_INCOMING_ACT_##symbol,
#include "rules/incoming.def"
	TR_INCOMING_ACTS
};

enum tr_incoming_guard {
	TR_INCOMING_GUARD_NONE = 0,
#define TR_INCOMING_GUARD(symbol, ...) TR_INCOMING_GUARD_##symbol,
#include "rules/incoming.def"
	TR_INCOMING_GUARDS
};

/* Of the file as a whole. NOTHING: nobody has judged it (it is on paper, cannot be read, or bears no signature). */
enum tr_incoming_verdict { TR_VERDICT_NOTHING = 0, TR_VERDICT_PASSED, TR_VERDICT_OPEN, TR_VERDICT_FAILED };
/* Is it the named sender's? */
enum tr_incoming_right { TR_INCOMING_RIGHT_UNKNOWN = 0, TR_INCOMING_RIGHT_YES, TR_INCOMING_RIGHT_UNSURE, TR_INCOMING_RIGHT_WRONG };

/* What is not known stays false, and allows nothing. */
struct tr_incoming_facts {
	enum tr_incoming_state state;
	enum tr_rules_role role;
	bool paper;
	enum tr_incoming_verdict verdict;
	enum tr_incoming_right right;
	bool key_strayed;     /* the books say that a key was out of its subscriber's hands when it signed */
	bool listed;          /* why it is open is among the legal profile's reasons to call it invalid */
	bool there;           /* the same document is registered already */
	bool tries_left;      /* it is judged again */
	bool reason_given;
	bool receiver_named;
	bool answer_issued;
	bool scanned;         /* there is a scan of the paper already */
	bool sealed;          /* the scan bears the agency's own signature, which holds and covers all of it */
	bool asked_back;      /* its sender wants it back, by the exchange that it came by, and nobody has answered */
	bool replacer_registered; /* the document that takes its place */
};

struct tr_incoming_decision {
	enum tr_incoming_state to;
	enum tr_rules_verb verb;
	enum tr_rules_scope scope; /* whose documents this role may do it to */
	bool forgets;              /* the file is deleted, and the sender told */
};

/* What a judgement leads to: REGISTER, HOLD, WAIT or REFUSE. */
enum tr_incoming_act tr_incoming_outcome(const struct tr_incoming_facts *facts);
/* rules.state, rules.role, and one id for each condition (rules.incoming-…, rules.reason-given); the first that fails is told. */
TRIEN_MUST_CHECK trien_rc tr_incoming_decide(const struct tr_incoming_facts *facts, enum tr_incoming_act act,
		struct tr_incoming_decision *out, struct trien_err *err);

const struct tr_rules_word *tr_incoming_state_word(enum tr_incoming_state state); /* NONE: "none" */
const struct tr_rules_word *tr_incoming_act_word(enum tr_incoming_act act);
/* TR_INCOMING_NONE where there is no such word. */
enum tr_incoming_state tr_incoming_state_of(struct tr_bytes word);
/* "HASH_FAILURE" in words of people; NULL where there is no such word. */
const struct tr_rules_word *tr_incoming_why(struct tr_bytes word);
/* All of them, one after another; NULL past the last. */
const struct tr_rules_word *tr_incoming_why_at(size_t i);

#endif
