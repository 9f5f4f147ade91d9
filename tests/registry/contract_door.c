/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R4.3
 * The doors: who comes by which account, what each role may put, who gives which role, and that the last administrator stays. Every
 * refusal stands beside what is permitted.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/reference.h"
#include "registry/value.h"
#include "sample.h"

/* ---- a small province with accounts ---- */

/* Persons, by their ids: the administrator, a second one, the manager of the district H1, its clerk, a head of H11 below it, one of H2, an auditor. */
enum { ADMIN = 1, SECOND, MANAGER, CLERK, HEAD, OTHER, AUDITOR, DEPARTMENT };
enum { H00 = 1, H1, H11, H2 };

static void
agencies(struct contract *c)
{
	PUT(c, "t", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "t", "agency", 0, "code", "H1", "name", "Huyện Mẫu Một", "kind", "district", "state", "active", "parent", "1");
	PUT(c, "t", "agency", 0, "code", "H11", "name", "Xã Mẫu Một", "kind", "commune", "state", "active", "parent", "2");
	PUT(c, "t", "agency", 0, "code", "H2", "name", "Huyện Mẫu Hai", "kind", "district", "state", "active", "parent", "1");
}

static void
person(struct contract *c, const char *name, const char *agency, const char *role)
{
	char code[8], id[8];

	snprintf(code, sizeof(code), "%s", name);
	const int64_t n = PUT(c, "t", "person", 0, "code", code, "name", "Nguyễn Văn Mẫu", "agency", agency, "state", "active", "email",
			"mau@example.vn", "phone", "0900000000");
	snprintf(id, sizeof(id), "%lld", (long long)n);
	if (role != NULL)
		PUT(c, "t", "post", 0, "person", id, "agency", agency, "title", "Cán bộ Mẫu", "role", role, "from_at", "1");
	PUT(c, "t", "account", 0, "kind", "os", "name", name, "person", id, "state", "active");
}

static void
province(struct contract *c)
{
	open_log(c);
	agencies(c);
	person(c, "admin", "1", "admin");
	person(c, "second", "1", "admin");
	person(c, "manager", "2", "manager");
	person(c, "clerk", "2", "clerk");
	person(c, "head", "3", "head");
	person(c, "other", "4", NULL);
	person(c, "auditor", "1", "auditor");
	person(c, "dept", "1", "department");
}

static struct tr_caller
caller(const char *name)
{
	return (struct tr_caller){"os", name, 0, TR_ROLE_COUNT, 0};
}

/* ---- who comes in ---- */

struct coming {
	struct tr_caller caller;
	int64_t now;
	struct tr_who who;
};

static trien_rc
open_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct coming *k = context;
	return tr_door_open(db, &k->caller, k->now, &k->who, err);
}

static struct tr_who
comes(struct contract *c, struct tr_caller as)
{
	struct coming k = {.caller = as, .now = NOW};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, open_work, &k, &err), &err);
	return k.who;
}

static void
stays_out(struct contract *c, struct tr_caller as, int64_t now, const char *id)
{
	struct coming k = {.caller = as, .now = now};
	struct trien_err err = {0};

	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, open_work, &k, &err), id);
	say(c, "%s: %s\n", as.name, id);
}

static void
test_who(struct contract *c)
{
	open_log(c);
	agencies(c);
	assert_false(comes(c, caller("nobody")).guarded);
	assert_int_equal(comes(c, (struct tr_caller){"os", "nobody", 0, TR_ROLE_CLERK, 0}).role, TR_ROLE_CLERK); /* is believed */
	person(c, "admin", "1", "admin");
	person(c, "clerk", "2", "clerk");
	const struct tr_who admin = comes(c, caller("admin"));
	assert_true(admin.guarded);
	assert_int_equal(admin.person, 1);
	assert_int_equal(admin.account, 1);
	assert_int_equal(admin.role, TR_ROLE_COUNT); /* a subscriber, too */
	assert_int_equal(admin.posts, 2);
	stays_out(c, caller("nobody"), NOW, "registry.no-account");
	stays_out(c, (struct tr_caller){"postgresql", "admin", 0, TR_ROLE_COUNT, 0}, NOW, "registry.no-account");
	/* As what one is, and not as what one is not. */
	assert_int_equal(comes(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_CLERK, 0}).agencies[0], 2);
	stays_out(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_HEAD, 0}, NOW, "registry.role-not-held");
	stays_out(c, (struct tr_caller){"os", "admin", 0, TR_ROLE_SYSTEM, 0}, NOW, "registry.role-not-held");
	/* In another's name: an administrator, nobody else. */
	const struct tr_who lent = comes(c, (struct tr_caller){"os", "admin", 2, TR_ROLE_CLERK, 0});
	assert_int_equal(lent.person, 2);
	assert_int_equal(lent.self, 1);
	stays_out(c, (struct tr_caller){"os", "clerk", 1, TR_ROLE_COUNT, 0}, NOW, "registry.as-other");
	assert_int_equal(comes(c, (struct tr_caller){"os", "clerk", 2, TR_ROLE_COUNT, 0}).person, 2);
	stays_out(c, (struct tr_caller){"os", "admin", 2, TR_ROLE_ADMIN, 0}, NOW, "registry.role-not-held");
	/* A post that has ended, or has not begun; a person who has left; an account that is closed. */
	PUT(c, "t", "post", 2, "to_at", "1000");
	stays_out(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_CLERK, 0}, NOW, "registry.role-not-held");
	PUT(c, "t", "post", 2, "to_at", "1790000000"); /* its end is no more its own, its begin is */
	stays_out(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_CLERK, 0}, NOW, "registry.role-not-held");
	PUT(c, "t", "post", 2, "to_at", "1790000001", "from_at", "1790000000");
	assert_int_equal(comes(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_CLERK, 0}).agencies[0], 2);
	PUT(c, "t", "post", 2, "to_at", "-", "from_at", "1790000001");
	stays_out(c, (struct tr_caller){"os", "clerk", 0, TR_ROLE_CLERK, 0}, NOW, "registry.role-not-held");
	PUT(c, "t", "person", 2, "state", "left");
	stays_out(c, caller("clerk"), NOW, "registry.no-account");
	assert_int_equal(comes(c, (struct tr_caller){"os", "admin", 2, TR_ROLE_COUNT, 0}).posts, 0); /* in the name of who has left: as nothing */
	PUT(c, "t", "person", 2, "state", "active");
	assert_int_equal(comes(c, caller("clerk")).person, 2);
	PUT(c, "t", "post", 0, "person", "2", "agency", "3", "title", "Mẫu", "role", "subscriber", "from_at", "1"); /* is what everybody is where he works */
	assert_int_equal(comes(c, caller("clerk")).posts, 1);
	PUT(c, "t", "account", 2, "state", "closed");
	stays_out(c, caller("clerk"), NOW, "registry.no-account");
}

/* As many posts as are asked about, and one past it. */
static void
test_posts(struct contract *c)
{
	open_log(c);
	agencies(c);
	person(c, "admin", "1", "admin");
	for (unsigned i = 2; i < TR_POSTS_MAX; i++)
		PUT(c, "t", "post", 0, "person", "1", "agency", i % 2 ? "2" : "3", "title", "Mẫu", "role",
				(const char *const[]){"clerk", "signatory", "head", "it_officer", "manager", "department", "auditor"}[i / 2 - 1], "from_at", "1");
	assert_int_equal(comes(c, caller("admin")).posts, TR_POSTS_MAX);
	PUT(c, "t", "post", 0, "person", "1", "agency", "4", "title", "Mẫu", "role", "clerk", "from_at", "1");
	stays_out(c, caller("admin"), NOW, "registry.posts-limit");
}

/* ---- what is put ---- */

struct putting {
	const struct tr_book *book;
	int64_t id;
	const char *const *values;
};

static trien_rc
put_row(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct putting *p = context;
	TR_AUTO_RECORD r = tr_record_of(p->book);

	if (p->id != 0)
		TR_TRY(tr_record_load(a->db, p->book, p->id, &r, err));
	for (const char *const *v = p->values; *v != NULL; v += 2)
		TR_TRY(tr_acting_read(a, &r, tr_book_column(p->book, v[0]), v[1], err));
	return tr_acting_put(a, &r, err);
}

static trien_rc
try_as(struct contract *c, struct tr_caller as, const char *what, int64_t id, const char *const *values, int64_t *act, struct trien_err *err)
{
	struct tr_act does = act_of(what);
	char book[32];

	snprintf(book, sizeof(book), "%.*s", (int)strcspn(what, "."), what);
	struct putting p = {tr_book_find(book), id, values};
	does.caller = &as;
	return tr_act_do(c->db, &does, TR_ACT_DO, put_row, &p, act, err);
}
#define V(...) (const char *const[]){__VA_ARGS__, NULL}

static int64_t
does(struct contract *c, const char *who, const char *what, int64_t id, const char *const *values)
{
	struct trien_err err = {0};
	int64_t act;

	assert_ok(try_as(c, caller(who), what, id, values, &act, &err), &err);
	say(c, "%s: %s\n", who, what);
	return act;
}

static void
does_not(struct contract *c, const char *who, const char *what, int64_t id, const char *const *values, const char *refusal)
{
	struct trien_err err = {0};
	int64_t act;

	assert_refused(try_as(c, caller(who), what, id, values, &act, &err), refusal);
	say(c, "%s: %s: %s\n", who, what, refusal);
}

static void
test_rows(struct contract *c)
{
	struct trien_err err = {0};
	char text[600];
	int64_t act;

	province(c);
	/* In the own subtree, and beside it. */
	does(c, "manager", "device.enter", 0, V("kind", "token", "serial", "T1", "agency", "H11", "state", "in_stock", "state_from", "2020-01-01"));
	does_not(c, "manager", "device.enter", 0, V("kind", "token", "serial", "T2", "agency", "H2", "state", "in_stock", "state_from", "2020-01-01"), "registry.key-unknown");
	does_not(c, "manager", "person.change", OTHER, V("phone", "1"), "registry.out-of-scope");
	does(c, "manager", "person.change", HEAD, V("phone", "1"));
	/* Neither out of it nor into it. */
	does_not(c, "manager", "person.change", HEAD, V("agency", "H2"), "registry.key-unknown");
	does_not(c, "manager", "person.change", OTHER, V("agency", "H1"), "registry.out-of-scope");
	does(c, "dept", "device.change", 1, V("label", "Mẫu"));
	/* What the table does not have; the row is named. */
	does_not(c, "clerk", "person.change", CLERK, V("phone", "1"), "registry.no-access");
	assert_int_equal(try_as(c, caller("auditor"), "person.change", HEAD, V("phone", "2"), &act, &err), TRIEN_E_REGISTRY_NO_ACCESS);
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "auditor.person.change"));
	does_not(c, "admin", "letter.enter", 0, V("agency", "H00", "receiver", "authority", "state", "draft"), "registry.no-access");
	does(c, "manager", "letter.enter", 0, V("agency", "H1", "receiver", "authority", "state", "draft"));
	/* The own things of who has no post. */
	does(c, "other", "ticket.enter", 0, V("agency", "H2", "person", "other", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"));
	does_not(c, "other", "ticket.enter", 0, V("agency", "H2", "person", "clerk", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"), "registry.key-unknown");
	does_not(c, "other", "ticket.enter", 0, V("agency", "H1", "person", "other", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"), "registry.key-unknown");
	/* Of what is not entered no number is told, and of an agency out of reach not that it is there. */
	assert_refused(try_as(c, caller("manager"), "person.enter", 0, V("code", "mau", "name", "Mẫu", "agency", "H2", "state", "active"), &act, &err), "registry.key-unknown");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_null(strstr(text, "person:"));
	assert_non_null(strstr(text, "\"H2\""));
	/* In another's name, with what that one may; the account stands beside it. */
	const struct tr_caller lent = {"os", "admin", MANAGER, TR_ROLE_MANAGER, 0};
	assert_ok(try_as(c, lent, "person.change", CLERK, V("phone", "3"), &act, &err), &err);
	char sql[200];
	snprintf(sql, sizeof(sql), "SELECT a.account FROM act a WHERE a.id = %lld AND a.actor = 'person:%d' AND a.role = 'manager'",
			(long long)act, MANAGER);
	assert_int_equal(ask_one(c->db, sql), ADMIN);
	assert_refused(try_as(c, lent, "person.change", OTHER, V("phone", "3"), &act, &err), "registry.out-of-scope");
	assert_int_equal(say_faults(c), 0);
	/* Whose account it was is under the hash, too. */
	assert_ok(write_one(c->db, "UPDATE act SET account = 2 WHERE account = 1", &err), &err);
	assert_int_equal(say_faults(c), 1);
}

/* Whom one does not see, one writes nothing of, nor is told that such a row is there. What a row names already it may go on naming. */
static void
test_naming(struct contract *c)
{
	static const char *const unseen[] = {"other", "#6", "nobody", "#99"}, *const agencies_unseen[] = {"H2", "h2", "#4", "H99", "#99"};

	province(c);
	PUT(c, "t", "device", 0, "kind", "token", "serial", "T1", "agency", "2", "state", "in_stock", "state_from", "1");
	PUT(c, "t", "custody", 0, "device", "1", "keeper", "6", "decision", "1", "decided_at", "1", "from_at", "1", "to_at", "2");
	for (size_t i = 0; i < 4; i++)
		does_not(c, "manager", "post.enter", 0, V("person", unseen[i], "agency", "H11", "title", "Mẫu", "role", "clerk", "from_at", "2020-01-01"), "registry.key-unknown");
	for (size_t i = 0; i < 5; i++) {
		does_not(c, "manager", "person.enter", 0, V("code", "MAU", "name", "Mẫu", "agency", agencies_unseen[i], "state", "active"), "registry.key-unknown");
		does_not(c, "manager", "person.change", CLERK, V("agency", agencies_unseen[i]), "registry.key-unknown");
	}
	does(c, "manager", "custody.change", 1, V("keeper", "#6", "decision", "2"));
	does_not(c, "manager", "custody.change", 1, V("keeper", "auditor"), "registry.key-unknown");
	does(c, "manager", "custody.change", 1, V("keeper", "clerk"));
	/* Who sees the whole province sees no row that there is not. */
	does_not(c, "admin", "post.enter", 0, V("person", "#99", "agency", "H11", "title", "Mẫu", "role", "clerk", "from_at", "2020-01-01"), "registry.key-unknown");
	does_not(c, "admin", "person.change", CLERK, V("agency", "#99"), "registry.key-unknown");
	does_not(c, "admin", "agency.change", 3, V("parent", "#0"), "registry.key-unknown");
	/* To take a name away names nobody. */
	PUT(c, "t", "incident", 0, "device", "1", "kind", "lost", "reported_by", "6", "happened_at", "1", "state", "open");
	does(c, "manager", "incident.change", 1, V("reported_by", ""));
	does_not(c, "manager", "incident.change", 1, V("reported_by", "other"), "registry.key-unknown");
	/* Oneself, and what one keeps, one may name, whatever role one comes in; where it may be written is asked all the same. */
	PUT(c, "t", "post", 0, "person", "6", "agency", "2", "title", "Mẫu", "role", "manager", "from_at", "1");
	PUT(c, "t", "device", 0, "kind", "token", "serial", "T2", "agency", "4", "state", "assigned", "state_from", "1");
	PUT(c, "t", "custody", 0, "device", "2", "keeper", "6", "decision", "1", "decided_at", "1", "from_at", "10");
	PUT(c, "t", "device", 0, "kind", "token", "serial", "T3", "agency", "4", "state", "assigned", "state_from", "1");
	does(c, "other", "custody.change", 1, V("keeper", "other"));
	does_not(c, "other", "custody.change", 1, V("device", "token/T2"), "registry.out-of-scope");
	does_not(c, "other", "custody.change", 1, V("device", "token/T3"), "registry.key-unknown");
}

/* An act that nobody's table has a word for, by who holds several roles. */
static void
test_role_wanted(struct contract *c)
{
	struct tr_act act = act_of("test.something");
	struct trien_err err = {0};
	struct tr_caller as = caller("manager");
	struct putting p = {&tr_books[TR_BOOK_person], HEAD, V("phone", "9")};

	province(c);
	act.caller = &as;
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), &err);
	PUT(c, "t", "post", 0, "person", "3", "agency", "2", "title", "Mẫu", "role", "clerk", "from_at", "1");
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), "registry.role-wanted");
	as.role = TR_ROLE_MANAGER;
	p.values = V("phone", "8");
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), &err);
	/* What rules of its own have decided on is not asked row by row; who does it, is. */
	p = (struct putting){&tr_books[TR_BOOK_person], OTHER, V("phone", "7")};
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), "registry.out-of-scope");
	act.decided = true;
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), &err);
	as.name = "nobody";
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, put_row, &p, NULL, &err), "registry.no-account");
}

/* ---- who gives which role ---- */

static void
test_giving(struct contract *c)
{
	province(c);
	does(c, "manager", "post.enter", 0, V("person", "head", "agency", "H11", "title", "Mẫu", "role", "clerk", "from_at", "2020-01-01"));
	does_not(c, "manager", "post.enter", 0, V("person", "head", "agency", "H2", "title", "Mẫu", "role", "clerk", "from_at", "2020-01-01"), "registry.key-unknown");
	does_not(c, "manager", "post.enter", 0, V("person", "head", "agency", "H11", "title", "Mẫu", "role", "manager", "from_at", "2020-01-01"), "registry.grant-role");
	does_not(c, "manager", "post.enter", 0, V("person", "head", "agency", "H1", "title", "Mẫu", "role", "admin", "from_at", "2020-01-01"), "registry.grant-role");
	does_not(c, "manager", "post.enter", 0, V("person", "manager", "agency", "H11", "title", "Mẫu", "role", "head", "from_at", "2020-01-01"), "registry.grant-self");
	does_not(c, "admin", "post.enter", 0, V("person", "admin", "agency", "H00", "title", "Mẫu", "role", "head", "from_at", "2020-01-01"), "registry.grant-self");
	does(c, "admin", "post.enter", 0, V("person", "second", "agency", "H00", "title", "Mẫu", "role", "head", "from_at", "2020-01-01"));
	/* Nor in another's name to oneself, nor to that other. */
	struct trien_err err = {0};
	int64_t act;
	const struct tr_caller lent = {"os", "admin", SECOND, TR_ROLE_ADMIN, 0};
	const char *const *self = V("person", "admin", "agency", "H00", "title", "Mẫu", "role", "head", "from_at", "2020-01-01");
	assert_refused(try_as(c, lent, "post.enter", 0, self, &act, &err), "registry.grant-self");
	const char *const *other = V("person", "second", "agency", "H00", "title", "Mẫu", "role", "clerk", "from_at", "2020-01-01");
	assert_refused(try_as(c, lent, "post.enter", 0, other, &act, &err), "registry.grant-self");
	/* A post is widened by another role, place, person, an earlier begin, a later end; a title and an end give nothing. Post 3 is the manager's. */
	does(c, "manager", "post.change", 3, V("title", "Trưởng phòng Mẫu"));
	does(c, "manager", "post.change", 3, V("to_at", "2030-01-01"));
	does(c, "manager", "post.change", 3, V("to_at", "2029-01-01"));
	does(c, "manager", "post.change", 3, V("title", "Phó phòng Mẫu")); /* until the same day */
	does_not(c, "manager", "post.change", 3, V("to_at", "2030-01-01"), "registry.grant-self");
	does_not(c, "manager", "post.change", 3, V("to_at", ""), "registry.grant-self");
	does_not(c, "manager", "post.change", 3, V("from_at", "1969-01-01"), "registry.grant-self");
	does_not(c, "manager", "post.change", 3, V("agency", "H11"), "registry.grant-self");
	does_not(c, "manager", "post.change", 3, V("role", "head"), "registry.grant-self");
	does_not(c, "manager", "post.change", 4, V("person", "manager"), "registry.grant-self");
	does_not(c, "manager", "post.change", 4, V("role", "auditor"), "registry.grant-role");
	does(c, "manager", "post.change", 4, V("role", "signatory"));
	does(c, "admin", "post.change", 3, V("to_at", ""));
}

static void
undo_as(struct contract *c, const char *who, int64_t undone, const char *refusal)
{
	struct tr_act act = act_of("act.undo");
	struct trien_err err = {0};
	struct tr_caller as = caller(who);
	int64_t id;

	act.caller = &as;
	act.reason = "thử";
	as.role = strcmp(who, "other") == 0 ? TR_ROLE_SUBSCRIBER : strncmp(who, "manage", 6) == 0 ? TR_ROLE_MANAGER : strcmp(who, "dept") == 0 ? TR_ROLE_DEPARTMENT
		  : TR_ROLE_ADMIN;
	const trien_rc rc = tr_act_undo(c->db, &act, TR_ACT_DO, undone, &id, &err);
	if (refusal == NULL)
		assert_ok(rc, &err);
	else
		assert_refused(rc, refusal);
	say(c, "%s undoes: %s\n", who, refusal == NULL ? "done" : refusal);
}

/* Undoing is writing: what may not be put may not be put back. */
static void
test_undoing(struct contract *c)
{
	province(c);
	const int64_t phone = does(c, "dept", "device.enter", 0, V("kind", "token", "serial", "T1", "agency", "H2", "state", "in_stock", "state_from", "2020-01-01"));
	undo_as(c, "other", phone, "registry.no-access");
	undo_as(c, "manager", phone, "registry.out-of-scope");
	undo_as(c, "dept", phone, NULL);
	const int64_t ended = does(c, "admin", "post.change", 3, V("to_at", "2020-01-01"));
	does(c, "admin", "post.enter", 0, V("person", "manager", "agency", "H2", "title", "Mẫu", "role", "manager", "from_at", "2020-01-01"));
	undo_as(c, "manager", ended, "registry.out-of-scope");
	undo_as(c, "admin", ended, NULL);
	const int64_t own = does(c, "second", "post.change", 1, V("to_at", "2020-01-01"));
	undo_as(c, "second", own, NULL);
	const int64_t self = does(c, "second", "post.change", 2, V("to_at", "2030-01-01"));
	undo_as(c, "second", self, "registry.grant-self");
	undo_as(c, "admin", self, NULL);
}

/* To take an entry back is to enter: of whom, where, and not the account that one comes by. */
static void
test_taking_out(struct contract *c)
{
	province(c);
	const int64_t ticket = does(c, "other", "ticket.enter", 0, V("agency", "H2", "person", "other", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"));
	undo_as(c, "manager", ticket, "registry.no-access");
	undo_as(c, "admin", ticket, "registry.no-access");
	undo_as(c, "other", ticket, NULL);
	const int64_t there = does(c, "admin", "person.enter", 0, V("code", "X1", "name", "Lê Thị Mẫu", "agency", "H2", "state", "active"));
	undo_as(c, "manager", there, "registry.out-of-scope");
	undo_as(c, "admin", there, NULL);
	/* The number of the own account may be that of another row. */
	undo_as(c, "admin", does(c, "admin", "unit.enter", 0, V("code", "1", "name", "Mẫu")), NULL);
	const int64_t account = does(c, "admin", "account.enter", 0, V("kind", "os", "name", "third", "person", "second", "state", "active"));
	undo_as(c, "third", account, "registry.account-own");
	undo_as(c, "second", account, NULL);
}

/* Who holds a role here and another there has each where it is held. */
static void
test_role_by_agency(struct contract *c)
{
	const struct tr_book *devices = &tr_books[TR_BOOK_device];
	struct trien_err err = {0};
	struct tr_viewer v;

	province(c);
	PUT(c, "t", "post", 0, "person", "3", "agency", "4", "title", "Mẫu", "role", "clerk", "from_at", "1");
	PUT(c, "t", "post", 0, "person", "3", "agency", "3", "title", "Mẫu", "role", "manager", "from_at", "1");
	struct tr_who w = comes(c, caller("manager"));
	assert_ok(tr_door_viewer(&w, devices, TR_VERB_SEE, &v, &err), &err);
	assert_int_equal(v.scope, TR_SCOPE_SUBTREE);
	assert_int_equal(v.person, MANAGER);
	assert_int_equal(v.agency, H1);
	assert_int_equal(v.more_count, 1);
	assert_int_equal(v.more[0], H11);
	struct tr_caller as = caller("manager");
	as.role = TR_ROLE_CLERK;
	w = comes(c, as);
	assert_ok(tr_door_viewer(&w, devices, TR_VERB_SEE, &v, &err), &err);
	assert_int_equal(v.scope, TR_SCOPE_AGENCY);
	assert_int_equal(v.agency, H2);
	assert_int_equal(v.more_count, 0);
	/* Where two may do as much, it is done as what comes first: a subscriber. An act with a word in the table wants no role said. */
	w = comes(c, caller("clerk"));
	assert_ok(tr_door_choose(&w, TR_OBJECT_TICKET, TR_VERB_ENTER, &err), &err);
	assert_int_equal(w.role, TR_ROLE_SUBSCRIBER);
	does(c, "manager", "person.change", HEAD, V("phone", "5"));
	w = comes(c, caller("clerk"));
	assert_ok(tr_door_choose_act(&w, "ticket.import", &err), &err);
	assert_int_equal(w.role, TR_ROLE_SUBSCRIBER);
	w = comes(c, caller("clerk"));
	assert_ok(tr_door_choose_act(&w, "test.something", &err), &err);
	assert_int_equal(w.role, TR_ROLE_CLERK);
}

/* What is another's to write in a row: its answer, the number of a letter. */
static void
test_columns(struct contract *c)
{
	enum tr_rules_object object;
	enum tr_rules_verb verb;

	province(c);
	person(c, "it", "2", "it_officer");
	/* An agency tells its difficulties, nobody does for himself (Điều 18.2); the department answers, and changes no word of it. */
	const char *const *told = V("agency", "H11", "kind", "difficulty", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01");
	does_not(c, "other", "proposal.enter", 0, V("agency", "H2", "kind", "proposal", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"), "registry.no-access");
	does_not(c, "clerk", "proposal.enter", 0, told, "registry.no-access");
	does_not(c, "head", "proposal.enter", 0, V("agency", "H1", "kind", "proposal", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"), "registry.key-unknown");
	does_not(c, "head", "proposal.enter", 0, V("agency", "H11", "kind", "proposal", "subject", "Mẫu", "state", "answered", "asked_at", "2020-01-01"), "registry.no-access");
	does_not(c, "head", "proposal.enter", 0, V("agency", "H11", "kind", "proposal", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01", "answer", "Mẫu"), "registry.no-access");
	does(c, "head", "proposal.enter", 0, told);
	does(c, "manager", "proposal.change", 1, V("subject", "Mẫu hai"));
	does_not(c, "manager", "proposal.change", 1, V("answer", "Mẫu"), "registry.no-access");
	does_not(c, "manager", "proposal.answer", 1, V("answer", "Mẫu"), "registry.no-access");
	does_not(c, "dept", "proposal.answer", 1, V("answer", "Mẫu", "subject", "Mẫu ba"), "registry.no-access");
	does_not(c, "dept", "proposal.change", 1, V("subject", "Mẫu ba"), "registry.no-access");
	const int64_t answered = does(c, "dept", "proposal.answer", 1, V("answer", "Mẫu", "state", "answered", "answered_at", "2020-01-02"));
	undo_as(c, "manager", answered, "registry.no-access");
	undo_as(c, "dept", answered, NULL);
	/* Support is answered by who gives it. */
	does(c, "other", "ticket.enter", 0, V("agency", "H2", "person", "other", "subject", "Mẫu", "state", "open", "asked_at", "2020-01-01"));
	does_not(c, "it", "ticket.answer", 1, V("answer", "Mẫu"), "registry.out-of-scope");
	does_not(c, "other", "ticket.answer", 1, V("answer", "Mẫu"), "registry.no-access");
	does(c, "admin", "ticket.answer", 1, V("answer", "Mẫu", "state", "answered", "answered_at", "2020-01-02"));
	/* A letter's number is written by the clerk (Điều 9.2c), its receiver by who makes the letter. */
	does(c, "manager", "letter.enter", 0, V("agency", "H1", "receiver", "authority", "state", "draft"));
	does_not(c, "clerk", "letter.change", 1, V("receiver", "department"), "registry.no-access");
	does_not(c, "clerk", "letter.forward", 1, V("receiver", "department"), "registry.no-access");
	does(c, "clerk", "letter.forward", 1, V("number", "1/CV-MAU"));
	does_not(c, "dept", "letter.forward", 1, V("number", "2/CV-MAU"), "registry.no-access");
	/* Words of other books are no acts. */
	assert_false(tr_door_act("device.answer", &object, &verb));
	assert_false(tr_door_act("proposal.approve", &object, &verb));
	assert_false(tr_door_act("proposal.undo", &object, &verb));
	assert_true(tr_door_act("picture.approve", &object, &verb));
}

/* A picture is proposed by its owner, and approved by another. */
static void
test_pictures(struct contract *c)
{
	static const char picture[] = "hình mẫu";
	char path[300], blob[TR_HEX256 + 1];
	struct tr_blobs *blobs;
	struct trien_err err = {0};

	province(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES(picture, sizeof(picture)), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "t", "certificate", 0, "fingerprint", "aa", "serial", "01", "issuer", "CA Mẫu", "subject_name", "Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder",
			"person", "person", "4", "agency", "3", "not_before", "1", "not_after", "9999", "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "state",
			"active", "state_from", "1", "renewals", "0");
	does_not(c, "clerk", "picture.enter", 0, V("kind", "signature", "certificate", "#1", "blob", blob, "state", "approved"), "registry.no-access");
	does_not(c, "clerk", "picture.enter", 0, V("kind", "signature", "certificate", "#1", "blob", blob, "state", "proposed", "approved_by", "manager"), "registry.key-unknown");
	does_not(c, "clerk", "picture.enter", 0, V("kind", "signature", "certificate", "#1", "blob", blob, "state", "proposed", "approved_by", "clerk"), "registry.no-access");
	does_not(c, "other", "picture.enter", 0, V("kind", "signature", "certificate", "#1", "blob", blob, "state", "proposed"), "registry.key-unknown");
	does(c, "clerk", "picture.enter", 0, V("kind", "signature", "certificate", "#1", "blob", blob, "state", "proposed", "proposed_by", "clerk"));
	/* Her own, which another agency has. */
	PUT(c, "t", "certificate", 0, "fingerprint", "bb", "serial", "02", "issuer", "CA Mẫu", "subject_name", "Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder",
			"person", "person", "4", "agency", "4", "not_before", "1", "not_after", "9999", "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "state",
			"active", "state_from", "1", "renewals", "0");
	does(c, "clerk", "picture.enter", 0, V("kind", "signature", "certificate", "#2", "blob", blob, "state", "proposed", "proposed_by", "clerk"));
	does_not(c, "clerk", "picture.approve", 1, V("state", "approved"), "registry.no-access");
	does_not(c, "manager", "picture.approve", 1, V("state", "approved"), "registry.no-access");
	does_not(c, "head", "picture.approve", 1, V("state", "approved", "kind", "seal"), "registry.no-access");
	does(c, "head", "picture.approve", 1, V("state", "approved", "approved_by", "head", "from_at", "2020-01-01"));
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* A report is not taken back by whoever made it: what lets a certificate sign again is for an officer of the managing agency, and another one. */
static void
test_undoing_a_report(struct contract *c)
{
	char path[300], blob[TR_HEX256 + 1];
	struct tr_blobs *blobs;
	struct trien_err err = {0};

	province(c);
	person(c, "manage2", "1", "manager");
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a certificate"), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "t", "certificate", 0, "fingerprint", "aa", "serial", "01", "issuer", "CA Mẫu", "subject_name", "Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder",
			"person", "person", "4", "agency", "3", "not_before", "1", "not_after", "9999", "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "state",
			"active", "state_from", "1", "renewals", "0");
	const int64_t stop = does(c, "manager", "certificate.change", 1, V("state", "stopped"));
	undo_as(c, "manager", stop, "registry.undo-resumes");
	undo_as(c, "dept", stop, "registry.undo-resumes");
	undo_as(c, "manage2", stop, NULL);
	/* What stops it again may be undone by anybody who may do it. */
	const int64_t again = does(c, "dept", "certificate.change", 1, V("state", "stopped"));
	undo_as(c, "manager", again, NULL);
	const int64_t resumed = does(c, "manager", "certificate.change", 1, V("reason", "mẫu"));
	undo_as(c, "manager", resumed, NULL);
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* ---- administrators ---- */

static void
test_last_administrator(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act undo = act_of("act.undo");

	open_log(c);
	agencies(c);
	/* Of a registry that is being set up the first account must be an administrator's. */
	struct tr_caller first = caller("anybody");
	int64_t act;
	PUT(c, "t", "person", 0, "code", "admin", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	const char *const *account = V("kind", "os", "name", "admin", "person", "admin", "state", "active");
	assert_refused(try_as(c, first, "account.enter", 0, account, &act, &err), "registry.last-admin");
	does(c, "anybody", "post.enter", 0, V("person", "admin", "agency", "H00", "title", "Mẫu", "role", "admin", "from_at", "2020-01-01"));
	does(c, "anybody", "account.enter", 0, account);
	does_not(c, "anybody", "unit.enter", 0, V("code", "1", "name", "Mẫu"), "registry.no-account");
	/* The only one stays: by no post, no person, no account, no undoing. */
	does_not(c, "admin", "post.change", 1, V("to_at", "2020-01-02"), "registry.last-admin");
	does_not(c, "admin", "post.change", 1, V("to_at", "2099-01-02"), "registry.last-admin");
	does_not(c, "admin", "person.change", 1, V("state", "retired"), "registry.last-admin");
	does_not(c, "admin", "account.change", 1, V("state", "closed"), "registry.account-own");
	PUT_REFUSED(c, "registry.last-admin", "account", 1, "state", "closed");
	undo.reason = "thử";
	assert_refused(tr_act_undo(c->db, &undo, TR_ACT_DO, ask_one(c->db, "SELECT MAX(id) FROM act"), NULL, &err), "registry.last-admin");
	/* A second one, without an account, does not count; with one, the first may go, but not by itself. */
	person(c, "second", "1", "admin");
	PUT(c, "t", "account", 2, "state", "closed");
	does_not(c, "admin", "post.change", 1, V("to_at", "2020-01-02"), "registry.last-admin");
	PUT(c, "t", "account", 2, "state", "active");
	does_not(c, "admin", "account.change", 1, V("person", "second"), "registry.account-own");
	does(c, "second", "account.change", 1, V("state", "closed"));
	does_not(c, "admin", "unit.enter", 0, V("code", "1", "name", "Mẫu"), "registry.no-account");
	does_not(c, "second", "post.change", 2, V("to_at", "2020-01-02"), "registry.last-admin");
	/* Others with accounts and posts are no administrators. */
	person(c, "clerk", "2", "clerk");
	does_not(c, "second", "post.change", 2, V("to_at", "2020-01-02"), "registry.last-admin");
	assert_int_equal(say_faults(c), 0);
}

/* ---- what is seen: of every book, by everybody ---- */

static void
test_every_book_has_a_door(struct contract *c)
{
	enum tr_rules_object object;

	(void)c;
	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		unsigned who = 0;
		if (!tr_book_object(&tr_books[i], &object))
			fail_msg("the access table has no word for the book %s: see tr_book_object()", tr_books[i].name);
		for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
			who += tr_rules_access((enum tr_rules_role)r, object, TR_VERB_SEE) != TR_SCOPE_NONE;
		if (who == 0)
			fail_msg("nobody sees the book %s", tr_books[i].name);
	}
}

struct wording {
	struct tr_who who;
	const struct tr_column *column;
	int64_t id;
	char text[200];
};

static trien_rc
word_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct wording *w = context;
	const struct tr_sql_value v = TR_SQL_I(w->id);
	TR_AUTO_BUF out = {0};

	TR_TRY(tr_reference_words(db, &w->who, w->column, &v, &out, err));
	snprintf(w->text, sizeof(w->text), "%.*s", (int)out.n, (const char *)out.p);
	return TRIEN_OK;
}

static void
reads(struct contract *c, const char *who, size_t book, size_t column, int64_t id, const char *want)
{
	struct wording w = {.who = comes(c, caller(who)), .column = &tr_books[book].columns[column], .id = id};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, word_work, &w, &err), &err);
	assert_string_equal(w.text, want);
	say(c, "%s: %s\n", who, w.text);
}

/* Other rows by their names, as far as they are seen. */
static void
test_words(struct contract *c)
{
	province(c);
	PUT(c, "t", "device", 0, "kind", "token", "serial", "T1", "agency", "4", "state", "in_stock", "state_from", "1");
	PUT(c, "t", "request", 0, "kind", "new", "state", "draft", "agency", "4", "asked_at", "1");
	reads(c, "manager", TR_BOOK_person, TR_person_agency, H2, "Huyện Mẫu Hai");
	reads(c, "manager", TR_BOOK_post, TR_post_person, HEAD, "Nguyễn Văn Mẫu");
	reads(c, "manager", TR_BOOK_post, TR_post_person, OTHER, "person:6");
	reads(c, "dept", TR_BOOK_post, TR_post_person, OTHER, "Nguyễn Văn Mẫu");
	reads(c, "dept", TR_BOOK_custody, TR_custody_device, 1, "token/T1");
	reads(c, "manager", TR_BOOK_custody, TR_custody_device, 1, "device:1");
	reads(c, "dept", TR_BOOK_incident, TR_incident_request, 1, "request:1");
}

/* What a role does not see of a row; in another's name neither what the administrator does not. */
static void
test_hidden(struct contract *c)
{
	const struct tr_book *person_book = &tr_books[TR_BOOK_person], *request = &tr_books[TR_BOOK_request];
	const uint32_t contact = TR_BIT(TR_person_email) | TR_BIT(TR_person_phone);
	struct tr_caller as = caller("manager");

	province(c);
	as.role = TR_ROLE_MANAGER;
	struct tr_who w = comes(c, as);
	assert_int_equal(tr_door_hidden(&w, person_book), 0);
	assert_int_equal(tr_door_hidden(&w, request), 0);
	as = (struct tr_caller){"os", "auditor", 0, TR_ROLE_AUDITOR, 0};
	w = comes(c, as);
	assert_int_equal(tr_door_hidden(&w, person_book), contact);
	assert_int_equal(tr_door_hidden(&w, &tr_books[TR_BOOK_certificate]), TR_BIT(TR_certificate_subject));
	as = (struct tr_caller){"os", "admin", MANAGER, TR_ROLE_MANAGER, 0};
	w = comes(c, as);
	assert_int_equal(tr_door_hidden(&w, request), TR_BIT(TR_request_form) | TR_BIT(TR_request_basis) | TR_BIT(TR_request_minutes));
	struct tr_viewer v;
	struct trien_err err = {0};
	assert_refused(tr_door_viewer(&w, request, TR_VERB_SEE, &v, &err), "registry.no-access");
	assert_refused(tr_door_viewer(&w, request, TR_VERB_EXPORT, &v, &err), "registry.no-access");
	int64_t act;
	assert_ok(try_as(c, as, "letter.enter", 0, V("agency", "H1", "receiver", "authority", "state", "draft"), &act, &err), &err); /* written, not read */
	assert_ok(tr_door_viewer(&w, person_book, TR_VERB_SEE, &v, &err), &err);
	assert_int_equal(v.scope, TR_SCOPE_SUBTREE);
}

/* Who comes as oneself reads what the role reads; what is hidden is taken out of a row, and nothing else. */
static void
test_own_eyes(struct contract *c)
{
	const struct tr_book *request = &tr_books[TR_BOOK_request];
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_person]);
	struct tr_viewer v;
	struct trien_err err = {0};

	open_log(c);
	struct tr_who w = comes(c, (struct tr_caller){"os", "anybody", 5, TR_ROLE_COUNT, 0});
	assert_ok(tr_door_viewer(&w, request, TR_VERB_SEE, &v, &err), &err); /* a registry that is being set up, whoever is named */
	assert_int_equal(v.scope, TR_SCOPE_PROVINCE);
	w = comes(c, (struct tr_caller){"os", "anybody", 0, TR_ROLE_SUBSCRIBER, 0});
	assert_ok(tr_door_viewer(&w, request, TR_VERB_SEE, &v, &err), &err);
	assert_int_equal(v.scope, TR_SCOPE_PROVINCE);
	empty_again(c);
	province(c);
	w = comes(c, (struct tr_caller){"os", "manager", 0, TR_ROLE_MANAGER, 0});
	assert_ok(tr_door_viewer(&w, request, TR_VERB_SEE, &v, &err), &err);
	assert_int_equal(v.scope, TR_SCOPE_SUBTREE);
	w = comes(c, (struct tr_caller){"os", "admin", MANAGER, TR_ROLE_MANAGER, 0});
	assert_refused(tr_door_viewer(&w, request, TR_VERB_SEE, &v, &err), "registry.no-access");
	assert_ok(tr_door_viewer(&w, &tr_books[TR_BOOK_letter], TR_VERB_ENTER, &v, &err), &err); /* to write is no reading */
	assert_int_equal(tr_door_hidden(&w, &tr_books[TR_BOOK_ticket]), 0); /* its report is for who supports (Điều 17.1) */
	tr_record_set_text(&r, TR_person_code, "CB");
	tr_record_set_text(&r, TR_person_email, "mau@example.vn");
	tr_door_mask(TR_BIT(TR_person_email), &r);
	assert_true(r.v[TR_person_email].null);
	assert_true(tr_record_is(&r, TR_person_code, "CB"));
}

extern const struct contract_row door_tests[];
const struct contract_row door_tests[] = {{"who comes in", test_who}, {"posts", test_posts}, {"rows", test_rows}, {"role wanted", test_role_wanted}, {"who gives roles", test_giving}, {"whom one names", test_naming},
	{"undoing at the doors", test_undoing}, {"entries taken out", test_taking_out},
	{"roles by agency", test_role_by_agency}, {"columns of another", test_columns}, {"pictures", test_pictures}, {"undoing a report", test_undoing_a_report}, {"last administrator", test_last_administrator}, {"a door for every book", test_every_book_has_a_door},
	{"references in words", test_words}, {"hidden columns", test_hidden}, {"own eyes", test_own_eyes},
	{NULL, NULL},
};
