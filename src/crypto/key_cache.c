/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A ring: the oldest key makes room. A linear search, as in a pool of certificates. */
#include "crypto/key_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/errors/base.h"
#include "base/memory.h"
#include "crypto/openssl.h"
#include "crypto/spki.h"

struct row {
	uint8_t spki[TR_KEY_CACHE_BYTES];
	size_t n;
	struct tr_verifier *key;
};

struct tr_key_cache {
	pthread_mutex_t lock;
	struct row rows[TR_KEY_CACHE_KEYS];
	size_t kept; /* ever */
};

trien_rc
tr_key_cache_new(struct tr_key_cache **out, struct trien_err *err)
{
	struct tr_key_cache *c = tr_mem_zeroed(1, sizeof(*c));

	if (c == NULL || pthread_mutex_init(&c->lock, NULL) != 0) {
		free(c);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	}
	*out = c;
	return TRIEN_OK;
}

void
tr_key_cache_free(struct tr_key_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < TR_KEY_CACHE_KEYS; i++)
		tr_verifier_free(c->rows[i].key);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct tr_verifier *
find(struct tr_key_cache *c, struct tr_bytes spki)
{
	struct tr_verifier *found = NULL;

	(void)pthread_mutex_lock(&c->lock);
	for (size_t i = 0; i < TR_KEY_CACHE_KEYS && found == NULL; i++)
		if (c->rows[i].key != NULL && tr_bytes_equal(TR_BYTES(c->rows[i].spki, c->rows[i].n), spki))
			found = tr_verifier_dup(c->rows[i].key);
	(void)pthread_mutex_unlock(&c->lock);
	return found;
}

static void
keep(struct tr_key_cache *c, struct tr_bytes spki, struct tr_verifier *key)
{
	(void)pthread_mutex_lock(&c->lock);
	struct row *r = &c->rows[c->kept++ % TR_KEY_CACHE_KEYS];
	struct tr_verifier *oldest = r->key;
	memcpy(r->spki, spki.p, spki.n);
	r->n = spki.n;
	r->key = tr_verifier_dup(key);
	(void)pthread_mutex_unlock(&c->lock);
	tr_verifier_free(oldest);
}

static struct tr_verifier *
make(struct tr_bytes spki)
{
	TR_AUTO(pkey) EVP_PKEY *key = tr_spki_plain_key(spki);
	struct tr_verifier *v;

	return key != NULL && tr_verifier_new(key, &v, NULL) == TRIEN_OK ? v : NULL;
}

struct tr_verifier *
tr_key_cache_take(struct tr_key_cache *c, struct tr_bytes spki)
{
	const bool keeps = c != NULL && spki.n <= TR_KEY_CACHE_BYTES;
	struct tr_verifier *v = keeps ? find(c, spki) : NULL;

	if (v == NULL && (v = make(spki)) != NULL && keeps)
		keep(c, spki, v);
	return v;
}
