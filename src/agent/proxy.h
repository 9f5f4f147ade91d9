/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Through which proxy a server is asked, as the environment of the desk says: https_proxy (of this desk's lab servers http_proxy), else all_proxy; not for hosts of no_proxy, and never for this machine. TLS goes
 * through it to the server itself, so a proxy reads nothing and is trusted with nothing. Proxies that announce themselves (WPAD, PAC scripts) are not asked for: who answers first there is whom one gets.
 */
#ifndef TR_AGENT_PROXY_H
#define TR_AGENT_PROXY_H

#include "agent/limits.h"
#include "base/error.h"

/* What the environment says; NULL: nothing. */
struct tr_agent_proxy_words {
	const char *https, *http, *all, *no;
};
/* Of this process; lower case stands before upper, which http_proxy has none of (a server's CGI could be told one by whoever asks). */
struct tr_agent_proxy_words tr_agent_proxy_environment(void);

/* "http://[user:password@]host[:port]" for this address of a server; empty: it is asked directly. agent.proxy-invalid */
TRIEN_MUST_CHECK trien_rc tr_agent_proxy_for(const char *origin, const struct tr_agent_proxy_words *w, char out[TR_AGENT_PROXY_MAX + 1], struct trien_err *err);
/* For a person's eyes: without user and password. */
void tr_agent_proxy_shown(const char *proxy, char out[TR_AGENT_PROXY_MAX + 1]);

#endif
