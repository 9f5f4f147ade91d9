/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent open URI: what a page has called for. What all kinds of errands have, and their ways. */
#ifndef TR_AGENT_CALL_H
#define TR_AGENT_CALL_H

#include "agent/agent.h"
#include "agent/keys.h"
#include "agent/network.h"
#include "agent/prompt.h"
#include "agent/uri.h"
#include "agent/view.h"

struct tr_agent_call {
	struct tr_cli *cli;
	struct tr_agent_options options;
	struct tr_agent_uri uri;
	struct tr_agent_places places;
	struct tr_agent_enrolment server;
	struct tr_agent_network network;
	struct tr_agent_modules modules;
	struct tr_agent_prompt prompt;
	struct tr_agent_view view;
	int token_milliseconds;
	size_t signed_count; /* documents */
};

/* Asks, again where the server says when, and takes an answer of status 200; another one is agent.server-refuses. reply points into the line. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_ask(struct tr_agent_call *c, const struct tr_agent_request *r, struct tr_agent_reply *reply, struct trien_err *err);
/* The key, its PIN asked for again where it was wrong, TR_AGENT_PIN_TRIES times at most: each time with what the token says of it, and its last try only after a yes. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_open_key(const struct tr_agent_call *c, const struct tr_agent_key *which, const struct tr_signer_choice *how, struct tr_agent_open_key *out, struct trien_err *err);
/* The digest signed by it, appended: the value fits the certificate, or key.value-wrong. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_sign(struct tr_agent_open_key *key, const struct tr_agent_key *which, const struct tr_signer_choice *how, struct tr_bytes digest, int milliseconds, struct tr_buf *value, struct trien_err *err);

/* Does what an address of a page asks for, in windows or on the terminal; *signed_count: documents, also where it is refused. agent.uri-invalid, and all that an errand ends with; a person has been told. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_follow(struct tr_cli *cli, const struct tr_agent_options *o, unsigned milliseconds, const char *uri, size_t *signed_count, struct trien_err *err);

/* Signs what the server asks for. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_errand(struct tr_agent_call *c, struct trien_err *err);
/* Looks at this desk, and reports it. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_check(struct tr_agent_call *c, struct trien_err *err);
/* Changes the PIN of a device that was unlocked, and reports it. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_pin(struct tr_agent_call *c, struct trien_err *err);
/* Logs in. */
TRIEN_MUST_CHECK trien_rc tr_agent_call_login(struct tr_agent_call *c, struct trien_err *err);

#endif
