/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The stamp ĐẾN for a copy of a document that came, made in the sandbox (official/arrival.h). */
#ifndef TR_WORKER_TASK_ARRIVAL_H
#define TR_WORKER_TASK_ARRIVAL_H

#include "worker/worker.h"

/* Appends the copy: the document as it is, and behind it the revision with the stamp, whose lines are those of text. worker.*, official.*, layout.*, pdf.*, sign.page. */
TRIEN_MUST_CHECK trien_rc tr_task_arrival(
		struct tr_worker *w, struct tr_bytes document, struct tr_bytes text, const uint8_t id16[16], bool *over, struct tr_buf *copy, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_arrival_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
