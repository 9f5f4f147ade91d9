/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Building a CMS around a signature value (RFC 5652, ETSI EN 319 122-1, EN 319 142-1 §6.3). All that does not
 * depend on the document is encoded once, in the plan; a signature then copies, fills in the digest, and
 * hashes some hundred bytes. It does not look at what the certificates say: that is for pki.
 */
#include "crypto/cms.h"

#include <stdlib.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/algorithm.h"
#include "crypto/certificate_parts.h"
#include "crypto/key_policy.h"
#include "crypto/limits.h"
#include "crypto/value_check.h"
#include "crypto/verify_value.h"

/* Whole OBJECT IDENTIFIERs, tag and length too. */
#define OID_DATA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_SIGNED_DATA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
#define OID_CONTENT_TYPE "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
#define OID_MESSAGE_DIGEST "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
#define OID_SIGNING_CERTIFICATE_V2 "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"
#define OID_RSA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define OID_MGF1 "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define OID_RSA_PSS "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define DER_NULL "\x05\x00"
#define DER_VERSION_1 "\x02\x01\x01"

struct tr_cms_plan {
	enum tr_digest digest;
	enum tr_scheme scheme;
	EVP_MD *md; /* fetched once: 0.09 µs instead of 0.31 µs for a small digest */
	EVP_PKEY *key;
	size_t value_max;
	struct tr_bytes chain[TR_CHAIN_MAX];
	size_t chain_count;
	struct tr_buf certificates; /* what chain points into */
	struct tr_buf attributes;   /* SET OF, with a hole where the message digest goes */
	size_t hole;
	struct tr_buf head;      /* SignedData from version to certificates */
	struct tr_buf signer;    /* SignerInfo from version to digestAlgorithm */
	struct tr_buf algorithm; /* signatureAlgorithm */
};

/* SHA-2 AlgorithmIdentifier: RFC 5754 §2 asks for absent parameters, RFC 4055 §2.1 for NULL inside those of
 * PSS. */
static trien_rc
add_digest_algorithm(struct tr_buf *out, enum tr_digest d, struct tr_bytes parameters, struct trien_err *err)
{
	size_t from = out->n;

	TR_TRY(tr_der_add(out, TR_DER_OID, tr_digest_alg_of(d)->oid, err));
	TR_TRY(tr_buf_add_bytes(out, parameters, err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

/* RSASSA-PSS-params (RFC 4055 §3.1): all but trailerField, whose only value is the default. */
static trien_rc
add_pss_parameters(struct tr_buf *out, enum tr_digest d, struct trien_err *err)
{
	const uint8_t salt = (uint8_t)tr_digest_size(d);
	size_t from = out->n, part;

	part = out->n;
	TR_TRY(add_digest_algorithm(out, d, TR_BYTES_LIT(DER_NULL), err));
	TR_TRY(tr_der_wrap(out, part, TR_DER_CONTEXT(0), err));
	part = out->n;
	TR_TRY(tr_buf_add_bytes(out, TR_BYTES_LIT(OID_MGF1), err));
	TR_TRY(add_digest_algorithm(out, d, TR_BYTES_LIT(DER_NULL), err));
	TR_TRY(tr_der_wrap(out, part, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_wrap(out, part, TR_DER_CONTEXT(1), err));
	part = out->n;
	TR_TRY(tr_der_add_unsigned(out, TR_BYTES(&salt, 1), err));
	TR_TRY(tr_der_wrap(out, part, TR_DER_CONTEXT(2), err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

/*
 * PKCS#1 v1.5 is written as rsaEncryption, with the digest named beside it (RFC 3370 §3.2, RFC 5754 §3.2):
 * that is what OpenSSL and Acrobat write and what every reader of the last twenty years takes, those that
 * never learnt shaXXXWithRSAEncryption too. ECDSA has no such form: ecdsa-with-SHA2, parameters absent (RFC
 * 5754 §3.3).
 */
static trien_rc
add_signature_algorithm(struct tr_buf *out, enum tr_scheme scheme, enum tr_digest d, struct trien_err *err)
{
	static const char *const ecdsa[] = {"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02",
		"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03", "\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"};
	size_t from = out->n;

	if (scheme == TR_RSA_PKCS1) {
		TR_TRY(tr_buf_add_bytes(out, TR_BYTES_LIT(OID_RSA DER_NULL), err));
	} else if (scheme == TR_RSA_PSS) {
		TR_TRY(tr_buf_add_bytes(out, TR_BYTES_LIT(OID_RSA_PSS), err));
		TR_TRY(add_pss_parameters(out, d, err));
	} else {
		TR_TRY(tr_buf_add_bytes(out, TR_BYTES(ecdsa[d], 10), err));
	}
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

/* Makes the value in out an Attribute { type, SET { value } }. */
static trien_rc
wrap_attribute(struct tr_buf *out, struct tr_bytes oid, struct trien_err *err)
{
	TR_AUTO_BUF a = {0};

	TR_TRY(tr_der_wrap(out, 0, TR_DER_SET, err));
	TR_TRY(tr_buf_add_bytes(&a, oid, err));
	TR_TRY(tr_buf_add_bytes(&a, tr_buf_view(out), err));
	TR_TRY(tr_der_wrap(&a, 0, TR_DER_SEQUENCE, err));
	tr_buf_clear(out);
	return tr_buf_add_bytes(out, tr_buf_view(&a), err);
}

/*
 * signing-certificate-v2 (RFC 5035 §3): hashAlgorithm is SHA-256, the DEFAULT, so DER omits it; issuerSerial
 * is there because EN 319 122-1 §5.2.2.3 recommends it and older readers look for it.
 */
static trien_rc
add_signing_certificate(struct tr_buf *out, struct tr_bytes der, const struct tr_certificate_parts *c,
		struct trien_err *err)
{
	uint8_t hash[TR_DIGEST_MAX];
	size_t hash_n, names;

	TR_TRY(tr_digest(TR_SHA256, der, hash, &hash_n, err));
	TR_TRY(tr_der_add(out, TR_DER_OCTET_STRING, TR_BYTES(hash, hash_n), err));
	names = out->n;
	/* GeneralName directoryName [4]: a CHOICE inside, so the tag is explicit. */
	TR_TRY(tr_der_add(out, TR_DER_CONTEXT(4), c->issuer, err));
	TR_TRY(tr_der_wrap(out, names, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_add(out, TR_DER_INTEGER, c->serial, err));
	TR_TRY(tr_der_wrap(out, names, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_wrap(out, 0, TR_DER_SEQUENCE, err)); /* ESSCertIDv2 */
	TR_TRY(tr_der_wrap(out, 0, TR_DER_SEQUENCE, err)); /* certs */
	TR_TRY(tr_der_wrap(out, 0, TR_DER_SEQUENCE, err)); /* SigningCertificateV2 */
	return wrap_attribute(out, TR_BYTES_LIT(OID_SIGNING_CERTIFICATE_V2), err);
}

/* No signing-time: in PAdES the time is /M of the dictionary (EN 319 142-1 §6.3 table 1). */
static trien_rc
plan_attributes(struct tr_cms_plan *p, const struct tr_certificate_parts *c, struct trien_err *err)
{
	static const uint8_t zeros[TR_DIGEST_MAX];
	TR_AUTO_BUF type = {0};
	TR_AUTO_BUF digest = {0};
	TR_AUTO_BUF certificate = {0};
	size_t size = tr_digest_size(p->digest);

	TR_TRY(tr_buf_add_bytes(&type, TR_BYTES_LIT(OID_DATA), err));
	TR_TRY(wrap_attribute(&type, TR_BYTES_LIT(OID_CONTENT_TYPE), err));
	TR_TRY(tr_der_add(&digest, TR_DER_OCTET_STRING, TR_BYTES(zeros, size), err));
	TR_TRY(wrap_attribute(&digest, TR_BYTES_LIT(OID_MESSAGE_DIGEST), err));
	TR_TRY(add_signing_certificate(&certificate, p->chain[0], c, err));
	/* Their order never depends on the digest: types differ before it. */
	struct tr_bytes items[] = {tr_buf_view(&type), tr_buf_view(&digest), tr_buf_view(&certificate)};
	TR_TRY(tr_der_add_sorted(&p->attributes, items, 3, err));
	TR_TRY(tr_der_wrap(&p->attributes, 0, TR_DER_SET, err));
	const uint8_t *at = memmem(p->attributes.p, p->attributes.n, digest.p, digest.n);
	if (at == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "cms_plan: attribute order"));
	p->hole = (size_t)(at - p->attributes.p) + digest.n - size;
	return TRIEN_OK;
}

/* The whole chain, each certificate once. */
static trien_rc
add_certificates(struct tr_buf *out, const struct tr_cms_plan *p, struct trien_err *err)
{
	struct tr_bytes items[TR_CHAIN_MAX];
	size_t n = 0, from = out->n;

	for (size_t i = 0; i < p->chain_count; i++) {
		bool known = false;
		for (size_t j = 0; j < n; j++)
			known |= tr_bytes_equal(items[j], p->chain[i]);
		if (!known)
			items[n++] = p->chain[i];
	}
	TR_TRY(tr_der_add_sorted(out, items, n, err));
	return tr_der_wrap(out, from, TR_DER_CONTEXT(0), err);
}

static trien_rc
plan_head(struct tr_cms_plan *p, struct trien_err *err)
{
	size_t part;

	/* RFC 5652 §5.1: version 1 with id-data, X.509 certificates and SignerInfo of version 1. */
	TR_TRY(tr_buf_add_bytes(&p->head, TR_BYTES_LIT(DER_VERSION_1), err));
	part = p->head.n;
	TR_TRY(add_digest_algorithm(&p->head, p->digest, TR_BYTES(NULL, 0), err));
	TR_TRY(tr_der_wrap(&p->head, part, TR_DER_SET, err));
	TR_TRY(tr_der_add(&p->head, TR_DER_SEQUENCE, TR_BYTES_LIT(OID_DATA), err)); /* detached: no eContent */
	return add_certificates(&p->head, p, err);
}

static trien_rc
plan_signer(struct tr_cms_plan *p, const struct tr_certificate_parts *c, struct trien_err *err)
{
	size_t part;

	TR_TRY(tr_buf_add_bytes(&p->signer, TR_BYTES_LIT(DER_VERSION_1), err));
	part = p->signer.n;
	TR_TRY(tr_buf_add_bytes(&p->signer, c->issuer, err));
	TR_TRY(tr_der_add(&p->signer, TR_DER_INTEGER, c->serial, err));
	TR_TRY(tr_der_wrap(&p->signer, part, TR_DER_SEQUENCE, err));
	TR_TRY(add_digest_algorithm(&p->signer, p->digest, TR_BYTES(NULL, 0), err));
	return add_signature_algorithm(&p->algorithm, p->scheme, p->digest, err);
}

static trien_rc
take_chain(struct tr_cms_plan *p, const struct tr_bytes *chain, size_t count, struct trien_err *err)
{
	struct tr_certificate_parts c;
	size_t at = 0;

	if (count == 0)
		return TR_ERR0(err, KEY_NO_CERTIFICATE);
	if (count > TR_CHAIN_MAX)
		return TR_ERR(err, KEY_CHAIN_LIMIT, TR_U("got", count), TR_U("max", TR_CHAIN_MAX));
	for (size_t i = 0; i < count; i++) {
		if (chain[i].n > TR_CERTIFICATE_MAX)
			return TR_ERR(err, KEY_CERTIFICATE_TOO_LARGE, TR_U("got", chain[i].n),
					TR_U("max", TR_CERTIFICATE_MAX));
		if (!tr_certificate_parts(chain[i], &c))
			return TR_ERR(err, KEY_CERTIFICATE_MALFORMED,
					TR_S("what", "not laid out as RFC 5280 §4.1 says"));
		TR_TRY(tr_buf_add_bytes(&p->certificates, chain[i], err));
	}
	for (size_t i = 0; i < count; at += chain[i++].n)
		p->chain[i] = TR_BYTES(p->certificates.p + at, chain[i].n);
	p->chain_count = count;
	return TRIEN_OK;
}

static trien_rc
plan_fill(struct tr_cms_plan *p, const struct tr_bytes *chain, size_t count, struct trien_err *err)
{
	struct tr_certificate_parts leaf;

	TR_TRY(take_chain(p, chain, count, err));
	TR_TRY(tr_certificate_key(p->chain[0], &p->key, err));
	TR_TRY(tr_key_permitted(p->key, p->scheme, p->digest, err));
	if (!tr_certificate_parts(p->chain[0], &leaf))
		return TR_ERR(err, INTERNAL, TR_S("what", "cms_plan: chain"));
	p->value_max = tr_key_value_max(p->key);
	p->md = EVP_MD_fetch(NULL, tr_digest_alg_of(p->digest)->fetch, NULL);
	if (p->md == NULL)
		return tr_openssl_failed("EVP_MD_fetch", err);
	TR_TRY(plan_attributes(p, &leaf, err));
	TR_TRY(plan_head(p, err));
	return plan_signer(p, &leaf, err);
}

trien_rc
tr_cms_plan_new(const struct tr_bytes *chain, size_t chain_count, enum tr_digest digest, enum tr_scheme scheme,
		struct tr_cms_plan **out, struct trien_err *err)
{
	struct tr_cms_plan *p = tr_mem_zeroed(1, sizeof(*p));
	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	p->digest = digest;
	p->scheme = scheme;
	trien_rc rc = plan_fill(p, chain, chain_count, err);
	if (rc != TRIEN_OK) {
		tr_cms_plan_free(p);
		return rc;
	}
	*out = p;
	return TRIEN_OK;
}

void
tr_cms_plan_free(struct tr_cms_plan *p)
{
	if (p == NULL)
		return;
	EVP_MD_free(p->md);
	EVP_PKEY_free(p->key);
	tr_buf_free(&p->certificates);
	tr_buf_free(&p->attributes);
	tr_buf_free(&p->head);
	tr_buf_free(&p->signer);
	tr_buf_free(&p->algorithm);
	free(p);
}

size_t
tr_cms_plan_chain_count(const struct tr_cms_plan *p)
{
	return p->chain_count;
}

struct tr_bytes
tr_cms_plan_chain_at(const struct tr_cms_plan *p, size_t i)
{
	return i < p->chain_count ? p->chain[i] : TR_BYTES(NULL, 0);
}

enum tr_digest
tr_cms_plan_digest(const struct tr_cms_plan *p)
{
	return p->digest;
}

enum tr_scheme
tr_cms_plan_scheme(const struct tr_cms_plan *p)
{
	return p->scheme;
}

/* Sizes of the nested elements, from the inside out. */
struct layout {
	size_t signer_info, signer_infos, signed_data, content, all;
};

static size_t
with_header(size_t n)
{
	return tr_der_header_size(n) + n;
}

static struct layout
layout_of(const struct tr_cms_plan *p, size_t value_n)
{
	struct layout l;

	l.signer_info = p->signer.n + p->attributes.n + p->algorithm.n + with_header(value_n);
	l.signer_infos = with_header(l.signer_info);
	l.signed_data = p->head.n + with_header(l.signer_infos);
	l.content = with_header(l.signed_data);
	l.all = sizeof(OID_SIGNED_DATA) - 1 + with_header(l.content);
	return l;
}

size_t
tr_cms_plan_size_max(const struct tr_cms_plan *p)
{
	return with_header(layout_of(p, p->value_max).all);
}

trien_rc
tr_cms_plan_verify(const struct tr_cms_plan *p, struct tr_bytes digest, struct tr_bytes value, bool *fits,
		struct trien_err *err)
{
	const struct tr_value_how how = tr_value_how_of(p->scheme, p->digest);
	return tr_value_check(p->key, &how, digest, TR_BYTES(NULL, 0), value, fits, err);
}

trien_rc
tr_cms_prepare(const struct tr_cms_plan *p, struct tr_bytes document_digest, struct tr_buf *attributes,
		uint8_t *to_sign, size_t *to_sign_n, struct trien_err *err)
{
	size_t from = attributes->n;
	unsigned n;

	if (document_digest.n != tr_digest_size(p->digest))
		return TR_ERR(err, CMS_DIGEST_SIZE, TR_U("got", document_digest.n),
				TR_U("want", tr_digest_size(p->digest)));
	TR_TRY(tr_buf_add_bytes(attributes, tr_buf_view(&p->attributes), err));
	memcpy(attributes->p + from + p->hole, document_digest.p, document_digest.n);
	if (EVP_Digest(attributes->p + from, p->attributes.n, to_sign, &n, p->md, NULL) != 1) {
		attributes->n = from;
		return tr_openssl_failed("EVP_Digest", err);
	}
	*to_sign_n = n;
	return TRIEN_OK;
}

/* Between the halves the attributes may have been in a file: only the digest may differ from the plan's. */
static bool
attributes_are_ours(const struct tr_cms_plan *p, struct tr_bytes a)
{
	size_t after = p->hole + tr_digest_size(p->digest);

	return a.n == p->attributes.n && memcmp(a.p, p->attributes.p, p->hole) == 0 &&
	       memcmp(a.p + after, p->attributes.p + after, a.n - after) == 0;
}

static uint8_t *
put(uint8_t *at, struct tr_bytes b)
{
	memcpy(at, b.p, b.n);
	return at + b.n;
}

trien_rc
tr_cms_finish(const struct tr_cms_plan *p, struct tr_bytes attributes, struct tr_bytes value,
		struct tr_buf *der, struct trien_err *err)
{
	if (!attributes_are_ours(p, attributes))
		return TR_ERR0(err, CMS_ATTRIBUTES_FOREIGN);
	if (value.n == 0 || value.n > p->value_max)
		return TR_ERR(err, CMS_VALUE_SIZE, TR_U("got", value.n), TR_U("max", p->value_max));
	const struct layout l = layout_of(p, value.n);
	TR_TRY(tr_buf_reserve(der, with_header(l.all), err));
	uint8_t *at = tr_der_put_header(der->p + der->n, TR_DER_SEQUENCE, l.all);
	at = put(at, TR_BYTES_LIT(OID_SIGNED_DATA));
	at = tr_der_put_header(at, TR_DER_CONTEXT(0), l.content);
	at = tr_der_put_header(at, TR_DER_SEQUENCE, l.signed_data);
	at = put(at, tr_buf_view(&p->head));
	at = tr_der_put_header(at, TR_DER_SET, l.signer_infos);
	at = tr_der_put_header(at, TR_DER_SEQUENCE, l.signer_info);
	at = put(at, tr_buf_view(&p->signer));
	/* In the SignerInfo the SET carries the tag [0]; the digest is over the SET (RFC 5652 §5.4). */
	*at = TR_DER_CONTEXT(0);
	at = put(at + 1, tr_bytes_part(attributes, 1, attributes.n));
	at = put(at, tr_buf_view(&p->algorithm));
	at = tr_der_put_header(at, TR_DER_OCTET_STRING, value.n);
	at = put(at, value);
	der->n = (size_t)(at - der->p);
	return TRIEN_OK;
}
