/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.3 R6.1 R7 R15.2
 * What was said of a certificate that had stopped for something weightier already stands behind that: it holds when the weightier is undone, and is taken back by another
 * as well. And how a plain mistake is mended, step by step.
 */
#include <stdio.h>

#include "office.h"
#include "registry/custody.h"

#define ANSWER "answer_blob", blob, "answered_at", now_text(0, at), "effective_at", now_text(0, at)

/* Persons 2 and 5 are managers; 1 has the certificate. */
static void
begin(struct contract *c)
{
	office(c);
	post(c, "5", "2", "manager");
	account(c, "keeper", "1");
	account(c, "manager", "2");
	account(c, "head", "3");
	account(c, "beside", "5");
}

static int64_t
asked(struct contract *c, const char *reason, int64_t person)
{
	const int64_t r = DO(c, "request.draft", 0, "manager", person, GIVEN("kind", "revoke", "certificate", "#1", "reason", reason, "basis", blob));

	return DO(c, "request.submit", r, "manager", person, GIVEN("form", blob));
}

static void
refused(struct contract *c, int64_t request)
{
	char at[TR_TIME_TEXT_MAX], number[24];

	snprintf(number, sizeof(number), "#%lld", (long long)letter(c, "authority"));
	DO(c, "request.confirm", request, "head", 3, NOTHING);
	DO(c, "request.consolidate", request, "manager", 2, GIVEN("letter", number));
	DO(c, "request.send", request, "manager", 2, NOTHING);
	DO(c, "request.refuse", request, "manager", 2, GIVEN(ANSWER));
}

static void
new_pin(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	forward(c, 1, "department");
	DO(c, "request.complete", 1, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "device", 1, "assigned");
}

/* ---- behind a weightier one ---- */

/* Locked, then broken, then exposed; that it was broken is undone: the lock is left, and a new PIN is not enough. */
static void
test_exposed_behind(struct contract *c)
{
	begin(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	const int64_t exposed = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "key_exposed"));
	DO(c, "device.break", 1, "subscriber", 1, NOTHING);
	const int64_t broken = last_act(c);
	DO(c, "request.submit", exposed, "manager", 2, GIVEN("form", blob));
	refused(c, exposed);
	undo_by(c, "beside", TR_ROLE_MANAGER, broken, NULL);
	new_pin(c);
	STATE(c, "certificate", 1, "stopped");
	REFUSED(c, "rules.key-kept", "certificate.resume", 1, "manager", 5, NOTHING);
	end_office();
}

/* What may be let go is let go by another than has asked, and not by the keeper's new PIN. */
static void
test_asked_behind(struct contract *c)
{
	begin(c);
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stopped = last_act(c), r = asked(c, "procedural", 2);
	undo_by(c, "beside", TR_ROLE_MANAGER, stopped, NULL);
	new_pin(c);
	STATE(c, "certificate", 1, "stopped");
	REFUSED(c, "rules.revocation-over", "certificate.resume", 1, "manager", 5, NOTHING);
	DO(c, "request.withdraw", r, "manager", 2, NOTHING);
	STATE(c, "certificate", 1, "stopped");
	REFUSED(c, "rules.resumer-other", "certificate.resume", 1, "manager", 2, NOTHING);
	DO(c, "certificate.resume", 1, "manager", 5, NOTHING);
	STATE(c, "certificate", 1, "active");
	/* What was over before it was locked keeps nothing stopped. */
	DO(c, "device.lock", 1, "subscriber", 1, NOTHING);
	is(c, "SELECT COUNT(*) FROM request WHERE id = 3 AND kind = 'recover'");
	forward(c, 3, "department");
	char at[TR_TIME_TEXT_MAX];
	DO(c, "request.complete", 3, "department", 4, GIVEN(ANSWER));
	DO(c, "device.change_pin", 1, "subscriber", 1, NOTHING);
	STATE(c, "certificate", 1, "active");
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* The authority refused to revoke it: exposed it is all the same. */
static void
test_refused_behind(struct contract *c)
{
	begin(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	const int64_t stopped = last_act(c);
	refused(c, asked(c, "key_exposed", 5));
	undo_by(c, "manager", TR_ROLE_MANAGER, stopped, "registry.undo-stopped");
	STATE(c, "certificate", 1, "stopped");
	end_office();
}

/* ---- taken back by whom ---- */

static void
test_by_the_subscriber(struct contract *c)
{
	begin(c);
	post(c, "1", "2", "manager");
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	DO(c, "device.lose", 1, "manager", 5, NOTHING);
	undo_by(c, "keeper", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	(void)asked(c, "key_exposed", 5);
	undo_by(c, "keeper", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	end_office();
}

/* That it was exposed in a device that is broken is more than that it is broken. */
static void
test_of_a_broken_device(struct contract *c)
{
	begin(c);
	const int64_t r = DO(c, "request.draft", 0, "manager", 5, GIVEN("kind", "revoke", "certificate", "#1", "reason", "key_exposed"));
	DO(c, "device.break", 1, "subscriber", 1, NOTHING);
	DO(c, "request.submit", r, "manager", 5, GIVEN("form", blob));
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, last_act(c), NULL);
	end_office();
}

/* When it has ended, who had the key before is asked all the same. */
static void
test_ended_since(struct contract *c)
{
	char at[TR_TIME_TEXT_MAX];

	begin(c);
	DO(c, "certificate.stop", 1, "head", 3, NOTHING);
	(void)asked(c, "key_exposed", 5);
	const int64_t said = last_act(c);
	deed_at = NOW + DAY;
	DO(c, "certificate.revoke", 1, "manager", 2, GIVEN("reason", "key_exposed", ANSWER));
	deed_at = NOW;
	undo_by(c, "beside", TR_ROLE_MANAGER, said, "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, said, NULL);
	end_office();
}

struct asking {
	struct tr_custody custody;
};

static trien_rc
work_ask_custody(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_custody_at(db, "aa", NOW, &((struct asking *)context)->custody, err);
}

static void
control_is(struct contract *c, enum tr_sole_control control)
{
	struct asking a;
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, work_ask_custody, &a, &err), &err);
	assert_int_equal(a.custody.control, control);
}

/* It was undone that it was exposed, and that was undone. */
static void
test_said_after_all(struct contract *c)
{
	struct trien_err err = {0};

	begin(c);
	struct tr_act act = act_of("act.undo");
	act.reason = "hủy nhầm";
	(void)asked(c, "key_exposed", 2);
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), NULL);
	control_is(c, TR_CONTROL_YES);
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, last_act(c), NULL, &err), &err); /* the owner of the store; nobody else may */
	STATE(c, "certificate", 1, "stopped");
	control_is(c, TR_CONTROL_NO);
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, last_act(c), NULL, &err), &err);
	control_is(c, TR_CONTROL_YES);
	end_office();
}

/* ---- plain mistakes, mended ---- */

/* The wrong device was reported, and the request that came of it went on to the head. */
static void
test_wrong_device(struct contract *c)
{
	begin(c);
	DO(c, "device.lose", 1, "subscriber", 1, NOTHING);
	const int64_t lost = last_act(c);
	confirm(c, 1);
	undo_by(c, "manager", TR_ROLE_MANAGER, lost, "registry.undo-later");
	undo_by(c, "head", TR_ROLE_HEAD, last_act(c), NULL);
	undo_by(c, "manager", TR_ROLE_MANAGER, lost + 1, NULL); /* its own submission of what the report drafted */
	undo_by(c, "keeper", TR_ROLE_SUBSCRIBER, lost, "registry.undo-resumes");
	undo_by(c, "manager", TR_ROLE_MANAGER, lost, NULL);
	STATE(c, "certificate", 1, "active");
	STATE(c, "device", 1, "assigned");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request"), 0);
	DO(c, "request.submit", draft(c, "renew", ""), "manager", 2, GIVEN("form", blob));
	assert_int_equal(say_faults(c), 0);
	end_office();
}

/* The wrong certificate stands in a revocation that nobody may withdraw: another undoes that it was submitted, and the draft goes. */
static void
test_wrong_certificate(struct contract *c)
{
	begin(c);
	const int64_t r = DO(c, "request.draft", 0, "manager", 2, GIVEN("kind", "revoke", "certificate", "#1", "reason", "key_exposed"));
	const int64_t drafted = last_act(c);
	DO(c, "request.submit", r, "manager", 2, GIVEN("form", blob));
	REFUSED(c, "rules.withdrawable", "request.withdraw", r, "manager", 5, NOTHING);
	undo_by(c, "beside", TR_ROLE_MANAGER, last_act(c), NULL);
	undo_by(c, "manager", TR_ROLE_MANAGER, drafted, NULL);
	STATE(c, "certificate", 1, "active");
	control_is(c, TR_CONTROL_YES);
	DO(c, "request.submit", draft(c, "renew", ""), "manager", 2, GIVEN("form", blob));
	end_office();
}

extern const struct contract_row shadow_tests[];
const struct contract_row shadow_tests[] = {
	{"exposed behind what was undone", test_exposed_behind}, {"asked behind what was undone", test_asked_behind}, {"refused behind what is undone", test_refused_behind},
	{"said again, undone by the subscriber", test_by_the_subscriber}, {"exposed in a broken device", test_of_a_broken_device}, {"ended since it was said", test_ended_since},
	{"said after all", test_said_after_all}, {"the wrong device", test_wrong_device}, {"the wrong certificate", test_wrong_certificate}, {NULL, NULL},
};
