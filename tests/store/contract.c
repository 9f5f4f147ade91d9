/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs a contract on both back ends. */
#include "contract.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/schema.h"

void
say(struct contract *c, const char *format, ...)
{
	char line[4096];
	va_list list;

	va_start(list, format);
	const int n = vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	assert_in_range(n, 0, sizeof(line) - 1);
	assert_int_equal(tr_buf_add(&c->said, line, (size_t)n, NULL), TRIEN_OK);
}

struct tr_sql *
another(const struct contract *c)
{
	struct tr_sql *db;
	struct trien_err err = {0};

	assert_ok(tr_sql_open(c->place, TR_SQL_MUST_EXIST, &db, &err), &err);
	return db;
}

const char *
either(const struct contract *c, const char *sqlite, const char *postgresql)
{
	return c->server == NULL ? sqlite : postgresql;
}

static trien_rc
work_run(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_sql_run(db, context, NULL, 0, NULL, err);
}

trien_rc
write_one(struct tr_sql *db, const char *sql, struct trien_err *err)
{
	return tr_sql_transact(db, TR_SQL_WRITE, work_run, (void *)(uintptr_t)sql, err);
}

struct question {
	const char *sql;
	int64_t answer;
};

static trien_rc
work_ask(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct question *q = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, q->sql, NULL, 0, &rows, err));
	q->answer = rows.count == 1 && rows.columns == 1 ? tr_sql_int(&rows, 0, 0) : -1;
	return TRIEN_OK;
}

int64_t
ask_one(struct tr_sql *db, const char *sql)
{
	struct question q = {.sql = sql};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(db, TR_SQL_READ, work_ask, &q, &err), &err);
	return q.answer;
}

/* ---- a database for each test ---- */

static struct contract sqlite, postgresql;
static struct server server;

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void
open_empty(struct contract *c)
{
	struct trien_err err = {0};

	if (c->server != NULL)
		server_empty(c->place);
	else
		snprintf(c->place, sizeof(c->place), "%s/trien.db", c->dir);
	assert_ok(tr_sql_open(c->place, TR_SQL_MAY_CREATE, &c->db, &err), &err);
	assert_ok(tr_schema_migrate(c->db, 1000, NULL, &err), &err);
}

void
empty_again(struct contract *c)
{
	static const char *const files[] = {"", "-wal", "-shm"};
	char path[300];

	tr_sql_close(c->db);
	for (size_t i = 0; c->server == NULL && i < sizeof(files) / sizeof(*files); i++) {
		snprintf(path, sizeof(path), "%s%s", c->place, files[i]);
		(void)unlink(path);
	}
	open_empty(c);
}

static void
begin(struct contract *c, unsigned number)
{

	snprintf(c->dir, sizeof(c->dir), "%s/trien-store-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(c->dir));
	open_empty(c);
	say(c, "== test%u\n", number);
}

static void
run_one(struct contract *c, const struct contract_row *row, unsigned number)
{
	begin(c, number);
	row->run(c);
	tr_sql_close(c->db);
	nftw(c->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
run_on(void **state)
{
	const struct contract_row *row = *state;
	static unsigned number;

	number++;
	run_one(&sqlite, row, number);
	if (postgresql.server == NULL)
		return;
	run_one(&postgresql, row, number);
	if (sqlite.said.n != postgresql.said.n || memcmp(sqlite.said.p, postgresql.said.p, sqlite.said.n) != 0)
		fail_msg("%s: the back ends differ:\n%.*s\n--\n%.*s", row->name, (int)sqlite.said.n, sqlite.said.p,
				(int)postgresql.said.n, postgresql.said.p);
	tr_buf_clear(&sqlite.said);
	tr_buf_clear(&postgresql.said);
}

int
main(int argc, char **argv)
{
	struct CMUnitTest tests[128];
	size_t count = 0;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]); /* by hand: one of them alone, or some ("days*") */

	for (size_t g = 0; contract_groups[g] != NULL; g++)
		for (const struct contract_row *row = contract_groups[g]; row->name != NULL; row++) {
			if (count == sizeof(tests) / sizeof(*tests))
				return puts("more tests than there is room for");
			tests[count++] = (struct CMUnitTest){.name = row->name, .test_func = run_on,
					.initial_state = (void *)(uintptr_t)row};
		}
	if (server_start(&server)) {
		postgresql.server = &server;
		server_database(&server, "contract", postgresql.place, sizeof(postgresql.place));
	}
	if (postgresql.server == NULL)
		puts("SKIPPED on postgresql: it is not installed");
	const int failed = _cmocka_run_group_tests("contract", tests, count, NULL, NULL);
	if (postgresql.server != NULL)
		server_stop(&server);
	tr_buf_free(&sqlite.said);
	tr_buf_free(&postgresql.said);
	return failed;
}
