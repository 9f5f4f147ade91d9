/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1
 * Passwords, one-time codes, sessions and known browsers in the database, on both back ends; and how wrong passwords are counted. The clock is the test's.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/limits.h"
#include "registry/login.h"
#include "sample.h"
#include "service/limits.h"
#include "service/visit.h"
#include "service/throttle.h"

#define PASSWORD "Câu dễ nhớ của người Mẫu"

/* ---- people ---- */

static void
people(struct contract *c)
{
	open_log(c);
	PUT(c, "t", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "t", "person", 0, "code", "A", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	PUT(c, "t", "post", 0, "person", "1", "agency", "1", "title", "Quản trị", "role", "admin", "from_at", "1");
	PUT(c, "t", "account", 0, "kind", "os", "name", "root", "person", "1", "state", "active");
	PUT(c, "t", "person", 0, "code", "B", "name", "Trần Thị Mẫu", "agency", "1", "state", "active");
	PUT(c, "t", "account", 0, "kind", "password", "name", "tran.mau", "person", "2", "state", "active");
}

struct working {
	struct tr_login_change change;
	struct tr_caller caller;
	struct tr_login found;
	const char *name;
	struct tr_visit session;
	const struct tr_key_file *key; /* NULL: the one that is always used */
	const char *cookie, *hash;
	int64_t now, step;
	bool is;
};

static trien_rc
set(struct contract *c, struct working *k, const char *caller, struct trien_err *err)
{
	struct tr_act act = act_of("login.enter");

	k->caller = (struct tr_caller){.kind = "os", .name = caller, .role = TR_ROLE_COUNT};
	act.caller = &k->caller;
	return tr_act_do(c->db, &act, TR_ACT_DO, tr_login_change, &k->change, NULL, err);
}

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_login_find(db, k->name, &k->found, err);
}

static int64_t
found(struct contract *c, struct working *k, const char *name)
{
	struct trien_err err = {0};

	k->name = name;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, find_work, k, &err), &err);
	return k->found.account;
}

static void
secrets_are_set_by_acts(struct contract *c)
{
	struct trien_err err = {0};
	struct working k = {.change = {.verb = TR_LOGIN_TOTP, .account = 2}};
	char hash[TR_PASSWORD_HASH_MAX];
	bool is;

	people(c);
	assert_refused(set(c, &k, "root", &err), "registry.login-none");
	assert_ok(tr_password_hash(&tr_env_system, PASSWORD, hash, &err), &err);
	k.change = (struct tr_login_change){.verb = TR_LOGIN_PASSWORD, .account = 1, .hash = hash};
	assert_refused(set(c, &k, "root", &err), "registry.login-kind");
	k.change.account = 9;
	assert_refused(set(c, &k, "root", &err), "registry.not-found");
	k.change.account = 2;
	assert_refused(set(c, &k, "nobody", &err), "registry.no-account");
	assert_int_equal(found(c, &k, "tran.mau"), 0);
	assert_ok(set(c, &k, "root", &err), &err);
	assert_int_equal(found(c, &k, "tran.ma"), 0);
	assert_int_equal(found(c, &k, "tran.mau"), 2);
	assert_ok(tr_password_is(k.found.hash, PASSWORD, &is, &err), &err);
	assert_true(is);
	say_book(c, "account");
	/* Who is no administrator sets nobody's. */
	PUT(c, "t", "account", 0, "kind", "os", "name", "mau", "person", "2", "state", "active");
	assert_refused(set(c, &k, "mau", &err), "registry.no-access");
	/* Secrets that are written by hand, the same hash for another account too, open nothing. */
	PUT(c, "t", "account", 0, "kind", "password", "name", "nguyen.mau", "person", "1", "state", "active");
	assert_ok(write_one(c->db, "INSERT INTO login_secret SELECT 4, password, totp, totp_step, set_at FROM login_secret", &err), &err);
	assert_int_equal(found(c, &k, "nguyen.mau"), 0);
	assert_ok(write_one(c->db, "UPDATE login_secret SET totp = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' WHERE account = 2", &err), &err);
	assert_int_equal(found(c, &k, "tran.mau"), 0);
	assert_ok(write_one(c->db, "UPDATE login_secret SET totp = '' WHERE account = 2", &err), &err);
	assert_int_equal(found(c, &k, "tran.mau"), 2);
	/* Closed, or gone: no login. */
	PUT(c, "t", "account", 2, "kind", "password", "name", "tran.mau", "person", "2", "state", "closed");
	assert_int_equal(found(c, &k, "tran.mau"), 0);
	PUT(c, "t", "account", 2, "kind", "password", "name", "tran.mau", "person", "2", "state", "active");
	assert_int_equal(found(c, &k, "tran.mau"), 2);
	PUT(c, "t", "person", 2, "code", "B", "name", "Trần Thị Mẫu", "agency", "1", "state", "left");
	assert_int_equal(found(c, &k, "tran.mau"), 0);
	assert_int_equal(say_faults(c), 0);
}

static trien_rc
take_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_login_take(db, &k->found, k->step, &k->is, err);
}

static bool
taken(struct contract *c, struct working *k, int64_t step)
{
	struct trien_err err = {0};

	k->step = step;
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take_work, k, &err), &err);
	return k->is;
}

/* A code is taken once; secrets that were changed meanwhile are not those that were looked at. */
static void
codes_are_taken_once(struct contract *c)
{
	struct trien_err err = {0};
	char hash[TR_PASSWORD_HASH_MAX];
	struct working k = {.change = {.verb = TR_LOGIN_PASSWORD, .account = 2, .hash = hash}};

	people(c);
	assert_ok(tr_password_hash(&tr_env_system, PASSWORD, hash, &err), &err);
	assert_ok(set(c, &k, "root", &err), &err);
	found(c, &k, "tran.mau");
	assert_true(taken(c, &k, 0));
	k.change.verb = TR_LOGIN_TOTP;
	snprintf(k.change.totp, sizeof(k.change.totp), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_ok(set(c, &k, "root", &err), &err);
	assert_false(taken(c, &k, 0));
	found(c, &k, "tran.mau");
	assert_string_equal(k.found.totp, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_true(taken(c, &k, 7));
	assert_false(taken(c, &k, 7));
	assert_false(taken(c, &k, 6));
	assert_true(taken(c, &k, 8));
	k.change.verb = TR_LOGIN_NO_TOTP;
	assert_ok(set(c, &k, "root", &err), &err);
	found(c, &k, "tran.mau");
	assert_string_equal(k.found.totp, "");
	assert_int_equal(say_faults(c), 0);
}

/* ---- sessions ---- */

static const struct tr_key_file key = {{1, 2, 3}}, other_key = {{1, 2, 4}};

static trien_rc
put_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_visit_put(db, &key, &(struct tr_visit_new){2, k->hash, ""}, k->now, err);
}

static trien_rc
session_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_visit_find(db, k->key != NULL ? k->key : &key, k->cookie, k->now, &k->session, err);
}

static trien_rc
use_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_visit_use(db, &k->session, k->now, err);
}

static trien_rc
confirm_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_visit_confirm(db, &key, &k->session, k->hash, k->now, err);
}

static trien_rc
end_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_visit_end(db, k->session.hash, err);
}

static struct tr_secret
a_session(struct contract *c, int64_t now)
{
	struct trien_err err = {0};
	struct tr_secret s;
	struct working k = {.now = now, .hash = s.hash};

	assert_ok(tr_secret_make(&tr_env_system, &s, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, put_work, &k, &err), &err);
	return s;
}

static trien_rc
look(struct contract *c, struct working *k, const struct tr_secret *s, int64_t now, struct trien_err *err)
{
	k->cookie = s->value;
	k->now = now;
	return tr_sql_transact(c->db, TR_SQL_READ, session_work, k, err);
}

static void
sessions_end(struct contract *c)
{
	struct trien_err err = {0};
	struct working k = {0};

	people(c);
	const struct tr_secret s = a_session(c, NOW);
	assert_ok(look(c, &k, &s, NOW + TR_VISIT_IDLE_SECONDS - 1, &err), &err);
	assert_int_equal(k.session.account, 2);
	assert_string_equal(k.session.name, "tran.mau");
	assert_refused(look(c, &k, &s, NOW + TR_VISIT_IDLE_SECONDS, &err), "service.session-none");
	/* The value is not in the database, and its hash is no cookie. */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM session"), 1);
	struct tr_secret wrong = s;
	snprintf(wrong.value, sizeof(wrong.value), "%s", s.hash);
	assert_refused(look(c, &k, &wrong, NOW, &err), "service.session-none");
	snprintf(wrong.value, sizeof(wrong.value), "%s", "");
	assert_refused(look(c, &k, &wrong, NOW, &err), "service.session-none");
	/* Used again and again, it ends with the day. */
	assert_ok(look(c, &k, &s, NOW, &err), &err);
	assert_false(tr_visit_wants_use(&k.session, NOW + 59));
	assert_true(tr_visit_wants_use(&k.session, NOW + 60));
	for (int64_t at = NOW; at < NOW + TR_VISIT_SECONDS - 1; at += TR_VISIT_IDLE_SECONDS - 1) {
		assert_ok(look(c, &k, &s, at, &err), &err);
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, use_work, &k, &err), &err);
	}
	assert_ok(look(c, &k, &s, NOW + TR_VISIT_SECONDS - 1, &err), &err);
	assert_refused(look(c, &k, &s, NOW + TR_VISIT_SECONDS, &err), "service.session-none");
	/* Those that are over go with the next login. */
	const struct tr_secret next = a_session(c, NOW + TR_VISIT_SECONDS);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM session"), 1);
	assert_ok(look(c, &k, &next, NOW + TR_VISIT_SECONDS, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, end_work, &k, &err), &err);
	assert_refused(look(c, &k, &next, NOW + TR_VISIT_SECONDS, &err), "service.session-none");
}

/* Who writes rows by hand has not the key. */
static void
rows_by_hand_open_nothing(struct contract *c)
{
	static const char *const forged[] = {
		"UPDATE session SET account = 1", "UPDATE session SET made_at = made_at + 1", "UPDATE session SET confirmed_at = confirmed_at + 1",
		"UPDATE session SET certificate = token", "UPDATE session SET seal = token",
		"UPDATE session SET seal = (SELECT s.seal FROM session s WHERE s.account = 1), account = 1 WHERE account = 2"};
	struct trien_err err = {0};
	struct working k = {0};

	people(c);
	for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++) {
		const struct tr_secret s = a_session(c, NOW);
		assert_ok(look(c, &k, &s, NOW, &err), &err);
		assert_ok(write_one(c->db, forged[i], &err), &err);
		assert_refused(look(c, &k, &s, NOW, &err), "service.session-none");
	}
	/* Nor does another service's key open what this one has sealed; used_at is free. */
	const struct tr_secret s = a_session(c, NOW);
	assert_ok(write_one(c->db, "UPDATE session SET used_at = used_at + 1 WHERE seal <> token AND account = 2 AND certificate = ''", &err), &err);
	assert_ok(look(c, &k, &s, NOW, &err), &err);
	k.key = &other_key;
	assert_refused(look(c, &k, &s, NOW, &err), "service.session-none");
}

static void
confirming_gives_another_name(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_secret again;
	struct working k = {.hash = again.hash};

	people(c);
	const struct tr_secret s = a_session(c, NOW);
	assert_ok(look(c, &k, &s, NOW + 1, &err), &err);
	assert_true(tr_visit_is_fresh(&k.session, NOW + TR_VISIT_FRESH_SECONDS - 1));
	assert_false(tr_visit_is_fresh(&k.session, NOW + TR_VISIT_FRESH_SECONDS));
	assert_ok(tr_secret_make(&tr_env_system, &again, &err), &err);
	k.now = NOW + 1000;
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, confirm_work, &k, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, confirm_work, &k, &err), "service.session-none");
	assert_refused(look(c, &k, &s, NOW + 1000, &err), "service.session-none");
	assert_ok(look(c, &k, &again, NOW + 1000, &err), &err);
	assert_true(tr_visit_is_fresh(&k.session, NOW + 1000 + TR_VISIT_FRESH_SECONDS - 1));
	assert_int_equal(k.session.made_at, NOW); /* and lives no longer for it */
}

static void
sessions_are_few(struct contract *c)
{
	struct trien_err err = {0};
	struct working k = {0};
	struct tr_secret s[TR_VISITS_MAX + 1];

	people(c);
	for (size_t i = 0; i < TR_VISITS_MAX; i++)
		s[i] = a_session(c, NOW + (int64_t)i);
	assert_ok(look(c, &k, &s[0], NOW + 20, &err), &err);
	s[TR_VISITS_MAX] = a_session(c, NOW + 20);
	assert_refused(look(c, &k, &s[0], NOW + 20, &err), "service.session-none");
	for (size_t i = 1; i <= TR_VISITS_MAX; i++)
		assert_ok(look(c, &k, &s[i], NOW + 20, &err), &err);
}

/* ---- browsers ---- */

static trien_rc
device_put_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_login_device_put(db, 2, k->hash, k->now, err);
}

static trien_rc
device_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct working *k = context;
	return tr_login_device_is(db, k->step, k->hash, k->now, &k->is, err);
}

static bool
knows(struct contract *c, const struct tr_secret *s, int64_t account, int64_t now)
{
	struct trien_err err = {0};
	struct working k = {.hash = s->hash, .now = now, .step = account};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, device_work, &k, &err), &err);
	return k.is;
}

static void
browsers_are_known(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_secret s[TR_LOGIN_DEVICES_MAX + 1];

	people(c);
	for (size_t i = 0; i <= TR_LOGIN_DEVICES_MAX; i++) {
		struct working k = {.hash = s[i].hash, .now = NOW + (int64_t)i};
		assert_ok(tr_secret_make(&tr_env_system, &s[i], &err), &err);
		assert_false(knows(c, &s[i], 2, NOW));
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, device_put_work, &k, &err), &err);
		assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM login_device"), i < TR_LOGIN_DEVICES_MAX ? i + 1 : TR_LOGIN_DEVICES_MAX);
	}
	assert_false(knows(c, &s[0], 2, NOW + 20)); /* the oldest made room */
	assert_true(knows(c, &s[1], 2, NOW + 20));
	assert_false(knows(c, &s[1], 1, NOW + 20)); /* another account's */
	assert_true(knows(c, &s[1], 2, NOW + TR_LOGIN_DEVICE_SECONDS));
	assert_false(knows(c, &s[1], 2, NOW + 1 + TR_LOGIN_DEVICE_SECONDS));
}

static const struct contract_row login_tests[] = {
	{"secrets are set by acts", secrets_are_set_by_acts},
	{"codes are taken once", codes_are_taken_once},
	{"sessions end", sessions_end},
	{"rows by hand open nothing", rows_by_hand_open_nothing},
	{"confirming gives another name", confirming_gives_another_name},
	{"sessions are few", sessions_are_few},
	{"browsers are known", browsers_are_known},
	{NULL, NULL},
};
const struct contract_row *const contract_groups[] = {login_tests, NULL};
