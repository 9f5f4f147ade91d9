/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a transaction asks, learnt from the last one of its kind (tr_sql_foresee()), and what it was answered, as long as that holds. For back ends whose every question is a
 * wait. Nothing of it decides anything: what was learnt wrongly costs a question, and what was written since is asked again.
 */
#ifndef TR_STORE_FORESIGHT_H
#define TR_STORE_FORESIGHT_H

#include "store/sql.h"

struct tr_foresight;

/* NULL: no memory; then nothing is foreseen, as where there is none. */
struct tr_foresight *tr_foresight_new(void);
void tr_foresight_free(struct tr_foresight *f);

/* f may be NULL in all of these. */
/* A transaction begins, and ends; one that was kept is what the next of its kind learns from. */
void tr_foresight_begin(struct tr_foresight *f);
enum tr_foresight_end { TR_FORESIGHT_FORGET, TR_FORESIGHT_LEARN };
void tr_foresight_end(struct tr_foresight *f, enum tr_foresight_end how);
/* Of this transaction's kind; its questions, with these values. They borrow from f until the transaction ends. */
size_t tr_foresight_recall(struct tr_foresight *f, const char *kind, const struct tr_sql_value *values, size_t n, struct tr_sql_question *out, size_t room);
/* An answer that still holds; NULL: there is none. */
const struct tr_sql_rows *tr_foresight_find(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n);
/* It is asked: the next of its kind will. */
void tr_foresight_note(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n);
/* What it was answered; a copy is kept. */
void tr_foresight_keep(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_rows *rows);
/* A statement that may write: what its table has answered holds no longer. */
void tr_foresight_wrote(struct tr_foresight *f, const char *sql);
/* Does a statement read, and nothing else? */
bool tr_foresight_reads(const char *sql);

/* A copy in an arena of its own. base.no-memory, store.result-limit */
TRIEN_MUST_CHECK trien_rc tr_sql_rows_copy(const struct tr_sql_rows *from, struct tr_sql_rows *out, struct trien_err *err);

#endif
