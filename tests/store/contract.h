/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One contract, two back ends. Each test runs on SQLite and on PostgreSQL, in an empty database of its own, and says what it saw; at
 * the end both must have said the same, byte for byte.
 */
#ifndef TESTS_STORE_CONTRACT_H
#define TESTS_STORE_CONTRACT_H

#include "test.h"

#include "server.h"
#include "store/sql.h"

struct contract {
	struct server *server; /* NULL: SQLite */
	char dir[64];          /* of this test: files go here */
	char place[256];       /* what tr_sql_open() is given */
	struct tr_sql *db;     /* migrated */
	struct tr_buf said;    /* by all tests so far */
};

void say(struct contract *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The test begins again with an empty database. */
void empty_again(struct contract *c);
/* A second connection to the same database. */
struct tr_sql *another(const struct contract *c);
/* Statements of the test itself; a write in a transaction of its own. */
trien_rc write_one(struct tr_sql *db, const char *sql, struct trien_err *err);
int64_t ask_one(struct tr_sql *db, const char *sql);
/* One of the two texts. */
const char *either(const struct contract *c, const char *sqlite, const char *postgresql);

typedef void (*contract_test)(struct contract *c);
struct contract_row {
	const char *name;
	contract_test run;
};
/* What a test program is made of; the last is NULL. */
extern const struct contract_row *const contract_groups[];

#endif
