/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time stamps: OpenSSL's TSA answers what we ask, and is read and judged; each with its forged twin. */
#include "test.h"

#include <openssl/err.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "base/errors/crypto.h"
#include "crypto/algorithm.h"
#include "crypto/der.h"
#include "crypto/limits.h"
#include "crypto/recipe.h"
#include "crypto/tsp.h"

#define NOW 1800000000
#define POLICY "2.999.4.1"

static const struct tr_bytes document = TR_BYTES_LIT("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020");
static struct person ca, tsa, other;

/* Gives a person the extended usage of a TSA. */
static void
make_tsa(struct person *p)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, NID_ext_key_usage, "critical,timeStamping");
	unsigned char *der = NULL;

	assert_int_equal(X509_add_ext(p->certificate, e, -1), 1);
	X509_EXTENSION_free(e);
	assert_true(X509_sign(p->certificate, ca.key, EVP_sha256()) > 0);
	int n = i2d_X509(p->certificate, &der);
	uint8_t *copy = malloc((size_t)n);
	memcpy(copy, der, (size_t)n);
	OPENSSL_free(der);
	free((void *)(uintptr_t)p->der.p);
	p->der = TR_BYTES(copy, (size_t)n);
}

static int
set_up(void **state)
{
	(void)state;
	ca = people_make("P-256", "CA mẫu", NULL, 1, false);
	tsa = people_make("RSA-2048", "TSA mẫu", &ca, 20, false);
	other = people_make("P-256", "Kẻ mạo danh", &ca, 21, false);
	make_tsa(&tsa);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	people_free(&other);
	people_free(&tsa);
	people_free(&ca);
	return 0;
}

/* ---- OpenSSL as the TSA ---- */

static ASN1_INTEGER *
serial(struct TS_resp_ctx *c, void *data)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	(void)c;
	(void)data;
	ASN1_INTEGER_set(n, 77);
	return n;
}

static int
clock_of(struct TS_resp_ctx *c, void *data, long *seconds, long *micros)
{
	(void)c;
	(void)data;
	*seconds = NOW;
	*micros = 0;
	return 1;
}

static struct tr_buf
answer(struct tr_bytes request)
{
	TS_RESP_CTX *c = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj(POLICY, 1);
	BIO *in = BIO_new_mem_buf(request.p, (int)request.n);
	struct tr_buf out = {0};
	unsigned char *der = NULL;

	assert_int_equal(TS_RESP_CTX_set_signer_cert(c, tsa.certificate), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_key(c, tsa.key), 1);
	assert_int_equal(TS_RESP_CTX_set_signer_digest(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_def_policy(c, policy), 1);
	assert_int_equal(TS_RESP_CTX_add_md(c, EVP_sha256()), 1);
	assert_int_equal(TS_RESP_CTX_set_accuracy(c, 1, 250, 500), 1);
	TS_RESP_CTX_set_serial_cb(c, serial, NULL);
	TS_RESP_CTX_set_time_cb(c, clock_of, NULL);
	TS_RESP *r = TS_RESP_create_response(c, in);
	assert_non_null(r);
	int n = i2d_TS_RESP(r, &der);
	assert_true(n > 0);
	assert_int_equal(tr_buf_add(&out, der, (size_t)n, NULL), TRIEN_OK);
	OPENSSL_free(der);
	TS_RESP_free(r);
	BIO_free(in);
	ASN1_OBJECT_free(policy);
	TS_RESP_CTX_free(c);
	ERR_clear_error();
	return out;
}

/* A question about the document, what was answered, and the token read. */
struct exchange {
	uint8_t imprint[TR_DIGEST_MAX];
	struct tr_tsp_question question;
	struct tr_buf request, response;
	struct tr_tsp_answer answer;
	struct tr_cms *token;
};

static void
ask(struct exchange *x, struct tr_bytes nonce, const char *policy)
{
	struct trien_err err = {0};
	size_t n;

	*x = (struct exchange){0};
	assert_ok(tr_digest(TR_SHA256, document, x->imprint, &n, &err), &err);
	x->question = (struct tr_tsp_question){.digest = TR_SHA256, .imprint = TR_BYTES(x->imprint, n), .nonce = nonce,
			.policy = policy, .want_certificate = true};
	assert_ok(tr_tsp_ask(&x->question, &x->request, &err), &err);
	x->response = answer(tr_buf_view(&x->request));
	assert_ok(tr_tsp_answer_read(tr_buf_view(&x->response), &x->answer, &err), &err);
	if (x->answer.token.n > 0)
		assert_ok(tr_cms_read(x->answer.token, &x->token, &err), &err);
}

static void
exchange_free(struct exchange *x)
{
	tr_cms_free(x->token);
	tr_buf_free(&x->request);
	tr_buf_free(&x->response);
}

#define NONCE TR_BYTES_LIT("\x00\x80\x01\x02\x03\x04\x05\x06")

static void
a_stamp_is_asked_for_and_judged(void **state)
{
	struct trien_err err = {0};
	struct tr_tsp_info i;
	enum tr_tsp_finding f;
	const char *why = "";
	struct exchange x;

	(void)state;
	ask(&x, NONCE, POLICY);
	assert_int_equal(x.answer.status, TR_TSP_GRANTED);
	assert_int_equal(x.answer.failure, 0);
	assert_ok(tr_tsp_judge_answer(x.token, &x.question, &f, &why, &err), &err);
	assert_null(why);
	assert_int_equal(f, TR_TSP_GOOD);
	const struct tr_bytes parts[] = {tr_bytes_part(document, 0, 7), tr_bytes_part(document, 7, document.n)};
	assert_ok(tr_tsp_judge(x.token, parts, 2, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_GOOD);
	assert_ok(tr_tsp_token_info(x.token, &i, &err), &err);
	assert_int_equal(i.time, NOW);
	assert_int_equal(i.time_micros, 0);
	assert_true(i.has_accuracy);
	assert_int_equal(i.accuracy_micros, 1250500);
	assert_int_equal(tr_tsp_latest(&i), NOW + 2);
	assert_true(tr_bytes_equal(i.serial, TR_BYTES_LIT("\x4d")));
	assert_string_equal(i.digest->name, "SHA-256");
	assert_false(i.ordering);
	exchange_free(&x);
}

static void
another_answer_is_none(void **state)
{
	struct trien_err err = {0};
	enum tr_tsp_finding f;
	const char *why;
	struct exchange x;
	uint8_t changed[TR_DIGEST_MAX];

	(void)state;
	ask(&x, NONCE, NULL);
	struct tr_tsp_question q = x.question;
	q.nonce = TR_BYTES_LIT("\x80\x01\x02\x03\x04\x05\x07");
	assert_ok(tr_tsp_judge_answer(x.token, &q, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_NOT_THE_ANSWER);
	q = x.question;
	q.policy = "2.999.4.2";
	assert_ok(tr_tsp_judge_answer(x.token, &q, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_NOT_THE_ANSWER);
	q = x.question;
	memcpy(changed, x.imprint, 32);
	changed[31] ^= 1;
	q.imprint = TR_BYTES(changed, 32);
	assert_ok(tr_tsp_judge_answer(x.token, &q, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_IMPRINT_DIFFERS);
	const struct tr_bytes less = tr_bytes_part(document, 1, document.n);
	assert_ok(tr_tsp_judge(x.token, &less, 1, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_IMPRINT_DIFFERS);
	exchange_free(&x);
	/* Asked with a nonce, answered without one: an old answer. */
	ask(&x, TR_BYTES(NULL, 0), NULL);
	q = x.question;
	q.nonce = NONCE;
	assert_ok(tr_tsp_judge_answer(x.token, &q, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_NOT_THE_ANSWER);
	exchange_free(&x);
}

/* The forged twins: time, value and certificate changed in the token. */
static void
a_changed_token_does_not_hold(void **state)
{
	struct trien_err err = {0};
	enum tr_tsp_finding f;
	const char *why;
	struct exchange x;
	struct tr_cms *forged;

	(void)state;
	ask(&x, NONCE, NULL);
	struct tr_bytes token = x.answer.token;
	uint8_t *p = (uint8_t *)(uintptr_t)token.p;
	uint8_t *time = memmem(p, token.n, "20270115080000Z", 15);
	assert_non_null(time);
	time[3] = '6'; /* a year earlier */
	assert_ok(tr_cms_read(token, &forged, &err), &err);
	assert_ok(tr_tsp_judge(forged, &document, 1, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_SIGNATURE_WRONG);
	tr_cms_free(forged);
	time[3] = '7';
	p[token.n - 1] ^= 1;
	assert_ok(tr_cms_read(token, &forged, &err), &err);
	assert_ok(tr_tsp_judge(forged, &document, 1, &f, &why, &err), &err);
	assert_int_equal(f, TR_TSP_SIGNATURE_WRONG);
	tr_cms_free(forged);
	exchange_free(&x);
}

static void
judge_recipe(const struct recipe *r, enum tr_tsp_finding want)
{
	struct tr_buf der = recipe_cook(r);
	struct trien_err err = {0};
	enum tr_tsp_finding f;
	const char *why = NULL;
	struct tr_cms *c;

	assert_ok(tr_cms_read(tr_buf_view(&der), &c, &err), &err);
	assert_ok(tr_tsp_judge(c, &document, 1, &f, &why, &err), &err);
	assert_int_equal(f, want);
	assert_true((why == NULL) == (want == TR_TSP_GOOD));
	tr_cms_free(c);
	tr_buf_free(&der);
}

static void
a_token_has_a_form(void **state)
{
	struct tr_buf info = recipe_tst_info("SHA256", document), weak = recipe_tst_info("SHA1", document);
	const struct recipe good = {.signer = &tsa, .has_content = true, .content = tr_buf_view(&info),
			.content_type = "1.2.840.113549.1.9.16.1.4", .v2 = true};
	struct recipe r = good;

	(void)state;
	judge_recipe(&r, TR_TSP_GOOD);
	r.v2 = false;
	judge_recipe(&r, TR_TSP_FORMAT_FAILURE);
	r.v1 = true;
	judge_recipe(&r, TR_TSP_GOOD);
	r = good;
	r.named = &other;
	judge_recipe(&r, TR_TSP_NO_CERTIFICATE);
	r = good;
	r.no_certificate = true;
	judge_recipe(&r, TR_TSP_NO_CERTIFICATE);
	r = good;
	r.content = document;
	judge_recipe(&r, TR_TSP_FORMAT_FAILURE);
	r = good;
	r.content_type = NULL;
	judge_recipe(&r, TR_TSP_FORMAT_FAILURE);
	r = good;
	r.content = tr_buf_view(&weak);
	judge_recipe(&r, TR_TSP_WEAK);
	tr_buf_free(&info);
	tr_buf_free(&weak);
}

/* ---- TSTInfo by hand ---- */

#define HEAD "\x02\x01\x01\x06\x03\x2a\x03\x04\x30\x12\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x01\xaa\x02\x01\x07"
#define TIME "\x18\x0f" "20270115080000Z"

static trien_rc
read_info(struct tr_bytes content, struct tr_tsp_info *i)
{
	struct tr_buf b = {0};
	struct trien_err err = {0};

	assert_int_equal(tr_der_add(&b, TR_DER_SEQUENCE, content, NULL), TRIEN_OK);
	trien_rc rc = tr_tsp_info_read(tr_buf_view(&b), i, &err);
	tr_buf_free(&b);
	return rc;
}

static void
an_info_is_read_strictly(void **state)
{
	static const struct tr_bytes bad[] = {
		TR_BYTES_LIT(""),
		TR_BYTES_LIT("\x02\x01\x02"),
		TR_BYTES_LIT(HEAD),
		TR_BYTES_LIT(HEAD "\x17\x0d" "270115080000Z"),
		TR_BYTES_LIT(HEAD "\x18\x0e" "20270115080000"),
		TR_BYTES_LIT(HEAD TIME "\x30\x04\x80\x02\x03\xe8"),         /* millis 1000 */
		TR_BYTES_LIT(HEAD TIME "\x30\x03\x02\x01\xff"),             /* seconds -1 */
		TR_BYTES_LIT(HEAD TIME "\x30\x03\x82\x01\x01"),             /* [2] in accuracy */
		TR_BYTES_LIT(HEAD TIME "\x01\x01\x01"),                     /* TRUE is 0xff in DER */
		TR_BYTES_LIT(HEAD TIME "\xa1\x0c\x30\x0a\x06\x02\x88\x37\x01\x01\xff\x04\x01\x00"), /* a critical extension */
		TR_BYTES_LIT(HEAD TIME "\xa1\x02\x04\x00"),
		TR_BYTES_LIT(HEAD TIME "\x02\x01\x05\x05\x00"),             /* something behind */
	};
	struct tr_tsp_info i;

	(void)state;
	for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++)
		assert_refused(read_info(bad[k], &i), "tsp.info-malformed");
	assert_refused(tr_tsp_info_read(TR_BYTES_LIT("\x30\x00\x00"), &i, NULL), "tsp.info-malformed");
	assert_int_equal(read_info(TR_BYTES_LIT(HEAD TIME), &i), TRIEN_OK);
	assert_false(i.has_accuracy);
	assert_int_equal(tr_tsp_latest(&i), NOW);
	assert_int_equal(read_info(TR_BYTES_LIT(HEAD "\x18\x13" "20270115080000.25Z" "\x30\x0a\x02\x01\x01\x80\x02\x03\xe7\x81\x01\x01"
			"\x01\x01\xff\x02\x02\x00\x80\xa1\x09\x30\x07\x06\x02\x88\x37\x04\x01\x00"), &i), TRIEN_E_TSP_INFO_MALFORMED);
	assert_int_equal(read_info(TR_BYTES_LIT(HEAD "\x18\x12" "20270115080000.25Z" "\x30\x0a\x02\x01\x01\x80\x02\x03\xe7\x81\x01\x01"
			"\x01\x01\xff\x02\x02\x00\x80\xa1\x09\x30\x07\x06\x02\x88\x37\x04\x01\x00"), &i), TRIEN_OK);
	assert_int_equal(i.time_micros, 250000);
	assert_int_equal(i.accuracy_micros, 1999001);
	assert_int_equal(tr_tsp_latest(&i), NOW + 3);
	assert_true(i.ordering);
}

static void
refusals_are_answers(void **state)
{
	static const struct {
		struct tr_bytes der;
		enum tr_tsp_status status;
		unsigned failure;
		const char *text;
	} rows[] = {
		{TR_BYTES_LIT("\x30\x05\x30\x03\x02\x01\x03"), TR_TSP_WAITING, 0, ""},
		/* unacceptedPolicy (15), with words */
		{TR_BYTES_LIT("\x30\x12\x30\x10\x02\x01\x02\x30\x05\x0c\x03" "hic" "\x03\x04\x00\x00\x01\x00"), TR_TSP_REJECTION,
			1u << 15, "hic"},
	};
	static const struct tr_bytes bad[] = {
		TR_BYTES_LIT(""),
		TR_BYTES_LIT("\x30\x00"),
		TR_BYTES_LIT("\x30\x05\x30\x03\x02\x01\x00"),             /* granted, and no token */
		TR_BYTES_LIT("\x30\x07\x30\x03\x02\x01\x02\x30\x00"),     /* refused, and a token */
		TR_BYTES_LIT("\x30\x05\x30\x03\x02\x01\x06"),             /* a status that there is not */
		TR_BYTES_LIT("\x30\x05\x30\x03\x02\x01\x03\x00"),
		TR_BYTES_LIT("\x30\x08\x30\x06\x02\x01\x02\x03\x01\x09"), /* nine unused bits */
	};
	struct trien_err err = {0};
	struct tr_tsp_answer a;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_ok(tr_tsp_answer_read(rows[i].der, &a, &err), &err);
		assert_int_equal(a.status, rows[i].status);
		assert_int_equal(a.failure, rows[i].failure);
		assert_true(tr_bytes_are(a.text, rows[i].text));
		assert_int_equal(a.token.n, 0);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(tr_tsp_answer_read(bad[i], &a, &err), "tsp.answer-malformed");
	uint8_t *large = calloc(1, TR_TSP_ANSWER_MAX + 1);
	assert_refused(tr_tsp_answer_read(TR_BYTES(large, TR_TSP_ANSWER_MAX), &a, &err), "tsp.answer-malformed");
	assert_refused(tr_tsp_answer_read(TR_BYTES(large, TR_TSP_ANSWER_MAX + 1), &a, &err), "tsp.answer-too-large");
	free(large);
}

/* OpenSSL is the outside judge of what we ask. */
static void
a_request_is_read_by_openssl(void **state)
{
	static const enum tr_digest digests[] = {TR_SHA256, TR_SHA384, TR_SHA512};
	uint8_t imprint[TR_DIGEST_MAX];
	struct trien_err err = {0};
	size_t n;

	(void)state;
	for (size_t d = 0; d < 3; d++)
		for (int i = 0; i < 8; i++) {
			TR_AUTO_BUF der = {0};
			assert_ok(tr_digest(digests[d], document, imprint, &n, &err), &err);
			struct tr_tsp_question q = {.digest = digests[d], .imprint = TR_BYTES(imprint, n),
					.nonce = i & 1 ? NONCE : TR_BYTES(NULL, 0), .policy = i & 2 ? POLICY : NULL,
					.want_certificate = i & 4};
			assert_ok(tr_tsp_ask(&q, &der, &err), &err);
			const unsigned char *p = der.p;
			TS_REQ *r = d2i_TS_REQ(NULL, &p, (long)der.n);
			assert_non_null(r);
			assert_ptr_equal(p, der.p + der.n);
			assert_int_equal(TS_REQ_get_cert_req(r) != 0, (i & 4) != 0);
			assert_int_equal(TS_REQ_get_nonce(r) != NULL, i & 1);
			assert_int_equal(TS_REQ_get_policy_id(r) != NULL, (i & 2) != 0);
			assert_int_equal(ASN1_STRING_length(TS_MSG_IMPRINT_get_msg(TS_REQ_get_msg_imprint(r))), n);
			TS_REQ_free(r);
		}
}

static void
bad_questions_are_refused(void **state)
{
	const uint8_t zeros[64] = {0};
	const struct tr_tsp_question good = {.digest = TR_SHA256, .imprint = TR_BYTES(zeros, 32),
			.nonce = TR_BYTES(zeros, TR_TSP_NONCE_MAX)};
	TR_AUTO_BUF der = {0};
	struct trien_err err = {0};
	struct tr_tsp_question q = good;

	(void)state;
	assert_ok(tr_tsp_ask(&q, &der, &err), &err);
	q.nonce.n++;
	assert_refused(tr_tsp_ask(&q, &der, &err), "tsp.nonce-size");
	q = good;
	q.imprint.n = 33;
	assert_refused(tr_tsp_ask(&q, &der, &err), "tsp.imprint-size");
	q = good;
	q.policy = "một";
	assert_refused(tr_tsp_ask(&q, &der, &err), "tsp.policy-invalid");
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_stamp_is_asked_for_and_judged),
		cmocka_unit_test(another_answer_is_none),
		cmocka_unit_test(a_changed_token_does_not_hold),
		cmocka_unit_test(a_token_has_a_form),
		cmocka_unit_test(an_info_is_read_strictly),
		cmocka_unit_test(refusals_are_answers),
		cmocka_unit_test(a_request_is_read_by_openssl),
		cmocka_unit_test(bad_questions_are_refused),
	};
	return cmocka_run_group_tests_name("crypto tsp", all, set_up, tear_down);
}
