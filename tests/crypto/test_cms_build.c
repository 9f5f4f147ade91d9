/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What we build: read by ourselves, by OpenSSL's library and by its program, for every permitted key, scheme
 * and digest. */
#include "test.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "crypto/cms.h"
#include "crypto/cms_unsigned.h"
#include "crypto/people.h"
#include "crypto/value.h"
#include "crypto/verify_value.h"

#define DOCUMENT "Quyết định số 01/QĐ-UBND"

static struct person root, issuing;

static int
set_up(void **state)
{
	(void)state;
	root = people_make("P-256", "Test Root CA", NULL, 1, false);
	issuing = people_make("P-256", "Test Issuing CA", &root, 2, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	people_free(&issuing);
	people_free(&root);
	return 0;
}

static struct tr_signer *
signer_of(const struct person *leaf, const struct tr_signer_choice *choice)
{
	const struct person others[] = {root, issuing};
	struct fixed_pin pin;
	struct tr_signer *s = NULL;
	struct trien_err err = {0};
	struct tr_buf p12 = people_p12(leaf, others, 2, "mật khẩu");

	assert_ok(tr_signer_open_p12(tr_buf_view(&p12), choice, fixed_pin(&pin, "mật khẩu"), &s, &err), &err);
	assert_int_equal(pin.asked, 1);
	assert_int_equal(s->chain_count, 3);
	assert_true(tr_bytes_equal(s->chain[0], leaf->der));
	assert_true(tr_bytes_equal(s->chain[1], issuing.der));
	assert_true(tr_bytes_equal(s->chain[2], root.der));
	tr_buf_free(&p12);
	return s;
}

/* The whole CMS over DOCUMENT. */
static struct tr_buf
build(struct tr_signer *s)
{
	struct tr_cms_plan *plan = NULL;
	struct trien_err err = {0};
	struct tr_buf attributes = {0}, value = {0}, der = {0};
	uint8_t digest[TR_DIGEST_MAX], to_sign[TR_DIGEST_MAX];
	size_t n, to_sign_n;
	bool fits = false;

	assert_ok(tr_cms_plan_new(s->chain, s->chain_count, s->digest, s->scheme, &plan, &err), &err);
	assert_ok(tr_digest(s->digest, TR_BYTES_LIT(DOCUMENT), digest, &n, &err), &err);
	assert_ok(tr_cms_prepare(plan, TR_BYTES(digest, n), &attributes, to_sign, &to_sign_n, &err), &err);
	assert_ok(tr_signer_sign(s, TR_BYTES(to_sign, to_sign_n), &value, &err), &err);
	assert_ok(tr_cms_plan_verify(plan, TR_BYTES(to_sign, to_sign_n), tr_buf_view(&value), &fits, &err),
			&err);
	assert_true(fits);
	assert_ok(tr_value_verify(s->chain[0], s->scheme, s->digest, TR_BYTES(to_sign, to_sign_n),
				  tr_buf_view(&value), &fits, &err), &err);
	assert_true(fits);
	to_sign[0] ^= 1;
	assert_ok(tr_cms_plan_verify(plan, TR_BYTES(to_sign, to_sign_n), tr_buf_view(&value), &fits, &err),
			&err);
	assert_false(fits);
	assert_ok(tr_cms_finish(plan, tr_buf_view(&attributes), tr_buf_view(&value), &der, &err), &err);
	assert_true(der.n <= tr_cms_plan_size_max(plan));
	/* ECDSA values vary by some octets; nothing else may be wasted. */
	assert_true(der.n + 12 >= tr_cms_plan_size_max(plan));
	tr_buf_free(&attributes);
	tr_buf_free(&value);
	tr_cms_plan_free(plan);
	return der;
}

static void
read_by_us(struct tr_bytes der, const struct tr_signer *s)
{
	struct tr_bytes document = TR_BYTES_LIT(DOCUMENT);
	struct tr_bytes parts[2] = {tr_bytes_part(document, 0, 7), tr_bytes_part(document, 7, document.n)};
	enum tr_cms_finding finding;
	struct trien_err err = {0};
	struct tr_cms *c = NULL;
	const char *why = NULL;
	int64_t t;

	assert_ok(tr_cms_read(der, &c, &err), &err);
	assert_ok(tr_cms_judge(c, "ETSI.CAdES.detached", parts, 2, &finding, &why, &err), &err);
	if (finding != TR_CMS_GOOD)
		fail_msg("finding %d: %s", (int)finding, why);
	assert_null(why);
	assert_int_equal(tr_cms_der_size(c), der.n);
	assert_int_equal(tr_cms_certificate_count(c), 3);
	assert_true(tr_bytes_equal(tr_cms_signer_certificate(c), s->chain[0]));
	assert_string_equal(tr_cms_digest_name(c), tr_digest_name(s->digest));
	assert_string_equal(tr_cms_scheme_name(c), s->scheme == TR_ECDSA     ? "ECDSA"
						   : s->scheme == TR_RSA_PSS ? "RSA-PSS"
									     : "RSA-PKCS1");
	assert_true(tr_cms_has_signing_certificate(c));
	assert_false(tr_cms_has_timestamp(c));
	assert_false(tr_cms_signing_time(c, &t));
	tr_cms_free(c);
}

/* OpenSSL's library decodes it, encodes it again byte for byte (so it is DER), and finds what we put in. */
static void
read_by_library(struct tr_bytes der)
{
	const unsigned char *p = der.p;
	unsigned char *again = NULL;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)der.n);

	assert_non_null(cms);
	int n = i2d_CMS_ContentInfo(cms, &again);
	assert_int_equal(n, der.n);
	assert_memory_equal(again, der.p, der.n);
	OPENSSL_free(again);
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	assert_int_equal(sk_CMS_SignerInfo_num(signers), 1);
	CMS_SignerInfo *si = sk_CMS_SignerInfo_value(signers, 0);
	assert_int_equal(CMS_signed_get_attr_count(si), 3);
	assert_int_equal(CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1), -1);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
}

static void
read_by_program(struct tr_bytes der)
{
	char *cms = people_file("cms.der", der), *content = people_file("content", TR_BYTES_LIT(DOCUMENT));
	char *anchor = people_file("root.der", root.der);
	const char *const argv[] = {"openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", cms,
			"-content", content, "-CAfile", anchor, "-purpose", "any", "-binary", NULL};
	const char *const convert[] = {
			"openssl", "x509", "-inform", "DER", "-in", anchor, "-out", anchor, NULL};

	assert_int_equal(people_run(convert), 0);
	assert_int_equal(people_run(argv), 0);
	/* The forged twin. */
	FILE *f = fopen(content, "ab");
	assert_non_null(f);
	fputc('!', f);
	fclose(f);
	assert_int_not_equal(people_run(argv), 0);
	char *paths[] = {cms, content, anchor};
	for (size_t i = 0; i < 3; i++) {
		unlink(paths[i]);
		free(paths[i]);
	}
}

static void
every_permitted_signer(void **state)
{
	static const char *const kinds[] = {
			"RSA-2048", "RSA-3072", "RSA-4096", "P-256", "P-384", "RSA-PSS-2048"};

	(void)state;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		struct person leaf = people_make(kinds[k], "Nguyễn Văn An", &issuing, 100 + (long)k, false);
		for (int scheme = TR_RSA_PKCS1; scheme <= TR_ECDSA; scheme++) {
			bool ecdsa = kinds[k][0] == 'P';
			if (ecdsa != (scheme == TR_ECDSA) || (k == 5 && scheme != TR_RSA_PSS))
				continue;
			for (int digest = TR_SHA256; digest <= TR_SHA512; digest++) {
				struct tr_signer_choice choice = {
						true, true, (enum tr_digest)digest, (enum tr_scheme)scheme};
				struct tr_signer *s = signer_of(&leaf, &choice);
				struct tr_buf der = build(s);
				read_by_us(tr_buf_view(&der), s);
				read_by_library(tr_buf_view(&der));
				read_by_program(tr_buf_view(&der));
				tr_buf_free(&der);
				tr_signer_close(s);
			}
		}
		people_free(&leaf);
	}
}

static void
choice_by_the_key(void **state)
{
	static const struct {
		const char *kind;
		enum tr_scheme scheme;
		enum tr_digest digest;
		unsigned bits;
	} rows[] = {
		{"RSA-2048", TR_RSA_PKCS1, TR_SHA256, 2048},
		{"RSA-PSS-2048", TR_RSA_PSS, TR_SHA256, 2048},
		{"P-256", TR_ECDSA, TR_SHA256, 256},
		{"P-384", TR_ECDSA, TR_SHA384, 384},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct person leaf = people_make(rows[i].kind, "Trần Thị Bình", &issuing, 7, false);
		struct tr_signer *s = signer_of(&leaf, NULL);
		assert_int_equal(s->scheme, rows[i].scheme);
		assert_int_equal(s->digest, rows[i].digest);
		assert_int_equal(s->key_bits, rows[i].bits);
		assert_false(s->lab);
		tr_signer_close(s);
		people_free(&leaf);
	}
}

static void
refused_keys(void **state)
{
	static const struct {
		const char *kind, *id;
	} rows[] = {
			{"RSA-2040", "key.rsa-too-small"},
			{"RSA-1024", "key.rsa-too-small"},
			{"RSA-4104", "key.rsa-too-large"},
			{"P-521", "key.curve"},
			{"brainpoolP256r1", "key.curve"},
			{"P-224", "key.curve"},
			{"ED25519", "key.type"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct person leaf = people_make(rows[i].kind, "Lê Văn Cường", &issuing, 7, false);
		struct tr_buf pem = people_pem(&leaf, NULL, 0, NULL);
		struct tr_signer *s = NULL;
		struct tr_cms_plan *plan = NULL;
		struct trien_err err;
		assert_refused(tr_signer_open_pem(tr_buf_view(&pem), NULL, NULL, &s, &err), rows[i].id);
		enum tr_scheme scheme = rows[i].kind[0] == 'R' ? TR_RSA_PKCS1 : TR_ECDSA;
		assert_refused(tr_cms_plan_new(&leaf.der, 1, TR_SHA256, scheme, &plan, &err), rows[i].id);
		assert_null(s);
		assert_null(plan);
		tr_buf_free(&pem);
		people_free(&leaf);
	}
}

static void
refused_schemes(void **state)
{
	static const struct {
		const char *kind;
		enum tr_scheme scheme;
	} rows[] = {{"RSA-2048", TR_ECDSA}, {"P-256", TR_RSA_PKCS1}, {"P-256", TR_RSA_PSS},
			{"RSA-PSS-2048", TR_RSA_PKCS1}};
	struct tr_cms_plan *plan = NULL;
	struct trien_err err;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct person leaf = people_make(rows[i].kind, "Lê Văn Cường", &issuing, 7, false);
		assert_refused(tr_cms_plan_new(&leaf.der, 1, TR_SHA256, rows[i].scheme, &plan, &err),
				"key.scheme");
		assert_refused(tr_cms_plan_new(&leaf.der, 1, (enum tr_digest)3, rows[i].scheme, &plan, &err),
				"key.digest");
		people_free(&leaf);
	}
}

static void
plan_refuses(void **state)
{
	struct tr_bytes chain[TR_CHAIN_MAX + 1];
	struct tr_cms_plan *plan = NULL;
	struct trien_err err = {0};
	static uint8_t huge[(64u << 10) + 1];

	(void)state;
	for (size_t i = 0; i <= TR_CHAIN_MAX; i++)
		chain[i] = issuing.der;
	assert_refused(tr_cms_plan_new(chain, 0, TR_SHA256, TR_ECDSA, &plan, &err), "key.no-certificate");
	assert_refused(tr_cms_plan_new(chain, TR_CHAIN_MAX + 1, TR_SHA256, TR_ECDSA, &plan, &err),
			"key.chain-limit");
	assert_ok(tr_cms_plan_new(chain, TR_CHAIN_MAX, TR_SHA256, TR_ECDSA, &plan, &err), &err);
	tr_cms_plan_free(plan);
	chain[1] = TR_BYTES_LIT("\x30\x03\x02\x01\x01");
	assert_refused(tr_cms_plan_new(chain, 2, TR_SHA256, TR_ECDSA, &plan, &err),
			"key.certificate-malformed");
	chain[1] = TR_BYTES(huge, sizeof(huge));
	assert_refused(tr_cms_plan_new(chain, 2, TR_SHA256, TR_ECDSA, &plan, &err),
			"key.certificate-too-large");
	tr_cms_plan_free(NULL);
}

static void
halves_refuse(void **state)
{
	struct tr_buf attributes = {0}, der = {0};
	uint8_t to_sign[TR_DIGEST_MAX];
	uint8_t value[80] = {1};
	struct tr_cms_plan *plan = NULL;
	struct trien_err err = {0};
	size_t n;

	(void)state;
	assert_ok(tr_cms_plan_new(&issuing.der, 1, TR_SHA256, TR_ECDSA, &plan, &err), &err);
	assert_refused(tr_cms_prepare(plan, TR_BYTES(value, 31), &attributes, to_sign, &n, &err),
			"cms.digest-size");
	assert_ok(tr_cms_prepare(plan, TR_BYTES(value, 32), &attributes, to_sign, &n, &err), &err);
	assert_refused(tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(value, 0), &der, &err),
			"cms.value-size");
	assert_refused(tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(value, 73), &der, &err),
			"cms.value-size");
	assert_ok(tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(value, 72), &der, &err), &err);
	assert_int_equal(der.n, tr_cms_plan_size_max(plan));
	for (size_t i = 0; i < attributes.n; i++) {
		bool digest = memmem(attributes.p, attributes.n, value, 32) == attributes.p + i;
		if (digest) {
			i += 31;
			continue;
		}
		attributes.p[i] ^= 0x40;
		assert_refused(tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(value, 72), &der, &err),
				"cms.attributes-foreign");
		attributes.p[i] ^= 0x40;
	}
	attributes.n--;
	assert_refused(tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(value, 72), &der, &err),
			"cms.attributes-foreign");
	tr_buf_free(&attributes);
	tr_buf_free(&der);
	tr_cms_plan_free(plan);
}

/* A token in the unsigned attributes: the signature stays good, OpenSSL finds it, and there is room for one only. */
static void
with_timestamp(void **state)
{
	struct person leaf = people_make("P-256", "Test Signer", &issuing, 7, false);
	const struct tr_signer_choice by_key = {0};
	struct tr_signer *s = signer_of(&leaf, &by_key);
	struct tr_buf plain = build(s), stamped = {0}, again = {0};
	struct tr_bytes document = TR_BYTES_LIT(DOCUMENT);
	enum tr_cms_finding finding;
	struct trien_err err = {0};
	struct tr_cms *c = NULL;

	(void)state;
	/* Any ContentInfo will do as a token here. */
	assert_ok(tr_cms_with_timestamp(tr_buf_view(&plain), tr_buf_view(&plain), &stamped, &err), &err);
	assert_ok(tr_cms_read(tr_buf_view(&stamped), &c, &err), &err);
	assert_true(tr_cms_has_timestamp(c));
	assert_ok(tr_cms_judge(c, "ETSI.CAdES.detached", &document, 1, &finding, NULL, &err), &err);
	assert_int_equal(finding, TR_CMS_GOOD);
	tr_cms_free(c);
	const unsigned char *p = stamped.p;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)stamped.n);
	assert_non_null(cms);
	assert_ptr_equal(p, stamped.p + stamped.n);
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(cms), 0);
	assert_int_equal(CMS_unsigned_get_attr_count(info), 1);
	assert_true(CMS_unsigned_get_attr_by_NID(info, NID_id_smime_aa_timeStampToken, -1) == 0);
	CMS_ContentInfo_free(cms);

	assert_refused(tr_cms_with_timestamp(tr_buf_view(&stamped), tr_buf_view(&plain), &again, &err), "cms.malformed");
	for (size_t cut = 1; cut < plain.n; cut += 37)
		assert_refused(tr_cms_with_timestamp(TR_BYTES(plain.p, plain.n - cut), tr_buf_view(&plain), &again, &err),
				"cms.malformed");
	tr_buf_free(&plain);
	tr_buf_free(&stamped);
	tr_buf_free(&again);
	tr_signer_close(s);
	people_free(&leaf);
}

/* Each allocation of ours fails once. */
static void
squeeze(void **state)
{
	const struct tr_bytes chain[] = {issuing.der, root.der};
	bool through = false;

	(void)state;
	for (unsigned long n = 1; !through; n++) {
		struct tr_buf attributes = {0}, der = {0};
		uint8_t digest[32] = {1}, to_sign[TR_DIGEST_MAX];
		struct tr_cms_plan *plan = NULL;
		struct trien_err err;
		size_t size;
		tr_mem_fail_at(n);
		trien_rc rc = tr_cms_plan_new(chain, 2, TR_SHA256, TR_ECDSA, &plan, &err);
		if (rc == TRIEN_OK)
			rc = tr_cms_prepare(plan, TR_BYTES(digest, 32), &attributes, to_sign, &size, &err);
		if (rc == TRIEN_OK)
			rc = tr_cms_finish(plan, tr_buf_view(&attributes), TR_BYTES(digest, 32), &der, &err);
		through = tr_mem_fail_at(0) < n;
		assert_refused(rc, through ? "ok" : "base.no-memory");
		tr_buf_free(&attributes);
		tr_buf_free(&der);
		tr_cms_plan_free(plan);
		assert_true(n < 100);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_permitted_signer),
		cmocka_unit_test(choice_by_the_key),
		cmocka_unit_test(refused_keys),
		cmocka_unit_test(refused_schemes),
		cmocka_unit_test(plan_refuses),
		cmocka_unit_test(halves_refuse),
		cmocka_unit_test(with_timestamp),
		cmocka_unit_test(squeeze),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
