/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading scans, the half in the sandbox: a task of the program trien-worker. */
#include "worker/scan_tasks.h"

#include "worker/wire.h"

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_scan_read_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct tr_scan_image image;
	struct tr_cursor c = tr_cursor_of(in->request);
	const size_t index = (size_t)tr_cursor_u64(&c);
	size_t pages;

	TR_TRY(tr_scan_read(in->document, index, &image, &pages, err));
	TR_TRY(tr_wire_add_u64(answer, pages, err));
	return tr_scan_image_give(&image, answer, err);
}
