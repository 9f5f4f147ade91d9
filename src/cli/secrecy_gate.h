/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Secret documents are not signed (Article 5.1 of the regulation). One gate for every door of the command line:
 * declared secrecy is refused; a stamp stops the signing until a named person releases it with a reason, in a record
 * that the caller names; pages without text need a named person's word. So do kinds of document that the law of the day
 * excludes from digital signing (the legal profile's list).
 * Requirement: R5.1
 */
#ifndef TR_CLI_SECRECY_GATE_H
#define TR_CLI_SECRECY_GATE_H

#include "cli/cli.h"
#include "cli/file.h"
#include "desk/secrecy.h"

/* As given on the command line; NULL where not given. */
struct tr_secrecy_texts {
	const char *declared, *not_secret, *release_by, *release_reason, *record, *kind_by, *kind_reason;
	const char *profile; /* no option of this group: a command that knows --profile sets it */
};
#define TR_SECRECY_OPTIONS(t) \
	{"--secrecy", TR_OPTION_TEXT, &(t).declared}, {"--not-secret", TR_OPTION_TEXT, &(t).not_secret}, \
	{"--release-secrecy-by", TR_OPTION_TEXT, &(t).release_by}, \
	{"--release-reason", TR_OPTION_TEXT, &(t).release_reason}, {"--record", TR_OPTION_TEXT, &(t).record}, \
	{"--release-kind-by", TR_OPTION_TEXT, &(t).kind_by}, {"--release-kind-reason", TR_OPTION_TEXT, &(t).kind_reason}

/* Before any file: official.secrecy-declared, cli.option-* . */
TRIEN_MUST_CHECK trien_rc tr_cli_secrecy_options(const struct tr_secrecy_texts *texts, struct trien_err *err);
/*
 * One file, before it is signed. worker is that of tr_tasks_start(). official.secrecy-stamp, official.secrecy-word-wanted, official.secrecy-drawing,
 * official.secrecy-unread, official.kind-excluded, cli.record-write; what the core refuses is refused with its own error.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_secrecy_gate(const struct tr_cli *cli, const struct tr_secrecy_texts *texts,
		struct tr_worker *worker, struct tr_source *source, struct tr_secrecy_outcome *out, struct trien_err *err);
/* Adds "secrecy" to a command's JSON; nothing where nothing was found and no word was needed. */
void tr_cli_secrecy_json(json_t *object, const struct tr_secrecy_outcome *o);

#endif
