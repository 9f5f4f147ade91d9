/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/rate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "service/limits.h"

/* A request costs what one per minute gains in a minute of milliseconds. */
#define COST ((int64_t)60000)

struct tr_rate {
	pthread_mutex_t lock;
	unsigned per_minute;
	struct counted {
		int64_t portal; /* 0: free */
		int64_t at, left;
	} portals[TR_SERVICE_PORTALS_COUNTED];
};

trien_rc
tr_rate_new(unsigned per_minute, struct tr_rate **out, struct trien_err *err)
{
	struct tr_rate *r = tr_mem_zeroed(1, sizeof(*r));

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	pthread_mutex_init(&r->lock, NULL);
	r->per_minute = per_minute;
	*out = r;
	return TRIEN_OK;
}

void
tr_rate_free(struct tr_rate *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* The portal's, or the one that was quiet the longest, with what a new one has. */
static struct counted *
find(struct tr_rate *r, int64_t portal, int64_t now)
{
	struct counted *oldest = r->portals;

	for (size_t i = 0; i < TR_SERVICE_PORTALS_COUNTED; i++) {
		struct counted *c = &r->portals[i];
		if (c->portal == portal)
			return c;
		if (c->portal == 0 || (oldest->portal != 0 && c->at < oldest->at))
			oldest = c;
	}
	*oldest = (struct counted){portal, now, COST * r->per_minute};
	return oldest;
}

bool
tr_rate_take(struct tr_rate *r, int64_t portal, int64_t now, unsigned *wait)
{
	const int64_t full = COST * r->per_minute;

	pthread_mutex_lock(&r->lock);
	struct counted *c = find(r, portal, now);
	const int64_t passed = now > c->at ? now - c->at : 0;
	c->left = passed >= COST || c->left + passed * r->per_minute > full ? full : c->left + passed * r->per_minute;
	c->at = now;
	const bool may = c->left >= COST;
	if (may)
		c->left -= COST;
	else
		*wait = (unsigned)((COST - c->left) / r->per_minute / 1000 + 1);
	pthread_mutex_unlock(&r->lock);
	return may;
}
