/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The jobs that keep documents provable (office/proof.h), one at a time. */
#ifndef TR_CLI_JOBS_EVIDENCE_H
#define TR_CLI_JOBS_EVIDENCE_H

#include "cli/evidence_work.h"
#include "exchange/post.h"
#include "store/blob.h"

/* Longer than asking everybody for one document may take. */
#define TR_JOBS_EVIDENCE_LEASE_SECONDS 1800

struct tr_jobs_evidence {
	const struct tr_env *env; /* with the time that was given */
	struct tr_sql *db;
	struct tr_blobs *blobs;
	struct tr_evidence_work work; /* open */
};
/*
 * Takes one job and does it. What goes wrong with it is told in out; an error is one of the store. *everybodys: what went wrong would go wrong with the next
 * job too (no authority answers, it is no anchor's).
 */
TRIEN_MUST_CHECK trien_rc tr_jobs_evidence_next(struct tr_jobs_evidence *e, struct tr_post_job *out, bool *everybodys, struct trien_err *err);

#endif
