/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What libmicrohttpd 0.9.75 lets through and must not be: two readings of where a request ends, doubled fields. nginx in front
 * refuses most of it too; nobody relies on that. A NUL in a value is not seen here: the library cuts the value there, and so do we;
 * a folded line comes as one.
 */
#ifndef TR_SERVICE_GUARD_H
#define TR_SERVICE_GUARD_H

#include "service/call.h"

struct tr_guarded {
	uint64_t length; /* Content-Length; 0: none */
	bool has_body;   /* by Content-Length or in chunks */
};
/*
 * service.request-malformed, service.head-limit, service.target-limit. `out` is filled as soon as the end of the body is beyond doubt, also of a head that is refused for
 * something else: whoever sends a body reads the answer after it.
 */
TRIEN_MUST_CHECK trien_rc tr_guard(const struct tr_call *c, const char *version, struct tr_guarded *out, struct trien_err *err);

#endif
