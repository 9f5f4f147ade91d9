/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What may be done with an outgoing document, by whom, and when: a pure table (Decree 30/2020 Điều 14, 15, 18, 25; the Regulation Điều 5, 9). A
 * number once taken belongs to its document: from NUMBERED there is no way back, only VOIDED or ISSUED. Requirement: R5.3 R9.1 R9.2
 */
#ifndef TR_RULES_DOCUMENT_H
#define TR_RULES_DOCUMENT_H

#include "rules/access.h"

enum tr_document_state {
	TR_DOCUMENT_NONE = 0, /* there is no document yet */
#define TR_DOCUMENT_STATE(symbol, ...) TR_DOCUMENT_##symbol,
#include "rules/document.def"
	TR_DOCUMENT_STATES
};

enum tr_document_act {
#define TR_DOCUMENT_ACT(symbol, ...) TR_DOCUMENT_ACT_##symbol,
#include "rules/document.def"
	TR_DOCUMENT_ACTS
};

enum tr_document_guard {
	TR_DOCUMENT_GUARD_NONE = 0,
#define TR_DOCUMENT_GUARD(symbol, ...) TR_DOCUMENT_GUARD_##symbol,
#include "rules/document.def"
	TR_DOCUMENT_GUARDS
};

/* What is not known stays false, and allows nothing. */
struct tr_document_facts {
	enum tr_document_state state;
	enum tr_rules_role role;
	bool paper;         /* the original is on paper */
	bool signed_file;   /* the file bears a signature that holds; of paper: somebody has said who signed */
	bool submitted;     /* it goes through a procedure, and steps of it are not done */
	bool reason_given;
	bool sealed;        /* of the file to be issued: its signatures hold, the last is the agency's and covers all of it */
	bool continues;     /* it begins with every byte of the file that the number was taken for */
	bool shows_number;  /* the number and date in it are those of the register */
	bool has_e_copy;
	bool replacer_issued; /* the document that replaces it is issued */
};

struct tr_document_decision {
	enum tr_document_state to;
	enum tr_rules_verb verb;
	enum tr_rules_scope scope; /* whose documents this role may do it to */
};

/* rules.state, rules.role, and one id for each condition (rules.document-…, rules.reason-given); the first that fails is told. */
TRIEN_MUST_CHECK trien_rc tr_document_decide(const struct tr_document_facts *facts, enum tr_document_act act,
		struct tr_document_decision *out, struct trien_err *err);

const struct tr_rules_word *tr_document_state_word(enum tr_document_state state); /* NONE: "none" */
const struct tr_rules_word *tr_document_act_word(enum tr_document_act act);
/* TR_DOCUMENT_NONE where there is no such word. */
enum tr_document_state tr_document_state_of(struct tr_bytes word);

#endif
