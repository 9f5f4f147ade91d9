/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * RFC 5280 §6.1 for the chains that nearly all signatures have: plain certificates, with nobody asking for a policy. Of its steps there remain then
 *
 *   (a)(1) the signature     the search has verified each link with the key of the certificate behind it
 *   (a)(2) validity          judged apart, by tr_path_validity()
 *   (a)(3) revocation        judged apart
 *   (a)(4) the issuer's name here
 *   (b), (c) names           no plain certificate has name constraints
 *   (d)-(f), §6.1.5 (g)      without policyConstraints and without a policy asked for, explicit_policy never comes to 0: any tree will do
 *   §6.1.4 (k)-(n)           cA, the length of the path, keyCertSign: here
 *   (o), §6.1.5 (f)          no plain certificate has a critical extension that is not read
 *
 * It only ever says "valid". Where it does not, X509_verify_cert() is asked, whose word is final and whose reason is told: so it can
 * make a judgement cheaper and never milder, which tests/pki/test_path_plain.c holds it to, chain by chain.
 */
#include "pki/path_parts.h"

static bool
is_nothing_asked(const struct tr_path_policies *p)
{
	return p == NULL || (p->acceptable_count == 0 && !p->require_explicit && !p->inhibit_mapping && !p->inhibit_any);
}

/* §4.2.1.1, §6.1.3 (a)(4). */
static bool
is_issued_by(const struct tr_certificate *c, const struct tr_certificate *issuer)
{
	return tr_name_same(issuer->parts.subject, c->parts.issuer) &&
	       (c->issuer_key_id.n == 0 || issuer->key_id.n == 0 || tr_bytes_equal(c->issuer_key_id, issuer->key_id));
}

/* §6.1.4 (k), (m), (n); below: how many certificates between it and the signer are not self-issued. */
static bool
may_issue(const struct tr_certificate *c, int64_t below)
{
	return c->is_ca && (c->path_length < 0 || below <= c->path_length) &&
	       (!c->has_key_usage || (c->key_usage & TR_USAGE_CERT_SIGN) != 0);
}

/* The key of one of them, under the same name: OpenSSL could take it for the other's issuer, and come to another path. */
static bool
is_unlike_those_below(const struct tr_certificate *const *chain, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (tr_name_same(chain[k]->parts.subject, chain[i]->parts.subject))
			return false;
	return true;
}

bool
tr_path_is_plainly_valid(const struct tr_certificate *const *chain, size_t n, const struct tr_path_policies *policies)
{
	int64_t below = 0;

	if (n < 2 || !is_nothing_asked(policies))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct tr_certificate *c = chain[i];
		if (!c->plain || c->extension_invalid || !is_unlike_those_below(chain, i) || (i > 0 && !may_issue(c, below)) ||
				(i + 1 < n && !is_issued_by(c, chain[i + 1])))
			return false;
		below += i > 0 && !c->self_issued;
	}
	return true;
}
