/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line to trien-mail: what the postman and the mailbox share. */
#ifndef TR_FETCH_MAIL_LINE_H
#define TR_FETCH_MAIL_LINE_H

#include "fetch/frame.h"
#include "fetch/helper.h"
#include "fetch/postman.h"

struct tr_mail_line {
	struct tr_helper helper;
	int patience; /* milliseconds for one question */
};
/*
 * Starts trien-mail. path: NULL where it is installed. box: of a server of incoming mail; NULL: it sends. fetch.mail-program-missing, fetch.program-failed, and what the
 * server's options are refused for. Stop it, also where this fails; {.helper = {.line = -1}} is legal.
 */
TRIEN_MUST_CHECK trien_rc tr_mail_line_start(struct tr_mail_line *l, const char *path, const struct tr_mail_server *server, const char *box, struct trien_err *err);
/* Asks, and appends what comes back; answer NULL: nothing does. At most max bytes. What trien-mail says; fetch.program-failed where it is gone. */
TRIEN_MUST_CHECK trien_rc tr_mail_line_ask(struct tr_mail_line *l, struct tr_bytes head, struct tr_bytes body, size_t max, struct tr_buf *answer, struct trien_err *err);
void tr_mail_line_stop(struct tr_mail_line *l);

#endif
