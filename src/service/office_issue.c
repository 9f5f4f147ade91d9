/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.1 R9.2 R9.3 X1 X3 */
/*
 * What becomes of a document once its persons have signed, as `trien office issue` … `close` have it: POST /api/v1/documents/{id}/issue, e-copy, withdraw, void,
 * recall, correct; numbers that are kept for documents to come, and registers that are closed. What gives a number or a document its word back wants the password again.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "desk/beside.h"
#include "office/incoming.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

/* ---- acts on a document ---- */

#define ISSUE_WANTED "{\"to\": [agency, …], " TR_SAID_WANTED "}"

struct changing {
	struct tr_office_call *o;
	enum tr_document_act what;
	int64_t document;
	struct tr_office_taken taken;
	struct tr_office_given given;
	int64_t to[TR_OFFICE_RECEIVERS_MAX];
};

static trien_rc
change_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct changing *g = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = g->o->mode == TR_ACT_DRY_RUN;
	struct tr_office_done done = {0};

	d->act.reason = tr_office_call_reason(g->o);
	TR_TRY(tr_office_do(d->db, &d->act, TR_ACT_WITHIN, &who, g->document, g->what, &g->given, &done, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:s, s:s, s:I, s:b}", "document", (json_int_t)g->document, "from", tr_document_state_word(done.from)->word, "to",
			tr_document_state_word(done.to)->word, "act", (json_int_t)(dry ? 0 : done.act), "dry_run", dry), err);
}

static trien_rc
taken_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct changing *g = context;
	return tr_office_taken(db, g->document, &g->taken, err);
}

/* What the file is held against, before the act asks for it. */
static trien_rc
hold_file(struct changing *g, struct trien_err *err)
{
	struct tr_office_call *o = g->o;
	const struct tr_desk_file *f = &o->file;

	TR_TRY(tr_databases_transact(o->c->context->pool, TR_SQL_READ, taken_work, g, err));
	TR_TRY(tr_office_continues(o->c->context->blobs, &g->taken, tr_buf_view(&o->c->body), &o->since_bytes, err));
	g->given.continues = o->since_bytes > 0;
	TR_TRY(tr_office_call_take_issued(o, err));
	TR_TRY(tr_desk_check_beside(f, true, err));
	g->given.shows_number = tr_desk_shows_number(f, g->taken.number, g->taken.day);
	g->given.seal = f->seal[0] != '\0' ? f->seal : NULL;
	g->given.signed_file = f->intact;
	g->given.file = o->name;
	if (g->what != TR_DOCUMENT_ACT_ISSUE)
		return TRIEN_OK;
	g->given.evidence = o->evidence[0] != '\0' ? o->evidence : NULL;
	return tr_office_call_right(o, err);
}

static const struct tr_json_member issue_members[] = {{"to", TR_JSON_IDS, TR_JSON_MAY, TR_OFFICE_RECEIVERS_MAX, NULL}};
TR_BODY(issue, "Issue", ISSUE_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
change(struct tr_call *c, enum tr_document_act what, struct trien_err *err)
{
	const bool issue = what == TR_DOCUMENT_ACT_ISSUE;
	TR_AUTO_OFFICE_CALL o = {.is_scan = what == TR_DOCUMENT_ACT_E_COPY};
	struct changing g = {.o = &o, .what = what};

	TR_TRY(tr_office_call_read(c, issue ? &tr_body_issue : &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &g.document, err));
	if (o.mode != TR_ACT_DRY_RUN && what != TR_DOCUMENT_ACT_WITHDRAW)
		TR_TRY(tr_gate_fresh(c, err));
	if (issue)
		g.given.to_count = tr_office_call_ids(&o, 0, g.to);
	g.given.to = g.to;
	if (o.has_file)
		TR_TRY(hold_file(&g, err));
	return tr_office_call_do(&o, tr_document_act_word(what)->word, change_work, &g, err);
}

trien_rc
tr_route_issue(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_DOCUMENT_ACT_ISSUE, err);
}

trien_rc
tr_route_e_copy(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_DOCUMENT_ACT_E_COPY, err);
}

trien_rc
tr_route_withdraw(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_DOCUMENT_ACT_WITHDRAW, err);
}

trien_rc
tr_route_void(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_DOCUMENT_ACT_VOID, err);
}

trien_rc
tr_route_recall(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_DOCUMENT_ACT_RECALL, err);
}

/* ---- its line in the register ---- */

#define CORRECT_WANTED "{\"values\": {\"subject\": \"…\"}, " TR_SAID_WANTED "}"
#define CORRECTIONS_MAX 16u

struct correcting {
	struct tr_office_call *o;
	int64_t id;
	bool arrived; /* of a document that came */
	struct tr_office_correction items[CORRECTIONS_MAX];
	size_t count;
};

static trien_rc
correct_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct correcting *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act = 0;

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY((k->arrived ? tr_office_correct_in : tr_office_correct)(d->db, &d->act, TR_ACT_WITHIN, &who, k->id, k->items, k->count, &act, err));
	return tr_office_call_answer_act(k->o, act, err);
}

static const struct tr_json_member correct_members[] = {{"values", TR_JSON_TEXTS, TR_JSON_MUST, TR_VALUE_MAX, NULL}};
TR_BODY(correct, "Correct", CORRECT_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
correct(struct tr_call *c, bool arrived, const char *what, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct correcting k = {.o = &o, .arrived = arrived};
	const char *name;
	json_t *value;

	TR_TRY(tr_office_call_read(c, &tr_body_correct, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &k.id, err));
	if (json_object_size(tr_said(&o, 0)) == 0 || json_object_size(tr_said(&o, 0)) > CORRECTIONS_MAX)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", CORRECT_WANTED));
	json_object_foreach(tr_said(&o, 0), name, value)
		k.items[k.count++] = (struct tr_office_correction){name, json_string_value(value)};
	return tr_office_call_do(&o, what, correct_work, &k, err);
}

trien_rc
tr_route_correct(struct tr_call *c, struct trien_err *err)
{
	return correct(c, false, "document.correct", err);
}

trien_rc
tr_route_correct_arrival(struct tr_call *c, struct trien_err *err)
{
	return correct(c, true, "arrival.correct", err);
}

/* ---- numbers for documents to come ---- */

enum { AGENCY, KIND, COUNT, KEEP_MEMBERS };

static trien_rc
keep_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct tr_office_call *o = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const int64_t count = tr_said(o, COUNT) != NULL ? tr_said_number(o, COUNT) : 1;
	int64_t first = 0;

	d->act.reason = tr_office_call_reason(o);
	TR_TRY(tr_office_keep(d->db, &d->act, TR_ACT_WITHIN, &who, tr_said_number(o, AGENCY), tr_said_text(o, KIND), (size_t)count, &first, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:b}", "first", (json_int_t)first, "count", (json_int_t)count, "dry_run", o->mode == TR_ACT_DRY_RUN), err);
}

#define KEEP_WANTED "{\"agency\", \"kind\", \"count\", " TR_SAID_WANTED "}"

static const struct tr_json_member keep_members[] = {[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL}, [COUNT] = {"count", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL}};
TR_BODY(keep, "Keep", KEEP_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_keep_numbers(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};

	TR_TRY(tr_office_call_read(c, &tr_body_keep, &o, err));
	return tr_office_call_do(&o, "document.keep", keep_work, &o, err);
}

struct voiding {
	struct tr_office_call *o;
	int64_t entry;
};

static trien_rc
void_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct voiding *v = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t document = 0;

	d->act.reason = tr_office_call_reason(v->o);
	TR_TRY(tr_office_void_kept(d->db, &d->act, TR_ACT_WITHIN, &who, v->entry, &document, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:I, s:b}", "entry", (json_int_t)v->entry, "document", (json_int_t)document, "dry_run", v->o->mode == TR_ACT_DRY_RUN), err);
}

trien_rc
tr_route_void_kept(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct voiding v = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &v.entry, err));
	return tr_office_call_do(&o, "document.void", void_work, &v, err);
}
