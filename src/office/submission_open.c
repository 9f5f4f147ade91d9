/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.1 R9.2 R9.3 R9.4 */
/* What an act on a draft finds in the books, and what a step leaves there. */
#include "base/errors/office.h"
#include "office/submission_parts.h"

void
tr_submitting_free(struct tr_submitting *s)
{
	tr_record_free(&s->document);
	tr_record_free(&s->submission);
	tr_record_free(&s->step);
}

/* ---- reading ---- */

static trien_rc
load_submission(struct tr_sql *db, int64_t document, struct tr_record *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id FROM submission WHERE document = $1", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	return rows.count == 0 ? TRIEN_OK : tr_record_load(db, &tr_books[TR_BOOK_submission], tr_sql_int(&rows, 0, 0), out, err);
}

trien_rc
tr_submission_is(struct tr_sql *db, int64_t document, bool *is, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id FROM submission WHERE document = $1", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

/* Given in writing by whose step it is, to who acts, and now: who was given something gives it to nobody else (Decree 30/2020 Điều 13.3). */
static trien_rc
find_delegation(const struct tr_submitting *s, int64_t giver, int64_t *id, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM delegation WHERE agency = $1 AND giver = $2 AND person = $3 AND from_at <= $4 AND to_at > $4 "
				  "ORDER BY id LIMIT 1";
	const struct tr_officing *o = s->o;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(s->document.v[TR_document_agency], TR_SQL_I(giver), TR_SQL_I(o->who->person), TR_SQL_I(o->a->act->at)),
			&rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}

static trien_rc
take_step(struct tr_submitting *s, int64_t step, bool first, struct trien_err *err)
{
	enum tr_step_kind kind;

	TR_TRY(tr_record_load(s->o->a->db, &tr_books[TR_BOOK_step], step, &s->step, err));
	s->facts.turn = tr_step_kind_of(s->step.v[TR_step_kind].b, &kind);
	s->facts.first = first;
	s->facts.competent = s->facts.turn && tr_step_takes(s->facts.procedure, kind, s->facts.role);
	s->facts.by_signature = s->facts.turn && tr_step_is_signed(kind);
	return TRIEN_OK;
}

/* The first step that waits for who acts; of one stage the own before what was given to him. */
static trien_rc
find_step(struct tr_submitting *s, struct trien_err *err)
{
	static const char sql[] = "SELECT id, stage, person FROM step WHERE document = $1 AND round = $2 AND state = 'waiting' "
				  "ORDER BY stage, CASE WHEN person = $3 THEN 0 ELSE 1 END, place";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(s->o->a->db, sql, TR_SQL_IN(TR_SQL_I(s->document.id), s->submission.v[TR_submission_round], TR_SQL_I(s->o->who->person)), &rows,
			err));
	s->facts.left = (unsigned)rows.count;
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t person = tr_sql_int(&rows, i, 2);
		s->delegation = 0;
		if (person != s->o->who->person)
			TR_TRY(find_delegation(s, person, &s->delegation, err));
		if (person == s->o->who->person || s->delegation != 0)
			return take_step(s, tr_sql_int(&rows, i, 0), tr_sql_int(&rows, i, 1) == tr_sql_int(&rows, 0, 1), err);
	}
	return TRIEN_OK;
}

trien_rc
tr_submitting_open(struct tr_officing *o, int64_t document, struct tr_submitting *out, struct trien_err *err)
{
	struct tr_submission_facts *f = &out->facts;

	out->o = o;
	tr_acting_about(o->a, &tr_books[TR_BOOK_document], document);
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], document, &out->document, err));
	TR_TRY(tr_office_holds(o, out->document.v[TR_document_agency].i, err));
	TR_TRY(load_submission(o->a->db, document, &out->submission, err));
	if (out->submission.id == 0)
		return TR_ERR(err, OFFICE_NOT_SUBMITTED, TR_I("document", document));
	f->state = tr_submission_state_of(out->submission.v[TR_submission_state].b);
	if (!tr_procedure_of(out->submission.v[TR_submission_procedure].b, &f->procedure))
		return TR_ERR(err, OFFICE_NOT_SUBMITTED, TR_I("document", document));
	f->role = o->who->role;
	f->drafter = !out->document.v[TR_document_drafter].null && out->document.v[TR_document_drafter].i == o->who->person;
	f->reason_given = tr_office_reason(o, NULL) == TRIEN_OK;
	return f->state == TR_SUBMISSION_SUBMITTED ? find_step(out, err) : TRIEN_OK;
}

trien_rc
tr_submitting_decide(struct tr_submitting *s, enum tr_submission_act act, struct trien_err *err)
{
	struct tr_submission_decision d;

	TR_TRY(tr_submission_decide(&s->facts, act, &d, err));
	/* What is one's own was a condition; of the agency's, the table says who. */
	if (d.scope != TR_SCOPE_OWN)
		TR_TRY(tr_office_may(s->o, s->document.v[TR_document_agency].i, d.verb, err));
	tr_record_set_text(&s->submission, TR_submission_state, tr_submission_state_word(d.to)->word);
	return TRIEN_OK;
}

/* ---- writing ---- */

static trien_rc
end_step(struct tr_submitting *s, int64_t id, struct trien_err *err)
{
	TR_AUTO_RECORD step = {0};

	TR_TRY(tr_record_load(s->o->a->db, &tr_books[TR_BOOK_step], id, &step, err));
	tr_record_set_text(&step, TR_step_state, "over");
	return tr_acting_put(s->o->a, &step, err);
}

trien_rc
tr_submitting_end_steps(struct tr_submitting *s, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM step WHERE document = $1 AND state = 'waiting' ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(s->o->a->db, sql, TR_SQL_IN(TR_SQL_I(s->document.id)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(end_step(s, tr_sql_int(&rows, i, 0), err));
	return TRIEN_OK;
}

/* Who signs for the agency stands in the register. */
static trien_rc
set_signer(struct tr_submitting *s, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	const uint8_t *name;

	if (!s->document.v[TR_document_signer].null)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(s->o->a->db, "SELECT name FROM person WHERE id = $1", TR_SQL_IN(TR_SQL_I(s->o->who->person)), &rows, err));
	const struct tr_sql_value *v = tr_sql_cell(&rows, 0, 0);
	TR_TRY(tr_arena_copy(&s->document.arena, v->b.p, v->b.n, &name, err));
	s->document.v[TR_document_signer] = TR_SQL_TN((const char *)name, v->b.n);
	return TRIEN_OK;
}

static trien_rc
document_signed(struct tr_submitting *s, struct trien_err *err)
{
	TR_TRY(set_signer(s, err));
	return tr_office_decide(s->o, &s->document, TR_DOCUMENT_ACT_SIGN, (struct tr_document_facts){.signed_file = true}, err);
}

trien_rc
tr_submitting_step_done(struct tr_submitting *s, const char *file, const char *certificate, struct trien_err *err)
{
	struct tr_acting *a = s->o->a;
	const bool last = tr_record_is(&s->submission, TR_submission_state, "signed");

	tr_record_set_text(&s->step, TR_step_state, "done");
	tr_record_set_int(&s->step, TR_step_done_by, s->o->who->person);
	tr_record_set_int(&s->step, TR_step_done_at, a->act->at);
	if (s->delegation != 0)
		tr_record_set_int(&s->step, TR_step_delegation, s->delegation);
	tr_record_set_text(&s->step, TR_step_certificate, certificate);
	tr_record_set_text(&s->step, TR_step_file, file);
	TR_TRY(tr_acting_put(a, &s->step, err));
	if (file != NULL)
		tr_record_set_text(&s->document, TR_document_file, file);
	if (last)
		TR_TRY(document_signed(s, err));
	if (file != NULL || last)
		TR_TRY(tr_acting_put(a, &s->document, err));
	return s->facts.left == 1 ? tr_acting_put(a, &s->submission, err) : TRIEN_OK;
}

trien_rc
tr_submission_end(struct tr_officing *o, int64_t document, struct trien_err *err)
{
	TR_AUTO_SUBMITTING s = {.o = o};

	s.document.id = document;
	TR_TRY(load_submission(o->a->db, document, &s.submission, err));
	if (s.submission.id == 0)
		return TRIEN_OK;
	tr_record_set_text(&s.submission, TR_submission_state, "dropped");
	tr_record_set_text(&s.submission, TR_submission_reason, o->a->act->reason);
	TR_TRY(tr_acting_put(o->a, &s.submission, err));
	return tr_submitting_end_steps(&s, err);
}
