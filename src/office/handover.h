/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Hand-overs that both sides sign off in the books. Files of documents that are closed go to the archive: once taken, the file is not changed any more, nothing is put into it
 * or taken out, and its documents keep their period (Decree 30/2020 Điều 30, 31). What is under way goes from a clerk who leaves to another: drafts of the one who leaves
 * are the other's then; all else is the agency's, and stands in the minutes as it stood.
 *
 * What this does not do: it moves no file and copies none; what is under way beside the books (paper on a desk) it does not know. Devices have minutes of their own.
 */
#ifndef TR_OFFICE_HANDOVER_H
#define TR_OFFICE_HANDOVER_H

#include "office/office.h"
#include "rules/handover.h"

struct tr_handover_new {
	int64_t agency;
	enum tr_handover_kind kind;
	int64_t giver; /* 0: who acts */
	int64_t taker;
	const int64_t *dossiers; /* files for the archive; none: all that are ready */
	size_t dossier_count;
};
struct tr_handover_done {
	int64_t act, handover;
	size_t lines;
	size_t left; /* closed files that are not ready for the archive, where nobody named any */
	enum tr_handover_state from, to;
};
/* office.handover-person, office.handover-limit, registry.not-found, office.dossier-unready; rules.handover-…. */
TRIEN_MUST_CHECK trien_rc tr_handover_give(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_handover_new *n, struct tr_handover_done *out, struct trien_err *err);
/* take, drop. All or nothing: each file is asked anew. office.dossier-unready; rules.handover-…. */
TRIEN_MUST_CHECK trien_rc tr_handover_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t handover,
		enum tr_handover_act what, struct tr_handover_done *out, struct trien_err *err);

/* Those of an agency behind a number, at most TR_OFFICE_PAGE. In a transaction. */
enum { TR_HANDOVERS_ID, TR_HANDOVERS_KIND, TR_HANDOVERS_STATE, TR_HANDOVERS_GIVER, TR_HANDOVERS_TAKER, TR_HANDOVERS_GIVEN_BY /* names; "" */, TR_HANDOVERS_GIVEN,
	TR_HANDOVERS_TAKEN, TR_HANDOVERS_REASON, TR_HANDOVERS_LINES, TR_HANDOVERS_TAKER_ID };
TRIEN_MUST_CHECK trien_rc tr_handover_page(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* Lines of one behind a number, at most TR_OFFICE_PAGE. Of a file: SYMBOL is its code, FROM and TO are the days of its documents. In a transaction. */
enum { TR_HANDOVER_LINE, TR_HANDOVER_ABOUT, TR_HANDOVER_STANDS, TR_HANDOVER_NUMBER, TR_HANDOVER_SYMBOL, TR_HANDOVER_TITLE, TR_HANDOVER_FROM, TR_HANDOVER_TO,
	TR_HANDOVER_YEARS, TR_HANDOVER_DOCUMENTS };
TRIEN_MUST_CHECK trien_rc tr_handover_lines(struct tr_sql *db, int64_t handover, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* Appends minutes and list as they are to be printed (base/printed.h). In a transaction. registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_handover_print(struct tr_sql *db, int64_t handover, int64_t now, struct tr_buf *out, struct trien_err *err);

/* In a transaction: office.dossier-archived where the file of documents is in the archive, or on its way there. */
TRIEN_MUST_CHECK trien_rc tr_dossier_check_open(struct tr_sql *db, int64_t dossier, struct trien_err *err);

#endif
