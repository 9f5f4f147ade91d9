/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Extending in the sandbox: what the next revision is (sign/extend.h), and whether the result may be accepted. */
#ifndef TR_WORKER_TASK_EXTEND_H
#define TR_WORKER_TASK_EXTEND_H

#include "sign/extend.h"
#include "worker/answers.h"

struct tr_worker;
struct tr_worker_input;

struct tr_extend_job {
	struct tr_extend_request request; /* its trust and fetcher are not used */
	struct tr_bytes trust;            /* anchors as tr_trust_write() gives them; empty: none */
	struct tr_bytes answers;          /* what was got so far */
};

struct tr_extend_answer {
	struct tr_extend_step step; /* meaningless where something is wanted */
	struct tr_wanted wanted;    /* to be got, or tried, before it can go on */
	struct trien_err held_up;   /* what it is wanted for: the error if nothing of it can be got */
};

/* Errors: those of tr_sign_extend() where nothing more is wanted. Free with tr_extend_answer_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_extend(struct tr_worker *w, int document_fd, const struct tr_extend_job *job,
		struct tr_extend_answer *out, struct trien_err *err);
void tr_extend_answer_free(struct tr_extend_answer *a);

/*
 * Judges the document: before it is extended with base_size 0: extend.broken where a signature is not intact; after it was, with the
 * size that it had: extend.hurts where something that was added is not permitted by a signature, or is not intact itself.
 */
struct tr_extend_check {
	uint64_t base_size;
	int64_t now;
	struct tr_bytes trust;
};
TRIEN_MUST_CHECK trien_rc tr_task_extend_judge(struct tr_worker *w, int document_fd, const struct tr_extend_check *check,
		struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_extend_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_extend_judge_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
