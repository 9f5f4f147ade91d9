/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "build.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>

#include "crypto/cms.h"
#include "sign/dss.h"
#include "sign/limits.h"
#include "sign/state.h"
#include "test.h"
#include "verify/fixture.h"

static struct trien_err err;
static size_t room;

void
build_with_room(size_t n)
{
	room = n;
}

static const enum who chains[][3] = {
	{W_SIGNER, W_CA, W_ROOT}, {W_SIGNER_EXPIRED, W_CA, W_ROOT}, {W_LAB_SIGNER, W_LAB_CA, W_LAB_ROOT},
	{W_PUBLIC_SIGNER, W_PUBLIC_CA, W_PUBLIC_ROOT}, {W_TSA, W_TSA_CA, W_ROOT}, {W_TSA_EXPIRED, W_TSA_CA, W_ROOT},
	{W_TSA2, W_TSA_CA2, W_ROOT}, {W_TSA_LONG, W_TSA_CA_LONG, W_ROOT}, {W_PUBLIC_TSA, W_PUBLIC_CA, W_PUBLIC_ROOT},
};

static const enum who *
chain_of(enum who leaf)
{
	for (size_t i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
		if (chains[i][0] == leaf)
			return chains[i];
	fprintf(stderr, "build.c: nobody's chain\n");
	abort();
}

/* ---- signing ---- */

static void
pem_of(const struct world *w, enum who signer, struct tr_buf *out)
{
	const enum who *chain = chain_of(signer);
	BIO *b = BIO_new(BIO_s_mem());
	char *p;

	assert_int_equal(PEM_write_bio_PrivateKey(b, w->of[signer].key, NULL, NULL, 0, NULL, NULL), 1);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(PEM_write_bio_X509(b, w->of[chain[i]].x), 1);
	long n = BIO_get_mem_data(b, &p);
	assert_ok(tr_buf_add(out, p, (size_t)n, &err), &err);
	BIO_free(b);
}

static void
finish(const struct build *b, struct tr_sign_proposal *p, const struct tr_sign_stamper *stamper, struct tr_bytes base)
{
	const struct tr_signer_choice choice = {0};
	struct tr_sign_state state = {0};
	struct tr_cms_plan *plan;
	struct tr_signer *signer;
	TR_AUTO_BUF pem = {0};

	pem_of(b->world, b->condition->signer, &pem);
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), &choice, NULL, &signer, &err), &err);
	assert_ok(tr_cms_plan_new(signer->chain, signer->chain_count, signer->digest, signer->scheme, &plan, &err), &err);
	assert_ok(tr_sign_prepare(plan, base, p, &state, &err), &err);
	state.stamper = stamper;
	assert_ok(tr_sign_finish_with(plan, signer, &state, &err), &err);
	assert_ok(state.stamp_error.code, &state.stamp_error);
	*p = state.proposal;
	state.proposal = (struct tr_sign_proposal){0};
	tr_sign_state_free(&state);
	tr_cms_plan_free(plan);
	tr_signer_close(signer);
}

/* A content time stamp among the attributes that are signed, over the document (EN 319 122-1 §5.2.8). */
static void
stamp_content(const struct build *b, CMS_SignerInfo *one, struct tr_bytes document)
{
	const struct condition *c = b->condition;
	TR_AUTO_BUF token = {0};

	world_token(&b->world->of[W_TSA], &b->world->of[W_TSA_CA], c->content_at, "SHA256",
			c->content_moved ? tr_bytes_part(document, 1, document.n) : document, &token);
	assert_int_equal(CMS_signed_add1_attr_by_NID(one, NID_id_smime_aa_ets_contentTimestamp, V_ASN1_SEQUENCE, token.p, (int)token.n), 1);
}

/* Nothing of ours signs with SHA-1, or stamps the content first. */
static void
finish_by_openssl(const struct build *b, struct tr_sign_proposal *p, const struct tr_sign_stamper *stamper, struct tr_bytes base)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL | (b->condition->no_reference ? 0 : CMS_CADES);
	const struct forged *signer = &b->world->of[b->condition->signer];
	BIO *data = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	unsigned char *der = NULL;
	uint8_t imprint[TR_DIGEST_MAX];
	size_t n;
	TR_AUTO_BUF token = {0};

	BIO_write(data, base.p, (int)base.n);
	BIO_write(data, p->tail.p, (int)(p->contents_at - base.n));
	BIO_write(data, p->tail.p + (p->contents_end - base.n), (int)(base.n + p->tail.n - p->contents_end));
	CMS_SignerInfo *one = CMS_add1_signer(cms, signer->x, signer->key, b->condition->sha1 ? EVP_sha1() : EVP_sha256(), flags);
	assert_non_null(one);
	if (b->condition->content_at != 0) {
		char *bytes;
		const long n_bytes = BIO_get_mem_data(data, &bytes);
		stamp_content(b, one, TR_BYTES(bytes, (size_t)n_bytes));
	}
	assert_int_equal(CMS_add1_cert(cms, b->world->of[chain_of(b->condition->signer)[1]].x), 1);
	assert_int_equal(CMS_final(cms, data, NULL, flags), 1);
	if (stamper != NULL) {
		const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(one);
		assert_ok(tr_digest(TR_SHA256, TR_BYTES(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)),
				imprint, &n, &err), &err);
		assert_ok(stamper->stamp(stamper->context, TR_SHA256, TR_BYTES(imprint, n), &token, &err), &err);
		assert_int_equal(CMS_unsigned_add1_attr_by_NID(one, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.p,
				(int)token.n), 1);
	}
	int size = i2d_CMS_ContentInfo(cms, &der);
	assert_true(size > 0);
	assert_ok(tr_sign_fill_hole(p, TR_BYTES(der, (size_t)size), &err), &err);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
}

/* Appends the tail, and keeps what stands in /Contents. */
static void
append(struct signed_file *f, struct tr_sign_proposal *p)
{
	const uint8_t *at = p->tail.p + (p->contents_at - p->base_size) + 1;
	size_t n = (size_t)(p->contents_end - p->contents_at - 2) / 2;

	tr_buf_clear(&f->contents);
	for (size_t i = 0; i < n; i++) {
		const char digits[3] = {(char)at[2 * i], (char)at[2 * i + 1], '\0'};
		assert_ok(tr_buf_add_byte(&f->contents, (uint8_t)strtoul(digits, NULL, 16), &err), &err);
	}
	assert_ok(tr_buf_add_bytes(f->bytes, tr_buf_view(&p->tail), &err), &err);
	tr_sign_proposal_free(p);
}

void
build_sign(const struct build *b, struct signed_file *f, const char *field)
{
	struct tsa tsa = {b->world, b->condition->tsa ? b->condition->tsa : W_TSA, T_SIGNED,
		b->forged && b->level == LEVEL_T ? STAMP_MOVED : STAMP_GOOD};
	const struct tr_sign_stamper stamper = tsa_stamper(&tsa), *asked = b->level == LEVEL_B ? NULL : &stamper;
	const struct tr_sign_request request = {.field = {field, strlen(field)}, .time = T_SIGNED, .zone_minutes = 420,
		.contents_size = room ? room : 6000 + TR_SIGN_TOKEN_ROOM};
	struct tr_sign_proposal p = {0};

	assert_ok(tr_sign_propose(tr_buf_view(f->bytes), &request, &p, &err), &err);
	if (b->condition->sha1 || b->condition->no_reference || b->condition->content_at != 0)
		finish_by_openssl(b, &p, asked, tr_buf_view(f->bytes));
	else
		finish(b, &p, asked, tr_buf_view(f->bytes));
	append(f, &p);
}

/* ---- the store and document time stamps ---- */

void
build_store(const struct world *w, const struct words *l, enum who signer, enum who tsa, int64_t at, struct signed_file *f)
{
	struct tr_dss_value values[WORDS_MAX + 8];
	size_t n = 0;
	TR_AUTO_BUF tail = {0};

	for (size_t i = 0; i < 2; i++)
		values[n++] = (struct tr_dss_value){TR_DSS_CERTIFICATE, w->of[chain_of(signer)[i]].der};
	for (size_t i = 0; i < 2; i++)
		values[n++] = (struct tr_dss_value){TR_DSS_CERTIFICATE, w->of[chain_of(tsa)[i]].der};
	values[n++] = (struct tr_dss_value){TR_DSS_CERTIFICATE, w->of[W_RESPONDER].der};
	for (size_t i = 0; i < l->count; i++)
		values[n++] = (struct tr_dss_value){l->is_answer[i] ? TR_DSS_OCSP : TR_DSS_CRL, l->of[i]};
	const struct tr_dss_entry entry = {tr_buf_view(&f->contents), values, n};
	const struct tr_dss_request request = {.entries = &entry, .count = 1, .time = at, .zone_minutes = 420};
	assert_ok(tr_sign_propose_dss(tr_buf_view(f->bytes), &request, &tail, &err), &err);
	assert_ok(tr_buf_add_bytes(f->bytes, tr_buf_view(&tail), &err), &err);
}

void
build_stamp(struct tsa *t, struct signed_file *f)
{
	const struct tr_sign_request request = {.kind = TR_SIGN_TIMESTAMP, .contents_size = room ? room : TR_SIGN_TOKEN_ROOM};
	const struct tr_sign_stamper stamper = tsa_stamper(t);
	struct tr_sign_proposal p = {0};

	assert_ok(tr_sign_propose(tr_buf_view(f->bytes), &request, &p, &err), &err);
	assert_ok(tr_sign_stamp_document(&stamper, TR_SHA256, tr_buf_view(f->bytes), &p, &err), &err);
	append(f, &p);
}

static CMS_ContentInfo *
take_out(const struct signed_file *f)
{
	const unsigned char *p = f->contents.p;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)f->contents.n);

	assert_non_null(cms);
	return cms;
}

/* Into the last /Contents of the file; ends the CMS. */
static void
put_back(CMS_ContentInfo *cms, struct signed_file *f)
{
	static const char key[] = "/Contents<";
	unsigned char *der = NULL;
	uint8_t *at = NULL;
	int n = i2d_CMS_ContentInfo(cms, &der);

	assert_in_range(n, 1, (int)f->contents.n);
	for (uint8_t *next = f->bytes->p; next != NULL; next = memmem(at + 1, f->bytes->n - (size_t)(at + 1 - f->bytes->p), key, strlen(key)))
		at = next;
	assert_non_null(at);
	at += strlen(key) - 1;
	memset(at + 1, '0', 2 * f->contents.n);
	for (int i = 0; i < 2 * n; i++)
		at[1 + i] = (uint8_t)"0123456789abcdef"[i % 2 == 0 ? der[i / 2] >> 4 : der[i / 2] & 15];
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
}

void
build_into_gap(struct tr_bytes crl, struct signed_file *f)
{
	const unsigned char *q = crl.p;
	CMS_ContentInfo *cms = take_out(f);
	X509_CRL *list = d2i_X509_CRL(NULL, &q, (long)crl.n);

	assert_int_equal(CMS_add1_crl(cms, list), 1);
	X509_CRL_free(list);
	put_back(cms, f);
}

static CMS_SignerInfo *
signer_of(CMS_ContentInfo *cms)
{
	return sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
}

void
build_stamps_into_gap(const struct tr_bytes *tokens, size_t count, struct signed_file *f)
{
	CMS_ContentInfo *cms = take_out(f);
	X509_ATTRIBUTE *a = X509_ATTRIBUTE_create_by_NID(NULL, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, tokens[0].p, (int)tokens[0].n);

	for (size_t i = 1; i < count; i++)
		assert_int_equal(X509_ATTRIBUTE_set1_data(a, V_ASN1_SEQUENCE, tokens[i].p, (int)tokens[i].n), 1);
	assert_int_equal(CMS_unsigned_add1_attr(signer_of(cms), a), 1);
	X509_ATTRIBUTE_free(a);
	put_back(cms, f);
}

void
build_value(const struct signed_file *f, struct tr_buf *out)
{
	CMS_ContentInfo *cms = take_out(f);
	const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(signer_of(cms));

	assert_ok(tr_buf_add(out, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value), &err), &err);
	CMS_ContentInfo_free(cms);
}

static void
store_words(const struct build *b, struct signed_file *f, int64_t at, enum who tsa)
{
	const struct condition *c = b->condition;
	const bool forged = b->forged && b->level == LEVEL_LT;
	const struct word_request r = {.signer = c->signer, .revoked_at = forged ? 0 : c->revoked_at, .at = at,
		.by = forged ? KNOWN_BY_FORGED_LIST : c->by, .of_tsa_long = tsa == W_TSA_LONG};
	struct words l;

	words_of(b->world, &r, &l);
	build_store(b->world, &l, c->signer, tsa, at, f);
	words_free(&l);
}

static void
renew(const struct build *b, struct signed_file *f, size_t times)
{
	for (size_t i = 0; i < times; i++) {
		const int64_t at = T_2034_06_01 + (int64_t)i * 30 * DAY;
		struct tsa tsa = {b->world, W_TSA2, at + DAY, STAMP_GOOD};
		store_words(b, f, at, W_TSA2);
		build_stamp(&tsa, f);
	}
}

static void
spoil_document(struct tr_buf *bytes)
{
	static const char from[] = "(So tien 1)";
	uint8_t *p = memmem(bytes->p, bytes->n, from, strlen(from));
	assert_non_null(p);
	p[strlen(from) - 2] = '7';
}

void
build_file(const struct build *b, struct tr_buf *out)
{
	const enum who tsa = b->condition->tsa ? b->condition->tsa : W_TSA;
	const int64_t stored = b->condition->stored_at ? b->condition->stored_at : T_SIGNED + HOUR;
	struct tsa archive = {b->world, tsa, stored + HOUR, b->forged && b->level == LEVEL_LTA ? STAMP_FORGED : STAMP_GOOD};
	struct fixture_doc d;

	fixture_begin(&d);
	struct signed_file f = {.bytes = &d.bytes};
	build_sign(b, &f, "seal");
	if (b->level >= LEVEL_LT)
		store_words(b, &f, stored, tsa);
	if (b->level >= LEVEL_LTA)
		build_stamp(&archive, &f);
	if (b->level >= LEVEL_LTA_RENEWED)
		renew(b, &f, b->level == LEVEL_LTA_RENEWED ? 3 : 1);
	if (b->forged && (b->level == LEVEL_B || b->level >= LEVEL_LTA_RENEWED))
		spoil_document(f.bytes);
	tr_buf_free(&f.contents);
	*out = d.bytes;
}
