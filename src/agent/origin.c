/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/origin.h"

#define HOST "abcdefghijklmnopqrstuvwxyz0123456789.-"
#define PREFIX HOST "ABCDEFGHIJKLMNOPQRSTUVWXYZ_~/"

/* How many of the first bytes are of those characters. */
static size_t
span(struct tr_bytes b, const char *characters)
{
	size_t n = 0;

	while (n < b.n && b.p[n] != 0 && strchr(characters, b.p[n]) != NULL)
		n++;
	return n;
}

static struct tr_bytes
rest_of(struct tr_bytes b, size_t n)
{
	return tr_bytes_part(b, n, b.n);
}

static bool
take_host(struct tr_bytes *in, struct tr_agent_origin *out)
{
	const bool literal = tr_bytes_start(*in, "[");
	size_t n = literal ? 1 + span(rest_of(*in, 1), "0123456789abcdef:.") : span(*in, HOST);

	if (literal && (n == 1 || n == in->n || in->p[n++] != ']'))
		return false;
	const struct tr_bytes host = tr_bytes_part(*in, 0, n);
	if (n == 0 || host.p[0] == '.' || host.p[0] == '-')
		return false;
	out->loopback = tr_bytes_start(host, "127.") || tr_bytes_are(host, "localhost") || tr_bytes_are(host, "[::1]");
	*in = rest_of(*in, n);
	return true;
}

static bool
take_port(struct tr_bytes *in)
{
	unsigned port = 0;

	if (!tr_bytes_start(*in, ":"))
		return true;
	*in = rest_of(*in, 1);
	const size_t n = span(*in, "0123456789");
	if (n == 0 || n > 5 || in->p[0] == '0')
		return false;
	for (size_t i = 0; i < n; i++)
		port = 10 * port + (in->p[i] - '0');
	*in = rest_of(*in, n);
	return port <= 65535;
}

/* Each part of the prefix has something in it, and none is a way up or on the spot. */
static bool
is_prefix(struct tr_bytes in)
{
	while (in.n > 0) {
		if (in.p[0] != '/')
			return false;
		in = rest_of(in, 1);
		const uint8_t *slash = in.n > 0 ? memchr(in.p, '/', in.n) : NULL;
		const struct tr_bytes part = tr_bytes_part(in, 0, slash != NULL ? (size_t)(slash - in.p) : in.n);
		if (part.n == 0 || span(part, PREFIX) != part.n || tr_bytes_are(part, ".") || tr_bytes_are(part, ".."))
			return false;
		in = rest_of(in, part.n);
	}
	return true;
}

bool
tr_agent_origin_read(struct tr_bytes text, struct tr_agent_origin *out)
{
	struct tr_agent_origin o = {.secure = tr_bytes_start(text, "https://")};

	if (text.n > TR_AGENT_ORIGIN_MAX || !(o.secure || tr_bytes_start(text, "http://")))
		return false;
	struct tr_bytes in = rest_of(text, o.secure ? 8 : 7);
	if (!take_host(&in, &o) || !take_port(&in) || !is_prefix(in) || !(o.secure || o.loopback))
		return false;
	*out = o;
	return true;
}
