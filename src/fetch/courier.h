/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fetcher for programs that hold keys or files: it has the program trien-fetch do the fetching, a process that has the
 * network and nothing else, so that libcurl is not loaded here and what is wrong with it reaches nobody's key. What comes
 * back is bytes, of which nothing is read here either.
 */
#ifndef TR_FETCH_COURIER_H
#define TR_FETCH_COURIER_H

#include "fetch/fetch.h"

struct tr_courier;

/*
 * Starts trien-fetch with these options (fetch.h; env is not used: it has its own clock). program: its path, NULL where it is
 * installed. Call before any secret is in memory. fetch.program-missing, fetch.program-failed, and what tr_fetch_new() refuses.
 */
TRIEN_MUST_CHECK trien_rc tr_courier_start(const char *program, const struct tr_fetch_options *options,
		struct tr_courier **out, struct trien_err *err);
/* Its errors are those of tr_fetch_fetcher(), and fetch.program-failed where the process is gone. */
struct tr_fetcher tr_courier_fetcher(struct tr_courier *c);
/* Is its process there, as far as the last request has shown? */
bool tr_courier_is_there(const struct tr_courier *c);
/* NULL is legal. */
void tr_courier_stop(struct tr_courier *c);

#endif
