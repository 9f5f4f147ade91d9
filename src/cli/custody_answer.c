/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The end of custody_desk.h in trien-store: answers from the books, line by line. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/custody_words.h"
#include "cli/store.h"
#include "registry/custody.h"

#define HEX_SHA256 64

struct question {
	const char *fingerprint;
	int64_t time;
	struct tr_custody custody;
};

static trien_rc
look(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct question *q = context;
	return tr_custody_at(db, q->fingerprint, q->time, &q->custody, err);
}

/* What went wrong, in one line; what to do about it, its second sentence, trien says itself. */
static void
print_error(const struct tr_cli *cli, const struct trien_err *err)
{
	char text[2000], *end;

	tr_err_text_commands(err, cli->lang, text, sizeof(text));
	if ((end = strstr(text, ". ")) != NULL)
		*end = '\0';
	for (char *c = text; *c != '\0'; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	printf("error\t%s\n", text);
	fflush(stdout);
}

/* "HEX256 EPOCH\n"; a line that is none ends the service: trien writes no other. */
static bool
read_question(char line[128], struct question *q)
{
	char *end;

	if (fgets(line, 128, stdin) == NULL || strlen(line) < HEX_SHA256 + 3 || line[HEX_SHA256] != ' ')
		return false;
	line[HEX_SHA256] = '\0';
	q->fingerprint = line;
	q->time = strtoll(line + HEX_SHA256 + 1, &end, 10);
	return *end == '\n';
}

int
tr_cli_custody_answer(struct tr_cli *cli, int argc, char **argv)
{
	static const char *const controls[] = {[TR_CONTROL_UNKNOWN] = "not-known", [TR_CONTROL_YES] = "yes", [TR_CONTROL_NO] = "no"};
	struct question q = {0};
	struct trien_err err = {0};
	struct tr_sql *db = NULL;
	char line[128];

	trien_rc rc = argc == 2 ? tr_cli_store_database(argv[1], TR_SQL_MUST_EXIST, &db, &err)
			: TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien verify --custody STORE …"));
	if (rc == TRIEN_OK)
		puts("ready\t");
	fflush(stdout);
	while (rc == TRIEN_OK && read_question(line, &q)) {
		rc = tr_sql_transact(db, TR_SQL_READ, look, &q, &err);
		if (rc != TRIEN_OK)
			break;
		printf("%s\t", controls[q.custody.control]);
		tr_cli_custody_words(cli, &q.custody);
		fflush(stdout);
	}
	if (rc != TRIEN_OK)
		print_error(cli, &err);
	tr_sql_close(db);
	return rc == TRIEN_OK ? 0 : trien_err_exit(rc);
}
