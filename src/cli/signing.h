/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the commands sign and prepare share: the request, and one file from source to target. */
#ifndef TR_CLI_SIGNING_H
#define TR_CLI_SIGNING_H

#include "cli/cli.h"
#include "cli/file.h"
#include "cli/look.h"
#include "crypto/cms.h"
#include "sign/sign.h"
#include "worker/tasks.h"

/* As given on the command line; NULL where not given. */
struct tr_signing_texts {
	const char *field, *name, *reason, *location, *contact;
	bool unseen;
};
#define TR_SIGNING_OPTIONS(t) \
	{"--field", TR_OPTION_TEXT, &(t).field}, {"--name", TR_OPTION_TEXT, &(t).name}, \
	{"--reason", TR_OPTION_TEXT, &(t).reason}, {"--location", TR_OPTION_TEXT, &(t).location}, \
	{"--contact", TR_OPTION_TEXT, &(t).contact}, {"--unseen", TR_OPTION_FLAG, &(t).unseen}

/* A request of now, with fresh randomness and room for the plan's CMS. */
TRIEN_MUST_CHECK trien_rc tr_signing_request(const struct tr_cli *cli, const struct tr_signing_texts *texts,
		const struct tr_cms_plan *plan, struct tr_sign_request *out, struct trien_err *err);
/* With whom and how files are signed. */
struct tr_signing {
	struct tr_worker *worker;
	const struct tr_cms_plan *plan;
	const struct tr_look *look; /* asked for, or the signature shows nothing */
};
/*
 * Has the worker propose, then hashes the mapped source: state holds what the key must sign. What the page breaks is in
 * findings; the first of level error is the error.
 */
TRIEN_MUST_CHECK trien_rc tr_signing_prepare(const struct tr_signing *s, const struct tr_sign_request *request,
		struct tr_source *source, struct tr_sign_state *state, struct tr_lint_findings *findings,
		struct trien_err *err);

/* "/x/van-ban.pdf" → "/x/van-ban.WORD.pdf", in folder where it is not NULL. Free with free(3). */
TRIEN_MUST_CHECK trien_rc tr_signing_target_name(
		const char *source, const char *folder, const char *word, char **out, struct trien_err *err);

#endif
