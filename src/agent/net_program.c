/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-agent-net: has the network, and nothing else. Started by tr_agent_network_start() and by nobody else, with one end of a socket pair as descriptor 3. It is told one server, then asks that server
 * what it is told to ask, and ends with its parent.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/network.h"
#include "base/errors/fetch.h"
#include "base/message.h"
#include "fetch/address.h"
#include "fetch/confine.h"
#include "fetch/frame.h"
#include "fetch/limits.h"
#include "store/hex.h"

#define EXIT_BY_HAND 114
#define EXIT_NO_PARENT 1
#define LINE TR_FETCH_PROGRAM_FD
#define HEAD TR_AGENT_NET_HEAD
/* A server that says less than this for so long says nothing. */
#define SLOW_BYTES 64L
#define SLOW_SECONDS 30L

struct exchange {
	const struct tr_agent_net_options *o;
	const struct tr_agent_request *r;
	struct tr_buf out; /* with the head of an answer */
	char url[TR_AGENT_ORIGIN_MAX + TR_AGENT_URL_MAX + 1];
	bool too_large, address_refused;
};

static void
tell_error(const struct trien_err *why)
{
	TR_AUTO_BUF b = {0};

	if (tr_message_write_error(&b, why, NULL) != TRIEN_OK || !tr_frame_write(LINE, TR_FRAME_ERROR, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

/* A name must not lead back into this machine: what listens here trusts whoever is here. */
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange *x = context;

	(void)purpose;
	/* Through a proxy there are sockets to that alone, which the desk has named. */
	if (!x->o->lab && x->o->proxy[0] == '\0' && tr_fetch_address_is_this_machine(&a->addr)) {
		x->address_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t
take_piece(char *p, size_t size, size_t count, void *context)
{
	struct exchange *x = context;
	const size_t n = size * count;

	x->too_large = n > x->r->max - (x->out.n - HEAD);
	return !x->too_large && tr_buf_add(&x->out, p, n, NULL) == TRIEN_OK ? n : 0;
}

/* NULL where it was NULL, or there is no memory. */
static struct curl_slist *
add_header(struct curl_slist *all, const char *name, const char *value)
{
	char line[TR_AGENT_BEARER_MAX + 64];

	if (all == NULL || value == NULL)
		return all;
	snprintf(line, sizeof(line), "%s%s", name, value);
	struct curl_slist *more = curl_slist_append(all, line);
	if (more == NULL)
		curl_slist_free_all(all);
	return more;
}

static struct curl_slist *
headers_of(const struct tr_agent_request *r)
{
	const struct tr_agent_page_request *page = r->page;
	struct curl_slist *all = curl_slist_append(NULL, "Expect:");

	all = add_header(all, "Content-Type: ", page != NULL ? page->type : "application/json");
	all = add_header(all, "Authorization: Bearer ", page != NULL ? page->bearer : r->secret);
	all = add_header(all, "Cookie: ", page != NULL ? page->cookie : NULL);
	return add_header(all, "X-Trien-Desk: ", page != NULL ? NULL : "1");
}

static bool
prepare(CURL *c, struct exchange *x, struct curl_slist *headers)
{
	const struct tr_agent_net_options *o = x->o;
	struct curl_blob authorities = {(void *)(uintptr_t)o->authorities.p, o->authorities.n, CURL_BLOB_COPY};

	curl_easy_reset(c);
	bool ok = curl_easy_setopt(c, CURLOPT_URL, x->url) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, o->lab ? "http,https" : "https") == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROXY, o->proxy) == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOPROXY, "") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK && curl_easy_setopt(c, CURLOPT_USERAGENT, "trien-agent") == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)(o->milliseconds < TR_FETCH_CONNECT_MILLISECONDS ? o->milliseconds : TR_FETCH_CONNECT_MILLISECONDS)) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)o->milliseconds) == CURLE_OK && curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS) == CURLE_OK && curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x) == CURLE_OK && curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_piece) == CURLE_OK &&
		curl_easy_setopt(c, CURLOPT_WRITEDATA, x) == CURLE_OK && curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
	if (ok && x->r->body.n > 0)
		ok = curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)x->r->body.n) == CURLE_OK && curl_easy_setopt(c, CURLOPT_POSTFIELDS, x->r->body.p) == CURLE_OK;
	/* The office's own authority takes the place of all others. */
	if (ok && o->authorities.n > 0)
		ok = curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &authorities) == CURLE_OK && curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == CURLE_OK;
	return ok;
}

/* A word of base/details.def: curl's own are English. */
static const char *
word_of(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "no such host";
	case CURLE_COULDNT_CONNECT:
		return "nobody answers there";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return "the secured connection failed, or the server's certificate is not trusted";
	default:
		return "the connection broke off";
	}
}

static trien_rc
tell(const struct exchange *x, CURLcode code, struct trien_err *err)
{
	if (x->too_large)
		return TR_ERR(err, FETCH_TOO_LARGE, TR_S("url", x->url), TR_U("max", x->r->max));
	if (x->address_refused)
		return TR_ERR(err, FETCH_ADDRESS, TR_S("url", x->url));
	if (code == CURLE_OPERATION_TIMEDOUT)
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", x->url));
	return TR_ERR(err, FETCH_FAILED, TR_S("url", x->url), TR_S("why", word_of(code)));
}

static void
put(uint8_t *p, unsigned width, uint64_t v)
{
	for (unsigned i = 0; i < width; i++)
		p[i] = (uint8_t)(v >> 8 * (width - 1 - i));
}

/* 0 where the server does not say. */
static uint64_t
date_of(CURL *c)
{
	struct curl_header *date;
	time_t when;

	if (curl_easy_header(c, "Date", 0, CURLH_HEADER, -1, &date) != CURLHE_OK)
		return 0;
	when = curl_getdate(date->value, NULL);
	return when > 0 ? (uint64_t)when : 0;
}

/* What is no fingerprint is passed over as any other field. */
static void
put_certificate(CURL *c, uint8_t *out)
{
	struct curl_header *said;

	if (curl_easy_header(c, "X-Trien-Certificate", 0, CURLH_HEADER, -1, &said) == CURLHE_OK && said->amount == 1 && tr_hex_is_256(said->value))
		memcpy(out, said->value, TR_AGENT_SECRET_SIZE);
}

static trien_rc
ask(CURL *c, struct exchange *x, struct trien_err *err)
{
	static const uint8_t head[HEAD];
	struct curl_slist *headers = headers_of(x->r);
	curl_off_t retry = 0;
	long status = 0;

	TR_TRY(tr_buf_add(&x->out, head, sizeof(head), err));
	const CURLcode code = headers != NULL && prepare(c, x, headers) ? curl_easy_perform(c) : CURLE_OUT_OF_MEMORY;
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return tell(x, code, err);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &retry);
	put(x->out.p, 4, (uint64_t)status);
	put(x->out.p + 4, 4, retry > 0 && retry < 3600 ? (uint64_t)retry : 0);
	put(x->out.p + 8, 8, date_of(c));
	put_certificate(c, x->out.p + 16);
	return TRIEN_OK;
}

static void
answer(CURL *c, const struct tr_agent_net_options *o, struct tr_bytes in)
{
	struct exchange x = {.o = o, .out = {.max = TR_AGENT_DOCUMENT_MAX + TR_FRAME_ROOM}};
	struct tr_agent_net_texts texts;
	struct tr_agent_request r;
	struct trien_err err = {0};

	if (!tr_agent_net_read_request(in, &texts, &r))
		_exit(EXIT_NO_PARENT);
	x.r = &r;
	snprintf(x.url, sizeof(x.url), "%s%s", o->origin, r.path);
	if (ask(c, &x, &err) != TRIEN_OK)
		tell_error(&err);
	else if (!tr_frame_write(LINE, TR_FRAME_ANSWER, tr_buf_view(&x.out), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
	tr_buf_wipe(&x.out);
}

int
main(void)
{
	struct tr_agent_net_options o;
	struct trien_err err = {0};
	enum tr_frame_kind kind;
	TR_AUTO_BUF options = {0};
	TR_AUTO_BUF in = {.max = TR_AGENT_UPLOAD_MAX + TR_FRAME_ROOM};

	if (tr_frame_read(LINE, -1, TR_AGENT_AUTHORITIES_MAX + TR_FRAME_ROOM, &kind, &options) != TR_FRAME_GOOD || kind != TR_FRAME_OPTIONS || !tr_agent_net_read_options(tr_buf_view(&options), &o)) {
		fputs("trien-agent-net: trien\n", stderr);
		return EXIT_BY_HAND;
	}
	CURL *c = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_easy_init() : NULL;
	trien_rc rc = c != NULL ? tr_fetch_confine(-1, &err) : TR_ERR(&err, NO_MEMORY, TR_U("want", 1));
	if (rc != TRIEN_OK) {
		tell_error(&err);
		_exit(0);
	}
	if (!tr_frame_write(LINE, TR_FRAME_READY, TR_BYTES(NULL, 0), TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
	while (tr_frame_read(LINE, -1, TR_AGENT_UPLOAD_MAX + TR_FRAME_ROOM, &kind, &in) == TR_FRAME_GOOD && kind == TR_FRAME_FETCH)
		answer(c, &o, tr_buf_view(&in));
	/* No clean-up: what it has goes with it. */
	_exit(0);
}
