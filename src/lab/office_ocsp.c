/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OCSP of a lab: its responder answers for the issuing authority, the root for itself. */
#include <openssl/err.h>
#include <openssl/ocsp.h>

#include "base/errors/lab.h"
#include "lab/office_parts.h"

#define REFUSAL "\x30\x03\x0a\x01\x03" /* tryLater */

/* One answer in the making. */
struct answer {
	const struct tr_lab_office *o;
	enum tr_lab_mode mode;
	int64_t now, made;
	const struct tr_lab_revoked_list *list;
	OCSP_BASICRESP *basic;
	enum tr_lab_who authority;
};

static bool
is_of(OCSP_CERTID *id, const X509 *issuer)
{
	ASN1_OBJECT *digest = NULL;

	if (OCSP_id_get0_info(NULL, &digest, NULL, NULL, id) != 1)
		return false;
	const EVP_MD *md = EVP_get_digestbyobj(digest);
	OCSP_CERTID *own = md != NULL ? OCSP_cert_to_id(md, NULL, issuer) : NULL;
	bool same = own != NULL && OCSP_id_issuer_cmp(own, id) == 0;
	OCSP_CERTID_free(own);
	return same;
}

/* Who is asked about; TR_LAB_WHO_COUNT: nobody of this lab. */
static enum tr_lab_who
find_subject(struct answer *a, OCSP_CERTID *id)
{
	ASN1_INTEGER *serial = NULL;

	OCSP_id_get0_info(NULL, NULL, NULL, &serial, id);
	for (int who = 0; who < TR_LAB_WHO_COUNT; who++) {
		enum tr_lab_who issuer = tr_lab_person_of((enum tr_lab_who)who)->issuer;
		if (serial == NULL || ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(a->o->of[who].certificate)) != 0 ||
				!is_of(id, a->o->of[issuer].certificate))
			continue;
		a->authority = issuer;
		return (enum tr_lab_who)who;
	}
	return TR_LAB_WHO_COUNT;
}

static bool
add_single(struct answer *a, OCSP_CERTID *id)
{
	enum tr_lab_who who = find_subject(a, id);
	struct tr_lab_revoked r = {0};
	int status = who == TR_LAB_WHO_COUNT || a->mode == TR_LAB_ALL_UNKNOWN ? V_OCSP_CERTSTATUS_UNKNOWN
		     : tr_lab_is_revoked(a->list, a->mode, a->now, who, &r)   ? V_OCSP_CERTSTATUS_REVOKED
									       : V_OCSP_CERTSTATUS_GOOD;
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)r.at), *from = ASN1_GENERALIZEDTIME_set(NULL, (time_t)a->made),
		  *to = ASN1_GENERALIZEDTIME_set(NULL, (time_t)(a->made + TR_LAB_DAY));
	bool ok = at != NULL && from != NULL && to != NULL &&
		  OCSP_basic_add1_status(a->basic, id, status, r.reason != 0 ? r.reason : OCSP_REVOKED_STATUS_NOSTATUS,
				  status == V_OCSP_CERTSTATUS_REVOKED ? at : NULL, from, to) != NULL;

	ASN1_TIME_free(at);
	ASN1_GENERALIZEDTIME_free(from);
	ASN1_GENERALIZEDTIME_free(to);
	return ok;
}

static bool
sign(struct answer *a)
{
	enum tr_lab_who who = a->mode == TR_LAB_WRONG_SIGNER ? TR_LAB_AGENCY
			      : a->authority == TR_LAB_ROOT   ? TR_LAB_ROOT
							      : TR_LAB_OCSP;
	/* OpenSSL takes its own clock or none, and has no setter. */
	ASN1_GENERALIZEDTIME *produced = (ASN1_GENERALIZEDTIME *)(uintptr_t)OCSP_resp_get0_produced_at(a->basic);

	return ASN1_GENERALIZEDTIME_set(produced, (time_t)a->made) != NULL &&
	       OCSP_basic_sign(a->basic, a->o->of[who].certificate, a->o->of[who].key, EVP_sha256(), NULL,
			       OCSP_NOTIME | OCSP_RESPID_KEY) == 1;
}

static bool
fill(struct answer *a, OCSP_REQUEST *request)
{
	int n = OCSP_request_onereq_count(request);

	a->authority = TR_LAB_ISSUING;
	for (int i = 0; i < n; i++)
		if (!add_single(a, OCSP_onereq_get0_id(OCSP_request_onereq_get0(request, i))))
			return false;
	/* 1: copied; 2: neither has one. An old answer has no new nonce. */
	return (a->mode == TR_LAB_STALE || OCSP_copy_nonce(a->basic, request) > 0) && sign(a);
}

static trien_rc
respond(struct answer *a, OCSP_REQUEST *request, struct tr_buf *out, struct trien_err *err)
{
	unsigned char *der = NULL;

	a->basic = OCSP_BASICRESP_new();
	bool ok = a->basic != NULL && fill(a, request);
	OCSP_RESPONSE *whole = ok ? OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, a->basic) : NULL;
	int n = whole != NULL ? i2d_OCSP_RESPONSE(whole, &der) : 0;
	OCSP_RESPONSE_free(whole);
	OCSP_BASICRESP_free(a->basic);
	if (n <= 0)
		return tr_lab_crypto_failed("OCSP", err);
	trien_rc rc = tr_buf_add(out, der, (size_t)n, err);
	OPENSSL_free(der);
	return rc;
}

trien_rc
tr_lab_office_ocsp(const struct tr_lab_office *o, enum tr_lab_mode mode, struct tr_bytes request, struct tr_buf *out,
		struct trien_err *err)
{
	struct tr_lab_revoked_list list;
	int64_t now = o->env->now(o->env->context);
	struct answer a = {.o = o, .mode = mode, .now = now, .list = &list,
			.made = mode == TR_LAB_STALE ? now - 10 * TR_LAB_DAY : now};
	const unsigned char *p = request.p;

	TR_TRY(tr_lab_revoked_read(o->directory, &list, err));
	OCSP_REQUEST *r = d2i_OCSP_REQUEST(NULL, &p, (long)request.n);
	ERR_clear_error();
	if (r == NULL || p != request.p + request.n || OCSP_request_onereq_count(r) == 0) {
		OCSP_REQUEST_free(r);
		return TR_ERR(err, LAB_REQUEST, TR_S("what", "OCSP"));
	}
	trien_rc rc = mode == TR_LAB_REFUSED || mode == TR_LAB_LARGE ? tr_buf_add(out, REFUSAL, sizeof(REFUSAL) - 1, err)
					     : respond(&a, r, out, err);
	OCSP_REQUEST_free(r);
	return rc;
}
