/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alike.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki/certificate_parts.h"

static bool
is_same_text(struct tr_text a, struct tr_text b)
{
	return tr_bytes_equal(TR_BYTES(a.p, a.n), TR_BYTES(b.p, b.n));
}

static bool
is_same_name(const struct tr_name *a, const struct tr_name *b)
{
	return is_same_text(a->common_name, b->common_name) && is_same_text(a->organisation, b->organisation) &&
	       is_same_text(a->unit, b->unit) && is_same_text(a->country, b->country);
}

static bool
is_same_key(const struct tr_certificate *a, const struct tr_certificate *b)
{
	if (a->key == NULL || b->key == NULL)
		return a->key == b->key;
	return a->key_kind == b->key_kind && a->key_bits == b->key_bits && strcmp(a->key_name, b->key_name) == 0 &&
	       EVP_PKEY_eq(a->key, b->key) == 1;
}

static bool
is_same_seal(const struct tr_certificate *a, const struct tr_certificate *b)
{
	return tr_bytes_equal(a->seal.tbs, b->seal.tbs) && tr_bytes_equal(a->seal.value, b->seal.value) &&
	       a->seal.signature == b->seal.signature && a->seal.digest == b->seal.digest &&
	       strcmp(a->signature_name, b->signature_name) == 0;
}

static bool
is_same_usage(const struct tr_certificate *a, const struct tr_certificate *b)
{
	return a->has_key_usage == b->has_key_usage && a->key_usage == b->key_usage && a->has_extended_usage == b->has_extended_usage &&
	       a->extended_usage == b->extended_usage && a->extended_usage_critical == b->extended_usage_critical;
}

static bool
is_same_parts(const struct tr_certificate_parts *a, const struct tr_certificate_parts *b)
{
	return tr_bytes_equal(a->serial, b->serial) && tr_bytes_equal(a->issuer, b->issuer) && tr_bytes_equal(a->subject, b->subject) &&
	       tr_bytes_equal(a->spki, b->spki) && tr_bytes_equal(a->extensions, b->extensions);
}

/* The identifiers of keys, which only the reader of plain ones keeps. */
static bool
fits_key_ids(const struct tr_certificate *plain)
{
	X509 *x = tr_certificate_x509(plain);
	const ASN1_OCTET_STRING *own = x != NULL ? X509_get0_subject_key_id(x) : NULL, *above = x != NULL ? X509_get0_authority_key_id(x) : NULL;

	return x != NULL && X509_get0_authority_serial(x) == NULL && (own != NULL) == (plain->key_id.n > 0) &&
	       (above != NULL) == (plain->issuer_key_id.n > 0) &&
	       (own == NULL || tr_bytes_equal(plain->key_id, TR_BYTES(ASN1_STRING_get0_data(own), (size_t)ASN1_STRING_length(own)))) &&
	       (above == NULL ||
			       tr_bytes_equal(plain->issuer_key_id,
					       TR_BYTES(ASN1_STRING_get0_data(above), (size_t)ASN1_STRING_length(above))));
}

/* What a plain certificate may not be: OpenSSL would have to be asked about it. */
static bool
is_simple(const struct tr_certificate *plain)
{
	static const int complex[] = {NID_name_constraints, NID_policy_constraints, NID_policy_mappings, NID_inhibit_any_policy, NID_proxyCertInfo,
		NID_sbgp_ipAddrBlock, NID_sbgp_autonomousSysNum, NID_netscape_cert_type};
	X509 *x = tr_certificate_x509(plain);

	for (size_t i = 0; i < sizeof(complex) / sizeof(*complex); i++)
		if (X509_get_ext_by_NID(x, complex[i], -1) >= 0)
			return false;
	return X509_get_version(x) == X509_VERSION_3 && (X509_get_extension_flags(x) & (EXFLAG_CRITICAL | EXFLAG_INVALID | EXFLAG_PROXY)) == 0;
}

const char *
alike_difference(const struct tr_certificate *a, const struct tr_certificate *b)
{
	if (strcmp(a->serial, b->serial) != 0)
		return "serial";
	if (a->not_before != b->not_before || a->not_after != b->not_after)
		return "validity";
	if (!is_same_name(&a->subject, &b->subject) || !is_same_name(&a->issuer, &b->issuer) || a->self_issued != b->self_issued)
		return "names";
	if (!is_same_key(a, b))
		return "key";
	if (!is_same_seal(a, b))
		return "seal";
	if (!is_same_usage(a, b))
		return "usage";
	if (a->is_ca != b->is_ca || a->path_length != b->path_length)
		return "basicConstraints";
	if (a->ocsp_no_check != b->ocsp_no_check || a->lab != b->lab || a->extension_invalid != b->extension_invalid)
		return "extensions";
	return is_same_parts(&a->parts, &b->parts) ? NULL : "parts";
}

const char *
alike_read(struct tr_bytes der, bool *plain)
{
	struct tr_certificate *a = NULL, *b = NULL;
	trien_rc ra = tr_certificate_parse(der, &a, NULL), rb = tr_certificate_parse_usual(der, &b, NULL);
	const char *difference = ra != rb ? "whether it is one" : NULL;

	*plain = ra == TRIEN_OK && a->plain;
	if (difference == NULL && ra == TRIEN_OK)
		difference = alike_difference(a, b);
	if (difference == NULL && *plain && !is_simple(a))
		difference = "not simple";
	if (difference == NULL && *plain && !fits_key_ids(a))
		difference = "key identifiers";
	tr_certificate_free(a);
	tr_certificate_free(b);
	ERR_clear_error();
	return difference;
}
