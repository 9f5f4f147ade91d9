/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/hosts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "base/errors/pki.h"

#define PROXY "proxy "

static bool
is_host_character(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/* Labels of letters, digits and hyphens (RFC 1123 §2.1), at least two of them or an address; a dot before them: all below. */
static bool
is_host(struct tr_bytes name)
{
	bool dot = false;

	if (name.n < 3 || name.n > TR_TRUST_HOST_MAX || name.p[name.n - 1] == '.')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (!is_host_character(name.p[i]) || (i > 0 && name.p[i] == '.' && name.p[i - 1] == '.'))
			return false;
		dot |= i > 0 && name.p[i] == '.';
	}
	return dot;
}

static bool
is_network(struct tr_bytes text)
{
	char copy[TR_TRUST_NETWORK_MAX];
	struct tr_fetch_network n;

	if (text.n >= sizeof(copy) || memchr(text.p, 0, text.n) != NULL)
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	return tr_fetch_network_of(copy, &n);
}

trien_rc
tr_trust_hosts_add(struct tr_trust_hosts *h, struct tr_bytes name, struct trien_err *err)
{
	const uint8_t *network = name.n > 0 ? memchr(name.p, '=', name.n) : NULL;
	char low[TR_TRUST_HOST_MAX + TR_TRUST_NETWORK_MAX + 1];

	if (!is_host(network != NULL ? tr_bytes_part(name, 0, (size_t)(network - name.p)) : name))
		return TR_ERR(err, TRUST_HOST, TR_B("got", name.p, name.n));
	if (network != NULL && !is_network(tr_bytes_part(name, (size_t)(network - name.p) + 1, name.n)))
		return TR_ERR(err, TRUST_HOST_NETWORK, TR_B("got", name.p, name.n));
	for (size_t i = 0; i < name.n; i++)
		low[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + ('a' - 'A') : name.p[i]);
	low[name.n] = '\0';
	for (size_t i = 0; i < h->count; i++)
		if (strcmp(h->names[i], low) == 0)
			return TRIEN_OK;
	if (h->count == TR_TRUST_HOSTS_MAX)
		return TR_ERR(err, TRUST_HOSTS_LIMIT, TR_U("max", TR_TRUST_HOSTS_MAX));
	memcpy(h->names[h->count++], low, name.n + 1);
	return TRIEN_OK;
}

/* ":3128", or nothing. */
static bool
is_port(struct tr_bytes text)
{
	unsigned port = 0;

	if (text.n == 0)
		return true;
	if (text.p[0] != ':' || text.n < 2 || text.n > 6)
		return false;
	for (size_t i = 1; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		port = port * 10 + (unsigned)(text.p[i] - '0');
	}
	return port >= 1 && port <= 65535;
}

trien_rc
tr_trust_hosts_set_proxy(struct tr_trust_hosts *h, struct tr_bytes url, struct trien_err *err)
{
	static const char scheme[] = "http://";
	const size_t from = sizeof(scheme) - 1;
	size_t to = from;

	while (to < url.n && is_host_character(url.p[to]))
		to++;
	const bool good = url.n <= TR_TRUST_PROXY_MAX && to > from && memcmp(url.p, scheme, from) == 0 && url.p[from] != '.' && url.p[from] != '-' && is_port(tr_bytes_part(url, to, url.n));
	if (url.n > 0 && !good)
		return TR_ERR(err, TRUST_PROXY, TR_B("got", url.p, url.n));
	if (url.n > 0)
		memcpy(h->proxy, url.p, url.n);
	h->proxy[url.n] = '\0';
	return TRIEN_OK;
}

bool
tr_trust_hosts_remove(struct tr_trust_hosts *h, const char *name)
{
	for (size_t i = 0; i < h->count; i++)
		if (strcasecmp(h->names[i], name) == 0) {
			memmove(h->names[i], h->names[i + 1], (--h->count - i) * sizeof(h->names[0]));
			return true;
		}
	return false;
}

static trien_rc
read_lines(struct tr_bytes text, struct tr_trust_hosts *out, struct trien_err *err)
{
	const size_t proxy = sizeof(PROXY) - 1;

	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		struct tr_bytes line = tr_bytes_part(text, 0, n);
		while (line.n > 0 && line.p[line.n - 1] <= ' ')
			line.n--;
		if (line.n > proxy && memcmp(line.p, PROXY, proxy) == 0)
			TR_TRY(tr_trust_hosts_set_proxy(out, tr_bytes_part(line, proxy, line.n), err));
		else if (line.n > 0 && line.p[0] != '#')
			TR_TRY(tr_trust_hosts_add(out, line, err));
		text = tr_bytes_part(text, n + 1, text.n);
	}
	return TRIEN_OK;
}

static trien_rc
read_hosts(int fd, const char *path, struct tr_trust_hosts *out, struct trien_err *err)
{
	uint8_t text[TR_TRUST_HOSTS_FILE_MAX + 1];
	struct stat st;
	size_t n = 0;
	ssize_t got = 1;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", path), TR_S("why", "not a regular file"));
	if ((st.st_mode & S_IWOTH) != 0)
		return TR_ERR(err, PKI_TRUST_WRITABLE, TR_S("file", path));
	while (n < sizeof(text) && (got = read(fd, text + n, sizeof(text) - n)) > 0)
		n += (size_t)got;
	if (got < 0)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	if (n > TR_TRUST_HOSTS_FILE_MAX)
		return TR_ERR(err, TRUST_HOSTS_LIMIT, TR_U("max", TR_TRUST_HOSTS_MAX));
	return read_lines(TR_BYTES(text, n), out, err);
}

trien_rc
tr_trust_hosts_load(const char *directory, struct tr_trust_hosts *out, struct trien_err *err)
{
	char path[PATH_MAX];

	out->count = 0;
	out->proxy[0] = '\0';
	if (snprintf(path, sizeof(path), "%s/hosts", directory) >= (int)sizeof(path))
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", directory), TR_S("why", strerror(ENAMETOOLONG)));
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return TRIEN_OK;
	if (fd < 0)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	trien_rc rc = read_hosts(fd, path, out, err);
	close(fd);
	return rc;
}

void
tr_trust_hosts_permit(const struct tr_trust_hosts *h, const char *names[], struct tr_fetch_options *options)
{
	for (size_t i = 0; i < h->count; i++) {
		names[i] = h->names[i];
		if (strcmp(names[i], "127.0.0.1") == 0)
			options->loopback = TR_LOOPBACK_ALLOWED;
	}
	options->hosts = names;
	options->host_count = h->count;
	options->proxy = h->proxy[0] != '\0' ? h->proxy : NULL;
}

/* The name of an entry ends where its network begins. */
bool
tr_host_is_named(const char *entry, struct tr_bytes host)
{
	const size_t k = strcspn(entry, "=");
	const char *name = (const char *)host.p;

	if (entry[0] == '.')
		return host.n > k && strncasecmp(name + host.n - k, entry, k) == 0;
	return host.n == k && strncasecmp(name, entry, k) == 0;
}

struct tr_bytes
tr_host_of_url(const char *url)
{
	const char *from = strstr(url, "://");

	from = from != NULL ? from + 3 : url + strlen(url);
	return TR_BYTES(from, strcspn(from, "/:?#"));
}
