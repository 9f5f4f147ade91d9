/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "by_hand.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "test.h"

static void
sqlite(const struct contract *c, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(c->place, &db), SQLITE_OK);
	if (sqlite3_exec(db, "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON", NULL, NULL, NULL) != SQLITE_OK ||
			sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", why, sql);
	sqlite3_close(db);
}

static void
postgresql(const struct contract *c, const char *sql)
{
	PGconn *db = PQconnectdb(c->place);
	PGresult *first = PQexec(db, "SET session_replication_role = replica"), *r = PQexec(db, sql);

	if (PQresultStatus(first) != PGRES_COMMAND_OK || PQresultStatus(r) != PGRES_COMMAND_OK)
		fail_msg("%s: %s", PQerrorMessage(db), sql);
	PQclear(first);
	PQclear(r);
	PQfinish(db);
}

void
by_hand(const struct contract *c, const char *sql)
{
	(c->server == NULL ? sqlite : postgresql)(c, sql);
}
