/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kill -9 while two runners work off the job table, and of the database, on both back ends: job_torment JOBS. Some jobs fail at every try, some cannot work at all. Afterwards no job is open:
 * each was done once, in the transaction that says so, or is dead with its reason and did nothing. Requirement: X4
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "store/job.h"
#include "torment.h"

#define BEGIN 1790000000
#define LEASE 60
#define AT_ONCE 500u /* put in one transaction */
#define EVERY 50     /* of so many jobs one fails always, and one is given up; also in what is asked at the end */
#define STEP_NS 4000000L
#define ROUNDS_MAX 20000u

static int64_t *clock_now; /* shared with the children: where nothing is ready, time goes by */

static int64_t
now(void *context)
{
	(void)context;
	return __atomic_load_n(clock_now, __ATOMIC_SEQ_CST);
}

static trien_rc
random_bytes(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	(void)context;
	return tr_env_system.random(NULL, out, n, err);
}

static const struct tr_env env = {.now = now, .random = random_bytes};

/* ---- jobs ---- */

struct putting {
	unsigned from, to;
};

static trien_rc
put_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct putting *p = context;
	int64_t id;

	for (unsigned i = p->from; i < p->to; i++) {
		const struct tr_job_new n = {.kind = "torment", .payload = TR_TEXT_LIT("{}"), .ready_at = BEGIN, .now = BEGIN};
		TR_TRY(tr_job_put(db, &n, &id, err));
	}
	return TRIEN_OK;
}

static trien_rc
table_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	(void)context;
	return tr_sql_run(db, "CREATE TABLE effect (job BIGINT NOT NULL)", NULL, 0, NULL, err);
}

/* ---- a runner ---- */

struct running {
	struct tr_job job;
	bool found;
};

static trien_rc
take_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct running *r = context;

	tr_job_free(&r->job);
	r->job = (struct tr_job){0};
	return tr_job_take(db, &env, "torment", LEASE, &r->job, &r->found, err);
}

static trien_rc
end_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_job *j = &((const struct running *)context)->job;

	if (j->id % EVERY == 1)
		return tr_job_failed(db, j, "store.busy", now(NULL), err);
	if (j->id % EVERY == 2)
		return tr_job_give_up(db, j, "store.file-failed", now(NULL), err);
	TR_TRY(tr_sql_run(db, "INSERT INTO effect (job) VALUES ($1)", TR_SQL_IN(TR_SQL_I(j->id)), NULL, err));
	return tr_job_done(db, j, now(NULL), err);
}

static void
pass_time(void)
{
	__atomic_add_fetch(clock_now, LEASE, __ATOMIC_SEQ_CST);
	nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* The database may be gone at any moment: what was not written is done again. */
static _Noreturn void
run_jobs(struct tr_sql *db)
{
	struct running r = {0};

	for (;;) {
		r.found = false;
		if (tr_sql_transact(db, TR_SQL_WRITE, take_work, &r, NULL) == TRIEN_OK && r.found)
			(void)!tr_sql_transact(db, TR_SQL_WRITE, end_work, &r, NULL);
		else
			pass_time();
	}
}

static void
work(unsigned round, int begun)
{
	const pid_t self = getpid();

	(void)round;
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() == self)
			run_jobs(torment_open());
		_exit(0);
	}
	struct tr_sql *db = torment_open();
	torment_check(write(begun, "", 1) == 1, "begun");
	run_jobs(db);
}

/* ---- what is left ---- */

/* On a connection of its own: the one before may have died with the database. */
static int64_t
count(const char *sql)
{
	struct tr_sql *db = torment_open();
	const int64_t n = torment_ask(db, sql);

	tr_sql_close(db);
	return n;
}

static void
put_jobs(unsigned jobs)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_make(BEGIN);

	torment_must(tr_sql_transact(db, TR_SQL_WRITE, table_work, NULL, &err), &err, "table");
	for (struct putting p = {0}; p.from < jobs; p.from = p.to) {
		p.to = p.from + AT_ONCE < jobs ? p.from + AT_ONCE : jobs;
		torment_must(tr_sql_transact(db, TR_SQL_WRITE, put_work, &p, &err), &err, "jobs");
	}
	tr_sql_close(db);
}

static void
run(unsigned jobs)
{
	unsigned rounds = 0;

	*clock_now = BEGIN;
	put_jobs(jobs);
	while (count("SELECT COUNT(*) FROM job WHERE state IN ('ready', 'leased')") > 0) {
		torment_check(rounds < ROUNDS_MAX, "jobs that never end");
		torment_kill(rounds++, work, STEP_NS);
	}
	const int64_t done = count("SELECT COUNT(*) FROM job WHERE state = 'done'"), dead = count("SELECT COUNT(*) FROM job WHERE state = 'dead'");
	torment_check(done + dead == (int64_t)jobs, "a job is lost");
	torment_check(count("SELECT COUNT(*) FROM effect") == done, "done, and not as often as it is said");
	torment_check(count("SELECT COUNT(*) FROM (SELECT job FROM effect GROUP BY job HAVING COUNT(*) > 1) AS twice") == 0, "done twice");
	torment_check(count("SELECT COUNT(*) FROM job WHERE state = 'done' AND id NOT IN (SELECT job FROM effect)") == 0, "said to be done");
	torment_check(count("SELECT COUNT(*) FROM job WHERE state = 'dead' AND reason NOT IN ('store.busy', 'store.file-failed', 'store.job-lost')") == 0, "dead without its reason");
	torment_check(count("SELECT COUNT(*) FROM job WHERE state = 'dead' AND id % 50 NOT IN (1, 2) AND reason <> 'store.job-lost'") == 0, "dead, and could have been done");
	torment_check(count("SELECT COUNT(*) FROM job WHERE state = 'done' AND id % 50 IN (1, 2)") == 0, "done, and could not");
	printf("%u jobs, %u kills: %lld done once, %lld dead with a reason\n", jobs, rounds, (long long)done, (long long)dead);
}

int
main(int argc, char **argv)
{
	clock_now = mmap(NULL, sizeof(*clock_now), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	torment_check(clock_now != MAP_FAILED, "mmap");
	return torment_main(argc, argv, run);
}
