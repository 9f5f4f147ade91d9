/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statements, values, transactions and their retries, errors. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "contract.h"

#define MAKE_T "CREATE TABLE t (id bigint NOT NULL PRIMARY KEY, name text NOT NULL, data bytea, other bigint REFERENCES t (id), CHECK (id < 100))"
#define MAKE_T_SQLITE "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, data BLOB, other INTEGER REFERENCES t (id), CHECK (id < 100)) STRICT"

static void
make_t(struct contract *c)
{
	struct trien_err err = {0};
	assert_ok(write_one(c->db, either(c, MAKE_T_SQLITE, MAKE_T), &err), &err);
}

/* ---- values ---- */

static const char insert_t[] = "INSERT INTO t (other, data, name, id) VALUES ($4, $3, $2, $1)";

static trien_rc
put_values(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const uint8_t data[] = {0, 1, 0xff, '\'', 0};
	int64_t changed = 0;

	(void)context;
	TR_TRY(tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(1), TR_SQL_T("Nguyễn '; DROP TABLE t; --"), TR_SQL_B(TR_BYTES(data, 5)),
			TR_SQL_NULL(TR_SQL_INT)), &changed, err));
	assert_int_equal(changed, 1);
	TR_TRY(tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(INT64_MIN), TR_SQL_T(""), TR_SQL_B(TR_BYTES(NULL, 0)), TR_SQL_I(1)),
			NULL, err));
	TR_TRY(tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(-1), TR_SQL_T("Ơ"), TR_SQL_NULL(TR_SQL_BYTES), TR_SQL_I(1)), NULL, err));
	TR_TRY(tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(99), TR_SQL_T("z"), TR_SQL_NULL(TR_SQL_BYTES), TR_SQL_I(-1)), NULL, err));
	TR_TRY(tr_sql_run(db, "UPDATE t SET name = name WHERE id > CAST($1 AS bigint)", TR_SQL_IN(TR_SQL_I(-5)), &changed, err));
	assert_int_equal(changed, 3);
	return TRIEN_OK;
}

static void
say_cell(struct contract *c, const struct tr_sql_value *v)
{
	if (v->null)
		say(c, " NULL");
	else if (v->type == TR_SQL_INT)
		say(c, " %lld", (long long)v->i);
	else {
		say(c, " %zu:", v->b.n);
		for (size_t i = 0; i < v->b.n; i++)
			say(c, "%02x", v->b.p[i]);
		assert_int_equal(v->b.p[v->b.n], 0);
	}
}

static trien_rc
say_values(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id, name, data, other FROM t ORDER BY name", NULL, 0, &rows, err));
	assert_int_equal(rows.columns, 4);
	say(context, "%zu rows\n", rows.count);
	for (size_t r = 0; r < rows.count; r++) {
		for (size_t k = 0; k < rows.columns; k++)
			say_cell(context, tr_sql_cell(&rows, r, k));
		say(context, "\n");
	}
	return TRIEN_OK;
}

static void
test_values(struct contract *c)
{
	struct trien_err err = {0};

	make_t(c);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, put_values, NULL, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, say_values, c, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 4);
}

static trien_rc
put_text(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_bytes *text = context;
	return tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(1), TR_SQL_TN(text->p, text->n), TR_SQL_NULL(TR_SQL_BYTES),
			TR_SQL_NULL(TR_SQL_INT)), NULL, err);
}

static void
test_text(struct contract *c)
{
	struct tr_bytes nul = TR_BYTES_LIT("a\0b"), latin = TR_BYTES_LIT("a\xe1");

	make_t(c);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, put_text, &nul, NULL), "store.text-invalid");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, put_text, &latin, NULL), "store.text-invalid");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);
}

/* ---- errors ---- */

static void
refused(struct contract *c, const char *sql, const char *id)
{
	struct trien_err err = {0};
	char text[512];

	assert_refused(write_one(c->db, sql, &err), id);
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	if (strstr(text, "tomato") != NULL)
		fail_msg("a value of a row is in the message: %s", text);
	say(c, "%s\n", id);
}

static void
test_refusals(struct contract *c)
{
	struct trien_err err = {0};

	make_t(c);
	assert_ok(write_one(c->db, "INSERT INTO t (id, name) VALUES (7, 'tomato')", &err), &err);
	refused(c, "INSERT INTO t (id, name) VALUES (7, 'tomato')", "store.duplicate");
	refused(c, "INSERT INTO t (id, name) VALUES (100, 'tomato')", "store.constraint");
	refused(c, "INSERT INTO t (id, name) VALUES (8, NULL)", "store.constraint");
	refused(c, "INSERT INTO t (id, name, other) VALUES (8, 'tomato', 9)", "store.constraint");
	refused(c, "INSERT INTO tomato (id) VALUES (8)", "store.failed");
	refused(c, "SELECT id FROM t", "base.internal");
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, put_values, NULL, &err), "store.failed"); /* it only reads */
	assert_refused(tr_sql_run(c->db, "DELETE FROM t", NULL, 0, NULL, &err), "base.internal"); /* without a transaction */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 1);
	/* What was said of a rolled-back transaction hinders none after it. */
	assert_ok(write_one(c->db, "INSERT INTO t (id, name) VALUES (8, 'tomato')", &err), &err);
}

static trien_rc
many_parameters(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_sql_value in[TR_SQL_PARAMETERS_MAX + 1];
	const unsigned n = *(unsigned *)context;
	char sql[2048] = "SELECT CAST($1 AS bigint)";
	TR_AUTO_ROWS rows = {0};

	for (unsigned i = 0; i < n; i++) {
		in[i] = TR_SQL_I(i);
		if (i > 0)
			snprintf(sql + strlen(sql), sizeof(sql) - strlen(sql), " + $%u", i + 1);
	}
	TR_TRY(tr_sql_ask(db, sql, in, n, &rows, err));
	assert_int_equal(tr_sql_int(&rows, 0, 0), n * (n - 1) / 2);
	return TRIEN_OK;
}

static void
test_parameters(struct contract *c)
{
	struct trien_err err = {0};
	unsigned n = TR_SQL_PARAMETERS_MAX;

	/* The statement is of the stack: it must not be found again by its address. */
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, many_parameters, &n, &err), &err);
	n++;
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, many_parameters, &n, &err), "store.parameters-limit");
}

static trien_rc
many_statements(struct tr_sql *db, void *context, struct trien_err *err)
{
	static char texts[TR_SQL_STATEMENTS_MAX * 2][48];

	(void)context;
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < TR_SQL_STATEMENTS_MAX * 2; i++) {
			TR_AUTO_ROWS rows = {0};
			snprintf(texts[i], sizeof(texts[i]), "SELECT CAST(%u AS bigint)", i);
			TR_TRY(tr_sql_ask(db, texts[i], NULL, 0, &rows, err));
			assert_int_equal(tr_sql_int(&rows, 0, 0), i);
		}
	return TRIEN_OK;
}

static void
test_statements(struct contract *c)
{
	struct trien_err err = {0};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, many_statements, NULL, &err), &err);
}

static trien_rc
large_result(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	return tr_sql_ask(db, context, NULL, 0, &rows, err);
}

static void
test_result(struct contract *c)
{
	/* Cells, and a value: at most 16 MiB. */
	static const char cells[] = "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < %u) SELECT i FROM n";
	struct trien_err err = {0};
	char sql[192];
	const unsigned most = TR_SQL_RESULT_MAX / sizeof(struct tr_sql_value);
	unsigned room = 16; /* what is doubled while it stays below */

	while (room * 2 <= most)
		room *= 2;
	snprintf(sql, sizeof(sql), cells, room);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, large_result, sql, &err), &err);
	snprintf(sql, sizeof(sql), cells, room + 1);
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, large_result, sql, &err), "store.result-limit");
	char *zeros = (char *)(uintptr_t)either(c, "SELECT zeroblob(16777216)", "SELECT CAST(repeat('0', 16777216) AS bytea)");
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, large_result, zeros, &err), "store.result-limit");
}

/* ---- statements that nobody waits for ---- */

static trien_rc
put_later(struct tr_sql *db, int64_t id, bool *refused, struct trien_err *err)
{
	return tr_sql_later(db, insert_t, TR_SQL_IN(TR_SQL_I(id), TR_SQL_T("x"), TR_SQL_NULL(TR_SQL_BYTES), TR_SQL_NULL(TR_SQL_INT)), refused, err);
}

/* They are done in their order, ahead of what is asked behind them; a text that is new comes between. */
static trien_rc
in_order(struct tr_sql *db, void *context, struct trien_err *err)
{
	const unsigned count = *(unsigned *)context;
	int64_t changed;
	TR_AUTO_ROWS rows = {0};

	for (unsigned i = 0; i < count; i++)
		TR_TRY(put_later(db, -(int64_t)i, NULL, err));
	TR_TRY(tr_sql_later(db, "UPDATE t SET name = 'y' WHERE id = $1", TR_SQL_IN(TR_SQL_I(0)), NULL, err));
	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*), MIN(CASE WHEN name = 'y' THEN id END) FROM t", NULL, 0, &rows, err));
	assert_int_equal(tr_sql_int(&rows, 0, 0), count);
	assert_int_equal(tr_sql_int(&rows, 0, 1), 0);
	TR_TRY(tr_sql_later(db, "UPDATE t SET name = 'z' WHERE id = $1", TR_SQL_IN(TR_SQL_I(0)), NULL, err));
	TR_TRY(tr_sql_run(db, "DELETE FROM t WHERE name = 'z'", NULL, 0, &changed, err));
	assert_int_equal(changed, 1);
	return put_later(db, 1, NULL, err); /* told, and done, at the end */
}

static void
test_later(struct contract *c)
{
	struct trien_err err = {0};

	make_t(c);
	for (unsigned n = TR_SQL_LATER_MAX - 1; n <= TR_SQL_LATER_MAX + 1; n++) {
		assert_ok(tr_sql_rehearse(c->db, in_order, &n, &err), &err);
		assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, in_order, &n, &err), &err);
		assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), n);
		assert_ok(write_one(c->db, "DELETE FROM t", &err), &err);
	}
}

/* The second of three is one too many: SQLite says so at once. */
static trien_rc
refused_later(struct tr_sql *db, void *context, struct trien_err *err)
{
	bool *refused = context;

	memset(refused, 0, 3);
	TR_TRY(put_later(db, 1, &refused[0], err));
	TR_TRY(put_later(db, 1, &refused[1], err));
	TR_TRY(put_later(db, 100, &refused[2], err));
	return tr_sql_settle(db, err);
}

static trien_rc
refused_at_end(struct tr_sql *db, void *context, struct trien_err *err)
{
	(void)context;
	TR_TRY(put_later(db, 1, NULL, err));
	return put_later(db, 1, NULL, err);
}

static trien_rc
refused_by_question(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	(void)context;
	TR_TRY(put_later(db, 1, NULL, err));
	TR_TRY(put_later(db, 1, NULL, err));
	return tr_sql_ask(db, "SELECT id FROM t", NULL, 0, &rows, err);
}

static void
test_later_refused(struct contract *c)
{
	bool refused[3];

	make_t(c);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refused_later, refused, NULL), "store.duplicate");
	assert_false(refused[0]);
	assert_true(refused[1]);
	assert_false(refused[2]);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refused_at_end, NULL, NULL), "store.duplicate");
	assert_refused(tr_sql_rehearse(c->db, refused_at_end, NULL, NULL), "store.duplicate");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refused_by_question, NULL, NULL), "store.duplicate");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);
}

static trien_rc
several(struct tr_sql *db, void *context, struct trien_err *err)
{
	const char *second = context;
	TR_AUTO_ROWS first_rows = {0};
	TR_AUTO_ROWS second_rows = {0};
	const struct tr_sql_value five = TR_SQL_I(5);
	const struct tr_sql_question all[] = {{"SELECT id FROM t WHERE id < $1 ORDER BY id", &five, 1, &first_rows}, {second, NULL, 0, &second_rows}};

	TR_TRY(put_later(db, 3, NULL, err));
	TR_TRY(put_later(db, 4, NULL, err));
	const trien_rc rc = tr_sql_ask_all(db, all, 2, err);
	assert_int_equal(first_rows.count, rc == TRIEN_OK ? 2 : 0);
	assert_int_equal(second_rows.count, rc == TRIEN_OK ? 1 : 0);
	if (rc == TRIEN_OK)
		assert_int_equal(tr_sql_int(&first_rows, 1, 0) + tr_sql_int(&second_rows, 0, 0), 4 + 3);
	return rc;
}

static void
test_several(struct contract *c)
{
	struct trien_err err = {0};
	char good[] = "SELECT MIN(id) FROM t", bad[] = "SELECT id FROM nowhere", none[] = "DELETE FROM t";

	make_t(c);
	assert_ok(tr_sql_rehearse(c->db, several, good, &err), &err);
	assert_refused(tr_sql_rehearse(c->db, several, bad, &err), "store.failed");
	assert_refused(tr_sql_rehearse(c->db, several, none, &err), "base.internal");
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, several, good, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 2);
}

/* ---- what is foreseen ---- */

struct foreseeing {
	int64_t id, other; /* what it asks about; another it asks about first */
	int64_t count;     /* rows of a table that it writes */
	uint64_t waits;    /* all of it, but for its end */
	bool write, fail;
	const char *kind;
};

static trien_rc
ask_name(struct tr_sql *db, int64_t id, char *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT name FROM t WHERE id = $1", TR_SQL_IN(TR_SQL_I(id)), &rows, err));
	snprintf(out, 16, "%s", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "-");
	return TRIEN_OK;
}

static trien_rc
ask_count(struct tr_sql *db, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM t", NULL, 0, &rows, err));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* Four questions one after another; then it writes, and asks two of them again. */
static trien_rc
foresees(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct foreseeing *f = context;
	const uint64_t before = tr_sql_waits(db);
	char name[16], other[16], again[16];
	int64_t migrations;

	TR_TRY(tr_sql_foresee(db, f->kind, TR_SQL_IN(TR_SQL_I(f->id), TR_SQL_T("x")), err));
	TR_TRY(ask_name(db, f->id, name, err));
	TR_TRY(ask_name(db, f->other, other, err));
	TR_TRY(ask_count(db, &f->count, err));
	TR_AUTO_ROWS rows = {0};
	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM migration WHERE number > 0", NULL, 0, &rows, err));
	migrations = tr_sql_int(&rows, 0, 0);
	assert_true(migrations > 0);
	f->waits = tr_sql_waits(db) - before;
	TR_TRY(ask_name(db, f->id, again, err));
	assert_string_equal(again, name);
	if (f->write) {
		TR_TRY(tr_sql_later(db, "UPDATE t SET name = $2 WHERE id = $1", TR_SQL_IN(TR_SQL_I(f->id), TR_SQL_T("written")), NULL, err));
		TR_TRY(ask_name(db, f->id, again, err));
		assert_string_equal(again, "written");
		TR_TRY(tr_sql_run(db, "DELETE FROM t WHERE id = $1", TR_SQL_IN(TR_SQL_I(f->other)), NULL, err));
		TR_TRY(ask_count(db, &migrations, err));
		assert_int_equal(migrations, f->count - 1);
	}
	return f->fail ? TR_ERR0(err, STORE_CONSTRAINT) : TRIEN_OK;
}

/* As many waits as the back end has: a file none, a server that knows what is coming one. */
static void
foresee_one(struct contract *c, struct foreseeing f, int64_t count, uint64_t waits)
{
	struct trien_err err = {0};
	const trien_rc rc = tr_sql_transact(c->db, f.write ? TR_SQL_WRITE : TR_SQL_READ, foresees, &f, &err);

	assert_int_equal(rc, f.fail ? TRIEN_E_STORE_CONSTRAINT : TRIEN_OK);
	assert_int_equal(f.count, count);
	assert_int_equal(f.waits, c->server != NULL ? waits : 0);
}

/* The second of a kind waits once; its answers are its own, and what it has written is asked anew. */
static void
test_foresee(struct contract *c)
{
	struct trien_err err = {0};

	make_t(c);
	assert_ok(write_one(c->db, "INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'), (6, 'f')", &err), &err);
	struct foreseeing first = {.id = 1, .other = 6, .kind = "first of all"}; /* statements are prepared */
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, foresees, &first, &err), &err);
	foresee_one(c, (struct foreseeing){.id = 1, .other = 6, .kind = "reading"}, 6, 4);
	foresee_one(c, (struct foreseeing){.id = 2, .other = 6, .kind = "reading"}, 6, 1);
	foresee_one(c, (struct foreseeing){.id = 2, .other = 5, .kind = "reading"}, 6, 2); /* learnt wrongly: one more */
	foresee_one(c, (struct foreseeing){.id = 9, .other = 5, .kind = "reading"}, 6, 1);
	foresee_one(c, (struct foreseeing){.id = 1, .other = 6, .kind = "writing", .write = true, .fail = true}, 6, 4);
	foresee_one(c, (struct foreseeing){.id = 1, .other = 6, .kind = "writing", .write = true}, 6, 4); /* of one that was rolled back nothing is learnt */
	foresee_one(c, (struct foreseeing){.id = 2, .other = 5, .kind = "writing", .write = true}, 5, 2);
	/* What another has written meanwhile is seen. */
	struct tr_sql *other = another(c);
	assert_ok(write_one(other, "DELETE FROM t WHERE id = 3", &err), &err);
	tr_sql_close(other);
	foresee_one(c, (struct foreseeing){.id = 4, .other = 1, .kind = "writing", .write = true}, 3, 2);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 2);
}

/* More kinds than are remembered, and more questions: the oldest goes, the rest is asked as ever. */
static trien_rc
foresees_much(struct tr_sql *db, void *context, struct trien_err *err)
{
	const char *kind = context;
	char name[16];

	TR_TRY(tr_sql_foresee(db, kind, NULL, 0, err));
	for (int64_t i = 0; i < 2 * (int64_t)TR_SQL_FORESEEN_MAX; i++) {
		TR_TRY(ask_name(db, i, name, err));
		assert_string_equal(name, i == 1 ? "a" : "-");
	}
	return TRIEN_OK;
}

static void
test_foresee_much(struct contract *c)
{
	struct trien_err err = {0};
	char kind[24] = "much";

	make_t(c);
	assert_ok(write_one(c->db, "INSERT INTO t (id, name) VALUES (1, 'a')", &err), &err);
	for (unsigned i = 0; i < 2; i++)
		assert_ok(tr_sql_transact(c->db, TR_SQL_READ, foresees_much, kind, &err), &err);
	struct foreseeing first = {.id = 1, .other = 1, .kind = "first of all"};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, foresees, &first, &err), &err);
	for (unsigned i = 0; i < 200; i++) {
		snprintf(kind, sizeof(kind), "kind %u", i % 150);
		foresee_one(c, (struct foreseeing){.id = 1, .other = 1, .kind = kind}, 1, 3);
	}
}

/* ---- transactions ---- */

struct trial {
	struct contract *c;
	unsigned runs, busy; /* how often it ran; how often it is to be busy */
	const char *sql;
};

static trien_rc
busy_at_first(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct trial *t = context;

	TR_TRY(tr_sql_run(db, "INSERT INTO t (id, name) VALUES (1, 'x')", NULL, 0, NULL, err));
	if (t->runs++ < t->busy)
		return TR_ERR(err, STORE_BUSY, TR_U("tries", 1));
	return TRIEN_OK;
}

static void
test_retry(struct contract *c)
{
	struct trien_err err = {0};
	struct trial t = {.c = c, .busy = TR_SQL_TRIES_MAX - 1};

	make_t(c);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, busy_at_first, &t, &err), &err);
	assert_int_equal(t.runs, TR_SQL_TRIES_MAX);
	assert_ok(write_one(c->db, "DELETE FROM t", &err), &err);
	t = (struct trial){.busy = TR_SQL_TRIES_MAX};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, busy_at_first, &t, &err), "store.busy");
	assert_int_equal(t.runs, TR_SQL_TRIES_MAX);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);
}

/* What work makes of it does not matter: the transaction did not begin, and is tried again. */
static trien_rc
deaf(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct trial *t = context;
	const trien_rc rc = tr_sql_run(db, "INSERT INTO t (id, name) VALUES (5, 'z')", NULL, 0, NULL, NULL);

	t->runs++;
	return rc == TRIEN_OK ? TRIEN_OK : TR_ERR0(err, STORE_CONSTRAINT);
}

/* A second connection writes while the first holds the lock: it waits, is busy, is tried again, gives up; readers do not wait. */
static trien_rc
while_locked(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct trial *t = context;
	struct tr_sql *other = another(t->c);
	struct trial inner = {.c = t->c};

	tr_sql_set_wait(other, 1);
	TR_TRY(tr_sql_run(db, "INSERT INTO t (id, name) VALUES (2, 'y')", NULL, 0, NULL, err));
	assert_refused(tr_sql_transact(other, TR_SQL_WRITE, busy_at_first, &inner, NULL), "store.busy");
	assert_int_equal(inner.runs, 0);
	assert_refused(tr_sql_transact(other, TR_SQL_WRITE, deaf, &inner, NULL), "store.busy");
	assert_int_equal(inner.runs, t->c->server != NULL ? TR_SQL_TRIES_MAX : 0);
	assert_int_equal(ask_one(other, "SELECT COUNT(*) FROM t"), 0);
	tr_sql_close(other);
	return TRIEN_OK;
}

static void
test_lock(struct contract *c)
{
	struct trien_err err = {0};
	struct trial t = {.c = c};

	make_t(c);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, while_locked, &t, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 1);
}

/* What a reader sees does not change under it. */
static trien_rc
read_twice(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct trial *t = context;
	struct tr_sql *other = another(t->c);
	TR_AUTO_ROWS first = {0};
	TR_AUTO_ROWS second = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM t", NULL, 0, &first, err));
	assert_ok(write_one(other, "INSERT INTO t (id, name) VALUES (3, 'z')", err), err);
	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM t", NULL, 0, &second, err));
	say(t->c, "%lld %lld\n", (long long)tr_sql_int(&first, 0, 0), (long long)tr_sql_int(&second, 0, 0));
	tr_sql_close(other);
	return TRIEN_OK;
}

static trien_rc
nested(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_sql_transact(db, TR_SQL_READ, read_twice, context, err);
}

static void
test_snapshot(struct contract *c)
{
	struct trien_err err = {0};
	struct trial t = {.c = c};

	make_t(c);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_twice, &t, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 1);
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, nested, &t, &err), "base.internal");
}

/* PostgreSQL alone: the codes that it has for "do it again", and a connection that ends. */
static trien_rc
raise_at_first(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct trial *t = context;
	return t->runs++ == 0 ? tr_sql_run(db, t->sql, NULL, 0, NULL, err) : TRIEN_OK;
}

static void
test_server_errors(struct contract *c)
{
	static const char *const again[] = {"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$",
		"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$", "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$"};
	struct trien_err err = {0};

	if (c->server == NULL)
		return;
	for (size_t i = 0; i < sizeof(again) / sizeof(*again); i++) {
		struct trial t = {.sql = again[i]};
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, raise_at_first, &t, &err), &err);
		assert_int_equal(t.runs, 2);
	}
	assert_refused(write_one(c->db, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$", &err), "store.disk-full");
	assert_refused(write_one(c->db, "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'XX001'; END $$", &err), "store.damaged");
	assert_refused(write_one(c->db, "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$", &err),
			"store.connection-lost");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM migration WHERE number = 1"), 1); /* connected again */
}

/* SQLite alone: a full disk, a damaged file, files of others. */
static void
test_files(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_sql *db;
	char path[300];

	if (c->server != NULL)
		return;
	assert_int_equal(ask_one(c->db, "PRAGMA mmap_size"), TR_SQL_MAP_MAX);
	assert_int_equal(ask_one(c->db, "PRAGMA cache_size"), -(int64_t)(TR_SQL_CACHE_MAX >> 10));
	const int64_t pages = ask_one(c->db, "PRAGMA page_count") + 8;
	snprintf(path, sizeof(path), "PRAGMA max_page_count = %lld", (long long)pages);
	assert_int_equal(ask_one(c->db, path), pages);
	make_t(c);
	assert_refused(write_one(c->db, "INSERT INTO t (id, name, data) VALUES (1, 'x', zeroblob(1000000))", &err), "store.disk-full");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);

	snprintf(path, sizeof(path), "%s/nothing.db", c->dir);
	assert_refused(tr_sql_open(path, TR_SQL_MUST_EXIST, &db, &err), "store.open-failed");
	snprintf(path, sizeof(path), "%s/no/nothing.db", c->dir);
	assert_refused(tr_sql_open(path, TR_SQL_MAY_CREATE, &db, &err), "store.open-failed");
	snprintf(path, sizeof(path), "%s/text.db", c->dir);
	FILE *f = fopen(path, "w");
	for (unsigned i = 0; i < 1000; i++)
		fputs("no database at all\n", f);
	fclose(f);
	assert_refused(tr_sql_open(path, TR_SQL_MUST_EXIST, &db, &err), "store.damaged");
	char long_path[TR_SQL_PLACE_MAX + 2];
	memset(long_path, 'x', sizeof(long_path));
	long_path[TR_SQL_PLACE_MAX + 1] = '\0';
	assert_refused(tr_sql_open(long_path, TR_SQL_MUST_EXIST, &db, &err), "store.place-limit");
	long_path[TR_SQL_PLACE_MAX] = '\0';
	assert_refused(tr_sql_open(long_path, TR_SQL_MUST_EXIST, &db, &err), "store.open-failed");
	/* An SQLite file, but of another program. */
	assert_ok(write_one(c->db, "PRAGMA application_id = 7", &err), &err);
	assert_refused(tr_sql_open(c->place, TR_SQL_MUST_EXIST, &db, &err), "store.not-a-store");
}

static void
test_urls(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_sql *db;
	char text[512];

	assert_refused(tr_sql_open("postgresql://trien:tomato@nowhere.invalid/x", TR_SQL_MUST_EXIST, &db, &err), "store.password-in-url");
	assert_refused(tr_sql_open("postgresql://[", TR_SQL_MUST_EXIST, &db, &err), "store.open-failed");
	assert_refused(tr_sql_open("postgresql://trien@/x?host=/nowhere", TR_SQL_MUST_EXIST, &db, &err), "store.open-failed");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "PostgreSQL"));
	if (c->server != NULL)
		assert_ok(write_one(c->db, "SET client_encoding = 'LATIN1'", &err), &err);
}

#define LARGE ((size_t)64 << 10)

static trien_rc
put_large(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const uint8_t data[LARGE] = {1};
	const bool *fails = context;

	for (int64_t i = 1; i < 50; i++)
		TR_TRY(tr_sql_run(db, insert_t, TR_SQL_IN(TR_SQL_I(i), TR_SQL_T("z"), TR_SQL_B(TR_BYTES(data, sizeof(data))), TR_SQL_NULL(TR_SQL_INT)), NULL, err));
	return *fails ? TR_ERR0(err, STORE_DISK_FULL) : TRIEN_OK;
}

/* What a transaction writes is more than its connection keeps: it is there whole, or not at all. */
static void
test_cache(struct contract *c)
{
	struct trien_err err = {0};

	make_t(c);
	assert_ok(tr_sql_set_cache(c->db, LARGE, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, put_large, &(bool){true}, &err), "store.disk-full");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM t"), 0);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, put_large, &(bool){false}, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT CAST(SUM(length(data)) AS bigint) FROM t"), 49 * (int64_t)LARGE);
}

/* A server whose database is not in UTF-8 is not for us. */
static void
test_unfit(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_sql *db;
	char url[256];

	if (c->server == NULL)
		return;
	server_database(c->server, "latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", url, sizeof(url));
	snprintf(url, sizeof(url), "postgresql://trien@/latin1?host=%s", c->server->dir);
	assert_refused(tr_sql_open(url, TR_SQL_MUST_EXIST, &db, &err), "store.server-unfit");
}

extern const struct contract_row sql_tests[];
const struct contract_row sql_tests[] = {
	{"values", test_values}, {"text", test_text}, {"refusals", test_refusals}, {"parameters", test_parameters},
	{"statements", test_statements}, {"result", test_result},
	{"later", test_later}, {"later, refused", test_later_refused}, {"several questions", test_several}, {"foreseen", test_foresee}, {"much foreseen", test_foresee_much}, {"retry", test_retry}, {"lock", test_lock},
	{"snapshot", test_snapshot}, {"server errors", test_server_errors}, {"files", test_files}, {"urls", test_urls},
	{"unfit", test_unfit}, {"cache", test_cache}, {NULL, NULL},
};
