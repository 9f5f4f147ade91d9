/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-worker: one task in the sandbox, for the tasks that need the libraries of pages and pictures. They are linked here
 * and not to trien, where loading them would cost every verify and every sign more than its own work.
 * Started by tr_child_exec() and tr_nursery_exec() and by nobody else: trien-worker TASK FILES, or trien-worker nursery; descriptors as TR_PROGRAM_FDS says.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "layout/page.h"
#include "worker/child.h"
#include "worker/scan_tasks.h"
#include "worker/sitting.h"
#include "worker/task_arrival.h"
#include "worker/task_ledger.h"
#include "worker/task_look.h"
#include "worker/task_issue.h"
#include "worker/task_place.h"
#include "worker/task_secrecy.h"
#include "worker/task_report.h"
#include "worker/task_picture.h"
#include "worker/task_reserve.h"
#include "worker/tasks.h"

static const tr_worker_task tasks[TR_TASK_COUNT] = {
	[TR_TASK_PLACE] = tr_task_place_run,
	[TR_TASK_SCAN_READ] = tr_task_scan_read_run,
	[TR_TASK_SCAN_MEASURE] = tr_task_scan_measure_run,
	[TR_TASK_SECRECY] = tr_task_secrecy_run,
	[TR_TASK_SECRECY_ZONE] = tr_task_secrecy_zone_run,
	[TR_TASK_LOOK] = tr_task_look_run,
	[TR_TASK_RESERVE] = tr_task_reserve_run,
	[TR_TASK_ISSUE] = tr_task_issue_run,
	[TR_TASK_REPORT] = tr_task_report_run,
	[TR_TASK_PICTURE] = tr_task_picture_run,
	[TR_TASK_LEDGER] = tr_task_ledger_run,
	[TR_TASK_ARRIVAL] = tr_task_arrival_run,
	[TR_TASK_TOGETHER] = tr_task_together_run,
};

static bool
read_request(struct tr_bytes *out)
{
	uint8_t *request = tr_worker_request_room();
	size_t n = 0;
	ssize_t got = 1;

	if (request == NULL)
		return false;
	while (n < TR_WORKER_REQUEST_MAX && got != 0) {
		got = read(TR_PROGRAM_FDS + 2, request + n, TR_WORKER_REQUEST_MAX - n);
		if (got < 0 && errno != EINTR)
			return false;
		n += got > 0 ? (size_t)got : 0;
	}
	*out = TR_BYTES(request, n);
	return true;
}

/* Stays, and makes workers for all tasks, of this program and of the others. */
static _Noreturn void
be_nursery(void)
{
	tr_worker_task all[TR_TASK_COUNT];
	struct tr_page_fonts *fonts = NULL;

	tr_pki_alone();
	if (tr_pki_prepare(NULL) != TRIEN_OK || fcntl(TR_PROGRAM_FDS, F_SETFD, FD_CLOEXEC) != 0)
		_exit(TR_CHILD_NO_PROGRAM);
	if (tr_page_fonts_load(&fonts, NULL) != TRIEN_OK)
		fonts = NULL;
	for (size_t i = 0; i < TR_TASK_COUNT; i++)
		all[i] = tasks[i] != NULL ? tasks[i] : tr_task_of_others(i);
	tr_nursery_serve(TR_PROGRAM_FDS, &(struct tr_nursing){all, fonts, tr_primed_new});
}

int
main(int argc, char **argv)
{
	struct tr_worker_job job = {.document = TR_PROGRAM_FDS + 1};

	if (argc == 2 && strcmp(argv[1], TR_PROGRAM_NURSERY) == 0)
		be_nursery();
	if (argc == 3) {
		job.task = strtoul(argv[1], NULL, 10);
		job.file_count = strtoul(argv[2], NULL, 10);
	}
	if (argc != 3 || job.task >= TR_TASK_COUNT || tasks[job.task] == NULL || job.file_count > TR_WORKER_FILES_MAX ||
			!read_request(&job.request)) {
		fputs("trien-worker: trien\n", stderr);
		return TR_CHILD_NO_PROGRAM;
	}
	for (size_t i = 0; i < job.file_count; i++)
		job.files[i] = TR_PROGRAM_FDS + TR_PROGRAM_FILES + (int)i;
	/* What is missing is said where it is needed. */
	struct tr_page_fonts *fonts = NULL;
	if ((job.task == TR_TASK_REPORT || job.task == TR_TASK_PICTURE || job.task == TR_TASK_TOGETHER) && tr_pki_prepare(NULL) != TRIEN_OK)
		return TR_CHILD_NO_PROGRAM;
	if ((job.task == TR_TASK_LOOK || job.task == TR_TASK_ISSUE || job.task == TR_TASK_REPORT || job.task == TR_TASK_LEDGER || job.task == TR_TASK_ARRIVAL) &&
			tr_page_fonts_load(&fonts, NULL) != TRIEN_OK)
		fonts = NULL;
	tr_child_run(&(struct tr_child){.task = tasks[job.task], .fonts = fonts, .sandbox = &(struct tr_sandbox){0}}, &job, TR_PROGRAM_FDS);
}
