/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_CLI_VERIFY_PAGE_H
#define TR_CLI_VERIFY_PAGE_H

#include "cli/cli.h"

/* Prints the JSON object of tr_report_json() (report/report.h) for people. Everything in it is taken as hostile. */
void tr_verify_page_print(const struct tr_cli *cli, const json_t *verdict);

#endif
