/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the commands of trien-store share: a store is a folder, or a PostgreSQL address with folders beside it. */
#ifndef TR_CLI_STORE_H
#define TR_CLI_STORE_H

#include "cli/cli.h"
#include "store/sql.h"

int tr_cli_store(struct tr_cli *cli, int argc, char **argv);
int tr_cli_audit(struct tr_cli *cli, int argc, char **argv);
int tr_cli_custody_answer(struct tr_cli *cli, int argc, char **argv); /* custody_desk.h */
int tr_cli_registry(struct tr_cli *cli, int argc, char **argv);
int tr_cli_office(struct tr_cli *cli, int argc, char **argv);
int tr_cli_jobs(struct tr_cli *cli, int argc, char **argv);

/* Opens the database of a store; its schema is checked unless it may be made. */
TRIEN_MUST_CHECK trien_rc tr_cli_store_database(
		const char *place, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err);
/* The folder NAME of a store, or the one that an option names; a PostgreSQL address has none. Free with free(3). */
TRIEN_MUST_CHECK trien_rc tr_cli_store_folder(
		const char *place, const char *name, const char *given, const char *option, char **out, struct trien_err *err);

#endif
