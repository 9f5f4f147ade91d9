/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 X5 */
/*
 * How long documents are kept, and their destruction, over HTTP, as `trien office dossier`, `retain`, `hold`, `due` and `destroy-…` do it (office/destruction.h). What is
 * destroyed cannot be brought back: the head's decision wants the password again, and who carries it out says "final".
 */
#include "base/env.h"
#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "base/time.h"
#include "office/destruction.h"
#include "office/incoming.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

/* ---- files of documents ---- */

#define DOSSIER_WANTED "{\"agency\", \"code\", \"title\", \"years\", \"closed\", " TR_SAID_WANTED "}"

enum { AGENCY, CODE, TITLE, YEARS, CLOSED, DOSSIER_MEMBERS };

struct filing {
	const struct tr_office_call *o;
	struct tr_dossier_said said;
};

static trien_rc
dossier_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct filing *f = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = f->o->mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(f->o);
	TR_TRY(tr_office_dossier(d->db, &d->act, TR_ACT_WITHIN, &who, &f->said, &id, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "dossier", (json_int_t)(dry ? 0 : id), "dry_run", dry), err);
}

static const struct tr_json_member dossier_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[CODE] = {"code", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[TITLE] = {"title", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[YEARS] = {"years", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[CLOSED] = {"closed", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(dossier, "Dossier", DOSSIER_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_dossier(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct filing f = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_dossier, &o, err));
	f.said = (struct tr_dossier_said){.agency = tr_said_number(&o, AGENCY), .code = tr_said_text(&o, CODE), .title = tr_said_text(&o, TITLE),
		.years = tr_said(&o, YEARS) != NULL ? tr_said_number(&o, YEARS) : TR_YEARS_AS_IT_WAS};
	TR_TRY(tr_said_time(&o, CLOSED, &f.said.closed_at, err));
	return tr_office_call_do(&o, "document.dossier", dossier_work, &f, err);
}

/* ---- what is said of one ---- */

#define RETAIN_WANTED "{\"object\": \"document:5\", \"dossier\", \"years\", \"by_kind\", \"hold\", " TR_SAID_WANTED "}"

enum { OBJECT, DOSSIER, OWN_YEARS, BY_KIND, HOLD, RETAIN_MEMBERS };

struct saying {
	const struct tr_office_call *o;
	const struct tr_book *book;
	int64_t id;
	struct tr_retention_said said;
};

static trien_rc
retain_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct saying *s = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const json_t *hold = tr_said(s->o, HOLD);
	int64_t act;

	TR_TRY(tr_door_find(d->db, &d->who, d->c->caller.role, s->book, s->id, err));
	d->act.reason = tr_office_call_reason(s->o);
	if (hold != NULL)
		TR_TRY(tr_office_hold(d->db, &d->act, TR_ACT_WITHIN, &who, s->book, s->id, json_is_true(hold) ? TR_HOLD_PUT : TR_HOLD_LIFT, &act, err));
	else
		TR_TRY(tr_office_retain(d->db, &d->act, TR_ACT_WITHIN, &who, s->book, s->id, &s->said, &act, err));
	return tr_office_call_answer_act(s->o, act, err);
}

static const struct tr_json_member retain_members[] = {
	[OBJECT] = {"object", TR_JSON_TEXT, TR_JSON_MUST, TR_OBJECT_TEXT, NULL},
	[DOSSIER] = {"dossier", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[OWN_YEARS] = {"years", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[BY_KIND] = {"by_kind", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[HOLD] = {"hold", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
};
TR_BODY(retain, "Retain", RETAIN_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_retain(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct saying s = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_retain, &o, err));
	TR_TRY(tr_object_read(tr_said_text(&o, OBJECT), &s.book, &s.id, err));
	/* A hold and a period are two acts, of two verbs. */
	if (tr_said(&o, HOLD) != NULL && (tr_said(&o, DOSSIER) != NULL || tr_said(&o, OWN_YEARS) != NULL || tr_said(&o, BY_KIND) != NULL))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", RETAIN_WANTED));
	s.said = (struct tr_retention_said){tr_said_text(&o, DOSSIER), json_is_true(tr_said(&o, BY_KIND)) ? TR_YEARS_BY_KIND
			: tr_said(&o, OWN_YEARS) != NULL ? tr_said_number(&o, OWN_YEARS) : TR_YEARS_AS_IT_WAS};
	return tr_office_call_do(&o, tr_said(&o, HOLD) == NULL ? "document.retain" : json_is_true(tr_said(&o, HOLD)) ? "document.hold" : "document.lift-hold",
			retain_work, &s, err);
}

/* ---- lists ---- */

#define LIST_WANTED "{\"agency\", " TR_SAID_WANTED "}"
#define ACT_WANTED "{\"object\", \"decision\", \"decided\", \"final\", " TR_SAID_WANTED "}"

enum { LINE, DECISION, DECIDED, FINAL, ACT_MEMBERS };

struct destroying {
	struct tr_office_call *o;
	int64_t agency, list;
	enum tr_destruction_act what;
	struct tr_destruction_said said;
	struct tr_destruction_done done;
};

static trien_rc
answer(struct tr_doing *d, const struct destroying *k, struct trien_err *err)
{
	const bool dry = k->o->mode == TR_ACT_DRY_RUN;

	return tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:s, s:s, s:I, s:b}", "act", (json_int_t)(dry ? 0 : k->done.act), "list",
			(json_int_t)(dry && k->what == TR_DESTRUCTION_ACT_PROPOSE ? 0 : k->done.list), "from", tr_destruction_state_word(k->done.from)->word, "to",
			tr_destruction_state_word(k->done.to)->word, "documents", (json_int_t)k->done.count, "dry_run", dry), err);
}

static trien_rc
propose_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct destroying *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY(tr_destruction_propose(d->db, &d->act, TR_ACT_WITHIN, &who, k->agency, &k->done, err));
	return answer(d, k, err);
}

static const struct tr_json_member propose_members[] = {{"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}};
TR_BODY(propose, "Propose", LIST_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_propose_destruction(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct destroying k = {.o = &o, .what = TR_DESTRUCTION_ACT_PROPOSE};

	TR_TRY(tr_office_call_read(c, &tr_body_propose, &o, err));
	k.agency = tr_said_number(&o, 0);
	return tr_office_call_do(&o, tr_destruction_act_word(k.what)->word, propose_work, &k, err);
}

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct destroying *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY(tr_destruction_do(d->db, &d->act, TR_ACT_WITHIN, &who, k->list, k->what, &k->said, &k->done, err));
	return answer(d, k, err);
}

static trien_rc
forget_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_call *c = context;
	return tr_office_forget(db, c->context->blobs, NULL, err);
}

static const struct tr_json_member destroy_members[] = {
	[LINE] = {"object", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, NULL},
	[DECISION] = {"decision", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[DECIDED] = {"decided", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[FINAL] = {"final", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
};
TR_BODY(destroy, "Destroy", ACT_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
act_on(struct tr_call *c, enum tr_destruction_act what, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct destroying k = {.o = &o, .what = what};

	TR_TRY(tr_query_id(c->parameters[0], &k.list, err));
	TR_TRY(tr_office_call_read(c, &tr_body_destroy, &o, err));
	k.said = (struct tr_destruction_said){.line = tr_said_text(&o, LINE), .decision = tr_said_text(&o, DECISION),
		.final = json_is_true(tr_said(&o, FINAL)) || o.mode == TR_ACT_DRY_RUN};
	TR_TRY(tr_said_time(&o, DECIDED, &k.said.decided_at, err));
	const bool grave = what == TR_DESTRUCTION_ACT_APPROVE || what == TR_DESTRUCTION_ACT_CARRY_OUT;
	if (grave && o.mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_office_call_do(&o, tr_destruction_act_word(what)->word, act_work, &k, err));
	/* Behind the commit; where it fails the next call takes them off the disk. */
	if (what == TR_DESTRUCTION_ACT_CARRY_OUT && o.mode != TR_ACT_DRY_RUN)
		return tr_databases_lend(c->context->pool, forget_work, c, err);
	return TRIEN_OK;
}

trien_rc
tr_route_strike_destruction(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_DESTRUCTION_ACT_STRIKE, err);
}

trien_rc
tr_route_submit_destruction(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_DESTRUCTION_ACT_SUBMIT, err);
}

trien_rc
tr_route_approve_destruction(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_DESTRUCTION_ACT_APPROVE, err);
}

trien_rc
tr_route_drop_destruction(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_DESTRUCTION_ACT_DROP, err);
}

trien_rc
tr_route_carry_out_destruction(struct tr_call *c, struct trien_err *err)
{
	return act_on(c, TR_DESTRUCTION_ACT_CARRY_OUT, err);
}
