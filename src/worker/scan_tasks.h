/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is done with scans in the sandbox. */
#ifndef TR_WORKER_SCAN_TASKS_H
#define TR_WORKER_SCAN_TASKS_H

#include "layout/scan_image.h"
#include "worker/worker.h"

/* A worker that knows the tasks below and nothing else. */
TRIEN_MUST_CHECK trien_rc tr_scan_tasks_start(struct tr_worker **out, struct trien_err *err);

/* Has page `index` of an image file read; *pages is how many it has. Free with tr_scan_image_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index,
		struct tr_scan_image *out, size_t *pages, struct trien_err *err);

#endif
