/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/tree.h"

#include "base/errors/store.h"
#include "crypto/algorithm.h"

/* ---- hashing: RFC 6962 §2.1 ---- */

static trien_rc
hash(struct tr_bytes data, struct tr_tree_hash *out, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, data, digest, &n, err));
	memcpy(out->b, digest, TR_TREE_HASH);
	return TRIEN_OK;
}

trien_rc
tr_tree_leaf(struct tr_bytes entry, struct tr_tree_hash *out, struct trien_err *err)
{
	const struct tr_bytes parts[] = {TR_BYTES_LIT("\0"), entry};
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest_parts(tr_digest_alg_of(TR_SHA256), parts, 2, digest, &n, err));
	memcpy(out->b, digest, TR_TREE_HASH);
	return TRIEN_OK;
}

trien_rc
tr_tree_pair(const struct tr_tree_hash *left, const struct tr_tree_hash *right, struct tr_tree_hash *out, struct trien_err *err)
{
	uint8_t data[1 + 2 * TR_TREE_HASH] = {1};

	memcpy(data + 1, left->b, TR_TREE_HASH);
	memcpy(data + 1 + TR_TREE_HASH, right->b, TR_TREE_HASH);
	return hash(TR_BYTES(data, sizeof(data)), out, err);
}

/* ---- ranges ---- */

/* The largest power of two below n; n > 1. */
static uint64_t
split(uint64_t n)
{
	return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* The root over leaves [from, to): from is a multiple of a power of two that is not below their number. */
static trien_rc
range(const struct tr_tree_source *s, uint64_t from, uint64_t to, struct tr_tree_hash *out, struct trien_err *err)
{
	const uint64_t n = to - from;
	struct tr_tree_hash left, right;

	if ((n & (n - 1)) == 0) {
		const unsigned level = (unsigned)__builtin_ctzll(n);
		return s->node(s->context, level, from >> level, out, err);
	}
	const uint64_t k = split(n);
	TR_TRY(range(s, from, from + k, &left, err));
	TR_TRY(range(s, from + k, to, &right, err));
	return tr_tree_pair(&left, &right, out, err);
}

trien_rc
tr_tree_root(const struct tr_tree_source *s, uint64_t size, struct tr_tree_hash *out, struct trien_err *err)
{
	return size == 0 ? hash(TR_BYTES(NULL, 0), out, err) : range(s, 0, size, out, err);
}

static void
reverse(struct tr_tree_path *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		const struct tr_tree_hash h = p->hashes[i];
		p->hashes[i] = p->hashes[p->count - 1 - i];
		p->hashes[p->count - 1 - i] = h;
	}
}

/* PATH of RFC 6962 §2.1.1, found from the root down. */
trien_rc
tr_tree_inclusion(const struct tr_tree_source *s, uint64_t index, uint64_t size, struct tr_tree_path *out, struct trien_err *err)
{
	uint64_t from = 0, to = size;

	if (index >= size)
		return TR_ERR(err, STORE_TREE_RANGE, TR_U("index", index), TR_U("size", size));
	out->count = 0;
	while (to - from > 1) {
		const uint64_t middle = from + split(to - from);
		if (index < middle) {
			TR_TRY(range(s, middle, to, &out->hashes[out->count++], err));
			to = middle;
		} else {
			TR_TRY(range(s, from, middle, &out->hashes[out->count++], err));
			from = middle;
		}
	}
	reverse(out);
	return TRIEN_OK;
}

/* SUBPROOF of RFC 6962 §2.1.2, found from the root down. */
trien_rc
tr_tree_consistency(const struct tr_tree_source *s, uint64_t old, uint64_t size, struct tr_tree_path *out, struct trien_err *err)
{
	uint64_t from = 0, to = size;
	bool whole = true; /* [from, to) is the old tree itself, whose root the asker has */

	if (old > size)
		return TR_ERR(err, STORE_TREE_RANGE, TR_U("index", old), TR_U("size", size));
	out->count = 0;
	if (old == 0)
		return TRIEN_OK;
	while (old != to) {
		const uint64_t middle = from + split(to - from);
		if (old <= middle) {
			TR_TRY(range(s, middle, to, &out->hashes[out->count++], err));
			to = middle;
		} else {
			TR_TRY(range(s, from, middle, &out->hashes[out->count++], err));
			from = middle;
			whole = false;
		}
	}
	if (!whole)
		TR_TRY(range(s, from, to, &out->hashes[out->count++], err));
	reverse(out);
	return TRIEN_OK;
}

/* ---- verifiers ---- */

/* RFC 9162 §2.1.3.2 */
trien_rc
tr_tree_inclusion_holds(const struct tr_tree_hash *leaf, uint64_t index, uint64_t size, const struct tr_tree_path *path,
		const struct tr_tree_hash *root, bool *holds, struct trien_err *err)
{
	uint64_t fn = index, sn = size - 1;
	struct tr_tree_hash r = *leaf;

	*holds = false;
	if (index >= size)
		return TRIEN_OK;
	for (size_t i = 0; i < path->count; i++) {
		if (sn == 0)
			return TRIEN_OK;
		if ((fn & 1) != 0 || fn == sn) {
			TR_TRY(tr_tree_pair(&path->hashes[i], &r, &r, err));
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			TR_TRY(tr_tree_pair(&r, &path->hashes[i], &r, err));
		}
		fn >>= 1;
		sn >>= 1;
	}
	*holds = sn == 0 && tr_tree_equal(&r, root);
	return TRIEN_OK;
}

/* RFC 9162 §2.1.4.2, steps 3 to 7; path is not empty, and its first hash is the old root where that is a perfect tree's. */
static trien_rc
walk_consistency(uint64_t old, uint64_t size, const struct tr_tree_hash *path, size_t count, struct tr_tree_hash *fr,
		struct tr_tree_hash *sr, bool *whole, struct trien_err *err)
{
	uint64_t fn = old - 1, sn = size - 1;

	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	*fr = *sr = path[0];
	*whole = false;
	for (size_t i = 1; i < count; i++) {
		if (sn == 0)
			return TRIEN_OK;
		if ((fn & 1) != 0 || fn == sn) {
			TR_TRY(tr_tree_pair(&path[i], fr, fr, err));
			TR_TRY(tr_tree_pair(&path[i], sr, sr, err));
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			TR_TRY(tr_tree_pair(sr, &path[i], sr, err));
		}
		fn >>= 1;
		sn >>= 1;
	}
	*whole = sn == 0;
	return TRIEN_OK;
}

trien_rc
tr_tree_consistency_holds(uint64_t old, const struct tr_tree_hash *old_root, uint64_t size, const struct tr_tree_path *path,
		const struct tr_tree_hash *root, bool *holds, struct trien_err *err)
{
	struct tr_tree_hash all[TR_PROOF_HASHES_MAX + 1], first, second;
	const bool perfect = (old & (old - 1)) == 0;
	size_t n = 0;
	bool whole;

	*holds = false;
	if (old > size)
		return TRIEN_OK;
	if (old == 0 || old == size) {
		TR_TRY(hash(TR_BYTES(NULL, 0), &first, err));
		*holds = path->count == 0 && (old == size ? tr_tree_equal(old_root, root) : true) &&
				(old > 0 || tr_tree_equal(old_root, &first));
		return TRIEN_OK;
	}
	if (path->count == 0)
		return TRIEN_OK;
	if (perfect)
		all[n++] = *old_root;
	memcpy(all + n, path->hashes, path->count * sizeof(*all));
	TR_TRY(walk_consistency(old, size, all, n + path->count, &first, &second, &whole, err));
	*holds = whole && tr_tree_equal(&first, old_root) && tr_tree_equal(&second, root);
	return TRIEN_OK;
}

/* ---- frontier ---- */

bool
tr_tree_frontier_of(uint64_t size, struct tr_bytes bytes, struct tr_tree_frontier *out)
{
	*out = (struct tr_tree_frontier){.size = size, .count = (size_t)__builtin_popcountll(size)};
	if (out->count > TR_PROOF_HASHES_MAX || bytes.n != out->count * TR_TREE_HASH)
		return false;
	if (bytes.n > 0)
		memcpy(out->hashes, bytes.p, bytes.n);
	return true;
}

trien_rc
tr_tree_frontier_add(struct tr_tree_frontier *f, const struct tr_tree_hash *leaf, struct trien_err *err)
{
	struct tr_tree_hash h = *leaf;
	size_t count = f->count;

	/* Each trailing one of the size is a subtree as large as what we hold. */
	for (uint64_t s = f->size; (s & 1) != 0; s >>= 1)
		TR_TRY(tr_tree_pair(&f->hashes[--count], &h, &h, err));
	f->hashes[count++] = h;
	f->count = count;
	f->size++;
	return TRIEN_OK;
}

trien_rc
tr_tree_frontier_root(const struct tr_tree_frontier *f, struct tr_tree_hash *out, struct trien_err *err)
{
	if (f->count == 0)
		return hash(TR_BYTES(NULL, 0), out, err);
	struct tr_tree_hash h = f->hashes[f->count - 1];
	for (size_t i = f->count - 1; i > 0; i--)
		TR_TRY(tr_tree_pair(&f->hashes[i - 1], &h, &h, err));
	*out = h;
	return TRIEN_OK;
}
