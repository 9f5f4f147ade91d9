/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11 R15.2
 * What becomes of a request when its certificate, its device or its letter goes another way in between: each has an act that brings it to its end. And the
 * days at which a condition turns, at the second of midnight in Vietnam.
 */
#include <stdio.h>

#include "office.h"

#define ANSWER "answer_blob", blob, "answered_at", now_text(0, at), "effective_at", now_text(0, at)
#define BACK "back_minutes", blob, "back_giver_at", now_text(0, at), "back_taker_at", now_text(0, at)
#define TO_AUTHORITY "minutes", blob, "giver_at", now_text(0, at), "taker_at", now_text(0, at)

static int64_t
revoked(struct contract *c, const char *which, const char *reason)
{
	char at[TR_TIME_TEXT_MAX];
	const int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", which, "reason", reason));

	forward(c, r, "authority");
	return DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER));
}

/* ---- recovered, and locked again ---- */

static void
test_locked_again(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	forward(c, 1, "department");
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	REFUSED(c, "rules.pin-changed", "request.close", 1, "manager", 2, NOTHING);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 2 AND kind = 'recover' AND device = 1 AND state = 'draft'");
	DO(c, "request.close", 1, "manager", 2, NOTHING);
	forward(c, 2, "department");
	DO(c, "request.complete", 2, "department", 4, GIVEN(ANSWER));
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING); /* before its PIN was changed */
	DO(c, "request.close", 2, "manager", 2, NOTHING);
	end_office();
}

/* ---- a new one that nobody gets ---- */

/* Certificate 2 of person 5, asked for by request 1, lies on device 2 in the agency. */
static void
new_one_lies_there(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01"));
	forward(c, 1, "authority");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "in_stock", "state_from", "1");
	certificate(c, "bb", "-", "issued", NOW + 900 * DAY, "-");
	PUT(c, "test.put", "certificate", 2, "person", "5");
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	REFUSED(c, "rules.certificate-ended", "request.close", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.device-known", "request.receive_device", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.device-arrived", "request.receive_device", 1, "manager", 2, GIVEN("device", "#2")); /* not there yet */
	REFUSED(c, "rules.device-arrived", "request.receive_device", 1, "manager", 2, GIVEN("device", "#1")); /* another's */
	DO(c, "device.receive", 2, "manager", 2, NOTHING);
	DO(c, "request.receive_device", 1, "manager", 2, GIVEN("device", "#2"));
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND device = 2 AND state = 'issued'");
}

static void
test_never_handed_over(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	new_one_lies_there(c);
	revoked(c, "#2", "manager_asked");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 3 AND kind = 'recall' AND device = 2 AND state = 'draft'");
	DO(c, "request.close", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.minutes", "device.hand_back", 2, "manager", 2, NOTHING);
	forward(c, 3, "authority");
	DO(c, "request.complete", 3, "manager", 2, GIVEN(ANSWER, TO_AUTHORITY));
	STATE(c, "device", 2, "returned_to_authority");
	end_office();
}

/* Its key was with the agency: nobody signs with it, and its revocation is asked for, before anybody had it. */
static void
test_lost_before(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	new_one_lies_there(c);
	DO(c, "device.lose", 2, "manager", 2, NOTHING);
	STATE(c, "certificate", 2, "stopped");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 2 AND kind = 'revoke' AND reason = 'device_lost' AND certificate = 2 AND state = 'draft'");
	forward(c, 2, "authority");
	DO(c, "request.complete", 2, "manager", 2, GIVEN(ANSWER));
	DO(c, "request.close", 1, "manager", 2, NOTHING);
	end_office();
}

/* ---- lost and found ---- */

static void
test_found(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	DO(c, "device.break", 1, "subscriber", 1, NOTHING);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING); /* what is broken can be lost too */
	is(c, "SELECT COUNT(*) FROM request");
	REFUSED(c, "rules.certificate-ended", "device.return", 1, "subscriber", 1, GIVEN(BACK));
	forward(c, 1, "authority");
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER));
	DO(c, "device.return", 1, "subscriber", 1, GIVEN(BACK));
	is(c, "SELECT COUNT(*) FROM custody WHERE device = 1 AND to_at IS NOT NULL AND back_minutes IS NOT NULL");
	/* Handed back before the answer has come. */
	REFUSED(c, "rules.minutes", "device.hand_back", 1, "manager", 2, GIVEN(TO_AUTHORITY)); /* they stand in a request of recall */
	const int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "recall", "certificate", "#1"));
	forward(c, r, "authority");
	REFUSED(c, "rules.minutes-signed", "device.hand_back", 1, "manager", 2, GIVEN("minutes", blob));
	DO(c, "device.hand_back", 1, "manager", 2, GIVEN(TO_AUTHORITY));
	is(c, "SELECT COUNT(*) FROM request WHERE kind = 'recall' AND state = 'sent' AND minutes IS NOT NULL AND taker_at IS NOT NULL");
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER));
	STATE(c, "device", 1, "returned_to_authority");
	DO(c, "request.close", r, "manager", 2, NOTHING);
	DO(c, "device.close", 1, "manager", 2, NOTHING);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* ---- minutes of a device that nobody kept ---- */

static void
test_minutes_without_keeper(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "received", "state_from", "1");
	DO(c, "device.lose", 2, "manager", 2, NOTHING);
	REFUSED(c, "rules.loss-minutes", "device.close", 2, "manager", 2, NOTHING);
	DO(c, "device.close", 2, "manager", 2, GIVEN("back_minutes", blob, "back_giver_at", now_text(0, at)));
	is(c, "SELECT COUNT(*) FROM device WHERE id = 2 AND state = 'closed' AND back_minutes IS NOT NULL AND back_giver_at = 1790000000 AND back_taker_at IS NULL");
	is(c, "SELECT COUNT(*) FROM change WHERE book = 'device' AND object = 2 AND content LIKE '%\"back_minutes\"%' AND content LIKE '%\"closed\"%'");
	is(c, "SELECT COUNT(*) FROM custody"); /* the first device's, untouched */
	/* What was written before a device had these columns is written as it was. */
	is(c, "SELECT COUNT(*) FROM change WHERE book = 'device' AND object = 2 AND content NOT LIKE '%back_%' AND version = 2");
	/* Broken before anybody got it: given back to the agency. */
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T3", "agency", "2", "state", "received", "state_from", "1");
	DO(c, "device.break", 3, "manager", 2, NOTHING);
	REFUSED(c, "rules.minutes-signed", "device.return", 3, "manager", 2, GIVEN("back_minutes", blob));
	DO(c, "device.return", 3, "manager", 2, GIVEN(BACK));
	is(c, "SELECT COUNT(*) FROM device WHERE id = 3 AND back_minutes IS NOT NULL AND back_taker_at = 1790000000");
	/* Given back, and lost then: those of the loss are the device's too. */
	PUT(c, "test.put", "certificate", 1, "state", "revoked");
	DO(c, "device.return", 1, "subscriber", 1, GIVEN(BACK));
	is(c, "SELECT COUNT(*) FROM device d JOIN custody k ON k.device = d.id WHERE d.id = 1 AND d.back_minutes IS NULL AND k.back_minutes IS NOT NULL");
	DO(c, "device.lose", 1, "manager", 2, NOTHING);
	DO(c, "device.close", 1, "manager", 2, GIVEN("back_minutes", blob));
	is(c, "SELECT COUNT(*) FROM device WHERE id = 1 AND back_minutes IS NOT NULL");
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* ---- asked for what has ended ---- */

static void
test_expired_in_between(struct contract *c)
{
	office(c);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	REFUSED(c, "rules.withdrawable", "request.withdraw", 1, "manager", 2, NOTHING);
	PUT(c, "test.put", "certificate", 1, "not_after", "1789999999"); /* a second ago, and written down nowhere */
	REFUSED(c, "rules.certificate-live", "request.submit", 1, "manager", 2, GIVEN("form", blob));
	DO(c, "request.withdraw", 1, "manager", 2, NOTHING);
	end_office();
}

/* Renewed on another device: the old one has nothing on it that is used. */
static void
test_superseded(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "received", "state_from", "1");
	forward(c, draft(c, "renew", ""), "authority");
	certificate(c, "bb", "2", "issued", NOW + 900 * DAY, "1");
	REFUSED(c, "rules.certificate-ended", "device.return", 1, "subscriber", 1, GIVEN(BACK));
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER));
	DO(c, "device.return", 1, "subscriber", 1, GIVEN(BACK));
	forward(c, DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "recall", "certificate", "#1")), "authority");
	end_office();
}

/* ---- letters ---- */

static void
test_letter_goes_as_it_is(struct contract *c)
{
	office(c);
	draft(c, "revoke", "manager_asked");
	confirm(c, 1);
	letter(c, "authority");
	DO(c, "request.consolidate", 1, "manager", 2, GIVEN("letter", "#1"));
	PUT(c, "letter.change", "letter", 1, "receiver", "department");
	REFUSED(c, "rules.letter-fits", "request.send", 1, "manager", 2, NOTHING);
	PUT(c, "letter.change", "letter", 1, "receiver", "authority", "agency", "3");
	REFUSED(c, "rules.letter-fits", "request.send", 1, "manager", 2, NOTHING);
	PUT(c, "letter.change", "letter", 1, "agency", "2");
	DO(c, "request.send", 1, "manager", 2, NOTHING);
	PUT_REFUSED(c, "registry.entry-kept", "letter", 1, "receiver", "department");
	PUT_REFUSED(c, "registry.entry-kept", "letter", 1, "agency", "3");
	PUT_REFUSED(c, "registry.entry-kept", "letter", 1, "number", "02/CV-MẪU");
	PUT_REFUSED(c, "registry.entry-kept", "letter", 1, "blob", "-");
	end_office();
}

/* One went alone; what the rules let go no more is withdrawn, and out of a letter that waits still it is taken. */
static void
test_left_in_a_letter(struct contract *c)
{
	office(c);
	certificate(c, "bb", "1", "active", NOW + 365 * DAY, "-");
	draft(c, "renew", "");
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "renew", "certificate", "#2"));
	letter(c, "authority");
	for (int64_t r = 1; r <= 2; r++) {
		confirm(c, r);
		DO(c, "request.consolidate", r, "manager", 2, GIVEN("letter", "#1"));
	}
	DO(c, "request.send", 1, "manager", 2, NOTHING);
	PUT(c, "test.put", "certificate", 2, "not_after", "1790000001");
	REFUSED(c, "rules.days-left", "request.send", 2, "manager", 2, NOTHING);
	REFUSED(c, "rules.letter-open", "request.release", 2, "manager", 2, NOTHING);
	REFUSED(c, "registry.role-not-held", "request.withdraw", 2, "clerk", 2, NOTHING);
	DO(c, "request.withdraw", 2, "manager", 2, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 2 AND letter = 1"); /* it stands in what was sent */
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#2", "reason", "manager_asked"));
	letter(c, "authority");
	confirm(c, 3);
	DO(c, "request.consolidate", 3, "manager", 2, GIVEN("letter", "#2"));
	DO(c, "request.withdraw", 3, "manager", 2, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 3 AND letter IS NULL");
	end_office();
}

/* Decree 68/2024: an agency that has no certificate to sign with asks for its first one on paper, and for nothing else. */
static void
test_first_on_paper(struct contract *c)
{
	office(c);
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "agency", "H01", "subject", "agency"));
	draft(c, "revoke", "manager_asked");
	for (int64_t r = 1; r <= 2; r++) {
		confirm(c, r);
		PUT_LETTER(c, "letter.enter", 0, TR_VERDICT_NOTHING, "agency", "2", "receiver", "authority", "state", "draft", "number", "01/CV-MẪU", "blob", blob);
		DO(c, "request.consolidate", r, "manager", 2, GIVEN("letter", r == 1 ? "#1" : "#2"));
	}
	REFUSED(c, "rules.letter-signed", "request.send", 2, "manager", 2, NOTHING);
	const int64_t own = certificate(c, "bb", "-", "expired", NOW - DAY, "-");
	PUT(c, "test.put", "certificate", own, "holder", "agency", "person", "-");
	REFUSED(c, "rules.letter-signed", "request.send", 1, "manager", 2, NOTHING); /* it had one */
	PUT(c, "test.put", "certificate", own, "agency", "3");
	DO(c, "request.send", 1, "manager", 2, NOTHING);
	end_office();
}

/* Of services somebody is in charge of many; of oneself one asks once. */
static void
test_services(struct contract *c)
{
	office(c);
	for (int i = 0; i < 2; i++)
		DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01", "subject", "service"));
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01"));
	REFUSED(c, "rules.open-request", "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01", "subject", "title"));
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "agency", "H01", "subject", "agency"));
	REFUSED(c, "rules.open-request", "request.draft", 0, "manager", 2, GIVEN("kind", "new", "agency", "H01", "subject", "agency"));
	end_office();
}

/* ---- undone ---- */

/* Who might have done an act of the rules undoes it, with all that it entailed, though they may not write its rows by themselves; nobody else does. */
static void
test_undone(struct contract *c)
{
	office(c);
	post(c, "4", "1", "admin");
	account(c, "admin", "4");
	account(c, "keeper", "1");
	account(c, "manager", "2");
	account(c, "beside", "5");
	account(c, "elsewhere", "6");
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	const int64_t act = ask_one(c->db, "SELECT MAX(id) FROM act");
	undo_by(c, "beside", TR_ROLE_SUBSCRIBER, act, "registry.out-of-scope");
	undo_by(c, "elsewhere", TR_ROLE_MANAGER, act, "registry.out-of-scope");
	undo_by(c, "admin", TR_ROLE_ADMIN, act, "registry.no-access");
	undo_by(c, "keeper", TR_ROLE_SUBSCRIBER, act, "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, act, NULL);
	STATE(c, "device", 1, "assigned");
	STATE(c, "certificate", 1, "active");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM incident"), 0);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* A report on what has stopped already is a report too: it is not undone by whoever made it, and nothing before it is undone past it. */
static void
test_undone_while_stopped(struct contract *c)
{
	static const char last[] = "SELECT MAX(id) FROM act";

	office(c);
	post(c, "5", "2", "manager");
	account(c, "keeper", "1");
	account(c, "manager", "2");
	account(c, "beside", "5");
	const int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "procedural", "basis", blob));
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	const int64_t submitted = ask_one(c->db, last);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	const int64_t lost = ask_one(c->db, last);
	undo_by(c, "beside", TR_ROLE_MANAGER, submitted, "registry.undo-later");
	undo_by(c, "keeper", TR_ROLE_SUBSCRIBER, lost, "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, lost, NULL);
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 1 AND state = 'stopped' AND reason = 'request.submit'");
	undo_by(c, "manager", TR_ROLE_MANAGER, submitted, "registry.undo-resumes");
	undo_by(c, "beside", TR_ROLE_MANAGER, submitted, NULL);
	STATE(c, "certificate", 1, "active");
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	undo_by(c, "manager", TR_ROLE_MANAGER, ask_one(c->db, last), "registry.undo-resumes"); /* then a new PIN would be enough */
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* ---- keys in other letters ---- */

/* Who types a key in small letters means the same row, in every act. */
static void
test_letters(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "Đ2", "agency", "2", "state", "received", "state_from", "1");
	PUT(c, "duty.enter", "duty", 0, "person", "5", "profile", "congvu-2024", "accepted_at", "1");
	PUT(c, "duty.enter", "duty", 0, "person", "1", "profile", "congvu-2024", "accepted_at", "1");
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "cb5", "agency", "h01"));
	REFUSED(c, "rules.open-request", "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01"));
	REFUSED(c, "registry.key-unknown", "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "cb5", "agency", "h02")); /* another manager's */
	forward(c, 1, "authority");
	certificate(c, "bb", "-", "issued", NOW + 900 * DAY, "-");
	PUT(c, "test.put", "certificate", 2, "person", "5");
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	DO(c, "request.receive_device", 1, "manager", 2, GIVEN("device", "token/đ2"));
	DO(c, "request.hand_over", 1, "manager", 2, GIVEN("keeper", "cb5", "decision", "02/QĐ-MẪU", "decided_at", "2026-01-02", "minutes", blob, "giver_at", now_text(0, at),
			"taker_at", now_text(0, at)));
	is(c, "SELECT COUNT(*) FROM custody WHERE device = 2 AND keeper = 5");
	end_office();
}

/* ---- the second at which it turns ---- */

/* Submitted at that second, of a certificate that is valid until then. */
static void
submitted(struct contract *c, int64_t when, int64_t not_after, const char *refused)
{
	char end[24];

	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	PUT(c, "test.put", "certificate", 1, "not_after", end);
	deed_at = when;
	if (refused != NULL)
		REFUSED(c, refused, "request.submit", 1, "manager", 2, GIVEN("form", blob));
	else {
		DO(c, "request.submit", 1, "manager", 2, GIVEN("form", blob));
		DO(c, "request.return", 1, "manager", 2, NOTHING);
	}
	deed_at = NOW;
}

/* 21 September 2026, 23:59:59 in Vietnam, and the second behind it; the 60th day from then is 20 November. */
#define EVENING 1790009999
#define MIDNIGHT 1790010000
static void
test_days_left(struct contract *c)
{
	const int64_t sixtieth = MIDNIGHT + 59 * DAY; /* its first second */

	office(c);
	deed_at = NOW - DAY;
	draft(c, "renew", "");
	submitted(c, EVENING, sixtieth - 1, "rules.days-left"); /* 59 */
	submitted(c, EVENING, sixtieth, NULL);
	submitted(c, EVENING, sixtieth + DAY - 1, NULL); /* its last second */
	submitted(c, EVENING, sixtieth + DAY, NULL);     /* 61 */
	submitted(c, MIDNIGHT, sixtieth, "rules.days-left");
	submitted(c, MIDNIGHT, sixtieth + DAY - 1, "rules.days-left");
	submitted(c, MIDNIGHT, sixtieth + DAY, NULL);
	submitted(c, MIDNIGHT - DAY - 1, sixtieth - 1, NULL);
	end_office();
}

/* What is answered with a certificate that is valid for so long. */
static void
answered(struct contract *c, int64_t request, int64_t new_certificate, int64_t not_after, const char *refused)
{
	char at[TR_TIME_TEXT_MAX], end[24], number[24];
	const bool fresh = refused != NULL && strcmp(refused, "rules.validity") == 0;

	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	snprintf(number, sizeof(number), "#%lld", (long long)new_certificate);
	PUT(c, "test.put", "certificate", new_certificate, "not_after", end);
	if (refused == NULL)
		DO(c, "request.complete", request, "manager", 2, request == 3 ? GIVEN(ANSWER, "certificate", number) : GIVEN(ANSWER));
	else
		REFUSED(c, refused, "request.complete", request, "manager", 2, fresh ? GIVEN(ANSWER, "certificate", number) : GIVEN(ANSWER));
}

/* Decree 130/2018 Điều 59, 65: three years more at most, five for a new one, and the same day for a change, whatever the hour. */
static void
test_validity(struct contract *c)
{
	const int64_t renewed = EVENING + 100 * DAY; /* 30 December 2026; three years later one day of them is a leap day's */
	char end[24];

	office(c);
	snprintf(end, sizeof(end), "%lld", (long long)renewed);
	PUT(c, "test.put", "certificate", 1, "not_after", end);
	forward(c, draft(c, "renew", ""), "authority");
	certificate(c, "bb", "1", "issued", renewed, "1");
	answered(c, 1, 2, renewed, "rules.extension"); /* by nothing */
	answered(c, 1, 2, renewed + (3 * 365 + 1) * DAY + 1, "rules.extension");
	answered(c, 1, 2, renewed + (3 * 365 + 1) * DAY, NULL);
	DO(c, "certificate.activate", 2, "subscriber", 1, NOTHING);
	const int64_t kept = renewed + (3 * 365 + 1) * DAY; /* 23:59:59 */
	forward(c, DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "change", "certificate", "#2", "reason", "email_changed")), "authority");
	certificate(c, "cc", "1", "issued", kept, "2");
	answered(c, 2, 3, kept + 1, "rules.expiry-kept");
	answered(c, 2, 3, kept - DAY, "rules.expiry-kept");
	answered(c, 2, 3, kept - DAY + 1, NULL); /* the first second of the day */
	forward(c, DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01")), "authority");
	const int64_t begin = NOW - 300 * DAY; /* 25 November 2025; one leap day in five years */
	certificate(c, "dd", "-", "issued", NOW + DAY, "-");
	PUT(c, "test.put", "certificate", 4, "person", "5");
	answered(c, 3, 4, begin + (5 * 365 + 1) * DAY + 1, "rules.validity");
	answered(c, 3, 4, begin + (5 * 365 + 1) * DAY, NULL);
	end_office();
}

/* Sent at that second: the last second of its time limit. */
static void
sent_at(struct contract *c, int64_t when, int64_t deadline)
{
	char sql[120];

	office(c);
	deed_at = when;
	forward(c, draft(c, "revoke", "manager_asked"), "authority");
	deed_at = NOW;
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM request WHERE deadline_at = %lld", (long long)deadline);
	is(c, sql);
	end_office();
	empty_again(c);
}

static void
test_deadlines_turn(struct contract *c)
{
	sent_at(c, 1792083599, 1792515599); /* Thursday, 15 October 2026, 23:59:59: Friday, Monday, Tuesday */
	sent_at(c, 1792083600, 1792601999); /* a second later it is Friday: Monday to Wednesday */
	sent_at(c, 1777481999, 1778086799); /* Wednesday, 29 April 2026, 23:59:59, before the 30th, the 1st and a weekend: 4 to 6 May */
	sent_at(c, 1777482000, 1778086799); /* on the holiday itself */
	sent_at(c, 1777827600, 1778173199); /* Monday, 4 May, 00:00:00: 5 to 7 May */
}

extern const struct contract_row ends_tests[];
const struct contract_row ends_tests[] = {
	{"locked again", test_locked_again}, {"never handed over", test_never_handed_over}, {"lost before it was handed over", test_lost_before}, {"found", test_found}, {"minutes without a keeper", test_minutes_without_keeper},
	{"expired in between", test_expired_in_between}, {"superseded", test_superseded}, {"a letter goes as it is", test_letter_goes_as_it_is},
	{"left in a letter", test_left_in_a_letter}, {"the first on paper", test_first_on_paper}, {"services", test_services}, {"undone by whom", test_undone}, {"undone while stopped", test_undone_while_stopped}, {"keys in other letters", test_letters}, {"days left at midnight", test_days_left},
	{"validity", test_validity}, {"deadlines turn at midnight", test_deadlines_turn}, {NULL, NULL},
};
