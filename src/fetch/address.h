/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which addresses are asked: those of the public internet, and no others (a redirect or a name must not lead inside); and those of a network inside
 * that an administrator has named for one host.
 */
#ifndef TR_FETCH_ADDRESS_H
#define TR_FETCH_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

enum tr_fetch_loopback { TR_LOOPBACK_REFUSED, TR_LOOPBACK_ALLOWED };

/* False for anything but IPv4 and IPv6, and for every block of RFC 6890 that is not global. */
bool tr_fetch_address_is_public(const struct sockaddr *a, enum tr_fetch_loopback loopback);

/* Does it lead back to this machine, however it is written? */
bool tr_fetch_address_is_this_machine(const struct sockaddr *a);

/* A part of a private network: of 10/8, 172.16/12, 192.168/16 (RFC 1918) or fc00::/7 (RFC 4193). */
struct tr_fetch_network {
	uint8_t address[16]; /* IPv4 as ::ffff:a.b.c.d */
	unsigned bits;       /* of those 16 bytes */
};
/* "10.20.0.0/16", "10.20.0.7/32", "fd00:20::/32"; false where it is anything else, or reaches out of the private networks. */
bool tr_fetch_network_of(const char *text, struct tr_fetch_network *out);
bool tr_fetch_network_has(const struct tr_fetch_network *n, const struct sockaddr *a);

#endif
