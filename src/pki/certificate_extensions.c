/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The extensions that judging reads (RFC 5280 §4.2). Policies and name constraints are left to
 * OpenSSL's validation of the path.
 */
#include <openssl/x509v3.h>

#include "crypto/lab_mark.h"
#include "pki/certificate_parts.h"

/* RFC 5280 §4.2: "A certificate MUST NOT include more than one instance of a particular extension." */
static bool
has_doubled_extension(const X509 *x)
{
	int n = X509_get_ext_count(x);

	if (n > TR_CERTIFICATE_EXTENSIONS_MAX)
		return true;
	for (int i = 0; i < n; i++) {
		const ASN1_OBJECT *oid = X509_EXTENSION_get_object(X509_get_ext(x, i));
		if (X509_get_ext_by_OBJ(x, oid, i) >= 0)
			return true;
	}
	return false;
}

static unsigned
usage_of_openssl(uint32_t ku)
{
	static const struct {
		uint32_t theirs;
		unsigned ours;
	} rows[] = {
		{KU_DIGITAL_SIGNATURE, TR_USAGE_DIGITAL_SIGNATURE},
		{KU_NON_REPUDIATION, TR_USAGE_NON_REPUDIATION},
		{KU_KEY_ENCIPHERMENT, TR_USAGE_KEY_ENCIPHERMENT},
		{KU_DATA_ENCIPHERMENT, TR_USAGE_DATA_ENCIPHERMENT},
		{KU_KEY_AGREEMENT, TR_USAGE_KEY_AGREEMENT},
		{KU_KEY_CERT_SIGN, TR_USAGE_CERT_SIGN},
		{KU_CRL_SIGN, TR_USAGE_CRL_SIGN},
	};
	unsigned usage = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (ku & rows[i].theirs)
			usage |= rows[i].ours;
	return usage;
}

static struct tr_bytes
bytes_of(const ASN1_OBJECT *o)
{
	return TR_BYTES(OBJ_get0_data(o), OBJ_length(o));
}

static void
read_extended_usage(struct tr_certificate *c)
{
	int critical = -1;
	EXTENDED_KEY_USAGE *eku = X509_get_ext_d2i(c->x509, NID_ext_key_usage, &critical, NULL);

	if (eku == NULL) {
		/* -1: not there. -2 (doubled) and 0/1 (there, but not decodable) are broken. */
		if (critical != -1)
			c->extension_invalid = true;
		return;
	}
	c->has_extended_usage = true;
	c->extended_usage_critical = critical > 0;
	for (int i = 0; i < sk_ASN1_OBJECT_num(eku); i++)
		c->extended_usage |= tr_certificate_extended_usage_of(bytes_of(sk_ASN1_OBJECT_value(eku, i)));
	EXTENDED_KEY_USAGE_free(eku);
}

void
tr_certificate_read_extensions(struct tr_certificate *c)
{
	uint32_t flags = X509_get_extension_flags(c->x509);

	c->extension_invalid = (flags & EXFLAG_INVALID) != 0 || has_doubled_extension(c->x509);
	c->has_key_usage = (flags & EXFLAG_KUSAGE) != 0;
	if (c->has_key_usage)
		c->key_usage = usage_of_openssl(X509_get_key_usage(c->x509));
	c->is_ca = (flags & EXFLAG_BCONS) != 0 && (flags & EXFLAG_CA) != 0;
	c->path_length = X509_get_pathlen(c->x509);
	read_extended_usage(c);
	c->ocsp_no_check = X509_get_ext_by_NID(c->x509, NID_id_pkix_OCSP_noCheck, -1) >= 0;
	c->lab = tr_x509_is_lab(c->x509);
}
