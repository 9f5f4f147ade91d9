/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Past certificate and past signature validation, EN 319 102-1 §5.6.2.1, §5.6.2.4: was it good at a time at which it is proven to
 * have existed?
 * Requirement: X2
 */
#include "verify/trial.h"

static bool
may_be_proven(enum tr_sub_indication s)
{
	switch (s) {
	case TR_SUB_REVOKED_NO_POE:
	case TR_SUB_REVOKED_CA_NO_POE:
	case TR_SUB_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED:
	case TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
	case TR_SUB_TRY_LATER:
		return true;
	default:
		return false;
	}
}

static bool
is_revoked_before(const struct tr_trial *t, int64_t time)
{
	for (size_t i = 0; t->asked && i < t->path.chain_count; i++)
		if (t->statuses[i].status >= TR_STATUS_ON_HOLD && t->statuses[i].revoked_at <= time)
			return true;
	return false;
}

/* A certificate whose signature is no longer strong enough must have existed while it was: a forger could make it today. */
static bool
certificates_are_proven(const struct tr_trial *t)
{
	const struct tr_context *c = t->context;

	for (size_t i = 0; i + 1 < t->past_path.chain_count; i++) {
		const struct tr_certificate *of = t->past_path.chain[i];
		const struct tr_algorithm_use use = {.scheme = of->seal.signature->scheme, .bits = t->past_path.chain[i + 1]->key_bits,
				.digest = of->seal.digest != NULL ? of->seal.digest->name : NULL};
		int64_t until = tr_algorithms_judge(c->algorithms, &use, t->poe.time).until;
		if (until <= c->options->as_of && tr_poe_of(c, of->sha256).time >= until)
			return false;
	}
	return true;
}

static trien_rc
slide(struct tr_trial *t, struct trien_err *err)
{
	const struct tr_verify_options *o = t->context->options;
	const struct tr_revocation_request request = {.path = &t->past_path, .evidence = t->context->evidence,
			.pool = t->context->pool, .trust = o->trust, .as_of = o->as_of, .max_age = o->max_age,
			.algorithms = t->context->algorithms};

	t->slide = (struct tr_slide){.control_time = o->as_of, .stopped = SIZE_MAX};
	if (o->revocation == TR_REVOCATION_SKIP)
		return TRIEN_OK;
	TR_TRY(tr_revocation_slide(&request, &t->slide, err));
	if (o->revocation == TR_REVOCATION_IF_PRESENT && !tr_trial_search_was_cut(t))
		t->slide.stopped = SIZE_MAX;
	return TRIEN_OK;
}

static bool
is_out_of_bounds(enum tr_sub_indication s)
{
	return s == TR_SUB_OUT_OF_BOUNDS_NO_POE || s == TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED;
}

/* The clocks of who stamps and who revokes differ: data made in the same minutes counts as made after. */
static int64_t
latest_good(const struct tr_slide *s)
{
	int64_t latest = s->control_time + (s->by_age ? TR_REVOCATION_SKEW : 0);

	return s->by_age && s->signer_until > latest ? s->signer_until : latest;
}

/* Path and status were good then; what is left: algorithms, and whether it is the age of the evidence that stands in the way (§5.5.4 6). */
static void
weigh(struct tr_trial *t)
{
	bool in_time = t->slide.stopped == SIZE_MAX && t->poe.time <= latest_good(&t->slide);
	bool safe = tr_trial_judge_algorithms(t, t->poe.time).finding == TR_ALGORITHM_ACCEPTED && certificates_are_proven(t);

	if (is_revoked_before(t, t->poe.time))
		return;
	t->past_passed = in_time && safe;
	if (in_time && !safe)
		t->past_sub = TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
	else if (t->poe_is_now && !in_time && t->slide.stopped == SIZE_MAX && t->slide.by_age && is_out_of_bounds(t->current))
		t->past_sub = TR_SUB_TRY_LATER;
}

trien_rc
tr_trial_past(struct tr_trial *t, struct trien_err *err)
{
	const struct tr_verify_options *o = t->context->options;
	const struct tr_path_request request = {.signer = t->signer, .pool = t->context->pool, .trust = o->trust,
			.as_of = t->poe.time, .use = t->use, .policies = tr_trial_policies(t), .algorithms = t->context->algorithms};

	if (!may_be_proven(t->current) || t->poe.source == TR_BEST_AS_OF)
		return TRIEN_OK;
	t->past_tried = true;
	TR_TRY(tr_path_judge(&request, &t->past_path, err));
	if (is_out_of_bounds(t->current) && t->past_path.finding == TR_PATH_NOT_YET_VALID && t->past_path.culprit == 0)
		t->past_sub = TR_SUB_NOT_YET_VALID;
	if (t->past_path.finding != TR_PATH_PASSED)
		return TRIEN_OK;
	TR_TRY(slide(t, err));
	weigh(t);
	return TRIEN_OK;
}

/* §5.3.4 step 4: that it was made after the end is worse than that it may have been. */
static enum tr_sub_indication
sub_of_late_making(const struct tr_trial *t)
{
	if (t->made_after == INT64_MIN)
		return TR_SUB_NONE;
	if (t->current == TR_SUB_REVOKED_NO_POE && t->statuses[0].revoked_at < t->made_after)
		return TR_SUB_REVOKED;
	if (is_out_of_bounds(t->current) && t->signer->not_after < t->made_after)
		return TR_SUB_EXPIRED;
	return TR_SUB_NONE;
}

int64_t
tr_trial_existed(const struct tr_trial *t)
{
	const int64_t proven = t->poe.source != TR_BEST_AS_OF ? t->poe.time : INT64_MAX;

	return proven < t->says ? proven : t->says;
}

/*
 * §5.5.4 asks it of a certificate that is out of bounds; what is older than its certificate contradicts it today as well, and was not
 * made while that was valid (Decree 130/2018 Điều 9.1). Clocks differ by minutes.
 */
static bool
is_older_than_certificate(const struct tr_trial *t)
{
	return tr_trial_existed(t) < t->signer->not_before - TR_REVOCATION_SKEW;
}

trien_rc
tr_trial_run(struct tr_trial *t, struct trien_err *err)
{
	t->slide = (struct tr_slide){.control_time = INT64_MIN, .stopped = SIZE_MAX};
	TR_TRY(tr_trial_basic(t, err));
	TR_TRY(tr_trial_past(t, err));
	enum tr_sub_indication late = is_older_than_certificate(t) ? TR_SUB_NOT_YET_VALID : sub_of_late_making(t);
	t->sub = late != TR_SUB_NONE ? late : t->past_passed ? TR_SUB_NONE : t->past_sub != TR_SUB_NONE ? t->past_sub : t->current;
	if (t->sub == TR_SUB_NONE)
		t->indication = TR_TOTAL_PASSED;
	else if (t->sub == TR_SUB_REVOKED || t->sub == TR_SUB_EXPIRED || t->sub == TR_SUB_NOT_YET_VALID)
		t->indication = TR_TOTAL_FAILED;
	else
		t->indication = TR_INDETERMINATE;
	return TRIEN_OK;
}
