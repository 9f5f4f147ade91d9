/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R9.3 R9.4 R10.3 */
/* How far a document is on its way, and what waits for somebody. In a transaction that reads. */
#ifndef TR_OFFICE_WAITING_H
#define TR_OFFICE_WAITING_H

#include "store/sql.h"

enum tr_step_cell { TR_STEPS_ROUND, TR_STEPS_STAGE, TR_STEPS_KIND, TR_STEPS_PERSON, TR_STEPS_NAME, TR_STEPS_STATE, TR_STEPS_REASON, TR_STEPS_BY /* "": nobody else */, TR_STEPS_DONE /* NULL: not yet */ };
/* The steps of a document, of all rounds, in their order. */
TRIEN_MUST_CHECK trien_rc tr_office_steps(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err);

/*
 * What for: a kind of step whose turn it is ("sign", …), "sent_back" (to its drafter); of an agency's clerk "number", "seal", "delivery", "decide" (a document that
 * came), "assign", "recalled" and "replaced" (a document that came, taken back by its agency here: until the clerk has recorded that), "handover" (given to who asks), "withdrawal" (its sender asks for it back
 * by the document exchange), "enclosure" (a file that came with one was found invalid after it
 * was registered: until that is dealt with), "mail" (of a document that went, or the
 * letter about one that came: it could not go; for TR_OFFICE_MAIL_SHOWN_SECONDS, or until it is tried again, or the dispatch is closed). ID is that of OBJECT, a book.
 */
enum tr_waiting_cell { TR_WAITING_FOR, TR_WAITING_OBJECT, TR_WAITING_ID, TR_WAITING_AGENCY, TR_WAITING_ABOUT, TR_WAITING_SINCE /* NULL: not known */ };
struct tr_waiting {
	int64_t person, now;
};
/* The first TR_OFFICE_PAGE of them. */
TRIEN_MUST_CHECK trien_rc tr_office_waiting(struct tr_sql *db, const struct tr_waiting *w, struct tr_sql_rows *out, struct trien_err *err);

#endif
