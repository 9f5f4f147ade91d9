/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The clerk's step: judges the file as it is, fills in number and date, proposes the revision with
 * the seal, and judges that no earlier signature is hurt by it, before anything is signed.
 */
#ifndef TR_WORKER_TASK_ISSUE_H
#define TR_WORKER_TASK_ISSUE_H

#include "official/lint.h"
#include "official/rules.h"
#include "sign/propose.h"
#include "worker/worker.h"

struct tr_issue_request {
	struct tr_sign_request sign;  /* its field is that of the seal, whatever it says */
	struct tr_text number, date;  /* official/fill.h */
	double diameter_mm;           /* of the seal */
	struct tr_official_rules rules;
	int picture;                  /* open PNG; -1: the seal is not shown */
	struct tr_bytes trust;        /* anchors as tr_trust_write() gives them; empty: who signed is not asked */
	int answers;                  /* what was got over the network for the file (worker/answers.h); -1: nothing */
};

/*
 * Errors beside those of tr_sign_propose() and official/fill.h: official.issue-signature (an earlier one is not good),
 * official.issue-changed (something else than signing has happened since the first), official.issue-unsigned (nobody
 * has signed). *findings is what the page breaks with the seal on it, as tr_task_look() gives it.
 */
TRIEN_MUST_CHECK trien_rc tr_task_issue(struct tr_worker *w, int document_fd, const struct tr_issue_request *request,
		struct tr_sign_proposal *out, struct tr_lint_findings *findings, struct trien_err *err);

/* The halves in the sandbox: filling in and proposing; judging the document, or what would become of it. */
TRIEN_MUST_CHECK trien_rc tr_task_issue_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_issue_judge_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
