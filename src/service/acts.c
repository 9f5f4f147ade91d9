/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R15.2 R4.1 */
/*
 * POST /api/v1/acts/{act}: the acts of requests, certificates and devices, decided by the rules that decide for `trien registry act` too
 * (registry/deed.h). What approves, or gives a key its word back or takes it for good, wants the password again.
 */
#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/deed.h"
#include "registry/record_json.h"
#include "service/gate.h"
#include "service/json_body.h"
#include "service/once.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"object\": \"request:7\", \"given\": {...}, \"reason\", \"since\", \"dry_run\"}"
#define GIVEN_MAX 32u

enum { OBJECT, GIVEN, REASON, SINCE, DRY_RUN, MEMBERS };

struct acting {
	enum tr_rules_act act;
	json_t *body;
	json_t *v[MEMBERS];
	struct tr_deed_given given[GIVEN_MAX];
	size_t given_count;
	int64_t object, since;
	enum tr_act_mode mode;
};

static bool
wants_confirmation(enum tr_rules_act act)
{
	switch (act) {
	case TR_ACT_CERTIFICATE_REVOKE:
	case TR_ACT_CERTIFICATE_RESUME:
	case TR_ACT_CERTIFICATE_SUPERSEDE:
	case TR_ACT_DEVICE_UNLOCK:
		return true;
	default:
		return tr_rules_act_verb(act) == TR_VERB_APPROVE;
	}
}

/* ---- what was sent ---- */

static trien_rc
read_object(struct acting *a, struct trien_err *err)
{
	const struct tr_book *book;
	const char *text = json_string_value(a->v[OBJECT]);

	if (a->act == TR_ACT_REQUEST_DRAFT)
		return text == NULL ? TRIEN_OK : TR_ERR(err, REGISTRY_OBJECT, TR_B("got", text, strlen(text)));
	if (text == NULL)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	TR_TRY(tr_object_read(text, &book, &a->object, err));
	return book == tr_deed_book(a->act) ? TRIEN_OK : TR_ERR(err, REGISTRY_OBJECT, TR_B("got", text, strlen(text)));
}

/* Documents do not come with it: what an act wants one for is done where the file is. */
static trien_rc
read_given(struct acting *a, struct trien_err *err)
{
	const struct tr_book *book;
	const char *name;
	json_t *value;

	if (json_object_size(a->v[GIVEN]) > GIVEN_MAX)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	json_object_foreach(a->v[GIVEN], name, value) {
		const struct tr_column *column = tr_deed_takes(a->act, name, &book);
		if (column == NULL || column->kind == TR_COLUMN_BLOB)
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(a->act)->word), TR_S("got", name));
		a->given[a->given_count++] = (struct tr_deed_given){name, json_string_value(value)};
	}
	return TRIEN_OK;
}

static const struct tr_json_member act_members[] = {
	[OBJECT] = {"object", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, NULL},
	[GIVEN] = {"given", TR_JSON_TEXTS, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[REASON] = {"reason", TR_JSON_TEXT, TR_JSON_MAY, TR_REASON_MAX, NULL},
	[SINCE] = {"since", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[DRY_RUN] = {"dry_run", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
};
TR_BODY(act, "Act", WANTED, TR_BODY_PLAIN);

static trien_rc
read_body(struct tr_call *c, struct acting *a, struct trien_err *err)
{
	const char *since;

	TR_TRY(tr_json_read(tr_buf_view(&c->body), WANTED, &a->body, err));
	TR_TRY(tr_json_body(a->body, &tr_body_act, a->v, err));
	a->mode = json_is_true(a->v[DRY_RUN]) ? TR_ACT_DRY_RUN : TR_ACT_WITHIN;
	if ((since = json_string_value(a->v[SINCE])) != NULL)
		TR_TRY(tr_time_read_iso(TR_BYTES(since, strlen(since)), TR_ZONE_VIETNAM, &a->since, err));
	TR_TRY(read_object(a, err));
	return read_given(a, err);
}

/* ---- doing ---- */

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct acting *a = context;
	const struct tr_deed deed = {.act = a->act, .object = a->object, .role = d->who.role, .person = d->who.person, .given = a->given, .given_count = a->given_count};
	struct tr_deed_done done = {0};

	d->act.reason = json_string_value(a->v[REASON]);
	if (a->since != 0)
		d->act.effective_at = a->since;
	TR_TRY(tr_deed_do(d->db, &d->act, TR_ACT_WITHIN, &deed, &done, err));
	if (a->mode == TR_ACT_DRY_RUN)
		done.act = 0;
	return tr_call_answer_json(d->c, tr_deed_json(&done, a->mode), err);
}

static trien_rc
act(struct tr_call *c, struct acting *a, struct trien_err *err)
{
	const char *word = (const char *)c->parameters[0].p;

	if (!tr_rules_act_of(word, &a->act))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(read_body(c, a, err));
	if (a->mode != TR_ACT_DRY_RUN && wants_confirmation(a->act))
		TR_TRY(tr_gate_fresh(c, err));
	return tr_once(c, word, a->mode, act_work, a, err);
}

trien_rc
tr_route_act(struct tr_call *c, struct trien_err *err)
{
	struct acting a = {0};
	const trien_rc rc = act(c, &a, err);

	json_decref(a.body);
	return rc;
}
