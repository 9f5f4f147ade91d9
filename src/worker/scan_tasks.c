/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/scan_tasks.h"

#include "worker/wire.h"

enum { TASK_READ, TASK_COUNT };

/* The child's memory goes with it: nothing is freed. */
static trien_rc
read_scan(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct tr_scan_image image;
	struct tr_cursor c = tr_cursor_of(in->request);
	const size_t index = (size_t)tr_cursor_u64(&c);
	size_t pages;

	TR_TRY(tr_scan_read(in->document, index, &image, &pages, err));
	TR_TRY(tr_wire_add_u64(answer, pages, err));
	return tr_scan_image_give(&image, answer, err);
}

trien_rc
tr_task_scan_read(struct tr_worker *w, int image_fd, size_t index, struct tr_scan_image *out, size_t *pages,
		struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, answer = {0};

	TR_TRY(tr_wire_add_u64(&request, index, err));
	const struct tr_worker_job job = {.task = TASK_READ, .document = image_fd, .request = tr_buf_view(&request)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	const uint64_t count = tr_cursor_u64(&c);
	if (c.bad || count <= index || count > TR_SCAN_PAGES_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_scan_image_take(tr_cursor_take(&c, tr_cursor_left(&c)), out, err));
	*pages = (size_t)count;
	return TRIEN_OK;
}

trien_rc
tr_scan_tasks_start(struct tr_worker **out, struct trien_err *err)
{
	static const tr_worker_task tasks[TASK_COUNT] = {[TASK_READ] = read_scan};
	return tr_worker_start(tasks, TASK_COUNT, out, err);
}
