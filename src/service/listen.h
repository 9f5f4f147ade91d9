/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a service may be reached: a Unix socket, or a port of the loopback address. Everything else is nginx's. */
#ifndef TR_SERVICE_LISTEN_H
#define TR_SERVICE_LISTEN_H

#include "base/error.h"

/*
 * address: "unix:/path" (mode 0660; a socket that nobody answers at any more is replaced), "127.0.0.1:PORT", "[::1]:PORT". *out: tr_service_close().
 * service.listen-refused, service.listen-taken.
 */
TRIEN_MUST_CHECK trien_rc tr_service_listen(const char *address, int *out, struct trien_err *err);
void tr_service_close(const char *address, int listener);
/* A connection to a Unix socket; service.witness-away. *out: close(2) it. */
TRIEN_MUST_CHECK trien_rc tr_service_connect(const char *path, int *out, struct trien_err *err);
/* Tells systemd, where it has started this program (sd_notify(3)): "READY=1", "STOPPING=1". */
void tr_service_notify(const char *state);

#endif
