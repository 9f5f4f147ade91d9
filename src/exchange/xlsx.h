/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1
 * Spreadsheets of ISO 29500 (XLSX), as tables of texts: what a person sees in the cells, and not what a program would compute of it. Times become
 * ISO 8601, truth 1 or 0, numbers their shortest form, with the zeros that their format puts before them. Of formulas the value is taken that was
 * saved. What a reader of the list might not expect is told in the table's notes.
 */
#ifndef TR_EXCHANGE_XLSX_H
#define TR_EXCHANGE_XLSX_H

#include "exchange/table.h"

/* Does the file begin as a ZIP archive, or as an old Office file? */
bool tr_xlsx_looks_so(struct tr_bytes in);
/*
 * sheet: its name; NULL for the first that is not hidden. The first row with a value is the heading. exchange.xlsx-*, exchange.zip-*,
 * exchange.sheet-unknown, exchange.sheet-empty, exchange.cell-*, exchange.table-limit. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_xlsx_read(struct tr_bytes in, const char *sheet, struct tr_table *out, struct trien_err *err);

#endif
