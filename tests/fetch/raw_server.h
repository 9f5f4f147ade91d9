/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A server of a few lines on a free port of 127.0.0.1, for what a polite server never does:
 *   /size/N   200 and N bytes      /hops/N   a redirect to /hops/N-1; /hops/0 is 200 "end"
 *   /to/URL   a redirect there     /late/N   as /hops/N, each after 200 ms
 *   /drip/N   200 and N bytes, one every 20 ms   /user   407
 * A whole URL is answered as its path would be, as a proxy does that has fetched it; CONNECT is refused (403).
 */
#ifndef TESTS_FETCH_RAW_SERVER_H
#define TESTS_FETCH_RAW_SERVER_H

#include <pthread.h>

struct raw_server {
	int listener;
	unsigned port;
	pthread_t thread;
};

void raw_server_start(struct raw_server *s);
void raw_server_stop(struct raw_server *s);

#endif
