/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * What keeps a document provable for as long as it is kept. The file that was issued, or came, stays as it is byte for byte; the evidence file beside it
 * (docs/evidence.md) gets what is missing and a time stamp, and another stamp before the last one ends. Both are jobs of one kind: the first is put in
 * the transaction that issues the document or takes it in, each next one in the transaction that keeps a stamp.
 *
 * The network, and everything that reads a file, is the caller's (cli/jobs_evidence.c): it loads what is to be kept, works without a transaction, and says
 * here what came of it. How far each document has come, and why no further, is the table proof.
 */
#ifndef TR_OFFICE_PROOF_H
#define TR_OFFICE_PROOF_H

#include "office/office.h"
#include "store/job.h"

#define TR_JOB_EVIDENCE "evidence.keep"

/* In the transaction of the act after which a document has a file that is to be kept provable. book: document or arrival. */
TRIEN_MUST_CHECK trien_rc tr_proof_begin(struct tr_acting *a, const struct tr_book *book, int64_t id, struct trien_err *err);

/* Within an act that destroys the document: what is known of its evidence goes, and the jobs that wait end, office.proof-nothing. */
TRIEN_MUST_CHECK trien_rc tr_proof_end(struct tr_acting *a, const struct tr_book *book, int64_t id, struct trien_err *err);

/* What a job is about. */
struct tr_proof {
	const struct tr_book *book; /* document, arrival */
	int64_t id;
	bool renews;                /* it is to be stamped anew */
	char file[TR_HEX256 + 1];
	char evidence[TR_HEX256 + 1]; /* "" where there is none yet */
};
/* In a transaction: by the job's payload. office.proof-nothing: the file is not kept any more, so that nothing is to be proven. */
TRIEN_MUST_CHECK trien_rc tr_proof_load(struct tr_sql *db, struct tr_bytes payload, struct tr_proof *out, struct trien_err *err);

/* What came of the work. */
struct tr_proof_kept {
	const char *evidence;   /* a blob that was put; the one that is there already: it is only looked at */
	int64_t stamped_at;     /* its newest stamp */
	int64_t until;          /* the end of what that stamp stands on */
	const char *reason;     /* why it is not whole, an id of the error table; NULL: it is */
};
/*
 * In a transaction that writes: the evidence becomes the document's, by an act of the program's own, and the job of its next stamp is put. act: its time
 * and blobs count. office.proof-changed where the evidence is not the one that was loaded any more; office.proof-nothing.
 */
TRIEN_MUST_CHECK trien_rc tr_proof_keep(struct tr_sql *db, const struct tr_act *act, const struct tr_proof *p, const struct tr_proof_kept *kept,
		struct trien_err *err);
/* When the next stamp is due: TR_PROOF_MARGIN_SECONDS before the end, or after two thirds of what is left, whichever comes later. */
int64_t tr_proof_renew_at(int64_t now, int64_t until);

/*
 * Documents of a book whose evidence is not as it should be: id, level ("": none), reason ("": none known), until (0: none), the job's id (0: none), its
 * state, its reason, when it is ready. At most TR_OFFICE_PAGE behind one. In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_proof_open(struct tr_sql *db, const struct tr_book *book, int64_t now, int64_t after, struct tr_sql_rows *out,
		struct trien_err *err);

#endif
