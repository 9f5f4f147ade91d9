/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fetcher by libcurl: only http and https, only hosts of a list, only public addresses (checked when the socket is
 * made, so that neither a name nor a redirect leads inside) and those of a network named with the host, bounded in time, size and redirects. What it gets it
 * does not read.
 */
#ifndef TR_FETCH_FETCH_H
#define TR_FETCH_FETCH_H

#include "base/env.h"
#include "fetch/address.h"
#include "fetch/limits.h"
#include "pki/fetcher.h"

struct tr_fetch_options {
	/*
	 * Hosts that may be asked: "ocsp.example.vn", or ".example.vn" for all below it; "ocsp.example.vn=10.20.0.0/16" where that host may
	 * also lead into that private network (address.h). None: nobody is asked. Borrowed.
	 */
	const char *const *hosts;
	size_t host_count;
	/*
	 * "http://HOST[:PORT]" of the office's proxy; NULL: none. Hosts of the list are asked through it, and it finds their addresses. Asked directly all the same: this machine, a host with its
	 * network, and a webhook, whose address nobody has put on a list: no proxy may lead that one inside. Borrowed.
	 */
	const char *proxy;
	/* For a lab. 127.0.0.1, localhost or [::1] must be on the list too; no other name leads there. */
	enum tr_fetch_loopback loopback;
	unsigned connect_milliseconds, total_milliseconds; /* 0: the usual ones of limits.h */
	/*
	 * A directory for answers that may be used again, made where it is not there; NULL: none. An answer is kept until expires() says, and asked
	 * for the bytes that came: who may read hostile bytes must answer. Time stamps, and answers without an end, are never kept.
	 */
	const char *cache;
	int64_t (*expires)(void *context, enum tr_fetch_what what, struct tr_bytes answer);
	void *expires_context;
	const struct tr_env *env;
};

struct tr_fetch;

/* fetch.hosts-limit, fetch.timeout-limit, fetch.cache-unusable. options' strings must live as long. */
TRIEN_MUST_CHECK trien_rc tr_fetch_new(const struct tr_fetch_options *options, struct tr_fetch **out, struct trien_err *err);
/*
 * The interface that pki knows. Its errors: fetch.url-refused, fetch.host-refused, fetch.address-refused, fetch.redirects,
 * fetch.too-large, fetch.timeout, fetch.status, fetch.failed.
 */
struct tr_fetcher tr_fetch_fetcher(struct tr_fetch *f);
/* The open cache directory; -1: none. */
int tr_fetch_cache_fd(const struct tr_fetch *f);
/* Answers that came out of the cache, and out of the network. */
void tr_fetch_counts(const struct tr_fetch *f, unsigned long *cached, unsigned long *fetched);
void tr_fetch_free(struct tr_fetch *f);

#endif
