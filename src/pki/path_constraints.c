/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What we ask of a chain beyond RFC 5280 §6.1, or more strictly than OpenSSL does: CA flag without
 * exceptions for old certificates, the leaf's usage, keys and digests, validity with both ends.
 */
#include <openssl/objects.h>
#include <openssl/x509.h>

#include "pki/path_parts.h"

/* Security bits of a digest below which nothing is accepted: SHA-224 has 112 (NIST SP 800-57 part 1, table 3). */
#define DIGEST_BITS_MIN 112u

static bool
is_digest_weak(const struct tr_certificate *c)
{
	switch (c->signature_digest) {
	case NID_md2:
	case NID_md4:
	case NID_md5:
	case NID_md5_sha1:
	case NID_sha1:
	case NID_ripemd160:
		return true;
	default:
		return c->signature_bits < DIGEST_BITS_MIN;
	}
}

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

static enum tr_path_reason
judge_key(const struct tr_certificate *c)
{
	if (c->key_kind == TR_KEY_OTHER)
		return TR_PATH_KEY_KIND;
	if (is_rsa(c) && c->key_bits > TR_PATH_RSA_BITS_MAX)
		return TR_PATH_KEY_TOO_LARGE;
	if (c->key_bits < (is_rsa(c) ? TR_PATH_RSA_BITS_MIN : TR_PATH_EC_BITS_MIN))
		return TR_PATH_KEY_TOO_SMALL;
	return TR_PATH_OK;
}

/*
 * RFC 5280 §6.1.4 (k), (n). An anchor of X.509 version 1 cannot carry the flag; being put
 * among the anchors is its authority (§6.1.1 (d): an anchor is a name and a key).
 */
static enum tr_path_reason
judge_issuer(const struct tr_certificate *c, bool is_anchor)
{
	if (is_anchor && c->self_issued && X509_get_version(c->x509) < X509_VERSION_3)
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
 * signed is no document.
 */
static enum tr_path_reason
judge_signer(const struct tr_certificate *c, enum tr_path_use use)
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
		return eku != 0 && (eku & ~(unsigned)(TR_EKU_TIME_STAMP | TR_EKU_OCSP)) == 0
			       ? TR_PATH_SIGNER_EXTENDED_USAGE
			       : TR_PATH_OK;
	}
}

/* The anchor's own signature is not judged: nobody relies on it. */
static enum tr_path_reason
judge_crypto(const struct tr_certificate *c, bool is_anchor)
{
	enum tr_path_reason key = judge_key(c);

	if (key != TR_PATH_OK)
		return key;
	return !is_anchor && is_digest_weak(c) ? TR_PATH_DIGEST_WEAK : TR_PATH_OK;
}

struct tr_path_verdict
tr_path_constraints(const struct tr_certificate *const *chain, size_t n, enum tr_path_use use)
{
	enum tr_path_reason r;

	for (size_t i = 0; i < n; i++)
		if ((r = judge_crypto(chain[i], i + 1 == n)) != TR_PATH_OK)
			return (struct tr_path_verdict){r, i};
	for (size_t i = 0; i < n; i++)
		if (chain[i]->extension_invalid)
			return (struct tr_path_verdict){TR_PATH_EXTENSION_INVALID, i};
	for (size_t i = 1; i < n; i++)
		if ((r = judge_issuer(chain[i], i + 1 == n)) != TR_PATH_OK)
			return (struct tr_path_verdict){r, i};
	return (struct tr_path_verdict){judge_signer(chain[0], use), 0};
}

struct tr_path_verdict
tr_path_validity(const struct tr_certificate *const *chain, size_t n, int64_t as_of)
{
	for (size_t i = 0; i < n; i++) {
		if (as_of < chain[i]->not_before)
			return (struct tr_path_verdict){TR_PATH_BEFORE_VALIDITY, i};
		if (as_of > chain[i]->not_after)
			return (struct tr_path_verdict){TR_PATH_AFTER_VALIDITY, i};
	}
	return (struct tr_path_verdict){TR_PATH_OK, 0};
}
