/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs: put once, taken by one, tried again, given up with a reason. */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/store.h"
#include "contract.h"
#include "store/job.h"

struct step {
	struct tr_job_new put;
	struct tr_job *job;
	struct tr_env *env;
	const char *kind, *why;
	int64_t id, now, lease;
	bool found, fail;
};

static trien_rc
put(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	TR_TRY(tr_job_put(db, &s->put, &s->id, err));
	return s->fail ? TR_ERR0(err, STORE_CONSTRAINT) : TRIEN_OK;
}

static trien_rc
take(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	return tr_job_take(db, s->env, s->kind, s->lease, s->job, &s->found, err);
}

static trien_rc
done(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct step *s = context;
	return tr_job_done(db, s->job, s->now, err);
}

static trien_rc
failed(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct step *s = context;
	return tr_job_failed(db, s->job, s->why, s->now, err);
}

static trien_rc
give_up(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct step *s = context;
	return tr_job_give_up(db, s->job, s->why, s->now, err);
}

static int64_t
put_one(struct contract *c, const char *kind, const char *dedup, int64_t ready_at)
{
	struct trien_err err = {0};
	struct step s = {.put = {.kind = kind, .payload = TR_TEXT_LIT("{\"a\":1}"), .dedup = dedup, .ready_at = ready_at, .now = 5}};

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, put, &s, &err), &err);
	return s.id;
}

static bool
take_one(struct contract *c, struct tr_env *env, struct tr_job *job)
{
	struct trien_err err = {0};
	struct step s = {.job = job, .env = env, .kind = "mail", .lease = 100};

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take, &s, &err), &err);
	if (s.found)
		say(c, "took %lld %s %.*s try %u\n", (long long)job->id, job->kind, (int)job->payload.n, job->payload.p, job->tries);
	return s.found;
}

static void
test_put(struct contract *c)
{
	struct trien_err err = {0};
	struct step s = {.put = {.kind = "mail", .payload = TR_TEXT_LIT("{}"), .dedup = "x"}, .fail = true};

	assert_int_equal(put_one(c, "mail", NULL, 10), 1);
	assert_int_equal(put_one(c, "mail", NULL, 10), 2);
	/* With the act it is rolled back, and leaves no gap. */
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, put, &s, &err), "store.constraint");
	assert_int_equal(put_one(c, "mail", "x", 10), 3);
	assert_int_equal(put_one(c, "mail", "x", 99), 3);
	assert_int_equal(put_one(c, "fetch", "x", 10), 4);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job"), 4);
	assert_int_equal(ask_one(c->db, "SELECT ready_at FROM job WHERE id = 3"), 10);
}

static void
test_take(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.now = 9};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_job first = {0}, second = {0};

	put_one(c, "mail", NULL, 20);
	put_one(c, "mail", NULL, 10);
	put_one(c, "fetch", NULL, 1); /* of another kind: nobody takes it here */
	assert_false(take_one(c, &env, &first));
	clock.now = 10;
	assert_true(take_one(c, &env, &first));
	assert_false(take_one(c, &env, &second));
	clock.now = 20;
	assert_true(take_one(c, &env, &second));
	assert_string_not_equal(first.lease, second.lease);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, done, &(struct step){.job = &first, .now = 30}, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, done, &(struct step){.job = &first, .now = 30}, &err), "store.job-lost");
	/* The second's taker was killed: at the end of its lease, not before, another has it. */
	clock.now = 119;
	assert_false(take_one(c, &env, &first));
	clock.now = 120;
	assert_true(take_one(c, &env, &first));
	assert_int_equal(first.tries, 2);
	/* The dead one wakes up: it may not end what is another's now. */
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, done, &(struct step){.job = &second, .now = 121}, &err), "store.job-lost");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, failed, &(struct step){.job = &second, .why = "x"}, &err), "store.job-lost");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, give_up, &(struct step){.job = &second, .why = "x"}, &err), "store.job-lost");
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, done, &(struct step){.job = &first, .now = 122}, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE state = 'done' AND reason IS NULL"), 2);
	tr_job_free(&first);
	tr_job_free(&second);
}

static void
test_failures(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.now = 0};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_job job = {0};

	put_one(c, "mail", NULL, 0);
	for (unsigned i = 1; i <= TR_JOB_TRIES_MAX; i++) {
		assert_true(take_one(c, &env, &job));
		assert_int_equal(job.tries, i);
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, failed, &(struct step){.job = &job, .why = "fetch.timeout", .now = clock.now},
				&err), &err);
		/* The pause, and up to a quarter of it more. */
		clock.now += tr_job_pause("mail", i) - 1;
		assert_false(take_one(c, &env, &job));
		clock.now += tr_job_pause("mail", i) / 4 + 1;
	}
	assert_false(take_one(c, &env, &job));
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE state = 'dead' AND reason = 'fetch.timeout' AND lease IS NULL"), 1);
	assert_int_equal(tr_job_pause("mail", 1), TR_JOB_PAUSE_SECONDS);
	assert_int_equal(tr_job_pause("mail", 2), 2 * TR_JOB_PAUSE_SECONDS);
	assert_int_equal(tr_job_pause("mail", 1000), TR_JOB_PAUSE_MAX_SECONDS);
	put_one(c, "mail", NULL, 0);
	assert_true(take_one(c, &env, &job));
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, give_up, &(struct step){.job = &job, .why = "fetch.url-refused", .now = 1}, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT tries FROM job WHERE state = 'dead' AND reason = 'fetch.url-refused'"), 1);
	tr_job_free(&job);
}

/* What is told to other systems: eight tries, two days from the first to the last and a quarter more at most; a killed taker's count. */
static void
test_hooks(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.now = 0};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_job job = {0};
	struct step s = {.job = &job, .env = &env, .kind = TR_JOB_HOOK, .lease = 100, .why = "fetch.timeout"};
	int64_t least = 0;

	put_one(c, TR_JOB_HOOK, NULL, 0);
	for (unsigned i = 1; i <= TR_JOB_HOOK_TRIES_MAX; i++) {
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take, &s, &err), &err);
		assert_true(s.found && job.tries == i);
		s.now = clock.now;
		if (i < TR_JOB_HOOK_TRIES_MAX)
			least += tr_job_pause(TR_JOB_HOOK, i);
		clock.now += tr_job_pause(TR_JOB_HOOK, i) * 5 / 4 + 1;
		if (i != 3) /* the third taker was killed: its lease is over by then, and it has counted */
			assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, failed, &s, &err), &err);
	}
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take, &s, &err), &err);
	assert_false(s.found);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE state = 'dead' AND reason = 'fetch.timeout' AND tries = 8"), 1);
	assert_in_range(least, 45 * 3600, 48 * 3600);
	/* Killed every time. */
	put_one(c, TR_JOB_HOOK, NULL, clock.now);
	for (unsigned i = 1; i <= TR_JOB_HOOK_TRIES_MAX; i++, clock.now += 100) {
		assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take, &s, &err), &err);
		assert_true(s.found);
	}
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, take, &s, &err), &err);
	assert_false(s.found);
	tr_job_free(&job);
}

/* A job whose takers all die is dead too, and says so. */
static void
test_deadly(struct contract *c)
{
	struct tr_env_fixed clock = {.now = 0};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_job job = {0};

	put_one(c, "mail", NULL, 0);
	for (unsigned i = 1; i <= TR_JOB_TRIES_MAX; i++, clock.now += 100)
		assert_true(take_one(c, &env, &job));
	assert_false(take_one(c, &env, &job));
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE state = 'dead' AND reason = 'store.job-lost'"), 1);
	tr_job_free(&job);
}

static trien_rc
retry(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct step *s = context;
	return tr_job_retry(db, s->id, s->now, err);
}

static trien_rc
cancel(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct step *s = context;
	return tr_job_cancel(db, s->id, s->now, err);
}

static trien_rc
list(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct contract *c = context;
	TR_AUTO_ROWS all = {0};
	TR_AUTO_ROWS dead = {0};
	TR_AUTO_ROWS behind = {0};

	TR_TRY(tr_job_page(db, NULL, 0, &all, err));
	TR_TRY(tr_job_page(db, "dead", 0, &dead, err));
	TR_TRY(tr_job_page(db, NULL, 1, &behind, err));
	for (size_t i = 0; i < all.count; i++)
		say(c, "%lld %s %s %lld\n", (long long)tr_sql_int(&all, i, 0), tr_sql_text(&all, i, 1), tr_sql_text(&all, i, 2), (long long)tr_sql_int(&all, i, 3));
	assert_int_equal(all.count, behind.count + 1);
	say(c, "%zu dead\n", dead.count);
	return TRIEN_OK;
}

static void
test_looking_after(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.now = 50};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_job job = {0};

	put_one(c, "mail", NULL, 0);
	put_one(c, "mail", NULL, 900);
	assert_true(take_one(c, &env, &job));
	/* What somebody works at is left alone. */
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, cancel, &(struct step){.id = 1, .now = 60}, &err), "store.job-state");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, retry, &(struct step){.id = 1, .now = 60}, &err), "store.job-state");
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, give_up, &(struct step){.job = &job, .why = "fetch.timeout", .now = 60}, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, cancel, &(struct step){.id = 2, .now = 60}, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, cancel, &(struct step){.id = 2, .now = 60}, &err), "store.job-state");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, retry, &(struct step){.id = 3, .now = 60}, &err), "store.job-state");
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, list, c, &err), &err);
	clock.now = 70;
	assert_false(take_one(c, &env, &job));
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, retry, &(struct step){.id = 1, .now = 70}, &err), &err);
	assert_true(take_one(c, &env, &job));
	assert_int_equal(job.tries, 1);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, done, &(struct step){.job = &job, .now = 80}, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, retry, &(struct step){.id = 1, .now = 80}, &err), "store.job-state");
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, list, c, &err), &err);
	tr_job_free(&job);
}

static void
limit(struct contract *c, size_t kind, size_t payload, size_t dedup, const char *id)
{
	char *text = malloc(TR_JOB_PAYLOAD_MAX + 2);
	struct trien_err err = {0};
	char k[TR_JOB_KIND_MAX + 2] = "", d[TR_JOB_DEDUP_MAX + 2] = "";

	memset(text, 'x', TR_JOB_PAYLOAD_MAX + 2);
	memset(k, 'k', kind);
	memset(d, 'd', dedup);
	struct step s = {.put = {.kind = k, .payload = {text, payload}, .dedup = d}};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, put, &s, &err), id);
	free(text);
}

static void
test_limits(struct contract *c)
{
	limit(c, TR_JOB_KIND_MAX, TR_JOB_PAYLOAD_MAX, TR_JOB_DEDUP_MAX, "ok");
	limit(c, TR_JOB_KIND_MAX + 1, 1, 1, "store.job-limit");
	limit(c, 0, 1, 1, "store.job-limit");
	limit(c, 1, TR_JOB_PAYLOAD_MAX + 1, 1, "store.job-limit");
	limit(c, 1, 1, TR_JOB_DEDUP_MAX + 1, "store.job-limit");
}

extern const struct contract_row job_tests[];
const struct contract_row job_tests[] = {
	{"job put", test_put}, {"job take", test_take}, {"job failures", test_failures}, {"job deadly", test_deadly}, {"job hooks", test_hooks},
	{"job looking after", test_looking_after}, {"job limits", test_limits}, {NULL, NULL},
};
