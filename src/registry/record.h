/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One row of a book, as values in the order of its columns. Its content is its canonical JSON: the names of the columns in
 * their order, no blanks; what acts leave in history, and what their hash in the audit trail covers.
 */
#ifndef TR_REGISTRY_RECORD_H
#define TR_REGISTRY_RECORD_H

#include "registry/book.h"

struct tr_record {
	const struct tr_book *book;
	int64_t id;      /* 0: a new row */
	int64_t version; /* 0: a new row */
	int64_t act;     /* that wrote it */
	struct tr_sql_value v[TR_COLUMNS_MAX]; /* texts are the arena's or the caller's */
	struct tr_arena arena;
};
#define TR_AUTO_RECORD __attribute__((cleanup(tr_record_free))) struct tr_record
/* A new row without values. */
struct tr_record tr_record_of(const struct tr_book *b);
void tr_record_free(struct tr_record *r);

/* A text that the caller keeps; NULL is no value. */
static inline void
tr_record_set_text(struct tr_record *r, size_t column, const char *text)
{
	r->v[column] = text == NULL ? TR_SQL_NULL(TR_SQL_TEXT) : TR_SQL_T(text);
}
static inline void
tr_record_set_int(struct tr_record *r, size_t column, int64_t value)
{
	r->v[column] = TR_SQL_I(value);
}
static inline void
tr_record_set_null(struct tr_record *r, size_t column)
{
	r->v[column] = TR_SQL_NULL(r->v[column].type);
}
/* Have both the same value there? Of one book. */
static inline bool
tr_record_same(const struct tr_record *a, const struct tr_record *b, size_t column)
{
	return tr_bytes_equal(a->v[column].b, b->v[column].b) && a->v[column].i == b->v[column].i && a->v[column].null == b->v[column].null;
}
/* Is it this word or text? */
static inline bool
tr_record_is(const struct tr_record *r, size_t column, const char *text)
{
	return !r->v[column].null && tr_bytes_are(r->v[column].b, text);
}

/* registry.value-missing, registry.value-invalid (a word, a flag, a document's name), registry.value-limit. */
TRIEN_MUST_CHECK trien_rc tr_record_check(const struct tr_record *r, struct trien_err *err);
/* Appends its content. */
TRIEN_MUST_CHECK trien_rc tr_record_content(const struct tr_record *r, struct tr_buf *out, struct trien_err *err);
/* The other way; registry.content-invalid where it is not what tr_record_content() writes for this book. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_record_of_content(
		const struct tr_book *b, struct tr_bytes content, struct tr_record *out, struct trien_err *err);

/* In a transaction. registry.not-found. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_record_load(
		struct tr_sql *db, const struct tr_book *b, int64_t id, struct tr_record *out, struct trien_err *err);
/* The id of the row with the natural key of r; 0 where there is none. */
TRIEN_MUST_CHECK trien_rc tr_record_find(struct tr_sql *db, const struct tr_record *r, int64_t *id, struct trien_err *err);
/* Takes the values out of a result whose columns are id, version, act and those of the book. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_record_take(const struct tr_book *b, const struct tr_sql_rows *rows, size_t row, struct tr_record *out,
		struct trien_err *err);

#endif
