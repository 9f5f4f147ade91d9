/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/throttle.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "crypto/digest.h"
#include "service/limits.h"
#include "service/rate.h"

enum { PAIR, ADDRESS, NAME, DEVICE, COUNTS };

struct tr_throttle {
	uint8_t key[32];
	struct tr_rate *rates[COUNTS];
	atomic_uint busy;
	unsigned at_once;
};

static const struct tr_rate_rule rules[COUNTS] = {
	[PAIR] = {TR_LOGIN_PAIR_BURST, 1, TR_LOGIN_PAIR_SECONDS * 1000, TR_LOGIN_COUNTED},
	[ADDRESS] = {TR_LOGIN_ADDRESS_BURST, 1, TR_LOGIN_ADDRESS_SECONDS * 1000, TR_LOGIN_COUNTED},
	[NAME] = {TR_LOGIN_NAME_BURST, 1, TR_LOGIN_NAME_SECONDS * 1000, TR_LOGIN_COUNTED},
	[DEVICE] = {TR_LOGIN_DEVICE_BURST, 1, TR_LOGIN_DEVICE_WAIT_SECONDS * 1000, TR_LOGIN_COUNTED},
};

trien_rc
tr_throttle_new(const struct tr_env *env, unsigned at_once, struct tr_throttle **out, struct trien_err *err)
{
	struct tr_throttle *t = tr_mem_zeroed(1, sizeof(*t));
	trien_rc rc = t != NULL ? env->random(env->context, t->key, sizeof(t->key), err) : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));

	for (size_t i = 0; rc == TRIEN_OK && i < COUNTS; i++)
		rc = tr_rate_new(&rules[i], &t->rates[i], err);
	if (rc != TRIEN_OK) {
		tr_throttle_free(t);
		return rc;
	}
	t->at_once = at_once;
	*out = t;
	return TRIEN_OK;
}

void
tr_throttle_free(struct tr_throttle *t)
{
	for (size_t i = 0; t != NULL && i < COUNTS; i++)
		tr_rate_free(t->rates[i]);
	free(t);
}

uint64_t
tr_throttle_key(const struct tr_throttle *t, const char *what, const char *text)
{
	TR_AUTO_BUF all = {0};
	uint8_t digest[TR_DIGEST_MAX];
	uint64_t out = 0;
	size_t n;

	/* Without memory all count as one: that is strict, and safe. */
	if (tr_buf_add(&all, t->key, sizeof(t->key), NULL) != TRIEN_OK || tr_buf_addf(&all, NULL, "%s\n%s", what, text) != TRIEN_OK ||
			tr_digest(TR_SHA256, tr_buf_view(&all), digest, &n, NULL) != TRIEN_OK)
		return 1;
	memcpy(&out, digest, sizeof(out));
	return out != 0 ? out : 1;
}

/* What counts for a try: the keys of the counts, 0 where one does not. */
static void
keys_of(const struct tr_throttle *t, const struct tr_try *k, uint64_t keys[COUNTS])
{
	char pair[1024];

	memset(keys, 0, COUNTS * sizeof(*keys));
	if (k->device != NULL) {
		keys[DEVICE] = tr_throttle_key(t, "device", k->device);
		return;
	}
	snprintf(pair, sizeof(pair), "%.400s\n%.100s", k->name, k->address);
	keys[PAIR] = tr_throttle_key(t, "pair", pair);
	keys[ADDRESS] = tr_throttle_key(t, "address", k->address);
	keys[NAME] = tr_throttle_key(t, "name", k->name);
}

static trien_rc
wait_for(unsigned seconds, unsigned *out, struct trien_err *err)
{
	*out = seconds;
	return TR_ERR(err, SERVICE_LOGIN_WAIT, TR_U("seconds", seconds));
}

trien_rc
tr_throttle_try(struct tr_throttle *t, const struct tr_try *k, unsigned *seconds, struct trien_err *err)
{
	uint64_t keys[COUNTS];
	unsigned wait;

	keys_of(t, k, keys);
	for (size_t i = 0; i < COUNTS; i++) {
		if (keys[i] == 0 || tr_rate_take(t->rates[i], keys[i], k->now, &wait))
			continue;
		for (size_t j = 0; j < i; j++) /* who waits for one does not use up the others */
			if (keys[j] != 0)
				tr_rate_give_back(t->rates[j], keys[j], k->now);
		return wait_for(wait, seconds, err);
	}
	if (atomic_fetch_add(&t->busy, 1) < t->at_once)
		return TRIEN_OK;
	tr_throttle_done(t);
	tr_throttle_right(t, k);
	return wait_for(1, seconds, err);
}

void
tr_throttle_done(struct tr_throttle *t)
{
	atomic_fetch_sub(&t->busy, 1);
}

void
tr_throttle_right(struct tr_throttle *t, const struct tr_try *k)
{
	uint64_t keys[COUNTS];

	keys_of(t, k, keys);
	for (size_t i = 0; i < COUNTS; i++)
		if (keys[i] != 0)
			tr_rate_give_back(t->rates[i], keys[i], k->now);
}
