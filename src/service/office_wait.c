/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R9.3 R9.4 */
/* GET /api/v1/documents/{id}/steps: how far a document is. GET /api/v1/waiting: what waits for who asks. */
#include "base/errors/registry.h"
#include "office/waiting.h"
#include "rules/procedure.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

struct reading {
	struct tr_call *c;
	int64_t document;
};

/* A document that is not there and one that may not be seen are told apart by nobody who may not see it. */
static trien_rc
may_see(const struct reading *r, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_document];
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(r->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_SEE, &v, err));
	const trien_rc rc = tr_door_row(db, &who, &v, book, r->document, err);
	return rc == TRIEN_E_REGISTRY_SCOPE ? TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", book->name), TR_I("id", r->document)) : rc;
}

static trien_rc
steps_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};
	enum tr_step_kind kind = TR_STEP_REVIEW;

	TR_TRY(may_see(r, db, err));
	TR_TRY(tr_office_steps(db, r->document, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++) {
		(void)tr_step_kind_of(tr_sql_cell(&rows, i, TR_STEPS_KIND)->b, &kind);
		json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:I, s:s, s:s, s:s, s:s}", "round", (json_int_t)tr_sql_int(&rows, i, TR_STEPS_ROUND), "stage",
				(json_int_t)tr_sql_int(&rows, i, TR_STEPS_STAGE), "kind", tr_sql_text(&rows, i, TR_STEPS_KIND), "kind_vi", tr_step_kind_word(kind)->vi,
				"person", (json_int_t)tr_sql_int(&rows, i, TR_STEPS_PERSON), "person_name", tr_sql_text(&rows, i, TR_STEPS_NAME), "state",
				tr_sql_text(&rows, i, TR_STEPS_STATE), "reason", tr_sql_text(&rows, i, TR_STEPS_REASON), "done_by", tr_sql_text(&rows, i, TR_STEPS_BY)));
	}
	return tr_call_answer_json(r->c, json_pack("{s:o}", "data", all), err);
}

trien_rc
tr_route_steps(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &r.document, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, steps_work, &r, err);
}

static trien_rc
waiting_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_call *c = context;
	TR_AUTO_ROWS rows = {0};
	char since[TR_TIME_TEXT_MAX];
	struct tr_who who;

	TR_TRY(tr_who_open(c, db, &who, err));
	const struct tr_waiting w = {who.person, tr_call_now(c)};
	TR_TRY(tr_office_waiting(db, &w, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_sql_value *at = tr_sql_cell(&rows, i, TR_WAITING_SINCE);
		tr_time_iso(at->null ? 0 : at->i, TR_ZONE_VIETNAM, since);
		json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:I, s:s, s:s?}", "for", tr_sql_text(&rows, i, TR_WAITING_FOR), "book", tr_sql_text(&rows, i, TR_WAITING_OBJECT),
				"id", (json_int_t)tr_sql_int(&rows, i, TR_WAITING_ID), "agency", (json_int_t)tr_sql_int(&rows, i, TR_WAITING_AGENCY), "about",
				tr_sql_text(&rows, i, TR_WAITING_ABOUT), "since", at->null ? NULL : since));
	}
	return tr_call_answer_json(c, json_pack("{s:o}", "data", all), err);
}

trien_rc
tr_route_waiting(struct tr_call *c, struct trien_err *err)
{
	return tr_databases_transact(c->context->pool, TR_SQL_READ, waiting_work, c, err);
}
