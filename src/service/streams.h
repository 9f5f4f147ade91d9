/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Answers that go on (server-sent events): a page hears that something has changed, and asks for it as it always does. A stream carries no data, so nothing has to be asked about
 * who may see what beyond its beginning. It waits without a thread, ends by itself, and the browser begins it anew.
 */
#ifndef TR_SERVICE_STREAMS_H
#define TR_SERVICE_STREAMS_H

#include "base/bytes.h"
#include "base/error.h"

struct MHD_Connection;
struct MHD_Response;
struct tr_streams;

enum tr_stream_topic { TR_STREAM_ERRAND };

TRIEN_MUST_CHECK trien_rc tr_streams_new(struct tr_streams **out, struct trien_err *err);
/* Nobody is in it any more: after the daemon. NULL is legal, here and below. */
void tr_streams_free(struct tr_streams *s);

/* One stream about one thing, as an answer of a connection; out is given to libmicrohttpd and freed by it. now: milliseconds of a clock that only runs. service.busy: TR_SERVICE_STREAMS_MAX are open. */
TRIEN_MUST_CHECK trien_rc tr_streams_open(struct tr_streams *s, struct MHD_Connection *connection, enum tr_stream_topic topic, int64_t id, int64_t now, struct MHD_Response **out,
		struct trien_err *err);
/* In any thread: it has changed. */
void tr_streams_tell(struct tr_streams *s, enum tr_stream_topic topic, int64_t id);
/* Those end that are old; what is silent says that it lives. */
void tr_streams_tend(struct tr_streams *s, int64_t now);
/* All end, and none begins any more. */
void tr_streams_close(struct tr_streams *s);

#endif
