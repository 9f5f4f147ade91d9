/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/attributes.h"

#include "agent/limits.h"
#include "crypto/der.h"

/* Contents of OBJECT IDENTIFIERs. */
#define OID_DATA "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_CONTENT_TYPE "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
#define OID_MESSAGE_DIGEST "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
#define OID_ALGORITHM_PROTECTION "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34"
#define OID_SIGNING_CERTIFICATE_V2 "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"
/* id-sha256, -384, -512, in the order of enum tr_digest: they differ in the last octet. */
#define OID_SHA2 "\x60\x86\x48\x01\x65\x03\x04\x02"

/* One element in its shortest form. */
static bool
take(struct tr_bytes *in, uint8_t tag, struct tr_der *out)
{
	return tr_der_take_tag(in, tag, out) && tr_der_is_shortest(out);
}

/* The same, and it is all that is there. */
static bool
only(struct tr_bytes in, uint8_t tag, struct tr_der *out)
{
	return take(&in, tag, out) && in.n == 0;
}

static bool
is_content_type(struct tr_bytes value, const struct tr_agent_expected *expected)
{
	struct tr_der oid;

	(void)expected;
	return only(value, TR_DER_OID, &oid) && tr_bytes_equal(oid.value, TR_BYTES_LIT(OID_DATA));
}

static bool
is_message_digest(struct tr_bytes value, const struct tr_agent_expected *expected)
{
	struct tr_der digest;

	return only(value, TR_DER_OCTET_STRING, &digest) && tr_bytes_equal(digest.value, expected->document);
}

/* IssuerSerial, which says nothing that the hash does not: SEQUENCE { GeneralNames with one directoryName, INTEGER }. */
static bool
is_issuer_serial(struct tr_bytes in)
{
	struct tr_der all, names, choice, name, serial;
	struct tr_bytes rest;

	if (!only(in, TR_DER_SEQUENCE, &all))
		return false;
	rest = all.value;
	return take(&rest, TR_DER_SEQUENCE, &names) && only(rest, TR_DER_INTEGER, &serial) && serial.value.n > 0 && only(names.value, TR_DER_CONTEXT(4), &choice) &&
		only(choice.value, TR_DER_SEQUENCE, &name);
}

/* SigningCertificateV2 { SEQUENCE OF ESSCertIDv2 { hash, issuerSerial OPTIONAL } }: SHA-256 is the default, and DER leaves that out. */
static bool
is_signing_certificate(struct tr_bytes value, const struct tr_agent_expected *expected)
{
	struct tr_der signing, list, one, hash;
	struct tr_bytes rest;

	if (!only(value, TR_DER_SEQUENCE, &signing) || !only(signing.value, TR_DER_SEQUENCE, &list) || !only(list.value, TR_DER_SEQUENCE, &one))
		return false;
	rest = one.value;
	return take(&rest, TR_DER_OCTET_STRING, &hash) && tr_bytes_equal(hash.value, expected->certificate) && (rest.n == 0 || is_issuer_serial(rest));
}

/* CMSAlgorithmProtection { digestAlgorithm, [1] signatureAlgorithm }. */
static bool
is_algorithm_protection(struct tr_bytes value, const struct tr_agent_expected *expected)
{
	struct tr_der all, digest, signature, oid, null;
	struct tr_bytes rest;

	if (!only(value, TR_DER_SEQUENCE, &all))
		return false;
	rest = all.value;
	if (!take(&rest, TR_DER_SEQUENCE, &digest) || !only(rest, TR_DER_CONTEXT(1), &signature))
		return false;
	rest = digest.value;
	if (!take(&rest, TR_DER_OID, &oid) || (rest.n > 0 && !(only(rest, TR_DER_NULL, &null) && null.value.n == 0)))
		return false;
	rest = signature.value;
	return oid.value.n == sizeof(OID_SHA2) && tr_bytes_start(oid.value, OID_SHA2) && oid.value.p[oid.value.n - 1] == 1 + (unsigned)expected->algorithm && take(&rest, TR_DER_OID, &oid) &&
		tr_oid_is_well_formed(oid.value);
}

static const struct attribute {
	struct tr_bytes oid;
	bool must;
	bool (*is)(struct tr_bytes value, const struct tr_agent_expected *expected);
} known[] = {
	{{(const uint8_t *)OID_CONTENT_TYPE, sizeof(OID_CONTENT_TYPE) - 1}, true, is_content_type},
	{{(const uint8_t *)OID_MESSAGE_DIGEST, sizeof(OID_MESSAGE_DIGEST) - 1}, true, is_message_digest},
	{{(const uint8_t *)OID_SIGNING_CERTIFICATE_V2, sizeof(OID_SIGNING_CERTIFICATE_V2) - 1}, true, is_signing_certificate},
	{{(const uint8_t *)OID_ALGORITHM_PROTECTION, sizeof(OID_ALGORITHM_PROTECTION) - 1}, false, is_algorithm_protection},
};
#define KNOWN (sizeof(known) / sizeof(*known))

/* Attribute { type, SET of one value }; its place in the table, KNOWN where it is none of them or not right. */
static size_t
which(struct tr_bytes attribute, const struct tr_agent_expected *expected)
{
	struct tr_der oid, set;

	if (!take(&attribute, TR_DER_OID, &oid) || !only(attribute, TR_DER_SET, &set))
		return KNOWN;
	for (size_t i = 0; i < KNOWN; i++)
		if (tr_bytes_equal(oid.value, known[i].oid))
			return known[i].is(set.value, expected) ? i : KNOWN;
	return KNOWN;
}

bool
tr_agent_attributes_are(struct tr_bytes set, const struct tr_agent_expected *expected)
{
	bool seen[KNOWN] = {false};
	struct tr_bytes before = {0}, rest;
	struct tr_der all, one;

	if (set.n > TR_AGENT_ATTRIBUTES_MAX || !only(set, TR_DER_SET, &all))
		return false;
	rest = all.value;
	while (rest.n > 0) {
		if (!take(&rest, TR_DER_SEQUENCE, &one))
			return false;
		/* X.690 §11.6. What is a beginning of the other never comes up: lengths stand in front. */
		if (before.n > 0 && memcmp(before.p, one.whole.p, before.n < one.whole.n ? before.n : one.whole.n) >= 0)
			return false;
		const size_t i = which(one.value, expected);
		if (i == KNOWN || seen[i])
			return false;
		seen[i] = true;
		before = one.whole;
	}
	for (size_t i = 0; i < KNOWN; i++)
		if (known[i].must && !seen[i])
			return false;
	return true;
}
