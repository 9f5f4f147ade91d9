/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The address of a server, as its enrolment says it: scheme, host, port, and the prefix below which it answers. No user, no query, no way up. */
#ifndef TR_AGENT_ORIGIN_H
#define TR_AGENT_ORIGIN_H

#include "agent/limits.h"
#include "base/bytes.h"

struct tr_agent_origin {
	bool secure;   /* https */
	bool loopback; /* the host is written as this machine's own */
};

/*
 * "https://host[:port][/prefix…]", lower case, no slash at the end; "http://" of a host of this machine alone. Whether a name leads to this machine is seen when it is asked
 * (agent/network.h).
 */
TRIEN_MUST_CHECK bool tr_agent_origin_read(struct tr_bytes text, struct tr_agent_origin *out);

#endif
