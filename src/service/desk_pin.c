/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R7 */
/*
 * A device was unlocked, and its PIN is to be changed: a page gives that to the program at the desk (POST /api/v1/desk-pins), which asks which device it is (POST /api/v1/desk/pin), has its person
 * change the PIN, and reports it (POST /api/v1/desk/pin-changed): the act of the rules, in the keeper's name, on which the request waits. No PIN comes here.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "registry/deed.h"
#include "service/desk_door.h"
#include "service/desk_task.h"
#include "service/office_call.h"
#include "service/route.h"
#include "service/who.h"

#define ACT "device.change_pin"

/* What the rules say of it now: who keeps the device, and whether it was unlocked. */
static trien_rc
report(struct tr_doing *d, int64_t device, int64_t *act, struct trien_err *err)
{
	const struct tr_deed deed = {.act = TR_ACT_DEVICE_CHANGE_PIN, .object = device, .role = d->who.role, .person = d->who.person};
	struct tr_deed_done done = {0};

	TR_TRY(tr_deed_do(d->db, &d->act, TR_ACT_WITHIN, &deed, &done, err));
	*act = done.act;
	return TRIEN_OK;
}

/* ---- a page gives it ---- */

#define PIN_WANTED "{\"device\", " TR_SAID_WANTED "}"

static const struct tr_json_member desk_pin_members[] = {{"device", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}};
TR_BODY(desk_pin, "DeskPinWish", PIN_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
try_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct tr_desk_task *t = context;
	int64_t act;

	TR_TRY(tr_door_find(d->db, &d->who, d->c->caller.role, &tr_books[TR_BOOK_device], t->device, err));
	return report(d, t->device, &act, err);
}

/* Tried first: who may not report it is told so before a PIN is changed. */
trien_rc
tr_route_desk_pin_make(struct tr_call *c, struct trien_err *err)
{
	struct tr_desk_task t = {.kind = TR_DESK_TASK_PIN};
	TR_AUTO_OFFICE_CALL o = {0};

	TR_TRY(tr_office_call_read(c, &tr_body_desk_pin, &o, err));
	t.device = tr_said_number(&o, 0);
	TR_TRY(tr_once(c, ACT, TR_ACT_DRY_RUN, try_work, &t, err));
	return tr_desk_task_give(c, &t, o.mode, err);
}

/* ---- the program at the desk does it ---- */

#define TOKEN_WANTED "{\"token\"}"

struct doing {
	struct tr_call *c;
	char token[TR_HEX256 + 1]; /* its hash */
	struct tr_desk_task task;
	json_t *answer;
};

static trien_rc
knock(struct doing *p, struct trien_err *err)
{
	json_t *body, *v[1];

	TR_TRY(tr_desk_knock(p->c, err));
	TR_TRY(tr_json_read(tr_buf_view(&p->c->body), TOKEN_WANTED, &body, err));
	trien_rc rc = tr_json_body(body, &tr_body_redeem, v, err);
	if (rc == TRIEN_OK)
		rc = tr_hex_is_256(json_string_value(v[0])) ? tr_secret_hash(json_string_value(v[0]), p->token, err) : TR_ERR0(err, SERVICE_DESK_TOKEN);
	json_decref(body);
	return rc;
}

/* By what the program finds the token among those that are plugged in. */
static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT fingerprint FROM certificate WHERE device = $1 ORDER BY id DESC LIMIT $2";
	struct doing *p = context;
	TR_AUTO_ROWS device = {0};
	TR_AUTO_ROWS rows = {0};

	json_decref(p->answer); /* of a transaction before, that did not end */
	p->answer = NULL;
	TR_TRY(tr_desk_task_enter(p->c, db, p->token, TR_DESK_TASK_PIN, &p->task, err));
	TR_TRY(tr_sql_ask(db, "SELECT serial FROM device WHERE id = $1", TR_SQL_IN(TR_SQL_I(p->task.device)), &device, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(p->task.device), TR_SQL_I(TR_DESK_PIN_CERTIFICATES_MAX)), &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, json_string(tr_sql_text(&rows, i, 0)));
	p->answer = json_pack("{s:s, s:o}", "serial", device.count > 0 ? tr_sql_text(&device, 0, 0) : "", "certificates", all);
	return TRIEN_OK;
}

trien_rc
tr_route_desk_pin(struct tr_call *c, struct trien_err *err)
{
	struct doing p = {.c = c};

	TR_TRY(knock(&p, err));
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, show_work, &p, err);
	if (rc != TRIEN_OK) {
		json_decref(p.answer);
		return rc;
	}
	return tr_call_answer_json(c, p.answer, err);
}

static trien_rc
whose_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *p = context;
	return tr_desk_task_enter(p->c, db, p->token, TR_DESK_TASK_PIN, &p->task, err);
}

static trien_rc
changed_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct doing *p = context;
	int64_t act = 0;

	TR_TRY(whose_work(d->db, p, err));
	TR_TRY(report(d, p->task.device, &act, err));
	TR_TRY(tr_desk_task_end(d->db, p->task.id, act, err));
	return tr_call_answer_json(d->c, json_pack("{s:s}", "status", "ok"), err);
}

trien_rc
tr_route_desk_pin_changed(struct tr_call *c, struct trien_err *err)
{
	struct doing p = {.c = c};
	char key[96];

	TR_TRY(knock(&p, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, whose_work, &p, err));
	snprintf(key, sizeof(key), "pin-%s", p.token);
	c->key = key;
	const trien_rc rc = tr_once(c, ACT, TR_ACT_WITHIN, changed_work, &p, err);
	c->key = NULL;
	return rc;
}
