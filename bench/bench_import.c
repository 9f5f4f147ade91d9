/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A province imported from spreadsheets, beside the bare inserts of the same rows: bench_import FOLDER-OF-make_province [sqlite|postgresql].
 * Who keeps which device comes last, and beside the bare inserts of these rows alone.
 * Bare: every row that the import has left in books, words and history, from memory, one prepared INSERT each, one transaction; nothing is read, checked,
 * looked up or hashed. The import's time is that of all of it: unpacking in the sandbox, checking, acts, audit leaves.
 * Then: a second time, which changes nothing; and undone, act by act. On both back ends; exit 1 where a limit is missed.
 * The ratio is of time as it passes. Behind it stands that of processor time (our own, the sandbox's, and the server's for us), which a busy machine
 * changes little.
 */
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bench_store.h"
#include "exchange/import.h"
#include "registry/history.h"
#include "server.h"
#include "store/audit.h"
#include "store/schema.h"

#define BOOKS 5
/* Beside bare inserts of its own, which are two a row: to read the spreadsheet takes longer than they do, and each row names two others and is held against a third. */
#define LAST "custody"
#define LAST_LIMIT 0.15
static const char *const books[BOOKS] = {"agency", "person", "device", "certificate", LAST};

struct side {
	const char *name;
	char dir[64], place[256], url[256];
	struct tr_sql *db;
	struct tr_blobs *blobs;
	int64_t acts[BOOKS];
};

/* What passes, and what processors do meanwhile. */
struct spent {
	double wall, cpu;
};

static double
seconds_of(const struct rusage *r)
{
	return (double)(r->ru_utime.tv_sec + r->ru_stime.tv_sec) + (double)(r->ru_utime.tv_usec + r->ru_stime.tv_usec) * 1e-6;
}

static trien_rc
ask_server(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT CAST(pg_backend_pid() AS bigint)", NULL, 0, &rows, err));
	*(int64_t *)context = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* Of the process of the server that answers us: fields 14 and 15 of its stat (proc(5)). */
static double
cpu_of_server(struct tr_sql *db)
{
	struct trien_err err = {0};
	unsigned long user = 0, kernel = 0;
	int64_t pid = 0;
	char path[64];

	if (db == NULL || tr_sql_back_end_of(db) == TR_SQL_SQLITE)
		return 0;
	must(tr_sql_transact(db, TR_SQL_READ, ask_server, &pid, &err), &err, "the server's process");
	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	FILE *f = fopen(path, "r");
	if (f == NULL || fscanf(f, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
		user = kernel = 0;
	if (f != NULL)
		fclose(f);
	return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

static struct spent
spent(struct tr_sql *db)
{
	struct rusage own, children;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	return (struct spent){wall(), seconds_of(&own) + seconds_of(&children) + cpu_of_server(db)};
}

static struct spent
since(struct spent from, struct tr_sql *db)
{
	const struct spent to = spent(db);
	return (struct spent){to.wall - from.wall, to.cpu - from.cpu};
}

static long
peak_mib(void)
{
	struct rusage own, children;
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children); /* the sandbox */
	return (own.ru_maxrss > children.ru_maxrss ? own.ru_maxrss : children.ru_maxrss) / 1024;
}

/* ---- databases ---- */

static void
open_empty(struct side *s, const char *name)
{
	struct trien_err err = {0};

	if (s->url[0] != '\0')
		snprintf(s->place, sizeof(s->place), "%s", s->url);
	else
		snprintf(s->place, sizeof(s->place), "%s/%s.db", s->dir, name);
	if (s->url[0] != '\0')
		server_empty(s->url);
	must(tr_sql_open(s->place, TR_SQL_MAY_CREATE, &s->db, &err), &err, "open");
	must(tr_schema_migrate(s->db, 1790000000, NULL, &err), &err, "migrate");
}

/* ---- the import ---- */

static void
import_book(struct side *s, const char *folder, size_t book, size_t count[TR_IMPORT_BAD + 1])
{
	const struct tr_act act = {.actor = "system", .role = "admin", .what = "import", .at = 1790000000, .effective_at = 1790000000, .blobs = s->blobs};
	struct tr_import i = {.book = tr_book_find(books[book]), .act = &act};
	struct trien_err err = {0};
	struct tr_table t;
	char path[256];

	snprintf(path, sizeof(path), "%s/%s.xlsx", folder, books[book]);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		perror(path);
		exit(3);
	}
	must(tr_table_read_apart(fd, NULL, &t, &err), &err, path);
	close(fd);
	i.table = &t;
	i.rows = calloc(t.rows, sizeof(*i.rows));
	must(tr_import_table(s->db, &i, TR_ACT_DO, &err), &err, path);
	for (size_t k = 0; k <= TR_IMPORT_BAD; k++)
		count[k] += i.count[k];
	s->acts[book] = i.id;
	free(i.rows);
	tr_table_free(&t);
}

static struct spent
import_books(struct side *s, const char *folder, size_t first, size_t last, size_t count[TR_IMPORT_BAD + 1])
{
	const struct spent from = spent(s->db);

	for (size_t b = first; b <= last; b++)
		import_book(s, folder, b, count);
	return since(from, s->db);
}

static struct spent
undo_all(struct side *s, const int64_t acts[BOOKS])
{
	const struct tr_act act = {.actor = "system", .role = "admin", .what = "act.undo", .reason = "thử", .at = 1790000001, .effective_at = 1790000001,
			.blobs = s->blobs};
	struct trien_err err = {0};
	const struct spent from = spent(s->db);

	for (size_t b = BOOKS; b-- > 0;)
		must(tr_act_undo(s->db, &act, TR_ACT_DO, acts[b], NULL, &err), &err, "undo");
	return since(from, s->db);
}

/* ---- the bare inserts ---- */

struct copy {
	struct tr_sql_rows *pages;
	size_t count, rows;
	char insert[2048];
};

/* A table, which of its rows, and in which order they are inserted. */
struct source {
	const char *name, *where, *order;
};

struct copying {
	struct source from;
	size_t offset;
	struct tr_sql_rows page;
	char columns[1024];
};

static trien_rc
read_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct copying *c = context;
	char sql[1400];

	snprintf(sql, sizeof(sql), "SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 5000 OFFSET %zu", c->columns, c->from.name, c->from.where,
			c->from.order, c->offset);
	return tr_sql_ask(db, sql, NULL, 0, &c->page, err);
}

static trien_rc
read_columns(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct copying *c = context;
	TR_AUTO_ROWS rows = {0};
	const char *sql = tr_sql_back_end_of(db) == TR_SQL_SQLITE
			? "SELECT name FROM pragma_table_info($1) ORDER BY cid"
			: "SELECT CAST(column_name AS text) FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position";
	size_t n = 0;

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(c->from.name)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		n += (size_t)snprintf(c->columns + n, sizeof(c->columns) - n, "%s%s", i > 0 ? ", " : "", tr_sql_text(&rows, i, 0));
	return TRIEN_OK;
}

static void
read_all(struct tr_sql *db, const struct source *from, struct copy *out)
{
	struct copying c = {.from = *from};
	struct trien_err err = {0};
	size_t n;

	must(tr_sql_transact(db, TR_SQL_READ, read_columns, &c, &err), &err, from->name);
	for (bool more = true; more; c.offset += 5000) {
		c.page = (struct tr_sql_rows){0};
		must(tr_sql_transact(db, TR_SQL_READ, read_page, &c, &err), &err, from->name);
		out->pages = realloc(out->pages, (out->count + 1) * sizeof(*out->pages));
		out->pages[out->count++] = c.page;
		out->rows += c.page.count;
		more = c.page.count == 5000;
	}
	n = (size_t)snprintf(out->insert, sizeof(out->insert), "INSERT INTO %s (%s) VALUES (", from->name, c.columns);
	for (size_t i = 1; i <= out->pages[0].columns; i++)
		n += (size_t)snprintf(out->insert + n, sizeof(out->insert) - n, "%s$%zu", i > 1 ? ", " : "", i);
	snprintf(out->insert + n, sizeof(out->insert) - n, ")");
}

struct inserting {
	const struct copy *copies;
	size_t count;
};

static trien_rc
insert_all(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct inserting *i = context;

	for (size_t t = 0; t < i->count; t++)
		for (size_t p = 0; p < i->copies[t].count; p++) {
			const struct tr_sql_rows *page = &i->copies[t].pages[p];
			for (size_t row = 0; row < page->count; row++)
				TR_TRY(tr_sql_run(db, i->copies[t].insert, tr_sql_cell(page, row, 0), page->columns, NULL, err));
		}
	return TRIEN_OK;
}

/* What was read as null is of no type: PostgreSQL wants that of its column, which another row of the same column tells. */
static void
give_types(struct copy *c)
{
	for (size_t k = 0; k < c->pages[0].columns; k++) {
		enum tr_sql_type type = TR_SQL_INT;
		for (size_t p = 0; p < c->count; p++)
			for (size_t row = 0; row < c->pages[p].count; row++)
				if (!tr_sql_cell(&c->pages[p], row, k)->null)
					type = tr_sql_cell(&c->pages[p], row, k)->type;
		for (size_t p = 0; p < c->count; p++)
			for (size_t row = 0; row < c->pages[p].count; row++) {
				struct tr_sql_value *v = (struct tr_sql_value *)(uintptr_t)tr_sql_cell(&c->pages[p], row, k);
				if (v->null)
					v->type = type;
			}
	}
}

static struct spent
insert_bare(struct side *s, const struct copy *copies, size_t count)
{
	struct inserting i = {copies, count};
	struct trien_err err = {0};

	const struct spent from = spent(s->db);
	must(tr_sql_transact(s->db, TR_SQL_WRITE, insert_all, &i, &err), &err, "insert");
	return since(from, s->db);
}

static void
free_copies(struct copy *copies, size_t count)
{
	for (size_t t = 0; t < count; t++) {
		for (size_t p = 0; p < copies[t].count; p++)
			tr_sql_rows_free(&copies[t].pages[p]);
		free(copies[t].pages);
	}
}

/* ---- one back end ---- */

static void
no_fault(void *context, enum tr_registry_fault fault, const char *object)
{
	(void)context;
	fprintf(stderr, "bench_import: fault %d of %s\n", (int)fault, object);
	exit(3);
}

/* In the order of their references; history last. */
#define FIRST_OF "act < (SELECT MAX(a.id) FROM act a)"
static const struct source sources[] = {{"audit_log", "1 = 1", "log"}, {"audit_leaf", "idx < (SELECT MAX(idx) FROM audit_leaf)", "log, idx"},
	{"blob", "1 = 1", "hash"}, {"act", "id < (SELECT MAX(id) FROM act)", "id"}, {"agency", "1 = 1", "id"}, {"person", "1 = 1", "id"},
	{"device", "1 = 1", "id"}, {"certificate", "1 = 1", "id"}, {"word_set", "1 = 1", "book, object, words"}, {"change", FIRST_OF, "act, n"}},
			   last_sources[] = {{"audit_leaf", "idx = (SELECT MAX(idx) FROM audit_leaf)", "log, idx"},
				   {"act", "id = (SELECT MAX(id) FROM act)", "id"}, {LAST, "1 = 1", "id"}, {"change", "NOT " FIRST_OF, "act, n"}};
#define SOURCES (sizeof(sources) / sizeof(*sources))
#define LAST_SOURCES (sizeof(last_sources) / sizeof(*last_sources))

static size_t
copy_all(struct tr_sql *db, const struct source *from, size_t count, struct copy *out)
{
	size_t rows = 0;

	for (size_t t = 0; t < count; t++) {
		read_all(db, &from[t], &out[t]);
		give_types(&out[t]);
		rows += out[t].rows;
	}
	return rows;
}

static int
judge(const struct side *s, const char *what, size_t rows, struct spent import, struct spent plain, double limit)
{
	char text[256];

	printf("%s: %s, %zu rows of tables: import %.2f s, bare inserts %.2f s; processors: %.2f s, %.2f s, share %.3f\n", s->name, what, rows, import.wall,
			plain.wall, import.cpu, plain.cpu, plain.cpu / import.cpu);
	snprintf(text, sizeof(text), "%s: %s, share of the rate of bare inserts", s->name, what);
	return bench_row(text, plain.wall / import.wall, ">=", limit);
}

static int
measure(struct side *s, const char *folder)
{
	struct copy copies[SOURCES] = {0}, last_copies[LAST_SOURCES] = {0};
	size_t first[TR_IMPORT_BAD + 1] = {0}, second[TR_IMPORT_BAD + 1] = {0};
	struct trien_err err = {0};
	struct tr_registry_count seen;
	struct tr_audit_log log;
	int64_t acts[BOOKS];
	char path[256];

	snprintf(path, sizeof(path), "%s/blobs", folder);
	must(tr_blobs_open(path, &s->blobs, &err), &err, path);
	open_empty(s, "import");
	must(tr_audit_open(s->db, "so-noi-vu.example/mau", TR_BYTES("", 0), 1790000000, &log, &err), &err, "log");
	const struct spent import = import_books(s, folder, 0, BOOKS - 2, first), last = import_books(s, folder, BOOKS - 1, BOOKS - 1, first);
	memcpy(acts, s->acts, sizeof(acts));
	const size_t rows = copy_all(s->db, sources, SOURCES, copies), last_rows = copy_all(s->db, last_sources, LAST_SOURCES, last_copies);
	const struct spent again = import_books(s, folder, 0, BOOKS - 1, second), undone = undo_all(s, acts);
	must(tr_registry_verify(s->db, no_fault, NULL, &seen, &err), &err, "verify");
	tr_sql_close(s->db);
	open_empty(s, "bare");
	const struct spent plain = insert_bare(s, copies, SOURCES), last_plain = insert_bare(s, last_copies, LAST_SOURCES);
	tr_sql_close(s->db);
	tr_blobs_close(s->blobs);
	free_copies(copies, SOURCES);
	free_copies(last_copies, LAST_SOURCES);
	printf("%s: %zu records: again %.2f s, undone %.2f s; processors: %.2f s, %.2f s; peak of memory %ld MiB\n", s->name, first[TR_IMPORT_NEW],
			again.wall, undone.wall, again.cpu, undone.cpu, peak_mib());
	if (second[TR_IMPORT_SAME] != first[TR_IMPORT_NEW] || second[TR_IMPORT_NEW] + second[TR_IMPORT_CHANGED] != 0) {
		fprintf(stderr, "bench_import: the second time %zu rows were the same\n", second[TR_IMPORT_SAME]);
		return 1;
	}
	const int missed = judge(s, "import", rows, import, plain, 0.5);
	return judge(s, "import of " LAST, last_rows, last, last_plain, LAST_LIMIT) | missed;
}

static int
measure_in_folder(struct side *s, const char *folder)
{
	snprintf(s->dir, sizeof(s->dir), "/tmp/trien-bench-XXXXXX");
	if (mkdtemp(s->dir) == NULL)
		return 3;
	const int missed = measure(s, folder);
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return missed;
}

int
main(int argc, char **argv)
{
	struct side sqlite = {.name = "sqlite"}, postgresql = {.name = "postgresql"};
	const char *only = argc == 3 ? argv[2] : NULL;
	struct server server;
	int missed = 0;

	if (argc < 2 || argc > 3 || (only != NULL && strcmp(only, sqlite.name) != 0 && strcmp(only, postgresql.name) != 0)) {
		fputs("usage: bench_import FOLDER [sqlite|postgresql]\n", stderr);
		return 3;
	}
	if (only == NULL || strcmp(only, sqlite.name) == 0)
		missed |= measure_in_folder(&sqlite, argv[1]);
	if (only != NULL && strcmp(only, postgresql.name) != 0)
		return missed;
	if (!server_start(&server)) {
		puts("SKIPPED on postgresql: it is not installed");
		return missed;
	}
	server_database(&server, "bench", postgresql.url, sizeof(postgresql.url));
	missed |= measure_in_folder(&postgresql, argv[1]);
	server_stop(&server);
	return missed;
}
