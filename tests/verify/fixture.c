/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verify/fixture.h"

#include <jansson.h>
#include <stdlib.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "test.h"

#define CONTENTS_HEX 8192

struct fixture_key {
	EVP_PKEY *key;
	X509 *certificate;
	enum fixture_flaw flaw;
};

static struct trien_err err;

/* ---- keys ---- */

static void
add_extension(X509 *c, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(c, e, -1), 1);
	X509_EXTENSION_free(e);
}

static void
set_serial(X509 *c, size_t length)
{
	uint8_t bytes[128];
	assert_true(length <= sizeof(bytes));
	memset(bytes, 0x47, length);
	BIGNUM *n = BN_bin2bn(bytes, (int)length, NULL);
	assert_non_null(BN_to_ASN1_INTEGER(n, X509_get_serialNumber(c)));
	BN_free(n);
}

struct fixture_key *
fixture_key_new(enum fixture_flaw flaw)
{
	struct fixture_key *k = calloc(1, sizeof(*k));
	X509 *c = X509_new();
	int64_t end = FIXTURE_NOW + (flaw == FLAW_EXPIRED ? -86400 : 86400 * 365);

	k->flaw = flaw;
	k->key = EVP_EC_gen("P-256");
	assert_non_null(k->key);
	X509_set_version(c, 2);
	set_serial(c, flaw == FLAW_BAD_CERTIFICATE ? 65 : 8);
	assert_non_null(ASN1_TIME_set(X509_getm_notBefore(c), (time_t)(FIXTURE_NOW - 86400 * 365)));
	assert_non_null(ASN1_TIME_set(X509_getm_notAfter(c), (time_t)end));
	X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
			(const unsigned char *)"Nguy\xe1\xbb\x85n V\xc4\x83n Ki\xe1\xbb\x83m", -1, -1, 0);
	X509_set_issuer_name(c, X509_get_subject_name(c));
	X509_set_pubkey(c, k->key);
	add_extension(c, NID_key_usage, "critical,digitalSignature,nonRepudiation");
	assert_true(X509_sign(c, k->key, EVP_sha256()) > 0);
	k->certificate = c;
	return k;
}

void
fixture_key_free(struct fixture_key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->key);
	X509_free(k->certificate);
	free(k);
}

struct tr_trust *
fixture_trust(const struct fixture_key *k)
{
	struct tr_trust *t;
	unsigned char *der = NULL;
	int n = i2d_X509(k->certificate, &der);
	assert_true(n > 0);
	assert_ok(tr_trust_new(&t, &err), &err);
	assert_ok(tr_trust_add(t, TR_TRUST_GIVEN, TR_BYTES(der, n), "fixture", &err), &err);
	OPENSSL_free(der);
	return t;
}

void
fixture_pem(const struct fixture_key *k, struct tr_buf *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	assert_int_equal(PEM_write_bio_PrivateKey(b, k->key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(PEM_write_bio_X509(b, k->certificate), 1);
	long n = BIO_get_mem_data(b, &p);
	assert_ok(tr_buf_add(out, p, (size_t)n, &err), &err);
	BIO_free(b);
}

/* DER of a detached CMS over the document's parts. */
static size_t
make_cms(const struct fixture_key *k, struct tr_bytes a, struct tr_bytes b, uint8_t *out, size_t max)
{
	BIO *data = BIO_new(BIO_s_mem());
	unsigned char *der = NULL;
	unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;

	BIO_write(data, a.p, (int)a.n);
	BIO_write(data, b.p, (int)b.n);
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	assert_non_null(cms);
	assert_non_null(CMS_add1_signer(cms, k->certificate, k->key, k->flaw == FLAW_SHA1 ? EVP_sha1() : EVP_sha256(),
			flags | (k->flaw == FLAW_NO_CERTIFICATE ? CMS_NOCERTS : 0)));
	assert_int_equal(CMS_final(cms, data, NULL, flags), 1);
	int n = i2d_CMS_ContentInfo(cms, &der);
	assert_true(n > 0 && (size_t)n <= max);
	memcpy(out, der, (size_t)n);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(data);
	return (size_t)n;
}

/* ---- documents ---- */

void
fixture_doc_free(struct fixture_doc *d)
{
	tr_buf_free(&d->bytes);
}

static const struct fixture_object first[] = {
	{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R >>"},
	{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] >>"},
	{3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> "
	    "/XObject << /X1 15 0 R >> >> /Annots [7 0 R 8 0 R 13 0 R 14 0 R] >>"},
	{4, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream"},
	{5, "<< /Fields [7 0 R 8 0 R 13 0 R] /DR << /Font << /Helv 6 0 R >> >> /DA (/Helv 0 Tf 0 g) >>"},
	{6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"},
	{7, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V () /Rect [10 10 60 20] /P 3 0 R /AP << /N 9 0 R >> "
	    "/DA (/Helv 9 Tf 0 g) >>"},
	{8, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (other) /V (x) /Rect [10 30 60 40] /P 3 0 R "
	    "/AP << /N 10 0 R >> >>"},
	{9, "<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Length 9 >>\nstream\n/Tx BMC E\nendstream"},
	{10, "<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Length 9 >>\nstream\n/Tx BMC x\nendstream"},
	{11, "<< /Length 29 >>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream"},
	{12, "<< /Producer (fixture) >>"},
	{13, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (seal) /Rect [100 10 180 50] /P 3 0 R >>"},
	{14, "<< /Type /Annot /Subtype /Text /Rect [150 150 160 160] /Contents (note) >>"},
	{15, "<< /Type /XObject /Subtype /Form /BBox [0 0 5 5] /Length 3 >>\nstream\n0 g\nendstream"},
	{0, NULL},
};

static void
put(struct fixture_doc *d, const char *text)
{
	assert_ok(tr_buf_add(&d->bytes, text, strlen(text), &err), &err);
}

static uint32_t
number_of(const struct fixture_object *o)
{
	return o->num & 0xffffff;
}

static uint32_t
generation_of(const struct fixture_object *o)
{
	return o->num >> 24;
}

/* One revision in the style of a classic table. */
static void
write_revision(struct fixture_doc *d, const struct fixture_object *objects, const char *extra)
{
	uint64_t at[64] = {0};
	size_t n = 0;
	for (; objects[n].num != 0; n++) {
		uint32_t num = number_of(&objects[n]);
		assert_true(n < 64);
		at[n] = d->bytes.n;
		if (num >= d->size)
			d->size = num + 1;
		if (objects[n].body != NULL)
			assert_ok(tr_buf_addf(&d->bytes, &err, "%u %u obj\n%s\nendobj\n", num, generation_of(&objects[n]),
					objects[n].body), &err);
	}
	uint64_t xref = d->bytes.n;
	put(d, "xref\n");
	if (d->startxref == 0)
		put(d, "0 1\n0000000000 65535 f \n");
	for (size_t i = 0; i < n; i++)
		assert_ok(tr_buf_addf(&d->bytes, &err, "%u 1\n%010llu %05u %c \n", number_of(&objects[i]),
				(unsigned long long)(objects[i].body ? at[i] : 0), objects[i].body ? generation_of(&objects[i]) : 1,
				objects[i].body ? 'n' : 'f'), &err);
	assert_ok(tr_buf_addf(&d->bytes, &err, "trailer\n<< /Size %u %s", d->size,
			extra != NULL && strstr(extra, "/Root") ? "" : "/Root 1 0 R "), &err);
	if (extra == NULL || strstr(extra, "/Info") == NULL)
		put(d, "/Info 12 0 R ");
	if (d->startxref != 0)
		assert_ok(tr_buf_addf(&d->bytes, &err, "/Prev %llu ", (unsigned long long)d->startxref), &err);
	assert_ok(tr_buf_addf(&d->bytes, &err, "%s >>\nstartxref\n%llu\n%%%%EOF\n", extra ? extra : "",
			(unsigned long long)xref), &err);
	d->startxref = xref;
}

void
fixture_begin_with(struct fixture_doc *d, const char *trailer)
{
	*d = (struct fixture_doc){.size = FIXTURE_FIRST_FREE};
	put(d, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	write_revision(d, first, trailer);
}

void
fixture_begin(struct fixture_doc *d)
{
	fixture_begin_with(d, NULL);
}

void
fixture_update(struct fixture_doc *d, const struct fixture_object *objects, const char *trailer_extra)
{
	write_revision(d, objects, trailer_extra);
}

/* ---- signing ---- */

static size_t
find_last(const struct fixture_doc *d, const char *text)
{
	size_t n = strlen(text);
	for (size_t i = d->bytes.n - n + 1; i-- > 0;)
		if (memcmp(d->bytes.p + i, text, n) == 0)
			return i;
	fail_msg("no %s", text);
	return 0;
}

static void
fill_signature(struct fixture_doc *d, const struct fixture_key *k, long short_by)
{
	size_t contents = find_last(d, "/Contents <") + strlen("/Contents ");
	size_t end = contents + CONTENTS_HEX + 2, range = find_last(d, "/ByteRange [") + strlen("/ByteRange [");
	static uint8_t cms[CONTENTS_HEX / 2];
	char text[64];

	assert_true(range < contents);
	size_t after = d->bytes.n - end - (size_t)short_by;
	int n = snprintf(text, sizeof(text), "0 %zu %zu %zu]", contents, end, after);
	memset(d->bytes.p + range, ' ', 50);
	memcpy(d->bytes.p + range, text, (size_t)n);
	size_t size = make_cms(k, TR_BYTES(d->bytes.p, contents), TR_BYTES(d->bytes.p + end, after), cms, sizeof(cms));
	for (size_t i = 0; i < size; i++) {
		snprintf(text, sizeof(text), "%02x", cms[i]);
		memcpy(d->bytes.p + contents + 1 + 2 * i, text, 2);
	}
}

void
fixture_sign(struct fixture_doc *d, const struct fixture_key *k, const struct fixture_signing *s)
{
	char field[512], form[256], page[512], zeros[CONTENTS_HEX + 1];
	TR_AUTO_BUF value = {0};
	struct fixture_object objects[16] = {{0}};
	size_t n = 0;

	memset(zeros, '0', CONTENTS_HEX);
	zeros[CONTENTS_HEX] = '\0';
	assert_ok(tr_buf_addf(&value, &err, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /M (D:20261118093000+07'00') "
			"/Reason (ki\\341m tra) %s /ByteRange [%50s /Contents <%s> >>", s->sub_filter ? s->sub_filter : "adbe.pkcs7.detached",
			s->extra ? s->extra : "", "", zeros), &err);
	assert_ok(tr_buf_add_byte(&value, 0, &err), &err);
	objects[n++] = (struct fixture_object){s->value_num, (const char *)value.p};
	if (s->field != NULL) {
		snprintf(field, sizeof(field), "<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /Rect [0 0 0 0] /F 132 "
				"/P 3 0 R /V %u 0 R >>", s->field, s->value_num);
		snprintf(form, sizeof(form), "<< /Fields [7 0 R 8 0 R 13 0 R %u 0 R] /SigFlags 3 /DR << /Font << /Helv 6 0 R "
				">> >> /DA (/Helv 0 Tf 0 g) >>", s->field_num);
		snprintf(page, sizeof(page), "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> "
				"/XObject << /X1 15 0 R >> >> /Annots [7 0 R 8 0 R 13 0 R 14 0 R %u 0 R] >>", s->field_num);
		objects[n++] = (struct fixture_object){s->field_num, field};
		objects[n++] = (struct fixture_object){5, form};
		objects[n++] = (struct fixture_object){3, page};
	}
	for (size_t i = 0; s->objects != NULL && s->objects[i].num != 0; i++) {
		assert_true(n < 15);
		objects[n++] = s->objects[i];
	}
	write_revision(d, objects, s->trailer);
	fill_signature(d, k, s->short_by);
}

void
fixture_sign_plain(struct fixture_doc *d, const struct fixture_key *k)
{
	const struct fixture_signing s = {.field = "sig", .field_num = 20, .value_num = 21};
	fixture_sign(d, k, &s);
}

/* ---- judging ---- */

/* ---- what programs go by ---- */

static void hold_facts(const json_t *facts, const json_t *full);

/* What was filled in, in its order, and nothing else. */
static void
hold_values(const json_t *facts, const json_t *full)
{
	size_t i, next = 0;
	json_t *change;

	json_array_foreach(full, i, change)
		if (json_object_get(change, "field") != NULL && json_object_get(change, "value") != NULL)
			hold_facts(json_array_get(facts, next++), change);
	assert_int_equal(json_array_size(facts), next);
}

static void
hold_array(const char *key, const json_t *facts, const json_t *full)
{
	const bool signer = strcmp(key, "path") == 0;

	assert_int_equal(json_array_size(facts), signer && json_array_size(full) > 1 ? 1 : json_array_size(full));
	for (size_t i = 0; i < json_array_size(facts); i++)
		hold_facts(json_array_get(facts, i), json_array_get(full, i));
}

/* Every value is that of the whole verdict. */
static void
hold_facts(const json_t *facts, const json_t *full)
{
	const char *key;
	json_t *value;

	assert_true(json_object_size(facts) > 0);
	json_object_foreach((json_t *)(uintptr_t)facts, key, value)
	{
		const json_t *other = json_object_get(full, key);
		if (strcmp(key, "changes") == 0)
			hold_values(value, other);
		else if (json_is_array(value))
			hold_array(key, value, other);
		else if (json_is_object(value))
			hold_facts(value, other);
		else
			assert_true(json_equal(value, other));
	}
}

void
fixture_facts_hold(const struct tr_verdict *v)
{
	TR_AUTO_BUF facts = {0}, full = {0};

	assert_ok(tr_verdict_facts_json(v, &facts, &err), &err);
	assert_ok(tr_verdict_json(v, TR_BYTES_LIT("x"), TRIEN_LANG_VI, &full, &err), &err);
	json_t *a = json_loadb((const char *)facts.p, facts.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *b = json_loadb((const char *)full.p, full.n, JSON_REJECT_DUPLICATES, NULL);
	hold_facts(a, b);
	json_decref(a);
	json_decref(b);
}

struct tr_verdict *
fixture_judge(const struct fixture_doc *d, const struct fixture_key *trusted)
{
	struct tr_trust *trust = trusted ? fixture_trust(trusted) : NULL;
	const struct tr_verify_options options = {.trust = trust, .as_of = FIXTURE_NOW, .zone_minutes = 420,
			.cipher = &tr_verify_cipher};
	struct tr_verdict *v;
	assert_ok(tr_verify(tr_buf_view(&d->bytes), &options, &v, &err), &err);
	fixture_facts_hold(v);
	tr_trust_free(trust);
	return v;
}

const struct tr_finding *
fixture_finding(const struct tr_signature_verdict *s, const char *id)
{
	for (size_t i = 0; i < s->finding_count; i++)
		if (strcmp(tr_finding_id(&s->findings[i]), id) == 0)
			return &s->findings[i];
	return NULL;
}
