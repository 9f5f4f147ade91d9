/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/value.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdlib.h>

#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "crypto/limits.h"
#include "crypto/spki.h"
#include "crypto/value_check.h"
#include "crypto/verifier.h"
#include "crypto/x509_read.h"

trien_rc
tr_openssl_failed(const char *what, struct trien_err *err)
{
	char text[TRIEN_ERR_VALUE_MAX] = "?";
	unsigned long code = ERR_peek_last_error();

	if (code != 0)
		ERR_error_string_n(code, text, sizeof(text));
	ERR_clear_error();
	return TR_ERR(err, CRYPTO_LIBRARY, TR_S("what", what), TR_S("why", text));
}

trien_rc
tr_certificate_key(struct tr_bytes cert_der, EVP_PKEY **out, struct trien_err *err)
{
	struct tr_certificate_parts c;

	if (cert_der.n > TR_CERTIFICATE_MAX)
		return TR_ERR(err, KEY_CERTIFICATE_TOO_LARGE, TR_U("got", cert_der.n),
				TR_U("max", TR_CERTIFICATE_MAX));
	if (!tr_certificate_parts(cert_der, &c))
		return TR_ERR(err, KEY_CERTIFICATE_MALFORMED,
				TR_S("what", "not laid out as RFC 5280 §4.1 says"));
	EVP_PKEY *key = tr_spki_key(c.spki);
	ERR_clear_error();
	if (key == NULL)
		return TR_ERR(err, KEY_CERTIFICATE_MALFORMED, TR_S("what", "the public key cannot be read"));
	*out = key;
	return TRIEN_OK;
}

bool
tr_key_is_weak(const EVP_PKEY *key)
{
	int type = EVP_PKEY_get_base_id(key), bits = EVP_PKEY_get_bits(key);
	bool factoring = type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS || type == EVP_PKEY_DSA;
	return bits < (factoring ? (int)TR_RSA_SIGN_BITS_MIN : type == EVP_PKEY_EC ? 256 : 0);
}

struct tr_value_how
tr_value_how_of(enum tr_scheme scheme, enum tr_digest digest)
{
	return (struct tr_value_how){
			.scheme = scheme == TR_RSA_PKCS1 ? TR_KEY_RSA_PKCS1
				  : scheme == TR_RSA_PSS ? TR_KEY_RSA_PSS
							 : TR_KEY_ECDSA,
			.digest = tr_digest_alg_of(digest),
			.salt = TR_PSS_SALT_AS_DIGEST,
	};
}

static bool
key_is_for(const EVP_PKEY *key, enum tr_key_scheme scheme)
{
	int type = EVP_PKEY_get_base_id(key);

	switch (scheme) {
	case TR_KEY_RSA_PKCS1:
		return type == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) <= (int)TR_RSA_JUDGE_BITS_MAX;
	case TR_KEY_RSA_PSS:
		return (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) &&
		       EVP_PKEY_get_bits(key) <= (int)TR_RSA_JUDGE_BITS_MAX;
	case TR_KEY_ECDSA:
	case TR_KEY_ECDSA_PLAIN:
		return type == EVP_PKEY_EC;
	case TR_KEY_DSA:
		return type == EVP_PKEY_DSA;
	case TR_KEY_EDDSA:
		return type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448;
	}
	return false;
}

static bool
prepare_rsa(EVP_PKEY_CTX *ctx, const struct tr_value_how *how)
{
	if (how->scheme == TR_KEY_RSA_PKCS1)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
	const char *mask = (how->mask ? how->mask : how->digest)->fetch;
	int salt = how->salt == TR_PSS_SALT_AS_DIGEST ? RSA_PSS_SALTLEN_DIGEST : how->salt;
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md_name(ctx, mask, NULL) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, salt) == 1;
}

/* r and s side by side become the SEQUENCE that OpenSSL reads; false where they cannot be that. */
static bool
plain_to_der(struct tr_bytes value, struct tr_buf *der)
{
	size_t half = value.n / 2;

	return value.n > 0 && value.n % 2 == 0 && value.n <= TR_SIGNATURE_MAX &&
	       tr_der_add_unsigned(der, tr_bytes_part(value, 0, half), NULL) == TRIEN_OK &&
	       tr_der_add_unsigned(der, tr_bytes_part(value, half, half), NULL) == TRIEN_OK &&
	       tr_der_wrap(der, 0, TR_DER_SEQUENCE, NULL) == TRIEN_OK;
}

static bool
check_eddsa(EVP_PKEY *key, struct tr_bytes message, struct tr_bytes value)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool fits = ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1 &&
		    EVP_DigestVerify(ctx, value.p, value.n, message.p, message.n) == 1;
	EVP_MD_CTX_free(ctx);
	ERR_clear_error();
	return fits;
}

/* ---- a verification that is set up ---- */

/* ctx: of the key of these two. */
struct ready {
	EVP_PKEY_CTX *ctx;
	enum tr_key_scheme scheme;
	const struct tr_digest_alg *digest;
};

struct tr_verifier {
	EVP_PKEY *key;
	struct ready *kept; /* NULL while somebody verifies with it */
	unsigned holders;
};

static void
ready_free(struct ready *r)
{
	if (r == NULL)
		return;
	EVP_PKEY_CTX_free(r->ctx);
	free(r);
}

/* *out NULL: the key does not permit it. */
static trien_rc
set_up(EVP_PKEY *key, const struct tr_value_how *how, EVP_PKEY_CTX **out, struct trien_err *err)
{
	const bool rsa = how->scheme == TR_KEY_RSA_PKCS1 || how->scheme == TR_KEY_RSA_PSS;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(tr_key_context(key), key, NULL);

	*out = NULL;
	if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1) {
		EVP_PKEY_CTX_free(ctx);
		return tr_openssl_failed("EVP_PKEY_verify_init", err);
	}
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, (char *)(uintptr_t)how->digest->fetch, 0), OSSL_PARAM_construct_end()};
	/* PSS parameters in the key can forbid these (RFC 4055 §3.3): then the value does not fit the key. */
	if ((!rsa || prepare_rsa(ctx, how)) && EVP_PKEY_CTX_set_params(ctx, params) == 1)
		*out = ctx;
	else
		EVP_PKEY_CTX_free(ctx);
	return TRIEN_OK;
}

static trien_rc
make_ready(EVP_PKEY *key, const struct tr_value_how *how, struct ready **out, struct trien_err *err)
{
	EVP_PKEY_CTX *ctx;

	TR_TRY(set_up(key, how, &ctx, err));
	if (ctx == NULL)
		return TRIEN_OK;
	struct ready *r = tr_mem_zeroed(1, sizeof(*r));
	if (r == NULL) {
		EVP_PKEY_CTX_free(ctx);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	}
	*r = (struct ready){.ctx = ctx, .scheme = how->scheme, .digest = how->digest};
	*out = r;
	return TRIEN_OK;
}

static trien_rc
check_digest(struct tr_verifier *v, const struct tr_value_how *how, struct tr_bytes digest, struct tr_bytes value, bool *fits,
		struct trien_err *err)
{
	struct ready *r = __atomic_exchange_n(&v->kept, NULL, __ATOMIC_ACQ_REL);

	if (r != NULL && (r->scheme != how->scheme || r->digest != how->digest)) {
		ready_free(r);
		r = NULL;
	}
	if (r == NULL)
		TR_TRY(make_ready(v->key, how, &r, err));
	*fits = r != NULL && EVP_PKEY_verify(r->ctx, value.p, value.n, digest.p, digest.n) == 1;
	ERR_clear_error();
	/* Only what has fitted is kept, and nothing with parameters of its own: whoever finds it need not ask what it has been through. */
	if (*fits && how->scheme != TR_KEY_RSA_PSS)
		r = __atomic_exchange_n(&v->kept, r, __ATOMIC_ACQ_REL);
	ready_free(r);
	return TRIEN_OK;
}

trien_rc
tr_verifier_check(struct tr_verifier *v, const struct tr_value_how *how, struct tr_bytes digest, struct tr_bytes message,
		struct tr_bytes value, bool *fits, struct trien_err *err)
{
	TR_AUTO_BUF der = {.max = 2 * TR_SIGNATURE_MAX};

	*fits = false;
	if (value.n == 0 || !key_is_for(v->key, how->scheme))
		return TRIEN_OK;
	if (how->scheme == TR_KEY_EDDSA) {
		*fits = check_eddsa(v->key, message, value);
		return TRIEN_OK;
	}
	if (how->scheme == TR_KEY_ECDSA_PLAIN) {
		if (!plain_to_der(value, &der))
			return TRIEN_OK;
		value = tr_buf_view(&der);
	}
	return check_digest(v, how, digest, value, fits, err);
}

trien_rc
tr_verifier_new(EVP_PKEY *key, struct tr_verifier **out, struct trien_err *err)
{
	struct tr_verifier *v = tr_mem_zeroed(1, sizeof(*v));

	if (v == NULL || EVP_PKEY_up_ref(key) != 1) {
		free(v);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*v)));
	}
	*v = (struct tr_verifier){.key = key, .holders = 1};
	*out = v;
	return TRIEN_OK;
}

struct tr_verifier *
tr_verifier_dup(struct tr_verifier *v)
{
	__atomic_fetch_add(&v->holders, 1, __ATOMIC_RELAXED);
	return v;
}

void
tr_verifier_free(struct tr_verifier *v)
{
	if (v == NULL || __atomic_sub_fetch(&v->holders, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	ready_free(v->kept);
	EVP_PKEY_free(v->key);
	free(v);
}

EVP_PKEY *
tr_verifier_peek_key(const struct tr_verifier *v)
{
	return v->key;
}

trien_rc
tr_value_check(EVP_PKEY *key, const struct tr_value_how *how, struct tr_bytes digest, struct tr_bytes message,
		struct tr_bytes value, bool *fits, struct trien_err *err)
{
	struct tr_verifier once = {.key = key};
	trien_rc rc = tr_verifier_check(&once, how, digest, message, value, fits, err);

	ready_free(once.kept);
	return rc;
}

trien_rc
tr_value_verify(struct tr_bytes cert_der, enum tr_scheme scheme, enum tr_digest alg, struct tr_bytes digest,
		struct tr_bytes value, bool *fits, struct trien_err *err)
{
	const struct tr_value_how how = tr_value_how_of(scheme, alg);
	TR_AUTO(pkey) EVP_PKEY *key = NULL;

	TR_TRY(tr_certificate_key(cert_der, &key, err));
	return tr_value_check(key, &how, digest, TR_BYTES(NULL, 0), value, fits, err);
}
