/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Webhooks over HTTP, for administrators: POST /api/v1/webhooks and below it, as `trien registry webhook` does it (registry/webhook.h). The secret is in the answer that makes it and nowhere else: not in the one that is
 * kept for the same Idempotency-Key. Where something is told, and to whom with which secret, wants the password again.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "registry/webhook.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

/* ---- make, change, secret ---- */

#define WANTED "{\"agency\", \"name\", \"url\", \"events\": [\"document.issued\"], \"scope\": \"agency|subtree\", " TR_SAID_WANTED "}"
#define CHANGE_WANTED "{\"name\", \"url\", \"events\": [\"document.issued\"], \"scope\": \"agency|subtree\", \"state\": \"active|off\", " TR_SAID_WANTED "}"

enum { AGENCY, NAME, URL, EVENTS, SCOPE };
enum { NEW_NAME, NEW_URL, NEW_EVENTS, NEW_SCOPE, STATE };

struct changing {
	const struct tr_office_call *o;
	struct tr_webhook_change change;
	int64_t act;
	char agency[24];
	struct tr_buf events;
};

static const char *
state_word(unsigned i)
{
	static const char *const words[] = {"active", "off", NULL};
	return words[i];
}
static const struct tr_json_more a_state = {.word = state_word};

static const char *
scope_word(unsigned i)
{
	static const char *const words[] = {"agency", "subtree", NULL};
	return words[i];
}
static const struct tr_json_more a_scope = {.word = scope_word};

static const struct tr_json_member webhook_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[URL] = {"url", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[EVENTS] = {"events", TR_JSON_LINES, TR_JSON_MUST, TR_SERVICE_WEBHOOK_EVENTS_MAX, NULL},
	[SCOPE] = {"scope", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, &a_scope},
};
TR_BODY(webhook, "Webhook", WANTED, TR_BODY_OF_OFFICE);

static const struct tr_json_member webhook_change_members[] = {
	[NEW_NAME] = {"name", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[NEW_URL] = {"url", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[NEW_EVENTS] = {"events", TR_JSON_LINES, TR_JSON_MAY, TR_SERVICE_WEBHOOK_EVENTS_MAX, NULL},
	[NEW_SCOPE] = {"scope", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, &a_scope},
	[STATE] = {"state", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, &a_state},
};
TR_BODY(webhook_change, "WebhookChange", CHANGE_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
answer(const struct changing *g, struct tr_call *c, const char *secret, struct trien_err *err)
{
	const bool dry = g->o->mode == TR_ACT_DRY_RUN;

	return tr_call_answer_json(c, json_pack("{s:I, s:I, s:s?, s:b}", "act", (json_int_t)(dry ? 0 : g->act), "webhook", (json_int_t)(dry ? 0 : g->change.webhook), "secret", secret, "dry_run", dry),
			err);
}

static trien_rc
change_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct changing *g = context;

	d->act.reason = tr_office_call_reason(g->o);
	TR_TRY(tr_act_do(d->db, &d->act, TR_ACT_WITHIN, tr_webhook_change, &g->change, &g->act, err));
	if (g->change.verb == TR_WEBHOOK_CHANGE)
		return tr_office_call_answer_act(g->o, g->act, err);
	return answer(g, d->c, NULL, err); /* this is what is kept */
}

/* What was answered from memory has no secret: it was shown. */
static trien_rc
change(struct tr_office_call *o, struct changing *g, struct trien_err *err)
{
	struct tr_call *c = o->c;

	if (g->change.verb != TR_WEBHOOK_CHANGE && !c->context->has_webhook_key)
		return TR_ERR0(err, SERVICE_WEBHOOKS_OFF);
	if (o->mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_gate_fresh(c, err));
	g->o = o;
	g->change.env = c->context->env;
	g->change.key = &c->context->webhook_key;
	TR_TRY(tr_office_call_do(o, tr_webhook_act(g->change.verb), change_work, g, err));
	if (g->change.secret[0] == '\0' || o->mode == TR_ACT_DRY_RUN)
		return TRIEN_OK;
	tr_buf_clear(&c->reply.body);
	return answer(g, c, g->change.secret, err);
}

static trien_rc
join(json_t *lines, struct tr_buf *out, const char **text, struct trien_err *err)
{
	json_t *line;
	size_t i;

	if (lines == NULL)
		return TRIEN_OK;
	json_array_foreach(lines, i, line)
		TR_TRY(tr_buf_addf(out, err, "%s%s", i > 0 ? " " : "", json_string_value(line)));
	TR_TRY(tr_buf_add_byte(out, 0, err));
	*text = (const char *)out->p;
	return TRIEN_OK;
}

static void
forget(struct changing *g)
{
	tr_buf_free(&g->events);
	tr_wipe(g->change.secret, sizeof(g->change.secret));
}

trien_rc
tr_route_webhook(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct changing g = {.change = {.verb = TR_WEBHOOK_MAKE}};

	TR_TRY(tr_office_call_read(c, &tr_body_webhook, &o, err));
	snprintf(g.agency, sizeof(g.agency), "#%lld", (long long)tr_said_number(&o, AGENCY));
	g.change.agency = g.agency;
	g.change.name = tr_said_text(&o, NAME);
	g.change.url = tr_said_text(&o, URL);
	g.change.scope = tr_said_text(&o, SCOPE);
	trien_rc rc = join(tr_said(&o, EVENTS), &g.events, &g.change.events, err);
	if (rc == TRIEN_OK)
		rc = change(&o, &g, err);
	forget(&g);
	return rc;
}

trien_rc
tr_route_webhook_change(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct changing g = {.change = {.verb = TR_WEBHOOK_CHANGE}};

	TR_TRY(tr_query_id(c->parameters[0], &g.change.webhook, err));
	TR_TRY(tr_office_call_read(c, &tr_body_webhook_change, &o, err));
	g.change.name = tr_said_text(&o, NEW_NAME);
	g.change.url = tr_said_text(&o, NEW_URL);
	g.change.scope = tr_said_text(&o, NEW_SCOPE);
	g.change.state = tr_said_text(&o, STATE);
	trien_rc rc = join(tr_said(&o, NEW_EVENTS), &g.events, &g.change.events, err);
	if (rc == TRIEN_OK)
		rc = change(&o, &g, err);
	forget(&g);
	return rc;
}

trien_rc
tr_route_webhook_secret(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct changing g = {.change = {.verb = TR_WEBHOOK_SECRET}};

	TR_TRY(tr_query_id(c->parameters[0], &g.change.webhook, err));
	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	const trien_rc rc = change(&o, &g, err);
	forget(&g);
	return rc;
}

/* ---- what it was told ---- */

#define LIST_WORDS "before=N"

struct listing {
	struct tr_call *c;
	int64_t webhook;
	struct tr_query_word words[1];
};

static json_t *
delivery_json(const struct tr_sql_rows *rows, size_t i)
{
	const struct tr_sql_value *status = tr_sql_cell(rows, i, 7), *tried = tr_sql_cell(rows, i, 8), *reason = tr_sql_cell(rows, i, 12);
	const bool done = strcmp(tr_sql_text(rows, i, 9), "done") == 0;
	char at[TR_TIME_TEXT_MAX], last[TR_TIME_TEXT_MAX], ready[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(rows, i, 5), TR_ZONE_VIETNAM, at);
	tr_time_iso(tried->i, TR_ZONE_VIETNAM, last);
	tr_time_iso(tr_sql_int(rows, i, 11), TR_ZONE_VIETNAM, ready);
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:I, s:o, s:s?, s:s, s:s?}", "delivery", (json_int_t)tr_sql_int(rows, i, 0), "event", tr_sql_text(rows, i, 2), "object",
			tr_sql_text(rows, i, 3), "at", at, "state", tr_sql_text(rows, i, 9), "tries", (json_int_t)tr_sql_int(rows, i, 10), "status",
			status->null ? json_null() : json_integer(status->i), "tried", tried->null ? NULL : last, "ready", ready, "reason", reason->null || done ? NULL : tr_sql_text(rows, i, 12));
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct listing *l = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_webhook_deliveries(db, l->webhook, l->words[0].number, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, delivery_json(&rows, i));
	json_t *next = rows.count == TR_WEBHOOK_PAGE ? json_integer(tr_sql_int(&rows, rows.count - 1, 0)) : json_null();
	return tr_call_answer_json(l->c, json_pack("{s:o, s:o}", "data", all, "next", next), err);
}

trien_rc
tr_route_webhook_deliveries(struct tr_call *c, struct trien_err *err)
{
	struct listing l = {.c = c, .words = {{.name = "before"}}};

	TR_TRY(tr_query_id(c->parameters[0], &l.webhook, err));
	TR_TRY(tr_query_read(c, l.words, 1, LIST_WORDS, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &l, err);
}

struct sending {
	const struct tr_office_call *o;
	int64_t webhook, delivery;
};

static trien_rc
resend_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct sending *s = context;
	const bool dry = s->o->mode == TR_ACT_DRY_RUN;
	int64_t job;

	TR_TRY(tr_webhook_resend(d->db, s->webhook, s->delivery, d->act.at, &job, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "job", (json_int_t)(dry ? 0 : job), "dry_run", dry), err);
}

trien_rc
tr_route_webhook_resend(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct sending s = {.o = &o};

	TR_TRY(tr_query_id(c->parameters[0], &s.webhook, err));
	TR_TRY(tr_query_id(c->parameters[1], &s.delivery, err));
	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	return tr_office_call_do(&o, "webhook.change", resend_work, &s, err);
}

/* ---- what can be heard ---- */

trien_rc
tr_route_webhook_events(struct tr_call *c, struct trien_err *err)
{
	const struct tr_webhook_event *e;
	json_t *all = json_array();

	for (size_t i = 0; (e = tr_webhook_event(i)) != NULL; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "word", e->word, "vi", e->vi, "en", e->en));
	return tr_call_answer_json(c, json_pack("{s:o}", "data", all), err);
}
