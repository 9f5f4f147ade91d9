/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 X4 */
/* What a file was issued as, here, for anybody who has that very file: and a proof that its issue stands in the audit trail (c2sp.org/tlog-proof). */
#ifndef TR_SERVICE_ISSUED_HERE_H
#define TR_SERVICE_ISSUED_HERE_H

#include <jansson.h>

#include "service/call.h"

/* *out: the object "issued" of the schema Verdict, or null; json_decref(). The proof is null where the log is not published here, or not signed that far. */
TRIEN_MUST_CHECK trien_rc tr_issued_here(const struct tr_call *c, const char *sha256, json_t **out, struct trien_err *err);

#endif
