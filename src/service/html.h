/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages that the service writes itself, for browsers without scripts: one frame, Vietnamese. Every text goes through tr_html_text(): what stands in a document, or in the books,
 * is never markup. Such a page may load nothing (Content-Security-Policy): its style is named by its hash, its pictures stand in it.
 */
#ifndef TR_SERVICE_HTML_H
#define TR_SERVICE_HTML_H

#include "service/call.h"

/* Begins the answer as a page with this title; tr_html_end() ends it. */
TRIEN_MUST_CHECK trien_rc tr_html_begin(struct tr_call *c, const char *title, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_html_end(struct tr_call *c, struct trien_err *err);
/* Appends a text between two pieces of markup, which are ours; nothing where the text is empty or NULL. */
TRIEN_MUST_CHECK trien_rc tr_html_text(struct tr_buf *b, const char *before, const char *text, const char *after, struct trien_err *err);
/* Makes a refusal the answer, in the words of the error table, with the way back to address. False where there is no memory. */
bool tr_html_problem(struct tr_call *c, const char *address, const struct trien_err *why);

#endif
