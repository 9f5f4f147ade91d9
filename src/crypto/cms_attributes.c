/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attributes of a SignerInfo (RFC 5652 §11, RFC 5035, ETSI EN 319 122-1), and which certificate they mean. */
#include "base/errors/crypto.h"
#include "crypto/cms_parts.h"

#define OID_CONTENT_TYPE "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
#define OID_MESSAGE_DIGEST "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
#define OID_SIGNING_TIME "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"
#define OID_SIGNING_CERTIFICATE "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c"
#define OID_SIGNING_CERTIFICATE_V2 "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"
#define OID_TIME_STAMP "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"

struct attribute {
	struct tr_bytes oid;
	struct tr_bytes values; /* content of the SET */
};

static trien_rc
malformed(const struct tr_cms *c, const uint8_t *at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, CMS_MALFORMED, TR_S("what", what), TR_U("offset", (size_t)(at - c->der.p)));
}

static trien_rc
take_attributes(const struct tr_cms *c, struct tr_bytes set, struct attribute out[TR_CMS_ATTRIBUTES_MAX],
		size_t *count, struct trien_err *err)
{
	struct tr_der all, a, part;

	*count = 0;
	if (set.n == 0)
		return TRIEN_OK;
	if (!tr_der_take(&set, &all))
		return malformed(c, set.p, "attributes (RFC 5652 §5.3)", err);
	while (all.value.n > 0) {
		if (*count == TR_CMS_ATTRIBUTES_MAX)
			return TR_ERR(err, CMS_ATTRIBUTES_LIMIT, TR_U("max", TR_CMS_ATTRIBUTES_MAX));
		struct attribute *o = &out[*count];
		if (!tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &a) ||
				!tr_der_take_tag(&a.value, TR_DER_OID, &part))
			return malformed(c, all.value.p, "an attribute (RFC 5652 §5.3)", err);
		o->oid = part.value;
		if (!tr_der_take_tag(&a.value, TR_DER_SET, &part) || a.value.n != 0)
			return malformed(c, a.value.p, "an attribute's values (RFC 5652 §5.3)", err);
		o->values = part.value;
		++*count;
	}
	return TRIEN_OK;
}

/* The one value of an attribute, with one of the tags; RFC 5652 §11.1, §11.2, §11.3. */
static trien_rc
only_value(const struct tr_cms *c, const struct attribute *a, const uint8_t tags[2], struct tr_der *out,
		struct trien_err *err)
{
	struct tr_bytes in = a->values;
	char oid[64];

	if (tr_der_take(&in, out) && in.n == 0 && (out->tag == tags[0] || out->tag == tags[1]))
		return TRIEN_OK;
	tr_oid_text(a->oid, oid, sizeof(oid));
	return TR_ERR(err, CMS_ATTRIBUTE_VALUE, TR_S("oid", oid),
			TR_U("offset", (size_t)(a->values.p - c->der.p)));
}

/* The attributes that are read, each at most once (RFC 5652 §11.1 to §11.3): two would be two readings. */
static trien_rc
keep_signed(struct tr_cms *c, const struct attribute *a, bool seen[5], struct trien_err *err)
{
	struct tr_cms_attributes *k = &c->attributes;
	const struct {
		struct tr_bytes oid;
		uint8_t tags[2];
		struct tr_bytes *value, *whole;
	} known[5] = {
			{TR_BYTES_LIT(OID_CONTENT_TYPE), {TR_DER_OID, TR_DER_OID}, &k->content_type, NULL},
			{TR_BYTES_LIT(OID_MESSAGE_DIGEST), {TR_DER_OCTET_STRING, TR_DER_OCTET_STRING},
					&k->message_digest, NULL},
			{TR_BYTES_LIT(OID_SIGNING_TIME), {TR_DER_UTC_TIME, TR_DER_GENERALIZED_TIME}, NULL,
					&k->signing_time},
			{TR_BYTES_LIT(OID_SIGNING_CERTIFICATE), {TR_DER_SEQUENCE, TR_DER_SEQUENCE}, NULL,
					&k->certificate_v1},
			{TR_BYTES_LIT(OID_SIGNING_CERTIFICATE_V2), {TR_DER_SEQUENCE, TR_DER_SEQUENCE}, NULL,
					&k->certificate_v2},
	};
	char oid[64];
	struct tr_der v;

	for (size_t i = 0; i < 5; i++) {
		if (!tr_bytes_equal(a->oid, known[i].oid))
			continue;
		if (seen[i]) {
			tr_oid_text(a->oid, oid, sizeof(oid));
			return TR_ERR(err, CMS_ATTRIBUTE_TWICE, TR_S("oid", oid));
		}
		seen[i] = true;
		TR_TRY(only_value(c, a, known[i].tags, &v, err));
		*(known[i].value ? known[i].value : known[i].whole) = known[i].value ? v.value : v.whole;
	}
	k->has_message_digest = seen[1];
	return TRIEN_OK;
}

trien_rc
tr_cms_read_attributes(struct tr_cms *c, struct tr_bytes signed_set, struct tr_bytes unsigned_set,
		struct trien_err *err)
{
	struct attribute list[TR_CMS_ATTRIBUTES_MAX];
	bool seen[5] = {false};
	size_t count;

	TR_TRY(take_attributes(c, signed_set, list, &count, err));
	c->attributes.set = signed_set;
	for (size_t i = 0; i < count; i++)
		TR_TRY(keep_signed(c, &list[i], seen, err));
	c->attributes.unsigned_set = unsigned_set;
	TR_TRY(take_attributes(c, unsigned_set, list, &count, err));
	for (size_t i = 0; i < count; i++)
		c->attributes.has_timestamp |= tr_bytes_equal(list[i].oid, TR_BYTES_LIT(OID_TIME_STAMP));
	return TRIEN_OK;
}

/* ---- the signer's certificate ---- */

static bool
is_signer(const struct tr_cms *c, struct tr_bytes certificate)
{
	struct tr_certificate_parts p;

	if (certificate.n > TR_CERTIFICATE_MAX || !tr_certificate_parts(certificate, &p))
		return false;
	if (c->key_id.n > 0)
		return tr_bytes_equal(tr_certificate_key_id(&p), c->key_id);
	return tr_bytes_equal(p.serial, c->serial) && tr_name_same(p.issuer, c->issuer);
}

/* ---- signing-certificate: RFC 2634 §5.4 (v1, SHA-1), RFC 5035 §3 (v2) ---- */

/* The first entry's digest algorithm and value: it is the one that names the signer's certificate. */
static bool
first_reference(const struct tr_cms *c, bool v2, const struct tr_digest_alg **alg, struct tr_bytes *hash)
{
	struct tr_bytes attribute = v2 ? c->attributes.certificate_v2 : c->attributes.certificate_v1;
	struct tr_der all, list, id, e, oid;

	if (!tr_der_only(attribute, TR_DER_SEQUENCE, &all) ||
			!tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &list) ||
			!tr_der_take_tag(&list.value, TR_DER_SEQUENCE, &id))
		return false;
	*alg = v2 ? tr_digest_alg_of(TR_SHA256) : tr_digest_alg_find(TR_BYTES_LIT("\x2b\x0e\x03\x02\x1a"));
	if (v2 && tr_der_take_tag(&id.value, TR_DER_SEQUENCE, &e)) {
		if (!tr_der_take_tag(&e.value, TR_DER_OID, &oid))
			return false;
		*alg = tr_digest_alg_find(oid.value);
	}
	if (*alg == NULL || !tr_der_take_tag(&id.value, TR_DER_OCTET_STRING, &e))
		return false;
	*hash = e.value;
	return true;
}

static trien_rc
reference_fits(const struct tr_cms *c, bool v2, struct tr_bytes certificate, bool *out, struct trien_err *err)
{
	const struct tr_digest_alg *alg;
	struct tr_bytes want;
	uint8_t got[TR_DIGEST_MAX];
	size_t n;

	*out = false;
	if (!first_reference(c, v2, &alg, &want))
		return TRIEN_OK;
	TR_TRY(tr_digest_parts(alg, &certificate, 1, got, &n, err));
	*out = tr_bytes_equal(want, TR_BYTES(got, n));
	return TRIEN_OK;
}

/*
 * EN 319 102-1 §5.2.3.4 compares the digest; issuerSerial beside it says nothing that the digest does not, and
 * is often written wrong, so it is not compared. Where both versions are there, readers take the one or the other: both have to fit.
 */
static trien_rc
check_reference(const struct tr_cms *c, struct tr_bytes certificate, enum tr_cms_reference *out,
		struct trien_err *err)
{
	const bool has[2] = {c->attributes.certificate_v1.n > 0, c->attributes.certificate_v2.n > 0};
	bool fits = true;

	*out = TR_CMS_REFERENCE_NONE;
	if (!has[0] && !has[1])
		return TRIEN_OK;
	for (size_t v2 = 0; fits && v2 < 2; v2++)
		if (has[v2])
			TR_TRY(reference_fits(c, v2 == 1, certificate, &fits, err));
	*out = fits ? TR_CMS_REFERENCE_FITS : TR_CMS_REFERENCE_FOREIGN;
	return TRIEN_OK;
}

/* Several certificates of one issuer and serial, or of one key: the one that the attribute means comes first.
 */
trien_rc
tr_cms_find_signer(struct tr_cms *c, struct trien_err *err)
{
	c->signer = TR_CMS_NO_SIGNER;
	for (size_t i = 0; i < c->certificate_count; i++) {
		enum tr_cms_reference reference;
		if (!is_signer(c, c->certificates[i]))
			continue;
		TR_TRY(check_reference(c, c->certificates[i], &reference, err));
		if (c->signer == TR_CMS_NO_SIGNER || reference == TR_CMS_REFERENCE_FITS) {
			c->signer = i;
			c->reference = reference;
		}
		if (reference == TR_CMS_REFERENCE_FITS)
			break;
	}
	return TRIEN_OK;
}

/* ---- signing-time ---- */

/* RFC 5652 §11.3: UTCTime for 1950 to 2049, GeneralizedTime otherwise; both in Z, seconds present. */
bool
tr_cms_signing_time(const struct tr_cms *c, int64_t *out)
{
	struct tr_bytes in = c->attributes.signing_time;
	struct tr_der e;

	return tr_der_take(&in, &e) && tr_der_time(&e, out);
}
