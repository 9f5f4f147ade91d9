/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-fetch: has the network, and nothing else. Started by tr_courier_start() and by nobody else, with one end of a socket
 * pair as descriptor 3. It reads options, then requests; it answers each with bytes or an error, and ends with its parent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "fetch/confine.h"
#include "fetch/fetch.h"
#include "fetch/frame.h"

#define EXIT_BY_HAND 114
#define EXIT_NO_PARENT 1

/* Until when the parent says that an answer may be used: here nobody reads it. */
static int64_t
ask_expiry(void *context, enum tr_fetch_what what, struct tr_bytes answer)
{
	enum tr_frame_kind kind;
	TR_AUTO_BUF in = {0};

	(void)context;
	(void)what;
	if (!tr_frame_write(TR_FETCH_PROGRAM_FD, TR_FRAME_EXPIRY, answer, TR_BYTES(NULL, 0)) ||
			tr_frame_read(TR_FETCH_PROGRAM_FD, -1, 8, &kind, &in) != TR_FRAME_GOOD || kind != TR_FRAME_EXPIRY)
		_exit(EXIT_NO_PARENT);
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&in));
	return (int64_t)tr_cursor_u64(&c);
}

static char *
take_text(struct tr_cursor *c)
{
	const struct tr_bytes b = tr_cursor_take(c, tr_cursor_u32(c));
	return c->bad ? NULL : strndup(b.n > 0 ? (const char *)b.p : "", b.n);
}

/* NULL where it is empty. */
static char *
take_some(struct tr_cursor *c)
{
	char *text = take_text(c);

	if (text != NULL && text[0] == '\0') {
		free(text);
		return NULL;
	}
	return text;
}

/* The strings live as long as the process. */
static bool
read_options(struct tr_bytes in, struct tr_fetch_options *o)
{
	static const char *hosts[TR_FETCH_HOSTS_MAX + 1];
	struct tr_cursor c = tr_cursor_of(in);

	*o = (struct tr_fetch_options){.connect_milliseconds = tr_cursor_u32(&c), .hosts = hosts, .env = &tr_env_system};
	o->total_milliseconds = tr_cursor_u32(&c);
	o->loopback = tr_cursor_u8(&c) ? TR_LOOPBACK_ALLOWED : TR_LOOPBACK_REFUSED;
	o->expires = tr_cursor_u8(&c) ? ask_expiry : NULL;
	o->cache = take_some(&c);
	o->proxy = take_some(&c);
	/* One too many is for tr_fetch_new() to refuse. */
	while (tr_cursor_left(&c) > 0 && o->host_count <= TR_FETCH_HOSTS_MAX)
		if ((hosts[o->host_count++] = take_text(&c)) == NULL)
			return false;
	return !c.bad;
}

static void
tell_error(const struct trien_err *why)
{
	TR_AUTO_BUF b = {0};

	if (tr_message_write_error(&b, why, NULL) != TRIEN_OK ||
			!tr_frame_write(TR_FETCH_PROGRAM_FD, TR_FRAME_ERROR, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

static trien_rc
begin(const struct tr_fetch_options *o, struct tr_fetch **out, struct trien_err *err)
{
	TR_TRY(tr_fetch_new(o, out, err));
	return tr_fetch_confine(tr_fetch_cache_fd(*out), err);
}

static void
answer(struct tr_fetch *f, struct tr_bytes in)
{
	const struct tr_fetcher fetcher = tr_fetch_fetcher(f);
	struct tr_cursor c = tr_cursor_of(in);
	const uint8_t what = tr_cursor_u8(&c);
	const bool is_webhook = what == TR_FETCH_WEBHOOK;
	char *url = take_text(&c), *key = is_webhook ? take_text(&c) : NULL, *signature = is_webhook ? take_text(&c) : NULL;
	struct trien_err err = {0};

	if (url == NULL || what >= TR_FETCH_ALL_COUNT || (is_webhook && (key == NULL || signature == NULL)))
		_exit(EXIT_NO_PARENT);
	const struct tr_fetch_request r = {.what = (enum tr_fetch_what)what, .url = url, .key = key, .signature = signature,
			.body = tr_cursor_take(&c, tr_cursor_left(&c))};
	TR_AUTO_BUF out = {.max = tr_fetch_size_max(r.what)};
	if (fetcher.fetch(fetcher.context, &r, &out, &err) != TRIEN_OK)
		tell_error(&err);
	else if (!tr_frame_write(TR_FETCH_PROGRAM_FD, TR_FRAME_ANSWER, tr_buf_view(&out), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
	free(url);
	free(key);
	free(signature);
}

int
main(void)
{
	struct tr_fetch_options options;
	struct tr_fetch *f = NULL;
	struct trien_err err = {0};
	enum tr_frame_kind kind;
	TR_AUTO_BUF in = {0};

	if (tr_frame_read(TR_FETCH_PROGRAM_FD, -1, TR_FRAME_ROOM, &kind, &in) != TR_FRAME_GOOD || kind != TR_FRAME_OPTIONS ||
			!read_options(tr_buf_view(&in), &options)) {
		fputs("trien-fetch: trien\n", stderr);
		return EXIT_BY_HAND;
	}
	if (begin(&options, &f, &err) != TRIEN_OK) {
		tell_error(&err);
		_exit(0);
	}
	if (!tr_frame_write(TR_FETCH_PROGRAM_FD, TR_FRAME_READY, TR_BYTES(NULL, 0), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
	while (tr_frame_read(TR_FETCH_PROGRAM_FD, -1, TR_FRAME_ROOM, &kind, &in) == TR_FRAME_GOOD && kind == TR_FRAME_FETCH)
		answer(f, tr_buf_view(&in));
	/* No clean-up: what it has goes with it. */
	_exit(0);
}
