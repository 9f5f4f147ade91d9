/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11
 * An act of a request done for all requests of a letter: one act, one leaf of the audit trail. Each request is judged by the rules as if it were alone
 * (who asked never confirms); where one is refused nothing is done, and each refusal is told. Requests that are not at that step are left alone.
 *
 * One answer may grant some and refuse others, and leave some open for a later one: the letter is answered when no request of it waits any more. It holds
 * the newest answer's document and times; history keeps those before.
 */
#ifndef TR_REGISTRY_LETTER_H
#define TR_REGISTRY_LETTER_H

#include "registry/deed.h"

/* What becomes of one request of the letter. */
struct tr_letter_result {
	int64_t request;
	enum tr_rules_act act;   /* REQUEST_COMPLETE or REQUEST_REFUSE; of other acts the act itself */
	const char *certificate; /* of a new one, as people write it; NULL: none */
};

struct tr_letter_deed {
	struct tr_deed deed; /* its act is one of requests, its object the letter */
	const struct tr_letter_result *results; /* only these requests; NULL: all */
	size_t result_count;
};

struct tr_letter_row {
	int64_t request;
	enum tr_rules_act act;
	enum tr_rules_state from, to;
	bool deadline_unsure;     /* as in tr_deed_done */
	struct trien_err refused; /* code TRIEN_OK: done */
};
struct tr_letter_done {
	int64_t act;
	struct tr_letter_row *rows; /* those at that step, and those that were named */
	size_t count, refused;
};
void tr_letter_done_free(struct tr_letter_done *d);

/*
 * out is filled in also where it is refused. registry.letter-refused: a request is; registry.letter-empty: none is at that step; registry.letter-not-in: one that was
 * named is in another letter. registry.role-not-held, registry.out-of-scope, registry.not-taken. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_letter_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_letter_deed *l,
		struct tr_letter_done *out, struct trien_err *err);

/* A letter that is made of requests: its sender is who manages the first one's agency, its receiver who decides on it by law; the others have to fit. */
struct tr_letter_new {
	enum tr_rules_role role;
	int64_t person;
	const int64_t *requests;
	size_t count; /* at most TR_LETTER_REQUESTS_MAX */
	const char *number; /* NULL: none yet */
};
struct tr_letter_made {
	int64_t letter;
	struct tr_letter_done done;
};
/*
 * The letter and each request consolidated into it are one act. out is filled in also where it is refused: registry.letter-refused: a request is; registry.no-access,
 * registry.out-of-scope, registry.not-found. done of out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_letter_make(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_letter_new *n,
		struct tr_letter_made *out, struct trien_err *err);

#endif
