/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/extension.h"

#include "pki/limits.h"

bool
tr_extension_take(struct tr_bytes *in, struct tr_extension *out)
{
	struct tr_bytes rest = *in;
	struct tr_extension x = {0};
	struct tr_der e, part;

	if (!tr_der_take_tag(&rest, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&e.value, TR_DER_OID, &part))
		return false;
	x.oid = part.value;
	if (tr_der_take_tag(&e.value, TR_DER_BOOLEAN, &part)) {
		if (part.value.n != 1 || (part.value.p[0] != 0 && part.value.p[0] != 0xff))
			return false;
		x.critical = part.value.p[0] != 0;
	}
	if (!tr_der_only(e.value, TR_DER_OCTET_STRING, &part))
		return false;
	x.value = part.value;
	*out = x;
	*in = rest;
	return true;
}

bool
tr_extensions_check(struct tr_bytes in, size_t max)
{
	struct tr_bytes seen[TR_CRL_EXTENSIONS_MAX];
	struct tr_extension x;
	size_t n = 0;

	while (in.n > 0) {
		if (n == max || n == TR_CRL_EXTENSIONS_MAX || !tr_extension_take(&in, &x))
			return false;
		for (size_t i = 0; i < n; i++)
			if (tr_bytes_equal(seen[i], x.oid))
				return false;
		seen[n++] = x.oid;
	}
	return true;
}
