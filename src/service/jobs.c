/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /api/v1/jobs: what waits to be done and what could not be, for the administrator. Payloads stay inside: they name people. */
#include "base/errors/service.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"
#include "store/job.h"

#define WORDS "state=ready|leased|done|dead, after=N"

struct listing {
	struct tr_call *c;
	struct tr_query_word words[2];
};

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct listing *l = context;
	TR_AUTO_ROWS rows = {0};
	char ready[TR_TIME_TEXT_MAX], made[TR_TIME_TEXT_MAX];

	TR_TRY(tr_job_page(db, l->words[0].text, l->words[1].number, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_sql_value *reason = tr_sql_cell(&rows, i, 5);
		tr_time_iso(tr_sql_int(&rows, i, 4), TR_ZONE_VIETNAM, ready);
		tr_time_iso(tr_sql_int(&rows, i, 6), TR_ZONE_VIETNAM, made);
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:I, s:s, s:s?, s:s}", "id", (json_int_t)tr_sql_int(&rows, i, 0), "kind",
				tr_sql_text(&rows, i, 1), "state", tr_sql_text(&rows, i, 2), "tries", (json_int_t)tr_sql_int(&rows, i, 3), "ready_at", ready,
				"reason", reason->null ? NULL : (const char *)reason->b.p, "created_at", made));
	}
	json_t *next = rows.count > 0 ? json_integer(tr_sql_int(&rows, rows.count - 1, 0)) : json_null();
	return tr_call_answer_json(l->c, json_pack("{s:o, s:o}", "data", all, "next", next), err);
}

trien_rc
tr_route_list_jobs(struct tr_call *c, struct trien_err *err)
{
	static const char *const states[] = {"ready", "leased", "done", "dead"};
	struct listing l = {.c = c, .words = {{.name = "state", .is_text = true}, {.name = "after"}}};
	bool known = false;

	TR_TRY(tr_query_read(c, l.words, 2, WORDS, err));
	for (size_t i = 0; i < 4 && l.words[0].text != NULL; i++)
		known = known || strcmp(l.words[0].text, states[i]) == 0;
	if (l.words[0].text != NULL && !known)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", WORDS));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &l, err);
}
