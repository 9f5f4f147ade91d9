/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.1 X5 */
/* POST /api/v1/arrivals/{id}/scan: the scan of a document that came on paper, which the agency has sealed. That of one that goes is its e-copy (office_issue.c). */
#include "office/incoming.h"

#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

struct scanning {
	struct tr_office_call *o;
	int64_t arrival;
};

static trien_rc
scan_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct scanning *s = context;
	const struct tr_desk_file *f = &s->o->file;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const struct tr_office_scan scan = {s->o->has_file ? s->o->name : NULL, f->seal[0] != '\0' ? f->seal : NULL};
	int64_t act = 0;

	d->act.reason = tr_office_call_reason(s->o);
	TR_TRY(tr_office_scan_in(d->db, &d->act, TR_ACT_WITHIN, &who, s->arrival, &scan, &act, err));
	return tr_office_call_answer_act(s->o, act, err);
}

trien_rc
tr_route_arrival_scan(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.is_scan = true};
	struct scanning s = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &s.arrival, err));
	if (o.mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_office_call_take_issued(&o, err));
	return tr_office_call_do(&o, "arrival.scan", scan_work, &s, err);
}
