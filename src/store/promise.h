/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the tables promise of their rows (conditions, keys of rows of other tables), held against the rows: who writes a database with another program can switch
 * that off (SQLite: PRAGMA ignore_check_constraints, foreign_keys; PostgreSQL: session_replication_role, NOT VALID, a constraint taken out). What is asked is what
 * this program's own migrations say, on both back ends in the same words.
 *
 * What this does not say: whether rows are what acts have made of them (registry/history.h).
 */
#ifndef TR_STORE_PROMISE_H
#define TR_STORE_PROMISE_H

#include "store/sql.h"

enum tr_promise_fault {
	TR_PROMISE_BROKEN,   /* a row for which a condition does not hold */
	TR_PROMISE_DANGLING, /* a row that names one of another table that is not there */
	TR_PROMISE_GONE,     /* a table that has fewer conditions than it ought to */
	TR_PROMISE_UNPROVED, /* PostgreSQL: a constraint that was put without looking at the rows */
	TR_PROMISE_DAMAGED,  /* SQLite: what its own check says of the file */
};
/* where: "request:5", or a table where rows have no number, with how many there are; what: the condition. */
typedef void (*tr_promise_found)(void *context, enum tr_promise_fault fault, const char *where, const char *what);
/* Of a database whose tables and columns are those of this program; in no transaction. At most TR_PROMISE_ROWS_MAX rows are named for each condition. */
TRIEN_MUST_CHECK trien_rc tr_promises_check(struct tr_sql *db, tr_promise_found found, void *context, uint64_t *faults, struct trien_err *err);

#endif
