/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A submission under way, for the files of this folder. */
#ifndef TR_OFFICE_SUBMISSION_PARTS_H
#define TR_OFFICE_SUBMISSION_PARTS_H

#include "office/office_parts.h"
#include "office/submission.h"

/* What an act on a submission has read. */
struct tr_submitting {
	struct tr_officing *o;
	struct tr_record document, submission; /* submission.id 0: it has none */
	struct tr_record step;                 /* that waits for who acts; id 0: none does */
	int64_t delegation;                    /* by which it does; 0: it is the own one */
	struct tr_submission_facts facts;      /* what the books say; what a file says, who calls adds */
};
void tr_submitting_free(struct tr_submitting *s);
#define TR_AUTO_SUBMITTING __attribute__((cleanup(tr_submitting_free))) struct tr_submitting
/* out is {0}. registry.not-found; office.not-submitted where it has no submission; office.role-not-held. */
TRIEN_MUST_CHECK trien_rc tr_submitting_open(struct tr_officing *o, int64_t document, struct tr_submitting *out, struct trien_err *err);
/* Decides, and sets the new state in the row of the submission, which is not put yet. */
TRIEN_MUST_CHECK trien_rc tr_submitting_decide(struct tr_submitting *s, enum tr_submission_act act, struct trien_err *err);
/* The step is done: its row, that of the submission, and where it was the last one the document's are put. file, certificate: of a signature, or NULL. */
TRIEN_MUST_CHECK trien_rc tr_submitting_step_done(struct tr_submitting *s, const char *file, const char *certificate, struct trien_err *err);
/* Steps that wait do so no more. */
TRIEN_MUST_CHECK trien_rc tr_submitting_end_steps(struct tr_submitting *s, struct trien_err *err);
/* The document is withdrawn: so is its submission, where it has one. */
TRIEN_MUST_CHECK trien_rc tr_submission_end(struct tr_officing *o, int64_t document, struct trien_err *err);
/* Does the document go through a procedure? */
TRIEN_MUST_CHECK trien_rc tr_submission_is(struct tr_sql *db, int64_t document, bool *is, struct trien_err *err);

#endif
