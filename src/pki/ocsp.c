/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading one answer (RFC 6960 §4.2.1). Its signature, its signer and its age are judged by others. */
#include "pki/ocsp.h"

#include <stdlib.h>

#include "base/errors/pki.h"
#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "pki/extension.h"
#include "pki/ocsp_parts.h"

#define OID_BASIC "\x2b\x06\x01\x05\x05\x07\x30\x01\x01"

static const char *const status_names[] = {
	[TR_OCSP_SUCCESSFUL] = "successful",
	[TR_OCSP_MALFORMED_REQUEST] = "malformedRequest",
	[TR_OCSP_INTERNAL_ERROR] = "internalError",
	[TR_OCSP_TRY_LATER] = "tryLater",
	[TR_OCSP_SIG_REQUIRED] = "sigRequired",
	[TR_OCSP_UNAUTHORIZED] = "unauthorized",
};
#define STATUSES (sizeof(status_names) / sizeof(status_names[0]))

const char *
tr_ocsp_answer_status_name(enum tr_ocsp_answer_status s)
{
	return status_names[s];
}

static trien_rc
malformed(const struct tr_ocsp *o, const uint8_t *at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PKI_OCSP_MALFORMED, TR_S("what", what), TR_U("offset", (size_t)(at - o->der.p)));
}

/* ---- ResponseData ---- */

static trien_rc
walk_rows(struct tr_ocsp *o, struct trien_err *err)
{
	struct tr_bytes in = o->list;
	struct tr_ocsp_row row;

	while (in.n > 0) {
		const uint8_t *at = in.p;
		if (++o->singles > TR_OCSP_SINGLES_MAX)
			return TR_ERR(err, PKI_OCSP_LIMIT, TR_S("what", "SingleResponse"), TR_U("max", TR_OCSP_SINGLES_MAX));
		if (!tr_ocsp_row_take(&in, &row))
			return malformed(o, at, "SingleResponse (§4.2.1)", err);
		o->critical_unknown |= row.critical_unknown;
	}
	return TRIEN_OK;
}

/* The nonce is an OCTET STRING inside the extension's own (RFC 8954 §2.1); old responders left the inner one out. */
static bool
read_extensions(struct tr_ocsp *o, struct tr_bytes in)
{
	struct tr_extension x;
	struct tr_der e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &e) || !tr_extensions_check(e.value, TR_CRL_EXTENSIONS_MAX))
		return false;
	in = e.value;
	while (tr_extension_take(&in, &x)) {
		if (tr_bytes_equal(x.oid, TR_BYTES_LIT(TR_OID_OCSP_NONCE)))
			o->nonce = tr_der_only(x.value, TR_DER_OCTET_STRING, &e) ? e.value : x.value;
		else
			o->critical_unknown |= x.critical;
	}
	return true;
}

static bool
read_responder(struct tr_ocsp *o, struct tr_bytes *in)
{
	struct tr_der e, part;

	if (!tr_der_take(in, &e))
		return false;
	if (e.tag == TR_DER_CONTEXT(1) && tr_der_only(e.value, TR_DER_SEQUENCE, &part))
		o->by_name = part.whole;
	else if (e.tag == TR_DER_CONTEXT(2) && tr_der_only(e.value, TR_DER_OCTET_STRING, &part) && part.value.n > 0)
		o->by_key = part.value;
	else
		return false;
	return true;
}

static trien_rc
read_data(struct tr_ocsp *o, struct trien_err *err)
{
	struct tr_bytes in = o->seal.tbs;
	struct tr_der e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &e))
		return malformed(o, in.p, "tbsResponseData (§4.2.1)", err);
	in = e.value;
	/* version [0] DEFAULT v1: some write it out. */
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(0), &e) && !tr_bytes_equal(e.value, TR_BYTES_LIT("\x02\x01\x00")))
		return malformed(o, e.whole.p, "version (§4.2.1)", err);
	if (!read_responder(o, &in))
		return malformed(o, in.p, "responderID (§4.2.1)", err);
	if (!tr_der_take_tag(&in, TR_DER_GENERALIZED_TIME, &e) || !tr_der_time(&e, &o->produced_at))
		return malformed(o, in.p, "producedAt (§4.2.1)", err);
	if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e))
		return malformed(o, in.p, "responses (§4.2.1)", err);
	o->list = e.value;
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(1), &e) && !read_extensions(o, e.value))
		return malformed(o, e.whole.p, "responseExtensions (§4.4)", err);
	if (in.n > 0)
		return malformed(o, in.p, "something behind the extensions (§4.2.1)", err);
	return walk_rows(o, err);
}

/* ---- BasicOCSPResponse and what is around it ---- */

static trien_rc
read_certificates(struct tr_ocsp *o, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der list, e;

	if (!tr_der_only(in, TR_DER_SEQUENCE, &list))
		return malformed(o, in.p, "certs (§4.2.1)", err);
	while (list.value.n > 0) {
		if (o->certificate_count == TR_OCSP_CERTIFICATES_MAX)
			return TR_ERR(err, PKI_OCSP_LIMIT, TR_S("what", "certificate"),
					TR_U("max", TR_OCSP_CERTIFICATES_MAX));
		if (!tr_der_take_tag(&list.value, TR_DER_SEQUENCE, &e))
			return malformed(o, list.value.p, "certs (§4.2.1)", err);
		o->certificates[o->certificate_count++] = e.whole;
	}
	return TRIEN_OK;
}

static trien_rc
read_basic(struct tr_ocsp *o, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der e;

	if (!tr_signed_take(&in, &o->seal))
		return malformed(o, in.p, "BasicOCSPResponse (§4.2.1)", err);
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(0), &e))
		TR_TRY(read_certificates(o, e.value, err));
	if (in.n > 0)
		return malformed(o, in.p, "something behind the certificates (§4.2.1)", err);
	return read_data(o, err);
}

/* responseStatus and responseBytes: id-pkix-ocsp-basic is the one type there is. */
static trien_rc
read_response(struct tr_ocsp *o, struct tr_bytes in, struct trien_err *err)
{
	struct tr_der e, oid, octets, basic;
	uint32_t status;

	if (!tr_der_take_tag(&in, TR_DER_ENUMERATED, &e) || !tr_der_small(e.value, &status) || status >= STATUSES ||
			status_names[status] == NULL)
		return malformed(o, in.p, "responseStatus (§4.2.1)", err);
	o->status = (enum tr_ocsp_answer_status)status;
	if (o->status != TR_OCSP_SUCCESSFUL)
		return in.n == 0 ? TRIEN_OK : malformed(o, in.p, "responseBytes beside a refusal (§4.2.1)", err);
	if (!tr_der_only(in, TR_DER_CONTEXT(0), &e) || !tr_der_only(e.value, TR_DER_SEQUENCE, &e) ||
			!tr_der_take_tag(&e.value, TR_DER_OID, &oid) ||
			!tr_bytes_equal(oid.value, TR_BYTES_LIT(OID_BASIC)) ||
			!tr_der_only(e.value, TR_DER_OCTET_STRING, &octets) ||
			!tr_der_only(octets.value, TR_DER_SEQUENCE, &basic))
		return malformed(o, in.p, "responseBytes: not id-pkix-ocsp-basic (§4.2.1)", err);
	return read_basic(o, basic.value, err);
}

static trien_rc
read_all(struct tr_ocsp *o, struct trien_err *err)
{
	struct tr_der all;
	size_t n;

	if (!tr_der_only(o->der, TR_DER_SEQUENCE, &all))
		return malformed(o, o->der.p, "OCSPResponse (§4.2.1), or bytes behind it", err);
	/* A BasicOCSPResponse alone begins with ResponseData, an OCSPResponse with its status. */
	if (all.value.n > 0 && all.value.p[0] == TR_DER_SEQUENCE)
		TR_TRY(read_basic(o, all.value, err));
	else
		TR_TRY(read_response(o, all.value, err));
	return tr_digest(TR_SHA256, o->der, o->sha256, &n, err);
}

trien_rc
tr_ocsp_parse(struct tr_bytes der, struct tr_ocsp **out, struct trien_err *err)
{
	if (der.n > TR_OCSP_SIZE_MAX)
		return TR_ERR(err, PKI_OCSP_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_OCSP_SIZE_MAX));
	struct tr_ocsp *o = tr_mem_zeroed(1, sizeof(*o));
	if (o == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*o)));
	o->der = der;
	trien_rc rc = read_all(o, err);
	if (rc != TRIEN_OK) {
		tr_ocsp_free(o);
		return rc;
	}
	*out = o;
	return TRIEN_OK;
}

void
tr_ocsp_free(struct tr_ocsp *o)
{
	free(o);
}
