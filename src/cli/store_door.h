/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 X4 */
/* The door before what is done with a whole store (registry/door.h): trien store, trien audit, trien jobs, trien registry notices run. */
#ifndef TR_CLI_STORE_DOOR_H
#define TR_CLI_STORE_DOOR_H

#include "cli/store.h"
#include "registry/door.h"

#define TR_WORK_LOOK ((struct tr_door_work){TR_OBJECT_UPKEEP, TR_VERB_SEE})    /* store check */
#define TR_WORK_RUN ((struct tr_door_work){TR_OBJECT_UPKEEP, TR_VERB_ENTER})   /* jobs, notices, signing */
#define TR_WORK_ALTER ((struct tr_door_work){TR_OBJECT_UPKEEP, TR_VERB_CHANGE}) /* migrating, a new log */
#define TR_WORK_VERIFY ((struct tr_door_work){TR_OBJECT_AUDIT, TR_VERB_SEE})

/* Who calls, by the account of the operating system or of PostgreSQL. In a transaction of its own. */
TRIEN_MUST_CHECK trien_rc tr_cli_store_door(
		const struct tr_cli *cli, const char *place, struct tr_sql *db, struct tr_door_work work, struct trien_err *err);
/* Before a schema is made or brought up to date: an empty database has no door, an older one asks where it has accounts. Errors of tr_schema_check() too. */
TRIEN_MUST_CHECK trien_rc tr_cli_store_door_migrate(const struct tr_cli *cli, const char *place, struct tr_sql *db, struct trien_err *err);

#endif
