/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a back end gives; the inside of sql.h. */
#ifndef TR_STORE_SQL_BACK_H
#define TR_STORE_SQL_BACK_H

#include "store/foresight.h"
#include "store/sql.h"

/* Where the answer to a statement goes; each may be NULL. */
struct tr_sql_answer {
	struct tr_sql_rows *rows; /* NULL: the statement gives none */
	int64_t *changed;
	bool *refused;
};

struct tr_sql_back {
	enum tr_sql_back_end kind;
	/* Text is checked, the transaction is begun. It may be done at once, or behind what was put before by settle(); till then what `to` names stays. */
	trien_rc (*put)(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_answer *to, struct trien_err *err);
	/* All that was put is done, or the first that was refused says why. */
	trien_rc (*settle)(struct tr_sql *db, struct trien_err *err);
	/* Several statements, without parameters. */
	trien_rc (*script)(struct tr_sql *db, const char *text, struct trien_err *err);
	/* May be done as put() is: what it is refused for then stands in db->begun. */
	trien_rc (*begin)(struct tr_sql *db, enum tr_sql_purpose purpose, struct trien_err *err);
	trien_rc (*commit)(struct tr_sql *db, struct trien_err *err);
	void (*rollback)(struct tr_sql *db);
	trien_rc (*set_wait)(struct tr_sql *db, struct trien_err *err);
	void (*close)(struct tr_sql *db);
};

struct tr_sql {
	const struct tr_sql_back *back;
	bool in_transaction;
	enum tr_sql_purpose purpose;
	bool beginning; /* nobody has heard yet that the transaction has begun */
	trien_rc begun; /* why the transaction under way did not begin, where that was heard later */
	struct tr_foresight *foresight; /* NULL: a question costs no wait, and nothing is foreseen */
	unsigned wait; /* milliseconds */
	uint64_t retries;
	uint64_t waits; /* for a server */
};

TRIEN_MUST_CHECK trien_rc tr_sqlite_open(
		const char *path, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_sqlite_set_cache(struct tr_sql *db, size_t bytes, struct trien_err *err);
/* The whole database as it is at one moment, into a file that is not there. Others go on writing. */
TRIEN_MUST_CHECK trien_rc tr_sqlite_copy(struct tr_sql *db, const char *path, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_postgres_open(const char *url, struct tr_sql **out, struct trien_err *err);

/* The statements that a connection keeps prepared, by their texts: the back end's, which last as long as they stand here. */
struct tr_sql_kept {
	const char *texts[TR_SQL_STATEMENTS_MAX];
	size_t count, oldest;
	uint8_t seen[64]; /* where the one was that came from an address like this: who asks again mostly does so from the same */
};
/* Where a text stands; TR_SQL_STATEMENTS_MAX: it does not. */
size_t tr_sql_kept_find(struct tr_sql_kept *k, const char *sql);
/* Its place: a free one, or the oldest's, whose text is given back in *old (else NULL). */
size_t tr_sql_kept_add(struct tr_sql_kept *k, const char *sql, const char **old);

/* What a back end writes its rows with: cells of one row after another, copied into the result's arena. */
struct tr_sql_filling {
	struct tr_sql_rows *rows;
	struct tr_sql_value *cells;
	size_t room; /* cells */
};
/* The next cell; the caller fills it. store.result-limit. */
TRIEN_MUST_CHECK trien_rc tr_sql_fill(
		struct tr_sql_filling *f, const struct tr_sql_value *v, struct trien_err *err);
/* Several statements in the transaction that is open. */
TRIEN_MUST_CHECK trien_rc tr_sql_script(struct tr_sql *db, struct tr_bytes text, struct trien_err *err);

#endif
