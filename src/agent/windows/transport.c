/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/windows/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <winhttp.h>

#include "agent/origin.h"
#include "base/errors/agent.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/limits.h"
#include "store/hex.h"

#define URL_MAX (TR_AGENT_ORIGIN_MAX + TR_AGENT_URL_MAX)
#define HEADERS_MAX 256u
#define RETRY_MAX 3600u

struct tr_transport {
	HINTERNET session, server;
	char origin[TR_AGENT_ORIGIN_MAX + 1], host[TR_AGENT_ORIGIN_MAX + 1];
	const char *prefix; /* in origin */
	bool secure, lab;
	unsigned milliseconds;
	struct tr_buf in; /* the last answer */
};
struct exchange {
	struct tr_transport *t;
	const struct tr_agent_request *r;
	HINTERNET request;
	ULONGLONG end; /* by GetTickCount64() */
	char url[URL_MAX + 1];
};

/* ---- the server ---- */

/* What is sent to Windows is ASCII: addresses and paths are held against that before. */
static void
widen(const char *in, wchar_t *out, size_t room)
{
	size_t i = 0;

	for (; in[i] != '\0' && i + 1 < room; i++)
		out[i] = (unsigned char)in[i];
	out[i] = L'\0';
}

/* The parts of an address that tr_agent_origin_read() has read. */
static unsigned
take_apart(struct tr_transport *t)
{
	const char *from = strstr(t->origin, "://") + 3;
	const bool literal = from[0] == '[';
	const size_t n = literal ? strcspn(from, "]") + 1 : strcspn(from, ":/");
	unsigned port = t->secure ? 443 : 80;

	snprintf(t->host, sizeof(t->host), "%.*s", (int)(literal ? n - 2 : n), from + literal);
	t->prefix = from + n;
	if (t->prefix[0] == ':') {
		char *end;
		port = (unsigned)strtoul(t->prefix + 1, &end, 10);
		t->prefix = end;
	}
	return port;
}

static trien_rc
failed(const char *url, const char *why, struct trien_err *err)
{
	return TR_ERR(err, FETCH_FAILED, TR_S("url", url), TR_S("why", why));
}

static bool
set(HINTERNET h, DWORD option, DWORD value)
{
	return WinHttpSetOption(h, option, &value, sizeof(value));
}

static bool
connect_to(struct tr_transport *t, unsigned port)
{
	wchar_t host[TR_AGENT_ORIGIN_MAX + 1];
	const int all = (int)t->milliseconds, first = (int)(t->milliseconds < TR_FETCH_CONNECT_MILLISECONDS ? t->milliseconds : TR_FETCH_CONNECT_MILLISECONDS);

	widen(t->host, host, sizeof(host) / sizeof(*host));
	t->session = WinHttpOpen(L"trien-agent", WINHTTP_ACCESS_TYPE_NO_PROXY, WINHTTP_NO_PROXY_NAME, WINHTTP_NO_PROXY_BYPASS, 0);
	/* An older Windows knows no TLS 1.3. */
	if (t->session == NULL || !WinHttpSetTimeouts(t->session, first, first, all, all) ||
			(!set(t->session, WINHTTP_OPTION_SECURE_PROTOCOLS, WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2 | WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_3) &&
				!set(t->session, WINHTTP_OPTION_SECURE_PROTOCOLS, WINHTTP_FLAG_SECURE_PROTOCOL_TLS1_2)))
		return false;
	return (t->server = WinHttpConnect(t->session, host, (INTERNET_PORT)port, 0)) != NULL;
}

trien_rc
tr_transport_open(const struct tr_agent_server *s, struct tr_bytes authorities, unsigned milliseconds, struct tr_transport **out, struct trien_err *err)
{
	struct tr_agent_origin origin;
	WSADATA started;

	if (!tr_agent_origin_read(TR_BYTES(s->origin, strlen(s->origin)), &origin) || (!origin.secure && !s->lab))
		return failed(s->origin, "the connection broke off", err);
	/* WinHTTP judges a server by the authorities of Windows alone; to look at its certificate when it has been asked would be too late. */
	if (authorities.n > 0)
		return TR_ERR(err, AGENT_AUTHORITIES_WINDOWS, TR_S("server", s->id));
	struct tr_transport *t = tr_mem_zeroed(1, sizeof(*t));
	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	snprintf(t->origin, sizeof(t->origin), "%s", s->origin);
	t->secure = origin.secure;
	t->lab = s->lab;
	t->milliseconds = milliseconds;
	t->in.max = TR_AGENT_DOCUMENT_MAX;
	if (WSAStartup(MAKEWORD(2, 2), &started) != 0 || !connect_to(t, take_apart(t))) {
		tr_transport_close(t);
		return failed(s->origin, "the connection broke off", err);
	}
	*out = t;
	return TRIEN_OK;
}

void
tr_transport_close(struct tr_transport *t)
{
	if (t == NULL)
		return;
	if (t->server != NULL)
		WinHttpCloseHandle(t->server);
	if (t->session != NULL)
		WinHttpCloseHandle(t->session);
	WSACleanup();
	tr_buf_wipe(&t->in);
	free(t);
}

/* ---- where a name leads ---- */

static bool
is_this_machine(const struct sockaddr *a)
{
	const struct in_addr *v4 = a->sa_family == AF_INET ? &((const struct sockaddr_in *)(const void *)a)->sin_addr : NULL;
	const uint8_t *p = (const uint8_t *)v4;

	if (a->sa_family == AF_INET6) {
		const struct in6_addr *v6 = &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
		if (IN6_IS_ADDR_LOOPBACK(v6) || IN6_IS_ADDR_UNSPECIFIED(v6))
			return true;
		if (IN6_IS_ADDR_V4MAPPED(v6))
			p = (const uint8_t *)v6 + 12;
	}
	return p != NULL && (p[0] == 127 || p[0] == 0);
}

/* A name must not lead back into this machine: what listens here trusts whoever is here. WinHTTP looks the name up once more; then TLS is what holds. */
static trien_rc
check_address(const struct exchange *x, struct trien_err *err)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *all = NULL;
	bool here = false;

	if (x->t->lab)
		return TRIEN_OK;
	if (getaddrinfo(x->t->host, NULL, &hints, &all) != 0)
		return failed(x->url, "no such host", err);
	for (const struct addrinfo *a = all; a != NULL; a = a->ai_next)
		here = here || is_this_machine(a->ai_addr);
	freeaddrinfo(all);
	return here ? TR_ERR(err, FETCH_ADDRESS, TR_S("url", x->url)) : TRIEN_OK;
}

/* ---- asking ---- */

static trien_rc
tell(const struct exchange *x, struct trien_err *err)
{
	switch (GetLastError()) {
	case ERROR_WINHTTP_TIMEOUT:
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", x->url));
	case ERROR_WINHTTP_NAME_NOT_RESOLVED:
		return failed(x->url, "no such host", err);
	case ERROR_WINHTTP_CANNOT_CONNECT:
		return failed(x->url, "nobody answers there", err);
	case ERROR_WINHTTP_SECURE_FAILURE:
	case ERROR_WINHTTP_SECURE_CHANNEL_ERROR:
	case ERROR_WINHTTP_SECURE_INVALID_CA:
	case ERROR_WINHTTP_SECURE_INVALID_CERT:
	case ERROR_WINHTTP_SECURE_CERT_CN_INVALID:
	case ERROR_WINHTTP_SECURE_CERT_DATE_INVALID:
	case ERROR_WINHTTP_SECURE_CERT_REVOKED:
	case ERROR_WINHTTP_SECURE_CERT_WRONG_USAGE:
		return failed(x->url, "the secured connection failed, or the server's certificate is not trusted", err);
	default:
		return failed(x->url, "the connection broke off", err);
	}
}

/* What is left of the time becomes the time that the next step may take. */
static trien_rc
check_time(const struct exchange *x, struct trien_err *err)
{
	const ULONGLONG now = GetTickCount64();

	if (now >= x->end)
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", x->url));
	const DWORD left = (DWORD)(x->end - now);
	return set(x->request, WINHTTP_OPTION_RECEIVE_TIMEOUT, left) && set(x->request, WINHTTP_OPTION_RECEIVE_RESPONSE_TIMEOUT, left) ? TRIEN_OK : tell(x, err);
}

static trien_rc
send_request(struct exchange *x, struct trien_err *err)
{
	const struct tr_agent_request *r = x->r;
	char text[HEADERS_MAX];
	wchar_t headers[HEADERS_MAX];
	const bool with = r->secret != NULL;

	snprintf(text, sizeof(text), "X-Trien-Desk: 1\r\nContent-Type: application/json%s%s\r\n", with ? "\r\nAuthorization: Bearer " : "", with ? r->secret : "");
	widen(text, headers, HEADERS_MAX);
	/* Without this, it is an error where a server would like to have a certificate of ours. */
	WinHttpSetOption(x->request, WINHTTP_OPTION_CLIENT_CERT_CONTEXT, WINHTTP_NO_CLIENT_CERT_CONTEXT, 0);
	const bool sent = set(x->request, WINHTTP_OPTION_DISABLE_FEATURE, WINHTTP_DISABLE_REDIRECTS | WINHTTP_DISABLE_COOKIES | WINHTTP_DISABLE_AUTHENTICATION) &&
		WinHttpSendRequest(x->request, headers, (DWORD)-1, (void *)(uintptr_t)r->body.p, (DWORD)r->body.n, (DWORD)r->body.n, 0) && WinHttpReceiveResponse(x->request, NULL);
	const trien_rc rc = sent ? TRIEN_OK : tell(x, err);
	tr_wipe(text, sizeof(text));
	tr_wipe(headers, sizeof(headers));
	return rc;
}

/* ---- the answer ---- */

/* False where it was not said, or is no number. */
static bool
number_of(const struct exchange *x, DWORD field, DWORD *out)
{
	DWORD size = sizeof(*out);

	return WinHttpQueryHeaders(x->request, field | WINHTTP_QUERY_FLAG_NUMBER, WINHTTP_HEADER_NAME_BY_INDEX, out, &size, WINHTTP_NO_HEADER_INDEX);
}

/* 0 where the server does not say. Windows takes anything for a date, what it cannot read for the present time; so it is given what looks like one alone: "Sat, 28 Nov 2026 00:00:00 GMT". */
static int64_t
date_of(const struct exchange *x)
{
	wchar_t text[30];
	SYSTEMTIME said;
	FILETIME when;
	DWORD size = sizeof(text);

	if (!WinHttpQueryHeaders(x->request, WINHTTP_QUERY_DATE, WINHTTP_HEADER_NAME_BY_INDEX, text, &size, WINHTTP_NO_HEADER_INDEX) || wcslen(text) != 29 || wcscmp(text + 25, L" GMT") != 0 ||
			!WinHttpTimeToSystemTime(text, &said) || !SystemTimeToFileTime(&said, &when))
		return 0;
	/* Counted in 100 ns from 1601. */
	return (int64_t)(((uint64_t)when.dwHighDateTime << 32 | when.dwLowDateTime) / 10000000) - 11644473600;
}

/* Said once, whatever a second one says. What is no fingerprint is passed over as any other field. */
static void
take_certificate(const struct exchange *x, char out[TR_AGENT_SECRET_SIZE + 1])
{
	wchar_t said[TR_AGENT_SECRET_SIZE + 1];
	DWORD size = sizeof(said), none = 0, index = 0, second = 1;
	size_t i = 0;

	const bool once = WinHttpQueryHeaders(x->request, WINHTTP_QUERY_CUSTOM, L"X-Trien-Certificate", said, &size, &index) &&
		!WinHttpQueryHeaders(x->request, WINHTTP_QUERY_CUSTOM, L"X-Trien-Certificate", NULL, &none, &second) && GetLastError() == ERROR_WINHTTP_HEADER_NOT_FOUND;
	for (; once && i < size / sizeof(*said) && i < TR_AGENT_SECRET_SIZE; i++)
		out[i] = said[i] < 128 ? (char)said[i] : '?';
	out[i] = '\0';
	if (!tr_hex_is_256(out))
		out[0] = '\0';
}

static trien_rc
read_body(struct exchange *x, struct trien_err *err)
{
	struct tr_transport *t = x->t;
	DWORD ready, got, length = 0;
	const bool is_told = number_of(x, WINHTTP_QUERY_CONTENT_LENGTH, &length);

	for (;;) {
		TR_TRY(check_time(x, err));
		if (!WinHttpQueryDataAvailable(x->request, &ready))
			return tell(x, err);
		if (ready == 0)
			break;
		if (ready > x->r->max - t->in.n)
			return TR_ERR(err, FETCH_TOO_LARGE, TR_S("url", x->url), TR_U("max", x->r->max));
		TR_TRY(tr_buf_reserve(&t->in, ready, err));
		if (!WinHttpReadData(x->request, t->in.p + t->in.n, ready, &got))
			return tell(x, err);
		t->in.n += got;
	}
	/* Less than was promised is no answer. */
	return !is_told || length == t->in.n ? TRIEN_OK : failed(x->url, "the connection broke off", err);
}

static trien_rc
read_answer(struct exchange *x, struct tr_agent_reply *out, struct trien_err *err)
{
	DWORD status, retry;

	*out = (struct tr_agent_reply){0};
	if (!number_of(x, WINHTTP_QUERY_STATUS_CODE, &status))
		return tell(x, err);
	out->status = status;
	out->retry = number_of(x, WINHTTP_QUERY_RETRY_AFTER, &retry) && retry < RETRY_MAX ? retry : 0;
	out->date = date_of(x);
	take_certificate(x, out->certificate);
	TR_TRY(read_body(x, err));
	out->body = tr_buf_view(&x->t->in);
	return TRIEN_OK;
}

static bool
open_request(struct exchange *x)
{
	wchar_t path[URL_MAX + 1];
	char whole[URL_MAX + 1];

	snprintf(whole, sizeof(whole), "%s%s", x->t->prefix, x->r->path);
	widen(whole, path, URL_MAX + 1);
	x->request = WinHttpOpenRequest(x->t->server, x->r->body.n > 0 ? L"POST" : L"GET", path, NULL, WINHTTP_NO_REFERER, WINHTTP_DEFAULT_ACCEPT_TYPES, x->t->secure ? WINHTTP_FLAG_SECURE : 0);
	return x->request != NULL;
}

trien_rc
tr_transport_ask(struct tr_transport *t, const struct tr_agent_request *r, struct tr_agent_reply *out, struct trien_err *err)
{
	struct exchange x = {.t = t, .r = r, .end = GetTickCount64() + t->milliseconds};

	if (r->page != NULL || r->path[0] != '/' || strlen(r->path) > TR_AGENT_URL_MAX || (r->secret != NULL && strlen(r->secret) > TR_AGENT_SECRET_SIZE))
		return TR_ERR(err, INTERNAL, TR_S("what", "agent: a request"));
	snprintf(x.url, sizeof(x.url), "%s%s", t->origin, r->path);
	t->in.n = 0;
	TR_TRY(check_address(&x, err));
	trien_rc rc = open_request(&x) ? check_time(&x, err) : tell(&x, err);
	if (rc == TRIEN_OK)
		rc = send_request(&x, err);
	if (rc == TRIEN_OK)
		rc = read_answer(&x, out, err);
	if (x.request != NULL)
		WinHttpCloseHandle(x.request);
	return rc;
}
