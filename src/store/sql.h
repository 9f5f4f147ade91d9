/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SQL on SQLite (the default) and PostgreSQL 15, behind one small interface.
 *
 * One text of a statement serves both: parameters are $1..$n (SQLite binds them by name), types are said by CAST and never
 * by ::, times are integers (UTC epoch), columns are bigint, text or bytes. Values travel as parameters only.
 *
 * Every statement runs in a transaction. Those that write come one after another on both back ends (SQLite: BEGIN IMMEDIATE;
 * PostgreSQL: an advisory lock), so what a transaction has read is still true when it writes. Those that only read
 * see the database as it was when they began, and wait for nobody.
 *
 * What a database says in its error messages holds data, and is never handed on: an error names the kind and the code.
 */
#ifndef TR_STORE_SQL_H
#define TR_STORE_SQL_H

#include "base/bytes.h"
#include "base/memory.h"
#include "store/limits.h"

enum tr_sql_type { TR_SQL_INT, TR_SQL_TEXT, TR_SQL_BYTES };

struct tr_sql_value {
	enum tr_sql_type type;
	bool null;
	int64_t i;
	struct tr_bytes b; /* also of text, which is UTF-8 without NUL */
};

#define TR_SQL_I(v) ((struct tr_sql_value){.type = TR_SQL_INT, .i = (int64_t)(v)})
#define TR_SQL_T(text) ((struct tr_sql_value){.type = TR_SQL_TEXT, .b = TR_BYTES((text), strlen(text))})
#define TR_SQL_TN(p, len) ((struct tr_sql_value){.type = TR_SQL_TEXT, .b = TR_BYTES((p), (len))})
#define TR_SQL_B(bytes) ((struct tr_sql_value){.type = TR_SQL_BYTES, .b = (bytes)})
#define TR_SQL_NULL(kind) ((struct tr_sql_value){.type = (kind), .null = true})

/* {0} is an empty result. Text has a NUL behind it. */
struct tr_sql_rows {
	const struct tr_sql_value *cells; /* row after row */
	size_t count, columns;
	struct tr_arena arena;
};

#define TR_AUTO_ROWS __attribute__((cleanup(tr_sql_rows_free))) struct tr_sql_rows
void tr_sql_rows_free(struct tr_sql_rows *r);
static inline const struct tr_sql_value *
tr_sql_cell(const struct tr_sql_rows *r, size_t row, size_t column)
{
	return &r->cells[row * r->columns + column];
}
static inline int64_t
tr_sql_int(const struct tr_sql_rows *r, size_t row, size_t column)
{
	return tr_sql_cell(r, row, column)->i;
}
static inline const char *
tr_sql_text(const struct tr_sql_rows *r, size_t row, size_t column)
{
	return (const char *)tr_sql_cell(r, row, column)->b.p;
}

struct tr_sql;

enum tr_sql_back_end { TR_SQL_SQLITE, TR_SQL_POSTGRESQL };
enum tr_sql_create { TR_SQL_MUST_EXIST, TR_SQL_MAY_CREATE };

/*
 * place: the path of an SQLite file, or postgresql://... (libpq's form, without a password: that comes from the password file, or
 * the server knows the user by the socket). store.open-failed, store.not-a-store, store.password-in-url, store.server-unfit.
 */
TRIEN_MUST_CHECK trien_rc tr_sql_open(
		const char *place, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err);
void tr_sql_close(struct tr_sql *db);
enum tr_sql_back_end tr_sql_back_end_of(const struct tr_sql *db);
bool tr_sql_is_url(const char *place);
/* Another wait than TR_SQL_WAIT_MILLISECONDS, for tests. */
void tr_sql_set_wait(struct tr_sql *db, unsigned milliseconds);
/* At most so many bytes of pages kept, in place of TR_SQL_CACHE_MAX; of a server's connection nothing. A larger transaction is written out before its end. */
TRIEN_MUST_CHECK trien_rc tr_sql_set_cache(struct tr_sql *db, size_t bytes, struct trien_err *err);
/* How many transactions of this connection were begun anew because the database was busy. */
uint64_t tr_sql_retries(const struct tr_sql *db);
/* How often it has waited for a server; a file is never waited for. */
uint64_t tr_sql_waits(const struct tr_sql *db);

enum tr_sql_purpose { TR_SQL_READ, TR_SQL_WRITE };

/*
 * Runs work in a transaction: committed where it gives TRIEN_OK, else rolled back. Where the database is busy, it is run anew, at most
 * TR_SQL_TRIES_MAX times: so work must not do what cannot be done twice, and begins with its out-parameters each time.
 */
typedef trien_rc (*tr_sql_work)(struct tr_sql *db, void *context, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_sql_transact(struct tr_sql *db, enum tr_sql_purpose purpose, tr_sql_work work, void *context,
		struct trien_err *err);
/* A dry run: as a transaction that writes, and rolled back whatever came of it. */
TRIEN_MUST_CHECK trien_rc tr_sql_rehearse(struct tr_sql *db, tr_sql_work work, void *context, struct trien_err *err);

/* One statement that gives rows. out is {0}; free it with tr_sql_rows_free() (or TR_AUTO_ROWS). */
TRIEN_MUST_CHECK trien_rc tr_sql_ask(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n,
		struct tr_sql_rows *out, struct trien_err *err);
/* One statement that gives none; *changed, where not NULL, is how many rows it touched. */
TRIEN_MUST_CHECK trien_rc tr_sql_run(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n,
		int64_t *changed, struct trien_err *err);
/*
 * One statement that gives no rows, for which nobody waits: it is done behind those before it and ahead of those after it, but what it is refused for may be told
 * only by a later statement of the transaction, by tr_sql_settle(), or at the end; the transaction cannot go on then. *refused, where not NULL, becomes
 * true where it was this one: it has to last until tr_sql_settle(). Values are the caller's again at once.
 */
TRIEN_MUST_CHECK trien_rc tr_sql_later(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, bool *refused,
		struct trien_err *err);
/*
 * Waits until the writers' lock is held, which the first statement that is waited for does too: for who looks at something beside the database that is changed under that lock.
 */
TRIEN_MUST_CHECK trien_rc tr_sql_hold(struct tr_sql *db, struct trien_err *err);
/* Waits for all of them; tells why the first that was refused was. */
TRIEN_MUST_CHECK trien_rc tr_sql_settle(struct tr_sql *db, struct trien_err *err);

/* Several statements that give rows, none of which needs the answer of another: a server is asked once. Each out as that of tr_sql_ask(). */
struct tr_sql_question {
	const char *sql;
	const struct tr_sql_value *in;
	size_t n;
	struct tr_sql_rows *out;
};
TRIEN_MUST_CHECK trien_rc tr_sql_ask_all(struct tr_sql *db, const struct tr_sql_question *questions, size_t count, struct trien_err *err);
/*
 * Transactions of a kind ask much the same each time, each with its own values. Called first of all in one: what the last of that kind has asked on this connection is asked
 * at once, with these values where that one had its own; tr_sql_ask() of it then gives what came, and does not wait, until its table is written. What was learnt wrongly costs a question
 * and changes no answer. A file is asked at once anyway: nothing is done.
 */
TRIEN_MUST_CHECK trien_rc tr_sql_foresee(struct tr_sql *db, const char *kind, const struct tr_sql_value *values, size_t n, struct trien_err *err);
#define TR_SQL_IN(...) \
	(const struct tr_sql_value[]){__VA_ARGS__}, sizeof((const struct tr_sql_value[]){__VA_ARGS__}) / sizeof(struct tr_sql_value)

#endif
