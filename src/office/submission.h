/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R5.3 R9.1 R9.2 R9.3 R9.4
 * A draft and its way through one of the procedures of Điều 9 (rules/procedure.h): drafted, submitted, agreed to and signed step by step, or sent back. What a step
 * leaves is the document's new file; each file that it has had is kept. When the last person has signed, the document is signed (rules/document.h)
 * and its clerk gives it a number; of procedure 4 nothing more becomes.
 */
#ifndef TR_OFFICE_SUBMISSION_H
#define TR_OFFICE_SUBMISSION_H

#include "office/office.h"
#include "rules/procedure.h"

struct tr_submission_done {
	int64_t act, document;
	enum tr_submission_state from, to; /* NONE, NONE: it was the agency's seal; the document is issued */
};

/* A draft by who acts; *document. Its file bears no signature (bare); of procedure 1 there may be none. What tr_office_enter() refuses; rules.submission-bare; office.template-over, office.template-kind. */
TRIEN_MUST_CHECK trien_rc tr_submission_draft(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_office_new *n, enum tr_procedure procedure, bool bare, int64_t *document, struct trien_err *err);
/* A new version: everything that was signed before counts no more. office.draft-limit */
struct tr_submission_version {
	const char *file, *note;
	bool bare;
};
TRIEN_MUST_CHECK trien_rc tr_submission_revise(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t document, const struct tr_submission_version *v, struct tr_submission_done *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_submission_attach(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t document, const struct tr_office_attached *a, struct tr_submission_done *out, struct trien_err *err);

/* A step as it is asked for; stage counts from 1. */
struct tr_submission_step {
	int64_t stage, person;
	enum tr_step_kind kind;
};
TRIEN_MUST_CHECK trien_rc tr_submission_submit(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t document, const struct tr_submission_step *steps, size_t count, struct tr_submission_done *out, struct trien_err *err);
/* approve, refuse, take_back, drop. What refuses tells the drafter and all who have done a step. Signing is a session (office/session.h). */
TRIEN_MUST_CHECK trien_rc tr_submission_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		enum tr_submission_act what, struct tr_submission_done *out, struct trien_err *err);

/* The giver's steps may be done by the taker from then until then; who enters it is the giver, or the agency's clerk. rules.delegation-* */
struct tr_delegation_new {
	int64_t agency, giver, taker, decided_at, from_at, to_at;
	const char *decision;
};
TRIEN_MUST_CHECK trien_rc tr_delegation_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_delegation_new *n, int64_t *id, struct trien_err *err);

#endif
