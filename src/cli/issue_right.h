/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rightness before the seal (Điều 9.3): name, post and agency printed on the pages against the certificates that have signed, and the one
 * that is about to. What is wrong stops the issue unless a named person releases it with a reason, in the record; what is not sure is told.
 */
#ifndef TR_CLI_ISSUE_RIGHT_H
#define TR_CLI_ISSUE_RIGHT_H

#include "cli/cli.h"
#include "cli/file.h"
#include "pki/certificate.h"
#include "worker/worker.h"

struct tr_issue_right {
	const char *release_by, *release_reason; /* as given; NULL where not */
	const char *record;                      /* that of the other releases */
	json_t *found;                           /* a verdict with "rightness" as trien verify has it, "released_by" with it; NULL: not looked */
};
#define TR_ISSUE_RIGHT_OPTIONS(r) \
	{"--release-right-by", TR_OPTION_TEXT, &(r).release_by}, {"--release-right-reason", TR_OPTION_TEXT, &(r).release_reason}

TRIEN_MUST_CHECK trien_rc tr_issue_right_options(const struct tr_issue_right *r, struct trien_err *err);
/* trust: anchors, as tr_trust_write() gives them. official.issue-not-right, cli.record-write, and what the core refuses. */
TRIEN_MUST_CHECK trien_rc tr_issue_right_check(const struct tr_cli *cli, struct tr_issue_right *r, struct tr_worker *worker,
		struct tr_bytes trust, const struct tr_certificate *sealing, struct tr_source *source, struct trien_err *err);
/* The two halves of it, for a file that is sealed already: looks at the pages of what found is the verdict of, and records a release; decides. */
TRIEN_MUST_CHECK trien_rc tr_issue_right_look(const struct tr_cli *cli, struct tr_issue_right *r, struct tr_worker *worker, struct tr_source *source,
		struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_issue_right_decide(const struct tr_cli *cli, const struct tr_issue_right *r, struct trien_err *err);
/* Adds "rightness" to a command's JSON; nothing where it was not looked at. */
void tr_issue_right_put(const struct tr_issue_right *r, json_t *object);
/* Tells people what is not sure, or was released; nothing where all is right. */
void tr_issue_right_print(const struct tr_cli *cli, const struct tr_issue_right *r);
void tr_issue_right_free(struct tr_issue_right *r);

#endif
