/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The search from the signer to an anchor (RFC 4158): issuers by name and key identifier, among the
 * anchors first; every complete path is judged, the best finding stays. A certificate that an
 * attacker added can thus never spoil a path that is good without it. Does not look at revocation.
 */
#include "pki/path.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki/path_parts.h"

#define FAR 0xff

struct search {
	const struct tr_path_request *request;
	const struct tr_certificate *chain[TR_PATH_DEPTH_MAX];
	/* Of each certificate of the pool, how many issuers are between it and an anchor, by names alone; NULL: it is not asked. */
	const uint8_t *steps;
	size_t candidates, verified;
	struct tr_path best;
	bool have_best;
};

static bool
is_done(const struct search *s)
{
	return (s->have_best && s->best.finding == TR_PATH_PASSED) || s->best.search_cut;
}

/*
 * A complete path beats an incomplete one; then the milder finding wins; then, among incomplete
 * ones, the longer.
 */
static bool
is_better(const struct search *s, enum tr_path_finding finding, size_t n, bool anchored)
{
	if (!s->have_best || s->best.anchored != anchored)
		return !s->have_best || anchored;
	if (!anchored) /* a wrong signature on the way tells more than a missing issuer */
		return finding != s->best.finding ? finding > s->best.finding : n > s->best.chain_count;
	return finding < s->best.finding;
}

static void
keep(struct search *s, size_t n, struct tr_path_answer v, bool anchored)
{
	struct tr_path *b = &s->best;

	if (!is_better(s, tr_path_finding_of(v.reason), n, anchored))
		return;
	s->have_best = true;
	b->finding = tr_path_finding_of(v.reason);
	b->reason = v.reason;
	b->culprit = v.culprit;
	b->anchored = anchored;
	b->chain_count = n;
	b->lab = false;
	for (size_t i = 0; i < n; i++) {
		b->chain[i] = s->chain[i];
		b->lab = b->lab || s->chain[i]->lab;
	}
}

/* A path from the signer to an anchor is there: constraints, then RFC 5280, then the clock. */
static trien_rc
judge_complete(struct search *s, size_t n, struct trien_err *err)
{
	const struct tr_path_question q = {.chain = s->chain, .count = n, .use = s->request->use,
			.as_of = s->request->as_of,
			.algorithms = s->request->algorithms ? s->request->algorithms : tr_algorithms_default()};
	struct tr_path_answer v = tr_path_constraints(&q);

	if (v.reason == TR_PATH_OK)
		TR_TRY(tr_path_validate(s->chain, n, TR_PATH_LINKS_VERIFIED, s->request->policies, &v, err));
	if (v.reason == TR_PATH_OK)
		v = tr_path_validity(s->chain, n, s->request->as_of);
	keep(s, n, v, true);
	if (++s->candidates >= TR_PATH_CANDIDATES_MAX && s->best.finding != TR_PATH_PASSED)
		s->best.search_cut = true;
	return TRIEN_OK;
}

/*
 * The same authority twice, under one name with one key, leads in a circle: whatever issued the second certificate could have issued to the first
 * one's child (RFC 4158 §2.4.2).
 */
static bool
is_on_chain(const struct search *s, size_t n, const struct tr_certificate *c)
{
	for (size_t i = 0; i < n; i++)
		if (tr_bytes_equal(s->chain[i]->parts.spki, c->parts.spki) && tr_name_same(s->chain[i]->parts.subject, c->parts.subject))
			return true;
	return false;
}

/* Where one of them is not plain: its name may be of any form, and it may name the issuer's certificate by more than a key's identifier. */
static bool
is_named_issuer_of_any(const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	X509 *above = tr_certificate_x509(issuer), *x = tr_certificate_x509(child);

	if (above == NULL || x == NULL || X509_NAME_cmp(X509_get_subject_name(above), X509_get_issuer_name(x)) != 0)
		return false;
	AUTHORITY_KEYID *akid = X509_get_ext_d2i(x, NID_authority_key_identifier, NULL, NULL);
	bool fits = akid == NULL || X509_check_akid(above, akid) == X509_V_OK;
	AUTHORITY_KEYID_free(akid);
	return fits;
}

/* By name (RFC 5280 §7.1) and by what the child says of its issuer's key (§4.2.1.1). */
static bool
is_named_issuer(const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	if (!issuer->plain || !child->plain)
		return is_named_issuer_of_any(issuer, child);
	if (!tr_name_same(issuer->parts.subject, child->parts.issuer))
		return false;
	return issuer->key_id.n == 0 || child->issuer_key_id.n == 0 || tr_bytes_equal(issuer->key_id, child->issuer_key_id);
}

/* What is not plain may be signed in a way that only OpenSSL knows, or have another algorithm outside than inside. */
static bool
fits_value(const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	bool fits = false;

	if (child->plain)
		return tr_signed_verify(&child->seal, issuer->verifier, &fits, NULL) == TRIEN_OK && fits;
	X509 *x = tr_certificate_x509(child);
	fits = x != NULL && X509_verify(x, issuer->key) == 1;
	ERR_clear_error();
	return fits;
}

/* With a key that is never verified with, the constraints refuse the path; its signature need not be known. */
static bool
has_signed(struct search *s, const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	const struct tr_pool *pool = s->request->pool;

	if (pool != NULL && tr_pool_has_link(pool, issuer, child))
		return true;
	s->verified++; /* counts also what is passed over here: it bounds the whole search */
	if (!tr_path_key_is_usable(issuer))
		return true;
	bool good = fits_value(issuer, child);
	if (good && pool != NULL)
		tr_pool_keep_link(pool, issuer, child);
	return good;
}

/* Puts an issuer on the chain behind its n certificates where it is one. */
static bool
try_issuer(struct search *s, size_t n, const struct tr_certificate *c, bool *issuer_seen)
{
	if (is_on_chain(s, n, c) || !is_named_issuer(c, s->chain[n - 1]))
		return false;
	if (s->verified >= TR_PATH_VERIFY_MAX) {
		s->best.search_cut = true;
		return false;
	}
	*issuer_seen = true;
	s->chain[n] = c;
	if (has_signed(s, c, s->chain[n - 1]))
		return true;
	keep(s, n + 1, (struct tr_path_answer){TR_PATH_SIGNATURE_WRONG, n - 1}, false);
	return false;
}

static trien_rc extend(struct search *s, size_t n, struct trien_err *err);

/* Those of the pool that are as many steps from an anchor; all of them where the steps are not known. */
static trien_rc
try_pool(struct search *s, size_t n, uint8_t steps, bool *issuer_seen, struct trien_err *err)
{
	const struct tr_certificate *c;

	for (size_t i = 0; !is_done(s); i++) {
		if ((c = tr_pool_peek(s->request->pool, i)) == NULL)
			break;
		if ((s->steps == NULL || s->steps[i] == steps) && try_issuer(s, n, c, issuer_seen))
			TR_TRY(extend(s, n + 1, err));
	}
	return TRIEN_OK;
}

/* Issuers of the last certificate: anchors first, then what came with the document, the nearest to an anchor first. */
static trien_rc
try_issuers(struct search *s, size_t n, bool *issuer_seen, struct trien_err *err)
{
	const struct tr_certificate *c;

	for (size_t i = 0; s->request->trust != NULL && !is_done(s); i++) {
		if ((c = tr_trust_peek(s->request->trust, i)) == NULL)
			break;
		if (try_issuer(s, n, c, issuer_seen))
			TR_TRY(extend(s, n + 1, err));
	}
	if (s->request->pool == NULL)
		return TRIEN_OK;
	if (s->steps == NULL)
		return try_pool(s, n, 0, issuer_seen, err);
	for (uint8_t steps = 0; steps < TR_PATH_DEPTH_MAX; steps++)
		TR_TRY(try_pool(s, n, steps, issuer_seen, err));
	return TRIEN_OK;
}

/* Recursion is as deep as the chain: TR_PATH_DEPTH_MAX at most. */
static trien_rc
extend(struct search *s, size_t n, struct trien_err *err)
{
	const struct tr_certificate *last = s->chain[n - 1];
	bool issuer_seen = false;

	if (s->request->trust != NULL && tr_trust_find(s->request->trust, last->sha256) != NULL) {
		TR_TRY(judge_complete(s, n, err));
		if (is_done(s))
			return TRIEN_OK;
	}
	if (n == TR_PATH_DEPTH_MAX) {
		keep(s, n, (struct tr_path_answer){TR_PATH_TOO_DEEP, n - 1}, false);
		return TRIEN_OK;
	}
	TR_TRY(try_issuers(s, n, &issuer_seen, err));
	if (!issuer_seen)
		keep(s, n, (struct tr_path_answer){last->self_issued ? TR_PATH_NOT_TRUSTED : TR_PATH_NO_ISSUER, n - 1},
				false);
	return TRIEN_OK;
}

/* ---- the second search ---- */

static bool
is_issued_by_anchor(const struct tr_trust *trust, const struct tr_certificate *c)
{
	const struct tr_certificate *anchor;

	for (size_t i = 0; (anchor = tr_trust_peek(trust, i)) != NULL; i++)
		if (is_named_issuer(anchor, c))
			return true;
	return false;
}

static bool
is_issued_at(const struct tr_pool *pool, const uint8_t *steps, uint8_t at, const struct tr_certificate *c)
{
	for (size_t i = 0; i < tr_pool_count(pool); i++)
		if (steps[i] == at && is_named_issuer(tr_pool_peek(pool, i), c))
			return true;
	return false;
}

/* 0: an anchor issued it; 1: one that an anchor issued to; ... FAR: no way to an anchor that is short enough. */
static void
count_steps(const struct tr_path_request *r, uint8_t steps[TR_POOL_COUNT_MAX])
{
	const size_t n = tr_pool_count(r->pool);
	bool more = true;

	for (size_t i = 0; i < n; i++)
		steps[i] = is_issued_by_anchor(r->trust, tr_pool_peek(r->pool, i)) ? 0 : FAR;
	for (uint8_t at = 0; more && at + 1u < TR_PATH_DEPTH_MAX; at++) {
		more = false;
		for (size_t i = 0; i < n; i++)
			if (steps[i] == FAR && is_issued_at(r->pool, steps, at, tr_pool_peek(r->pool, i))) {
				steps[i] = (uint8_t)(at + 1);
				more = true;
			}
	}
}

/*
 * A cap ended the search: among many certificates that lead nowhere, or in circles, the good ones may have come last. So once more, those
 * first that are near an anchor.
 */
static trien_rc
search_again(struct search *s, struct trien_err *err)
{
	uint8_t steps[TR_POOL_COUNT_MAX];

	count_steps(s->request, steps);
	s->steps = steps;
	s->candidates = s->verified = 0;
	s->best.search_cut = false;
	trien_rc rc = extend(s, 1, err);
	s->steps = NULL;
	return rc;
}

trien_rc
tr_path_judge(const struct tr_path_request *request, struct tr_path *out, struct trien_err *err)
{
	struct search s = {.request = request, .chain = {request->signer}};

	TR_TRY(extend(&s, 1, err));
	if (s.best.search_cut && request->trust != NULL && request->pool != NULL)
		TR_TRY(search_again(&s, err));
	/* The search may have been cut before anything was found. */
	if (!s.have_best)
		keep(&s, 1, (struct tr_path_answer){TR_PATH_NO_ISSUER, 0}, false);
	*out = s.best;
	return TRIEN_OK;
}
