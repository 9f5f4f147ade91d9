/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/mail_options.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "exchange/mail.h"
#include "fetch/postman.h"
#include "store/file.h"
#include "store/note.h"

#define PASSWORD_MAX 512u
#define AUTHORITIES_MAX ((size_t)512 << 10)
#define SUBMISSION_PORT 587u  /* RFC 6409 */
#define SUBMISSIONS_PORT 465u /* RFC 8314 */
#define RELAY_PORT 25u        /* on this machine, without TLS */

struct tr_mail_way {
	struct tr_postman *postman; /* NULL: a folder or the screen */
	int folder;                 /* -1: none */
	const char *from;
	size_t count;               /* mails that were shown */
};

/* ---- a server ---- */

/* "smtp://HOST[:PORT]" or "smtps://HOST[:PORT]"; host has room for 256. */
static bool
read_server(const char *text, char host[256], struct tr_mail_server *s)
{
	const char *rest = strncmp(text, "smtp://", 7) == 0 ? text + 7 : strncmp(text, "smtps://", 8) == 0 ? text + 8 : NULL;
	const char *port;
	uint64_t number;

	if (rest == NULL)
		return false;
	if (text[4] == 's')
		s->tls = TR_MAIL_TLS;
	s->port = s->tls == TR_MAIL_TLS ? SUBMISSIONS_PORT : s->tls == TR_MAIL_PLAIN ? RELAY_PORT : SUBMISSION_PORT;
	port = rest[0] == '[' ? strchr(rest, ']') : rest;
	port = port != NULL ? strchr(port, ':') : NULL;
	const size_t n = port != NULL ? (size_t)(port - rest) : strlen(rest);
	if (n == 0 || n >= 256)
		return false;
	snprintf(host, 256, "%.*s", (int)n, rest);
	s->host = host;
	if (port == NULL)
		return true;
	if (!tr_decimal_read(TR_BYTES(port + 1, strlen(port + 1)), &number) || number == 0 || number > 65535)
		return false;
	s->port = (unsigned)number;
	return true;
}

/* The first line of a file. */
static trien_rc
read_password(const char *path, struct tr_buf *out, struct trien_err *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return TR_ERR(err, CLI_PASSWORD_READABLE, TR_S("path", path));
	TR_TRY(tr_file_load(AT_FDCWD, path, PASSWORD_MAX, out, NULL, err));
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i] == '\r' || out->p[i] == '\n')
			out->n = i;
	return tr_buf_add_byte(out, 0, err);
}

static trien_rc
open_server(const struct tr_mail_words *w, struct tr_mail_way *way, struct trien_err *err)
{
	struct tr_mail_server s = {.user = w->user, .tls = w->plain ? TR_MAIL_PLAIN : TR_MAIL_STARTTLS};
	TR_AUTO_SECRET password = {.max = PASSWORD_MAX + 1};
	TR_AUTO_BUF authorities = {0};
	char host[256];

	if (!read_server(w->smtp, host, &s) || (w->plain && s.tls != TR_MAIL_PLAIN))
		return TR_ERR(err, FETCH_MAIL_SERVER, TR_S("got", w->smtp));
	if ((w->user == NULL) != (w->password == NULL))
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", w->user == NULL ? "--smtp-user" : "--smtp-password"));
	if (w->password != NULL)
		TR_TRY(read_password(w->password, &password, err));
	if (w->authorities != NULL)
		TR_TRY(tr_file_load(AT_FDCWD, w->authorities, AUTHORITIES_MAX, &authorities, NULL, err));
	s.password = (const char *)password.p;
	s.authorities = tr_buf_view(&authorities);
	return tr_postman_start(NULL, &s, &way->postman, err);
}

/* ---- opening ---- */

static trien_rc
check(const struct tr_mail_words *w, struct trien_err *err)
{
	if (w->from == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--from"));
	if (w->smtp != NULL && w->spool != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", "--smtp, --spool"));
	if (w->smtp == NULL && w->spool == NULL && !w->dry_run)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--smtp | --spool | --dry-run"));
	return tr_mail_address_check(w->from, err);
}

trien_rc
tr_mail_way_open(const struct tr_mail_words *w, struct tr_mail_way **out, struct trien_err *err)
{
	struct tr_mail_way *way;

	TR_TRY(check(w, err));
	way = tr_mem_zeroed(1, sizeof(*way));
	if (way == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*way)));
	*way = (struct tr_mail_way){.folder = -1, .from = w->from};
	const trien_rc rc = w->dry_run ? TRIEN_OK
			: w->spool != NULL ? tr_folder_open(AT_FDCWD, w->spool, &way->folder, err) : open_server(w, way, err);
	if (rc == TRIEN_OK)
		*out = way;
	else
		tr_mail_way_close(way);
	return rc;
}

void
tr_mail_way_close(struct tr_mail_way *w)
{
	if (w == NULL)
		return;
	tr_postman_stop(w->postman);
	if (w->folder >= 0)
		close(w->folder);
	free(w);
}

/* ---- sending ---- */

/* A file of the letter's name: written again, it is the same file. */
static trien_rc
put_file(const struct tr_mail_way *w, const char *key, struct tr_bytes mail, struct trien_err *err)
{
	char name[TR_NOTICE_KEY_MAX + 8];

	snprintf(name, sizeof(name), "%s.eml", key);
	for (char *p = name; *p != '\0'; p++)
		if (*p == '/' || *p == ':')
			*p = '-';
	return tr_file_replace(w->folder, name, mail, err);
}

static trien_rc
send_mail(void *context, const char *key, const char *to, struct tr_bytes mail, struct trien_err *err)
{
	struct tr_mail_way *w = context;
	const struct tr_mail_item item = {w->from, to, mail};

	if (w->postman != NULL)
		return tr_postman_send(w->postman, &item, err);
	if (w->folder >= 0)
		return put_file(w, key, mail, err);
	printf("%s", w->count++ > 0 ? "\n" : "");
	fwrite(mail.p, 1, mail.n, stdout);
	return TRIEN_OK;
}

struct tr_mailer
tr_mail_way_mailer(struct tr_mail_way *w)
{
	return (struct tr_mailer){.context = w, .send = send_mail};
}
