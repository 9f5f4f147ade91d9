/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R15.2 R16.1
 * What has stopped does not sign again by another way than those that the rules name: by undoing, by an early day, by a certificate that takes its place, by a device
 * that is changed or a PIN, by who records.
 */
#include <stdio.h>

#include "office.h"
#include "registry/custody.h"
#include "registry/enter.h"

#define ANSWER "answer_blob", blob, "answered_at", now_text(0, at), "effective_at", now_text(0, at)

/* Persons 2 and 5 are managers, 1 has the certificate, and each has an account. */
static void
guarded_office(struct contract *c)
{
	office(c);
	post(c, "5", "2", "manager");
	account(c, "keeper", "1");
	account(c, "manager", "2");
	account(c, "beside", "5");
}

static int64_t
asks(struct contract *c, const char *reason, int64_t person)
{
	return DO(c, "request.draft", 0, "manager", person, GIVEN("kind", "revoke", "certificate", "#1", "reason", reason, "basis", blob));
}

/* ---- undone ---- */

/* The subscriber is a manager too: what others said of his certificate he does not take away. */
static void
test_by_the_subscriber(struct contract *c)
{
	guarded_office(c);
	post(c, "1", "2", "manager");
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	undo_by(c, "keeper", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), NULL);
	STATE(c, "certificate", 1, "active");
	end_office();
}

/* What the request says the device's report says too: so whoever did not ask for it may take it back, but for the subscriber. */
static void
test_said_twice_by_the_subscriber(struct contract *c)
{
	guarded_office(c);
	post(c, "1", "2", "manager");
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t r = asks(c, "device_unsafe", 2);
	DO(c, "device.expose", 1, "manager", 2, NOTHING);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	const int64_t submitted = last_act(c);
	undo_by(c, "keeper", TR_ROLE_MANAGER, submitted, "registry.undo-resumes");
	undo_by(c, "beside", TR_ROLE_MANAGER, submitted, NULL);
	STATE(c, "certificate", 1, "stopped");
	end_office();
}

/* Who drafted the revocation that another has submitted. */
static void
test_by_the_asker(struct contract *c)
{
	guarded_office(c);
	const int64_t r = asks(c, "key_exposed", 5);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	STATE(c, "certificate", 1, "stopped");
	end_office();
}

/* What is said of one that has stopped already is taken back by another too, though the certificate says no more of it than before. */
static void
test_said_again(struct contract *c)
{
	guarded_office(c);
	DO(c, "device.break", 1, "manager", 2, NOTHING);
	DO(c, "device.lose", 1, "manager", 5, NOTHING);
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	STATE(c, "device", 1, "broken");
	end_office();
}

static void
test_asked_again(struct contract *c)
{
	guarded_office(c);
	int64_t r = asks(c, "procedural", 2);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	DO(c, "request.withdraw", r, "manager", 2, NOTHING);
	r = asks(c, "key_exposed", 5);
	DO(c, "request.submit", r, "manager", 5, GIVEN("form", blob));
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	end_office();
}

/* Undoing one of two reasons leaves the other. */
static void
test_lost_since(struct contract *c)
{
	guarded_office(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stop = last_act(c);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	undo_by(c, "beside", TR_ROLE_MANAGER, stop, "registry.undo-stopped");
	STATE(c, "certificate", 1, "stopped");
	end_office();
}

static void
test_exposed_since(struct contract *c)
{
	guarded_office(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stop = last_act(c);
	const int64_t r = asks(c, "key_exposed", 5);
	DO(c, "request.submit", r, "manager", 5, GIVEN("form", blob));
	undo_by(c, "manager", TR_ROLE_MANAGER, stop, "registry.undo-stopped");
	STATE(c, "certificate", 1, "stopped");
	end_office();
}

/* A revocation that stops nothing before it is answered keeps nothing stopped. */
static void
test_asked_since(struct contract *c)
{
	guarded_office(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stop = last_act(c);
	DO(c, "request.submit", asks(c, "manager_asked", 5), "manager", 5, GIVEN("form", blob));
	undo_by(c, "manager", TR_ROLE_MANAGER, stop, NULL);
	STATE(c, "certificate", 1, "active");
	end_office();
}

static void
test_locked_since(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	guarded_office(c);
	const int64_t r = asks(c, "procedural", 2);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	const int64_t submitted = last_act(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	undo_by(c, "beside", TR_ROLE_MANAGER, submitted, "registry.undo-stopped");
	STATE(c, "certificate", 1, "stopped");
	forward(c, 2, "department");
	DO(c, "request.complete", 2, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	const int64_t changed = last_act(c);
	undo_by(c, "beside", TR_ROLE_MANAGER, submitted, NULL);
	STATE(c, "certificate", 1, "active");
	undo_by(c, "keeper", TR_ROLE_SUBSCRIBER, changed, "registry.undo-stopped"); /* it signs by that PIN */
	STATE(c, "device", 1, "assigned");
	end_office();
}

/* Undoing that an entry was undone puts the row back, and frees nothing. */
static void
test_entered_again(struct contract *c)
{
	guarded_office(c);
	certificate(c, "bb", "-", "active", NOW + 365 * DAY, "-");
	const int64_t entered = last_act(c);
	undo_by(c, "manager", TR_ROLE_MANAGER, entered, NULL);
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	STATE(c, "certificate", 2, "active");
	end_office();
}

/* ---- by an early day ---- */

struct asking {
	int64_t time;
	struct tr_custody custody;
};

static trien_rc
work_ask_custody(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_custody_at(db, "aa", a->time, &a->custody, err);
}

static void
control_is(struct contract *c, int64_t time, enum tr_sole_control control)
{
	struct asking a = {.time = time};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, work_ask_custody, &a, &err), &err);
	assert_int_equal(a.custody.control, control);
}

static trien_rc
since(struct contract *c, int64_t at, int64_t from, enum tr_rules_act what, int64_t object, enum tr_rules_role role, int64_t person, struct trien_err *err)
{
	const struct tr_deed d = {.act = what, .object = object, .role = role, .person = person};
	struct tr_act act = act_of("set by the deed");
	struct tr_deed_done done;

	act.at = at;
	act.effective_at = from;
	act.reason = "ghi muộn";
	return tr_deed_do(c->db, &act, TR_ACT_DO, &d, &done, err);
}

static void
test_pin_of_an_early_day(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];
	struct trien_err err = {0};

	office(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	deed_at = NOW + 2 * DAY;
	forward(c, 1, "department");
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	control_is(c, NOW + DAY, TR_CONTROL_NO);
	const trien_rc rc = since(c, NOW + 3 * DAY, NOW - DAY, TR_ACT_DEVICE_CHANGE_PIN, 1, TR_ROLE_SUBSCRIBER, 1, &err);
	control_is(c, NOW + DAY, TR_CONTROL_NO);
	assert_refused(rc, "rules.since");
	deed_at = NOW;
	end_office();
}

/* Who says that the key is exposed says that it is in nobody's sole control, though the device lies where it lay; from then on, and unless that is undone. */
static void
test_exposed_in_hand(struct contract *c)
{
	guarded_office(c);
	const int64_t r = asks(c, "key_exposed", 2);
	control_is(c, NOW, TR_CONTROL_YES);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	control_is(c, NOW - 1, TR_CONTROL_YES);
	control_is(c, NOW, TR_CONTROL_NO);
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), NULL);
	control_is(c, NOW, TR_CONTROL_YES);
	PUT(c, "test.put", "certificate", 1, "device", "-");
	control_is(c, NOW, TR_CONTROL_UNKNOWN);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	control_is(c, NOW, TR_CONTROL_NO);
	end_office();
}

/* ---- what takes its place ---- */

static int64_t
renewal_sent(struct contract *c)
{
	const int64_t r = draft(c, "renew", "");

	forward(c, r, "authority");
	return r;
}

static void
test_renewed_while_stopped(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	const int64_t renewal = renewal_sent(c);
	const int64_t r = asks(c, "key_exposed", 2);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	certificate(c, "bb", "1", "issued", NOW + 900 * DAY, "1");
	DO(c, "request.complete", renewal, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "superseded");
	REFUSED(c, "rules.device-kept", "certificate.activate", 2, "subscriber", 1, NOTHING);
	end_office();
}

/* Stopped by the head, for which there is no request. */
static void
test_renewed_while_the_head_stops(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	const int64_t renewal = renewal_sent(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	certificate(c, "bb", "1", "issued", NOW + 900 * DAY, "1");
	DO(c, "request.complete", renewal, "manager", 2, GIVEN(ANSWER));
	REFUSED(c, "rules.device-kept", "certificate.activate", 2, "subscriber", 1, NOTHING);
	end_office();
}

/* A new PIN ends what the lock began: what nobody used before is as it was. */
static void
test_locked_before_use(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	certificate(c, "bb", "1", "issued", NOW + 365 * DAY, "-");
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 2, "stopped");
	forward(c, 1, "department");
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 1, "active");
	STATE(c, "certificate", 2, "issued");
	REFUSED(c, "rules.device-kept", "certificate.activate", 2, "subscriber", 1, NOTHING);
	end_office();
}

/* ---- who records ---- */

static void
test_refusal_recorded_by_the_subscriber(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "1", "2", "manager");
	const int64_t r = asks(c, "procedural", 2);
	forward(c, r, "authority");
	REFUSED(c, "rules.recorder-other", "request.refuse", r, "manager", 1, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "stopped");
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "active");
	end_office();
}

/* Who has withdrawn his own request does not let it sign by recording what became of another: whoever did not ask does. */
static void
test_refusal_recorded_by_who_withdrew(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	int64_t r = asks(c, "procedural", 2);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	DO(c, "request.withdraw", r, "manager", 2, NOTHING);
	STATE(c, "certificate", 1, "stopped");
	r = asks(c, "procedural", 5);
	forward(c, r, "authority");
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "stopped");
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 2, NOTHING);
	post(c, "6", "2", "manager");
	DO(c, "certificate.resume", 1, "manager", 6, NOTHING);
	STATE(c, "certificate", 1, "active");
	end_office();
}

/* ---- another device ---- */

static void
test_device_received(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01"));
	forward(c, 1, "authority");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "received", "state_from", "1");
	certificate(c, "bb", "1", "issued", NOW + 900 * DAY, "-");
	PUT(c, "test.put", "certificate", 2, "person", "5");
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 2, "stopped");
	DO(c, "request.receive_device", 1, "manager", 2, GIVEN("device", "#2"));
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND device = 1");
	end_office();
}

/* Which device it was on stays in the books when it has ended: else the answer whether its key was in its keeper's hands would be another. */
static void
test_typed_of_what_ended(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];
	struct tr_entry_value v = {"device", "#2"};
	struct tr_entry e = {.book = &tr_books[TR_BOOK_certificate], .id = 1, .values = &v, .count = 1};
	struct tr_act act = act_of("certificate.change");
	struct trien_err err = {0};

	office(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "assigned", "state_from", "1");
	PUT(c, "custody.enter", "custody", 0, "device", "2", "keeper", "1", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1", "taker_at", "1");
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	forward(c, 1, "authority");
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "revoked");
	control_is(c, NOW, TR_CONTROL_NO);
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, tr_entry_write, &e, NULL, &err), "registry.by-act-only");
	control_is(c, NOW, TR_CONTROL_NO);
	end_office();
}

/* The head may say stop though it has stopped for less. */
static void
test_stopped_for_more(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	guarded_office(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stop = last_act(c);
	REFUSED(c, "rules.stopped-for-less", "certificate.stop", 1, "manager", 2, NOTHING);
	forward(c, 1, "department");
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 1, "stopped");
	/* Stopped by mistake: another takes that back, and what is left of the lock ends. */
	undo_by(c, "beside", TR_ROLE_MANAGER, stop, NULL);
	STATE(c, "certificate", 1, "stopped");
	DO(c, "certificate.resume", 1, "manager", 2, NOTHING);
	STATE(c, "certificate", 1, "active");
	assert_int_equal(say_faults(c), 0);
	end_office();
}

extern const struct contract_row stopped_tests[];
const struct contract_row stopped_tests[] = {
	{"undone by the subscriber", test_by_the_subscriber}, {"undone by the asker", test_by_the_asker}, {"said again", test_said_again}, {"asked again", test_asked_again}, {"said twice, undone by the subscriber", test_said_twice_by_the_subscriber},
	{"lost since", test_lost_since}, {"exposed since", test_exposed_since}, {"asked since", test_asked_since}, {"locked since it was asked", test_locked_since}, {"entered again", test_entered_again}, {"a PIN of an early day", test_pin_of_an_early_day},
	{"exposed in hand", test_exposed_in_hand}, {"renewed while stopped", test_renewed_while_stopped}, {"renewed while the head stops it", test_renewed_while_the_head_stops}, {"locked before use", test_locked_before_use},
	{"a refusal recorded by the subscriber", test_refusal_recorded_by_the_subscriber}, {"a refusal recorded by who withdrew", test_refusal_recorded_by_who_withdrew}, {"a device received", test_device_received}, {"typed of what ended", test_typed_of_what_ended},
	{"stopped for more", test_stopped_for_more}, {NULL, NULL},
};
