/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1
 * A table into a book: one act for the whole file, so that it is there whole or not at all, and can be undone as one. Rows are known by
 * what exchange/import_key.h says: imported twice, the second time changes nothing.
 */
#ifndef TR_EXCHANGE_IMPORT_H
#define TR_EXCHANGE_IMPORT_H

#include "exchange/table.h"
#include "registry/act.h"

enum tr_import_what { TR_IMPORT_NEW, TR_IMPORT_CHANGED, TR_IMPORT_SAME, TR_IMPORT_BAD };

struct tr_import_row {
	enum tr_import_what what;
	int64_t id;           /* 0 of a bad one */
	struct trien_err err; /* of a bad one */
};
struct tr_import {
	const struct tr_book *book;
	const struct tr_table *table; /* headings are the columns' names, or their words in either language */
	const struct tr_act *act;
	bool from_files;              /* the table is what the certificates' own files say (exchange/certificate.h) */
	struct tr_import_row *rows;   /* the caller's, as many as the table has; what became of each */
	size_t count[TR_IMPORT_BAD + 1];
	int64_t id; /* of the act; 0: nothing was to be done */
	/* Cells of a spreadsheet that are numbers, in columns of texts: zeros at their begin are lost. The first one's row and column. */
	size_t number_count, number_row, number_column;
	struct tr_import *also; /* another table, after this one in the same act; its act and its id are not looked at. NULL: none */
};
/*
 * Columns that the table has not keep their value. Where a row is bad, of the other tables too, nothing is written, and i->rows tell why: exchange.rows-bad.
 * exchange.heading-unknown, exchange.heading-missing (what a row is known by), exchange.book-keyless. Of a row: as tr_acting_put(); registry.letters-apart; exchange.state-contradicts (where a new
 * certificate is said to stand, and its dates), registry.by-file-only (of a certificate in the book, what its file says is said otherwise).
 */
TRIEN_MUST_CHECK trien_rc tr_import_table(
		struct tr_sql *db, struct tr_import *i, enum tr_act_mode mode, struct trien_err *err);

/*
 * For who puts several rows as one act: what became of one. Where it is bad, out says why and the next one is looked at; what the database itself refuses ends
 * the transaction, and is returned.
 */
TRIEN_MUST_CHECK trien_rc tr_import_told(trien_rc rc, const struct trien_err *why, struct tr_import_row *out, struct trien_err *err);

#endif
