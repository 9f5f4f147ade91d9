/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien: finds the command and runs it. */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define VERDICTS 2 /* exit codes up to here are a verdict, those above an error */

struct command {
	const char *name;
	int (*run)(struct tr_cli *cli, int argc, char **argv);
};

static const struct command commands[] = {
	{"sign", tr_cli_sign},
	{"prepare", tr_cli_prepare},
	{"finish", tr_cli_finish},
	{"verify", tr_cli_verify},
	{"inspect", tr_cli_inspect},
	{"scan-pdf", tr_cli_scan_pdf},
	{"profile", tr_cli_profile},
	{"lab", tr_cli_lab},
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

static bool
reader_is_gone(void)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

/* A verdict that nobody could read is none: a full disk behind standard output is an error of the run. */
static int
end_output(struct tr_cli *cli, int exit_code)
{
	struct trien_err err = {0};

	if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_is_gone())
		return exit_code;
	(void)TR_ERR0(&err, CLI_OUTPUT);
	cli->json = false; /* which would go the same way */
	int failed = tr_cli_fail(cli, NULL, &err);
	return exit_code <= VERDICTS ? failed : exit_code;
}

static int
run(struct tr_cli *cli, int argc, char **argv)
{
	struct trien_err err = {0};

	if (argc < 2)
		return tr_cli_help(cli, argc, argv), trien_err_exit(TRIEN_E_CLI_COMMAND);
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(cli, argc - 1, argv + 1);
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
	return end_output(&cli, run(&cli, argc, argv));
}
