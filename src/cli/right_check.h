/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien verify --page-check and --sender: rightness beside the verdict (official/rightness.h). */
#ifndef TR_CLI_RIGHT_CHECK_H
#define TR_CLI_RIGHT_CHECK_H

#include "cli/cli.h"
#include "worker/worker.h"

struct tr_right_check {
	bool pages;
	const char *sender; /* NULL: not asked */
	struct tr_worker *worker; /* started where pages are to be looked at */
};

/* A file to be opened, or one that is open. */
struct tr_right_file {
	const char *path; /* NULL: it is fd */
	int fd;
};

/* cli.option-value where sender names nobody; worker.*. End with tr_right_check_end(). */
TRIEN_MUST_CHECK trien_rc tr_right_check_begin(struct tr_right_check *c, struct trien_err *err);
/*
 * Adds "rightness":{"answer","findings":[{"id","answer","signer","printed","certified","message"}],"error"} to a file's verdict; nothing where
 * nothing was asked. Pages that cannot be read are an "error" inside, and not sure.
 */
void tr_right_check_add(const struct tr_cli *cli, const struct tr_right_check *c, const struct tr_right_file *file, json_t *report);
/* Behind the word of the verdict: a seal that is somebody else's must not look good at first sight. */
void tr_right_check_print_word(const struct tr_cli *cli, const json_t *report);
/* In words: a heading, then each finding; every line ends with NUL, and so does its id. Nothing where nothing was asked. ids may be NULL. */
void tr_right_check_lines(const struct tr_cli *cli, const json_t *report, struct tr_buf *lines, struct tr_buf *ids);
/* Prints it for people; nothing where there is none. */
void tr_right_check_print(const struct tr_cli *cli, const json_t *report);
/* The indication that the exit code follows: a document that is not right is not good, whatever its signatures are. */
const char *tr_right_check_indication(const json_t *report);
void tr_right_check_end(struct tr_right_check *c);

#endif
