/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/pages.h"

#include <unistd.h>

#include "pdf/file.h"
#include "worker/task_network.h"
#include "worker/wire.h"

/* In the sandbox: the child's memory goes with it, nothing is freed. */
static trien_rc
count_pages(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_pdf *pdf;
	size_t pages;

	TR_TRY(tr_pdf_open(in->document, NULL, &pdf, err));
	TR_TRY(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &pages, err));
	return tr_wire_add_u64(answer, pages, err);
}

struct tr_worker *
tr_agent_pages_start(void)
{
	static const tr_worker_task tasks[] = {count_pages};
	struct trien_err ignored = {0};
	struct tr_worker *w;

	return tr_worker_start(tasks, sizeof(tasks) / sizeof(*tasks), &w, &ignored) == TRIEN_OK ? w : NULL;
}

int64_t
tr_agent_pages_count(struct tr_worker *w, struct tr_bytes document)
{
	const struct tr_worker_job job = {.document = w != NULL ? tr_worker_memory_file(document) : -1};
	TR_AUTO_BUF answer = {.max = sizeof(uint64_t)};
	struct trien_err ignored = {0};

	if (job.document < 0)
		return 0;
	const trien_rc rc = tr_worker_run(w, &job, &answer, &ignored);
	close(job.document);
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	const uint64_t pages = rc == TRIEN_OK ? tr_cursor_u64(&c) : 0;
	return c.bad || tr_cursor_left(&c) > 0 || pages > INT32_MAX ? 0 : (int64_t)pages;
}
