/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One task of the sandbox for each of many files, several beside each other; the results are told in the order of the files.
 * Memory stays bounded: what is done before its turn waits, and while too much waits nothing new is begun.
 */
#ifndef TR_CLI_FILES_RUN_H
#define TR_CLI_FILES_RUN_H

#include "cli/cli.h"
#include "cli/file_list.h"
#include "cli/progress.h"
#include "worker/crew.h"

#define TR_FILES_RUN_AHEAD_MAX ((size_t)1024)            /* files begun and not told */
#define TR_FILES_RUN_HELD_MAX ((size_t)96 << 20)         /* bytes of answers that wait for their turn */

struct tr_files_run {
	const struct tr_cli *cli;
	const struct tr_file_list *files;
	size_t jobs;
	enum tr_progress_kind progress;
	void *context;
	/* Fills in task and request of file i, whose descriptor is in job; both stay until the next call. */
	trien_rc (*ask)(void *context, size_t i, struct tr_worker_job *job, struct trien_err *err);
	/* In the order of the files: the answer to file i, or why there is none. */
	void (*tell)(void *context, size_t i, trien_rc rc, struct tr_bytes answer, const struct trien_err *why);
};

/*
 * Errors are those of the whole run, not of a file. *told: how many files were told of; fewer than all where the run was
 * interrupted (SIGINT, SIGTERM, SIGHUP), and *interrupted is then the signal, else 0.
 */
TRIEN_MUST_CHECK trien_rc tr_files_run(
		const struct tr_files_run *run, size_t *told, int *interrupted, struct trien_err *err);

/* --jobs: the text or NULL (as many as there are processors); cli.option-value. */
TRIEN_MUST_CHECK trien_rc tr_files_run_jobs(const char *text, size_t *out, struct trien_err *err);

#endif
