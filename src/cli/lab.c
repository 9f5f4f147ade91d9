/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien lab init|serve|revoke: a teaching PKI, its services, and who of it is revoked. */
#include "lab/lab.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/time.h"
#include "cli/cli.h"
#include "lab/serve.h"

static void
say_made(const struct tr_cli *cli, const char *directory, const struct tr_lab_report *r)
{
	if (cli->json) {
		tr_cli_print_json(json_pack("{s:o, s:i, s:i, s:s?, s:n}", "directory", tr_cli_json_text(directory),
				"certificates", (int)r->certificates, "tokens", (int)r->tokens, "no_tokens_reason",
				r->no_tokens_reason, "error"));
		return;
	}
	tr_cli_print_safe(stdout, directory);
	tr_cli_printf(cli, ": PKI dạy học với %u chứng thư, %u thiết bị SoftHSM. KHÔNG CÓ GIÁ TRỊ PHÁP LÝ.\n",
			": a teaching PKI of %u certificates, %u SoftHSM tokens. WITHOUT LEGAL FORCE.\n",
			r->certificates, r->tokens);
	fputs(tr_say(cli, "  trust/ gốc tin cậy · keys/ khóa và PIN · tokens.json thiết bị\n",
			"  trust/ anchors · keys/ keys and PINs · tokens.json tokens\n"), stdout);
	if (r->no_tokens_reason != NULL)
		tr_cli_printf(cli, "  không có thiết bị: %s\n",
			"  no tokens: %s\n", r->no_tokens_reason);
}

/* What the three share; only what its subcommand knows may be given. */
struct lab_words {
	bool no_tokens;
	const char *port, *mode, *reason, *at;
};

static int
init(struct tr_cli *cli, const struct lab_words *w, const char *directory)
{
	struct tr_lab_report report = {0};
	struct trien_err err = {0};
	const struct tr_lab_options lab = {.directory = directory, .env = cli->env,
		.tokens = w->no_tokens ? TR_LAB_TOKENS_NONE : TR_LAB_TOKENS_WHERE_FOUND, .report = &report};

	if (tr_lab_init(&lab, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	say_made(cli, directory, &report);
	return 0;
}

/* ---- serve ---- */

static trien_rc
read_serving(const struct lab_words *w, struct tr_lab_serving *s, struct trien_err *err)
{
	char *end = NULL;
	unsigned long port;

	errno = 0;
	port = w->port != NULL ? strtoul(w->port, &end, 10) : TR_LAB_PORT;
	if (w->port != NULL && (w->port[0] < '0' || w->port[0] > '9' || *end != '\0' || errno != 0 || port > 65535))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--port"), TR_S("got", w->port), TR_S("want", "0-65535"));
	s->port = (unsigned)port;
	if (w->mode != NULL && !tr_lab_mode_of(TR_BYTES(w->mode, strlen(w->mode)), &s->mode))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--mode"), TR_S("got", w->mode),
				TR_S("want", "truth, good, revoked, unknown, stale, ..."));
	return TRIEN_OK;
}

/* Until somebody ends it. The line "ready URL" is what a script waits for, whatever the language. */
static int
wait_for_the_end(struct tr_cli *cli, struct tr_lab_server *server)
{
	sigset_t ends;
	int which;

	if (cli->json)
		tr_cli_print_json(json_pack("{s:i, s:n}", "port", (int)tr_lab_server_port(server), "error"));
	else
		printf("ready http://127.0.0.1:%u\n", tr_lab_server_port(server));
	fflush(stdout);
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigwait(&ends, &which);
	return 0;
}

/* Before any thread is there, so that all of them leave the signals to wait_for_the_end(). */
static void
hold_signals(void)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
}

static int
serve(struct tr_cli *cli, const struct lab_words *w, const char *directory)
{
	struct tr_lab_serving s = {.slow_milliseconds = 30000};
	struct tr_lab_office *office = NULL;
	struct tr_lab_server *server = NULL;
	struct trien_err err = {0};

	trien_rc rc = read_serving(w, &s, &err);
	if (rc == TRIEN_OK)
		rc = tr_lab_office_open(directory, cli->env, &office, &err);
	s.office = office;
	hold_signals();
	if (rc == TRIEN_OK)
		rc = tr_lab_server_start(&s, &server, &err);
	int code = rc == TRIEN_OK ? wait_for_the_end(cli, server) : tr_cli_fail(cli, NULL, &err);
	tr_lab_server_stop(server);
	tr_lab_office_free(office);
	return code;
}

/* ---- revoke ---- */

static int
revoke_one(struct tr_cli *cli, const struct lab_words *w, const char *directory, const char *name)
{
	struct tr_lab_revocation r = {.directory = directory, .name = name, .reason = w->reason,
			.at = cli->env->now(cli->env->context), .env = cli->env};
	char at[TR_TIME_TEXT_MAX];
	struct trien_err err = {0};
	trien_rc rc = TRIEN_OK;

	if (w->at != NULL)
		rc = tr_time_read(TR_BYTES(w->at, strlen(w->at)), cli->env->zone_minutes, &r.at, &err);
	if (rc == TRIEN_OK)
		rc = tr_lab_revoke(&r, &err);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	tr_time_iso(r.at, cli->env->zone_minutes, at);
	const char *reason = w->reason != NULL ? w->reason : "unspecified";
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:s, s:n}", "name", name, "reason", reason, "at", at, "error"));
	else
		tr_cli_printf(cli, "%s: %s từ %s (danh sách thu hồi của phòng lab)\n", "%s: %s since %s (the lab's list)\n", name,
				reason, at);
	return 0;
}

/* ---- */

int
tr_cli_lab(struct tr_cli *cli, int argc, char **argv)
{
	struct lab_words w = {0};
	const struct tr_option options[] = {{"--no-tokens", TR_OPTION_FLAG, &w.no_tokens}, {"--port", TR_OPTION_TEXT, &w.port},
		{"--mode", TR_OPTION_TEXT, &w.mode}, {"--reason", TR_OPTION_TEXT, &w.reason}, {"--at", TR_OPTION_TEXT, &w.at}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(options[0]), &rest, &err);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	const char *what = rest.count > 0 ? rest.items[0] : "";
	bool serving = w.port != NULL || w.mode != NULL, revoking = w.reason != NULL || w.at != NULL;
	if (strcmp(what, "init") == 0 && rest.count == 2 && !serving && !revoking)
		return init(cli, &w, rest.items[1]);
	if (strcmp(what, "serve") == 0 && rest.count == 2 && !w.no_tokens && !revoking)
		return serve(cli, &w, rest.items[1]);
	if (strcmp(what, "revoke") == 0 && rest.count == 3 && !w.no_tokens && !serving)
		return revoke_one(cli, &w, rest.items[1], rest.items[2]);
	(void)!TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien lab init DIR | serve [--port N] [--mode MODE] DIR | "
							    "revoke [--reason REASON] [--at TIME] DIR NAME"));
	return tr_cli_fail(cli, NULL, &err);
}
