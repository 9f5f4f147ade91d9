/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien audit --witness-policy: asking the witnesses of a policy over the network, and holding a checkpoint against it. */
#ifndef TR_CLI_AUDIT_WITNESS_H
#define TR_CLI_AUDIT_WITNESS_H

#include "cli/cli.h"
#include "fetch/courier.h"
#include "store/policy.h"

struct tr_cli_witnesses {
	struct tr_policy *policy;
	struct tr_courier *courier; /* NULL: the policy names no address */
};

TRIEN_MUST_CHECK trien_rc tr_cli_policy_load(const char *path, struct tr_policy **out, struct trien_err *err);
/*
 * Reads the policy and starts trien-fetch, before a key is open. The hosts that may be asked are those that the policy names, and for private
 * networks those of the trust directory (trien trust hosts).
 */
TRIEN_MUST_CHECK trien_rc tr_cli_witnesses_open(
		const char *path, const char *trust, struct tr_cli_witnesses *out, struct trien_err *err);
void tr_cli_witnesses_close(struct tr_cli_witnesses *w);
/*
 * Asks those that have not signed the checkpoint in dir yet, those that do not answer twice, and puts their lines behind it. Who has not signed is
 * told on stderr; report, where not NULL, gets an object for each. audit.quorum-missed where the policy wants more.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_witnesses_collect(const struct tr_cli *cli, struct tr_cli_witnesses *w, int dir, const struct tr_note_key *log,
		json_t *report, struct trien_err *err);

#endif
