/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SQLite 3.40: one file, WAL, each commit synced, deleted content overwritten, STRICT tables. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/store.h"
#include "store/sql_back.h"

#define APPLICATION_ID 0x54524945 /* "TRIE": what file(1) and we know a store by */

struct sqlite {
	struct tr_sql base;
	sqlite3 *db;
	sqlite3_stmt *prepared[TR_SQL_STATEMENTS_MAX];
	struct tr_sql_kept kept;
};

static struct sqlite *
of(struct tr_sql *db)
{
	return (struct sqlite *)db;
}

/* ---- errors: kinds and codes, never SQLite's words ---- */

static trien_rc
failed(struct sqlite *s, struct trien_err *err)
{
	const int code = sqlite3_extended_errcode(s->db);
	char text[16];

	snprintf(text, sizeof(text), "%d", code);
	switch (code) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return TR_ERR0(err, STORE_DUPLICATE);
	case SQLITE_IOERR_SHMSIZE: /* no room for the index of the write-ahead log */
		return TR_ERR0(err, STORE_DISK_FULL);
	}
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return TR_ERR(err, STORE_BUSY, TR_U("tries", 1));
	case SQLITE_CONSTRAINT:
		return TR_ERR0(err, STORE_CONSTRAINT);
	case SQLITE_FULL:
		return TR_ERR0(err, STORE_DISK_FULL);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return TR_ERR(err, STORE_DAMAGED, TR_S("code", text));
	case SQLITE_NOMEM:
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	}
	return TR_ERR(err, STORE_FAILED, TR_S("code", text));
}

/* ---- waiting ---- */

/*
 * SQLite's own handler waits longer and longer, so who has waited long is asked last. This one waits about as long
 * each time, and by chance.
 */
static int
wait_a_moment(void *context, int count)
{
	const struct sqlite *s = context;
	uint8_t chance = 0;

	if ((unsigned)count >= s->base.wait)
		return 0;
	(void)!tr_env_system.random(tr_env_system.context, &chance, 1, NULL);
	const struct timespec t = {.tv_nsec = 500000 + chance * 4000};
	nanosleep(&t, NULL);
	return 1;
}

static trien_rc
set_wait(struct tr_sql *db, struct trien_err *err)
{
	return sqlite3_busy_handler(of(db)->db, wait_a_moment, db) == SQLITE_OK ? TRIEN_OK : failed(of(db), err);
}

/* ---- statements ---- */

static trien_rc
prepare(struct sqlite *s, const char *sql, sqlite3_stmt **out, struct trien_err *err)
{
	const size_t known = tr_sql_kept_find(&s->kept, sql);
	const char *old;

	if (known < TR_SQL_STATEMENTS_MAX) {
		*out = s->prepared[known];
		return TRIEN_OK;
	}
	if (sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) != SQLITE_OK)
		return failed(s, err);
	const size_t at = tr_sql_kept_add(&s->kept, sqlite3_sql(*out), &old);
	if (old != NULL)
		sqlite3_finalize(s->prepared[at]);
	s->prepared[at] = *out;
	return TRIEN_OK;
}

static int
bind_value(sqlite3_stmt *statement, int at, const struct tr_sql_value *v)
{
	const void *p = v->b.n > 0 ? v->b.p : (const uint8_t *)"";

	if (v->null)
		return sqlite3_bind_null(statement, at);
	if (v->type == TR_SQL_INT)
		return sqlite3_bind_int64(statement, at, v->i);
	return v->type == TR_SQL_TEXT ? sqlite3_bind_text64(statement, at, p, v->b.n, SQLITE_STATIC, SQLITE_UTF8)
				      : sqlite3_bind_blob64(statement, at, p, v->b.n, SQLITE_STATIC);
}

/* By name: SQLite numbers $1..$n in the order in which it meets them. */
static trien_rc
bind(struct sqlite *s, sqlite3_stmt *statement, const struct tr_sql_value *in, size_t n, struct trien_err *err)
{
	if ((size_t)sqlite3_bind_parameter_count(statement) != n)
		return TR_ERR(err, INTERNAL, TR_S("what", "parameters of a statement"));
	for (int at = 1; at <= (int)n; at++) {
		const char *name = sqlite3_bind_parameter_name(statement, at);
		const unsigned long number = name != NULL ? strtoul(name + 1, NULL, 10) : 0;
		if (number == 0 || number > n)
			return TR_ERR(err, INTERNAL, TR_S("what", "parameters of a statement"));
		if (bind_value(statement, at, &in[number - 1]) != SQLITE_OK)
			return failed(s, err);
	}
	return TRIEN_OK;
}

static trien_rc
take_cell(sqlite3_stmt *statement, int column, struct tr_sql_filling *f, struct trien_err *err)
{
	struct tr_sql_value v = {0};

	switch (sqlite3_column_type(statement, column)) {
	case SQLITE_INTEGER:
		v = TR_SQL_I(sqlite3_column_int64(statement, column));
		break;
	case SQLITE_TEXT:
		v.type = TR_SQL_TEXT;
		v.b.p = sqlite3_column_text(statement, column);
		v.b.n = (size_t)sqlite3_column_bytes(statement, column);
		break;
	case SQLITE_BLOB:
		v.type = TR_SQL_BYTES;
		v.b.p = sqlite3_column_blob(statement, column);
		v.b.n = (size_t)sqlite3_column_bytes(statement, column);
		break;
	case SQLITE_NULL:
		v.null = true;
		break;
	default:
		return TR_ERR(err, INTERNAL, TR_S("what", "type of a column"));
	}
	return tr_sql_fill(f, &v, err);
}

static trien_rc
step_all(struct sqlite *s, sqlite3_stmt *statement, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_filling f = {.rows = out};
	const int columns = sqlite3_column_count(statement);
	int rc;

	if ((out == NULL) != (columns == 0))
		return TR_ERR(err, INTERNAL, TR_S("what", "rows of a statement"));
	while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
		for (int c = 0; c < columns; c++)
			TR_TRY(take_cell(statement, c, &f, err));
	if (rc != SQLITE_DONE)
		return failed(s, err);
	if (out != NULL) {
		out->columns = (size_t)columns;
		out->count /= out->columns;
	}
	return TRIEN_OK;
}

/* Not by PRAGMA query_only: whatever sets a pragma has SQLite compile every statement anew. */
static trien_rc
may_run(const struct tr_sql *db, sqlite3_stmt *statement, struct trien_err *err)
{
	if (db->in_transaction && db->purpose == TR_SQL_READ && sqlite3_stmt_readonly(statement) == 0)
		return TR_ERR(err, STORE_FAILED, TR_S("code", "8")); /* SQLITE_READONLY */
	return TRIEN_OK;
}

static trien_rc
run(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, struct tr_sql_rows *out, int64_t *changed,
		struct trien_err *err)
{
	struct sqlite *s = of(db);
	sqlite3_stmt *statement;

	TR_TRY(prepare(s, sql, &statement, err));
	TR_TRY(may_run(db, statement, err));
	trien_rc rc = bind(s, statement, in, n, err);
	if (rc == TRIEN_OK)
		rc = step_all(s, statement, out, err);
	if (rc == TRIEN_OK && changed != NULL)
		*changed = sqlite3_changes64(s->db);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return rc;
}

static trien_rc
put(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_answer *to, struct trien_err *err)
{
	const trien_rc rc = run(db, sql, in, n, to->rows, to->changed, err);

	if (rc != TRIEN_OK && to->refused != NULL)
		*to->refused = true;
	return rc;
}

/* Everything is done when it is put. */
static trien_rc
settle(struct tr_sql *db, struct trien_err *err)
{
	(void)db, (void)err;
	return TRIEN_OK;
}

static trien_rc
script(struct tr_sql *db, const char *text, struct trien_err *err)
{
	return sqlite3_exec(of(db)->db, text, NULL, NULL, NULL) == SQLITE_OK ? TRIEN_OK : failed(of(db), err);
}

/* ---- transactions ---- */

static trien_rc
begin(struct tr_sql *db, enum tr_sql_purpose purpose, struct trien_err *err)
{
	return run(db, purpose == TR_SQL_WRITE ? "BEGIN IMMEDIATE" : "BEGIN", NULL, 0, NULL, NULL, err);
}

static trien_rc
commit(struct tr_sql *db, struct trien_err *err)
{
	return run(db, "COMMIT", NULL, 0, NULL, NULL, err);
}

static void
rollback(struct tr_sql *db)
{
	/* Some errors have ended the transaction already. */
	if (!sqlite3_get_autocommit(of(db)->db))
		(void)!script(db, "ROLLBACK", NULL);
}

/* ---- opening ---- */

static void
sqlite_close(struct tr_sql *db)
{
	struct sqlite *s = of(db);

	for (size_t i = 0; i < s->kept.count; i++)
		sqlite3_finalize(s->prepared[i]);
	sqlite3_close(s->db);
	free(s);
}

static const struct tr_sql_back back = {.kind = TR_SQL_SQLITE, .put = put, .settle = settle, .script = script, .begin = begin, .commit = commit,
		.rollback = rollback, .set_wait = set_wait, .close = sqlite_close};

static trien_rc
ask_number(struct sqlite *s, const char *sql, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(run(&s->base, sql, NULL, 0, &rows, NULL, err));
	*out = rows.count == 1 ? tr_sql_int(&rows, 0, 0) : -1;
	return TRIEN_OK;
}

/* A file of another program is left as it is. */
static trien_rc
know_it(struct sqlite *s, const char *path, struct trien_err *err)
{
	int64_t id, tables;

	TR_TRY(ask_number(s, "PRAGMA application_id", &id, err));
	TR_TRY(ask_number(s, "SELECT COUNT(*) FROM sqlite_schema", &tables, err));
	if (id == APPLICATION_ID)
		return TRIEN_OK;
	if (id != 0 || tables != 0)
		return TR_ERR(err, STORE_NOT_A_STORE, TR_S("path", path));
	char text[64];
	snprintf(text, sizeof(text), "PRAGMA application_id = %d", APPLICATION_ID);
	return script(&s->base, text, err);
}

static trien_rc
set_up(struct sqlite *s, const char *path, struct trien_err *err)
{
	int64_t keys, sync;

	TR_TRY(set_wait(&s->base, err));
	/* QPSG: a statement is planned once, whatever values it gets. SQLite compiles one anew for each value that may be that of a partial index (post.role). */
	if (sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
			sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL) != SQLITE_OK ||
			sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL) != SQLITE_OK ||
			sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) != SQLITE_OK ||
			sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
		return failed(s, err);
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	TR_TRY(know_it(s, path, err));
	/* Rows of a large book lie apart, and a read() for each is most of what a page of a list costs: they are read through a map.
	 * What is written never goes through it. A disk that fails then ends the process (SIGBUS), with nothing half, as kill -9 does.
	 * cell_size_check is off: it would go through every page again, as mapped pages are not kept. */
	char room[96];
	snprintf(room, sizeof(room), "PRAGMA mmap_size = %zu; PRAGMA cache_size = -%zu", TR_SQL_MAP_MAX, TR_SQL_CACHE_MAX >> 10);
	TR_TRY(script(&s->base, room, err));
	TR_TRY(script(&s->base, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
			"PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY", err)); /* no row goes into a file that is not the store */
	TR_TRY(ask_number(s, "PRAGMA foreign_keys", &keys, err));
	TR_TRY(ask_number(s, "PRAGMA synchronous", &sync, err));
	TR_AUTO_ROWS mode = {0};
	TR_TRY(run(&s->base, "PRAGMA journal_mode", NULL, 0, &mode, NULL, err));
	const bool memory = strcmp(path, ":memory:") == 0;
	if (keys != 1 || sync != 2 || mode.count != 1 || (!memory && strcmp(tr_sql_text(&mode, 0, 0), "wal") != 0))
		return TR_ERR(err, STORE_SERVER, TR_S("what", "SQLite: WAL, foreign_keys, synchronous"));
	return TRIEN_OK;
}

trien_rc
tr_sqlite_set_cache(struct tr_sql *db, size_t bytes, struct trien_err *err)
{
	char room[48];

	snprintf(room, sizeof(room), "PRAGMA cache_size = -%zu", bytes >> 10);
	return script(db, room, err);
}

/* The file is nobody else's to read. */
static trien_rc
make_file(const char *path, struct trien_err *err)
{
	const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return TR_ERR(err, STORE_OPEN, TR_S("place", path), TR_S("why", strerror(errno)));
	close(fd);
	return TRIEN_OK;
}

trien_rc
tr_sqlite_open(const char *path, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err)
{
	const bool memory = strcmp(path, ":memory:") == 0;

	if (create == TR_SQL_MAY_CREATE && !memory)
		TR_TRY(make_file(path, err));
	else if (!memory && access(path, R_OK | W_OK) != 0)
		return TR_ERR(err, STORE_OPEN, TR_S("place", path), TR_S("why", strerror(errno)));
	struct sqlite *s = tr_mem_zeroed(1, sizeof(*s));
	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->base = (struct tr_sql){.back = &back, .wait = TR_SQL_WAIT_MILLISECONDS};
	trien_rc rc = TRIEN_OK;
	if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
		rc = TR_ERR(err, STORE_OPEN, TR_S("place", path), TR_S("why", sqlite3_errstr(sqlite3_errcode(s->db))));
	if (rc == TRIEN_OK)
		rc = set_up(s, path, err);
	if (rc != TRIEN_OK) {
		sqlite_close(&s->base);
		return rc;
	}
	*out = &s->base;
	return TRIEN_OK;
}

/* ---- a copy ---- */

trien_rc
tr_sqlite_copy(struct tr_sql *db, const char *path, struct trien_err *err)
{
	struct sqlite to = {.base = {.back = &back, .wait = TR_SQL_WAIT_MILLISECONDS}};

	TR_TRY(make_file(path, err));
	if (sqlite3_open_v2(path, &to.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK) {
		sqlite3_close(to.db);
		return TR_ERR(err, STORE_OPEN, TR_S("place", path), TR_S("why", "SQLite"));
	}
	/* All pages in one step: under one lock to read, which in WAL keeps no writer waiting. */
	sqlite3_backup *copy = sqlite3_backup_init(to.db, "main", of(db)->db, "main");
	if (copy != NULL)
		(void)sqlite3_backup_step(copy, -1);
	const int code = copy != NULL ? sqlite3_backup_finish(copy) : SQLITE_ERROR;
	const trien_rc rc = code == SQLITE_OK ? TRIEN_OK : failed(&to, err);
	sqlite3_close(to.db);
	return rc;
}
