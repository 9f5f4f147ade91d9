/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/challenge.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "crypto/hmac.h"
#include "service/limits.h"
#include "store/hex.h"

struct used {
	uint8_t mac[TR_HMAC_SHA256_SIZE]; /* of its text */
	int64_t until;                    /* 0: free */
};

struct tr_challenges {
	const struct tr_env *env;
	const char *origin;
	uint8_t key[TR_HMAC_SHA256_SIZE]; /* of this run */
	pthread_mutex_t lock;
	struct used used[TR_CHALLENGES_MAX];
};

trien_rc
tr_challenges_new(const struct tr_env *env, const char *origin, struct tr_challenges **out, struct trien_err *err)
{
	struct tr_challenges *c = tr_mem_zeroed(1, sizeof(*c));

	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	const trien_rc rc = env->random(env->context, c->key, sizeof(c->key), err);
	if (rc != TRIEN_OK) {
		free(c);
		return rc;
	}
	pthread_mutex_init(&c->lock, NULL);
	c->env = env;
	c->origin = origin;
	*out = c;
	return TRIEN_OK;
}

void
tr_challenges_free(struct tr_challenges *c)
{
	if (c == NULL)
		return;
	pthread_mutex_destroy(&c->lock);
	tr_wipe(c->key, sizeof(c->key));
	free(c);
}

#define MAC_LINE (2 * TR_HMAC_SHA256_SIZE + 1) /* in hexadecimal, and the line's end */

static trien_rc
mac_of(const struct tr_challenges *c, struct tr_bytes head, uint8_t out[TR_HMAC_SHA256_SIZE], struct trien_err *err)
{
	return tr_hmac_sha256(TR_BYTES(c->key, sizeof(c->key)), head, out, err);
}

trien_rc
tr_challenge_make(struct tr_challenges *c, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	uint8_t nonce[TR_HMAC_SHA256_SIZE], mac[TR_HMAC_SHA256_SIZE];
	char hex[2 * TR_HMAC_SHA256_SIZE + 1];
	TR_AUTO_BUF head = {0};

	TR_TRY(c->env->random(c->env->context, nonce, sizeof(nonce), err));
	tr_hex(TR_BYTES(nonce, sizeof(nonce)), hex);
	/* When it is over stands last before the HMAC, in as many digits always: where to read it is known. */
	TR_TRY(tr_buf_addf(&head, err, "trien-login-1\n%s\n%s\n%020lld\n", c->origin, hex, (long long)(now + TR_CHALLENGE_SECONDS)));
	TR_TRY(mac_of(c, tr_buf_view(&head), mac, err));
	tr_hex(TR_BYTES(mac, sizeof(mac)), hex);
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&head), err));
	return tr_buf_addf(out, err, "%s\n", hex);
}

/* What has our HMAC was written by us, in this run, for this origin: nothing else of it wants to be looked at but the time. */
static trien_rc
read_text(struct tr_challenges *c, struct tr_bytes text, int64_t now, struct used *out, struct trien_err *err)
{
	char hex[MAC_LINE + 1];

	if (text.n <= MAC_LINE + 21)
		return TR_ERR0(err, SERVICE_TOKEN);
	const struct tr_bytes head = TR_BYTES(text.p, text.n - MAC_LINE);
	TR_TRY(mac_of(c, head, out->mac, err));
	tr_hex(TR_BYTES(out->mac, sizeof(out->mac)), hex);
	hex[MAC_LINE - 1] = '\n';
	if (!tr_equal_ct(TR_BYTES(hex, MAC_LINE), TR_BYTES(text.p + head.n, MAC_LINE)))
		return TR_ERR0(err, SERVICE_TOKEN);
	out->until = strtoll((const char *)head.p + head.n - 21, NULL, 10); /* a line's end stands behind it */
	return out->until > now ? TRIEN_OK : TR_ERR0(err, SERVICE_TOKEN);
}

trien_rc
tr_challenge_check(struct tr_challenges *c, struct tr_bytes text, int64_t now, struct trien_err *err)
{
	struct used u;
	return read_text(c, text, now, &u, err);
}

/* With the lock. */
static trien_rc
remember(struct tr_challenges *c, const struct used *u, int64_t now, struct trien_err *err)
{
	struct used *room = NULL;

	for (size_t i = 0; i < TR_CHALLENGES_MAX; i++) {
		if (c->used[i].until <= now)
			room = &c->used[i];
		else if (memcmp(c->used[i].mac, u->mac, sizeof(u->mac)) == 0)
			return TR_ERR0(err, SERVICE_TOKEN);
	}
	if (room == NULL)
		return TR_ERR0(err, SERVICE_BUSY);
	*room = *u;
	return TRIEN_OK;
}

trien_rc
tr_challenge_use(struct tr_challenges *c, struct tr_bytes text, int64_t now, struct trien_err *err)
{
	struct used u;

	TR_TRY(read_text(c, text, now, &u, err));
	pthread_mutex_lock(&c->lock);
	const trien_rc rc = remember(c, &u, now, err);
	pthread_mutex_unlock(&c->lock);
	return rc;
}
