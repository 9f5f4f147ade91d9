/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The signer. It believes its own memory (the checkpoint that it signed last) and its own tiles, checked against that; the database only
 * as far as it extends them. The order: tiles, then memory, then the checkpoint for all to see. After a crash between
 * the last two the same checkpoint is published by the next run; another one for that size is never signed. Without a memory it believes
 * the checkpoint that is published, where this key has signed it; what another key has signed is never replaced. What the store remembers of
 * the last signature (audit_signed) only stops a signer: one with another key, and one whose memory and tiles are older than that.
 */
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/tile.h"

#define CHECKPOINT "checkpoint"

struct signing {
	const struct tr_audit_signing *s;
	struct tr_audit_log log;
	struct tr_checkpoint last; /* size 0 where nothing was signed */
	struct tr_buf note;	   /* of last */
	bool adopted;		   /* last is the published one: there is no memory */
	struct tr_tile_writer writer;
	struct tr_tree_frontier fresh; /* of the leaves past last, over the tiles */
	struct tr_checkpoint next;
};

static trien_rc
remember(const struct tr_audit_signing *s, struct tr_buf *note, struct tr_checkpoint *last, struct trien_err *err)
{
	bool there;

	*last = (struct tr_checkpoint){0};
	TR_TRY(tr_file_load(s->memory_dir, s->memory, TR_NOTE_MAX, note, &there, err));
	return there ? tr_checkpoint_open(tr_buf_view(note), &s->signer->public, last, err) : TRIEN_OK;
}

/* No memory: a new log, a memory that was lost, or a key that is not the one which signed until now. */
static trien_rc
adopt(struct signing *g, struct trien_err *err)
{
	const struct tr_note_key *key = &g->s->signer->public;

	tr_buf_clear(&g->note);
	TR_TRY(tr_file_load(g->s->dir, CHECKPOINT, TR_NOTE_MAX, &g->note, &g->adopted, err));
	if (!g->adopted)
		return TRIEN_OK;
	const trien_rc rc = tr_checkpoint_open(tr_buf_view(&g->note), key, &g->last, err);
	const bool other = rc == TRIEN_E_AUDIT_SIGNATURE || rc == TRIEN_E_AUDIT_NOTE || rc == TRIEN_E_AUDIT_CHECKPOINT;
	return other ? TR_ERR(err, AUDIT_KEY_OTHER, TR_S("name", key->name)) : rc;
}

/* The store remembers a signature that the signer has forgotten, or that is another's. Who writes the database can take that out; who cannot is seen. */
static trien_rc
check_remembered(struct tr_sql *db, const struct signing *g, struct trien_err *err)
{
	static const char sql[] = "SELECT key, size, root FROM audit_signed WHERE log = $1";
	const struct tr_note_key *key = &g->s->signer->public;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(g->log.number)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_note_key_write(key, &text, err));
	if (!tr_bytes_equal(tr_buf_view(&text), tr_sql_cell(&rows, 0, 0)->b))
		return TR_ERR(err, AUDIT_KEY_OTHER, TR_S("name", key->name));
	const uint64_t size = (uint64_t)tr_sql_int(&rows, 0, 1);
	if (size > g->last.size)
		return TR_ERR(err, AUDIT_SIGNER_BEHIND, TR_U("got", g->last.size), TR_U("want", size));
	if (size == g->last.size && !tr_bytes_equal(TR_BYTES(g->last.root.b, TR_TREE_HASH), tr_sql_cell(&rows, 0, 2)->b))
		return TR_ERR(err, AUDIT_FORKED, TR_U("size", size));
	return TRIEN_OK;
}

/* The tiles give the root that was signed. */
static trien_rc
check_tiles(const struct signing *g, struct trien_err *err)
{
	struct tr_tiles *t = tr_mem_zeroed(1, sizeof(*t));
	struct tr_tree_hash root;

	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	tr_tiles_begin(t, g->s->dir, g->last.size);
	const struct tr_tree_source source = tr_tiles_source(t);
	trien_rc rc = tr_tree_root(&source, g->last.size, &root, err);
	free(t);
	if (rc == TRIEN_OK && g->last.size > 0 && !tr_tree_equal(&root, &g->last.root))
		rc = TR_ERR(err, AUDIT_FORKED, TR_U("size", g->last.size));
	return rc;
}

static trien_rc
add_row(struct signing *g, const struct tr_sql_rows *rows, size_t i, uint64_t index, struct trien_err *err)
{
	const struct tr_bytes entry = tr_sql_cell(rows, i, 1)->b, stored = tr_sql_cell(rows, i, 2)->b;
	struct tr_tree_hash leaf;

	TR_TRY(tr_tree_leaf(entry, &leaf, err));
	if ((uint64_t)tr_sql_int(rows, i, 0) != index || !tr_bytes_equal(stored, TR_BYTES(leaf.b, TR_TREE_HASH)))
		return TR_ERR(err, AUDIT_ROW_CHANGED, TR_U("index", index));
	return tr_tile_writer_add(&g->writer, entry, &leaf, err);
}

/* Leaves from the tile that was not full on. */
static trien_rc
copy_leaves(struct tr_sql *db, struct signing *g, uint64_t from, struct trien_err *err)
{
	for (uint64_t at = from; at < g->log.tree.size;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_audit_page(db, g->log.number, at, g->log.tree.size, &rows, err));
		if (rows.count == 0)
			return TR_ERR(err, AUDIT_ROW_CHANGED, TR_U("index", at));
		for (size_t i = 0; i < rows.count; i++)
			TR_TRY(add_row(g, &rows, i, at++, err));
	}
	return tr_tile_writer_end(&g->writer, err);
}

/* Of the new tiles: does their tree begin with the one that was signed, and end as the database's? */
static trien_rc
judge_tiles(struct signing *g, struct trien_err *err)
{
	struct tr_tiles *t = tr_mem_zeroed(1, sizeof(*t));
	struct tr_tree_hash old = {0}, database;

	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	tr_tiles_begin(t, g->s->dir, g->next.size);
	const struct tr_tree_source source = tr_tiles_source(t);
	trien_rc rc = tr_tree_root(&source, g->next.size, &g->next.root, err);
	if (rc == TRIEN_OK)
		rc = tr_tree_root(&source, g->last.size, &old, err);
	free(t);
	if (rc == TRIEN_OK)
		rc = tr_tree_frontier_root(&g->log.tree, &database, err);
	if (rc == TRIEN_OK && ((g->last.size > 0 && !tr_tree_equal(&old, &g->last.root)) || !tr_tree_equal(&database, &g->next.root)))
		rc = TR_ERR(err, AUDIT_FORKED, TR_U("size", g->last.size));
	return rc;
}

/* The tree as one reading transaction sees it. */
static trien_rc
extend(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct signing *g = context;
	uint64_t from;

	TR_TRY(tr_audit_log(db, 0, &g->log, err));
	if (strcmp(g->log.origin, g->s->signer->public.name) != 0)
		return TR_ERR(err, AUDIT_KEY_NOT_OF_LOG, TR_S("name", g->s->signer->public.name), TR_S("origin", g->log.origin));
	if (g->last.size == 0 || g->adopted)
		TR_TRY(adopt(g, err));
	TR_TRY(check_remembered(db, g, err));
	if (g->log.tree.size < g->last.size)
		return TR_ERR(err, AUDIT_ROLLED_BACK, TR_U("got", g->log.tree.size), TR_U("want", g->last.size));
	memcpy(g->next.origin, g->log.origin, sizeof(g->next.origin));
	g->next.size = g->log.tree.size;
	TR_TRY(check_tiles(g, err));
	tr_tile_writer_free(&g->writer);
	TR_TRY(tr_tile_writer_begin(&g->writer, g->s->dir, g->last.size, &from, err));
	TR_TRY(copy_leaves(db, g, from, err));
	return judge_tiles(g, err);
}

static trien_rc
sign_next(struct signing *g, struct trien_err *err)
{
	const struct tr_audit_signing *s = g->s;
	TR_AUTO_BUF note = {0};
	TR_AUTO_BUF line = {0};

	TR_TRY(tr_checkpoint_write(&g->next, &note, err));
	TR_TRY(tr_note_sign(s->signer, tr_buf_view(&note), 0, &line, err));
	TR_TRY(tr_buf_add_byte(&note, '\n', err));
	TR_TRY(tr_buf_add_bytes(&note, tr_buf_view(&line), err));
	TR_TRY(tr_file_replace(s->memory_dir, s->memory, tr_buf_view(&note), err));
	return tr_file_replace(s->dir, CHECKPOINT, tr_buf_view(&note), err);
}

/* What was signed, but not remembered, or not published before a crash. One that has witnesses' lines too is left as it is. */
static trien_rc
keep_last(const struct signing *g, struct trien_err *err)
{
	const struct tr_audit_signing *s = g->s;
	const struct tr_bytes note = tr_buf_view(&g->note);
	struct tr_checkpoint there;
	TR_AUTO_BUF is = {0};
	bool found;

	if (g->adopted)
		return tr_file_replace(s->memory_dir, s->memory, note, err);
	TR_TRY(tr_file_load(s->dir, CHECKPOINT, TR_NOTE_MAX, &is, &found, err));
	if (found && tr_checkpoint_open(tr_buf_view(&is), &s->signer->public, &there, NULL) == TRIEN_OK && there.size == g->last.size &&
			tr_tree_equal(&there.root, &g->last.root))
		return TRIEN_OK;
	return tr_file_replace(s->dir, CHECKPOINT, note, err);
}

/* In the store too. After a crash before this the next run writes it. */
static trien_rc
keep_remembered(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO audit_signed (log, key, size, root, at) VALUES ($1, $2, $3, $4, $5) "
				  "ON CONFLICT (log) DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at "
				  "WHERE audit_signed.size < excluded.size";
	const struct signing *g = context;
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_note_key_write(&g->s->signer->public, &text, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(g->log.number), TR_SQL_TN(text.p, text.n), TR_SQL_I(g->next.size),
			TR_SQL_B(TR_BYTES(g->next.root.b, TR_TREE_HASH)), TR_SQL_I(g->s->now)), NULL, err);
}

trien_rc
tr_audit_sign(struct tr_sql *db, const struct tr_audit_signing *s, struct tr_checkpoint *out, bool *signed_now,
		struct trien_err *err)
{
	struct signing *g = tr_mem_zeroed(1, sizeof(*g));

	if (g == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*g)));
	g->s = s;
	trien_rc rc = remember(s, &g->note, &g->last, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(db, TR_SQL_READ, extend, g, err);
	const bool more = rc == TRIEN_OK && g->next.size > g->last.size;
	if (more)
		rc = sign_next(g, err);
	else if (rc == TRIEN_OK && g->last.size > 0)
		rc = keep_last(g, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(db, TR_SQL_WRITE, keep_remembered, g, err);
	if (rc == TRIEN_OK) {
		*out = g->next;
		*signed_now = more;
	}
	tr_tile_writer_free(&g->writer);
	tr_buf_free(&g->note);
	free(g);
	return rc;
}
