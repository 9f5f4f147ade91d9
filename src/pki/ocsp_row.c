/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One SingleResponse (RFC 6960 §4.2.1), and finding that of a certificate. */
#include "crypto/certificate_parts.h"
#include "pki/extension.h"
#include "pki/ocsp_parts.h"

#define OID_ARCHIVE_CUTOFF "\x2b\x06\x01\x05\x05\x07\x30\x01\x06"
#define OID_CRL_REFERENCE "\x2b\x06\x01\x05\x05\x07\x30\x01\x03"
/* Common PKI part 4 §3.1.2: a digest of the certificate, which says no more than the serial number. */
#define OID_CERT_HASH "\x2b\x24\x08\x03\x0d"
#define OID_SHA1 "\x2b\x0e\x03\x02\x1a"

static bool
take_id(struct tr_bytes *in, struct tr_ocsp_row *r)
{
	struct tr_bytes ignored;
	struct tr_der id, e;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &id) || !tr_algorithm_take(&id.value, &r->digest_oid, &ignored) ||
			!tr_der_take_tag(&id.value, TR_DER_OCTET_STRING, &e))
		return false;
	r->name_hash = e.value;
	if (!tr_der_take_tag(&id.value, TR_DER_OCTET_STRING, &e))
		return false;
	r->key_hash = e.value;
	if (!tr_der_only(id.value, TR_DER_INTEGER, &e) || e.value.n == 0)
		return false;
	r->serial = e.value;
	return true;
}

/* RevokedInfo */
static bool
take_revoked(struct tr_bytes in, struct tr_ocsp_single *s)
{
	struct tr_der e, reason;

	if (!tr_der_take_tag(&in, TR_DER_GENERALIZED_TIME, &e) || !tr_der_time(&e, &s->revoked_at))
		return false;
	if (in.n == 0)
		return true;
	return tr_der_only(in, TR_DER_CONTEXT(0), &e) && tr_der_only(e.value, TR_DER_ENUMERATED, &reason) &&
	       tr_revocation_reason_of(reason.value, &s->reason);
}

static bool
take_status(struct tr_bytes *in, struct tr_ocsp_single *s)
{
	struct tr_der e;

	if (!tr_der_take(in, &e))
		return false;
	switch (e.tag) {
	case TR_DER_CONTEXT_PRIMITIVE(0):
		s->status = TR_OCSP_GOOD;
		return e.value.n == 0;
	case TR_DER_CONTEXT(1):
		s->status = TR_OCSP_REVOKED;
		return take_revoked(e.value, s);
	case TR_DER_CONTEXT_PRIMITIVE(2):
		s->status = TR_OCSP_UNKNOWN;
		return e.value.n == 0;
	default:
		return false;
	}
}

static bool
take_times(struct tr_bytes *in, struct tr_ocsp_single *s)
{
	struct tr_der e, time;

	if (!tr_der_take_tag(in, TR_DER_GENERALIZED_TIME, &e) || !tr_der_time(&e, &s->this_update))
		return false;
	if (!tr_der_take_tag(in, TR_DER_CONTEXT(0), &e))
		return true;
	s->has_next_update = tr_der_only(e.value, TR_DER_GENERALIZED_TIME, &time) && tr_der_time(&time, &s->next_update);
	return s->has_next_update;
}

static bool
read_extensions(struct tr_bytes in, struct tr_ocsp_row *r)
{
	struct tr_extension x;
	struct tr_der e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &e) || !tr_extensions_check(e.value, TR_CRL_EXTENSIONS_MAX))
		return false;
	in = e.value;
	while (tr_extension_take(&in, &x)) {
		if (tr_bytes_equal(x.oid, TR_BYTES_LIT(OID_ARCHIVE_CUTOFF))) {
			r->single.has_archive_cutoff = tr_der_only(x.value, TR_DER_GENERALIZED_TIME, &e) &&
						       tr_der_time(&e, &r->single.archive_cutoff);
			if (!r->single.has_archive_cutoff)
				return false;
		} else if (!tr_bytes_equal(x.oid, TR_BYTES_LIT(OID_CRL_REFERENCE)) &&
			   !tr_bytes_equal(x.oid, TR_BYTES_LIT(OID_CERT_HASH))) {
			r->critical_unknown |= x.critical;
		}
	}
	return true;
}

bool
tr_ocsp_row_take(struct tr_bytes *in, struct tr_ocsp_row *out)
{
	struct tr_bytes rest = *in;
	struct tr_ocsp_row r = {0};
	struct tr_der all, e;

	if (!tr_der_take_tag(&rest, TR_DER_SEQUENCE, &all) || !take_id(&all.value, &r) ||
			!take_status(&all.value, &r.single) || !take_times(&all.value, &r.single))
		return false;
	if (tr_der_take_tag(&all.value, TR_DER_CONTEXT(1), &e) && !read_extensions(e.value, &r))
		return false;
	if (all.value.n > 0)
		return false;
	*out = r;
	*in = rest;
	return true;
}

/* ---- whose answer, about whom ---- */

static trien_rc
hash_is(const struct tr_digest_alg *alg, struct tr_bytes data, struct tr_bytes want, bool *same, struct trien_err *err)
{
	uint8_t got[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest_parts(alg, &data, 1, got, &n, err));
	*same = tr_bytes_equal(TR_BYTES(got, n), want);
	return TRIEN_OK;
}

bool
tr_ocsp_is_from(const struct tr_ocsp *o, const struct tr_certificate *responder)
{
	bool same = false;

	if (o->by_name.n > 0)
		return tr_name_same(o->by_name, responder->parts.subject);
	return o->by_key.n > 0 && hash_is(tr_digest_alg_find(TR_BYTES_LIT(OID_SHA1)), tr_certificate_key_bits(&responder->parts), o->by_key,
						  &same, NULL) == TRIEN_OK && same;
}

static trien_rc
is_about(const struct tr_ocsp_row *r, const struct tr_certificate_parts *certificate,
		const struct tr_certificate_parts *issuer, bool *same, struct trien_err *err)
{
	const struct tr_digest_alg *alg = tr_digest_alg_find(r->digest_oid);

	*same = false;
	if (alg == NULL || !tr_bytes_equal(r->serial, certificate->serial))
		return TRIEN_OK;
	TR_TRY(hash_is(alg, certificate->issuer, r->name_hash, same, err));
	return *same ? hash_is(alg, tr_certificate_key_bits(issuer), r->key_hash, same, err) : TRIEN_OK;
}

/* The later one; of the same time, the worse one. */
static bool
is_newer(const struct tr_ocsp_single *a, const struct tr_ocsp_single *b)
{
	return a->this_update != b->this_update ? a->this_update > b->this_update
						: a->status != b->status && a->status != TR_OCSP_GOOD && b->status != TR_OCSP_REVOKED;
}

trien_rc
tr_ocsp_find(const struct tr_ocsp *o, const struct tr_certificate *certificate, const struct tr_certificate *issuer,
		bool *found, struct tr_ocsp_single *out, struct trien_err *err)
{
	struct tr_bytes in = o->list;
	struct tr_ocsp_row row;
	bool any = false, same;

	while (tr_ocsp_row_take(&in, &row)) {
		TR_TRY(is_about(&row, &certificate->parts, &issuer->parts, &same, err));
		if (same && (!any || is_newer(&row.single, out)))
			*out = row.single;
		any |= same;
	}
	*found = any;
	return TRIEN_OK;
}
