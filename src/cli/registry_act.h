/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry act: the acts of requests, certificates and devices, decided by the rules. */
#ifndef TR_CLI_REGISTRY_ACT_H
#define TR_CLI_REGISTRY_ACT_H

#include "cli/cli.h"
#include "registry/act.h"

/* rest: the act, the object ("request:3"; of request.draft the word request), then COLUMN=VALUE of what is handed in. act: its actor and role are read. */
TRIEN_MUST_CHECK trien_rc tr_cli_registry_act(const struct tr_cli *cli, struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode,
		const struct tr_arguments *rest, struct trien_err *err);

#endif
