/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/rate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/memory.h"
#include "service/limits.h"

/* One costs what is gained in the rule's time, divided by how many are gained: so all numbers stay whole. */
struct tr_rate {
	pthread_mutex_t lock;
	struct tr_rate_rule rule;
	struct counted {
		uint64_t key; /* 0: free */
		int64_t at, left;
	} counted[];
};

trien_rc
tr_rate_new(const struct tr_rate_rule *rule, struct tr_rate **out, struct trien_err *err)
{
	const size_t size = sizeof(struct tr_rate) + rule->keys * sizeof(struct counted);
	struct tr_rate *r = tr_mem_zeroed(1, size);

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", size));
	pthread_mutex_init(&r->lock, NULL);
	r->rule = *rule;
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

/* The key's, or the one that was quiet the longest, with what a new one has. */
static struct counted *
find(struct tr_rate *r, uint64_t key, int64_t now)
{
	struct counted *oldest = r->counted;

	for (size_t i = 0; i < r->rule.keys; i++) {
		struct counted *c = &r->counted[i];
		if (c->key == key)
			return c;
		if (oldest->key != 0 && (c->key == 0 || c->at < oldest->at))
			oldest = c;
	}
	*oldest = (struct counted){key, now, r->rule.milliseconds * r->rule.burst};
	return oldest;
}

/* What it has by now. */
static struct counted *
count(struct tr_rate *r, uint64_t key, int64_t now)
{
	const int64_t full = r->rule.milliseconds * r->rule.burst;
	struct counted *c = find(r, key, now);
	const int64_t passed = now > c->at ? now - c->at : 0;

	c->left = passed > (full - c->left) / r->rule.gained ? full : c->left + passed * r->rule.gained;
	c->at = now;
	return c;
}

bool
tr_rate_take(struct tr_rate *r, uint64_t key, int64_t now, unsigned *wait)
{
	pthread_mutex_lock(&r->lock);
	struct counted *c = count(r, key, now);
	const bool may = c->left >= r->rule.milliseconds;
	if (may)
		c->left -= r->rule.milliseconds;
	else
		*wait = (unsigned)((r->rule.milliseconds - c->left) / r->rule.gained / 1000 + 1);
	pthread_mutex_unlock(&r->lock);
	return may;
}

void
tr_rate_give_back(struct tr_rate *r, uint64_t key, int64_t now)
{
	pthread_mutex_lock(&r->lock);
	struct counted *c = count(r, key, now);
	const int64_t full = r->rule.milliseconds * r->rule.burst;
	c->left = c->left + r->rule.milliseconds > full ? full : c->left + r->rule.milliseconds;
	pthread_mutex_unlock(&r->lock);
}
