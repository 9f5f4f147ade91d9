/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes from outside: the clock and randomness, passed in by the caller. */
#ifndef TR_BASE_ENV_H
#define TR_BASE_ENV_H

#include "base/bytes.h"
#include "base/time.h"

struct tr_env {
	/* Now, seconds since 1970-01-01T00:00:00Z. */
	int64_t (*now)(void *context);
	/* Fills out with n random bytes fit for keys and serial numbers. */
	trien_rc (*random)(void *context, uint8_t *out, size_t n, struct trien_err *err);
	void *context;
	/* Offset of local time from UTC in minutes, for text that people read (Vietnam: 420). */
	int zone_minutes;
};

#define TR_ZONE_VIETNAM 420

/* The operating system's clock and random numbers; zone +07:00. */
extern const struct tr_env tr_env_system;

/* For tests: a clock that stands still and a counter as randomness. */
struct tr_env_fixed {
	int64_t now;
	uint64_t counter;
};
struct tr_env tr_env_fixed_of(struct tr_env_fixed *state);

#endif
