/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/imap.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/errors/base.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "fetch/mail_curl.h"

/* Set on what was dealt with and stays. */
#define KEYWORD "TrienSeen"
/* Lines that are no mail: numbers of a very full mailbox. */
#define LINES_MAX ((size_t)1 << 20)

struct tr_imap {
	struct tr_mail_server s;
	CURL *curl;
	char box[TR_MAILBOX_NAME_MAX + 1], url[400];
	uint32_t validity;  /* of the mailbox that was listed; 0: not yet */
	struct tr_buf *out; /* what is received */
	size_t max;
	bool too_large, selects; /* selects: it is logged in, and asks for the mailbox */
};

/* ---- options ---- */

static bool
is_name(const char *box)
{
	const size_t n = strlen(box);
	return n > 0 && n <= TR_MAILBOX_NAME_MAX && strspn(box, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-") == n;
}

static size_t
take_piece(char *in, size_t size, size_t count, void *context)
{
	struct tr_imap *m = context;
	const size_t n = size * count;

	if (n > m->max - m->out->n || tr_buf_add(m->out, in, n, NULL) != TRIEN_OK) {
		m->too_large = true;
		return 0;
	}
	return n;
}

/* "* OK [UIDVALIDITY 3857529045]": what libcurl compares later, and does not tell. */
static int
see_line(CURL *curl, curl_infotype kind, char *text, size_t n, void *context)
{
	static const char word[] = "[UIDVALIDITY ";
	struct tr_imap *m = context;
	uint64_t number = 0;

	(void)curl;
	m->selects = m->selects || (kind == CURLINFO_HEADER_OUT && memmem(text, n, " SELECT ", 8) != NULL);
	const char *at = kind == CURLINFO_HEADER_IN && m->validity == 0 ? memmem(text, n, word, sizeof(word) - 1) : NULL;
	if (at == NULL)
		return 0;
	for (at += sizeof(word) - 1; at < text + n && *at >= '0' && *at <= '9' && number <= UINT32_MAX; at++)
		number = number * 10 + (uint64_t)(*at - '0');
	if (at < text + n && *at == ']' && number <= UINT32_MAX)
		m->validity = (uint32_t)number;
	return 0;
}

trien_rc
tr_imap_new(const struct tr_mail_server *server, const char *box, struct tr_imap **out, struct trien_err *err)
{
	TR_TRY(tr_mail_curl_check(server, err));
	if (!is_name(box))
		return TR_ERR(err, FETCH_MAILBOX_NAME, TR_S("got", box), TR_U("max", TR_MAILBOX_NAME_MAX));
	struct tr_imap *m = tr_mem_zeroed(1, sizeof(*m));
	if (m == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*m)));
	m->s = tr_mail_curl_timed(server);
	snprintf(m->box, sizeof(m->box), "%s", box);
	snprintf(m->url, sizeof(m->url), "%s://%s:%u/", server->tls == TR_MAIL_TLS ? "imaps" : "imap", server->host, server->port);
	m->curl = curl_easy_init();
	if (m->curl == NULL || !tr_mail_curl_set(m->curl, &m->s, m->url, "imap,imaps") || curl_easy_setopt(m->curl, CURLOPT_WRITEFUNCTION, take_piece) != CURLE_OK ||
			curl_easy_setopt(m->curl, CURLOPT_WRITEDATA, m) != CURLE_OK || curl_easy_setopt(m->curl, CURLOPT_VERBOSE, 1L) != CURLE_OK ||
			curl_easy_setopt(m->curl, CURLOPT_DEBUGFUNCTION, see_line) != CURLE_OK || curl_easy_setopt(m->curl, CURLOPT_DEBUGDATA, m) != CURLE_OK) {
		tr_imap_free(m);
		return TR_ERR(err, FETCH_PROGRAM_FAILED, TR_S("why", "libcurl"));
	}
	*out = m;
	return TRIEN_OK;
}

void
tr_imap_free(struct tr_imap *m)
{
	if (m == NULL)
		return;
	curl_easy_cleanup(m->curl);
	free(m);
}

/* ---- asking ---- */

static trien_rc
tell(const struct tr_imap *m, CURLcode code, struct trien_err *err)
{
	if (code == CURLE_LOGIN_DENIED && m->selects) /* libcurl's word for a mailbox that is none, too */
		code = CURLE_REMOTE_ACCESS_DENIED;
	TR_TRY(tr_mail_curl_tell(&m->s, code, err));
	if (m->too_large)
		return TR_ERR(err, FETCH_MAIL_SIZE, TR_U("got", m->max + 1), TR_U("max", m->max));
	if (code == CURLE_REMOTE_FILE_NOT_FOUND) /* also: the mailbox is another one by now */
		return TR_ERR(err, FETCH_MAIL_GONE, TR_S("host", m->s.host));
	if (code == CURLE_OPERATION_TIMEDOUT)
		return TR_ERR(err, FETCH_TIMEOUT, TR_S("url", m->url));
	if (code == CURLE_QUOTE_ERROR || code == CURLE_REMOTE_ACCESS_DENIED)
		return TR_ERR(err, FETCH_MAILBOX_REFUSES, TR_S("host", m->s.host));
	return TR_ERR(err, FETCH_FAILED, TR_S("url", m->url), TR_S("why", curl_easy_strerror(code)));
}

/* In the mailbox that was listed, if it is still that one. uid 0: none. command NULL: the mail itself. */
static trien_rc
ask(struct tr_imap *m, uint32_t uid, const char *command, struct tr_buf *out, size_t max, struct trien_err *err)
{
	char url[600], validity[32] = "", number[24] = "";

	if (m->validity != 0)
		snprintf(validity, sizeof(validity), ";UIDVALIDITY=%u", m->validity);
	if (uid != 0)
		snprintf(number, sizeof(number), "/;UID=%u", uid);
	snprintf(url, sizeof(url), "%s%s%s%s", m->url, m->box, validity, number);
	m->out = out;
	m->max = max;
	m->too_large = m->selects = false;
	if (curl_easy_setopt(m->curl, CURLOPT_URL, url) != CURLE_OK || curl_easy_setopt(m->curl, CURLOPT_CUSTOMREQUEST, command) != CURLE_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(url)));
	const CURLcode code = curl_easy_perform(m->curl);
	return code == CURLE_OK ? TRIEN_OK : tell(m, code, err);
}

static trien_rc
command(struct tr_imap *m, const char *verb, uint32_t uid, const char *rest, struct trien_err *err)
{
	TR_AUTO_BUF lines = {.max = LINES_MAX};
	char text[80];

	snprintf(text, sizeof(text), "UID %s %u%s", verb, uid, rest);
	return ask(m, 0, text, &lines, LINES_MAX, err);
}

/* ---- the four questions ---- */

static bool
has(const uint32_t *all, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == number)
			return true;
	return false;
}

static size_t
add_numbers(struct tr_bytes line, uint32_t out[], size_t count, size_t room)
{
	uint64_t number = 0;
	bool in = false;

	for (size_t i = 0; i <= line.n; i++) {
		const uint8_t c = i < line.n ? line.p[i] : ' ';
		if (c >= '0' && c <= '9') {
			number = number <= UINT32_MAX ? number * 10 + (uint64_t)(c - '0') : number;
			in = true;
			continue;
		}
		if (c != ' ')
			break; /* RFC 7162 puts "(MODSEQ n)" behind them */
		if (in && number > 0 && number <= UINT32_MAX && count < room && !has(out, count, (uint32_t)number))
			out[count++] = (uint32_t)number;
		number = 0;
		in = false;
	}
	return count;
}

size_t
tr_imap_numbers(struct tr_bytes lines, uint32_t out[], size_t room)
{
	static const char word[] = "* SEARCH";
	size_t count = 0;

	while (lines.n > 0) {
		const uint8_t *end = memchr(lines.p, '\n', lines.n);
		const size_t n = end != NULL ? (size_t)(end - lines.p) : lines.n;
		struct tr_bytes line = tr_bytes_part(lines, 0, n > 0 && lines.p[n - 1] == '\r' ? n - 1 : n);
		if (line.n >= sizeof(word) - 1 && strncasecmp((const char *)line.p, word, sizeof(word) - 1) == 0)
			count = add_numbers(tr_bytes_part(line, sizeof(word) - 1, line.n), out, count, room);
		lines = tr_bytes_part(lines, n + 1, lines.n);
	}
	return count;
}

trien_rc
tr_imap_list(struct tr_imap *m, struct tr_buf *uids, struct trien_err *err)
{
	TR_AUTO_BUF lines = {.max = LINES_MAX};
	uint32_t all[TR_MAILBOX_MAILS_MAX];

	m->validity = 0;
	TR_TRY(ask(m, 0, "UID SEARCH UNDELETED UNKEYWORD " KEYWORD, &lines, LINES_MAX, err));
	if (m->validity == 0)
		return TR_ERR(err, FETCH_FAILED, TR_S("url", m->url), TR_S("why", "UIDVALIDITY"));
	const size_t count = tr_imap_numbers(tr_buf_view(&lines), all, TR_MAILBOX_MAILS_MAX);
	for (size_t i = 0; i < count; i++) {
		const uint8_t bytes[] = {(uint8_t)(all[i] >> 24), (uint8_t)(all[i] >> 16), (uint8_t)(all[i] >> 8), (uint8_t)all[i]};
		TR_TRY(tr_buf_add(uids, bytes, sizeof(bytes), err));
	}
	return TRIEN_OK;
}

trien_rc
tr_imap_get(struct tr_imap *m, uint32_t uid, struct tr_buf *mail, struct trien_err *err)
{
	mail->max = TR_MAILBOX_MAIL_MAX + 1;
	TR_TRY(ask(m, uid, NULL, mail, TR_MAILBOX_MAIL_MAX, err));
	return mail->n > 0 ? TRIEN_OK : TR_ERR(err, FETCH_MAIL_GONE, TR_S("host", m->s.host));
}

trien_rc
tr_imap_keep(struct tr_imap *m, uint32_t uid, struct trien_err *err)
{
	return command(m, "STORE", uid, " +FLAGS.SILENT (" KEYWORD ")", err);
}

/* A server that knows no UIDPLUS (RFC 4315) takes out all that is marked; where it does neither, the mark is taken off: the next run tries again. */
trien_rc
tr_imap_delete(struct tr_imap *m, uint32_t uid, struct trien_err *err)
{
	TR_AUTO_BUF lines = {.max = LINES_MAX};
	struct trien_err why = {0};

	TR_TRY(command(m, "STORE", uid, " +FLAGS.SILENT (\\Deleted)", err));
	if (command(m, "EXPUNGE", uid, "", &why) == TRIEN_OK || ask(m, 0, "EXPUNGE", &lines, LINES_MAX, &why) == TRIEN_OK)
		return TRIEN_OK;
	(void)!command(m, "STORE", uid, " -FLAGS.SILENT (\\Deleted)", NULL);
	if (err != NULL)
		*err = why;
	return why.code;
}
