/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/scan_tasks.h"

#include "base/errors/worker.h"
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

/* ---- measuring ---- */
static double
decoded(uint64_t v)
{
	return (double)(int64_t)v / TR_SCAN_PARTS;
}

static struct tr_scan_page_facts
take_page(struct tr_cursor *c)
{
	struct tr_scan_page_facts p = {.pictures = (size_t)tr_cursor_u64(c)};
	double *const lengths[] = {&p.width, &p.height, &p.box.x0, &p.box.y0, &p.box.x1, &p.box.y1, &p.covered, &p.dpi,
		&p.gray_part, &p.angle, &p.ink, &p.coloured};

	p.turned = (unsigned)(tr_cursor_u64(c) & 3);
	p.mirrored = tr_cursor_u64(c) != 0;
	p.letters = (size_t)tr_cursor_u64(c);
	p.letters_turned = (size_t)tr_cursor_u64(c);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		*lengths[i] = decoded(tr_cursor_u64(c));
	return p;
}

trien_rc
tr_task_scan_measure(struct tr_worker *w, int document_fd, size_t index, size_t wanted, struct tr_scan_batch *out,
		struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, answer = {0};

	wanted = wanted < TR_SCAN_BATCH_MAX ? wanted : TR_SCAN_BATCH_MAX;
	TR_TRY(tr_wire_add_u64(&request, index, err));
	TR_TRY(tr_wire_add_u64(&request, wanted, err));
	const struct tr_worker_job job = {.task = TR_TASK_SCAN_MEASURE, .document = document_fd, .request = tr_buf_view(&request)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	struct tr_scan_file_facts f = {.pages = (size_t)tr_cursor_u64(&c)};
	f.version = (int)(tr_cursor_u64(&c) & 0xff);
	f.encrypted = tr_cursor_u64(&c) != 0;
	f.signatures = (size_t)tr_cursor_u64(&c);
	const size_t count = (size_t)tr_cursor_u64(&c);
	if (c.bad || f.pages == 0 || f.pages > TR_PDF_PAGES_MAX || count > wanted || (count == 0 && !f.encrypted))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < count; i++)
		out->pages[i] = take_page(&c);
	if (c.bad || tr_cursor_left(&c) > 0)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	out->file = f;
	out->count = count;
	return TRIEN_OK;
}
