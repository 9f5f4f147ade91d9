/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each finding has its good vector and its forged twins, in the forms that the world wrote and writes. */
#include "test.h"

#include <stdlib.h>

#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "crypto/cms.h"
#include "crypto/cms_parts.h"
#include "crypto/recipe.h"

#define DETACHED "adbe.pkcs7.detached"
#define CADES "ETSI.CAdES.detached"
#define SHA1_FORM "adbe.pkcs7.sha1"
#define STAMP "ETSI.RFC3161"

static const struct tr_bytes document =
		TR_BYTES_LIT("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020");
static struct person ca, rsa, ec, other;

static int
set_up(void **state)
{
	(void)state;
	ca = people_make("P-256", "Test Issuing CA", NULL, 1, false);
	rsa = people_make("RSA-2048", "Nguyễn Văn An", &ca, 10, false);
	ec = people_make("P-256", "Trần Thị Bình", &ca, 11, false);
	other = people_make("P-256", "Kẻ Mạo Danh", &ca, 12, false);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	people_free(&other);
	people_free(&ec);
	people_free(&rsa);
	people_free(&ca);
	return 0;
}

/* -1: reading was refused, *id says with what. */
static int
judge_bytes(struct tr_bytes der, const char *form, struct tr_bytes content, const char **id)
{
	struct tr_bytes parts[2] = {tr_bytes_part(content, 0, 5), tr_bytes_part(content, 5, content.n)};
	enum tr_cms_finding finding;
	struct trien_err err = {0};
	struct tr_cms *c = NULL;

	trien_rc rc = tr_cms_read(der, &c, &err);
	*id = trien_err_id(rc);
	if (rc != TRIEN_OK) {
		assert_null(c);
		return -1;
	}
	const char *why = NULL;
	assert_ok(tr_cms_judge(c, form, parts, 2, &finding, &why, &err), &err);
	assert_true((why == NULL) == (finding == TR_CMS_GOOD));
	tr_cms_free(c);
	return (int)finding;
}

static void
expect(struct recipe r, const char *form, int finding)
{
	const char *id;

	if (r.document.n == 0)
		r.document = document;
	struct tr_buf der = recipe_cook(&r);
	int got = judge_bytes(tr_buf_view(&der), form, document, &id);
	if (got != finding)
		fail_msg("finding %d (%s), want %d", got, id, finding);
	tr_buf_free(&der);
}

static void
expect_refused(struct recipe r, const char *want)
{
	const char *id;

	r.document = document;
	struct tr_buf der = recipe_cook(&r);
	assert_int_equal(judge_bytes(tr_buf_view(&der), CADES, document, &id), -1);
	assert_string_equal(id, want);
	tr_buf_free(&der);
}

/* ---- good ones of every kind ---- */

static void
forms_of_the_world(void **state)
{
	(void)state;
	expect((struct recipe){.signer = &rsa, .v2 = true}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &ec, .v2 = true}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .signing_time = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .generic = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &ec, .generic = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .no_attributes = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .by_key_id = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .indefinite = true}, DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .unsorted = true, .v2 = true, .signing_time = true}, CADES,
			TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .v1 = true, .v2 = true, .v2_hash = "SHA512"}, CADES,
			TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .time_stamp = true, .v1 = true}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &ec,
			       .plain_ecdsa = true,
			       .signature_oid = "0.4.0.127.0.7.1.1.4.1.3"},
			DETACHED, TR_CMS_GOOD);
	expect((struct recipe){.signer = &ec,
			       .digest = "SHA3-256",
			       .signature_oid = "2.16.840.1.101.3.4.3.10"},
			CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .digest = "SHA512", .attribute_digest = "SHA256"}, CADES,
			TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .fillers = 3}, CADES, TR_CMS_GOOD);
}

static void
kinds_of_keys(void **state)
{
	static const char *const kinds[] = {"brainpoolP256r1", "P-521", "DSA", "ED25519", "RSA-4096"};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct person p = people_make(kinds[i], "Phạm Văn Dũng", &ca, 20, false);
		expect((struct recipe){.signer = &p, .v2 = true, .digest = i == 3 ? "SHA512" : NULL}, CADES,
				TR_CMS_GOOD);
		expect((struct recipe){.signer = &p, .document = TR_BYTES_LIT("khác")}, CADES,
				TR_CMS_HASH_FAILURE);
		people_free(&p);
	}
}

static void
pss_parameters(void **state)
{
	/* SHA-1 with MGF1-SHA-1 and 20 octets of salt are the defaults (RFC 4055 §3.1). */
	struct tr_bytes defaults = TR_BYTES_LIT("\x30\x00");

	(void)state;
	expect((struct recipe){.signer = &rsa, .pss = true}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .pss = true, .salt = 20}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .pss = true, .salt = 200}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa, .pss = true, .mask = "SHA512"}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &rsa,
			       .pss = true,
			       .attribute_digest = "SHA1",
			       .pss_parameters = defaults},
			CADES, TR_CMS_WEAK);
	/* The twins: parameters that say something else than what was done, or nothing that can be read. */
	expect((struct recipe){.signer = &rsa, .pss = true, .pss_parameters = defaults}, CADES,
			TR_CMS_SIG_CRYPTO_FAILURE);
	static const struct tr_bytes bent[] = {
		TR_BYTES_LIT("\x05\x00"), TR_BYTES_LIT("\x30\x02\xa0\x00"), TR_BYTES_LIT("\x30\x02\xa1\x00"),
		TR_BYTES_LIT("\x30\x05\xa2\x03\x02\x01\xff"), TR_BYTES_LIT("\x30\x05\xa3\x03\x02\x01\x02"),
		TR_BYTES_LIT("\x30\x02\x05\x00"), TR_BYTES_LIT("\x30\x07\xa2\x05\x02\x03\x01\x00\x00"),
		TR_BYTES_LIT("\x30\x09\xa0\x07\x30\x05\x06\x03\x2a\x03\x04"),
	};
	for (size_t i = 0; i < sizeof(bent) / sizeof(bent[0]); i++)
		expect((struct recipe){.signer = &rsa, .pss = true, .pss_parameters = bent[i]}, CADES,
				TR_CMS_FORMAT_FAILURE);
}

/* ---- weak ones ---- */

static void
weak_but_unbroken(void **state)
{
	static const char *const digests[] = {"SHA1", "MD5", "SHA224", "RIPEMD160"};

	(void)state;
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
		expect((struct recipe){.signer = &rsa, .digest = digests[i]}, DETACHED, TR_CMS_WEAK);
		expect((struct recipe){.signer = &rsa,
				       .digest = digests[i],
				       .document = TR_BYTES_LIT("khác")},
				DETACHED, TR_CMS_HASH_FAILURE);
	}
	expect((struct recipe){.signer = &rsa, .attribute_digest = "SHA1"}, DETACHED, TR_CMS_WEAK);
	struct person small = people_make("RSA-1024", "Lê Văn Cường", &ca, 30, false);
	expect((struct recipe){.signer = &small}, DETACHED, TR_CMS_WEAK);
	people_free(&small);
	struct person curve = people_make("P-224", "Lê Văn Cường", &ca, 31, false);
	expect((struct recipe){.signer = &curve}, DETACHED, TR_CMS_WEAK);
	people_free(&curve);
}

static void
the_sha1_form(void **state)
{
	uint8_t sha1[20];
	unsigned n;

	(void)state;
	assert_int_equal(EVP_Digest(document.p, document.n, sha1, &n, EVP_sha1(), NULL), 1);
	struct recipe r = {.signer = &rsa, .has_content = true, .content = TR_BYTES(sha1, 20)};
	expect(r, SHA1_FORM, TR_CMS_WEAK);
	r.no_attributes = true;
	expect(r, SHA1_FORM, TR_CMS_WEAK);
	r.indefinite = true;
	expect(r, SHA1_FORM, TR_CMS_WEAK);
	expect(r, DETACHED, TR_CMS_FORMAT_FAILURE);
	sha1[0] ^= 1;
	expect(r, SHA1_FORM, TR_CMS_HASH_FAILURE);
	expect((struct recipe){.signer = &rsa}, SHA1_FORM, TR_CMS_FORMAT_FAILURE);
}

static void
time_stamps(void **state)
{
	const char *type = "1.2.840.113549.1.9.16.1.4";

	(void)state;
	struct tr_buf info = recipe_tst_info("SHA256", document), weak = recipe_tst_info("SHA1", document);
	struct recipe r = {.signer = &rsa,
			.has_content = true,
			.content = tr_buf_view(&info),
			.content_type = type,
			.v2 = true};
	expect(r, STAMP, TR_CMS_GOOD);
	expect(r, CADES, TR_CMS_FORMAT_FAILURE);
	r.indefinite = true;
	expect(r, STAMP, TR_CMS_GOOD);
	r.content_type = NULL;
	expect(r, STAMP, TR_CMS_FORMAT_FAILURE);
	r.content_type = type;
	r.content_type_attribute = "1.2.840.113549.1.7.1";
	expect(r, STAMP, TR_CMS_FORMAT_FAILURE);
	r.content_type_attribute = NULL;
	r.content = tr_buf_view(&weak);
	expect(r, STAMP, TR_CMS_WEAK);
	tr_buf_free(&info);
	info = recipe_tst_info("SHA256", TR_BYTES_LIT("khác"));
	r.content = tr_buf_view(&info);
	expect(r, STAMP, TR_CMS_HASH_FAILURE);
	r.content = TR_BYTES_LIT("\x30\x03\x02\x01\x01");
	expect(r, STAMP, TR_CMS_FORMAT_FAILURE);
	r.has_content = false;
	expect(r, STAMP, TR_CMS_FORMAT_FAILURE);
	tr_buf_free(&info);
	tr_buf_free(&weak);
}

/* ---- forged ones ---- */

static void
another_document(void **state)
{
	(void)state;
	expect((struct recipe){.signer = &rsa, .document = TR_BYTES_LIT("khác")}, CADES, TR_CMS_HASH_FAILURE);
	/* Without attributes it is the value that no longer fits. */
	expect((struct recipe){.signer = &rsa, .no_attributes = true, .document = TR_BYTES_LIT("khác")},
			DETACHED, TR_CMS_SIG_CRYPTO_FAILURE);
}

static void
another_certificate(void **state)
{
	struct person same_serial = people_make("P-256", "Kẻ Mạo Danh", &ca, 11, false);
	struct person same_key = people_certify(ec.key, "Tên Khác", &ca, 11);

	(void)state;
	expect((struct recipe){.signer = &ec, .v2 = true, .no_certificate = true}, CADES,
			TR_CMS_NO_CERTIFICATE);
	expect((struct recipe){.signer = &ec, .v2 = true, .inside = &other}, CADES, TR_CMS_NO_CERTIFICATE);
	/* Of the same issuer and serial: another key, or the same key under another name. */
	expect((struct recipe){.signer = &ec, .v2 = true, .inside = &same_serial}, CADES,
			TR_CMS_SIG_CRYPTO_FAILURE);
	expect((struct recipe){.signer = &ec, .v2 = true, .inside = &same_key}, CADES, TR_CMS_NO_CERTIFICATE);
	expect((struct recipe){.signer = &ec, .v1 = true, .inside = &same_key}, CADES, TR_CMS_NO_CERTIFICATE);
	expect((struct recipe){.signer = &ec, .v2 = true, .v2_hash = "SHA384", .inside = &same_key}, CADES,
			TR_CMS_NO_CERTIFICATE);
	expect((struct recipe){.signer = &ec, .v2 = true, .named = &other}, CADES, TR_CMS_NO_CERTIFICATE);
	/* Both versions, and they mean two certificates: readers take the one or the other. */
	expect((struct recipe){.signer = &ec, .v1 = true, .v2 = true}, CADES, TR_CMS_GOOD);
	expect((struct recipe){.signer = &ec, .v1 = true, .v2 = true, .named_v1 = &other}, CADES, TR_CMS_NO_CERTIFICATE);
	expect((struct recipe){.signer = &ec, .v1 = true, .v2 = true, .named = &other, .named_v1 = &ec}, CADES, TR_CMS_NO_CERTIFICATE);
	/* Nothing in it binds the certificate: then the key alone counts, as it always did in these forms. */
	expect((struct recipe){.signer = &ec, .inside = &same_key}, DETACHED, TR_CMS_GOOD);
	people_free(&same_key);
	people_free(&same_serial);
}

static void
attributes_missing_or_wrong(void **state)
{
	(void)state;
	expect((struct recipe){.signer = &ec, .content_type_attribute = ""}, CADES, TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .content_type_attribute = "1.2.840.113549.1.7.5"}, CADES,
			TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .no_message_digest = true}, CADES, TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .content_type = "1.2.840.113549.1.7.5"}, CADES,
			TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .no_attributes = true}, CADES, TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .has_content = true, .content = document}, CADES,
			TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .has_content = true}, DETACHED, TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec}, "adbe.x509.rsa_sha1", TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .signature_oid = "1.2.3.4"}, CADES, TR_CMS_FORMAT_FAILURE);
	expect((struct recipe){.signer = &ec, .digest = "SM3", .attribute_digest = "SHA256"}, CADES,
			TR_CMS_FORMAT_FAILURE);
	/* A scheme of another kind of key. */
	expect((struct recipe){.signer = &ec, .signature_oid = "1.2.840.113549.1.1.11"}, CADES,
			TR_CMS_SIG_CRYPTO_FAILURE);
	expect((struct recipe){.signer = &rsa, .signature_oid = "1.2.840.10045.4.3.2"}, CADES,
			TR_CMS_SIG_CRYPTO_FAILURE);
}

static void
attributes_doubled(void **state)
{
	static const char *const types[] = {"1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4",
			"1.2.840.113549.1.9.5", "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"};

	(void)state;
	for (size_t i = 0; i < 5; i++)
		expect_refused((struct recipe){.signer = &ec,
					       .signing_time = true,
					       .v1 = true,
					       .v2 = true,
					       .twice = types[i]},
				"cms.attribute-twice");
	expect_refused((struct recipe){.signer = &ec, .two_values = true}, "cms.attribute-value");
}

static void
signers_other_than_one(void **state)
{
	(void)state;
	expect_refused((struct recipe){.signer = &ec, .two_signers = true}, "cms.signer-count");
	expect_refused((struct recipe){.signer = &ec, .no_signer = true}, "cms.signer-count");
}

/* Every octet of the encoding matters: none can be changed without a worse finding, but for those named. */
static void
every_bit(void **state)
{
	const char *id;

	(void)state;
	for (int with = 0; with < 2; with++) {
		struct recipe r = {.signer = &ec,
				.v2 = with == 0,
				.no_attributes = with == 1,
				.document = document};
		struct tr_buf der = recipe_cook(&r);
		struct tr_certificate_parts parts;
		assert_true(tr_certificate_parts(ec.der, &parts));
		const uint8_t *certificate = memmem(der.p, der.n, ec.der.p, ec.der.n);
		size_t spki = (size_t)(certificate - der.p) + (size_t)(parts.spki.p - ec.der.p);
		size_t passed = 0;
		for (size_t i = 0; i < der.n * 8; i++) {
			der.p[i / 8] ^= (uint8_t)(1u << i % 8);
			int got = judge_bytes(tr_buf_view(&der), with ? DETACHED : CADES, document, &id);
			passed += got == TR_CMS_GOOD;
			bool in_key = i / 8 > spki + 30 && i / 8 < spki + parts.spki.n;
			if (got == TR_CMS_GOOD && in_key)
				fail_msg("bit %zu of the key", i);
			der.p[i / 8] ^= (uint8_t)(1u << i % 8);
		}
		/* With the reference to the certificate its octets are bound; without, all but key and names
		 * are not. */
		if (with == 0 && passed > 900)
			fail_msg("%zu of %zu bits may be changed", passed, der.n * 8);
		tr_buf_free(&der);
	}
}

/* ---- structure ---- */

static void
padding_and_trailing(void **state)
{
	struct recipe r = {.signer = &ec, .v2 = true, .document = document};
	struct trien_err err = {0};
	struct tr_cms *c = NULL;
	const char *id;

	(void)state;
	for (int ber = 0; ber < 2; ber++) {
		r.indefinite = ber == 1;
		struct tr_buf der = recipe_cook(&r);
		size_t n = der.n;
		assert_ok(tr_buf_add(&der, "\0\0\0\0\0\0\0", 7, &err), &err);
		assert_ok(tr_cms_read(tr_buf_view(&der), &c, &err), &err);
		assert_int_equal(tr_cms_der_size(c), n);
		tr_cms_free(c);
		der.p[der.n - 1] = 1;
		assert_int_equal(judge_bytes(tr_buf_view(&der), CADES, document, &id), -1);
		assert_string_equal(id, "cms.trailing-bytes");
		for (size_t cut = 0; cut < n; cut++) {
			assert_int_equal(judge_bytes(TR_BYTES(der.p, cut), CADES, document, &id), -1);
			assert_string_equal(id, "cms.malformed");
		}
		tr_buf_free(&der);
	}
}

static void
not_a_cms(void **state)
{
	static const struct {
		struct tr_bytes in;
		const char *id;
	} rows[] = {
		{TR_BYTES_LIT(""), "cms.malformed"},
		{TR_BYTES_LIT("\x30\x00"), "cms.malformed"},
		{TR_BYTES_LIT("\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), "cms.not-signed-data"},
		{TR_BYTES_LIT("\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), "cms.malformed"},
		{TR_BYTES_LIT("\x30\x84\xff\xff\xff\xff"), "cms.malformed"},
		{TR_BYTES_LIT("\x30\x89\x01\x01\x01\x01\x01\x01\x01\x01\x01"), "cms.malformed"},
		{TR_BYTES_LIT("\x1f\x81\x01\x00"), "cms.malformed"},
		{TR_BYTES_LIT("\x04\x80\x00\x00"), "cms.malformed"},
		{TR_BYTES_LIT("\x24\x80\x02\x01\x01\x00\x00"), "cms.malformed"},
	};
	const char *id;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(judge_bytes(rows[i].in, CADES, document, &id), -1);
		assert_string_equal(id, rows[i].id);
	}
}

static void
caps(void **state)
{
	struct recipe r = {.signer = &ec, .v2 = true, .document = document};
	const char *id;

	(void)state;
	/* content-type, message-digest and signing-certificate count too. */
	r.fillers = TR_CMS_ATTRIBUTES_MAX - 3;
	expect(r, CADES, TR_CMS_GOOD);
	r.fillers++;
	expect_refused(r, "cms.attributes-limit");
	r.fillers = 0;
	r.certificates = TR_CMS_CERTIFICATES_MAX;
	expect(r, CADES, TR_CMS_GOOD);
	r.certificates++;
	expect_refused(r, "cms.certificates-limit");

	uint8_t deep[4 * (TR_DER_DEPTH_MAX + 1)] = {0};
	for (int over = 0; over < 2; over++) {
		size_t depth = TR_DER_DEPTH_MAX + (size_t)over;
		for (size_t i = 0; i < depth; i++)
			deep[2 * i] = 0x30, deep[2 * i + 1] = 0x80;
		memset(deep + 2 * depth, 0, 2 * depth);
		assert_int_equal(judge_bytes(TR_BYTES(deep, 4 * depth), CADES, document, &id), -1);
		assert_string_equal(id, over ? "cms.too-deep" : "cms.malformed");
	}

	uint8_t *big = calloc(1, TR_CMS_MAX + 1);
	assert_non_null(big);
	assert_int_equal(judge_bytes(TR_BYTES(big, TR_CMS_MAX), CADES, document, &id), -1);
	assert_string_equal(id, "cms.malformed");
	assert_int_equal(judge_bytes(TR_BYTES(big, TR_CMS_MAX + 1), CADES, document, &id), -1);
	assert_string_equal(id, "cms.too-large");
	free(big);
}

static void
what_is_told(void **state)
{
	struct recipe r = {.signer = &ec,
			.v2 = true,
			.signing_time = true,
			.time_stamp = true,
			.document = document};
	struct trien_err err = {0};
	struct tr_cms *c = NULL;
	int64_t t = 0;

	(void)state;
	struct tr_buf der = recipe_cook(&r);
	assert_ok(tr_cms_read(tr_buf_view(&der), &c, &err), &err);
	assert_true(tr_cms_has_timestamp(c));
	assert_true(tr_cms_has_signing_certificate(c));
	assert_true(tr_cms_signing_time(c, &t));
	assert_int_equal(t, 1795426200);
	assert_string_equal(tr_cms_digest_name(c), "SHA-256");
	assert_string_equal(tr_cms_scheme_name(c), "ECDSA");
	assert_int_equal(tr_cms_certificate_count(c), 1);
	assert_int_equal(tr_cms_certificate(c, 1).n, 0);
	assert_true(tr_bytes_equal(tr_cms_certificate(c, 0), ec.der));
	tr_cms_free(c);
	tr_buf_free(&der);
	r = (struct recipe){.signer = &ec,
			.signature_oid = "1.2.3.4",
			.digest = "SM3",
			.attribute_digest = "SHA256",
			.named = &other,
			.v2 = true,
			.document = document};
	der = recipe_cook(&r);
	assert_ok(tr_cms_read(tr_buf_view(&der), &c, &err), &err);
	assert_string_equal(tr_cms_scheme_name(c), "1.2.3.4");
	assert_string_equal(tr_cms_digest_name(c), "1.2.156.10197.1.401");
	assert_false(tr_cms_has_signing_certificate(c));
	assert_false(tr_cms_has_timestamp(c));
	assert_false(tr_cms_signing_time(c, &t));
	tr_cms_free(c);
	tr_cms_free(NULL);
	tr_buf_free(&der);
}

/* Each allocation of ours fails once: no crash, no leak, no wrong answer. */
static void
squeeze(void **state)
{
	struct recipe r = {.signer = &ec, .v2 = true, .indefinite = true, .document = document};
	struct tr_buf der = recipe_cook(&r);
	bool through = false;

	(void)state;
	for (unsigned long n = 1; !through; n++) {
		struct trien_err err = {0};
		enum tr_cms_finding finding = TR_CMS_FORMAT_FAILURE;
		struct tr_cms *c = NULL;
		tr_mem_fail_at(n);
		trien_rc rc = tr_cms_read(tr_buf_view(&der), &c, &err);
		if (rc == TRIEN_OK)
			rc = tr_cms_judge(c, CADES, &document, 1, &finding, NULL, &err);
		unsigned long made = tr_mem_fail_at(0);
		through = made < n;
		if (through)
			assert_int_equal(finding, TR_CMS_GOOD);
		else
			assert_refused(rc, "base.no-memory");
		tr_cms_free(c);
		assert_true(n < 100);
	}
	tr_buf_free(&der);
}

/* What a CMS brings along, wherever it stands: lists and answers by their first bytes. */
static void
evidence_is_found(void **state)
{
	const struct tr_cms c = {
		/* a list, an OCSP answer by RFC 5940, something else, a list */
		.revocations = TR_BYTES_LIT("\x30\x01\x01\xa1\x0d\x06\x08\x2b\x06\x01\x05\x05\x07\x10\x02\x30\x01\x02"
					    "\xa1\x06\x06\x01\x2a\x30\x01\x03\x30\x01\x04"),
		/* adbe-revocationInfoArchival: two answers, a list */
		.attributes.set = TR_BYTES_LIT("\xa0\x25\x30\x23\x06\x09\x2a\x86\x48\x86\xf7\x2f\x01\x01\x08\x31\x16\x30\x14"
					       "\xa1\x08\x30\x06\x30\x01\x05\x30\x01\x06\xa0\x08\x30\x06\x30\x01\x07\x30\x01\x08"),
		.attributes.unsigned_set = TR_BYTES_LIT("\xa1\x1a\x30\x18\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e\x31\x09"
							"\x30\x01\x0a\x30\x01\x0b\x30\x01\x0c"),
	};
	static const uint8_t crls[] = {1, 4, 7, 8}, answers[] = {2, 5, 6}, stamps[] = {10, 11, 12};

	(void)state;
	for (size_t i = 0; i < sizeof(crls); i++)
		assert_int_equal(tr_cms_crl(&c, i).p[2], crls[i]);
	assert_int_equal(tr_cms_crl(&c, sizeof(crls)).n, 0);
	for (size_t i = 0; i < sizeof(answers); i++)
		assert_int_equal(tr_cms_ocsp(&c, i).p[2], answers[i]);
	assert_int_equal(tr_cms_ocsp(&c, sizeof(answers)).n, 0);
	for (size_t i = 0; i < sizeof(stamps); i++)
		assert_int_equal(tr_cms_timestamp(&c, i).p[2], stamps[i]);
	assert_int_equal(tr_cms_timestamp(&c, sizeof(stamps)).n, 0);
	const struct tr_cms none = {0};
	assert_int_equal(tr_cms_crl(&none, 0).n + tr_cms_ocsp(&none, 0).n + tr_cms_timestamp(&none, 0).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(evidence_is_found),
		cmocka_unit_test(forms_of_the_world),
			cmocka_unit_test(kinds_of_keys),
			cmocka_unit_test(pss_parameters),
			cmocka_unit_test(weak_but_unbroken),
			cmocka_unit_test(the_sha1_form),
			cmocka_unit_test(time_stamps),
			cmocka_unit_test(another_document),
			cmocka_unit_test(another_certificate),
			cmocka_unit_test(attributes_missing_or_wrong),
			cmocka_unit_test(attributes_doubled),
			cmocka_unit_test(signers_other_than_one),
			cmocka_unit_test(every_bit),
			cmocka_unit_test(padding_and_trailing),
			cmocka_unit_test(not_a_cms),
			cmocka_unit_test(caps),
			cmocka_unit_test(what_is_told),
			cmocka_unit_test(squeeze),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
