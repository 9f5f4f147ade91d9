/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates known by their fingerprint. A linear search: a pool is small, and one memcmp a row is cheap. */
#include "pki/pool.h"

#include <openssl/evp.h>

#include <stdlib.h>

#include "base/memory.h"

struct tr_pool {
	struct tr_certificate **items;
	size_t count, room;
};

trien_rc
tr_pool_new(struct tr_pool **out, struct trien_err *err)
{
	struct tr_pool *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	*out = p;
	return TRIEN_OK;
}

void
tr_pool_cut(struct tr_pool *p, size_t count)
{
	while (p->count > count)
		tr_certificate_free(p->items[--p->count]);
}

void
tr_pool_free(struct tr_pool *p)
{
	if (p == NULL)
		return;
	tr_pool_cut(p, 0);
	free(p->items);
	free(p);
}

size_t
tr_pool_count(const struct tr_pool *p)
{
	return p->count;
}

const struct tr_certificate *
tr_pool_peek(const struct tr_pool *p, size_t i)
{
	return i < p->count ? p->items[i] : NULL;
}

const struct tr_certificate *
tr_pool_find(const struct tr_pool *p, const uint8_t sha256[32])
{
	for (size_t i = 0; i < p->count; i++)
		if (memcmp(p->items[i]->sha256, sha256, 32) == 0)
			return p->items[i];
	return NULL;
}

static trien_rc
make_room(struct tr_pool *p, struct trien_err *err)
{
	size_t room = p->room ? p->room * 2 : 8;
	struct tr_certificate **items;

	if (p->count < p->room)
		return TRIEN_OK;
	items = tr_mem_resize(p->items, room * sizeof(struct tr_certificate *));
	if (items == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(struct tr_certificate *)));
	p->items = items;
	p->room = room;
	return TRIEN_OK;
}

trien_rc
tr_pool_add(struct tr_pool *p, struct tr_bytes der, const struct tr_certificate **out, struct trien_err *err)
{
	uint8_t sha256[32];
	const struct tr_certificate *known;
	struct tr_certificate *c = NULL;

	if (der.n > TR_CERTIFICATE_SIZE_MAX)
		return TR_ERR(err, PKI_CERTIFICATE_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CERTIFICATE_SIZE_MAX));
	if (EVP_Q_digest(NULL, "SHA2-256", NULL, der.p, der.n, sha256, NULL) != 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "EVP_Q_digest"));
	known = tr_pool_find(p, sha256);
	if (known == NULL) {
		if (p->count >= TR_POOL_COUNT_MAX)
			return TR_ERR(err, PKI_POOL_LIMIT, TR_U("max", TR_POOL_COUNT_MAX));
		TR_TRY(make_room(p, err));
		TR_TRY(tr_certificate_parse(der, &c, err));
		p->items[p->count++] = c;
		known = c;
	}
	if (out != NULL)
		*out = known;
	return TRIEN_OK;
}
