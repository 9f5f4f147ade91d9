/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1 R10.2
 * Documents whose period is over are destroyed by a list: made by a clerk or by the month's job, submitted by a clerk, decided on by the head with a decision's
 * number and day, carried out by a clerk. All or nothing: when it is carried out each line is asked anew, and one that is held or not due stops it.
 *
 * Destroyed is every byte of the document: its files of every version, drafts and signing sessions, attachments, evidence and its renewals. What stays is the line in
 * the register, which says by which decision it was destroyed, the history of the rows with the SHA-256 of files, and the audit trail. Who has the same file
 * as a document of its own (an agency that it was sent to) keeps that. There is no way back.
 */
#ifndef TR_OFFICE_DESTRUCTION_H
#define TR_OFFICE_DESTRUCTION_H

#include "office/retention.h"

struct tr_destruction_done {
	int64_t act, list;
	size_t count; /* lines that are to be destroyed, or were */
	enum tr_destruction_state from, to;
};
/* A list of what is due in an agency, at most TR_DESTRUCTION_LINES_MAX; the rest comes onto the next one. office.destruction-nothing */
TRIEN_MUST_CHECK trien_rc tr_destruction_propose(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t agency, struct tr_destruction_done *out, struct trien_err *err);
/* The same for every agency that has something due and no list that is proposed, by the program itself: *lists is how many were made. In a transaction that writes. */
TRIEN_MUST_CHECK trien_rc tr_destruction_propose_all(struct tr_sql *db, int64_t now, size_t *lists, struct trien_err *err);

struct tr_destruction_said {
	const char *line;     /* strike: "document:5" */
	const char *decision; /* approve */
	int64_t decided_at;
	bool final;           /* carry out */
};
/*
 * strike, submit, approve, drop, carry out. Behind the last one call tr_office_forget(), which takes the bytes off the disk. rules.destruction-…, office.destruction-line,
 * office.destruction-stop.
 */
TRIEN_MUST_CHECK trien_rc tr_destruction_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t list,
		enum tr_destruction_act what, const struct tr_destruction_said *said, struct tr_destruction_done *out, struct trien_err *err);

/* Lists of an agency behind a number: id, state, proposed_at, decision, decided_at, done_at, reason, lines that are listed or destroyed. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_destruction_page(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* Lines of a list, all of them: as enum tr_destruction_cell says. In a transaction. */
enum tr_destruction_cell {
	TR_LINE_ABOUT, TR_LINE_STATE, TR_LINE_DUE, TR_LINE_REASON, TR_LINE_NUMBER, TR_LINE_SYMBOL, TR_LINE_DATE, TR_LINE_SUBJECT, TR_LINE_HELD, TR_LINE_CELLS
};
TRIEN_MUST_CHECK trien_rc tr_destruction_lines(struct tr_sql *db, int64_t list, struct tr_sql_rows *out, struct trien_err *err);

/* In a transaction: rules.retention-destroyed where the document is. */
TRIEN_MUST_CHECK trien_rc tr_destruction_check(struct tr_sql *db, const struct tr_book *book, int64_t id, struct trien_err *err);

#endif
