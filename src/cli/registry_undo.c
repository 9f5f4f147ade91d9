/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry undo: an act whose entry was wrong. */
#include "cli/registry_run.h"

#define WHAT_MAX 128u

struct looking {
	int64_t act;
	char what[WHAT_MAX];
};

static trien_rc
look(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT what FROM act WHERE id = $1", TR_SQL_IN(TR_SQL_I(l->act)), &rows, err));
	snprintf(l->what, sizeof(l->what), "%s", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "");
	return TRIEN_OK;
}

trien_rc
tr_registry_undo(struct tr_registry_run *r, struct trien_err *err)
{
	struct looking l;
	int64_t act;

	TR_TRY(tr_registry_number_of(r->rest.items[0], "ACT", &l.act, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, look, &l, err));
	TR_TRY(tr_registry_fill_act_as(r, "act.undo", l.what, err)); /* as what it might be done, it may be undone */
	TR_TRY(tr_act_undo(r->db, &r->act, tr_registry_mode(r), l.act, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}
