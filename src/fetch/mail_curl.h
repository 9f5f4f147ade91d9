/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What mail servers of either kind are asked with: TLS and whom it trusts, this machine alone without it, how long it may take. The inside of trien-mail. */
#ifndef TR_FETCH_MAIL_CURL_H
#define TR_FETCH_MAIL_CURL_H

#include <curl/curl.h>

#include "fetch/postman.h"

/* fetch.mail-server; fetch.mail-plain; fetch.timeout-limit. */
TRIEN_MUST_CHECK trien_rc tr_mail_curl_check(const struct tr_mail_server *s, struct trien_err *err);
/* The same, with the usual times where it says none. */
struct tr_mail_server tr_mail_curl_timed(const struct tr_mail_server *s);
/* Everything that has nothing to do with what is asked; false where libcurl does not take it. The server is borrowed. */
bool tr_mail_curl_set(CURL *c, const struct tr_mail_server *s, const char *url, const char *protocols);
/* What is wrong with the login or with TLS; TRIEN_OK: it is something else. fetch.mail-login, fetch.mail-tls */
TRIEN_MUST_CHECK trien_rc tr_mail_curl_tell(const struct tr_mail_server *s, CURLcode code, struct trien_err *err);

#endif
