/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether a key was in its subscriber's hands, asked of the books of a registry: by trien-store at the other end of two pipes, because
 * trien is linked with no database. A line "HEX256 EPOCH" goes there, a line "yes|no|not-known|error TAB WORDS" comes back.
 */
#ifndef TR_CLI_CUSTODY_DESK_H
#define TR_CLI_CUSTODY_DESK_H

#include "cli/cli.h"
#include "pki/certificate.h"
#include "verify/legal.h"

struct tr_custody_desk;

/* Opens the store; cli.custody-failed. */
TRIEN_MUST_CHECK trien_rc tr_custody_desk_open(
		const struct tr_cli *cli, const char *store, struct tr_custody_desk **out, struct trien_err *err);
/* Close NULL, or the desk. */
void tr_custody_desk_close(struct tr_custody_desk *d);
/* sha256: of the certificate, in hexadecimal. words: appended. */
TRIEN_MUST_CHECK trien_rc tr_custody_desk_ask(struct tr_custody_desk *d, const char *sha256, int64_t time,
		enum tr_leg_answer *answer, struct tr_buf *words, struct trien_err *err);
/*
 * Asks about every signer of a verdict (JSON), at the times that the judgement will ask about, and appends the answers as
 * struct tr_judge_request takes them.
 */
TRIEN_MUST_CHECK trien_rc tr_custody_desk_ask_all(
		struct tr_custody_desk *d, const json_t *report, struct tr_buf *answers, struct trien_err *err);
/*
 * May this certificate seal now? Only what its keeper holds: official.issue-not-kept, official.issue-keeper-unknown. store NULL: nobody is asked.
 * Requirement: R9.3
 */
TRIEN_MUST_CHECK trien_rc tr_custody_gate(
		const struct tr_cli *cli, const char *store, const struct tr_certificate *certificate, struct trien_err *err);

#endif
