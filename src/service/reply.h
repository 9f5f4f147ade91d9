/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers as they go out: with the headers that every one has, and as a line of the log without anybody's data. */
#ifndef TR_SERVICE_REPLY_H
#define TR_SERVICE_REPLY_H

#include "service/call.h"

/* Hands c->reply to libmicrohttpd; MHD_NO (0) closes the connection. */
int tr_reply_send(struct tr_call *c);
/*
 * One line of JSON on standard error: time, request, method, route (its pattern, never what stood in its place), status, milliseconds, bytes, error.
 * No address, no name, nothing of a body.
 */
void tr_reply_log(const struct tr_call *c, const char *method, int64_t now_milliseconds);

/* What an error says to people: books, columns, states and acts by their words, as the commands say it. */
#define TR_REPLY_WORDS_MAX ((size_t)1024)
void tr_reply_words(const struct trien_err *why, enum trien_lang lang, char *out, size_t size);
/* Appends what an error says as members of JSON, in both languages. */
TRIEN_MUST_CHECK trien_rc tr_reply_add_words(struct tr_buf *b, const struct trien_err *why);

#endif
