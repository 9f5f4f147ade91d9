/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define HEAD 5

trien_rc
tr_frame_add_u32(struct tr_buf *b, size_t v, struct trien_err *err)
{
	const uint8_t bytes[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};
	return tr_buf_add(b, bytes, sizeof(bytes), err);
}

trien_rc
tr_frame_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err)
{
	TR_TRY(tr_frame_add_u32(b, v.n, err));
	return tr_buf_add_bytes(b, v, err);
}

trien_rc
tr_frame_add_text(struct tr_buf *b, const char *text, struct trien_err *err)
{
	return tr_frame_add_bytes(b, TR_BYTES(text, text != NULL ? strlen(text) : 0), err);
}

static bool
send_all(int fd, struct tr_bytes b)
{
	while (b.n > 0) {
		ssize_t n = send(fd, b.p, b.n, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		b = tr_bytes_part(b, (size_t)n, b.n);
	}
	return true;
}

bool
tr_frame_write(int fd, enum tr_frame_kind kind, struct tr_bytes head, struct tr_bytes body)
{
	const size_t n = head.n + body.n;
	const uint8_t start[HEAD] = {(uint8_t)kind, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

	return n <= UINT32_MAX && send_all(fd, TR_BYTES(start, HEAD)) && send_all(fd, head) && send_all(fd, body);
}

int64_t
tr_fetch_milliseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* end: -1 for ever. */
static enum tr_frame_end
receive_all(int fd, int64_t end, uint8_t *p, size_t n)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	while (n > 0) {
		int64_t left = end < 0 ? -1 : end - tr_fetch_milliseconds();
		if (end >= 0 && left <= 0)
			return TR_FRAME_TOO_LATE;
		int code = poll(&ready, 1, (int)left);
		ssize_t got = code > 0 ? recv(fd, p, n, 0) : -1;
		if (code == 0 || (code < 0 && errno == EINTR) || (code > 0 && got < 0 && errno == EINTR))
			continue;
		if (got <= 0)
			return TR_FRAME_BAD;
		p += got;
		n -= (size_t)got;
	}
	return TR_FRAME_GOOD;
}

enum tr_frame_end
tr_frame_read(int fd, int milliseconds, size_t max, enum tr_frame_kind *kind, struct tr_buf *in)
{
	const int64_t end = milliseconds < 0 ? -1 : tr_fetch_milliseconds() + milliseconds;
	uint8_t start[HEAD];

	tr_buf_clear(in);
	enum tr_frame_end e = receive_all(fd, end, start, HEAD);
	if (e != TR_FRAME_GOOD)
		return e;
	const size_t n = (size_t)start[1] << 24 | (size_t)start[2] << 16 | (size_t)start[3] << 8 | start[4];
	*kind = (enum tr_frame_kind)start[0];
	if (n > max || tr_buf_reserve(in, n + 1, NULL) != TRIEN_OK)
		return TR_FRAME_BAD;
	e = receive_all(fd, end, in->p, n);
	in->n = e == TR_FRAME_GOOD ? n : 0;
	return e;
}
