/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/*
 * POST /api/v1/documents/{id}/messages: an issued document to a receiver in the document exchange, as `trien office send` does it (office/message.h). It waits in the book until a run of `trien office exchange` gives it
 * to the exchange; what became of it is the book message.
 */
#include "office/message.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"organ\", \"name\", \"from\", " TR_SAID_WANTED "}"

enum { ORGAN, NAME, FROM };

struct sending {
	const struct tr_office_call *o;
	struct tr_message_new new;
};

static trien_rc
send_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct sending *s = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = s->o->mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(s->o);
	TR_TRY(tr_message_send(d->db, &d->act, TR_ACT_WITHIN, &who, &s->new, &id, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "message", (json_int_t)(dry ? 0 : id), "dry_run", dry), err);
}

static const struct tr_json_member message_members[] = {
	[ORGAN] = {"organ", TR_JSON_TEXT, TR_JSON_MUST, TR_MESSAGE_ORGAN_MAX, NULL},
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MUST, TR_MESSAGE_ORGAN_MAX, NULL},
};
TR_BODY(message, "Message", WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_message(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct sending s = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_message, &o, err));
	s.new = (struct tr_message_new){.organ = tr_said_text(&o, ORGAN), .name = tr_said_text(&o, NAME), .from = tr_said_text(&o, FROM)};
	TR_TRY(tr_query_id(c->parameters[0], &s.new.document, err));
	return tr_office_call_do(&o, "document.send", send_work, &s, err);
}
