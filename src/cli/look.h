/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* --as and what goes with it: for every command that makes a signature that may be seen. */
#ifndef TR_CLI_LOOK_H
#define TR_CLI_LOOK_H

#include "cli/cli.h"
#include "cli/file.h"
#include "worker/task_look.h"
#include "worker/tasks.h"

/* As given on the command line; NULL where not given. */
struct tr_look_options {
	const char *as, *picture, *diameter, *width, *page, *at, *agency, *number, *copy, *beside, *font, *profile;
	bool automatic;
};
#define TR_LOOK_OPTIONS(l) \
	{"--as", TR_OPTION_TEXT, &(l).as}, {"--picture", TR_OPTION_TEXT, &(l).picture}, \
	{"--diameter-mm", TR_OPTION_TEXT, &(l).diameter}, {"--width-mm", TR_OPTION_TEXT, &(l).width}, \
	{"--auto", TR_OPTION_FLAG, &(l).automatic}, {"--page", TR_OPTION_TEXT, &(l).page}, \
	{"--at", TR_OPTION_TEXT, &(l).at}, {"--agency-name", TR_OPTION_TEXT, &(l).agency}, \
	{"--number", TR_OPTION_TEXT, &(l).number}, {"--copy-kind", TR_OPTION_TEXT, &(l).copy}, \
	{"--beside", TR_OPTION_TEXT, &(l).beside}, {"--font", TR_OPTION_TEXT, &(l).font}, \
	{"--profile", TR_OPTION_TEXT, &(l).profile}

struct tr_look {
	bool asked;                    /* --as was given */
	struct tr_look_request request;
	struct tr_source picture, font;
};

/*
 * Reads the options and opens the files that they name; nothing of them is read here. Close with tr_look_close(), also after
 * an error. Errors: cli.option-*, cli.source-*, official.*, profile.*.
 */
TRIEN_MUST_CHECK trien_rc tr_look_open(const struct tr_look_options *options, const struct tr_cli *cli,
		struct tr_look *out, struct trien_err *err);
void tr_look_close(struct tr_look *l);
/* The name that is looked for on the page: the one given, else a signatory's own as the certificate has it. */
void tr_look_set_name(struct tr_look *l, const char *given, struct tr_text certificate);

/* ---- what the page breaks ---- */
/* Warnings, one line each on stderr; what stopped the signing is not repeated. */
void tr_look_print(const struct tr_cli *cli, const char *file, const struct tr_lint_findings *findings,
		const struct trien_err *error);
/* "findings" of an object: level, id, message. */
void tr_look_put(const struct tr_cli *cli, json_t *object, const struct tr_lint_findings *findings);

#endif
