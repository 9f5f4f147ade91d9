/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.3 */
#include "office/session.h"

#include <stdio.h>
#include <string.h>

#include "base/errors/office.h"
#include "office/submission_parts.h"
#include "registry/custody.h"

/* ---- what it is bound to ---- */

/* A certificate in the books that is in force now. holder: whose. */
static trien_rc
find_certificate(struct tr_sql *db, const char *fingerprint, int64_t now, struct tr_sql_rows *rows, struct trien_err *err)
{
	static const char sql[] = "SELECT holder, COALESCE(person, 0), agency FROM certificate WHERE fingerprint = $1 AND state = 'active' "
				  "AND not_before <= $2 AND not_after > $2";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(fingerprint), TR_SQL_I(now)), rows, err);
}

/* A person signs with the own certificate, that is in nobody else's hands by what the books know. */
static trien_rc
is_holder(const struct tr_officing *o, const char *fingerprint, bool *is, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	struct tr_custody custody;

	*is = false;
	TR_TRY(find_certificate(o->a->db, fingerprint, o->a->act->at, &rows, err));
	if (rows.count == 0 || tr_sql_int(&rows, 0, 1) != o->who->person)
		return TRIEN_OK;
	TR_TRY(tr_custody_at(o->a->db, fingerprint, o->a->act->at, &custody, err));
	*is = custody.control != TR_CONTROL_NO;
	return TRIEN_OK;
}

/* The agency's is used by the clerk who has it in custody, and nobody else (the Regulation Điều 14.3, 16.1). */
trien_rc
tr_session_check_seal_key(struct tr_sql *db, const struct tr_office_who *who, const char *fingerprint, int64_t agency, int64_t now, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	struct tr_custody custody;

	TR_TRY(find_certificate(db, fingerprint, now, &rows, err));
	if (rows.count == 0 || strcmp(tr_sql_text(&rows, 0, 0), "agency") != 0 || tr_sql_int(&rows, 0, 2) != agency)
		return TR_ERR0(err, OFFICE_SESSION_KEY);
	TR_TRY(tr_custody_at(db, fingerprint, now, &custody, err));
	return custody.control == TR_CONTROL_YES && custody.keeper == who->person ? TRIEN_OK : TR_ERR0(err, OFFICE_SESSION_KEY);
}

/* ---- one at a time ---- */

static trien_rc
set_state(struct tr_officing *o, struct tr_record *r, const char *state, const char *file, struct trien_err *err)
{
	tr_record_set_text(r, TR_signing_state, state);
	if (file != NULL)
		tr_record_set_text(r, TR_signing_file, file);
	return tr_acting_put(o->a, r, err);
}

static trien_rc
end_one(struct tr_officing *o, int64_t id, const char *state, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_signing], id, &r, err));
	return set_state(o, &r, state, NULL, err);
}

/* One that ran out is over; one's own is given up for the new one; another's is waited for. */
static trien_rc
end_others(struct tr_officing *o, int64_t document, struct trien_err *err)
{
	static const char sql[] = "SELECT id, person, ends_at FROM signing WHERE document = $1 AND state = 'open' ORDER BY id";
	const int64_t now = o->a->act->at;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t id = tr_sql_int(&rows, i, 0), person = tr_sql_int(&rows, i, 1), ends = tr_sql_int(&rows, i, 2);
		if (ends > now && person != o->who->person)
			return TR_ERR(err, OFFICE_SESSION_OPEN, TR_I("person", person), TR_I("session", id), TR_I("seconds", ends - now));
		TR_TRY(end_one(o, id, ends > now ? "abandoned" : "over", err));
	}
	return TRIEN_OK;
}

/* ---- beginning ---- */

struct beginning {
	const struct tr_session_new *new;
	struct tr_session session;
};

/* Everything but the signature itself, which is to come, must allow it. */
static trien_rc
check_step(struct tr_submitting *s, const char *certificate, struct trien_err *err)
{
	s->facts.same_base = s->facts.good = true;
	TR_TRY(is_holder(s->o, certificate, &s->facts.holder, err));
	return tr_submitting_decide(s, TR_SUBMISSION_ACT_SIGN_STEP, err);
}

static trien_rc
begin_step(struct tr_officing *o, struct beginning *b, struct trien_err *err)
{
	TR_AUTO_SUBMITTING s = {0};

	TR_TRY(tr_submitting_open(o, b->new->document, &s, err));
	TR_TRY(check_step(&s, b->new->certificate, err));
	b->session.purpose = TR_SESSION_STEP;
	b->session.step = s.step.id;
	return TRIEN_OK;
}

static trien_rc
begin_seal(struct tr_officing *o, struct beginning *b, struct trien_err *err)
{
	const struct tr_document_facts hoped = {.continues = true, .sealed = true, .shows_number = true};
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], b->new->document, &r, err));
	if (!tr_record_is(&r, TR_document_state, "numbered") || r.v[TR_document_file].null)
		return TR_ERR(err, OFFICE_SESSION_NOTHING, TR_B("state", r.v[TR_document_state].b.p, r.v[TR_document_state].b.n));
	TR_TRY(tr_session_check_seal_key(o->a->db, o->who, b->new->certificate, r.v[TR_document_agency].i, o->a->act->at, err));
	TR_TRY(tr_office_decide(o, &r, TR_DOCUMENT_ACT_ISSUE, hoped, err));
	b->session.purpose = TR_SESSION_SEAL;
	b->session.step = 0;
	return TRIEN_OK;
}

static trien_rc
put_session(struct tr_officing *o, struct tr_session *n, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_signing]);

	tr_record_set_int(&r, TR_signing_document, n->document);
	if (n->step != 0)
		tr_record_set_int(&r, TR_signing_step, n->step);
	tr_record_set_int(&r, TR_signing_person, n->person);
	tr_record_set_text(&r, TR_signing_certificate, n->certificate);
	tr_record_set_text(&r, TR_signing_purpose, n->purpose == TR_SESSION_SEAL ? "seal" : "step");
	tr_record_set_text(&r, TR_signing_base, n->base);
	tr_record_set_text(&r, TR_signing_state, "open");
	tr_record_set_int(&r, TR_signing_begun_at, n->begun_at);
	tr_record_set_int(&r, TR_signing_ends_at, n->ends_at);
	TR_TRY(tr_acting_put(o->a, &r, err));
	n->id = r.id;
	return TRIEN_OK;
}

static trien_rc
begin(struct tr_officing *o, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(d.file, ''), COALESCE(s.state, '') FROM document d LEFT JOIN submission s ON s.document = d.id WHERE d.id = $1";
	struct beginning *b = context;
	TR_AUTO_ROWS rows = {0};

	tr_acting_about(o->a, &tr_books[TR_BOOK_document], b->new->document);
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(b->new->document)), &rows, err));
	const bool steps = rows.count > 0 && strcmp(tr_sql_text(&rows, 0, 1), "submitted") == 0;
	TR_TRY(steps ? begin_step(o, b, err) : begin_seal(o, b, err));
	TR_TRY(end_others(o, b->new->document, err));
	struct tr_session *n = &b->session;
	n->document = b->new->document;
	n->person = o->who->person;
	n->begun_at = o->a->act->at;
	n->ends_at = n->begun_at + TR_SESSION_SECONDS;
	snprintf(n->base, sizeof(n->base), "%s", tr_sql_text(&rows, 0, 0));
	snprintf(n->certificate, sizeof(n->certificate), "%s", b->new->certificate);
	return put_session(o, n, err);
}

trien_rc
tr_session_begin(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_session_new *n,
		struct tr_session *out, struct trien_err *err)
{
	struct beginning b = {.new = n};
	struct tr_act whole = *act;
	int64_t id = 0;

	whole.foreseen = TR_FORESEEN(signing);
	TR_TRY(tr_office_act(db, &whole, mode, who, "document.begin", begin, &b, &id, err));
	b.session.act = id;
	*out = b.session;
	return TRIEN_OK;
}

/* ---- the one that is open ---- */

static trien_rc
load(struct tr_sql *db, int64_t person, int64_t id, struct tr_session *out, struct tr_record *r, struct trien_err *err)
{
	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_signing], id, r, err));
	if (r->v[TR_signing_person].i != person)
		return TR_ERR(err, OFFICE_SESSION_OTHER, TR_I("session", id));
	*out = (struct tr_session){.id = id, .act = r->act, .document = r->v[TR_signing_document].i,
		.step = r->v[TR_signing_step].null ? 0 : r->v[TR_signing_step].i, .person = person, .begun_at = r->v[TR_signing_begun_at].i,
		.ends_at = r->v[TR_signing_ends_at].i, .purpose = tr_record_is(r, TR_signing_purpose, "seal") ? TR_SESSION_SEAL : TR_SESSION_STEP};
	snprintf(out->base, sizeof(out->base), "%.*s", (int)r->v[TR_signing_base].b.n, (const char *)r->v[TR_signing_base].b.p);
	snprintf(out->certificate, sizeof(out->certificate), "%.*s", (int)r->v[TR_signing_certificate].b.n, (const char *)r->v[TR_signing_certificate].b.p);
	if (tr_record_is(r, TR_signing_state, "done"))
		snprintf(out->file, sizeof(out->file), "%.*s", (int)r->v[TR_signing_file].b.n, (const char *)r->v[TR_signing_file].b.p);
	return TRIEN_OK;
}

static trien_rc
still_open(const struct tr_session *s, const struct tr_record *r, int64_t now, struct trien_err *err)
{
	return tr_record_is(r, TR_signing_state, "open") && now < s->ends_at ? TRIEN_OK
		: TR_ERR(err, OFFICE_SESSION_OVER, TR_I("session", s->id), TR_I("seconds", TR_SESSION_SECONDS));
}

trien_rc
tr_session_find(struct tr_sql *db, const struct tr_office_who *who, int64_t id, int64_t now, struct tr_session *out, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(load(db, who->person, id, out, &r, err));
	return out->file[0] != '\0' ? TRIEN_OK : still_open(out, &r, now, err);
}

/* ---- ending ---- */

struct finishing {
	int64_t id;
	const struct tr_session_result *result;
	struct tr_submission_done done;
};

/* One signature more than were made at its steps: what was drafted bore none. What was signed outside has at least one. */
static trien_rc
one_more(const struct tr_officing *o, int64_t document, size_t signatures, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT (SELECT COUNT(*) FROM step t WHERE t.document = b.document AND t.round = b.round AND t.certificate IS NOT NULL) "
				  "FROM submission b WHERE b.document = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	*is = rows.count > 0 ? signatures == (size_t)tr_sql_int(&rows, 0, 0) + 1 : signatures > 1;
	return TRIEN_OK;
}

/* Every byte of the base, something behind them, and a signature in that. */
static trien_rc
continues(const struct tr_officing *o, const struct tr_session *s, const struct tr_session_result *r, bool *does, struct trien_err *err)
{
	TR_AUTO_BUF now = {.max = TR_BLOB_MAX};
	size_t bytes;

	if (r->continues != NULL) {
		*does = strcmp(r->continues, s->base) == 0;
	} else {
		TR_TRY(tr_blob_get(o->a->act->blobs, r->file, &now, err));
		TR_TRY(tr_blob_continued(o->a->act->blobs, s->base, tr_buf_view(&now), &bytes, err));
		*does = bytes > 0;
	}
	return *does ? one_more(o, s->document, r->signatures, does, err) : TRIEN_OK;
}

static bool
is_signer(const struct tr_session *s, const struct tr_session_result *r)
{
	return r->signer != NULL && strcmp(r->signer, s->certificate) == 0;
}

static trien_rc
finish_step(struct tr_officing *o, const struct tr_session *n, struct finishing *f, struct trien_err *err)
{
	const struct tr_session_result *r = f->result;
	TR_AUTO_SUBMITTING s = {0};
	bool does;

	TR_TRY(tr_submitting_open(o, n->document, &s, err));
	s.facts.turn = s.facts.turn && s.step.id == n->step;
	TR_TRY(continues(o, n, r, &does, err));
	s.facts.same_base = does && tr_record_is(&s.document, TR_document_file, n->base);
	s.facts.good = r->good;
	TR_TRY(is_holder(o, n->certificate, &s.facts.holder, err));
	s.facts.holder = s.facts.holder && is_signer(n, r);
	TR_TRY(tr_submitting_decide(&s, TR_SUBMISSION_ACT_SIGN_STEP, err));
	f->done.from = s.facts.state;
	f->done.to = tr_submission_state_of(s.submission.v[TR_submission_state].b);
	return tr_submitting_step_done(&s, r->file, n->certificate, err);
}

static trien_rc
finish_seal(struct tr_officing *o, const struct tr_session *n, const struct tr_session_result *r, struct trien_err *err)
{
	struct tr_office_given given = {.file = r->file, .shows_number = r->shows_number, .to = r->to, .to_count = r->to_count,
		.evidence = r->evidence};
	TR_AUTO_RECORD d = {0};
	struct tr_office_done done;
	bool does;

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], n->document, &d, err));
	TR_TRY(tr_session_check_seal_key(o->a->db, o->who, n->certificate, d.v[TR_document_agency].i, o->a->act->at, err));
	TR_TRY(continues(o, n, r, &does, err));
	given.continues = does && tr_record_is(&d, TR_document_file, n->base);
	given.seal = r->good && is_signer(n, r) ? r->signer : NULL;
	return tr_office_change(o, n->document, TR_DOCUMENT_ACT_ISSUE, &given, &done, err);
}

/* What has been done before is told, as it stands now. */
static trien_rc
tell_again(struct tr_sql *db, const struct tr_session *n, struct finishing *f, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (n->purpose == TR_SESSION_SEAL)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, "SELECT state FROM submission WHERE document = $1", TR_SQL_IN(TR_SQL_I(n->document)), &rows, err));
	f->done.from = f->done.to = rows.count > 0 ? tr_submission_state_of(tr_sql_cell(&rows, 0, 0)->b) : TR_SUBMISSION_NONE;
	return TRIEN_OK;
}

static trien_rc
finish(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct finishing *f = context;
	struct tr_session n;
	TR_AUTO_RECORD r = {0};

	TR_TRY(load(o->a->db, o->who->person, f->id, &n, &r, err));
	f->done = (struct tr_submission_done){.document = n.document};
	if (strcmp(n.file, f->result->file) == 0)
		return tell_again(o->a->db, &n, f, err);
	TR_TRY(still_open(&n, &r, o->a->act->at, err));
	TR_TRY(n.purpose == TR_SESSION_STEP ? finish_step(o, &n, f, err) : finish_seal(o, &n, f->result, err));
	tr_acting_about(o->a, &tr_books[TR_BOOK_document], n.document);
	return set_state(o, &r, "done", f->result->file, err);
}

trien_rc
tr_session_finish(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id,
		const struct tr_session_result *r, struct tr_submission_done *out, struct trien_err *err)
{
	struct finishing f = {.id = id, .result = r};
	struct tr_act whole = *act;
	int64_t done = 0;

	whole.foreseen = r->evidence != NULL ? TR_FORESEEN(evidence) : 0;
	TR_TRY(tr_office_act(db, &whole, mode, who, "document.finish", finish, &f, &done, err));
	f.done.act = done;
	*out = f.done;
	return TRIEN_OK;
}

static trien_rc
abandon(struct tr_officing *o, void *context, struct trien_err *err)
{
	const int64_t *id = context;
	struct tr_session n;
	TR_AUTO_RECORD r = {0};

	TR_TRY(load(o->a->db, o->who->person, *id, &n, &r, err));
	TR_TRY(still_open(&n, &r, o->a->act->at, err));
	tr_acting_about(o->a, &tr_books[TR_BOOK_document], n.document);
	return set_state(o, &r, "abandoned", NULL, err);
}

trien_rc
tr_session_abandon(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id, struct trien_err *err)
{
	return tr_office_act(db, act, mode, who, "document.abandon", abandon, &id, NULL, err);
}
