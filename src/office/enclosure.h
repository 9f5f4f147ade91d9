/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.1 R10.2
 * Files that come with a document, each judged by itself. What came is one: where the signature of one of them is invalid, all of it is refused; where the document is
 * refused, they go with it. That one of them has no signature, or cannot be decided, keeps nothing from being registered: it stands at its row. Names of files are
 * the sender's text: while the document is not decided on, each stands on a card, a file that goes with it.
 *
 * What this does not do: whether a file is the sender's is not asked: that is asked of the document.
 */
#ifndef TR_OFFICE_ENCLOSURE_H
#define TR_OFFICE_ENCLOSURE_H

#include "office/incoming.h"

struct tr_office_enclosed {
	const char *name, *hash; /* wanted */
	const char *file;        /* the hash, where it was put; NULL: it was not, for what it came with is refused */
	bool annex;              /* else an attachment */
	enum tr_incoming_verdict verdict;
	const char *findings;    /* as in struct tr_office_judgement */
};

/* Is what comes refused for one of its files? Then none of them is put. */
bool tr_office_enclosed_failed(const struct tr_office_enclosed *all, size_t count);

/* One more of a document that is not over, as a clerk of its agency. office.enclosed-invalid, office.enclosed-state, office.enclosed-limit, office.findings-unknown */
TRIEN_MUST_CHECK trien_rc tr_office_enclose(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_enclosed *e, int64_t *id, struct trien_err *err);

/* The files of an arrival whose verdict is open: their hashes. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_office_enclosed_open(struct tr_sql *db, int64_t arrival, struct tr_sql_rows *out, struct trien_err *err);

#endif
