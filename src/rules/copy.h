/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copies of documents (Decree 30/2020 Điều 25, 27), as pure rules: what a copy may be made of, and how the right to sign copies is given. A sao y and a
 * trích sao are made of the original, a sao lục of a sao y; the head decides who signs them. Requirement: X5
 */
#ifndef TR_RULES_COPY_H
#define TR_RULES_COPY_H

#include "base/bytes.h"
#include "base/error.h"

enum tr_copy_kind {
	TR_COPY_NONE = 0, /* an original, or no copy that the law knows */
	TR_COPY_SAO_Y,
	TR_COPY_TRICH_SAO,
	TR_COPY_SAO_LUC
};

/* What is not known stays false, and allows nothing. */
struct tr_copy_facts {
	enum tr_copy_kind kind;   /* of what is made; not NONE */
	unsigned sources;         /* how many were named */
	enum tr_copy_kind source; /* of what is copied; NONE: the original */
	bool stands;              /* it is issued or registered, and was not recalled */
};
/* rules.copy-source, rules.copy-state, rules.copy-order */
TRIEN_MUST_CHECK trien_rc tr_copy_check(const struct tr_copy_facts *f, struct trien_err *err);

/* The right to sign copies, as it is given. to_at 0: until it is ended. rules.copy-paper, rules.copy-time */
struct tr_copy_right_facts {
	bool decision_named;
	int64_t decided_at, from_at, to_at, now;
};
TRIEN_MUST_CHECK trien_rc tr_copy_right_check(const struct tr_copy_right_facts *f, struct trien_err *err);

/* By its abbreviation of Annex III: "SY", "TrS", "SL". */
enum tr_copy_kind tr_copy_kind_of(struct tr_bytes code);

#endif
