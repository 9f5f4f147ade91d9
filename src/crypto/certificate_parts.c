/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/certificate_parts.h"

bool
tr_certificate_parts(struct tr_bytes der, struct tr_certificate_parts *out)
{
	struct tr_certificate_parts c = {0};
	struct tr_der certificate, tbs, e;

	if (!tr_der_only(der, TR_DER_SEQUENCE, &certificate) ||
			!tr_der_take_tag(&certificate.value, TR_DER_SEQUENCE, &tbs))
		return false;
	struct tr_bytes in = tbs.value;
	/* version is absent in v1 */
	if (in.n > 0 && in.p[0] == TR_DER_CONTEXT(0) && !tr_der_take(&in, &e))
		return false;
	if (!tr_der_take_tag(&in, TR_DER_INTEGER, &e) || e.value.n == 0)
		return false;
	c.serial = e.value;
	if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		return false;
	c.issuer = e.whole;
	if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		return false;
	c.subject = e.whole;
	if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		return false;
	c.spki = e.whole;
	while (tr_der_take(&in, &e))
		if (e.tag == TR_DER_CONTEXT(3) && tr_der_only(e.value, TR_DER_SEQUENCE, &e))
			c.extensions = e.value;
	*out = c;
	return true;
}

struct tr_bytes
tr_certificate_extension(const struct tr_certificate_parts *c, struct tr_bytes oid)
{
	struct tr_bytes in = c->extensions;
	struct tr_der e, part;

	while (tr_der_take_tag(&in, TR_DER_SEQUENCE, &e)) {
		if (!tr_der_take_tag(&e.value, TR_DER_OID, &part) || !tr_bytes_equal(part.value, oid))
			continue;
		if (e.value.n > 0 && e.value.p[0] == TR_DER_BOOLEAN && !tr_der_take(&e.value, &part))
			continue;
		if (tr_der_only(e.value, TR_DER_OCTET_STRING, &part))
			return part.value;
	}
	return TR_BYTES(NULL, 0);
}

struct tr_bytes
tr_certificate_key_id(const struct tr_certificate_parts *c)
{
	struct tr_der id;

	if (tr_der_only(tr_certificate_extension(c, TR_BYTES_LIT("\x55\x1d\x0e")), TR_DER_OCTET_STRING, &id))
		return id.value;
	return TR_BYTES(NULL, 0);
}

struct tr_bytes
tr_certificate_key_bits(const struct tr_certificate_parts *c)
{
	struct tr_der all, e;

	if (!tr_der_only(c->spki, TR_DER_SEQUENCE, &all) || !tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &e) ||
			!tr_der_only(all.value, TR_DER_BIT_STRING, &e) || e.value.n == 0)
		return TR_BYTES(NULL, 0);
	return tr_bytes_part(e.value, 1, e.value.n);
}
