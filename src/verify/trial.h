/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One signature value on trial, that of a signature or of a time stamp: certificate, revocation and algorithms as of now, and where
 * that is not enough, as of the time at which it is proven to have existed. Integrity is judged elsewhere, and first.
 */
#ifndef TR_VERIFY_TRIAL_H
#define TR_VERIFY_TRIAL_H

#include "crypto/cms.h"
#include "verify/context.h"

#define TR_TRIAL_DIGESTS_MAX 4u

struct tr_trial {
	struct tr_trial *next;
	/* Asked: */
	struct tr_context *context;
	const struct tr_certificate *signer; /* in the pool */
	enum tr_path_use use;
	const char *digests[TR_TRIAL_DIGESTS_MAX]; /* all that the value rests on; NULL: one that is not known */
	size_t digest_count;
	enum tr_key_scheme scheme;
	struct tr_poe poe;   /* of the value */
	bool poe_is_now;     /* a stamp of the signature says so that is good as of now, without past validation: §5.5 reaches it */
	int64_t says;        /* a time stamp: the time that it states itself; INT64_MAX: none */
	int64_t made_after;  /* it is proven to have been made later than this; INT64_MIN: not proven */

	/* Found, as of now (§5.3), with so many certificates and pieces of evidence at hand: */
	size_t certificates_seen, evidence_seen;
	struct tr_path path;
	struct tr_revocation statuses[TR_PATH_DEPTH_MAX];
	bool asked;          /* the statuses were */
	size_t worst;        /* the status that decides */
	struct tr_algorithm_verdict algorithms;
	enum tr_sub_indication current;
	/* As of the proven time (§5.6.2.4): */
	bool past_tried, past_passed;
	enum tr_sub_indication past_sub; /* what stood in the way, where that is more exact than current; TR_SUB_NONE otherwise */
	struct tr_path past_path;
	struct tr_slide slide; /* control_time INT64_MIN: not slid */
	/* The end of it: */
	enum tr_indication indication;
	enum tr_sub_indication sub;
};

/* One more of the context's trials, with nothing proven. */
TRIEN_MUST_CHECK trien_rc tr_trial_new(struct tr_context *c, const struct tr_certificate *signer, enum tr_path_use use,
		struct tr_trial **out, struct trien_err *err);
/* The algorithms of a CMS; false where one of them is not known. */
bool tr_trial_algorithms(struct tr_trial *t, const struct tr_cms *cms, const char *sub_filter);

TRIEN_MUST_CHECK trien_rc tr_trial_run(struct tr_trial *t, struct trien_err *err);
/* The basic part alone: sets current. */
TRIEN_MUST_CHECK trien_rc tr_trial_basic(struct tr_trial *t, struct trien_err *err);
/* Past signature validation: sets past_passed and past_sub. */
TRIEN_MUST_CHECK trien_rc tr_trial_past(struct tr_trial *t, struct trien_err *err);
/* Revocation data was left unheard, and what was heard does not say that all is good: nobody may say that none was present. */
bool tr_trial_search_was_cut(const struct tr_trial *t);
/* The earliest time at which the value is proven to have existed, or says so itself; INT64_MAX: none. */
int64_t tr_trial_existed(const struct tr_trial *t);
/* Policies of certificates are asked of signers, not of time-stamp authorities. */
const struct tr_path_policies *tr_trial_policies(const struct tr_trial *t);
struct tr_algorithm_verdict tr_trial_judge_algorithms(const struct tr_trial *t, int64_t as_of);

#endif
