/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Wrong passwords make who tries them wait, and nobody else: counted is a name from one address, an address, a name from all addresses; a browser that the account
 * has logged in from before is counted by itself, so that nobody is kept out of the own account by what others try. Kept in memory, under a
 * hash with a key of this run: no name and no address stands anywhere.
 */
#ifndef TR_SERVICE_THROTTLE_H
#define TR_SERVICE_THROTTLE_H

#include "base/env.h"

struct tr_throttle;

TRIEN_MUST_CHECK trien_rc tr_throttle_new(const struct tr_env *env, unsigned at_once, struct tr_throttle **out, struct trien_err *err);
void tr_throttle_free(struct tr_throttle *t);

/* Who tries. */
struct tr_try {
	const char *name, *address;
	const char *device; /* the browser, where the account is known from it; NULL: it is not */
	int64_t now;        /* milliseconds of a clock that only runs */
};
/*
 * One try more, counted as a wrong one until tr_throttle_right(). service.login-wait; *seconds is how long. Also where so many passwords are looked at
 * that no more would leave room for other work; else tr_throttle_done() is called once, whatever came of it.
 */
TRIEN_MUST_CHECK trien_rc tr_throttle_try(struct tr_throttle *t, const struct tr_try *k, unsigned *seconds, struct trien_err *err);
void tr_throttle_done(struct tr_throttle *t);
void tr_throttle_right(struct tr_throttle *t, const struct tr_try *k);
/* An address as it is counted elsewhere: never 0. */
uint64_t tr_throttle_key(const struct tr_throttle *t, const char *what, const char *text);

#endif
