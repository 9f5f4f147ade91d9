/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent serve: the service on 127.0.0.1 for pages of the VGCA protocol, off until somebody starts it; and, with --setup, the certificate that it has there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/own_certificate.h"
#include "agent/safe_file.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "base/program.h"

#define PROGRAM "trien-agent-serve"
#define FOLDER "tls"
#define SERVER "server.pem"
#define AUTHORITY "authority.pem"
#define PEM_MAX ((size_t)64 << 10)

struct serving {
	struct tr_agent_options o;
	const char *port;
	bool setup;
	char folder[PATH_MAX + 8]; /* of the certificate: this user's */
	struct tr_agent_places places;
};

/* ---- --setup ---- */

static trien_rc
keep(const struct serving *s, struct tr_bytes server, struct tr_bytes authority, struct trien_err *err)
{
	int folder;

	TR_TRY(tr_agent_folder_make(s->folder, &folder, err));
	trien_rc rc = tr_agent_file_write(folder, s->folder, SERVER, server, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_file_write(folder, s->folder, AUTHORITY, authority, err);
	close(folder);
	return rc;
}

static trien_rc
set_up(const struct tr_cli *cli, const struct serving *s, struct trien_err *err)
{
	TR_AUTO_SECRET server = {.max = PEM_MAX};
	TR_AUTO_BUF authority = {.max = PEM_MAX};

	TR_TRY(tr_buf_reserve(&server, 8192, err)); /* at once: nothing of a key is left where a buffer grew */
	TR_TRY(tr_agent_own_certificate_make(cli->env, &server, &authority, err));
	TR_TRY(keep(s, tr_buf_view(&server), tr_buf_view(&authority), err));
	if (cli->json) {
		char path[PATH_MAX + 32];
		snprintf(path, sizeof(path), "%s/" AUTHORITY, s->folder);
		tr_cli_print_json(json_pack("{s:o, s:n}", "authority", tr_cli_json_text(path), "error"));
		return TRIEN_OK;
	}
	tr_cli_printf(cli, "chứng thư cho 127.0.0.1: %s\nĐể trình duyệt của bạn tin, chạy:\n", "the certificate for 127.0.0.1: %s\nFor your browser to trust it, run:\n", s->folder);
	printf("  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n 'Trien 127.0.0.1' -i %s/" AUTHORITY "\n", s->folder);
	return TRIEN_OK;
}

/* ---- serving ---- */

static trien_rc
read_port(const char *text, char out[8], struct trien_err *err)
{
	char *end = NULL;
	const unsigned long port = text != NULL ? strtoul(text, &end, 10) : TR_AGENT_VGCA_PORT;

	if (text != NULL && (text[0] < '0' || text[0] > '9' || *end != '\0' || port > 65535))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--port"), TR_S("got", text), TR_S("want", "0..65535"));
	snprintf(out, 8, "%lu", port);
	return TRIEN_OK;
}

static trien_rc
check_certificate(const struct tr_cli *cli, const struct serving *s, struct trien_err *err)
{
	TR_AUTO_SECRET server = {.max = PEM_MAX};
	bool found = false;
	int folder;

	TR_TRY(tr_agent_folder_open(s->folder, &folder, err));
	trien_rc rc = folder >= 0 ? tr_agent_file_read(folder, s->folder, SERVER, &server, &found, err) : TRIEN_OK;
	if (folder >= 0)
		close(folder);
	TR_TRY(rc);
	return found ? tr_agent_own_certificate_check(tr_buf_view(&server), cli->env->now(cli->env->context), err) : TR_ERR0(err, AGENT_SERVE_CERTIFICATE);
}

/* Becomes the program that has the socket: it needs nothing of this one but where things are. */
static trien_rc
serve(const struct tr_cli *cli, const struct serving *s, struct trien_err *err)
{
	char self[PATH_MAX] = "", port[8], pem[PATH_MAX + 32];

	TR_TRY(read_port(s->port, port, err));
	TR_TRY(check_certificate(cli, s, err));
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) <= 0)
		return TR_ERR(err, AGENT_PROGRAM, TR_S("program", PROGRAM));
	snprintf(pem, sizeof(pem), "%s/" SERVER, s->folder);
	const char *const words[] = {PROGRAM, self, port, pem, s->o.etc != NULL ? s->o.etc : "", s->o.trust != NULL ? s->o.trust : "", cli->lang == TRIEN_LANG_EN ? "en" : "vi", NULL};
	tr_program_become_in((char *const *)(uintptr_t)words, environ);
	return TR_ERR(err, AGENT_PROGRAM, TR_S("program", PROGRAM));
}

int
tr_agent_serve(struct tr_cli *cli, int argc, char **argv)
{
	struct serving s = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(s.o), {"--port", TR_OPTION_TEXT, &s.port}, {"--setup", TR_OPTION_FLAG, &s.setup}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 0)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-agent serve [--setup] [--port N]"));
	if (rc == TRIEN_OK)
		rc = tr_agent_places_open(s.o.etc, s.o.trust, cli->env->now(cli->env->context), &s.places, &err);
	snprintf(s.folder, sizeof(s.folder), "%s/" FOLDER, s.places.settings[0]);
	if (rc == TRIEN_OK)
		rc = s.setup ? set_up(cli, &s, &err) : serve(cli, &s, &err);
	tr_agent_places_close(&s.places);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}
