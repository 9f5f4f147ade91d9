/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts that people send as DOCX or ODT become PDF (exchange/draft.h), and templates are filled: a few at a time, in threads of their own, so that those who answer are free meanwhile. The request
 * waits without a thread: its connection is suspended, and its handler asked again when the PDF is there. A draft that hangs or crashes its process costs its own request.
 */
#ifndef TR_SERVICE_CONVERTERS_H
#define TR_SERVICE_CONVERTERS_H

#include "exchange/draft.h"

struct MHD_Connection;
struct tr_converters;
/* Forks who makes the processes that look at drafts: before there is a second thread or a secret in memory. worker.* */
TRIEN_MUST_CHECK trien_rc tr_converters_start(size_t count, struct tr_converters **out, struct trien_err *err);
/* Those that wait in line are told service.busy; waits for those under way. Nobody is taken any more. NULL is legal, here and below. */
void tr_converters_close(struct tr_converters *s);
void tr_converters_stop(struct tr_converters *s);

/* One draft on its way. */
struct tr_conversion;
enum tr_conversion_what {
	TR_CONVERSION_DRAFT,    /* its PDF */
	TR_CONVERSION_TEMPLATE, /* the same, once its fields have been looked at */
	TR_CONVERSION_FILL      /* a template, filled */
};
/* A copy of it stands in line. values: of tr_draft_fill_request(), to fill. service.busy where TR_SERVICE_CONVERSIONS_WAITING_MAX do so already. Free it. */
TRIEN_MUST_CHECK trien_rc tr_converters_put(struct tr_converters *s, enum tr_conversion_what what, struct tr_bytes draft, struct tr_bytes values, struct tr_conversion **out,
		struct trien_err *err);
/* Suspends the connection, which is resumed when the draft has come to its end. False where that is so already: nothing is suspended. */
bool tr_conversion_wait(struct tr_conversion *j, struct MHD_Connection *connection);
/* What came of it, once it has come to its end; made is borrowed. exchange.draft-*, exchange.template-field, exchange.zip-*, worker.*, service.busy. */
TRIEN_MUST_CHECK trien_rc tr_conversion_result(const struct tr_conversion *j, struct tr_bytes *made, struct trien_err *err);
/* Of a template of which something came. */
enum tr_draft_kind tr_conversion_kind(const struct tr_conversion *j);
/* Also of one that is under way: nobody wants it any more. */
void tr_conversion_free(struct tr_conversion *j);

#endif
