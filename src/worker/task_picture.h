/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A picture of a handwriting or a seal, looked at in the sandbox before it is kept. */
#ifndef TR_WORKER_TASK_PICTURE_H
#define TR_WORKER_TASK_PICTURE_H

#include "official/lint.h"
#include "worker/worker.h"

struct tr_picture_asked {
	double diameter_mm; /* of a seal; 0: a handwriting */
	struct tr_official_rules rules;
};
struct tr_picture_facts {
	uint8_t sha256[32];     /* of the file that was looked at */
	uint32_t width, height; /* pixels of ink */
	struct trien_err note;  /* the first thing that is odd and does not stop it; its code is TRIEN_OK where nothing is */
};
/*
 * By a worker of tr_tasks_start_apart() (worker/tasks.h). Errors of the task: those of tr_picture_read_png() and tr_appearance_check(), and the first
 * of tr_lint_picture().
 */
TRIEN_MUST_CHECK trien_rc tr_task_picture(struct tr_worker *w, int picture, const struct tr_picture_asked *asked, struct tr_picture_facts *out,
		struct trien_err *err);
/* What takes the answer of the sandbox, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_picture_facts_take(struct tr_bytes answer, struct tr_picture_facts *out, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_picture_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
