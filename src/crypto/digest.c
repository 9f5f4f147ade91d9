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

/*
 * OpenSSL looks a digest up by its name among all that it knows, which takes as long as digesting a certificate. Those of SHA-2 are looked up once
 * and live as long as the process, as OpenSSL's own default context does. To be freed; NULL where there is none.
 */
static EVP_MD *
take_md(const struct tr_digest_alg *alg)
{
	static EVP_MD *kept[TR_SHA512 + 1];
	EVP_MD *md, *none = NULL;
	size_t i = 0;

	while (i <= TR_SHA512 && tr_digest_alg_of((enum tr_digest)i) != alg)
		i++;
	if (i > TR_SHA512)
		return EVP_MD_fetch(NULL, alg->fetch, NULL);
	if ((md = __atomic_load_n(&kept[i], __ATOMIC_ACQUIRE)) == NULL) {
		if ((md = EVP_MD_fetch(NULL, alg->fetch, NULL)) == NULL)
			return NULL;
		if (!__atomic_compare_exchange_n(&kept[i], &none, md, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
			return md;
	}
	return EVP_MD_up_ref(md) == 1 ? md : NULL;
}

static trien_rc
hash_begin(struct tr_hash *h, const struct tr_digest_alg *alg, struct trien_err *err)
{
	h->md = take_md(alg);
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
	trien_rc rc = hash_begin(h, alg, err);
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
tr_digest_parts(const struct tr_digest_alg *alg, const struct tr_bytes *parts, size_t count, uint8_t *out, size_t *n,
		struct trien_err *err)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	TR_AUTO(md) EVP_MD *md = take_md(alg);
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

trien_rc
tr_digest(enum tr_digest d, struct tr_bytes data, uint8_t *out, size_t *n, struct trien_err *err)
{
	return tr_digest_parts(tr_digest_alg_of(d), &data, 1, out, n, err);
}
