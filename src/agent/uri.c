/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/uri.h"

#define SCHEME "trien://"

static bool
is_of(struct tr_bytes b, const char *characters)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == 0 || strchr(characters, b.p[i]) == NULL)
			return false;
	return true;
}

bool
tr_agent_is_server(struct tr_bytes id)
{
	return id.n >= 1 && id.n <= TR_AGENT_SERVER_MAX && id.p[0] != '-' && is_of(id, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

bool
tr_agent_is_secret(struct tr_bytes text)
{
	return text.n == TR_AGENT_SECRET_SIZE && is_of(text, "0123456789abcdef");
}

static void
copy(char *out, struct tr_bytes b)
{
	memcpy(out, b.p, b.n);
	out[b.n] = '\0';
}

bool
tr_agent_uri_read(struct tr_bytes in, struct tr_agent_uri *out)
{
	static const char kinds[] = {[TR_AGENT_SIGNS] = 's', [TR_AGENT_LOGS_IN] = 'l', [TR_AGENT_CHECKS] = 'c', [TR_AGENT_CHANGES_PIN] = 'p', '\0'};
	const size_t head = sizeof(SCHEME "s/") - 1;

	if (in.n <= head || in.n > TR_AGENT_URI_MAX || !tr_bytes_start(in, SCHEME) || in.p[head - 1] != '/')
		return false;
	const char *kind = in.p[head - 2] != 0 ? strchr(kinds, in.p[head - 2]) : NULL;
	if (kind == NULL)
		return false;
	const struct tr_bytes rest = tr_bytes_part(in, head, in.n);
	const uint8_t *slash = memchr(rest.p, '/', rest.n);
	if (slash == NULL)
		return false;
	const size_t n = (size_t)(slash - rest.p);
	const struct tr_bytes server = tr_bytes_part(rest, 0, n), secret = tr_bytes_part(rest, n + 1, rest.n);
	if (!tr_agent_is_server(server) || !tr_agent_is_secret(secret))
		return false;
	out->kind = (enum tr_agent_errand_kind)(kind - kinds);
	copy(out->server, server);
	copy(out->secret, secret);
	return true;
}
