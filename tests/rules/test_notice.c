/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which notices are due: every step and the day before it, once each, not for history, not where muted. */
#include "rules/notice.h"

#include <stdio.h>

#include "base/env.h"
#include "rules/calendar.h"
#include "dates.h"
#include "test.h"

#define DAY ((int64_t)86400)

static struct tr_profile *profile;

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_profile_builtin("congvu-2024", &profile, &err), &err);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_profile_free(profile);
	return 0;
}

/* The one notice of these facts, or none: then `index` is 1. */
static struct tr_notice
one(const struct tr_notice_facts *f, int64_t now)
{
	struct tr_notice n = {.index = 1};
	struct trien_err err = {0};
	size_t due;

	assert_ok(tr_notices_due(profile, now, f, 1, &n, &due, &err), &err);
	assert_int_equal(due, n.index == 0);
	return n;
}

static bool
is_due(const struct tr_notice_facts *f, int64_t now)
{
	const struct tr_notice n = one(f, now);
	return n.index == 0 && !n.history;
}

/* What is left unsent: each step comes on its day and not before, told once, and told late rather than twice. */
static void
each_step_on_its_day(void **state)
{
	const int64_t expiry = at("2026-10-01T09:00:00");
	struct tr_notice_facts f = {.kind = TR_NOTICE_EXPIRY, .object = "certificate:9", .at = expiry};
	const unsigned *steps = tr_notice_steps(TR_NOTICE_EXPIRY);
	static const unsigned want[] = {120, 90, 75, 60, 30, 7, 0};

	(void)state;
	assert_memory_equal(steps, want, sizeof(want));
	for (unsigned i = 0; steps[i] != 0; i++) {
		const int64_t day = expiry - (int64_t)steps[i] * DAY;
		assert_false(is_due(&f, day - DAY));
		const struct tr_notice n = one(&f, day);
		assert_int_equal(n.index, 0);
		assert_int_equal(n.step, i);
		assert_int_equal(n.days, steps[i]);
		assert_true(n.certain);
		char key[64];
		snprintf(key, sizeof(key), "expiry/certificate:9/2026-10-01/%u", steps[i]);
		assert_string_equal(n.key, key);
		assert_true(is_due(&f, day + DAY)); /* not told yet: still due the day after, under the same key */
		assert_string_equal(one(&f, day + DAY).key, key);
		f.sent |= TR_BIT(i);
		assert_false(is_due(&f, day));
		assert_false(is_due(&f, day + DAY));
	}
}

static void
the_day_changes_at_17_utc(void **state)
{
	const struct tr_notice_facts f = {.kind = TR_NOTICE_EXPIRY, .object = "c", .at = at("2026-10-01T00:00:00")};

	(void)state;
	assert_false(is_due(&f, at("2026-06-02T16:59:59Z"))); /* 121 days */
	assert_true(is_due(&f, at("2026-06-02T17:00:00Z")));  /* 120 */
	assert_true(is_due(&f, f.at - 1));
	assert_false(is_due(&f, f.at)); /* has expired */
}

/* Three steps passed while nobody looked: one notice, the newest. */
static void
the_newest_step_only(void **state)
{
	struct tr_notice_facts f = {.kind = TR_NOTICE_EXPIRY, .object = "c", .at = at("2026-10-01")};

	(void)state;
	assert_int_equal(one(&f, at("2026-10-01") - 70 * DAY).step, 2);
	f.sent = TR_BIT(2);
	assert_false(is_due(&f, at("2026-10-01") - 70 * DAY));
	f.sent = TR_BIT(0);
	assert_true(is_due(&f, at("2026-10-01") - 70 * DAY));
	/* Another expiry (renewed): another key, and nothing is sent of it. */
	f.sent = 0;
	char key[TR_NOTICE_KEY_MAX];
	snprintf(key, sizeof(key), "%s", one(&f, at("2026-10-01") - 70 * DAY).key);
	f.at = at("2028-10-01");
	assert_string_not_equal(one(&f, f.at - 70 * DAY).key, key);
}

static void
history_is_not_told(void **state)
{
	struct tr_notice_facts f = {.kind = TR_NOTICE_EXPIRY, .object = "c", .at = at("2026-10-01")};

	(void)state;
	/* Imported with 50 days left: the step of 60 days is history, that of 30 will come. */
	f.known_since = f.at - 50 * DAY;
	assert_false(is_due(&f, f.at - 50 * DAY));
	assert_true(one(&f, f.at - 50 * DAY).history);
	assert_int_equal(one(&f, f.at - 50 * DAY).step, 3);
	assert_false(is_due(&f, f.at - 31 * DAY));
	assert_true(is_due(&f, f.at - 30 * DAY));
	/* Imported on the very day of a step: that is not history. */
	f.known_since = f.at - 60 * DAY + 3600;
	assert_true(is_due(&f, f.at - 60 * DAY + 7200));
	f.known_since = f.at - 59 * DAY;
	assert_false(is_due(&f, f.at - 59 * DAY));
	/* A request that was late long before. */
	f = (struct tr_notice_facts){.kind = TR_NOTICE_REQUEST_LATE, .object = "request:1", .at = at("2026-03-02T23:59:59"),
		.known_since = at("2026-06-01")};
	assert_false(is_due(&f, at("2026-06-01")));
	assert_false(is_due(&f, at("2026-12-01")));
	f.known_since = 0;
	assert_true(is_due(&f, at("2026-06-01")));
}

/* Late by working days: over Tết nothing is late. */
static void
late_in_working_days(void **state)
{
	static const struct {
		enum tr_notice_kind kind;
		const char *now;
		unsigned step; /* TR_NOTICE_STEPS_MAX: none */
		int64_t days;
	} cases[] = {
		{TR_NOTICE_REQUEST_LATE, "2026-02-12T23:59:59", TR_NOTICE_STEPS_MAX, 0},
		{TR_NOTICE_REQUEST_LATE, "2026-02-13T00:00:00", 0, 1},
		{TR_NOTICE_REQUEST_LATE, "2026-02-22T23:00:00", 0, 1},
		{TR_NOTICE_REQUEST_LATE, "2026-02-25T23:59:59", 0, 4},
		{TR_NOTICE_REQUEST_LATE, "2026-02-26T00:00:00", 1, 5},
		{TR_NOTICE_REQUEST_LATE, "2026-03-05T00:00:00", 2, 10},
		{TR_NOTICE_DEVICE_KEPT, "2026-03-05T00:00:00", 1, 10},
		{TR_NOTICE_DEVICE_KEPT, "2026-03-18T23:00:00", 1, 19},
		{TR_NOTICE_DEVICE_KEPT, "2026-03-19T00:00:00", 2, 20},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct tr_notice_facts f = {.kind = cases[i].kind, .object = "x", .at = at("2026-02-12T23:59:59")};
		const struct tr_notice n = one(&f, at(cases[i].now));
		if (cases[i].step == TR_NOTICE_STEPS_MAX)
			assert_int_equal(n.index, 1);
		else if (n.index != 0 || n.step != cases[i].step || n.days != cases[i].days)
			fail_msg("%s at %s: step %u, %lld days", tr_notice_word(cases[i].kind)->word, cases[i].now, n.step, (long long)n.days);
		assert_false(n.index != 1 && n.certain); /* counted over Tết of 2026, as the press had it */
	}
	const struct tr_notice_facts f = {.kind = TR_NOTICE_REQUEST_LATE, .object = "x", .at = at("2026-12-30T23:59:59")};
	assert_true(one(&f, at("2026-12-31")).certain);
	assert_true(one(&f, at("2027-01-22")).certain);
	assert_false(one(&f, at("2027-01-25")).certain); /* the days around Tết are announced each year */
	const struct tr_notice_facts last = {.kind = TR_NOTICE_REQUEST_LATE, .object = "x", .at = at("2028-12-28T23:59:59")};
	assert_true(one(&last, at("2028-12-29")).certain);
	assert_false(one(&last, at("2029-01-02")).certain); /* the holidays of 2029 are not in the profile */
}

static void
muted(void **state)
{
	struct tr_notice_facts f = {.kind = TR_NOTICE_EXPIRY, .object = "c", .at = at("2026-10-01")};
	const int64_t now = f.at - 30 * DAY;
	struct trien_err err = {0};

	(void)state;
	f.muted_until = now + 1;
	assert_false(is_due(&f, now));
	f.muted_until = now;
	assert_true(is_due(&f, now));
	assert_ok(tr_notice_mute(now, now + 1, TR_TEXT_LIT("chuyển công tác"), &err), &err);
	assert_ok(tr_notice_mute(now, now + TR_NOTICE_MUTE_DAYS_MAX * DAY, TR_TEXT_LIT("x"), &err), &err);
	assert_refused(tr_notice_mute(now, now + (TR_NOTICE_MUTE_DAYS_MAX + 1) * DAY, TR_TEXT_LIT("x"), &err), "rules.mute-until");
	assert_refused(tr_notice_mute(now, now, TR_TEXT_LIT("x"), &err), "rules.mute-until");
	assert_refused(tr_notice_mute(now, now + 1, TR_TEXT_LIT("  "), &err), "rules.mute-reason");
	assert_refused(tr_notice_mute(now, now + 1, TR_TEXT_LIT(""), &err), "rules.mute-reason");
}

static void
the_most_urgent_first(void **state)
{
	const int64_t now = at("2026-06-15T10:00:00");
	const struct tr_notice_facts f[] = {
		{.kind = TR_NOTICE_REQUEST_LATE, .object = "request:1", .at = now - 3 * DAY},
		{.kind = TR_NOTICE_EXPIRY, .object = "certificate:1", .at = now + 100 * DAY},
		{.kind = TR_NOTICE_EXPIRY, .object = "certificate:2", .at = now + 20 * DAY},
		{.kind = TR_NOTICE_EXPIRY, .object = "certificate:3", .at = now + 5 * DAY},
		{.kind = TR_NOTICE_EXPIRY, .object = "certificate:4", .at = now + 300 * DAY},
	};
	static const size_t order[] = {3, 2, 1, 0};
	struct tr_notice out[5];
	struct trien_err err = {0};
	size_t due;
	char a[TR_NOTICE_KEY_MAX], b[TR_NOTICE_KEY_MAX];

	(void)state;
	assert_ok(tr_notices_due(profile, now, f, 5, out, &due, &err), &err);
	assert_int_equal(due, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(out[i].index, order[i]);
	tr_notice_digest_key(2, now, a);
	assert_string_equal(a, "digest/person:2/2026-06-15");
	tr_notice_digest_key(2, at("2026-06-15T16:59:59Z"), b);
	assert_string_equal(a, b);
	tr_notice_digest_key(2, at("2026-06-15T17:00:00Z"), b);
	assert_string_not_equal(a, b);
	assert_ok(tr_notices_due(profile, now, NULL, 0, NULL, &due, &err), &err);
	assert_int_equal(due, 0);
}

/* The band of a step holds exactly the dates for which it is the newest: around each border, in each zone of the day, over a leap day. */
static void
bands_are_the_steps(void **state)
{
	static const char *const days[] = {"2026-06-15T10:00:00", "2028-02-28T23:59:59", "2028-02-29T00:00:00", "2026-12-31T17:00:00Z"};
	static const enum tr_notice_kind before[] = {TR_NOTICE_EXPIRY, TR_NOTICE_REPORT_DUE};

	(void)state;
	for (size_t d = 0; d < sizeof(days) / sizeof(*days); d++)
		for (size_t k = 0; k < sizeof(before) / sizeof(*before); k++)
			for (unsigned s = 0; tr_notice_steps(before[k])[s] != 0; s++) {
				const int64_t now = at(days[d]);
				const struct tr_profile_span band = tr_notice_band(before[k], s, now);
				const int64_t inside[] = {band.from, band.to - 1}, outside[] = {band.from - 1, band.to};
				for (size_t i = 0; i < 2; i++) {
					const struct tr_notice_facts in = {.kind = before[k], .object = "c", .at = inside[i]};
					const struct tr_notice_facts out = {.kind = before[k], .object = "c", .at = outside[i]};
					assert_true(is_due(&in, now));
					assert_int_equal(one(&in, now).step, s);
					const struct tr_notice n = one(&out, now);
					assert_true(n.index != 0 || n.step != s);
				}
			}
}

/* Who is told of what from which step on, written down a second time. */
static void
who_is_told(void **state)
{
	static const struct {
		const char *kind;
		unsigned subscriber, keeper, manager, department, admin; /* the first step, 9: never */
	} want[] = {{"expiry", 0, 0, 1, 9, 9}, {"device_kept", 9, 0, 0, 2, 9}, {"request_late", 9, 9, 0, 1, 9},
		{"dossier_waits", 0, 9, 1, 9, 9}, {"incident_open", 9, 9, 0, 1, 9}, {"report_due", 9, 9, 0, 2, 9}, {"crl_stale", 9, 9, 9, 0, 0}};
	enum tr_notice_kind kind;

	(void)state;
	assert_int_equal(sizeof(want) / sizeof(*want), TR_NOTICE_COUNT);
	for (size_t i = 0; i < TR_NOTICE_COUNT; i++) {
		assert_true(tr_notice_kind_of(want[i].kind, &kind));
		for (unsigned s = 0; tr_notice_steps(kind)[s] != 0; s++) {
			const unsigned is = tr_notice_audience(kind, s);
			assert_int_equal((is & TR_NOTICE_TO_SUBSCRIBER) != 0, s >= want[i].subscriber);
			assert_int_equal((is & TR_NOTICE_TO_KEEPER) != 0, s >= want[i].keeper);
			assert_int_equal((is & TR_NOTICE_TO_MANAGER) != 0, s >= want[i].manager);
			assert_int_equal((is & TR_NOTICE_TO_DEPARTMENT) != 0, s >= want[i].department);
			assert_int_equal((is & TR_NOTICE_TO_ADMIN) != 0, s >= want[i].admin);
		}
	}
	assert_false(tr_notice_kind_of("act", &kind));
}

static void
names_have_a_limit(void **state)
{
	char name[TR_NOTICE_OBJECT_MAX + 2];
	struct tr_notice_facts f = {.kind = TR_NOTICE_DEVICE_KEPT, .object = name, .at = at("2026-03-01")};
	struct tr_notice n;
	struct trien_err err = {0};
	size_t due;

	(void)state;
	memset(name, 'x', sizeof(name));
	name[TR_NOTICE_OBJECT_MAX + 1] = '\0';
	assert_refused(tr_notices_due(profile, at("2026-04-15"), &f, 1, &n, &due, &err), "rules.notice-object");
	name[TR_NOTICE_OBJECT_MAX] = '\0';
	assert_ok(tr_notices_due(profile, at("2026-04-15"), &f, 1, &n, &due, &err), &err);
	assert_true(strlen(n.key) < TR_NOTICE_KEY_MAX - 1 && strstr(n.key, "xx/2026-03-01/20") != NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_on_its_day),
		cmocka_unit_test(the_day_changes_at_17_utc),
		cmocka_unit_test(the_newest_step_only),
		cmocka_unit_test(history_is_not_told),
		cmocka_unit_test(late_in_working_days),
		cmocka_unit_test(muted),
		cmocka_unit_test(the_most_urgent_first),
		cmocka_unit_test(bands_are_the_steps),
		cmocka_unit_test(who_is_told),
		cmocka_unit_test(names_have_a_limit),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
