/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Days in Vietnam, working days over Tết and holidays, time limits, and what the rules read in the profiles. Requirement: R6.1 */
#include "rules/calendar.h"

#include <stdio.h>

#include "base/env.h"
#include "rules/rules.h"
#include "dates.h"
#include "test.h"

static void
a_day_begins_at_17_utc(void **state)
{
	(void)state;
	assert_int_equal(tr_day_of(at("2026-03-01T16:59:59Z")), tr_day_of(at("2026-03-01")));
	assert_int_equal(tr_day_of(at("2026-03-01T17:00:00Z")), tr_day_of(at("2026-03-02")));
	assert_int_equal(tr_days_between(at("2026-03-01T16:59:59Z"), at("2026-03-01T17:00:00Z")), 1);
	assert_int_equal(tr_days_between(at("2026-03-01T17:00:00Z"), at("2026-03-01T16:59:59Z")), -1);
	assert_int_equal(tr_days_between(at("2024-02-28"), at("2024-03-01")), 2); /* leap */
	assert_int_equal(tr_days_between(at("2023-02-28"), at("2023-03-01")), 1);
	assert_int_equal(tr_day_of(0), 0);
	assert_int_equal(tr_day_of(-7 * 3600 - 1), -1);
	assert_int_equal(tr_day_begin(0), -7 * 3600);
	assert_int_equal(tr_day_end(0), 17 * 3600 - 1);
}

static void
working_days(void **state)
{
	static const struct {
		const char *day;
		bool works;
	} cases[] = {
		{"2024-02-07", true},   /* the last day before Tết Giáp Thìn */
		{"2024-02-08", false}, {"2024-02-14", false}, {"2024-02-15", true},
		{"2024-02-29", true},   /* leap day, a Thursday */
		{"2024-04-18", false},  /* Giỗ Tổ */
		{"2024-04-27", false},  /* Saturday */
		{"2024-04-29", false},  /* a Monday, off for Saturday the 4th of May */
		{"2024-04-30", false}, {"2024-05-01", false}, {"2024-05-02", true},
		{"2024-05-04", true},   /* the Saturday that is worked instead */
		{"2024-05-05", false}, {"2024-05-11", false},
		{"2024-09-02", false}, {"2024-09-03", false}, {"2024-09-04", true},
		{"2025-01-27", false}, {"2025-01-31", false}, {"2025-02-03", true},
		{"2025-04-26", true}, {"2025-05-02", false},
		{"2026-02-13", true}, {"2026-02-16", false}, {"2026-02-20", false}, {"2026-02-23", true},
	};
	struct tr_profile *p = open_profile("congvu-2024");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool known;
		const bool works = tr_working_day(p, tr_day_of(at(cases[i].day)), &known);
		const bool sure = strncmp(cases[i].day, "2025", 4) == 0; /* the others are of days that are remembered, or of the press */
		if (works != cases[i].works || known != sure)
			fail_msg("%s: works %d, known %d", cases[i].day, works, known);
	}
	tr_profile_free(p);
}

static void
counted_from_the_next_working_day(void **state)
{
	static const struct {
		const char *from;
		unsigned n;
		const char *end;
	} cases[] = {
		{"2026-03-02T08:00:00+07:00", 3, "2026-03-05"},
		{"2026-03-05T08:00:00+07:00", 3, "2026-03-10"}, /* over a weekend */
		{"2026-03-07T08:00:00+07:00", 1, "2026-03-09"}, /* received on a Saturday */
		{"2026-03-07T08:00:00+07:00", 0, "2026-03-09"},
		{"2026-03-06T08:00:00+07:00", 0, "2026-03-06"},
		{"2026-02-12T08:00:00+07:00", 3, "2026-02-24"}, /* over Tết: Friday the 13th, then the 23rd and 24th */
		{"2026-03-02T16:59:59Z", 1, "2026-03-03"},
		{"2026-03-02T17:00:00Z", 1, "2026-03-04"},
		{"2024-05-03T08:00:00+07:00", 1, "2024-05-04"}, /* a worked Saturday */
		{"2024-02-28T08:00:00+07:00", 1, "2024-02-29"},
	};
	struct tr_profile *p = open_profile("congvu-2024");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool known;
		const int64_t day = tr_working_day_after(p, at(cases[i].from), cases[i].n, &known);
		if (day != tr_day_of(at(cases[i].end)) || known != (strncmp(cases[i].from, "2026-03", 7) == 0))
			fail_msg("%u working days from %s: day %lld, want %s", cases[i].n, cases[i].from, (long long)day, cases[i].end);
		if (cases[i].n > 0)
			assert_int_equal(tr_working_days_between(p, at(cases[i].from), tr_day_end(day), &known), cases[i].n);
	}
	tr_profile_free(p);
}

/* Of the years to come: what the law fixes is certain, what is announced each year is not. */
static void
a_calendar_that_is_not_certain_is_told(void **state)
{
	static const struct {
		const char *day;
		bool works, known;
	} days[] = {
		{"2026-01-01", false, true}, {"2026-01-02", false, false}, {"2026-01-10", true, false}, {"2026-01-17", false, true},
		{"2026-02-13", true, false}, {"2026-04-30", false, true}, {"2026-09-02", false, true}, {"2026-11-23", true, true},
		{"2026-11-24", true, false}, {"2026-11-25", true, true}, {"2026-12-31", true, true},
		{"2027-01-01", false, true}, {"2027-01-22", true, true}, {"2027-01-24", false, true}, {"2027-01-25", true, false},
		{"2027-02-04", true, false}, {"2027-02-05", false, false}, {"2027-02-11", false, false}, {"2027-02-12", true, false},
		{"2027-02-21", false, false}, {"2027-02-22", true, true}, {"2027-04-16", false, true}, {"2027-04-30", false, true},
		{"2027-05-03", false, false}, {"2027-05-10", true, true}, {"2027-09-01", true, false}, {"2027-09-02", false, true},
		{"2027-09-03", false, false}, {"2028-01-01", false, true}, {"2028-01-03", false, false}, {"2028-01-24", true, false},
		{"2028-01-26", false, false}, {"2028-01-31", false, false}, {"2028-02-14", true, true}, {"2028-04-03", true, false},
		{"2028-04-04", false, true}, {"2028-04-05", true, false}, {"2028-05-01", false, true}, {"2028-05-02", false, false},
		{"2028-09-02", false, true}, {"2028-12-31", false, true}, {"2029-01-01", true, false},
	};
	static const char *const names[] = {"bg-2020", "congvu-2024"};
	bool known;

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct tr_profile *p = open_profile(names[k]);
		for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
			if (tr_working_day(p, tr_day_of(at(days[i].day)), &known) != days[i].works || known != days[i].known)
				fail_msg("%s %s", names[k], days[i].day);
		}
		tr_profile_free(p);
	}
}

/* A year that the profile does not have is said to be unknown, and only its weekends count. */
static void
an_unknown_year_is_told(void **state)
{
	struct tr_profile *p = open_profile("congvu-2024");
	bool known;

	(void)state;
	assert_true(tr_working_day(p, tr_day_of(at("2028-12-29")), &known));
	assert_true(known);
	assert_true(tr_working_day(p, tr_day_of(at("2029-01-01")), &known));
	assert_false(known);
	assert_false(tr_working_day(p, tr_day_of(at("2025-01-01")), &known));
	assert_true(known);
	assert_false(tr_working_day(p, tr_day_of(at("2024-01-01")), &known)); /* the first day that it has, and it is not certain */
	assert_false(known);
	assert_true(tr_working_day(p, tr_day_of(at("2023-12-29")), &known));
	assert_false(known);
	assert_int_equal(tr_working_day_after(p, at("2028-12-29"), 1, &known), tr_day_of(at("2029-01-01")));
	assert_false(known);
	/* At the cap, and past it. */
	const int64_t most = tr_working_day_after(p, at("2024-01-02"), TR_WORKING_DAYS_MAX, &known);
	assert_int_equal(tr_working_day_after(p, at("2024-01-02"), TR_WORKING_DAYS_MAX + 1, &known), most);
	assert_int_equal(tr_working_days_between(p, at("2024-01-02"), tr_day_end(most), &known), TR_WORKING_DAYS_MAX);
	assert_int_equal(tr_working_days_between(p, at("2024-01-02"), tr_day_end(most) + 30 * 86400, &known), TR_WORKING_DAYS_MAX);
	tr_profile_free(p);
}

static void
limits_of_the_two_laws(void **state)
{
	struct tr_profile *bg = open_profile("bg-2020"), *cv = open_profile("congvu-2024");
	const struct tr_rules_law a = tr_rules_law_of(bg, at("2023-06-15")), b = tr_rules_law_of(cv, at("2026-06-15"));
	bool certain;

	(void)state;
	assert_int_equal(a.days_left_min, 60);
	assert_int_equal(a.renewals_max, 1);
	assert_true(a.titles && !a.agency_drafts && !a.signed_only && !a.mover_keeps && !a.recall_from_notice);
	assert_true(!b.titles && b.agency_drafts && b.signed_only && b.mover_keeps && b.recall_from_notice);
	/* The Regulation Điều 6 and 7: only a recovery goes to the department. */
	for (unsigned k = 0; k < TR_KIND_COUNT; k++)
		assert_int_equal(tr_rules_recipient(&a, (enum tr_rules_kind)k, TR_DEVICE_TOKEN),
				k == TR_KIND_RECOVER ? TR_BODY_DEPARTMENT : TR_BODY_AUTHORITY);
	assert_int_equal(tr_rules_recipient(&a, TR_KIND_RECOVER, TR_DEVICE_HSM), TR_BODY_DEPARTMENT);
	assert_int_equal(tr_rules_recipient(&b, TR_KIND_RECOVER, TR_DEVICE_TOKEN), TR_BODY_DEPARTMENT);
	assert_int_equal(tr_rules_recipient(&b, TR_KIND_RECOVER, TR_DEVICE_SIM), TR_BODY_AUTHORITY);
	assert_int_equal(tr_rules_recall_from(&a, 10, 20), 10);
	assert_int_equal(tr_rules_recall_from(&b, 10, 20), 20);
	/* Three working days over a weekend; five for a recall; the limit ends with the day. */
	assert_int_equal(tr_rules_deadline(&a, TR_KIND_NEW, at("2023-06-15T15:00:00"), &certain), at("2023-06-20T23:59:59"));
	assert_false(certain); /* the calendar of 2023 is remembered */
	assert_int_equal(tr_rules_deadline(&a, TR_KIND_RECALL, at("2023-06-15T15:00:00"), &certain), at("2023-06-22T23:59:59"));
	assert_int_equal(tr_rules_deadline(&b, TR_KIND_RECOVER, at("2026-12-31T15:00:00"), &certain), at("2027-01-04T23:59:59"));
	assert_true(certain); /* over New Year, a Friday */
	assert_int_equal(tr_rules_deadline(&b, TR_KIND_NEW, at("2027-01-19T15:00:00"), &certain), at("2027-01-22T23:59:59"));
	assert_true(certain);
	assert_int_equal(tr_rules_deadline(&b, TR_KIND_NEW, at("2027-01-20T15:00:00"), &certain), at("2027-01-25T23:59:59"));
	assert_false(certain); /* its last day is the first that is not certain */
	assert_int_equal(tr_rules_deadline(&b, TR_KIND_RECOVER, at("2028-12-29T15:00:00"), &certain), at("2029-01-01T23:59:59"));
	assert_false(certain); /* no calendar */
	tr_profile_free(bg);
	tr_profile_free(cv);
}

static void
words_lead_back(void **state)
{
	enum tr_rules_state s;
	enum tr_rules_act act;
	enum tr_rules_kind kind;
	enum tr_rules_subject subject;
	enum tr_rules_reason reason;
	enum tr_rules_device device;
	enum tr_rules_object object;
	enum tr_rules_verb verb;
	enum tr_rules_role role;

	(void)state;
	for (unsigned i = 1; i < TR_STATE_COUNT; i++) {
		assert_true(tr_rules_state_of(tr_rules_machine_of_state((enum tr_rules_state)i),
				tr_rules_state_word((enum tr_rules_state)i)->word, &s));
		assert_int_equal(s, i);
	}
	assert_true(tr_rules_state_of(TR_MACHINE_DEVICE, "none", &s));
	assert_int_equal(s, TR_STATE_NONE);
	assert_false(tr_rules_state_of(TR_MACHINE_DEVICE, "draft", &s)); /* a request's */
	for (unsigned i = 0; i < TR_ACT_COUNT; i++) {
		assert_true(tr_rules_act_of(tr_rules_act_word((enum tr_rules_act)i)->word, &act));
		assert_int_equal(act, i);
		/* "request.draft": an act's word begins with its machine's. */
		const char *machine = tr_rules_machine_word(tr_rules_machine_of_act(act))->word;
		assert_memory_equal(tr_rules_act_word(act)->word, machine, strlen(machine));
	}
	for (unsigned i = 1; i < TR_REASON_COUNT; i++) {
		assert_true(tr_rules_reason_of(tr_rules_reason_at((enum tr_rules_reason)i)->word, &reason));
		assert_int_equal(reason, i);
	}
	assert_true(tr_rules_kind_of("recover", &kind) && kind == TR_KIND_RECOVER);
	assert_true(tr_rules_subject_of("service", &subject) && subject == TR_SUBJECT_SERVICE);
	assert_true(tr_rules_device_of(tr_rules_device_word(TR_DEVICE_HSM)->word, &device) && device == TR_DEVICE_HSM);
	assert_true(tr_rules_object_of("notice", &object) && object == TR_OBJECT_NOTICE);
	assert_true(tr_rules_verb_of("export", &verb) && verb == TR_VERB_EXPORT);
	assert_true(tr_rules_role_of("admin", &role) && role == TR_ROLE_ADMIN);
	assert_false(tr_rules_role_of("root", &role) || tr_rules_kind_of("", &kind) || tr_rules_act_of("request", &act) ||
			tr_rules_subject_of("x", &subject) || tr_rules_reason_of("none", &reason) || tr_rules_device_of("usb", &device) ||
			tr_rules_object_of("x", &object) || tr_rules_verb_of("x", &verb));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_begins_at_17_utc),
		cmocka_unit_test(working_days),
		cmocka_unit_test(counted_from_the_next_working_day),
		cmocka_unit_test(a_calendar_that_is_not_certain_is_told),
		cmocka_unit_test(an_unknown_year_is_told),
		cmocka_unit_test(limits_of_the_two_laws),
		cmocka_unit_test(words_lead_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
