/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "agent/origin.h"
#include "base/bytes.h"
#include "base/errors/agent.h"

static const char *
said(const char *lower, const char *upper)
{
	const char *text = getenv(lower);

	if (text == NULL && upper != NULL)
		text = getenv(upper);
	return text != NULL && text[0] != '\0' ? text : NULL;
}

struct tr_agent_proxy_words
tr_agent_proxy_environment(void)
{
	return (struct tr_agent_proxy_words){said("https_proxy", "HTTPS_PROXY"), said("http_proxy", NULL), said("all_proxy", "ALL_PROXY"), said("no_proxy", "NO_PROXY")};
}

/* ---- for whom none is used ---- */

static struct tr_bytes
host_of(const char *origin)
{
	const char *from = strstr(origin, "://") + 3;
	const size_t n = from[0] == '[' ? strcspn(from, "]") + 1 : strcspn(from, ":/");

	return TR_BYTES(from, n);
}

static bool
same_letters(struct tr_bytes a, struct tr_bytes b)
{
	return a.n == b.n && strncasecmp((const char *)a.p, (const char *)b.p, a.n) == 0;
}

/* "example.vn" and ".example.vn" name that host and all below it; "*" every one. */
static bool
names(struct tr_bytes entry, struct tr_bytes host)
{
	if (tr_bytes_are(entry, "*"))
		return true;
	if (tr_bytes_start(entry, "."))
		entry = tr_bytes_part(entry, 1, entry.n);
	if (entry.n == 0 || entry.n > host.n)
		return false;
	return same_letters(entry, tr_bytes_part(host, host.n - entry.n, host.n)) && (entry.n == host.n || host.p[host.n - entry.n - 1] == '.');
}

static bool
is_exempt(const char *no, struct tr_bytes host)
{
	static const char between[] = ", \t";

	for (const char *at = no; at != NULL && *at != '\0';) {
		at += strspn(at, between);
		const size_t n = strcspn(at, between);
		if (names(TR_BYTES(at, n), host))
			return true;
		at += n;
	}
	return false;
}

/* ---- which ---- */

/* A host and a port, of which curl makes what it makes of every one; nothing that could be another kind of address, and no line's end. */
static bool
is_proxy(const char *text)
{
	const char *rest = strncmp(text, "http://", 7) == 0 ? text + 7 : text, *at = strrchr(rest, '@');

	if (strlen(text) > TR_AGENT_PROXY_MAX - 8 || strstr(rest, "://") != NULL)
		return false;
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c >= 0x7f)
			return false;
	rest = at != NULL ? at + 1 : rest;
	size_t n = strcspn(rest, "/");
	return n > 0 && (rest[n] == '\0' || rest[n + 1] == '\0') && strspn(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") == n;
}

trien_rc
tr_agent_proxy_for(const char *origin, const struct tr_agent_proxy_words *w, char out[TR_AGENT_PROXY_MAX + 1], struct trien_err *err)
{
	struct tr_agent_origin o;

	out[0] = '\0';
	if (!tr_agent_origin_read(TR_BYTES(origin, strlen(origin)), &o) || o.loopback)
		return TRIEN_OK;
	const char *own = o.secure ? w->https : w->http, *proxy = own != NULL ? own : w->all;
	if (proxy == NULL || is_exempt(w->no, host_of(origin)))
		return TRIEN_OK;
	if (!is_proxy(proxy))
		return TR_ERR(err, AGENT_PROXY, TR_S("variable", own == NULL ? "all_proxy" : o.secure ? "https_proxy" : "http_proxy"));
	snprintf(out, TR_AGENT_PROXY_MAX + 1, "%s%s", strncmp(proxy, "http://", 7) == 0 ? "" : "http://", proxy);
	return TRIEN_OK;
}

void
tr_agent_proxy_shown(const char *proxy, char out[TR_AGENT_PROXY_MAX + 1])
{
	const char *at = strrchr(proxy, '@');

	snprintf(out, TR_AGENT_PROXY_MAX + 1, "%s%s", at != NULL ? "http://" : "", at != NULL ? at + 1 : proxy);
}
