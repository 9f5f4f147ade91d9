/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Migrations: both schemas agree, every column says what it is for, and what is not ours is refused. */
#include <stdio.h>

#include "contract.h"
#include "store/hex.h"
#include "store/schema.h"
#include "store/sql_back.h"

static void
test_agree(struct contract *c)
{
	struct trien_err err = {0};
	TR_AUTO_BUF is = {0};
	TR_AUTO_BUF want = {0};

	assert_ok(tr_schema_describe(c->db, &is, &err), &err);
	assert_ok(tr_schema_describe_expected(tr_sql_back_end_of(c->db), &want, &err), &err);
	assert_ok(tr_buf_add_byte(&is, 0, &err), &err);
	assert_ok(tr_buf_add_byte(&want, 0, &err), &err);
	assert_string_equal((char *)is.p, (char *)want.p);
	/* Of what is expected there is something, of every kind. */
	assert_non_null(strstr((char *)is.p, "column job.dedup text null: two jobs"));
	assert_non_null(strstr((char *)is.p, "column act.account integer null: id of the account by which"));
	assert_non_null(strstr((char *)is.p, "column act.idx integer not-null: of its leaf in that log\n"));
	assert_non_null(strstr((char *)is.p, "column blob.size integer not-null: bytes\n"));
	assert_non_null(strstr((char *)is.p, "column audit_leaf.entry blob not-null: "));
	assert_non_null(strstr((char *)is.p, "key audit_leaf log,idx\n"));
	assert_non_null(strstr((char *)is.p, "index person person_same computed\n"));
	assert_non_null(strstr((char *)is.p, "index job job_dedup unique kind,dedup\n"));
	assert_non_null(strstr((char *)is.p, "index job job_ready ready_at,id partial\n"));
	assert_non_null(strstr((char *)is.p, "refers audit_leaf.log audit_log.log\n"));
	assert_int_equal(strstr((char *)is.p, "\ncarries ") != NULL, c->server == NULL);
	assert_null(strstr((char *)is.p, ": \n")); /* a column without a comment */
	assert_null(strstr((char *)is.p, "not-strict"));
	assert_null(strstr((char *)is.p, "not-c"));
	assert_ok(tr_schema_check(c->db, &err), &err);
}

/* What differs is seen: a column, its comment, its type, nullability, an index, a key. */
static void
test_drift(struct contract *c)
{
	struct trien_err err = {0};
	TR_AUTO_BUF before = {0};
	TR_AUTO_BUF after = {0};
	static const char *const changes[] = {"CREATE INDEX extra ON blob (size)", "DROP INDEX job_ready",
		"CREATE INDEX job_ready ON job (ready_at, id)", "ALTER TABLE blob ADD COLUMN extra bigint", "CREATE TABLE more (x text)"};
	static const char *const changes_sqlite[] = {"CREATE INDEX extra ON blob (size)", "DROP INDEX job_ready",
		"CREATE INDEX job_ready ON job (ready_at, id)", "ALTER TABLE blob ADD COLUMN extra INTEGER", "CREATE TABLE more (x TEXT)"};
	static const char bare[] = "DROP INDEX person_order; CREATE INDEX person_order ON person (sort_key, id)";

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		assert_ok(tr_schema_describe(c->db, &before, &err), &err);
		assert_ok(write_one(c->db, either(c, changes_sqlite[i], changes[i]), &err), &err);
		assert_ok(tr_schema_describe(c->db, &after, &err), &err);
		assert_false(tr_bytes_equal(tr_buf_view(&before), tr_buf_view(&after)));
	}
	assert_ok(tr_buf_add_byte(&after, 0, &err), &err);
	assert_non_null(strstr((char *)after.p, "column blob.extra integer null: \n"));
	assert_non_null(strstr((char *)after.p, either(c, "more.x text not-strict", "more.x text not-c")));
	if (c->server != NULL)
		return;
	assert_non_null(strstr((char *)after.p, "carries person_order version,"));
	assert_ok(c->db->back->script(c->db, bare, &err), &err);
	tr_buf_clear(&after);
	assert_ok(tr_schema_describe(c->db, &after, &err), &err);
	assert_ok(tr_buf_add_byte(&after, 0, &err), &err);
	assert_non_null(strstr((char *)after.p, "index person person_order sort_key,id\n"));
	assert_null(strstr((char *)after.p, "carries person_order"));
}

/* Nothing runs by itself in our schema, and nothing stands before a table. */
static void
test_strange(struct contract *c)
{
	static const char *const sqlite[] = {"CREATE TRIGGER strange AFTER INSERT ON job BEGIN DELETE FROM job; END", "CREATE VIEW strange AS SELECT id FROM job", NULL};
	static const char *const postgresql[] = {
		"CREATE TRIGGER strange BEFORE UPDATE ON job FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
		"CREATE VIEW strange AS SELECT id FROM job", "CREATE RULE strange AS ON DELETE TO job DO INSTEAD NOTHING",
		"CREATE POLICY strange ON job USING (id > 5)", "ALTER TABLE audit_leaf DISABLE TRIGGER ALL", NULL};
	static const char *const lines_sqlite[] = {"\ntrigger job strange\n", "\nview strange strange\n"};
	static const char *const lines[] = {"\ntrigger job strange\n", "\nview strange strange\n", "\nrule job strange\n", "\npolicy job strange\n",
		"\nswitched-off audit_leaf "};
	const char *const *sql = c->server == NULL ? sqlite : postgresql, *const *line = c->server == NULL ? lines_sqlite : lines;
	struct trien_err err = {0};
	TR_AUTO_BUF is = {0};

	for (size_t i = 0; sql[i] != NULL; i++) {
		assert_ok(write_one(c->db, sql[i], &err), &err);
		assert_ok(tr_schema_describe(c->db, &is, &err), &err);
		assert_non_null(memmem(is.p, is.n, line[i], strlen(line[i])));
	}
}

static void
refused(struct contract *c, const char *id)
{
	unsigned applied;
	struct trien_err err = {0};

	assert_refused(tr_schema_check(c->db, &err), id);
	assert_refused(tr_schema_migrate(c->db, 2000, &applied, &err), id);
	say(c, "%s\n", id);
}

static void
test_newer(struct contract *c)
{
	struct trien_err err = {0};
	unsigned applied = 9;

	assert_ok(tr_schema_migrate(c->db, 2000, &applied, &err), &err);
	assert_int_equal(applied, 0);
	assert_int_equal(ask_one(c->db, "SELECT applied_at FROM migration WHERE number = 1"), 1000);
	assert_ok(write_one(c->db, "INSERT INTO migration (number, name, hash, applied_at) SELECT MAX(number) + 1, 'x', 'y', 1 FROM migration",
			&err), &err);
	refused(c, "store.schema-newer");
}

static void
test_changed(struct contract *c)
{
	struct trien_err err = {0};

	assert_ok(write_one(c->db, "UPDATE migration SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE number = 1", &err), &err);
	refused(c, "store.schema-changed");
}

static void
test_renamed(struct contract *c)
{
	struct trien_err err = {0};

	assert_ok(write_one(c->db, "UPDATE migration SET name = '0001_other' WHERE number = 1", &err), &err);
	refused(c, "store.schema-changed");
}

static void
test_half(struct contract *c)
{
	struct trien_err err = {0};

	assert_ok(write_one(c->db, "DELETE FROM migration WHERE number = 1", &err), &err);
	refused(c, "store.schema-half");
	assert_ok(write_one(c->db, "DELETE FROM migration", &err), &err);
	refused(c, "store.schema-half");
	assert_ok(write_one(c->db, "DROP TABLE migration", &err), &err);
	refused(c, "store.schema-half");
}

static trien_rc
drop_tables(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sqlite[] = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
				     "AND instr($1, ' ' || name || ' ') = 0";
	static const char postgresql[] = "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = 'public' "
					 "AND strpos(CAST($1 AS text), ' ' || tablename || ' ') = 0";
	const bool lite = tr_sql_back_end_of(db) == TR_SQL_SQLITE;
	TR_AUTO_ROWS rows = {0};
	char sql[128];

	TR_TRY(tr_sql_ask(db, lite ? sqlite : postgresql, TR_SQL_IN(TR_SQL_T(context)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		snprintf(sql, sizeof(sql), "DROP TABLE %s%s", tr_sql_text(&rows, i, 0), lite ? "" : " CASCADE");
		TR_TRY(tr_sql_run(db, sql, NULL, 0, NULL, err));
	}
	return TRIEN_OK;
}

/* Drops every table but those, each between blanks. */
static void
keep_only(struct contract *c, const char *tables)
{
	struct trien_err err = {0};
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, drop_tables, (void *)(uintptr_t)tables, &err), &err);
}

static void
test_older(struct contract *c)
{
	struct trien_err err = {0};
	unsigned applied;
	const int64_t all = ask_one(c->db, "SELECT COUNT(*) FROM migration");

	keep_only(c, " migration blob job ");
	assert_ok(write_one(c->db, "DROP INDEX job_dead", &err), &err); /* later ones', of a table that stays */
	assert_ok(write_one(c->db, "DROP INDEX job_webhook_ended", &err), &err);
	assert_ok(write_one(c->db, "DELETE FROM migration WHERE number > 1", &err), &err);
	assert_refused(tr_schema_check(c->db, &err), "store.schema-older");
	assert_ok(tr_schema_migrate(c->db, 2000, &applied, &err), &err);
	assert_int_equal(applied, all - 1);
	test_agree(c);
}

/* Half of a migration and a failure: nothing of it is there. */
static void
test_failing(struct contract *c)
{
	struct trien_err err = {0};

	keep_only(c, " migration blob job audit_log ");
	assert_ok(write_one(c->db, "DELETE FROM migration WHERE number > 1", &err), &err);
	assert_ok(write_one(c->db, "ALTER TABLE audit_log RENAME TO audit_leaf", &err), &err);
	/* 0002 makes audit_log, its index, and then finds audit_leaf in its way. */
	assert_ok(write_one(c->db, "DROP INDEX audit_log_origin", &err), &err);
	assert_refused(tr_schema_migrate(c->db, 2000, NULL, &err), "store.failed");
	assert_int_equal(ask_one(c->db, either(c, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'audit_log%'",
			"SELECT COUNT(*) FROM pg_class WHERE relname LIKE 'audit_log%' AND relname <> 'audit_log_pkey'")), 0);
	assert_refused(tr_schema_check(c->db, &err), "store.schema-older");
}

static void
test_empty(struct contract *c)
{
	struct trien_err err = {0};

	keep_only(c, "");
	assert_refused(tr_schema_check(c->db, &err), "store.schema-missing");
	unsigned applied;
	assert_ok(tr_schema_migrate(c->db, 2000, &applied, &err), &err);
	assert_true(applied > 0);
	assert_ok(tr_schema_check(c->db, &err), &err);
}

extern const struct contract_row schema_tests[];
const struct contract_row schema_tests[] = {
	{"schemas agree", test_agree}, {"drift", test_drift}, {"schema that does things", test_strange}, {"newer", test_newer}, {"changed", test_changed},
	{"renamed", test_renamed}, {"half applied", test_half}, {"older", test_older}, {"failing", test_failing}, {"empty", test_empty}, {NULL, NULL},
};
