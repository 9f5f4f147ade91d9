/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Certificates on the tokens that are plugged in. Each vendor's module runs in a process of its own (src/token): one that crashes or hangs costs what is on its tokens, and nothing else. No PIN is asked for.
 */
#ifndef TR_AGENT_KEYS_H
#define TR_AGENT_KEYS_H

#include "agent/servers.h"
#include "token/line.h"

#define TR_AGENT_MODULES_MAX 16u
#define TR_AGENT_KEYS_MAX 64u

struct tr_agent_modules {
	char paths[TR_AGENT_MODULES_MAX][PATH_MAX];
	size_t count;
};
/*
 * The modules that the user's list names, else the administrator's: a path a line, or the name of a maker whose modules are known ("bit4id", "safenet", "opensc", "softhsm"); "#" begins a remark. Where neither is there, all that
 * are known and installed. agent.modules-invalid, agent.unsafe-file, agent.no-module
 */
TRIEN_MUST_CHECK trien_rc tr_agent_modules_read(const struct tr_agent_places *p, struct tr_agent_modules *out, struct trien_err *err);

/* What is plugged in, by one module. token.* */
TRIEN_MUST_CHECK trien_rc tr_agent_module_ask(const char *module, int milliseconds, tr_token_listed_one *one, void *context, struct trien_err *err);

/* A certificate on a token, and how its key is found again. */
struct tr_agent_key {
	char uri[TR_TOKEN_URI_MAX + 1], label[TR_P11_LISTED_TEXT];
	struct tr_certificate *certificate;
};
struct tr_agent_keys {
	struct tr_agent_key all[TR_AGENT_KEYS_MAX];
	size_t count;
	struct trien_err trouble; /* the last module's that could not be asked; code TRIEN_OK: none */
};
/* Every one that wanted() wants, of modules that answer within that time each. Free with tr_agent_keys_free(), also where it is refused. */
typedef bool tr_agent_wanted(const void *context, const struct tr_certificate *c);
TRIEN_MUST_CHECK trien_rc tr_agent_keys_find(const struct tr_agent_modules *m, int milliseconds, tr_agent_wanted *wanted, const void *context, struct tr_agent_keys *out, struct trien_err *err);
void tr_agent_keys_free(struct tr_agent_keys *k);

/* A key that is open: its token asked for the PIN. */
struct tr_agent_open_key {
	struct tr_token_line line;
	bool asks_each; /* it asks again for each signature */
};
/* Of the very certificate. token.other-key, and what src/token refuses. Close with tr_agent_key_close(), also where it is refused; pin outlives it. */
TRIEN_MUST_CHECK trien_rc tr_agent_key_open(const struct tr_agent_key *k, const struct tr_signer_choice *how, const struct tr_pin_source *pin, int milliseconds, struct tr_agent_open_key *out, struct trien_err *err);
void tr_agent_key_close(struct tr_agent_open_key *k);
/* Another PIN for the token that has the key; pin is asked for the new one and for the old. token.*, key.pin-refused */
TRIEN_MUST_CHECK trien_rc tr_agent_key_change_pin(const struct tr_agent_key *k, const struct tr_pin_source *pin, int milliseconds, struct trien_err *err);

#endif
