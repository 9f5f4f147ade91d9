/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading one list (RFC 5280 §5.1, §5.2). Its signature, its scope and its age are judged by others. */
#include "pki/crl.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

#include "base/errors/pki.h"
#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "pki/crl_parts.h"
#include "pki/extension.h"

#define OID_ISSUER_ALTERNATIVE "\x55\x1d\x12"
#define OID_NUMBER "\x55\x1d\x14"
#define OID_DELTA "\x55\x1d\x1b"
#define OID_POINT "\x55\x1d\x1c"
#define OID_KEY_ID "\x55\x1d\x23"
#define OID_FRESHEST "\x55\x1d\x2e"
#define OID_EXPIRED "\x55\x1d\x3c"
#define OID_ACCESS "\x2b\x06\x01\x05\x05\x07\x01\x01"

static trien_rc
malformed(const struct tr_crl *c, const uint8_t *at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PKI_CRL_MALFORMED, TR_S("what", what), TR_U("offset", (size_t)(at - c->der.p)));
}

/* ---- extensions ---- */

unsigned
tr_crl_reason_bits(const ASN1_BIT_STRING *flags)
{
	unsigned bits = 0;

	if (flags == NULL)
		return TR_REASONS_ALL;
	for (int i = 1; i <= 8; i++)
		bits |= ASN1_BIT_STRING_get_bit(flags, i) ? 1u << i : 0;
	return bits;
}

/* issuingDistributionPoint, §5.2.5. */
static bool
read_point(struct tr_crl *c, struct tr_bytes value)
{
	const unsigned char *p = value.p, *name = c->issuer.p;

	if (c->issuer_name == NULL && (c->issuer_name = d2i_X509_NAME(NULL, &name, (long)c->issuer.n)) == NULL)
		return false;
	ISSUING_DIST_POINT *d = value.n <= TR_CRL_POINT_MAX ? d2i_ISSUING_DIST_POINT(NULL, &p, (long)value.n) : NULL;

	ISSUING_DIST_POINT_free(c->point);
	c->point = d;
	/* A name relative to the issuer becomes a whole one. */
	bool ok = d != NULL && p == value.p + value.n &&
		  (d->distpoint == NULL || DIST_POINT_set_dpname(d->distpoint, c->issuer_name) == 1);
	ERR_clear_error();
	if (!ok)
		return false;
	c->point_der = value;
	c->only_user = d->onlyuser > 0;
	c->only_ca = d->onlyCA > 0;
	c->only_attribute = d->onlyattr > 0;
	c->is_indirect = d->indirectCRL > 0;
	c->reasons = tr_crl_reason_bits(d->onlysomereasons);
	c->has_distribution_point = d->distpoint != NULL;
	return true;
}

static bool
read_key_id(struct tr_crl *c, struct tr_bytes value)
{
	struct tr_der all, e;

	if (!tr_der_only(value, TR_DER_SEQUENCE, &all))
		return false;
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT_PRIMITIVE(0), &e))
		c->key_id = e.value;
	return true;
}

static bool
read_number(struct tr_bytes value, struct tr_bytes *out)
{
	struct tr_der e;

	if (!tr_der_only(value, TR_DER_INTEGER, &e) || e.value.n == 0 || (e.value.p[0] & 0x80) != 0)
		return false;
	*out = e.value;
	return true;
}

static bool
read_extension(struct tr_crl *c, const struct tr_extension *x)
{
	struct tr_der e;

	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_NUMBER)))
		return read_number(x->value, &c->number);
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_DELTA)))
		return c->is_delta = read_number(x->value, &c->base_number);
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_POINT)))
		return read_point(c, x->value);
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_KEY_ID)))
		return read_key_id(c, x->value);
	if (tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_EXPIRED)))
		return c->has_expired_since = tr_der_only(x->value, TR_DER_GENERALIZED_TIME, &e) &&
					      tr_der_time(&e, &c->expired_since);
	c->critical_unknown |= x->critical && !tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_ISSUER_ALTERNATIVE)) &&
			       !tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_FRESHEST)) &&
			       !tr_bytes_equal(x->oid, TR_BYTES_LIT(OID_ACCESS));
	return true;
}

static trien_rc
read_extensions(struct tr_crl *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_extension x;
	struct tr_der e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &e) || !tr_extensions_check(e.value, TR_CRL_EXTENSIONS_MAX))
		return malformed(c, in.p, "crlExtensions (§5.2)", err);
	while (tr_extension_take(&e.value, &x))
		if (!read_extension(c, &x))
			return malformed(c, x.value.p, "an extension of the list (§5.2)", err);
	return TRIEN_OK;
}

/* ---- TBSCertList ---- */

static trien_rc
walk_rows(struct tr_crl *c, struct trien_err *err)
{
	struct tr_bytes in = c->list;
	struct tr_crl_row_words w;
	struct tr_crl_entry entry;
	struct tr_crl_row row;
	struct tr_der when;

	while (in.n > 0) {
		const uint8_t *at = in.p;
		if (++c->entries > TR_CRL_ENTRIES_MAX)
			return TR_ERR(err, PKI_CRL_ENTRIES, TR_U("max", TR_CRL_ENTRIES_MAX));
		if (!tr_crl_row_take(&in, &row) || !tr_der_take(&row.when, &when) || !tr_der_time(&when, &entry.revoked_at))
			return malformed(c, at, "an entry (§5.1.2.6)", err);
		if (row.extensions.n == 0)
			continue;
		if (!tr_crl_row_read(&row, c->is_indirect, &w))
			return malformed(c, at, "an extension of an entry (§5.3)", err);
		c->critical_unknown |= w.critical_unknown;
	}
	return TRIEN_OK;
}

static trien_rc
read_times(struct tr_crl *c, struct tr_bytes *in, struct trien_err *err)
{
	struct tr_bytes next;
	struct tr_der e;

	if (!tr_der_take(in, &e) || !tr_der_time(&e, &c->this_update))
		return malformed(c, in->p, "thisUpdate (§5.1.2.4)", err);
	next = *in;
	if (tr_der_take(&next, &e) && (e.tag == TR_DER_UTC_TIME || e.tag == TR_DER_GENERALIZED_TIME)) {
		if (!tr_der_time(&e, &c->next_update))
			return malformed(c, in->p, "nextUpdate (§5.1.2.5)", err);
		c->has_next_update = true;
		*in = next;
	}
	return TRIEN_OK;
}

/* version is 1 (v2) or absent; the algorithm inside is the one outside (§5.1.1.2): what is not signed is not believed. */
static trien_rc
read_head(struct tr_crl *c, struct tr_bytes *in, struct trien_err *err)
{
	struct tr_bytes oid, parameters;
	struct tr_der e;

	if (tr_der_take_tag(in, TR_DER_INTEGER, &e) && !tr_bytes_equal(e.value, TR_BYTES_LIT("\x01")))
		return malformed(c, e.whole.p, "version (§5.1.2.1)", err);
	if (!tr_algorithm_take(in, &oid, &parameters) || !tr_bytes_equal(oid, c->seal.algorithm) ||
			!tr_bytes_equal(parameters, c->seal.parameters))
		return malformed(c, in->p, "signature: not the algorithm outside (§5.1.1.2)", err);
	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &e))
		return malformed(c, in->p, "issuer (§5.1.2.3)", err);
	const unsigned char *p = e.whole.p;
	c->issuer = e.whole;
	if (tr_name_is_plain(e.whole))
		return TRIEN_OK;
	c->issuer_name = d2i_X509_NAME(NULL, &p, (long)e.whole.n);
	ERR_clear_error();
	return c->issuer_name != NULL ? TRIEN_OK : malformed(c, e.whole.p, "issuer (§5.1.2.3)", err);
}

static trien_rc
read_body(struct tr_crl *c, struct trien_err *err)
{
	struct tr_bytes in = c->seal.tbs;
	struct tr_der e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &e))
		return malformed(c, in.p, "tbsCertList (§5.1.2)", err);
	in = e.value;
	TR_TRY(read_head(c, &in, err));
	TR_TRY(read_times(c, &in, err));
	if (tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		c->list = e.value;
	/* Before the entries: what they may say depends on whether the list is indirect. */
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(0), &e))
		TR_TRY(read_extensions(c, e.value, err));
	if (in.n > 0)
		return malformed(c, in.p, "something behind the extensions (§5.1.2)", err);
	return walk_rows(c, err);
}

static trien_rc
read_all(struct tr_crl *c, struct trien_err *err)
{
	struct tr_bytes in = c->der;
	struct tr_der all;
	size_t n;

	c->reasons = TR_REASONS_ALL;
	if (!tr_der_only(in, TR_DER_SEQUENCE, &all))
		return malformed(c, in.p, "CertificateList (§5.1.1), or bytes behind it", err);
	in = all.value;
	if (!tr_signed_take(&in, &c->seal) || in.n > 0)
		return malformed(c, in.p, "tbsCertList, signatureAlgorithm or signatureValue (§5.1.1)", err);
	TR_TRY(read_body(c, err));
	return tr_digest(TR_SHA256, c->der, c->sha256, &n, err);
}

trien_rc
tr_crl_parse(struct tr_bytes der, struct tr_crl **out, struct trien_err *err)
{
	if (der.n > TR_CRL_SIZE_MAX)
		return TR_ERR(err, PKI_CRL_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CRL_SIZE_MAX));
	struct tr_crl *c = tr_mem_zeroed(1, sizeof(*c));
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	c->der = der;
	trien_rc rc = read_all(c, err);
	if (rc != TRIEN_OK) {
		tr_crl_free(c);
		return rc;
	}
	*out = c;
	return TRIEN_OK;
}

void
tr_crl_free(struct tr_crl *c)
{
	if (c == NULL)
		return;
	ISSUING_DIST_POINT_free(c->point);
	X509_NAME_free(c->issuer_name);
	free(c);
}
