/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the XLSX reader share. */
#ifndef TR_EXCHANGE_XLSX_PARTS_H
#define TR_EXCHANGE_XLSX_PARTS_H

#include "exchange/table.h"
#include "exchange/xml.h"

/* How a cell's number is shown. */
struct tr_xlsx_format {
	bool date;
	unsigned zeros; /* digits at least, where the format is zeros alone */
};
struct tr_xlsx_sheet {
	const char *name, *id; /* of its relationship */
	bool hidden;
};
struct tr_xlsx {
	struct tr_zip zip;
	struct tr_arena arena;
	char part[512]; /* that is read; for errors */
	bool from_1904;
	struct tr_xlsx_sheet sheets[TR_XLSX_SHEETS_MAX];
	size_t sheet_count;
	const char *workbook, *strings_at, *styles_at, *sheet_at; /* parts; NULL: none */
	const char **strings;
	size_t string_count, string_room;
	struct tr_xlsx_format *formats; /* of cells */
	size_t format_count;
};
TRIEN_MUST_CHECK trien_rc tr_xlsx_bad(const struct tr_xlsx *x, const char *what, struct trien_err *err);
/* Reads a part of the archive; exchange.xlsx-malformed where it is missing. */
TRIEN_MUST_CHECK trien_rc tr_xlsx_read_part(struct tr_xlsx *x, const char *name, struct tr_xml_reader r, struct trien_err *err);

/* Appends text, where a character that XML cannot hold stands as _x000D_ (ISO 29500-1 §22.9.2.19). */
TRIEN_MUST_CHECK trien_rc tr_xlsx_add_text(struct tr_buf *out, struct tr_bytes text, struct trien_err *err);
/* The formats of cells, and the strings that they share. */
TRIEN_MUST_CHECK trien_rc tr_xlsx_read_styles(struct tr_xlsx *x, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_xlsx_read_strings(struct tr_xlsx *x, struct trien_err *err);
/* The sheet's cells into t, and the notes that concern them. */
TRIEN_MUST_CHECK trien_rc tr_xlsx_read_sheet(struct tr_xlsx *x, struct tr_table *t, struct trien_err *err);

struct tr_xlsx_number {
	const char *cell; /* "B7" */
	const char *text;
	struct tr_xlsx_format format;
	bool from_1904;
};
/* Appends what a person sees of a number. exchange.cell-number, exchange.cell-date, exchange.xlsx-malformed (part: the cell). */
TRIEN_MUST_CHECK trien_rc tr_xlsx_add_number(const struct tr_xlsx_number *n, struct tr_buf *out, struct trien_err *err);

#endif
