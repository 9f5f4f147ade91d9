/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates known by their fingerprint or their bytes. A linear search: a pool is small, and one memcmp a row is cheap. */
#include "pki/pool.h"

#include <stdlib.h>

#include "base/errors/pki.h"
#include "base/memory.h"

/* Apart, so that who may only look at a pool can remember what he verified. */
struct links {
	uint8_t of[TR_POOL_LINKS_MAX][2][32]; /* issuer, child */
	size_t kept; /* ever */
};

struct tr_pool {
	struct tr_certificate **items;
	size_t count, room;
	struct links *links;
	struct tr_key_cache *keys; /* borrowed; NULL: none */
};

trien_rc
tr_pool_new(struct tr_pool **out, struct trien_err *err)
{
	struct tr_pool *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL || (p->links = tr_mem_zeroed(1, sizeof(*p->links))) == NULL) {
		free(p);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p) + sizeof(*p->links)));
	}
	*out = p;
	return TRIEN_OK;
}

void
tr_pool_lend_keys(struct tr_pool *p, struct tr_key_cache *keys)
{
	p->keys = keys;
}

bool
tr_pool_has_link(const struct tr_pool *p, const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	const struct links *l = p->links;

	for (size_t i = 0; i < TR_POOL_LINKS_MAX && i < l->kept; i++)
		if (memcmp(l->of[i][1], child->sha256, 32) == 0 && memcmp(l->of[i][0], issuer->sha256, 32) == 0)
			return true;
	return false;
}

void
tr_pool_keep_link(const struct tr_pool *p, const struct tr_certificate *issuer, const struct tr_certificate *child)
{
	struct links *l = p->links;
	size_t at = l->kept++ % TR_POOL_LINKS_MAX;

	memcpy(l->of[at][0], issuer->sha256, 32);
	memcpy(l->of[at][1], child->sha256, 32);
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
	free(p->links);
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

static const struct tr_certificate *
find_bytes(const struct tr_pool *p, struct tr_bytes der)
{
	for (size_t i = 0; i < p->count; i++)
		if (tr_bytes_equal(p->items[i]->der, der))
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
	const struct tr_certificate *known;
	struct tr_certificate *c = NULL;

	if (der.n > TR_CERTIFICATE_SIZE_MAX)
		return TR_ERR(err, PKI_CERTIFICATE_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_CERTIFICATE_SIZE_MAX));
	known = find_bytes(p, der);
	if (known == NULL) {
		if (p->count >= TR_POOL_COUNT_MAX)
			return TR_ERR(err, PKI_POOL_LIMIT, TR_U("max", TR_POOL_COUNT_MAX));
		TR_TRY(make_room(p, err));
		TR_TRY(tr_certificate_parse_with(der, p->keys, &c, err));
		p->items[p->count++] = c;
		known = c;
	}
	if (out != NULL)
		*out = known;
	return TRIEN_OK;
}
