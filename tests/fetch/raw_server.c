/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MUST(expr) \
	do { \
		if (!(expr)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #expr); \
			abort(); \
		} \
	} while (0)

static void
write_out(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return; /* the client has had enough */
		p += sent;
		n -= (size_t)sent;
	}
}

static void
redirect(int fd, const char *to)
{
	char head[1024];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", to);
	write_out(fd, head, (size_t)n);
}

static void
refuse(int fd, const char *status)
{
	char head[256];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status);
	write_out(fd, head, (size_t)n);
}

static void
wait(long milliseconds)
{
	nanosleep(&(struct timespec){.tv_nsec = milliseconds * 1000000}, NULL);
}

static void
send_body(int fd, size_t size, bool drip)
{
	char head[256];
	char *body = malloc(size + 1);

	memset(body, 'x', size);
	if (size == 3)
		memcpy(body, "end", 3);
	int n = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", size);
	write_out(fd, head, (size_t)n);
	for (size_t i = 0; drip && i < size; i++) {
		wait(20);
		if (send(fd, body + i, 1, MSG_NOSIGNAL) != 1)
			break;
	}
	if (!drip)
		write_out(fd, body, size);
	free(body);
}

static void
answer(int fd, char *path)
{
	char to[64];
	size_t size = 3;
	unsigned hops = 0;

	if (strncmp(path, "http://", 7) == 0)
		path += 7 + strcspn(path + 7, "/");
	if (strcmp(path, "/user") == 0) {
		refuse(fd, "407 Proxy Authentication Required");
		return;
	}
	if (strncmp(path, "/to/", 4) == 0) {
		redirect(fd, path + 4);
		return;
	}
	if (sscanf(path, "/hops/%u", &hops) == 1 && hops > 0) {
		snprintf(to, sizeof(to), "/hops/%u", hops - 1);
		redirect(fd, to);
		return;
	}
	if (sscanf(path, "/late/%u", &hops) == 1) {
		wait(200);
		snprintf(to, sizeof(to), "/late/%u", hops - 1);
		if (hops > 0) {
			redirect(fd, to);
			return;
		}
	}
	sscanf(path, "/size/%zu", &size);
	send_body(fd, size, sscanf(path, "/drip/%zu", &size) == 1);
}

static void *
serve(void *context)
{
	struct raw_server *s = context;
	char request[4096], path[2048];
	int fd;

	while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
		ssize_t n = recv(fd, request, sizeof(request) - 1, 0);
		request[n > 0 ? n : 0] = '\0';
		if (strncmp(request, "CONNECT ", 8) == 0)
			refuse(fd, "403 Forbidden");
		else if (sscanf(request, "%*s %2047s", path) == 1)
			answer(fd, path);
		close(fd);
	}
	return NULL;
}

void
raw_server_start(struct raw_server *s)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(at);

	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	MUST(s->listener >= 0 && bind(s->listener, (struct sockaddr *)&at, sizeof(at)) == 0);
	MUST(listen(s->listener, 16) == 0 && getsockname(s->listener, (struct sockaddr *)&at, &n) == 0);
	s->port = ntohs(at.sin_port);
	MUST(pthread_create(&s->thread, NULL, serve, s) == 0);
}

void
raw_server_stop(struct raw_server *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}
