/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What trien verify writes beside its verdict on one file: pictures of pages before and after. */
#ifndef TR_CLI_VERIFY_REPORT_H
#define TR_CLI_VERIFY_REPORT_H

#include "cli/cli.h"
#include "worker/worker.h"

struct tr_verify_report {
	const char *pictures; /* --pictures: a folder, made where there is none */
	const char *report;   /* --report: a target, by its ending .pdf or .xml */
	bool force;
	struct tr_worker *worker;
};

bool tr_verify_report_wanted(const struct tr_verify_report *r);
/* Before anything is judged: one file that is none of the targets. cli.report-one-file. */
TRIEN_MUST_CHECK trien_rc tr_verify_report_check(
		const struct tr_verify_report *r, char *const *names, size_t count, struct trien_err *err);
/*
 * Writes what is wanted about the file at path, judged by this request (tr_judge_request_write()) and what was got for it (-1: nothing),
 * and adds to the JSON object what was written.
 */
TRIEN_MUST_CHECK trien_rc tr_verify_report_write(const struct tr_verify_report *r, const struct tr_cli *cli,
		const char *path, struct tr_bytes judgement, int answers, json_t *report, struct trien_err *err);
/* Tells people what was written. */
void tr_verify_report_print(const struct tr_cli *cli, const json_t *report);

#endif
