/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
/* GET /api/v1/retention/{document,arrival}/due: what may be destroyed. GET /api/v1/destructions, /api/v1/destructions/{id}: an agency's lists, and the lines of one. */
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/service.h"
#include "base/memory.h"
#include "base/time.h"
#include "office/destruction.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define PAGE_WORDS "agency=N, after=N"

struct reading {
	struct tr_call *c;
	int64_t agency, after, list;
	const struct tr_book *book;
	struct tr_kept *kept;
};

/* Another agency's lists are as ones that are not there. */
static trien_rc
see_agency(const struct reading *r, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_agency];
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(r->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, &tr_books[TR_BOOK_destruction], TR_VERB_SEE, &v, err));
	return tr_who_reaches(db, &who, &v, book, r->agency, err);
}

static trien_rc
begin(struct tr_call *c, struct reading *r, struct trien_err *err)
{
	struct tr_query_word words[] = {{.name = "agency"}, {.name = "after"}};

	r->c = c;
	TR_TRY(tr_query_read(c, words, 2, PAGE_WORDS, err));
	r->agency = words[0].number;
	r->after = words[1].number;
	return words[0].given ? TRIEN_OK : TR_ERR(err, SERVICE_QUERY, TR_S("want", PAGE_WORDS));
}

static json_t *
day_of(const struct tr_sql_value *v)
{
	char day[TR_TIME_TEXT_MAX];

	if (v->null)
		return json_null();
	tr_time_iso(v->i, TR_ZONE_VIETNAM, day);
	return json_stringn(day, strcspn(day, "T"));
}

/* ---- due ---- */

static trien_rc
due_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	const int64_t now = tr_call_now(r->c);
	struct tr_profile *p;
	char name[TR_OBJECT_TEXT];
	size_t count = 0;

	TR_TRY(see_agency(r, db, err));
	TR_TRY(tr_profile_for_time(now, &p, err));
	const trien_rc rc = tr_kept_due(db, p, r->book, r->agency, now, r->after, r->kept, TR_OFFICE_PAGE, &count, err);
	tr_profile_free(p);
	TR_TRY(rc);
	json_t *all = json_array();
	for (size_t i = 0; i < count; i++) {
		tr_kept_name(&r->kept[i], name);
		json_array_append_new(all, json_pack("{s:s, s:o, s:I}", "object", name, "due", day_of(&TR_SQL_I(r->kept[i].due_at)), "years",
				(json_int_t)r->kept[i].facts.years));
	}
	return tr_call_answer_json(r->c, json_pack("{s:o, s:o}", "data", all, "next", count == TR_OFFICE_PAGE ? json_integer((json_int_t)r->kept[count - 1].id) : json_null()),
			err);
}

/* Of the book that the address names: documents that went, or came. */
trien_rc
tr_route_due(struct tr_call *c, struct trien_err *err)
{
	const bool went = tr_bytes_are(c->parameters[0], "document");
	struct reading r = {.book = &tr_books[went ? TR_BOOK_document : TR_BOOK_arrival]};

	if (!went && !tr_bytes_are(c->parameters[0], "arrival"))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(begin(c, &r, err));
	r.kept = tr_mem_zeroed(TR_OFFICE_PAGE, sizeof(*r.kept));
	if (r.kept == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", TR_OFFICE_PAGE * sizeof(*r.kept)));
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, due_work, &r, err);
	free(r.kept);
	return rc;
}

/* ---- lists ---- */

static trien_rc
lists_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(see_agency(r, db, err));
	TR_TRY(tr_destruction_page(db, r->agency, r->after, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:o, s:s, s:o, s:o, s:s, s:I}", "list", (json_int_t)tr_sql_int(&rows, i, 0), "state", tr_sql_text(&rows, i, 1),
				"made", day_of(tr_sql_cell(&rows, i, 2)), "decision", tr_sql_text(&rows, i, 3), "decided", day_of(tr_sql_cell(&rows, i, 4)), "done",
				day_of(tr_sql_cell(&rows, i, 5)), "reason", tr_sql_text(&rows, i, 6), "documents", (json_int_t)tr_sql_int(&rows, i, 7)));
	return tr_call_answer_json(r->c, json_pack("{s:o, s:o}", "data", all, "next",
			rows.count == TR_OFFICE_PAGE ? json_integer((json_int_t)tr_sql_int(&rows, rows.count - 1, 0)) : json_null()), err);
}

trien_rc
tr_route_list_destructions(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {0};

	TR_TRY(begin(c, &r, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, lists_work, &r, err);
}

static trien_rc
lines_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_destruction_lines(db, r->list, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:s, s:o, s:s, s:o, s:s, s:b}", "object", tr_sql_text(&rows, i, TR_LINE_ABOUT), "state",
				tr_sql_text(&rows, i, TR_LINE_STATE), "number", (json_int_t)tr_sql_int(&rows, i, TR_LINE_NUMBER), "symbol",
				tr_sql_text(&rows, i, TR_LINE_SYMBOL), "date", day_of(tr_sql_cell(&rows, i, TR_LINE_DATE)), "subject", tr_sql_text(&rows, i, TR_LINE_SUBJECT),
				"due", day_of(tr_sql_cell(&rows, i, TR_LINE_DUE)), "reason", tr_sql_text(&rows, i, TR_LINE_REASON), "held",
				(int)(tr_sql_int(&rows, i, TR_LINE_HELD) != 0)));
	return tr_call_answer_json(r->c, json_pack("{s:I, s:o}", "list", (json_int_t)r->list, "data", all), err);
}

/* The gate has looked whose list it is. */
trien_rc
tr_route_destruction_lines(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &r.list, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, lines_work, &r, err);
}
