/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 R2.2 */
/* The books of the registry: what columns each has, as data. The tables of sql/ have the same; a test holds the two against each other. */
#ifndef TR_REGISTRY_BOOK_H
#define TR_REGISTRY_BOOK_H

#include "registry/limits.h"
#include "store/sql.h"

enum tr_column_kind {
	TR_COLUMN_TEXT,
	TR_COLUMN_INT,
	TR_COLUMN_WORD,   /* one of the words in `of` */
	TR_COLUMN_REFERS, /* id of a row of the book `of` */
	TR_COLUMN_BLOB,   /* SHA-256 of a document */
	TR_COLUMN_TIME,   /* UTC epoch seconds */
	TR_COLUMN_DATE,   /* the first second of a day of Vietnam */
	TR_COLUMN_FLAG,   /* 0 or 1 */
};

struct tr_column {
	const char *name;
	enum tr_column_kind kind;
	bool required;
	const char *of;
	const char *vi, *en; /* as heading */
	bool later;          /* its book was there before it: versions without a value of it are written as they were then */
};

struct tr_book {
	const char *name; /* of the table, and before the number of an object: "agency:17" */
	const struct tr_column *columns;
	size_t count;
	size_t natural;    /* how many columns, from the first, never are the same in two rows; 0: none */
	int named;         /* column of the name by which rows are sorted and searched; -1: none */
	const char *scope; /* see books.def */
	const char *vi, *en;
};

/* TR_BOOK_agency ..., and the columns of each: TR_agency_code ... */
#define TR_BOOK(name, natural, named, scope, vi, en) TR_BOOK_##name,
#define TR_COLUMN(book, name, kind, required, of, vi, en)
#define TR_BOOK_END(name)
enum tr_book_number {
#include "registry/books.def"
	TR_BOOK_COUNT
};
#undef TR_BOOK
#undef TR_COLUMN
#undef TR_BOOK_END
#define TR_BOOK(name, natural, named, scope, vi, en) enum {
#define TR_COLUMN(book, name, kind, required, of, vi, en) TR_##book##_##name,
#define TR_BOOK_END(name) TR_##name##_columns };
#include "registry/books.def"
#undef TR_BOOK
#undef TR_COLUMN
#undef TR_BOOK_END

extern const struct tr_book tr_books[TR_BOOK_COUNT];

/* By the name of its table; NULL where there is none. */
const struct tr_book *tr_book_find(const char *name);
static inline size_t
tr_book_number(const struct tr_book *b)
{
	return (size_t)(b - tr_books);
}
/* Where a column stands in it; its count where it has none of that name. */
size_t tr_book_column(const struct tr_book *b, const char *name);
/* The same by a heading of a table: its name, or its words in either language. */
size_t tr_book_heading(const struct tr_book *b, const char *heading);
enum tr_sql_type tr_column_type(const struct tr_column *c);
/* Is it one of the words of a column? */
bool tr_column_has_word(const struct tr_column *c, struct tr_bytes word);
/* "agency:17" taken apart; registry.object-invalid. */
TRIEN_MUST_CHECK trien_rc tr_object_read(const char *text, const struct tr_book **book, int64_t *id, struct trien_err *err);

#endif
