/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a server is asked, and what it answers, whoever carries it: a process of its own (agent/network.h), on Windows WinHTTP (agent/windows/transport.h). */
#ifndef TR_AGENT_REQUEST_H
#define TR_AGENT_REQUEST_H

#include <stdint.h>

#include "agent/limits.h"
#include "base/bytes.h"

/* Of a request to a page's own server, which speaks no protocol of ours; NULL: none. */
struct tr_agent_page_request {
	const char *bearer, *cookie;
	const char *type; /* of the body */
};
struct tr_agent_request {
	const char *path;      /* below the origin: "/api/v1/desk/redeem" */
	const char *secret;    /* of the errand; NULL: none yet */
	struct tr_bytes body;  /* empty: it is a GET */
	size_t max;            /* bytes of the answer */
	const struct tr_agent_page_request *page; /* NULL: the desk protocol is spoken (docs/desk-protocol.md) */
};
/* body points into who carried it, until that is asked again. */
struct tr_agent_reply {
	unsigned status, retry; /* seconds, where the server says so */
	int64_t date;           /* what time it is there; 0: not said */
	char certificate[TR_AGENT_SECRET_SIZE + 1]; /* SHA-256 of the one that is to sign what comes (X-Trien-Certificate); empty: not said */
	struct tr_bytes body;
};

#endif
