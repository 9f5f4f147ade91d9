/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "torment.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/schema.h"

#define LATER 4000000000
#define SERVER_EVERY 8 /* rounds */

struct torment torment;

void
torment_check(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "torment: %s\n", what);
	_exit(1);
}

void
torment_must(trien_rc rc, const struct trien_err *err, const char *what)
{
	char text[512];

	if (rc == TRIEN_OK)
		return;
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "torment: %s: %s\n", what, text);
	_exit(1);
}

struct tr_sql *
torment_make(int64_t at)
{
	struct trien_err err = {0};
	struct tr_audit_log log;
	struct tr_sql *db;

	torment_must(tr_sql_open(torment.place, TR_SQL_MAY_CREATE, &db, &err), &err, "open");
	torment_must(tr_schema_migrate(db, 1, NULL, &err), &err, "migrate");
	torment_must(tr_audit_open(db, "torment.example/mau", TR_BYTES(NULL, 0), at, &log, &err), &err, "log");
	return db;
}

struct tr_sql *
torment_open(void)
{
	struct trien_err err = {0};
	struct tr_sql *db;

	torment_must(tr_sql_open(torment.place, TR_SQL_MUST_EXIST, &db, &err), &err, "open");
	return db;
}

struct tr_blobs *
torment_open_blobs(void)
{
	struct trien_err err = {0};
	struct tr_blobs *blobs;

	torment_must(tr_blobs_open(torment.blobs_at, &blobs, &err), &err, "blobs");
	return blobs;
}

struct asking {
	const char *sql;
	int64_t number;
};

static trien_rc
ask(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, a->sql, NULL, 0, &rows, err));
	a->number = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

int64_t
torment_ask(struct tr_sql *db, const char *sql)
{
	struct asking a = {.sql = sql};
	struct trien_err err = {0};

	torment_must(tr_sql_transact(db, TR_SQL_READ, ask, &a, &err), &err, sql);
	return a.number;
}

void
torment_kill(unsigned round, void (*work)(unsigned round, int begun), long step_ns)
{
	uint8_t chance = 0;
	int begun[2], status;

	torment_check(pipe(begun) == 0, "pipe");
	const pid_t pid = fork();
	if (pid == 0) {
		work(round, begun[1]);
		_exit(1); /* work never ends by itself */
	}
	close(begun[1]);
	torment_check(pid > 0 && read(begun[0], &chance, 1) == 1, "the child does not begin");
	close(begun[0]);
	(void)!tr_env_system.random(NULL, &chance, 1, NULL);
	const struct timespec t = {.tv_nsec = 1000000 + chance * step_ns};
	nanosleep(&t, NULL);
	if (torment.on_server && round % SERVER_EVERY == SERVER_EVERY - 1)
		server_crash(&torment.server);
	kill(pid, SIGKILL);
	torment_check(waitpid(pid, &status, 0) == pid && !(WIFEXITED(status) && WEXITSTATUS(status) == 1), "the child");
}

static void
note_orphan(void *context, enum tr_blob_fault fault, const char *name)
{
	(void)name;
	torment_check(fault == TR_BLOB_ORPHAN, "a document is missing, wrong or strange");
	++*(unsigned *)context;
}

unsigned
torment_sweep(struct tr_sql *db, unsigned max)
{
	struct tr_blobs *blobs = torment_open_blobs();
	struct trien_err err = {0};
	struct tr_blob_count n;
	unsigned orphans = 0, left = 0;
	uint64_t swept;

	torment_must(tr_blobs_check(db, blobs, LATER, note_orphan, &orphans, &n, &err), &err, "check");
	torment_check(orphans <= max, "more orphans than kills leave");
	torment_must(tr_blobs_sweep(db, blobs, LATER, &swept, &err), &err, "sweep");
	torment_must(tr_blobs_check(db, blobs, LATER, note_orphan, &left, &n, &err), &err, "check again");
	torment_check(swept == orphans && left == 0 && n.faults == 0, "orphans that are not swept");
	tr_blobs_close(blobs);
	return orphans;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

static void
run_here(void (*run)(unsigned rounds), unsigned rounds)
{
	snprintf(torment.folder, sizeof(torment.folder), "/tmp/trien-torment-XXXXXX");
	torment_check(mkdtemp(torment.folder) != NULL, "mkdtemp");
	snprintf(torment.blobs_at, sizeof(torment.blobs_at), "%s/blobs", torment.folder);
	if (torment.on_server)
		server_database(&torment.server, "torment", torment.place, sizeof(torment.place));
	else
		snprintf(torment.place, sizeof(torment.place), "%s/trien.db", torment.folder);
	printf("%s: ", torment.on_server ? "PostgreSQL" : "SQLite");
	(void)fflush(stdout); /* before the forks */
	run(rounds);
	nftw(torment.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
torment_main(int argc, char **argv, void (*run)(unsigned rounds))
{
	const unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;

	torment_check(rounds > 0, "usage: PROGRAM ROUNDS");
	run_here(run, rounds);
	torment.on_server = server_start(&torment.server);
	if (torment.on_server) {
		run_here(run, rounds);
		server_stop(&torment.server);
	} else {
		puts("PostgreSQL: SKIPPED, it is not installed");
	}
	return 0;
}
