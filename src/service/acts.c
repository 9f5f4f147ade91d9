/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R15.2 R4.1 */
/*
 * POST /api/v1/acts/{act}: the acts of requests, certificates and devices, decided by the rules that decide for `trien registry act` too
 * (registry/deed.h). What approves, or gives a key its word back or takes it for good, wants the password again. A file that an act wants comes as the body, several as a form.
 */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/deed.h"
#include "registry/record_json.h"
#include "service/gate.h"
#include "service/handed.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"object\": \"request:7\", \"given\": {...}, \"file\": \"form\", \"since\", " TR_SAID_WANTED "}"
#define GIVEN_MAX 32u

enum { OBJECT, GIVEN, FILE_COLUMN, SINCE };

struct acting {
	struct tr_office_call *o;
	struct tr_handed handed;
	enum tr_rules_act act;
	struct tr_deed_given given[GIVEN_MAX + TR_HANDED_MAX];
	size_t given_count;
	int64_t object, since;
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
	const char *text = tr_said_text(a->o, OBJECT);

	if (a->act == TR_ACT_REQUEST_DRAFT)
		return text == NULL ? TRIEN_OK : TR_ERR(err, REGISTRY_OBJECT, TR_B("got", text, strlen(text)));
	if (text == NULL)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	TR_TRY(tr_object_read(text, &book, &a->object, err));
	return book == tr_deed_book(a->act) ? TRIEN_OK : TR_ERR(err, REGISTRY_OBJECT, TR_B("got", text, strlen(text)));
}

/* A document comes as the body, and under no name: who named one that lies here already would be shown it. */
static trien_rc
read_given(struct acting *a, struct trien_err *err)
{
	json_t *given = tr_said(a->o, GIVEN), *value;
	const struct tr_book *book;
	const char *name;

	if (json_object_size(given) > GIVEN_MAX)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	json_object_foreach(given, name, value) {
		const struct tr_column *column = tr_deed_takes(a->act, name, &book);
		if (column == NULL || column->kind == TR_COLUMN_BLOB)
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(a->act)->word), TR_S("got", name));
		a->given[a->given_count++] = (struct tr_deed_given){name, json_string_value(value)};
	}
	return TRIEN_OK;
}

static trien_rc
read_files(struct acting *a, struct trien_err *err)
{
	const struct tr_book *book;

	TR_TRY(tr_handed_read(a->o, tr_said_text(a->o, FILE_COLUMN), WANTED, &a->handed, err));
	for (size_t i = 0; i < a->handed.count; i++) {
		const struct tr_handed_file *f = &a->handed.files[i];
		const struct tr_column *column = tr_deed_takes(a->act, f->column, &book);
		if (column == NULL || column->kind != TR_COLUMN_BLOB)
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(a->act)->word), TR_S("got", f->column));
		a->given[a->given_count++] = (struct tr_deed_given){f->column, f->name};
	}
	return TRIEN_OK;
}

static const struct tr_json_member act_members[] = {
	[OBJECT] = {"object", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, NULL},
	[GIVEN] = {"given", TR_JSON_TEXTS, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[FILE_COLUMN] = {"file", TR_JSON_TEXT, TR_JSON_MAY, TR_OBJECT_TEXT, NULL},
	[SINCE] = {"since", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(act, "Act", WANTED, TR_BODY_OF_OFFICE);

static trien_rc
read_body(struct acting *a, struct trien_err *err)
{
	const char *since;

	if ((since = tr_said_text(a->o, SINCE)) != NULL)
		TR_TRY(tr_time_read_iso(TR_BYTES(since, strlen(since)), TR_ZONE_VIETNAM, &a->since, err));
	TR_TRY(read_object(a, err));
	TR_TRY(read_given(a, err));
	return read_files(a, err);
}

/* ---- doing ---- */

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct acting *a = context;
	const struct tr_deed deed = {.act = a->act, .object = a->object, .role = d->who.role, .person = d->who.person, .given = a->given, .given_count = a->given_count};
	struct tr_deed_done done = {0};

	d->act.reason = tr_office_call_reason(a->o);
	if (a->since != 0)
		d->act.effective_at = a->since;
	tr_handed_give(&a->handed, &d->act);
	TR_TRY(tr_deed_do(d->db, &d->act, TR_ACT_WITHIN, &deed, &done, err));
	if (a->o->mode == TR_ACT_DRY_RUN)
		done.act = 0;
	json_t *answer = tr_deed_json(&done, a->o->mode);
	json_object_set_new(answer, "files", tr_handed_json(&a->handed));
	return tr_call_answer_json(d->c, answer, err);
}

static trien_rc
act(struct acting *a, struct trien_err *err)
{
	struct tr_call *c = a->o->c;
	const char *word = (const char *)c->parameters[0].p;

	if (!tr_rules_act_of(word, &a->act))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_office_call_read(c, &tr_body_act, a->o, err));
	TR_TRY(read_body(a, err));
	if (a->o->mode != TR_ACT_DRY_RUN && wants_confirmation(a->act))
		TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_handed_take(a->o, &a->handed, err));
	return tr_office_call_do(a->o, word, act_work, a, err);
}

trien_rc
tr_route_act(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.c = c, .takes_files = true};
	struct acting *a = tr_mem_zeroed(1, sizeof(*a));

	if (a == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*a)));
	a->o = &o;
	const trien_rc rc = act(a, err);
	free(a);
	return rc;
}
