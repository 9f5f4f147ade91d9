/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 */
/* A plan as JSON, the same for every program that tells of one. */
#ifndef TR_REGISTRY_PLAN_JSON_H
#define TR_REGISTRY_PLAN_JSON_H

#include <jansson.h>

#include "registry/plan.h"

/*
 * {"mark", "act", "dry_run", "requests", "letters", "refused", "blocking", "rows": [{"does", "object", "name", "agency", "set", "clause", "refused", "message", "message_en", "blocks",
 * of requests and letters "kind", "reason", "receiver", "letter", "made"}], "changes": [{"act", "at", "what", "actor", "object"}]}; an object that is not there yet is its
 * book's name. A new reference; NULL: no memory.
 */
json_t *tr_plan_json(const struct tr_plan *plan, enum tr_act_mode mode, enum trien_lang lang);

#endif
