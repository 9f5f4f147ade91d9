/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Questions to a registry of 10^4 and of 10^6 certificates with five rows of history each: bench_scale sqlite|postgresql [LARGE].
 * A question is a transaction that reads. Beside each of them, in the same run: one certificate by its primary key, and fifty, a page, by their
 * primary keys, in a row and anywhere. Of a question the 99th percentile is at most five times that of the key plus that of as many rows anywhere as it
 * returns; and at 10^6 at most 1.5 times that at 10^4, where an answer of more rows is held against the cost of its rows. Exit 1 where one misses. Words
 * that are all but begun are merged from up to TR_SEARCH_LISTS_MAX lists: that has a limit of its own, ten times as wide.
 *
 * Why anywhere: rows in the order of names are neighbours in no table. Fifty of them are fifty descents of a tree, and with 10^6 rows, of which the
 * processor's caches hold few, that is what returning them costs whoever has found them. How a question stands beside fifty rows that are neighbours
 * is printed under it.
 */
#include <unistd.h>

#include "base/name_key.h"
#include "bench_store.h"
#include "registry/act.h"
#include "registry/history.h"
#include "registry/list.h"
#include "registry/word_set.h"
#include "server.h"
#include "store/audit.h"
#include "store/schema.h"
#include "store/sql_back.h"

#define SMALL 10000
#define LARGE 1000000
#define AGENCIES 400
#define ASKED 1000 /* different ones of each kind */
#define ROUNDS 5   /* in which all of them are asked; the least counts: what the question takes, not what else the machine did */
#define PAGE 50
#define NAME_BYTES 64
/*
 * PostgreSQL's own advice is a quarter of the machine's memory; as it is installed it has 128 MB, for any machine. Of 10^6 certificates this is what a thousand
 * questions touch: what is not there is read anew, page by page, and so it is with the fifty rows by their keys.
 */
#define BUFFERS "shared_buffers=2GB"

static struct tr_sql *db;
static long size;
static long names;

/* ---- loading: by statements of the database, with the keys that the registry computes ---- */

static const char *const middles[] = {"Văn", "Thị", "Đức", "Hữu", "Ngọc", "Thanh", "Minh", "Thu", "Quang", "Hồng", "Xuân", "Đình"};
static const char *const givens[] = {"An", "Anh", "Ánh", "Bách", "Bình", "Châu", "Chi", "Cường", "Dung", "Dũng", "Đạt", "Điệp", "Giang", "Hà", "Hạnh",
	"Hiếu", "Hoa", "Hòa", "Huệ", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Oanh", "Phúc", "Phương", "Quân", "Quỳnh", "Sơn",
	"Tâm", "Thảo", "Thủy", "Trang", "Tuấn", "Uyên", "Vân", "Việt", "Xuyến", "Yến"};
#define MIDDLES (sizeof(middles) / sizeof(*middles))
#define GIVENS (sizeof(givens) / sizeof(*givens))

/* The sets of its words, as a row's are kept. */
static trien_rc
load_sets(struct tr_sql *to, long i, const char *search_key, struct trien_err *err)
{
	struct tr_name_words words;

	tr_name_words_of(search_key, &words);
	for (uint32_t which = 1; which < 1u << words.count; which++) {
		TR_AUTO_BUF set = {0};
		TR_TRY(tr_word_set(&words, which, &set, err));
		TR_TRY(tr_sql_run(to, "INSERT INTO sample_set (i, words) VALUES ($1, $2)", TR_SQL_IN(TR_SQL_I(i), TR_SQL_TN(set.p, set.n)), NULL, err));
	}
	return TRIEN_OK;
}

static trien_rc
load_name(struct tr_sql *to, long i, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO sample_name (i, name, sort_key, search_key) VALUES ($1, $2, $3, $4)";
	char name[NAME_BYTES];
	struct tr_text text;
	TR_AUTO_BUF sort = {0};
	TR_AUTO_BUF search = {0};

	snprintf(name, sizeof(name), "Mẫu %s %s %s", middles[i % (long)MIDDLES], middles[i / (long)MIDDLES % (long)MIDDLES],
			givens[i / (long)(MIDDLES * MIDDLES)]);
	TR_TRY(tr_text_of(TR_BYTES(name, strlen(name)), &text, err));
	TR_TRY(tr_name_sort_key(text, TR_NAME_GIVEN_FIRST, &sort, err));
	TR_TRY(tr_name_search_key(text, &search, err));
	TR_TRY(tr_buf_add_byte(&search, 0, err));
	TR_TRY(tr_sql_run(to, sql, TR_SQL_IN(TR_SQL_I(i), TR_SQL_T(name), TR_SQL_TN(sort.p, sort.n), TR_SQL_T((const char *)search.p)), NULL, err));
	return load_sets(to, i, (const char *)search.p, err);
}

/*
 * Agencies that have certificates: of a small registry so few that a page of each is as full as it is in a large one. Else its growth would be that of the
 * page, from 25 rows to 50.
 */
static long
agencies_with_some(void)
{
	return size < (long)PAGE * (AGENCIES - 1) ? 133 : AGENCIES - 1;
}

/* A statement with how many there are in the place of "@", and in how many agencies in that of "#". */
static trien_rc
run_text(struct tr_sql *to, const char *text, struct trien_err *err)
{
	char sql[2048];
	size_t n = 0;

	for (; *text != '\0'; text++)
		if (*text == '@' || *text == '#')
			n += (size_t)snprintf(sql + n, sizeof(sql) - n, "%ld", *text == '@' ? size : agencies_with_some());
		else
			sql[n++] = *text;
	sql[n] = '\0';
	return tr_sql_run(to, sql, NULL, 0, NULL, err);
}

#define COUNT_TO "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < @) "
static trien_rc
load_rows(struct tr_sql *to, struct trien_err *err)
{
	static const char *const steps[] = {
		"INSERT INTO blob (hash, size, refs, created_at) SELECT 'd014b331994d0feb8dd8cfd0d6e404fa02b93a88db50d70b3e90d31a80c36441', 78, @, 1",
		"INSERT INTO certificate (id, version, act, fingerprint, serial, issuer, subject_name, subject, holder, agency, not_before, not_after, "
			 "key_name, blob, chain, state, state_from, renewals, sort_key, search_key) " COUNT_TO "SELECT n.i, 5, 1, 'f' || n.i, 's' || n.i, 'CA mẫu', s.name, "
			 "'CN=' || s.name, 'person', 2 + n.i % #, 1700000000 + n.i, 1900000000 + n.i, 'RSA 3072', "
			 "'d014b331994d0feb8dd8cfd0d6e404fa02b93a88db50d70b3e90d31a80c36441', 'untrusted', 'active', 1700000000, 0, s.sort_key, s.search_key "
			 "FROM n JOIN sample_name s ON s.i = (n.i * 7919) % 6336 ORDER BY n.i",
		"INSERT INTO word_set (book, words, sort_key, object, agency) SELECT 'certificate', t.words, s.sort_key, c.id, c.agency FROM sample_name s "
		"JOIN sample_set t ON t.i = s.i JOIN certificate c ON s.i = (c.id * 7919) % 6336 WHERE c.id <= @ ORDER BY 2, 3, 4",
		"INSERT INTO change (act, n, book, object, version, content) SELECT 1, 1000 + c.id * 5 + v.v, 'certificate', c.id, v.v, "
		"'{\"fingerprint\":\"f' || c.id || '\",\"subject_name\":\"' || c.subject_name || '\",\"state\":\"active\"}' FROM certificate c, "
		"(SELECT CAST(1 AS bigint) AS v UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) v WHERE c.id <= @ ORDER BY c.id, v.v"};

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		TR_TRY(run_text(to, steps[i], err));
	return TRIEN_OK;
}

#define BULK "('certificate', 'change')"

/* The rows first, then their indexes: each of them is sorted once. */
static trien_rc
load(struct tr_sql *to, void *context, struct trien_err *err)
{
	const bool server = tr_sql_back_end_of(to) == TR_SQL_POSTGRESQL;
	TR_AUTO_ROWS indexes = {0};
	char drop[256];

	(void)context;
	if (server)
		TR_TRY(tr_sql_run(to, "SET LOCAL session_replication_role = replica", NULL, 0, NULL, err)); /* our references are there */
	if (server)
		TR_TRY(tr_sql_run(to, "SET LOCAL maintenance_work_mem = '256MB'", NULL, 0, NULL, err));
	TR_TRY(run_text(to, "CREATE TEMPORARY TABLE sample_name (i bigint PRIMARY KEY, name text, sort_key text UNIQUE, search_key text)", err));
	TR_TRY(run_text(to, "CREATE TEMPORARY TABLE sample_set (i bigint, words text, PRIMARY KEY (i, words))", err));
	for (long i = 0; i < names; i++)
		TR_TRY(load_name(to, i, err));
	TR_TRY(tr_sql_ask(to, server ? "SELECT CAST(indexname AS text), indexdef FROM pg_indexes WHERE tablename IN " BULK " AND indexname NOT LIKE '%pkey'"
				     : "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN " BULK,
			NULL, 0, &indexes, err));
	for (size_t i = 0; i < indexes.count; i++) {
		snprintf(drop, sizeof(drop), "DROP INDEX %s", tr_sql_text(&indexes, i, 0));
		TR_TRY(tr_sql_run(to, drop, NULL, 0, NULL, err));
	}
	TR_TRY(load_rows(to, err));
	for (size_t i = 0; i < indexes.count; i++)
		TR_TRY(tr_sql_run(to, tr_sql_text(&indexes, i, 1), NULL, 0, NULL, err));
	return TRIEN_OK;
}

static trien_rc
put_agencies(struct tr_acting *a, void *context, struct trien_err *err)
{
	(void)context;
	for (int i = 0; i < AGENCIES; i++) {
		char code[16], name[32];
		TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_agency]);
		snprintf(code, sizeof(code), "H%03d", i);
		snprintf(name, sizeof(name), "Đơn vị Mẫu %d", i);
		tr_record_set_text(&r, TR_agency_code, code);
		tr_record_set_text(&r, TR_agency_name, name);
		tr_record_set_text(&r, TR_agency_kind, i == 0 ? "province" : "department");
		tr_record_set_text(&r, TR_agency_state, "active");
		if (i > 0)
			tr_record_set_int(&r, TR_agency_parent, 1);
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static void
fill(void)
{
	const struct tr_act act = {.actor = "system", .role = "admin", .what = "import", .at = 1, .effective_at = 1};
	struct trien_err err = {0};
	struct tr_audit_log log;
	const double from = wall();

	must(tr_schema_migrate(db, 1, NULL, &err), &err, "migrate");
	must(tr_audit_open(db, "so-noi-vu.example/mau", TR_BYTES("", 0), 1, &log, &err), &err, "log");
	must(tr_act_do(db, &act, TR_ACT_DO, put_agencies, NULL, NULL, &err), &err, "agencies");
	if (tr_sql_back_end_of(db) == TR_SQL_SQLITE)
		must(db->back->script(db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA secure_delete = OFF; "
				"PRAGMA cache_size = -262144", &err), &err, "bulk");
	must(tr_sql_transact(db, TR_SQL_WRITE, load, NULL, &err), &err, "load");
	if (tr_sql_back_end_of(db) == TR_SQL_POSTGRESQL) /* its own daemon does so, some time later */
		must(db->back->script(db, "VACUUM ANALYZE", &err), &err, "vacuum");
	printf("   %ld certificates loaded in %.0f s\n", size, wall() - from);
}

/* ---- questions ---- */

struct question {
	long id;
	char name[NAME_BYTES], key[256];
	size_t rows;
};

static trien_rc
by_key(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	TR_AUTO_RECORD r = {0};

	q->rows = 1;
	return tr_record_load(to, &tr_books[TR_BOOK_certificate], q->id, &r, err);
}

static trien_rc
by_keys(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(to, "SELECT * FROM certificate WHERE id BETWEEN $1 AND $2 ORDER BY id", TR_SQL_IN(TR_SQL_I(q->id), TR_SQL_I(q->id + PAGE - 1)), &rows, err));
	q->rows = rows.count;
	return TRIEN_OK;
}

/* As the rows of a page by names stand: one by one, anywhere. */
static trien_rc
by_keys_anywhere(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	struct tr_sql_value in[PAGE];
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT * FROM certificate WHERE id IN ("));
	for (size_t i = 0; i < PAGE; i++) {
		in[i] = TR_SQL_I(1 + (q->id + (long)i * 7907) % size);
		TR_TRY(tr_buf_addf(&sql, err, "%s$%zu", i > 0 ? ", " : "", i + 1));
	}
	TR_TRY(tr_buf_addf(&sql, err, ")%c", 0));
	TR_TRY(tr_sql_ask(to, (const char *)sql.p, in, PAGE, &rows, err));
	q->rows = rows.count;
	return TRIEN_OK;
}

static trien_rc
list_of(struct tr_sql *to, struct question *q, const struct tr_list_query *query, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_list(to, query, &rows, err));
	q->rows = rows.count;
	return TRIEN_OK;
}

static struct tr_list_query
query_of(enum tr_rules_scope scope, int64_t agency)
{
	return (struct tr_list_query){.book = &tr_books[TR_BOOK_certificate], .viewer = {.scope = scope, .agency = agency}, .limit = PAGE};
}

static trien_rc
page(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	struct tr_list_query query = query_of(TR_SCOPE_PROVINCE, 0);

	query.after_key = q->key;
	query.after_id = q->id;
	return list_of(to, q, &query, err);
}

static trien_rc
page_of_agency(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	const struct tr_list_query query = query_of(TR_SCOPE_SUBTREE, 2 + q->id % agencies_with_some());
	return list_of(to, q, &query, err);
}

static trien_rc
search(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	struct tr_list_query query = query_of(TR_SCOPE_PROVINCE, 0);

	query.search = q->name;
	return list_of(to, q, &query, err);
}

/* The first letters of its words, from the n-th on. */
static void
begin_words(const char *name, unsigned n, size_t letters, char out[NAME_BYTES])
{
	size_t length = 0, in_word = 0;

	for (const char *at = name; *at != '\0'; at++) {
		if (*at == ' ' && at[1] == '\0')
			break;
		n -= *at == ' ' && n > 0;
		in_word = *at == ' ' ? 0 : in_word + 1;
		if (n > 0 || in_word <= letters)
			out[length++] = *at;
	}
	out[length] = '\0';
}

static trien_rc
search_begun(struct tr_sql *to, struct question *q, unsigned from, size_t letters, struct trien_err *err)
{
	struct tr_list_query query = query_of(TR_SCOPE_PROVINCE, 0);
	char begun[NAME_BYTES];

	begin_words(q->name, from, letters, begun);
	query.search = begun;
	return list_of(to, q, &query, err);
}

/* As it is typed: the last word is not there yet. */
static trien_rc
search_typed(struct tr_sql *to, void *context, struct trien_err *err)
{
	return search_begun(to, context, 4, 2, err);
}

/* What the quickest clerk types. */
static trien_rc
search_short(struct tr_sql *to, void *context, struct trien_err *err)
{
	return search_begun(to, context, 1, 2, err);
}

static trien_rc
search_in_agency(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	struct tr_list_query query = query_of(TR_SCOPE_SUBTREE, 2 + q->id % agencies_with_some());

	query.search = q->name;
	return list_of(to, q, &query, err);
}

static trien_rc
life(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_history_page(to, &tr_books[TR_BOOK_certificate], q->id, 1, &rows, err));
	q->rows = rows.count;
	return TRIEN_OK;
}

/* ---- measuring ---- */

#define QUESTIONS 10
#define REFERENCES 3
static const struct {
	const char *what;
	tr_sql_work ask;
	double wide; /* how much wider the limit is */
} questions[QUESTIONS] = {{"one certificate by its key", by_key, 1}, {"fifty certificates by their keys", by_keys, 1},
	{"fifty certificates anywhere, by their keys", by_keys_anywhere, 1}, {"a page of the list", page, 1},
	{"a page of an agency", page_of_agency, 1}, {"search of a whole name, without diacritics", search, 1}, {"search of a name whose last word is begun", search_typed, 1},
	{"search of a name begun, two letters a word", search_short, 10},
	{"search of a whole name in an agency", search_in_agency, 1}, {"one certificate's life", life, 1}};

static trien_rc
about(struct tr_sql *to, void *context, struct trien_err *err)
{
	struct question *q = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(to, "SELECT search_key, sort_key FROM certificate WHERE id = $1", TR_SQL_IN(TR_SQL_I(q->id)), &rows, err));
	snprintf(q->name, sizeof(q->name), "%s", tr_sql_text(&rows, 0, 0));
	snprintf(q->key, sizeof(q->key), "%s", tr_sql_text(&rows, 0, 1));
	return TRIEN_OK;
}

/* Seconds: of our own work where the database is part of us, so that what else the machine does is not counted; as they pass where it is a server's. */
static double
spent(void)
{
	struct timespec t;

	clock_gettime(tr_sql_back_end_of(db) == TR_SQL_SQLITE ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A registry that is asked: a small one, a large one. */
static struct registry {
	struct tr_sql *db;
	long size;
	double times[QUESTIONS][ASKED];
	size_t rows_of[QUESTIONS][ASKED];
} registries[2];

static struct registry *
turn_to(size_t which)
{
	db = registries[which].db;
	size = registries[which].size;
	return &registries[which];
}

/* The answer that stands at the 99th percentile. */
struct taken {
	double us;
	size_t rows;
};

/* Each kind in turn, so that a slow moment is of all. */
static void
ask_round(struct registry *r, int round)
{
	struct trien_err err = {0};

	srand(1);
	for (int i = 0; i < ASKED; i++) {
		struct question q = {.id = 1 + rand() % (size - PAGE)};
		must(tr_sql_transact(db, TR_SQL_READ, about, &q, &err), &err, "about");
		for (size_t k = 0; k < QUESTIONS; k++) {
			const double from = spent();
			must(tr_sql_transact(db, TR_SQL_READ, questions[k].ask, &q, &err), &err, questions[k].what);
			const double took = (spent() - from) * 1e6;
			if (round == 0 || took < r->times[k][i])
				r->times[k][i] = took;
			r->rows_of[k][i] = q.rows;
			if (q.rows == 0) {
				fprintf(stderr, "bench_scale: %s: nothing\n", questions[k].what);
				exit(3);
			}
		}
	}
}

static int
by_time(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;
	return (x->us > y->us) - (x->us < y->us);
}

static void
tell(const struct registry *r, struct taken out[QUESTIONS])
{
	static struct taken answers[ASKED];

	printf("   %ld certificates\n", r->size);
	for (size_t k = 0; k < QUESTIONS; k++) {
		for (size_t i = 0; i < ASKED; i++)
			answers[i] = (struct taken){r->times[k][i], r->rows_of[k][i]};
		qsort(answers, ASKED, sizeof(*answers), by_time);
		out[k] = answers[ASKED * 99 / 100];
		printf("   %-46s median %8.0f us, 99th percentile %8.0f us, of %zu rows\n", questions[k].what, answers[ASKED / 2].us, out[k].us, out[k].rows);
	}
}

/* The small one and the large one in turn: a slow moment is of both. */
static void
ask_both(struct taken out[2][QUESTIONS])
{
	for (int round = 0; round < ROUNDS; round++)
		for (size_t i = 0; i < 2; i++)
			ask_round(turn_to(i), round);
	for (size_t i = 0; i < 2; i++) {
		tell(&registries[i], out[i]);
		tr_sql_close(registries[i].db);
	}
}

static void
make(size_t which, const char *place, long how_many)
{
	struct trien_err err = {0};

	size = how_many;
	must(tr_sql_open(place, TR_SQL_MAY_CREATE, &db, &err), &err, "open");
	fill();
	tr_sql_close(db);
	registries[which].size = how_many;
	must(tr_sql_open(place, TR_SQL_MUST_EXIST, &registries[which].db, &err), &err, "open again"); /* as the store is when it is asked */
}

/* What a key and as many rows as the answer has take, by their keys: of an answer of one row and of one of fifty no growth can be told otherwise. */
static double
share(const struct taken *answer, const struct taken at[QUESTIONS])
{
	return answer->us / (at[0].us + at[1].us * (double)answer->rows / PAGE);
}

/* Where the large registry has the longer answer, it is held against its rows; never against fewer than those of the small one. */
static double
growth(const struct taken *small, const struct taken *large, const struct taken at_small[QUESTIONS], const struct taken at_large[QUESTIONS])
{
	const double whole = large->us / small->us;

	return large->rows > small->rows ? share(large, at_large) / share(small, at_small) : whole;
}

/* What a question may take: five keys, and the rows of its answer by theirs. rows: what fifty of them take. */
static double
limit(const struct taken *answer, const struct taken *key, const struct taken *rows)
{
	return 5 * key->us + rows->us * (double)answer->rows / PAGE;
}

static int
judge(const struct taken small[QUESTIONS], const struct taken large[QUESTIONS])
{
	int missed = 0;
	char what[96];

	for (size_t k = REFERENCES; k < QUESTIONS; k++) {
		const double us = large[k].us / questions[k].wide;
		snprintf(what, sizeof(what), "%s: of what it may take", questions[k].what);
		missed |= bench_row(what, us / limit(&large[k], &large[0], &large[2]), "<=", 1);
		printf("   with rows that are neighbours %8.3f; growth of the whole answers %8.3f\n", us / limit(&large[k], &large[0], &large[1]),
				large[k].us / small[k].us);
		snprintf(what, sizeof(what), "%s: growth", questions[k].what);
		missed |= bench_row(what, growth(&small[k], &large[k], small, large), "<=", 1.5);
	}
	return missed;
}

static int
on_sqlite(long large)
{
	char dir[] = "/tmp/trien-bench-XXXXXX", place[64];
	struct taken at[2][QUESTIONS];

	if (mkdtemp(dir) == NULL)
		return 3;
	snprintf(place, sizeof(place), "%s/small.db", dir);
	make(0, place, SMALL);
	snprintf(place, sizeof(place), "%s/large.db", dir);
	make(1, place, large);
	ask_both(at);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return judge(at[0], at[1]);
}

static int
on_postgresql(long large)
{
	struct server server;
	char url[256];
	struct taken at[2][QUESTIONS];

	if (!server_start_with(&server, BUFFERS)) {
		puts("SKIPPED on postgresql: it is not installed");
		return 0;
	}
	server_database(&server, "small", url, sizeof(url));
	make(0, url, SMALL);
	server_database(&server, "large", url, sizeof(url));
	make(1, url, large);
	ask_both(at);
	server_stop(&server);
	return judge(at[0], at[1]);
}

int
main(int argc, char **argv)
{
	const long large = argc > 2 ? strtol(argv[2], NULL, 10) : LARGE;

	names = (long)(MIDDLES * MIDDLES * GIVENS);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2 || large < SMALL || (strcmp(argv[1], "sqlite") != 0 && strcmp(argv[1], "postgresql") != 0)) {
		fputs("usage: bench_scale sqlite|postgresql [LARGE]\n", stderr);
		return 3;
	}
	return strcmp(argv[1], "sqlite") == 0 ? on_sqlite(large) : on_postgresql(large);
}
