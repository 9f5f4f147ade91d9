/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an act of the rules writes besides the state, and what it entails. Requirement: R6.1 R11 R14.3 R15.2 R16.1 */
#include "base/errors/rules.h"
#include "registry/deed_parts.h"
#include "store/job.h"

#define HAS(is, effect) ((is)->effects & TR_BIT(TR_EFFECT_##effect))

/* ---- what is handed in ---- */

#define A(symbol) TR_ACT_##symbol
#define HANDED(act) \
	{A(act), TR_BOOK_custody, TR_custody_keeper}, {A(act), TR_BOOK_custody, TR_custody_decision}, {A(act), TR_BOOK_custody, TR_custody_decided_at}, \
		{A(act), TR_BOOK_custody, TR_custody_minutes}, {A(act), TR_BOOK_custody, TR_custody_giver_at}, {A(act), TR_BOOK_custody, TR_custody_taker_at}
#define BACK(act) \
	{A(act), TR_BOOK_custody, TR_custody_back_minutes}, {A(act), TR_BOOK_custody, TR_custody_back_giver_at}, {A(act), TR_BOOK_custody, TR_custody_back_taker_at}
/* The minutes of handing back stand in the request of recall. */
#define TO_AUTHORITY(act) \
	{A(act), TR_BOOK_request, TR_request_minutes}, {A(act), TR_BOOK_request, TR_request_giver_at}, {A(act), TR_BOOK_request, TR_request_taker_at}
#define ANSWER(act) \
	{A(act), TR_BOOK_letter, TR_letter_answer_number}, {A(act), TR_BOOK_letter, TR_letter_answer_blob}, {A(act), TR_BOOK_letter, TR_letter_answered_at}, \
		{A(act), TR_BOOK_letter, TR_letter_effective_at}
static const struct {
	enum tr_rules_act act;
	size_t book, column;
} takes[] = {
	{A(REQUEST_DRAFT), TR_BOOK_request, TR_request_kind}, {A(REQUEST_DRAFT), TR_BOOK_request, TR_request_reason},
	{A(REQUEST_DRAFT), TR_BOOK_request, TR_request_agency}, {A(REQUEST_DRAFT), TR_BOOK_request, TR_request_person},
	{A(REQUEST_DRAFT), TR_BOOK_request, TR_request_certificate}, {A(REQUEST_DRAFT), TR_BOOK_request, TR_request_device},
	{A(REQUEST_DRAFT), TR_BOOK_request, TR_request_subject}, {A(REQUEST_DRAFT), TR_BOOK_request, TR_request_form},
	{A(REQUEST_DRAFT), TR_BOOK_request, TR_request_basis}, {A(REQUEST_SUBMIT), TR_BOOK_request, TR_request_form},
	{A(REQUEST_SUBMIT), TR_BOOK_request, TR_request_basis}, {A(REQUEST_CONSOLIDATE), TR_BOOK_request, TR_request_letter},
	ANSWER(CERTIFICATE_REVOKE), {A(CERTIFICATE_REVOKE), TR_BOOK_certificate, TR_certificate_reason},
	ANSWER(REQUEST_REFUSE), ANSWER(REQUEST_COMPLETE), {A(REQUEST_COMPLETE), TR_BOOK_request, TR_request_certificate},
	{A(REQUEST_RECEIVE_DEVICE), TR_BOOK_request, TR_request_device},
	HANDED(REQUEST_HAND_OVER), HANDED(CERTIFICATE_HAND_OVER), HANDED(DEVICE_ASSIGN), HANDED(DEVICE_REASSIGN),
	BACK(DEVICE_RETURN), BACK(DEVICE_COLLECT), BACK(DEVICE_CLOSE), TO_AUTHORITY(REQUEST_COMPLETE), TO_AUTHORITY(DEVICE_HAND_BACK),
};

const struct tr_column *
tr_deed_takes(enum tr_rules_act act, const char *name, const struct tr_book **book)
{
	for (size_t i = 0; i < sizeof(takes) / sizeof(*takes); i++) {
		const struct tr_column *column = &tr_books[takes[i].book].columns[takes[i].column];
		if (takes[i].act == act && strcmp(column->name, name) == 0) {
			*book = &tr_books[takes[i].book];
			return column;
		}
	}
	return NULL;
}

/* ---- rows of the case ---- */

/* Does another request of the letter wait for its answer? */
static trien_rc
others_wait(struct tr_deeding *d, int64_t letter, int64_t request, bool *wait, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM request WHERE letter = $1 AND id <> $2 AND state IN ('sent', 'accepted') LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(d->a->db, sql, TR_SQL_IN(TR_SQL_I(letter), TR_SQL_I(request)), &rows, err));
	*wait = rows.count > 0;
	return TRIEN_OK;
}

/* Of many requests the first writes what the others would write again. */
static trien_rc
put_letter(struct tr_deeding *d, struct tr_record *l, struct trien_err *err)
{
	TR_AUTO_RECORD was = {0};
	TR_AUTO_BUF before = {0};
	TR_AUTO_BUF after = {0};

	TR_TRY(tr_record_load(d->a->db, l->book, l->id, &was, err));
	TR_TRY(tr_record_content(&was, &before, err));
	TR_TRY(tr_record_content(l, &after, err));
	return tr_bytes_equal(tr_buf_view(&before), tr_buf_view(&after)) ? TRIEN_OK : tr_acting_put(d->a, l, err);
}

/* One letter, several results: granted where one is, answered when none waits. */
static trien_rc
write_letter(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_record *l, struct trien_err *err)
{
	bool wait;

	if (w->act == TR_ACT_REQUEST_SEND) {
		if (!tr_record_is(l, TR_letter_state, "draft"))
			return TRIEN_OK; /* sent already, with another request of it */
		tr_record_set_text(l, TR_letter_state, "sent");
		tr_record_set_int(l, TR_letter_asked_at, d->a->act->at);
	} else {
		TR_TRY(others_wait(d, l->id, w->object, &wait, err));
		tr_record_set_text(l, TR_letter_state, wait ? "sent" : "answered");
		if (w->act == TR_ACT_REQUEST_COMPLETE || l->v[TR_letter_answer].null)
			tr_record_set_text(l, TR_letter_answer, w->act == TR_ACT_REQUEST_COMPLETE ? "accepted" : "refused");
	}
	return put_letter(d, l, err);
}

/* The authority has revoked of itself: its document is kept as an answer to which nobody has asked. */
static trien_rc
put_notice(struct tr_deeding *d, struct tr_record *l, struct trien_err *err)
{
	tr_record_set_text(l, TR_letter_receiver, "authority");
	tr_record_set_text(l, TR_letter_state, "answered");
	tr_record_set_text(l, TR_letter_answer, "accepted");
	return tr_acting_put(d->a, l, err);
}

static void
write_request(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, const struct tr_rules_decision *is)
{
	struct tr_record *r = &c->request;
	enum tr_rules_kind kind = TR_KIND_NEW;
	char word[TR_WORD_TEXT];
	bool certain;

	(void)tr_rules_kind_of(tr_record_word(r, TR_request_kind, word), &kind);
	if (w->act == TR_ACT_REQUEST_SUBMIT && r->v[TR_request_asked_by].null && w->person != 0)
		tr_record_set_int(r, TR_request_asked_by, w->person); /* the program has drafted it: who submits it asks */
	if (w->act == TR_ACT_REQUEST_CONFIRM)
		tr_record_set_int(r, TR_request_approved_by, w->person);
	if (w->act == TR_ACT_REQUEST_RELEASE || (w->act == TR_ACT_REQUEST_WITHDRAW && c->letter.id != 0 && tr_record_is(&c->letter, TR_letter_state, "draft")))
		tr_record_set_null(r, TR_request_letter);
	if (HAS(is, START_DEADLINE)) {
		int64_t from = d->a->act->at;
		if (kind == TR_KIND_RECALL && c->certificate.id != 0)
			from = tr_rules_recall_from(d->law, c->certificate.v[TR_certificate_state_from].i, from);
		tr_record_set_int(r, TR_request_deadline_at, tr_rules_deadline(d->law, kind, from, &certain));
		if (certain)
			tr_record_set_null(r, TR_request_deadline_unsure);
		else
			tr_record_set_int(r, TR_request_deadline_unsure, 1);
		d->done->deadline_unsure = d->done->deadline_unsure || !certain;
	}
	if (HAS(is, END_DEADLINE) || is->to == TR_STATE_REQUEST_REJECTED || is->to == TR_STATE_REQUEST_WITHDRAWN)
		tr_record_set_int(r, TR_request_closed_at, d->a->act->at);
}

/* The minutes of the way back stand with the custody that ends by them; of a device that nobody keeps, with the device. */
static const struct {
	size_t custody, device;
} back[] = {{TR_custody_back_minutes, TR_device_back_minutes}, {TR_custody_back_giver_at, TR_device_back_giver_at},
	{TR_custody_back_taker_at, TR_device_back_taker_at}};

static void
write_device(struct tr_case *c, const struct tr_rules_decision *is)
{
	const bool custody_ends = HAS(is, END_CUSTODY) && c->custody.id != 0;

	for (size_t i = 0; !custody_ends && i < sizeof(back) / sizeof(*back); i++)
		if (!c->handing.v[back[i].custody].null)
			c->device.v[back[i].device] = c->handing.v[back[i].custody];
}

trien_rc
tr_deed_write(struct tr_deeding *d, const struct tr_deed_what *w, struct tr_case *c, const struct tr_rules_decision *is, struct trien_err *err)
{
	switch (tr_rules_machine_of_act(w->act)) {
	case TR_MACHINE_REQUEST:
		write_request(d, w, c, is);
		if (c->letter.id != 0 &&
				(w->act == TR_ACT_REQUEST_SEND || w->act == TR_ACT_REQUEST_REFUSE || w->act == TR_ACT_REQUEST_COMPLETE))
			return write_letter(d, w, &c->letter, err);
		return TRIEN_OK;
	case TR_MACHINE_CERTIFICATE:
		if (w->act == TR_ACT_CERTIFICATE_STOP)
			tr_record_set_text(&c->certificate, TR_certificate_reason, d->a->act->what);
		if (tr_deed_is_notice(d, w))
			TR_TRY(put_notice(d, &c->letter, err));
		if (w->act == TR_ACT_CERTIFICATE_REVOKE && c->request.id != 0)
			c->certificate.v[TR_certificate_reason] = c->request.v[TR_request_reason];
		if (w->act == TR_ACT_CERTIFICATE_HAND_OVER && c->request.id != 0)
			c->certificate.v[TR_certificate_device] = c->request.v[TR_request_device];
		return TRIEN_OK;
	default:
		write_device(c, is);
		if (w->act == TR_ACT_DEVICE_HAND_BACK && w->request == 0 && c->request.id != 0)
			return tr_acting_put(d->a, &c->request, err);
		return TRIEN_OK;
	}
}

/* ---- what an act entails in the other machines ---- */

static trien_rc
entail(struct tr_deeding *d, enum tr_rules_act act, int64_t object, int64_t request, struct trien_err *err)
{
	const struct tr_deed_what w = {.act = act, .object = object, .role = TR_ROLE_SYSTEM, .request = request};
	return object == 0 ? TRIEN_OK : tr_deed_step(d, &w, err);
}

/* The same by who does the whole. */
static trien_rc
entail_own(struct tr_deeding *d, enum tr_rules_act act, int64_t object, int64_t request, struct trien_err *err)
{
	const struct tr_deed_what w = {.act = act, .object = object, .role = d->deed->role, .person = d->deed->person, .request = request};
	return object == 0 ? TRIEN_OK : tr_deed_step(d, &w, err);
}

/* What signing stopped for: from what passes with a new PIN to what never does. */
static unsigned
weight_of(struct tr_bytes why)
{
	return tr_bytes_are(why, tr_rules_act_word(TR_ACT_DEVICE_LOCK)->word)	   ? 0
	       : tr_bytes_are(why, tr_rules_act_word(TR_ACT_REQUEST_SUBMIT)->word) ? 1
										   : 2;
}

/* Where signing has stopped already the weightier reason stands: else the end of the lighter one would let the certificate sign again. */
static trien_rc
stop_signing(struct tr_deeding *d, int64_t certificate, bool stopped, int64_t request, struct trien_err *err)
{
	const char *why = d->a->act->what;
	TR_AUTO_RECORD r = {0};

	if (!stopped)
		return entail(d, TR_ACT_CERTIFICATE_STOP, certificate, request, err);
	TR_TRY(tr_record_load(d->a->db, &tr_books[TR_BOOK_certificate], certificate, &r, err));
	if (weight_of(TR_BYTES(why, strlen(why))) <= weight_of(r.v[TR_certificate_reason].b))
		return TRIEN_OK;
	tr_record_set_text(&r, TR_certificate_reason, why);
	return tr_acting_put(d->a, &r, err);
}

/* Drafts a request; where one of the kind is open for the same object, that one stands. */
static trien_rc
draft(struct tr_deeding *d, enum tr_rules_kind kind, const char *reason, int64_t certificate, int64_t device, struct trien_err *err)
{
	const struct tr_deed_what w = {.act = TR_ACT_REQUEST_DRAFT, .role = TR_ROLE_SYSTEM, .kind = kind, .reason = reason,
		.certificate = certificate, .device = device};
	struct trien_err refused = {0};
	const trien_rc rc = tr_deed_step(d, &w, &refused);

	if (rc == TRIEN_E_RULES_OPEN_REQUEST)
		return TRIEN_OK;
	if (rc != TRIEN_OK && err != NULL)
		*err = refused;
	return rc;
}

static const char *
reason_of_report(enum tr_rules_act act)
{
	const enum tr_rules_reason reason = act == TR_ACT_DEVICE_LOSE	? TR_REASON_DEVICE_LOST
					    : act == TR_ACT_DEVICE_BREAK ? TR_REASON_DEVICE_BROKEN
									 : TR_REASON_DEVICE_UNSAFE;
	return tr_rules_reason_at(reason)->word;
}

/* What the rules refuse stays stopped. */
static trien_rc
unless_refused(trien_rc rc, const struct trien_err *refused, struct trien_err *err)
{
	if (rc == TRIEN_OK || strncmp(trien_err_id(rc), "rules.", 6) == 0)
		return TRIEN_OK;
	if (err != NULL)
		*err = *refused;
	return rc;
}

static trien_rc
resume_after_lock(struct tr_deeding *d, int64_t certificate, struct trien_err *err)
{
	struct trien_err refused = {0};

	return unless_refused(entail(d, TR_ACT_CERTIFICATE_RESUME, certificate, 0, &refused), &refused, err);
}

/* Every certificate of a device that goes on: its signing stops or begins again, its revocation is drafted. */
static trien_rc
entail_of_device(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_rules_decision *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id, state, CAST(CASE WHEN reason = 'device.lock' AND not_before <= $2 AND not_after >= $2 THEN 1 ELSE 0 END AS bigint) "
				  "FROM certificate WHERE device = $1 AND state IN ('issued', 'handed_over', 'active', 'stopped') ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(d->a->db, sql, TR_SQL_IN(TR_SQL_I(w->object), TR_SQL_I(d->a->act->at)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t certificate = tr_sql_int(&rows, i, 0);
		const bool stopped = strcmp(tr_sql_text(&rows, i, 1), "stopped") == 0;
		if (HAS(is, STOP_SIGNING))
			TR_TRY(stop_signing(d, certificate, stopped, 0, err));
		if (HAS(is, ALLOW_SIGNING) && stopped && tr_sql_int(&rows, i, 2) == 1)
			TR_TRY(resume_after_lock(d, certificate, err));
		if (HAS(is, DRAFT_REVOKE))
			TR_TRY(draft(d, TR_KIND_REVOKE, reason_of_report(w->act), certificate, w->object, err));
	}
	if (!HAS(is, DRAFT_RECOVER))
		return TRIEN_OK;
	return draft(d, TR_KIND_RECOVER, NULL, rows.count > 0 ? tr_sql_int(&rows, rows.count - 1, 0) : 0, w->object, err);
}

/* ---- custody ---- */

static trien_rc
change_custody(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, const struct tr_rules_decision *is, struct trien_err *err)
{
	if (HAS(is, END_CUSTODY) && c->custody.id != 0) {
		TR_AUTO_RECORD ends = {0};
		TR_TRY(tr_record_load(d->a->db, &tr_books[TR_BOOK_custody], c->custody.id, &ends, err));
		tr_record_set_int(&ends, TR_custody_to_at, d->a->act->effective_at);
		for (size_t i = 0; i < sizeof(back) / sizeof(*back); i++)
			ends.v[back[i].custody] = c->handing.v[back[i].custody];
		TR_TRY(tr_acting_put(d->a, &ends, err));
	}
	if (!HAS(is, START_CUSTODY))
		return TRIEN_OK;
	struct tr_record begins = tr_record_of(&tr_books[TR_BOOK_custody]);
	memcpy(begins.v, c->handing.v, sizeof(begins.v)); /* texts are the case's */
	tr_record_set_int(&begins, TR_custody_device, w->object);
	tr_record_set_int(&begins, TR_custody_from_at, d->a->act->effective_at);
	return tr_acting_put(d->a, &begins, err);
}

/* ---- incidents ---- */

static trien_rc
report_incident(struct tr_deeding *d, const struct tr_deed_what *w, const char *kind, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_incident]);

	tr_record_set_int(&r, TR_incident_device, w->object);
	tr_record_set_text(&r, TR_incident_kind, kind);
	tr_record_set_int(&r, TR_incident_happened_at, d->a->act->effective_at);
	tr_record_set_text(&r, TR_incident_state, "open");
	if (w->person != 0)
		tr_record_set_int(&r, TR_incident_reported_by, w->person);
	for (size_t i = 0; i < d->done->count; i++)
		if (d->done->steps[i].act == TR_ACT_REQUEST_DRAFT)
			tr_record_set_int(&r, TR_incident_request, d->done->steps[i].id);
	return tr_acting_put(d->a, &r, err);
}

static trien_rc
close_incidents(struct tr_deeding *d, int64_t device, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM incident WHERE device = $1 AND kind = 'locked' AND state = 'open' ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(d->a->db, sql, TR_SQL_IN(TR_SQL_I(device)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_record_load(d->a->db, &tr_books[TR_BOOK_incident], tr_sql_int(&rows, i, 0), &r, err));
		tr_record_set_text(&r, TR_incident_state, "closed");
		TR_TRY(tr_acting_put(d->a, &r, err));
	}
	return TRIEN_OK;
}

static trien_rc
change_incidents(struct tr_deeding *d, const struct tr_deed_what *w, struct trien_err *err)
{
	switch (w->act) {
	case TR_ACT_DEVICE_LOSE:
		return report_incident(d, w, "lost", err);
	case TR_ACT_DEVICE_BREAK:
		return report_incident(d, w, "damaged", err);
	case TR_ACT_DEVICE_EXPOSE:
		return report_incident(d, w, "unsafe", err);
	case TR_ACT_DEVICE_LOCK:
		return report_incident(d, w, "locked", err);
	case TR_ACT_DEVICE_CHANGE_PIN:
		return close_incidents(d, w->object, err);
	default:
		return TRIEN_OK;
	}
}

/* ---- by machine ---- */

/* A renewal counts as one; a change of information takes the count along, so that nobody renews twice by changing in between. */
static trien_rc
enter_successor(struct tr_deeding *d, const struct tr_case *c, struct trien_err *err)
{
	const bool renewal = tr_record_is(&c->request, TR_request_kind, "renew");
	TR_AUTO_RECORD r = {0};

	if (c->successor.id == 0 || tr_record_is(&c->request, TR_request_kind, "new"))
		return TRIEN_OK;
	TR_TRY(tr_record_load(d->a->db, &tr_books[TR_BOOK_certificate], c->successor.id, &r, err));
	tr_record_set_int(&r, TR_certificate_renews, c->certificate.id);
	tr_record_set_int(&r, TR_certificate_renewals, c->certificate.v[TR_certificate_renewals].i + (renewal ? 1 : 0));
	return tr_acting_put(d->a, &r, err);
}

/* From then on the key lies with the agency: what becomes of the device becomes of the certificate. */
static trien_rc
put_on_device(struct tr_deeding *d, const struct tr_case *c, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(d->a->db, &tr_books[TR_BOOK_certificate], c->certificate.id, &r, err));
	tr_record_set_int(&r, TR_certificate_device, c->device.id);
	return tr_acting_put(d->a, &r, err);
}

static bool
is_live(const struct tr_record *certificate)
{
	const enum tr_rules_state s = tr_state_of(certificate);
	return s == TR_STATE_CERTIFICATE_ISSUED || s == TR_STATE_CERTIFICATE_HANDED_OVER || s == TR_STATE_CERTIFICATE_ACTIVE ||
	       s == TR_STATE_CERTIFICATE_STOPPED;
}

/* Of one that has stopped, or is in use already, it stays on which device it is. */
static bool
lies_there(const struct tr_case *c)
{
	const int64_t on = tr_record_ref(&c->certificate, TR_certificate_device);

	return on == 0 || (on != c->device.id && tr_state_of(&c->certificate) == TR_STATE_CERTIFICATE_ISSUED);
}

static bool
is_back(const struct tr_record *device)
{
	const enum tr_rules_state s = tr_state_of(device);
	return s == TR_STATE_DEVICE_RETURNED_TO_AUTHORITY || s == TR_STATE_DEVICE_CLOSED;
}

/*
 * What stopped for a revocation that does not come signs again by the very act that ends the request, where the rules permit it. The program does it by what the
 * head or the authority has decided; who withdraws a request does it himself, and so not where he has asked for it: then it is for another.
 */
static trien_rc
resume(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, struct trien_err *err)
{
	const bool withdrawn = w->act == TR_ACT_REQUEST_WITHDRAW;
	struct trien_err refused = {0};

	if (!tr_record_is(&c->request, TR_request_kind, "revoke") || tr_state_of(&c->certificate) != TR_STATE_CERTIFICATE_STOPPED)
		return TRIEN_OK;
	const trien_rc rc = (withdrawn ? entail_own : entail)(d, TR_ACT_CERTIFICATE_RESUME, c->certificate.id, c->request.id, &refused);
	return unless_refused(rc, &refused, err);
}

static trien_rc
effects_of_request(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, const struct tr_rules_decision *is, struct trien_err *err)
{
	const int64_t request = c->request.id, certificate = c->certificate.id, device = c->device.id;
	const bool live = certificate != 0 && is_live(&c->certificate);

	if (w->act == TR_ACT_REQUEST_SUBMIT && HAS(is, STOP_SIGNING) && live)
		TR_TRY(stop_signing(d, certificate, tr_state_of(&c->certificate) == TR_STATE_CERTIFICATE_STOPPED, request, err));
	if (HAS(is, RESUME_CERTIFICATE))
		TR_TRY(resume(d, w, c, err));
	if (HAS(is, ENTER_CERTIFICATE))
		TR_TRY(enter_successor(d, c, err));
	if (HAS(is, SUPERSEDE_CERTIFICATE))
		TR_TRY(entail(d, TR_ACT_CERTIFICATE_SUPERSEDE, certificate, request, err));
	if (HAS(is, REVOKE_CERTIFICATE) && live) /* it may have expired since it was asked for */
		TR_TRY(entail(d, TR_ACT_CERTIFICATE_REVOKE, certificate, request, err));
	if (HAS(is, UNLOCK_DEVICE))
		TR_TRY(entail(d, TR_ACT_DEVICE_UNLOCK, device, request, err));
	if (w->act == TR_ACT_REQUEST_RECEIVE_DEVICE && live && lies_there(c))
		TR_TRY(put_on_device(d, c, err));
	if (HAS(is, HAND_BACK_DEVICE) && !is_back(&c->device)) /* the answer may come after the device was handed back */
		TR_TRY(entail(d, TR_ACT_DEVICE_HAND_BACK, device, request, err));
	if (HAS(is, ASSIGN_DEVICE))
		TR_TRY(entail_own(d, TR_ACT_DEVICE_ASSIGN, device, request, err));
	return HAS(is, HAND_OVER_CERTIFICATE) ? entail_own(d, TR_ACT_CERTIFICATE_HAND_OVER, certificate, request, err) : TRIEN_OK;
}

/* A device is recalled where it still is with somebody. */
static trien_rc
effects_of_certificate(struct tr_deeding *d, const struct tr_case *c, const struct tr_rules_decision *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM certificate WHERE device = $1 AND state IN ('issued', 'handed_over', 'active', 'stopped') AND not_after >= $2 LIMIT 1";
	const struct tr_rules_facts where = {.device = tr_state_of(&c->device)};
	TR_AUTO_ROWS others = {0};

	if (!HAS(is, DRAFT_RECALL) || c->device.id == 0 || tr_rules_guard(TR_GUARD_DEVICE_HELD, &where, NULL) != TRIEN_OK)
		return TRIEN_OK;
	/* What another certificate on it is used with stays where it is. */
	TR_TRY(tr_sql_ask(d->a->db, sql, TR_SQL_IN(TR_SQL_I(c->device.id), TR_SQL_I(d->a->act->at)), &others, err));
	if (others.count > 0)
		return TRIEN_OK;
	return draft(d, TR_KIND_RECALL, NULL, c->certificate.id, c->device.id, err);
}

trien_rc
tr_deed_effects(struct tr_deeding *d, const struct tr_deed_what *w, const struct tr_case *c, const struct tr_rules_decision *is, struct trien_err *err)
{
	switch (tr_rules_machine_of_act(w->act)) {
	case TR_MACHINE_REQUEST:
		return effects_of_request(d, w, c, is, err);
	case TR_MACHINE_CERTIFICATE:
		return effects_of_certificate(d, c, is, err);
	default:
		TR_TRY(change_custody(d, w, c, is, err));
		TR_TRY(entail_of_device(d, w, is, err));
		return change_incidents(d, w, err);
	}
}

/* ---- who is told ---- */

trien_rc
tr_deed_tell(struct tr_deeding *d, struct trien_err *err)
{
	static const struct {
		enum tr_rules_effect effect;
		const char *who;
	} told[] = {{TR_EFFECT_TELL_SUBSCRIBER, "subscriber"}, {TR_EFFECT_TELL_MANAGER, "manager"}, {TR_EFFECT_TELL_DEPARTMENT, "department"}};

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		TR_AUTO_BUF payload = {0};
		struct tr_text text;
		int64_t id;
		if (!(d->done->effects & TR_BIT(told[i].effect)))
			continue;
		TR_TRY(tr_buf_addf(&payload, err, "{\"tell\":\"%s\",\"act\":%lld,\"what\":\"%s\",\"object\":\"%s:%lld\"}", told[i].who,
				(long long)d->a->id, d->a->act->what, d->done->steps[0].book->name, (long long)d->done->object));
		TR_TRY(tr_text_of(tr_buf_view(&payload), &text, err));
		const struct tr_job_new job = {.kind = TR_JOB_TELL, .payload = text, .ready_at = d->a->act->at, .now = d->a->act->at};
		TR_TRY(tr_job_put(d->a->db, &job, &id, err));
	}
	return TRIEN_OK;
}
