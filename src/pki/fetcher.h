/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one way to the network: an interface that the caller supplies. This library opens no socket; src/fetch implements
 * it with libcurl, a test from memory, the sandbox by asking its parent.
 */
#ifndef TR_PKI_FETCHER_H
#define TR_PKI_FETCHER_H

#include "base/bytes.h"

enum tr_fetch_what {
	TR_FETCH_CRL,
	TR_FETCH_OCSP,
	TR_FETCH_STAMP,
	TR_FETCH_CERTIFICATE,
	TR_FETCH_WHAT_COUNT, /* of what a judgement may want */
	TR_FETCH_COSIGNATURE = TR_FETCH_WHAT_COUNT, /* of a witness (c2sp.org/tlog-witness): lines, or with 409 the size that it has */
	TR_FETCH_WEBHOOK, /* no fetching: something is told (registry/webhook.h), and the answer is the HTTP status alone, as digits */
	TR_FETCH_ALL_COUNT
};

struct tr_fetch_request {
	enum tr_fetch_what what;
	const char *url;      /* http or https */
	struct tr_bytes body; /* OCSP, time stamps, witnesses, webhooks: the request, to be posted; empty otherwise */
	const char *key, *signature; /* webhooks: fields of the head */
};

struct tr_fetcher {
	void *context;
	/* Appends the answer's body, at most tr_fetch_size_max() bytes. Its errors are of the class "network", "policy" or "limit". */
	trien_rc (*fetch)(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err);
};

/* The largest answer of a kind that is of any use. */
size_t tr_fetch_size_max(enum tr_fetch_what what);
/* "crl", "ocsp", "stamp", "certificate", "cosignature", "webhook" */
const char *tr_fetch_what_name(enum tr_fetch_what what);
/*
 * Until when an answer may be used instead of asking again (UTC epoch): nextUpdate of a list, the first nextUpdate of an OCSP
 * answer; INT64_MIN where it has none, or cannot be read. Reads hostile bytes: for the sandbox.
 */
int64_t tr_fetch_expiry(enum tr_fetch_what what, struct tr_bytes answer);

#endif
