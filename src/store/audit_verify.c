/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every leaf of a log, as the database has it, against what was signed. */
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/audit.h"
#include "store/hex.h"
#include "store/tile.h"

struct verifying {
	int64_t number;
	const struct tr_checkpoint *c;
	tr_audit_found found;
	void *context;
	struct tr_audit_count count;
	struct tr_tiles tiles;
	struct tr_tree_frontier rows; /* the tree of what the database holds */
	struct tr_buf entries;        /* of the tile at hand */
	struct tr_bytes left;
};

static void
tell(struct verifying *v, enum tr_audit_fault fault, uint64_t index)
{
	v->count.faults++;
	if (v->found != NULL)
		v->found(v->context, fault, index);
}

/* A tile that is missing or of a wrong size is a finding; that the disk cannot be read is an error. */
static bool
is_finding(trien_rc rc)
{
	return rc == TRIEN_E_AUDIT_TILE || rc == TRIEN_E_AUDIT_TILE_MISSING || rc == TRIEN_E_BUFFER_LIMIT;
}

static trien_rc
check_root(struct verifying *v, const struct tr_tree_source *source, bool *good, struct trien_err *err)
{
	struct tr_tree_hash root;
	const trien_rc rc = tr_tree_root(source, v->c->size, &root, err);

	*good = rc == TRIEN_OK && tr_tree_equal(&root, &v->c->root);
	if (!*good && (rc == TRIEN_OK || is_finding(rc)))
		tell(v, TR_AUDIT_TILE_WRONG, v->c->size);
	return is_finding(rc) ? TRIEN_OK : rc;
}

/* The root stands over leaf tiles through tiles of higher levels: do the leaf tiles fit those? */
static trien_rc
check_leaf_tile(struct verifying *v, const struct tr_tree_source *source, uint64_t number, struct trien_err *err)
{
	struct tr_tree_frontier f = {0};
	struct tr_tree_hash leaf, root, above;

	if ((number + 1) * TR_TILE_WIDTH > v->c->size)
		return TRIEN_OK; /* the root is made of this one itself */
	for (uint64_t i = 0; i < TR_TILE_WIDTH; i++) {
		TR_TRY(source->node(source->context, 0, number * TR_TILE_WIDTH + i, &leaf, err));
		TR_TRY(tr_tree_frontier_add(&f, &leaf, err));
	}
	TR_TRY(tr_tree_frontier_root(&f, &root, err));
	TR_TRY(source->node(source->context, 8, number, &above, err));
	if (!tr_tree_equal(&root, &above))
		tell(v, TR_AUDIT_TILE_WRONG, number * TR_TILE_WIDTH);
	return TRIEN_OK;
}

static trien_rc
begin_tile(struct verifying *v, const struct tr_tree_source *source, uint64_t index, struct trien_err *err)
{
	if (index % TR_TILE_WIDTH != 0 || index >= v->c->size)
		return TRIEN_OK;
	tr_buf_clear(&v->entries);
	trien_rc rc = tr_tiles_entries(&v->tiles, index / TR_TILE_WIDTH, &v->entries, err);
	if (rc != TRIEN_OK && !is_finding(rc))
		return rc;
	v->left = rc == TRIEN_OK ? tr_buf_view(&v->entries) : TR_BYTES(NULL, 0);
	rc = check_leaf_tile(v, source, index / TR_TILE_WIDTH, err);
	if (is_finding(rc)) {
		tell(v, TR_AUDIT_TILE_WRONG, index);
		return TRIEN_OK;
	}
	return rc;
}

/* One leaf that was signed: what the tiles say of it. leaf: of the entry in the database; kept: what stands beside it there. */
static trien_rc
check_signed(struct verifying *v, const struct tr_tree_source *source, uint64_t index, const struct tr_tree_hash *leaf, bool kept,
		struct trien_err *err)
{
	struct tr_tree_hash want, is;
	struct tr_bytes file;

	v->count.signed_leaves++;
	const trien_rc rc = source->node(source->context, 0, index, &want, err);
	if (rc != TRIEN_OK)
		return is_finding(rc) ? TRIEN_OK : rc; /* told by begin_tile() */
	if (!tr_entry_take(&v->left, &file))
		file = TR_BYTES(NULL, 0);
	TR_TRY(tr_tree_leaf(file, &is, err));
	if (!tr_tree_equal(&is, &want))
		tell(v, TR_AUDIT_ENTRY_FILE, index);
	if (leaf != NULL && !(kept && tr_tree_equal(leaf, &want)))
		tell(v, TR_AUDIT_ROW_CHANGED, index);
	return TRIEN_OK;
}

static trien_rc
check_leaf(struct verifying *v, const struct tr_tree_source *source, uint64_t index, const struct tr_sql_rows *rows, size_t row,
		struct trien_err *err)
{
	const bool there = row < rows->count && (uint64_t)tr_sql_int(rows, row, 0) == index;
	const struct tr_bytes entry = there ? tr_sql_cell(rows, row, 1)->b : TR_BYTES(NULL, 0);
	struct tr_tree_hash leaf;
	bool kept;

	TR_TRY(begin_tile(v, source, index, err));
	if (!there)
		tell(v, TR_AUDIT_ROW_MISSING, index);
	TR_TRY(tr_tree_leaf(entry, &leaf, err));
	TR_TRY(tr_tree_frontier_add(&v->rows, &leaf, err));
	kept = there && tr_bytes_equal(tr_sql_cell(rows, row, 2)->b, TR_BYTES(leaf.b, TR_TREE_HASH));
	if (index < v->c->size)
		return check_signed(v, source, index, there ? &leaf : NULL, kept, err);
	v->count.unsigned_leaves++;
	if (there && !kept)
		tell(v, TR_AUDIT_ROW_CHANGED, index);
	return TRIEN_OK;
}

static trien_rc
check_leaves(struct tr_sql *db, struct verifying *v, const struct tr_tree_source *source, uint64_t size, struct trien_err *err)
{
	for (uint64_t at = 0; at < size;) {
		TR_AUTO_ROWS rows = {0};
		const uint64_t to = at + TR_AUDIT_PAGE < size ? at + TR_AUDIT_PAGE : size;
		TR_TRY(tr_audit_page(db, v->number, at, to, &rows, err));
		for (size_t row = 0; at < to; at++) {
			TR_TRY(check_leaf(v, source, at, &rows, row, err));
			row += row < rows.count && (uint64_t)tr_sql_int(&rows, row, 0) == at;
		}
	}
	TR_AUTO_ROWS extra = {0};
	TR_TRY(tr_audit_page(db, v->number, size, INT64_MAX, &extra, err));
	for (size_t i = 0; i < extra.count; i++)
		tell(v, TR_AUDIT_ROW_EXTRA, (uint64_t)tr_sql_int(&extra, i, 0));
	return TRIEN_OK;
}

/* ---- logs that are closed ---- */

/* A closed log ended as the first leaf of the next one says (tr_audit_open): its last members are these, in this form. */
static trien_rc
ends_so(struct tr_sql *db, const struct tr_audit_log *log, const struct tr_tree_frontier *rows, bool *out, struct trien_err *err)
{
	TR_AUTO_ROWS first = {0};
	TR_AUTO_BUF end = {0};
	struct tr_tree_hash root;
	char hex[TR_HEX256 + 1];

	TR_TRY(tr_audit_page(db, log->number + 1, 0, 1, &first, err));
	TR_TRY(tr_tree_frontier_root(rows, &root, err));
	tr_hex(TR_BYTES(root.b, TR_TREE_HASH), hex);
	TR_TRY(tr_buf_addf(&end, err, ",\"previous_origin\":"));
	TR_TRY(tr_buf_add_json(&end, (struct tr_text){log->origin, strlen(log->origin)}, err));
	TR_TRY(tr_buf_addf(&end, err, ",\"previous_root\":\"%s\",\"previous_size\":%llu}", hex, (unsigned long long)rows->size));
	const struct tr_bytes leaf = first.count == 1 ? tr_sql_cell(&first, 0, 1)->b : TR_BYTES(NULL, 0);
	*out = leaf.n >= end.n && tr_bytes_equal(tr_bytes_part(leaf, leaf.n - end.n, end.n), tr_buf_view(&end));
	return TRIEN_OK;
}

/* Its leaves as the database has them, whatever stands beside them. */
static trien_rc
tree_of_rows(struct tr_sql *db, int64_t log, struct tr_tree_frontier *out, struct trien_err *err)
{
	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_audit_page(db, log, out->size, INT64_MAX, &rows, err));
		for (size_t i = 0; i < rows.count; i++) {
			struct tr_tree_hash leaf;
			TR_TRY(tr_tree_leaf(tr_sql_cell(&rows, i, 1)->b, &leaf, err));
			TR_TRY(tr_tree_frontier_add(out, &leaf, err));
		}
		more = rows.count == TR_AUDIT_PAGE;
	}
	return TRIEN_OK;
}

/* The first leaf of a log stands in its tree, and says how the one before ended: so what is signed now holds all that were closed, whose keys are long gone. */
static trien_rc
check_earlier(struct tr_sql *db, struct verifying *v, struct trien_err *err)
{
	for (int64_t number = v->number - 1; number > 0; number--) {
		struct tr_tree_frontier rows = {0};
		struct tr_audit_log log;
		bool good = false;
		trien_rc rc = tr_audit_log(db, number, &log, err);
		if (rc == TRIEN_OK && log.closed) {
			TR_TRY(tree_of_rows(db, number, &rows, err));
			rc = ends_so(db, &log, &rows, &good, err);
			good = good && tr_bytes_equal(tr_tree_frontier_bytes(&rows), tr_tree_frontier_bytes(&log.tree));
		}
		if (rc != TRIEN_OK && rc != TRIEN_E_AUDIT_NO_LOG && rc != TRIEN_E_AUDIT_TREE_DAMAGED)
			return rc;
		if (!good)
			tell(v, TR_AUDIT_EARLIER_LOG, (uint64_t)number);
	}
	return TRIEN_OK;
}

static trien_rc
verify(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct verifying *v = context;
	const struct tr_tree_source source = tr_tiles_source(&v->tiles);
	struct tr_audit_log log;
	bool good;

	v->count = (struct tr_audit_count){0};
	v->rows = (struct tr_tree_frontier){0};
	TR_TRY(tr_audit_log(db, v->number, &log, err));
	if (log.tree.size < v->c->size)
		tell(v, TR_AUDIT_ROLLED_BACK, log.tree.size);
	TR_TRY(check_root(v, &source, &good, err));
	TR_TRY(check_leaves(db, v, &source, log.tree.size > v->c->size ? log.tree.size : v->c->size, err));
	if (strcmp(log.origin, v->c->origin) != 0 || !tr_bytes_equal(tr_tree_frontier_bytes(&v->rows), tr_tree_frontier_bytes(&log.tree)))
		tell(v, TR_AUDIT_TREE_WRONG, v->c->size);
	if (log.closed)
		TR_TRY(ends_so(db, &log, &v->rows, &good, err));
	if (log.closed && !good)
		tell(v, TR_AUDIT_NEXT_DIFFERS, v->rows.size);
	return check_earlier(db, v, err);
}

trien_rc
tr_audit_verify(struct tr_sql *db, int64_t log, int dir, const struct tr_checkpoint *c, tr_audit_found found, void *context,
		struct tr_audit_count *out, struct trien_err *err)
{
	struct verifying *v = tr_mem_zeroed(1, sizeof(*v));

	if (v == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*v)));
	v->number = log;
	v->c = c;
	v->found = found;
	v->context = context;
	v->entries.max = (size_t)32 << 20;
	tr_tiles_begin(&v->tiles, dir, c->size);
	const trien_rc rc = tr_sql_transact(db, TR_SQL_READ, verify, v, err);
	if (rc == TRIEN_OK)
		*out = v->count;
	tr_buf_free(&v->entries);
	free(v);
	return rc;
}
