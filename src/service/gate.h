/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may come to a route that is not for everybody; asked before a byte of the body is read. People come by the cookie of a session; what they do that
 * changes anything wants the token that belongs to it too (X-CSRF-Token), which pages of other sites cannot know. Requirement: R4.1
 */
#ifndef TR_SERVICE_GATE_H
#define TR_SERVICE_GATE_H

#include "service/call.h"

/* "__Host-": the browser gives it to this host alone, over TLS, and nobody else could have set it (RFC 6265bis). */
#define TR_SESSION_COOKIE "__Host-trien-session"
#define TR_DEVICE_COOKIE "__Host-trien-device"
/* What a page has asked the program at its desk to log in with; the page itself puts it there. */
#define TR_DESK_COOKIE "__Host-trien-desk"

/*
 * A route of portals wants a token and fills c->portal; one of people a session, and fills c->session and c->caller. registry.portal-token, service.rate-limit,
 * service.session-none, service.csrf-token, registry.no-access, registry.role-not-held, service.not-found (there is no store), registry.not-found (the row that the
 * address names is none that who comes may see).
 */
TRIEN_MUST_CHECK trien_rc tr_gate(struct tr_call *c, struct trien_err *err);
/* One request more of this key; service.rate-limit, with Retry-After. */
TRIEN_MUST_CHECK trien_rc tr_gate_rate(struct tr_call *c, struct tr_rate *rate, uint64_t key, unsigned per_minute, struct trien_err *err);
/* The token that belongs to a session's cookie. */
TRIEN_MUST_CHECK trien_rc tr_gate_csrf(const char *cookie, char out[TR_HEX256 + 1], struct trien_err *err);
/* Who it is has proved it just now; service.confirmation-wanted. */
TRIEN_MUST_CHECK trien_rc tr_gate_fresh(const struct tr_call *c, struct trien_err *err);

#endif
