/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The address by which a web page calls the agent. Whoever makes a page, or sends a link, chooses it: it names a server that is enrolled here and what that server gave, and nothing that leads
 * anywhere. Requirement: R4.3
 */
#ifndef TR_AGENT_URI_H
#define TR_AGENT_URI_H

#include "agent/limits.h"
#include "base/bytes.h"

enum tr_agent_errand_kind { TR_AGENT_SIGNS, TR_AGENT_LOGS_IN, TR_AGENT_CHECKS, TR_AGENT_CHANGES_PIN };

struct tr_agent_uri {
	enum tr_agent_errand_kind kind;
	char server[TR_AGENT_SERVER_MAX + 1];
	char secret[TR_AGENT_SECRET_SIZE + 1]; /* of an errand, a report or a PIN its token, of a login the page's nonce */
};

/* [a-z0-9][a-z0-9-]{0,31} */
bool tr_agent_is_server(struct tr_bytes id);
/* 64 characters of [0-9a-f]; so are digests. */
bool tr_agent_is_secret(struct tr_bytes text);
/* Exactly trien://s/<server>/<secret>, or with l, c or p in the place of s: anything else is refused. */
TRIEN_MUST_CHECK bool tr_agent_uri_read(struct tr_bytes in, struct tr_agent_uri *out);

#endif
