/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-agent check: can this desk sign? Everything that has to be there, one after the other, each with what to do where it is not; nothing is signed, and no PIN is asked for. What cannot be seen from here (is the
 * certificate registered, and in whose custody) the server judges. Requirement: R17
 */
#include <stdio.h>
#include <stdlib.h>

#include "agent/check.h"
#include "agent/check_chain.h"
#include "agent/keys.h"
#include "agent/network.h"
#include "agent/proxy.h"
#include "agent/reader.h"
#include "agent/view.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "base/errors/token.h"
#include "sign/certificate.h"
#include "store/hex.h"

struct checking {
	struct tr_cli *cli;
	struct tr_agent_places places;
	json_t *all; /* NULL: printed at once */
	const char *module;
	struct tr_agent_chains chains;
	unsigned tokens, servers, bad;
};

/* One line of the report; id: of an error; NULL: it is well. */
static void
tell_words(struct checking *c, const char *part, const char *name, const char *id, const char *words)
{
	c->bad += id != NULL;
	if (c->all != NULL) {
		json_t *o = json_pack("{s:s, s:o}", "part", part, "name", tr_cli_json_text(name));
		json_object_set_new(o, "error", id != NULL ? tr_cli_json_text(id) : json_null());
		if (id != NULL)
			json_object_set_new(o, "message", tr_cli_json_text(words));
		json_array_append_new(c->all, o);
		return;
	}
	printf("%s ", id == NULL ? tr_say(c->cli, "[tốt]", "[good]") : tr_say(c->cli, "[LỖI]", "[BAD] "));
	tr_cli_print_safe(stdout, name);
	if (id != NULL) {
		fputs(": ", stdout);
		tr_cli_print_safe(stdout, words);
		printf(" [%s]", id);
	}
	putchar('\n');
	fflush(stdout);
}

static void
tell(struct checking *c, const char *part, const char *name, const struct trien_err *why)
{
	char text[1024] = "";

	if (why->code != TRIEN_OK)
		tr_cli_error_text(c->cli, why, text, sizeof(text));
	tell_words(c, part, name, why->code != TRIEN_OK ? trien_err_id(why->code) : NULL, text);
}

static int64_t
now(const struct checking *c)
{
	return c->cli->env->now(c->cli->env->context);
}

/* ---- servers ---- */

/* Any answer will do: it came through TLS from who was enrolled. */
static trien_rc
ask_server(struct checking *c, const struct tr_agent_enrolment *e, unsigned milliseconds, struct trien_err *err)
{
	const struct tr_agent_request ask = {"/api/v1/health", NULL, TR_BYTES(NULL, 0), TR_AGENT_ANSWER_MAX, NULL};
	struct tr_agent_network network;
	struct tr_agent_reply reply;

	trien_rc rc = tr_agent_network_start(e, milliseconds, &network, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_network_ask(&network, &ask, &reply, err);
	if (rc == TRIEN_OK && reply.status >= 500)
		rc = tr_agent_refusal(reply.status, reply.body, c->cli->lang, err);
	const int64_t ahead = rc == TRIEN_OK && reply.date != 0 ? reply.date - now(c) : 0;
	tr_agent_network_stop(&network);
	if (llabs(ahead) > TR_AGENT_CLOCK_SECONDS)
		return TR_ERR(err, AGENT_CLOCK, TR_I("seconds", llabs(ahead)));
	return rc;
}

static trien_rc
check_server(void *context, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why, struct trien_err *err)
{
	const struct tr_agent_proxy_words words = tr_agent_proxy_environment();
	char proxy[TR_AGENT_PROXY_MAX + 1] = "", plain[TR_AGENT_PROXY_MAX + 1], name[TR_AGENT_LINE_MAX];
	struct checking *c = context;
	struct trien_err said = *why, ignored = {0};
	const char *which = id;

	(void)system, (void)err;
	c->servers++;
	if (why->code == TRIEN_OK && ask_server(c, e, TR_AGENT_CHECK_MILLISECONDS, &said) != TRIEN_OK)
		which = e->server.origin;
	/* Through which it was asked: where that is wrong, nothing else is. */
	if (why->code == TRIEN_OK && tr_agent_proxy_for(e->server.origin, &words, proxy, &ignored) != TRIEN_OK)
		proxy[0] = '\0';
	tr_agent_proxy_shown(proxy, plain);
	snprintf(name, sizeof(name), proxy[0] != '\0' ? "%s (proxy %s)" : "%s", which, plain);
	tell(c, "server", name, &said);
	return TRIEN_OK;
}

static void
check_servers(struct checking *c, const struct tr_agent_options *o)
{
	struct trien_err err = {0};

	const trien_rc rc = tr_agent_places_open(o->etc, o->trust, now(c), &c->places, &err);
	tell(c, "trust", c->places.trust, &err);
	if (rc != TRIEN_OK)
		return;
	if (tr_agent_servers_each(&c->places, check_server, c, &err) == TRIEN_OK && c->servers == 0)
		(void)TR_ERR0(&err, AGENT_NO_SERVER);
	if (err.code != TRIEN_OK)
		tell(c, "server", c->places.user, &err);
}

/* ---- tokens ---- */

/* Of a report: who gets it can look for it in the books. */
static void
name_certificate(struct checking *c, const struct tr_certificate *certificate)
{
	char hex[2 * sizeof(certificate->sha256) + 1];

	if (c->all == NULL)
		return;
	tr_hex(TR_BYTES(certificate->sha256, sizeof(certificate->sha256)), hex);
	json_object_set_new(json_array_get(c->all, json_array_size(c->all) - 1), "certificate", json_string(hex));
}

static void
check_certificate(struct checking *c, struct tr_bytes der)
{
	struct tr_certificate *certificate;
	struct trien_err err = {0};

	if (tr_certificate_parse(der, &certificate, &err) != TRIEN_OK) {
		tell(c, "certificate", c->module, &err);
		return;
	}
	const int64_t days = (certificate->not_after - now(c)) / 86400;
	const struct tr_text name = tr_certificate_display_name(certificate);
	/* Those of authorities lie beside a person's. */
	if (!certificate->is_ca) {
		if (tr_sign_check_certificate(certificate, now(c), c->cli->env->zone_minutes, &err) == TRIEN_OK && days < TR_AGENT_ENDS_DAYS)
			(void)TR_ERR(&err, AGENT_CERTIFICATE_ENDS, TR_I("days", days));
		tell(c, "certificate", name.p, &err); /* the arena's copies end with NUL */
		name_certificate(c, certificate);
	}
	tr_certificate_free(certificate);
}

static trien_rc
check_token(void *context, const struct tr_token_listed *t, struct trien_err *ignored)
{
	struct checking *c = context;
	struct trien_err err = {0};

	(void)ignored;
	c->tokens++;
	if (t->flags & TR_P11_LOCKED)
		(void)TR_ERR(&err, AGENT_PIN_LOCKED, TR_S("token", t->label));
	else if (t->flags & (TR_P11_COUNT_LOW | TR_P11_FINAL_TRY))
		(void)TR_ERR(&err, AGENT_PIN_LOW, TR_S("token", t->label));
	tell(c, "token", t->label, &err);
	for (size_t i = 0; i < t->certificate_count; i++)
		check_certificate(c, t->certificates[i]);
	tr_agent_chains_add(&c->chains, t);
	return TRIEN_OK;
}

/* A reader that is plugged in is told also where no module speaks to it. */
static size_t
check_readers(struct checking *c)
{
	const struct trien_err well = {0};
	struct tr_agent_readers readers;

	tr_agent_readers_find("/sys/bus/usb/devices", &readers);
	for (size_t i = 0; i < readers.count; i++)
		tell(c, "reader", readers.names[i], &well);
	return readers.count;
}

static void
check_tokens(struct checking *c, size_t readers)
{
	struct tr_agent_modules *m = calloc(1, sizeof(*m));
	struct trien_err err = {0};

	if (m == NULL || tr_agent_modules_read(&c->places, m, &err) != TRIEN_OK) {
		if (m == NULL)
			(void)TR_ERR(&err, NO_MEMORY, TR_U("want", sizeof(*m)));
		tell(c, "module", "PKCS#11", &err);
		free(m);
		return;
	}
	for (size_t i = 0; i < m->count; i++) {
		struct trien_err why = {0};
		c->module = m->paths[i];
		const trien_rc rc = tr_agent_module_ask(m->paths[i], TR_AGENT_CHECK_MILLISECONDS, check_token, c, &why);
		if (rc == TRIEN_OK)
			why.code = TRIEN_OK;
		tell(c, "module", m->paths[i], &why);
	}
	free(m);
	if (c->tokens == 0)
		(void)(readers > 0 ? TR_ERR0(&err, AGENT_NOTHING_PLUGGED) : TR_ERR0(&err, AGENT_NO_READER));
	if (err.code != TRIEN_OK)
		tell(c, "token", "-", &err);
}

static void
tell_chain(void *context, const char *part, const char *name, const char *id, const char *words)
{
	tell_words(context, part, name, id, words);
}

/* Whoever cannot read what is set at this desk is told that, and looks without it. */
static void
check_chains(struct checking *c)
{
	struct tr_agent_settings settings;
	struct trien_err err = {0};

	if (tr_agent_settings_read(&c->places, &settings, &err) != TRIEN_OK)
		tell(c, "desk", "signature.json", &err);
	else
		tr_agent_chains_check(&c->chains, c->cli, &settings, tell_chain, c);
	tr_agent_chains_free(&c->chains);
}

/* ---- the desk itself ---- */

static void
check_desk(struct checking *c)
{
	struct trien_err prompt = {0}, viewer = {0}, handler = {0};

	if (!tr_agent_view_has("pinentry"))
		(void)TR_ERR0(&prompt, TOKEN_PROMPT_MISSING);
	tell(c, "desk", "pinentry", &prompt);
	if (!tr_agent_view_has("xdg-open"))
		(void)TR_ERR(&viewer, AGENT_VIEW, TR_S("why", "xdg-open"));
	tell(c, "desk", "xdg-open", &viewer);
	if (!tr_agent_view_is_handled())
		(void)TR_ERR0(&handler, AGENT_NO_HANDLER);
	tell(c, "desk", "trien://", &handler);
}

static void
check_all(struct checking *c, const struct tr_agent_options *o)
{
	check_servers(c, o);
	check_tokens(c, check_readers(c));
	check_chains(c);
	check_desk(c);
	tr_agent_places_close(&c->places);
}

json_t *
tr_agent_check_all(struct tr_cli *cli, const struct tr_agent_options *o, unsigned *bad)
{
	struct checking c = {.cli = cli, .all = json_array()};

	check_all(&c, o);
	*bad = c.bad;
	return c.all;
}

int
tr_agent_check(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o)};
	struct checking c = {.cli = cli};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 0)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-agent check"));
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	c.all = cli->json ? json_array() : NULL;
	check_all(&c, &o);
	if (c.bad > 0)
		(void)TR_ERR(&err, AGENT_NOT_READY, TR_U("count", c.bad));
	if (c.all == NULL)
		return c.bad > 0 ? tr_cli_fail(cli, NULL, &err) : 0;
	json_t *report = json_pack("{s:b, s:o}", "ready", c.bad == 0, "checks", c.all);
	tr_cli_put_error(cli, report, &err);
	tr_cli_print_json(report);
	return trien_err_exit(err.code);
}
