/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How often something may be done by each of many: so many at once after a quiet time, and so many in a while. Kept in memory alone. */
#ifndef TR_SERVICE_RATE_H
#define TR_SERVICE_RATE_H

#include "trien/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tr_rate;

struct tr_rate_rule {
	unsigned burst;       /* at once */
	unsigned gained;      /* in these milliseconds */
	int64_t milliseconds;
	size_t keys;          /* that are counted at a time; the one that was quiet the longest makes room */
};

TRIEN_MUST_CHECK trien_rc tr_rate_new(const struct tr_rate_rule *rule, struct tr_rate **out, struct trien_err *err);
void tr_rate_free(struct tr_rate *r);
/* One more of this key (not 0), at a time in milliseconds of a clock that only runs; false: too many, and *wait is in how many seconds one will do. */
bool tr_rate_take(struct tr_rate *r, uint64_t key, int64_t now, unsigned *wait);
/* That one does not count. */
void tr_rate_give_back(struct tr_rate *r, uint64_t key, int64_t now);

#endif
