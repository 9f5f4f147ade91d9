/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
/*
 * Hand-overs over HTTP, as `trien office hand-over`, `archive`, `take-over` … do them (office/handover.h): POST /api/v1/handovers gives, …/{id}/take takes, …/{id}/drop gives
 * it up; GET /api/v1/handovers, …/{id}, …/{id}/file read and print them.
 */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/service.h"
#include "base/time.h"
#include "office/handover.h"
#include "service/answer_file.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

/* ---- acts ---- */

#define GIVE_WANTED "{\"agency\", \"kind\": \"archive\", \"work\", \"giver\", \"taker\", \"dossiers\": [7], " TR_SAID_WANTED "}"
#define DOSSIERS_MAX 100u

enum { AGENCY, KIND, GIVER, TAKER, DOSSIERS, GIVE_MEMBERS };

struct handing {
	const struct tr_office_call *o;
	int64_t handover;
	enum tr_handover_act what;
	struct tr_handover_new new;
	int64_t dossiers[DOSSIERS_MAX];
	struct tr_handover_done done;
};

static trien_rc
answer(struct tr_doing *d, const struct handing *h, struct trien_err *err)
{
	const bool dry = h->o->mode == TR_ACT_DRY_RUN;

	return tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:s, s:s, s:I, s:I, s:b}", "act", (json_int_t)(dry ? 0 : h->done.act), "handover",
			(json_int_t)(dry && h->what == TR_HANDOVER_ACT_GIVE ? 0 : h->done.handover), "from", tr_handover_state_word(h->done.from)->word, "to",
			tr_handover_state_word(h->done.to)->word, "lines", (json_int_t)h->done.lines, "left", (json_int_t)h->done.left, "dry_run", dry), err);
}

static trien_rc
give_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct handing *h = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(h->o);
	TR_TRY(tr_handover_give(d->db, &d->act, TR_ACT_WITHIN, &who, &h->new, &h->done, err));
	return answer(d, h, err);
}

static const char *
kind_word(unsigned i)
{
	return i < TR_HANDOVER_KINDS ? tr_handover_kind_word((enum tr_handover_kind)i)->word : NULL;
}

static const struct tr_json_more a_kind = {.word = kind_word};
static const struct tr_json_member handover_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, &a_kind},
	[GIVER] = {"giver", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[TAKER] = {"taker", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[DOSSIERS] = {"dossiers", TR_JSON_IDS, TR_JSON_MAY, DOSSIERS_MAX, NULL},
};
TR_BODY(handover, "HandOver", GIVE_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_give_handover(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct handing h = {.o = &o, .what = TR_HANDOVER_ACT_GIVE};

	TR_TRY(tr_office_call_read(c, &tr_body_handover, &o, err));
	const char *kind = tr_said_text(&o, KIND);
	h.new = (struct tr_handover_new){.agency = tr_said_number(&o, AGENCY), .kind = tr_handover_kind_of(TR_BYTES(kind, strlen(kind))), .giver = tr_said_number(&o, GIVER),
		.taker = tr_said_number(&o, TAKER), .dossiers = h.dossiers, .dossier_count = tr_office_call_ids(&o, DOSSIERS, h.dossiers)};
	if (h.new.kind == TR_HANDOVER_KINDS)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", GIVE_WANTED));
	return tr_office_call_do(&o, tr_handover_act_word(h.what)->word, give_work, &h, err);
}

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct handing *h = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(h->o);
	TR_TRY(tr_handover_do(d->db, &d->act, TR_ACT_WITHIN, &who, h->handover, h->what, &h->done, err));
	return answer(d, h, err);
}

static trien_rc
act_on(struct tr_call *c, enum tr_handover_act what, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct handing h = {.o = &o, .what = what};

	TR_TRY(tr_query_id(c->parameters[0], &h.handover, err));
	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	return tr_office_call_do(&o, tr_handover_act_word(what)->word, act_work, &h, err);
}

trien_rc
tr_route_take_handover(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_HANDOVER_ACT_TAKE, err);
}

trien_rc
tr_route_drop_handover(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_HANDOVER_ACT_DROP, err);
}

/* ---- reading ---- */

#define PAGE_WORDS "agency=N, after=N"
#define LINE_WORDS "after=N"
#define FILE_WORDS "form=pdf|xlsx|html|csv"

struct reading {
	struct tr_call *c;
	int64_t agency, handover, after;
	struct tr_buf printed;
};

static json_t *
time_of(const struct tr_sql_value *v, size_t length)
{
	char text[TR_TIME_TEXT_MAX];

	if (v->null)
		return json_null();
	tr_time_iso(v->i, TR_ZONE_VIETNAM, text);
	return json_stringn(text, length < strlen(text) ? length : strlen(text));
}

static json_t *
next_of(const struct tr_sql_rows *rows)
{
	return rows->count == TR_OFFICE_PAGE ? json_integer((json_int_t)tr_sql_int(rows, rows->count - 1, 0)) : json_null();
}

/* Another agency's are as ones that are not there. */
static trien_rc
page_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(r->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, &tr_books[TR_BOOK_handover], TR_VERB_SEE, &v, err));
	TR_TRY(tr_who_reaches(db, &who, &v, &tr_books[TR_BOOK_agency], r->agency, err));
	TR_TRY(tr_handover_page(db, r->agency, r->after, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:b, s:s, s:o, s:o, s:s, s:I}", "handover", (json_int_t)tr_sql_int(&rows, i, TR_HANDOVERS_ID), "kind",
				tr_sql_text(&rows, i, TR_HANDOVERS_KIND), "state", tr_sql_text(&rows, i, TR_HANDOVERS_STATE), "giver", tr_sql_text(&rows, i, TR_HANDOVERS_GIVER), "taker",
				tr_sql_text(&rows, i, TR_HANDOVERS_TAKER), "mine", (int)(tr_sql_int(&rows, i, TR_HANDOVERS_TAKER_ID) == who.person), "given_by",
				tr_sql_text(&rows, i, TR_HANDOVERS_GIVEN_BY), "given", time_of(tr_sql_cell(&rows, i, TR_HANDOVERS_GIVEN), SIZE_MAX), "taken",
				time_of(tr_sql_cell(&rows, i, TR_HANDOVERS_TAKEN), SIZE_MAX), "reason", tr_sql_text(&rows, i, TR_HANDOVERS_REASON), "lines",
				(json_int_t)tr_sql_int(&rows, i, TR_HANDOVERS_LINES)));
	return tr_call_answer_json(r->c, json_pack("{s:o, s:o}", "data", all, "next", next_of(&rows)), err);
}

trien_rc
tr_route_list_handovers(struct tr_call *c, struct trien_err *err)
{
	struct tr_query_word words[] = {{.name = "agency"}, {.name = "after"}};
	struct reading r = {.c = c};

	TR_TRY(tr_query_read(c, words, 2, PAGE_WORDS, err));
	if (!words[0].given)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", PAGE_WORDS));
	r.agency = words[0].number;
	r.after = words[1].number;
	return tr_databases_transact(c->context->pool, TR_SQL_READ, page_work, &r, err);
}

static json_t *
number_of(const struct tr_sql_value *v)
{
	return v->null ? json_null() : json_integer((json_int_t)v->i);
}

static trien_rc
lines_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_handover_lines(db, r->handover, r->after, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:s, s:s, s:o, s:o, s:o, s:o}", "object", tr_sql_text(&rows, i, TR_HANDOVER_ABOUT), "stands",
				tr_sql_text(&rows, i, TR_HANDOVER_STANDS), "number", (json_int_t)tr_sql_int(&rows, i, TR_HANDOVER_NUMBER), "symbol",
				tr_sql_text(&rows, i, TR_HANDOVER_SYMBOL), "title", tr_sql_text(&rows, i, TR_HANDOVER_TITLE), "from",
				time_of(tr_sql_cell(&rows, i, TR_HANDOVER_FROM), strlen("2026-11-26")), "to", time_of(tr_sql_cell(&rows, i, TR_HANDOVER_TO), strlen("2026-11-26")),
				"years", number_of(tr_sql_cell(&rows, i, TR_HANDOVER_YEARS)), "documents", number_of(tr_sql_cell(&rows, i, TR_HANDOVER_DOCUMENTS))));
	return tr_call_answer_json(r->c, json_pack("{s:I, s:o, s:o}", "handover", (json_int_t)r->handover, "data", all, "next", next_of(&rows)), err);
}

/* The gate has looked whose it is; so with its file. */
trien_rc
tr_route_handover_lines(struct tr_call *c, struct trien_err *err)
{
	struct tr_query_word words[] = {{.name = "after"}};
	struct reading r = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &r.handover, err));
	TR_TRY(tr_query_read(c, words, 1, LINE_WORDS, err));
	r.after = words[0].number;
	return tr_databases_transact(c->context->pool, TR_SQL_READ, lines_work, &r, err);
}

static trien_rc
print_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;

	tr_buf_clear(&r->printed);
	return tr_handover_print(db, r->handover, tr_call_now(r->c), &r->printed, err);
}

trien_rc
tr_route_handover_file(struct tr_call *c, struct trien_err *err)
{
	struct tr_query_word words[] = {{.name = "form", .is_text = true}};
	struct reading r = {.c = c};
	enum tr_print_form form;
	char name[64];

	TR_TRY(tr_query_id(c->parameters[0], &r.handover, err));
	TR_TRY(tr_query_read(c, words, 1, FILE_WORDS, err));
	TR_TRY(tr_print_form_said(words[0].text, FILE_WORDS, &form, err));
	trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, print_work, &r, err);
	snprintf(name, sizeof(name), "bien-ban-giao-nhan-%lld", (long long)r.handover);
	if (rc == TRIEN_OK)
		rc = tr_call_answer_printed(c, form, name, tr_buf_view(&r.printed), err);
	tr_buf_free(&r.printed);
	return rc;
}
