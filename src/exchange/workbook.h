/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A spreadsheet that is written, row after row, in memory that does not grow with it: what the files of lists and of templates share. */
#ifndef TR_EXCHANGE_WORKBOOK_H
#define TR_EXCHANGE_WORKBOOK_H

#include <xlsxwriter.h>

#include "registry/book.h"

struct tr_workbook {
	lxw_workbook *book;
	int fd; /* of the archive; its name is gone */
	lxw_format *heading, *text, *time, *date;
};
TRIEN_MUST_CHECK trien_rc tr_workbook_open(struct tr_workbook *out, struct trien_err *err);
/* Ends it, and appends its bytes. */
TRIEN_MUST_CHECK trien_rc tr_workbook_close(struct tr_workbook *w, struct tr_buf *out, struct trien_err *err);
/* A sheet with the columns of a book, but for those of the mask, as headings: bold, frozen, wide enough for what stands in such columns. */
TRIEN_MUST_CHECK trien_rc tr_workbook_sheet(struct tr_workbook *w, const char *name, const struct tr_book *b, uint32_t hidden,
		enum trien_lang lang, lxw_worksheet **out, struct trien_err *err);
/* Text as it is, whatever a spreadsheet might make of it. */
TRIEN_MUST_CHECK trien_rc tr_workbook_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, struct tr_bytes text,
		lxw_format *format, struct trien_err *err);
/* A moment, as the clock of Vietnam shows it. */
TRIEN_MUST_CHECK trien_rc tr_workbook_time(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, int64_t at, lxw_format *format,
		struct trien_err *err);

#endif
