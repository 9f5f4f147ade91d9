/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/mail_curl.h"

#include <string.h>
#include <sys/socket.h>

#include "base/errors/fetch.h"
#include "fetch/address.h"
#include "fetch/limits.h"

static bool
is_host(const char *host)
{
	const size_t n = strlen(host);
	return n > 0 && n <= 255 && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-[:]") == n;
}

trien_rc
tr_mail_curl_check(const struct tr_mail_server *s, struct trien_err *err)
{
	if (!is_host(s->host) || s->port == 0 || s->port > 65535)
		return TR_ERR(err, FETCH_MAIL_SERVER, TR_S("got", s->host));
	if (s->tls == TR_MAIL_PLAIN && s->user != NULL)
		return TR_ERR0(err, FETCH_MAIL_PLAIN);
	if (s->connect_milliseconds > TR_FETCH_TIMEOUT_MAX || s->total_milliseconds > TR_FETCH_TIMEOUT_MAX)
		return TR_ERR(err, FETCH_TIMEOUTS, TR_U("max", TR_FETCH_TIMEOUT_MAX));
	return TRIEN_OK;
}

/* Without TLS nothing leaves this machine, whatever the name leads to. */
static curl_socket_t
open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
	const struct tr_mail_server *s = context;

	(void)purpose;
	if (s->tls == TR_MAIL_PLAIN && !tr_fetch_address_is_this_machine(&a->addr))
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

struct tr_mail_server
tr_mail_curl_timed(const struct tr_mail_server *s)
{
	struct tr_mail_server timed = *s;

	if (timed.connect_milliseconds == 0)
		timed.connect_milliseconds = TR_FETCH_CONNECT_MILLISECONDS;
	if (timed.total_milliseconds == 0)
		timed.total_milliseconds = TR_MAIL_TOTAL_MILLISECONDS;
	return timed;
}

bool
tr_mail_curl_set(CURL *c, const struct tr_mail_server *s, const char *url, const char *protocols)
{
	struct curl_blob authorities = {(void *)(uintptr_t)s->authorities.p, s->authorities.n, CURL_BLOB_COPY};
	bool ok = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, protocols) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK && curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_USE_SSL, s->tls == TR_MAIL_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)s->connect_milliseconds) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)s->total_milliseconds) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, (void *)(uintptr_t)s) == CURLE_OK &&
		  curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(s->total_milliseconds + 999) / 1000) == CURLE_OK; /* for the farewell too */

	if (ok && s->user != NULL)
		ok = curl_easy_setopt(c, CURLOPT_USERNAME, s->user) == CURLE_OK && curl_easy_setopt(c, CURLOPT_PASSWORD, s->password) == CURLE_OK;
	if (ok && s->authorities.n > 0)
		ok = curl_easy_setopt(c, CURLOPT_CAINFO_BLOB, &authorities) == CURLE_OK && curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == CURLE_OK;
	return ok;
}

trien_rc
tr_mail_curl_tell(const struct tr_mail_server *s, CURLcode code, struct trien_err *err)
{
	if (code == CURLE_LOGIN_DENIED)
		return TR_ERR(err, FETCH_MAIL_LOGIN, TR_S("host", s->host));
	if (code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_SSL_CACERT_BADFILE)
		return TR_ERR(err, FETCH_MAIL_TLS, TR_S("host", s->host), TR_S("why", curl_easy_strerror(code)));
	return TRIEN_OK;
}
