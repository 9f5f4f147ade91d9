/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11 R14.3 R15.2 R16.1 R4.1
 * The acts of the rules on the books: every kind of request walked from its draft to its end by the people who do it, each refusal
 * by the rule that refuses, and a lost device as one act.
 */
#include <stdio.h>

#include "base/env.h"
#include "base/time.h"
#include "registry/deed.h"
#include "sample.h"

#define DAY ((int64_t)86400)

static char blob[TR_HEX256 + 1];
static struct tr_blobs *blobs;

/* ---- a small office ---- */

static int64_t
certificate(struct contract *c, const char *fingerprint, const char *device, const char *state, int64_t not_after, const char *renews)
{
	char begin[24], end[24];

	snprintf(begin, sizeof(begin), "%lld", (long long)(NOW - 300 * DAY));
	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	return PUT(c, "certificate.enter", "certificate", 0, "fingerprint", fingerprint, "serial", fingerprint, "issuer", "CA Mẫu", "subject_name",
			"Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder", "person", "person", "1", "agency", "2", "device", device, "not_before", begin,
			"not_after", end, "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "is_lab", "0", "state", state, "state_from", "1", "renews", renews,
			"renewals", "0");
}

static void
post(struct contract *c, const char *person, const char *agency, const char *role)
{
	PUT(c, "post.enter", "post", 0, "person", person, "agency", agency, "title", role, "role", role, "from_at", "1");
}

/* Person 1 has a certificate on device 1; 2 is the manager, 3 the head, 4 the department, 5 works there, 6 is another agency's manager. */
static void
office(struct contract *c)
{
	static const char *const people[][2] = {{"CB1", "2"}, {"CB2", "2"}, {"CB3", "2"}, {"CB4", "1"}, {"CB5", "2"}, {"CB6", "3"}};
	struct trien_err err = {0};
	char path[300];

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a document"), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu Một", "kind", "department", "state", "active", "parent", "1");
	PUT(c, "agency.enter", "agency", 0, "code", "H02", "name", "Sở Mẫu Hai", "kind", "department", "state", "active", "parent", "1");
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++)
		PUT(c, "person.enter", "person", 0, "code", people[i][0], "name", "Nguyễn Văn Mẫu", "agency", people[i][1], "state", "active", "phone",
				"0900000000", "email", "mau@example.vn");
	post(c, "2", "2", "manager");
	post(c, "3", "2", "head");
	post(c, "4", "1", "department");
	post(c, "6", "3", "manager");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "2", "state", "assigned", "state_from", "1");
	PUT(c, "custody.enter", "custody", 0, "device", "1", "keeper", "1", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1", "taker_at", "1");
	certificate(c, "aa", "1", "active", NOW + 365 * DAY, "-");
}

static void
end_office(void)
{
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* ---- doing ---- */

static int64_t deed_at = NOW;

struct doing {
	const char *act;
	int64_t object;
	const char *role;
	int64_t person;
	const char *const *given; /* column, value ..., NULL */
};
#define GIVEN(...) (const char *const[]){__VA_ARGS__, NULL}
#define NOTHING GIVEN(NULL)

static trien_rc
try_deed(struct contract *c, const struct doing *g, enum tr_act_mode mode, struct tr_deed_done *done, struct trien_err *err)
{
	struct tr_deed_given given[12];
	struct tr_deed d = {.object = g->object, .person = g->person, .given = given};
	struct tr_act act = act_of("set by the deed");

	act.at = act.effective_at = deed_at;
	act.reason = "lý do mẫu";
	assert_true(tr_rules_act_of(g->act, &d.act));
	assert_true(tr_rules_role_of(g->role, &d.role));
	for (; g->given[2 * d.given_count] != NULL; d.given_count++)
		given[d.given_count] = (struct tr_deed_given){g->given[2 * d.given_count], g->given[2 * d.given_count + 1]};
	return tr_deed_do(c->db, &act, mode, &d, done, err);
}

static void
say_steps(struct contract *c, const struct tr_deed_done *done)
{
	for (size_t i = 0; i < done->count; i++)
		say(c, "%s:%lld %s %s -> %s\n", done->steps[i].book->name, (long long)done->steps[i].id, tr_rules_act_word(done->steps[i].act)->word,
				tr_rules_state_word(done->steps[i].from)->word, tr_rules_state_word(done->steps[i].to)->word);
}

/* Tried first: nothing is kept, and the steps are those that are done then. Gives the object. */
static int64_t
ok_deed(struct contract *c, const struct doing *g)
{
	struct trien_err err = {0};
	struct tr_deed_done tried, done;
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM act");

	assert_ok(try_deed(c, g, TR_ACT_DRY_RUN, &tried, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts);
	assert_ok(try_deed(c, g, TR_ACT_DO, &done, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts + 1);
	assert_int_equal(tried.count, done.count);
	assert_memory_equal(tried.steps, done.steps, sizeof(done.steps));
	assert_int_equal(tried.effects, done.effects);
	assert_int_equal(tried.deadline_unsure, done.deadline_unsure);
	say_steps(c, &done);
	if (done.deadline_unsure)
		say(c, "deadline by an uncertain calendar\n");
	return done.object;
}
#define DO(c, act, object, role, person, ...) ok_deed(c, &(struct doing){act, object, role, person, __VA_ARGS__})

static void
deed_refused(struct contract *c, const char *error, const struct doing *g)
{
	struct trien_err err = {0};
	struct tr_deed_done done;
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM change");

	assert_refused(try_deed(c, g, TR_ACT_DO, &done, &err), error);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), acts);
	say(c, "%s %s\n", g->act, error);
}
#define REFUSED(c, error, act, object, role, person, ...) deed_refused(c, error, &(struct doing){act, object, role, person, __VA_ARGS__})

static void
is(struct contract *c, const char *sql)
{
	if (ask_one(c->db, sql) != 1)
		fail_msg("not 1: %s", sql);
}
#define STATE(c, book, id, state) is(c, "SELECT COUNT(*) FROM " book " WHERE id = " #id " AND state = '" state "'")

static const char *
now_text(int64_t offset, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(NOW + offset, TR_ZONE_VIETNAM, out);
	return out;
}

/* From its draft to sent, in a letter of its own. */
static void
forward(struct contract *c, int64_t request, const char *receiver)
{
	char number[24];
	const int64_t letter = PUT_LETTER(c, "letter.enter", 0, TR_VERDICT_PASSED, "agency", "2", "receiver", receiver, "state", "draft", "number", "01/CV-MẪU", "blob", blob);

	snprintf(number, sizeof(number), "#%lld", (long long)letter);
	DO(c, "request.submit", request, "manager", 2, GIVEN("form", blob));
	DO(c, "request.confirm", request, "head", 3, NOTHING);
	DO(c, "request.consolidate", request, "manager", 2, GIVEN("letter", number));
	DO(c, "request.send", request, "manager", 2, NOTHING);
}

static int64_t
draft(struct contract *c, const char *kind, const char *reason)
{
	return DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", kind, "certificate", "#1", "reason", reason));
}

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
	{"a certain deadline", test_deadline_known}, {"an uncertain one", test_deadline_unsure}, {"lost", test_lost}, {"recall", test_recall}, {"renew", test_renew}, {"new", test_new}, {"recover", test_recover},
	{"as many as one act changes", test_limit}, {"one more", test_past_limit}, {NULL, NULL},
};
