/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers a second under eight writers, against transactions a second that write one row of the job table, on the same database, in turn.
 * Usage: bench_office ROUNDS [SECONDS]
 */
#include "bench.h"

#include <ftw.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "office/office.h"
#include "server.h"
#include "store/audit.h"
#include "store/job.h"
#include "store/schema.h"

#define WRITERS 8
#define NOW 1790000000

static char place[256];

static void
must(trien_rc rc, const struct trien_err *err)
{
	char text[512];

	if (rc == TRIEN_OK)
		return;
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "bench_office: %s\n", text);
	_exit(1);
}

/* ---- the two pieces of work ---- */

static trien_rc
put_job(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_job_new job = {.kind = "bench", .payload = TR_TEXT_LIT("{}")};
	int64_t id;

	(void)context;
	return tr_job_put(db, &job, &id, err);
}

static void
bare(struct tr_sql *db)
{
	struct trien_err err = {0};
	must(tr_sql_transact(db, TR_SQL_WRITE, put_job, NULL, &err), &err);
}

static void
number(struct tr_sql *db)
{
	const struct tr_act act = {.at = NOW, .effective_at = NOW};
	const struct tr_office_who who = {1, TR_ROLE_CLERK};
	const struct tr_office_new n = {.agency = 1, .kind = "QĐ", .subject = "Về việc mẫu", .signer = "Nguyễn Văn Mẫu", .paper = true};
	const struct tr_office_wish wish = {0};
	struct tr_office_number out = {0};
	struct trien_err err = {0};

	must(tr_office_register(db, &act, TR_ACT_DO, &who, &n, &wish, &out, &err), &err);
	tr_office_number_free(&out);
}

/* How many a second, all writers together. */
static double
measure(void (*work)(struct tr_sql *db), double seconds)
{
	unsigned *done = mmap(NULL, WRITERS * sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
	pid_t pids[WRITERS];
	double sum = 0;

	for (size_t i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i] != 0)
			continue;
		struct trien_err err = {0};
		struct tr_sql *db;
		must(tr_sql_open(place, TR_SQL_MUST_EXIST, &db, &err), &err);
		for (;; done[i]++)
			work(db);
	}
	nanosleep(&t, NULL);
	for (size_t i = 0; i < WRITERS; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
		sum += done[i];
	}
	munmap(done, WRITERS * sizeof(*done));
	return sum / seconds;
}

/* ---- a small office ---- */

static trien_rc
put_office(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_record agency = tr_record_of(&tr_books[TR_BOOK_agency]), person = tr_record_of(&tr_books[TR_BOOK_person]),
			 post = tr_record_of(&tr_books[TR_BOOK_post]), numbering = tr_record_of(&tr_books[TR_BOOK_numbering]);

	(void)context;
	tr_record_set_text(&agency, TR_agency_code, "H01");
	tr_record_set_text(&agency, TR_agency_name, "UBND tỉnh Mẫu");
	tr_record_set_text(&agency, TR_agency_kind, "province");
	tr_record_set_text(&agency, TR_agency_state, "active");
	TR_TRY(tr_acting_put(a, &agency, err));
	tr_record_set_text(&person, TR_person_code, "CB1");
	tr_record_set_text(&person, TR_person_name, "Nguyễn Văn Mẫu");
	tr_record_set_int(&person, TR_person_agency, 1);
	tr_record_set_text(&person, TR_person_state, "active");
	TR_TRY(tr_acting_put(a, &person, err));
	tr_record_set_int(&post, TR_post_person, 1);
	tr_record_set_int(&post, TR_post_agency, 1);
	tr_record_set_text(&post, TR_post_title, "Văn thư");
	tr_record_set_text(&post, TR_post_role, "clerk");
	tr_record_set_int(&post, TR_post_from_at, 1);
	TR_TRY(tr_acting_put(a, &post, err));
	tr_record_set_int(&numbering, TR_numbering_agency, 1);
	tr_record_set_text(&numbering, TR_numbering_symbol, "UBND");
	tr_record_set_text(&numbering, TR_numbering_scheme, "kind");
	return tr_acting_put(a, &numbering, err);
}

static void
make_office(void)
{
	const struct tr_act act = {.actor = "system", .role = "admin", .what = "bench.enter", .at = NOW, .effective_at = NOW};
	struct tr_audit_log log;
	struct trien_err err = {0};
	struct tr_sql *db;

	must(tr_sql_open(place, TR_SQL_MAY_CREATE, &db, &err), &err);
	must(tr_schema_migrate(db, 1, NULL, &err), &err);
	must(tr_audit_open(db, "bench.example/mau", TR_BYTES(NULL, 0), 1, &log, &err), &err);
	must(tr_act_do(db, &act, TR_ACT_DO, put_office, NULL, NULL, &err), &err);
	tr_sql_close(db);
}

static int
compare(const char *what, unsigned rounds, double seconds)
{
	double ratio[99], numbers[99], bares[99];

	make_office();
	for (unsigned i = 0; i < rounds; i++) {
		bares[i] = measure(bare, seconds);
		numbers[i] = measure(number, seconds);
		ratio[i] = numbers[i] / bares[i];
	}
	printf("%s, %d writers: %.0f numbers a second, %.0f bare transactions\n", what, WRITERS, bench_median(numbers, rounds), bench_median(bares, rounds));
	return bench_row(what, bench_median(ratio, rounds), ">=", 0.25);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

int
main(int argc, char **argv)
{
	const unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
	const double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;
	char folder[64] = "/tmp/trien-bench-XXXXXX";
	struct server server;

	if (rounds == 0 || rounds > 99 || seconds <= 0 || mkdtemp(folder) == NULL) {
		fputs("usage: bench_office ROUNDS [SECONDS]\n", stderr);
		return 2;
	}
	snprintf(place, sizeof(place), "%s/trien.db", folder);
	int missed = compare("SQLite: a number / a bare transaction", rounds, seconds);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (server_start(&server)) {
		server_database(&server, "bench", place, sizeof(place));
		missed += compare("PostgreSQL: a number / a bare transaction", rounds, seconds);
		server_stop(&server);
	}
	return missed > 0;
}
