/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A mail server as the options name it: where, by which TLS, who logs in with the password of which file. */
#ifndef TR_CLI_MAIL_PLACE_H
#define TR_CLI_MAIL_PLACE_H

#include "fetch/postman.h"

struct tr_mail_place {
	const char *url;     /* "smtp://HOST[:PORT]", "smtps://..." */
	const char *scheme;  /* "smtp": with an s behind it from the first byte */
	unsigned ports[3];   /* by enum tr_mail_tls */
	const char *user, *password, *authorities; /* the last two are files; NULL: none */
	const char *user_option, *password_option;
	bool plain;
};
struct tr_mail_opened {
	struct tr_mail_server server; /* borrows from the others */
	char host[256];
	const char *path;             /* behind the host, without its slash; NULL: none */
	struct tr_buf password, authorities;
};
/* fetch.mail-server, cli.option-wanted, cli.password-readable, store.file-failed. Close it, also where this fails; {0} is legal. */
TRIEN_MUST_CHECK trien_rc tr_mail_place_open(const struct tr_mail_place *place, struct tr_mail_opened *out, struct trien_err *err);
void tr_mail_place_close(struct tr_mail_opened *o);

#endif
