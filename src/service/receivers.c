/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/*
 * GET /api/v1/receivers: the agencies of this installation that a clerk may send to, which are all that have not ended. Names and codes and nothing else: the book of
 * agencies is open to a clerk for the own agency alone.
 */
#include "base/errors/service.h"
#include "registry/list.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define WORDS "search=..., after=N"
#define PAGE 100

struct listing {
	struct tr_call *c;
	struct tr_query_word words[2];
};

static trien_rc
page(struct tr_sql *db, const struct tr_list_query *q, json_t *all, int64_t *last, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_list(db, q, &rows, err));
	*last = rows.count == q->limit ? tr_sql_int(&rows, rows.count - 1, 0) : 0;
	for (size_t i = 0; i < rows.count; i++)
		if (strcmp(tr_sql_text(&rows, i, 3 + TR_agency_state), "active") == 0)
			json_array_append_new(all, json_pack("{s:I, s:s, s:s}", "agency", (json_int_t)tr_sql_int(&rows, i, 0), "code",
					tr_sql_text(&rows, i, 3 + TR_agency_code), "name", tr_sql_text(&rows, i, 3 + TR_agency_name)));
	return TRIEN_OK;
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct listing *l = context;
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_agency], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = l->words[0].text, .limit = PAGE};
	TR_AUTO_ROWS key = {0};
	int64_t last = 0;

	if (l->words[1].number != 0) {
		struct tr_list_query one = q;
		one.search = NULL;
		one.id = l->words[1].number;
		one.limit = 1;
		TR_TRY(tr_list(db, &one, &key, err));
		if (key.count == 0)
			return TR_ERR(err, SERVICE_QUERY, TR_S("want", WORDS));
		q.after_key = tr_sql_text(&key, 0, key.columns - 1);
		q.after_id = one.id;
	}
	json_t *all = json_array();
	const trien_rc rc = page(db, &q, all, &last, err);
	if (rc != TRIEN_OK) {
		json_decref(all);
		return rc;
	}
	return tr_call_answer_json(l->c, json_pack("{s:o, s:o}", "data", all, "next", last != 0 ? json_integer(last) : json_null()), err);
}

trien_rc
tr_route_receivers(struct tr_call *c, struct trien_err *err)
{
	struct listing l = {.c = c, .words = {{.name = "search", .is_text = true}, {.name = "after"}}};

	TR_TRY(tr_query_read(c, l.words, 2, WORDS, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &l, err);
}
