/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A device was unlocked, and its keeper's page wants its PIN changed: the server says by which certificates the token is found, the person agrees, gives the new PIN twice and the old one to the prompt,
 * and the change is reported: then what waited for it goes on. No PIN leaves this desk. Requirement: R7
 */
#include <stdio.h>

#include "agent/call.h"
#include "base/errors/agent.h"
#include "store/hex.h"

static trien_rc
ask(struct tr_agent_call *c, const char *path, struct tr_agent_reply *reply, struct trien_err *err)
{
	char body[TR_AGENT_SECRET_SIZE + 32];

	snprintf(body, sizeof(body), "{\"token\":\"%s\"}", c->uri.secret);
	const struct tr_agent_request request = {path, NULL, TR_BYTES(body, strlen(body)), TR_AGENT_ANSWER_MAX, NULL};
	return tr_agent_call_ask(c, &request, reply, err);
}

static bool
is_wanted(const void *context, const struct tr_certificate *c)
{
	const struct tr_agent_pin_wish *w = context;
	char hex[2 * sizeof(c->sha256) + 1];

	tr_hex(TR_BYTES(c->sha256, sizeof(c->sha256)), hex);
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->certificates[i], hex) == 0)
			return true;
	return false;
}

/* The token with one of them, and no other: another one's PIN is not this person's to change for this. */
static trien_rc
find_token(struct tr_agent_call *c, const struct tr_agent_pin_wish *w, struct tr_agent_keys *keys, struct trien_err *err)
{
	TR_TRY(tr_agent_keys_find(&c->modules, c->token_milliseconds, is_wanted, w, keys, err));
	if (keys->count > 0)
		return TRIEN_OK;
	if (keys->trouble.code != TRIEN_OK) {
		*err = keys->trouble;
		return err->code;
	}
	return TR_ERR(err, AGENT_NO_TOKEN, TR_S("certificate", w->count > 0 ? w->certificates[0] : w->serial));
}

static trien_rc
agree(struct tr_agent_call *c, const struct tr_agent_pin_wish *w, struct trien_err *err)
{
	const struct tr_cli *cli = c->cli;
	const struct tr_agent_buttons buttons = {.yes = tr_say(cli, "Đổi mã PIN", "Change the PIN")};
	struct tr_agent_display d;
	enum tr_agent_answer answer;

	TR_TRY(tr_agent_display_pin(&c->server.server, w->serial, cli->lang, &d, err));
	const trien_rc rc = tr_agent_prompt_show(&c->prompt, &d, &buttons, &answer, err);
	tr_agent_display_free(&d);
	TR_TRY(rc);
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}

/* The server is asked again where no answer came: who has changed the PIN shall not have to say so himself. */
static trien_rc
report(struct tr_agent_call *c, struct trien_err *err)
{
	struct tr_agent_reply reply;
	trien_rc rc = TRIEN_E_AGENT_REFUSED;

	for (unsigned i = 0; i < TR_AGENT_SEND_TRIES; i++) {
		rc = ask(c, "/api/v1/desk/pin-changed", &reply, err);
		if (rc == TRIEN_OK || rc == TRIEN_E_AGENT_REFUSED)
			return rc;
	}
	return rc;
}

trien_rc
tr_agent_call_pin(struct tr_agent_call *c, struct trien_err *err)
{
	struct tr_agent_pin_wish wish;
	struct tr_agent_keys keys = {.count = 0};
	struct tr_agent_reply reply;

	TR_TRY(ask(c, "/api/v1/desk/pin", &reply, err));
	TR_TRY(tr_agent_pin_wish_read(reply.body, &wish, err));
	trien_rc rc = find_token(c, &wish, &keys, err);
	if (rc == TRIEN_OK)
		rc = agree(c, &wish, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_key_change_pin(&keys.all[0], &c->prompt.pin.source, c->token_milliseconds, err);
	tr_agent_keys_free(&keys);
	return rc == TRIEN_OK ? report(c, err) : rc;
}
