/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/store_door.h"

#include "base/errors/store.h"
#include "cli/registry_run.h"
#include "store/schema.h"

struct asking {
	const struct tr_cli *cli;
	const char *place;
	struct tr_door_work work;
};

static trien_rc
ask(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct asking *a = context;
	char name[256];
	struct tr_caller caller = {.name = name, .role = TR_ROLE_COUNT};

	TR_TRY(tr_registry_account(a->place, db, &caller.kind, name, sizeof(name), err));
	return tr_door_upkeep(db, &caller, a->cli->env->now(a->cli->env->context), &a->work, err);
}

trien_rc
tr_cli_store_door(const struct tr_cli *cli, const char *place, struct tr_sql *db, struct tr_door_work work, struct trien_err *err)
{
	struct asking a = {cli, place, work};
	return tr_sql_transact(db, TR_SQL_READ, ask, &a, err);
}

/* Only a person's account as administrator: a schema from before the book of machines has none. */
static trien_rc
ask_older(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT number FROM migration WHERE name = '0005_account'";
	const struct asking *a = context;
	char name[256];
	struct tr_caller caller = {.name = name, .role = TR_ROLE_ADMIN};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_registry_account(a->place, db, &caller.kind, name, sizeof(name), err));
	return tr_door_upkeep(db, &caller, a->cli->env->now(a->cli->env->context), &a->work, err);
}

trien_rc
tr_cli_store_door_migrate(const struct tr_cli *cli, const char *place, struct tr_sql *db, struct trien_err *err)
{
	struct asking a = {cli, place, TR_WORK_ALTER};
	const trien_rc rc = tr_schema_check(db, err);

	if (rc == TRIEN_E_STORE_SCHEMA_MISSING)
		return TRIEN_OK;
	return rc == TRIEN_OK || rc == TRIEN_E_STORE_SCHEMA_OLDER ? tr_sql_transact(db, TR_SQL_READ, ask_older, &a, err) : rc;
}
