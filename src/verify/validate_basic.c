/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signature value as of now: X.509 certificate validation (EN 319 102-1 §5.2.6), freshness (§5.2.5), algorithms (§5.2.8). */
#include "verify/trial.h"

trien_rc
tr_trial_new(struct tr_context *c, const struct tr_certificate *signer, enum tr_path_use use, struct tr_trial **out,
		struct trien_err *err)
{
	struct tr_trial *t;

	TR_TRY(tr_arena_array(c->arena, 1, sizeof(*t), &t, err));
	*t = (struct tr_trial){.next = c->trials, .context = c, .signer = signer, .use = use,
			.poe = {c->options->as_of, TR_BEST_AS_OF}, .says = INT64_MAX, .made_after = INT64_MIN};
	c->trials = t;
	*out = t;
	return TRIEN_OK;
}

bool
tr_trial_algorithms(struct tr_trial *t, const struct tr_cms *cms, const char *sub_filter)
{
	struct tr_cms_algorithms a;

	t->digest_count = 0;
	if (!tr_cms_algorithms_read(cms, &a))
		return false;
	t->scheme = a.scheme;
	t->digests[t->digest_count++] = a.digest;
	t->digests[t->digest_count++] = a.value_digest;
	t->digests[t->digest_count++] = a.mask_digest;
	/* ISO 32000-1 §12.8.3.3.1: the document itself is digested with SHA-1. */
	if (strcmp(sub_filter, "adbe.pkcs7.sha1") == 0)
		t->digests[t->digest_count++] = "SHA-1";
	return true;
}

/* Of all digests the one that is accepted for the shortest time. */
struct tr_algorithm_verdict
tr_trial_judge_algorithms(const struct tr_trial *t, int64_t as_of)
{
	struct tr_algorithm_verdict worst = {.finding = TR_ALGORITHM_ACCEPTED, .until = TR_ALGORITHM_FOR_EVER};

	for (size_t i = 0; i < t->digest_count; i++) {
		const struct tr_algorithm_use use = {.digest = t->digests[i], .scheme = t->scheme, .bits = t->signer->key_bits};
		struct tr_algorithm_verdict v = tr_algorithms_judge(t->context->algorithms, &use, as_of);
		if (i == 0 || v.until < worst.until)
			worst = v;
	}
	return worst;
}

static const enum tr_sub_indication path_subs[TR_PATH_FINDING_COUNT] = {
	[TR_PATH_EXPIRED] = TR_SUB_OUT_OF_BOUNDS_NO_POE,
	[TR_PATH_NOT_YET_VALID] = TR_SUB_OUT_OF_BOUNDS_NO_POE,
	[TR_PATH_NO_CERTIFICATE_CHAIN_FOUND] = TR_SUB_NO_CERTIFICATE_CHAIN_FOUND,
	[TR_PATH_CERTIFICATE_CHAIN_GENERAL_FAILURE] = TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	[TR_PATH_CHAIN_CONSTRAINTS_FAILURE] = TR_SUB_CHAIN_CONSTRAINTS_FAILURE,
	[TR_PATH_CRYPTO_CONSTRAINTS_FAILURE] = TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
};

static bool
is_out_of_bounds(enum tr_path_finding f)
{
	return f == TR_PATH_EXPIRED || f == TR_PATH_NOT_YET_VALID;
}

bool
tr_trial_search_was_cut(const struct tr_trial *t)
{
	for (size_t i = 0; t->asked && i < t->path.chain_count; i++)
		if (t->statuses[i].search_cut && t->statuses[i].status != TR_STATUS_GOOD)
			return true;
	return false;
}

/* What comes of the statuses alone; TR_SUB_NONE where they stand in nobody's way. */
static enum tr_sub_indication
sub_of_status(const struct tr_trial *t)
{
	const struct tr_revocation *r = &t->statuses[t->worst];

	switch (r->status) {
	case TR_STATUS_REVOKED:
		return t->worst == 0 ? TR_SUB_REVOKED_NO_POE : TR_SUB_REVOKED_CA_NO_POE;
	case TR_STATUS_ON_HOLD:
		return TR_SUB_TRY_LATER;
	case TR_STATUS_UNKNOWN:
	case TR_STATUS_NO_EVIDENCE:
	case TR_STATUS_STALE:
		if (t->context->options->revocation == TR_REVOCATION_IF_PRESENT && !tr_trial_search_was_cut(t))
			return TR_SUB_NONE;
		return r->status == TR_STATUS_STALE && r->why == TR_WHY_SIGNER_EXPIRED ? TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE
										       : TR_SUB_TRY_LATER;
	default:
		return TR_SUB_NONE;
	}
}

/* §5.2.6.4: revoked (4b, 4d) before the constraints (5), these before the validity (7), that before what is not known (4a). */
static enum tr_sub_indication
current_of(const struct tr_trial *t)
{
	enum tr_sub_indication status = t->asked ? sub_of_status(t) : TR_SUB_NONE;
	bool decided = t->asked && t->statuses[t->worst].status >= TR_STATUS_ON_HOLD;

	if (decided)
		return status;
	if (t->path.finding > TR_PATH_NOT_YET_VALID && t->path.finding != TR_PATH_CRYPTO_CONSTRAINTS_FAILURE)
		return path_subs[t->path.finding];
	if (is_out_of_bounds(t->path.finding))
		return t->asked && t->statuses[0].status == TR_STATUS_GOOD ? TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED
									   : TR_SUB_OUT_OF_BOUNDS_NO_POE;
	if (status != TR_SUB_NONE)
		return status;
	if (t->path.finding != TR_PATH_PASSED)
		return path_subs[t->path.finding];
	return t->algorithms.finding != TR_ALGORITHM_ACCEPTED ? TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE : TR_SUB_NONE;
}

const struct tr_path_policies *
tr_trial_policies(const struct tr_trial *t)
{
	return t->use == TR_PATH_FOR_DOCUMENT ? t->context->options->policies : NULL;
}

static trien_rc
ask_path(struct tr_trial *t, struct trien_err *err)
{
	const struct tr_verify_options *o = t->context->options;
	const struct tr_path_request request = {.signer = t->signer, .pool = t->context->pool, .trust = o->trust,
			.as_of = o->as_of, .use = t->use, .policies = tr_trial_policies(t), .algorithms = t->context->algorithms};

	return tr_path_judge(&request, &t->path, err);
}

static trien_rc
ask_statuses(struct tr_trial *t, struct trien_err *err)
{
	const struct tr_verify_options *o = t->context->options;
	const struct tr_revocation_request request = {.path = &t->path, .evidence = t->context->evidence,
			.pool = t->context->pool, .trust = o->trust, .as_of = o->as_of, .max_age = o->max_age,
			.algorithms = t->context->algorithms};

	t->asked = t->path.anchored && o->revocation != TR_REVOCATION_SKIP;
	return t->asked ? tr_revocation_judge_path(&request, t->statuses, &t->worst, err) : TRIEN_OK;
}

static bool
is_short_of_certificates(const struct tr_trial *t)
{
	enum tr_revocation_status s = t->asked ? t->statuses[t->worst].status : TR_STATUS_GOOD;

	return (t->path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND && t->context->options->trust != NULL &&
			tr_trust_count(t->context->options->trust) > 0) || s == TR_STATUS_NO_EVIDENCE || s == TR_STATUS_STALE;
}

/* An earlier trial of the same certificate that had the same to go by. */
static const struct tr_trial *
find_alike(const struct tr_trial *t)
{
	for (const struct tr_trial *o = t->next; o != NULL; o = o->next)
		if (o->signer == t->signer && o->use == t->use && o->certificates_seen == tr_pool_count(t->context->pool) &&
				o->evidence_seen == tr_evidence_count(t->context->evidence))
			return o;
	return NULL;
}

static trien_rc
ask(struct tr_trial *t, struct trien_err *err)
{
	TR_TRY(ask_path(t, err));
	TR_TRY(ask_statuses(t, err));
	if (!t->context->store_in_pool && t->context->store.count > 0 && is_short_of_certificates(t)) {
		TR_TRY(tr_store_fill_pool(t->context, err));
		TR_TRY(ask_path(t, err));
		TR_TRY(ask_statuses(t, err));
	}
	t->certificates_seen = tr_pool_count(t->context->pool);
	t->evidence_seen = tr_evidence_count(t->context->evidence);
	return TRIEN_OK;
}

trien_rc
tr_trial_basic(struct tr_trial *t, struct trien_err *err)
{
	const struct tr_trial *alike = find_alike(t);

	if (alike == NULL) {
		TR_TRY(ask(t, err));
	} else {
		t->path = alike->path;
		t->asked = alike->asked;
		memcpy(t->statuses, alike->statuses, sizeof(t->statuses));
		t->worst = alike->worst;
		t->certificates_seen = alike->certificates_seen;
		t->evidence_seen = alike->evidence_seen;
	}
	t->algorithms = tr_trial_judge_algorithms(t, t->context->options->as_of);
	t->current = current_of(t);
	return TRIEN_OK;
}
