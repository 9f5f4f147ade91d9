/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <stdlib.h>

#include "crypto/tsp.h"
#include "pki/forge_crl.h"
#include "pki/forge_ocsp.h"
#include "test.h"

#define SIGNS "critical,digitalSignature"

/* Issuers stand before those whom they certify; a root names itself. */
static const struct person {
	enum who issuer;
	const char *cn, *bc, *ku, *eku;
	int64_t from, to;
	bool no_check, lab;
} people[W_COUNT] = {
	[W_ROOT] = {W_ROOT, "Gốc mẫu", CA_BC, CA_KU, NULL, T_2020, T_YEAR(2060), false, false},
	[W_CA] = {W_ROOT, "CA mẫu", CA_BC, CA_KU, NULL, T_YEAR(2021), T_YEAR(2036), false, false},
	[W_SIGNER] = {W_CA, "Người ký mẫu", NULL, SIGN_KU, NULL, T_YEAR(2025), T_YEAR(2028), false, false},
	[W_SIGNER_EXPIRED] = {W_CA, "Người ký mẫu hết hạn", NULL, SIGN_KU, NULL, T_YEAR(2023), T_2026_10_01, false, false},
	[W_RESPONDER] = {W_CA, "OCSP mẫu", NULL, SIGNS, "OCSPSigning", T_YEAR(2025), T_YEAR(2036), true, false},
	[W_NO_EKU] = {W_CA, "OCSP mẫu không quyền", NULL, SIGNS, NULL, T_YEAR(2025), T_YEAR(2036), true, false},
	[W_TSA_CA] = {W_ROOT, "CA dấu thời gian mẫu", CA_BC, CA_KU, NULL, T_YEAR(2021), T_YEAR(2036), false, false},
	[W_TSA] = {W_TSA_CA, "TSA mẫu", NULL, SIGNS, "critical,timeStamping", T_YEAR(2025), T_YEAR(2035), false, false},
	[W_TSA_EXPIRED] = {W_TSA_CA, "TSA mẫu hết hạn", NULL, SIGNS, "critical,timeStamping", T_YEAR(2023), T_2026_10_01, false, false},
	[W_TSA_CA2] = {W_ROOT, "CA dấu thời gian mẫu 2", CA_BC, CA_KU, NULL, T_YEAR(2029), T_YEAR(2055), false, false},
	[W_TSA2] = {W_TSA_CA2, "TSA mẫu 2", NULL, SIGNS, "critical,timeStamping", T_YEAR(2030), T_YEAR(2050), false, false},
	[W_TSA_CA_LONG] = {W_ROOT, "CA dấu thời gian mẫu lâu năm", CA_BC, CA_KU, NULL, T_YEAR(2021), T_YEAR(2055), false, false},
	[W_TSA_LONG] = {W_TSA_CA_LONG, "TSA mẫu lâu năm", NULL, SIGNS, "critical,timeStamping", T_YEAR(2025), T_YEAR(2040), false, false},
	[W_LAB_ROOT] = {W_LAB_ROOT, "Gốc lab mẫu", CA_BC, CA_KU, NULL, T_2020, T_YEAR(2060), false, true},
	[W_LAB_CA] = {W_LAB_ROOT, "CA lab mẫu", CA_BC, CA_KU, NULL, T_YEAR(2021), T_YEAR(2036), false, true},
	[W_LAB_SIGNER] = {W_LAB_CA, "Người ký lab mẫu", NULL, SIGN_KU, NULL, T_YEAR(2025), T_YEAR(2028), false, true},
	[W_LAB_TSA] = {W_LAB_ROOT, "TSA lab mẫu", NULL, SIGNS, "critical,timeStamping", T_YEAR(2025), T_YEAR(2035), false, true},
	[W_PUBLIC_ROOT] = {W_PUBLIC_ROOT, "Gốc công cộng mẫu", CA_BC, CA_KU, NULL, T_2020, T_YEAR(2060), false, false},
	[W_PUBLIC_CA] = {W_PUBLIC_ROOT, "CA công cộng mẫu", CA_BC, CA_KU, NULL, T_YEAR(2021), T_YEAR(2036), false, false},
	[W_PUBLIC_SIGNER] = {W_PUBLIC_CA, "Người ký công cộng mẫu", NULL, SIGN_KU, NULL, T_YEAR(2025), T_YEAR(2028), false, false},
	[W_PUBLIC_TSA] = {W_PUBLIC_CA, "TSA công cộng mẫu", NULL, SIGNS, "critical,timeStamping", T_YEAR(2025), T_YEAR(2035), false, false},
};

void
world_open(struct world *w)
{
	world_open_with(w, "P-256");
}

void
world_open_with(struct world *w, const char *key)
{
	for (enum who i = 0; i < W_COUNT; i++) {
		const struct person *p = &people[i];
		w->of[i] = FORGE(.cn = p->cn, .key = key, .issuer = p->issuer == i ? NULL : &w->of[p->issuer], .bc = p->bc, .ku = p->ku,
				.eku = p->eku, .from = p->from, .to = p->to, .no_check = p->no_check, .lab = p->lab, .ids = true,
				.policy = p->issuer == i ? NULL : WORLD_POLICY);
	}
}

void
world_close(struct world *w)
{
	for (size_t i = 0; i < W_COUNT; i++)
		forge_free(&w->of[i]);
}

struct world world;

int
world_set_up(void **state)
{
	(void)state;
	world_open(&world);
	return 0;
}

int
world_tear_down(void **state)
{
	(void)state;
	world_close(&world);
	return 0;
}

/* ---- lists and answers ---- */

static void
put(struct words *l, struct tr_bytes der, bool is_answer)
{
	assert_true(l->count < WORDS_MAX);
	l->is_answer[l->count] = is_answer;
	l->of[l->count++] = der;
}

static void
put_list(struct words *l, const struct world *w, enum who issuer, int64_t at)
{
	if (at >= people[issuer].from && at <= people[issuer].to)
		put(l, FORGE_CRL(.issuer = &w->of[issuer], .made = at, .next = at + 7 * DAY, .number = 7, .ids = true), false);
}

static void
put_list_of_signer(struct words *l, const struct world *w, const struct word_request *r)
{
	const struct forged *ca = &w->of[people[r->signer].issuer];
	const bool stale = r->by == KNOWN_BY_STALE_LIST;
	const int64_t at = stale ? T_2026_09_01 : r->at;

	if (at > people[people[r->signer].issuer].to)
		return;
	const bool listed = r->revoked_at != 0 && r->revoked_at <= at;
	struct tr_bytes der = FORGE_CRL(.issuer = ca, .made = at, .next = stale ? T_2026_10_01 : at + 7 * DAY, .number = 8,
			.ids = true, .rows = {{.of = listed ? &w->of[r->signer] : NULL, .at = r->revoked_at, .reason = listed ? 1 : 0}});
	if (r->by == KNOWN_BY_FORGED_LIST)
		((uint8_t *)(uintptr_t)der.p)[der.n - 1] ^= 1;
	put(l, der, false);
}

static void
put_answer_of_signer(struct words *l, const struct world *w, const struct word_request *r)
{
	const enum who responder = r->by == KNOWN_BY_ANSWER_NO_EKU ? W_NO_EKU : W_RESPONDER;

	if (r->at <= people[W_CA].to)
		put(l, FORGE_OCSP(.signer = &w->of[responder], .produced = r->at, .singles = {
				{.of = &w->of[r->signer], .issuer = &w->of[W_CA], .status = r->by == KNOWN_BY_ANSWER_UNKNOWN ? 2 : 0, .reason = -1,
				.made = r->at, .next = r->at + 7 * DAY}}), true);
}

void
words_of(const struct world *w, const struct word_request *r, struct words *out)
{
	static const enum who issuers[] = {W_ROOT, W_TSA_CA, W_TSA_CA2};
	const enum who root = people[people[r->signer].issuer].issuer;

	*out = (struct words){0};
	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
		put_list(out, w, issuers[i], r->at);
	if (r->of_tsa_long)
		put_list(out, w, W_TSA_CA_LONG, r->at);
	if (root != W_ROOT)
		put_list(out, w, root, r->at);
	if (r->not_of_signer)
		return;
	if (r->by == KNOWN_BY_ANSWER || r->by == KNOWN_BY_ANSWER_UNKNOWN || r->by == KNOWN_BY_ANSWER_NO_EKU)
		put_answer_of_signer(out, w, r);
	else
		put_list_of_signer(out, w, r);
}

void
words_free(struct words *l)
{
	for (size_t i = 0; i < l->count; i++)
		free((void *)(uintptr_t)l->of[i].p);
	*l = (struct words){0};
}

/* ---- time stamps ---- */

static int
clock_of(struct TS_resp_ctx *c, void *data, long *seconds, long *micros)
{
	(void)c;
	*seconds = (long)*(const int64_t *)data;
	*micros = 0;
	return 1;
}

static ASN1_INTEGER *
serial_of(struct TS_resp_ctx *c, void *data)
{
	static uint64_t next = 1;
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	(void)c;
	(void)data;
	assert_int_equal(ASN1_INTEGER_set_uint64(serial, next++), 1);
	return serial;
}

static TS_RESP_CTX *
desk_of(const struct forged *f, const struct forged *issuer, const int64_t *at)
{
	TS_RESP_CTX *c = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("2.999.17480.2", 1);
	STACK_OF(X509) *chain = sk_X509_new_null();

	sk_X509_push(chain, issuer->x);
	assert_int_equal(TS_RESP_CTX_set_signer_cert(c, f->x), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_key(c, f->key), 1);
	assert_int_equal(TS_RESP_CTX_set_certs(c, chain), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_digest(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_def_policy(c, policy), 1);
	assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha384()), 1);
	assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha1()), 1);
	TS_RESP_CTX_set_serial_cb(c, serial_of, NULL);
	TS_RESP_CTX_set_time_cb(c, clock_of, (void *)(uintptr_t)at);
	sk_X509_free(chain);
	ASN1_OBJECT_free(policy);
	return c;
}

/* Ends the desk. */
static void
answer(TS_RESP_CTX *c, struct tr_bytes request, struct tr_buf *token)
{
	BIO *in = BIO_new_mem_buf(request.p, (int)request.n);
	TS_RESP *response = TS_RESP_create_response(c, in);
	unsigned char *der = NULL;

	assert_non_null(response);
	int n = i2d_PKCS7(TS_RESP_get_token(response), &der);
	assert_true(n > 0);
	assert_int_equal(tr_buf_add(token, der, (size_t)n, NULL), TRIEN_OK);
	OPENSSL_free(der);
	TS_RESP_free(response);
	BIO_free(in);
	TS_RESP_CTX_free(c);
	ERR_clear_error();
}

static trien_rc
stamp(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	const struct tsa *t = context;
	uint8_t bytes[TR_DIGEST_MAX];
	TR_AUTO_BUF request = {0};

	memcpy(bytes, imprint.p, imprint.n);
	if (t->flaw == STAMP_MOVED)
		bytes[0] ^= 1;
	const struct tr_tsp_question q = {.digest = digest, .imprint = TR_BYTES(bytes, imprint.n), .want_certificate = true};
	TR_TRY(tr_tsp_ask(&q, &request, err));
	TS_RESP_CTX *c = desk_of(&t->world->of[t->who], &t->world->of[people[t->who].issuer], &t->at);
	answer(c, tr_buf_view(&request), token);
	if (t->flaw == STAMP_FORGED)
		token->p[token->n - 1] ^= 1;
	return TRIEN_OK;
}

void
world_token(const struct forged *tsa, const struct forged *issuer, int64_t at, const char *digest, struct tr_bytes data, struct tr_buf *token)
{
	uint8_t imprint[EVP_MAX_MD_SIZE];
	unsigned n;
	TS_REQ *request = TS_REQ_new();
	TS_MSG_IMPRINT *of = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	const EVP_MD *md = EVP_get_digestbyname(digest);
	unsigned char *der = NULL;

	assert_int_equal(EVP_Digest(data.p, data.n, imprint, &n, md, NULL), 1);
	X509_ALGOR_set_md(algorithm, md);
	assert_int_equal(TS_MSG_IMPRINT_set_algo(of, algorithm), 1);
	assert_int_equal(TS_MSG_IMPRINT_set_msg(of, imprint, (int)n), 1);
	assert_int_equal(TS_REQ_set_version(request, 1), 1);
	assert_int_equal(TS_REQ_set_msg_imprint(request, of), 1);
	assert_int_equal(TS_REQ_set_cert_req(request, 1), 1);
	int size = i2d_TS_REQ(request, &der);
	answer(desk_of(tsa, issuer, &at), TR_BYTES(der, (size_t)size), token);
	OPENSSL_free(der);
	X509_ALGOR_free(algorithm);
	TS_MSG_IMPRINT_free(of);
	TS_REQ_free(request);
}

struct tr_sign_stamper
tsa_stamper(struct tsa *t)
{
	return (struct tr_sign_stamper){t, stamp};
}
