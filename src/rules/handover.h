/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Who hands over what to whom, as a pure table: files of documents to the archive (Decree 30/2020 Điều 30, 31; the Law on Archives), and what is under way when one
 * clerk leaves and another takes over. Two people sign off, each for himself. A leader gives in place of who is gone, and says why.
 */
#ifndef TR_RULES_HANDOVER_H
#define TR_RULES_HANDOVER_H

#include "rules/access.h"

enum tr_handover_kind {
#define TR_HANDOVER_KIND(symbol, ...) TR_HANDOVER_##symbol,
#include "rules/handover.def"
	TR_HANDOVER_KINDS
};
enum tr_handover_state {
	TR_HANDOVER_NONE = 0,
#define TR_HANDOVER_STATE(symbol, ...) TR_HANDOVER_##symbol,
#include "rules/handover.def"
	TR_HANDOVER_STATES
};
enum tr_handover_act {
#define TR_HANDOVER_ACT(symbol, ...) TR_HANDOVER_ACT_##symbol,
#include "rules/handover.def"
	TR_HANDOVER_ACTS
};

struct tr_handover_facts {
	enum tr_handover_kind kind;
	enum tr_handover_state state;
	enum tr_rules_role role;
	int64_t person, giver, taker; /* who acts, and the two sides */
	size_t lines;
	bool reason_given;
};
struct tr_handover_decision {
	enum tr_handover_state to;
	enum tr_rules_verb verb;
};
/* rules.state, rules.role, rules.reason-given, rules.handover-self, -giver, -taker, -empty. */
TRIEN_MUST_CHECK trien_rc tr_handover_decide(const struct tr_handover_facts *f, enum tr_handover_act act, struct tr_handover_decision *out, struct trien_err *err);

const struct tr_rules_word *tr_handover_kind_word(enum tr_handover_kind kind);
const struct tr_rules_word *tr_handover_state_word(enum tr_handover_state state); /* NONE: "none" */
const struct tr_rules_word *tr_handover_act_word(enum tr_handover_act act);
/* TR_HANDOVER_KINDS, TR_HANDOVER_NONE where there is no such word. */
enum tr_handover_kind tr_handover_kind_of(struct tr_bytes word);
enum tr_handover_state tr_handover_state_of(struct tr_bytes word);

#endif
