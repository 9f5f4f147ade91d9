/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signer whose private key is in memory, and how a chain is put in order. */
#include "crypto/signer_key.h"

#include <openssl/rsa.h>
#include <stdlib.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "crypto/digest.h"
#include "crypto/key_policy.h"
#include "crypto/lab_mark.h"
#include "crypto/limits.h"
#include "crypto/value_check.h"

struct key_signer {
	struct tr_signer base;
	EVP_PKEY *key;
	EVP_PKEY_CTX *ctx; /* set up once, used for every signature */
	EVP_MD *md;
	struct tr_buf chain;
};

_Static_assert(sizeof(((struct tr_signer_material *)0)->certificates) /
						sizeof(((struct tr_signer_material *)0)->certificates[0]) ==
				TR_KEY_FILE_CERTIFICATES_MAX,
		"material");

struct tr_bytes
tr_signer_material_at(const struct tr_signer_material *m, size_t i)
{
	return TR_BYTES(m->bytes.p + m->certificates[i].at, m->certificates[i].n);
}

trien_rc
tr_signer_material_add(struct tr_signer_material *m, struct tr_bytes der, struct trien_err *err)
{
	if (der.n > TR_CERTIFICATE_MAX)
		return TR_ERR(err, KEY_CERTIFICATE_TOO_LARGE, TR_U("got", der.n),
				TR_U("max", TR_CERTIFICATE_MAX));
	for (size_t i = 0; i < m->count; i++)
		if (tr_bytes_equal(tr_signer_material_at(m, i), der))
			return TRIEN_OK;
	if (m->count == TR_KEY_FILE_CERTIFICATES_MAX)
		return TR_ERR(err, KEY_CHAIN_LIMIT, TR_U("got", m->count + 1),
				TR_U("max", TR_KEY_FILE_CERTIFICATES_MAX));
	size_t at = m->bytes.n;
	TR_TRY(tr_buf_add_bytes(&m->bytes, der, err));
	m->certificates[m->count].at = at;
	m->certificates[m->count++].n = der.n;
	return TRIEN_OK;
}

void
tr_signer_material_free(struct tr_signer_material *m)
{
	EVP_PKEY_free(m->key);
	tr_buf_free(&m->bytes);
	*m = (struct tr_signer_material){0};
}

/* ---- the chain ---- */

/*
 * The issuer of c among those not yet used: its subject is c's issuer and, where both say so, its key
 * identifier is the one that c names. Signatures are for pki to check. SIZE_MAX where there is none.
 */
static size_t
find_issuer(const struct tr_signer_material *m, const struct tr_certificate_parts *c, const bool *used)
{
	struct tr_der all, id = {0};
	size_t found = SIZE_MAX;

	/* authorityKeyIdentifier, keyIdentifier [0] (RFC 5280 §4.2.1.1) */
	struct tr_bytes aki = tr_certificate_extension(c, TR_BYTES_LIT("\x55\x1d\x23"));
	if (tr_der_only(aki, TR_DER_SEQUENCE, &all) &&
			!tr_der_take_tag(&all.value, TR_DER_CONTEXT_PRIMITIVE(0), &id))
		id.value = TR_BYTES(NULL, 0);
	for (size_t i = 0; i < m->count; i++) {
		struct tr_certificate_parts p;
		if (used[i] || !tr_certificate_parts(tr_signer_material_at(m, i), &p) ||
				!tr_bytes_equal(p.subject, c->issuer))
			continue;
		struct tr_bytes have = tr_certificate_key_id(&p);
		if (id.value.n > 0 && tr_bytes_equal(have, id.value))
			return i;
		if (found == SIZE_MAX && (id.value.n == 0 || have.n == 0))
			found = i;
	}
	return found;
}

static trien_rc
add_to_chain(const struct tr_signer_material *m, size_t i, struct tr_buf *store, size_t sizes[TR_CHAIN_MAX],
		size_t *count, struct trien_err *err)
{
	struct tr_bytes der = tr_signer_material_at(m, i);

	if (*count == TR_CHAIN_MAX)
		return TR_ERR(err, KEY_CHAIN_LIMIT, TR_U("got", *count + 1), TR_U("max", TR_CHAIN_MAX));
	TR_TRY(tr_buf_add_bytes(store, der, err));
	sizes[(*count)++] = der.n;
	return TRIEN_OK;
}

trien_rc
tr_signer_order_chain(const struct tr_signer_material *m, size_t leaf, struct tr_buf *store,
		struct tr_signer *base, struct trien_err *err)
{
	bool used[TR_KEY_FILE_CERTIFICATES_MAX] = {false};
	size_t sizes[TR_CHAIN_MAX], count = 0, at = 0;
	struct tr_certificate_parts c;

	for (size_t i = leaf; i != SIZE_MAX;) {
		TR_TRY(add_to_chain(m, i, store, sizes, &count, err));
		used[i] = true;
		if (!tr_certificate_parts(tr_signer_material_at(m, i), &c))
			return TR_ERR(err, KEY_CERTIFICATE_MALFORMED,
					TR_S("what", "not laid out as RFC 5280 §4.1 says"));
		i = tr_bytes_equal(c.subject, c.issuer) ? SIZE_MAX : find_issuer(m, &c, used);
	}
	for (size_t i = 0; i < count; at += sizes[i++])
		base->chain[i] = TR_BYTES(store->p + at, sizes[i]);
	base->chain_count = count;
	return TRIEN_OK;
}

trien_rc
tr_signer_choose(struct tr_signer *base, const EVP_PKEY *public_key, const struct tr_signer_choice *choice,
		struct trien_err *err)
{
	TR_TRY(tr_key_choose(public_key, choice, &base->scheme, &base->digest, err));
	base->key_bits = (unsigned)EVP_PKEY_get_bits(public_key);
	base->lab = tr_certificate_is_lab(base->chain[0]);
	return TRIEN_OK;
}

/* ---- signing ---- */

static trien_rc
key_sign(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	struct key_signer *k = (struct key_signer *)s;
	size_t n = TR_SIGNATURE_MAX;

	if (digest.n != tr_digest_size(s->digest))
		return TR_ERR(err, KEY_DIGEST_SIZE, TR_U("got", digest.n),
				TR_U("want", tr_digest_size(s->digest)));
	TR_TRY(tr_buf_reserve(value, n, err));
	if (EVP_PKEY_sign(k->ctx, value->p + value->n, &n, digest.p, digest.n) != 1)
		return tr_openssl_failed("EVP_PKEY_sign", err);
	value->n += n;
	return TRIEN_OK;
}

static void
key_close(struct tr_signer *s)
{
	struct key_signer *k = (struct key_signer *)s;

	EVP_PKEY_CTX_free(k->ctx);
	EVP_MD_free(k->md);
	EVP_PKEY_free(k->key); /* OpenSSL wipes the private parts */
	tr_buf_free(&k->chain);
	free(k);
}

static const struct tr_signer_ops key_ops = {.sign = key_sign, .close = key_close};

static trien_rc
prepare_ctx(struct key_signer *k, EVP_PKEY *key, struct trien_err *err)
{
	const struct tr_value_how how = tr_value_how_of(k->base.scheme, k->base.digest);

	k->md = EVP_MD_fetch(NULL, how.digest->fetch, NULL);
	k->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	if (k->md == NULL || k->ctx == NULL || EVP_PKEY_sign_init(k->ctx) != 1)
		return tr_openssl_failed("EVP_PKEY_sign_init", err);
	bool ok = true;
	if (how.scheme == TR_KEY_RSA_PKCS1)
		ok = EVP_PKEY_CTX_set_rsa_padding(k->ctx, RSA_PKCS1_PADDING) == 1;
	if (how.scheme == TR_KEY_RSA_PSS)
		ok = EVP_PKEY_CTX_set_rsa_padding(k->ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
		     EVP_PKEY_CTX_set_rsa_mgf1_md(k->ctx, k->md) == 1 &&
		     EVP_PKEY_CTX_set_rsa_pss_saltlen(k->ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
	if (!ok || EVP_PKEY_CTX_set_signature_md(k->ctx, k->md) != 1)
		return tr_openssl_failed("EVP_PKEY_CTX", err);
	return TRIEN_OK;
}

/* The certificate of the private key; decoding a key costs 0.1 ms, so those of another kind are never tried
 * twice. */
static trien_rc
find_leaf(const struct tr_signer_material *m, size_t *leaf, struct trien_err *err)
{
	if (m->count == 0)
		return TR_ERR0(err, KEY_NO_CERTIFICATE);
	for (size_t i = 0; i < m->count; i++) {
		TR_AUTO(pkey) EVP_PKEY *public_key = NULL;
		if (tr_certificate_key(tr_signer_material_at(m, i), &public_key, NULL) != TRIEN_OK)
			continue;
		if (EVP_PKEY_eq(public_key, m->key) == 1) {
			*leaf = i;
			return TRIEN_OK;
		}
	}
	return TR_ERR(err, KEY_MISMATCH, TR_U("count", m->count));
}

static trien_rc
fill(struct key_signer *k, const struct tr_signer_material *m, const struct tr_signer_choice *choice,
		struct trien_err *err)
{
	size_t leaf = 0;

	TR_TRY(find_leaf(m, &leaf, err));
	TR_TRY(tr_signer_order_chain(m, leaf, &k->chain, &k->base, err));
	TR_TRY(tr_signer_choose(&k->base, m->key, choice, err));
	return prepare_ctx(k, m->key, err);
}

trien_rc
tr_signer_of_key(struct tr_signer_material *m, const struct tr_signer_choice *choice, struct tr_signer **out,
		struct trien_err *err)
{
	struct key_signer *k = tr_mem_zeroed(1, sizeof(*k));
	if (k == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*k)));
	k->base.ops = &key_ops;
	k->base.in_memory = true;
	trien_rc rc = fill(k, m, choice, err);
	if (rc != TRIEN_OK) {
		key_close(&k->base);
		return rc;
	}
	k->key = m->key;
	m->key = NULL;
	*out = &k->base;
	return TRIEN_OK;
}

/* ---- PINs ---- */

/*
 * An editor's byte order mark is no part of the PIN. Text in UTF-16 is refused here, before a token counts it as
 * a wrong PIN.
 */
trien_rc
tr_pin_clean(struct tr_buf *pin, struct trien_err *err)
{
	static const uint8_t mark[] = {0xef, 0xbb, 0xbf};

	if (pin->n >= sizeof(mark) && memcmp(pin->p, mark, sizeof(mark)) == 0) {
		pin->n -= sizeof(mark);
		memmove(pin->p, pin->p + sizeof(mark), pin->n);
	}
	return pin->n > 0 && memchr(pin->p, 0, pin->n) != NULL ? TR_ERR0(err, KEY_PIN_NOT_TEXT) : TRIEN_OK;
}

trien_rc
tr_pin_ask(const struct tr_pin_source *pin, const char *label, const char *warning, struct tr_buf *out,
		struct trien_err *err)
{
	out->max = TR_PIN_MAX + 1;
	if (pin == NULL || pin->ask == NULL)
		return TR_ERR(err, KEY_PIN_REFUSED, TR_B("label", label, strlen(label)));
	/* All the room at once: growing would leave copies of the PIN behind. */
	TR_TRY(tr_buf_reserve(out, TR_PIN_MAX + 1, err));
	trien_rc rc = pin->ask(pin->context, label, warning, out, err);
	if (rc == TRIEN_E_BUFFER_LIMIT || (rc == TRIEN_OK && out->n > TR_PIN_MAX))
		return TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_PIN_MAX));
	if (rc != TRIEN_OK)
		return rc;
	TR_TRY(tr_pin_clean(out, err));
	out->p[out->n] = 0;
	return TRIEN_OK;
}
