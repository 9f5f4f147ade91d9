/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conditions at their edges: each class of subscriber alone, both sides of an "or", the last second. Requirement: R11 R14.3 */
#include "rules/rules.h"

#include "table.h"
#include "test.h"

static struct tr_profile *profile;

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_profile_builtin("bg-2020", &profile, &err), &err);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_profile_free(profile);
	return 0;
}

/* A guard with nothing known but what `set` says; returns its id or "ok". */
static const char *
holds(enum tr_rules_guard guard, struct tr_rules_facts f)
{
	const struct tr_rules_law law = tr_rules_law_of(profile, TABLE_NOW);

	f.law = f.law != NULL ? f.law : &law;
	f.now = TABLE_NOW;
	return trien_err_id(tr_rules_guard(guard, &f, NULL));
}
#define HOLDS(guard, ...) holds(TR_GUARD_##guard, (struct tr_rules_facts){__VA_ARGS__})

/* Decree 130/2018 Điều 60: what each class must be, and that another class's facts do not help. */
static void
a_new_certificate_for_each_class(void **state)
{
	(void)state;
	assert_string_equal(HOLDS(NEW_PERSON, .subject = TR_SUBJECT_PERSON, .official = true), "ok");
	assert_string_equal(HOLDS(NEW_PERSON, .subject = TR_SUBJECT_PERSON, .titled = true, .legal_person = true), "rules.new-person");
	assert_string_equal(HOLDS(NEW_TITLE, .subject = TR_SUBJECT_TITLE, .titled = true), "ok");
	assert_string_equal(HOLDS(NEW_TITLE, .subject = TR_SUBJECT_TITLE, .official = true), "rules.new-title");
	assert_string_equal(HOLDS(NEW_AGENCY, .subject = TR_SUBJECT_AGENCY, .legal_person = true), "ok");
	assert_string_equal(HOLDS(NEW_AGENCY, .subject = TR_SUBJECT_AGENCY, .in_charge = true), "rules.new-agency");
	assert_string_equal(HOLDS(NEW_SERVICE, .subject = TR_SUBJECT_SERVICE, .legal_person = true, .in_charge = true), "ok");
	assert_string_equal(HOLDS(NEW_SERVICE, .subject = TR_SUBJECT_SERVICE, .legal_person = true), "rules.new-service");
	assert_string_equal(HOLDS(NEW_SERVICE, .subject = TR_SUBJECT_SERVICE, .in_charge = true), "rules.new-service");
	/* Each asks its own class only. */
	assert_string_equal(HOLDS(NEW_SERVICE, .subject = TR_SUBJECT_AGENCY), "ok");
	assert_string_equal(HOLDS(NEW_AGENCY, .subject = TR_SUBJECT_PERSON), "ok");
	assert_string_equal(HOLDS(NEW_PERSON, .subject = TR_SUBJECT_TITLE), "ok");
}

/* The Regulation Điều 4.3, 14.3: who keeps what, and which devices want a decision. */
static void
keepers_and_decisions(void **state)
{
	static const enum tr_rules_subject of_agency[] = {TR_SUBJECT_AGENCY, TR_SUBJECT_SERVICE};
	static const enum tr_rules_subject people[] = {TR_SUBJECT_PERSON, TR_SUBJECT_TITLE};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(HOLDS(DECISION, .subject = of_agency[i]), "rules.decision");
		assert_string_equal(HOLDS(DECISION, .subject = of_agency[i], .decision = true), "ok");
		assert_string_equal(HOLDS(DECISION, .subject = people[i]), "ok");
		assert_string_equal(HOLDS(KEEPER, .subject = of_agency[i], .taker = 5, .taker_is_clerk = true), "ok");
		assert_string_equal(HOLDS(KEEPER, .subject = of_agency[i], .taker = 5, .holder = 5), "rules.keeper");
		assert_string_equal(HOLDS(KEEPER, .subject = of_agency[i], .taker_is_clerk = true), "rules.keeper");
		assert_string_equal(HOLDS(KEEPER, .subject = people[i], .taker = 5, .holder = 5), "ok");
		assert_string_equal(HOLDS(KEEPER, .subject = people[i], .taker = 6, .holder = 5, .taker_is_clerk = true), "rules.keeper");
		assert_string_equal(HOLDS(KEEPER, .subject = people[i]), "rules.keeper"); /* nobody is not nobody's holder */
	}
}

/* The program itself is nobody: it approves nothing, and nobody's request is not its own. */
static void
nobody_approves_nothing(void **state)
{
	(void)state;
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 7, .requester = 5, .holder = 6), "ok");
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 1, .requester = 5, .holder = 6), "ok");
	assert_string_equal(HOLDS(OWN_APPROVAL, .requester = 5, .holder = 6), "rules.own-approval");
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 5, .requester = 5, .holder = 6), "rules.own-approval");
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 6, .requester = 5, .holder = 6), "rules.own-approval");
	assert_string_equal(HOLDS(WITHDRAWER, .role = TR_ROLE_SUBSCRIBER), "rules.withdrawer");
	assert_string_equal(HOLDS(WITHDRAWER, .role = TR_ROLE_SUBSCRIBER, .actor = 1, .requester = 1), "ok");
	assert_string_equal(HOLDS(WITHDRAWER, .role = TR_ROLE_MANAGER), "ok");
}

/* What is renewed or changed goes on in the same device, as long as somebody keeps it. */
static void
a_device_that_is_kept(void **state)
{
	static const enum tr_rules_kind kinds[] = {TR_KIND_RENEW, TR_KIND_CHANGE};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(HOLDS(DEVICE_KEPT, .kind = kinds[i], .same_device = true, .device = TR_STATE_DEVICE_ASSIGNED, .keeper = 1), "ok");
		assert_string_equal(HOLDS(DEVICE_KEPT, .kind = kinds[i], .same_device = true, .device = TR_STATE_DEVICE_ASSIGNED), "rules.device-kept");
		assert_string_equal(HOLDS(DEVICE_KEPT, .kind = kinds[i], .same_device = true, .device = TR_STATE_DEVICE_LOST, .keeper = 1), "rules.device-kept");
		assert_string_equal(HOLDS(DEVICE_KEPT, .kind = kinds[i], .device = TR_STATE_DEVICE_ASSIGNED, .keeper = 1), "rules.device-kept");
	}
	assert_string_equal(HOLDS(DEVICE_KEPT, .kind = TR_KIND_NEW, .same_device = true, .device = TR_STATE_DEVICE_ASSIGNED, .keeper = 1), "rules.device-kept");
}

/* Circular 185/2019 Điều 5 against Decree 68/2024 Điều 4: paper, and an agency's first certificate. */
static void
paper_letters(void **state)
{
	struct tr_rules_law either = tr_rules_law_of(profile, TABLE_NOW), signed_only = either;

	(void)state;
	either.signed_only = false;
	signed_only.signed_only = true;
	assert_string_equal(HOLDS(LETTER_SIGNED, .law = &either, .letter_paper = true), "ok");
	assert_string_equal(HOLDS(LETTER_SIGNED, .law = &either, .first_of_agency = true), "rules.letter-signed");
	assert_string_equal(HOLDS(LETTER_SIGNED, .law = &signed_only, .letter_paper = true), "rules.letter-signed");
	assert_string_equal(HOLDS(LETTER_SIGNED, .law = &signed_only, .letter_paper = true, .first_of_agency = true), "ok");
	assert_string_equal(HOLDS(LETTER_SIGNED, .law = &signed_only, .letter_signed = true), "ok");
}

/* A certificate is valid through its last second, and no longer. */
static void
to_the_last_second(void **state)
{
	(void)state;
	assert_string_equal(HOLDS(CERTIFICATE_ACTIVE, .certificate = TR_STATE_CERTIFICATE_ACTIVE, .not_after = TABLE_NOW), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_ACTIVE, .certificate = TR_STATE_CERTIFICATE_ACTIVE, .not_after = TABLE_NOW - 1), "rules.certificate-active");
	assert_string_equal(HOLDS(CERTIFICATE_LIVE, .certificate = TR_STATE_CERTIFICATE_STOPPED, .not_after = TABLE_NOW), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_LIVE, .certificate = TR_STATE_CERTIFICATE_STOPPED, .not_after = TABLE_NOW - 1), "rules.certificate-live");
	assert_string_equal(HOLDS(IN_VALIDITY, .not_before = TABLE_NOW, .not_after = TABLE_NOW), "ok");
	assert_string_equal(HOLDS(IN_VALIDITY, .not_before = TABLE_NOW - 1, .not_after = TABLE_NOW - 1), "rules.in-validity");
	assert_string_equal(HOLDS(IN_VALIDITY, .not_before = TABLE_NOW + 1, .not_after = TABLE_NOW + 1), "rules.in-validity");
	assert_string_equal(HOLDS(PAST_EXPIRY, .not_after = TABLE_NOW), "rules.past-expiry");
	assert_string_equal(HOLDS(PAST_EXPIRY, .not_after = TABLE_NOW - 1), "ok");
}

static void
unsafe_keys_are_not_withdrawn(void **state)
{
	static const enum tr_rules_reason unsafe[] = {TR_REASON_KEY_EXPOSED, TR_REASON_DEVICE_LOST, TR_REASON_DEVICE_UNSAFE};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(HOLDS(WITHDRAWABLE, .kind = TR_KIND_REVOKE, .reason = unsafe[i]), "rules.withdrawable");
	assert_string_equal(HOLDS(WITHDRAWABLE, .kind = TR_KIND_REVOKE, .reason = TR_REASON_RETIRED), "ok");
	assert_string_equal(HOLDS(WITHDRAWABLE, .kind = TR_KIND_CHANGE), "ok");
}

/* One that has lost its object can go no way but back. */
static void
what_has_ended_is_withdrawn(void **state)
{
	static const enum tr_rules_state gone[] = {TR_STATE_CERTIFICATE_EXPIRED, TR_STATE_CERTIFICATE_REVOKED, TR_STATE_CERTIFICATE_SUPERSEDED};
	static const enum tr_rules_state live[] = {
		TR_STATE_CERTIFICATE_ISSUED, TR_STATE_CERTIFICATE_HANDED_OVER, TR_STATE_CERTIFICATE_ACTIVE, TR_STATE_CERTIFICATE_STOPPED};

	(void)state;
#define LOST(...) HOLDS(WITHDRAWABLE, .kind = TR_KIND_REVOKE, .reason = TR_REASON_DEVICE_LOST, __VA_ARGS__)
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(LOST(.certificate = gone[i], .not_after = TABLE_NOW), "ok");
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(LOST(.certificate = live[i], .not_after = TABLE_NOW), "rules.withdrawable");
		assert_string_equal(LOST(.certificate = live[i], .not_after = TABLE_NOW - 1), "ok"); /* that it expired is not written down yet */
	}
	assert_string_equal(LOST(.not_after = TABLE_NOW - 1), "rules.withdrawable"); /* of nothing nothing has ended */
}

/* A device is given back when no certificate on it is in use, and one that never had any at once. */
static void
what_a_device_is_kept_for(void **state)
{
	(void)state;
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_CERTIFICATE_EXPIRED), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_CERTIFICATE_REVOKED), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_CERTIFICATE_SUPERSEDED), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_CERTIFICATE_STOPPED), "rules.certificate-ended");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_CERTIFICATE_ISSUED), "rules.certificate-ended");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .unused = true), "ok");
	assert_string_equal(HOLDS(CERTIFICATE_ENDED, .certificate = TR_STATE_NONE), "rules.certificate-ended");
}

/* A recovery is over when the PIN was changed, and when there is nothing any more whose PIN could be; signing begins again with the first alone. */
static void
recoveries_end(void **state)
{
	static const enum tr_rules_state out[] = {
		TR_STATE_DEVICE_LOCKED, TR_STATE_DEVICE_LOST, TR_STATE_DEVICE_BROKEN, TR_STATE_DEVICE_UNSAFE, TR_STATE_DEVICE_RETURNED_TO_AGENCY};

	(void)state;
#define CHANGED(s, ...) HOLDS(PIN_CHANGED, .state = TR_STATE_##s, __VA_ARGS__)
	assert_string_equal(CHANGED(REQUEST_DONE, .device = TR_STATE_DEVICE_ASSIGNED), "ok");
	assert_string_equal(CHANGED(REQUEST_DONE, .device = TR_STATE_DEVICE_UNLOCKED), "rules.pin-changed");
	assert_string_equal(CHANGED(REQUEST_DONE, .device = TR_STATE_NONE), "rules.pin-changed");
	assert_string_equal(CHANGED(CERTIFICATE_STOPPED, .device = TR_STATE_DEVICE_ASSIGNED), "ok");
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++) {
		assert_string_equal(CHANGED(REQUEST_DONE, .device = out[i]), "ok");
		assert_string_equal(CHANGED(CERTIFICATE_STOPPED, .device = out[i]), "rules.pin-changed");
	}
}

/* Nobody decides what is their own. */
static void
own_requests(void **state)
{
	(void)state;
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 9, .requester = 5, .holder = 6), "ok");
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 5, .requester = 5, .holder = 6), "rules.own-approval");
	assert_string_equal(HOLDS(OWN_APPROVAL, .actor = 6, .requester = 5, .holder = 6), "rules.own-approval");
	assert_string_equal(HOLDS(OWN_APPROVAL, .requester = 5), "rules.own-approval"); /* nor does nobody */
	assert_string_equal(HOLDS(KEEPER_SELF, .actor = 5, .keeper = 5), "ok");
	assert_string_equal(HOLDS(KEEPER_SELF, .actor = 5, .keeper = 6), "rules.keeper-self");
	assert_string_equal(HOLDS(KEEPER_SELF, .actor = 0, .keeper = 0), "rules.keeper-self");
	assert_string_equal(HOLDS(WITHDRAWER, .role = TR_ROLE_CLERK, .actor = 0, .requester = 0), "rules.withdrawer");
}

/* Decree 130/2018 Điều 66, 68, 69: every reason by every class and every role, against a list written from the law. */
static void
reasons_classes_and_askers(void **state)
{
	static const struct {
		const char *reason, *subjects, *askers;
	} law[] = {
		{"key_exposed", "person,title,agency,service", "subscriber,clerk,it_officer,manager"},
		{"device_lost", "person,title,agency,service", "subscriber,clerk,it_officer,manager"},
		{"device_unsafe", "person,title,agency,service", "subscriber,clerk,it_officer,manager"},
		{"device_broken", "person,title,agency,service", "subscriber,clerk,it_officer,manager"},
		{"procedural", "person,title,agency,service", "manager"},
		{"manager_asked", "person,title,agency,service", "manager"},
		{"rule_broken", "person,title,agency,service", "manager"},
		{"post_changed", "person,title", "subscriber,clerk,it_officer,manager"},
		{"retired", "person,title", "manager"},
		{"resigned", "person,title", "manager"},
		{"died", "person,title", "manager"},
		{"authority_lost", "title", "manager"},
		{"agency_ended", "agency", "manager"},
		{"service_ended", "service", "subscriber,clerk,it_officer,manager"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(law) / sizeof(*law); i++) {
		enum tr_rules_reason reason;
		assert_true(tr_rules_reason_of(law[i].reason, &reason));
		for (unsigned s = 0; s < TR_SUBJECT_COUNT; s++) {
			const enum tr_rules_subject subject = (enum tr_rules_subject)s;
			const bool may = table_lists(law[i].subjects, tr_rules_subject_word(subject)->word);
			assert_string_equal(HOLDS(REVOKE_REASON, .subject = subject, .reason = reason), may ? "ok" : "rules.revoke-reason");
			assert_string_equal(HOLDS(CHANGE_CASE, .subject = subject, .reason = reason), "rules.change-case");
		}
		for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
			const enum tr_rules_role role = (enum tr_rules_role)r;
			const bool may = table_lists(law[i].askers, tr_rules_role_word(role)->word);
			if (role != TR_ROLE_SYSTEM)
				assert_string_equal(HOLDS(REVOKE_ASKER, .asked_as = role, .reason = reason), may ? "ok" : "rules.revoke-asker");
			/* What the program drafted counts as asked for by who submits it. */
			assert_string_equal(HOLDS(REVOKE_ASKER, .asked_as = TR_ROLE_SYSTEM, .role = role, .reason = reason), may ? "ok" : "rules.revoke-asker");
		}
		assert_string_equal(HOLDS(REVOKE_BASIS, .reason = reason), strcmp(law[i].reason, "procedural") == 0 ? "rules.revoke-basis" : "ok");
		assert_string_equal(HOLDS(REVOKE_BASIS, .reason = reason, .basis = true), "ok");
	}
	assert_string_equal(HOLDS(REVOKE_REASON, .subject = TR_SUBJECT_PERSON), "rules.revoke-reason");
	assert_string_equal(HOLDS(REVOKE_ASKER, .asked_as = TR_ROLE_MANAGER), "rules.revoke-asker");
	assert_string_equal(HOLDS(REVOKE_REASON, .subject = TR_SUBJECT_PERSON, .reason = TR_REASON_EMAIL_CHANGED), "rules.revoke-reason");
}

static void
what_is_missing_is_said(void **state)
{
	const struct tr_rules_law law = tr_rules_law_of(profile, TABLE_NOW);
	struct tr_rules_facts f = {.law = &law, .now = TABLE_NOW, .missing = "mã số thuế"};
	struct trien_err err = {0};
	char text[256];

	(void)state;
	assert_refused(tr_rules_guard(TR_GUARD_DOSSIER, &f, &err), "rules.dossier");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "mã số thuế"));
	f.missing = NULL;
	assert_refused(tr_rules_guard(TR_GUARD_DOSSIER, &f, &err), "rules.dossier");
	f = (struct tr_rules_facts){.law = &law, .now = TABLE_NOW, .not_after = TABLE_NOW + 59 * TABLE_DAY};
	assert_refused(tr_rules_guard(TR_GUARD_DAYS_LEFT, &f, &err), "rules.days-left");
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "chỉ còn 59 ngày, phải còn ít nhất 60 ngày"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_certificate_for_each_class),
		cmocka_unit_test(keepers_and_decisions),
		cmocka_unit_test(nobody_approves_nothing),
		cmocka_unit_test(a_device_that_is_kept),
		cmocka_unit_test(paper_letters),
		cmocka_unit_test(to_the_last_second),
		cmocka_unit_test(unsafe_keys_are_not_withdrawn),
		cmocka_unit_test(what_has_ended_is_withdrawn),
		cmocka_unit_test(what_a_device_is_kept_for),
		cmocka_unit_test(recoveries_end),
		cmocka_unit_test(own_requests),
		cmocka_unit_test(reasons_classes_and_askers),
		cmocka_unit_test(what_is_missing_is_said),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
