/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X3 X5
 * The register of outgoing documents as it is read and bound: lines with all columns of Annex IV of Decree 30/2020, and its cover with the head of the
 * audit trail at that moment. A checkpoint that is signed later extends that head, so nobody can print another book of that day.
 */
#ifndef TR_OFFICE_REGISTER_H
#define TR_OFFICE_REGISTER_H

#include "office/limits.h"
#include "store/sql.h"

enum tr_register_cell {
	TR_REGISTER_SERIES, TR_REGISTER_NUMBER, TR_REGISTER_TWIN, TR_REGISTER_SYMBOL, TR_REGISTER_DATE, TR_REGISTER_KIND, TR_REGISTER_SUBJECT,
	TR_REGISTER_SIGNER, TR_REGISTER_RECIPIENTS, TR_REGISTER_COPY_KEEPER, TR_REGISTER_COPIES, TR_REGISTER_SENT, TR_REGISTER_RECEIPT,
	TR_REGISTER_NOTE, TR_REGISTER_STATE, TR_REGISTER_REASON, TR_REGISTER_DOCUMENT, TR_REGISTER_ENTRY, TR_REGISTER_ORIGIN
};

struct tr_register_page {
	int64_t agency, year;
	/* The page begins behind this line; "" and 0 with the first. */
	const char *series;
	int64_t number, twin;
};
/* At most TR_OFFICE_PAGE lines, by series and number. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_register_read(struct tr_sql *db, const struct tr_register_page *p, struct tr_sql_rows *out, struct trien_err *err);

/* Appends the whole register of a year as it is to be printed (base/printed.h): a cover, a table for each series. In a transaction. registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_register_print(struct tr_sql *db, int64_t agency, int64_t year, int64_t now, struct tr_buf *out, struct trien_err *err);

#endif
