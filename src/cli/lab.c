/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien lab init DIR: a teaching PKI. */
#include "lab/lab.h"

#include "cli/cli.h"

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

int
tr_cli_lab(struct tr_cli *cli, int argc, char **argv)
{
	bool no_tokens = false;
	const struct tr_option options[] = {{"--no-tokens", TR_OPTION_FLAG, &no_tokens}};
	struct tr_lab_report report = {0};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, 1, &rest, &err);
	if (rc == TRIEN_OK && (rest.count != 2 || strcmp(rest.items[0], "init") != 0))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien lab init DIR"));
	if (rc == TRIEN_OK) {
		const struct tr_lab_options lab = {.directory = rest.items[1], .env = cli->env,
			.tokens = no_tokens ? TR_LAB_TOKENS_NONE : TR_LAB_TOKENS_WHERE_FOUND, .report = &report};
		rc = tr_lab_init(&lab, &err);
	}
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	say_made(cli, rest.items[1], &report);
	return 0;
}
