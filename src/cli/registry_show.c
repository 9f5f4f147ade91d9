/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry show: one row, as it is or was. */
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/history.h"

static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_registry_run *r = context;
	bool found;
	int64_t time;

	tr_record_free(&r->record);
	if (r->w->on == NULL)
		return tr_record_load(db, r->book, r->id, &r->record, err);
	TR_TRY(tr_registry_time_of(r, r->w->on, &time, err));
	TR_TRY(tr_history_as_of(db, r->book, r->id, time, &r->record, &found, err));
	return found ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id));
}

trien_rc
tr_registry_show(struct tr_registry_run *r, struct trien_err *err)
{
	TR_TRY(tr_object_read(r->rest.items[0], &r->book, &r->id, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, show_work, r, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:o, s:n}", "record", tr_registry_json(&r->record), "error"));
	else
		tr_registry_print_record(r, &r->record);
	return TRIEN_OK;
}
