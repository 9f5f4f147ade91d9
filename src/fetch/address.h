/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which addresses are asked: those of the public internet, and no others (a redirect or a name must not lead inside). */
#ifndef TR_FETCH_ADDRESS_H
#define TR_FETCH_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

enum tr_fetch_loopback { TR_LOOPBACK_REFUSED, TR_LOOPBACK_ALLOWED };

/* False for anything but IPv4 and IPv6, and for every block of RFC 6890 that is not global. */
bool tr_fetch_address_is_public(const struct sockaddr *a, enum tr_fetch_loopback loopback);

#endif
