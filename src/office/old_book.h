/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * The lines of an old paper book, taken in as one act. They are as they were written: a number that stands twice in the book, or that was given here as well,
 * is taken in again and marked (twin), and no number is ever refused to a new document for it. The next number of the year is one more than the greatest.
 * A line that was taken in before is the same line again, even where it was corrected since; lines with the very same words are told apart by counting.
 * The whole act is undone as one (tr_act_undo()), unless one of its lines was changed since.
 */
#ifndef TR_OFFICE_OLD_BOOK_H
#define TR_OFFICE_OLD_BOOK_H

#include "office/office.h"

enum tr_old_register { TR_OLD_OUTGOING, TR_OLD_INCOMING };

/* What stands in a line, as it was written. Of the incoming one the sender's symbol and date are SYMBOL and DATE. */
enum tr_old_cell {
	TR_OLD_NUMBER, /* "5", "05/QĐ-UBND" */
	TR_OLD_SYMBOL, TR_OLD_DATE, TR_OLD_KIND, TR_OLD_SUBJECT, TR_OLD_SIGNER, TR_OLD_RECIPIENTS, TR_OLD_KEEPER, TR_OLD_COPIES, TR_OLD_SENT, TR_OLD_RECEIPT,
	TR_OLD_NOTE, TR_OLD_ARRIVED, TR_OLD_AUTHOR, TR_OLD_RECEIVER, TR_OLD_DEADLINE, TR_OLD_PROGRESS,
	TR_OLD_CELLS
};

enum tr_old_what { TR_OLD_NEW, TR_OLD_SAME, TR_OLD_BAD, TR_OLD_WHATS };
struct tr_old_line {
	const char *cells[TR_OLD_CELLS]; /* NULL or "": nothing */
	/* out: */
	enum tr_old_what what;
	int64_t number, twin; /* twin: 0, or how many had the number before it */
	struct trien_err err; /* of a bad one */
};

/* One series of the year as it is when the lines are in. */
struct tr_old_series {
	char name[TR_OFFICE_CODE_MAX + 1]; /* "*" of incoming documents */
	int64_t lines, doubles, missing, next; /* missing: numbers below the greatest that no line has */
};
struct tr_old_book {
	enum tr_old_register which;
	int64_t agency, year;
	struct tr_old_line *lines; /* the caller's */
	size_t count;
	/* out: */
	size_t counts[TR_OLD_WHATS], doubles; /* doubles: of the new ones */
	struct tr_old_series series[TR_OFFICE_SERIES_MAX];
	size_t series_count;
	int64_t act; /* 0: nothing was new */
};
/*
 * Where a line is bad nothing is written, and the lines tell why: office.old-bad; of a line office.old-number, office.kind-unknown, registry.value-*,
 * registry.letters-apart. office.old-year, office.register-closed, office.numbering-missing.
 */
TRIEN_MUST_CHECK trien_rc tr_office_old_book(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		struct tr_old_book *b, struct trien_err *err);

#endif
