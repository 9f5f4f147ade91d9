/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all programs of torment have: a folder with a database and documents, a child that is killed in the middle of its work, the same on both back ends. */
#ifndef TESTS_STORE_TORMENT_H
#define TESTS_STORE_TORMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "server.h"
#include "store/blob.h"
#include "store/sql.h"

extern struct torment {
	struct server server;
	bool on_server;
	char folder[64], place[256], blobs_at[96]; /* of this back end's run */
} torment;

/* What is wrong ends the program, or the child, with 1. */
void torment_check(bool good, const char *what);
void torment_must(trien_rc rc, const struct trien_err *err, const char *what);
/* The database, with all migrations and an audit trail of the name torment.example/mau, begun at that time. */
struct tr_sql *torment_make(int64_t at);
struct tr_sql *torment_open(void);
struct tr_blobs *torment_open_blobs(void);
/* The number that a question of one row gives. */
int64_t torment_ask(struct tr_sql *db, const char *sql);
/*
 * A child does work(round, begun), which writes one byte to begun and then goes on until it is killed: after a millisecond and up to 255 steps more, with the
 * server before it in every eighth round. A child that ended with 1 ends the program.
 */
void torment_kill(unsigned round, void (*work)(unsigned round, int begun), long step_ns);
/* Documents that nobody refers to are at most so many, and can be swept; nothing else is wrong with them. Their number. */
unsigned torment_sweep(struct tr_sql *db, unsigned max);
/* main(): run(argv[1]) on SQLite, and on PostgreSQL where it is installed. */
int torment_main(int argc, char **argv, void (*run)(unsigned rounds));

#endif
