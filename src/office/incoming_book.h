/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.3 X3 X5
 * The books of incoming documents as they are read and bound: the register and the book of follow-up with all columns of Annex IV of Decree 30/2020, the slip
 * of one document (phiếu giải quyết), and what its stamp ĐẾN says.
 */
#ifndef TR_OFFICE_INCOMING_BOOK_H
#define TR_OFFICE_INCOMING_BOOK_H

#include "office/limits.h"
#include "store/sql.h"

enum tr_incoming_cell {
	TR_IN_NUMBER, TR_IN_TWIN, TR_IN_ARRIVED, TR_IN_AUTHOR, TR_IN_SYMBOL, TR_IN_DATE, TR_IN_KIND, TR_IN_SUBJECT, TR_IN_RECEIVER, TR_IN_PASSED,
	TR_IN_RECEIPT, TR_IN_NOTE, TR_IN_DEADLINE, TR_IN_PROGRESS, TR_IN_ANSWER_NUMBER, TR_IN_ANSWER_SYMBOL, TR_IN_HEAD_OPINION, TR_IN_UNIT_OPINION,
	TR_IN_PROPOSAL, TR_IN_STATE, TR_IN_REASON, TR_IN_ORIGIN, TR_IN_URGENCY, TR_IN_ARRIVAL, TR_IN_AGENCY, TR_IN_VERDICT, TR_IN_LINE
};

struct tr_incoming_page {
	int64_t agency, year;
	int64_t late_by;      /* only those that were to be dealt with before this moment and are not; 0: all */
	int64_t number, twin; /* the page begins behind this line; 0, 0: with the first (numbers begin with 1) */
};
/* At most TR_OFFICE_PAGE lines, by number. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_incoming_read(struct tr_sql *db, const struct tr_incoming_page *p, struct tr_sql_rows *out, struct trien_err *err);
/* Those that wait: id, sender, state, arrived_at, findings, retry_at; behind one. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_incoming_read_waiting(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);

enum tr_incoming_book { TR_INCOMING_REGISTER, TR_INCOMING_FOLLOW_UP };
struct tr_incoming_print {
	enum tr_incoming_book book;
	int64_t agency, year, now;
};
/* Appends the whole book of a year as it is to be printed (base/printed.h). In a transaction. registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_incoming_print_book(struct tr_sql *db, const struct tr_incoming_print *p, struct tr_buf *out, struct trien_err *err);
/* Appends the slip of one document (phiếu giải quyết). In a transaction. office.not-registered */
TRIEN_MUST_CHECK trien_rc tr_incoming_print_slip(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err);
/* Appends what the stamp ĐẾN says: six lines. In a transaction. office.not-registered */
TRIEN_MUST_CHECK trien_rc tr_incoming_stamp(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err);

#endif
