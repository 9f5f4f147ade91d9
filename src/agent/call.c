/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "base/errors/crypto.h"
#include "base/memory.h"
#include "crypto/value.h"

/* ---- asking the server ---- */

static bool
is_busy(const struct tr_agent_reply *reply)
{
	return reply->status == 429 || reply->status == 503;
}

trien_rc
tr_agent_call_ask(struct tr_agent_call *c, const struct tr_agent_request *r, struct tr_agent_reply *reply, struct trien_err *err)
{
	for (unsigned again = 0;; again++) {
		TR_TRY(tr_agent_network_ask(&c->network, r, reply, err));
		if (!is_busy(reply) || again == TR_AGENT_AGAIN_MAX)
			break;
		sleep(reply->retry == 0 ? 1 : reply->retry < TR_AGENT_AGAIN_SECONDS ? reply->retry : TR_AGENT_AGAIN_SECONDS);
	}
	return reply->status == 200 ? TRIEN_OK : tr_agent_refusal(reply->status, reply->body, c->cli->lang, err);
}

/* ---- the key ---- */

trien_rc
tr_agent_call_open_key(const struct tr_agent_call *c, const struct tr_agent_key *which, const struct tr_signer_choice *how, struct tr_agent_open_key *out, struct trien_err *err)
{
	trien_rc rc = TRIEN_E_TOKEN_PIN_WRONG;

	*out = (struct tr_agent_open_key){.line = TR_TOKEN_LINE_NONE};
	for (unsigned i = 0; rc == TRIEN_E_TOKEN_PIN_WRONG && i < TR_AGENT_PIN_TRIES; i++) {
		tr_agent_key_close(out);
		rc = tr_agent_key_open(which, how, &c->prompt.pin.source, c->token_milliseconds, out, err);
	}
	return rc;
}

trien_rc
tr_agent_call_sign(struct tr_agent_open_key *key, const struct tr_agent_key *which, const struct tr_signer_choice *how, struct tr_bytes digest, int milliseconds, struct tr_buf *value, struct trien_err *err)
{
	bool fits;

	TR_TRY(tr_token_sign(&key->line, digest, milliseconds, value, err));
	/* The module is not believed. */
	TR_TRY(tr_value_verify(which->certificate->der, how->scheme, how->digest, digest, tr_buf_view(value), &fits, err));
	return fits ? TRIEN_OK : TR_ERR0(err, KEY_VALUE_WRONG);
}

/* ---- one call ---- */

#define TOLD_MAX 600u

struct opening {
	struct tr_agent_options o;
	const char *timeout;
	unsigned milliseconds;
};

static trien_rc
read_timeout(struct opening *o, struct trien_err *err)
{
	char *end = NULL;
	const unsigned long seconds = o->timeout != NULL ? strtoul(o->timeout, &end, 10) : TR_AGENT_SERVER_MILLISECONDS / 1000;

	if ((o->timeout != NULL && (o->timeout[0] < '0' || o->timeout[0] > '9' || *end != '\0')) || seconds < 1 || seconds > TR_AGENT_TIMEOUT_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--timeout"), TR_S("got", o->timeout), TR_S("want", "1..300"));
	o->milliseconds = (unsigned)seconds * 1000;
	return TRIEN_OK;
}

static trien_rc
begin(struct tr_agent_call *c, const struct tr_agent_options *o, unsigned milliseconds, struct trien_err *err)
{
	TR_TRY(tr_agent_places_open(o->etc, o->trust, c->cli->env->now(c->cli->env->context), &c->places, err));
	/* Where it goes is here, and nothing of it in the address. */
	TR_TRY(tr_agent_servers_find(&c->places, c->uri.server, &c->server, err));
	if (c->server.server.vgca)
		return TR_ERR(err, AGENT_SERVER_UNKNOWN, TR_S("server", c->uri.server));
	if (c->uri.kind != TR_AGENT_CHECKS) /* which tells itself what is wrong with them */
		TR_TRY(tr_agent_modules_read(&c->places, &c->modules, err));
	c->token_milliseconds = (int)milliseconds;
	TR_TRY(tr_agent_network_start(&c->server, milliseconds, &c->network, err));
	if (c->uri.kind == TR_AGENT_CHECKS)
		return tr_agent_call_check(c, err);
	if (c->uri.kind == TR_AGENT_CHANGES_PIN)
		return tr_agent_call_pin(c, err);
	return c->uri.kind == TR_AGENT_SIGNS ? tr_agent_call_errand(c, err) : tr_agent_call_login(c, err);
}

/* Who was called from a page has no terminal to read. Who said no knows it. */
static void
tell_person(const struct tr_agent_call *c, const struct trien_err *err)
{
	char text[2 * TOLD_MAX], plain[TOLD_MAX];

	if (c->prompt.terminal || err->code == TRIEN_E_AGENT_DECLINED || err->code == TRIEN_E_KEY_PIN_REFUSED)
		return;
	trien_err_text(err, c->cli->lang, text, sizeof(text));
	tr_agent_plain(text, plain, sizeof(plain));
	tr_agent_prompt_tell(&c->prompt, plain);
}

static void
end(struct tr_agent_call *c)
{
	tr_agent_view_close(&c->view);
	tr_agent_network_stop(&c->network);
	tr_agent_enrolment_free(&c->server);
	tr_agent_places_close(&c->places);
}

trien_rc
tr_agent_call_follow(struct tr_cli *cli, const struct tr_agent_options *o, unsigned milliseconds, const char *uri, size_t *signed_count, struct trien_err *err)
{
	struct tr_agent_call *c = tr_mem_zeroed(1, sizeof(*c));

	*signed_count = 0;
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	c->cli = cli;
	c->options = *o;
	tr_agent_prompt_of(&c->prompt, cli, o->terminal);
	tr_agent_prompt_patience(&c->prompt, TR_AGENT_PATIENCE_MAX);
	trien_rc rc = tr_agent_uri_read(TR_BYTES(uri, strlen(uri)), &c->uri) ? TRIEN_OK : TR_ERR0(err, AGENT_URI);
	if (rc == TRIEN_OK)
		rc = begin(c, o, milliseconds, err);
	end(c);
	if (rc != TRIEN_OK)
		tell_person(c, err);
	*signed_count = c->signed_count;
	tr_wipe(c, sizeof(*c));
	free(c);
	return rc;
}

/* ---- the command ---- */

static int
open_uri(struct tr_cli *cli, const struct opening *o, const char *uri)
{
	struct trien_err err = {0};
	size_t count;

	if (tr_agent_call_follow(cli, &o->o, o->milliseconds, uri, &count, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:i, s:n}", "signed", (int)count, "error"));
	else if (strncmp(uri, "trien://s/", 10) == 0)
		tr_cli_printf(cli, "đã ký %zu văn bản\n", "%zu documents signed\n", count);
	else if (strncmp(uri, "trien://p/", 10) == 0)
		puts(tr_say(cli, "đã đổi mã PIN và báo cho máy chủ", "the PIN is changed, and the server knows"));
	else if (strncmp(uri, "trien://c/", 10) == 0)
		puts(tr_say(cli, "đã gửi báo cáo máy trạm", "the report of this desk was sent"));
	return 0;
}

int
tr_agent_open(struct tr_cli *cli, int argc, char **argv)
{
	struct opening o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o.o), {"--terminal", TR_OPTION_FLAG, &o.o.terminal}, {"--timeout", TR_OPTION_TEXT, &o.timeout}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 1)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-agent open [--terminal] [--timeout SECONDS] [--] trien://…"));
	if (rc == TRIEN_OK)
		rc = read_timeout(&o, &err);
	return rc == TRIEN_OK ? open_uri(cli, &o, rest.items[0]) : tr_cli_fail(cli, NULL, &err);
}
