/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kill -9 in the middle of runs of notices and of mails, two runners at once, on both back ends: post_torment KILLS. Days go by until every certificate
 * has expired. Afterwards each step of each certificate was told, each letter went out, and none more often than its runners were killed.
 * Requirement: R7 X4
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "exchange/post.h"
#include "registry/act.h"
#include "torment.h"

#define BEGIN 1790000000
#define DAY 86400
#define DAYS 150
#define PEOPLE 6
#define CERTIFICATES 24
#define STEPS 6
#define SERVER_EVERY 6 /* kills */

/* Shared with the children. */
struct shared {
	int64_t day;
};
static struct shared *shared;
static char outbox[96];

/* ---- a small province ---- */

static trien_rc
put_world(struct tr_acting *a, void *context, struct trien_err *err)
{
	char text[64];
	struct tr_record agency = tr_record_of(&tr_books[TR_BOOK_agency]);

	tr_record_set_text(&agency, TR_agency_code, "H00");
	tr_record_set_text(&agency, TR_agency_name, "UBND tỉnh Mẫu");
	tr_record_set_text(&agency, TR_agency_kind, "province");
	tr_record_set_text(&agency, TR_agency_state, "active");
	TR_TRY(tr_acting_put(a, &agency, err));
	for (unsigned i = 0; i < PEOPLE; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_person]);
		snprintf(text, sizeof(text), "p%u@so-mau.example", i);
		tr_record_set_text(&r, TR_person_code, text);
		tr_record_set_text(&r, TR_person_name, "Nguyễn Văn Mẫu");
		tr_record_set_int(&r, TR_person_agency, 1);
		tr_record_set_text(&r, TR_person_email, text);
		tr_record_set_text(&r, TR_person_state, "active");
		TR_TRY(tr_acting_put(a, &r, err));
	}
	for (unsigned i = 0; i < CERTIFICATES; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_certificate]);
		static const size_t texts[] = {TR_certificate_serial, TR_certificate_issuer, TR_certificate_subject_name, TR_certificate_subject,
			TR_certificate_key_name};
		snprintf(text, sizeof(text), "%02x", i);
		tr_record_set_text(&r, TR_certificate_fingerprint, text);
		for (size_t t = 0; t < sizeof(texts) / sizeof(*texts); t++)
			tr_record_set_text(&r, texts[t], "Mẫu");
		tr_record_set_text(&r, TR_certificate_holder, "person");
		tr_record_set_int(&r, TR_certificate_person, 1 + i % PEOPLE);
		tr_record_set_int(&r, TR_certificate_agency, 1);
		tr_record_set_int(&r, TR_certificate_not_before, 1);
		tr_record_set_int(&r, TR_certificate_not_after, BEGIN + (int64_t)(122 + i) * DAY);
		tr_record_set_text(&r, TR_certificate_blob, context);
		tr_record_set_text(&r, TR_certificate_chain, "trusted");
		tr_record_set_text(&r, TR_certificate_state, "active");
		tr_record_set_int(&r, TR_certificate_state_from, 1);
		tr_record_set_int(&r, TR_certificate_renewals, 0);
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static void
set_up(void)
{
	struct tr_act act = {.actor = "system", .role = "admin", .what = "test.world", .at = BEGIN, .effective_at = BEGIN};
	struct trien_err err = {0};
	struct tr_sql *db = torment_make(BEGIN);
	char blob[TR_HEX256 + 1];

	act.blobs = torment_open_blobs();
	torment_must(tr_blob_put(act.blobs, TR_BYTES_LIT("a certificate"), blob, &err), &err, "blob");
	torment_must(tr_act_do(db, &act, TR_ACT_DO, put_world, blob, NULL, &err), &err, "world");
	tr_blobs_close(act.blobs);
	tr_sql_close(db);
}

/* ---- a runner ---- */

static int64_t
now(void *context)
{
	(void)context;
	return BEGIN + __atomic_load_n(&shared->day, __ATOMIC_SEQ_CST) * DAY;
}

static trien_rc
random_bytes(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	(void)context;
	return tr_env_system.random(NULL, out, n, err);
}

/* The letter is out when its key is in the file: one write, at its end. */
static trien_rc
send_letter(void *context, const char *key, const char *to, struct tr_bytes mail, struct trien_err *err)
{
	char line[TR_NOTICE_KEY_MAX + 2];
	const int n = snprintf(line, sizeof(line), "%s\n", key);

	(void)to, (void)err;
	torment_check(mail.n > 0 && write(*(const int *)context, line, (size_t)n) == n, "the outbox");
	return TRIEN_OK;
}

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_notice_count count;
	const struct tr_notice_running run = {*(const int64_t *)context, TR_NOTICES_SINCE};
	return tr_notices_run(db, &run, &count, err);
}

/* False where the database is gone. */
static bool
one_day(const struct tr_post *p)
{
	struct trien_err err = {0};
	struct tr_post_job j = {.end = TR_POST_DONE};
	int64_t at = now(NULL);

	if (tr_sql_transact(p->db, TR_SQL_WRITE, find_work, &at, &err) != TRIEN_OK)
		return false;
	while (j.end != TR_POST_NOTHING)
		if (tr_post_next(p, &j, &err) != TRIEN_OK)
			return false;
	return true;
}

static _Noreturn void
run_until_killed(void)
{
	const struct tr_env env = {.now = now, .random = random_bytes, .zone_minutes = TR_ZONE_VIETNAM};
	int out = open(outbox, O_WRONLY | O_APPEND | O_CREAT, 0600);
	struct tr_sql *db = torment_open();

	torment_check(out >= 0, "the outbox");
	const struct tr_post p = {.db = db, .env = &env, .from = "so-dang-ky@so-mau.example", .from_name = "Sổ Mẫu", .mailer = {&out, send_letter}};
	for (int64_t day = __atomic_load_n(&shared->day, __ATOMIC_SEQ_CST); day < DAYS; day = __atomic_load_n(&shared->day, __ATOMIC_SEQ_CST)) {
		if (!one_day(&p))
			_exit(2);
		/* Done by one of the two: the next. */
		(void)__atomic_compare_exchange_n(&shared->day, &day, day + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	}
	if (!one_day(&p))
		_exit(2);
	_exit(0);
}

/* ---- the parent ---- */

static pid_t
start(void)
{
	const pid_t pid = fork();

	if (pid == 0)
		run_until_killed();
	torment_check(pid > 0, "fork");
	return pid;
}

/* Two runners; one is killed after a while, and another begins. */
static unsigned
run_all(unsigned kills)
{
	pid_t runner[2] = {start(), start()};
	unsigned killed = 0;

	for (; killed < kills && __atomic_load_n(&shared->day, __ATOMIC_SEQ_CST) < DAYS; killed++) {
		uint8_t chance[2] = {0};
		(void)!tr_env_system.random(NULL, chance, 2, NULL);
		nanosleep(&(struct timespec){.tv_nsec = 30000000 + chance[0] * 500000L}, NULL);
		if (torment.on_server && killed % SERVER_EVERY == SERVER_EVERY - 1)
			server_crash(&torment.server);
		kill(runner[chance[1] & 1], SIGKILL);
		waitpid(runner[chance[1] & 1], NULL, 0);
		runner[chance[1] & 1] = start();
	}
	for (unsigned i = 0; i < 2; i++) {
		int status;
		waitpid(runner[i], &status, 0);
		while (!WIFEXITED(status) || WEXITSTATUS(status) == 2) { /* the server was gone */
			runner[i] = start();
			waitpid(runner[i], &status, 0);
		}
		torment_check(WEXITSTATUS(status) == 0, "a runner failed");
	}
	return killed;
}

static trien_rc
count_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT (SELECT COUNT(*) FROM notice), (SELECT COUNT(*) FROM notice WHERE state = 'told'), (SELECT COUNT(*) FROM notice_to), "
				  "(SELECT COUNT(*) FROM digest), (SELECT COUNT(*) FROM job WHERE state = 'done'), (SELECT COUNT(*) FROM job)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	for (size_t i = 0; i < 6; i++)
		((int64_t *)context)[i] = tr_sql_int(&rows, 0, i);
	return TRIEN_OK;
}

static trien_rc
keys_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_BUF box = {0};
	TR_AUTO_ROWS rows = {0};
	uint8_t piece[4096];
	ssize_t n;
	const int fd = open(outbox, O_RDONLY);
	size_t lines = 0;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		TR_TRY(tr_buf_add(&box, piece, (size_t)n, err));
	close(fd);
	TR_TRY(tr_buf_add_byte(&box, 0, err));
	for (const char *p = (const char *)box.p; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	TR_TRY(tr_sql_ask(db, "SELECT key FROM digest ORDER BY id", NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		torment_check(strstr((const char *)box.p, tr_sql_text(&rows, i, 0)) != NULL, "a letter was lost");
	*(int64_t *)context = (int64_t)lines - (int64_t)rows.count;
	return TRIEN_OK;
}

static void
check_end(unsigned killed)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	int64_t n[6], more;

	torment_must(tr_sql_transact(db, TR_SQL_READ, count_work, n, &err), &err, "count");
	torment_must(tr_sql_transact(db, TR_SQL_READ, keys_work, &more, &err), &err, "keys");
	tr_sql_close(db);
	torment_check(n[0] == CERTIFICATES * STEPS && n[1] == n[0] && n[2] == n[0], "a step was lost, or told twice");
	torment_check(n[3] == n[4] && n[4] == n[5], "a letter without its job, or a job that is not done");
	torment_check(more >= 0 && more <= (int64_t)killed, "a letter went out more often than its runners were killed");
	printf("%u kills, %lld steps in %lld letters, %lld of them twice\n", killed, (long long)n[0], (long long)n[3],
			(long long)more);
}

static void
run(unsigned kills)
{
	snprintf(outbox, sizeof(outbox), "%s/outbox", torment.folder);
	shared->day = 0;
	set_up();
	check_end(run_all(kills));
}

int
main(int argc, char **argv)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	torment_check(shared != MAP_FAILED, "mmap");
	return torment_main(argc, argv, run);
}
