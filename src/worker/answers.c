/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/answers.h"

#include "base/errors/fetch.h"
#include "base/errors/pki.h"
#include "base/errors/worker.h"
#include "base/utf8.h"
#include "pki/limits.h"
#include "worker/wire.h"

#define BODY_MAX ((size_t)16 << 10)

/* ---- one request ---- */

static trien_rc
add_request(struct tr_buf *b, const struct tr_fetch_request *r, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, r->what, err));
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(r->url, strlen(r->url)), err));
	return tr_wire_add_bytes(b, r->body, err);
}

struct asked {
	uint64_t what;
	struct tr_bytes url, body;
};

static struct asked
take_request(struct tr_cursor *c)
{
	struct asked a = {.what = tr_cursor_u64(c)};

	a.url = tr_wire_take_bytes(c);
	a.body = tr_wire_take_bytes(c);
	return a;
}

static bool
is_asked(const struct asked *a, const struct tr_fetch_request *r)
{
	return a->what == r->what && tr_bytes_are(a->url, r->url) && tr_bytes_equal(a->body, r->body);
}

/* ---- the file ---- */

trien_rc
tr_answers_add(struct tr_buf *file, const struct tr_fetch_request *r, bool got, struct tr_bytes answer, struct trien_err *err)
{
	if (answer.n > TR_ANSWERS_BYTES_MAX || file->n > TR_ANSWERS_BYTES_MAX - answer.n)
		return TR_ERR(err, WORKER_ANSWERS_LIMIT, TR_U("max", TR_ANSWERS_BYTES_MAX));
	TR_TRY(add_request(file, r, err));
	TR_TRY(tr_wire_add_u64(file, got, err));
	return tr_wire_add_bytes(file, answer, err);
}

/* *got: false also where it was asked in vain. */
static bool
find(struct tr_bytes file, const struct tr_fetch_request *r, bool *got, struct tr_bytes *answer)
{
	struct tr_cursor c = tr_cursor_of(file);

	while (tr_cursor_left(&c) > 0) {
		const struct asked a = take_request(&c);
		*got = tr_cursor_u64(&c) != 0;
		*answer = tr_wire_take_bytes(&c);
		if (!c.bad && is_asked(&a, r))
			return true;
	}
	return false;
}

bool
tr_answers_have(struct tr_bytes file, const struct tr_fetch_request *r)
{
	struct tr_bytes answer;
	bool got;

	return find(file, r, &got, &answer);
}

trien_rc
tr_answers_visit(struct tr_bytes file,
		trien_rc (*see)(void *context, enum tr_fetch_what what, struct tr_bytes answer, struct trien_err *err), void *context,
		struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(file);

	while (tr_cursor_left(&c) > 0) {
		const struct asked a = take_request(&c);
		const bool got = tr_cursor_u64(&c) != 0;
		const struct tr_bytes answer = tr_wire_take_bytes(&c);
		if (c.bad || a.what >= TR_FETCH_WHAT_COUNT)
			return TR_ERR(err, INTERNAL, TR_S("what", "answers"));
		if (got)
			TR_TRY(see(context, (enum tr_fetch_what)a.what, answer, err));
	}
	return TRIEN_OK;
}

/* ---- in the sandbox ---- */

static bool
is_wanted(const struct tr_answers *a, const struct tr_fetch_request *r)
{
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&a->wanted));

	while (tr_cursor_left(&c) > 0) {
		const struct asked have = take_request(&c);
		if (is_asked(&have, r))
			return true;
	}
	return false;
}

static trien_rc
fetch(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	struct tr_answers *a = context;
	struct tr_bytes answer;
	bool got;

	if (find(a->file, r, &got, &answer))
		return got ? tr_buf_add_bytes(out, answer, err)
			   : TR_ERR(err, FETCH_FAILED, TR_S("url", r->url), TR_S("why", "-"));
	/* What is past the cap is asked for when the others are there. */
	if (a->wanted_count < TR_ANSWERS_WANTED_MAX && r->body.n <= BODY_MAX && !is_wanted(a, r)) {
		TR_TRY(add_request(&a->wanted, r, err));
		a->wanted_count++;
	}
	return TR_ERR(err, COLLECT_OFFLINE, TR_S("what", tr_fetch_what_name(r->what)), TR_S("url", r->url));
}

struct tr_fetcher
tr_answers_fetcher(struct tr_answers *a)
{
	return (struct tr_fetcher){.context = a, .fetch = fetch};
}

/* ---- what comes back is hostile ---- */

static bool
is_plain_url(struct tr_bytes url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~')
			return false;
	return url.n > 0 && url.n < TR_URL_MAX;
}

trien_rc
tr_wanted_read(struct tr_cursor *c, struct tr_wanted *out, struct trien_err *err)
{
	struct tr_wanted w = {.memory = {.max = TR_ANSWERS_WANTED_MAX * (TR_URL_MAX + BODY_MAX + 1)}};
	struct tr_cursor again = *c;
	size_t room = 1;

	for (; tr_cursor_left(c) > 0; w.count++) {
		const struct asked a = take_request(c);
		if (c->bad || w.count == TR_ANSWERS_WANTED_MAX || a.what >= TR_FETCH_WHAT_COUNT || a.body.n > BODY_MAX ||
				!is_plain_url(a.url))
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		room += a.url.n + 1 + a.body.n;
	}
	if (c->bad)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_buf_reserve(&w.memory, room, err)); /* once: the strings stay where they are */
	for (size_t i = 0; i < w.count; i++) {
		const struct asked a = take_request(&again);
		uint8_t *url = w.memory.p + w.memory.n, *body = url + a.url.n + 1;
		memcpy(url, a.url.p, a.url.n);
		url[a.url.n] = '\0';
		if (a.body.n > 0)
			memcpy(body, a.body.p, a.body.n);
		w.memory.n += a.url.n + 1 + a.body.n;
		w.items[i] = (struct tr_fetch_request){.what = (enum tr_fetch_what)a.what, .url = (const char *)url, .body = TR_BYTES(body, a.body.n)};
	}
	*out = w;
	return TRIEN_OK;
}

void
tr_wanted_free(struct tr_wanted *w)
{
	tr_buf_free(&w->memory);
}
