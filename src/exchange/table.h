/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table of texts out of a file: a spreadsheet (exchange/xlsx.h), or CSV (RFC 4180; commas, semicolons as Excel writes them here, or tabs;
 * UTF-8 with or without its mark).
 */
#ifndef TR_EXCHANGE_TABLE_H
#define TR_EXCHANGE_TABLE_H

#include "base/memory.h"
#include "exchange/limits.h"
#include "worker/worker.h"

/* What of a spreadsheet does not show in its table. */
enum tr_table_note {
	TR_NOTE_FORMULA,      /* cells whose saved value was taken */
	TR_NOTE_MERGED,       /* areas of cells, of which only the first has a value */
	TR_NOTE_HIDDEN_ROW,   /* that was read as any other */
	TR_NOTE_HIDDEN_SHEET, /* that was not read */
	TR_NOTE_OTHER_SHEET,  /* that can be seen, and was not read */
	TR_NOTE_COUNT
};
struct tr_table_noted {
	uint64_t count;
	const char *first; /* where: a cell, an area, a row, a sheet */
};

struct tr_table {
	const char *const *cells; /* row after row, the heading first; never NULL */
	size_t columns, rows;     /* rows without the heading */
	bool guarded;             /* a quote may stand before what a spreadsheet would compute: CSV */
	const char *sheet;        /* NULL: CSV */
	const size_t *lines;      /* of each row in its file, the heading first; NULL: the table is of no file, rows are counted from 1 without it */
	const bool *numbers;      /* of each cell: is it a number, whose zeros at the begin are lost? NULL: none is */
	struct tr_table_noted notes[TR_NOTE_COUNT];
	struct tr_arena arena;
};
void tr_table_free(struct tr_table *t);
static inline const char *
tr_table_cell(const struct tr_table *t, size_t row, size_t column) /* row 0 is the heading */
{
	return t->cells[row * t->columns + column];
}
/* Where people find the row: its line in the file, or counted. */
static inline size_t
tr_table_line(const struct tr_table *t, size_t row)
{
	return t->lines != NULL ? t->lines[row] : row;
}

/* Would a spreadsheet compute it, or take the quote before such a cell for a part of it? Then CSV is written with one quote more. */
bool tr_cell_is_formula(struct tr_bytes cell);
/* Appends a cell of a file with semicolons, quoted where it must be, and with that quote where a spreadsheet would compute it. */
TRIEN_MUST_CHECK trien_rc tr_csv_add_cell(struct tr_buf *out, struct tr_bytes text, struct trien_err *err);
/* A cell without that quote. */
const char *tr_table_value(const struct tr_table *t, size_t row, size_t column);

/*
 * Reads CSV. Blank lines do not count; every other row has as many cells as the heading. exchange.csv-malformed with the line,
 * exchange.csv-encoding, exchange.table-limit. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_csv_read(struct tr_bytes in, struct tr_table *out, struct trien_err *err);
/* Reads an open file in the sandbox, by what it is and not by its name; sheet as in tr_xlsx_read(). worker.*; free out. */
TRIEN_MUST_CHECK trien_rc tr_table_read_apart(int fd, const char *sheet, struct tr_table *out, struct trien_err *err);
/* What takes the answer of the sandbox, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_table_take(struct tr_bytes answer, struct tr_table *out, struct trien_err *err);

#endif
