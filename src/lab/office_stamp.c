/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The time-stamp authority of a lab. */
#include <openssl/err.h>
#include <openssl/ts.h>

#include "base/errors/lab.h"
#include "lab/office_parts.h"

#define POLICY "2.999.17480.2"
#define REFUSAL "\x30\x05\x30\x03\x02\x01\x02" /* rejection */

static int
clock_of(struct TS_resp_ctx *c, void *data, long *seconds, long *micros)
{
	const struct tr_lab_office *o = data;

	(void)c;
	*seconds = (long)o->env->now(o->env->context);
	*micros = 0;
	return 1;
}

static ASN1_INTEGER *
serial_of(struct TS_resp_ctx *c, void *data)
{
	const struct tr_lab_office *o = data;
	uint64_t n = 0;
	ASN1_INTEGER *serial = ASN1_INTEGER_new();

	(void)c;
	if (serial == NULL || o->env->random(o->env->context, (uint8_t *)&n, sizeof(n), NULL) != TRIEN_OK ||
			ASN1_INTEGER_set_uint64(serial, n | 1) != 1) {
		ASN1_INTEGER_free(serial);
		return NULL;
	}
	return serial;
}

static bool
set_up(TS_RESP_CTX *c, const struct tr_lab_office *o, enum tr_lab_who who)
{
	static const char *const digests[] = {"SHA256", "SHA384", "SHA512"};
	ASN1_OBJECT *policy = OBJ_txt2obj(POLICY, 1);
	STACK_OF(X509) *chain = sk_X509_new_null();
	bool ok = policy != NULL && chain != NULL && sk_X509_push(chain, o->of[TR_LAB_ISSUING].certificate) > 0 &&
		  TS_RESP_CTX_set_signer_cert(c, o->of[who].certificate) == 1 &&
		  TS_RESP_CTX_set_signer_key(c, o->of[who].key) == 1 && TS_RESP_CTX_set_certs(c, chain) == 1 &&
		  TS_RESP_CTX_set_signer_digest(c, EVP_sha256()) == 1 &&
		  TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()) == 1 && TS_RESP_CTX_set_def_policy(c, policy) == 1 &&
		  TS_RESP_CTX_set_accuracy(c, 1, 0, 0) == 1;

	for (size_t i = 0; ok && i < sizeof(digests) / sizeof(digests[0]); i++)
		ok = TS_RESP_CTX_add_md(c, EVP_get_digestbyname(digests[i])) == 1;
	TS_RESP_CTX_set_serial_cb(c, serial_of, (void *)(uintptr_t)o);
	TS_RESP_CTX_set_time_cb(c, clock_of, (void *)(uintptr_t)o);
	sk_X509_free(chain);
	ASN1_OBJECT_free(policy);
	return ok;
}

static trien_rc
respond(const struct tr_lab_office *o, enum tr_lab_who who, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	TS_RESP_CTX *c = TS_RESP_CTX_new();
	BIO *in = BIO_new_mem_buf(request.p, (int)request.n);
	unsigned char *der = NULL;
	TS_RESP *r = c != NULL && in != NULL && set_up(c, o, who) ? TS_RESP_create_response(c, in) : NULL;
	int n = r != NULL ? i2d_TS_RESP(r, &der) : 0;

	TS_RESP_free(r);
	BIO_free(in);
	TS_RESP_CTX_free(c);
	if (n <= 0)
		return tr_lab_crypto_failed("TSA", err);
	ERR_clear_error();
	trien_rc rc = tr_buf_add(out, der, (size_t)n, err);
	OPENSSL_free(der);
	return rc;
}

trien_rc
tr_lab_office_stamp(const struct tr_lab_office *o, enum tr_lab_mode mode, struct tr_bytes request, struct tr_buf *out,
		struct trien_err *err)
{
	const unsigned char *p = request.p;
	TS_REQ *r = d2i_TS_REQ(NULL, &p, (long)request.n);
	bool good = r != NULL && p == request.p + request.n;

	TS_REQ_free(r);
	ERR_clear_error();
	if (!good)
		return TR_ERR(err, LAB_REQUEST, TR_S("what", "RFC 3161"));
	if (mode == TR_LAB_REFUSED)
		return tr_buf_add(out, REFUSAL, sizeof(REFUSAL) - 1, err);
	return respond(o, mode == TR_LAB_TSA_PAST ? TR_LAB_TSA_EXPIRED : TR_LAB_TSA, request, out, err);
}
