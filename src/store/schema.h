/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables: brought up to date by numbered migrations (sql/), each applied in one transaction together with its row in the table
 * migration. A database that this program does not know is never written to.
 */
#ifndef TR_STORE_SCHEMA_H
#define TR_STORE_SCHEMA_H

#include "store/sql.h"

/*
 * store.schema-missing, store.schema-older: tr_schema_migrate() helps. store.schema-newer: a newer program has been here.
 * store.schema-changed: a migration is not the one that this program has. store.schema-half: tables without their row, a gap.
 */
TRIEN_MUST_CHECK trien_rc tr_schema_check(struct tr_sql *db, struct trien_err *err);
/* Applies what is missing; *applied, where not NULL, is how many that were. Errors as above. */
TRIEN_MUST_CHECK trien_rc tr_schema_migrate(struct tr_sql *db, int64_t now, unsigned *applied, struct trien_err *err);

/*
 * Appends what the database has, in the same words for both back ends, a line each, sorted: tables, columns in their order (type,
 * nullability, comment), keys, indexes. Conditions (CHECK, WHERE) are not compared, only that an index is partial. SQLite also tells what an index carries
 * behind its order ("carries INDEX columns"): on PostgreSQL none does.
 */
TRIEN_MUST_CHECK trien_rc tr_schema_describe(struct tr_sql *db, struct tr_buf *out, struct trien_err *err);
/* The same of an empty database of this program: what tr_schema_describe() should give. */
TRIEN_MUST_CHECK trien_rc tr_schema_describe_expected(enum tr_sql_back_end back_end, struct tr_buf *out, struct trien_err *err);

#endif
