/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The nonce of a request that is there already, and whether an answer repeats it (RFC 9654, before it RFC 8954). */
#include "base/errors/pki.h"
#include "pki/ocsp_parts.h"

trien_rc
tr_ocsp_add_nonce(struct tr_bytes request, struct tr_bytes nonce, struct tr_buf *out, struct trien_err *err)
{
	const size_t from = out->n;
	struct tr_der whole, tbs, list;

	if (nonce.n == 0 || nonce.n > TR_OCSP_NONCE_MAX)
		return TR_ERR(err, PKI_OCSP_NONCE, TR_U("got", nonce.n), TR_U("max", TR_OCSP_NONCE_MAX));
	/* As tr_ocsp_ask() writes it: nothing but a list of requests. */
	if (!tr_der_only(request, TR_DER_SEQUENCE, &whole) || !tr_der_only(whole.value, TR_DER_SEQUENCE, &tbs) ||
			!tr_der_only(tbs.value, TR_DER_SEQUENCE, &list))
		return TR_ERR(err, PKI_OCSP_MALFORMED, TR_U("offset", 0), TR_S("what", "OCSPRequest (§4.1.1)"));
	TR_TRY(tr_buf_add_bytes(out, list.whole, err));
	TR_TRY(tr_ocsp_write_nonce(nonce, out, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

enum tr_ocsp_nonce
tr_ocsp_nonce_of(struct tr_bytes answer, struct tr_bytes nonce)
{
	enum tr_ocsp_nonce finding = TR_OCSP_NONCE_NO_ANSWER;
	struct tr_ocsp *o;

	if (tr_ocsp_parse(answer, &o, NULL) != TRIEN_OK)
		return finding;
	if (o->status == TR_OCSP_SUCCESSFUL)
		finding = o->nonce.n == 0 ? TR_OCSP_NONCE_ABSENT
					  : tr_bytes_equal(o->nonce, nonce) ? TR_OCSP_NONCE_REPEATED : TR_OCSP_NONCE_OTHER;
	tr_ocsp_free(o);
	return finding;
}
