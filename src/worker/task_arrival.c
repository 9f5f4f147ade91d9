/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_arrival_run.c. What comes back goes behind our own bytes of the document, never in their place. */
#include "worker/task_arrival.h"

#include <errno.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

trien_rc
tr_task_arrival(struct tr_worker *w, struct tr_bytes document, struct tr_bytes text, const uint8_t id16[16], bool *over, struct tr_buf *copy, struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, answer = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_buf_add(&request, id16, 16, err));
	TR_TRY(tr_buf_add_bytes(&request, text, err));
	const struct tr_worker_job job = {.task = TR_TASK_ARRIVAL, .document = tr_worker_memory_file(document), .request = tr_buf_view(&request)};
	if (job.document < 0)
		return TR_ERR(err, WORKER_DOCUMENT, TR_S("why", strerror(errno)));
	const trien_rc rc = tr_worker_run(w, &job, &answer, err);
	close(job.document);
	TR_TRY(rc);
	if (answer.n < 2 || answer.p[0] > 1)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_buf_add_bytes(copy, document, err));
	TR_TRY(tr_buf_add(copy, answer.p + 1, answer.n - 1, err));
	*over = answer.p[0] == 1;
	return TRIEN_OK;
}
