/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11 R14.3 R15.2 R16.1 R4.1
 * The acts of the rules on the books: every kind of request walked from its draft to its end by the people who do it, each refusal
 * by the rule that refuses, and a lost device as one act.
 */
#include <stdio.h>

#include "office.h"

#define ANSWER "answer_blob", blob, "answered_at", now_text(0, at), "effective_at", now_text(0, at)

/* ---- deadlines ---- */

/* Three working days from then on. */
static void
revoked_at(struct contract *c, int64_t time, const char *deadline)
{
	office(c);
	deed_at = time;
	forward(c, draft(c, "revoke", "manager_asked"), "authority");
	deed_at = NOW;
	is(c, deadline);
	end_office();
}

static void
test_deadline_known(struct contract *c)
{
	/* Wednesday, 18 November 2026, to the Monday. */
	revoked_at(c, 1794963600, "SELECT COUNT(*) FROM request WHERE deadline_at = 1795453199 AND deadline_unsure IS NULL");
}

static void
test_deadline_unsure(struct contract *c)
{
	/* Thursday, to Tuesday the 24th: the newest holiday, whose law the profile does not know. */
	revoked_at(c, 1795050000, "SELECT COUNT(*) FROM request WHERE deadline_at = 1795539599 AND deadline_unsure = 1");
}

/* ---- lost ---- */

/* A file that nobody has judged makes no signed letter, nor one without a signature under this law. */
static void
give_file(struct contract *c)
{
	REFUSED(c, "rules.letter-signed", "request.send", 1, "manager", 2, NOTHING);
	PUT(c, "letter.change", "letter", 2, "blob", blob);
	REFUSED(c, "rules.letter-signed", "request.send", 1, "manager", 2, NOTHING);
	PUT_LETTER(c, "letter.change", 2, TR_VERDICT_NOTHING, "blob", blob);
	REFUSED(c, "rules.letter-signed", "request.send", 1, "manager", 2, NOTHING);
	PUT_LETTER(c, "letter.change", 2, TR_VERDICT_OPEN, "blob", blob);
}

static void
test_lost(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	REFUSED(c, "registry.out-of-scope", "device.lose", 1, "subscriber", 5, NOTHING); /* not the keeper */
	REFUSED(c, "registry.out-of-scope", "device.lose", 1, "manager", 6, NOTHING);    /* of another agency */
	REFUSED(c, "registry.role-not-held", "device.lose", 1, "manager", 5, NOTHING);
	REFUSED(c, "registry.out-of-scope", "device.lose", 9, "manager", 2, NOTHING);
	REFUSED(c, "registry.not-taken", "device.lose", 1, "subscriber", 1, GIVEN("state", "lost"));
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	STATE(c, "device", 1, "lost");
	STATE(c, "certificate", 1, "stopped");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND kind = 'revoke' AND reason = 'device_lost' AND certificate = 1 AND state = 'draft' AND asked_by IS NULL");
	is(c, "SELECT COUNT(*) FROM incident WHERE device = 1 AND kind = 'lost' AND request = 1 AND reported_by = 1 AND state = 'open'");
	is(c, "SELECT COUNT(*) FROM job WHERE kind = 'registry.tell' AND payload LIKE '%\"tell\":\"manager\"%\"device.lose\"%\"device:1\"%'");
	REFUSED(c, "rules.state", "device.lose", 1, "subscriber", 1, NOTHING);
	REFUSED(c, "rules.written", "request.submit", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.withdrawable", "request.withdraw", 1, "manager", 2, NOTHING);
	DO(c, "request.submit", 1, "manager", 2, GIVEN("form", blob));
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND asked_by = 2"); /* who submits what the program drafted asks for it */
	REFUSED(c, "registry.out-of-scope", "request.confirm", 1, "manager", 2, NOTHING); /* a manager confirms nothing */
	post(c, "2", "2", "head");
	REFUSED(c, "rules.own-approval", "request.confirm", 1, "head", 2, NOTHING);
	DO(c, "request.confirm", 1, "head", 3, NOTHING);
	REFUSED(c, "rules.letter-open", "request.consolidate", 1, "manager", 2, NOTHING);
	PUT(c, "letter.enter", "letter", 0, "agency", "2", "receiver", "department", "state", "draft");
	PUT(c, "letter.enter", "letter", 0, "agency", "2", "receiver", "authority", "state", "draft");
	REFUSED(c, "rules.letter-fits", "request.consolidate", 1, "manager", 2, GIVEN("letter", "#1"));
	DO(c, "request.consolidate", 1, "manager", 2, GIVEN("letter", "#2"));
	DO(c, "request.release", 1, "manager", 2, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND letter IS NULL");
	DO(c, "request.consolidate", 1, "manager", 2, GIVEN("letter", "#2"));
	REFUSED(c, "rules.letter-numbered", "request.send", 1, "manager", 2, NOTHING);
	PUT(c, "letter.change", "letter", 2, "number", "02/CV-MẪU");
	give_file(c);
	DO(c, "request.send", 1, "manager", 2, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND deadline_at > 1790000000 AND closed_at IS NULL");
	STATE(c, "letter", 2, "sent");
	REFUSED(c, "rules.answer-document", "request.complete", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.answer-times", "request.complete", 1, "manager", 2, GIVEN("answer_blob", blob, "answered_at", now_text(-DAY, at), "effective_at", "2026-01-02"));
	REFUSED(c, "registry.key-unknown", "request.complete", 1, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	certificate(c, "bb", "-", "active", NOW + 365 * DAY, "-");
	REFUSED(c, "registry.not-taken", "request.complete", 1, "manager", 2, GIVEN(ANSWER, "certificate", "#2")); /* another one */
	REFUSED(c, "rules.addressee", "request.complete", 1, "department", 4, GIVEN(ANSWER));
	DO(c, "request.complete", 1, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "revoked");
	STATE(c, "letter", 2, "answered");
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 1 AND reason = 'device_lost'");
	is(c, "SELECT COUNT(*) FROM request WHERE closed_at = 1790000000"); /* and no recall of what is lost */
	is(c, "SELECT COUNT(*) FROM request");
	DO(c, "request.close", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.loss-minutes", "device.close", 1, "manager", 2, NOTHING);
	DO(c, "device.close", 1, "manager", 2, GIVEN("back_minutes", blob));
	is(c, "SELECT COUNT(*) FROM custody WHERE device = 1 AND to_at = 1790000000 AND back_minutes IS NOT NULL");
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* ---- revoked, and the device comes back ---- */

static void
test_recall(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];
	int64_t r;

	office(c);
	REFUSED(c, "rules.certificate-ended", "device.return", 1, "manager", 2, NOTHING);
	r = draft(c, "revoke", "manager_asked");
	REFUSED(c, "rules.open-request", "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1"));
	REFUSED(c, "registry.out-of-scope", "request.draft", 0, "manager", 6, GIVEN("kind", "renew", "certificate", "#1"));
	REFUSED(c, "rules.drafter", "request.draft", 0, "subscriber", 1, GIVEN("kind", "renew", "certificate", "#1"));
	forward(c, r, "authority");
	STATE(c, "certificate", 1, "active"); /* until the answer */
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "revoked");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 2 AND kind = 'recall' AND device = 1 AND state = 'draft'");
	REFUSED(c, "rules.minutes", "device.return", 1, "subscriber", 1, NOTHING);
	REFUSED(c, "rules.minutes-signed", "device.return", 1, "subscriber", 1, GIVEN("back_minutes", blob));
	DO(c, "device.return", 1, "subscriber", 1, GIVEN("back_minutes", blob, "back_giver_at", now_text(0, at), "back_taker_at", now_text(0, at)));
	forward(c, 2, "authority");
	REFUSED(c, "rules.minutes", "request.complete", 2, "manager", 2, GIVEN(ANSWER));
	DO(c, "request.complete", 2, "manager", 2, GIVEN(ANSWER, "minutes", blob, "giver_at", now_text(0, at), "taker_at", now_text(0, at)));
	STATE(c, "device", 1, "returned_to_authority");
	end_office();
}

/* ---- renewed, and only once ---- */

static void
test_renew(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX], end[24];
	int64_t r;

	office(c);
	snprintf(end, sizeof(end), "%lld", (long long)(NOW + 59 * DAY));
	PUT(c, "test.put", "certificate", 1, "not_after", end);
	r = draft(c, "renew", "");
	REFUSED(c, "rules.days-left", "request.submit", r, "manager", 2, GIVEN("form", blob));
	snprintf(end, sizeof(end), "%lld", (long long)(NOW + 60 * DAY));
	PUT(c, "test.put", "certificate", 1, "not_after", end);
	forward(c, r, "authority");
	REFUSED(c, "rules.certificate-new", "request.complete", r, "manager", 2, GIVEN(ANSWER));
	certificate(c, "bb", "1", "issued", NOW + 900 * DAY, "1");
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER));
	STATE(c, "certificate", 1, "superseded");
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND renewals = 1");
	DO(c, "certificate.activate", 2, "subscriber", 1, NOTHING); /* on the same device: nothing is handed over */
	DO(c, "request.close", r, "manager", 2, NOTHING);
	r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "renew", "certificate", "#2"));
	REFUSED(c, "rules.renewed-once", "request.submit", r, "manager", 2, GIVEN("form", blob));
	DO(c, "request.withdraw", r, "manager", 2, NOTHING);
	/* A change in between renews nothing, and does not wipe out the renewal. */
	r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "change", "certificate", "#2", "reason", "email_changed"));
	forward(c, r, "authority");
	certificate(c, "cc", "1", "issued", NOW + 901 * DAY, "2");
	REFUSED(c, "rules.expiry-kept", "request.complete", r, "manager", 2, GIVEN(ANSWER));
	snprintf(end, sizeof(end), "%lld", (long long)(NOW + 900 * DAY));
	PUT(c, "test.put", "certificate", 3, "not_after", end);
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER));
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 3 AND renewals = 1 AND state = 'issued'");
	STATE(c, "certificate", 2, "superseded");
	end_office();
}

/* Which certificate takes the old one's place is said with the answer; it was in the books before, and stood for none. */
static void
test_renew_named(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	const int64_t r = draft(c, "renew", "");
	forward(c, r, "authority");
	certificate(c, "bb", "1", "issued", NOW + 900 * DAY, "-");
	REFUSED(c, "rules.certificate-new", "request.complete", r, "manager", 2, GIVEN(ANSWER));
	REFUSED(c, "rules.certificate-new", "request.complete", r, "manager", 2, GIVEN(ANSWER, "certificate", "#1"));
	PUT(c, "test.put", "certificate", 2, "renews", "2");
	REFUSED(c, "rules.certificate-new", "request.complete", r, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	PUT(c, "test.put", "certificate", 2, "renews", "-");
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND renewals = 1 AND renews = 1");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND certificate = 1");
	STATE(c, "certificate", 1, "superseded");
	DO(c, "certificate.activate", 2, "subscriber", 1, NOTHING);
	end_office();
}

/* ---- a new one, handed over ---- */

static void
test_new(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];
	int64_t r;

	office(c);
	r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "new", "person", "CB5", "agency", "H01"));
	forward(c, r, "authority");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "in_stock", "state_from", "1");
	certificate(c, "bb", "-", "issued", NOW + 900 * DAY, "-");
	REFUSED(c, "rules.certificate-new", "request.complete", r, "manager", 2, GIVEN(ANSWER, "certificate", "#2")); /* another person's */
	PUT(c, "test.put", "certificate", 2, "person", "5");
	DO(c, "request.complete", r, "manager", 2, GIVEN(ANSWER, "certificate", "#2"));
	REFUSED(c, "rules.device-known", "request.receive_device", r, "manager", 2, NOTHING);
	DO(c, "device.receive", 2, "manager", 2, NOTHING);
	DO(c, "request.receive_device", r, "manager", 2, GIVEN("device", "#2"));
#define HANDED(who) "keeper", who, "decision", "02/QĐ-MẪU", "decided_at", "2026-01-02", "minutes", blob, "giver_at", now_text(0, at), "taker_at", now_text(0, at)
	REFUSED(c, "rules.keeper", "request.hand_over", r, "manager", 2, GIVEN(HANDED("CB1")));
	REFUSED(c, "rules.duties", "request.hand_over", r, "manager", 2, GIVEN(HANDED("CB5")));
	PUT(c, "duty.enter", "duty", 0, "person", "5", "profile", "congvu-2024", "accepted_at", "1");
	DO(c, "request.hand_over", r, "manager", 2, GIVEN(HANDED("CB5")));
	STATE(c, "device", 2, "assigned");
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND state = 'handed_over' AND device = 2");
	is(c, "SELECT COUNT(*) FROM custody WHERE device = 2 AND keeper = 5 AND to_at IS NULL");
	DO(c, "certificate.activate", 2, "subscriber", 5, NOTHING);
	DO(c, "request.close", r, "manager", 2, NOTHING);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* ---- locked and recovered ---- */

static void
test_recover(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 1, "stopped");
	is(c, "SELECT COUNT(*) FROM request WHERE id = 1 AND kind = 'recover' AND device = 1");
	REFUSED(c, "rules.pin-changed", "certificate.resume", 1, "system", 0, NOTHING);
	forward(c, 1, "department");
	REFUSED(c, "rules.addressee", "request.complete", 1, "manager", 2, GIVEN(ANSWER));
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	STATE(c, "device", 1, "unlocked");
	REFUSED(c, "rules.pin-changed", "request.close", 1, "manager", 2, NOTHING);
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 1, "active");
	STATE(c, "incident", 1, "closed");
	DO(c, "request.close", 1, "manager", 2, NOTHING);
	/* Signing that stopped for another reason does not begin again with a new PIN. */
	DO(c, "certificate.stop", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.stop-was-lock", "certificate.resume", 1, "system", 0, NOTHING);
	end_office();
}

/* ---- as many as one act changes ---- */

static void
many_certificates(struct contract *c, unsigned count)
{
	char fingerprint[16];

	office(c);
	for (unsigned i = 2; i <= count; i++) {
		snprintf(fingerprint, sizeof(fingerprint), "%02x", i);
		certificate(c, fingerprint, "1", "active", NOW + 365 * DAY, "-");
	}
}

static void
test_limit(struct contract *c)
{
	many_certificates(c, 32);
	DO(c, "device.break", 1, "subscriber", 1, NOTHING);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request"), 32);
	end_office();
}

static void
test_past_limit(struct contract *c)
{
	many_certificates(c, 33);
	REFUSED(c, "registry.deed-limit", "device.break", 1, "subscriber", 1, NOTHING);
	STATE(c, "device", 1, "assigned");
	end_office();
}

extern const struct contract_row deed_tests[];
const struct contract_row deed_tests[] = {
	{"a certain deadline", test_deadline_known}, {"an uncertain one", test_deadline_unsure}, {"lost", test_lost}, {"recall", test_recall}, {"renew", test_renew}, {"renewed by one that is named", test_renew_named}, {"new", test_new}, {"recover", test_recover},
	{"as many as one act changes", test_limit}, {"one more", test_past_limit}, {NULL, NULL},
};
