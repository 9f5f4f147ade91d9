/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7
 * A run asks only what may have come due since the last one, and leaves what a walk over all would: over random days, acts, undoings and mutes. When it
 * asks everything again.
 */
#include <stdio.h>

#include "notice_sample.h"

/* ---- a run asks only what may have come due since the last ---- */

/* Numbers from a seed: the same on both back ends. */
static uint64_t
draw(uint64_t *seed, uint64_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (*seed >> 33) % below;
}

struct changing {
	int64_t id; /* 0: a new certificate */
	int64_t not_after, renews; /* 0: as it is; renews -1: none */
	const char *state;
};

static trien_rc
change_work(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct changing *g = context;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_certificate]);
	char name[24];

	snprintf(name, sizeof(name), "r%lld", (long long)a->id);
	if (g->id != 0) {
		TR_TRY(tr_record_load(a->db, r.book, g->id, &r, err));
	} else {
		static const size_t texts[] = {TR_certificate_issuer, TR_certificate_subject_name, TR_certificate_subject, TR_certificate_key_name};
		for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
			tr_record_set_text(&r, texts[i], "Mẫu");
		tr_record_set_text(&r, TR_certificate_fingerprint, name);
		tr_record_set_text(&r, TR_certificate_serial, name);
		tr_record_set_text(&r, TR_certificate_holder, "person");
		tr_record_set_int(&r, TR_certificate_person, 1);
		tr_record_set_int(&r, TR_certificate_agency, 4);
		tr_record_set_int(&r, TR_certificate_not_before, 1);
		tr_record_set_text(&r, TR_certificate_blob, province_blob());
		tr_record_set_text(&r, TR_certificate_chain, "trusted");
		tr_record_set_int(&r, TR_certificate_state_from, NOW);
		tr_record_set_int(&r, TR_certificate_renewals, 0);
	}
	if (g->not_after != 0)
		tr_record_set_int(&r, TR_certificate_not_after, g->not_after);
	if (g->state != NULL)
		tr_record_set_text(&r, TR_certificate_state, g->state);
	if (g->renews != 0)
		r.v[TR_certificate_renews] = g->renews > 0 ? TR_SQL_I(g->renews) : TR_SQL_NULL(TR_SQL_INT);
	return tr_acting_put(a, &r, err);
}

/* Any act; what it may not do stays undone. */
static void
do_something(struct contract *c, uint64_t *seed, int64_t now)
{
	static const char *const states[] = {"active", "revoked", "issued", "superseded", "stopped"};
	const int64_t many = ask_one(c->db, "SELECT COALESCE(MAX(id), 0) FROM certificate"), acts = ask_one(c->db, "SELECT MAX(id) FROM act");
	const int64_t one = 1 + (int64_t)draw(seed, (uint64_t)many), end = now + ((int64_t)draw(seed, 160) - 10) * DAY + (int64_t)draw(seed, 86400);
	struct tr_act act = act_of("certificate.change");
	struct changing g = {.id = one};
	struct trien_err err = {0};

	act.at = act.effective_at = now;
	act.reason = "lý do mẫu";
	switch (draw(seed, 8)) {
	case 0:
	case 1:
		g = (struct changing){0, end, draw(seed, 3) == 0 ? one : 0, "active"};
		break;
	case 2:
		g.not_after = end;
		break;
	case 3:
		g.state = states[draw(seed, sizeof(states) / sizeof(*states))];
		break;
	case 4:
		g.renews = draw(seed, 2) == 0 || many == one ? -1 : 1 + (int64_t)draw(seed, (uint64_t)many);
		break;
	case 5:
		(void)!mute(c, "certificate", one, now + (1 + (int64_t)draw(seed, 30)) * DAY, "lý do mẫu", now, &err);
		return;
	case 6:
		(void)!mute(c, "certificate", one, 0, "lý do mẫu", now, &err);
		return;
	default:
		(void)!tr_act_undo(c->db, &act, TR_ACT_DO, acts - (int64_t)draw(seed, 6), NULL, &err);
		return;
	}
	(void)!tr_act_do(c->db, &act, TR_ACT_DO, change_work, &g, NULL, &err);
}

/* What a run leaves behind, in an order that says nothing of who was asked first. */
struct leaving {
	struct running r;
	struct tr_buf left;
};

static trien_rc
leave_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT n.kind || n.book || n.object || '/' || n.since || '/' || n.step || '/' || n.days || n.state || n.made_at || '/' || "
				  "COALESCE(t.person, 0) || '/' || COALESCE(t.via, 0) || COALESCE(d.key, '-') FROM notice n LEFT JOIN notice_to t ON t.notice = n.id "
				  "LEFT JOIN digest d ON d.id = t.digest ORDER BY n.kind, n.object, n.since, n.step, t.person";
	struct leaving *l = context;
	TR_AUTO_ROWS rows = {0};

	tr_buf_clear(&l->left);
	TR_TRY(run_work(db, &l->r, err));
	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(tr_buf_addf(&l->left, err, "%s\n", tr_sql_text(&rows, i, 0)));
	return TRIEN_OK;
}

/* The walk over all is rehearsed, the other is kept: so the next comparison begins from what runs since the last have made. */
static void
test_since(struct contract *c)
{
	uint64_t seed = 20261126, asked_all = 0, asked_since = 0, found = 0;
	int64_t now = NOW + DAY;

	province(c);
	for (unsigned round = 0; round < 250; round++) {
		struct leaving all = {.r = {now, TR_NOTICES_ALL, {0}}}, since = {.r = {now, TR_NOTICES_SINCE, {0}}};
		struct trien_err err = {0};
		for (uint64_t acts = draw(&seed, 4); acts > 0; acts--)
			do_something(c, &seed, now);
		assert_ok(tr_sql_rehearse(c->db, leave_work, &all, &err), &err);
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, leave_work, &since, &err), &err);
		if (all.left.n != since.left.n || (all.left.n > 0 && memcmp(all.left.p, since.left.p, all.left.n) != 0))
			fail_msg("round %u, now %lld: all\n%.*s\nsince\n%.*s", round, (long long)now, (int)all.left.n, all.left.p, (int)since.left.n, since.left.p);
		asked_all += all.r.count.asked;
		asked_since += since.r.count.asked;
		found += since.r.count.found;
		tr_buf_free(&all.left);
		tr_buf_free(&since.left);
		const uint64_t way = draw(&seed, 12);
		now += way == 0 ? -(int64_t)draw(&seed, 20) * DAY : way < 4 ? (int64_t)draw(&seed, 40) * DAY : (int64_t)draw(&seed, 2 * DAY);
	}
	say(c, "found %llu, asked %llu against %llu\n", (unsigned long long)found, (unsigned long long)asked_since, (unsigned long long)asked_all);
	assert_true(found > 200);
	assert_int_equal(say_faults(c), 0);
	end_province();
}

static void
expect_asked(struct contract *c, int64_t now, enum tr_notice_walk walk, uint64_t asked)
{
	struct running r = {.now = now, .walk = walk};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, run_work, &r, &err), &err);
	if (r.count.asked != asked)
		fail_msg("day %lld: %llu asked, want %llu", (long long)((now - NOW) / DAY), (unsigned long long)r.count.asked, (unsigned long long)asked);
}

/* When everything is asked again: a notice that somebody took out is found by a walk over all alone. */
static void
test_since_all(struct contract *c)
{
	struct trien_err err = {0};
	const int64_t day = END - 100 * DAY;

	province(c);
	certificate(c, "bb", "4", "1", "-", "active", END, "-");
	(void)run_at(c, day);
	static const char forget[] = "DELETE FROM notice_to", drop[] = "DELETE FROM notice";
	for (unsigned way = 0; way < 6; way++) {
		assert_ok(write_one(c->db, forget, &err), &err);
		assert_ok(write_one(c->db, drop, &err), &err);
		expect_asked(c, day + 60, TR_NOTICES_SINCE, 0);
		if (way == 1)
			assert_ok(write_one(c->db, "UPDATE notice_run SET steps = '120/90'", &err), &err);
		if (way == 2)
			assert_ok(write_one(c->db, "DELETE FROM notice_run", &err), &err);
		if (way == 3) /* the clock had gone forward */
			assert_ok(write_one(c->db, "UPDATE notice_run SET at = at + 1", &err), &err);
		if (way == 5) { /* a version that cannot be read */
			PUT(c, "certificate.change", "certificate", 1, "subject", "Khác");
			assert_ok(write_one(c->db, "UPDATE change SET content = '{}' WHERE book = 'certificate' AND version = 3", &err), &err);
		}
		if (way == 4) /* touched, alone */
			PUT(c, "certificate.change", "certificate", 1, "subject", "Mẫu khác");
		const uint64_t asked = way == 4 ? 1 : 2;
		expect_asked(c, day + 60, way == 0 ? TR_NOTICES_ALL : TR_NOTICES_SINCE, asked);
		is(c, "SELECT COUNT(*) FROM notice WHERE kind = 'expiry' AND step = 0", (int64_t)asked);
	}
	end_province();
}

/* As many versions as are looked at one by one, and one more. */
static void
test_since_cap(struct contract *c)
{
	struct trien_err err = {0};
	char name[16];

	province(c);
	certificate(c, "bb", "4", "1", "-", "active", END, "-");
	(void)run_at(c, END - 100 * DAY);
	for (unsigned i = 1; i <= 1001; i++) { /* TR_NOTICE_TOUCHED_MAX + 1, of one certificate */
		snprintf(name, sizeof(name), "n%u", i);
		PUT(c, "certificate.change", "certificate", 1, "subject", name);
		if (i < 1000)
			continue;
		assert_ok(write_one(c->db, "DELETE FROM notice_to", &err), &err);
		assert_ok(write_one(c->db, "DELETE FROM notice", &err), &err);
		expect_asked(c, END - 100 * DAY + 60, TR_NOTICES_SINCE, i == 1000 ? 1 : 2);
		assert_ok(write_one(c->db, "UPDATE notice_run SET act = (SELECT MAX(id) FROM act) - 1000", &err), &err);
	}
	end_province();
}

extern const struct contract_row notice_since_tests[];
const struct contract_row notice_since_tests[] = {{"notice since", test_since}, {"notice since all", test_since_all}, {"notice since cap", test_since_cap},
	{NULL, NULL}};
