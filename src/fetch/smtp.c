/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/limits.h"
#include "fetch/mail_curl.h"

struct tr_smtp {
	struct tr_mail_server s;
	CURL *curl;
	char url[320];
	struct tr_bytes left; /* of the mail that is sent */
	bool named;           /* its receiver was: what comes then is of this mail, what came before of the server */
};

/* ---- options ---- */

static size_t
give_piece(char *out, size_t size, size_t count, void *context)
{
	struct tr_smtp *s = context;
	const size_t room = size * count, n = s->left.n < room ? s->left.n : room;

	if (n > 0)
		memcpy(out, s->left.p, n);
	s->left = tr_bytes_part(s->left, n, s->left.n);
	return n;
}

/* How far it got: a number alone does not say whether the server refuses the mail or everything. */
static int
see_command(CURL *curl, curl_infotype kind, char *text, size_t n, void *context)
{
	struct tr_smtp *s = context;

	(void)curl;
	if (kind == CURLINFO_HEADER_OUT && n >= 4 && memcmp(text, "RCPT", 4) == 0)
		s->named = true;
	return 0;
}

static bool
set_up(struct tr_smtp *s)
{
	CURL *c = s->curl;

	return tr_mail_curl_set(c, &s->s, s->url, "smtp,smtps") && curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_READFUNCTION, give_piece) == CURLE_OK && curl_easy_setopt(c, CURLOPT_READDATA, s) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_VERBOSE, 1L) == CURLE_OK && curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, see_command) == CURLE_OK &&
	       curl_easy_setopt(c, CURLOPT_DEBUGDATA, s) == CURLE_OK;
}

trien_rc
tr_smtp_new(const struct tr_mail_server *server, struct tr_smtp **out, struct trien_err *err)
{
	struct tr_smtp *s;

	TR_TRY(tr_mail_curl_check(server, err));
	s = tr_mem_zeroed(1, sizeof(*s));
	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->s = tr_mail_curl_timed(server);
	/* What it says of itself: an address literal is wanted where there is no name, and that of nobody tells nothing. */
	snprintf(s->url, sizeof(s->url), "%s://%s:%u/trien.invalid", server->tls == TR_MAIL_TLS ? "smtps" : "smtp", server->host, server->port);
	s->curl = curl_easy_init();
	if (s->curl == NULL || !set_up(s)) {
		tr_smtp_free(s);
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", "libcurl"));
	}
	*out = s;
	return TRIEN_OK;
}

void
tr_smtp_free(struct tr_smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	free(s);
}

/* ---- sending ---- */

/* RFC 5321 §4.2.2: too large is a mail wherever that is said. Before its receiver is named everything else is said to everybody. */
static bool
is_about_mail(const struct tr_smtp *s, long status)
{
	return s->named || status == 552;
}

/* The server said a number that means no. */
static trien_rc
tell_status(const struct tr_smtp *s, long status, struct trien_err *err)
{
	if (!is_about_mail(s, status))
		return TR_ERR(err, FETCH_MAIL_SERVER_REFUSES, TR_S("host", s->s.host), TR_I("status", status));
	return status >= 500 ? TR_ERR(err, FETCH_MAIL_REFUSED, TR_S("host", s->s.host), TR_I("status", status))
			     : TR_ERR(err, FETCH_MAIL_LATER, TR_S("host", s->s.host), TR_I("status", status));
}

static trien_rc
tell(const struct tr_smtp *s, CURLcode code, struct trien_err *err)
{
	long status = 0;

	(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	TR_TRY(tr_mail_curl_tell(&s->s, code, err));
	if (code != CURLE_OPERATION_TIMEDOUT && status >= 400 && status < 600)
		return tell_status(s, status, err);
	if (s->named)
		return TR_ERR(err, FETCH_MAIL_BROKEN, TR_S("host", s->s.host), TR_S("why", curl_easy_strerror(code)));
	if (code == CURLE_OPERATION_TIMEDOUT)
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", s->url));
	return TR_ERR(err, FETCH_FAILED, TR_S("url", s->url), TR_S("why", curl_easy_strerror(code)));
}

/* The connection of the mail before is gone, and nobody was named on it for this one: many servers end theirs after a mail (RFC 5321 §3.8: 421). */
static bool
is_stale(const struct tr_smtp *s, CURLcode code)
{
	long made = 1, status = 0;

	(void)curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &made);
	(void)curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &status);
	return made == 0 && !s->named && (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING || status == 421);
}

static CURLcode
perform(struct tr_smtp *s, struct tr_bytes mail)
{
	s->left = mail;
	s->named = false;
	return curl_easy_perform(s->curl);
}

trien_rc
tr_smtp_send(struct tr_smtp *s, const struct tr_mail_item *m, struct trien_err *err)
{
	struct curl_slist *to = curl_slist_append(NULL, m->to);
	CURLcode code = CURLE_OUT_OF_MEMORY;

	if (to != NULL && curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, m->from) == CURLE_OK &&
			curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
			curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->mail.n) == CURLE_OK)
		code = perform(s, m->mail);
	if (code != CURLE_OK && is_stale(s, code)) /* on a new one: curl has given the old one up */
		code = perform(s, m->mail);
	curl_slist_free_all(to);
	return code == CURLE_OK ? TRIEN_OK : tell(s, code, err);
}
