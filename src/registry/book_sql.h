/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The statements that every book has in the same shape, written from its columns: one that reads rows, two that put a row. Everything
 * else that is asked stands as a constant beside the function that asks it.
 */
#ifndef TR_REGISTRY_BOOK_SQL_H
#define TR_REGISTRY_BOOK_SQL_H

#include "registry/book.h"

/* id, version, act stand before the columns of a book; behind them, where it has a name, sort_key and search_key. */
#define TR_BOOK_HEAD 3u

/* Appends "SELECT b.id, ..., FROM book b": without an end, for WHERE to follow. */
TRIEN_MUST_CHECK trien_rc tr_book_select_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err);
/* Appends "SELECT id FROM book WHERE ...", ended by NUL: by the columns of its natural key. */
TRIEN_MUST_CHECK trien_rc tr_book_find_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err);
/* Appends "INSERT ...", ended by NUL, for the first version of a row: id, version, act, columns, and its computed ones. */
TRIEN_MUST_CHECK trien_rc tr_book_enter_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err);
/* The same for any version: "INSERT ... ON CONFLICT (id) DO UPDATE ...". */
TRIEN_MUST_CHECK trien_rc tr_book_put_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err);
/* The computed columns of a book, in their order, ended by NULL. */
const char *const *tr_book_computed(const struct tr_book *b);

#endif
