/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R9.3 R9.4 */
/* GET /api/v1/documents/{id}/steps: how far a document is; …/parts: what belongs to it. GET /api/v1/waiting: what waits for who asks. */
#include "office/office.h"
#include "office/parts.h"
#include "office/waiting.h"
#include "rules/procedure.h"
#include "service/office_seal.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

struct reading {
	struct tr_call *c;
	int64_t document, person; /* person: who asks */
	bool held;                /* the machine keeps a key with which they may seal it */
};

/* A document that is not there and one that may not be seen are told apart by nobody who may not see it. */
static trien_rc
may_see(struct reading *r, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_document];
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(r->c, db, &who, err));
	r->person = who.person;
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_SEE, &v, err));
	return tr_who_reaches(db, &who, &v, book, r->document, err);
}

static const char *
text_or_null(const struct tr_sql_rows *rows, size_t row, size_t cell)
{
	return tr_sql_cell(rows, row, cell)->null ? NULL : tr_sql_text(rows, row, cell);
}

/* A time, or a day of Việt Nam (10 characters); NULL where there is none. */
static const char *
time_or_null(const struct tr_sql_rows *rows, size_t row, size_t cell, size_t length, char out[TR_TIME_TEXT_MAX])
{
	const struct tr_sql_value *at = tr_sql_cell(rows, row, cell);

	if (at->null)
		return NULL;
	tr_time_iso(at->i, TR_ZONE_VIETNAM, out);
	out[length] = '\0';
	return out;
}

static trien_rc
steps_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	TR_AUTO_ROWS rows = {0};
	enum tr_step_kind kind = TR_STEP_REVIEW;
	char done[TR_TIME_TEXT_MAX];

	TR_TRY(may_see(r, db, err));
	TR_TRY(tr_office_steps(db, r->document, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++) {
		(void)tr_step_kind_of(tr_sql_cell(&rows, i, TR_STEPS_KIND)->b, &kind);
		json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s?}", "round", (json_int_t)tr_sql_int(&rows, i, TR_STEPS_ROUND), "stage",
				(json_int_t)tr_sql_int(&rows, i, TR_STEPS_STAGE), "kind", tr_sql_text(&rows, i, TR_STEPS_KIND), "kind_vi", tr_step_kind_word(kind)->vi,
				"person", (json_int_t)tr_sql_int(&rows, i, TR_STEPS_PERSON), "person_name", tr_sql_text(&rows, i, TR_STEPS_NAME), "state",
				tr_sql_text(&rows, i, TR_STEPS_STATE), "reason", tr_sql_text(&rows, i, TR_STEPS_REASON), "done_by", tr_sql_text(&rows, i, TR_STEPS_BY), "done",
				time_or_null(&rows, i, TR_STEPS_DONE, sizeof(done) - 1, done)));
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

/* ---- what belongs to it ---- */

static json_t *
attachments_of(const struct tr_sql_rows *rows)
{
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:s}", "attachment", (json_int_t)tr_sql_int(rows, i, TR_PARTS_ATTACHMENT), "kind",
				tr_sql_text(rows, i, TR_PARTS_ATTACHMENT_KIND), "name", tr_sql_text(rows, i, TR_PARTS_ATTACHMENT_NAME)));
	return all;
}

static json_t *
deliveries_of(const struct tr_sql_rows *rows)
{
	char sent[TR_TIME_TEXT_MAX], arrived[TR_TIME_TEXT_MAX];
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s?, s:s?}", "delivery", (json_int_t)tr_sql_int(rows, i, TR_PARTS_DELIVERY), "receiver",
				tr_sql_text(rows, i, TR_PARTS_RECEIVER), "state", tr_sql_text(rows, i, TR_PARTS_DELIVERY_STATE), "sent",
				time_or_null(rows, i, TR_PARTS_SENT, sizeof(sent) - 1, sent), "arrived", time_or_null(rows, i, TR_PARTS_ARRIVED, sizeof(arrived) - 1, arrived)));
	return all;
}

static trien_rc
write_parts(const struct reading *r, const struct tr_office_parts *p, struct trien_err *err)
{
	char submitted[TR_TIME_TEXT_MAX], day[TR_TIME_TEXT_MAX];
	const bool numbered = !tr_sql_cell(&p->head, 0, TR_PARTS_NUMBER)->null;
	TR_AUTO_BUF number = {0};

	if (numbered)
		TR_TRY(tr_office_number_text(tr_sql_int(&p->head, 0, TR_PARTS_NUMBER), tr_sql_text(&p->head, 0, TR_PARTS_SYMBOL), &number, err));
	return tr_call_answer_json(r->c, json_pack("{s:I, s:s?, s:s?, s:I, s:s?, s:I, s:s?, s:o, s:s?, s:o, s:o, s:b}", "document", (json_int_t)r->document, "procedure",
			text_or_null(&p->head, 0, TR_PARTS_PROCEDURE), "state", text_or_null(&p->head, 0, TR_PARTS_STATE), "round",
			(json_int_t)tr_sql_int(&p->head, 0, TR_PARTS_ROUND), "submitted", time_or_null(&p->head, 0, TR_PARTS_SUBMITTED, sizeof(submitted) - 1, submitted), "drafter",
			(json_int_t)tr_sql_int(&p->head, 0, TR_PARTS_DRAFTER), "drafter_name", text_or_null(&p->head, 0, TR_PARTS_DRAFTER_NAME), "number",
			numbered ? json_stringn((const char *)number.p, strnlen((const char *)number.p, number.n)) : json_null(), "day",
			time_or_null(&p->head, 0, TR_PARTS_DATED, 10, day), "attachments", attachments_of(&p->attachments), "deliveries", deliveries_of(&p->deliveries), "held", (int)r->held), err);
}

static trien_rc
parts_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	struct tr_office_parts p = {0};

	TR_TRY(may_see(r, db, err));
	TR_TRY(tr_seal_offers(r->c, db, r->person, r->document, &r->held, err));
	trien_rc rc = tr_office_parts(db, r->document, &p, err);
	if (rc == TRIEN_OK)
		rc = write_parts(r, &p, err);
	tr_office_parts_free(&p);
	return rc;
}

trien_rc
tr_route_parts(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &r.document, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, parts_work, &r, err);
}

static trien_rc
signers_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(may_see(r, db, err));
	TR_TRY(tr_office_signers(db, r->document, tr_call_now(r->c), &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s}", "person", (json_int_t)tr_sql_int(&rows, i, TR_SIGNERS_PERSON), "name",
				tr_sql_text(&rows, i, TR_SIGNERS_NAME), "title", tr_sql_text(&rows, i, TR_SIGNERS_TITLE), "role", tr_sql_text(&rows, i, TR_SIGNERS_ROLE)));
	return tr_call_answer_json(r->c, json_pack("{s:o}", "data", all), err);
}

trien_rc
tr_route_signers(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &r.document, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, signers_work, &r, err);
}

/* ---- what waits for somebody ---- */

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
