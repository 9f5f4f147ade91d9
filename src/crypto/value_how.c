/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a value was made, from the AlgorithmIdentifier beside it. */
#include "crypto/der.h"
#include "crypto/value_check.h"

bool
tr_algorithm_take(struct tr_bytes *in, struct tr_bytes *oid, struct tr_bytes *parameters)
{
	struct tr_der e, part;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&e.value, TR_DER_OID, &part))
		return false;
	*oid = part.value;
	*parameters = e.value;
	return e.value.n == 0 || (tr_der_take(&e.value, &part) && e.value.n == 0);
}

/* RSASSA-PSS-params (RFC 4055 §3.1); what is absent has the SHA-1 defaults. False: two readings, or none. */
static bool
read_pss(struct tr_bytes parameters, struct tr_value_how *how)
{
	const struct tr_digest_alg *sha1 = tr_digest_alg_find(TR_BYTES_LIT("\x2b\x0e\x03\x02\x1a"));
	struct tr_der all, e, part, oid;

	how->digest = how->mask = sha1;
	how->salt = 20;
	if (!tr_der_only(parameters, TR_DER_SEQUENCE, &all))
		return false;
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT(0), &e)) {
		if (!tr_der_only(e.value, TR_DER_SEQUENCE, &part) ||
				!tr_der_take_tag(&part.value, TR_DER_OID, &oid))
			return false;
		how->digest = tr_digest_alg_find(oid.value);
	}
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT(1), &e)) {
		if (!tr_der_only(e.value, TR_DER_SEQUENCE, &part) ||
				!tr_der_take_tag(&part.value, TR_DER_OID, &oid) ||
				!tr_bytes_equal(oid.value,
						TR_BYTES_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08")) ||
				!tr_der_take_tag(&part.value, TR_DER_SEQUENCE, &e) ||
				!tr_der_take_tag(&e.value, TR_DER_OID, &oid))
			return false;
		how->mask = tr_digest_alg_find(oid.value);
	}
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT(2), &e)) {
		if (!tr_der_only(e.value, TR_DER_INTEGER, &part) || part.value.n == 0 || part.value.n > 2 ||
				(part.value.p[0] & 0x80) != 0)
			return false;
		how->salt = part.value.n == 1 ? part.value.p[0] : part.value.p[0] << 8 | part.value.p[1];
	}
	/* trailerField [3] is always 1. */
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT(3), &e) &&
			!tr_bytes_equal(e.value, TR_BYTES_LIT("\x02\x01\x01")))
		return false;
	return all.value.n == 0 && how->digest != NULL && how->mask != NULL;
}

bool
tr_value_how_read(const struct tr_signature_alg *alg, struct tr_bytes parameters,
		const struct tr_digest_alg *otherwise, struct tr_value_how *out)
{
	*out = (struct tr_value_how){.scheme = alg->scheme, .digest = alg->digest != NULL ? alg->digest : otherwise};
	return alg->scheme != TR_KEY_RSA_PSS || read_pss(parameters, out);
}
