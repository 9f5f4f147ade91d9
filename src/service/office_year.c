/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 X3 X5 */
/* POST /api/v1/delegations: a written delegation of somebody's steps. POST /api/v1/registers/{outgoing,incoming}/close: the register of a year that is over. */
#include "base/errors/service.h"
#include "office/incoming.h"
#include "service/office_call.h"
#include "service/route.h"
#include "service/who.h"

/* ---- delegation ---- */

#define DELEGATE_WANTED "{\"agency\", \"giver\", \"taker\", \"decision\", \"decided\", \"from\", \"until\", " TR_SAID_WANTED "}"

enum { AGENCY, GIVER, TAKER, DECISION, DECIDED, FROM, UNTIL, DELEGATE_MEMBERS };

struct delegating {
	const struct tr_office_call *o;
	struct tr_delegation_new n;
};

static trien_rc
delegate_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct delegating *g = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = g->o->mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(g->o);
	TR_TRY(tr_delegation_enter(d->db, &d->act, TR_ACT_WITHIN, &who, &g->n, &id, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "delegation", (json_int_t)(dry ? 0 : id), "dry_run", dry), err);
}

static const struct tr_json_member delegate_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[GIVER] = {"giver", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[TAKER] = {"taker", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[DECISION] = {"decision", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[DECIDED] = {"decided", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[UNTIL] = {"until", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(delegate, "Delegate", DELEGATE_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_delegate(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct delegating g = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_delegate, &o, err));
	g.n = (struct tr_delegation_new){.agency = tr_said_number(&o, AGENCY), .giver = tr_said_number(&o, GIVER), .taker = tr_said_number(&o, TAKER),
		.decision = tr_said_text(&o, DECISION)};
	TR_TRY(tr_said_time(&o, DECIDED, &g.n.decided_at, err));
	TR_TRY(tr_said_time(&o, FROM, &g.n.from_at, err));
	TR_TRY(tr_said_time(&o, UNTIL, &g.n.to_at, err));
	return tr_office_call_do(&o, "document.delegate", delegate_work, &g, err);
}

/* ---- a year that is over ---- */

#define CLOSE_WANTED "{\"agency\", \"year\", " TR_SAID_WANTED "}"

struct closing {
	const struct tr_office_call *o;
	bool outgoing;
	int64_t agency, year;
};

static trien_rc
close_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct closing *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act;

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY((k->outgoing ? tr_office_close : tr_office_close_in)(d->db, &d->act, TR_ACT_WITHIN, &who, k->agency, k->year, &act, err));
	return tr_office_call_answer_act(k->o, act, err);
}

static const struct tr_json_member close_members[] = {{"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}, {"year", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}};
TR_BODY(close, "Close", CLOSE_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_close_register(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct closing k = {.o = &o, .outgoing = tr_bytes_are(c->parameters[0], "outgoing")};

	if (!k.outgoing && !tr_bytes_are(c->parameters[0], "incoming"))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_office_call_read(c, &tr_body_close, &o, err));
	k.agency = tr_said_number(&o, 0);
	k.year = tr_said_number(&o, 1);
	return tr_office_call_do(&o, k.outgoing ? "document.close" : "arrival.close", close_work, &k, err);
}
