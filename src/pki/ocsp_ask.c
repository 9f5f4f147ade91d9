/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking about one certificate (RFC 6960 §4.1.1). The request is not signed: no responder of the field wants it. */
#include "base/errors/pki.h"
#include "crypto/certificate_parts.h"
#include "pki/ocsp_parts.h"

#define SHA1_IDENTIFIER "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00"
#define SHA256_IDENTIFIER "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"

static trien_rc
add_hash(struct tr_buf *out, const struct tr_digest_alg *alg, struct tr_bytes data, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest_parts(alg, &data, 1, digest, &n, err));
	return tr_der_add(out, TR_DER_OCTET_STRING, TR_BYTES(digest, n), err);
}

static trien_rc
add_id(const struct tr_ocsp_question *q, struct tr_buf *out, struct trien_err *err)
{
	struct tr_bytes identifier = q->sha256 ? TR_BYTES_LIT(SHA256_IDENTIFIER) : TR_BYTES_LIT(SHA1_IDENTIFIER);
	struct tr_bytes in = identifier, oid, parameters;
	size_t from = out->n;

	if (!tr_algorithm_take(&in, &oid, &parameters))
		return TR_ERR(err, INTERNAL, TR_S("what", "pki/ocsp_ask.c"));
	const struct tr_digest_alg *alg = tr_digest_alg_find(oid);
	TR_TRY(tr_buf_add_bytes(out, identifier, err));
	TR_TRY(add_hash(out, alg, q->certificate->parts.issuer, err));
	TR_TRY(add_hash(out, alg, tr_certificate_key_bits(&q->issuer->parts), err));
	TR_TRY(tr_der_add(out, TR_DER_INTEGER, q->certificate->parts.serial, err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

trien_rc
tr_ocsp_write_nonce(struct tr_bytes nonce, struct tr_buf *out, struct trien_err *err)
{
	size_t from = out->n;

	TR_TRY(tr_der_add(out, TR_DER_OID, TR_BYTES_LIT(TR_OID_OCSP_NONCE), err));
	size_t value = out->n;
	TR_TRY(tr_der_add(out, TR_DER_OCTET_STRING, nonce, err));
	TR_TRY(tr_der_wrap(out, value, TR_DER_OCTET_STRING, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err)); /* Extension */
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err)); /* Extensions */
	return tr_der_wrap(out, from, TR_DER_CONTEXT(2), err);
}

trien_rc
tr_ocsp_ask(const struct tr_ocsp_question *q, struct tr_buf *out, struct trien_err *err)
{
	size_t from = out->n;

	if (q->nonce.n > TR_OCSP_NONCE_MAX)
		return TR_ERR(err, PKI_OCSP_NONCE, TR_U("got", q->nonce.n), TR_U("max", TR_OCSP_NONCE_MAX));
	TR_TRY(add_id(q, out, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err)); /* Request */
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err)); /* requestList */
	if (q->nonce.n > 0)
		TR_TRY(tr_ocsp_write_nonce(q->nonce, out, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err)); /* tbsRequest */
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}
