/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A mailbox (IMAP, RFC 9051) for programs that hold a database: trien-mail asks its server, a process that has the network and nothing else. Mails come as they are, unread.
 * What was dealt with is told to the mailbox itself: by a keyword, or by being taken out of it. A mailbox that was made anew meanwhile (UIDVALIDITY) has other mails under the same numbers: nothing is done to it.
 */
#ifndef TR_FETCH_MAILBOX_H
#define TR_FETCH_MAILBOX_H

#include "fetch/postman.h"

/* Mails of one run; the next one takes the others. */
#define TR_MAILBOX_MAILS_MAX 500u
/* Bytes of one. */
#define TR_MAILBOX_MAIL_MAX ((size_t)48 << 20)
/* Of its name: letters, digits, and "/._-". */
#define TR_MAILBOX_NAME_MAX 64u

struct tr_mailbox;
/* Starts trien-mail. path: NULL where it is installed. As tr_postman_start(). */
TRIEN_MUST_CHECK trien_rc tr_mailbox_open(
		const char *path, const struct tr_mail_server *server, const char *box, struct tr_mailbox **out, struct trien_err *err);
/* The numbers of the mails that nobody has dealt with, in order. room: TR_MAILBOX_MAILS_MAX. fetch.mail-*, fetch.timeout, fetch.failed */
TRIEN_MUST_CHECK trien_rc tr_mailbox_list(struct tr_mailbox *m, uint32_t uids[], size_t *count, struct trien_err *err);
/* Appends one; the server may note that it was read. fetch.mail-too-large, fetch.mail-gone */
TRIEN_MUST_CHECK trien_rc tr_mailbox_get(struct tr_mailbox *m, uint32_t uid, struct tr_buf *mail, struct trien_err *err);
enum tr_mailbox_do {
	TR_MAILBOX_KEEP,   /* it stays, and no run takes it again */
	TR_MAILBOX_DELETE, /* for good, not into another folder */
};
TRIEN_MUST_CHECK trien_rc tr_mailbox_do(struct tr_mailbox *m, uint32_t uid, enum tr_mailbox_do what, struct trien_err *err);
void tr_mailbox_close(struct tr_mailbox *m);

/* ---- what goes over the line ---- */
enum tr_mailbox_ask { TR_MAILBOX_ASK_LIST = 'L', TR_MAILBOX_ASK_GET = 'G', TR_MAILBOX_ASK_KEEP = 'K', TR_MAILBOX_ASK_DELETE = 'D' };

#endif
