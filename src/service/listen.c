/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/errors/service.h"

#define UNIX "unix:"
#define BACKLOG 1024

static trien_rc
taken(const char *address, int code, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_LISTEN_TAKEN, TR_S("address", address), TR_S("why", strerror(code)));
}

/* Binds and listens; the socket is closed where that fails. */
static trien_rc
open_at(const char *address, const struct sockaddr *at, socklen_t size, int *out, struct trien_err *err)
{
	const int yes = 1, fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return taken(address, errno, err);
	if ((at->sa_family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0) || bind(fd, at, size) != 0 ||
			listen(fd, BACKLOG) != 0) {
		const int code = errno;
		close(fd);
		return taken(address, code, err);
	}
	*out = fd;
	return TRIEN_OK;
}

/* ---- Unix sockets ---- */

static bool
fill_path(const char *path, struct sockaddr_un *at)
{
	*at = (struct sockaddr_un){.sun_family = AF_UNIX};
	const size_t n = strlen(path);
	if (n == 0 || path[0] != '/' || n >= sizeof(at->sun_path))
		return false;
	memcpy(at->sun_path, path, n);
	return true;
}

trien_rc
tr_service_connect(const char *path, int *out, struct trien_err *err)
{
	struct sockaddr_un at;
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || !fill_path(path, &at) || connect(fd, (const struct sockaddr *)&at, sizeof(at)) != 0) {
		if (fd >= 0)
			close(fd);
		return TR_ERR0(err, SERVICE_WITNESS);
	}
	*out = fd;
	return TRIEN_OK;
}

/* A socket file outlives its process: it goes where nobody answers. */
static void
remove_dead(const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0 || !S_ISSOCK(st.st_mode))
		return;
	if (tr_service_connect(path, &fd, NULL) == TRIEN_OK)
		close(fd);
	else
		unlink(path);
}

static trien_rc
listen_unix(const char *address, const char *path, int *out, struct trien_err *err)
{
	struct sockaddr_un at;

	if (!fill_path(path, &at))
		return TR_ERR(err, SERVICE_LISTEN, TR_S("address", address));
	remove_dead(path);
	const mode_t before = umask(0117);
	const trien_rc rc = open_at(address, (const struct sockaddr *)&at, sizeof(at), out, err);
	umask(before);
	return rc;
}

/* ---- loopback ---- */

static bool
port_of(const char *text, uint16_t *port)
{
	unsigned long n;
	char *end;

	if (*text == '\0' || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text))
		return false;
	n = strtoul(text, &end, 10);
	*port = htons((uint16_t)n);
	return n <= UINT16_MAX;
}

trien_rc
tr_service_listen(const char *address, int *out, struct trien_err *err)
{
	static const char four[] = "127.0.0.1:", six[] = "[::1]:";
	struct sockaddr_in at4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 at6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};

	if (strncmp(address, UNIX, sizeof(UNIX) - 1) == 0)
		return listen_unix(address, address + sizeof(UNIX) - 1, out, err);
	if (strncmp(address, four, sizeof(four) - 1) == 0 && port_of(address + sizeof(four) - 1, &at4.sin_port))
		return open_at(address, (const struct sockaddr *)&at4, sizeof(at4), out, err);
	if (strncmp(address, six, sizeof(six) - 1) == 0 && port_of(address + sizeof(six) - 1, &at6.sin6_port))
		return open_at(address, (const struct sockaddr *)&at6, sizeof(at6), out, err);
	return TR_ERR(err, SERVICE_LISTEN, TR_S("address", address));
}

void
tr_service_close(const char *address, int listener)
{
	if (strncmp(address, UNIX, sizeof(UNIX) - 1) == 0)
		unlink(address + sizeof(UNIX) - 1);
	close(listener);
}

/* ---- systemd ---- */

void
tr_service_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const size_t n = path != NULL ? strlen(path) : 0;
	int fd;

	if (n < 2 || n >= sizeof(at.sun_path) || (path[0] != '/' && path[0] != '@') || (fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	memcpy(at.sun_path, path, n);
	if (path[0] == '@') /* a name that is no file */
		at.sun_path[0] = '\0';
	(void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&at,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}
