/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R9.1 R9.2 R9.3 R9.4 */
/* Drafts: made, revised, attached to, submitted; agreed to, sent back, taken back, given up. */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/rules.h"
#include "office/submission_parts.h"
#include "registry/deed.h"
#include "store/job.h"

static trien_rc
put_version(struct tr_officing *o, int64_t document, int64_t number, const struct tr_submission_version *v, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_draft]);

	tr_record_set_int(&r, TR_draft_document, document);
	tr_record_set_int(&r, TR_draft_number, number);
	tr_record_set_text(&r, TR_draft_file, v->file);
	tr_record_set_int(&r, TR_draft_person, o->who->person);
	tr_record_set_text(&r, TR_draft_note, v->note);
	return tr_acting_put(o->a, &r, err);
}

/* ---- a new one ---- */

struct drafting {
	const struct tr_office_new *new;
	enum tr_procedure procedure;
	bool bare;
	int64_t document;
};

static trien_rc
put_submission(struct tr_officing *o, const struct drafting *d, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_submission]);

	tr_record_set_int(&r, TR_submission_document, d->document);
	tr_record_set_int(&r, TR_submission_agency, d->new->agency);
	tr_record_set_text(&r, TR_submission_procedure, tr_procedure_word(d->procedure)->word);
	tr_record_set_text(&r, TR_submission_state, tr_submission_state_word(TR_SUBMISSION_DRAFTING)->word);
	tr_record_set_int(&r, TR_submission_round, 0);
	if (d->new->template != 0)
		tr_record_set_int(&r, TR_submission_template, d->new->template);
	else if (d->new->common_template != 0)
		tr_record_set_int(&r, TR_submission_common_template, d->new->common_template);
	return tr_acting_put(o->a, &r, err);
}

static trien_rc
draft(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct drafting *d = context;
	const struct tr_submission_facts facts = {.procedure = d->procedure, .role = o->who->role};
	struct tr_submission_decision decision;
	struct tr_office_new new = *d->new;
	TR_AUTO_RECORD document = {0};

	TR_TRY(tr_submission_decide(&facts, TR_SUBMISSION_ACT_DRAFT, &decision, err));
	TR_TRY(tr_office_holds(o, new.agency, err));
	if (new.paper != (d->procedure == TR_PROCEDURE_PAPER))
		return TR_ERR(err, OFFICE_PROCEDURE_MEDIUM, TR_S("procedure", tr_procedure_word(d->procedure)->word));
	if (new.file != NULL && !d->bare)
		return TR_ERR0(err, RULES_SUBMISSION_BARE);
	new.drafter = o->who->person;
	TR_TRY(tr_office_fill(o, &new, &document, err));
	TR_TRY(tr_template_check_begun(o, &new, &document, err));
	tr_record_set_text(&document, TR_document_state, tr_document_state_word(TR_DOCUMENT_DRAFT)->word);
	TR_TRY(tr_acting_put(o->a, &document, err));
	d->document = document.id;
	TR_TRY(put_submission(o, d, err));
	if (new.file != NULL)
		TR_TRY(put_version(o, document.id, 1, &(struct tr_submission_version){.file = new.file}, err));
	return tr_office_put_with(o, &new, document.id, err);
}

trien_rc
tr_submission_draft(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_office_new *n,
		enum tr_procedure procedure, bool bare, int64_t *document, struct trien_err *err)
{
	struct drafting d = {.new = n, .procedure = procedure, .bare = bare};

	TR_TRY(tr_office_act(db, act, mode, who, tr_submission_act_word(TR_SUBMISSION_ACT_DRAFT)->word, draft, &d, NULL, err));
	*document = d.document;
	return TRIEN_OK;
}

/* ---- acts on one that is there ---- */

/* What an act is given beside the document. */
struct acting_on {
	int64_t document;
	enum tr_submission_act what;
	const struct tr_submission_version *version;
	const struct tr_office_attached *attached;
	const struct tr_submission_step *steps;
	size_t step_count;
	struct tr_submission_done done;
};

static trien_rc
last_version(struct tr_sql *db, int64_t document, int64_t *number, char file[TR_HEX256 + 1], struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT number, file FROM draft WHERE document = $1 ORDER BY number DESC LIMIT 1", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	*number = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	snprintf(file, TR_HEX256 + 1, "%s", rows.count > 0 ? tr_sql_text(&rows, 0, 1) : "");
	return TRIEN_OK;
}

static trien_rc
revise(struct tr_submitting *s, const struct acting_on *on, struct trien_err *err)
{
	struct tr_officing *o = s->o;
	struct tr_office_number other = {0};
	char file[TR_HEX256 + 1];
	int64_t number;

	s->facts.bare = on->version->bare;
	TR_TRY(tr_submitting_decide(s, on->what, err));
	if (s->document.v[TR_document_file].null || on->version->file == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	trien_rc rc = tr_office_of_file(o->a->db, on->version->file, &other, err);
	if (rc == TRIEN_OK && other.document != 0 && other.document != s->document.id)
		rc = TR_ERR(err, OFFICE_FILE_REGISTERED, TR_I("document", other.document), TR_S("number", other.text.n > 0 ? (char *)other.text.p : "-"));
	tr_office_number_free(&other);
	TR_TRY(rc);
	TR_TRY(last_version(o->a->db, s->document.id, &number, file, err));
	if (number >= TR_OFFICE_DRAFTS_MAX)
		return TR_ERR(err, OFFICE_DRAFT_LIMIT, TR_U("max", TR_OFFICE_DRAFTS_MAX));
	TR_TRY(put_version(o, s->document.id, number + 1, on->version, err));
	tr_record_set_text(&s->document, TR_document_file, on->version->file);
	TR_TRY(tr_acting_put(o->a, &s->document, err));
	return s->facts.state == TR_SUBMISSION_DRAFTING ? TRIEN_OK : tr_acting_put(o->a, &s->submission, err);
}

static trien_rc
attach(struct tr_submitting *s, const struct acting_on *on, struct trien_err *err)
{
	const struct tr_office_new one = {.attached = on->attached, .attached_count = 1};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_submitting_decide(s, on->what, err));
	TR_TRY(tr_sql_ask(s->o->a->db, "SELECT COUNT(*) FROM attachment WHERE document = $1", TR_SQL_IN(TR_SQL_I(s->document.id)), &rows, err));
	if (tr_sql_int(&rows, 0, 0) >= TR_OFFICE_ATTACHED_MAX)
		return TR_ERR(err, OFFICE_ATTACHED_LIMIT, TR_U("max", TR_OFFICE_ATTACHED_MAX));
	return tr_office_put_with(s->o, &one, s->document.id, err);
}

/* ---- submitted ---- */

/* What a person is in the agency, as bits. */
static trien_rc
roles_of(struct tr_officing *o, int64_t person, int64_t agency, unsigned *out, struct trien_err *err)
{
	static const char sql[] = "SELECT 'subscriber' FROM person WHERE id = $1 AND agency = $2 AND state = 'active' UNION "
				  "SELECT role FROM post WHERE person = $1 AND agency = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(o->a->act->at)), &rows, err));
	*out = 0;
	for (size_t i = 0; i < rows.count; i++) {
		enum tr_rules_role role;
		if (tr_rules_role_of(tr_sql_text(&rows, i, 0), &role))
			*out |= TR_BIT(role);
	}
	return TRIEN_OK;
}

static trien_rc
check_steps(struct tr_submitting *s, const struct acting_on *on, struct trien_err *err)
{
	struct tr_step steps[TR_STEPS_MAX];

	if (on->step_count > TR_STEPS_MAX)
		return TR_ERR(err, RULES_STEPS_LIMIT, TR_U("max", TR_STEPS_MAX));
	for (size_t i = 0; i < on->step_count; i++) {
		steps[i] = (struct tr_step){.kind = on->steps[i].kind, .stage = on->steps[i].stage, .person = on->steps[i].person};
		TR_TRY(roles_of(s->o, steps[i].person, s->document.v[TR_document_agency].i, &steps[i].roles, err));
	}
	return tr_procedure_check(s->facts.procedure, steps, on->step_count, err);
}

static trien_rc
put_step(struct tr_submitting *s, int64_t round, int64_t place, const struct tr_submission_step *step, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_step]);

	tr_record_set_int(&r, TR_step_document, s->document.id);
	tr_record_set_int(&r, TR_step_round, round);
	tr_record_set_int(&r, TR_step_place, place);
	tr_record_set_int(&r, TR_step_stage, step->stage);
	tr_record_set_text(&r, TR_step_kind, tr_step_kind_word(step->kind)->word);
	tr_record_set_int(&r, TR_step_person, step->person);
	tr_record_set_text(&r, TR_step_state, "waiting");
	return tr_acting_put(s->o->a, &r, err);
}

/* Signed is what was drafted, never what somebody had signed before it was sent back. */
static trien_rc
back_to_draft(struct tr_submitting *s, struct trien_err *err)
{
	char file[TR_HEX256 + 1];
	const uint8_t *copy;
	int64_t number;

	TR_TRY(last_version(s->o->a->db, s->document.id, &number, file, err));
	if (number == 0 || tr_record_is(&s->document, TR_document_file, file))
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&s->document.arena, file, sizeof(file), &copy, err));
	tr_record_set_text(&s->document, TR_document_file, (const char *)copy);
	return tr_acting_put(s->o->a, &s->document, err);
}

static trien_rc
submit(struct tr_submitting *s, const struct acting_on *on, struct trien_err *err)
{
	const int64_t round = s->submission.v[TR_submission_round].i + 1;

	s->facts.bare = true; /* each version was, when it was handed in */
	TR_TRY(tr_submitting_decide(s, on->what, err));
	TR_TRY(check_steps(s, on, err));
	TR_TRY(back_to_draft(s, err));
	tr_record_set_int(&s->submission, TR_submission_round, round);
	tr_record_set_int(&s->submission, TR_submission_submitted_at, s->o->a->act->at);
	tr_record_set_null(&s->submission, TR_submission_reason);
	TR_TRY(tr_acting_put(s->o->a, &s->submission, err));
	for (size_t i = 0; i < on->step_count; i++)
		TR_TRY(put_step(s, round, (int64_t)i + 1, &on->steps[i], err));
	return TRIEN_OK;
}

/* ---- sent back ---- */

/* The drafter, and all who have done a step (R9.3). */
static trien_rc
tell(const struct tr_submitting *s, struct trien_err *err)
{
	const struct tr_act *act = s->o->a->act;
	TR_AUTO_BUF payload = {0};
	struct tr_text text;
	int64_t id;

	TR_TRY(tr_buf_addf(&payload, err, "{\"tell\":\"signers\",\"act\":%lld,\"what\":\"%s\",\"object\":\"document:%lld\"}", (long long)s->o->a->id, act->what,
			(long long)s->document.id));
	TR_TRY(tr_text_of(tr_buf_view(&payload), &text, err));
	const struct tr_job_new job = {.kind = TR_JOB_TELL, .payload = text, .ready_at = act->at, .now = act->at};
	return tr_job_put(s->o->a->db, &job, &id, err);
}

static trien_rc
send_back(struct tr_submitting *s, enum tr_submission_act what, struct trien_err *err)
{
	struct tr_acting *a = s->o->a;
	const bool by_clerk = s->facts.state == TR_SUBMISSION_SIGNED;

	TR_TRY(tr_submitting_decide(s, what, err));
	tr_record_set_text(&s->submission, TR_submission_reason, a->act->reason);
	TR_TRY(tr_acting_put(a, &s->submission, err));
	if (what == TR_SUBMISSION_ACT_REFUSE && !by_clerk) {
		tr_record_set_text(&s->step, TR_step_state, "refused");
		tr_record_set_int(&s->step, TR_step_done_by, s->o->who->person);
		tr_record_set_int(&s->step, TR_step_done_at, a->act->at);
		if (s->delegation != 0)
			tr_record_set_int(&s->step, TR_step_delegation, s->delegation);
		tr_record_set_text(&s->step, TR_step_reason, a->act->reason);
		TR_TRY(tr_acting_put(a, &s->step, err));
	}
	TR_TRY(tr_submitting_end_steps(s, err));
	if (by_clerk) {
		TR_TRY(tr_office_decide(s->o, &s->document, TR_DOCUMENT_ACT_SEND_BACK, (struct tr_document_facts){0}, err));
		TR_TRY(tr_acting_put(a, &s->document, err));
	}
	return what == TR_SUBMISSION_ACT_REFUSE ? tell(s, err) : TRIEN_OK;
}

static trien_rc
drop(struct tr_submitting *s, enum tr_submission_act what, struct trien_err *err)
{
	TR_TRY(tr_submitting_decide(s, what, err));
	tr_record_set_text(&s->submission, TR_submission_reason, s->o->a->act->reason);
	TR_TRY(tr_acting_put(s->o->a, &s->submission, err));
	tr_record_set_text(&s->document, TR_document_state, tr_document_state_word(TR_DOCUMENT_WITHDRAWN)->word);
	tr_record_set_text(&s->document, TR_document_reason, s->o->a->act->reason);
	return tr_acting_put(s->o->a, &s->document, err);
}

/* ---- all of them ---- */

static trien_rc
dispatch(struct tr_submitting *s, const struct acting_on *on, struct trien_err *err)
{
	switch (on->what) {
	case TR_SUBMISSION_ACT_REVISE:
		return revise(s, on, err);
	case TR_SUBMISSION_ACT_ATTACH:
		return attach(s, on, err);
	case TR_SUBMISSION_ACT_SUBMIT:
		return submit(s, on, err);
	case TR_SUBMISSION_ACT_REFUSE:
	case TR_SUBMISSION_ACT_TAKE_BACK:
		return send_back(s, on->what, err);
	case TR_SUBMISSION_ACT_DROP:
		return drop(s, on->what, err);
	default: /* to agree; what is signed is decided by a session, and refused here as any act that no table knows */
		TR_TRY(tr_submitting_decide(s, on->what, err));
		return tr_submitting_step_done(s, NULL, NULL, err);
	}
}

static trien_rc
act_on(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct acting_on *on = context;
	TR_AUTO_SUBMITTING s = {0};

	TR_TRY(tr_submitting_open(o, on->document, &s, err));
	TR_TRY(dispatch(&s, on, err));
	on->done = (struct tr_submission_done){.document = on->document, .from = s.facts.state, .to = tr_submission_state_of(s.submission.v[TR_submission_state].b)};
	return TRIEN_OK;
}

static trien_rc
run(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, struct acting_on *on, struct tr_submission_done *out,
		struct trien_err *err)
{
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_submission_act_word(on->what)->word, act_on, on, &id, err));
	on->done.act = id;
	*out = on->done;
	return TRIEN_OK;
}

trien_rc
tr_submission_revise(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_submission_version *v, struct tr_submission_done *out, struct trien_err *err)
{
	struct acting_on on = {.document = document, .what = TR_SUBMISSION_ACT_REVISE, .version = v};
	return run(db, act, mode, who, &on, out, err);
}

trien_rc
tr_submission_attach(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_office_attached *a, struct tr_submission_done *out, struct trien_err *err)
{
	struct acting_on on = {.document = document, .what = TR_SUBMISSION_ACT_ATTACH, .attached = a};
	return run(db, act, mode, who, &on, out, err);
}

trien_rc
tr_submission_submit(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_submission_step *steps, size_t count, struct tr_submission_done *out, struct trien_err *err)
{
	struct acting_on on = {.document = document, .what = TR_SUBMISSION_ACT_SUBMIT, .steps = steps, .step_count = count};
	return run(db, act, mode, who, &on, out, err);
}

trien_rc
tr_submission_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		enum tr_submission_act what, struct tr_submission_done *out, struct trien_err *err)
{
	struct acting_on on = {.document = document, .what = what};

	return run(db, act, mode, who, &on, out, err);
}
