/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The database as one file. SQLite copies itself; PostgreSQL's own programs read and write theirs, and know the order in which rows may come. */
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "store/backup.h"
#include "store/sql_back.h"

/* What they say may hold data, and is not handed on. They get no environment: the password is in the file that libpq reads. */
static trien_rc
run_program(char *const argv[], int in, struct trien_err *err)
{
	char *const environment[] = {NULL};
	posix_spawn_file_actions_t actions;
	char code[16];
	int status = 0;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&actions, in, 0);
	else
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	const int started = posix_spawn(&pid, argv[0], &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	while (started == 0 && waitpid(pid, &status, 0) < 0)
		continue;
	if (started == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return TRIEN_OK;
	snprintf(code, sizeof(code), "%d", started != 0 ? started : WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return TR_ERR(err, STORE_DUMP, TR_S("program", argv[0]), TR_S("code", code));
}

/* ---- PostgreSQL ---- */

struct dumping {
	const char *place, *file;
	tr_sql_work work;
	void *context;
};

static trien_rc
dump(struct tr_sql *db, void *context, struct trien_err *err)
{
	static char program[] = "/usr/bin/pg_dump", format[] = "--format=custom", compress[] = "--compress=1", no_password[] = "--no-password";
	const struct dumping *d = context;
	char snapshot[96], file[PATH_MAX + 16], name[TR_SQL_PLACE_MAX + 16];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT pg_export_snapshot()", NULL, 0, &rows, err));
	snprintf(snapshot, sizeof(snapshot), "--snapshot=%s", tr_sql_text(&rows, 0, 0));
	snprintf(file, sizeof(file), "--file=%s", d->file);
	snprintf(name, sizeof(name), "--dbname=%s", d->place);
	TR_TRY(run_program((char *const[]){program, format, compress, no_password, snapshot, file, name, NULL}, -1, err));
	return d->work(db, d->context, err);
}

struct emptiness {
	int64_t tables;
};

static trien_rc
count_tables(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct emptiness *e = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'", NULL, 0, &rows, err));
	e->tables = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

trien_rc
tr_dump_read(const char *url, int file, struct trien_err *err)
{
	static char program[] = "/usr/bin/pg_restore", whole[] = "--single-transaction", stop[] = "--exit-on-error", owner[] = "--no-owner",
		    rights[] = "--no-privileges", no_password[] = "--no-password";
	char name[TR_SQL_PLACE_MAX + 16];
	struct emptiness e = {0};
	struct tr_sql *db;

	TR_TRY(tr_sql_open(url, TR_SQL_MAY_CREATE, &db, err));
	const trien_rc rc = tr_sql_transact(db, TR_SQL_READ, count_tables, &e, err);
	tr_sql_close(db);
	TR_TRY(rc);
	if (e.tables > 0)
		return TR_ERR(err, STORE_PLACE_USED, TR_S("path", url));
	if (file < 0)
		return TRIEN_OK;
	snprintf(name, sizeof(name), "--dbname=%s", url);
	return run_program((char *const[]){program, whole, stop, owner, rights, no_password, name, NULL}, file, err);
}

/* ---- both ---- */

static trien_rc
work_on_copy(const char *file, tr_sql_work work, void *context, struct trien_err *err)
{
	struct tr_sql *copy;

	TR_TRY(tr_sql_open(file, TR_SQL_MUST_EXIST, &copy, err));
	const trien_rc rc = tr_sql_transact(copy, TR_SQL_READ, work, context, err);
	tr_sql_close(copy);
	return rc;
}

trien_rc
tr_dump_write(struct tr_sql *db, const char *place, const char *file, tr_sql_work work, void *context, struct trien_err *err)
{
	struct dumping d = {place, file, work, context};

	if (tr_sql_back_end_of(db) == TR_SQL_POSTGRESQL)
		return tr_sql_transact(db, TR_SQL_READ, dump, &d, err);
	TR_TRY(tr_sqlite_copy(db, file, err));
	return work_on_copy(file, work, context, err);
}
