/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is done with scans in the sandbox. */
#ifndef TR_WORKER_SCAN_TASKS_H
#define TR_WORKER_SCAN_TASKS_H

#include "layout/scan_image.h"
#include "worker/worker.h"

/* Has page `index` of an image file read; *pages is how many it has. Free with tr_scan_image_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index,
		struct tr_scan_image *out, size_t *pages, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_scan_read_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
