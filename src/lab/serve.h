/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The office of a lab on a port of the loopback address, and nowhere else:
 *   POST /ocsp, GET /ocsp/BASE64     OCSP           GET /crl/{root,issuing}.crl   revocation lists
 *   POST /tsa                        time stamps    GET /ca/{root,issuing}.crt    certificates
 * With a mode in front (/revoked/ocsp, /slow/tsa, ...) it answers in that mode, without one in the server's own.
 */
#ifndef TR_LAB_SERVE_H
#define TR_LAB_SERVE_H

#include "lab/office.h"

/* A request that asks about a few certificates, or carries one digest, stays below 2 kB. */
#define TR_LAB_REQUEST_MAX ((size_t)16 << 10)

struct tr_lab_server;

struct tr_lab_serving {
	const struct tr_lab_office *office; /* must live as long */
	unsigned port;                      /* 0: any that is free */
	enum tr_lab_mode mode;
	unsigned slow_milliseconds;         /* how long TR_LAB_SLOW waits */
};

/* Serves from a thread of its own until it is stopped. lab.port-taken. */
TRIEN_MUST_CHECK trien_rc tr_lab_server_start(
		const struct tr_lab_serving *s, struct tr_lab_server **out, struct trien_err *err);
unsigned tr_lab_server_port(const struct tr_lab_server *s);
/* Waits for nobody: slow answers are broken off. */
void tr_lab_server_stop(struct tr_lab_server *s);

#endif
