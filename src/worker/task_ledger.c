/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_ledger_run.c. */
#include "worker/task_ledger.h"

#include <errno.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

trien_rc
tr_task_ledger(struct tr_worker *w, struct tr_bytes printed, const uint8_t id16[16], struct tr_buf *pdf, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_LEDGER, .document = tr_worker_memory_file(printed), .request = TR_BYTES(id16, 16)};

	if (job.document < 0)
		return TR_ERR(err, WORKER_DOCUMENT, TR_S("why", strerror(errno)));
	const trien_rc rc = tr_worker_run(w, &job, pdf, err);
	close(job.document);
	return rc;
}
