/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 */
#include "store/promise.h"

#include <ctype.h>
#include <stdio.h>

#include "store/limits.h"
#include "store/schema.h"

struct looking {
	struct tr_sql *db;
	tr_promise_found found;
	void *context;
	uint64_t faults;
	struct tr_sql_rows tables, keys, conditions; /* of an empty database of this program; conditions: how many each table of the living one has */
	struct tr_buf sql, what;
};

static void
tell(struct looking *l, enum tr_promise_fault fault, const char *where, const char *what)
{
	l->faults++;
	if (l->found != NULL)
		l->found(l->context, fault, where, what);
}

/* ---- what this program's migrations promise ---- */

static trien_rc
read_tables(struct tr_sql *db, void *context, struct trien_err *err)
{
	/* Table, its text, whether its rows have a number. */
	static const char tables[] = "SELECT m.name, m.sql, (SELECT COUNT(*) FROM pragma_table_info(m.name) WHERE name = 'id') FROM sqlite_schema m "
				     "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name";
	/* A key of several columns is several rows of one number. */
	static const char keys[] = "SELECT m.name, f.id, f.\"from\", f.\"table\", f.\"to\", (SELECT COUNT(*) FROM pragma_table_info(m.name) WHERE name = 'id') "
				   "FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq";
	struct looking *l = context;

	TR_TRY(tr_sql_ask(db, tables, NULL, 0, &l->tables, err));
	return tr_sql_ask(db, keys, NULL, 0, &l->keys, err);
}

static trien_rc
read_promises(struct looking *l, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(tr_sql_open(":memory:", TR_SQL_MAY_CREATE, &db, err));
	trien_rc rc = tr_schema_migrate(db, 0, NULL, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(db, TR_SQL_READ, read_tables, l, err);
	tr_sql_close(db);
	return rc;
}

/* Behind a comment or a text in quotes that begins here; else `at`. */
static const char *
behind_text(const char *at)
{
	if (strncmp(at, "--", 2) == 0)
		return at + strcspn(at, "\n");
	if (*at != '\'')
		return at;
	at++;
	return at + strcspn(at, "'") + (at[strcspn(at, "'")] == '\'');
}

/* Behind the bracket that belongs to this one. */
static const char *
behind_brackets(const char *at)
{
	unsigned deep = 0;

	for (const char *next; *at != '\0'; at = next) {
		next = behind_text(at);
		if (next != at)
			continue;
		next = at + 1;
		deep += *at == '(';
		if (*at == ')' && --deep == 0)
			return next;
	}
	return at;
}

/* The next condition of a table's text: what stands in the brackets behind CHECK. */
static bool
next_condition(const char **at, struct tr_bytes *out)
{
	const char *before = " ";

	for (const char *p = *at, *next; *p != '\0'; before = p, p = next) {
		next = behind_text(p);
		if (next != p)
			continue;
		next = p + 1;
		if (strncmp(p, "CHECK", 5) != 0 || isalnum((unsigned char)*before) || *before == '_')
			continue;
		const char *begin = p + 5 + strspn(p + 5, " \t\n");
		if (*begin != '(')
			continue;
		*at = behind_brackets(begin);
		*out = TR_BYTES((const uint8_t *)begin, (size_t)(*at - begin));
		return true;
	}
	return false;
}

static uint64_t
count_conditions(const char *text)
{
	struct tr_bytes condition;
	uint64_t count = 0;

	while (next_condition(&text, &condition))
		count++;
	return count;
}

/* ---- rows ---- */

/* The rows that a statement "SELECT id ..." or "SELECT COUNT(*) ..." finds. */
static trien_rc
tell_rows(struct looking *l, enum tr_promise_fault fault, const char *table, bool numbered, struct trien_err *err)
{
	char where[160];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_add_byte(&l->sql, 0, err));
	TR_TRY(tr_buf_add_byte(&l->what, 0, err));
	TR_TRY(tr_sql_ask(l->db, (const char *)l->sql.p, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		if (!numbered && tr_sql_int(&rows, i, 0) == 0)
			continue;
		snprintf(where, sizeof(where), numbered ? "%s:%lld" : "%s (%lld)", table, (long long)tr_sql_int(&rows, i, 0));
		tell(l, fault, where, (const char *)l->what.p);
	}
	return TRIEN_OK;
}

static trien_rc
begin_question(struct looking *l, const char *table, bool numbered, struct trien_err *err)
{
	tr_buf_clear(&l->sql);
	tr_buf_clear(&l->what);
	return tr_buf_addf(&l->sql, err, "SELECT %s FROM %s t WHERE ", numbered ? "t.id" : "COUNT(*)", table);
}

static trien_rc
end_question(struct looking *l, bool numbered, struct trien_err *err)
{
	return numbered ? tr_buf_addf(&l->sql, err, " ORDER BY t.id LIMIT %u", TR_PROMISE_ROWS_MAX) : TRIEN_OK;
}

static trien_rc
check_conditions(struct looking *l, size_t i, struct trien_err *err)
{
	const char *table = tr_sql_text(&l->tables, i, 0), *at = tr_sql_text(&l->tables, i, 1);
	const bool numbered = tr_sql_int(&l->tables, i, 2) > 0;
	struct tr_bytes condition;

	while (next_condition(&at, &condition)) {
		TR_TRY(begin_question(l, table, numbered, err));
		TR_TRY(tr_buf_addf(&l->sql, err, "NOT "));
		TR_TRY(tr_buf_add_bytes(&l->sql, condition, err));
		TR_TRY(end_question(l, numbered, err));
		TR_TRY(tr_buf_add_bytes(&l->what, condition, err));
		TR_TRY(tell_rows(l, TR_PROMISE_BROKEN, table, numbered, err));
	}
	return TRIEN_OK;
}

/* The rows from i on that are one key; *next is the first of another. A key with a column that has no value names nothing. */
static trien_rc
check_key(struct looking *l, size_t i, size_t *next, struct trien_err *err)
{
	const char *table = tr_sql_text(&l->keys, i, 0), *other = tr_sql_text(&l->keys, i, 3);
	const bool numbered = tr_sql_int(&l->keys, i, 5) > 0;
	size_t n = i;

	TR_TRY(begin_question(l, table, numbered, err));
	for (; n < l->keys.count && strcmp(tr_sql_text(&l->keys, n, 0), table) == 0 && tr_sql_int(&l->keys, n, 1) == tr_sql_int(&l->keys, i, 1); n++) {
		TR_TRY(tr_buf_addf(&l->sql, err, "t.%s IS NOT NULL AND ", tr_sql_text(&l->keys, n, 2)));
		TR_TRY(tr_buf_addf(&l->what, err, "%s%s", n == i ? "" : ", ", tr_sql_text(&l->keys, n, 2)));
	}
	TR_TRY(tr_buf_addf(&l->sql, err, "NOT EXISTS (SELECT 1 FROM %s o WHERE ", other));
	TR_TRY(tr_buf_addf(&l->what, err, " -> %s", other));
	for (size_t k = i; k < n; k++)
		TR_TRY(tr_buf_addf(&l->sql, err, "%so.%s = t.%s", k == i ? "" : " AND ", tr_sql_text(&l->keys, k, 4), tr_sql_text(&l->keys, k, 2)));
	TR_TRY(tr_buf_addf(&l->sql, err, ")"));
	TR_TRY(end_question(l, numbered, err));
	*next = n;
	return tell_rows(l, TR_PROMISE_DANGLING, table, numbered, err);
}

/* ---- what guards them ---- */

static trien_rc
ask_living(struct looking *l, struct trien_err *err)
{
	static const char sqlite[] = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";
	static const char postgresql[] = "SELECT CAST(t.relname AS text), COUNT(c.oid) FROM pg_class t LEFT JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'c' "
					 "WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace GROUP BY t.relname ORDER BY t.relname COLLATE \"C\"";

	return tr_sql_ask(l->db, tr_sql_back_end_of(l->db) == TR_SQL_SQLITE ? sqlite : postgresql, NULL, 0, &l->conditions, err);
}

static void
check_guards(struct looking *l)
{
	const bool sqlite = tr_sql_back_end_of(l->db) == TR_SQL_SQLITE;
	char what[64];

	for (size_t i = 0; i < l->tables.count; i++) {
		const uint64_t want = count_conditions(tr_sql_text(&l->tables, i, 1));
		for (size_t k = 0; k < l->conditions.count; k++) {
			if (strcmp(tr_sql_text(&l->conditions, k, 0), tr_sql_text(&l->tables, i, 0)) != 0)
				continue;
			const uint64_t is = sqlite ? count_conditions(tr_sql_text(&l->conditions, k, 1)) : (uint64_t)tr_sql_int(&l->conditions, k, 1);
			snprintf(what, sizeof(what), "%llu < %llu", (unsigned long long)is, (unsigned long long)want);
			if (is < want)
				tell(l, TR_PROMISE_GONE, tr_sql_text(&l->tables, i, 0), what);
		}
	}
}

static trien_rc
check_unproved(struct looking *l, struct trien_err *err)
{
	static const char sql[] = "SELECT CAST(t.relname AS text), CAST(c.conname AS text) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
				  "WHERE t.relnamespace = 'public'::regnamespace AND NOT c.convalidated ORDER BY 1, 2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(l->db, sql, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		tell(l, TR_PROMISE_UNPROVED, tr_sql_text(&rows, i, 0), tr_sql_text(&rows, i, 1));
	return TRIEN_OK;
}

/* SQLite's own check of the file, its indexes, types and values that are missing. What it says of conditions is told above, row by row. */
static trien_rc
check_file(struct looking *l, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(l->db, "PRAGMA integrity_check(100)", NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const char *line = tr_sql_text(&rows, i, 0);
		if (strcmp(line, "ok") != 0 && strncmp(line, "CHECK constraint failed", 23) != 0)
			tell(l, TR_PROMISE_DAMAGED, "SQLite", line);
	}
	return TRIEN_OK;
}

/* ---- the whole ---- */

static trien_rc
check(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;

	l->db = db;
	for (size_t i = 0; i < l->tables.count; i++)
		TR_TRY(check_conditions(l, i, err));
	for (size_t i = 0; i < l->keys.count;)
		TR_TRY(check_key(l, i, &i, err));
	TR_TRY(ask_living(l, err));
	check_guards(l);
	return tr_sql_back_end_of(db) == TR_SQL_SQLITE ? check_file(l, err) : check_unproved(l, err);
}

trien_rc
tr_promises_check(struct tr_sql *db, tr_promise_found found, void *context, uint64_t *faults, struct trien_err *err)
{
	struct looking l = {.found = found, .context = context};

	trien_rc rc = read_promises(&l, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(db, TR_SQL_READ, check, &l, err);
	*faults = l.faults;
	tr_sql_rows_free(&l.tables);
	tr_sql_rows_free(&l.keys);
	tr_sql_rows_free(&l.conditions);
	tr_buf_free(&l.sql);
	tr_buf_free(&l.what);
	return rc;
}
