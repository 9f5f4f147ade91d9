/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTTP server: libmicrohttpd behind our guard, on a socket that tr_service_listen() has made. */
#ifndef TR_SERVICE_SERVER_H
#define TR_SERVICE_SERVER_H

#include "service/call.h"

struct tr_server;

/* Answers from threads of its own. context must live as long. service.route-unguarded, base.internal. listener stays the caller's. */
TRIEN_MUST_CHECK trien_rc tr_server_start(
		const struct tr_service_context *context, int listener, struct tr_server **out, struct trien_err *err);
/* To be called about once a second: cuts off who takes longer than TR_SERVICE_REQUEST_SECONDS. */
void tr_server_tend(struct tr_server *s);
/* Takes no connection more, lets what was begun end (TR_SERVICE_DRAIN_SECONDS), and ends. NULL is legal. */
void tr_server_stop(struct tr_server *s);

#endif
