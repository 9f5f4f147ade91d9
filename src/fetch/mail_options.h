/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_FETCH_MAIL_OPTIONS_H
#define TR_FETCH_MAIL_OPTIONS_H

#include "fetch/postman.h"

/* box: of a server of incoming mail; NULL: it is one that sends. */
TRIEN_MUST_CHECK trien_rc tr_mail_server_write(const struct tr_mail_server *s, const char *box, struct tr_buf *out, struct trien_err *err);
/* Texts live as long as the process; authorities are a part of in. */
bool tr_mail_server_read(struct tr_bytes in, struct tr_mail_server *out, const char **box);
/* What stands before the mail. */
TRIEN_MUST_CHECK trien_rc tr_mail_item_write(const struct tr_mail_item *m, struct tr_buf *head, struct trien_err *err);
/* from and to: the caller frees them, also where it is false. */
bool tr_mail_item_read(struct tr_bytes in, struct tr_mail_item *out, char **from, char **to);

#endif
