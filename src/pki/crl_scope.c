/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of which certificates a list speaks: RFC 5280 §6.3.3 (b) and (d), §5.2.4. */
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "crypto/certificate_parts.h"
#include "pki/crl_parts.h"

bool
tr_crl_is_from(const struct tr_crl *c, const struct tr_certificate *issuer)
{
	if (!tr_name_same(c->issuer, issuer->parts.subject))
		return false;
	struct tr_bytes id = tr_certificate_key_id(&issuer->parts);
	return c->key_id.n == 0 || id.n == 0 || tr_bytes_equal(c->key_id, id);
}

/* ---- names of distribution points ---- */

static bool
has_general_name(const GENERAL_NAMES *names, GENERAL_NAME *want)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(names, i), want) == 0)
			return true;
	return false;
}

static bool
has_directory_name(const GENERAL_NAMES *names, const X509_NAME *want)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
		if (g->type == GEN_DIRNAME && X509_NAME_cmp(g->d.directoryName, want) == 0)
			return true;
	}
	return false;
}

static bool
share_general_name(const GENERAL_NAMES *a, const GENERAL_NAMES *b)
{
	for (int i = 0; i < sk_GENERAL_NAME_num(a); i++)
		if (has_general_name(b, sk_GENERAL_NAME_value(a, i)))
			return true;
	return false;
}

/* A point's name as one of names; relative names were made whole by DIST_POINT_set_dpname(). */
static bool
point_is_among(const DIST_POINT_NAME *point, const GENERAL_NAMES *names)
{
	if (point->type == 1)
		return point->dpname != NULL && has_directory_name(names, point->dpname);
	return share_general_name(point->name.fullname, names);
}

static bool
points_match(const DIST_POINT_NAME *a, const DIST_POINT_NAME *b)
{
	if (b->type == 0)
		return point_is_among(a, b->name.fullname);
	if (a->type == 0)
		return point_is_among(b, a->name.fullname);
	return a->dpname != NULL && b->dpname != NULL && X509_NAME_cmp(a->dpname, b->dpname) == 0;
}

/* ---- one distribution point of the certificate against the list ---- */

struct scope {
	const struct tr_crl *crl;
	X509 *x509;
	const X509_NAME *issuer; /* of the list */
	enum tr_crl_scope best;
	unsigned reasons;
};

/* §6.3.3 (b)(1). */
static bool
is_issuer_of_point(const struct scope *s, const DIST_POINT *d)
{
	if (d->CRLissuer != NULL)
		return s->crl->is_indirect && has_directory_name(d->CRLissuer, s->issuer);
	return X509_NAME_cmp(X509_get_issuer_name(s->x509), s->issuer) == 0;
}

/* §6.3.3 (b)(2)(i): a list that names no point is for all of them. */
static bool
is_point_of_list(const struct scope *s, DIST_POINT *d)
{
	const X509_NAME *base;

	if (!s->crl->has_distribution_point)
		return true;
	if (d->distpoint == NULL)
		return d->CRLissuer != NULL && point_is_among(s->crl->point->distpoint, d->CRLissuer);
	base = d->CRLissuer != NULL ? s->issuer : X509_get_issuer_name(s->x509);
	return DIST_POINT_set_dpname(d->distpoint, base) == 1 && points_match(d->distpoint, s->crl->point->distpoint);
}

static void
try_point(struct scope *s, DIST_POINT *d)
{
	if (!is_issuer_of_point(s, d))
		return;
	if (!is_point_of_list(s, d)) {
		if (s->best == TR_CRL_OTHER_ISSUER)
			s->best = TR_CRL_OTHER_POINT;
		return;
	}
	s->best = TR_CRL_COVERS;
	s->reasons |= tr_crl_reason_bits(d->reasons) & s->crl->reasons;
}

/* §6.3.3, last paragraph: a list of the certificate's issuer that no point names; its point is then the issuer's name. */
static void
try_implied_point(struct scope *s)
{
	X509_NAME *issuer = X509_get_issuer_name(s->x509);
	const DIST_POINT_NAME *point = s->crl->has_distribution_point ? s->crl->point->distpoint : NULL;

	if (X509_NAME_cmp(issuer, s->issuer) != 0)
		return;
	if (point == NULL || (point->type == 0 ? has_directory_name(point->name.fullname, issuer)
					       : point->dpname != NULL && X509_NAME_cmp(point->dpname, issuer) == 0)) {
		s->best = TR_CRL_COVERS;
		s->reasons |= s->crl->reasons;
	} else if (s->best == TR_CRL_OTHER_ISSUER) {
		s->best = TR_CRL_OTHER_POINT;
	}
}

static void
try_points(struct scope *s)
{
	CRL_DIST_POINTS *points = X509_get_ext_d2i(s->x509, NID_crl_distribution_points, NULL, NULL);

	for (int i = 0; i < sk_DIST_POINT_num(points); i++)
		try_point(s, sk_DIST_POINT_value(points, i));
	CRL_DIST_POINTS_free(points);
	try_implied_point(s);
}

static bool
is_other_kind(const struct tr_crl *c, const struct tr_certificate *certificate)
{
	return c->only_attribute || (c->only_user && certificate->is_ca) || (c->only_ca && !certificate->is_ca);
}

enum tr_crl_scope
tr_crl_scope_of(const struct tr_crl *c, const struct tr_certificate *certificate, unsigned *reasons)
{
	struct scope s = {.crl = c, .best = TR_CRL_OTHER_ISSUER, .issuer = c->issuer_name};
	const bool own = tr_name_same(c->issuer, certificate->parts.issuer);

	/* Most lists are of another issuer, or the issuer's only one: then the certificate's points need not be decoded. */
	if (own && !c->has_distribution_point) {
		s.best = TR_CRL_COVERS;
		s.reasons = c->reasons;
	} else if ((c->is_indirect || own) && c->issuer_name != NULL && (s.x509 = tr_certificate_x509(certificate)) != NULL) {
		try_points(&s); /* it names a point or is indirect: so its issuer's name was needed when it was read */
	}
	ERR_clear_error();
	*reasons = s.reasons;
	return s.best == TR_CRL_COVERS && is_other_kind(c, certificate) ? TR_CRL_OTHER_KIND : s.best;
}

/* ---- deltas ---- */

/* Non-negative INTEGERs, content octets; leading zeros do not count. */
static int
compare_numbers(struct tr_bytes a, struct tr_bytes b)
{
	while (a.n > 0 && a.p[0] == 0)
		a = tr_bytes_part(a, 1, a.n);
	while (b.n > 0 && b.p[0] == 0)
		b = tr_bytes_part(b, 1, b.n);
	if (a.n != b.n)
		return a.n < b.n ? -1 : 1;
	return a.n == 0 ? 0 : memcmp(a.p, b.p, a.n);
}

bool
tr_crl_delta_fits(const struct tr_crl *delta, const struct tr_crl *base)
{
	return delta->is_delta && !base->is_delta && delta->number.n > 0 && base->number.n > 0 &&
	       tr_name_same(delta->issuer, base->issuer) && tr_bytes_equal(delta->point_der, base->point_der) &&
	       tr_bytes_equal(delta->key_id, base->key_id) &&
	       compare_numbers(base->number, delta->base_number) >= 0 && compare_numbers(base->number, delta->number) < 0;
}
