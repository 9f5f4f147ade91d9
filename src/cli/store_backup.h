/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_CLI_STORE_BACKUP_H
#define TR_CLI_STORE_BACKUP_H

#include "cli/store.h"

#define TR_STORE_DATABASE "trien.db"

struct tr_store_backup {
	const char *blobs, *audit, *config, *recipient, *key, *sum;
	const char *backup; /* of init: where the store goes before its tables are changed */
	struct tr_option_list with;
};
TRIEN_MUST_CHECK trien_rc tr_cli_store_backup(
		const struct tr_cli *cli, const struct tr_store_backup *w, const char *place, const char *folder, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_cli_store_restore(
		const struct tr_cli *cli, const struct tr_store_backup *w, const char *folder, const char *place, struct trien_err *err);

#endif
