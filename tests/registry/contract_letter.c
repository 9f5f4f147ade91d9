/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11
 * A letter of many requests: each step one act for all of them; who asked does not confirm; an answer that grants some, refuses one and leaves others open;
 * all or nothing.
 */
#include <stdio.h>

#include "base/env.h"
#include "base/time.h"
#include "province.h"
#include "registry/letter.h"
#include "registry/plan.h"

static const char *const both[] = {"H01", "H02"};

struct step {
	const char *act, *role;
	int64_t letter, person;
	const struct tr_letter_result *results;
	size_t result_count;
	const char *const *given; /* column, value ..., NULL */
};
#define GIVEN(...) (const char *const[]){__VA_ARGS__, NULL}
#define NOTHING GIVEN(NULL)

static trien_rc
try_step(struct contract *c, const struct step *s, enum tr_act_mode mode, struct tr_letter_done *done, struct trien_err *err)
{
	struct tr_deed_given given[8];
	struct tr_letter_deed l = {.deed = {.object = s->letter, .person = s->person, .given = given}, .results = s->results, .result_count = s->result_count};
	struct tr_act act = act_of("set by the deed");

	act.reason = "lý do mẫu";
	assert_true(tr_rules_act_of(s->act, &l.deed.act) && tr_rules_role_of(s->role, &l.deed.role));
	for (; s->given[2 * l.deed.given_count] != NULL; l.deed.given_count++)
		given[l.deed.given_count] = (struct tr_deed_given){s->given[2 * l.deed.given_count], s->given[2 * l.deed.given_count + 1]};
	return tr_letter_do(c->db, &act, mode, &l, done, err);
}

/* Tried, then done: one act, one leaf. Gives how many requests. */
static size_t
ok_step(struct contract *c, const struct step *s)
{
	struct tr_letter_done tried = {0}, done = {0};
	struct trien_err err = {0};
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM act"), leaves = ask_one(c->db, "SELECT COUNT(*) FROM audit_leaf");

	assert_ok(try_step(c, s, TR_ACT_DRY_RUN, &tried, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts);
	assert_ok(try_step(c, s, TR_ACT_DO, &done, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts + 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM audit_leaf"), leaves + 1);
	const size_t count = done.count;
	assert_int_equal(tried.count, count);
	for (size_t i = 0; i < count; i++)
		say(c, "%s request:%lld %s -> %s\n", s->act, (long long)done.rows[i].request, tr_rules_state_word(done.rows[i].from)->word,
				tr_rules_state_word(done.rows[i].to)->word);
	tr_letter_done_free(&tried);
	tr_letter_done_free(&done);
	return count;
}
#define ALL(c, act, role, person, ...) ok_step(c, &(struct step){act, role, 1, person, NULL, 0, __VA_ARGS__})

/* Refused as a whole; the rule that refuses `count` of its requests. */
static void
step_refused(struct contract *c, const char *error, const char *each, size_t count, const struct step *s)
{
	struct tr_letter_done done = {0};
	struct trien_err err = {0};
	const int64_t changes = ask_one(c->db, "SELECT COUNT(*) FROM change");

	assert_refused(try_step(c, s, TR_ACT_DO, &done, &err), error);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), changes);
	assert_int_equal(done.refused, count);
	for (size_t i = 0; i < done.count; i++)
		if (done.rows[i].refused.code != TRIEN_OK)
			assert_string_equal(trien_err_id(done.rows[i].refused.code), each);
	say(c, "%s %s %s\n", s->act, error, each);
	tr_letter_done_free(&done);
}

/* The letter of the changes of a merger, letter:1, with `count` requests. */
static size_t
merged(struct contract *c, struct province *p)
{
	const struct tr_plan_ask ask = {.verb = TR_PLAN_MERGE, .person = 1, .role = TR_ROLE_MANAGER, .agency = "H03", .objects = both, .count = 2};
	const struct tr_act act = act_of("set by the plan");
	struct trien_err err = {0};
	TR_AUTO_PLAN plan = {0};

	assert_ok(tr_plan_run(c->db, &act, TR_ACT_DO, &ask, &plan, &err), &err);
	is_one(c, "SELECT COUNT(*) FROM letter WHERE id = 1 AND state = 'draft'");
	(void)p;
	return (size_t)ask_one(c->db, "SELECT COUNT(*) FROM request WHERE letter = 1");
}

static void
answer_with_new(struct contract *c, const struct province *p, int64_t old, const char *name)
{
	char sql[200], person[24], number[24], end[24];

	snprintf(sql, sizeof(sql), "SELECT person FROM certificate WHERE id = %lld", (long long)old);
	snprintf(person, sizeof(person), "%lld", (long long)ask_one(c->db, sql));
	snprintf(sql, sizeof(sql), "SELECT not_after FROM certificate WHERE id = %lld", (long long)old);
	snprintf(end, sizeof(end), "%lld", (long long)ask_one(c->db, sql));
	snprintf(number, sizeof(number), "%lld", (long long)old);
	PUT(c, "certificate.enter", "certificate", 0, "fingerprint", name, "serial", name, "issuer", "CA Mẫu", "subject_name", "Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu",
			"holder", "person", "person", person, "agency", "4", "not_before", "1", "not_after", end, "key_name", "RSA 2048", "blob", p->blob, "chain", "trusted",
			"is_lab", "0", "state", "issued", "state_from", "1", "renews", number, "renewals", "0");
}

static void
test_letter(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];
	struct province p;

	province_make(c, 4, 10, &p);
	const size_t count = merged(c, &p);
	assert_true(count >= 6);
	tr_time_iso(NOW, TR_ZONE_VIETNAM, at);
#define ANSWER "answer_number", "09/TL-MẪU", "answer_blob", p.blob, "answered_at", at, "effective_at", at
	step_refused(c, "registry.letter-empty", "", 0, &(struct step){"request.send", "manager", 1, 1, NULL, 0, NOTHING});
	step_refused(c, "registry.letter-refused", "rules.written", count, &(struct step){"request.submit", "manager", 1, 1, NULL, 0, NOTHING});
	assert_int_equal(ALL(c, "request.submit", "manager", 1, GIVEN("form", p.blob)), count);
	/* Who asked confirms none of them. */
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Mẫu", "role", "head", "from_at", "1");
	step_refused(c, "registry.letter-refused", "rules.own-approval", count, &(struct step){"request.confirm", "head", 1, 1, NULL, 0, NOTHING});
	assert_int_equal(ALL(c, "request.confirm", "head", 2, NOTHING), count);
	assert_int_equal(ALL(c, "request.consolidate", "manager", 1, NOTHING), count);
	step_refused(c, "registry.letter-refused", "rules.letter-numbered", count, &(struct step){"request.send", "manager", 1, 1, NULL, 0, NOTHING});
	PUT_LETTER(c, "letter.change", 1, TR_VERDICT_PASSED, "number", "01/CV-MẪU", "blob", p.blob);
	assert_int_equal(ALL(c, "request.send", "manager", 1, NOTHING), count);
	is_one(c, "SELECT COUNT(*) FROM letter WHERE id = 1 AND state = 'sent' AND version = 3 AND asked_at = 1790000000");
	/* The answer: two granted, one refused, the others are still waited for. */
	const int64_t first = ask_one(c->db, "SELECT MIN(id) FROM request WHERE letter = 1"), seal = ask_one(c->db, "SELECT COUNT(*) FROM request WHERE letter = 1 AND certificate = 4");
	assert_int_equal(seal, 1);
	const int64_t a = ask_one(c->db, "SELECT MIN(id) FROM request WHERE letter = 1 AND certificate > 4");
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT MIN(id) FROM request WHERE letter = 1 AND id > %lld", (long long)a);
	const int64_t b = ask_one(c->db, sql);
	const struct tr_letter_result some[] = {{a, TR_ACT_REQUEST_COMPLETE, NULL}, {b, TR_ACT_REQUEST_COMPLETE, NULL}, {first, TR_ACT_REQUEST_REFUSE, NULL}};
	const struct step answer = {"request.complete", "manager", 1, 1, some, 3, GIVEN(ANSWER)};
	step_refused(c, "registry.letter-refused", "rules.certificate-new", 2, &answer);
	snprintf(sql, sizeof(sql), "SELECT certificate FROM request WHERE id = %lld", (long long)a);
	answer_with_new(c, &p, ask_one(c->db, sql), "moi1");
	step_refused(c, "registry.letter-refused", "rules.certificate-new", 1, &answer); /* all or nothing */
	snprintf(sql, sizeof(sql), "SELECT certificate FROM request WHERE id = %lld", (long long)b);
	answer_with_new(c, &p, ask_one(c->db, sql), "moi2");
	assert_int_equal(ok_step(c, &answer), 3);
	is_one(c, "SELECT COUNT(*) FROM letter WHERE id = 1 AND state = 'sent' AND answer = 'accepted' AND answer_number = '09/TL-MẪU' AND version = 4");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request WHERE letter = 1 AND state = 'done'"), 2);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM certificate WHERE state = 'superseded'"), 2);
	/* What was named is at another step, or in another letter. */
	step_refused(c, "registry.letter-refused", "rules.state", 3, &answer);
	const struct tr_letter_result other = {ask_one(c->db, "SELECT MIN(id) FROM request WHERE letter = 2"), TR_ACT_REQUEST_COMPLETE, NULL};
	step_refused(c, "registry.letter-not-in", "", 0, &(struct step){"request.complete", "manager", 1, 1, &other, 1, GIVEN(ANSWER)});
	/* The rest is refused by a second answer: nobody waits any more. */
	assert_int_equal(ALL(c, "request.refuse", "manager", 1, GIVEN("answer_number", "10/TL-MẪU", "answer_blob", p.blob, "answered_at", at, "effective_at", at)), count - 3);
	is_one(c, "SELECT COUNT(*) FROM letter WHERE id = 1 AND state = 'answered' AND answer = 'accepted' AND answer_number = '10/TL-MẪU'");
	step_refused(c, "registry.not-taken", "", 0, &(struct step){"request.close", "manager", 1, 1, NULL, 0, GIVEN("form", p.blob)});
	assert_int_equal(ALL(c, "request.close", "manager", 1, NOTHING), 2);
	/* Nobody else's. */
	step_refused(c, "registry.role-not-held", "", 0, &(struct step){"request.submit", "manager", 2, 2, NULL, 0, GIVEN("form", p.blob)});
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- the certificate of a service, its whole life ---- */

static int64_t
deed(struct contract *c, const char *act, int64_t object, const char *role, int64_t person, const char *const *given, const char *refused)
{
	struct tr_deed_given pairs[10];
	struct tr_deed d = {.object = object, .person = person, .given = pairs};
	struct tr_act as = act_of("set by the deed");
	struct tr_deed_done done = {0};
	struct trien_err err = {0};

	as.reason = "lý do mẫu";
	assert_true(tr_rules_act_of(act, &d.act) && tr_rules_role_of(role, &d.role));
	for (; given[2 * d.given_count] != NULL; d.given_count++)
		pairs[d.given_count] = (struct tr_deed_given){given[2 * d.given_count], given[2 * d.given_count + 1]};
	const trien_rc rc = tr_deed_do(c->db, &as, TR_ACT_DO, &d, &done, &err);
	if (refused != NULL)
		assert_refused(rc, refused);
	else
		assert_ok(rc, &err);
	say(c, "%s %s\n", act, trien_err_id(rc));
	return done.object;
}
#define DO(c, act, object, role, person, ...) deed(c, act, object, role, person, __VA_ARGS__, NULL)
#define REFUSED(c, error, act, object, role, person, ...) (void)deed(c, act, object, role, person, __VA_ARGS__, error)

static int64_t
service_certificate(struct contract *c, const struct province *p, const char *name, const char *person, int64_t not_after, const char *renews)
{
	char begin[24], end[24];

	snprintf(begin, sizeof(begin), "%lld", (long long)(NOW - DAY));
	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	return PUT(c, "certificate.enter", "certificate", 0, "fingerprint", name, "serial", name, "issuer", "CA Mẫu", "subject_name", "dichvu.mau.example", "subject",
			"dichvu.mau.example", "holder", "service", "person", person, "agency", "2", "device", "-", "not_before", begin, "not_after", end, "key_name", "RSA 2048",
			"blob", p->blob, "chain", "trusted", "is_lab", "0", "state", "issued", "state_from", "1", "renews", renews, "renewals", "0");
}

/* From its draft to sent. */
static void
forward(struct contract *c, const struct province *p, int64_t request)
{
	char number[24];
	const int64_t letter = PUT_LETTER(c, "letter.enter", 0, TR_VERDICT_PASSED, "agency", "1", "receiver", "authority", "state", "draft", "number", "02/CV-MẪU", "blob", p->blob);

	snprintf(number, sizeof(number), "#%lld", (long long)letter);
	DO(c, "request.submit", request, "manager", 1, GIVEN("form", p->blob));
	DO(c, "request.confirm", request, "head", 2, NOTHING);
	DO(c, "request.consolidate", request, "manager", 1, GIVEN("letter", number));
	DO(c, "request.send", request, "manager", 1, NOTHING);
}

/* A new one is of an agency, with somebody in charge who works there. */
static void
refuse_new_service(struct contract *c, const struct province *p)
{
	int64_t r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "new", "subject", "service", "agency", "H01"));

	REFUSED(c, "rules.new-service", "request.submit", r, "manager", 1, GIVEN("form", p->blob)); /* nobody in charge */
	DO(c, "request.withdraw", r, "manager", 1, NOTHING);
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "new", "subject", "service", "agency", "H01", "person", "MAU0001"));
	REFUSED(c, "rules.new-service", "request.submit", r, "manager", 1, GIVEN("form", p->blob)); /* works in H02 */
	DO(c, "request.withdraw", r, "manager", 1, NOTHING);
}

static void
test_service(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX], one[24], device[24], request_of[24];
	struct province p;

	province_make(c, 1, 1, &p);
	tr_time_iso(NOW, TR_ZONE_VIETNAM, at);
	refuse_new_service(c, &p);
	int64_t r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "new", "subject", "service", "agency", "H01", "person", "MAU0000"));
	forward(c, &p, r);
	const int64_t token = PUT(c, "device.enter", "device", 0, "kind", "hsm", "serial", "DV", "agency", "2", "state", "received", "state_from", "1");
	const int64_t first = service_certificate(c, &p, "dv1", "7", NOW + 800 * DAY, "-");
	snprintf(one, sizeof(one), "#%lld", (long long)first);
	snprintf(device, sizeof(device), "#%lld", (long long)token);
	DO(c, "request.complete", r, "manager", 1, GIVEN("certificate", one, "answer_blob", p.blob, "answered_at", at, "effective_at", at));
	DO(c, "request.receive_device", r, "manager", 1, GIVEN("device", device));
#define HANDED "keeper", "MAU0000", "minutes", p.blob, "giver_at", at, "taker_at", at
	PUT(c, "duty.enter", "duty", 0, "person", "7", "profile", "congvu-2024", "accepted_at", "1");
	REFUSED(c, "rules.decision", "request.hand_over", r, "manager", 1, GIVEN(HANDED)); /* as an agency's: a decision assigns it */
	DO(c, "request.hand_over", r, "manager", 1, GIVEN(HANDED, "decision", "03/QĐ-MẪU", "decided_at", "2026-01-02"));
	DO(c, "certificate.activate", first, "manager", 1, NOTHING);
	DO(c, "request.close", r, "manager", 1, NOTHING);
	/* Changed: what a service may change. */
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "change", "certificate", one, "reason", "email_changed"));
	REFUSED(c, "rules.change-case", "request.submit", r, "manager", 1, GIVEN("form", p.blob));
	DO(c, "request.withdraw", r, "manager", 1, NOTHING);
	REFUSED(c, "rules.change-case", "request.draft", 0, "manager", 1, GIVEN("kind", "change", "certificate", one, "reason", "đổi tên")); /* no case of the law */
	REFUSED(c, "rules.change-case", "request.draft", 0, "manager", 1, GIVEN("kind", "change", "certificate", one, "reason", "retired"));
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "change", "certificate", one, "reason", "thiết bị, dịch vụ, phần mềm đổi tên"));
	forward(c, &p, r);
	snprintf(request_of, sizeof(request_of), "%lld", (long long)first);
	const int64_t second = service_certificate(c, &p, "dv2", "7", NOW + 800 * DAY, request_of);
	PUT(c, "test.put", "certificate", second, "device", device + 1);
	DO(c, "request.complete", r, "manager", 1, GIVEN("answer_blob", p.blob, "answered_at", at, "effective_at", at));
	DO(c, "certificate.activate", second, "manager", 1, NOTHING);
	/* Renewed, once. */
	snprintf(one, sizeof(one), "#%lld", (long long)second);
	snprintf(request_of, sizeof(request_of), "%lld", (long long)second);
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "renew", "certificate", one));
	forward(c, &p, r);
	const int64_t third = service_certificate(c, &p, "dv3", "7", NOW + 1500 * DAY, request_of);
	PUT(c, "test.put", "certificate", third, "device", device + 1);
	DO(c, "request.complete", r, "manager", 1, GIVEN("answer_blob", p.blob, "answered_at", at, "effective_at", at));
	DO(c, "certificate.activate", third, "manager", 1, NOTHING);
	/* It stops: revoked, for a service's reason alone; and its device is recalled. */
	snprintf(one, sizeof(one), "#%lld", (long long)third);
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "revoke", "certificate", one, "reason", "retired"));
	REFUSED(c, "rules.revoke-reason", "request.submit", r, "manager", 1, GIVEN("form", p.blob));
	DO(c, "request.withdraw", r, "manager", 1, NOTHING);
	REFUSED(c, "rules.revoke-reason", "request.draft", 0, "manager", 1, GIVEN("kind", "revoke", "certificate", one, "reason", "vì thế"));
	r = DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "revoke", "certificate", one, "reason", "service_ended"));
	forward(c, &p, r);
	DO(c, "request.complete", r, "manager", 1, GIVEN("answer_blob", p.blob, "answered_at", at, "effective_at", at));
	is_one(c, "SELECT COUNT(*) FROM certificate WHERE fingerprint = 'dv3' AND state = 'revoked' AND reason = 'service_ended' AND renewals = 1");
	is_one(c, "SELECT COUNT(*) FROM request r JOIN certificate e ON e.id = r.certificate WHERE e.fingerprint = 'dv3' AND r.kind = 'recall'");
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- revoked without a request ---- */

/* The authority revokes of itself, or at the word of a procedural body: its document is wanted, and a reason that the law has. */
static void
test_notice(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX], later[TR_TIME_TEXT_MAX];
	struct province p;

	province_make(c, 2, 0, &p);
	tr_time_iso(NOW, TR_ZONE_VIETNAM, at);
	tr_time_iso(NOW + 1, TR_ZONE_VIETNAM, later);
#define NOTICE(when) "answer_number", "01/TB-MẪU", "answer_blob", p.blob, "answered_at", when, "effective_at", at
	REFUSED(c, "rules.revoke-reason", "certificate.revoke", 5, "manager", 1, GIVEN(NOTICE(at)));
	REFUSED(c, "rules.revoke-reason", "certificate.revoke", 5, "manager", 1, GIVEN("reason", "service_ended", NOTICE(at))); /* of a person's certificate */
	REFUSED(c, "rules.answer-document", "certificate.revoke", 5, "manager", 1, GIVEN("reason", "procedural"));
	REFUSED(c, "rules.answer-times", "certificate.revoke", 5, "manager", 1, GIVEN("reason", "procedural", NOTICE(later)));
	REFUSED(c, "registry.out-of-scope", "certificate.revoke", 5, "head", 2, GIVEN("reason", "procedural", NOTICE(at)));
	REFUSED(c, "rules.revoke-reason", "certificate.revoke", 5, "manager", 1, GIVEN("reason", "email_changed", NOTICE(at)));
	DO(c, "certificate.revoke", 5, "manager", 1, GIVEN("reason", "a procedural or security body asks in writing", NOTICE(at)));
	is_one(c, "SELECT COUNT(*) FROM certificate WHERE id = 5 AND state = 'revoked' AND reason = 'procedural'");
	is_one(c, "SELECT COUNT(*) FROM letter WHERE agency = 1 AND state = 'answered' AND asked_at IS NULL AND answer_number = '01/TB-MẪU'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 5 AND kind = 'recall' AND state = 'draft'");
	REFUSED(c, "rules.state", "certificate.revoke", 5, "manager", 1, GIVEN("reason", "procedural", NOTICE(at)));
	/* A device is unlocked by the answer to a request alone. */
	DO(c, "device.lock", 6, "manager", 1, NOTHING);
	REFUSED(c, "rules.role", "device.unlock", 6, "manager", 1, NOTHING);
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- made of requests ---- */

static void
made(struct contract *c, size_t count, const char *error, size_t refused)
{
	int64_t requests[TR_LETTER_REQUESTS_MAX + 1] = {0};
	struct tr_letter_made out = {0};
	struct trien_err err = {0};
	const struct tr_act act = act_of("set by the deed");
	const struct tr_letter_new n = {.role = TR_ROLE_MANAGER, .person = 1, .requests = requests, .count = count};

	for (size_t i = 0; i < count; i++)
		requests[i] = (int64_t)i + 1;
	assert_refused(tr_letter_make(c->db, &act, TR_ACT_DO, &n, &out, &err), error);
	assert_int_equal(out.done.refused, refused);
	tr_letter_done_free(&out.done);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM letter"), 0);
	say(c, "%zu requests: %s\n", count, error);
}

/* As many as go into one at a time, and one past it; of those that there are none of each is told. */
static void
test_made(struct contract *c)
{
	struct province p;

	province_make(c, 1, 1, &p);
	made(c, 0, "registry.not-found", 0);
	made(c, 1, "registry.not-found", 0);
	DO(c, "request.draft", 0, "manager", 1, GIVEN("kind", "new", "subject", "service", "agency", "H01"));
	made(c, TR_LETTER_REQUESTS_MAX, "registry.letter-refused", TR_LETTER_REQUESTS_MAX);
	made(c, TR_LETTER_REQUESTS_MAX + 1, "registry.letter-limit", 0);
	province_end(&p);
}

extern const struct contract_row letter_tests[];
const struct contract_row letter_tests[] = {{"a letter of many requests", test_letter}, {"a letter is made", test_made}, {"a service's certificate", test_service}, {"revoked without a request", test_notice}, {NULL, NULL}};
