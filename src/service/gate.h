/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may come to a route that is not for everybody; asked before a byte of the body is read. */
#ifndef TR_SERVICE_GATE_H
#define TR_SERVICE_GATE_H

#include "service/call.h"

/* A route of portals wants a token; fills c->portal. registry.portal-token, service.rate-limit, service.not-found (there is no store). */
TRIEN_MUST_CHECK trien_rc tr_gate(struct tr_call *c, struct trien_err *err);

#endif
