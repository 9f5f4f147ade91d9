/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a rule stops and a named person lets pass, with a reason, in a record that the caller names: one JSON object a line. */
#ifndef TR_CLI_RELEASE_H
#define TR_CLI_RELEASE_H

#include "cli/cli.h"
#include "cli/file.h"

/* A person's name or reason: two letters at least, for a blank is nobody. NULL is none. cli.option-value. */
TRIEN_MUST_CHECK trien_rc tr_cli_release_word(const char *option, const char *text, struct trien_err *err);
/* A release has a name, a reason and a record, or nothing of it. cli.option-value, cli.option-wanted. */
TRIEN_MUST_CHECK trien_rc tr_cli_release_check(const char *by_option, const char *by, const char *reason_option, const char *reason,
		const char *record, struct trien_err *err);

/* A line about these very bytes, now; the caller adds who said what. */
TRIEN_MUST_CHECK trien_rc tr_cli_release_begin(const struct tr_cli *cli, struct tr_source *source, json_t **line, struct trien_err *err);
/* Appends it to the record, in one write and synced: before the file is signed, so that no signature is without its line. Frees it. cli.record-write. */
TRIEN_MUST_CHECK trien_rc tr_cli_release_end(const char *path, json_t *line, struct trien_err *err);

#endif
