/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What trien verify writes beside its verdict on one file: pictures of pages before and after. */
#ifndef TR_CLI_VERIFY_REPORT_H
#define TR_CLI_VERIFY_REPORT_H

#include "cli/cli.h"
#include "worker/worker.h"

struct tr_verify_report {
	const char *pictures; /* --pictures: a folder, made where there is none */
	const char *report;   /* --report: a target, by its ending .pdf or .xml */
	const char *report_dir; /* --report-dir: a folder, made where there is none: NAME.report.pdf of each file */
	bool force;
	struct tr_worker *worker;
};

bool tr_verify_report_wanted(const struct tr_verify_report *r);
/* Before anything is judged: one file, but for report_dir. cli.report-one-file, cli.option-twice. */
TRIEN_MUST_CHECK trien_rc tr_verify_report_check(
		const struct tr_verify_report *r, char *const *names, size_t count, struct trien_err *err);
/* The file that was judged, by which request (tr_judge_request_write()), and what was got for it (-1: nothing). */
struct tr_verify_report_of {
	const char *path;
	struct tr_bytes judgement;
	int answers;
};
/* Writes what is wanted about it, rightness included where the JSON object has it, and adds to the object what was written. */
TRIEN_MUST_CHECK trien_rc tr_verify_report_write(const struct tr_verify_report *r, const struct tr_cli *cli,
		const struct tr_verify_report_of *of, json_t *report, struct trien_err *err);
/* Tells people what was written. */
void tr_verify_report_print(const struct tr_cli *cli, const json_t *report);

#endif
