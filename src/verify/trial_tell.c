/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a trial found, as findings with a reason for people, and as rows of checks. */
#include <stdio.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "base/utf8.h"
#include "verify/judge.h"

#define NAME_SIZE 256

static void
copy_name(const struct tr_certificate *c, char out[NAME_SIZE])
{
	struct tr_text name = tr_certificate_display_name(c);
	size_t n = name.n < NAME_SIZE ? name.n : tr_utf8_cut(name.p, NAME_SIZE - 1);

	memcpy(out, name.p, n);
	out[n] = '\0';
}

/* ---- findings ---- */

static bool
is_of_status(enum tr_sub_indication s)
{
	switch (s) {
	case TR_SUB_REVOKED_NO_POE:
	case TR_SUB_REVOKED_CA_NO_POE:
	case TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_TRY_LATER:
		return true;
	default:
		return false;
	}
}

static trien_rc
find_path(struct tr_judge *j, const struct tr_trial *t, enum tr_sub_indication sub, struct trien_err *err)
{
	char culprit[NAME_SIZE] = "";
	struct tr_finding_note note = {.weight = TR_INDETERMINATE, .sub = sub, .path_reason = (int)t->path.reason,
			.clause = "EN 319 102-1 §5.2.6", .got = culprit};

	if (t->path.culprit < t->path.chain_count)
		copy_name(t->path.chain[t->path.culprit], culprit);
	return tr_judge_find(j, &note, err);
}

/* The error of a status that is not good. */
static void
tell_status(const struct tr_judge *j, const struct tr_trial *t, struct trien_err *why)
{
	const struct tr_revocation *r = &t->statuses[t->worst];
	char at[TR_TIME_TEXT_MAX] = "", name[NAME_SIZE];
	const char *reason = tr_revocation_reason_name(r->reason);

	copy_name(t->path.chain[t->worst], name);
	if (r->status >= TR_STATUS_ON_HOLD)
		tr_time_iso(r->revoked_at, j->options->zone_minutes, at);
	else if (r->status == TR_STATUS_STALE)
		tr_time_iso(r->made_at, j->options->zone_minutes, at);
	if (r->status == TR_STATUS_REVOKED && t->worst == 0)
		(void)!TR_ERR(why, VERIFY_REVOKED_NO_POE, TR_S("name", name), TR_S("time", at), TR_S("reason", reason));
	else if (r->status == TR_STATUS_REVOKED)
		(void)!TR_ERR(why, VERIFY_REVOKED_CA, TR_S("name", name), TR_S("time", at), TR_S("reason", reason));
	else if (r->status == TR_STATUS_ON_HOLD)
		(void)!TR_ERR(why, VERIFY_ON_HOLD, TR_S("name", name), TR_S("time", at));
	else if (r->status == TR_STATUS_STALE)
		(void)!TR_ERR(why, VERIFY_REVOCATION_STALE, TR_S("name", name), TR_S("time", at),
				TR_S("why", tr_revocation_why_id(r->why)));
	else
		(void)!TR_ERR(why, VERIFY_REVOCATION_MISSING, TR_S("name", name), TR_S("why", tr_revocation_why_id(r->why)));
}

static trien_rc
find_status(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	struct trien_err why = {0};
	const struct tr_revocation *r = &t->statuses[t->worst];
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = is_of_status(t->sub) ? t->sub : t->current, .error = &why,
			.clause = tr_revocation_why_clause(r->why), .got = tr_revocation_status_name(r->status), .want = "good"};

	tell_status(j, t, &why);
	return tr_judge_find(j, &n, err);
}

/* Of the digests the one that is accepted for the shortest time: the one to be named. */
static const char *
weakest_digest(const struct tr_trial *t)
{
	const char *name = t->digests[0];
	int64_t until = TR_ALGORITHM_FOR_EVER;

	for (size_t i = 0; i < t->digest_count; i++) {
		const struct tr_algorithm_use use = {.digest = t->digests[i], .scheme = t->scheme, .bits = t->signer->key_bits};
		const struct tr_algorithm_verdict v = tr_algorithms_judge(t->context->algorithms, &use, t->context->options->as_of);
		if (t->digests[i] == NULL || v.until >= until)
			continue;
		name = t->digests[i];
		until = v.until;
	}
	return name;
}

static trien_rc
find_algorithms(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	struct trien_err why = {0};
	char got[96];
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, .error = &why,
			.clause = "EN 319 102-1 §5.2.8", .got = got, .want = t->context->algorithms->id};

	snprintf(got, sizeof(got), "%s, %s, %u bit", weakest_digest(t), tr_algorithm_scheme_name(t->scheme),
			t->signer->key_bits);
	(void)!TR_ERR(&why, VERIFY_WEAK_ALGORITHM, TR_S("digest", weakest_digest(t)), TR_S("scheme", tr_algorithm_scheme_name(t->scheme)));
	return tr_judge_find(j, &n, err);
}

/* It is proven to lie outside: TOTAL-FAILED. */
static trien_rc
find_outside(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_TOTAL_FAILED, .sub = t->sub, .error = &why, .clause = "EN 319 102-1 §5.5.4"};
	char proven[TR_TIME_TEXT_MAX], end[TR_TIME_TEXT_MAX];
	int zone = j->options->zone_minutes;

	tr_time_iso(t->sub == TR_SUB_NOT_YET_VALID ? tr_trial_existed(t) : t->made_after, zone, proven);
	tr_time_iso(t->sub == TR_SUB_NOT_YET_VALID ? t->signer->not_before
			: t->sub == TR_SUB_REVOKED ? t->statuses[0].revoked_at : t->signer->not_after, zone, end);
	if (t->sub == TR_SUB_NOT_YET_VALID)
		(void)!TR_ERR(&why, VERIFY_BEFORE_CERTIFICATE, TR_S("time", proven), TR_S("end", end));
	else if (t->sub == TR_SUB_REVOKED)
		(void)!TR_ERR(&why, VERIFY_REVOKED, TR_S("time", proven), TR_S("end", end));
	else
		(void)!TR_ERR(&why, VERIFY_AFTER_CERTIFICATE, TR_S("time", proven), TR_S("end", end));
	n.got = proven;
	n.want = end;
	return tr_judge_find(j, &n, err);
}

/* What the path says for itself, where it is not the reason of the whole. */
static enum tr_sub_indication
sub_of_path(const struct tr_trial *t)
{
	if (!is_of_status(t->current))
		return t->current;
	return t->path.finding == TR_PATH_CRYPTO_CONSTRAINTS_FAILURE ? TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE
			: t->path.finding == TR_PATH_CHAIN_CONSTRAINTS_FAILURE ? TR_SUB_CHAIN_CONSTRAINTS_FAILURE
									       : TR_SUB_OUT_OF_BOUNDS_NO_POE;
}

/* The reason of the whole first: of findings of the same weight the first one gives the sub-indication. */
trien_rc
tr_trial_find(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	bool by_algorithms = t->sub == TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE && t->algorithms.finding != TR_ALGORITHM_ACCEPTED &&
			     !is_of_status(t->current);

	if (t->indication == TR_TOTAL_PASSED)
		return TRIEN_OK;
	if (t->indication == TR_TOTAL_FAILED)
		TR_TRY(find_outside(j, t, err));
	if (by_algorithms)
		TR_TRY(find_algorithms(j, t, err));
	if (is_of_status(t->sub) || is_of_status(t->current))
		TR_TRY(find_status(j, t, err));
	if (t->path.finding != TR_PATH_PASSED)
		TR_TRY(find_path(j, t, sub_of_path(t), err));
	if (t->algorithms.finding != TR_ALGORITHM_ACCEPTED && !by_algorithms)
		TR_TRY(find_algorithms(j, t, err));
	return TRIEN_OK;
}

/* ---- checks ---- */

static enum tr_check_result
passed_or(bool passed, enum tr_check_result otherwise)
{
	return passed ? TR_CHECKED_PASSED : otherwise;
}

static trien_rc
check_path(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	enum tr_path_finding f = t->path.finding;
	bool leads = f == TR_PATH_PASSED || f == TR_PATH_EXPIRED || f == TR_PATH_NOT_YET_VALID ||
		     f == TR_PATH_CRYPTO_CONSTRAINTS_FAILURE;
	const char *reason = tr_path_reason_id(t->path.reason);
	char as_of[TR_TIME_TEXT_MAX];

	TR_TRY(tr_check_set(j, TR_CHECK_PATH, passed_or(leads, TR_CHECKED_UNKNOWN), leads ? "" : reason, "", err));
	if (!leads)
		return TRIEN_OK;
	TR_TRY(tr_check_set(j, TR_CHECK_CHAIN_ALGORITHMS, passed_or(f != TR_PATH_CRYPTO_CONSTRAINTS_FAILURE, TR_CHECKED_UNKNOWN),
			f != TR_PATH_CRYPTO_CONSTRAINTS_FAILURE ? "" : reason, t->context->algorithms->id, err));
	if (f == TR_PATH_CRYPTO_CONSTRAINTS_FAILURE) /* validity was not looked at */
		return TRIEN_OK;
	tr_time_iso(j->options->as_of, j->options->zone_minutes, as_of);
	return tr_check_set(j, TR_CHECK_VALIDITY, passed_or(f == TR_PATH_PASSED, TR_CHECKED_UNKNOWN), reason, as_of, err);
}

static enum tr_check_result
result_of_status(enum tr_revocation_status s)
{
	switch (s) {
	case TR_STATUS_NOT_ASKED:
	case TR_STATUS_GOOD:
	case TR_STATUS_STALE: /* told by the row of freshness */
		return TR_CHECKED_PASSED;
	case TR_STATUS_REVOKED:
	case TR_STATUS_ON_HOLD:
		return TR_CHECKED_FAILED;
	default:
		return TR_CHECKED_UNKNOWN;
	}
}

/* What the caller did not want looked at, or wanted passed over, is said: never silently. */
static trien_rc
check_revocation(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	const char *policy = tr_revocation_policy_name(j->options->revocation);
	const struct tr_revocation *r = &t->statuses[t->worst];

	if (!t->asked)
		return tr_check_set(j, TR_CHECK_REVOCATION, TR_CHECKED_NOT_DONE,
				j->options->revocation == TR_REVOCATION_SKIP ? policy : "", "", err);
	TR_TRY(tr_check_set(j, TR_CHECK_REVOCATION, result_of_status(r->status), tr_revocation_why_id(r->why), policy, err));
	if (r->status == TR_STATUS_NO_EVIDENCE || r->status == TR_STATUS_UNKNOWN)
		return TRIEN_OK;
	return tr_check_set(j, TR_CHECK_FRESHNESS, passed_or(r->status != TR_STATUS_STALE, TR_CHECKED_UNKNOWN),
			r->status == TR_STATUS_STALE ? tr_revocation_why_id(r->why) : "", "", err);
}

static trien_rc
check_past(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	if (!t->past_tried)
		return TRIEN_OK;
	if (t->slide.control_time != INT64_MIN)
		TR_TRY(tr_check_set_time(j, TR_CHECK_CONTROL_TIME, t->slide.stopped == SIZE_MAX ? TR_CHECKED_PASSED : TR_CHECKED_UNKNOWN,
				t->slide.control_time, t->slide.stopped == SIZE_MAX ? "" : "NO_POE", err));
	return tr_check_set_time(j, TR_CHECK_PAST, passed_or(t->past_passed, TR_CHECKED_UNKNOWN), t->poe.time,
			t->past_passed ? "" : tr_sub_indication_name(t->current), err);
}

trien_rc
tr_trial_check(struct tr_judge *j, const struct tr_trial *t, struct trien_err *err)
{
	char got[96];

	TR_TRY(check_path(j, t, err));
	TR_TRY(check_revocation(j, t, err));
	snprintf(got, sizeof(got), "%s, %s, %u bit", t->digests[0], tr_algorithm_scheme_name(t->scheme), t->signer->key_bits);
	TR_TRY(tr_check_set(j, TR_CHECK_ALGORITHMS, passed_or(t->algorithms.finding == TR_ALGORITHM_ACCEPTED, TR_CHECKED_UNKNOWN), got,
			t->context->algorithms->id, err));
	return check_past(j, t, err);
}
