/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A day's notices of many certificates, beside a walk over all of them that judges each: bench_notices [CERTIFICATES]   (100000). On both back ends.
 * Exit 1 where a run on which nothing is due takes longer than a quarter of the walk over all.
 */
#include <unistd.h>

#include "bench_store.h"
#include "registry/notice.h"
#include "server.h"
#include "store/schema.h"

#define NOW 1790000000
#define DAY 86400
#define LIFE_DAYS 1825 /* five years: as many expire each day */
#define PAGE 500
#define RATIO 0.25
#define TIMES 5

static int64_t certificates = 100000;

/* ---- filling ---- */

/* $1, $4: how many, behind which number. $2: now; $3: within how many days live ones end. */
#define NUMBERS "WITH RECURSIVE n(i) AS (SELECT 1 + $4 UNION ALL SELECT i + 1 FROM n WHERE i < $1 + $4) "
#define CERTIFICATES NUMBERS \
	"INSERT INTO certificate (id, version, act, fingerprint, serial, issuer, subject_name, subject, holder, agency, not_before, key_name, blob, chain, " \
	"renewals, sort_key, search_key, person, device, not_after, state, state_from) SELECT i, 1, 1, CAST(i AS text), CAST(i AS text), 'CA', 'Mẫu', 'Mẫu', " \
	"'person', 1, 1, 'RSA 2048', '0000000000000000000000000000000000000000000000000000000000000000', 'trusted', 0, 'x', ' x ', "
#define ENDED_FROM 10000000 /* the numbers of those that ended; of their devices, from 1 */

static trien_rc
fill_many(struct tr_sql *db, const char *sql, int64_t count, int64_t behind, struct trien_err *err)
{
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(count), TR_SQL_I(NOW), TR_SQL_I(LIFE_DAYS), TR_SQL_I(behind)), NULL, err);
}

static trien_rc
fill(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char *const rows[] = {
		"INSERT INTO blob (hash, size, refs, created_at) VALUES ('0000000000000000000000000000000000000000000000000000000000000000', 1, 1, 1)",
		"INSERT INTO agency (id, version, act, code, name, kind, state, sort_key, search_key, path) VALUES (1, 1, 1, 'H00', 'UBND tỉnh Mẫu', 'province', "
		"'active', 'x', ' x ', '00000001')",
		"INSERT INTO person (id, version, act, code, name, agency, email, state, sort_key, search_key) VALUES (1, 1, 1, 'CB1', 'Nguyễn Văn Mẫu', 1, "
		"'mot@so-mau.example', 'active', 'x', ' x ')",
		"INSERT INTO post (id, version, act, person, agency, title, role, from_at) VALUES (1, 1, 1, 1, 1, 'Chuyên viên', 'manager', 1)",
	};
	/* Live ones, each of somebody but for every fiftieth, which nobody is to be told of yet; their devices, and those that ended within 120 days. */
	static const char live[] = CERTIFICATES "CASE WHEN i % 50 = 0 THEN NULL ELSE 1 END, CAST(NULL AS bigint), $2 + (i * 7919 % $3) * 86400, 'active', 1 FROM n";
	static const char devices[] = NUMBERS "INSERT INTO device (id, version, act, kind, serial, agency, state, state_from) "
		"SELECT i, 1, 1, 'token', CAST(i AS text), 1, CASE WHEN i % 100 = 0 AND $2 = $2 AND $3 = $3 THEN 'assigned' ELSE 'returned_to_agency' END, 1 FROM n";
	static const char ended[] = CERTIFICATES "1, i - 10000000, $2 - (i % 120) * 86400, 'expired', $2 - (i % 120) * 86400 + $3 - $3 FROM n";
	(void)context;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		TR_TRY(tr_sql_run(db, rows[i], NULL, 0, NULL, err));
	const int64_t gone = certificates * 120 / LIFE_DAYS;
	TR_TRY(fill_many(db, live, certificates, 0, err));
	TR_TRY(fill_many(db, devices, gone, 0, err));
	return fill_many(db, ended, gone, ENDED_FROM, err);
}

static trien_rc
analyse(struct tr_sql *db, void *context, struct trien_err *err)
{
	(void)context;
	return tr_sql_run(db, "ANALYZE", NULL, 0, NULL, err);
}

/* ---- measuring ---- */

struct running {
	int64_t now;
	struct tr_notice_count count;
};

static trien_rc
run_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct running *r = context;
	const struct tr_notice_running run = {r->now, TR_NOTICES_SINCE};
	return tr_notices_run(db, &run, &r->count, err);
}

static double
run(struct tr_sql *db, int64_t now, const char *what)
{
	struct running r = {.now = now};
	struct trien_err err = {0};
	const double begin = wall();

	must(tr_sql_transact(db, TR_SQL_WRITE, run_work, &r, &err), &err, "run");
	const double took = wall() - begin;
	printf("  %-34s %8.1f ms, %llu steps, %llu letters\n", what, took * 1e3, (unsigned long long)r.count.found, (unsigned long long)r.count.digests);
	return took;
}

/* Every certificate, page by page, judged by the same rule. */
static trien_rc
walk_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT id, not_after FROM certificate WHERE id > $1 AND state IN ('issued', 'handed_over', 'active', 'stopped') ORDER BY id LIMIT $2";
	struct tr_profile *profile;
	int64_t after = 0;

	(void)context;
	TR_TRY(tr_profile_for_time(NOW, &profile, err));
	for (bool more = true; more;) {
		struct tr_notice_facts facts[PAGE];
		struct tr_notice due[PAGE];
		size_t count;
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(after), TR_SQL_I(PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count; i++)
			facts[i] = (struct tr_notice_facts){.kind = TR_NOTICE_EXPIRY, .object = "certificate", .at = tr_sql_int(&rows, i, 1)};
		TR_TRY(tr_notices_due(profile, NOW, facts, rows.count, due, &count, err));
		more = rows.count == PAGE;
		after = more ? tr_sql_int(&rows, PAGE - 1, 0) : after;
	}
	tr_profile_free(profile);
	return TRIEN_OK;
}

static double
shorter(double a, double b)
{
	return a < b ? a : b;
}

static bool
measure(const char *name, const char *place)
{
	struct trien_err err = {0};
	struct tr_sql *db;

	printf("%s, %lld certificates\n", name, (long long)certificates);
	must(tr_sql_open(place, TR_SQL_MAY_CREATE, &db, &err), &err, "open");
	must(tr_schema_migrate(db, 1, NULL, &err), &err, "migrate");
	must(tr_sql_transact(db, TR_SQL_WRITE, fill, NULL, &err), &err, "fill");
	must(tr_sql_transact(db, TR_SQL_WRITE, analyse, NULL, &err), &err, "analyse");
	(void)run(db, NOW, "the first run");
	double quiet = 1e9, walk = 1e9; /* the shortest of each: what else the machine does makes none shorter */
	for (int64_t i = 1; i <= TIMES; i++)
		quiet = shorter(quiet, run(db, NOW + i * 600, "again, nothing is due"));
	(void)run(db, NOW + DAY, "the day after");
	for (int64_t i = 1; i <= TIMES; i++) {
		const double begin = wall();
		must(tr_sql_transact(db, TR_SQL_READ, walk_work, NULL, &err), &err, "walk");
		walk = shorter(walk, wall() - begin);
	}
	printf("  %-34s %8.1f ms\n", "a walk over all", walk * 1e3);
	tr_sql_close(db);
	return bench_row("quiet run / walk", quiet / walk, "<=", RATIO) == 0;
}

int
main(int argc, char **argv)
{
	static struct server server;
	char folder[] = "/tmp/trien-bench-XXXXXX", place[256];

	if (argc > 1)
		certificates = strtoll(argv[1], NULL, 10);
	if (certificates < 1 || mkdtemp(folder) == NULL)
		return 3;
	snprintf(place, sizeof(place), "%s/trien.db", folder);
	bool good = measure("SQLite", place);
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (server_start(&server)) {
		server_database(&server, "bench", place, sizeof(place));
		good = measure("PostgreSQL", place) && good;
		server_stop(&server);
	}
	return good ? 0 : 1;
}
