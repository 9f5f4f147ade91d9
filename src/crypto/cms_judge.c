/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Integrity of a CMS over a document: does its message digest fit the bytes, and its signature value the key?
 * It does not ask whether the certificate is trusted, valid at some time, or permitted to sign.
 */
#include <openssl/err.h>

#include "crypto/cms_parts.h"
#include "crypto/tsp.h"
#include "crypto/value_check.h"
#include "crypto/verifier.h"

#define OID_DATA "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define OID_TST_INFO "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"

/* FORM_TOKEN: a time stamp whose imprint somebody else compares. */
enum form { FORM_DETACHED, FORM_CADES, FORM_SHA1, FORM_TIME_STAMP, FORM_TOKEN, FORM_UNKNOWN };

/* A judgement in the making. */
struct judge {
	const struct tr_cms *c;
	enum form form;
	const struct tr_bytes *parts;
	size_t part_count;
	uint8_t digest[TR_DIGEST_MAX]; /* over the signed content, by the SignerInfo's digest algorithm */
	size_t digest_n;
	bool weak;
	enum tr_cms_finding finding;
	const char *why;
};

static enum form
form_of(const char *sub_filter)
{
	static const struct {
		const char *name;
		enum form form;
	} forms[] = {
		{"adbe.pkcs7.detached", FORM_DETACHED},
		{"ETSI.CAdES.detached", FORM_CADES},
		{"adbe.pkcs7.sha1", FORM_SHA1},
		{"ETSI.RFC3161", FORM_TIME_STAMP},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, sub_filter) == 0)
			return forms[i].form;
	return FORM_UNKNOWN;
}

/* Ends the judgement: nothing after it changes the finding. */
static trien_rc
found(struct judge *j, enum tr_cms_finding finding, const char *why)
{
	j->finding = finding;
	j->why = why;
	return TRIEN_OK;
}

static bool
is_decided(const struct judge *j)
{
	return j->why != NULL;
}

/* Whether what is signed stands in the CMS. */
static bool
is_inside(const struct judge *j)
{
	return j->form == FORM_SHA1 || j->form == FORM_TIME_STAMP || j->form == FORM_TOKEN;
}

/* ISO 32000-2 §12.8.3.3.1: what the form says about the content inside. */
static trien_rc
judge_form(struct judge *j)
{
	const struct tr_cms *c = j->c;
	bool data = tr_bytes_equal(c->content_type, TR_BYTES_LIT(OID_DATA));

	switch (j->form) {
	case FORM_DETACHED:
	case FORM_CADES:
		if (!data)
			return found(j, TR_CMS_FORMAT_FAILURE,
					"the content type is not id-data (RFC 5652 §4)");
		if (c->has_content)
			return found(j, TR_CMS_FORMAT_FAILURE,
					"content is encapsulated where it must be detached (ISO 32000-2 "
					"§12.8.3.3.1)");
		break;
	case FORM_SHA1:
		if (!data || !c->has_content)
			return found(j, TR_CMS_FORMAT_FAILURE,
					"the document's SHA-1 is not inside (adbe.pkcs7.sha1, ISO 32000-1 "
					"§12.8.3.3.1)");
		break;
	case FORM_TIME_STAMP:
	case FORM_TOKEN:
		if (!tr_bytes_equal(c->content_type, TR_BYTES_LIT(OID_TST_INFO)) || !c->has_content)
			return found(j, TR_CMS_FORMAT_FAILURE, "it holds no TSTInfo (RFC 3161 §2.4.2)");
		break;
	case FORM_UNKNOWN:
		return found(j, TR_CMS_FORMAT_FAILURE, "a SubFilter that is not judged here");
	}
	if (j->form == FORM_CADES && c->attributes.set.n == 0)
		return found(j, TR_CMS_FORMAT_FAILURE, "no signed attributes (EN 319 122-1 §5.1)");
	return TRIEN_OK;
}

/* adbe.pkcs7.sha1: the content is the SHA-1 of the document. */
static trien_rc
judge_inner_sha1(struct judge *j, struct trien_err *err)
{
	const struct tr_digest_alg *sha1 = tr_digest_alg_find(TR_BYTES_LIT("\x2b\x0e\x03\x02\x1a"));
	uint8_t got[TR_DIGEST_MAX];
	size_t n;

	j->weak = true;
	TR_TRY(tr_digest_parts(sha1, j->parts, j->part_count, got, &n, err));
	if (!tr_bytes_equal(j->c->content, TR_BYTES(got, n)))
		return found(j, TR_CMS_HASH_FAILURE, "the SHA-1 inside is not that of the document");
	return TRIEN_OK;
}

static trien_rc
judge_imprint(struct judge *j, struct trien_err *err)
{
	uint8_t got[TR_DIGEST_MAX];
	struct tr_tsp_info i;
	size_t n;

	if (tr_tsp_info_read(j->c->content, &i, NULL) != TRIEN_OK)
		return found(j, TR_CMS_FORMAT_FAILURE, "the TSTInfo cannot be read (RFC 3161 §2.4.2)");
	if (i.digest == NULL)
		return found(j, TR_CMS_FORMAT_FAILURE, "an unknown digest algorithm in the message imprint");
	j->weak |= i.digest->weak;
	TR_TRY(tr_digest_parts(i.digest, j->parts, j->part_count, got, &n, err));
	if (!tr_bytes_equal(i.imprint, TR_BYTES(got, n)))
		return found(j, TR_CMS_HASH_FAILURE, "the message imprint is not that of the document");
	return TRIEN_OK;
}

/* The digest over what is signed: the document, or the content that stands for it. */
static trien_rc
judge_content(struct judge *j, struct trien_err *err)
{
	const struct tr_cms *c = j->c;
	bool inside = is_inside(j);

	if (j->form == FORM_SHA1)
		TR_TRY(judge_inner_sha1(j, err));
	if (j->form == FORM_TIME_STAMP)
		TR_TRY(judge_imprint(j, err));
	if (is_decided(j))
		return TRIEN_OK;
	return tr_digest_parts(c->digest, inside ? &c->content : j->parts, inside ? 1 : j->part_count, j->digest,
			&j->digest_n, err);
}

/* RFC 5652 §5.3, §11.1, §11.2 */
static trien_rc
judge_attributes(struct judge *j)
{
	const struct tr_cms_attributes *a = &j->c->attributes;

	if (a->set.n == 0)
		return TRIEN_OK;
	if (a->content_type.n == 0 || !tr_bytes_equal(a->content_type, j->c->content_type))
		return found(j, TR_CMS_FORMAT_FAILURE,
				"the content-type attribute is missing or another (RFC 5652 §11.1)");
	if (!a->has_message_digest)
		return found(j, TR_CMS_FORMAT_FAILURE, "no message-digest attribute (RFC 5652 §11.2)");
	if (!tr_bytes_equal(a->message_digest, TR_BYTES(j->digest, j->digest_n)))
		return found(j, TR_CMS_HASH_FAILURE, "the message digest is not that of the document");
	return TRIEN_OK;
}

/* ---- how the value was made ---- */

/*
 * The document is digested with the SignerInfo's digestAlgorithm, the attributes with the digest that the
 * signature algorithm names where it names one (RFC 5652 §5.4 wants them equal; both are held to the same
 * strength).
 */
static trien_rc
judge_algorithm(struct judge *j, struct tr_value_how *how)
{
	const struct tr_cms *c = j->c;

	if (c->digest == NULL)
		return found(j, TR_CMS_FORMAT_FAILURE, "an unknown digest algorithm (ISO 32000-2 table 260)");
	if (c->signature == NULL)
		return found(j, TR_CMS_FORMAT_FAILURE,
				"an unknown signature algorithm (ISO 32000-2 table 260)");
	if (!tr_value_how_read(c->signature, c->signature_parameters, c->digest, how))
		return found(j, TR_CMS_FORMAT_FAILURE,
				"the RSASSA-PSS parameters cannot be read (RFC 4055 §3.1)");
	j->weak |= how->digest->weak || c->digest->weak;
	return TRIEN_OK;
}

/* ---- the value ---- */

/*
 * RFC 5652 §5.4: what is signed is the DER encoding of the SET OF attributes, whatever order the message has
 * them in. Some producers sign their own order instead; OpenSSL follows them, EU DSS and we do not.
 */
static trien_rc
value_over_attributes(struct judge *j, struct tr_verifier *key, const struct tr_value_how *how, bool *fits,
		struct trien_err *err)
{
	struct tr_bytes items[TR_CMS_ATTRIBUTES_MAX], set = j->c->attributes.set;
	TR_AUTO_BUF message = {.max = TR_CMS_MAX};
	struct tr_der all, e;
	size_t count = 0;

	if (tr_der_take(&set, &all))
		while (count < TR_CMS_ATTRIBUTES_MAX && tr_der_take(&all.value, &e))
			items[count++] = e.whole;
	TR_TRY(tr_der_add_sorted(&message, items, count, err));
	TR_TRY(tr_der_wrap(&message, 0, TR_DER_SET, err));
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;
	const struct tr_bytes all_of_it = tr_buf_view(&message);
	TR_TRY(tr_digest_parts(how->digest, &all_of_it, 1, digest, &n, err));
	return tr_verifier_check(key, how, TR_BYTES(digest, n), all_of_it, j->c->value, fits, err);
}

static trien_rc
value_over_content(struct judge *j, struct tr_verifier *key, const struct tr_value_how *how, bool *fits,
		struct trien_err *err)
{
	bool inside = is_inside(j);
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	if (how->scheme == TR_KEY_EDDSA)
		return found(j, TR_CMS_FORMAT_FAILURE, "EdDSA without signed attributes is not judged");
	TR_TRY(tr_digest_parts(how->digest, inside ? &j->c->content : j->parts, inside ? 1 : j->part_count, digest,
			&n, err));
	return tr_verifier_check(key, how, TR_BYTES(digest, n), TR_BYTES(NULL, 0), j->c->value, fits, err);
}

/* As it was lent, or of its own. NULL where the certificate has no key that can be used. To be freed. */
static trien_rc
take_key(const struct tr_cms *c, struct tr_verifier **out, struct trien_err *err)
{
	TR_AUTO(pkey) EVP_PKEY *key = NULL;

	*out = c->key != NULL ? tr_verifier_dup(c->key) : NULL;
	if (*out != NULL || tr_certificate_key(tr_cms_signer_certificate(c), &key, NULL) != TRIEN_OK)
		return TRIEN_OK;
	return tr_verifier_new(key, out, err);
}

static trien_rc
judge_value_with(struct judge *j, struct tr_verifier *key, const struct tr_value_how *how, struct trien_err *err)
{
	bool fits = false;

	if (j->c->attributes.set.n > 0)
		TR_TRY(value_over_attributes(j, key, how, &fits, err));
	else
		TR_TRY(value_over_content(j, key, how, &fits, err));
	if (is_decided(j))
		return TRIEN_OK;
	if (!fits)
		return found(j, TR_CMS_SIG_CRYPTO_FAILURE, "the signature value does not fit the signer's key");
	/* EN 319 102-1 §5.2.3.4: a reference to another certificate means that the right one was not found. */
	if (j->c->reference == TR_CMS_REFERENCE_FOREIGN)
		return found(j, TR_CMS_NO_CERTIFICATE,
				"the signing-certificate attribute means another certificate");
	j->weak |= tr_key_is_weak(tr_verifier_peek_key(key));
	return TRIEN_OK;
}

static trien_rc
judge_value(struct judge *j, const struct tr_value_how *how, struct trien_err *err)
{
	struct tr_verifier *key;

	if (j->c->signer == TR_CMS_NO_SIGNER)
		return found(j, TR_CMS_NO_CERTIFICATE,
				"the signer's certificate is not inside (EN 319 142-1 §6.3)");
	TR_TRY(take_key(j->c, &key, err));
	if (key == NULL)
		return found(j, TR_CMS_SIG_CRYPTO_FAILURE,
				"the key in the signer's certificate cannot be used");
	trien_rc rc = judge_value_with(j, key, how, err);
	tr_verifier_free(key);
	return rc;
}

static trien_rc
judge_all(struct judge *j, struct trien_err *err)
{
	struct tr_value_how how;

	TR_TRY(judge_form(j));
	if (!is_decided(j))
		TR_TRY(judge_algorithm(j, &how));
	if (!is_decided(j))
		TR_TRY(judge_content(j, err));
	if (!is_decided(j))
		TR_TRY(judge_attributes(j));
	if (!is_decided(j))
		TR_TRY(judge_value(j, &how, err));
	if (!is_decided(j) && j->weak)
		return found(j, TR_CMS_WEAK,
				"verified, but with a digest or key that is no longer strong enough");
	return TRIEN_OK;
}

static trien_rc
judge(struct judge *j, enum tr_cms_finding *out, const char **why, struct trien_err *err)
{
	j->finding = TR_CMS_GOOD;
	TR_TRY(judge_all(j, err));
	*out = j->finding;
	if (why != NULL)
		*why = j->why;
	return TRIEN_OK;
}

void
tr_cms_lend_key(struct tr_cms *c, struct tr_bytes certificate, struct tr_verifier *key)
{
	if (c->key == NULL && key != NULL && c->signer != TR_CMS_NO_SIGNER &&
			tr_bytes_equal(tr_cms_signer_certificate(c), certificate))
		c->key = tr_verifier_dup(key);
}

trien_rc
tr_cms_judge(const struct tr_cms *c, const char *sub_filter, const struct tr_bytes *parts, size_t part_count,
		enum tr_cms_finding *out, const char **why, struct trien_err *err)
{
	struct judge j = {.c = c, .form = form_of(sub_filter), .parts = parts, .part_count = part_count};

	return judge(&j, out, why, err);
}

trien_rc
tr_cms_judge_token(const struct tr_cms *c, enum tr_cms_finding *out, const char **why, struct trien_err *err)
{
	struct judge j = {.c = c, .form = FORM_TOKEN};

	return judge(&j, out, why, err);
}
