/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/env.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static int64_t
system_now(void *context)
{
	(void)context;
	return (int64_t)time(NULL);
}

static trien_rc
system_random(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	(void)context;
	while (n > 0) {
		ssize_t got = getrandom(out, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return TR_ERR(err, RANDOM_FAILED, TR_S("why", strerror(errno)));
		out += got;
		n -= (size_t)got;
	}
	return TRIEN_OK;
}

const struct tr_env tr_env_system = {
	.now = system_now, .random = system_random, .zone_minutes = TR_ZONE_VIETNAM};

static int64_t
fixed_now(void *context)
{
	return ((struct tr_env_fixed *)context)->now;
}

static trien_rc
fixed_random(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	struct tr_env_fixed *state = context;
	(void)err;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(state->counter++ * 0x9e3779b97f4a7c15u >> 56);
	return TRIEN_OK;
}

struct tr_env
tr_env_fixed_of(struct tr_env_fixed *state)
{
	return (struct tr_env){
		.now = fixed_now, .random = fixed_random, .context = state, .zone_minutes = TR_ZONE_VIETNAM};
}
