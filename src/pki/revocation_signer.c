/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who signed a list or an answer, and whether he might: RFC 5280 §6.3.3 (f), (g); RFC 6960 §4.2.2.2. The issuer himself is on the
 * path, and judged with it; anybody else needs a path of his own to the same anchor, and a status.
 */
#include <openssl/x509.h>

#include "pki/path_parts.h"
#include "pki/revocation_parts.h"

static bool
is_same(const struct tr_certificate *a, const struct tr_certificate *b)
{
	return memcmp(a->sha256, b->sha256, sizeof(a->sha256)) == 0;
}

static bool
is_above(const struct tr_inquiry *q, const struct tr_certificate *c)
{
	for (size_t i = 0; i < q->above_count; i++)
		if (is_same(q->above[i], c))
			return true;
	return false;
}

static const struct tr_algorithms *
policy_of(const struct tr_inquiry *q)
{
	return q->request->algorithms != NULL ? q->request->algorithms : tr_algorithms_default();
}

trien_rc
tr_inquiry_verify(struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_certificate *signer,
		bool *good, struct trien_err *err)
{
	const struct tr_signed *seal = item->crl != NULL ? &item->crl->seal : &item->ocsp->seal;
	struct tr_algorithm_use use = {.digest = seal->digest != NULL ? seal->digest->name : NULL, .bits = signer->key_bits};

	*good = false;
	if (seal->signature == NULL || !tr_path_key_is_usable(signer)) {
		tr_inquiry_refuse(q, TR_WHY_ALGORITHM);
		return TRIEN_OK;
	}
	use.scheme = seal->signature->scheme;
	++*q->verified;
	TR_TRY(tr_evidence_verify(item, signer, good, err));
	if (!*good) {
		tr_inquiry_refuse(q, TR_WHY_SIGNATURE_WRONG);
	} else if (tr_algorithms_judge(policy_of(q), &use, q->request->as_of).finding != TR_ALGORITHM_ACCEPTED) {
		tr_inquiry_refuse(q, TR_WHY_ALGORITHM);
		*good = false;
	}
	return TRIEN_OK;
}

/*
 * Every certificate of the signer's path that the question's own path does not have must be known to be good. A list may
 * speak of its own signer, who is then what the list says he is: NIST PKITS 4.14.30.
 */
static trien_rc
has_good_status(struct tr_inquiry *q, const struct tr_certificate *const *chain, size_t n, bool *good,
		struct trien_err *err)
{
	struct tr_revocation r;

	*good = true;
	for (size_t i = 0; *good && i + 1 < n; i++) {
		bool speaks_of_itself = q->certificate->has_key_usage && is_same(q->certificate, chain[i]) &&
					(q->certificate->key_usage & TR_USAGE_CRL_SIGN) != 0;
		if (is_above(q, chain[i]) || speaks_of_itself || (i == 0 && chain[0]->ocsp_no_check && (chain[0]->extended_usage & TR_EKU_OCSP) != 0))
			continue;
		TR_TRY(tr_inquiry_nested(q, chain[i], &chain[i + 1], n - i - 1, &r, err));
		*good = r.status == TR_STATUS_GOOD;
	}
	return TRIEN_OK;
}

/* Valid when it signed is a must; no longer valid as of the time asked is told. */
static bool
was_valid(struct tr_inquiry *q, const struct tr_certificate *const *chain, size_t n, int64_t made_at, bool *expired)
{
	if (tr_path_validity(chain, n, made_at).reason != TR_PATH_OK)
		return false;
	*expired = tr_path_validity(chain, n, q->request->as_of).reason == TR_PATH_AFTER_VALIDITY;
	return true;
}

/* ---- lists ---- */

/* The issuer, or another certificate by its name and key: first those of the path, then pool and anchors. */
static const struct tr_certificate *
candidate(const struct tr_inquiry *q, size_t i)
{
	const struct tr_revocation_request *r = q->request;
	size_t pool = r->pool != NULL ? tr_pool_count(r->pool) : 0;

	if (i < q->above_count)
		return q->above[i];
	i -= q->above_count;
	if (i < pool)
		return tr_pool_peek(r->pool, i);
	return r->trust != NULL ? tr_trust_peek(r->trust, i - pool) : NULL;
}

/* A path of its own to the same anchor (§6.3.3 (f)). */
static trien_rc
judge_foreign(struct tr_inquiry *q, const struct tr_certificate *c, int64_t made_at, struct tr_inquiry_signer *out,
		struct trien_err *err)
{
	const struct tr_path_request r = {.signer = c, .pool = q->request->pool, .trust = q->request->trust, .as_of = made_at,
			.use = TR_PATH_FOR_ANY, .algorithms = policy_of(q)};
	struct tr_inquiry_signer found = {.certificate = c};
	struct tr_path path;
	bool good;

	TR_TRY(tr_path_judge(&r, &path, err));
	if (path.finding != TR_PATH_PASSED || !is_same(path.chain[path.chain_count - 1], q->above[q->above_count - 1]) ||
			!was_valid(q, path.chain, path.chain_count, made_at, &found.expired)) {
		tr_inquiry_refuse(q, TR_WHY_SIGNER_PATH);
		return TRIEN_OK;
	}
	TR_TRY(has_good_status(q, path.chain, path.chain_count, &good, err));
	if (!good)
		tr_inquiry_refuse(q, TR_WHY_SIGNER_STATUS);
	else
		*out = found;
	return TRIEN_OK;
}

static trien_rc
try_crl_signer(struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_certificate *c, bool on_path,
		struct tr_inquiry_signer *out, struct trien_err *err)
{
	struct tr_inquiry_signer found = {.certificate = c};
	int64_t made_at = item->crl->this_update;
	bool good;

	/* An anchor of X.509 version 1, and others without the extension, are not restricted (§4.2.1.3). */
	if (c->has_key_usage && (c->key_usage & TR_USAGE_CRL_SIGN) == 0) {
		tr_inquiry_refuse(q, TR_WHY_SIGNER_NOT_PERMITTED);
		return TRIEN_OK;
	}
	TR_TRY(tr_inquiry_verify(q, item, c, &good, err));
	if (!good)
		return TRIEN_OK;
	if (!on_path)
		return judge_foreign(q, c, made_at, out, err);
	if (!was_valid(q, &c, 1, made_at, &found.expired))
		tr_inquiry_refuse(q, TR_WHY_SIGNER_PATH);
	else
		*out = found;
	return TRIEN_OK;
}

trien_rc
tr_inquiry_crl_signer(struct tr_inquiry *q, const struct tr_evidence_item *item, struct tr_inquiry_signer *out,
		struct trien_err *err)
{
	const struct tr_certificate *c;

	*out = (struct tr_inquiry_signer){0};
	tr_inquiry_refuse(q, TR_WHY_SIGNER_UNKNOWN);
	for (size_t i = 0; out->certificate == NULL && (c = candidate(q, i)) != NULL; i++)
		if ((i < q->above_count || !is_above(q, c)) && *q->verified < TR_REVOCATION_VERIFY_MAX &&
				tr_crl_is_from(item->crl, c))
			TR_TRY(try_crl_signer(q, item, c, i < q->above_count, out, err));
	return TRIEN_OK;
}

/* ---- answers ---- */

/* RFC 6960 §4.2.2.2: issued directly by the authority that is asked about, for this purpose. */
static trien_rc
judge_delegate(struct tr_inquiry *q, const struct tr_certificate *c, int64_t made_at, struct tr_inquiry_signer *out,
		struct trien_err *err)
{
	const struct tr_certificate *chain[TR_PATH_DEPTH_MAX + 1] = {c};
	struct tr_inquiry_signer found = {.certificate = c};
	struct tr_path_question question = {.chain = chain, .count = q->above_count + 1, .use = TR_PATH_FOR_OCSP,
			.as_of = q->request->as_of, .algorithms = policy_of(q)};
	bool good;

	for (size_t i = 0; i < q->above_count; i++)
		chain[i + 1] = q->above[i];
	struct tr_path_answer v = tr_path_constraints(&question);
	if (v.reason == TR_PATH_OK)
		TR_TRY(tr_path_validate(chain, question.count, TR_PATH_LINKS_UNKNOWN, NULL, &v, err));
	if (v.reason != TR_PATH_OK) {
		tr_inquiry_refuse(q, v.reason == TR_PATH_SIGNER_EXTENDED_USAGE ? TR_WHY_SIGNER_NOT_PERMITTED
									       : TR_WHY_SIGNER_PATH);
		return TRIEN_OK;
	}
	if (!was_valid(q, chain, 1, made_at, &found.expired)) {
		tr_inquiry_refuse(q, TR_WHY_SIGNER_PATH);
		return TRIEN_OK;
	}
	TR_TRY(has_good_status(q, chain, question.count, &good, err));
	if (!good)
		tr_inquiry_refuse(q, TR_WHY_SIGNER_STATUS);
	else
		*out = found;
	return TRIEN_OK;
}

static trien_rc
try_ocsp_signer(struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_certificate *c,
		struct tr_inquiry_signer *out, struct trien_err *err)
{
	struct tr_inquiry_signer found = {.certificate = c};
	int64_t made_at = item->ocsp->produced_at;
	bool good;

	if (*q->verified >= TR_REVOCATION_VERIFY_MAX || !tr_ocsp_is_from(item->ocsp, c))
		return TRIEN_OK;
	TR_TRY(tr_inquiry_verify(q, item, c, &good, err));
	if (!good)
		return TRIEN_OK;
	if (is_same(c, q->issuer)) {
		if (!was_valid(q, &c, 1, made_at, &found.expired))
			tr_inquiry_refuse(q, TR_WHY_SIGNER_PATH);
		else
			*out = found;
		return TRIEN_OK;
	}
	/* Not issued by the authority itself, whatever the path: it has no say (§4.2.2.2). */
	if (!tr_name_same(c->parts.issuer, q->issuer->parts.subject)) {
		tr_inquiry_refuse(q, TR_WHY_SIGNER_NOT_PERMITTED);
		return TRIEN_OK;
	}
	return judge_delegate(q, c, made_at, out, err);
}

trien_rc
tr_inquiry_ocsp_signer(struct tr_inquiry *q, const struct tr_evidence_item *item, struct tr_inquiry_signer *out,
		struct trien_err *err)
{
	const struct tr_certificate *c;

	*out = (struct tr_inquiry_signer){0};
	tr_inquiry_refuse(q, TR_WHY_SIGNER_UNKNOWN);
	TR_TRY(try_ocsp_signer(q, item, q->issuer, out, err));
	for (size_t i = 0; out->certificate == NULL && (c = tr_evidence_certificate(item, i)) != NULL; i++)
		TR_TRY(try_ocsp_signer(q, item, c, out, err));
	for (size_t i = q->above_count; out->certificate == NULL && (c = candidate(q, i)) != NULL; i++)
		if (!is_same(c, q->issuer))
			TR_TRY(try_ocsp_signer(q, item, c, out, err));
	return TRIEN_OK;
}
