/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the books say of an act's objects, for the rules: read in the transaction that writes. Requirement: R6.1 R7 R14.3 R16.1 */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "registry/deed_parts.h"
#include "registry/file_check.h"
#include "registry/value.h"
#include "rules/dossier.h"

void
tr_case_free(struct tr_case *c)
{
	struct tr_record *const all[] = {&c->request, &c->certificate, &c->device, &c->letter, &c->custody, &c->handing, &c->successor};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		tr_record_free(all[i]);
}

size_t
tr_state_column(const struct tr_book *b)
{
	return tr_book_column(b, "state");
}

enum tr_rules_state
tr_state_of(const struct tr_record *r)
{
	const enum tr_rules_machine machine = r->book == &tr_books[TR_BOOK_request]	 ? TR_MACHINE_REQUEST
					      : r->book == &tr_books[TR_BOOK_certificate] ? TR_MACHINE_CERTIFICATE
											  : TR_MACHINE_DEVICE;
	enum tr_rules_state state = TR_STATE_NONE;
	char word[TR_WORD_TEXT];

	if (r->id != 0)
		(void)tr_rules_state_of(machine, tr_record_word(r, tr_state_column(r->book), word), &state);
	return state;
}

/* ---- the rows ---- */

static trien_rc
load(struct tr_deeding *d, size_t book, int64_t id, struct tr_record *out, struct trien_err *err)
{
	if (id != 0)
		return tr_record_load(d->a->db, &tr_books[book], id, out, err);
	*out = tr_record_of(&tr_books[book]);
	return TRIEN_OK;
}

/* One number, 0 where there is no row. */
static trien_rc
ask(struct tr_deeding *d, const char *sql, const struct tr_sql_value *in, size_t n, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(d->a->db, sql, in, n, &rows, err));
	*out = rows.count == 0 || tr_sql_cell(&rows, 0, 0)->null ? 0 : tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
set_given(struct tr_deeding *d, size_t number, struct tr_record *r, struct trien_err *err)
{
	const struct tr_book *book;

	for (size_t i = 0; i < d->deed->given_count; i++) {
		const struct tr_deed_given *g = &d->deed->given[i];
		if (tr_deed_takes(d->deed->act, g->column, &book) != NULL && book == &tr_books[number])
			TR_TRY(tr_acting_read(d->a, r, tr_book_column(book, g->column), g->value, err));
	}
	return TRIEN_OK;
}

/* Which certificate a request is about is said when it is drafted; that of a new one when it is there, and so is the one that takes the old one's place. */
static trien_rc
set_given_request(struct tr_deeding *d, struct tr_case *c, struct trien_err *err)
{
	struct tr_record *r = &c->request;
	const bool replaced = tr_record_is(r, TR_request_kind, "renew") || tr_record_is(r, TR_request_kind, "change");
	const struct tr_sql_value was = r->v[TR_request_certificate];
	const bool fresh = tr_record_is(r, TR_request_kind, "new");

	TR_TRY(set_given(d, TR_BOOK_request, r, err));
	const struct tr_sql_value *is = &r->v[TR_request_certificate];
	if (fresh || (is->null == was.null && (is->null || is->i == was.i)))
		return TRIEN_OK;
	if (!replaced || is->null)
		return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", d->a->act->what), TR_S("got", "certificate"));
	c->answered = is->i;
	r->v[TR_request_certificate] = was;
	return TRIEN_OK;
}

static const char *
given_text(const struct tr_deeding *d, const char *column)
{
	for (size_t i = 0; i < d->deed->given_count; i++)
		if (strcmp(d->deed->given[i].column, column) == 0)
			return d->deed->given[i].value;
	return "";
}

/*
 * Why a certificate is revoked or changed is one of the law's cases, said in words or in short. What is none makes no draft: it could not be mended there.
 * rules.revoke-reason, rules.change-case
 */
static trien_rc
settle_reason(const struct tr_deeding *d, enum tr_rules_kind kind, struct tr_record *r, size_t column, struct trien_err *err)
{
	enum tr_rules_reason reason;

	if (given_text(d, "reason")[0] == '\0' || (kind != TR_KIND_REVOKE && kind != TR_KIND_CHANGE))
		return TRIEN_OK;
	if (!tr_rules_reason_said(kind, r->v[column].b, &reason))
		return kind == TR_KIND_REVOKE ? TR_ERR0(err, RULES_REVOKE_REASON) : TR_ERR0(err, RULES_CHANGE_CASE);
	tr_record_set_text(r, column, tr_rules_reason_at(reason)->word);
	return TRIEN_OK;
}

static trien_rc
set_given_draft(struct tr_deeding *d, struct tr_record *r, struct trien_err *err)
{
	enum tr_rules_kind kind = TR_KIND_NEW;
	char word[TR_WORD_TEXT];

	TR_TRY(set_given(d, TR_BOOK_request, r, err));
	(void)tr_rules_kind_of(tr_record_word(r, TR_request_kind, word), &kind); /* a request without one is refused where its row is checked */
	return settle_reason(d, kind, r, TR_request_reason, err);
}

/* For whom one asks, there one works, or it is within the scope: an agency out of reach is as unknown as one that there is none of. */
static trien_rc
may_ask_for(const struct tr_deeding *d, const struct tr_record *r, struct trien_err *err)
{
	const enum tr_rules_scope scope = tr_rules_access(d->deed->role, TR_OBJECT_REQUEST, TR_VERB_ASK);
	const struct tr_book *agency = &tr_books[TR_BOOK_agency];
	const char *text = given_text(d, "agency");

	if (d->deed->person == 0 || r->v[TR_request_agency].null)
		return TRIEN_OK;
	const trien_rc rc = tr_deed_may(d, scope > TR_SCOPE_AGENCY ? scope : TR_SCOPE_AGENCY, agency, r->v[TR_request_agency].i, err);
	return rc != TRIEN_E_REGISTRY_SCOPE ? rc : TR_ERR(err, REGISTRY_KEY_UNKNOWN, TR_S("column", "agency"), TR_S("book", agency->name),
			TR_B("got", text, strlen(text)));
}

/* A request for an existing certificate is of its subscriber and its device. */
static trien_rc
fill_request(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, struct trien_err *err)
{
	struct tr_record *r = &c->request;

	if (d->deed->act == TR_ACT_REQUEST_DRAFT) {
		TR_TRY(set_given_draft(d, r, err));
		TR_TRY(may_ask_for(d, r, err));
	} else {
		tr_record_set_text(r, TR_request_kind, tr_rules_kind_word(w->kind)->word);
		tr_record_set_text(r, TR_request_reason, w->reason);
		if (w->certificate != 0)
			tr_record_set_int(r, TR_request_certificate, w->certificate);
		if (w->device != 0)
			tr_record_set_int(r, TR_request_device, w->device);
		if (w->letter != 0)
			tr_record_set_int(r, TR_request_letter, w->letter);
	}
	if (!r->v[TR_request_certificate].null) {
		TR_AUTO_RECORD certificate = {0};
		TR_TRY(load(d, TR_BOOK_certificate, r->v[TR_request_certificate].i, &certificate, err));
		r->v[TR_request_agency] = certificate.v[TR_certificate_agency];
		r->v[TR_request_person] = certificate.v[TR_certificate_person];
		r->v[TR_request_device] = certificate.v[TR_certificate_device];
	} else if (!r->v[TR_request_device].null && r->v[TR_request_agency].null) {
		TR_AUTO_RECORD device = {0};
		TR_TRY(load(d, TR_BOOK_device, r->v[TR_request_device].i, &device, err));
		r->v[TR_request_agency] = device.v[TR_device_agency];
	}
	if (w->person != 0)
		tr_record_set_int(r, TR_request_asked_by, w->person);
	tr_record_set_int(r, TR_request_asked_at, d->a->act->at);
	return TRIEN_OK;
}

/* Of the certificates on a device the one that goes on, else the newest. */
static trien_rc
find_certificate(struct tr_deeding *d, int64_t device, int64_t *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM certificate WHERE device = $1 ORDER BY "
				  "CASE WHEN state IN ('issued', 'handed_over', 'active', 'stopped') THEN 0 ELSE 1 END, id DESC LIMIT 1";
	return ask(d, sql, TR_SQL_IN(TR_SQL_I(device)), out, err);
}

/*
 * Stopped for a lock, and a revocation that stops was submitted since: it stands behind a weightier reason that was undone later. What ends such a stop is what ends a
 * request, and no new PIN.
 */
static trien_rc
ask_asked_since_lock(struct tr_deeding *d, int64_t certificate, int64_t *out, struct trien_err *err)
{
	static const char sql[] =
			"SELECT r.id, COALESCE(r.reason, '') FROM request r JOIN certificate c ON c.id = r.certificate WHERE c.id = $1 AND c.reason = 'device.lock' "
			"AND r.kind = 'revoke' AND r.state <> 'draft' AND EXISTS (SELECT 1 FROM change h JOIN act a ON a.id = h.act AND a.what = 'request.submit' "
			"WHERE h.book = 'request' AND h.object = r.id AND h.act > (SELECT MIN(s.act) FROM change s WHERE s.book = 'certificate' AND s.object = c.id "
			"AND s.version > (SELECT COALESCE(MAX(v.version), 0) FROM change v WHERE v.book = 'certificate' AND v.object = c.id "
			"AND v.content NOT LIKE '%\"state\":\"stopped\"%'))) ORDER BY r.id";
	TR_AUTO_ROWS rows = {0};

	*out = 0;
	TR_TRY(tr_sql_ask(d->a->db, sql, TR_SQL_IN(TR_SQL_I(certificate)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		if (tr_rules_stops_early(tr_sql_text(&rows, i, 1)))
			*out = tr_sql_int(&rows, i, 0);
	return TRIEN_OK;
}

static trien_rc
load_request(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, struct trien_err *err)
{
	static const char recall[] = "SELECT id FROM request WHERE device = $1 AND kind = 'recall' AND state NOT IN ('rejected', 'refused', "
				     "'withdrawn', 'closed') ORDER BY id DESC LIMIT 1";
	static const char stopped_for[] = "SELECT r.id FROM request r JOIN certificate c ON c.id = r.certificate WHERE c.id = $1 AND c.reason = 'request.submit' "
					  "AND r.kind = 'revoke' ORDER BY r.id DESC LIMIT 1";
	const enum tr_rules_machine machine = tr_rules_machine_of_act(w->act);
	int64_t id = machine == TR_MACHINE_REQUEST ? w->object : w->request;

	if (w->act == TR_ACT_DEVICE_HAND_BACK && id == 0)
		TR_TRY(ask(d, recall, TR_SQL_IN(TR_SQL_I(w->object)), &id, err));
	if (w->act == TR_ACT_CERTIFICATE_RESUME && id == 0)
		TR_TRY(ask(d, stopped_for, TR_SQL_IN(TR_SQL_I(w->object)), &id, err));
	if (w->act == TR_ACT_CERTIFICATE_RESUME && id == 0)
		TR_TRY(ask_asked_since_lock(d, w->object, &id, err));
	TR_TRY(load(d, TR_BOOK_request, id, &c->request, err));
	if (w->act == TR_ACT_REQUEST_DRAFT)
		return fill_request(d, w, c, err);
	return id == 0 ? TRIEN_OK : set_given_request(d, c, err);
}

/* Which answers a renewal takes the place of this certificate and of no other. */
static trien_rc
check_answered(const struct tr_case *c, struct trien_err *err)
{
	const int64_t renews = tr_record_ref(&c->successor, TR_certificate_renews);

	return c->answered == 0 || (c->answered != c->certificate.id && (renews == 0 || renews == c->certificate.id)) ? TRIEN_OK
															: TR_ERR0(err, RULES_CERTIFICATE_NEW);
}

/* The new certificate: of a request for one the one that was handed in, else the one that it is answered with, or what renews the old one already. */
static trien_rc
load_successor(struct tr_deeding *d, struct tr_case *c, struct trien_err *err)
{
	static const char renews[] = "SELECT id FROM certificate WHERE renews = $1 ORDER BY id DESC LIMIT 1";
	const bool fresh = c->request.id != 0 && tr_record_is(&c->request, TR_request_kind, "new");
	int64_t id = 0;

	if (fresh)
		id = tr_record_ref(&c->request, TR_request_certificate);
	else if (c->answered != 0)
		id = c->answered;
	else if (c->certificate.id != 0)
		TR_TRY(ask(d, renews, TR_SQL_IN(TR_SQL_I(c->certificate.id)), &id, err));
	TR_TRY(load(d, TR_BOOK_certificate, id, &c->successor, err));
	return check_answered(c, err);
}

/* Who manages the subscribers of an agency: itself, where nobody else is named. */
static trien_rc
ask_managing(struct tr_deeding *d, int64_t agency, int64_t *out, struct trien_err *err)
{
	return ask(d, "SELECT COALESCE(managing, id) FROM agency WHERE id = $1", TR_SQL_IN(TR_SQL_I(agency)), out, err);
}

static trien_rc
load_notice(struct tr_deeding *d, struct tr_case *c, struct trien_err *err)
{
	int64_t managing;

	TR_TRY(ask_managing(d, c->certificate.v[TR_certificate_agency].i, &managing, err));
	tr_record_set_int(&c->letter, TR_letter_agency, managing);
	TR_TRY(set_given(d, TR_BOOK_certificate, &c->certificate, err));
	TR_TRY(settle_reason(d, TR_KIND_REVOKE, &c->certificate, TR_certificate_reason, err));
	return set_given(d, TR_BOOK_letter, &c->letter, err);
}

/* Of an agency that has ended: where it went. What replaces its certificate is that one's. */
static trien_rc
find_heir(struct tr_deeding *d, struct tr_case *c, struct trien_err *err)
{
	static const char sql[] = "SELECT successor FROM agency WHERE id = $1 AND state = 'ended'";

	c->heir = 0;
	return c->successor.id == 0 ? TRIEN_OK : ask(d, sql, TR_SQL_IN(c->certificate.v[TR_certificate_agency]), &c->heir, err);
}

trien_rc
tr_case_load(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, struct trien_err *err)
{
	static const char keeper[] = "SELECT id FROM custody WHERE device = $1 AND to_at IS NULL ORDER BY id DESC LIMIT 1";
	const enum tr_rules_machine machine = tr_rules_machine_of_act(w->act);
	const struct tr_record *r = &c->request;
	int64_t certificate = machine == TR_MACHINE_CERTIFICATE ? w->object : 0, device = machine == TR_MACHINE_DEVICE ? w->object : 0, custody;

	TR_TRY(load_request(d, w, c, err));
	if (certificate == 0)
		certificate = r->v[TR_request_certificate].null ? 0 : r->v[TR_request_certificate].i;
	if (device == 0)
		device = r->v[TR_request_device].null ? 0 : r->v[TR_request_device].i;
	if (certificate == 0 && device != 0 && machine == TR_MACHINE_DEVICE)
		TR_TRY(find_certificate(d, device, &certificate, err));
	TR_TRY(load(d, TR_BOOK_certificate, certificate, &c->certificate, err));
	if (device == 0)
		device = tr_record_ref(&c->certificate, TR_certificate_device);
	TR_TRY(load(d, TR_BOOK_device, device, &c->device, err));
	TR_TRY(ask(d, keeper, TR_SQL_IN(TR_SQL_I(device)), &custody, err));
	TR_TRY(load(d, TR_BOOK_custody, custody, &c->custody, err));
	TR_TRY(load(d, TR_BOOK_letter, tr_record_ref(r, TR_request_letter), &c->letter, err));
	TR_TRY(load_successor(d, c, err));
	TR_TRY(find_heir(d, c, err));
	c->handing = tr_record_of(&tr_books[TR_BOOK_custody]);
	TR_TRY(set_given(d, TR_BOOK_custody, &c->handing, err));
	if (tr_deed_is_notice(d, w))
		TR_TRY(load_notice(d, c, err));
	return c->letter.id == 0 ? TRIEN_OK : set_given(d, TR_BOOK_letter, &c->letter, err);
}

/* ---- what they say ---- */

static enum tr_rules_subject
subject_of(const struct tr_case *c)
{
	enum tr_rules_subject subject = c->request.v[TR_request_person].null ? TR_SUBJECT_AGENCY : TR_SUBJECT_PERSON;
	char word[TR_WORD_TEXT];

	if (c->certificate.id != 0)
		(void)tr_rules_subject_of(tr_record_word(&c->certificate, TR_certificate_holder, word), &subject);
	else if (!c->request.v[TR_request_subject].null)
		(void)tr_rules_subject_of(tr_record_word(&c->request, TR_request_subject, word), &subject);
	return subject;
}

static trien_rc
count_open(struct tr_deeding *d, const struct tr_case *c, unsigned *out, struct trien_err *err)
{
	/*
	 * For the same certificate; where it is about none the same device, else the same subscriber. What a service is called stands in the form: of them an
	 * agency may have many. A device that was unlocked and is locked again wants another recovery.
	 */
	static const char sql[] =
		"SELECT COUNT(*) FROM request WHERE kind = $1 AND state NOT IN ('rejected', 'refused', 'withdrawn', 'closed') "
		"AND NOT (kind = 'recover' AND state = 'done') AND CASE WHEN $2 <> 0 THEN certificate = $2 WHEN $3 <> 0 THEN device = $3 "
		"ELSE COALESCE(subject, '') <> 'service' AND CASE WHEN $4 <> 0 THEN person = $4 ELSE agency = $5 AND person IS NULL END END";
	const struct tr_sql_value *v = c->request.v;
	struct tr_sql_value in[] = {v[TR_request_kind], v[TR_request_certificate], v[TR_request_device], v[TR_request_person], v[TR_request_agency]};
	int64_t count;

	*out = 0;
	if (v[TR_request_certificate].null && v[TR_request_device].null && tr_record_is(&c->request, TR_request_subject, "service"))
		return TRIEN_OK;
	for (size_t i = 1; i < 5; i++)
		in[i] = TR_SQL_I(in[i].null ? 0 : in[i].i);
	TR_TRY(ask(d, sql, in, 5, &count, err));
	*out = (unsigned)count;
	return TRIEN_OK;
}

static trien_rc
count_revocations(struct tr_deeding *d, const struct tr_case *c, unsigned *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM request WHERE certificate = $1 AND kind = 'revoke' AND state NOT IN ('rejected', 'refused', 'withdrawn', "
				  "'done', 'closed')";
	int64_t count = 0;

	if (c->certificate.id != 0)
		TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(c->certificate.id)), &count, err));
	*out = (unsigned)count;
	return TRIEN_OK;
}

/* When the request was drafted, as what it was asked for, and from when what it is about holds. */
static trien_rc
ask_first(struct tr_deeding *d, const struct tr_deed_what *w, int64_t request, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char role[] = "SELECT a.role FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'request' AND c.object = $1 "
				   "AND (a.what IN ('request.draft', 'request.submit') OR a.what LIKE 'plan.%') ORDER BY c.version LIMIT 1";
	static const char event[] = "SELECT a.effective_at FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'request' AND c.object = $1 "
				    "AND c.version = 1";
	TR_AUTO_ROWS rows = {0};

	f->asked_as = w->role;
	f->event_at = d->a->act->effective_at;
	if (request == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(d->a->db, role, TR_SQL_IN(TR_SQL_I(request)), &rows, err));
	if (rows.count > 0)
		(void)tr_rules_role_of(tr_sql_text(&rows, 0, 0), &f->asked_as);
	return ask(d, event, TR_SQL_IN(TR_SQL_I(request)), &f->event_at, err);
}

/* What a dossier gives that the books have; the rest (identity number, tax code ...) stands in the written request. */
static trien_rc
ask_dossier(struct tr_deeding *d, const struct tr_case *c, char *missing, struct tr_rules_facts *f, struct trien_err *err)
{
	static const unsigned books = TR_BIT(TR_FIELD_NAME) | TR_BIT(TR_FIELD_PHONE) | TR_BIT(TR_FIELD_EMAIL) | TR_BIT(TR_FIELD_AGENCY) |
				      TR_BIT(TR_FIELD_CERTIFICATE_SERIAL) | TR_BIT(TR_FIELD_DEVICE_SERIAL) | TR_BIT(TR_FIELD_REASON);
	TR_AUTO_RECORD person = {0};
	unsigned has = TR_BIT(TR_FIELD_AGENCY) | TR_BIT(TR_FIELD_NAME);

	TR_TRY(load(d, TR_BOOK_person, f->holder, &person, err));
	if (person.id == 0 || !person.v[TR_person_phone].null)
		has |= TR_BIT(TR_FIELD_PHONE);
	if (person.id == 0 || !person.v[TR_person_email].null)
		has |= TR_BIT(TR_FIELD_EMAIL);
	if (c->certificate.id != 0)
		has |= TR_BIT(TR_FIELD_CERTIFICATE_SERIAL);
	if (c->device.id != 0)
		has |= TR_BIT(TR_FIELD_DEVICE_SERIAL);
	if (f->reason != TR_REASON_NONE || (f->kind == TR_KIND_RECOVER && f->device == TR_STATE_DEVICE_LOCKED))
		has |= TR_BIT(TR_FIELD_REASON); /* of a recovery: that it is locked */
	f->dossier_complete = !tr_rules_missing(tr_rules_dossier(f->kind, f->subject) & books, has, TRIEN_LANG_VI, missing, TR_RULES_MISSING_MAX);
	f->missing = missing;
	return TRIEN_OK;
}

static trien_rc
ask_subscriber(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char official[] = "SELECT id FROM person WHERE id = $1 AND agency = $2 AND state = 'active'";
	static const char titled[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND role IN ('head', 'signatory') AND from_at <= $3 "
				     "AND (to_at IS NULL OR to_at > $3) LIMIT 1";
	static const char legal[] = "SELECT id FROM agency WHERE id = $1 AND state = 'active'";
	const struct tr_sql_value *agency = &c->request.v[TR_request_agency];
	const struct tr_sql_value in[] = {TR_SQL_I(f->holder), TR_SQL_I(agency->null ? 0 : agency->i), TR_SQL_I(f->now)};
	int64_t found;

	TR_TRY(ask(d, official, in, 2, &found, err));
	f->official = found != 0;
	f->in_charge = found != 0;
	TR_TRY(ask(d, titled, in, 3, &found, err));
	f->titled = found != 0;
	TR_TRY(ask(d, legal, in + 1, 1, &found, err));
	f->legal_person = found != 0;
	return TRIEN_OK;
}

static int64_t
at(const struct tr_record *r, size_t column)
{
	return r->v[column].null ? 0 : r->v[column].i;
}

/* ---- letters ---- */

static struct tr_rules_letter_part
part_of(const struct tr_rules_facts *f, int64_t managing)
{
	return (struct tr_rules_letter_part){f->kind, f->subject, f->device_kind, managing};
}

/* Who signs digitally has a certificate: the first one of an agency that asks for itself is asked for on paper (Decree 68/2024 Điều 4). */
static trien_rc
ask_first_of_agency(struct tr_deeding *d, int64_t asks, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM certificate WHERE agency = $1 AND holder = 'agency' LIMIT 1";
	int64_t found;

	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(asks)), &found, err));
	f->first_of_agency = f->kind == TR_KIND_NEW && found == 0;
	return TRIEN_OK;
}

static void
say_answer(const struct tr_record *l, struct tr_rules_facts *f)
{
	f->answer_document = !l->v[TR_letter_answer_blob].null;
	f->answered_at = at(l, TR_letter_answered_at);
	f->effective_at = at(l, TR_letter_effective_at);
}

static trien_rc
ask_letter(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char other[] = "SELECT r.kind, COALESCE(e.holder, r.subject, CASE WHEN r.person IS NULL THEN 'agency' ELSE 'person' END), "
				    "COALESCE(v.kind, 'token'), COALESCE(g.managing, g.id) FROM request r JOIN agency g ON g.id = r.agency "
				    "LEFT JOIN certificate e ON e.id = r.certificate LEFT JOIN device v ON v.id = r.device "
				    "WHERE r.letter = $1 AND r.id <> $2 ORDER BY r.id LIMIT 1";
	const bool to_department = tr_rules_recipient(d->law, f->kind, f->device_kind) == TR_BODY_DEPARTMENT;
	const struct tr_record *l = &c->letter;
	struct tr_rules_letter_part one, two;
	enum tr_letter_form form;
	TR_AUTO_ROWS rows = {0};
	int64_t managing;

	f->asked_at = c->request.v[TR_request_asked_at].null ? 0 : c->request.v[TR_request_asked_at].i;
	say_answer(l, f);
	if (l->id == 0)
		return TRIEN_OK;
	TR_TRY(ask_managing(d, at(&c->request, TR_request_agency), &managing, err));
	f->letter_open = tr_record_is(l, TR_letter_state, "draft");
	f->misfit = managing != at(l, TR_letter_agency)                                                        ? "letter-sender"
		    : !tr_record_is(l, TR_letter_receiver, to_department ? "department" : "authority") ? "letter-receiver"
													   : NULL;
	f->letter_fits = f->misfit == NULL;
	f->letter_numbered = !l->v[TR_letter_number].null;
	TR_TRY(ask_first_of_agency(d, at(l, TR_letter_agency), f, err));
	TR_TRY(tr_letter_form_of(d->a->db, l, &form, err));
	f->letter_paper = form == TR_LETTER_PAPER;
	f->letter_signed = form == TR_LETTER_SIGNED;
	f->asked_at = at(l, TR_letter_asked_at);
	TR_TRY(tr_sql_ask(d->a->db, other, TR_SQL_IN(TR_SQL_I(l->id), TR_SQL_I(c->request.id)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	one = two = part_of(f, managing);
	(void)tr_rules_kind_of(tr_sql_text(&rows, 0, 0), &two.kind);
	(void)tr_rules_subject_of(tr_sql_text(&rows, 0, 1), &two.subject);
	(void)tr_rules_device_of(tr_sql_text(&rows, 0, 2), &two.device_kind);
	two.agency = tr_sql_int(&rows, 0, 3);
	if (f->letter_fits && !tr_rules_letter_fits(d->law, &one, &two)) {
		f->letter_fits = false;
		f->misfit = "letter-form";
	}
	return TRIEN_OK;
}

/* ---- devices and their keepers ---- */

static trien_rc
ask_taker(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char clerk[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND role = 'clerk' AND from_at <= $3 "
				    "AND (to_at IS NULL OR to_at > $3) LIMIT 1";
	static const char duties[] = "SELECT id FROM duty WHERE person = $1 AND profile = $2 AND accepted_at <= $3";
	const struct tr_record *h = &c->handing;
	const int64_t agency = c->certificate.id != 0 ? at(&c->certificate, TR_certificate_agency) : at(&c->device, TR_device_agency);
	int64_t found;

	f->taker = at(h, TR_custody_keeper);
	f->minutes = !h->v[TR_custody_minutes].null;
	f->minutes_signed = f->minutes && !h->v[TR_custody_giver_at].null && !h->v[TR_custody_taker_at].null;
	f->decision = !h->v[TR_custody_decision].null && !h->v[TR_custody_decided_at].null;
	TR_TRY(ask(d, clerk, TR_SQL_IN(TR_SQL_I(f->taker), TR_SQL_I(agency), TR_SQL_I(f->now)), &found, err));
	f->taker_is_clerk = found != 0 || (f->subject == TR_SUBJECT_SERVICE && f->taker != 0);
	TR_TRY(ask(d, duties, TR_SQL_IN(TR_SQL_I(f->taker), TR_SQL_T(tr_profile_name(d->law->profile)), TR_SQL_I(f->now)), &found, err));
	f->duties_accepted = found != 0;
	return TRIEN_OK;
}

/* The minutes of the way back: of a return or a loss, or of handing back to the authority. */
static void
say_minutes_back(const struct tr_deed_what *w, const struct tr_case *c, struct tr_rules_facts *f)
{
	const struct tr_record *r = &c->request, *h = &c->handing;

	switch (w->act) {
	case TR_ACT_DEVICE_RETURN:
	case TR_ACT_DEVICE_COLLECT:
	case TR_ACT_DEVICE_CLOSE:
		f->minutes = f->loss_minutes = !h->v[TR_custody_back_minutes].null;
		f->minutes_signed = f->minutes && !h->v[TR_custody_back_giver_at].null && !h->v[TR_custody_back_taker_at].null;
		break;
	case TR_ACT_DEVICE_HAND_BACK:
	case TR_ACT_REQUEST_COMPLETE:
		f->minutes = r->book != NULL && !r->v[TR_request_minutes].null;
		f->minutes_signed = f->minutes && !r->v[TR_request_giver_at].null && !r->v[TR_request_taker_at].null;
		break;
	default:
		break;
	}
}

static trien_rc
ask_device(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char gone[] = "SELECT p.id FROM person p JOIN agency a ON a.id = p.agency WHERE p.id = $1 AND (p.state <> 'active' OR a.state = 'ended')";
	static const char same[] = "SELECT n.id FROM certificate n JOIN certificate o ON o.id = n.renews AND o.device = n.device WHERE n.id = $1";
	int64_t found;

	f->keeper = tr_record_ref(&c->custody, TR_custody_keeper);
	TR_TRY(ask(d, gone, TR_SQL_IN(TR_SQL_I(f->keeper)), &found, err));
	f->keeper_gone = found != 0;
	TR_TRY(ask(d, same, TR_SQL_IN(TR_SQL_I(c->certificate.id)), &found, err));
	f->same_device = found != 0;
	TR_TRY(ask_taker(d, c, f, err));
	say_minutes_back(w, c, f);
	return TRIEN_OK;
}

static void
say_certificates(const struct tr_case *c, struct tr_rules_facts *f)
{
	const struct tr_record *r = &c->certificate, *n = &c->successor;
	const bool fresh = f->kind == TR_KIND_NEW;

	if (r->id != 0) {
		f->certificate = tr_state_of(r);
		f->not_before = at(r, TR_certificate_not_before);
		f->not_after = at(r, TR_certificate_not_after);
		f->renewals = (unsigned)at(r, TR_certificate_renewals);
		f->official_chain = tr_record_is(r, TR_certificate_chain, "trusted");
		f->stopped_by_lock = tr_record_is(r, TR_certificate_reason, tr_rules_act_word(TR_ACT_DEVICE_LOCK)->word);
		f->stopped_by_request = tr_record_is(r, TR_certificate_reason, tr_rules_act_word(TR_ACT_REQUEST_SUBMIT)->word);
	}
	if (n->id == 0)
		return;
	f->new_not_before = at(n, TR_certificate_not_before);
	f->new_not_after = at(n, TR_certificate_not_after);
	/* Of the same subscriber, of the Government's authority, and not in use yet. */
	const struct tr_record *like = fresh ? &c->request : r;
	const size_t person = fresh ? TR_request_person : TR_certificate_person, agency = fresh ? TR_request_agency : TR_certificate_agency;
	const bool agency_is = at(n, TR_certificate_agency) == at(like, agency) || at(n, TR_certificate_agency) == c->heir;
	f->successor = at(n, TR_certificate_person) == at(like, person) && agency_is &&
		       tr_record_is(n, TR_certificate_chain, "trusted") && tr_state_of(n) == TR_STATE_CERTIFICATE_ISSUED;
}

/* Of certificate.activate: what the certificate came from; renewals count up in a renewal only. */
static trien_rc
say_kind(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char sql[] = "SELECT CAST(CASE WHEN n.renewals > o.renewals THEN 1 ELSE 2 END AS bigint) FROM certificate n JOIN certificate o ON o.id = n.renews "
				  "WHERE n.id = $1";
	char word[TR_WORD_TEXT];
	int64_t found;

	f->kind = w->kind;
	if (!c->request.v[TR_request_kind].null) {
		(void)tr_rules_kind_of(tr_record_word(&c->request, TR_request_kind, word), &f->kind);
		return TRIEN_OK;
	}
	if (w->act != TR_ACT_CERTIFICATE_ACTIVATE)
		return TRIEN_OK;
	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(c->certificate.id)), &found, err));
	f->kind = found == 1 ? TR_KIND_RENEW : found == 2 ? TR_KIND_CHANGE : TR_KIND_NEW;
	return TRIEN_OK;
}

/* Who asks in one's name and decides in another's, by one account, is one who does both. */
static trien_rc
ask_account(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id FROM change h JOIN act a ON a.id = h.act WHERE h.book = 'request' AND h.object = $1 AND a.account = $2 "
				  "AND (a.what IN ('request.draft', 'request.submit') OR a.what LIKE 'plan.%') LIMIT 1";
	int64_t found;

	if (d->a->who.account == 0 ||
			(w->act != TR_ACT_REQUEST_CONFIRM && w->act != TR_ACT_REQUEST_REJECT && w->act != TR_ACT_CERTIFICATE_RESUME))
		return TRIEN_OK;
	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(c->request.id), TR_SQL_I(d->a->who.account)), &found, err));
	if (found != 0)
		f->requester = f->actor;
	return TRIEN_OK;
}

/*
 * Of all that was asked since it stopped, not of the last request alone. Who records what the authority has refused decides nothing of that request, but of one that ended before it without the authority he would;
 * and the subscriber does not record it of himself.
 */
static trien_rc
ask_resumer(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char sql[] =
			"SELECT r.id FROM request r JOIN certificate c ON c.id = r.certificate WHERE c.id = $1 AND r.kind = 'revoke' AND r.id <> $4 "
			"AND (r.closed_at IS NULL OR r.closed_at >= c.state_from) AND (r.asked_by = $2 OR EXISTS (SELECT 1 FROM change h JOIN act a ON a.id = h.act "
			"WHERE h.book = 'request' AND h.object = r.id AND a.account = $3 AND (a.what IN ('request.draft', 'request.submit') OR a.what LIKE 'plan.%'))) LIMIT 1";
	const bool refused = d->deed->act == TR_ACT_REQUEST_REFUSE;
	int64_t found;

	if (d->deed->act == TR_ACT_DEVICE_CHANGE_PIN) {
		f->resumer_asked = true; /* its keeper decides on no request */
		return TRIEN_OK;
	}
	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(c->certificate.id), TR_SQL_I(d->deed->person), TR_SQL_I(d->a->who.account), TR_SQL_I(refused ? c->request.id : 0)), &found, err));
	f->resumer_asked = found != 0 || (refused && d->deed->person != 0 && d->deed->person == f->holder);
	return TRIEN_OK;
}

/* Said in a request for it or for another one on the device, or in the book of incidents. */
static trien_rc
ask_doubted(struct tr_deeding *d, int64_t certificate, int64_t device, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM request WHERE kind = 'revoke' AND ((certificate = $1 AND reason IN ('key_exposed', 'device_lost', 'device_unsafe')) "
				  "OR (device = $2 AND reason IN ('device_lost', 'device_unsafe'))) "
				  "UNION ALL SELECT id FROM incident WHERE device = $2 AND kind IN ('lost', 'unsafe') LIMIT 1";
	int64_t found;

	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(certificate), TR_SQL_I(device)), &found, err));
	*is = found != 0;
	return TRIEN_OK;
}

/* Of one that renews another: whether that one had to stop before, but for a lock, or was revoked. */
static trien_rc
ask_renewed(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char sql[] = "SELECT h.object FROM change h WHERE h.book = 'certificate' AND h.object = $1 AND (h.content LIKE '%\"state\":\"revoked\"%' "
				  "OR (h.content LIKE '%\"state\":\"stopped\"%' AND h.content NOT LIKE '%\"reason\":\"device.lock\"%')) AND h.version = (SELECT MAX(m.version) "
				  "FROM change m WHERE m.book = 'certificate' AND m.object = $1 AND m.content NOT LIKE '%\"state\":\"superseded\"%')";
	const int64_t renews = tr_record_ref(&c->certificate, TR_certificate_renews);
	int64_t found;

	if (renews == 0)
		return TRIEN_OK;
	TR_TRY(ask_doubted(d, renews, c->device.id, &f->replaces_stopped, err));
	TR_TRY(ask(d, sql, TR_SQL_IN(TR_SQL_I(renews)), &found, err));
	f->replaces_stopped = f->replaces_stopped || found != 0;
	return TRIEN_OK;
}

/* Of a certificate that is to sign again: what was before, and what the books say of its key and its subscriber today. */
static trien_rc
ask_resumed(struct tr_deeding *d, const struct tr_case *c, struct tr_rules_facts *f, struct trien_err *err)
{
	static const char used[] = "SELECT object FROM change WHERE book = 'certificate' AND object = $1 AND content LIKE '%\"state\":\"active\"%' LIMIT 1";
	static const char before[] = "SELECT CAST(CASE WHEN content LIKE '%\"state\":\"issued\"%' THEN 1 WHEN content LIKE '%\"state\":\"handed_over\"%' THEN 2 ELSE 0 END AS bigint) "
				     "FROM change WHERE book = 'certificate' AND object = $1 AND content NOT LIKE '%\"state\":\"stopped\"%' ORDER BY version DESC LIMIT 1";
	static const enum tr_rules_state states[] = {TR_STATE_NONE, TR_STATE_CERTIFICATE_ISSUED, TR_STATE_CERTIFICATE_HANDED_OVER};
	static const char still[] =
			"SELECT c.id FROM certificate c JOIN agency g ON g.id = c.agency AND g.state = 'active' LEFT JOIN person p ON p.id = c.person WHERE c.id = $1 "
			"AND (c.person IS NULL OR (p.state = 'active' AND p.agency = g.id)) AND (c.holder <> 'title' OR EXISTS (SELECT 1 FROM post t "
			"WHERE t.person = c.person AND t.agency = g.id AND t.role IN ('head', 'signatory') AND t.from_at <= $2 AND (t.to_at IS NULL OR t.to_at > $2)))";
	const struct tr_sql_value in[] = {TR_SQL_I(c->certificate.id), TR_SQL_I(f->now)};
	int64_t found;

	TR_TRY(ask(d, used, in, 1, &found, err));
	f->was_used = found != 0;
	TR_TRY(ask(d, before, in, 1, &found, err));
	f->before = states[found];
	TR_TRY(ask_doubted(d, c->certificate.id, c->device.id, &f->key_doubted, err));
	f->key_doubted = f->key_doubted || (f->keeper_gone && f->keeper != f->holder); /* of the subscriber himself it is asked apart */
	TR_TRY(ask(d, still, in, 2, &found, err));
	f->subscriber_still = found != 0;
	TR_TRY(ask_asked_since_lock(d, c->certificate.id, &found, err));
	f->stopped_by_request = f->stopped_by_request || (f->stopped_by_lock && found != 0);
	f->stopped_by_lock = f->stopped_by_lock && found == 0;
	return ask_resumer(d, c, f, err);
}

trien_rc
tr_case_facts(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, char *missing, struct tr_rules_facts *out,
		struct trien_err *err)
{
	const struct tr_record *r = &c->request;
	const enum tr_rules_machine machine = tr_rules_machine_of_act(w->act);
	struct tr_rules_facts f = {.law = d->law, .now = d->a->act->at, .role = w->role, .actor = w->person};
	char word[TR_WORD_TEXT];

	f.state = tr_state_of(machine == TR_MACHINE_REQUEST ? r : machine == TR_MACHINE_DEVICE ? &c->device : &c->certificate);
	f.state_since = machine == TR_MACHINE_REQUEST ? 0 : machine == TR_MACHINE_DEVICE ? at(&c->device, TR_device_state_from) : at(&c->certificate, TR_certificate_state_from);
	f.holds_from = d->a->act->effective_at;
	f.device = tr_state_of(&c->device);
	f.unused = machine == TR_MACHINE_DEVICE && c->device.id != 0 && c->certificate.id == 0;
	if (c->device.id != 0)
		(void)tr_rules_device_of(tr_record_word(&c->device, TR_device_kind, word), &f.device_kind);
	f.subject = subject_of(c);
	f.holder = c->certificate.id != 0 ? at(&c->certificate, TR_certificate_person) : at(r, TR_request_person);
	f.requester = at(r, TR_request_asked_by);
	f.written = !r->v[TR_request_form].null;
	f.basis = !r->v[TR_request_basis].null;
	f.words_given = w->role == TR_ROLE_SYSTEM || (d->a->act->reason != NULL && d->a->act->reason[0] != '\0');
	(void)tr_rules_reason_of(tr_deed_is_notice(d, w) ? tr_record_word(&c->certificate, TR_certificate_reason, word)
							 : tr_record_word(r, TR_request_reason, word), &f.reason);
	TR_TRY(ask_account(d, w, c, &f, err));
	TR_TRY(say_kind(d, w, c, &f, err));
	TR_TRY(ask_first(d, w, r->id, &f, err));
	if (w->act == TR_ACT_REQUEST_DRAFT)
		TR_TRY(count_open(d, c, &f.open_requests, err));
	TR_TRY(count_revocations(d, c, &f.open_revocations, err));
	say_certificates(c, &f);
	TR_TRY(ask_dossier(d, c, missing, &f, err));
	TR_TRY(ask_subscriber(d, c, &f, err));
	TR_TRY(ask_letter(d, c, &f, err));
	TR_TRY(ask_device(d, w, c, &f, err));
	if (w->act == TR_ACT_CERTIFICATE_ACTIVATE)
		TR_TRY(ask_renewed(d, c, &f, err));
	if (w->act == TR_ACT_CERTIFICATE_RESUME)
		TR_TRY(ask_resumed(d, c, &f, err));
	*out = f;
	return TRIEN_OK;
}
