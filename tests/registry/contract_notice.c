/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11 R15.2
 * Notices from the books: each step once, to those who ought to know, in one letter a person and day; nothing for history, for what is settled or
 * muted; nothing lost in silence. Time is handed in.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/time.h"
#include "notice_sample.h"
#include "registry/deed.h"
#include "registry/expire.h"
#include "rules/calendar.h"
#include "store/job.h"

/* Runs, and holds what came of it against these. */
static void
expect(struct contract *c, int64_t now, uint64_t found, uint64_t digests)
{
	const struct tr_notice_count is = run_at(c, now);

	if (is.found != found || is.digests != digests)
		fail_msg("day %lld: %llu found, want %llu; %llu letters, want %llu", (long long)((now - NOW) / DAY), (unsigned long long)is.found,
				(unsigned long long)found, (unsigned long long)is.digests, (unsigned long long)digests);
}

static trien_rc
say_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT n.kind || ' ' || n.book || ':' || n.object || ' step ' || n.step || ' days ' || n.days || ' ' || n.state || ' to ' || "
				  "COALESCE(CAST(t.person AS text), '-') || ' via ' || COALESCE(CAST(t.via AS text), '-') || ' in ' || COALESCE(d.key, '-') "
				  "FROM notice n LEFT JOIN notice_to t ON t.notice = n.id LEFT JOIN digest d ON d.id = t.digest ORDER BY n.id, t.person";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		say(context, "%s\n", tr_sql_text(&rows, i, 0));
	return TRIEN_OK;
}

static void
say_notices(struct contract *c)
{
	struct trien_err err = {0};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, say_work, c, &err), &err);
}

/* ---- steps ---- */

static void
test_steps(struct contract *c)
{
	province(c);
	/* Days left of the run, steps that come, letters. At 120 the subscriber and the officer for the keeper; from 90 on the officer too. */
	static const struct {
		int left;
		uint64_t found, digests;
	} days[] = {{121, 0, 0}, {120, 1, 2}, {119, 0, 0}, {91, 0, 0}, {90, 1, 2}, {76, 0, 0}, {74, 1, 2}, {61, 0, 0}, {60, 1, 2}, {59, 0, 0}, {29, 1, 2}, {8, 0, 0},
		{7, 1, 2}, {1, 0, 0}};
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
		expect(c, END - days[i].left * DAY, days[i].found, days[i].digests);
		expect(c, END - days[i].left * DAY + 3600, 0, 0); /* again on the same day */
	}
	say_notices(c);
	/* Every letter has one job, and every job one letter. */
	is(c, "SELECT COUNT(*) FROM digest d JOIN job j ON j.id = d.job AND j.kind = 'mail.digest' AND j.dedup = d.key", 12);
	is(c, "SELECT COUNT(*) FROM job", 12);
	is(c, "SELECT COUNT(*) FROM notice WHERE state <> 'told'", 0);
	/* 120: subscriber and keeper; from then on the officer too, whose letter stands for both. */
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person = 3 AND via = 2", 6);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person = 2 AND via = 2", 5);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person = 1 AND via = 1", 6);
	end_province();
}

/* Days without a run: the newest step, once; the day changes at 17:00 UTC; leap days count. */
static void
test_silence(struct contract *c)
{
	province(c);
	expect(c, tr_day_begin(tr_day_of(END) - 120) - 1, 0, 0);
	expect(c, tr_day_begin(tr_day_of(END) - 120), 1, 2);
	expect(c, END - 50 * DAY, 1, 2); /* 90, 75 and 60 passed unsaid */
	is(c, "SELECT COUNT(*) FROM notice WHERE step = 3 AND days = 50", 1);
	expect(c, END - 40 * DAY, 0, 0);
	expect(c, END + DAY, 0, 0); /* expired: no notice of expiry; who keeps the device has time until the sixth working day */
	/* 2028-02-29: 29 Feb is a day. NOW is 2026-09-21. */
	int64_t end;
	struct trien_err err = {0};
	assert_ok(tr_time_read_iso(TR_BYTES_LIT("2028-06-28T23:59:59+07:00"), 0, &end, &err), &err);
	certificate(c, "bb", "4", "1", "-", "active", end, "-");
	int64_t day;
	assert_ok(tr_time_read_iso(TR_BYTES_LIT("2028-02-28T12:00:00+07:00"), 0, &day, &err), &err);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 2", 0);
	(void)run_at(c, day);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 2", 0); /* 121 days: June 28 less 120 days is February 29 */
	(void)run_at(c, day + DAY);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 2 AND days = 120", 1);
	say_notices(c);
	end_province();
}

/* What was so before the books knew it is kept as seen, and told to nobody. */
static void
test_history(struct contract *c)
{
	province(c);
	certificate(c, "bb", "4", "1", "-", "active", NOW + 50 * DAY, "-");  /* entered after the step of 60 */
	certificate(c, "cc", "4", "1", "-", "active", NOW + 60 * DAY, "-");  /* on its very day */
	certificate(c, "dd", "4", "1", "-", "expired", NOW - 300 * DAY, "-");
	expect(c, NOW + 1, 2, 2); /* that of 60 days: to the subscriber and the officer */
	is(c, "SELECT COUNT(*) FROM notice WHERE state = 'seen' AND object = 2 AND step = 3", 1);
	is(c, "SELECT COUNT(*) FROM notice_to t JOIN notice n ON n.id = t.notice WHERE n.object = 2", 0);
	expect(c, NOW + DAY, 0, 0);
	expect(c, NOW + 20 * DAY, 1, 2); /* 30 days left of the second */
	say_notices(c);
	end_province();
}

/* Renewed, revoked, ended: nothing more; an open notice that nobody was told of goes too. */
static void
test_settled(struct contract *c)
{
	province(c);
	certificate(c, "bb", "3", "5", "-", "active", END, "-"); /* nobody to tell */
	certificate(c, "cc", "4", "1", "-", "active", END, "-");
	certificate(c, "dd", "4", "1", "-", "active", END + 365 * DAY, "3"); /* renews the third */
	struct tr_notice_count n = run_at(c, END - 120 * DAY);
	assert_int_equal(n.found, 2);
	assert_int_equal(n.unsent, 1);
	PUT(c, "certificate.change", "certificate", 1, "state", "revoked", "device", "-");
	PUT(c, "certificate.change", "certificate", 2, "state", "revoked");
	n = run_at(c, END - 90 * DAY);
	assert_int_equal(n.found, 0);
	assert_int_equal(n.gone, 1);
	assert_int_equal(n.unsent, 0);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 3", 0);
	say_notices(c);
	end_province();
}

/* Nobody has an address: open until somebody has; then told at the next run, the newest step. */
static void
test_nobody(struct contract *c)
{
	province(c);
	certificate(c, "bb", "3", "5", "-", "active", END + 10 * DAY, "-");
	struct tr_notice_count n = run_at(c, END - 110 * DAY);
	assert_int_equal(n.unsent, 1);
	n = run_at(c, END - 109 * DAY);
	assert_int_equal(n.unsent, 1);
	assert_int_equal(n.digests, 0);
	n = run_at(c, END - 80 * DAY); /* the step of 90: the older one goes */
	assert_int_equal(n.unsent, 1);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 2 AND state = 'gone' AND step = 0", 1);
	PUT(c, "person.change", "person", 5, "email", "nam@so-mau.example");
	n = run_at(c, END - 79 * DAY);
	assert_int_equal(n.unsent, 0);
	assert_int_equal(n.digests, 1);
	is(c, "SELECT COUNT(*) FROM notice WHERE object = 2 AND state = 'told' AND step = 1", 1);
	is(c, "SELECT COUNT(*) FROM digest WHERE person = 5", 1);
	/* Who has left is told nothing; who is the officer for the agency is. */
	PUT(c, "person.change", "person", 1, "state", "left");
	(void)run_at(c, END - 60 * DAY);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person = 1 AND via = 2", 1);
	say_notices(c);
	end_province();
}

/* An address that no server takes is none: the officer's letter says for whom; where the officer has such a one too, nobody is told. */
static void
test_unusable(struct contract *c)
{
	province(c);
	PUT(c, "person.change", "person", 1, "email", "mot@so-mau.example, hai@so-mau.example");
	(void)run_at(c, END - 120 * DAY);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE person = 1 AND via = 2 AND digest IS NOT NULL", 1);
	is(c, "SELECT COUNT(*) FROM digest WHERE person = 1", 0);
	PUT(c, "person.change", "person", 2, "email", "hai@so-mau");
	struct tr_notice_count n = run_at(c, END - 90 * DAY);
	assert_int_equal(n.unsent, 1);
	assert_int_equal(n.digests, 0);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE via IS NULL", 3);
	/* A second officer: the first who can be reached. */
	PUT(c, "post.enter", "post", 0, "person", "4", "agency", "2", "title", "Chuyên viên", "role", "manager", "from_at", "1");
	n = run_at(c, END - 89 * DAY);
	assert_int_equal(n.unsent, 0);
	assert_int_equal(n.digests, 1);
	is(c, "SELECT COUNT(*) FROM notice_to WHERE via = 4 AND person IN (1, 2, 3, 4)", 4);
	PUT(c, "person.change", "person", 1, "email", "mot@so-mau.example");
	(void)run_at(c, END - 60 * DAY);
	is(c, "SELECT COUNT(*) FROM digest WHERE person = 1", 1);
	say_notices(c);
	end_province();
}

/* What comes due later on a day waits for the next; nothing is lost by it. */
static void
test_one_letter_a_day(struct contract *c)
{
	province(c);
	const int64_t morning = tr_day_begin(tr_day_of(END) - 120) + 9 * 3600;

	expect(c, morning, 1, 2);
	PUT(c, "incident.enter", "incident", 0, "device", "1", "kind", "damaged", "happened_at", "1", "state", "open");
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'incident.enter'", 1);
	/* Entered at NOW, so its steps are history: one that begins later is wanted. */
	(void)run_at(c, morning + 3600);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'incident_open' AND state = 'seen'", 1);
	char later[24];
	snprintf(later, sizeof(later), "%lld", (long long)(morning - 3 * DAY));
	PUT(c, "incident.enter", "incident", 0, "device", "1", "kind", "damaged", "happened_at", later, "state", "open");
	struct tr_notice_count n = run_at(c, morning + 7200);
	assert_int_equal(n.found, 1);
	assert_int_equal(n.digests, 0); /* the officer has today's letter */
	assert_int_equal(n.unsent, 0);
	is(c, "SELECT COUNT(*) FROM notice WHERE state = 'open'", 1);
	expect(c, morning + DAY, 0, 1);
	is(c, "SELECT COUNT(*) FROM notice WHERE state = 'open'", 0);
	say_notices(c);
	end_province();
}

/* ---- the other kinds ---- */

/* A device whose certificate was revoked: five working days, then late; given back, nothing more. */
static void
test_device(struct contract *c)
{
	province(c);
	const char *revoked_at = "1790000000"; /* NOW, Monday 2026-09-21 */

	PUT(c, "certificate.change", "certificate", 1, "state", "revoked", "state_from", revoked_at);
	expect(c, NOW + 7 * DAY, 0, 0); /* Monday the 28th, the last day */
	expect(c, NOW + 8 * DAY, 1, 1); /* keeper and officer: one letter, the officer's */
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'device_kept' AND days = 1 AND step = 0", 1);
	expect(c, NOW + 11 * DAY, 0, 0); /* Friday: four days late */
	expect(c, NOW + 12 * DAY, 0, 0); /* Saturday */
	expect(c, NOW + 14 * DAY, 1, 1); /* Monday: the fifth */
	PUT(c, "custody.change", "custody", 1, "to_at", revoked_at);
	PUT(c, "device.change", "device", 1, "state", "returned_to_agency");
	expect(c, NOW + 40 * DAY, 0, 0);
	say_notices(c);
	end_province();
}

/* Lost: it is not to be returned, and the open incident is told. */
static void
test_lost(struct contract *c)
{
	province(c);
	char happened[24];

	snprintf(happened, sizeof(happened), "%lld", (long long)NOW);
	PUT(c, "device.change", "device", 1, "state", "lost");
	PUT(c, "certificate.change", "certificate", 1, "state", "revoked");
	PUT(c, "incident.enter", "incident", 0, "device", "1", "kind", "lost", "happened_at", happened, "reported_by", "3", "state", "open");
	expect(c, NOW + 3600, 0, 0);
	expect(c, NOW + DAY, 1, 1);     /* the officer */
	expect(c, NOW + 7 * DAY, 1, 2); /* five working days: the department too */
	is(c, "SELECT COUNT(*) FROM notice WHERE kind <> 'incident_open'", 0);
	PUT(c, "incident.change", "incident", 1, "state", "closed");
	expect(c, NOW + 60 * DAY, 0, 0);
	say_notices(c);
	end_province();
}

static void
test_requests(struct contract *c)
{
	province(c);
	char now[24], deadline[24];

	snprintf(now, sizeof(now), "%lld", (long long)NOW);
	snprintf(deadline, sizeof(deadline), "%lld", (long long)tr_day_end(tr_day_of(NOW) + 3)); /* Thursday */
	PUT(c, "request.draft", "request", 0, "kind", "renew", "state", "sent", "agency", "4", "person", "1", "certificate", "1", "asked_at", now, "deadline_at",
			deadline);
	PUT(c, "request.draft", "request", 0, "kind", "new", "state", "draft", "agency", "4", "person", "1", "asked_at", now);
	expect(c, NOW + 3 * DAY, 0, 0);
	expect(c, NOW + 4 * DAY, 1, 1); /* Friday: a working day late, the officer */
	expect(c, NOW + 7 * DAY, 1, 1); /* Monday: the draft has waited five working days, the subscriber */
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'dossier_waits' AND object = 2 AND days = 5", 1);
	expect(c, NOW + 10 * DAY, 1, 2); /* Thursday: five days late, the department too */
	PUT(c, "request.close", "request", 1, "state", "closed", "closed_at", now);
	PUT(c, "request.submit", "request", 2, "state", "submitted");
	expect(c, NOW + 60 * DAY, 0, 0);
	say_notices(c);
	end_province();
}

/* The year's report is due on 18 December or the working day after, by the profile: told 15, 5 and 1 days before. */
static void
test_reports(struct contract *c)
{
	province(c);
	struct trien_err err = {0};
	int64_t day;

	assert_ok(tr_time_read_iso(TR_BYTES_LIT("2026-12-02T08:00:00+07:00"), 0, &day, &err), &err);
	PUT(c, "agency.change", "agency", 2, "unit", "1");
	PUT(c, "certificate.change", "certificate", 1, "state", "revoked", "device", "-");
	uint64_t found = 0;
	for (int i = 0; i < 30; i++) {
		const struct tr_notice_count n = run_at(c, day + i * DAY);
		found += n.found;
	}
	assert_int_equal(found, 3);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'report_due' AND book = 'unit' AND agency = 2 AND days IN (15, 5, 1)", 3);
	is(c, "SELECT COUNT(*) FROM digest WHERE person = 2", 3);
	is(c, "SELECT COUNT(*) FROM digest WHERE person = 4", 1);
	say_notices(c);
	end_province();
}

/* ---- muting ---- */

static void
test_mute(struct contract *c)
{
	province(c);
	struct trien_err err = {0};

	assert_refused(mute(c, "certificate", 1, NOW + DAY, NULL, NOW, &err), "rules.mute-reason");
	assert_refused(mute(c, "certificate", 1, NOW, "lý do mẫu", NOW, &err), "rules.mute-until");
	assert_refused(mute(c, "certificate", 1, NOW + 401 * DAY, "lý do mẫu", NOW, &err), "rules.mute-until");
	assert_refused(mute(c, "certificate", 9, NOW + DAY, "lý do mẫu", NOW, &err), "registry.not-found");
	assert_refused(mute(c, "agency", 1, NOW + DAY, "lý do mẫu", NOW, &err), "registry.mute-object");
	assert_refused(mute(c, "certificate", 1, 0, NULL, NOW, &err), "registry.not-found"); /* is not muted */
	assert_ok(mute(c, "certificate", 1, END - 80 * DAY, "đang làm thủ tục", NOW, &err), &err);
	expect(c, END - 120 * DAY, 0, 0);
	expect(c, END - 90 * DAY, 0, 0);
	expect(c, END - 80 * DAY - 1, 0, 0);
	expect(c, END - 80 * DAY, 1, 2); /* the mute is over: the newest step, not both */
	is(c, "SELECT COUNT(*) FROM notice WHERE step = 1", 1);
	/* Muted while it waits: kept, and told when that ends. */
	assert_ok(mute(c, "certificate", 1, END, "lý do mẫu", END - 79 * DAY, &err), &err);
	expect(c, END - 60 * DAY, 0, 0);
	assert_ok(mute(c, "certificate", 1, 0, NULL, END - 59 * DAY, &err), &err);
	expect(c, END - 59 * DAY, 1, 2);
	/* Who, why and until when is in the history of the book, and in the trail. */
	is(c, "SELECT COUNT(*) FROM change WHERE book = 'mute' AND object = 1", 3);
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'notice.mute' AND object = 'mute:1' AND reason = 'đang làm thủ tục'", 1);
	assert_int_equal(say_faults(c), 0);
	PUT(c, "agency.change", "agency", 2, "unit", "1");
	for (size_t i = 0; i < 2; i++) {
		static const char *const others[] = {"device", "unit"};
		assert_ok(mute(c, others[i], 1, END, "lý do mẫu", NOW, &err), &err);
	}
	say_book(c, "mute");
	end_province();
}

/* ---- acts ---- */

struct telling {
	const char *payload;
	int64_t now;
};

static trien_rc
tell_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct telling *t = context;
	return tr_notice_tell(db, TR_BYTES(t->payload, strlen(t->payload)), t->now, err);
}

static trien_rc
tell(struct contract *c, const char *payload, struct trien_err *err)
{
	struct telling t = {payload, NOW + 60};
	return tr_sql_transact(c->db, TR_SQL_WRITE, tell_work, &t, err);
}

static void
test_tell(struct contract *c)
{
	static const char *const bad[] = {"", "{}", "[]", "{\"tell\":\"nobody\",\"act\":1,\"object\":\"device:1\"}", "{\"tell\":\"manager\",\"object\":\"device:1\"}",
		"{\"tell\":\"manager\",\"act\":1,\"object\":\"custody:1\"}", "{\"tell\":\"manager\",\"act\":1,\"object\":\"device\"}",
		"{\"tell\":\"manager\",\"act\":1,\"act\":2,\"object\":\"device:1\"}"};
	struct trien_err err = {0};
	char payload[160];

	province(c);
	const int64_t act = ask_one(c->db, "SELECT MAX(id) FROM act");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tell(c, bad[i], &err), "registry.tell-invalid");
	snprintf(payload, sizeof(payload), "{\"tell\":\"manager\",\"act\":%lld,\"what\":\"device.lose\",\"object\":\"device:9\"}", (long long)act);
	assert_refused(tell(c, payload, &err), "registry.not-found");
	for (unsigned i = 0; i < 2; i++) { /* told twice: one letter */
		snprintf(payload, sizeof(payload), "{\"tell\":\"manager\",\"act\":%lld,\"what\":\"device.lose\",\"object\":\"device:1\"}", (long long)act);
		assert_ok(tell(c, payload, &err), &err);
		snprintf(payload, sizeof(payload), "{\"tell\":\"subscriber\",\"act\":%lld,\"what\":\"device.lose\",\"object\":\"device:1\"}", (long long)act);
		assert_ok(tell(c, payload, &err), &err);
	}
	is(c, "SELECT COUNT(*) FROM digest WHERE day IS NULL AND person IN (1, 2)", 2);
	is(c, "SELECT COUNT(*) FROM job WHERE kind = 'mail.digest'", 2);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'act' AND state = 'told'", 2);
	/* A daily letter on the same day is another; an act that nobody could be told of stands in the next. */
	PUT(c, "person.change", "person", 1, "email", "-");
	PUT(c, "post.change", "post", 1, "to_at", "2");
	snprintf(payload, sizeof(payload), "{\"tell\":\"manager\",\"act\":%lld,\"what\":\"x\",\"object\":\"certificate:1\"}", (long long)act);
	assert_ok(tell(c, payload, &err), &err);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'act' AND state = 'open'", 1);
	PUT(c, "post.change", "post", 1, "to_at", "-");
	expect(c, NOW + 120, 0, 1);
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'act' AND state = 'told'", 3);
	say_notices(c);
	end_province();
}

/* ---- lists and letters ---- */

struct paging {
	struct tr_notice_query q;
	struct tr_sql_rows rows;
};

static trien_rc
page_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct paging *p = context;
	return tr_notice_page(db, &p->q, &p->rows, err);
}

static int64_t said_unsure; /* of the last page: how many deadlines are of an uncertain calendar */

static size_t
page_of(struct contract *c, const struct tr_notice_query *q)
{
	struct paging p = {*q, {0}};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, page_work, &p, &err), &err);
	for (size_t i = 0; i < p.rows.count; i++)
		say(c, "%s %s %s %s %lld\n", tr_sql_text(&p.rows, i, 1), tr_sql_text(&p.rows, i, 4), tr_sql_text(&p.rows, i, 5),
				tr_sql_cell(&p.rows, i, 9)->null ? "-" : tr_sql_text(&p.rows, i, 9), (long long)tr_sql_int(&p.rows, i, 12));
	said_unsure = 0;
	for (size_t i = 0; i < p.rows.count; i++)
		said_unsure += tr_sql_int(&p.rows, i, 12);
	const size_t count = p.rows.count;
	tr_sql_rows_free(&p.rows);
	return count;
}

static size_t
page(struct contract *c, enum tr_notice_which which, int64_t after, int64_t after_person)
{
	return page_of(c, &(struct tr_notice_query){which, {.scope = TR_SCOPE_PROVINCE}, after, after_person});
}

/* What somebody sees of the one notice that is open: of agency 3, for person 5. */
static size_t
seen(struct contract *c, enum tr_rules_scope scope, int64_t person, int64_t agency)
{
	return page_of(c, &(struct tr_notice_query){TR_NOTICES_OPEN, {.scope = scope, .person = person, .agency = agency}, 0, 0});
}

struct loading {
	int64_t id;
	struct tr_notice_digest *out;
};

static trien_rc
load_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct loading *l = context;
	return tr_notice_digest_load(db, l->id, l->out, err);
}

/* Two requests are late; the deadline of the second was counted over an uncertain calendar: its line says so, in the letter and in the list. */
static void
test_unsure(struct contract *c)
{
	struct tr_notice_digest d = {0};
	struct trien_err err = {0};
	char now[24], deadline[24];

	province(c);
	snprintf(now, sizeof(now), "%lld", (long long)NOW);
	snprintf(deadline, sizeof(deadline), "%lld", (long long)tr_day_end(tr_day_of(NOW) + 3));
	for (int i = 0; i < 2; i++)
		PUT(c, "request.draft", "request", 0, "kind", "renew", "state", "sent", "agency", "4", "person", "1", "certificate", "1", "asked_at", now, "deadline_at",
				deadline, "deadline_unsure", i == 1 ? "1" : "-");
	expect(c, NOW + 4 * DAY, 2, 1);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, load_work, &(struct loading){1, &d}, &err), &err);
	assert_int_equal(d.lines.count, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(tr_sql_int(&d.lines, i, TR_DIGEST_UNSURE), tr_sql_int(&d.lines, i, TR_DIGEST_OBJECT) == 2);
	tr_notice_digest_free(&d);
	assert_ok(write_one(c->db, "UPDATE notice SET state = 'open'", &err), &err);
	assert_int_equal(page(c, TR_NOTICES_OPEN, 0, 0), 2);
	assert_int_equal(said_unsure, 1);
	end_province();
}

static void
test_lists(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_notice_digest d = {0};

	province(c);
	certificate(c, "bb", "3", "5", "-", "active", END, "-");
	(void)run_at(c, END - 90 * DAY);
	assert_int_equal(page(c, TR_NOTICES_OPEN, 0, 0), 1);
	assert_int_equal(page(c, TR_NOTICES_UNSENT, 0, 0), 1);
	assert_int_equal(page(c, TR_NOTICES_UNSENT, 2, 5), 0);
	static const int64_t others[] = {4, 3};
	assert_int_equal(seen(c, TR_SCOPE_NONE, 5, 3), 0);
	assert_int_equal(seen(c, TR_SCOPE_OWN, 5, 0), 1);
	assert_int_equal(seen(c, TR_SCOPE_OWN, 1, 3), 0);
	assert_int_equal(seen(c, TR_SCOPE_AGENCY, 5, 3), 1);
	assert_int_equal(seen(c, TR_SCOPE_AGENCY, 5, 1), 0);
	assert_int_equal(seen(c, TR_SCOPE_SUBTREE, 0, 1), 1);
	assert_int_equal(seen(c, TR_SCOPE_SUBTREE, 0, 2), 0);
	assert_int_equal(seen(c, TR_SCOPE_SUBTREE, 0, 0), 0);
	assert_int_equal(page_of(c, &(struct tr_notice_query){TR_NOTICES_OPEN, {TR_SCOPE_SUBTREE, 0, 2, others, 2, 0}, 0, 0}), 1);
	/* A letter that is dead was not sent. */
	assert_ok(write_one(c->db, "UPDATE job SET state = 'dead', ended_at = 1, reason = 'x' WHERE id = (SELECT job FROM digest WHERE person = 1)", &err), &err);
	assert_int_equal(page(c, TR_NOTICES_UNSENT, 0, 0), 2);
	struct loading l = {2, &d};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, load_work, &l, &err), &err);
	assert_string_equal(d.address, "hai@so-mau.example");
	assert_string_equal(d.key, "digest/person:2/2027-01-09");
	assert_false(d.at_once);
	assert_int_equal(d.count, 2);
	assert_int_equal(d.lines.count, 2); /* for the keeper without an address, and as the officer */
	assert_true(tr_sql_cell(&d.lines, 0, TR_DIGEST_FOR)->null);
	assert_string_equal(tr_sql_text(&d.lines, 1, TR_DIGEST_FOR), "Lê Văn Mẫu");
	assert_string_equal(tr_sql_text(&d.lines, 1, TR_DIGEST_DETAIL), "aa");
	l.id = 9;
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, load_work, &l, &err), "registry.digest-missing");
	tr_notice_digest_free(&d);
	end_province();
}

/* ---- the clock ---- */

static struct tr_expire_count
expire_at(struct contract *c, int64_t now, int64_t until, enum tr_act_mode mode)
{
	const struct tr_act act = {.at = now, .blobs = province_blobs()};
	struct tr_expire_count n;
	struct trien_err err = {0};

	assert_ok(tr_certificates_expire(c->db, &act, mode, until, &n, &err), &err);
	say(c, "expire at %lld: %llu, %llu refused\n", (long long)now, (unsigned long long)n.expired, (unsigned long long)n.refused);
	return n;
}

/* The last second is valid, the next is not; a day's last second is 16:59:59 UTC. Once, as an act with history and leaf, dated by the certificate's end. */
static void
test_expire(struct contract *c)
{
	int64_t last;
	struct trien_err err = {0};

	province(c);
	assert_ok(tr_time_read_iso(TR_BYTES_LIT("2026-10-05T23:59:59+07:00"), 0, &last, &err), &err);
	certificate(c, "bb", "4", "1", "-", "active", last, "-");
	certificate(c, "cc", "4", "1", "-", "issued", last + 1, "-");
	certificate(c, "dd", "4", "1", "-", "revoked", last, "-");
	certificate(c, "ee", "4", "1", "-", "superseded", last, "-");
	assert_int_equal(expire_at(c, last, last, TR_ACT_DO).expired, 0);
	assert_int_equal(expire_at(c, last + 1, last, TR_ACT_DO).expired, 0);             /* looked at for an earlier time */
	assert_int_equal(expire_at(c, last, last + 400 * DAY, TR_ACT_DO).expired, 0);     /* a later one ends nothing before its time */
	assert_int_equal(expire_at(c, last + 1, last + 1, TR_ACT_DRY_RUN).expired, 1);
	is(c, "SELECT COUNT(*) FROM certificate WHERE state = 'expired'", 0);
	assert_int_equal(expire_at(c, last + 1, last + 1, TR_ACT_DO).expired, 1);
	is(c, "SELECT id FROM certificate WHERE state = 'expired' AND state_from = not_after", 2);
	assert_int_equal(expire_at(c, last + 1, last + 1, TR_ACT_DO).expired, 0);
	assert_int_equal(expire_at(c, last + 2, last + 2, TR_ACT_DO).expired, 1); /* 2026-10-05T17:00:00Z */
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'certificate.expire' AND actor = 'system' AND role = 'system' AND effective_at < at", 2);
	is(c, "SELECT COUNT(*) FROM change h JOIN act a ON a.id = h.act WHERE a.what = 'certificate.expire' AND h.book = 'certificate'", 2);
	is(c, "SELECT COUNT(*) FROM certificate WHERE state IN ('revoked', 'superseded')", 2);
	assert_int_equal(say_faults(c), 0);
	say_book(c, "certificate");
	end_province();
}

/* What it entails: the recall of the device, once; who is to know is told, but not of what had ended before the books knew of it. */
static void
test_expire_told(struct contract *c)
{
	struct trien_err err = {0};
	char payload[160];

	province(c);
	certificate(c, "bb", "4", "1", "-", "active", NOW - 1, "-");
	assert_int_equal(expire_at(c, NOW + 1, NOW + 1, TR_ACT_DO).expired, 1);
	is(c, "SELECT COUNT(*) FROM request", 0); /* no device */
	assert_int_equal(expire_at(c, END + 1, END + 1, TR_ACT_DO).expired, 1);
	is(c, "SELECT COUNT(*) FROM request WHERE kind = 'recall' AND device = 1 AND certificate = 1 AND state = 'draft'", 1);
	is(c, "SELECT COUNT(*) FROM job WHERE kind = 'registry.tell'", 4);
	for (int64_t i = 2; i > 0; i--) {
		char sql[120];
		snprintf(sql, sizeof(sql), "SELECT id FROM act WHERE what = 'certificate.expire' AND object = 'certificate:%lld'", (long long)i);
		snprintf(payload, sizeof(payload), "{\"tell\":\"subscriber\",\"act\":%lld,\"what\":\"certificate.expire\",\"object\":\"certificate:%lld\"}",
				(long long)ask_one(c->db, sql), (long long)i);
		assert_ok(tell(c, payload, &err), &err);
		is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'act' AND object = 2 AND state = 'seen'", 1);
		is(c, "SELECT COUNT(*) FROM digest", i == 2 ? 0 : 1);
	}
	is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'act' AND object = 1 AND state = 'told'", 1);
	say_notices(c);
	end_province();
}

/* More than a page that ends in one second. */
static void
test_expire_many(struct contract *c)
{
	char name[16];

	province(c);
	for (unsigned i = 0; i < 501; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		certificate(c, name, "4", "1", "-", "active", NOW + DAY, "-");
	}
	const struct tr_expire_count n = expire_at(c, NOW + 2 * DAY, NOW + 2 * DAY, TR_ACT_DO);
	assert_int_equal(n.expired, 501);
	assert_int_equal(n.refused, 0);
	is(c, "SELECT COUNT(*) FROM certificate WHERE state = 'expired'", 501);
	is(c, "SELECT COUNT(*) FROM act WHERE what = 'certificate.expire'", 501);
	assert_int_equal(say_faults(c), 0);
	end_province();
}

/* Two certificates on one device: it is recalled when the last of them has ended. */
static void
test_expire_shared(struct contract *c)
{
	province(c);
	certificate(c, "bb", "4", "1", "1", "active", NOW + DAY, "-");
	assert_int_equal(expire_at(c, NOW + 2 * DAY, NOW + 2 * DAY, TR_ACT_DO).expired, 1);
	is(c, "SELECT COUNT(*) FROM request", 0);
	assert_int_equal(expire_at(c, END + 1, END + 1, TR_ACT_DO).expired, 1);
	is(c, "SELECT COUNT(*) FROM request WHERE kind = 'recall' AND device = 1", 1);
	end_province();
}

/* One that cannot be written stops no other: it is told which and why, and tried again. Here a row that somebody spoiled by hand. */
static void
test_expire_refused(struct contract *c)
{
	struct trien_err err = {0};
	char sql[5200];

	province(c);
	certificate(c, "bb", "4", "1", "-", "active", END + 1, "-");
	memset(sql, 'a', sizeof(sql));
	memcpy(sql, "UPDATE certificate SET issuer = '", 33);
	snprintf(sql + 5000, sizeof(sql) - 5000, "' WHERE id = 1");
	assert_ok(write_one(c->db, sql, &err), &err);
	const struct tr_expire_count n = expire_at(c, END + 2, END + 2, TR_ACT_DO);
	assert_int_equal(n.expired, 1);
	assert_int_equal(n.refused, 1);
	assert_int_equal(n.refused_first, 1);
	assert_string_equal(trien_err_id(n.why.code), "registry.value-limit");
	is(c, "SELECT id FROM certificate WHERE state = 'expired'", 2);
	assert_ok(write_one(c->db, "UPDATE certificate SET issuer = 'CA Mẫu' WHERE id = 1", &err), &err);
	assert_int_equal(expire_at(c, END + 2, END + 2, TR_ACT_DO).expired, 1);
	end_province();
}

extern const struct contract_row notice_tests[];
const struct contract_row notice_tests[] = {{"notice steps", test_steps}, {"notice silence", test_silence}, {"notice history", test_history},
	{"notice settled", test_settled}, {"notice nobody", test_nobody}, {"notice unusable", test_unusable}, {"notice one letter", test_one_letter_a_day}, {"notice device", test_device},
	{"notice lost", test_lost}, {"notice requests", test_requests}, {"notice reports", test_reports}, {"notice mute", test_mute}, {"notice tell", test_tell},
	{"notice lists", test_lists}, {"notice unsure", test_unsure}, {"notice expire", test_expire}, {"notice expire told", test_expire_told}, {"notice expire many", test_expire_many},
	{"notice expire shared", test_expire_shared}, {"notice expire refused", test_expire_refused}, {NULL, NULL}};
