/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R9.1 R9.2 R9.3 R9.4 */
/*
 * Drafts and their way to all signatures, as `trien office draft` … `delegate` have it: POST /api/v1/documents, …/{id}/revise, attach, submit, approve, refuse,
 * take-back, drop. What signs is a session (office_sign.c).
 */
#include "base/errors/service.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

static struct tr_office_who
who_of(const struct tr_doing *d)
{
	return (struct tr_office_who){d->who.person, d->who.role};
}

/* ---- a new draft ---- */

#define DRAFT_WANTED "{\"agency\", \"kind\", \"subject\", \"procedure\": \"1\"…\"4\", \"unit\", \"signer\", \"recipients\", \"urgency\", \"secrecy\", \"replaces\", " \
	"\"copied_document\", \"copied_arrival\", \"copied_text\", \"copied_kind\", \"copier\", \"reserve\", \"reserve_signers\", \"reserve_texts\", \"template\" or \"common_template\", " TR_SAID_WANTED "}"

enum { AGENCY, KIND, SUBJECT, PROCEDURE, UNIT, SIGNER, RECIPIENTS, URGENCY, SECRECY, REPLACES, COPIED_DOCUMENT, COPIED_ARRIVAL, COPIED_TEXT, COPIED_KIND, COPIER, RESERVE, RESERVE_SIGNERS, RESERVE_TEXTS, TEMPLATE, COMMON_TEMPLATE, DRAFT_MEMBERS };
_Static_assert(DRAFT_MEMBERS <= TR_SAID_OWN_MAX, "members of a draft");

struct drafting {
	struct tr_office_call *o;
	enum tr_procedure procedure;
};

static struct tr_office_copy
copy_of(const struct tr_office_call *o)
{
	return (struct tr_office_copy){tr_said_number(o, COPIED_DOCUMENT), tr_said_number(o, COPIED_ARRIVAL), tr_said_text(o, COPIED_TEXT), tr_said_text(o, COPIED_KIND),
		tr_said_number(o, COPIER)};
}

static bool
is_copy(const struct tr_office_copy *c)
{
	return c->document != 0 || c->arrival != 0 || c->text != NULL || c->text_kind != NULL || c->signer != 0;
}

static trien_rc
draft_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct drafting *g = context;
	const struct tr_office_call *o = g->o;
	const struct tr_office_who who = who_of(d);
	const struct tr_office_copy copy = copy_of(o);
	const struct tr_office_new n = {.copy = is_copy(&copy) ? &copy : NULL, .agency = tr_said_number(o, AGENCY), .kind = tr_said_text(o, KIND), .subject = tr_said_text(o, SUBJECT), .unit = tr_said_text(o, UNIT),
		.signer = tr_said_text(o, SIGNER), .recipients = tr_said_text(o, RECIPIENTS), .urgency = tr_said_text(o, URGENCY), .secrecy = tr_said_text(o, SECRECY),
		.paper = g->procedure == TR_PROCEDURE_PAPER, .file = o->has_file ? o->name : NULL, .replaces = tr_said_number(o, REPLACES),
		.template = tr_said_number(o, TEMPLATE), .common_template = tr_said_number(o, COMMON_TEMPLATE)};
	struct tr_submission_done done = {.to = TR_SUBMISSION_DRAFTING};

	d->act.reason = tr_office_call_reason(o);
	TR_TRY(tr_submission_draft(d->db, &d->act, TR_ACT_WITHIN, &who, &n, g->procedure, o->file.signatures == 0, &done.document, err));
	return tr_office_call_answer(o, &done, err);
}

static const char *
procedure(unsigned i)
{
	return i < TR_PROCEDURES ? tr_procedure_word((enum tr_procedure)i)->word : NULL;
}

static const struct tr_json_more a_procedure = {.word = procedure};
static const struct tr_json_member draft_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[SUBJECT] = {"subject", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[PROCEDURE] = {"procedure", TR_JSON_TEXT, TR_JSON_MUST, 1, &a_procedure},
	[UNIT] = {"unit", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[SIGNER] = {"signer", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[RECIPIENTS] = {"recipients", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[URGENCY] = {"urgency", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[SECRECY] = {"secrecy", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[REPLACES] = {"replaces", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[COPIED_DOCUMENT] = {"copied_document", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[COPIED_ARRIVAL] = {"copied_arrival", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[COPIED_TEXT] = {"copied_text", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[COPIED_KIND] = {"copied_kind", TR_JSON_TEXT, TR_JSON_MAY, TR_OFFICE_CODE_MAX, NULL},
	[COPIER] = {"copier", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[RESERVE] = {"reserve", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[RESERVE_SIGNERS] = {"reserve_signers", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[RESERVE_TEXTS] = {"reserve_texts", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[TEMPLATE] = {"template", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[COMMON_TEMPLATE] = {"common_template", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
};
TR_BODY(draft, "Draft", DRAFT_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_draft(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.takes_drafts = true};
	struct drafting g = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_draft, &o, err));
	const char *procedure = tr_said_text(&o, PROCEDURE);
	if (!tr_procedure_of(TR_BYTES(procedure, strlen(procedure)), &g.procedure))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", DRAFT_WANTED));
	if (tr_said(&o, TEMPLATE) != NULL && tr_said(&o, COMMON_TEMPLATE) != NULL)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", DRAFT_WANTED));
	if (json_is_true(tr_said(&o, RESERVE)))
		o.places = (struct tr_desk_places){(unsigned)(*procedure - '0'), tr_said_text(&o, RESERVE_SIGNERS), tr_said_text(&o, RESERVE_TEXTS)};
	TR_TRY(tr_office_call_take(&o, err));
	return tr_office_call_do(&o, "document.draft", draft_work, &g, err);
}

/* ---- acts on one that is there ---- */

struct acting {
	struct tr_office_call *o;
	int64_t document;
	enum tr_submission_act what;
	struct tr_submission_step steps[TR_STEPS_MAX];
	size_t count;
};

enum { NAME, ANNEX, ATTACH_MEMBERS };

static trien_rc
do_act(struct tr_doing *d, const struct acting *a, struct tr_submission_done *done, struct trien_err *err)
{
	const struct tr_office_call *o = a->o;
	const struct tr_office_who who = who_of(d);
	const struct tr_submission_version version = {o->has_file ? o->name : NULL, tr_office_call_reason(o), o->file.signatures == 0};

	switch (a->what) {
	case TR_SUBMISSION_ACT_REVISE:
		return tr_submission_revise(d->db, &d->act, TR_ACT_WITHIN, &who, a->document, &version, done, err);
	case TR_SUBMISSION_ACT_ATTACH: {
		const struct tr_office_attached attached = {tr_said_text(o, NAME), o->name, json_is_true(tr_said(o, ANNEX))};
		return tr_submission_attach(d->db, &d->act, TR_ACT_WITHIN, &who, a->document, &attached, done, err);
	}
	case TR_SUBMISSION_ACT_SUBMIT:
		return tr_submission_submit(d->db, &d->act, TR_ACT_WITHIN, &who, a->document, a->steps, a->count, done, err);
	default:
		return tr_submission_do(d->db, &d->act, TR_ACT_WITHIN, &who, a->document, a->what, done, err);
	}
}

static trien_rc
act_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct acting *a = context;
	struct tr_submission_done done = {0};

	d->act.reason = tr_office_call_reason(a->o);
	TR_TRY(do_act(d, a, &done, err));
	return tr_office_call_answer(a->o, &done, err);
}

static trien_rc
act(struct acting *a, enum tr_submission_act what, struct trien_err *err)
{
	a->what = what;
	TR_TRY(tr_query_id(a->o->c->parameters[0], &a->document, err));
	return tr_office_call_do(a->o, tr_submission_act_word(what)->word, act_work, a, err);
}

/* With a file, which is wanted. */
static trien_rc
act_with_file(struct acting *a, enum tr_submission_act what, struct trien_err *err)
{
	if (!a->o->has_file)
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", "application/pdf, application/vnd.oasis.opendocument.text, application/vnd.openxmlformats-officedocument.wordprocessingml.document"));
	TR_TRY(tr_office_call_take(a->o, err));
	return act(a, what, err);
}

#define REVISE_WANTED "{\"reserve\", \"reserve_signers\", \"reserve_texts\", " TR_SAID_WANTED "}"

enum { REVISE_RESERVE, REVISE_SIGNERS, REVISE_TEXTS };

static const struct tr_json_member revise_members[] = {
	[REVISE_RESERVE] = {"reserve", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[REVISE_SIGNERS] = {"reserve_signers", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[REVISE_TEXTS] = {"reserve_texts", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
};
TR_BODY(revise, "Revise", REVISE_WANTED, TR_BODY_OF_OFFICE);

/* The document's own; whose it is the act asks. A paper one has no places, and an unknown one none either. */
static trien_rc
procedure_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct acting *a = context;
	TR_AUTO_ROWS rows = {0};
	enum tr_procedure p;

	TR_TRY(tr_sql_ask(db, "SELECT procedure FROM submission WHERE document = $1", TR_SQL_IN(TR_SQL_I(a->document)), &rows, err));
	if (rows.count > 0 && tr_procedure_of(tr_sql_cell(&rows, 0, 0)->b, &p) && p != TR_PROCEDURE_PAPER)
		a->o->places.procedure = (unsigned)(tr_procedure_word(p)->word[0] - '0');
	return TRIEN_OK;
}

trien_rc
tr_route_revise(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.takes_drafts = true};
	struct acting a = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_revise, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &a.document, err));
	if (json_is_true(tr_said(&o, REVISE_RESERVE))) {
		o.places = (struct tr_desk_places){.signers = tr_said_text(&o, REVISE_SIGNERS), .texts = tr_said_text(&o, REVISE_TEXTS)};
		TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, procedure_work, &a, err));
	}
	return act_with_file(&a, TR_SUBMISSION_ACT_REVISE, err);
}

#define ATTACH_WANTED "{\"name\", \"annex\", " TR_SAID_WANTED "}"

static const struct tr_json_member attach_members[] = {
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL}, [ANNEX] = {"annex", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL}};
TR_BODY(attach, "Attach", ATTACH_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_attach(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.takes_drafts = true};
	struct acting a = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_attach, &o, err));
	return act_with_file(&a, TR_SUBMISSION_ACT_ATTACH, err);
}

/* ---- the way ---- */

#define SUBMIT_WANTED "{\"steps\": [{\"stage\": 1, \"kind\": \"sign\", \"person\": 3}, …], " TR_SAID_WANTED "}"

static const char *
step_kind(unsigned i)
{
	return i < TR_STEP_KINDS ? tr_step_kind_word((enum tr_step_kind)i)->word : NULL;
}

static const struct tr_json_more a_step_kind = {.word = step_kind};
static const struct tr_json_member step_members[] = {{"stage", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}, {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, &a_step_kind},
	{"person", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}};
TR_BODY(step, "Step", SUBMIT_WANTED, TR_BODY_PLAIN);

static trien_rc
read_step(json_t *item, struct tr_submission_step *out, struct trien_err *err)
{
	json_t *v[3];

	if (!json_is_object(item))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", SUBMIT_WANTED));
	TR_TRY(tr_json_body(item, &tr_body_step, v, err));
	out->stage = json_integer_value(v[0]);
	out->person = json_integer_value(v[2]);
	const struct tr_bytes kind = TR_BYTES(json_string_value(v[1]), json_string_length(v[1]));
	return tr_step_kind_of(kind, &out->kind) ? TRIEN_OK : TR_ERR(err, SERVICE_JSON, TR_S("want", SUBMIT_WANTED));
}

static const struct tr_json_more the_steps = {.items = &tr_body_step};
static const struct tr_json_member submit_members[] = {{"steps", TR_JSON_LIST, TR_JSON_MUST, TR_STEPS_MAX, &the_steps}};
TR_BODY(submit, "Submit", SUBMIT_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_submit(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct acting a = {.o = &o};
	json_t *item;
	size_t i;

	TR_TRY(tr_office_call_read(c, &tr_body_submit, &o, err));
	json_array_foreach(tr_said(&o, 0), i, item)
		TR_TRY(read_step(item, &a.steps[a.count++], err));
	return act(&a, TR_SUBMISSION_ACT_SUBMIT, err);
}

static trien_rc
say(struct tr_call *c, enum tr_submission_act what, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct acting a = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	/* Agreeing to a document is signing for it with one's word. */
	if (what == TR_SUBMISSION_ACT_APPROVE && o.mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_gate_fresh(c, err));
	return act(&a, what, err);
}

trien_rc
tr_route_approve(struct tr_call *c, struct trien_err *err)
{
	return say(c, TR_SUBMISSION_ACT_APPROVE, err);
}

trien_rc
tr_route_refuse(struct tr_call *c, struct trien_err *err)
{
	return say(c, TR_SUBMISSION_ACT_REFUSE, err);
}

trien_rc
tr_route_take_back(struct tr_call *c, struct trien_err *err)
{
	return say(c, TR_SUBMISSION_ACT_TAKE_BACK, err);
}

trien_rc
tr_route_drop(struct tr_call *c, struct trien_err *err)
{
	return say(c, TR_SUBMISSION_ACT_DROP, err);
}
