/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is this desk ready to sign? Requirement: R17 */
#ifndef TR_AGENT_CHECK_H
#define TR_AGENT_CHECK_H

#include <jansson.h>

#include "agent/agent.h"

/* A new list of lines: "part", "name", "error" (id or null), "message" where there is one, of a certificate "certificate", its SHA-256. bad: how many have an error. */
json_t *tr_agent_check_all(struct tr_cli *cli, const struct tr_agent_options *o, unsigned *bad);

#endif
