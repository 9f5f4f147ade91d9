/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TimeStampReq (RFC 3161 §2.4.1). */
#include <openssl/err.h>
#include <openssl/objects.h>

#include "base/errors/crypto.h"
#include "crypto/algorithm.h"
#include "crypto/der.h"
#include "crypto/tsp.h"

static trien_rc
add_imprint(const struct tr_tsp_question *q, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_digest_alg *alg = tr_digest_alg_of(q->digest);
	size_t from = out->n;

	if (q->imprint.n != alg->size)
		return TR_ERR(err, TSP_IMPRINT_SIZE, TR_U("got", q->imprint.n), TR_U("want", alg->size));
	TR_TRY(tr_der_add(out, TR_DER_OID, alg->oid, err));
	TR_TRY(tr_der_add(out, TR_DER_NULL, TR_BYTES(NULL, 0), err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_add(out, TR_DER_OCTET_STRING, q->imprint, err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}

static trien_rc
add_policy(const char *dotted, struct tr_buf *out, struct trien_err *err)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);

	ERR_clear_error();
	if (oid == NULL)
		return TR_ERR(err, TSP_POLICY_INVALID, TR_S("got", dotted));
	trien_rc rc = tr_der_add(out, TR_DER_OID, TR_BYTES(OBJ_get0_data(oid), OBJ_length(oid)), err);
	ASN1_OBJECT_free(oid);
	return rc;
}

trien_rc
tr_tsp_ask(const struct tr_tsp_question *q, struct tr_buf *out, struct trien_err *err)
{
	size_t from = out->n;

	if (q->nonce.n > TR_TSP_NONCE_MAX)
		return TR_ERR(err, TSP_NONCE_SIZE, TR_U("got", q->nonce.n), TR_U("max", TR_TSP_NONCE_MAX));
	TR_TRY(tr_der_add(out, TR_DER_INTEGER, TR_BYTES_LIT("\x01"), err));
	TR_TRY(add_imprint(q, out, err));
	if (q->policy != NULL)
		TR_TRY(add_policy(q->policy, out, err));
	if (q->nonce.n > 0)
		TR_TRY(tr_der_add_unsigned(out, q->nonce, err));
	if (q->want_certificate)
		TR_TRY(tr_der_add(out, TR_DER_BOOLEAN, TR_BYTES_LIT("\xff"), err));
	return tr_der_wrap(out, from, TR_DER_SEQUENCE, err);
}
