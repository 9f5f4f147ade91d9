/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-store: the commands that open a database. Started by trien, with the language as first argument; a program of its own
 * because libpq alone takes longer to be loaded than a whole signature.
 */
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/store.h"
#include "registry/error_words.h"

#define EXIT_BY_HAND 114

int
main(int argc, char **argv)
{
	struct tr_cli cli = {.program = "trien", .env = &tr_env_system, .words = tr_registry_error_words};

	if (argc < 3 || (strcmp(argv[1], "vi") != 0 && strcmp(argv[1], "en") != 0)) {
		fputs("trien-store: trien\n", stderr);
		return EXIT_BY_HAND;
	}
	cli.lang = strcmp(argv[1], "en") == 0 ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	umask(077);
	int (*const command)(struct tr_cli *, int, char **) = strcmp(argv[2], "audit") == 0 ? tr_cli_audit
			: strcmp(argv[2], "registry") == 0 ? tr_cli_registry
			: strcmp(argv[2], "office") == 0 ? tr_cli_office
			: strcmp(argv[2], "jobs") == 0 ? tr_cli_jobs
			: strcmp(argv[2], "custody-desk") == 0 ? tr_cli_custody_answer : tr_cli_store;
	return tr_cli_end_output(&cli, command(&cli, argc - 2, argv + 2));
}
