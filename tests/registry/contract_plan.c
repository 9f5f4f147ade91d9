/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R11 R14.3 R15.2 X4
 * Bulk acts: 300 certificates of two agencies that are merged, looked at one by one, before and after; people who move and leave; what has changed
 * between the dry run and the act; undone as one.
 */
#include <stdio.h>
#include <time.h>

#include "province.h"
#include "registry/deed.h"
#include "registry/plan.h"

static const char *const both[] = {"H01", "H02"};

static struct tr_plan_ask
ask_for(enum tr_plan_verb verb, const char *agency, const char *const *objects, size_t count)
{
	return (struct tr_plan_ask){.verb = verb, .person = 1, .role = TR_ROLE_MANAGER, .agency = agency, .objects = objects, .count = count};
}
#define MERGE ask_for(TR_PLAN_MERGE, "H03", both, 2)
#define MOVE(to, who) ask_for(TR_PLAN_MOVE, to, (const char *const[]){who}, 1)

static trien_rc
run_at(struct contract *c, const struct tr_plan_ask *ask, enum tr_act_mode mode, int64_t effective_at, struct tr_plan *plan, struct trien_err *err)
{
	struct tr_act act = act_of("set by the plan");

	act.reason = "nghị quyết mẫu";
	act.effective_at = effective_at;
	return tr_plan_run(c->db, &act, mode, ask, plan, err);
}

static void
tried(struct contract *c, const struct tr_plan_ask *ask, struct tr_plan *plan)
{
	struct trien_err err = {0};
	const int64_t changes = ask_one(c->db, "SELECT COUNT(*) FROM change");

	*plan = (struct tr_plan){0};
	assert_ok(run_at(c, ask, TR_ACT_DRY_RUN, NOW, plan, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), changes);
	assert_int_equal(plan->act, 0);
}

/* Tried first; then the plan with that mark is done, and is the same. */
static void
done(struct contract *c, struct tr_plan_ask ask, struct tr_plan *plan)
{
	struct trien_err err = {0};
	TR_AUTO_PLAN first = {0};
	const int64_t acts = ask_one(c->db, "SELECT COUNT(*) FROM act"), leaves = ask_one(c->db, "SELECT COUNT(*) FROM audit_leaf");

	tried(c, &ask, &first);
	ask.mark = first.mark;
	*plan = (struct tr_plan){0};
	assert_ok(run_at(c, &ask, TR_ACT_DO, NOW, plan, &err), &err);
	assert_string_equal(plan->mark, first.mark);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), acts + 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM audit_leaf"), leaves + 1);
}

static void
plan_refused(struct contract *c, const char *error, const struct tr_plan_ask *ask)
{
	struct trien_err err = {0};
	TR_AUTO_PLAN plan = {0};
	const int64_t changes = ask_one(c->db, "SELECT COUNT(*) FROM change");

	assert_refused(run_at(c, ask, TR_ACT_DO, NOW, &plan, &err), error);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), changes);
	say(c, "%s %s\n", tr_plan_verb_word(ask->verb), error);
}

static void
say_plan(struct contract *c, const struct tr_plan *plan)
{
	say(c, "%s: %zu rows, %zu requests, %zu letters, %zu refused, %zu blocking\n", plan->mark, plan->count, plan->requests, plan->letters, plan->refused,
			plan->blocking);
	for (size_t i = 0; i < plan->count; i++) {
		const struct tr_plan_entry *e = &plan->entries[i];
		say(c, "%s %s:%lld %s %s", tr_plan_does_word(e->does)->word, e->book->name, (long long)e->id, e->name, e->agency);
		for (size_t k = 0; k < e->set_count; k++)
			say(c, " %s=%s", e->book->columns[e->sets[k].column].name, e->sets[k].text);
		if (e->does == TR_PLAN_REQUEST)
			say(c, " %s %s -> %zd", tr_rules_kind_word(e->kind)->word, e->reason == TR_REASON_NONE ? "-" : tr_rules_reason_at(e->reason)->word,
					(ssize_t)e->letter);
		say(c, " %s\n", trien_err_id(e->refused.code));
	}
}

static const struct tr_plan_entry *
find(const struct tr_plan *plan, enum tr_plan_does does, const char *book, int64_t id)
{
	const struct tr_plan_entry *found = NULL;

	for (size_t i = 0; i < plan->count; i++) {
		const struct tr_plan_entry *e = &plan->entries[i];
		if (e->does != does || strcmp(e->book->name, book) != 0 || e->id != id)
			continue;
		assert_null(found); /* one row for each */
		found = e;
	}
	return found;
}

/* ---- 300 certificates ---- */

static const struct expected {
	const char *kind, *refused; /* kind NULL: not concerned */
} expected[PROVINCE_KIND_COUNT] = {[PROVINCE_PLAIN] = {"change", "ok"}, [PROVINCE_SHORT] = {"change", "rules.days-left"}, [PROVINCE_JUST] = {"change", "ok"},
	[PROVINCE_EXPIRED] = {"recall", "ok"}, [PROVINCE_REVOKING] = {"change", "rules.revocation-open"}, [PROVINCE_CHANGING] = {"change", "rules.open-request"},
	[PROVINCE_RETURNED] = {NULL, NULL}};

/* What the plan says of each certificate, device and person. */
static void
check_rows(const struct tr_plan *plan, const struct province *p)
{
	for (size_t n = 0; n < p->in_h01 + p->in_h02; n++) {
		const struct expected *want = &expected[PROVINCE_KIND(n)];
		const struct tr_plan_entry *e = find(plan, TR_PLAN_REQUEST, "certificate", p->first_certificate + (int64_t)n);
		assert_true((e != NULL) == (want->kind != NULL));
		if (e != NULL) {
			assert_string_equal(tr_rules_kind_word(e->kind)->word, want->kind);
			assert_string_equal(trien_err_id(e->refused.code), want->refused);
			assert_int_equal(e->set_count, strcmp(want->kind, "change") == 0); /* managed by H03 from now on, refused or not */
		}
		assert_non_null(find(plan, TR_PLAN_PERSON_MOVES, "person", p->first_person + (int64_t)n));
		assert_true((find(plan, TR_PLAN_DEVICE_MOVES, "device", p->first_device + (int64_t)n) != NULL) == (PROVINCE_KIND(n) != PROVINCE_RETURNED));
	}
}

/* What the books say of each afterwards. */
static void
check_books(struct contract *c, const struct province *p)
{
	char sql[600];

	for (size_t n = 0; n < p->in_h01 + p->in_h02; n++) {
		const struct expected *want = &expected[PROVINCE_KIND(n)];
		const bool drafted = want->kind != NULL && strcmp(want->refused, "ok") == 0, live = want->kind != NULL && strcmp(want->kind, "change") == 0;
		const int64_t certificate = p->first_certificate + (int64_t)n, was = n < p->in_h01 ? AGENCY_H01 : AGENCY_H02;
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM request r JOIN letter l ON l.id = r.letter WHERE r.certificate = %lld AND r.kind = '%s' AND r.state = 'draft' "
				"AND r.asked_by = 1 AND l.agency = %d AND l.state = 'draft' AND l.receiver = 'authority'",
				(long long)certificate, drafted ? want->kind : "-", AGENCY_H00);
		assert_int_equal(ask_one(c->db, sql), drafted);
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM certificate e JOIN person p ON p.id = e.person JOIN post t ON t.person = p.id WHERE e.id = %lld "
				"AND e.agency = %lld AND p.agency = %d AND t.agency = %d AND t.from_at = %d AND t.to_at IS NULL AND t.role = 'subscriber'",
				(long long)certificate, (long long)(live ? AGENCY_H03 : was), AGENCY_H03, AGENCY_H03, NOW);
		is_one(c, sql);
	}
}

static void
test_merge(struct contract *c)
{
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 148, 150, &p); /* and the two agencies' own: 300 */
	const struct tr_plan_ask ask = MERGE;
	tried(c, &ask, &plan);
	check_rows(&plan, &p);
	assert_int_equal(plan.blocking, 0);
	assert_int_equal(plan.letters, 3); /* change, revoke, recall */
	say_plan(c, &plan);
	tr_plan_free(&plan);
	done(c, ask, &plan);
	check_books(c, &p);
	/* The agencies' own certificates end with them; the one below gets another superior. */
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 1 AND kind = 'revoke' AND reason = 'agency_ended' AND state = 'draft'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 2 AND kind = 'revoke' AND reason = 'agency_ended' AND state = 'draft'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 4 AND kind = 'change' AND reason = 'superior_changed' AND state = 'draft'");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request WHERE certificate = 3"), 0);
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 2 AND state = 'ended' AND successor = 4 AND parent = 4 AND path = '000000010000000400000002'");
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 5 AND parent = 4 AND path = '000000010000000400000005'");
	/* A clerk of what has ended is no clerk of what goes on. */
	is_one(c, "SELECT COUNT(*) FROM post WHERE person = 3 AND agency = 2 AND role = 'clerk' AND to_at = 1790000000");
	is_one(c, "SELECT COUNT(*) FROM post WHERE person = 3 AND agency = 4 AND role = 'subscriber'");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM letter"), 3);
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- the books have changed ---- */

static void
test_changed(struct contract *c)
{
	struct tr_plan_ask ask = MERGE;
	TR_AUTO_PLAN first = {0}, second = {0};
	struct trien_err err = {0};
	struct province p;

	province_make(c, 12, 10, &p);
	tried(c, &ask, &first);
	ask.mark = first.mark;
	/* What has nothing to do with it does not hinder it. */
	PUT(c, "agency.change", "agency", 1, "short_name", "Tỉnh Mẫu");
	tried(c, &ask, &second);
	tr_plan_free(&second);
	PUT(c, "person.change", "person", p.first_person + 3, "phone", "0911111111");
	PUT(c, "ticket.enter", "ticket", 0, "agency", "1", "subject", "Mẫu", "state", "open", "asked_at", "1");
	assert_refused(run_at(c, &ask, TR_ACT_DO, NOW, &second, &err), "registry.plan-changed");
	assert_int_equal(second.change_count, 1);
	assert_int_equal(second.changes[0].object, p.first_person + 3);
	say(c, "%lld %s %s %s:%lld\n", (long long)second.changes[0].act, second.changes[0].actor, second.changes[0].what, second.changes[0].book,
			(long long)second.changes[0].object);
	tr_plan_free(&second);
	/* Somebody new came into an agency that ends. */
	PUT(c, "person.change", "person", p.first_person + 3, "phone", "0900000000");
	PUT(c, "person.enter", "person", 0, "code", "MOI", "name", "Nguyễn Văn Mẫu", "agency", "2", "state", "active");
	assert_refused(run_at(c, &ask, TR_ACT_DO, NOW, &second, &err), "registry.plan-changed");
	assert_int_equal(second.change_count, 3);
	assert_string_equal(second.changes[2].what, "person.enter");
	ask.mark = "1-2-short";
	plan_refused(c, "registry.plan-mark", &ask);
	ask.mark = "x-2-0123456789abcdef01234567";
	plan_refused(c, "registry.plan-mark", &ask);
	province_end(&p);
}

/* ---- undone as one ---- */

static void
test_undo(struct contract *c)
{
	TR_AUTO_PLAN plan = {0};
	struct trien_err err = {0};
	struct province p;

	province_make(c, 12, 10, &p);
	struct tr_act undo = act_of("act.undo");
	done(c, MERGE, &plan);
	assert_true(ask_one(c->db, "SELECT COUNT(*) FROM request") > 10);
	undo.reason = "nghị quyết mẫu bị hủy";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, plan.act, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request"), 4); /* those that were there before */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM letter"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM agency WHERE state = 'ended'"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM person WHERE agency = 4"), 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM certificate WHERE agency = 4"), 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM post WHERE to_at IS NOT NULL"), 0);
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 5 AND path = '000000010000000200000005'");
	assert_int_equal(say_faults(c), 0);
	/* And done again: the plan is another one, for its rows have other versions. */
	const struct tr_plan_ask ask = MERGE;
	tr_plan_free(&plan);
	done(c, ask, &plan);
	province_end(&p);
}

/* ---- united ---- */

static void
test_unite(struct contract *c)
{
	struct tr_plan_ask ask = ask_for(TR_PLAN_UNITE, "H04", both, 2);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 3, 3, &p);
	PUT(c, "agency.enter", "agency", 0, "code", "H04", "name", "Sở Mẫu Mới", "kind", "department", "state", "active", "parent", "1", "managing", "1");
	ask.keep = "H03";
	plan_refused(c, "registry.plan-keep", &ask);
	ask.keep = "H02";
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 1 AND kind = 'revoke' AND reason = 'agency_ended'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 2 AND kind = 'change' AND reason = 'agency_renamed'");
	province_end(&p);
}

/* An agency goes into one that was below it, which manages itself from then on and takes its place. */
static void
test_into_below(struct contract *c)
{
	static const char *const from[] = {"H01"};
	const struct tr_plan_ask ask = ask_for(TR_PLAN_MERGE, "H01.1", from, 1);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 2, 0, &p);
	PUT(c, "agency.change", "agency", AGENCY_H01_1, "managing", "2");
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 5 AND parent = 1 AND managing IS NULL AND path = '0000000100000005'");
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 2 AND parent = 5 AND managing = 5 AND path = '000000010000000500000002'");
	is_one(c, "SELECT COUNT(*) FROM letter WHERE agency = 5 AND id = 1");
	province_end(&p);
}

/* ---- who ---- */

static void
give_account(struct contract *c, const char *name, int64_t person, const char *role, const char *agency)
{
	char id[24];

	snprintf(id, sizeof(id), "%lld", (long long)person);
	if (role != NULL)
		PUT(c, "post.enter", "post", 0, "person", id, "agency", agency, "title", "Mẫu", "role", role, "from_at", "1");
	PUT(c, "account.enter", "account", 0, "kind", "os", "name", name, "person", id, "state", "active");
}

static trien_rc
undo_as(struct contract *c, const struct tr_caller *caller, int64_t plan, struct trien_err *err)
{
	struct tr_act undo = act_of("act.undo");

	undo.caller = caller;
	undo.reason = "nghị quyết mẫu bị hủy";
	return tr_act_undo(c->db, &undo, TR_ACT_DO, plan, NULL, err);
}

/* Undone by whom it might have been done, in the own name or by an administrator in that one's; by nobody else. */
static void
test_undo_doors(struct contract *c)
{
	static const struct tr_caller clerk = {"os", "clerk", 0, TR_ROLE_CLERK, 0}, beside = {"os", "beside", 0, TR_ROLE_MANAGER, 0},
				      admin = {"os", "admin", 0, TR_ROLE_ADMIN, 0}, manager = {"os", "manager", 0, TR_ROLE_MANAGER, 0},
				      lent = {"os", "admin", 1, TR_ROLE_MANAGER, 0};
	TR_AUTO_PLAN plan = {0};
	struct trien_err err = {0};
	struct province p;

	province_make(c, 3, 3, &p);
	PUT(c, "agency.enter", "agency", 0, "code", "H09", "name", "Sở Mẫu Chín", "kind", "department", "state", "active", "parent", "1");
	const int64_t other = PUT(c, "person.enter", "person", 0, "code", "KHAC", "name", "Nguyễn Văn Mẫu", "agency", "6", "state", "active");
	const int64_t chief = PUT(c, "person.enter", "person", 0, "code", "QT", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	done(c, MERGE, &plan);
	give_account(c, "admin", chief, "admin", "1");
	give_account(c, "beside", other, "manager", "6");
	give_account(c, "clerk", 5, NULL, NULL);
	give_account(c, "manager", 1, NULL, NULL);
	const int64_t changes = ask_one(c->db, "SELECT COUNT(*) FROM change");
	assert_refused(undo_as(c, &clerk, plan.act, &err), "registry.no-access");
	assert_refused(undo_as(c, &beside, plan.act, &err), "registry.out-of-scope");
	assert_refused(undo_as(c, &admin, plan.act, &err), "registry.no-access");
	const struct tr_caller lent_beside = {"os", "admin", other, TR_ROLE_MANAGER, 0};
	assert_refused(undo_as(c, &lent_beside, plan.act, &err), "registry.out-of-scope");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM change"), changes);
	assert_ok(undo_as(c, &lent, plan.act, &err), &err);
	is_one(c, "SELECT COUNT(*) FROM act a JOIN account k ON k.id = a.account WHERE a.what = 'act.undo' AND a.actor = 'person:1' "
		  "AND a.role = 'manager' AND k.name = 'admin'");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM agency WHERE state = 'ended'"), 0);
	tr_plan_free(&plan);
	done(c, MERGE, &plan);
	assert_ok(undo_as(c, &manager, plan.act, &err), &err);
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- and what is not there ---- */

static void
test_refused(struct contract *c)
{
	static const char *const one[] = {"H01"}, *const twice[] = {"H01", "H01"}, *const itself[] = {"H03"}, *const nobody[] = {"KHONG"};
	struct tr_plan_ask ask = MERGE;
	struct province p;

	province_make(c, 3, 0, &p);
	PUT(c, "post.enter", "post", 0, "person", "3", "agency", "2", "title", "Mẫu", "role", "manager", "from_at", "1");
	ask.person = 3; /* manages H01 alone */
	plan_refused(c, "registry.key-unknown", &ask);
	ask.person = 2;
	plan_refused(c, "registry.role-not-held", &ask);
	ask.role = TR_ROLE_HEAD;
	plan_refused(c, "registry.key-unknown", &ask);
	ask = ask_for(TR_PLAN_MERGE, "H03", twice, 2);
	plan_refused(c, "registry.plan-agency", &ask);
	ask = ask_for(TR_PLAN_MERGE, "H03", itself, 1);
	plan_refused(c, "registry.plan-agency", &ask);
	ask = ask_for(TR_PLAN_RETIRE, NULL, nobody, 1);
	plan_refused(c, "registry.key-unknown", &ask);
	ask = ask_for(TR_PLAN_MERGE, "H01.1", (const char *const[]){"H00"}, 1);
	plan_refused(c, "registry.agency-cycle", &ask);
	/* The root of the tree, into one right below it: by either verb, and tried as well as done. */
	ask = ask_for(TR_PLAN_MERGE, "H01", (const char *const[]){"H00"}, 1);
	plan_refused(c, "registry.agency-cycle", &ask);
	TR_AUTO_PLAN plan = {0};
	struct trien_err err = {0};
	assert_refused(run_at(c, &ask, TR_ACT_DRY_RUN, NOW, &plan, &err), "registry.agency-cycle");
	ask.verb = TR_PLAN_UNITE;
	plan_refused(c, "registry.agency-cycle", &ask);
	done(c, ask_for(TR_PLAN_MERGE, "H03", one, 1), &plan);
	ask = ask_for(TR_PLAN_MERGE, "H03", one, 1);
	plan_refused(c, "registry.plan-agency", &ask); /* ended */
	ask = ask_for(TR_PLAN_UNITE, "H01", (const char *const[]){"H02"}, 1);
	plan_refused(c, "registry.plan-agency", &ask); /* nothing goes into it */
	ask = MOVE("H01", "VT-H02");
	plan_refused(c, "registry.plan-agency", &ask);
	ask = ask_for(TR_PLAN_CHANGE, NULL, NULL, 0);
	ask.book = tr_book_find("agency");
	ask.table = (struct tr_plan_table){(const char *const[]){"code", "parent", "H02", "H02"}, 2, 1};
	plan_refused(c, "registry.agency-cycle", &ask);
	province_end(&p);
}

/* A merger of the first of January, planned before: judged as of then, and not done until then. */
static void
test_ahead(struct contract *c)
{
	const int64_t then = NOW + 100 * DAY;
	struct tr_plan_ask ask = MERGE;
	struct trien_err err = {0};
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 3, 0, &p);
	assert_ok(run_at(c, &ask, TR_ACT_DRY_RUN, then, &plan, &err), &err);
	/* 60 days are left now; by then it is over. */
	assert_string_equal(trien_err_id(find(&plan, TR_PLAN_REQUEST, "certificate", p.first_certificate + PROVINCE_JUST)->refused.code), "rules.certificate-active");
	ask.mark = plan.mark;
	TR_AUTO_PLAN early = {0};
	assert_refused(run_at(c, &ask, TR_ACT_DO, then, &early, &err), "registry.effective-late");
	struct tr_act act = act_of("set by the plan");
	act.at = act.effective_at = then;
	assert_ok(tr_plan_run(c->db, &act, TR_ACT_DO, &ask, &early, &err), &err); /* the day has come */
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 2 AND to_at = 1798640000");
	province_end(&p);
}

/* ---- people ---- */

static void
test_move(struct contract *c)
{
	TR_AUTO_PLAN plan = {0};
	struct tr_plan_ask ask;
	struct province p;

	province_make(c, 3, 3, &p);
	/* Two posts in H01, one of them a clerk's, and one in H02 that stays. */
	PUT(c, "post.enter", "post", 0, "person", "8", "agency", "3", "title", "Thành viên Mẫu", "role", "subscriber", "from_at", "1");
	PUT(c, "post.enter", "post", 0, "person", "8", "agency", "2", "title", "Kiêm văn thư Mẫu", "role", "clerk", "from_at", "1");
	assert_int_equal(p.first_person, 7);
	ask = MOVE("H03", "MAU0001");
	done(c, ask, &plan);
	say_plan(c, &plan);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM post WHERE person = 8 AND agency = 2 AND to_at IS NULL"), 0);
	is_one(c, "SELECT COUNT(*) FROM post WHERE person = 8 AND agency = 3 AND to_at IS NULL");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM post WHERE person = 8 AND agency = 4 AND role = 'subscriber'"), 2);
	is_one(c, "SELECT COUNT(*) FROM person WHERE id = 8 AND agency = 4");
	/* 59 days left: the certificate goes along, its change is refused, and told. */
	assert_int_equal(plan.refused, 1);
	tr_plan_free(&plan);
	ask = MOVE("H03", "MAU0000");
	ask.title = "Trưởng phòng Mẫu";
	ask.post = "admin"; /* not a manager's to give */
	plan_refused(c, "registry.grant-role", &ask);
	ask.post = "signatory";
	ask.decision = "05/QĐ-MẪU";
	const struct tr_plan_ask self = {.verb = TR_PLAN_MOVE, .person = 1, .role = TR_ROLE_MANAGER, .agency = "H03", .objects = (const char *const[]){"QUANLY"}, .count = 1,
		.title = "Mẫu", .post = "signatory"};
	plan_refused(c, "registry.grant-self", &self);
	done(c, ask, &plan);
	is_one(c, "SELECT COUNT(*) FROM post WHERE person = 7 AND agency = 4 AND role = 'signatory' AND title = 'Trưởng phòng Mẫu' AND decision = '05/QĐ-MẪU'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 5 AND kind = 'change' AND reason = 'agency_changed' AND agency = 4");
	is_one(c, "SELECT COUNT(*) FROM device WHERE id = 5 AND agency = 4");
	/* A keeper of the agency's token hands it over first. */
	tr_plan_free(&plan);
	ask = MOVE("H03", "VT-H01");
	tried(c, &ask, &plan);
	say_plan(c, &plan);
	assert_int_equal(plan.blocking, 1);
	assert_string_equal(trien_err_id(find(&plan, TR_PLAN_HAND_OVER, "device", 1)->refused.code), "registry.plan-keeper");
	plan_refused(c, "registry.plan-blocked", &ask);
	PUT(c, "test.put", "custody", 1, "to_at", "2");
	tr_plan_free(&plan);
	done(c, ask, &plan);
	province_end(&p);
}

static void
test_retire(struct contract *c)
{
	static const char *const three[] = {"MAU0000", "MAU0003", "MAU0004"}, *const clerk[] = {"VT-H02"};
	struct tr_plan_ask ask = ask_for(TR_PLAN_RETIRE, NULL, three, 3);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 5, 0, &p);
	ask.why = TR_REASON_RETIRED;
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 5 AND kind = 'revoke' AND reason = 'retired' AND letter IS NOT NULL");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 8 AND kind = 'recall'"); /* over already: the device goes back */
	assert_string_equal(trien_err_id(find(&plan, TR_PLAN_REQUEST, "certificate", 9)->refused.code), "rules.open-request");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM person WHERE state = 'retired'"), 3);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM post WHERE person IN (7, 10, 11) AND to_at IS NULL"), 0);
	plan_refused(c, "registry.plan-person", &ask); /* twice */
	ask = ask_for(TR_PLAN_RETIRE, NULL, clerk, 1);
	ask.why = TR_REASON_DIED;
	plan_refused(c, "registry.plan-blocked", &ask);
	/* A device of which nobody knows whose it is goes nowhere with a person who leaves. */
	PUT(c, "test.put", "custody", 2, "to_at", "2");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "TRANG", "agency", "3", "state", "assigned", "state_from", "1");
	PUT(c, "custody.enter", "custody", 0, "device", "10", "keeper", "4", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1");
	plan_refused(c, "registry.plan-blocked", &ask);
	province_end(&p);
}

/* To a body outside the books: by the law of then its certificates are revoked, and what is over goes back; or the receiving body asks for the change. */
static void
test_transfer(struct contract *c)
{
	static const char *const two[] = {"MAU0000", "MAU0003"}, *const clerk[] = {"VT-H02"};
	struct tr_plan_ask ask = ask_for(TR_PLAN_TRANSFER, NULL, two, 2);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 5, 0, &p);
	done(c, ask, &plan);
	say_plan(c, &plan);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM person WHERE state = 'moved'"), 2);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM post WHERE person IN (7, 10) AND to_at IS NULL"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM request WHERE certificate = 5"), 0); /* the device goes along */
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 8 AND kind = 'recall'");
	plan_refused(c, "registry.plan-person", &ask); /* gone already */
	ask = ask_for(TR_PLAN_TRANSFER, NULL, clerk, 1);
	plan_refused(c, "registry.plan-blocked", &ask); /* keeps the agency's */
	assert_int_equal(say_faults(c), 0);
	province_end(&p);
}

/* ---- tables ---- */

#define TABLE(columns_, rows_, ...) (struct tr_plan_table){(const char *const[]){__VA_ARGS__}, columns_, rows_}

static void
test_tables(struct contract *c)
{
	struct tr_plan_ask ask = ask_for(TR_PLAN_CHANGE, NULL, NULL, 0);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 4, 2, &p);
	ask.book = &tr_books[TR_BOOK_person];
	ask.table = TABLE(3, 4, "Mã", "Thư điện tử", "Số điện thoại");
	plan_refused(c, "registry.plan-column", &ask);
	ask.table = TABLE(2, 0, "name", "email");
	plan_refused(c, "registry.plan-column", &ask); /* no code */
	ask.table = TABLE(2, 0, "code", "agency");
	plan_refused(c, "registry.plan-column", &ask); /* that is a split */
	ask.table = TABLE(3, 4, "Mã", "Thư điện tử", "name", "MAU0000", "moi@example.vn", "Nguyễn Văn Mẫu", "MAU0001", "moi@example.vn", "Nguyễn Văn Mẫu", "MAU0002",
			"mau@example.vn", "Trần Thị Mẫu", "MAU0003", "mau@example.vn", "Nguyễn Văn Mẫu");
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 5 AND kind = 'change' AND reason = 'email_changed'");
	assert_string_equal(trien_err_id(find(&plan, TR_PLAN_REQUEST, "certificate", 7)->refused.code), "rules.change-case"); /* a person's name */
	assert_null(find(&plan, TR_PLAN_CHANGES, "person", 10)); /* nothing is new */
	tr_plan_free(&plan);
	ask.book = &tr_books[TR_BOOK_agency];
	ask.table = TABLE(2, 1, "code", "parent", "H01.1", "H02");
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 4 AND reason = 'superior_changed'");
	tr_plan_free(&plan);
	struct tr_plan_ask rename = ask_for(TR_PLAN_RENAME, "H02", NULL, 0);
	rename.name = "Sở Mẫu Tên Mới";
	done(c, rename, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM agency WHERE id = 3 AND name = 'Sở Mẫu Tên Mới'");
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 2 AND reason = 'agency_renamed'");
	province_end(&p);
}

static void
test_split(struct contract *c)
{
	struct tr_plan_ask ask = ask_for(TR_PLAN_SPLIT, NULL, NULL, 0);
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 6, 0, &p);
	ask.book = &tr_books[TR_BOOK_person];
	ask.table = TABLE(1, 0, "code");
	plan_refused(c, "registry.plan-column", &ask);
	ask.table = TABLE(2, 2, "code", "agency", "MAU0000", "H02", "VT-H01", "H02");
	plan_refused(c, "registry.plan-blocked", &ask);
	ask.table = TABLE(2, 3, "code", "agency", "MAU0000", "H02", "MAU0001", "H03", "MAU0002", "H01");
	done(c, ask, &plan);
	say_plan(c, &plan);
	is_one(c, "SELECT COUNT(*) FROM request WHERE certificate = 5 AND reason = 'agency_changed' AND agency = 3");
	is_one(c, "SELECT COUNT(*) FROM certificate WHERE id = 6 AND agency = 4");
	is_one(c, "SELECT COUNT(*) FROM person WHERE id = 9 AND agency = 2");
	province_end(&p);
}

/* ---- keys in other letters ---- */

static void
same_plan(struct contract *c, const struct tr_plan_ask *as_kept, const struct tr_plan_ask *as_typed)
{
	TR_AUTO_PLAN kept = {0}, typed = {0};

	tried(c, as_kept, &kept);
	tried(c, as_typed, &typed);
	assert_true(kept.count > 0);
	assert_string_equal(kept.mark, typed.mark);
}

/* Keys that differ in capitals alone are one key: the plan is the same one, and what is named twice so is named twice. */
static void
test_letters(struct contract *c)
{
	static const char *const small[] = {"h01", "\uff28\uff10\uff12"}, *const twice[] = {"H01", "h01"}, *const itself[] = {"h03"}, *const people[] = {"mau0000", "MAU0000"};
	struct tr_plan_ask kept, typed;
	struct province p;

	province_make(c, 4, 2, &p);
	PUT(c, "agency.change", "agency", AGENCY_H01_1, "code", "Đ.1");
	kept = MERGE;
	typed = ask_for(TR_PLAN_MERGE, " h03 ", small, 2);
	same_plan(c, &kept, &typed);
	typed = ask_for(TR_PLAN_MERGE, "H03", twice, 2);
	plan_refused(c, "registry.plan-agency", &typed);
	typed = ask_for(TR_PLAN_MERGE, "H03", itself, 1);
	plan_refused(c, "registry.plan-agency", &typed);
	kept = ask_for(TR_PLAN_UNITE, "H03", both, 2);
	kept.keep = "H02";
	typed = ask_for(TR_PLAN_UNITE, "h03", small, 2);
	typed.keep = "h02";
	same_plan(c, &kept, &typed);
	kept = MOVE("H03", "MAU0000");
	typed = MOVE("h03", "mau0000");
	same_plan(c, &kept, &typed);
	typed = ask_for(TR_PLAN_RETIRE, NULL, people, 2);
	typed.why = TR_REASON_RETIRED;
	plan_refused(c, "registry.plan-person", &typed);
	kept = typed = ask_for(TR_PLAN_SPLIT, NULL, NULL, 0);
	kept.book = typed.book = &tr_books[TR_BOOK_person];
	kept.table = TABLE(2, 2, "code", "agency", "MAU0000", "Đ.1", "MAU0001", "H03");
	typed.table = TABLE(2, 2, "code", "agency", "mau0000", "đ.1", "Mau0001", "h03");
	same_plan(c, &kept, &typed);
	typed.table = TABLE(2, 2, "code", "agency", "MAU0000", "H02", "mau0000", "H03");
	plan_refused(c, "registry.plan-person", &typed);
	kept = typed = ask_for(TR_PLAN_CHANGE, NULL, NULL, 0);
	kept.book = typed.book = &tr_books[TR_BOOK_agency];
	kept.table = TABLE(2, 1, "code", "parent", "Đ.1", "H02");
	typed.table = TABLE(2, 1, "code", "parent", "đ.1", "h02");
	same_plan(c, &kept, &typed);
	typed.table = TABLE(2, 2, "code", "parent", "Đ.1", "H02", "đ.1", "H03");
	plan_refused(c, "registry.plan-agency", &typed);
	province_end(&p);
}

/* ---- as many rows as a plan has ---- */

static trien_rc
put_people(struct tr_acting *a, void *context, struct trien_err *err)
{
	const size_t *count = context;

	for (size_t i = 0; i < *count; i++) {
		TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_person]);
		char code[32];
		snprintf(code, sizeof(code), "NHIEU%zu", i);
		tr_record_set_text(&r, TR_person_code, code);
		tr_record_set_text(&r, TR_person_name, "Mẫu");
		tr_record_set_int(&r, TR_person_agency, AGENCY_H01);
		tr_record_set_text(&r, TR_person_state, "active");
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static void
test_limit(struct contract *c)
{
	/* H01 itself, what is below it and that one's certificate, its clerk who moves and has a post here and one there, its own certificate, two letters. */
	size_t count = TR_PLAN_ENTRIES_MAX - 9;
	static const char *const from[] = {"H01"};
	const struct tr_plan_ask ask = ask_for(TR_PLAN_MERGE, "H03", from, 1);
	const struct tr_act act = act_of("test.people");
	struct trien_err err = {0};
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 0, 0, &p);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_people, &count, NULL, &err), &err);
	tried(c, &ask, &plan);
	assert_int_equal(plan.count, TR_PLAN_ENTRIES_MAX);
	PUT(c, "person.enter", "person", 0, "code", "THEM", "name", "Mẫu", "agency", "2", "state", "active");
	plan_refused(c, "registry.plan-limit", &ask);
	province_end(&p);
}

/* ---- against single acts ---- */

static double
now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* 300 requests drafted one by one, of certificates of one agency. */
static double
draft_each(struct contract *c, const struct province *p, size_t count)
{
	const double begin = now_seconds();
	struct trien_err err = {0};
	char number[24];

	for (size_t i = 0; i < count; i++) {
		const struct tr_deed_given given[] = {{"kind", "revoke"}, {"certificate", number}, {"reason", "manager_asked"}};
		const struct tr_deed d = {.act = TR_ACT_REQUEST_DRAFT, .role = TR_ROLE_MANAGER, .person = 1, .given = given, .given_count = 3};
		const struct tr_act act = act_of("set by the deed");
		struct tr_deed_done done;
		snprintf(number, sizeof(number), "#%lld", (long long)(p->first_certificate + (int64_t)i * 10));
		assert_ok(tr_deed_do(c->db, &act, TR_ACT_DO, &d, &done, &err), &err);
	}
	return now_seconds() - begin;
}

static void
test_ratio(struct contract *c)
{
	const struct tr_plan_ask ask = MERGE;
	struct trien_err err = {0};
	TR_AUTO_PLAN plan = {0};
	struct province p;

	province_make(c, 148, 150, &p);
	double begin = now_seconds();
	assert_ok(run_at(c, &ask, TR_ACT_DRY_RUN, NOW, &plan, &err), &err);
	const double dry = now_seconds() - begin;
	begin = now_seconds();
	assert_ok(run_at(c, &ask, TR_ACT_DO, NOW, &plan, &err), &err);
	const double real = now_seconds() - begin;
	/* As many acts as there were rows of the plan would be the fair count; 300 is what was asked. */
	const double single = draft_each(c, &p, 30) * 10;
	print_message("%s: a merger over 300 certificates, %zu rows: dry run %.2f, done %.2f of 300 single acts\n",
			tr_sql_back_end_of(c->db) == TR_SQL_SQLITE ? "SQLite" : "PostgreSQL", plan.count, dry / single, real / single);
	province_end(&p);
}

extern const struct contract_row plan_tests[];
const struct contract_row plan_tests[] = {
	{"merge", test_merge}, {"the books have changed", test_changed}, {"undo a plan", test_undo}, {"undo a plan at the doors", test_undo_doors},
	{"unite", test_unite}, {"into one below", test_into_below}, {"plans refused", test_refused}, {"ahead", test_ahead}, {"move", test_move}, {"retire", test_retire}, {"to a body outside", test_transfer}, {"tables", test_tables}, {"split", test_split}, {"keys in other letters", test_letters},
	{"as many rows as a plan has", test_limit}, {"against single acts", test_ratio}, {NULL, NULL},
};
