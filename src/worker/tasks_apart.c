/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of its own, so that a program without the other tasks need not link them. */
#include "worker/tasks.h"

trien_rc
tr_tasks_start_apart(struct tr_worker **out, struct trien_err *err)
{
	static const tr_worker_task tasks[TR_TASK_COUNT] = {NULL};

	return tr_worker_start(tasks, TR_TASK_COUNT, out, err);
}
