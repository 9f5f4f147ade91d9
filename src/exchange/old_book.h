/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * The table of an old paper book, with the headings that Annex IV of Decree 30/2020 and our own prints have, in any case, with or without diacritics, or with
 * short ones: số, ký hiệu, ngày, loại, trích yếu … The row of numbers of columns below the headings, "(1) (2) …", does not count.
 */
#ifndef TR_EXCHANGE_OLD_BOOK_H
#define TR_EXCHANGE_OLD_BOOK_H

#include "exchange/table.h"
#include "office/old_book.h"

/* The lines of the table, which they borrow from; *rows says in which row of the table each stands. Free both with free(3). exchange.old-heading, exchange.old-wanted */
TRIEN_MUST_CHECK trien_rc tr_old_lines(
		const struct tr_table *t, enum tr_old_register which, struct tr_old_line **lines, size_t **rows, size_t *count, struct trien_err *err);

#endif
