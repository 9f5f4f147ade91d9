/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
/* POST /api/v1/copy-rights, /api/v1/copy-rights/{id}/end: who may sign copies beside the head. */
#include "office/copying.h"

#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define GIVE_WANTED "{\"agency\", \"person\", \"decision\", \"decided\", \"from\", \"until\", " TR_SAID_WANTED "}"

enum { AGENCY, PERSON, DECISION, DECIDED, FROM, UNTIL, GIVE_MEMBERS };

struct giving {
	const struct tr_office_call *o;
	struct tr_copy_right_new n;
};

static trien_rc
give_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct giving *g = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = g->o->mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(g->o);
	TR_TRY(tr_copy_right_enter(d->db, &d->act, TR_ACT_WITHIN, &who, &g->n, &id, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "copy_right", (json_int_t)(dry ? 0 : id), "dry_run", dry), err);
}

static const struct tr_json_member copy_right_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[PERSON] = {"person", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[DECISION] = {"decision", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[DECIDED] = {"decided", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[UNTIL] = {"until", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(copy_right, "CopyRight", GIVE_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_copy_right(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct giving g = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_copy_right, &o, err));
	g.n = (struct tr_copy_right_new){.agency = tr_said_number(&o, AGENCY), .person = tr_said_number(&o, PERSON), .decision = tr_said_text(&o, DECISION)};
	TR_TRY(tr_said_time(&o, DECIDED, &g.n.decided_at, err));
	TR_TRY(tr_said_time(&o, FROM, &g.n.from_at, err));
	if (tr_said_text(&o, UNTIL) != NULL)
		TR_TRY(tr_said_time(&o, UNTIL, &g.n.to_at, err));
	return tr_office_call_do(&o, "document.copy-right", give_work, &g, err);
}

struct ending {
	const struct tr_office_call *o;
	int64_t right;
};

static trien_rc
end_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct ending *e = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act;

	d->act.reason = tr_office_call_reason(e->o);
	TR_TRY(tr_copy_right_end(d->db, &d->act, TR_ACT_WITHIN, &who, e->right, &act, err));
	return tr_office_call_answer_act(e->o, act, err);
}

trien_rc
tr_route_copy_right_end(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct ending e = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &e.right, err));
	return tr_office_call_do(&o, "document.copy-right-end", end_work, &e, err);
}
