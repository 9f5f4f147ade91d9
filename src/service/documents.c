/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 X3 */
/* POST /api/v1/documents/{id}/number: a document takes its number, as `trien office take` does; asked again it is the same number. */
#include "base/errors/service.h"
#include "office/office.h"
#include "service/json_body.h"
#include "service/once.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"day\", \"note\", \"copy_keeper\", \"kept\", \"reason\", \"dry_run\"}"

enum { DAY, NOTE, KEEPER, KEPT, REASON, DRY_RUN, MEMBERS };

struct taking {
	int64_t document;
	json_t *body;
	json_t *v[MEMBERS];
	struct tr_office_wish wish;
	enum tr_act_mode mode;
};

static const struct tr_json_member take_members[] = {
	[DAY] = {"day", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[NOTE] = {"note", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[KEEPER] = {"copy_keeper", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[KEPT] = {"kept", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[REASON] = {"reason", TR_JSON_TEXT, TR_JSON_MAY, TR_REASON_MAX, NULL},
	[DRY_RUN] = {"dry_run", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
};
TR_BODY(take, "Take", WANTED, TR_BODY_PLAIN);

static trien_rc
read_body(struct tr_call *c, struct taking *t, struct trien_err *err)
{
	const char *day;

	TR_TRY(tr_json_read(tr_buf_view(&c->body), WANTED, &t->body, err));
	TR_TRY(tr_json_body(t->body, &tr_body_take, t->v, err));
	if ((day = json_string_value(t->v[DAY])) != NULL)
		TR_TRY(tr_time_read_iso(TR_BYTES(day, strlen(day)), TR_ZONE_VIETNAM, &t->wish.day, err));
	t->wish.kept = json_integer_value(t->v[KEPT]);
	t->wish.note = json_string_value(t->v[NOTE]);
	t->wish.copy_keeper = json_string_value(t->v[KEEPER]);
	t->mode = json_is_true(t->v[DRY_RUN]) ? TR_ACT_DRY_RUN : TR_ACT_WITHIN;
	return TRIEN_OK;
}

static trien_rc
take_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct taking *t = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	struct tr_office_number n = {0};

	d->act.reason = json_string_value(t->v[REASON]);
	trien_rc rc = tr_office_take(d->db, &d->act, TR_ACT_WITHIN, &who, t->document, &t->wish, &n, err);
	if (rc == TRIEN_OK)
		rc = tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:I, s:I, s:I, s:s, s:b, s:b}", "act", (json_int_t)(t->mode == TR_ACT_DRY_RUN ? 0 : n.act),
				"document", (json_int_t)n.document, "entry", (json_int_t)n.entry, "year", (json_int_t)n.year, "number", (json_int_t)n.number, "text",
				(const char *)n.text.p, "again", n.again, "dry_run", t->mode == TR_ACT_DRY_RUN), err);
	tr_office_number_free(&n);
	return rc;
}

trien_rc
tr_route_take_number(struct tr_call *c, struct trien_err *err)
{
	struct taking t = {0};

	TR_TRY(tr_query_id(c->parameters[0], &t.document, err));
	trien_rc rc = read_body(c, &t, err);
	if (rc == TRIEN_OK)
		rc = tr_once(c, "document.enter", t.mode, take_work, &t, err);
	json_decref(t.body);
	return rc;
}
