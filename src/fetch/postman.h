/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Mail for programs that hold a database: the program trien-mail does the sending, a process that has the network and nothing else. It is given
 * one server and mails that are ready to go; of what the server says only the kind and the number come back.
 */
#ifndef TR_FETCH_POSTMAN_H
#define TR_FETCH_POSTMAN_H

#include "base/bytes.h"

enum tr_mail_tls {
	TR_MAIL_STARTTLS, /* and nothing is said before it */
	TR_MAIL_TLS,      /* from the first byte (RFC 8314) */
	TR_MAIL_PLAIN,    /* to this machine alone, without a password */
};

struct tr_mail_server {
	const char *host; /* "mail.so-mau.example" or "[::1]" */
	unsigned port;
	enum tr_mail_tls tls;
	const char *user, *password;   /* NULL: none */
	struct tr_bytes authorities;   /* PEM, instead of the system's; empty: the system's */
	unsigned connect_milliseconds, total_milliseconds; /* 0: TR_MAIL_*_MILLISECONDS */
};

struct tr_mail_item {
	const char *from, *to; /* of the envelope */
	struct tr_bytes mail;  /* lines end with CR LF */
};

struct tr_postman;
/* Starts trien-mail. path: NULL where it is installed. fetch.mail-program-missing, fetch.program-failed, and what the server's options are refused for. */
TRIEN_MUST_CHECK trien_rc tr_postman_start(
		const char *path, const struct tr_mail_server *server, struct tr_postman **out, struct trien_err *err);
/* The server has it. Errors: fetch.mail-*, fetch.timeout, fetch.failed; fetch.mail-too-large; fetch.program-failed where the process is gone. */
TRIEN_MUST_CHECK trien_rc tr_postman_send(struct tr_postman *p, const struct tr_mail_item *m, struct trien_err *err);
void tr_postman_stop(struct tr_postman *p);

#endif
