/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien store, trien audit, trien registry, trien jobs: handed on to trien-store, which is linked with the databases. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/memory.h"
#include "base/program.h"
#include "cli/cli.h"

int
tr_cli_start_store(struct tr_cli *cli, int argc, char **argv)
{
	static char program[] = "trien-store", vi[] = "vi", en[] = "en";
	struct trien_err err = {0};
	char **all = tr_mem_zeroed((size_t)argc + 3, sizeof(*all));

	if (all != NULL) {
		all[0] = program;
		all[1] = cli->lang == TRIEN_LANG_EN ? en : vi;
		memcpy(all + 2, argv, (size_t)argc * sizeof(*all));
		tr_program_become(all);
		(void)TR_ERR0(&err, CLI_STORE_PROGRAM);
	} else {
		(void)TR_ERR(&err, NO_MEMORY, TR_U("want", (size_t)argc * sizeof(*all)));
	}
	free(all);
	return tr_cli_fail(cli, NULL, &err);
}
