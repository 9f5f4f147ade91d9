/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Once a month: lists of the documents whose period is over, for people to look at. Requirement: X1 */
#ifndef TR_CLI_JOBS_RETENTION_H
#define TR_CLI_JOBS_RETENTION_H

#include "base/env.h"
#include "exchange/post.h"

#define TR_JOB_RETENTION "retention.due"
#define TR_JOBS_RETENTION_LEASE_SECONDS 600

/* Puts the job of the month, where there are documents of a year that is over, and does it where nobody has. */
TRIEN_MUST_CHECK trien_rc tr_jobs_retention_next(struct tr_sql *db, const struct tr_env *env, struct tr_post_job *out, struct trien_err *err);

#endif
