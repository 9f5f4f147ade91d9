/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/scan_tasks.h"

#include "worker/tasks.h"
#include "worker/wire.h"

trien_rc
tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index, struct tr_scan_image *out, size_t *pages,
		struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, answer = {0};

	TR_TRY(tr_wire_add_u64(&request, index, err));
	const struct tr_worker_job job = {.task = TR_TASK_SCAN_READ, .document = image_fd, .request = tr_buf_view(&request)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	const uint64_t count = tr_cursor_u64(&c);
	if (c.bad || count <= index || count > TR_SCAN_PAGES_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_scan_image_take(tr_cursor_take(&c, tr_cursor_left(&c)), out, err));
	*pages = (size_t)count;
	return TRIEN_OK;
}
