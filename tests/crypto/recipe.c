/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/recipe.h"

#include <openssl/ecdsa.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <string.h>

#include "crypto/certificate_parts.h"
#include "crypto/der.h"

#define MUST(expr) PEOPLE_MUST((expr) == TRIEN_OK)
#define ID_DATA "1.2.840.113549.1.7.1"

static void
add_oid(struct tr_buf *b, const char *dotted)
{
	ASN1_OBJECT *o = OBJ_txt2obj(dotted, 1);
	PEOPLE_MUST(o != NULL);
	MUST(tr_der_add(b, TR_DER_OID, TR_BYTES(OBJ_get0_data(o), OBJ_length(o)), NULL));
	ASN1_OBJECT_free(o);
}

static void
add_nid(struct tr_buf *b, int nid)
{
	char dotted[80];
	PEOPLE_MUST(nid != NID_undef && OBJ_obj2txt(dotted, sizeof(dotted), OBJ_nid2obj(nid), 1) > 0);
	add_oid(b, dotted);
}

static void
wrap(struct tr_buf *b, size_t from, uint8_t tag)
{
	MUST(tr_der_wrap(b, from, tag, NULL));
}

/* The outer elements of a BER producer: no length in front, two zero octets behind. */
static void
wrap_outer(const struct recipe *r, struct tr_buf *b, size_t from, uint8_t tag)
{
	if (!r->indefinite) {
		wrap(b, from, tag);
		return;
	}
	MUST(tr_buf_add(b, "\0\0\0\0", 4, NULL));
	memmove(b->p + from + 2, b->p + from, b->n - from - 4);
	b->p[from] = tag;
	b->p[from + 1] = 0x80;
	memset(b->p + b->n - 2, 0, 2);
}

static const char *
digest_name(const struct recipe *r)
{
	return r->digest ? r->digest : "SHA256";
}

static void
hash(const char *name, struct tr_bytes in, uint8_t *out, size_t *n)
{
	unsigned size;
	PEOPLE_MUST(EVP_Digest(in.p, in.n, out, &size, EVP_get_digestbyname(name), NULL) == 1);
	*n = size;
}

static void
add_digest_algorithm(struct tr_buf *b, const char *name)
{
	size_t from = b->n;
	add_nid(b, EVP_MD_get_type(EVP_get_digestbyname(name)));
	MUST(tr_buf_add(b, "\x05\x00", 2, NULL));
	wrap(b, from, TR_DER_SEQUENCE);
}

/* ---- attributes ---- */

static struct tr_buf
attribute(const char *type, struct tr_bytes value)
{
	struct tr_buf a = {0};
	add_oid(&a, type);
	MUST(tr_der_add(&a, TR_DER_SET, value, NULL));
	wrap(&a, 0, TR_DER_SEQUENCE);
	return a;
}

static struct tr_buf
signing_certificate(const struct recipe *r, bool v2)
{
	const struct person *p = !v2 && r->named_v1 ? r->named_v1 : r->named ? r->named : r->signer;
	struct tr_buf b = {0};
	uint8_t h[EVP_MAX_MD_SIZE];
	size_t n;

	if (v2 && r->v2_hash != NULL)
		add_digest_algorithm(&b, r->v2_hash);
	hash(v2 ? (r->v2_hash ? r->v2_hash : "SHA256") : "SHA1", p->der, h, &n);
	MUST(tr_der_add(&b, TR_DER_OCTET_STRING, TR_BYTES(h, n), NULL));
	for (int i = 0; i < 3; i++)
		wrap(&b, 0, TR_DER_SEQUENCE);
	struct tr_buf a = attribute(
			v2 ? "1.2.840.113549.1.9.16.2.47" : "1.2.840.113549.1.9.16.2.12", tr_buf_view(&b));
	tr_buf_free(&b);
	return a;
}

static struct tr_buf
content_type_attribute(const char *type)
{
	struct tr_buf v = {0};
	add_oid(&v, type);
	struct tr_buf a = attribute("1.2.840.113549.1.9.3", tr_buf_view(&v));
	tr_buf_free(&v);
	return a;
}

static struct tr_buf
digest_attribute(const struct recipe *r)
{
	struct tr_buf v = {0};
	uint8_t h[EVP_MAX_MD_SIZE];
	size_t n;

	hash(digest_name(r), r->has_content ? r->content : r->document, h, &n);
	for (int i = 0; i < (r->two_values ? 2 : 1); i++)
		MUST(tr_der_add(&v, TR_DER_OCTET_STRING, TR_BYTES(h, n), NULL));
	struct tr_buf a = attribute("1.2.840.113549.1.9.4", tr_buf_view(&v));
	tr_buf_free(&v);
	return a;
}

#define ATTRIBUTES 80

static size_t
list_attributes(const struct recipe *r, struct tr_buf *out)
{
	const char *type = r->content_type ? r->content_type : ID_DATA;
	size_t n = 0;

	if (r->content_type_attribute == NULL || r->content_type_attribute[0] != '\0')
		out[n++] = content_type_attribute(r->content_type_attribute ? r->content_type_attribute : type);
	if (r->signing_time)
		out[n++] = attribute("1.2.840.113549.1.9.5", TR_BYTES_LIT("\x17\x0d" "261123093000Z"));
	if (!r->no_message_digest)
		out[n++] = digest_attribute(r);
	if (r->v1)
		out[n++] = signing_certificate(r, false);
	if (r->v2)
		out[n++] = signing_certificate(r, true);
	for (size_t i = 0; i < r->fillers; i++) {
		uint8_t v[4] = {TR_DER_OCTET_STRING, 2, (uint8_t)(i >> 8), (uint8_t)i};
		out[n++] = attribute("1.2.3.4.5", TR_BYTES(v, 4));
	}
	if (r->twice != NULL && strcmp(r->twice, "1.2.840.113549.1.9.3") == 0)
		out[n++] = content_type_attribute(type);
	else if (r->twice != NULL && strcmp(r->twice, "1.2.840.113549.1.9.4") == 0)
		out[n++] = digest_attribute(r);
	else if (r->twice != NULL && strcmp(r->twice, "1.2.840.113549.1.9.5") == 0)
		out[n++] = attribute("1.2.840.113549.1.9.5", TR_BYTES_LIT("\x17\x0d" "261123093001Z"));
	else if (r->twice != NULL)
		out[n++] = signing_certificate(r, strcmp(r->twice, "1.2.840.113549.1.9.16.2.47") == 0);
	PEOPLE_MUST(n <= ATTRIBUTES);
	return n;
}

/* The SET OF; what is signed is sorted, what is written perhaps not. */
static struct tr_buf
attribute_set(const struct recipe *r, bool sorted)
{
	struct tr_buf list[ATTRIBUTES], b = {0};
	struct tr_bytes items[ATTRIBUTES];
	size_t n = list_attributes(r, list);

	for (size_t i = 0; i < n; i++)
		items[i] = tr_buf_view(&list[sorted ? i : n - 1 - i]);
	if (sorted)
		MUST(tr_der_add_sorted(&b, items, n, NULL));
	for (size_t i = 0; !sorted && i < n; i++)
		MUST(tr_buf_add_bytes(&b, items[i], NULL));
	wrap(&b, 0, TR_DER_SET);
	for (size_t i = 0; i < n; i++)
		tr_buf_free(&list[i]);
	return b;
}

/* ---- the signature ---- */

static const char *
attribute_digest(const struct recipe *r)
{
	return r->attribute_digest ? r->attribute_digest : digest_name(r);
}

static void
plain(struct tr_buf *value, int bits)
{
	const unsigned char *p = value->p;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)value->n);
	int half = (bits + 7) / 8;

	tr_buf_clear(value);
	MUST(tr_buf_reserve(value, 2 * (size_t)half, NULL));
	BN_bn2binpad(ECDSA_SIG_get0_r(s), value->p, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(s), value->p + half, half);
	value->n = 2 * (size_t)half;
	ECDSA_SIG_free(s);
}

static struct tr_buf
sign(const struct recipe *r, struct tr_bytes message)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	EVP_PKEY_CTX *k = NULL;
	struct tr_buf value = {0};
	size_t n = 1024;
	bool edwards = EVP_PKEY_get_base_id(r->signer->key) == EVP_PKEY_ED25519;

	PEOPLE_MUST(EVP_DigestSignInit_ex(c, &k, edwards ? NULL : attribute_digest(r), NULL, NULL,
				    r->signer->key, NULL) == 1);
	if (r->pss) {
		PEOPLE_MUST(EVP_PKEY_CTX_set_rsa_padding(k, RSA_PKCS1_PSS_PADDING) == 1);
		PEOPLE_MUST(EVP_PKEY_CTX_set_rsa_pss_saltlen(k, r->salt ? r->salt : RSA_PSS_SALTLEN_DIGEST) ==
				1);
		PEOPLE_MUST(EVP_PKEY_CTX_set_rsa_mgf1_md_name(
					    k, r->mask ? r->mask : attribute_digest(r), NULL) == 1);
	}
	MUST(tr_buf_reserve(&value, n, NULL));
	PEOPLE_MUST(EVP_DigestSign(c, value.p, &n, message.p, message.n) == 1);
	value.n = n;
	EVP_MD_CTX_free(c);
	if (r->plain_ecdsa)
		plain(&value, EVP_PKEY_get_bits(r->signer->key));
	return value;
}

static void
add_pss_parameters(const struct recipe *r, struct tr_buf *b)
{
	uint8_t salt = (uint8_t)(r->salt ? r->salt
					 : EVP_MD_get_size(EVP_get_digestbyname(attribute_digest(r))));
	size_t from = b->n, part = b->n;

	if (r->pss_parameters.n > 0) {
		MUST(tr_buf_add_bytes(b, r->pss_parameters, NULL));
		return;
	}
	add_digest_algorithm(b, attribute_digest(r));
	wrap(b, part, TR_DER_CONTEXT(0));
	part = b->n;
	add_oid(b, "1.2.840.113549.1.1.8");
	add_digest_algorithm(b, r->mask ? r->mask : attribute_digest(r));
	wrap(b, part, TR_DER_SEQUENCE);
	wrap(b, part, TR_DER_CONTEXT(1));
	part = b->n;
	MUST(tr_der_add_unsigned(b, TR_BYTES(&salt, 1), NULL));
	wrap(b, part, TR_DER_CONTEXT(2));
	wrap(b, from, TR_DER_SEQUENCE);
}

static void
add_signature_algorithm(const struct recipe *r, struct tr_buf *b)
{
	int key = EVP_PKEY_get_base_id(r->signer->key), nid = key;
	size_t from = b->n;

	if (r->signature_oid != NULL) {
		add_oid(b, r->signature_oid);
	} else if (r->pss) {
		add_oid(b, "1.2.840.113549.1.1.10");
		add_pss_parameters(r, b);
	} else {
		if (!r->generic && key != EVP_PKEY_ED25519)
			PEOPLE_MUST(OBJ_find_sigid_by_algs(&nid,
						    EVP_MD_get_type(EVP_get_digestbyname(
								    attribute_digest(r))),
						    key) == 1);
		add_nid(b, nid);
	}
	wrap(b, from, TR_DER_SEQUENCE);
}

static void
add_signer_id(const struct recipe *r, struct tr_buf *b)
{
	struct tr_certificate_parts p;
	size_t from = b->n;

	PEOPLE_MUST(tr_certificate_parts(r->signer->der, &p));
	if (r->by_key_id) {
		MUST(tr_der_add(b, TR_DER_CONTEXT_PRIMITIVE(0), tr_certificate_key_id(&p), NULL));
		return;
	}
	MUST(tr_buf_add_bytes(b, p.issuer, NULL));
	MUST(tr_der_add(b, TR_DER_INTEGER, p.serial, NULL));
	wrap(b, from, TR_DER_SEQUENCE);
}

static void
add_signer_info(const struct recipe *r, struct tr_buf *b)
{
	size_t from = b->n;
	struct tr_buf set = attribute_set(r, true), written = attribute_set(r, !r->unsorted);
	struct tr_bytes message =
			r->no_attributes ? (r->has_content ? r->content : r->document) : tr_buf_view(&set);
	struct tr_buf value = sign(r, message);

	MUST(tr_buf_add(b, r->by_key_id ? "\x02\x01\x03" : "\x02\x01\x01", 3, NULL));
	add_signer_id(r, b);
	add_digest_algorithm(b, digest_name(r));
	if (!r->no_attributes) {
		written.p[0] = TR_DER_CONTEXT(0);
		MUST(tr_buf_add_bytes(b, tr_buf_view(&written), NULL));
	}
	add_signature_algorithm(r, b);
	MUST(tr_der_add(b, TR_DER_OCTET_STRING, tr_buf_view(&value), NULL));
	if (r->time_stamp) {
		struct tr_buf a = attribute("1.2.840.113549.1.9.16.2.14", TR_BYTES_LIT("\x30\x00"));
		MUST(tr_der_add(b, TR_DER_CONTEXT(1), tr_buf_view(&a), NULL));
		tr_buf_free(&a);
	}
	wrap(b, from, TR_DER_SEQUENCE);
	tr_buf_free(&set);
	tr_buf_free(&written);
	tr_buf_free(&value);
}

/* ---- around it ---- */

/* eContent of a BER producer comes in two pieces. */
static void
add_content(const struct recipe *r, struct tr_buf *b)
{
	size_t from = b->n, content = b->n, half = r->content.n / 2;

	add_oid(b, r->content_type ? r->content_type : ID_DATA);
	content = b->n;
	if (r->has_content && r->indefinite) {
		MUST(tr_der_add(b, TR_DER_OCTET_STRING, tr_bytes_part(r->content, 0, half), NULL));
		MUST(tr_der_add(b, TR_DER_OCTET_STRING, tr_bytes_part(r->content, half, r->content.n), NULL));
		wrap_outer(r, b, content, TR_DER_OCTET_STRING | 0x20);
	} else if (r->has_content) {
		MUST(tr_der_add(b, TR_DER_OCTET_STRING, r->content, NULL));
	}
	if (r->has_content)
		wrap_outer(r, b, content, TR_DER_CONTEXT(0));
	wrap_outer(r, b, from, TR_DER_SEQUENCE);
}

struct tr_buf
recipe_cook(const struct recipe *r)
{
	struct tr_buf b = {0};
	size_t part;

	MUST(tr_buf_add(&b, "\x02\x01\x01", 3, NULL));
	part = b.n;
	add_digest_algorithm(&b, digest_name(r));
	wrap(&b, part, TR_DER_SET);
	add_content(r, &b);
	part = b.n;
	if (!r->no_certificate) {
		for (size_t i = 0; i < (r->certificates ? r->certificates : 1); i++)
			MUST(tr_buf_add_bytes(&b, (r->inside ? r->inside : r->signer)->der, NULL));
		wrap_outer(r, &b, part, TR_DER_CONTEXT(0));
	}
	part = b.n;
	for (int i = 0; i < (r->no_signer ? 0 : r->two_signers ? 2 : 1); i++)
		add_signer_info(r, &b);
	wrap_outer(r, &b, part, TR_DER_SET);
	wrap_outer(r, &b, 0, TR_DER_SEQUENCE);
	wrap_outer(r, &b, 0, TR_DER_CONTEXT(0));
	struct tr_buf all = {0};
	add_oid(&all, "1.2.840.113549.1.7.2");
	MUST(tr_buf_add_bytes(&all, tr_buf_view(&b), NULL));
	wrap_outer(r, &all, 0, TR_DER_SEQUENCE);
	tr_buf_free(&b);
	return all;
}

struct tr_buf
recipe_tst_info(const char *digest, struct tr_bytes document)
{
	struct tr_buf b = {0};
	uint8_t h[EVP_MAX_MD_SIZE];
	size_t n, part;

	MUST(tr_buf_add(&b, "\x02\x01\x01", 3, NULL));
	add_oid(&b, "1.2.3.4.1");
	part = b.n;
	add_digest_algorithm(&b, digest);
	hash(digest, document, h, &n);
	MUST(tr_der_add(&b, TR_DER_OCTET_STRING, TR_BYTES(h, n), NULL));
	wrap(&b, part, TR_DER_SEQUENCE);
	MUST(tr_buf_add(&b, "\x02\x01\x07\x18\x0f" "20261123093000Z", 20, NULL));
	wrap(&b, 0, TR_DER_SEQUENCE);
	return b;
}
