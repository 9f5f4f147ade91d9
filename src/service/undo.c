/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R15.2 */
/*
 * POST /api/v1/books/{book}/{id}/undo: an act whose entry was wrong, named by a row that it has changed and that who comes may see. As what it might be done, it may be undone, as
 * `trien registry undo` has it (registry/act.h). A dry run tells whether, and how many rows of which books would be as they were. In earnest it wants the password again: a key may get its word back by it.
 */
#include <stdio.h>

#include "base/errors/registry.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define UNDO_WANTED "{\"act\": 17, \"reason\", \"dry_run\"}"
#define WHAT_MAX 128u

enum { ACT };

struct undoing {
	struct tr_office_call *o;
	const struct tr_book *book;
	int64_t id, act;
	char what[WHAT_MAX]; /* of the act */
};

static const struct tr_json_member undo_members[] = {
	[ACT] = {"act", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
};
TR_BODY(undo, "Undo", UNDO_WANTED, TR_BODY_OF_OFFICE);

/* What was done to the row by it; acts never change, so what is read here holds later. */
static trien_rc
look_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT a.what FROM change c JOIN act a ON a.id = c.act WHERE c.book = $1 AND c.object = $2 AND c.act = $3 LIMIT 1";
	struct undoing *u = context;
	struct tr_who who;
	struct tr_viewer v;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_who_open(u->o->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, u->book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_who_reaches(db, &who, &v, u->book, u->id, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(u->book->name), TR_SQL_I(u->id), TR_SQL_I(u->act)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_UNDO_OTHER, TR_I("act", u->act), TR_S("book", u->book->name), TR_I("id", u->id));
	snprintf(u->what, sizeof(u->what), "%s", tr_sql_text(&rows, 0, 0));
	return TRIEN_OK;
}

static trien_rc
tell(struct tr_doing *d, const struct undoing *u, int64_t act, struct trien_err *err)
{
	const bool dry = u->o->mode == TR_ACT_DRY_RUN;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(d->db, "SELECT book, COUNT(DISTINCT object) FROM change WHERE act = $1 GROUP BY book ORDER BY book", TR_SQL_IN(TR_SQL_I(act)), &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:s, s:I}", "book", tr_sql_text(&rows, i, 0), "count", (json_int_t)tr_sql_int(&rows, i, 1)));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b, s:I, s:o}", "act", (json_int_t)(dry ? 0 : act), "dry_run", (int)dry, "undoes", (json_int_t)u->act, "rows", all), err);
}

static trien_rc
undo_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct undoing *u = context;
	int64_t act;

	d->act.what = "act.undo";
	d->act.reason = tr_office_call_reason(u->o);
	TR_TRY(tr_act_undo(d->db, &d->act, TR_ACT_WITHIN, u->act, &act, err));
	return tell(d, u, act, err);
}

trien_rc
tr_route_undo(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct undoing u = {.o = &o, .book = tr_book_find((const char *)c->parameters[0].p)}; /* there: the gate has looked */

	TR_TRY(tr_query_id(c->parameters[1], &u.id, err));
	TR_TRY(tr_office_call_read(c, &tr_body_undo, &o, err));
	u.act = tr_said_number(&o, ACT);
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, look_work, &u, err));
	if (o.mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_gate_fresh(c, err));
	return tr_office_call_do(&o, u.what, undo_work, &u, err);
}
