/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "crypto/algorithm.h"
#include "crypto/openssl.h"
#include "crypto/verify_value.h"

struct tr_hash {
	EVP_MD *md;
	EVP_MD_CTX *running;
	EVP_MD_CTX *copy; /* for tr_hash_peek */
};

size_t
tr_digest_size(enum tr_digest d)
{
	return tr_digest_alg_of(d)->size;
}

const char *
tr_digest_name(enum tr_digest d)
{
	return tr_digest_alg_of(d)->name;
}

static trien_rc
hash_begin(struct tr_hash *h, const char *fetch, struct trien_err *err)
{
	h->md = EVP_MD_fetch(NULL, fetch, NULL);
	h->running = EVP_MD_CTX_new();
	h->copy = EVP_MD_CTX_new();
	if (h->md == NULL)
		return tr_openssl_failed("EVP_MD_fetch", err);
	if (h->running == NULL || h->copy == NULL || EVP_DigestInit_ex2(h->running, h->md, NULL) != 1)
		return tr_openssl_failed("EVP_DigestInit", err);
	return TRIEN_OK;
}

trien_rc
tr_hash_new_alg(const struct tr_digest_alg *alg, struct tr_hash **out, struct trien_err *err)
{
	struct tr_hash *h = tr_mem_zeroed(1, sizeof(*h));
	if (h == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*h)));
	trien_rc rc = hash_begin(h, alg->fetch, err);
	if (rc != TRIEN_OK) {
		tr_hash_free(h);
		return rc;
	}
	*out = h;
	return TRIEN_OK;
}

trien_rc
tr_hash_new(enum tr_digest d, struct tr_hash **out, struct trien_err *err)
{
	return tr_hash_new_alg(tr_digest_alg_of(d), out, err);
}

trien_rc
tr_hash_add(struct tr_hash *h, struct tr_bytes data, struct trien_err *err)
{
	if (data.n > 0 && EVP_DigestUpdate(h->running, data.p, data.n) != 1)
		return tr_openssl_failed("EVP_DigestUpdate", err);
	return TRIEN_OK;
}

trien_rc
tr_hash_peek(struct tr_hash *h, uint8_t *out, size_t *n, struct trien_err *err)
{
	unsigned size;

	if (EVP_MD_CTX_copy_ex(h->copy, h->running) != 1 || EVP_DigestFinal_ex(h->copy, out, &size) != 1)
		return tr_openssl_failed("EVP_DigestFinal", err);
	*n = size;
	return TRIEN_OK;
}

trien_rc
tr_hash_done(struct tr_hash *h, uint8_t *out, size_t *n, struct trien_err *err)
{
	unsigned size;

	if (EVP_DigestFinal_ex(h->running, out, &size) != 1 || EVP_DigestInit_ex2(h->running, h->md, NULL) != 1)
		return tr_openssl_failed("EVP_DigestFinal", err);
	*n = size;
	return TRIEN_OK;
}

void
tr_hash_free(struct tr_hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->running);
	EVP_MD_CTX_free(h->copy);
	EVP_MD_free(h->md);
	free(h);
}

trien_rc
tr_digest(enum tr_digest d, struct tr_bytes data, uint8_t *out, size_t *n, struct trien_err *err)
{
	const EVP_MD *md = d == TR_SHA256 ? EVP_sha256() : d == TR_SHA384 ? EVP_sha384() : EVP_sha512();
	unsigned size;

	if (EVP_Digest(data.p, data.n, out, &size, md, NULL) != 1)
		return tr_openssl_failed("EVP_Digest", err);
	*n = size;
	return TRIEN_OK;
}

trien_rc
tr_digest_parts(const struct tr_digest_alg *alg, const struct tr_bytes *parts, size_t count, uint8_t *out, size_t *n,
		struct trien_err *err)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	TR_AUTO(md) EVP_MD *md = EVP_MD_fetch(NULL, alg->fetch, NULL);
	unsigned size = 0;

	bool ok = c != NULL && md != NULL && EVP_DigestInit_ex2(c, md, NULL) == 1;
	for (size_t i = 0; ok && i < count; i++)
		ok = parts[i].n == 0 || EVP_DigestUpdate(c, parts[i].p, parts[i].n) == 1;
	ok = ok && EVP_DigestFinal_ex(c, out, &size) == 1;
	EVP_MD_CTX_free(c);
	if (!ok)
		return tr_openssl_failed("EVP_Digest", err);
	*n = size;
	return TRIEN_OK;
}
