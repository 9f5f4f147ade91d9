/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PostgreSQL 15 and later through libpq: prepared statements, typed parameters, results in binary. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/sql_back.h"

/* pg_type.dat: these numbers are for ever. */
#define OID_BYTEA 17u
#define OID_INT8 20u
#define OID_TEXT 25u
#define VERSION_MIN 150000
/* The lock that those who write take, one after another: "trien" in ASCII. */
#define LOCK "SELECT pg_advisory_xact_lock(500069688686)"
#define CONNECT_SECONDS "10"

/* What was put, and has not been answered. */
struct waiting {
	struct tr_sql_answer to;
	const char *tag; /* what the command has to say of itself; NULL: nothing */
	bool begins;     /* the transaction: what it gives nobody reads */
};

struct postgres {
	struct tr_sql base;
	PGconn *connection;
	struct tr_sql_kept kept;
	unsigned prepared[TR_SQL_STATEMENTS_MAX]; /* their names */
	unsigned names;                           /* given so far */
	struct waiting waiting[TR_SQL_LATER_MAX];
	size_t waiting_count;
	bool asked; /* for the answers, which nobody has taken yet */
};

static struct postgres *
of(struct tr_sql *db)
{
	return (struct postgres *)db;
}

static void
clear_result(PGresult **r)
{
	PQclear(*r);
}
#define AUTO_RESULT __attribute__((cleanup(clear_result))) PGresult

/* ---- errors: kinds and SQLSTATE, never the server's words: they hold data ---- */

static bool
is_one_of(const char *state, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strncmp(state, *list, strlen(*list)) == 0)
			return true;
	return false;
}

static trien_rc
failed(struct postgres *p, const PGresult *r, struct trien_err *err)
{
	static const char *const busy[] = {"40001", "40P01", "55P03", NULL};
	static const char *const full[] = {"53100", NULL};
	static const char *const damaged[] = {"XX001", "XX002", NULL};
	static const char *const gone[] = {"08", "57P", NULL};
	const char *state = r != NULL ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	if (PQstatus(p->connection) != CONNECTION_OK || (state != NULL && is_one_of(state, gone)))
		return TR_ERR0(err, STORE_CONNECTION);
	if (state == NULL)
		return TR_ERR(err, STORE_FAILED, TR_S("code", "libpq"));
	if (is_one_of(state, busy))
		return TR_ERR(err, STORE_BUSY, TR_U("tries", 1));
	if (strcmp(state, "23505") == 0)
		return TR_ERR0(err, STORE_DUPLICATE);
	if (strncmp(state, "23", 2) == 0)
		return TR_ERR0(err, STORE_CONSTRAINT);
	if (is_one_of(state, full))
		return TR_ERR0(err, STORE_DISK_FULL);
	if (is_one_of(state, damaged))
		return TR_ERR(err, STORE_DAMAGED, TR_S("code", state));
	return TR_ERR(err, STORE_FAILED, TR_S("code", state));
}

static bool
went_well(const PGresult *r)
{
	const ExecStatusType s = PQresultStatus(r);
	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

/* ---- rows ---- */

static uint64_t
big_endian(const char *p, int n)
{
	uint64_t v = 0;
	for (int i = 0; i < n; i++)
		v = v << 8 | (uint8_t)p[i];
	return v;
}

static trien_rc
take_cell(const PGresult *r, int row, int column, struct tr_sql_filling *f, struct trien_err *err)
{
	const char *p = PQgetvalue(r, row, column);
	const int n = PQgetlength(r, row, column);
	struct tr_sql_value v = {.null = PQgetisnull(r, row, column) == 1};

	switch (PQftype(r, column)) {
	case OID_INT8:
		v.i = v.null ? 0 : (int64_t)big_endian(p, n);
		break;
	case OID_TEXT:
		v.type = TR_SQL_TEXT;
		v.b = TR_BYTES(p, (size_t)n);
		break;
	case OID_BYTEA:
		v.type = TR_SQL_BYTES;
		v.b = TR_BYTES(p, (size_t)n);
		break;
	default:
		return TR_ERR(err, INTERNAL, TR_S("what", "type of a column"));
	}
	if (v.null) /* as SQLite gives it: NULL has no type */
		v = (struct tr_sql_value){.null = true};
	return tr_sql_fill(f, &v, err);
}

static trien_rc
take_rows(const PGresult *r, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_filling f = {.rows = out};
	const int columns = PQnfields(r), rows = PQntuples(r);

	if ((out == NULL) != (PQresultStatus(r) == PGRES_COMMAND_OK))
		return TR_ERR(err, INTERNAL, TR_S("what", "rows of a statement"));
	if (out == NULL)
		return TRIEN_OK;
	for (int i = 0; i < rows; i++)
		for (int c = 0; c < columns; c++)
			TR_TRY(take_cell(r, i, c, &f, err));
	out->columns = (size_t)columns;
	out->count = (size_t)rows;
	return TRIEN_OK;
}

/* ---- what was put ---- */

static trien_rc
take_answer(struct postgres *p, const struct waiting *w, PGresult *r, struct trien_err *err)
{
	if (!went_well(r)) {
		/* What comes behind a refused one is not tried, and says so. */
		if (w->to.refused != NULL && PQresultStatus(r) != PGRES_PIPELINE_ABORTED)
			*w->to.refused = true;
		const trien_rc rc = failed(p, r, err);
		if (w->begins)
			p->base.begun = rc;
		return rc;
	}
	if (!w->begins)
		TR_TRY(take_rows(r, w->to.rows, err));
	if (w->to.changed != NULL)
		*w->to.changed = (int64_t)strtoll(PQcmdTuples(r), NULL, 10);
	/* In a transaction that failed, COMMIT goes well and rolls back. */
	return w->tag == NULL || strcmp(PQcmdStatus(r), w->tag) == 0 ? TRIEN_OK : TR_ERR(err, STORE_FAILED, TR_S("code", "25P02"));
}

/* libpq gives the result of each statement and NULL, in their order, and at the end that of the point up to which the server answers in any case. */
static trien_rc
settle(struct tr_sql *db, struct trien_err *err)
{
	struct postgres *p = of(db);
	trien_rc rc = TRIEN_OK;

	if (p->waiting_count == 0)
		return TRIEN_OK;
	db->beginning = false;
	db->waits += !p->asked;
	if (!p->asked && PQpipelineSync(p->connection) != 1)
		rc = failed(p, NULL, err);
	p->asked = false;
	for (size_t i = 0; i < p->waiting_count; i++) {
		AUTO_RESULT *r = PQgetResult(p->connection);
		if (rc == TRIEN_OK)
			rc = take_answer(p, &p->waiting[i], r, err);
		if (r != NULL)
			PQclear(PQgetResult(p->connection));
	}
	p->waiting_count = 0;
	PQclear(PQgetResult(p->connection));
	if (PQexitPipelineMode(p->connection) != 1 && rc == TRIEN_OK)
		rc = failed(p, NULL, err);
	return rc;
}

static trien_rc
script(struct tr_sql *db, const char *text, struct trien_err *err)
{
	TR_TRY(settle(db, err));
	AUTO_RESULT *r = PQexec(of(db)->connection, text);
	return went_well(r) ? TRIEN_OK : failed(of(db), r, err);
}

/* ---- statements ---- */

static void
name_of(unsigned number, char out[16])
{
	snprintf(out, 16, "t%u", number);
}

/* In its place, or in that of the oldest. */
static trien_rc
keep(struct postgres *p, char *sql, unsigned number, struct trien_err *err)
{
	char name[16], text[32];
	const char *old;

	const size_t at = tr_sql_kept_add(&p->kept, sql, &old);
	if (old == NULL) {
		p->prepared[at] = number;
		return TRIEN_OK;
	}
	name_of(p->prepared[at], name);
	p->prepared[at] = number;
	free((void *)(uintptr_t)old);
	snprintf(text, sizeof(text), "DEALLOCATE %s", name);
	return script(&p->base, text, err);
}

static void
forget_all(struct postgres *p)
{
	for (size_t i = 0; i < p->kept.count; i++)
		free((void *)(uintptr_t)p->kept.texts[i]);
	p->kept = (struct tr_sql_kept){0};
}

/*
 * The types stand in the message, and not in the statement: a parameter of another type is refused by the server. A new one waits for what was put: where that
 * is refused, the server skips the preparing, and would not know the name.
 */
static trien_rc
prepare(struct postgres *p, const char *sql, const struct tr_sql_value *in, size_t n, char name[16], struct trien_err *err)
{
	static const Oid oids[] = {[TR_SQL_INT] = OID_INT8, [TR_SQL_TEXT] = OID_TEXT, [TR_SQL_BYTES] = OID_BYTEA};
	const size_t known = tr_sql_kept_find(&p->kept, sql);
	Oid types[TR_SQL_PARAMETERS_MAX];

	if (known < TR_SQL_STATEMENTS_MAX) {
		name_of(p->prepared[known], name);
		return TRIEN_OK;
	}
	TR_TRY(settle(&p->base, err));
	for (size_t i = 0; i < n; i++)
		types[i] = oids[in[i].type];
	char *copy = strdup(sql);
	if (copy == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(sql)));
	name_of(p->names + 1, name);
	AUTO_RESULT *r = PQprepare(p->connection, name, sql, (int)n, types);
	if (!went_well(r)) {
		free(copy);
		return failed(p, r, err);
	}
	return keep(p, copy, ++p->names, err);
}

/* Numbers as eight bytes, the rest as it is. */
static void
lay_out(const struct tr_sql_value *in, size_t n, uint8_t numbers[][8], const char **values, int *lengths, int *formats)
{
	for (size_t i = 0; i < n; i++) {
		formats[i] = 1;
		lengths[i] = in[i].type == TR_SQL_INT ? 8 : (int)in[i].b.n;
		values[i] = in[i].b.n > 0 ? (const char *)in[i].b.p : "";
		if (in[i].type == TR_SQL_INT) {
			for (unsigned k = 0; k < 8; k++)
				numbers[i][k] = (uint8_t)((uint64_t)in[i].i >> 8 * (7 - k));
			values[i] = (const char *)numbers[i];
		}
		if (in[i].null)
			values[i] = NULL;
	}
}

static trien_rc
put_tagged(struct postgres *p, const char *sql, const struct tr_sql_value *in, size_t n, struct waiting w, struct trien_err *err)
{
	uint8_t numbers[TR_SQL_PARAMETERS_MAX][8];
	const char *values[TR_SQL_PARAMETERS_MAX];
	int lengths[TR_SQL_PARAMETERS_MAX], formats[TR_SQL_PARAMETERS_MAX];
	char name[16];

	for (size_t i = 0; i < n; i++)
		if (in[i].b.n > INT32_MAX)
			return TR_ERR(err, STORE_RESULT, TR_U("max", INT32_MAX));
	TR_TRY(prepare(p, sql, in, n, name, err));
	if (p->waiting_count == TR_SQL_LATER_MAX)
		TR_TRY(settle(&p->base, err));
	lay_out(in, n, numbers, values, lengths, formats);
	if (p->waiting_count == 0 && PQenterPipelineMode(p->connection) != 1)
		return failed(p, NULL, err);
	if (PQsendQueryPrepared(p->connection, name, (int)n, values, lengths, formats, 1) != 1) {
		if (p->waiting_count == 0)
			(void)PQexitPipelineMode(p->connection);
		return failed(p, NULL, err);
	}
	p->waiting[p->waiting_count++] = w;
	return TRIEN_OK;
}

static trien_rc
put(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_answer *to, struct trien_err *err)
{
	return put_tagged(of(db), sql, in, n, (struct waiting){.to = *to}, err);
}

/* ---- transactions ---- */

static trien_rc
set_wait(struct tr_sql *db, struct trien_err *err)
{
	char text[64];

	snprintf(text, sizeof(text), "SET lock_timeout = %u", db->wait > 0 ? db->wait : 1);
	return script(db, text, err);
}

/* UTF-8, commits that wait for the disk, and nobody who holds the lock and sleeps. */
static trien_rc
set_up(struct postgres *p, struct trien_err *err)
{
	if (PQserverVersion(p->connection) < VERSION_MIN)
		return TR_ERR(err, STORE_SERVER, TR_S("what", "PostgreSQL 15"));
	const char *encoding = PQparameterStatus(p->connection, "server_encoding");
	if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
		return TR_ERR(err, STORE_SERVER, TR_S("what", "PostgreSQL: encoding UTF8"));
	TR_TRY(script(&p->base, "SET client_encoding = 'UTF8'; SET synchronous_commit = on; SET standard_conforming_strings = on;"
			"SET idle_in_transaction_session_timeout = '60s'; SET search_path = public;"
			/* Compiling, and other processes that help, cost more than our statements: each walks an index, and pages are not on disks that turn. */
			"SET jit = off; SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1", err));
	return set_wait(&p->base, err);
}

/* A server that was started anew has forgotten what was prepared. */
static trien_rc
connect_again(struct postgres *p, struct trien_err *err)
{
	PQreset(p->connection);
	forget_all(p);
	return PQstatus(p->connection) == CONNECTION_OK ? set_up(p, err) : TR_ERR0(err, STORE_CONNECTION);
}

/* What a transaction that read has left, which has been answered long ago. */
static trien_rc
connect_anew(struct postgres *p, struct trien_err *err)
{
	if (PQstatus(p->connection) == CONNECTION_OK && settle(&p->base, NULL) == TRIEN_OK)
		return TRIEN_OK;
	return connect_again(p, err);
}

static trien_rc
put_begin(struct postgres *p, const char *sql, struct trien_err *err)
{
	return put_tagged(p, sql, NULL, 0, (struct waiting){.begins = true}, err);
}

/* Nobody waits for it: it travels with the first statement. */
static trien_rc
begin(struct tr_sql *db, enum tr_sql_purpose purpose, struct trien_err *err)
{
	struct postgres *p = of(db);

	TR_TRY(connect_anew(p, err));
	db->beginning = true;
	trien_rc rc = put_begin(p, purpose == TR_SQL_WRITE ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", err);
	if (rc == TRIEN_OK && purpose == TR_SQL_WRITE)
		rc = put_begin(p, LOCK, err);
	if (rc != TRIEN_OK)
		db->back->rollback(db);
	return rc;
}

/* What was only read is known already: that the server has ended the transaction is heard when the next one begins. */
static trien_rc
commit(struct tr_sql *db, struct trien_err *err)
{
	struct postgres *p = of(db);

	if (db->purpose == TR_SQL_READ)
		TR_TRY(settle(db, err));
	TR_TRY(put_tagged(p, "COMMIT", NULL, 0, (struct waiting){.tag = "COMMIT"}, err));
	if (db->purpose == TR_SQL_WRITE)
		return settle(db, err);
	if (PQpipelineSync(p->connection) != 1)
		return failed(p, NULL, err);
	p->asked = true;
	return TRIEN_OK;
}

static void
rollback(struct tr_sql *db)
{
	(void)!settle(db, NULL);
	if (PQtransactionStatus(of(db)->connection) != PQTRANS_IDLE)
		(void)!script(db, "ROLLBACK", NULL);
}

/* ---- opening ---- */

static void
postgres_close(struct tr_sql *db)
{
	forget_all(of(db));
	tr_foresight_free(db->foresight);
	PQfinish(of(db)->connection);
	free(db);
}

static const struct tr_sql_back back = {.kind = TR_SQL_POSTGRESQL, .put = put, .settle = settle, .script = script, .begin = begin,
		.commit = commit, .rollback = rollback, .set_wait = set_wait, .close = postgres_close};

static void
say_nothing(void *context, const char *message)
{
	(void)context;
	(void)message;
}

/* A password on a command line is everybody's. */
static trien_rc
check_url(const char *url, struct trien_err *err)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &why);
	bool password = false;

	PQfreemem(why);
	if (options == NULL)
		return TR_ERR(err, STORE_OPEN, TR_S("place", "postgresql://"), TR_S("why", "malformed URL"));
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++)
		if (strcmp(o->keyword, "password") == 0 && o->val != NULL)
			password = true;
	PQconninfoFree(options);
	return password ? TR_ERR0(err, STORE_PASSWORD) : TRIEN_OK;
}

trien_rc
tr_postgres_open(const char *url, struct tr_sql **out, struct trien_err *err)
{
	const char *const names[] = {"dbname", "connect_timeout", "application_name", NULL};
	const char *const values[] = {url, CONNECT_SECONDS, "trien", NULL};

	TR_TRY(check_url(url, err));
	struct postgres *p = tr_mem_zeroed(1, sizeof(*p));
	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	p->base = (struct tr_sql){.back = &back, .wait = TR_SQL_WAIT_MILLISECONDS, .foresight = tr_foresight_new()};
	p->connection = PQconnectdbParams(names, values, 1);
	trien_rc rc;
	if (p->connection == NULL || PQstatus(p->connection) != CONNECTION_OK) {
		const char *why = p->connection != NULL ? PQerrorMessage(p->connection) : "";
		rc = TR_ERR(err, STORE_OPEN, TR_S("place", "PostgreSQL"), TR_B("why", why, strcspn(why, "\n")));
	} else {
		PQsetNoticeProcessor(p->connection, say_nothing, NULL);
		rc = set_up(p, err);
	}
	if (rc != TRIEN_OK) {
		postgres_close(&p->base);
		return rc;
	}
	*out = &p->base;
	return TRIEN_OK;
}
