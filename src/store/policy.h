/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which witnesses a checkpoint must have (c2sp.org/tlog-policy): logs, witnesses, groups of them, and the quorum. Read strictly. Names are
 * bytes, and mean nothing outside of the file.
 */
#ifndef TR_STORE_POLICY_H
#define TR_STORE_POLICY_H

#include "base/memory.h"
#include "store/note.h"

struct tr_policy_witness {
	struct tr_note_key key;
	const char *url; /* of its add-checkpoint, without that word; NULL: none is said */
};

/* A witness or a group, in the order of the file: a group refers to what stands before it. */
struct tr_policy_item {
	struct tr_bytes name;
	size_t witness;    /* its place among the witnesses; TR_POLICY_MAX: a group */
	uint64_t members;  /* of a group, by place among the items */
	unsigned wanted;   /* so many of them */
};

struct tr_policy {
	struct tr_note_key logs[TR_POLICY_MAX];
	size_t log_count;
	struct tr_policy_witness witnesses[TR_POLICY_MAX];
	size_t witness_count;
	struct tr_policy_item items[2 * TR_POLICY_MAX];
	size_t item_count;
	size_t quorum; /* an item; 2 * TR_POLICY_MAX: none is wanted */
	struct tr_arena arena;
};

/* audit.policy-malformed with the line; audit.policy-limit. *out: free it. The text may go. */
TRIEN_MUST_CHECK trien_rc tr_policy_read(struct tr_bytes text, struct tr_policy **out, struct trien_err *err);
void tr_policy_free(struct tr_policy *p);

/* Which witnesses have signed a note, by place; a note may hold other signatures besides. */
TRIEN_MUST_CHECK trien_rc tr_policy_signed(
		const struct tr_policy *p, const struct tr_note *n, uint64_t *witnesses, struct trien_err *err);
/* Are these enough? */
bool tr_policy_enough(const struct tr_policy *p, uint64_t witnesses);
/*
 * A checkpoint that is signed by its log and by enough witnesses; *witnesses, where not NULL, are they. Where the policy names logs, key must be
 * one of them. audit.quorum-missed, audit.origin-unknown.
 */
TRIEN_MUST_CHECK trien_rc tr_policy_holds(const struct tr_policy *p, const struct tr_note_key *key, struct tr_bytes note,
		uint64_t *witnesses, struct trien_err *err);

#endif
