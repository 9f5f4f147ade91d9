/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time stamps and revocation data inside a CMS, found anew at each asking: there are few, and nothing is kept. */
#include "crypto/cms_parts.h"
#include "crypto/value_check.h"

#define OID_TIME_STAMP "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"
#define OID_CONTENT_TIME_STAMP "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x14"
#define OID_ARCHIVAL "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x08"
#define OID_RI_OCSP "\x2b\x06\x01\x05\x05\x07\x10\x02"

struct tr_bytes
tr_cms_value(const struct tr_cms *c)
{
	return c->value;
}

bool
tr_cms_algorithms_read(const struct tr_cms *c, struct tr_cms_algorithms *out)
{
	struct tr_value_how how;

	if (c->digest == NULL || c->signature == NULL ||
			!tr_value_how_read(c->signature, c->signature_parameters, c->digest, &how))
		return false;
	*out = (struct tr_cms_algorithms){.scheme = how.scheme, .digest = c->digest->name, .value_digest = how.digest->name,
			.mask_digest = how.mask != NULL ? how.mask->name : how.digest->name};
	return true;
}

/* The skip-th value of attributes of a type; *skip counts down over those that were passed. */
static struct tr_bytes
nth_value(struct tr_bytes set, const char *oid, size_t *skip)
{
	struct tr_der all, a, type, values, v;

	if (!tr_der_take(&set, &all))
		return TR_BYTES(NULL, 0);
	while (tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &a)) {
		if (!tr_der_take_tag(&a.value, TR_DER_OID, &type) || !tr_bytes_are(type.value, oid) ||
				!tr_der_take_tag(&a.value, TR_DER_SET, &values))
			continue;
		while (tr_der_take(&values.value, &v))
			if ((*skip)-- == 0)
				return v.whole;
	}
	return TR_BYTES(NULL, 0);
}

struct tr_bytes
tr_cms_timestamp(const struct tr_cms *c, size_t i)
{
	return nth_value(c->attributes.unsigned_set, OID_TIME_STAMP, &i);
}

struct tr_bytes
tr_cms_content_timestamp(const struct tr_cms *c)
{
	size_t first = 0;

	return nth_value(c->attributes.set, OID_CONTENT_TIME_STAMP, &first);
}

/* RevocationInfoArchival { crl [0] SEQUENCE OF CertificateList, ocsp [1] SEQUENCE OF OCSPResponse, ... } */
static struct tr_bytes
nth_of_archival(const struct tr_cms *c, uint8_t tag, size_t *skip)
{
	struct tr_bytes value;
	struct tr_der all, part, list, e;

	for (size_t i = 0;; i++) {
		size_t at = i;
		value = nth_value(c->attributes.set, OID_ARCHIVAL, &at);
		if (value.n == 0 || !tr_der_only(value, TR_DER_SEQUENCE, &all))
			return TR_BYTES(NULL, 0);
		while (tr_der_take(&all.value, &part)) {
			if (part.tag != tag || !tr_der_only(part.value, TR_DER_SEQUENCE, &list))
				continue;
			while (tr_der_take(&list.value, &e))
				if ((*skip)-- == 0)
					return e.whole;
		}
	}
}

struct tr_bytes
tr_cms_crl(const struct tr_cms *c, size_t i)
{
	struct tr_bytes in = c->revocations;
	struct tr_der e;

	while (tr_der_take(&in, &e))
		if (e.tag == TR_DER_SEQUENCE && i-- == 0)
			return e.whole;
	return nth_of_archival(c, TR_DER_CONTEXT(0), &i);
}

struct tr_bytes
tr_cms_ocsp(const struct tr_cms *c, size_t i)
{
	struct tr_bytes in = c->revocations;
	struct tr_der e, type, answer;

	while (tr_der_take(&in, &e))
		if (e.tag == TR_DER_CONTEXT(1) && tr_der_take_tag(&e.value, TR_DER_OID, &type) &&
				tr_bytes_are(type.value, OID_RI_OCSP) && tr_der_only(e.value, TR_DER_SEQUENCE, &answer) && i-- == 0)
			return answer.whole;
	return nth_of_archival(c, TR_DER_CONTEXT(1), &i);
}
