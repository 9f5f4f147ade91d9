/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien: finds the command and runs it. */
#include <openssl/crypto.h>
#include <signal.h>
#include <string.h>

#include "base/errors/cli.h"
#include "cli/cli.h"

struct command {
	const char *name;
	int (*run)(struct tr_cli *cli, int argc, char **argv);
};

static const struct command commands[] = {
	{"sign", tr_cli_sign},
	{"prepare", tr_cli_prepare},
	{"reserve", tr_cli_reserve},
	{"issue", tr_cli_issue},
	{"finish", tr_cli_finish},
	{"extend", tr_cli_extend},
	{"verify", tr_cli_verify},
	{"inspect", tr_cli_inspect},
	{"scan-pdf", tr_cli_scan_pdf},
	{"scan-check", tr_cli_scan_check},
	{"place", tr_cli_place},
	{"profile", tr_cli_profile},
	{"trust", tr_cli_trust},
	{"token", tr_cli_token},
	{"evidence", tr_cli_evidence},
	{"lab", tr_cli_lab},
	{"store", tr_cli_start_store},
	{"audit", tr_cli_start_store},
	{"registry", tr_cli_start_store},
	{"office", tr_cli_start_store},
	{"jobs", tr_cli_start_store},
	{"version", tr_cli_version},
	{"--version", tr_cli_version},
	{"help", tr_cli_help},
	{"--help", tr_cli_help},
	{"-h", tr_cli_help},
};

static int
run(struct tr_cli *cli, int argc, char **argv)
{
	static char help[] = "--help";
	struct trien_err err = {0};

	/* "help sign" is "sign --help". */
	if (argc > 2 && strcmp(argv[1], "help") == 0 && argv[2][0] != '-') {
		argv[1] = argv[2];
		argv[2] = help;
	}
	if (argc < 2)
		return tr_cli_help(cli, argc, argv), trien_err_exit(TRIEN_E_CLI_COMMAND);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(cli, argc - 1, argv + 1);
	for (int i = 2; i < argc; i++)
		cli->json = cli->json || strcmp(argv[i], "--json") == 0;
	(void)TR_ERR(&err, CLI_COMMAND, TR_S("got", argv[1]));
	return tr_cli_fail(cli, NULL, &err);
}

int
main(int argc, char **argv)
{
	struct tr_cli cli = {.program = "trien", .lang = tr_cli_language(), .env = &tr_env_system};

	tr_cli_open_standard_descriptors();
	/* Nothing of this machine's OpenSSL configuration may change what is signed or judged. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of the write */
	return tr_cli_end_output(&cli, run(&cli, argc, argv));
}
