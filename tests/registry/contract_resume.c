/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R15.2
 * A certificate that stopped because its revocation was asked for, where that revocation does not come: what ends the request lets it sign again, one act, but for
 * a key that was out of its keeper's hands, a subscriber who is none any more, and at the word of whoever asked.
 */
#include <stdio.h>

#include "office.h"
#include "registry/enter.h"

#define ANSWER "answer_blob", blob, "answered_at", now_text(0, at), "effective_at", now_text(0, at)
#define SIGNS_AGAIN(c) is(c, "SELECT COUNT(*) FROM certificate WHERE id = 1 AND state = 'active'")
#define WHY(c, act) is(c, "SELECT COUNT(*) FROM certificate WHERE id = 1 AND state = 'stopped' AND reason = '" act "'")
#define STAYS_STOPPED(c) is(c, "SELECT COUNT(*) FROM certificate WHERE id = 1 AND state = 'stopped'")

/* A security body asks: that stops the signing at once. Gives the request, submitted. */
static int64_t
asked(struct contract *c)
{
	const int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "procedural", "basis", blob));

	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	STAYS_STOPPED(c);
	return r;
}

static void
sent(struct contract *c, int64_t request)
{
	char number[24];

	snprintf(number, sizeof(number), "#%lld", (long long)letter(c, "authority"));
	DO(c, "request.confirm", request, "head", 3, NOTHING);
	DO(c, "request.consolidate", request, "manager", 2, GIVEN("letter", number));
	DO(c, "request.send", request, "manager", 2, NOTHING);
}

static void
test_rejected(struct contract *c)
{
	office(c);
	const int64_t r = asked(c);
	REFUSED(c, "rules.revocation-over", "certificate.resume", 1, "system", 0, NOTHING);
	DO(c, "request.reject", r, "head", 3, NOTHING);
	SIGNS_AGAIN(c);
	is(c, "SELECT COUNT(*) FROM change WHERE book = 'certificate' AND object = 1 AND act = (SELECT MAX(id) FROM act WHERE what = 'request.reject')");
	/* And it can be asked for anew. */
	DO(c, "request.reject", asked(c), "head", 3, NOTHING);
	SIGNS_AGAIN(c);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

static void
test_refused_by_the_authority(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	const int64_t r = asked(c);
	sent(c, r);
	REFUSED(c, "rules.answer-document", "request.refuse", r, "manager", 2, NOTHING);
	STAYS_STOPPED(c);
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	SIGNS_AGAIN(c);
	end_office();
}

/* Who has asked does not let it sign again by withdrawing: another does, by that or by an act of its own. */
static void
test_withdrawn(struct contract *c)
{
	office(c);
	post(c, "5", "2", "manager");
	DO(c, "request.withdraw", asked(c), "manager", 5, NOTHING);
	SIGNS_AGAIN(c);
	DO(c, "request.withdraw", asked(c), "manager", 2, NOTHING);
	STAYS_STOPPED(c);
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 2, NOTHING);
	REFUSED(c, "registry.out-of-scope", "certificate.resume", 1, "manager", 6, NOTHING); /* another agency's */
	REFUSED(c, "registry.out-of-scope", "certificate.resume", 1, "subscriber", 5, NOTHING);
	post(c, "1", "2", "manager");
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 1, NOTHING); /* its subscriber */
	DO(c, "certificate.resume", 1, "manager", 5, NOTHING);
	SIGNS_AGAIN(c);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* Lost after it was asked for: whatever becomes of that request, the key does not come back. */
static void
test_lost_meanwhile(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	const int64_t r = asked(c);
	sent(c, r);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	WHY(c, "device.lose");
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	STAYS_STOPPED(c);
	REFUSED(c, "rules.stop-was-lock", "certificate.resume", 1, "manager", 5, NOTHING);
	end_office();
}

/* Locked first: a new PIN ends that, and not the revocation that was asked for since. */
static void
test_locked_before(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	WHY(c, "device.lock");
	int64_t r = asked(c);
	WHY(c, "request.submit");
	forward(c, 1, "department");
	DO(c, "request.reject", r, "head", 3, NOTHING);
	STAYS_STOPPED(c); /* its device is locked still */
	r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "key_exposed"));
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "device", 1, "assigned");
	STAYS_STOPPED(c);
	REFUSED(c, "rules.revocation-over", "certificate.resume", 1, "manager", 5, NOTHING);
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* The other way round the lock is the lighter one, and what it stopped for before stays. */
static void
test_locked_since(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	const int64_t r = asked(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	WHY(c, "request.submit");
	DO(c, "request.reject", r, "head", 3, NOTHING);
	STAYS_STOPPED(c);
	forward(c, 2, "department");
	DO(c, "request.complete", 2, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STAYS_STOPPED(c);
	DO(c, "certificate.resume", 1, "manager", 5, NOTHING);
	SIGNS_AGAIN(c);
	end_office();
}

/* Who has asked does not let it sign again by the end of another's request either, nor by rejecting that one as the head. */
static void
test_asked_in_between(struct contract *c)
{
	office(c);
	post(c, "5", "2", "manager");
	post(c, "2", "2", "head");
	DO(c, "request.withdraw", asked(c), "manager", 2, NOTHING);
	int64_t r = DO(c, "request.draft", 0, "manager", 5, GIVEN("kind", "revoke", "certificate", "#1", "reason", "rule_broken"));
	DO(c, "request.withdraw", r, "manager", 2, NOTHING);
	STAYS_STOPPED(c);
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 2, NOTHING);
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 5, NOTHING);
	r = DO(c, "request.draft", 0, "manager", 5, GIVEN("kind", "revoke", "certificate", "#1", "reason", "rule_broken"));
	DO(c, "request.submit", r, "manager", 5, GIVEN("form", blob));
	DO(c, "request.reject", r, "head", 2, NOTHING);
	STAYS_STOPPED(c);
	r = DO(c, "request.draft", 0, "manager", 5, GIVEN("kind", "revoke", "certificate", "#1", "reason", "rule_broken"));
	DO(c, "request.submit", r, "manager", 5, GIVEN("form", blob));
	DO(c, "request.reject", r, "head", 3, NOTHING);
	SIGNS_AGAIN(c);
	end_office();
}

/* The authority refuses to revoke a key that was exposed: it stays stopped, and so does one of a lost device that was reported first. */
static void
test_out_of_hands(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "key_exposed"));
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	REFUSED(c, "rules.withdrawable", "request.reject", r, "head", 3, NOTHING);
	sent(c, r);
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	STAYS_STOPPED(c);
	REFUSED(c, "rules.key-kept", "certificate.resume", 1, "manager", 5, NOTHING);
	/* Nor by another request, whose reason says nothing of it. */
	r = asked(c);
	sent(c, r);
	DO(c, "request.refuse", r, "manager", 2, GIVEN(ANSWER));
	STAYS_STOPPED(c);
	end_office();
}

static void
test_reported_first(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	office(c);
	post(c, "5", "2", "manager");
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	DO(c, "request.submit", 1, "manager", 2, GIVEN("form", blob));
	sent(c, 1);
	DO(c, "request.refuse", 1, "manager", 2, GIVEN(ANSWER));
	STAYS_STOPPED(c);
	REFUSED(c, "rules.stop-was-lock", "certificate.resume", 1, "manager", 5, NOTHING);
	end_office();
}

/* What the book of incidents says, or a revocation of another certificate on the device, or that who kept it has left, is as good. */
static void
test_doubted_elsewhere(struct contract *c)
{
	office(c);
	PUT(c, "test.put", "custody", 1, "keeper", "5");
	PUT(c, "test.put", "person", 5, "state", "left");
	DO(c, "request.reject", asked(c), "head", 3, NOTHING);
	REFUSED(c, "rules.key-kept", "certificate.resume", 1, "system", 0, NOTHING);
	PUT(c, "test.put", "custody", 1, "keeper", "1");
	const int64_t typed = PUT(c, "incident.enter", "incident", 0, "device", "1", "kind", "lost", "happened_at", "1", "state", "closed");
	REFUSED(c, "rules.key-kept", "certificate.resume", 1, "system", 0, NOTHING);
	PUT(c, "test.put", "incident", typed, "kind", "damaged");
	certificate(c, "bb", "1", "active", NOW + 365 * DAY, "-");
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#2", "reason", "key_exposed"));
	DO(c, "certificate.resume", 1, "system", 0, NOTHING); /* the key of that one is another */
	SIGNS_AGAIN(c);
	certificate(c, "cc", "1", "active", NOW + 365 * DAY, "-");
	DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#3", "reason", "device_lost"));
	DO(c, "request.reject", asked(c), "head", 3, NOTHING);
	REFUSED(c, "rules.key-kept", "certificate.resume", 1, "system", 0, NOTHING);
	end_office();
}

static void
typed(struct contract *c, const char *column, const char *value, const char *refused)
{
	struct tr_entry_value v = {column, value};
	struct tr_entry e = {.book = &tr_books[TR_BOOK_certificate], .id = 1, .values = &v, .count = 1};
	struct tr_act act = act_of("certificate.change");
	struct trien_err err = {0};

	const trien_rc rc = tr_act_do(c->db, &act, TR_ACT_DRY_RUN, tr_entry_write, &e, NULL, &err);
	if (refused != NULL)
		assert_refused(rc, refused);
	else
		assert_ok(rc, &err);
}

/* Nobody types away why it stopped, on which device, or whose it is; what it is not asked for may be mended, and before it stopped all of it. */
static void
test_typed(struct contract *c)
{
	static const char *const columns[][2] = {{"reason", "device.lock"}, {"device", ""}, {"holder", "service"}, {"person", ""}, {"agency", "H02"}};

	office(c);
	certificate(c, "bb", "-", "active", NOW + 365 * DAY, "-");
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		typed(c, columns[i][0], columns[i][1], NULL);
	(void)asked(c);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		typed(c, columns[i][0], columns[i][1], "registry.by-act-only");
	typed(c, "renews", "bb", NULL);
	typed(c, "person", "CB1", NULL); /* as it is */
	end_office();
}

/* Who has left signs no more, though the request was ill made and refused for that. */
static void
test_subscriber_gone(struct contract *c)
{
	office(c);
	const int64_t r = asked(c);
	PUT(c, "test.put", "person", 1, "state", "retired");
	DO(c, "request.reject", r, "head", 3, NOTHING);
	STAYS_STOPPED(c);
	REFUSED(c, "rules.subscriber-still", "certificate.resume", 1, "system", 0, NOTHING);
	PUT(c, "test.put", "person", 1, "state", "active", "agency", "3");
	REFUSED(c, "rules.subscriber-still", "certificate.resume", 1, "system", 0, NOTHING);
	PUT(c, "test.put", "person", 1, "agency", "2");
	PUT(c, "test.put", "certificate", 1, "holder", "title");
	REFUSED(c, "rules.subscriber-still", "certificate.resume", 1, "system", 0, NOTHING);
	post(c, "1", "2", "signatory");
	PUT(c, "test.put", "certificate", 1, "not_after", "1789999999");
	REFUSED(c, "rules.in-validity", "certificate.resume", 1, "system", 0, NOTHING);
	end_office();
}

/* One that nobody used before, and one that stopped before for something else. */
static void
test_not_by_this(struct contract *c)
{
	office(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "2", "state", "received", "state_from", "1");
	certificate(c, "bb", "2", "issued", NOW + 365 * DAY, "-");
	int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#2", "reason", "procedural", "basis", blob));
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	DO(c, "request.reject", r, "head", 3, NOTHING);
	is(c, "SELECT COUNT(*) FROM certificate WHERE id = 2 AND state = 'stopped'");
	REFUSED(c, "rules.key-kept", "certificate.resume", 2, "system", 0, NOTHING);
	DO(c, "certificate.stop", 1, "manager", 2, NOTHING);
	r = asked(c);
	DO(c, "request.reject", r, "head", 3, NOTHING);
	STAYS_STOPPED(c);
	end_office();
}

extern const struct contract_row resume_tests[];
const struct contract_row resume_tests[] = {
	{"a revocation rejected", test_rejected}, {"a revocation refused", test_refused_by_the_authority}, {"a revocation withdrawn", test_withdrawn},
	{"locked before", test_locked_before}, {"locked since", test_locked_since}, {"asked in between", test_asked_in_between},
	{"doubted elsewhere", test_doubted_elsewhere}, {"typed by hand", test_typed}, {"lost meanwhile", test_lost_meanwhile}, {"out of hands", test_out_of_hands}, {"reported first", test_reported_first},
	{"the subscriber is gone", test_subscriber_gone}, {"not by this", test_not_by_this}, {NULL, NULL},
};
