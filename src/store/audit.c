/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Leaves and logs in the database. */
#include "store/audit.h"

#include <stdio.h>

#include "base/errors/store.h"
#include "store/hex.h"

/* ---- entries ---- */

static trien_rc
add_field(struct tr_buf *out, const struct tr_audit_field *f, struct trien_err *err)
{
	struct tr_text checked;

	TR_TRY(tr_buf_addf(out, err, ",\"%s\":", f->key));
	if (f->is_number)
		return tr_buf_addf(out, err, "%lld", (long long)f->number);
	TR_TRY(tr_text_of(TR_BYTES(f->text.p, f->text.n), &checked, err));
	return tr_buf_add_json(out, checked, err);
}

/* Keys of our own, in ASCII order: the same act has one encoding. */
static bool
keys_are_fit(const struct tr_audit_act *a)
{
	for (size_t i = 0; i < a->more_count; i++) {
		const char *key = a->more[i].key;
		if (*key == '\0' || key[strspn(key, "abcdefghijklmnopqrstuvwxyz_")] != '\0' || (i > 0 && strcmp(a->more[i - 1].key, key) >= 0))
			return false;
	}
	return true;
}

trien_rc
tr_audit_entry_write(const struct tr_audit_act *a, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_audit_field head[] = {TR_AUDIT_T("actor", a->actor), TR_AUDIT_T("act", a->act), TR_AUDIT_T("object", a->object)};
	TR_AUTO_BUF b = {0};

	if (!keys_are_fit(a))
		return TR_ERR0(err, AUDIT_ENTRY);
	TR_TRY(tr_buf_addf(&b, err, "{\"v\":1,\"at\":%lld", (long long)a->at));
	for (size_t i = 0; i < sizeof(head) / sizeof(*head); i++)
		TR_TRY(add_field(&b, &head[i], err));
	for (size_t i = 0; i < a->more_count; i++)
		TR_TRY(add_field(&b, &a->more[i], err));
	TR_TRY(tr_buf_add_byte(&b, '}', err));
	if (b.n > TR_AUDIT_ENTRY_MAX)
		return TR_ERR(err, AUDIT_ENTRY_LIMIT, TR_U("max", TR_AUDIT_ENTRY_MAX));
	return tr_buf_add_bytes(out, tr_buf_view(&b), err);
}

/* ---- logs ---- */

trien_rc
tr_audit_log(struct tr_sql *db, int64_t number, struct tr_audit_log *out, struct trien_err *err)
{
#define LOG "SELECT log, origin, size, frontier, CAST(CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END AS bigint) FROM audit_log WHERE "
	/* Two statements: one for both is planned anew by PostgreSQL each time, which takes eight times as long as its answer. */
	static const char named[] = LOG "log = $1", open[] = LOG "closed_at IS NULL ORDER BY log DESC LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	if (number != 0)
		TR_TRY(tr_sql_ask(db, named, TR_SQL_IN(TR_SQL_I(number)), &rows, err));
	else
		TR_TRY(tr_sql_ask(db, open, NULL, 0, &rows, err));
	if (rows.count == 0)
		return TR_ERR0(err, AUDIT_NO_LOG);
	struct tr_audit_log l = {.number = tr_sql_int(&rows, 0, 0), .closed = tr_sql_int(&rows, 0, 4) != 0};
	const struct tr_bytes origin = tr_sql_cell(&rows, 0, 1)->b;
	if (origin.n > TR_NOTE_NAME_MAX || !tr_tree_frontier_of((uint64_t)tr_sql_int(&rows, 0, 2), tr_sql_cell(&rows, 0, 3)->b, &l.tree))
		return TR_ERR(err, AUDIT_TREE_DAMAGED, TR_I("log", l.number));
	memcpy(l.origin, origin.p, origin.n);
	*out = l;
	return TRIEN_OK;
}

trien_rc
tr_audit_page(struct tr_sql *db, int64_t log, uint64_t from, uint64_t to, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT idx, entry, hash FROM audit_leaf WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx LIMIT $4";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(log), TR_SQL_I(from), TR_SQL_I(to), TR_SQL_I(TR_AUDIT_PAGE)), out, err);
}

/* ---- leaves ---- */

/* What l says was read in this transaction, under the writers' lock: a leaf in its place already would be one too many, and refused. */
static trien_rc
add_to(struct tr_sql *db, struct tr_audit_log *l, const struct tr_audit_act *a, struct trien_err *err)
{
	const uint64_t index = l->tree.size;
	TR_AUTO_BUF entry = {0};
	struct tr_tree_hash leaf;

	TR_TRY(tr_audit_entry_write(a, &entry, err));
	TR_TRY(tr_tree_leaf(tr_buf_view(&entry), &leaf, err));
	TR_TRY(tr_tree_frontier_add(&l->tree, &leaf, err));
	TR_TRY(tr_sql_later(db, "INSERT INTO audit_leaf (log, idx, entry, hash) VALUES ($1, $2, $3, $4)",
			TR_SQL_IN(TR_SQL_I(l->number), TR_SQL_I(index), TR_SQL_B(tr_buf_view(&entry)),
					TR_SQL_B(TR_BYTES(leaf.b, TR_TREE_HASH))), NULL, err));
	return tr_sql_later(db, "UPDATE audit_log SET size = $2, frontier = $3 WHERE log = $1",
			TR_SQL_IN(TR_SQL_I(l->number), TR_SQL_I(l->tree.size), TR_SQL_B(tr_tree_frontier_bytes(&l->tree))), NULL, err);
}

trien_rc
tr_audit_add(struct tr_sql *db, const struct tr_audit_act *a, struct tr_audit_log *log, struct trien_err *err)
{
	struct tr_audit_log l;

	TR_TRY(tr_audit_log(db, 0, &l, err));
	TR_TRY(add_to(db, &l, a, err));
	if (log != NULL)
		*log = l;
	return TRIEN_OK;
}

/* ---- opening ---- */

struct opening {
	const char *origin;
	struct tr_bytes last_checkpoint;
	int64_t now;
	struct tr_audit_log *out;
};

/* Number, origin, size and root of the log before, which ends here; of none: 0 and "". */
static trien_rc
close_last(struct tr_sql *db, int64_t now, struct tr_audit_log *last, struct tr_tree_hash *root, struct trien_err *err)
{
	*last = (struct tr_audit_log){0};
	const trien_rc rc = tr_audit_log(db, 0, last, err);
	if (rc != TRIEN_OK && rc != TRIEN_E_AUDIT_NO_LOG)
		return rc;
	TR_TRY(tr_tree_frontier_root(&last->tree, root, err));
	return tr_sql_run(db, "UPDATE audit_log SET closed_at = $1 WHERE closed_at IS NULL", TR_SQL_IN(TR_SQL_I(now)), NULL, err);
}

static trien_rc
open_next(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO audit_log (log, origin, size, frontier, opened_at) VALUES ($1, $2, 0, $3, $4)";
	const struct opening *o = context;
	struct tr_audit_log last, next = {0};
	struct tr_tree_hash root;
	char hex[TR_HEX256 + 1];

	TR_TRY(close_last(db, o->now, &last, &root, err));
	next.number = last.number + 1;
	snprintf(next.origin, sizeof(next.origin), "%s", o->origin);
	trien_rc rc = tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(next.number), TR_SQL_T(o->origin), TR_SQL_B(TR_BYTES(NULL, 0)),
			TR_SQL_I(o->now)), NULL, err);
	if (rc == TRIEN_E_STORE_DUPLICATE)
		return TR_ERR(err, AUDIT_ORIGIN_USED, TR_S("origin", o->origin));
	if (rc != TRIEN_OK)
		return rc;
	tr_hex(TR_BYTES(root.b, TR_TREE_HASH), hex);
	const struct tr_audit_field more[] = {{.key = "checkpoint", .text = {(const char *)o->last_checkpoint.p, o->last_checkpoint.n}},
		TR_AUDIT_T("origin", o->origin), TR_AUDIT_T("previous_origin", last.origin), TR_AUDIT_T("previous_root", hex),
		TR_AUDIT_N("previous_size", last.tree.size)};
	char object[32];
	snprintf(object, sizeof(object), "log:%lld", (long long)next.number);
	const struct tr_audit_act act = {.at = o->now, .actor = "system", .act = "audit.open", .object = object, .more = more,
			.more_count = sizeof(more) / sizeof(*more)};
	TR_TRY(add_to(db, &next, &act, err));
	*o->out = next;
	return TRIEN_OK;
}

trien_rc
tr_audit_open(struct tr_sql *db, const char *origin, struct tr_bytes last_checkpoint, int64_t now, struct tr_audit_log *out,
		struct trien_err *err)
{
	struct opening o = {.origin = origin, .last_checkpoint = last_checkpoint, .now = now, .out = out};

	if (strlen(origin) == 0 || strlen(origin) > TR_NOTE_NAME_MAX)
		return TR_ERR(err, AUDIT_NAME, TR_U("max", TR_NOTE_NAME_MAX));
	return tr_sql_transact(db, TR_SQL_WRITE, open_next, &o, err);
}
