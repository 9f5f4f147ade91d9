/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many requests of one portal are answered: so many a minute, and as many at once after a quiet minute. Kept in memory alone. */
#ifndef TR_SERVICE_RATE_H
#define TR_SERVICE_RATE_H

#include "trien/error.h"

#include <stdbool.h>
#include <stdint.h>

struct tr_rate;

TRIEN_MUST_CHECK trien_rc tr_rate_new(unsigned per_minute, struct tr_rate **out, struct trien_err *err);
void tr_rate_free(struct tr_rate *r);
/* One request more, at a time in milliseconds of a clock that only runs; false: too many, and *wait is in how many seconds one will do. */
bool tr_rate_take(struct tr_rate *r, int64_t portal, int64_t now, unsigned *wait);

#endif
