/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
#include "office.h"

#include "registry/door.h"

struct upkeep {
	struct tr_caller caller;
	struct tr_door_work work;
};

static trien_rc
upkeep_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct upkeep *u = context;
	return tr_door_upkeep(db, &u->caller, NOW, &u->work, err);
}

static trien_rc
open_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct upkeep *u = context;
	struct tr_who who;
	return tr_door_open(db, &u->caller, NOW, &who, err);
}

static void
upkeep(struct contract *c, const char *kind, const char *name, struct tr_door_work work, const char *refused)
{
	struct upkeep u = {{kind, name, 0, TR_ROLE_COUNT, 0}, work};
	struct trien_err err = {0};
	const trien_rc rc = tr_sql_transact(c->db, TR_SQL_READ, upkeep_work, &u, &err);

	if (refused == NULL)
		assert_ok(rc, &err);
	else
		assert_refused(rc, refused);
	say(c, "%s %s: %s\n", name, tr_rules_verb_word(work.verb)->word, refused != NULL ? refused : "may");
}

/* Who checks, runs, alters and verifies a store: persons by their roles, timers by a machine's account. */
static void
test_upkeep(struct contract *c)
{
	static const struct tr_door_work look = {TR_OBJECT_UPKEEP, TR_VERB_SEE}, does = {TR_OBJECT_UPKEEP, TR_VERB_ENTER},
					 alters = {TR_OBJECT_UPKEEP, TR_VERB_CHANGE}, verifies = {TR_OBJECT_AUDIT, TR_VERB_SEE};

	office(c);
	post(c, "4", "1", "admin");
	post(c, "5", "1", "auditor");
	PUT(c, "t", "machine", 0, "kind", "os", "name", "trien", "agency", "1", "purpose", "Nhắc việc", "state", "active");
	upkeep(c, "os", "nobody", alters, NULL); /* no accounts yet */
	account(c, "admin", "4");
	account(c, "auditor", "5");
	account(c, "head", "3");
	account(c, "other", "1");
	upkeep(c, "os", "admin", alters, NULL);
	upkeep(c, "os", "admin", verifies, NULL);
	upkeep(c, "os", "auditor", verifies, NULL);
	upkeep(c, "os", "auditor", look, "registry.no-access");
	upkeep(c, "os", "head", verifies, "registry.no-access"); /* of the own agency is not of the province */
	upkeep(c, "os", "other", does, "registry.no-access");
	upkeep(c, "os", "nobody", look, "registry.no-account");
	upkeep(c, "os", "trien", look, NULL);
	upkeep(c, "os", "trien", does, NULL);
	upkeep(c, "os", "trien", verifies, NULL);
	upkeep(c, "os", "trien", alters, "registry.no-access");
	upkeep(c, "postgresql", "trien", does, "registry.no-account");
	/* A machine is nobody: it opens no door of persons. */
	struct upkeep comes = {.caller = {"os", "trien", 0, TR_ROLE_COUNT, 0}};
	struct trien_err err = {0};
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, open_work, &comes, &err), "registry.no-account");
	PUT(c, "t", "machine", 1, "state", "closed");
	upkeep(c, "os", "trien", does, "registry.no-account");
	/* Who asks for a role comes as a person. */
	PUT(c, "t", "machine", 1, "state", "active", "name", "other");
	struct upkeep u = {{"os", "other", 0, TR_ROLE_ADMIN, 0}, alters};
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, upkeep_work, &u, &err), "registry.role-not-held");
	end_office();
}

extern const struct contract_row upkeep_tests[];
const struct contract_row upkeep_tests[] = {{"door upkeep", test_upkeep}, {NULL, NULL}};
