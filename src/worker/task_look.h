/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signature with an official appearance, proposed in the sandbox. */
#ifndef TR_WORKER_TASK_LOOK_H
#define TR_WORKER_TASK_LOOK_H

#include "official/look.h"
#include "worker/worker.h"

struct tr_look_request {
	struct tr_appearance_asked asked;
	struct tr_official_rules rules;
	enum tr_where where;
	size_t page;               /* AT */
	double x, y;
	struct tr_text name, beside;
	int picture, font;         /* open files; -1: none */
};

/*
 * Has a revision proposed that shows the signature. *findings is what the page breaks: those of level error stop the signing,
 * which is the caller's to do. Errors: those of tr_sign_propose() and tr_official_put().
 */
TRIEN_MUST_CHECK trien_rc tr_task_look(struct tr_worker *w, int document_fd, const struct tr_sign_request *sign,
		const struct tr_look_request *look, struct tr_sign_proposal *out, struct tr_lint_findings *findings,
		struct trien_err *err);

enum { TR_LOOK_HAS_PICTURE = 1, TR_LOOK_HAS_FONT = 2 };

/* The numbers of a request, of one build on both ends of the pipe: as they lie in memory. */
struct tr_look_numbers {
	struct tr_official_rules rules;
	double diameter_mm, width_mm, x, y;
	uint64_t page;
	uint32_t kind, where, files;
};

/* Findings in an answer. */
TRIEN_MUST_CHECK trien_rc tr_look_add_findings(
		struct tr_buf *answer, const struct tr_lint_findings *findings, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_look_take_findings(
		struct tr_cursor *answer, struct tr_lint_findings *out, struct trien_err *err);

/* The answer of a task that shows a signature: what the page breaks, then the proposal. */
TRIEN_MUST_CHECK trien_rc tr_look_answer(struct tr_buf *answer, const struct tr_sign_proposal *made,
		struct tr_lint_findings *findings, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_look_take_answer(const struct tr_buf *answer, struct tr_sign_proposal *out,
		struct tr_lint_findings *findings, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_look_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
