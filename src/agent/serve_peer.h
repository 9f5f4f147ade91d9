/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose process is at the other end of a connection to 127.0.0.1? Any user of this machine can open one; the kernel says whose it is. */
#ifndef TR_AGENT_SERVE_PEER_H
#define TR_AGENT_SERVE_PEER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>

/* False where the kernel does not say. own: this end's port. */
bool tr_agent_peer_owner(const struct sockaddr_in *peer, uint16_t own, uid_t *out);

#endif
