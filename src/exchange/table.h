/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A table of texts out of a file: CSV (RFC 4180; commas, semicolons as Excel writes them here, or tabs; UTF-8 with or without its mark). */
#ifndef TR_EXCHANGE_TABLE_H
#define TR_EXCHANGE_TABLE_H

#include "base/memory.h"
#include "exchange/limits.h"
#include "worker/worker.h"

struct tr_table {
	const char *const *cells; /* row after row, the heading first; never NULL */
	size_t columns, rows;     /* rows without the heading */
	struct tr_arena arena;
};
void tr_table_free(struct tr_table *t);
static inline const char *
tr_table_cell(const struct tr_table *t, size_t row, size_t column) /* row 0 is the heading */
{
	return t->cells[row * t->columns + column];
}

/* Would a spreadsheet compute it, or take the quote before such a cell for a part of it? Then it is written with one quote more. */
bool tr_cell_is_formula(struct tr_bytes cell);
/* A cell without that quote. */
const char *tr_table_value(const struct tr_table *t, size_t row, size_t column);

/*
 * Reads CSV. Blank lines do not count; every other row has as many cells as the heading. exchange.csv-malformed with the line,
 * exchange.csv-encoding, exchange.table-limit. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_csv_read(struct tr_bytes in, struct tr_table *out, struct trien_err *err);
/* The same in the sandbox: of an open file. worker.* */
TRIEN_MUST_CHECK trien_rc tr_csv_read_apart(int fd, struct tr_table *out, struct trien_err *err);

#endif
