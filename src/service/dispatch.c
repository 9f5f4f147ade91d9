/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/*
 * Documents to receivers outside: POST and GET /api/v1/documents/{id}/dispatches, POST /api/v1/dispatches/{id}/close. The code of a link is in the answer that makes it and
 * nowhere else: the answer that is kept for who asks again has none.
 */
#include "office/dispatch.h"

#include <stdio.h>

#include "base/errors/service.h"
#include "registry/secret.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"receiver\", \"address\" (by mail), \"days\", \"downloads\" (by link), " TR_SAID_WANTED "}"

enum { RECEIVER, ADDRESS, DAYS, DOWNLOADS, MEMBERS };

struct sending {
	struct tr_office_call *o;
	struct tr_dispatch_new new;
	struct tr_dispatched done;
	bool worked; /* in this request */
};

static trien_rc
answer(const struct sending *s, const char *code, struct trien_err *err)
{
	const char *origin = s->o->c->context->config->origin;
	char address[TR_SERVICE_ORIGIN_MAX + TR_HEX256 + sizeof(TR_SHARED_PAGE "#")] = "";

	if (code != NULL && origin != NULL)
		snprintf(address, sizeof(address), "%s" TR_SHARED_PAGE "#%s", origin, code);
	return tr_call_answer_json(s->o->c, json_pack("{s:I, s:b, s:s?, s:s?, s:b}", "dispatch", (json_int_t)s->done.dispatch, "again", (int)s->done.again, "code", code,
			"address", address[0] != '\0' ? address : NULL, "dry_run", s->o->mode == TR_ACT_DRY_RUN), err);
}

static trien_rc
send_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct sending *s = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(s->o);
	TR_TRY(tr_dispatch_send(d->db, &d->act, TR_ACT_WITHIN, &who, &s->new, &s->done, err));
	s->worked = s->o->mode != TR_ACT_DRY_RUN;
	return answer(s, NULL, err);
}

static trien_rc
send_one(struct sending *s, struct trien_err *err)
{
	const bool link = s->new.address == NULL;
	struct tr_secret code = {0};

	if (link)
		TR_TRY(tr_secret_make(s->o->c->context->env, &code, err));
	s->new.token = link ? code.hash : NULL;
	trien_rc rc = tr_office_call_do(s->o, "document.dispatch", send_work, s, err);
	if (rc == TRIEN_OK && link && s->worked)
		rc = answer(s, code.value, err);
	explicit_bzero(&code, sizeof(code));
	return rc;
}

static const struct tr_json_member dispatch_members[] = {
	[RECEIVER] = {"receiver", TR_JSON_TEXT, TR_JSON_MUST, TR_DISPATCH_NAME_MAX, NULL},
	[ADDRESS] = {"address", TR_JSON_TEXT, TR_JSON_MAY, TR_DISPATCH_NAME_MAX, NULL},
	[DAYS] = {"days", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[DOWNLOADS] = {"downloads", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
};
TR_BODY(dispatch, "Dispatch", WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_dispatch(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct sending s = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_dispatch, &o, err));
	s.new = (struct tr_dispatch_new){.receiver = tr_said_text(&o, RECEIVER), .address = tr_said_text(&o, ADDRESS), .days = tr_said_number(&o, DAYS),
		.downloads = tr_said_number(&o, DOWNLOADS)};
	TR_TRY(tr_query_id(c->parameters[0], &s.new.document, err));
	return send_one(&s, err);
}

/* ---- ending a link ---- */

struct closing {
	struct tr_office_call *o;
	int64_t dispatch;
};

static trien_rc
close_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct closing *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act = 0;

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY(tr_dispatch_close(d->db, &d->act, TR_ACT_WITHIN, &who, k->dispatch, &act, err));
	return tr_office_call_answer_act(k->o, act, err);
}

trien_rc
tr_route_dispatch_close(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct closing k = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &k.dispatch, err));
	return tr_office_call_do(&o, "document.dispatch", close_work, &k, err);
}

/* ---- what became of them ---- */

struct listing {
	struct tr_call *c;
	int64_t document;
	struct tr_sql_rows rows;
};

/* Which document it is, the gate has looked. */
static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct listing *l = context;

	tr_sql_rows_free(&l->rows);
	return tr_dispatch_list(db, l->document, &l->rows, err);
}

static json_t *
time_json(const struct tr_sql_rows *rows, size_t i, size_t column)
{
	return tr_sql_cell(rows, i, column)->null ? json_null() : tr_call_time_json(tr_sql_int(rows, i, column));
}

static json_t *
row_json(const struct tr_sql_rows *rows, size_t i)
{
	const struct tr_sql_value *max = tr_sql_cell(rows, i, TR_DISPATCH_MAX);

	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:s, s:s}", "dispatch", (json_int_t)tr_sql_int(rows, i, TR_DISPATCH_ID), "way",
			tr_sql_text(rows, i, TR_DISPATCH_WAY), "receiver", tr_sql_text(rows, i, TR_DISPATCH_RECEIVER), "address", tr_sql_text(rows, i, TR_DISPATCH_ADDRESS), "maker",
			tr_sql_text(rows, i, TR_DISPATCH_MAKER), "sent", time_json(rows, i, TR_DISPATCH_SENT), "until", time_json(rows, i, TR_DISPATCH_UNTIL), "closed",
			time_json(rows, i, TR_DISPATCH_CLOSED), "downloads_max", max->null ? json_null() : json_integer((json_int_t)max->i), "downloads",
			(json_int_t)tr_sql_int(rows, i, TR_DISPATCH_USED), "mail", tr_sql_text(rows, i, TR_DISPATCH_MAIL), "why", tr_sql_text(rows, i, TR_DISPATCH_WHY));
}

trien_rc
tr_route_dispatches(struct tr_call *c, struct trien_err *err)
{
	struct listing l = {.c = c};
	json_t *all;

	TR_TRY(tr_query_id(c->parameters[0], &l.document, err));
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &l, err);
	all = json_array();
	for (size_t i = 0; rc == TRIEN_OK && i < l.rows.count; i++)
		json_array_append_new(all, row_json(&l.rows, i));
	tr_sql_rows_free(&l.rows);
	if (rc != TRIEN_OK) {
		json_decref(all);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:o}", "data", all), err);
}
