/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/cache.h"
#include "fetch/frame.h"
#include "fetch/hosts.h"

struct tr_fetch {
	struct tr_fetch_options o;
	CURL *curl; /* one handle: connections are used again */
	int cache;  /* -1: none */
	unsigned long cached, fetched;
};

/* One request, over all its redirects. */
struct exchange {
	struct tr_fetch *f;
	const struct tr_fetch_request *r;
	struct tr_buf *out;
	size_t before, max;
	int64_t end; /* of the time for all hops together, by tr_fetch_milliseconds() */
	bool redirected;
	enum tr_fetch_loopback loopback; /* of this hop */
	struct tr_fetch_network inside[TR_FETCH_HOSTS_MAX]; /* where this hop may lead; a redirect never does */
	size_t inside_count;
	bool proxied; /* this hop */
	bool too_large, address_refused, no_memory;
};

/* ---- where to ---- */

static bool
is_host_allowed(const struct tr_fetch_options *o, const char *host)
{
	for (size_t i = 0; i < o->host_count; i++)
		if (tr_host_is_named(o->hosts[i], TR_BYTES(host, strlen(host))))
			return true;
	return false;
}

static void
note_networks(struct exchange *x, const char *host)
{
	const struct tr_fetch_options *o = &x->f->o;

	x->inside_count = 0;
	for (size_t i = 0; !x->redirected && i < o->host_count; i++) {
		const char *network = strchr(o->hosts[i], '=');
		if (network != NULL && tr_host_is_named(o->hosts[i], TR_BYTES(host, strlen(host))) && tr_fetch_network_of(network + 1, &x->inside[x->inside_count]))
			x->inside_count++;
	}
}

static bool
is_permitted(const struct exchange *x, const struct sockaddr *a)
{
	bool permitted = tr_fetch_address_is_public(a, x->loopback);

	for (size_t i = 0; !permitted && i < x->inside_count; i++)
		permitted = tr_fetch_network_has(&x->inside[i], a);
	return permitted;
}

static bool
is_loopback_name(const char *host)
{
	return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0 || strcasecmp(host, "localhost") == 0;
}

/* What is told to a webhook is told over TLS, or on this machine. */
static bool
is_scheme(const struct exchange *x, const char *scheme, const char *host)
{
	return strcmp(scheme, "https") == 0 || (strcmp(scheme, "http") == 0 && (x->r->what != TR_FETCH_WEBHOOK || is_loopback_name(host)));
}

/* curl's own parser decides what the host is: the same that connects. An administrator has entered a webhook's: of public addresses it may be any. */
static trien_rc
check_url(struct exchange *x, const char *url, struct trien_err *err)
{
	const struct tr_fetch *f = x->f;
	char *scheme = NULL, *host = NULL, *user = NULL;
	CURLU *u = curl_url();
	trien_rc rc = TRIEN_OK;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
			curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
			curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
			!is_scheme(x, scheme, host) ||
			curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK)
		rc = TR_ERR(err, FETCH_URL, TR_S("url", url));
	else if (!is_host_allowed(&f->o, host) && x->r->what != TR_FETCH_WEBHOOK)
		rc = TR_ERR(err, FETCH_HOST, TR_S("host", host), TR_S("url", url));
	else {
		x->loopback = is_loopback_name(host) && is_host_allowed(&f->o, host) ? f->o.loopback : TR_LOOPBACK_REFUSED;
		note_networks(x, host);
		x->proxied = f->o.proxy != NULL && x->r->what != TR_FETCH_WEBHOOK && !is_loopback_name(host) && x->inside_count == 0;
	}
	curl_free(user);
	curl_free(host);
	curl_free(scheme);
	curl_url_cleanup(u);
	return rc;
}

/* Every socket that curl makes, whatever name or redirect led there; one to the proxy leads where the administrator has said. */
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange *x = context;

	(void)purpose;
	if (!x->proxied && !is_permitted(x, &a->addr)) {
		x->address_refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t
take_piece(char *p, size_t size, size_t count, void *context)
{
	struct exchange *x = context;
	size_t n = size * count;

	if (x->r->what == TR_FETCH_WEBHOOK) /* nobody reads what it says */
		return n;
	if (n > x->max - (x->out->n - x->before)) {
		x->too_large = true;
		return 0;
	}
	if (tr_buf_add(x->out, p, n, NULL) != TRIEN_OK) {
		x->no_memory = true;
		return 0;
	}
	return n;
}

/* ---- one exchange ---- */

/* A word of base/details.def: curl's own are English. */
static const char *
word_of(const struct exchange *x, CURLcode code)
{
	long said = 0;

	if (x->proxied && (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT))
		return "the proxy does not answer";
	if (x->proxied && curl_easy_getinfo(x->f->curl, CURLINFO_HTTP_CONNECTCODE, &said) == CURLE_OK && said >= 300)
		return "the proxy refuses it";
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "no such host";
	case CURLE_COULDNT_CONNECT:
		return "nobody answers there";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
		return "the secured connection failed, or the server's certificate is not trusted";
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		return "the connection broke off";
	default:
		return "the server does not keep to the protocol";
	}
}

static trien_rc
tell(const struct exchange *x, CURLcode code, const char *url, struct trien_err *err)
{
	if (x->no_memory || code == CURLE_OUT_OF_MEMORY)
		return TR_ERR(err, NO_MEMORY, TR_U("want", x->out->n));
	if (x->too_large)
		return TR_ERR(err, FETCH_TOO_LARGE, TR_S("url", url), TR_U("max", x->max));
	if (x->address_refused)
		return TR_ERR(err, FETCH_ADDRESS, TR_S("url", url));
	if (code == CURLE_OPERATION_TIMEDOUT)
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", url));
	return TR_ERR(err, FETCH_FAILED, TR_S("url", url), TR_S("why", word_of(x, code)));
}

static bool
prepare(struct exchange *x, const char *url, struct curl_slist *headers)
{
	const struct tr_fetch_options *o = &x->f->o;
	const int64_t left = x->end - tr_fetch_milliseconds();
	CURL *c = x->f->curl;

	curl_easy_reset(c);
	bool ok = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_PROXY, x->proxied ? o->proxy : "") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOPROXY, "") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_USERAGENT, "trien") == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)o->connect_milliseconds) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, left > 0 ? (long)left : 1L) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x) == CURLE_OK &&
		  /* A connection that is there already was permitted to somebody else. */
		  curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, x->redirected ? 1L : 0L) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_piece) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_WRITEDATA, x) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
	if (ok && x->r->body.n > 0)
		ok = curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)x->r->body.n) == CURLE_OK &&
		     curl_easy_setopt(c, CURLOPT_POSTFIELDS, x->r->body.p) == CURLE_OK;
	return ok;
}

static const char *
type_header(enum tr_fetch_what what)
{
	return what == TR_FETCH_OCSP    ? "Content-Type: application/ocsp-request"
	       : what == TR_FETCH_STAMP ? "Content-Type: application/timestamp-query"
	       : what == TR_FETCH_COSIGNATURE ? "Content-Type: text/plain"
	       : what == TR_FETCH_WEBHOOK ? "Content-Type: application/json"
					: "Accept: */*";
}

static struct curl_slist *
add_field(struct curl_slist *list, const char *name, const char *value)
{
	struct curl_slist *longer = NULL;
	TR_AUTO_BUF line = {0};

	if (tr_buf_addf(&line, NULL, "%s: %s%c", name, value, 0) == TRIEN_OK)
		longer = curl_slist_append(list, (const char *)line.p);
	if (longer == NULL)
		curl_slist_free_all(list);
	return longer;
}

static struct curl_slist *
fields_of(const struct tr_fetch_request *r)
{
	struct curl_slist *list = curl_slist_append(NULL, type_header(r->what));

	if (list != NULL && r->what == TR_FETCH_WEBHOOK)
		list = add_field(list, "Idempotency-Key", r->key);
	if (list != NULL && r->what == TR_FETCH_WEBHOOK)
		list = add_field(list, "X-Trien-Signature", r->signature);
	return list;
}

/* One hop. Where it is a redirect, *next is its target (to be freed); otherwise the body is in x->out. */
static trien_rc
hop(struct exchange *x, const char *url, char **next, struct trien_err *err)
{
	struct curl_slist *headers = fields_of(x->r);
	char *target = NULL;
	long status = 0;

	*next = NULL;
	x->out->n = x->before;
	CURLcode code = headers != NULL && prepare(x, url, headers) ? curl_easy_perform(x->f->curl) : CURLE_OUT_OF_MEMORY;
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return tell(x, code, url, err);
	curl_easy_getinfo(x->f->curl, CURLINFO_RESPONSE_CODE, &status);
	if (x->r->what == TR_FETCH_WEBHOOK) /* a redirect is not followed: it is a status like others */
		return tr_buf_addf(x->out, err, "%ld", status);
	if (status == 407 && x->proxied)
		return TR_ERR(err, FETCH_FAILED, TR_S("url", url), TR_S("why", "the proxy refuses it"));
	if (status == 200 || (status == 409 && x->r->what == TR_FETCH_COSIGNATURE))
		return TRIEN_OK;
	curl_easy_getinfo(x->f->curl, CURLINFO_REDIRECT_URL, &target);
	if (target == NULL)
		return TR_ERR(err, FETCH_STATUS, TR_S("url", url), TR_I("status", status));
	*next = strdup(target);
	return *next != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", strlen(target)));
}

static trien_rc
follow(struct exchange *x, struct trien_err *err)
{
	char *at = strdup(x->r->url), *next = NULL;
	trien_rc rc = at != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", strlen(x->r->url)));

	for (unsigned hops = 0; rc == TRIEN_OK; hops++) {
		x->redirected = hops > 0;
		rc = hops > TR_FETCH_REDIRECTS_MAX ? TR_ERR(err, FETCH_REDIRECTS, TR_S("url", x->r->url),
								     TR_U("max", TR_FETCH_REDIRECTS_MAX))
						   : check_url(x, at, err);
		if (rc == TRIEN_OK)
			rc = hop(x, at, &next, err);
		if (rc != TRIEN_OK || next == NULL)
			break;
		free(at);
		at = next;
	}
	free(at);
	return rc;
}

/* An OCSP request with a nonce wants a new answer each time: its bytes are always others, so it is never found. */
static bool
is_kept(const struct tr_fetch *f, const struct tr_fetch_request *r)
{
	return f->cache >= 0 && f->o.expires != NULL && (r->what == TR_FETCH_CRL || r->what == TR_FETCH_OCSP);
}

static trien_rc
fetch(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	struct tr_fetch *f = context;
	struct exchange x = {.f = f, .r = r, .out = out, .before = out->n, .max = tr_fetch_size_max(r->what),
		.end = tr_fetch_milliseconds() + f->o.total_milliseconds};
	int64_t now = f->o.env->now(f->o.env->context);

	if (is_kept(f, r) && tr_fetch_cache_take(f->cache, r, now, out)) {
		f->cached++;
		return TRIEN_OK;
	}
	trien_rc rc = follow(&x, err);
	if (rc != TRIEN_OK) {
		out->n = x.before;
		return rc;
	}
	f->fetched++;
	if (is_kept(f, r)) {
		struct tr_bytes answer = tr_bytes_part(tr_buf_view(out), x.before, out->n);
		int64_t until = f->o.expires(f->o.expires_context, r->what, answer);
		if (until > now)
			tr_fetch_cache_put(f->cache, r, until, answer);
	}
	return TRIEN_OK;
}

/* ---- life ---- */

static trien_rc
check_options(const struct tr_fetch_options *o, struct trien_err *err)
{
	if (o->host_count > TR_FETCH_HOSTS_MAX)
		return TR_ERR(err, FETCH_HOSTS, TR_U("got", o->host_count), TR_U("max", TR_FETCH_HOSTS_MAX));
	if (o->connect_milliseconds > TR_FETCH_TIMEOUT_MAX || o->total_milliseconds > TR_FETCH_TIMEOUT_MAX)
		return TR_ERR(err, FETCH_TIMEOUTS, TR_U("max", TR_FETCH_TIMEOUT_MAX));
	return TRIEN_OK;
}

trien_rc
tr_fetch_new(const struct tr_fetch_options *options, struct tr_fetch **out, struct trien_err *err)
{
	TR_TRY(check_options(options, err));
	struct tr_fetch *f = tr_mem_zeroed(1, sizeof(*f));
	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	f->o = *options;
	f->o.connect_milliseconds = f->o.connect_milliseconds ? f->o.connect_milliseconds : TR_FETCH_CONNECT_MILLISECONDS;
	f->o.total_milliseconds = f->o.total_milliseconds ? f->o.total_milliseconds : TR_FETCH_TOTAL_MILLISECONDS;
	f->cache = -1;
	trien_rc rc = options->cache != NULL ? tr_fetch_cache_open(options->cache, &f->cache, err) : TRIEN_OK;
	if (rc == TRIEN_OK && (f->curl = curl_easy_init()) == NULL)
		rc = TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	if (rc != TRIEN_OK) {
		tr_fetch_free(f);
		return rc;
	}
	*out = f;
	return TRIEN_OK;
}

struct tr_fetcher
tr_fetch_fetcher(struct tr_fetch *f)
{
	return (struct tr_fetcher){.context = f, .fetch = fetch};
}

int
tr_fetch_cache_fd(const struct tr_fetch *f)
{
	return f->cache;
}

void
tr_fetch_counts(const struct tr_fetch *f, unsigned long *cached, unsigned long *fetched)
{
	*cached = f->cached;
	*fetched = f->fetched;
}

void
tr_fetch_free(struct tr_fetch *f)
{
	if (f == NULL)
		return;
	curl_easy_cleanup(f->curl);
	if (f->cache >= 0)
		close(f->cache);
	free(f);
}
