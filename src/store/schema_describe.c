/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A schema in words that are the same for both back ends. */
#include <stdlib.h>

#include "store/schema.h"
#include "store/sql_back.h"

/*
 * Lines: "index T u|- c1,c2 p|-" (a column that is computed from others is "computed"), "key T c1,c2", "refers T.c -> T.c". What stands behind the row's number orders nothing and is only there to be read: SQLite's
 * own, in lines "carries I c1,c2". And what we never make: "trigger T name", "view T name", "rule ...", "policy ...", "switched-off ...".
 */
#define CARRIES "carries "
#define NUMBER_IN_INDEX "(SELECT x.seqno FROM pragma_index_info(i.name) x WHERE x.name = 'id' AND NOT i.\"unique\")"
static const char sqlite_lines[] =
	"SELECT 'key ' || m.name || ' ' || "
	"(SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk)) "
	"FROM sqlite_schema m WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' "
	"AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE pk > 0) "
	"UNION ALL SELECT 'index ' || m.name || ' ' || i.name || CASE WHEN i.\"unique\" THEN ' unique ' ELSE ' ' END || "
	"(SELECT group_concat(COALESCE(name, 'computed'), ',') FROM (SELECT name FROM pragma_index_info(i.name) WHERE seqno <= COALESCE(" NUMBER_IN_INDEX ", seqno) ORDER BY seqno)) || "
	"CASE WHEN i.partial THEN ' partial' ELSE '' END "
	"FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk' "
	"UNION ALL SELECT '" CARRIES "' || i.name || ' ' || "
	"(SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) WHERE seqno > " NUMBER_IN_INDEX " ORDER BY seqno)) "
	"FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' "
	"AND EXISTS (SELECT 1 FROM pragma_index_info(i.name) WHERE seqno > " NUMBER_IN_INDEX ") "
	"UNION ALL SELECT 'refers ' || m.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\" "
	"FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' "
	"UNION ALL SELECT type || ' ' || tbl_name || ' ' || name FROM sqlite_schema WHERE type IN ('trigger', 'view')";
static const char postgresql_lines[] =
	"SELECT CASE WHEN i.indisprimary THEN 'key ' || t.relname || ' ' ELSE 'index ' || t.relname || ' ' || x.relname || "
	"CASE WHEN i.indisunique THEN ' unique ' ELSE ' ' END END || "
	"(SELECT string_agg(COALESCE(a.attname, 'computed'), ',' ORDER BY k.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(a, n) "
	" LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.a) || "
	"CASE WHEN i.indpred IS NOT NULL THEN ' partial' ELSE '' END "
	"FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid "
	"WHERE t.relnamespace = 'public'::regnamespace "
	"UNION ALL SELECT 'refers ' || t.relname || '.' || a.attname || ' ' || u.relname || '.' || b.attname "
	"FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class u ON u.oid = c.confrelid "
	"CROSS JOIN LATERAL unnest(c.conkey, c.confkey) k(a, b) "
	"JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.a "
	"JOIN pg_attribute b ON b.attrelid = u.oid AND b.attnum = k.b "
	"WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace "
	"UNION ALL SELECT CASE WHEN g.tgisinternal THEN 'switched-off ' ELSE 'trigger ' END || t.relname || ' ' || g.tgname FROM pg_trigger g "
	"JOIN pg_class t ON t.oid = g.tgrelid WHERE t.relnamespace = 'public'::regnamespace AND (NOT g.tgisinternal OR g.tgenabled = 'D') "
	"UNION ALL SELECT CASE WHEN t.relkind IN ('v', 'm') THEN 'view ' ELSE 'rule ' END || t.relname || ' ' || CASE WHEN t.relkind IN ('v', 'm') THEN t.relname "
	"ELSE r.rulename END FROM pg_rewrite r JOIN pg_class t ON t.oid = r.ev_class WHERE t.relnamespace = 'public'::regnamespace "
	"UNION ALL SELECT 'policy ' || t.relname || ' ' || p.polname FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid "
	"WHERE t.relnamespace = 'public'::regnamespace";

/* Table, column, type, nullability, and where its comment stands: the table's own text; or the comment itself. */
static const char sqlite_columns[] =
	"SELECT m.name, c.name, lower(c.type) || CASE WHEN l.strict THEN '' ELSE ' not-strict' END, "
	"CASE WHEN c.\"notnull\" THEN 'not-null' ELSE 'null' END, m.sql "
	"FROM sqlite_schema m JOIN pragma_table_list(m.name) l JOIN pragma_table_info(m.name) c "
	"WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, c.cid";
static const char postgresql_columns[] =
	"SELECT CAST(t.relname AS text), CAST(a.attname AS text), CASE format_type(a.atttypid, a.atttypmod) WHEN 'bigint' THEN 'integer' "
	"WHEN 'bytea' THEN 'blob' ELSE format_type(a.atttypid, a.atttypmod) || CASE WHEN l.collname = 'C' THEN '' "
	"ELSE ' not-c' END END, CASE WHEN a.attnotnull THEN 'not-null' ELSE 'null' END, "
	"COALESCE(col_description(t.oid, a.attnum), '') "
	"FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped "
	"LEFT JOIN pg_collation l ON l.oid = a.attcollation "
	"WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace ORDER BY t.relname COLLATE \"C\", a.attnum";

/* The next column on the same line: one that was added, before the comment of the one that it was put behind. NULL: there is none. */
static const char *
next_on_line(const char *column)
{
	for (const char *at = column; *at != '\n' && *at != '\0' && strncmp(at, "-- ", 3) != 0; at++)
		if (at[0] == ',' && at[1] == ' ' && at[2] >= 'a' && at[2] <= 'z')
			return at + 2;
	return NULL;
}

/* The one that was put behind an added one: on its line, or on the next, where its own definition goes on behind its comment. */
static const char *
next_added(const char *column)
{
	const char *next = next_on_line(column), *end = column + strcspn(column, "\n");
	const char *dashes = memmem(column, (size_t)(end - column), "-- ", 3);

	if (next != NULL || dashes == NULL || *end == '\0')
		return next;
	while (dashes > column && dashes[-1] == ' ')
		dashes--;
	return dashes > column && dashes[-1] == ',' ? NULL : next_on_line(end + 1);
}

/*
 * What is added stands between a column and its comment: "idx INTEGER, account INTEGER -- of account", and on the next line "CHECK (account > 0), -- of idx". So the comment
 * of a column behind which others begin on its line is the last of all.
 */
static struct tr_bytes
comment_behind(const char *column)
{
	size_t others = 0;

	for (const char *next = next_on_line(column); next != NULL; next = next_added(next))
		others++;
	const char *dashes = strstr(column, "-- ");
	for (; others > 0 && dashes != NULL; others--)
		dashes = strstr(dashes + 3, "-- ");
	return dashes == NULL ? TR_BYTES(NULL, 0) : TR_BYTES(dashes + 3, strcspn(dashes + 3, "\n"));
}

/* In SQLite a comment stands behind the column, on its line: "\tname TYPE ..., -- comment"; of a column that was added: ", name TYPE -- comment". */
static struct tr_bytes
comment_in(const char *table, const char *column)
{
	const size_t n = strlen(column);

	for (const char *line = table; (line = strchr(line, '\n')) != NULL;) {
		line++;
		for (const char *name = line + strspn(line, ",\t "); name != NULL && name != line; name = next_on_line(name))
			if (strncmp(name, column, n) == 0 && name[n] == ' ' && memmem(name, strcspn(name, "\n"), "-- ", 3) != NULL)
				return comment_behind(name);
	}
	return TR_BYTES(NULL, 0);
}

static trien_rc
describe_columns(struct tr_sql *db, struct tr_buf *out, struct trien_err *err)
{
	const bool sqlite = tr_sql_back_end_of(db) == TR_SQL_SQLITE;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sqlite ? sqlite_columns : postgresql_columns, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const char *table = tr_sql_text(&rows, i, 0), *column = tr_sql_text(&rows, i, 1);
		struct tr_bytes comment = tr_sql_cell(&rows, i, 4)->b;
		if (sqlite)
			comment = comment_in((const char *)comment.p, column);
		TR_TRY(tr_buf_addf(out, err, "column %s.%s %s %s: ", table, column, tr_sql_text(&rows, i, 2),
				tr_sql_text(&rows, i, 3)));
		TR_TRY(tr_buf_add_bytes(out, comment, err));
		TR_TRY(tr_buf_add_byte(out, '\n', err));
	}
	return TRIEN_OK;
}

static int
by_text(const void *a, const void *b)
{
	const struct tr_sql_value *x = a, *y = b;
	return strcmp((const char *)x->b.p, (const char *)y->b.p);
}

static trien_rc
describe(struct tr_sql *db, void *context, struct trien_err *err)
{
	const bool sqlite = tr_sql_back_end_of(db) == TR_SQL_SQLITE;
	struct tr_buf *out = context;
	const uint8_t *copy;
	TR_AUTO_ROWS rows = {0};

	tr_buf_clear(out);
	TR_TRY(describe_columns(db, out, err));
	TR_TRY(tr_sql_ask(db, sqlite ? sqlite_lines : postgresql_lines, NULL, 0, &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&rows.arena, rows.cells, rows.count * sizeof(*rows.cells), &copy, err));
	struct tr_sql_value *sorted = (struct tr_sql_value *)(uintptr_t)copy; /* memory of the arena, aligned for any type */
	qsort(sorted, rows.count, sizeof(*sorted), by_text);
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(tr_buf_addf(out, err, "%s\n", (const char *)sorted[i].b.p));
	return TRIEN_OK;
}

trien_rc
tr_schema_describe(struct tr_sql *db, struct tr_buf *out, struct trien_err *err)
{
	return tr_sql_transact(db, TR_SQL_READ, describe, out, err);
}

static trien_rc
describe_new(struct tr_buf *out, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(tr_sql_open(":memory:", TR_SQL_MAY_CREATE, &db, err));
	trien_rc rc = tr_schema_migrate(db, 0, NULL, err);
	if (rc == TRIEN_OK)
		rc = tr_schema_describe(db, out, err);
	tr_sql_close(db);
	return rc;
}

/* Takes SQLite's own lines out. */
static void
take_carries_out(struct tr_buf *text)
{
	size_t kept = 0, n;

	for (size_t at = 0; at < text->n; at += n) {
		const uint8_t *line = text->p + at, *end = memchr(line, '\n', text->n - at);
		n = (size_t)(end - line) + 1; /* each has its end */
		if (n > strlen(CARRIES) && memcmp(line, CARRIES, strlen(CARRIES)) == 0)
			continue;
		memmove(text->p + kept, line, n);
		kept += n;
	}
	text->n = kept;
}

trien_rc
tr_schema_describe_expected(enum tr_sql_back_end back_end, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(describe_new(out, err));
	if (back_end != TR_SQL_SQLITE)
		take_carries_out(out);
	return TRIEN_OK;
}
