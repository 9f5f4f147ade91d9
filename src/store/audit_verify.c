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

/* One leaf that was signed: what the tiles say of it. */
static trien_rc
check_signed(struct verifying *v, const struct tr_tree_source *source, uint64_t index, struct tr_bytes entry, bool there,
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
	if (!there)
		return TRIEN_OK;
	TR_TRY(tr_tree_leaf(entry, &is, err));
	if (!tr_tree_equal(&is, &want))
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

	TR_TRY(begin_tile(v, source, index, err));
	if (!there)
		tell(v, TR_AUDIT_ROW_MISSING, index);
	TR_TRY(tr_tree_leaf(entry, &leaf, err));
	TR_TRY(tr_tree_frontier_add(&v->rows, &leaf, err));
	if (index < v->c->size)
		return check_signed(v, source, index, entry, there, err);
	v->count.unsigned_leaves++;
	if (there && !tr_bytes_equal(tr_sql_cell(rows, row, 2)->b, TR_BYTES(leaf.b, TR_TREE_HASH)))
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

/* A closed log ended as the first leaf of the next one says (tr_audit_open): its last members are these, in this form. */
static trien_rc
check_next(struct tr_sql *db, struct verifying *v, const struct tr_audit_log *log, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF end = {0};
	struct tr_tree_hash root;
	char hex[TR_HEX256 + 1];

	TR_TRY(tr_audit_page(db, v->number + 1, 0, 1, &rows, err));
	TR_TRY(tr_tree_frontier_root(&v->rows, &root, err));
	tr_hex(TR_BYTES(root.b, TR_TREE_HASH), hex);
	TR_TRY(tr_buf_addf(&end, err, ",\"previous_origin\":"));
	TR_TRY(tr_buf_add_json(&end, (struct tr_text){log->origin, strlen(log->origin)}, err));
	TR_TRY(tr_buf_addf(&end, err, ",\"previous_root\":\"%s\",\"previous_size\":%llu}", hex, (unsigned long long)v->rows.size));
	const struct tr_bytes first = rows.count == 1 ? tr_sql_cell(&rows, 0, 1)->b : TR_BYTES(NULL, 0);
	if (first.n < end.n || !tr_bytes_equal(tr_bytes_part(first, first.n - end.n, end.n), tr_buf_view(&end)))
		tell(v, TR_AUDIT_NEXT_DIFFERS, v->rows.size);
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
	if (!tr_bytes_equal(tr_tree_frontier_bytes(&v->rows), tr_tree_frontier_bytes(&log.tree)))
		tell(v, TR_AUDIT_TREE_WRONG, v->c->size);
	return log.closed ? check_next(db, v, &log, err) : TRIEN_OK;
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
