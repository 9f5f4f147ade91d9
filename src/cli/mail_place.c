/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/mail_place.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "store/file.h"
#include "store/note.h"

#define PASSWORD_MAX 512u
#define AUTHORITIES_MAX ((size_t)512 << 10)

static bool
read_port(const char *text, size_t n, unsigned *out)
{
	uint64_t number;

	if (!tr_decimal_read(TR_BYTES(text, n), &number) || number == 0 || number > 65535)
		return false;
	*out = (unsigned)number;
	return true;
}

static bool
read_url(const struct tr_mail_place *p, struct tr_mail_opened *o)
{
	const size_t n = strlen(p->scheme);
	const bool named = strncmp(p->url, p->scheme, n) == 0, tls = named && p->url[n] == 's';
	const char *rest = p->url + n + tls;

	if (!named || strncmp(rest, "://", 3) != 0 || (tls && p->plain))
		return false;
	rest += 3;
	o->server.tls = tls ? TR_MAIL_TLS : p->plain ? TR_MAIL_PLAIN : TR_MAIL_STARTTLS;
	o->server.port = p->ports[o->server.tls];
	const char *slash = strchr(rest, '/'), *end = slash != NULL ? slash : rest + strlen(rest);
	const char *port = rest[0] == '[' ? strchr(rest, ']') : rest;
	port = port != NULL ? memchr(port, ':', (size_t)(port < end ? end - port : 0)) : NULL;
	const size_t host = (size_t)((port != NULL ? port : end) - rest);
	if (host == 0 || host >= sizeof(o->host))
		return false;
	snprintf(o->host, sizeof(o->host), "%.*s", (int)host, rest);
	o->server.host = o->host;
	o->path = slash != NULL ? slash + 1 : NULL;
	return port == NULL || read_port(port + 1, (size_t)(end - port - 1), &o->server.port);
}

/* The first line of a file. */
static trien_rc
read_password(const char *path, struct tr_buf *out, struct trien_err *err)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 077) != 0)
		return TR_ERR(err, CLI_PASSWORD_READABLE, TR_S("path", path));
	out->max = PASSWORD_MAX + 1;
	TR_TRY(tr_file_load(AT_FDCWD, path, PASSWORD_MAX, out, NULL, err));
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i] == '\r' || out->p[i] == '\n')
			out->n = i;
	return tr_buf_add_byte(out, 0, err);
}

trien_rc
tr_mail_place_open(const struct tr_mail_place *p, struct tr_mail_opened *o, struct trien_err *err)
{
	*o = (struct tr_mail_opened){.server = {.user = p->user}};
	if (!read_url(p, o))
		return TR_ERR(err, FETCH_MAIL_SERVER, TR_S("got", p->url));
	if ((p->user == NULL) != (p->password == NULL))
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", p->user == NULL ? p->user_option : p->password_option));
	if (p->password != NULL)
		TR_TRY(read_password(p->password, &o->password, err));
	if (p->authorities != NULL)
		TR_TRY(tr_file_load(AT_FDCWD, p->authorities, AUTHORITIES_MAX, &o->authorities, NULL, err));
	o->server.password = (const char *)o->password.p;
	o->server.authorities = tr_buf_view(&o->authorities);
	return TRIEN_OK;
}

void
tr_mail_place_close(struct tr_mail_opened *o)
{
	tr_buf_wipe(&o->password);
	tr_buf_free(&o->authorities);
}
