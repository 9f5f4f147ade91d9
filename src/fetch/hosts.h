/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hosts that a trust directory permits to be asked, and the proxy that leads to them. */
#ifndef TR_FETCH_HOSTS_H
#define TR_FETCH_HOSTS_H

#include "fetch/fetch.h"

#define TR_TRUST_HOST_MAX ((size_t)253) /* RFC 1035 §2.3.4 */
#define TR_TRUST_NETWORK_MAX ((size_t)50)  /* "=", an IPv6 address, "/128" */
#define TR_TRUST_PROXY_MAX ((size_t)280) /* "http://", a name, a port */
#define TR_TRUST_HOSTS_FILE_MAX ((size_t)64 << 10)
#define TR_TRUST_HOSTS_MAX ((size_t)64) /* fetch asks no more (fetch/limits.h) */

/*
 * Host names of DIR/hosts, one a line, "#" begins a remark: "ocsp.example.vn", or ".example.vn" for all below it; "ocsp.example.vn=10.20.0.0/16" where
 * it may lead into that private network (fetch/address.h). A line "proxy http://proxy.example.vn:3128" names the office's proxy.
 */
struct tr_trust_hosts {
	char names[TR_TRUST_HOSTS_MAX][TR_TRUST_HOST_MAX + TR_TRUST_NETWORK_MAX + 1];
	size_t count;
	char proxy[TR_TRUST_PROXY_MAX + 1]; /* "": none */
};
/* None where the file is not there. trust.host-invalid, trust.host-network, trust.proxy-invalid, trust.hosts-limit, pki.trust-writable, pki.trust-unreadable. */
TRIEN_MUST_CHECK trien_rc tr_trust_hosts_load(
		const char *directory, struct tr_trust_hosts *out, struct trien_err *err);
/* Adds one in lower case, unless it is there. trust.host-invalid, trust.host-network, trust.hosts-limit. */
TRIEN_MUST_CHECK trien_rc tr_trust_hosts_add(struct tr_trust_hosts *h, struct tr_bytes name, struct trien_err *err);
/* "http://HOST[:PORT]" and nothing more: no user, no path; "" for none. trust.proxy-invalid */
TRIEN_MUST_CHECK trien_rc tr_trust_hosts_set_proxy(struct tr_trust_hosts *h, struct tr_bytes url, struct trien_err *err);
/* False where it is not there. */
bool tr_trust_hosts_remove(struct tr_trust_hosts *h, const char *name);
/* Makes them the hosts of options, and their proxy its proxy; names has room for them, and lives as long. Leave to ask this machine itself is given by its own address on the list. */
void tr_trust_hosts_permit(const struct tr_trust_hosts *h, const char *names[], struct tr_fetch_options *options);
/* Does an entry name the host, by itself or with all below it? */
bool tr_host_is_named(const char *entry, struct tr_bytes host);
/* The host of a URL as it is written; empty where there is none. */
struct tr_bytes tr_host_of_url(const char *url);

#endif
