/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is done with scans in the sandbox. */
#ifndef TR_WORKER_SCAN_TASKS_H
#define TR_WORKER_SCAN_TASKS_H

#include "layout/scan_image.h"
#include "official/scan_check.h"
#include "worker/worker.h"

/* Has page `index` of an image file read; *pages is how many it has. Free with tr_scan_image_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index,
		struct tr_scan_image *out, size_t *pages, struct trien_err *err);

#define TR_SCAN_PARTS 1e6 /* of a point, a degree, a share: on the pipe */

#define TR_SCAN_BATCH_MAX ((size_t)64)

/* Pages that are measured in one run: the file is opened once for all of them. */
struct tr_scan_batch {
	struct tr_scan_file_facts file;
	size_t count;
	struct tr_scan_page_facts pages[TR_SCAN_BATCH_MAX];
};
/*
 * Has at most `wanted` pages of a scan measured, from page `index` on; none of an encrypted file. All of them within the
 * time of one run, or none.
 */
TRIEN_MUST_CHECK trien_rc tr_task_scan_measure(struct tr_worker *w, int document_fd, size_t index, size_t wanted,
		struct tr_scan_batch *out, struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_scan_measure_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_scan_read_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
