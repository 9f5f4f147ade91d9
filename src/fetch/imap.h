/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One mailbox at one server (IMAP, RFC 9051; also RFC 3501) over TLS, by libcurl: the inside of trien-mail. */
#ifndef TR_FETCH_IMAP_H
#define TR_FETCH_IMAP_H

#include "fetch/mailbox.h"

struct tr_imap;
/* As tr_smtp_new(); fetch.mailbox-name. */
TRIEN_MUST_CHECK trien_rc tr_imap_new(const struct tr_mail_server *s, const char *box, struct tr_imap **out, struct trien_err *err);
void tr_imap_free(struct tr_imap *m);
/* The four questions of fetch/mailbox.h; numbers are appended in four bytes each. */
TRIEN_MUST_CHECK trien_rc tr_imap_list(struct tr_imap *m, struct tr_buf *uids, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_imap_get(struct tr_imap *m, uint32_t uid, struct tr_buf *mail, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_imap_keep(struct tr_imap *m, uint32_t uid, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_imap_delete(struct tr_imap *m, uint32_t uid, struct trien_err *err);

/* The numbers in "* SEARCH 1 5 7" lines, each once, at most room of them; what is no such line is passed over. */
size_t tr_imap_numbers(struct tr_bytes lines, uint32_t out[], size_t room);

#endif
