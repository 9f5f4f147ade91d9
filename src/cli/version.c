/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <openssl/crypto.h>

#include "cli/cli.h"

int
tr_cli_version(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_arguments rest;
	struct trien_err err = {0};

	if (tr_cli_parse(cli, argc, argv, NULL, 0, &rest, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:s}", "program", cli->program, "version", TRIEN_VERSION, "openssl",
				OpenSSL_version(OPENSSL_VERSION_STRING)));
	else
		printf("trien %s (%s)\nAGPL-3.0-or-later\n", TRIEN_VERSION, OpenSSL_version(OPENSSL_VERSION));
	return 0;
}
