/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent enrol FILE, servers, forget ID: which servers' pages may ask this desk for signatures. Requirement: R4.3 */
#include <stdio.h>

#include "agent/agent.h"
#include "agent/prompt.h"
#include "agent/uri.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "cli/file.h"

static int
wrong_usage(const struct tr_cli *cli, const char *usage)
{
	struct trien_err err = {0};

	(void)TR_ERR(&err, CLI_USAGE, TR_S("usage", usage));
	return tr_cli_fail(cli, NULL, &err);
}

/* ---- enrol ---- */

static trien_rc
ask(const struct tr_cli *cli, const struct tr_agent_options *o, const struct tr_agent_server *s, struct trien_err *err)
{
	const struct tr_agent_buttons buttons = {.yes = tr_say(cli, "Ghi nhận", "Enrol")};
	struct tr_agent_prompt prompt;
	struct tr_agent_display d;
	enum tr_agent_answer answer = TR_AGENT_NO;

	tr_agent_prompt_of(&prompt, cli, o->terminal);
	trien_rc rc = tr_agent_display_server(s, cli->lang, cli->env->zone_minutes, &d, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_prompt_show(&prompt, &d, &buttons, &answer, err);
	tr_agent_display_free(&d);
	TR_TRY(rc);
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}

static trien_rc
enrol(const struct tr_cli *cli, const struct tr_agent_options *o, const char *path, const struct tr_agent_places *p, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = TR_AGENT_ENROLMENT_MAX};
	struct tr_agent_enrolment e = {0};

	TR_TRY(tr_file_read(path, TR_AGENT_ENROLMENT_MAX, &file, err));
	trien_rc rc = tr_agent_enrolment_read(tr_buf_view(&file), p->anchors, p->now, &e, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_servers_may_take(p, &e, err);
	if (rc == TRIEN_OK)
		rc = ask(cli, o, &e.server, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_servers_keep(p, e.server.id, tr_buf_view(&file), err);
	if (rc == TRIEN_OK && cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:b, s:n}", "server", e.server.id, "origin", e.server.origin, "lab", e.server.lab, "error"));
	else if (rc == TRIEN_OK)
		tr_cli_printf(cli, "đã ghi nhận %s, %s\n", "%s is enrolled, %s\n", e.server.id, e.server.origin);
	tr_agent_enrolment_free(&e);
	return rc;
}

int
tr_agent_enrol(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o), {"--terminal", TR_OPTION_FLAG, &o.terminal}};
	struct tr_agent_places places = {0};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 1)
		return wrong_usage(cli, "trien-agent enrol [--terminal] FILE");
	if (rc == TRIEN_OK)
		rc = tr_agent_places_open(o.etc, o.trust, cli->env->now(cli->env->context), &places, &err);
	if (rc == TRIEN_OK)
		rc = enrol(cli, &o, rest.items[0], &places, &err);
	tr_agent_places_close(&places);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, rest.count == 1 ? rest.items[0] : NULL, &err);
}

/* ---- servers ---- */

struct listing {
	struct tr_cli *cli;
	json_t *all; /* NULL: printed at once */
};

static json_t *
server_json(const struct tr_cli *cli, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why)
{
	const struct tr_agent_server *s = &e->server;
	char until[TR_TIME_TEXT_MAX] = "";
	json_t *o;

	if (s->until != 0)
		tr_time_iso(s->until, cli->env->zone_minutes, until);
	o = json_pack("{s:s, s:b, s:s, s:s, s:s, s:s, s:b, s:s}", "server", id, "system", system, "origin", s->origin, "name", s->name[cli->lang], "signer", s->signer, "until", until, "lab", s->lab, "protocol", s->vgca ? "vgca" : "desk");
	tr_cli_put_error(cli, o, why);
	return o;
}

static trien_rc
list_one(void *context, const char *id, bool system, const struct tr_agent_enrolment *e, const struct trien_err *why, struct trien_err *err)
{
	struct listing *l = context;
	char text[1024];

	(void)err;
	if (l->all != NULL) {
		json_array_append_new(l->all, server_json(l->cli, id, system, e, why));
		return TRIEN_OK;
	}
	printf("%s%s\n", id, system ? tr_say(l->cli, " (cả máy)", " (whole computer)") : "");
	if (why->code != TRIEN_OK) {
		tr_cli_error_text(l->cli, why, text, sizeof(text));
		printf("    %s [%s]\n", text, trien_err_id(why->code));
		return TRIEN_OK;
	}
	printf("    %s%s%s\n    ", e->server.origin, e->server.vgca ? ", VGCA" : "", e->server.lab ? tr_say(l->cli, ", PHÒNG LAB", ", LAB") : "");
	tr_cli_print_safe(stdout, e->server.name[l->cli->lang]);
	tr_cli_printf(l->cli, "\n    người bảo đảm: %s\n", "\n    vouched for by: %s\n", e->server.signer);
	return TRIEN_OK;
}

int
tr_agent_servers(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o)};
	struct tr_agent_places places = {0};
	struct listing l = {.cli = cli};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 0)
		return wrong_usage(cli, "trien-agent servers");
	l.all = cli->json ? json_array() : NULL;
	if (rc == TRIEN_OK)
		rc = tr_agent_places_open(o.etc, o.trust, cli->env->now(cli->env->context), &places, &err);
	if (rc == TRIEN_OK)
		rc = tr_agent_servers_each(&places, list_one, &l, &err);
	if (rc == TRIEN_OK && l.all != NULL)
		tr_cli_print_json(json_pack("{s:O, s:n}", "servers", l.all, "error"));
	json_decref(l.all);
	tr_agent_places_close(&places);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}

/* ---- forget ---- */

int
tr_agent_forget(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o)};
	struct tr_agent_places places = {0};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && (rest.count != 1 || !tr_agent_is_server(TR_BYTES(rest.items[0], strlen(rest.items[0])))))
		return wrong_usage(cli, "trien-agent forget ID");
	if (rc == TRIEN_OK)
		rc = tr_agent_places_open(o.etc, o.trust, cli->env->now(cli->env->context), &places, &err);
	if (rc == TRIEN_OK)
		rc = tr_agent_servers_forget(&places, rest.items[0], &err);
	tr_agent_places_close(&places);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s, s:n}", "forgotten", rest.items[0], "error"));
	else
		tr_cli_printf(cli, "không còn ghi nhận %s\n", "%s is no longer enrolled\n", rest.items[0]);
	return 0;
}
