/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1
 * Lists into files, with headings in the reader's language. Imported again they change nothing: other rows stand by their natural keys.
 * CSV as spreadsheets here open it: UTF-8 with its mark, semicolons; a cell that a spreadsheet would take for a formula has a quote before it,
 * which the import takes away. XLSX for people: words of columns as they are said, days as days of the spreadsheet, everything else as text, which
 * no spreadsheet computes. Columns that are hidden from who exports are left out, and so keep their value.
 */
#ifndef TR_EXCHANGE_EXPORT_H
#define TR_EXCHANGE_EXPORT_H

#include "exchange/limits.h"
#include "registry/list.h"

/* All rows of the query, whose page and limit do not count; *rows is how many. In a transaction. exchange.export-limit past TR_TABLE_ROWS_MAX. */
TRIEN_MUST_CHECK trien_rc tr_export_csv(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out,
		size_t *rows, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_export_xlsx(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out,
		size_t *rows, struct trien_err *err);

/* The rows of a query, one after another in the order of the list: what both do. */
typedef trien_rc (*tr_export_row)(void *context, struct tr_sql *db, const struct tr_record *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_export_rows(struct tr_sql *db, const struct tr_list_query *query, tr_export_row write, void *context, size_t *rows,
		struct trien_err *err);

#endif
