/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What was taken down to be printed becomes a PDF (layout/ledger.h), in the sandbox: what people have written is shaped there. */
#ifndef TR_WORKER_TASK_LEDGER_H
#define TR_WORKER_TASK_LEDGER_H

#include "worker/worker.h"

/* Appends the PDF. id16: random. worker.*, layout.ledger-limit, layout.fonts-missing. */
TRIEN_MUST_CHECK trien_rc tr_task_ledger(
		struct tr_worker *w, struct tr_bytes printed, const uint8_t id16[16], struct tr_buf *pdf, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_ledger_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
