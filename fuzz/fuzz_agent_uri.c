/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses that a web page gives, and those of servers: what is taken is of their characters alone, and has its parts. */
#include <stdlib.h>

#include "agent/origin.h"
#include "agent/uri.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_bytes in = TR_BYTES(data, size);
	struct tr_agent_uri u;
	struct tr_agent_origin o;

	if (tr_agent_uri_read(in, &u)) {
		MUST(strlen(u.secret) == TR_AGENT_SECRET_SIZE && tr_agent_is_server(TR_BYTES(u.server, strlen(u.server))));
		MUST(size == sizeof("trien://s//") - 1 + strlen(u.server) + strlen(u.secret) && memchr(data, '%', size) == NULL && memchr(data, ' ', size) == NULL);
	}
	if (tr_agent_origin_read(in, &o)) {
		MUST(size <= TR_AGENT_ORIGIN_MAX && (o.secure || o.loopback) && data[size - 1] != '/');
		MUST(memchr(data, '@', size) == NULL && memchr(data, '?', size) == NULL && memchr(data, '#', size) == NULL && memchr(data, '\\', size) == NULL && memchr(data, 0, size) == NULL);
	}
	return 0;
}
