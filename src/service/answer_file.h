/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers that are files: a browser saves them, under a name that is ours. */
#ifndef TR_SERVICE_ANSWER_FILE_H
#define TR_SERVICE_ANSWER_FILE_H

#include "exchange/print.h"
#include "service/call.h"

#define TR_FORMS_PRINTED "pdf, xlsx, html, csv"
/* The form of the word that was asked for; NULL: PDF. service.query-invalid with wanted. */
TRIEN_MUST_CHECK trien_rc tr_print_form_said(const char *word, const char *wanted, enum tr_print_form *out, struct trien_err *err);

/* What c->reply.body has is a file of that form: its type, and "NAME.ENDING". */
void tr_call_answer_is(struct tr_call *c, enum tr_print_form form, const char *name);
/* Prints what was taken down, outside of every transaction; a PDF by a worker that is lent. service.files-off, service.busy; exchange/print.h */
TRIEN_MUST_CHECK trien_rc tr_call_answer_printed(struct tr_call *c, enum tr_print_form form, const char *name, struct tr_bytes printed, struct trien_err *err);

#endif
