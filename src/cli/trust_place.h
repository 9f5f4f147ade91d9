/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the trust directory is, and the hosts that it permits to be asked. */
#ifndef TR_CLI_TRUST_PLACE_H
#define TR_CLI_TRUST_PLACE_H

#include <limits.h>

#include "base/bytes.h"
#include "pki/trust.h"

#define TR_TRUST_HOST_MAX ((size_t)253) /* RFC 1035 §2.3.4 */
#define TR_TRUST_NETWORK_MAX ((size_t)50)  /* "=", an IPv6 address, "/128" */
#define TR_TRUST_HOSTS_FILE_MAX ((size_t)64 << 10)
#define TR_TRUST_HOSTS_MAX ((size_t)64) /* fetch asks no more (fetch/limits.h) */

/*
 * The directory that is named; else $TRIEN_TRUST; else the user's (XDG base directories), where it is there; else
 * /etc/trien/trust, where that is. False where there is none. For writing, the user's need not be there yet.
 */
enum tr_trust_purpose { TR_TRUST_TO_READ, TR_TRUST_TO_WRITE };
bool tr_cli_trust_directory(const char *named, enum tr_trust_purpose purpose, char out[PATH_MAX]);
/*
 * Appends the anchors of that directory, as tr_trust_write() does; nothing where no directory is named and none is there.
 * Errors: pki.trust-*.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_trust_load(const char *named, struct tr_buf *out, struct trien_err *err);

/*
 * Host names of DIR/hosts, one a line, "#" begins a remark: "ocsp.example.vn", or ".example.vn" for all below it; "ocsp.example.vn=10.20.0.0/16" where
 * it may lead into that private network (fetch/address.h).
 */
struct tr_trust_hosts {
	char names[TR_TRUST_HOSTS_MAX][TR_TRUST_HOST_MAX + TR_TRUST_NETWORK_MAX + 1];
	size_t count;
};
/* None where the file is not there. trust.host-invalid, trust.host-network, trust.hosts-limit, pki.trust-writable, pki.trust-unreadable. */
TRIEN_MUST_CHECK trien_rc tr_trust_hosts_load(
		const char *directory, struct tr_trust_hosts *out, struct trien_err *err);
/* Adds one in lower case, unless it is there. trust.host-invalid, trust.host-network, trust.hosts-limit. */
TRIEN_MUST_CHECK trien_rc tr_trust_hosts_add(struct tr_trust_hosts *h, struct tr_bytes name, struct trien_err *err);
/* False where it is not there. */
bool tr_trust_hosts_remove(struct tr_trust_hosts *h, const char *name);

#endif
