/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is done with scans in the sandbox. */
#ifndef TR_WORKER_SCAN_TASKS_H
#define TR_WORKER_SCAN_TASKS_H

#include "layout/scan_image.h"
#include "official/scan_check.h"
#include "official/scan_check.h"
#include "worker/worker.h"

/* Has page `index` of an image file read; *pages is how many it has. Free with tr_scan_image_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index,
		struct tr_scan_image *out, size_t *pages, struct trien_err *err);

#define TR_SCAN_PARTS 1e6 /* of a point, a degree, a share: on the pipe */

/* Has page `index` of a scan measured; of an encrypted file only *file is written. */
TRIEN_MUST_CHECK trien_rc tr_task_scan_measure(struct tr_worker *w, int document_fd, size_t index,
		struct tr_scan_file_facts *file, struct tr_scan_page_facts *page, struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_scan_measure_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_scan_read_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
