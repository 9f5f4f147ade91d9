/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a certificate says that its status and its issuer are found (RFC 5280 §4.2.1.13, §4.2.2.1). */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "pki/certificate.h"

/* Copies a URL that we would ask; everything else (ldap, relative names, odd characters, too long) is passed over. */
static bool
keep(const GENERAL_NAME *g, size_t *skip, char out[TR_URL_MAX])
{
	if (g->type != GEN_URI)
		return false;
	const uint8_t *p = ASN1_STRING_get0_data(g->d.uniformResourceIdentifier);
	size_t n = (size_t)ASN1_STRING_length(g->d.uniformResourceIdentifier);
	struct tr_bytes url = TR_BYTES(p, n);
	if (n >= TR_URL_MAX || (!tr_bytes_start(url, "http://") && !tr_bytes_start(url, "https://")))
		return false;
	for (size_t i = 0; i < n; i++)
		if (p[i] <= ' ' || p[i] >= 0x7f)
			return false;
	if ((*skip)-- > 0)
		return false;
	memcpy(out, p, n);
	out[n] = '\0';
	return true;
}

static bool
find_access(const X509 *x, int method, size_t skip, char out[TR_URL_MAX])
{
	AUTHORITY_INFO_ACCESS *all = X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	bool found = false;

	for (int i = 0; !found && i < sk_ACCESS_DESCRIPTION_num(all); i++) {
		const ACCESS_DESCRIPTION *d = sk_ACCESS_DESCRIPTION_value(all, i);
		found = OBJ_obj2nid(d->method) == method && keep(d->location, &skip, out);
	}
	AUTHORITY_INFO_ACCESS_free(all);
	return found;
}

static bool
find_point(const X509 *x, size_t skip, char out[TR_URL_MAX])
{
	CRL_DIST_POINTS *all = X509_get_ext_d2i(x, NID_crl_distribution_points, NULL, NULL);
	bool found = false;

	for (int i = 0; !found && i < sk_DIST_POINT_num(all); i++) {
		const DIST_POINT *d = sk_DIST_POINT_value(all, i);
		if (d->distpoint == NULL || d->distpoint->type != 0)
			continue;
		for (int k = 0; !found && k < sk_GENERAL_NAME_num(d->distpoint->name.fullname); k++)
			found = keep(sk_GENERAL_NAME_value(d->distpoint->name.fullname, k), &skip, out);
	}
	CRL_DIST_POINTS_free(all);
	return found;
}

bool
tr_certificate_url(const struct tr_certificate *c, enum tr_certificate_place place, size_t i, char out[TR_URL_MAX])
{
	const X509 *x = tr_certificate_x509(c);
	bool found = x != NULL && (place == TR_PLACE_CRL ? find_point(x, i, out)
							 : find_access(x, place == TR_PLACE_OCSP ? NID_ad_OCSP : NID_ad_ca_issuers, i, out));

	ERR_clear_error();
	return found;
}
