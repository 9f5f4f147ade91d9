/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What we ask of a chain beyond RFC 5280 §6.1, or more strictly than OpenSSL does: CA flag without
 * exceptions for old certificates, the leaf's usage, keys and digests, validity with both ends.
 */
#include <openssl/x509.h>

#include "pki/path_parts.h"

static bool
is_rsa(const struct tr_certificate *c)
{
	return c->key_kind == TR_KEY_RSA || c->key_kind == TR_KEY_RSA_PSS_ONLY;
}

bool
tr_path_key_is_usable(const struct tr_certificate *c)
{
	return (is_rsa(c) && c->key_bits <= TR_PATH_RSA_BITS_MAX) || c->key_kind == TR_KEY_EC;
}

/* The best scheme that a key can be used with. */
static enum tr_key_scheme
scheme_of_key(const struct tr_certificate *c)
{
	return c->key_kind == TR_KEY_EC ? TR_KEY_ECDSA : TR_KEY_RSA_PSS;
}

static enum tr_path_reason
reason_of(enum tr_algorithm_finding f)
{
	switch (f) {
	case TR_ALGORITHM_ACCEPTED:
		return TR_PATH_OK;
	case TR_ALGORITHM_DIGEST_NOT_ACCEPTED:
		return TR_PATH_DIGEST_WEAK;
	case TR_ALGORITHM_KEY_TOO_SMALL:
		return TR_PATH_KEY_TOO_SMALL;
	case TR_ALGORITHM_KEY_NOT_ACCEPTED:
		break;
	}
	return TR_PATH_KEY_KIND;
}

/* What has nothing to do with a policy: keys that we do not verify with at all. */
static enum tr_path_reason
judge_kind(const struct tr_certificate *c)
{
	if (c->key_kind == TR_KEY_OTHER)
		return TR_PATH_KEY_KIND;
	if (is_rsa(c) && c->key_bits > TR_PATH_RSA_BITS_MAX)
		return TR_PATH_KEY_TOO_LARGE;
	return TR_PATH_OK;
}

/*
 * RFC 5280 §6.1.4 (k), (n). An anchor of X.509 version 1 cannot carry the flag; being put
 * among the anchors is its authority (§6.1.1 (d): an anchor is a name and a key).
 */
static enum tr_path_reason
judge_issuer(const struct tr_certificate *c, bool is_anchor)
{
	if (is_anchor && c->self_issued && !c->plain && X509_get_version(c->x509) < X509_VERSION_3)
		return TR_PATH_OK;
	if (!c->is_ca)
		return TR_PATH_NOT_A_CA;
	if (c->has_key_usage && (c->key_usage & TR_USAGE_CERT_SIGN) == 0)
		return TR_PATH_CA_KEY_USAGE;
	return TR_PATH_OK;
}

/*
 * A certificate without the extension is not restricted (RFC 5280 §4.2.1.3). A key whose extended
 * usage knows only time stamps or OCSP is kept for that (RFC 3161 §2.3, RFC 6960 §4.2.2.2): what it
 * signed is no document. A critical list is binding (RFC 5280 §4.2.1.12): it has to name a purpose for which people
 * sign, which before RFC 9336 was mail. One that is not critical is taken for information, as viewers do (docs/judgement.md).
 */
enum tr_path_reason
tr_path_judge_signer(const struct tr_certificate *c, enum tr_path_use use)
{
	const unsigned signing = TR_USAGE_DIGITAL_SIGNATURE | TR_USAGE_NON_REPUDIATION;
	unsigned eku = c->has_extended_usage ? c->extended_usage : 0;

	if (use == TR_PATH_FOR_ANY)
		return TR_PATH_OK;
	if (c->has_key_usage && (c->key_usage & signing) == 0)
		return TR_PATH_SIGNER_KEY_USAGE;
	switch (use) {
	case TR_PATH_FOR_TIME_STAMP:
		return eku == TR_EKU_TIME_STAMP && c->extended_usage_critical ? TR_PATH_OK
									      : TR_PATH_SIGNER_EXTENDED_USAGE;
	case TR_PATH_FOR_OCSP:
		return (eku & TR_EKU_OCSP) != 0 ? TR_PATH_OK : TR_PATH_SIGNER_EXTENDED_USAGE;
	default:
		if (c->has_extended_usage && c->extended_usage_critical && (eku & (TR_EKU_ANY | TR_EKU_EMAIL | TR_EKU_DOCUMENT)) == 0)
			return TR_PATH_SIGNER_EXTENDED_USAGE;
		return eku != 0 && (eku & ~(unsigned)(TR_EKU_TIME_STAMP | TR_EKU_OCSP)) == 0
			       ? TR_PATH_SIGNER_EXTENDED_USAGE
			       : TR_PATH_OK;
	}
}

/* What the signer then did with his key is another use of algorithms, judged with what he signed. */
static enum tr_path_reason
judge_key(const struct tr_path_question *q, size_t i)
{
	const struct tr_certificate *c = q->chain[i];
	struct tr_algorithm_use use = {.scheme = scheme_of_key(c), .bits = c->key_bits};
	enum tr_path_reason r = judge_kind(c);

	return r != TR_PATH_OK ? r : reason_of(tr_algorithms_judge_key(q->algorithms, &use, q->as_of).finding);
}

/* How a certificate was signed. An anchor's own signature is not judged: nobody relies on it. */
static enum tr_path_reason
judge_seal(const struct tr_path_question *q, size_t i)
{
	const struct tr_signed *seal = &q->chain[i]->seal;

	if (i + 1 == q->count)
		return TR_PATH_OK;
	if (seal->value.n == 0)
		return TR_PATH_SIGNATURE_WRONG;
	if (seal->signature == NULL)
		return TR_PATH_DIGEST_WEAK;
	struct tr_algorithm_use use = {.digest = seal->digest != NULL ? seal->digest->name : NULL,
			.scheme = seal->signature->scheme, .bits = q->chain[i + 1]->key_bits};
	return reason_of(tr_algorithms_judge(q->algorithms, &use, q->as_of).finding);
}

struct tr_path_answer
tr_path_constraints(const struct tr_path_question *q)
{
	enum tr_path_reason r;

	for (size_t i = 0; i < q->count; i++)
		if ((r = judge_key(q, i)) != TR_PATH_OK)
			return (struct tr_path_answer){r, i};
	for (size_t i = 0; i < q->count; i++)
		if ((r = judge_seal(q, i)) != TR_PATH_OK)
			return (struct tr_path_answer){r, i};
	for (size_t i = 0; i < q->count; i++)
		if (q->chain[i]->extension_invalid)
			return (struct tr_path_answer){TR_PATH_EXTENSION_INVALID, i};
	for (size_t i = 1; i < q->count; i++)
		if ((r = judge_issuer(q->chain[i], i + 1 == q->count)) != TR_PATH_OK)
			return (struct tr_path_answer){r, i};
	return (struct tr_path_answer){tr_path_judge_signer(q->chain[0], q->use), 0};
}

struct tr_path_answer
tr_path_validity(const struct tr_certificate *const *chain, size_t n, int64_t as_of)
{
	for (size_t i = 0; i < n; i++) {
		if (as_of < chain[i]->not_before)
			return (struct tr_path_answer){TR_PATH_BEFORE_VALIDITY, i};
		if (as_of > chain[i]->not_after)
			return (struct tr_path_answer){TR_PATH_AFTER_VALIDITY, i};
	}
	return (struct tr_path_answer){TR_PATH_OK, 0};
}
