/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 R5.3 */
/* GET /api/v1/backups: the backups that the store was told of (store/backup_record.h), and whether the last one is too old, for who answers for the service. */
#include "service/route.h"
#include "service/who.h"
#include "store/backup_record.h"

static json_t *
holds_json(const struct tr_sql_rows *rows, size_t i)
{
	static const char *const words[] = {"documents", "logs", "config"};
	json_t *all = json_pack("[s]", "database");

	for (size_t n = 0; n < sizeof(words) / sizeof(*words); n++)
		if (tr_sql_int(rows, i, 9 + n) != 0)
			json_array_append_new(all, json_string(words[n]));
	return all;
}

static json_t *
made_json(const struct tr_sql_rows *rows, size_t i, bool elsewhere)
{
	return json_pack("{s:I, s:o, s:o, s:s, s:I, s:I, s:s, s:b, s:o, s:b}", "backup", (json_int_t)tr_sql_int(rows, i, 0), "at", tr_call_time_json(tr_sql_int(rows, i, 2)), "moment",
			tr_call_time_json(tr_sql_int(rows, i, 3)), "sum", tr_sql_text(rows, i, 4), "files", (json_int_t)tr_sql_int(rows, i, 5), "bytes", (json_int_t)tr_sql_int(rows, i, 6), "account",
			tr_sql_text(rows, i, 7), "encrypted", (int)(tr_sql_int(rows, i, 8) != 0), "holds", holds_json(rows, i), "elsewhere", (int)elsewhere);
}

struct telling {
	struct tr_call *c;
	struct tr_backup_state state;
	json_t *made, *restored; /* restored: the sum of the backup; NULL: none */
};

/* Those below a restoring were made of the place that was restored from. */
static trien_rc
read_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct telling *t = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_backup_state(db, &t->state, err));
	TR_TRY(tr_backup_records(db, &rows, err));
	json_decref(t->made);
	json_decref(t->restored);
	t->made = json_array();
	t->restored = NULL;
	for (size_t i = 0; i < rows.count; i++) {
		if (strcmp(tr_sql_text(&rows, i, 1), "made") == 0)
			json_array_append_new(t->made, made_json(&rows, i, t->restored != NULL));
		else if (t->restored == NULL)
			t->restored = json_string(tr_sql_text(&rows, i, 4));
	}
	return TRIEN_OK;
}

trien_rc
tr_route_backups(struct tr_call *c, struct trien_err *err)
{
	const unsigned days = c->context->config->backup_days;
	struct telling t = {.c = c};

	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, read_work, &t, err);
	if (rc != TRIEN_OK) {
		json_decref(t.made);
		json_decref(t.restored);
		return rc;
	}
	const struct tr_backup_state *s = &t.state;
	return tr_call_answer_json(c, json_pack("{s:I, s:o, s:b, s:o, s:o, s:o, s:o}", "days", (json_int_t)days, "since", tr_call_time_json(tr_backup_counts_from(s)), "late",
			(int)tr_backup_is_late(s, days, tr_call_now(c)), "last", s->last_at > 0 ? tr_call_time_json(s->last_at) : json_null(), "restored", s->restored_at > 0 ? tr_call_time_json(s->restored_at) : json_null(),
			"restored_sum", t.restored != NULL ? t.restored : json_null(), "data", t.made), err);
}
