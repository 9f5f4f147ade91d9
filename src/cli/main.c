/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien: finds the command and runs it. */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

/* Vietnamese, unless the locale of messages is English by name: "C" is nobody's choice of a language. */
static enum trien_lang
language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *v = getenv(names[i]);
		if (v != NULL && *v != '\0')
			return strncmp(v, "en", 2) == 0 ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	}
	return TRIEN_LANG_VI;
}

/* A descriptor that the caller closed must not become that of a document, into which messages would go. */
static void
open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_RDWR); /* the lowest that is free: fd */
}

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
	struct tr_cli cli = {.program = "trien", .lang = language(), .env = &tr_env_system};

	open_standard_descriptors();
	/* Nothing of this machine's OpenSSL configuration may change what is signed or judged. */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is an error of the write */
	return tr_cli_end_output(&cli, run(&cli, argc, argv));
}
