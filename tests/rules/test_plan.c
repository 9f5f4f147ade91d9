/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Events taken apart into acts: lost devices, people who move or leave, mergers, changes of many. Requirement: R6.1 R15.2 */
#include "rules/plan.h"

#include <stdio.h>

#include "rules/calendar.h"
#include "test.h"

#define NOW 1686798000 /* 2023-06-15T10:00:00+07:00 */
#define DAY ((int64_t)86400)

static struct tr_profile *bg, *cv;

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_profile_builtin("bg-2020", &bg, &err), &err);
	assert_ok(tr_profile_builtin("congvu-2024", &cv, &err), &err);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_profile_free(bg);
	tr_profile_free(cv);
	return 0;
}

/* Steps as lines: "object act kind reason refusal". */
struct lines {
	char text[4096];
	size_t n, count;
	int64_t stops_at;
};

static trien_rc
write_line(const struct tr_rules_step *s, void *context, struct trien_err *err)
{
	struct lines *l = context;

	(void)err;
	l->count++;
	l->stops_at = s->stops_at;
	l->n += (size_t)snprintf(l->text + l->n, sizeof(l->text) - l->n, "%zu %s %s %s %s %s\n", s->object,
			tr_rules_act_word(s->act)->word, tr_rules_role_word(s->role)->word,
			s->act == TR_ACT_REQUEST_DRAFT ? tr_rules_kind_word(s->kind)->word : "-",
			s->act == TR_ACT_REQUEST_DRAFT && s->reason != TR_REASON_NONE ? tr_rules_reason_at(s->reason)->word : "-",
			trien_err_id(s->refused));
	assert_true(l->n < sizeof(l->text));
	return TRIEN_OK;
}

static struct tr_rules_object_facts
object(enum tr_rules_subject subject, bool kept)
{
	return (struct tr_rules_object_facts){.kept = kept, .facts = {.subject = subject, .holder = 5, .keeper = 5,
		.certificate = TR_STATE_CERTIFICATE_ACTIVE, .device = TR_STATE_DEVICE_ASSIGNED,
		.not_before = NOW - 100 * DAY, .not_after = NOW + 300 * DAY}};
}

static struct lines
planned(enum tr_rules_event event, struct tr_profile *p, enum tr_rules_role role, enum tr_rules_reason reason,
		const struct tr_rules_object_facts *objects, size_t count)
{
	const struct tr_rules_law law = tr_rules_law_of(p, NOW);
	const struct tr_rules_happening h = {.event = event, .law = &law, .now = NOW, .role = role, .actor = 7,
		.reason = reason, .event_at = NOW + 10 * DAY};
	struct lines l = {.n = 0};
	struct trien_err err = {0};

	assert_ok(tr_rules_plan(&h, objects, count, write_line, &l, &err), &err);
	return l;
}

static void
a_lost_device(void **state)
{
	struct tr_rules_object_facts o = object(TR_SUBJECT_PERSON, false);
	struct tr_profile *const laws[] = {bg, cv};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct lines l = planned(TR_EVENT_LOST, laws[i], TR_ROLE_SUBSCRIBER, TR_REASON_NONE, &o, 1);
		assert_string_equal(l.text, "0 device.lose subscriber - - ok\n0 certificate.stop system - - ok\n"
				"0 request.draft system revoke device_lost ok\n");
		assert_int_equal(l.stops_at, NOW);
	}
	/* A revocation is asked for already: the rest is done all the same. */
	o.open[TR_KIND_REVOKE] = 1;
	assert_string_equal(planned(TR_EVENT_LOST, bg, TR_ROLE_CLERK, TR_REASON_NONE, &o, 1).text,
			"0 device.lose clerk - - ok\n0 certificate.stop system - - ok\n"
			"0 request.draft system revoke device_lost rules.open-request\n");
	/* Stopped already; ended already; nobody's business. */
	o = object(TR_SUBJECT_AGENCY, false);
	o.facts.certificate = TR_STATE_CERTIFICATE_STOPPED;
	assert_string_equal(planned(TR_EVENT_UNSAFE, bg, TR_ROLE_CLERK, TR_REASON_NONE, &o, 1).text,
			"0 device.expose clerk - - ok\n0 request.draft system revoke device_unsafe ok\n");
	o.facts.certificate = TR_STATE_CERTIFICATE_REVOKED;
	assert_string_equal(planned(TR_EVENT_BROKEN, bg, TR_ROLE_CLERK, TR_REASON_NONE, &o, 1).text, "0 device.break clerk - - ok\n");
	o = object(TR_SUBJECT_PERSON, false);
	assert_string_equal(planned(TR_EVENT_LOST, bg, TR_ROLE_AUDITOR, TR_REASON_NONE, &o, 1).text,
			"0 device.lose auditor - - rules.role\n0 certificate.stop system - - ok\n"
			"0 request.draft system revoke device_lost rules.role\n");
}

/* Whatever a certificate that goes on is at: the report stops it. One that has ended has nothing to stop. */
static void
wherever_the_certificate_is(void **state)
{
	static const enum tr_rules_state goes_on[] = {TR_STATE_CERTIFICATE_ISSUED, TR_STATE_CERTIFICATE_HANDED_OVER, TR_STATE_CERTIFICATE_ACTIVE};
	static const enum tr_rules_state ended[] = {TR_STATE_NONE, TR_STATE_CERTIFICATE_EXPIRED, TR_STATE_CERTIFICATE_REVOKED, TR_STATE_CERTIFICATE_SUPERSEDED};
	struct tr_rules_object_facts o = object(TR_SUBJECT_PERSON, false);

	(void)state;
	for (size_t i = 0; i < sizeof(goes_on) / sizeof(*goes_on); i++) {
		o.facts.certificate = goes_on[i];
		assert_string_equal(planned(TR_EVENT_LOST, bg, TR_ROLE_CLERK, TR_REASON_NONE, &o, 1).text, "0 device.lose clerk - - ok\n"
				"0 certificate.stop system - - ok\n0 request.draft system revoke device_lost ok\n");
	}
	for (size_t i = 0; i < sizeof(ended) / sizeof(*ended); i++) {
		o.facts.certificate = ended[i];
		assert_string_equal(planned(TR_EVENT_LOST, bg, TR_ROLE_CLERK, TR_REASON_NONE, &o, 1).text, "0 device.lose clerk - - ok\n");
	}
	/* A job that reports: the managing agency will submit what was drafted. */
	o = object(TR_SUBJECT_PERSON, false);
	assert_string_equal(planned(TR_EVENT_LOST, bg, TR_ROLE_SYSTEM, TR_REASON_NONE, &o, 1).text, "0 device.lose system - - rules.role\n"
			"0 certificate.stop system - - ok\n0 request.draft system revoke device_lost ok\n");
}

static void
a_locked_device(void **state)
{
	const struct tr_rules_object_facts o = object(TR_SUBJECT_PERSON, false);

	(void)state;
	assert_string_equal(planned(TR_EVENT_LOCKED, bg, TR_ROLE_SUBSCRIBER, TR_REASON_NONE, &o, 1).text,
			"0 device.lock subscriber - - ok\n0 certificate.stop system - - ok\n0 request.draft system recover - ok\n");
}

/* Decree 130/2018 Điều 68 against the rule of 2025: who moves keeps the device. */
static void
a_person_moves(void **state)
{
	struct tr_rules_object_facts o[] = {object(TR_SUBJECT_PERSON, false), object(TR_SUBJECT_PERSON, false)};

	(void)state;
	o[1].facts.not_after = NOW + 59 * DAY;
	struct lines l = planned(TR_EVENT_MOVE, bg, TR_ROLE_MANAGER, TR_REASON_NONE, o, 2);
	assert_string_equal(l.text, "0 request.draft manager revoke post_changed ok\n1 request.draft manager revoke post_changed ok\n");
	assert_int_equal(l.stops_at, NOW + 10 * DAY);
	l = planned(TR_EVENT_MOVE, cv, TR_ROLE_MANAGER, TR_REASON_NONE, o, 2);
	assert_string_equal(l.text, "0 request.draft manager change agency_changed ok\n"
			"1 request.draft manager change agency_changed rules.days-left\n");
	/* To a body outside the books: where the device goes along, the receiving body asks, and nothing of it is ours. */
	assert_string_equal(planned(TR_EVENT_TRANSFER, bg, TR_ROLE_MANAGER, TR_REASON_NONE, o, 2).text,
			"0 request.draft manager revoke post_changed ok\n1 request.draft manager revoke post_changed ok\n");
	assert_string_equal(planned(TR_EVENT_TRANSFER, cv, TR_ROLE_MANAGER, TR_REASON_NONE, o, 2).text, "");
}

static void
a_person_leaves(void **state)
{
	const struct tr_rules_object_facts o[] = {object(TR_SUBJECT_PERSON, false), object(TR_SUBJECT_TITLE, false)};

	(void)state;
	assert_string_equal(planned(TR_EVENT_LEAVE, bg, TR_ROLE_MANAGER, TR_REASON_DIED, o, 2).text,
			"0 request.draft manager revoke died ok\n1 request.draft manager revoke died ok\n");
	/* Only the managing agency asks for that, and only for a reason of leaving. */
	assert_string_equal(planned(TR_EVENT_LEAVE, bg, TR_ROLE_SUBSCRIBER, TR_REASON_RETIRED, o, 1).text,
			"0 request.draft subscriber revoke retired rules.revoke-asker\n");
	assert_string_equal(planned(TR_EVENT_LEAVE, bg, TR_ROLE_MANAGER, TR_REASON_EMAIL_CHANGED, o, 1).text,
			"0 request.draft manager revoke email_changed rules.revoke-reason\n");
}

/* A clerk leaves: the agency's device wants another keeper, with minutes and a decision. */
static void
a_clerk_leaves(void **state)
{
	struct tr_rules_object_facts o = object(TR_SUBJECT_AGENCY, false);

	(void)state;
	assert_string_equal(planned(TR_EVENT_LEAVE, bg, TR_ROLE_MANAGER, TR_REASON_RETIRED, &o, 1).text,
			"0 device.reassign manager - - rules.keeper\n");
	assert_string_equal(planned(TR_EVENT_TRANSFER, cv, TR_ROLE_MANAGER, TR_REASON_NONE, &o, 1).text,
			"0 device.reassign manager - - rules.keeper\n");
	o.facts.taker = 6;
	o.facts.taker_is_clerk = o.facts.decision = o.facts.duties_accepted = o.facts.minutes = true;
	assert_string_equal(planned(TR_EVENT_MOVE, cv, TR_ROLE_MANAGER, TR_REASON_NONE, &o, 1).text,
			"0 device.reassign manager - - rules.minutes-signed\n");
	o.facts.minutes_signed = true;
	assert_string_equal(planned(TR_EVENT_MOVE, cv, TR_ROLE_MANAGER, TR_REASON_NONE, &o, 1).text,
			"0 device.reassign manager - - ok\n");
}

static void
agencies_merge(void **state)
{
	struct tr_rules_object_facts o[] = {object(TR_SUBJECT_AGENCY, true), object(TR_SUBJECT_AGENCY, false),
		object(TR_SUBJECT_PERSON, false), object(TR_SUBJECT_PERSON, true), object(TR_SUBJECT_SERVICE, false),
		object(TR_SUBJECT_AGENCY, false)};

	(void)state;
	o[5].facts.certificate = TR_STATE_CERTIFICATE_EXPIRED;
	/* Into a new one: one certificate goes on, the others end. */
	assert_string_equal(planned(TR_EVENT_MERGE_NEW, cv, TR_ROLE_MANAGER, TR_REASON_NONE, o, 6).text,
			"0 request.draft manager change agency_renamed ok\n1 request.draft manager revoke agency_ended ok\n"
			"2 request.draft manager change agency_renamed ok\n3 request.draft manager change agency_renamed ok\n"
			"4 request.draft manager change service_renamed ok\n5 request.draft manager recall - ok\n");
	/* Into one that keeps its name: who is there already keeps everything. */
	assert_string_equal(planned(TR_EVENT_MERGE_INTO, cv, TR_ROLE_MANAGER, TR_REASON_NONE, o, 6).text,
			"1 request.draft manager revoke agency_ended ok\n2 request.draft manager change agency_changed ok\n"
			"4 request.draft manager change service_renamed ok\n5 request.draft manager recall - ok\n");
	/* Handed back already: nothing is left to recall. And what is being revoked is not changed. */
	o[5].facts.device = TR_STATE_DEVICE_CLOSED;
	o[2].open[TR_KIND_REVOKE] = 1;
	o[4].open[TR_KIND_CHANGE] = 1;
	assert_string_equal(planned(TR_EVENT_MERGE_INTO, cv, TR_ROLE_MANAGER, TR_REASON_NONE, o, 6).text,
			"1 request.draft manager revoke agency_ended ok\n2 request.draft manager change agency_changed rules.revocation-open\n"
			"4 request.draft manager change service_renamed rules.open-request\n");
}

/* A part goes to another agency, the superior changes, the name changes: under both laws the certificates go along. */
static void
agencies_change(void **state)
{
	const struct tr_rules_object_facts o[] = {object(TR_SUBJECT_PERSON, false), object(TR_SUBJECT_AGENCY, false), object(TR_SUBJECT_SERVICE, false)};
	struct tr_profile *const laws[] = {bg, cv};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_string_equal(planned(TR_EVENT_SPLIT, laws[i], TR_ROLE_MANAGER, TR_REASON_NONE, o, 2).text,
				"0 request.draft manager change agency_changed ok\n1 device.reassign manager - - rules.keeper\n");
		assert_string_equal(planned(TR_EVENT_SUPERIOR, laws[i], TR_ROLE_MANAGER, TR_REASON_NONE, o, 3).text,
				"1 request.draft manager change superior_changed ok\n");
		assert_string_equal(planned(TR_EVENT_RENAME, laws[i], TR_ROLE_MANAGER, TR_REASON_NONE, o, 3).text,
				"0 request.draft manager change agency_renamed ok\n1 request.draft manager change agency_renamed ok\n"
				"2 request.draft manager change service_renamed ok\n");
	}
}

/* 300 certificates, of which some have too few days left: the dry run says which. */
static void
many_change(void **state)
{
	static struct tr_rules_object_facts o[300];

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		o[i] = object(TR_SUBJECT_PERSON, false);
		o[i].facts.not_after = tr_day_end(tr_day_of(NOW)) + (int64_t)i * DAY;
	}
	for (size_t i = 0; i < 300; i += 50) {
		const struct lines l = planned(TR_EVENT_BULK_CHANGE, cv, TR_ROLE_MANAGER, TR_REASON_EMAIL_CHANGED, o + i, 50);
		size_t refused = 0;
		for (const char *at = l.text; (at = strstr(at, "rules.days-left")) != NULL; at++)
			refused++;
		assert_int_equal(l.count, 50);
		assert_int_equal(refused, i == 0 ? 50 : i == 50 ? 10 : 0);
	}
	assert_string_equal(planned(TR_EVENT_BULK_CHANGE, cv, TR_ROLE_MANAGER, TR_REASON_SERVICE_RENAMED, o + 299, 1).text,
			"0 request.draft manager change service_renamed rules.change-case\n");
}

static trien_rc
stop_telling(const struct tr_rules_step *step, void *context, struct trien_err *err)
{
	(void)step;
	++*(size_t *)context;
	return tr_err_raise(err, TRIEN_E_NO_MEMORY, __FILE__, __LINE__, NULL, 0);
}

static void
who_listens_may_end_it(void **state)
{
	const struct tr_rules_law law = tr_rules_law_of(bg, NOW);
	const struct tr_rules_happening h = {.event = TR_EVENT_LOST, .law = &law, .now = NOW, .role = TR_ROLE_CLERK, .actor = 7};
	const struct tr_rules_object_facts o = object(TR_SUBJECT_PERSON, false);
	size_t told = 0;
	struct trien_err err = {0};
	enum tr_rules_event event;

	(void)state;
	assert_refused(tr_rules_plan(&h, &o, 1, stop_telling, &told, &err), "base.no-memory");
	assert_int_equal(told, 1);
	for (unsigned e = 0; e < TR_EVENT_COUNT; e++)
		assert_true(tr_rules_event_of(tr_rules_event_word((enum tr_rules_event)e)->word, &event) && event == e);
	assert_false(tr_rules_event_of("found", &event));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lost_device),
		cmocka_unit_test(wherever_the_certificate_is),
		cmocka_unit_test(a_locked_device),
		cmocka_unit_test(a_person_moves),
		cmocka_unit_test(a_person_leaves),
		cmocka_unit_test(a_clerk_leaves),
		cmocka_unit_test(agencies_merge),
		cmocka_unit_test(agencies_change),
		cmocka_unit_test(many_change),
		cmocka_unit_test(who_listens_may_end_it),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
