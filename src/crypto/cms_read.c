/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading a CMS SignedData (RFC 5652 §5) with exactly one SignerInfo. Only its structure is read here; nothing
 * is decoded that judging does not need: certificates and revocation data stay bytes; attributes that nobody here asks
 * about are passed over.
 */
#include "crypto/cms.h"

#include <stdlib.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/cms_parts.h"
#include "crypto/verifier.h"

#define OID_SIGNED_DATA "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"

/* what: static text; the offset is into the definite-length form. */
static trien_rc
malformed(const struct tr_cms *c, const uint8_t *at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, CMS_MALFORMED, TR_S("what", what), TR_U("offset", (size_t)(at - c->der.p)));
}

static trien_rc
take_certificates(struct tr_cms *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der e;

	while (in.n > 0) {
		if (!tr_der_take(&in, &e))
			return malformed(c, in.p, "certificates (RFC 5652 §5.1)", err);
		/* Attribute certificates and other formats have context tags (§10.2.2): nothing of ours. */
		if (e.tag != TR_DER_SEQUENCE)
			continue;
		if (c->certificate_count == TR_CMS_CERTIFICATES_MAX)
			return TR_ERR(err, CMS_CERTIFICATES_LIMIT, TR_U("max", TR_CMS_CERTIFICATES_MAX));
		c->certificates[c->certificate_count++] = e.whole;
	}
	return TRIEN_OK;
}

/* EncapsulatedContentInfo (§5.2). In PKCS #7 the content may be any type; we need it only as OCTET STRING. */
static trien_rc
take_content(struct tr_cms *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der e, octets;

	if (!tr_der_take_tag(&in, TR_DER_OID, &e))
		return malformed(c, in.p, "eContentType (RFC 5652 §5.2)", err);
	c->content_type = e.value;
	if (in.n == 0)
		return TRIEN_OK;
	if (!tr_der_take_tag(&in, TR_DER_CONTEXT(0), &e) || in.n != 0)
		return malformed(c, in.p, "eContent (RFC 5652 §5.2)", err);
	c->has_content = true;
	c->content = tr_der_only(e.value, TR_DER_OCTET_STRING, &octets) ? octets.value : e.value;
	return TRIEN_OK;
}

static bool
take_signer_id(struct tr_cms *c, struct tr_bytes *in)
{
	struct tr_der e, part;

	if (!tr_der_take(in, &e))
		return false;
	if (e.tag == TR_DER_CONTEXT_PRIMITIVE(0)) {
		c->key_id = e.value;
		return e.value.n > 0;
	}
	if (e.tag != TR_DER_SEQUENCE || !tr_der_take_tag(&e.value, TR_DER_SEQUENCE, &part))
		return false;
	c->issuer = part.whole;
	if (!tr_der_take_tag(&e.value, TR_DER_INTEGER, &part) || e.value.n != 0)
		return false;
	c->serial = part.value;
	return part.value.n > 0;
}

static trien_rc
take_signer_info(struct tr_cms *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_bytes signed_set = {0}, unsigned_set = {0}, ignored;
	struct tr_der e;

	if (!tr_der_take_tag(&in, TR_DER_INTEGER, &e) || !take_signer_id(c, &in))
		return malformed(c, in.p, "SignerInfo: version or signer (RFC 5652 §5.3)", err);
	if (!tr_algorithm_take(&in, &c->digest_oid, &ignored))
		return malformed(c, in.p, "SignerInfo: digestAlgorithm (RFC 5652 §5.3)", err);
	if (in.n > 0 && in.p[0] == TR_DER_CONTEXT(0)) {
		if (!tr_der_take(&in, &e))
			return malformed(c, in.p, "SignerInfo: signedAttrs (RFC 5652 §5.3)", err);
		signed_set = e.whole;
	}
	if (!tr_algorithm_take(&in, &c->signature_oid, &c->signature_parameters))
		return malformed(c, in.p, "SignerInfo: signatureAlgorithm (RFC 5652 §5.3)", err);
	if (!tr_der_take_tag(&in, TR_DER_OCTET_STRING, &e))
		return malformed(c, in.p, "SignerInfo: signature (RFC 5652 §5.3)", err);
	c->value = e.value;
	if (in.n > 0) {
		if (!tr_der_take_tag(&in, TR_DER_CONTEXT(1), &e) || in.n != 0)
			return malformed(c, in.p,
					"SignerInfo: something behind the signature (RFC 5652 §5.3)", err);
		unsigned_set = e.whole;
	}
	return tr_cms_read_attributes(c, signed_set, unsigned_set, err);
}

/* EN 319 142-1 §6.2.1 and ISO 32000-2 §12.8.3.3.1: there shall be only one. */
static trien_rc
take_only_signer(struct tr_cms *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der only, e;
	size_t count = 0;

	while (in.n > 0) {
		if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
			return malformed(c, in.p, "signerInfos (RFC 5652 §5.1)", err);
		if (count++ == 0)
			only = e;
	}
	if (count != 1)
		return TR_ERR(err, CMS_SIGNER_COUNT, TR_U("got", count));
	return take_signer_info(c, only.value, err);
}

static trien_rc
take_signed_data(struct tr_cms *c, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der e;

	if (!tr_der_take_tag(&in, TR_DER_INTEGER, &e) || !tr_der_take_tag(&in, TR_DER_SET, &e))
		return malformed(c, in.p, "SignedData: version or digestAlgorithms (RFC 5652 §5.1)", err);
	if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		return malformed(c, in.p, "SignedData: encapContentInfo (RFC 5652 §5.1)", err);
	TR_TRY(take_content(c, e.value, err));
	if (in.n > 0 && in.p[0] == TR_DER_CONTEXT(0)) {
		if (!tr_der_take(&in, &e))
			return malformed(c, in.p, "SignedData: certificates (RFC 5652 §5.1)", err);
		TR_TRY(take_certificates(c, e.value, err));
	}
	if (in.n > 0 && in.p[0] == TR_DER_CONTEXT(1)) {
		if (!tr_der_take(&in, &e))
			return malformed(c, in.p, "SignedData: crls (RFC 5652 §5.1)", err);
		c->revocations = e.value;
	}
	if (!tr_der_take_tag(&in, TR_DER_SET, &e) || in.n != 0)
		return malformed(c, in.p, "SignedData: signerInfos (RFC 5652 §5.1)", err);
	return take_only_signer(c, e.value, err);
}

static void
name_algorithms(struct tr_cms *c)
{
	c->digest = tr_digest_alg_find(c->digest_oid);
	c->signature = tr_signature_alg_find(c->signature_oid);
	if (c->digest == NULL)
		tr_oid_text(c->digest_oid, c->digest_text, sizeof(c->digest_text));
	if (c->signature == NULL)
		tr_oid_text(c->signature_oid, c->signature_text, sizeof(c->signature_text));
}

static trien_rc
read_content_info(struct tr_cms *c, struct trien_err *err)
{
	struct tr_bytes in = tr_buf_view(&c->der);
	struct tr_der all, oid, content, signed_data;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &all) || !tr_der_take_tag(&all.value, TR_DER_OID, &oid))
		return malformed(c, in.p, "ContentInfo (RFC 5652 §3)", err);
	if (!tr_bytes_equal(oid.value, TR_BYTES_LIT(OID_SIGNED_DATA)))
		return TR_ERR0(err, CMS_NOT_SIGNED_DATA);
	if (!tr_der_only(all.value, TR_DER_CONTEXT(0), &content) ||
			!tr_der_only(content.value, TR_DER_SEQUENCE, &signed_data))
		return malformed(c, all.value.p, "ContentInfo: content (RFC 5652 §3)", err);
	TR_TRY(take_signed_data(c, signed_data.value, err));
	name_algorithms(c);
	return tr_cms_find_signer(c, err);
}

/* /Contents is padded with zeros to the size that was reserved (ISO 32000-2 §12.8.1); nothing else may
 * follow. */
static trien_rc
check_padding(struct tr_bytes der, size_t used, struct trien_err *err)
{
	const uint8_t *rest = der.p + used;

	/* Each like the one before it: half of many a signature is padding. */
	if (used == der.n || (rest[0] == 0 && memcmp(rest, rest + 1, der.n - used - 1) == 0))
		return TRIEN_OK;
	for (size_t i = used; i < der.n; i++)
		if (der.p[i] != 0)
			return TR_ERR(err, CMS_TRAILING, TR_U("offset", i));
	return TRIEN_OK;
}

static trien_rc
read_all(struct tr_cms *c, struct tr_bytes der, struct trien_err *err)
{
	if (der.n > TR_CMS_MAX)
		return TR_ERR(err, CMS_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CMS_MAX));
	c->der.max = TR_CMS_MAX + 64;
	TR_TRY(tr_ber_to_der(der, &c->der, &c->size, err));
	TR_TRY(check_padding(der, c->size, err));
	return read_content_info(c, err);
}

trien_rc
tr_cms_read(struct tr_bytes der, struct tr_cms **out, struct trien_err *err)
{
	struct tr_cms *c = tr_mem_zeroed(1, sizeof(*c));
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	trien_rc rc = read_all(c, der, err);
	if (rc != TRIEN_OK) {
		tr_cms_free(c);
		return rc;
	}
	*out = c;
	return TRIEN_OK;
}

void
tr_cms_free(struct tr_cms *c)
{
	if (c == NULL)
		return;
	tr_buf_free(&c->der);
	tr_verifier_free(c->key);
	free(c);
}

size_t
tr_cms_der_size(const struct tr_cms *c)
{
	return c->size;
}

size_t
tr_cms_certificate_count(const struct tr_cms *c)
{
	return c->certificate_count;
}

struct tr_bytes
tr_cms_certificate(const struct tr_cms *c, size_t i)
{
	return i < c->certificate_count ? c->certificates[i] : TR_BYTES(NULL, 0);
}

struct tr_bytes
tr_cms_signer_certificate(const struct tr_cms *c)
{
	return tr_cms_certificate(c, c->signer);
}

const char *
tr_cms_digest_name(const struct tr_cms *c)
{
	return c->digest ? c->digest->name : c->digest_text;
}

const char *
tr_cms_scheme_name(const struct tr_cms *c)
{
	return c->signature ? c->signature->name : c->signature_text;
}

bool
tr_cms_has_signing_certificate(const struct tr_cms *c)
{
	return c->reference == TR_CMS_REFERENCE_FITS;
}

bool
tr_cms_has_timestamp(const struct tr_cms *c)
{
	return c->attributes.has_timestamp;
}
