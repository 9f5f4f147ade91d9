/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * What keeps documents provable: a job for each that has something to prove, put with its act; the evidence that was worked on is still the document's when it is
 * kept; what is not whole is listed with its job. The work itself is the commands' (tests/cli/jobs_evidence.sh).
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "gate.h"
#include "office/limits.h"
#include "office/proof.h"

#define MANY 24
#define KILLS 6
#define LEASE 2 /* seconds, of runners that are killed */
#define JOBS "SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep'"

struct step {
	struct bureau *b;
	const char *payload;
	struct tr_proof p;
	struct tr_proof_kept kept;
	const struct tr_book *book;
	int64_t now, after;
	struct tr_sql_rows rows;
};

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	return tr_proof_load(db, TR_BYTES(s->payload, strlen(s->payload)), &s->p, err);
}

static trien_rc
keep(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	return tr_proof_keep(db, &s->b->act, &s->p, &s->kept, err);
}

static trien_rc
list_open(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;

	tr_sql_rows_free(&s->rows);
	return tr_proof_open(db, s->book, s->now, s->after, &s->rows, err);
}

static void
load_ok(struct step *s, const char *payload)
{
	struct trien_err err = {0};

	s->payload = payload;
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_READ, load, s, &err), &err);
}

static void
load_refused(struct step *s, const char *payload, const char *error)
{
	struct trien_err err = {0};

	s->payload = payload;
	assert_refused(tr_sql_transact(s->b->c->db, TR_SQL_READ, load, s, &err), error);
}

static void
keep_ok(struct step *s, const char *content, int64_t until, const char *reason)
{
	struct trien_err err = {0};

	s->kept = (struct tr_proof_kept){blob_of(s->b, content), s->b->act.at, until, reason};
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_WRITE, keep, s, &err), &err);
}

static size_t
open_of(struct step *s, enum tr_book_number book)
{
	struct trien_err err = {0};

	s->book = &tr_books[book];
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_READ, list_open, s, &err), &err);
	return s->rows.count;
}

/* Whoever has a signature gets a job, once; who has none has nothing to prove. */
static void
test_begins(struct contract *c)
{
	struct bureau b;
	struct step s = {.b = &b};
	struct tr_office_coming n;

	open_bureau(&b, c);
	s.now = b.act.at;
	n = letter_in(&b, "one", &judged_good);
	assert_int_equal(arrive_ok(&b, &n).arrival, 1);
	assert_int_equal(ask_one(c->db, JOBS " AND payload = 'arrival:1' AND state = 'ready'"), 1);
	assert_true(arrive_ok(&b, &n).again);
	n = letter_in(&b, "two", &judged_broken);
	(void)arrive_ok(&b, &n);
	n = letter_in(&b, "three", &judged_open);
	const int64_t waits = arrive_ok(&b, &n).arrival;
	assert_int_equal(ask_one(c->db, JOBS), 1); /* of what is refused, or waits, nothing is kept yet */
	(void)again_ok(&b, waits, &judged_good);
	assert_int_equal(ask_one(c->db, JOBS), 2);
	n = letter_in(&b, NULL, NULL);
	n.channel = "paper";
	(void)arrive_ok(&b, &n);
	n = letter_in(&b, "four", &judged_bare);
	const int64_t bare = arrive_ok(&b, &n).arrival;
	b.act.reason = "có bản giấy";
	(void)handle_ok(&b, b.clerk, bare, TR_INCOMING_ACT_ACCEPT, NULL);
	assert_int_equal(ask_one(c->db, JOBS), 2);
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 2);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "");
	assert_int_equal(tr_sql_int(&s.rows, 0, 4), ask_one(c->db, "SELECT id FROM job WHERE payload = 'arrival:1'"));
	s.after = 1; /* the next page */
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	load_refused(&s, "arrival:2", "office.proof-nothing"); /* the broken one: its file was never kept */
	load_refused(&s, "arrival:99", "office.proof-nothing");
	load_refused(&s, "nothing:1", "registry.object-invalid");
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

static void
test_kept(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;
	struct step s = {.b = &b}, late;

	open_bureau(&b, c);
	const struct tr_office_coming n = letter_in(&b, "one", &judged_good);
	(void)arrive_ok(&b, &n);
	load_ok(&s, "arrival:1");
	assert_false(s.p.renews);
	assert_string_equal(s.p.evidence, "");
	late = s;
	const int64_t now = s.now = b.act.at, until = now + 1000 * DAY, due = until - TR_PROOF_MARGIN_SECONDS;
	/* Stamped, and a responder was down: listed, with its first job. */
	keep_ok(&s, "evidence, stamped", until, "fetch.status");
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "stamped");
	assert_string_equal(tr_sql_text(&s.rows, 0, 2), "fetch.status");
	assert_int_equal(tr_sql_int(&s.rows, 0, 4), ask_one(c->db, "SELECT id FROM job WHERE payload = 'arrival:1'"));
	/* Another run that had loaded what was there before it comes too late. */
	late.kept = (struct tr_proof_kept){blob_of(&b, "evidence of another run"), now, until, NULL};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, keep, &late, &err), "office.proof-changed");
	load_ok(&s, "arrival:1");
	assert_string_equal(s.p.evidence, blob_of(&b, "evidence, stamped"));
	keep_ok(&s, "evidence, whole", until, NULL);
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 0);
	assert_int_equal(ask_one(c->db, JOBS), 2); /* the stamp's successor, once */
	load_ok(&s, "arrival:1");
	keep_ok(&s, "evidence, whole", until, NULL); /* only looked at */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act WHERE what = 'arrival.prove' AND actor = 'system' AND role = 'system'"), 2);
	/* Until the day before it is due all is well; then it is listed with the job of the next stamp. */
	s.now = due - 1;
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 0);
	s.now = due;
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "whole");
	assert_int_equal(tr_sql_int(&s.rows, 0, 7), due);
	load_ok(&s, "arrival:1 renew");
	assert_true(s.p.renews);
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

/* An issued one: its row of the book of evidence, entered or changed. */
static void
test_issued(struct contract *c)
{
	struct bureau b;
	struct step s = {.b = &b};

	open_bureau(&b, c);
	struct tr_office_new n = decision(blob_of(&b, "signed"));
	const int64_t d = register_ok(&b, &n, NULL);
	load_refused(&s, "document:1", "office.proof-nothing"); /* not issued yet */
	const struct tr_office_given given = {.file = blob_of(&b, "signed, sealed"), .seal = "aa", .continues = true, .shows_number = true,
		.evidence = blob_of(&b, "evidence of the issue")};
	do_ok(&b, b.clerk, d, TR_DOCUMENT_ACT_ISSUE, &given);
	assert_int_equal(ask_one(c->db, JOBS " AND payload = 'document:1'"), 1);
	load_ok(&s, "document:1");
	assert_string_equal(s.p.file, given.file);
	assert_string_equal(s.p.evidence, given.evidence);
	keep_ok(&s, "evidence of the issue, stamped", b.act.at + 1000 * DAY, NULL);
	is(&b, "SELECT COUNT(*) FROM evidence WHERE document = 1 AND version = 2");
	/* Without evidence at its issue it gets a row. */
	n = decision(blob_of(&b, "other"));
	const int64_t other = register_ok(&b, &n, NULL);
	do_ok(&b, b.clerk, other, TR_DOCUMENT_ACT_ISSUE, &(struct tr_office_given){.file = blob_of(&b, "other, sealed"), .seal = "aa", .continues = true,
			.shows_number = true});
	s.now = b.act.at;
	assert_int_equal(open_of(&s, TR_BOOK_document), 1);
	load_ok(&s, "document:2");
	keep_ok(&s, "evidence of the other", b.act.at + 1000 * DAY, NULL);
	assert_int_equal(open_of(&s, TR_BOOK_document), 0);
	is(&b, "SELECT COUNT(*) FROM evidence WHERE document = 2 AND version = 1");
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

/* A quarter of a year before the end; of what ends sooner, when two thirds are over. */
static void
test_due(struct contract *c)
{
	(void)c;
	assert_int_equal(tr_proof_renew_at(0, 1000 * DAY), 1000 * DAY - TR_PROOF_MARGIN_SECONDS);
	assert_int_equal(tr_proof_renew_at(0, 3 * TR_PROOF_MARGIN_SECONDS), 2 * TR_PROOF_MARGIN_SECONDS);
	assert_int_equal(tr_proof_renew_at(0, 3 * DAY), 2 * DAY);
	assert_int_equal(tr_proof_renew_at(7, 7), 7);
	assert_int_equal(tr_proof_renew_at(TR_PROOF_MARGIN_SECONDS, 5), TR_PROOF_MARGIN_SECONDS); /* over: at once */
}

/* ---- kill -9 in the middle, two at once ---- */

struct runner {
	struct tr_sql *db;
	const struct bureau *b;
	struct tr_job job;
	bool found;
	struct tr_proof p;
	char evidence[TR_HEX256 + 1];
};

static int64_t begun, started; /* the time of the first act, and when by this machine's clock that is */

static int64_t
monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static int64_t
clock_of(void *context)
{
	(void)context;
	return begun + monotonic() - started;
}

static const struct tr_env *
by_the_clock(void)
{
	static struct tr_env env;

	env = tr_env_system;
	env.now = clock_of;
	return &env;
}

static trien_rc
take_and_load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct runner *r = context;

	TR_TRY(tr_job_take(db, by_the_clock(), TR_JOB_EVIDENCE, LEASE, &r->job, &r->found, err));
	return r->found ? tr_proof_load(db, tr_buf_view(&r->job.payload), &r->p, err) : TRIEN_OK;
}

/* As cli/jobs_evidence.c ends a job that is whole. */
static trien_rc
keep_and_end(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct runner *r = context;
	const int64_t now = clock_of(NULL);
	const struct tr_act act = {.at = now, .blobs = r->b->blobs};
	const struct tr_proof_kept kept = {r->evidence, now, now + 1000 * DAY, NULL};

	TR_TRY(tr_proof_keep(db, &act, &r->p, &kept, err));
	return tr_job_done(db, &r->job, now, err);
}

static void
run_one_job(struct runner *r)
{
	char text[64];
	const int n = snprintf(text, sizeof(text), "evidence of %lld by %d", (long long)r->p.id, (int)getpid());

	/* What is lost to the other runner is lost; what is wrong shows in the books. */
	if (tr_blob_put(r->b->blobs, TR_BYTES(text, (size_t)n), r->evidence, NULL) == TRIEN_OK)
		(void)!tr_sql_transact(r->db, TR_SQL_WRITE, keep_and_end, r, NULL);
}

static pid_t
start_runner(const struct bureau *b)
{
	const pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid != 0)
		return pid;
	struct runner r = {.b = b};
	if (tr_sql_open(b->c->place, TR_SQL_MUST_EXIST, &r.db, NULL) != TRIEN_OK)
		_exit(2);
	tr_sql_set_wait(r.db, 60000);
	while (tr_sql_transact(r.db, TR_SQL_WRITE, take_and_load, &r, NULL) == TRIEN_OK)
		if (r.found)
			run_one_job(&r);
		else
			usleep(10000);
	_exit(3);
}

static void
check_once(struct contract *c)
{
	const int64_t kept = ask_one(c->db, "SELECT COUNT(*) FROM proof");

	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act WHERE what = 'arrival.prove'"), kept); /* nobody has two */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM arrival WHERE evidence IS NOT NULL"), kept);
	assert_int_equal(ask_one(c->db, JOBS " AND state = 'done'"), kept);
	assert_int_equal(ask_one(c->db, JOBS " AND payload LIKE '% renew'"), kept);
	assert_int_equal(ask_one(c->db, JOBS " AND state = 'dead'"), 0);
}

static void
test_killed(struct contract *c)
{
	const struct timespec nap = {.tv_nsec = 60000000}, wait = {.tv_nsec = 200000000};
	struct bureau b;
	char content[32];

	open_bureau(&b, c);
	begun = b.act.at;
	started = monotonic();
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(content, sizeof(content), "document %u", i);
		const struct tr_office_coming n = letter_in(&b, content, &judged_good);
		(void)arrive_ok(&b, &n);
	}
	for (unsigned i = 0; i < KILLS; i++) {
		const pid_t pids[2] = {start_runner(&b), start_runner(&b)};
		nanosleep(&nap, NULL);
		for (unsigned k = 0; k < 2; k++) {
			kill(pids[k], SIGKILL);
			waitpid(pids[k], NULL, 0);
		}
		check_once(c);
	}
	/* Whatever was under way when its runner died is done again when the lease is over: all of them end. */
	const pid_t last = start_runner(&b);
	for (unsigned i = 0; i < 300 && ask_one(c->db, "SELECT COUNT(*) FROM proof") < MANY; i++)
		nanosleep(&wait, NULL);
	kill(last, SIGKILL);
	waitpid(last, NULL, 0);
	check_once(c);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM proof"), MANY);
	close_bureau_quietly(&b);
}

const struct contract_row proof_tests[] = {{"proof begins", test_begins}, {"proof kept", test_kept}, {"proof of what is issued", test_issued},
	{"proof, when the next stamp is due", test_due},
	{"proof, killed", test_killed}, {NULL, NULL}};
