/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signer whose key is on a PKCS#11 token: one login for a batch, unless the key wants one for each
 * signature. */
#include "crypto/p11.h"

#include <stdlib.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/digest.h"
#include "crypto/der.h"
#include "crypto/key_policy.h"
#include "crypto/value_check.h"

struct p11_signer {
	struct tr_signer base;
	P11KitUri *uri;
	struct tr_p11_modules modules;
	struct tr_p11_token token;
	struct tr_p11_key key;
	EVP_PKEY *public_key; /* of the certificate: every value is checked before it is given out */
	struct tr_buf chain;
	struct tr_pin_source pin;
	bool has_pin;
};

static const struct tr_pin_source *
pin_of(const struct p11_signer *p)
{
	return p->has_pin ? &p->pin : NULL;
}

/* ---- what the token is asked to sign ---- */

/* DigestInfo (RFC 8017 §9.2 note 1): CKM_RSA_PKCS pads, but does not know the digest. */
static trien_rc
add_digest_info(struct tr_buf *out, enum tr_digest d, struct tr_bytes digest, struct trien_err *err)
{
	TR_TRY(tr_der_add(out, TR_DER_OID, tr_digest_alg_of(d)->oid, err));
	TR_TRY(tr_der_add(out, TR_DER_NULL, TR_BYTES(NULL, 0), err));
	TR_TRY(tr_der_wrap(out, 0, TR_DER_SEQUENCE, err));
	TR_TRY(tr_der_add(out, TR_DER_OCTET_STRING, digest, err));
	return tr_der_wrap(out, 0, TR_DER_SEQUENCE, err);
}

/* ECDSA takes the leftmost bits of a longer digest (FIPS 186-4 §6.4); some tokens refuse it instead of
 * cutting. */
static struct tr_bytes
cut_for_curve(const struct p11_signer *p, struct tr_bytes digest)
{
	return tr_bytes_part(digest, 0, p->base.key_bits / 8);
}

static trien_rc
input_of(const struct p11_signer *p, struct tr_bytes digest, struct tr_buf *out, struct trien_err *err)
{
	if (p->base.scheme == TR_RSA_PKCS1)
		return add_digest_info(out, p->base.digest, digest, err);
	return tr_buf_add_bytes(out, p->base.scheme == TR_ECDSA ? cut_for_curve(p, digest) : digest, err);
}

static CK_MECHANISM
mechanism_of(const struct p11_signer *p, CK_RSA_PKCS_PSS_PARAMS *pss)
{
	static const CK_MECHANISM_TYPE hash[] = {CKM_SHA256, CKM_SHA384, CKM_SHA512};
	static const CK_RSA_PKCS_MGF_TYPE mask[] = {CKG_MGF1_SHA256, CKG_MGF1_SHA384, CKG_MGF1_SHA512};

	if (p->base.scheme == TR_RSA_PKCS1)
		return (CK_MECHANISM){CKM_RSA_PKCS, NULL, 0};
	if (p->base.scheme == TR_ECDSA)
		return (CK_MECHANISM){CKM_ECDSA, NULL, 0};
	*pss = (CK_RSA_PKCS_PSS_PARAMS){
			hash[p->base.digest], mask[p->base.digest], tr_digest_size(p->base.digest)};
	return (CK_MECHANISM){CKM_RSA_PKCS_PSS, pss, sizeof(*pss)};
}

/* r and s, each as long as the curve's order, become SEQUENCE { r, s } (RFC 3279 §2.2.3). */
static trien_rc
ecdsa_to_der(struct tr_bytes raw, struct tr_buf *value, struct trien_err *err)
{
	size_t from = value->n, half = raw.n / 2;

	if (raw.n == 0 || raw.n % 2 != 0)
		return TR_ERR0(err, KEY_VALUE_WRONG);
	TR_TRY(tr_der_add_unsigned(value, tr_bytes_part(raw, 0, half), err));
	TR_TRY(tr_der_add_unsigned(value, tr_bytes_part(raw, half, half), err));
	return tr_der_wrap(value, from, TR_DER_SEQUENCE, err);
}

/* ---- signing ---- */

static trien_rc
sign_on_token(struct p11_signer *p, struct tr_buf *input, uint8_t *raw, size_t *raw_n, struct trien_err *err)
{
	const struct tr_p11_token *t = &p->token;
	CK_RSA_PKCS_PSS_PARAMS pss;
	CK_MECHANISM mechanism = mechanism_of(p, &pss);
	CK_ULONG n = TR_SIGNATURE_MAX;

	CK_RV rv = t->module->C_SignInit(t->session, &mechanism, p->key.handle);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_SignInit", rv, err);
	/* PKCS#11 v2.40 §4.9 CKA_ALWAYS_AUTHENTICATE: between C_SignInit and C_Sign, each time. */
	trien_rc rc = TRIEN_OK;
	if (p->key.always_authenticate)
		rc = tr_p11_login(t, p->uri, CKU_CONTEXT_SPECIFIC, pin_of(p), err);
	if (rc != TRIEN_OK) {
		/* C_Sign alone ends an operation that was begun (§5.11); here it is refused. */
		(void)t->module->C_Sign(t->session, input->p, input->n, raw, &n);
		tr_wipe(raw, TR_SIGNATURE_MAX);
		return rc;
	}
	rv = t->module->C_Sign(t->session, input->p, input->n, raw, &n);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_Sign", rv, err);
	if (n > TR_SIGNATURE_MAX)
		return TR_ERR0(err, KEY_VALUE_WRONG);
	*raw_n = n;
	return TRIEN_OK;
}

static trien_rc
check_value(const struct p11_signer *p, struct tr_bytes digest, struct tr_bytes value, struct trien_err *err)
{
	const struct tr_value_how how = tr_value_how_of(p->base.scheme, p->base.digest);
	bool fits;

	TR_TRY(tr_value_check(p->public_key, &how, digest, TR_BYTES(NULL, 0), value, &fits, err));
	return fits ? TRIEN_OK : TR_ERR0(err, KEY_VALUE_WRONG);
}

static trien_rc
p11_sign(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	struct p11_signer *p = (struct p11_signer *)s;
	TR_AUTO_BUF input = {.max = 256};
	TR_AUTO_BUF made = {.max = 2 * TR_SIGNATURE_MAX};
	uint8_t raw[TR_SIGNATURE_MAX];
	size_t n = 0;

	if (digest.n != tr_digest_size(s->digest))
		return TR_ERR(err, KEY_DIGEST_SIZE, TR_U("got", digest.n),
				TR_U("want", tr_digest_size(s->digest)));
	TR_TRY(input_of(p, digest, &input, err));
	TR_TRY(sign_on_token(p, &input, raw, &n, err));
	if (s->scheme == TR_ECDSA)
		TR_TRY(ecdsa_to_der(TR_BYTES(raw, n), &made, err));
	else
		TR_TRY(tr_buf_add(&made, raw, n, err));
	TR_TRY(check_value(p, digest, tr_buf_view(&made), err));
	return tr_buf_add_bytes(value, tr_buf_view(&made), err);
}

/* A token that was pulled out and put back is there, and its session is not. */
trien_rc
tr_signer_check_p11(struct tr_signer *s, struct trien_err *err)
{
	const struct tr_p11_token *t = &((struct p11_signer *)s)->token;
	CK_TOKEN_INFO token;
	CK_SESSION_INFO session;

	CK_RV rv = t->module->C_GetTokenInfo(t->slot, &token);
	if (rv != CKR_OK)
		return tr_p11_failed(t, "C_GetTokenInfo", rv, err);
	rv = t->module->C_GetSessionInfo(t->session, &session);
	return rv == CKR_OK ? TRIEN_OK : tr_p11_failed(t, "C_GetSessionInfo", rv, err);
}

static void
p11_close(struct tr_signer *s)
{
	struct p11_signer *p = (struct p11_signer *)s;

	/* A session's login ends with its last session. */
	if (p->token.session != 0)
		(void)p->token.module->C_CloseSession(p->token.session);
	EVP_PKEY_free(p->public_key);
	tr_signer_material_free(&p->key.material);
	tr_p11_unload(&p->modules);
	if (p->uri != NULL)
		tr_p11_kit()->uri_free(p->uri);
	tr_buf_free(&p->chain);
	free(p);
}

static const struct tr_signer_ops p11_ops = {.sign = p11_sign, .close = p11_close};

/* ---- opening ---- */

static trien_rc
check_mechanism(const struct p11_signer *p, struct trien_err *err)
{
	CK_RSA_PKCS_PSS_PARAMS pss;
	CK_MECHANISM mechanism = mechanism_of(p, &pss);
	CK_MECHANISM_INFO info;

	CK_RV rv = p->token.module->C_GetMechanismInfo(p->token.slot, mechanism.mechanism, &info);
	return rv == CKR_OK ? TRIEN_OK : tr_p11_failed(&p->token, "C_GetMechanismInfo", rv, err);
}

static trien_rc
fill(struct p11_signer *p, const char *text, const struct tr_signer_choice *choice, struct trien_err *err)
{
	TR_TRY(tr_p11_uri_read(text, &p->uri, err));
	TR_TRY(tr_p11_load(p->uri, &p->modules, err));
	TR_TRY(tr_p11_find_token(&p->modules, p->uri, text, &p->token, err));
	TR_TRY(tr_p11_open_session(&p->token, err));
	TR_TRY(tr_p11_login(&p->token, p->uri, CKU_USER, pin_of(p), err));
	TR_TRY(tr_p11_find_key(&p->token, p->uri, text, &p->key, err));
	p->base.asks_each = p->key.always_authenticate;
	TR_TRY(tr_signer_order_chain(&p->key.material, p->key.leaf, &p->chain, &p->base, err));
	TR_TRY(tr_certificate_key(p->base.chain[0], &p->public_key, err));
	TR_TRY(tr_signer_choose(&p->base, p->public_key, choice, err));
	return check_mechanism(p, err);
}

trien_rc
tr_signer_open_p11(const char *uri, const struct tr_signer_choice *choice, const struct tr_pin_source *pin,
		struct tr_signer **out, struct trien_err *err)
{
	struct p11_signer *p = tr_mem_zeroed(1, sizeof(*p));
	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	p->base.ops = &p11_ops;
	if (pin != NULL) {
		p->pin = *pin;
		p->has_pin = true;
	}
	trien_rc rc = fill(p, uri, choice, err);
	if (rc != TRIEN_OK) {
		p11_close(&p->base);
		return rc;
	}
	*out = &p->base;
	return TRIEN_OK;
}
