/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gets what is missing to judge a certificate: issuers first (caIssuers), then for each certificate of the path an OCSP answer,
 * and where that does not decide, revocation lists. Nothing is got that is there already and decides.
 */
#ifndef TR_PKI_COLLECT_H
#define TR_PKI_COLLECT_H

#include "pki/fetcher.h"
#include "pki/revocation.h"

struct tr_collect_request {
	const struct tr_certificate *signer;
	enum tr_path_use use;
	int64_t as_of;            /* now */
	struct tr_pool *pool;     /* issuers that were got are put here */
	const struct tr_trust *trust;
	struct tr_evidence *evidence; /* lists and answers are put here */
	struct tr_arena *arena;   /* their bytes; lives as long as the evidence */
	const struct tr_fetcher *fetcher; /* NULL: offline, only tells what is missing */
	const struct tr_algorithms *algorithms;
	int64_t max_age;          /* as in struct tr_revocation_request */
	/* Time stamps of archives want evidence that was made after this time; INT64_MIN: any that is fresh. */
	int64_t made_since;
};

/* One thing that was asked for, or would have been. */
struct tr_collect_step {
	enum tr_fetch_what what;
	const struct tr_certificate *about; /* whose issuer or status */
	char url[TR_URL_MAX];
	struct tr_bytes body;  /* of an OCSP request, in the arena: whoever cannot fetch here can hand it to somebody who can */
	trien_rc rc;           /* TRIEN_OK: got and of use; otherwise why not; collect.offline without a fetcher */
	struct trien_err err;
};

struct tr_collected {
	struct tr_path path;   /* with the issuers that were got */
	struct tr_collect_step steps[TR_COLLECT_STEPS_MAX];
	size_t step_count;
	bool complete; /* the path passed, and every status on it is decided: good or revoked */
};

/* What could not be got is told by the steps; an error means that nothing could be decided. */
TRIEN_MUST_CHECK trien_rc tr_collect(
		const struct tr_collect_request *r, struct tr_collected *out, struct trien_err *err);

#endif
