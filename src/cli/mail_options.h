/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where mail goes: to a server, into a folder, or onto the screen. */
#ifndef TR_CLI_MAIL_OPTIONS_H
#define TR_CLI_MAIL_OPTIONS_H

#include "exchange/post.h"

struct tr_mail_words {
	const char *smtp, *user, *password, *authorities, *from, *from_name, *spool;
	bool plain, dry_run;
};
#define TR_MAIL_OPTIONS(w) \
	{"--smtp", TR_OPTION_TEXT, &(w).smtp}, {"--smtp-user", TR_OPTION_TEXT, &(w).user}, {"--smtp-password", TR_OPTION_TEXT, &(w).password}, \
		{"--smtp-ca", TR_OPTION_TEXT, &(w).authorities}, {"--smtp-plain", TR_OPTION_FLAG, &(w).plain}, {"--from", TR_OPTION_TEXT, &(w).from}, \
		{"--from-name", TR_OPTION_TEXT, &(w).from_name}, {"--spool", TR_OPTION_TEXT, &(w).spool}

struct tr_mail_way;
/*
 * Opens what the options name; before the database is open, so that the process with the network has no descriptor of it. dry_run: the screen.
 * cli.option-wanted, cli.option-conflict; fetch.mail-*; store.file-failed. NULL is legal to close.
 */
TRIEN_MUST_CHECK trien_rc tr_mail_way_open(const struct tr_mail_words *w, struct tr_mail_way **out, struct trien_err *err);
struct tr_mailer tr_mail_way_mailer(struct tr_mail_way *w);
void tr_mail_way_close(struct tr_mail_way *w);

#endif
