/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Connections to the database, opened when they are first needed, and anew where one was lost. */
#ifndef TR_SERVICE_POOL_H
#define TR_SERVICE_POOL_H

#include "store/sql.h"

struct tr_databases;

/* store: a folder, or postgresql://... (borrowed). As many as there are threads: nobody waits. */
TRIEN_MUST_CHECK trien_rc tr_databases_new(const char *store, size_t count, struct tr_databases **out, struct trien_err *err);
/* Runs work as tr_sql_transact() does, on a connection that nobody else has meanwhile. */
TRIEN_MUST_CHECK trien_rc tr_databases_transact(
		struct tr_databases *p, enum tr_sql_purpose purpose, tr_sql_work work, void *context, struct trien_err *err);
/* The same without a transaction: for work that has its own. */
TRIEN_MUST_CHECK trien_rc tr_databases_lend(struct tr_databases *p, tr_sql_work work, void *context, struct trien_err *err);
/* As tr_sql_rehearse(). */
TRIEN_MUST_CHECK trien_rc tr_databases_rehearse(struct tr_databases *p, tr_sql_work work, void *context, struct trien_err *err);
/* Opens one more and closes it: does the database answer, and has it the tables that this program knows? */
TRIEN_MUST_CHECK trien_rc tr_databases_check(struct tr_databases *p, struct trien_err *err);
struct tr_databases_count {
	size_t all, busy;
	uint64_t retries; /* transactions that were begun anew, since the start */
};
struct tr_databases_count tr_databases_count(struct tr_databases *p);
/* NULL is legal; nobody is in it any more. */
void tr_databases_free(struct tr_databases *p);

#endif
