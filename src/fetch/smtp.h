/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Mail to one server (RFC 5321) over TLS, by libcurl: the inside of trien-mail. */
#ifndef TR_FETCH_SMTP_H
#define TR_FETCH_SMTP_H

#include "fetch/postman.h"

struct tr_smtp;
/* fetch.mail-server; fetch.mail-plain; fetch.timeout-limit. The texts of the options are borrowed. */
TRIEN_MUST_CHECK trien_rc tr_smtp_new(const struct tr_mail_server *s, struct tr_smtp **out, struct trien_err *err);
void tr_smtp_free(struct tr_smtp *s);
/*
 * Of this mail: fetch.mail-refused, -later, -broken-off. Of every mail: fetch.mail-server-refuses, -login, -tls; fetch.timeout, fetch.failed. A server that does not
 * answer to QUIT either takes twice its time.
 */
TRIEN_MUST_CHECK trien_rc tr_smtp_send(struct tr_smtp *s, const struct tr_mail_item *m, struct trien_err *err);

#endif
