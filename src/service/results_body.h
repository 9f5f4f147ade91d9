/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a portal sends: {"results": [{"dossier": ..., "signed_at": ..., "document": ..., "withdrawn": ...}, ...]}, read strictly. */
#ifndef TR_SERVICE_RESULTS_BODY_H
#define TR_SERVICE_RESULTS_BODY_H

#include "registry/result.h"
#include "service/limits.h"

/*
 * Fills rows and count, with memory of the arena. What is wrong with a row stands in it, for whoever takes them to say all at once.
 * service.json-malformed, service.results-limit.
 */
TRIEN_MUST_CHECK trien_rc tr_results_read(struct tr_bytes body, struct tr_arena *arena, struct tr_results *out, struct trien_err *err);

#endif
