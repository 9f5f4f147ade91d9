/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/serve_peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define LINE 512

/* "  12: 0100007F:D2A6 0100007F:231B 01 …:… …:… …  1000 …" (proc(5)): addresses as the machine has them, ports and numbers as numbers. */
static bool
is_line(const char *line, const char *local, const char *remote, unsigned *uid)
{
	char from[64], to[64];

	return sscanf(line, " %*u: %63s %63s %*s %*s %*s %*s %u", from, to, uid) == 3 && strcmp(from, local) == 0 && strcmp(to, remote) == 0;
}

static bool
look(const char *table, const char *local, const char *remote, uid_t *out)
{
	FILE *f = fopen(table, "re");
	char line[LINE];
	unsigned uid;
	bool found = false;

	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
		found = is_line(line, local, remote, &uid);
	if (f != NULL)
		fclose(f);
	if (found)
		*out = (uid_t)uid;
	return found;
}

bool
tr_agent_peer_owner(const struct sockaddr_in *peer, uint16_t own, uid_t *out)
{
	static const char mapped[] = "0000000000000000FFFF0000"; /* ::ffff:0:0/96, as that table writes it */
	const unsigned address = peer->sin_addr.s_addr, here = htonl(INADDR_LOOPBACK);
	char local[64], remote[64];

	snprintf(local, sizeof(local), "%08X:%04X", address, ntohs(peer->sin_port));
	snprintf(remote, sizeof(remote), "%08X:%04X", here, own);
	if (look("/proc/net/tcp", local, remote, out))
		return true;
	snprintf(local, sizeof(local), "%s%08X:%04X", mapped, address, ntohs(peer->sin_port));
	snprintf(remote, sizeof(remote), "%s%08X:%04X", mapped, here, own);
	return look("/proc/net/tcp6", local, remote, out);
}
