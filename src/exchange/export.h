/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1
 * A list into CSV as spreadsheets here open it: UTF-8 with its mark, semicolons, headings in the reader's language. Imported again, it changes
 * nothing: other rows stand by their natural keys, and a cell that a spreadsheet would take for a formula has a quote before it,
 * which the import takes away. Columns that are hidden from who exports are left out, and so keep their value.
 */
#ifndef TR_EXCHANGE_EXPORT_H
#define TR_EXCHANGE_EXPORT_H

#include "exchange/limits.h"
#include "registry/list.h"

/* All rows of the query, whose page and limit do not count; *rows is how many. In a transaction. exchange.export-limit past TR_TABLE_ROWS_MAX. */
TRIEN_MUST_CHECK trien_rc tr_export_csv(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out,
		size_t *rows, struct trien_err *err);

#endif
