/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.3
 * Many who take numbers at once, some asking twice, some killed in the middle: numbers run from 1 without a double and without a gap, each with its
 * document, and nobody who was told a number loses it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/env.h"
#include "bureau.h"

#define WRITERS 200u
#define EACH 1u
#define TRIES 2000u
#define KILLS 8u

/* What a writer tells of a number that it has been given. */
struct told {
	int64_t writer, turn, number;
};

static trien_rc
take_one(struct tr_sql *db, const struct bureau *b, unsigned writer, unsigned turn, struct tr_office_number *out, struct trien_err *err)
{
	char key[64];
	const struct tr_office_wish wish = {.key = key};
	const struct tr_office_new n = decision(NULL);

	snprintf(key, sizeof(key), "writer %u, turn %u", writer, turn);
	return tr_office_register(db, &b->act, TR_ACT_DO, &b->clerk, &n, &wish, out, err);
}

/* There are more writers than the server takes connections: who is not let in comes again. */
static struct tr_sql *
open_sometime(const struct bureau *b)
{
	const struct timespec pause = {.tv_nsec = 50000000};
	struct tr_sql *db;

	for (unsigned i = 0; i < TRIES; i++, nanosleep(&pause, NULL))
		if (tr_sql_open(b->c->place, TR_SQL_MUST_EXIST, &db, NULL) == TRIEN_OK)
			return db;
	_exit(2);
}

static _Noreturn void
write_numbers(const struct bureau *b, unsigned writer, unsigned count, int out)
{
	struct trien_err err = {0};
	struct tr_sql *db;

	db = open_sometime(b);
	tr_sql_set_wait(db, 60000);
	for (unsigned turn = 0; turn < count; turn++)
		for (unsigned again = 0; again < 2; again++) { /* each asks twice, as who has lost the answer does */
			struct tr_office_number n = {0};
			if (take_one(db, b, writer, turn, &n, &err) != TRIEN_OK || n.again != (again == 1))
				_exit(3);
			const struct told told = {writer, turn, n.number};
			if (write(out, &told, sizeof(told)) != (ssize_t)sizeof(told))
				_exit(4);
			tr_office_number_free(&n);
		}
	_exit(0);
}

static pid_t
start(const struct bureau *b, unsigned writer, unsigned count, int out)
{
	const pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0)
		write_numbers(b, writer, count, out);
	return pid;
}

/* No double, no gap, a document for each. */
static int64_t
check_numbers(struct contract *c)
{
	const int64_t last = ask_one(c->db, "SELECT COALESCE(MAX(number), 0) FROM outgoing");

	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM outgoing"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(DISTINCT number) FROM outgoing"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM document d JOIN outgoing o ON o.document = d.id WHERE d.state = 'numbered'"), last);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act WHERE what = 'document.number'"), last);
	return last;
}

/* Every number that was told is the one in the books. */
static size_t
check_told(struct contract *c, int in)
{
	struct told t;
	char sql[256];
	size_t count = 0;

	for (; read(in, &t, sizeof(t)) == (ssize_t)sizeof(t); count++) {
		snprintf(sql, sizeof(sql), "SELECT number FROM outgoing WHERE key = 'writer %d, turn %d'", (int)t.writer, (int)t.turn);
		assert_int_equal(ask_one(c->db, sql), t.number);
	}
	return count;
}

static void
test_at_once(struct contract *c)
{
	struct bureau b;
	pid_t pids[WRITERS];
	int told[2], status;

	open_bureau(&b, c);
	assert_int_equal(pipe(told), 0);
	for (unsigned i = 0; i < WRITERS; i++)
		pids[i] = start(&b, i, EACH, told[1]);
	close(told[1]);
	for (unsigned i = 0; i < WRITERS; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(check_numbers(c), WRITERS * EACH);
	assert_int_equal(check_told(c, told[0]), WRITERS * EACH * 2);
	close(told[0]);
	say(c, "%u writers, %u numbers\n", WRITERS, WRITERS * EACH);
	close_bureau(&b);
}

static void
test_killed(struct contract *c)
{
	struct bureau b;
	int64_t last = 0;
	size_t told_count = 0;

	open_bureau(&b, c);
	for (unsigned i = 0; i < KILLS; i++) {
		uint8_t chance = 0;
		int told[2];
		assert_int_equal(pipe(told), 0);
		const pid_t pids[2] = {start(&b, 2 * i, UINT32_MAX, told[1]), start(&b, 2 * i + 1, UINT32_MAX, told[1])};
		close(told[1]);
		(void)!tr_env_system.random(NULL, &chance, 1, NULL);
		const struct timespec t = {.tv_nsec = 150000000 + chance * 500000};
		nanosleep(&t, NULL);
		for (unsigned k = 0; k < 2; k++) {
			kill(pids[k], SIGKILL);
			waitpid(pids[k], NULL, 0);
		}
		const int64_t now = check_numbers(c);
		assert_true(now >= last);
		last = now;
		told_count += check_told(c, told[0]);
		close(told[0]);
	}
	assert_true(last > 0 && told_count > 0);
	close_bureau_quietly(&b);
}

/* ---- a disk that is full ---- */

/* SQLite can be told to be full; of PostgreSQL it is known by the same error (tests/store). */
static void
test_full(struct contract *c)
{
	struct bureau b;
	struct trien_err err = {0};
	trien_rc rc = TRIEN_OK;
	unsigned turn = 0;

	open_bureau(&b, c);
	if (c->server == NULL) {
		limit(c, "PRAGMA max_page_count = 1"); /* as many as there are */
		for (; turn < 300 && rc == TRIEN_OK; turn++) {
			struct tr_office_number n = {0};
			rc = take_one(c->db, &b, 1, turn, &n, &err);
			assert_true(rc != TRIEN_OK || n.number == turn + 1);
			tr_office_number_free(&n);
		}
		assert_refused(rc, "store.disk-full");
		assert_int_equal(check_numbers(c), turn - 1);
		limit(c, "PRAGMA max_page_count = 4294967294");
		struct tr_office_number n = {0};
		assert_ok(take_one(c->db, &b, 1, turn - 1, &n, &err), &err); /* what was refused is asked for again */
		assert_int_equal(n.number, turn);
		tr_office_number_free(&n);
	}
	close_bureau_quietly(&b);
}

extern const struct contract_row many_tests[];
const struct contract_row many_tests[] = {{"at once", test_at_once}, {"killed", test_killed}, {"full disk", test_full}, {NULL, NULL}};
