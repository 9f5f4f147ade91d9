/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sends mails through trien-mail to a server on this machine, for mail_hostile.py: mail_probe PROGRAM PORT starttls|tls|plain MILLISECONDS AUTHORITIES USER PASSWORD RECEIVER...
 * "-" is none. One line for each receiver: "ok", or the id of the error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/postman.h"

#define AUTHORITIES_MAX 65536

enum { PROGRAM = 1, PORT, TLS, MILLISECONDS, AUTHORITIES, USER, PASSWORD, RECEIVER };

static const char *
given(const char *word)
{
	return strcmp(word, "-") == 0 ? NULL : word;
}

static struct tr_bytes
load(const char *path)
{
	static uint8_t pem[AUTHORITIES_MAX];
	FILE *f = path != NULL ? fopen(path, "rb") : NULL;
	const size_t n = f != NULL ? fread(pem, 1, sizeof(pem), f) : 0;

	if (f != NULL)
		(void)fclose(f);
	return TR_BYTES(pem, n);
}

int
main(int argc, char **argv)
{
	static const char mail[] = "From: so@so-mau.example\r\nMessage-ID: <mau@so-mau.example>\r\nSubject: =?UTF-8?B?TeG6q3U=?=\r\n\r\n.vi\r\n..\r\n";
	struct trien_err err = {0};
	struct tr_postman *p = NULL;

	if (argc <= RECEIVER)
		return 3;
	const struct tr_mail_server s = {.host = "127.0.0.1", .port = (unsigned)strtoul(argv[PORT], NULL, 10),
		.tls = strcmp(argv[TLS], "tls") == 0 ? TR_MAIL_TLS : strcmp(argv[TLS], "plain") == 0 ? TR_MAIL_PLAIN : TR_MAIL_STARTTLS,
		.user = given(argv[USER]), .password = given(argv[PASSWORD]), .authorities = load(given(argv[AUTHORITIES])),
		.connect_milliseconds = (unsigned)strtoul(argv[MILLISECONDS], NULL, 10), .total_milliseconds = (unsigned)strtoul(argv[MILLISECONDS], NULL, 10)};
	trien_rc rc = tr_postman_start(argv[PROGRAM], &s, &p, &err);
	if (rc != TRIEN_OK)
		puts(trien_err_id(rc));
	for (int i = RECEIVER; p != NULL && i < argc; i++) {
		const struct tr_mail_item m = {"so@so-mau.example", argv[i], TR_BYTES(mail, sizeof(mail) - 1)};
		rc = tr_postman_send(p, &m, &err);
		puts(trien_err_id(rc));
	}
	tr_postman_stop(p);
	return 0;
}
