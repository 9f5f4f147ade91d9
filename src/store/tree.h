/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The Merkle tree of RFC 6962 §2 (hashing, inclusion, consistency; RFC 9162 §2.1 for the verifiers): pure functions over hashes. */
#ifndef TR_STORE_TREE_H
#define TR_STORE_TREE_H

#include "base/bytes.h"
#include "store/limits.h"

#define TR_TREE_HASH 32u

struct tr_tree_hash {
	uint8_t b[TR_TREE_HASH];
};

static inline bool
tr_tree_equal(const struct tr_tree_hash *a, const struct tr_tree_hash *b)
{
	return memcmp(a->b, b->b, TR_TREE_HASH) == 0;
}

TRIEN_MUST_CHECK trien_rc tr_tree_leaf(struct tr_bytes entry, struct tr_tree_hash *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_tree_pair(const struct tr_tree_hash *left, const struct tr_tree_hash *right,
		struct tr_tree_hash *out, struct trien_err *err);

/*
 * Where the hashes of a tree come from: node(level, index) is the root of the perfect subtree over leaves
 * [index << level, (index + 1) << level).
 */
struct tr_tree_source {
	trien_rc (*node)(void *context, unsigned level, uint64_t index, struct tr_tree_hash *out, struct trien_err *err);
	void *context;
};
/* The root over the first size leaves; of none it is SHA-256 of nothing. */
TRIEN_MUST_CHECK trien_rc tr_tree_root(
		const struct tr_tree_source *s, uint64_t size, struct tr_tree_hash *out, struct trien_err *err);

struct tr_tree_path {
	struct tr_tree_hash hashes[TR_PROOF_HASHES_MAX];
	size_t count;
};
/* index < size. */
TRIEN_MUST_CHECK trien_rc tr_tree_inclusion(const struct tr_tree_source *s, uint64_t index, uint64_t size,
		struct tr_tree_path *out, struct trien_err *err);
/* old <= size; empty where old is 0 or size. */
TRIEN_MUST_CHECK trien_rc tr_tree_consistency(const struct tr_tree_source *s, uint64_t old, uint64_t size,
		struct tr_tree_path *out, struct trien_err *err);
/* *holds: the leaf is at that index of the tree of that size and root. For every other input it is false. */
TRIEN_MUST_CHECK trien_rc tr_tree_inclusion_holds(const struct tr_tree_hash *leaf, uint64_t index, uint64_t size,
		const struct tr_tree_path *path, const struct tr_tree_hash *root, bool *holds, struct trien_err *err);
/* *holds: the tree of size begins with the whole tree of old size. */
TRIEN_MUST_CHECK trien_rc tr_tree_consistency_holds(uint64_t old, const struct tr_tree_hash *old_root, uint64_t size,
		const struct tr_tree_path *path, const struct tr_tree_hash *root, bool *holds, struct trien_err *err);

/* The tree as the database keeps it: the roots of its perfect subtrees from left to right, one for each bit of size. */
struct tr_tree_frontier {
	uint64_t size;
	struct tr_tree_hash hashes[TR_PROOF_HASHES_MAX];
	size_t count;
};
/* False where bytes are not as many hashes as size has bits. */
TRIEN_MUST_CHECK bool tr_tree_frontier_of(uint64_t size, struct tr_bytes bytes, struct tr_tree_frontier *out);
static inline struct tr_bytes
tr_tree_frontier_bytes(const struct tr_tree_frontier *f)
{
	return TR_BYTES(f->hashes, f->count * TR_TREE_HASH);
}
TRIEN_MUST_CHECK trien_rc tr_tree_frontier_add(
		struct tr_tree_frontier *f, const struct tr_tree_hash *leaf, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_tree_frontier_root(
		const struct tr_tree_frontier *f, struct tr_tree_hash *out, struct trien_err *err);

#endif
