/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/courier.h"

#include <stdlib.h>

#include "base/errors/fetch.h"
#include "base/memory.h"
#include "base/message.h"
#include "fetch/frame.h"
#include "fetch/helper.h"

#define START_MILLISECONDS 10000
/* Each hop may take its whole time; and the rest of the work some. */
#define PATIENCE(total) ((int)((total) * (TR_FETCH_REDIRECTS_MAX + 1u)) + 10000)

struct tr_courier {
	struct tr_helper helper;
	int patience; /* milliseconds for one answer */
	int64_t (*expires)(void *context, enum tr_fetch_what what, struct tr_bytes answer);
	void *expires_context;
};

static trien_rc
failed(struct tr_courier *c, const char *why, struct trien_err *err)
{
	bool missing = false;

	tr_helper_see_off(&c->helper, &missing);
	return missing ? TR_ERR0(err, FETCH_PROGRAM) : TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", why));
}

/* ---- options ---- */

static trien_rc
write_options(const struct tr_fetch_options *o, struct tr_buf *b, struct trien_err *err)
{
	TR_TRY(tr_frame_add_u32(b, o->connect_milliseconds, err));
	TR_TRY(tr_frame_add_u32(b, o->total_milliseconds, err));
	TR_TRY(tr_buf_add_byte(b, o->loopback == TR_LOOPBACK_ALLOWED, err));
	TR_TRY(tr_buf_add_byte(b, o->expires != NULL, err));
	TR_TRY(tr_frame_add_text(b, o->cache != NULL ? o->cache : "", err));
	TR_TRY(tr_frame_add_text(b, o->proxy != NULL ? o->proxy : "", err));
	for (size_t i = 0; i < o->host_count; i++)
		TR_TRY(tr_frame_add_text(b, o->hosts[i], err));
	return TRIEN_OK;
}

static trien_rc
read_error(struct tr_courier *c, const struct tr_buf *in, struct trien_err *err)
{
	const trien_rc code = tr_message_read_error(tr_buf_view(in), err);

	return code != TRIEN_OK ? code : failed(c, "malformed error", err);
}

static trien_rc
send_options(struct tr_courier *c, const struct tr_fetch_options *o, struct trien_err *err)
{
	TR_AUTO_BUF b = {0};
	TR_AUTO_BUF in = {0};
	enum tr_frame_kind kind;

	TR_TRY(write_options(o, &b, err));
	if (b.n > TR_FRAME_ROOM)
		return TR_ERR(err, FETCH_HOSTS, TR_U("got", o->host_count), TR_U("max", TR_FETCH_HOSTS_MAX));
	if (!tr_frame_write(c->helper.line, TR_FRAME_OPTIONS, tr_buf_view(&b), TR_BYTES(NULL, 0)) ||
			tr_frame_read(c->helper.line, START_MILLISECONDS, TR_FRAME_ROOM, &kind, &in) != TR_FRAME_GOOD)
		return failed(c, "no answer", err);
	if (kind == TR_FRAME_ERROR)
		return read_error(c, &in, err);
	return kind == TR_FRAME_READY ? TRIEN_OK : failed(c, "malformed answer", err);
}

trien_rc
tr_courier_start(const char *program, const struct tr_fetch_options *options, struct tr_courier **out,
		struct trien_err *err)
{
	const unsigned total = options->total_milliseconds ? options->total_milliseconds : TR_FETCH_TOTAL_MILLISECONDS;
	struct tr_courier *c = tr_mem_zeroed(1, sizeof(*c));

	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	*c = (struct tr_courier){.helper = {.line = -1}, .expires = options->expires, .expires_context = options->expires_context,
			.patience = PATIENCE(total < TR_FETCH_TIMEOUT_MAX ? total : TR_FETCH_TIMEOUT_MAX)};
	trien_rc rc = tr_helper_start(&(struct tr_helper_program){.name = "trien-fetch", .path = program, .more = -1}, &c->helper, err);
	if (rc == TRIEN_OK)
		rc = send_options(c, options, err);
	if (rc == TRIEN_OK)
		*out = c;
	else
		tr_courier_stop(c);
	return rc;
}

/* ---- fetching ---- */

static trien_rc
send_request(struct tr_courier *c, const struct tr_fetch_request *r, struct trien_err *err)
{
	TR_AUTO_BUF head = {0};

	if (strlen(r->url) > TR_FRAME_ROOM / 2 || r->body.n > TR_FRAME_ROOM / 2)
		return TR_ERR(err, FETCH_URL, TR_S("url", r->url));
	TR_TRY(tr_buf_add_byte(&head, (uint8_t)r->what, err));
	TR_TRY(tr_frame_add_text(&head, r->url, err));
	if (r->what == TR_FETCH_WEBHOOK) {
		TR_TRY(tr_frame_add_text(&head, r->key, err));
		TR_TRY(tr_frame_add_text(&head, r->signature, err));
	}
	return tr_frame_write(c->helper.line, TR_FRAME_FETCH, tr_buf_view(&head), r->body) ? TRIEN_OK : failed(c, "gone", err);
}

/* The program asks how long an answer may be used; who reads it is the caller's business. */
static bool
tell_expiry(const struct tr_courier *c, enum tr_fetch_what what, struct tr_bytes answer)
{
	const uint64_t until = (uint64_t)(c->expires != NULL ? c->expires(c->expires_context, what, answer) : INT64_MIN);
	uint8_t bytes[8];

	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(until >> 8 * (7 - i));
	return tr_frame_write(c->helper.line, TR_FRAME_EXPIRY, TR_BYTES(bytes, 8), TR_BYTES(NULL, 0));
}

static trien_rc
fetch(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	const size_t max = tr_fetch_size_max(r->what);
	struct tr_courier *c = context;
	TR_AUTO_BUF in = {.max = max + TR_FRAME_ROOM};
	enum tr_frame_kind kind;
	enum tr_frame_end end;

	if (c->helper.line < 0)
		return failed(c, "gone", err);
	TR_TRY(send_request(c, r, err));
	do
		end = tr_frame_read(c->helper.line, c->patience, max + TR_FRAME_ROOM / 2, &kind, &in);
	while (end == TR_FRAME_GOOD && kind == TR_FRAME_EXPIRY && tell_expiry(c, r->what, tr_buf_view(&in)));
	if (end == TR_FRAME_TOO_LATE) {
		(void)!failed(c, "too late", NULL);
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", r->url));
	}
	if (end == TR_FRAME_GOOD && kind == TR_FRAME_ERROR)
		return read_error(c, &in, err);
	if (end != TR_FRAME_GOOD || kind != TR_FRAME_ANSWER || in.n > max)
		return failed(c, "malformed answer", err);
	return tr_buf_add_bytes(out, tr_buf_view(&in), err);
}

struct tr_fetcher
tr_courier_fetcher(struct tr_courier *c)
{
	return (struct tr_fetcher){.context = c, .fetch = fetch};
}

bool
tr_courier_is_there(const struct tr_courier *c)
{
	return c->helper.line >= 0;
}

void
tr_courier_stop(struct tr_courier *c)
{
	bool missing;

	if (c == NULL)
		return;
	tr_helper_see_off(&c->helper, &missing);
	free(c);
}
