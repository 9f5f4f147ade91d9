/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Would what is signed at this desk be believed? The way of each certificate to an anchor and what OCSP, revocation lists and the desk's time-stamp authority say now, by the command trien: it has who asks, and the
 * sandbox in which answers are read. Requirement: R17
 */
#ifndef TR_AGENT_CHECK_CHAIN_H
#define TR_AGENT_CHECK_CHAIN_H

#include "agent/keys.h"
#include "agent/settings.h"
#include "cli/cli.h"

/* Certificates of people, each with the authorities that lie beside it. Starts as {0}. */
struct tr_agent_chains {
	struct tr_agent_chain {
		char name[TR_AGENT_NAME_MAX + 1];
		struct tr_buf pem;
	} all[TR_AGENT_KEYS_MAX];
	size_t count;
};

/* Every one of a token; what cannot be read is passed over. */
void tr_agent_chains_add(struct tr_agent_chains *c, const struct tr_token_listed *t);
/* Tells a line of each; where this machine has no anchors, one that says so. id: of an error; NULL: it is well. */
typedef void tr_agent_chain_tell(void *context, const char *part, const char *name, const char *id, const char *words);
void tr_agent_chains_check(const struct tr_agent_chains *c, const struct tr_cli *cli, const struct tr_agent_settings *s, tr_agent_chain_tell *tell, void *context);
void tr_agent_chains_free(struct tr_agent_chains *c);

#endif
