/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/mail_options.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "cli/mail_place.h"
#include "exchange/mail.h"
#include "store/file.h"
#include "store/note.h"

#define SUBMISSION_PORT 587u  /* RFC 6409 */
#define SUBMISSIONS_PORT 465u /* RFC 8314 */
#define RELAY_PORT 25u        /* on this machine, without TLS */

struct tr_mail_way {
	struct tr_postman *postman; /* NULL: a folder or the screen */
	int folder;                 /* -1: none */
	const char *from;
	size_t count;               /* mails that were shown */
};

static trien_rc
open_server(const struct tr_mail_words *w, struct tr_mail_way *way, struct trien_err *err)
{
	const struct tr_mail_place place = {.url = w->smtp, .scheme = "smtp", .ports = {SUBMISSION_PORT, SUBMISSIONS_PORT, RELAY_PORT}, .user = w->user, .password = w->password,
		.authorities = w->authorities, .user_option = "--smtp-user", .password_option = "--smtp-password", .plain = w->plain};
	struct tr_mail_opened o = {0};

	trien_rc rc = tr_mail_place_open(&place, &o, err);
	if (rc == TRIEN_OK && o.path != NULL)
		rc = TR_ERR(err, FETCH_MAIL_SERVER, TR_S("got", w->smtp));
	if (rc == TRIEN_OK)
		rc = tr_postman_start(NULL, &o.server, &way->postman, err);
	tr_mail_place_close(&o);
	return rc;
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
