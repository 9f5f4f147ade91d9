/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The end of custody_desk.h in trien-store: answers from the books, line by line. Names of keepers are not told: a report goes to others, and
 * the decision's number is enough to find them.
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/time.h"
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

	trien_err_text(err, cli->lang, text, sizeof(text));
	if ((end = strstr(text, ". ")) != NULL)
		*end = '\0';
	for (char *c = text; *c != '\0'; c++)
		if (*c == '\n' || *c == '\t')
			*c = ' ';
	printf("error\t%s\n", text);
	fflush(stdout);
}

static void
print_day(const struct tr_cli *cli, const char *vi, const char *en, int64_t at)
{
	const struct tr_civil c = tr_civil_of(at, cli->env->zone_minutes);

	if (cli->lang == TRIEN_LANG_EN)
		printf("%s%04d-%02d-%02d", en, c.year, c.month, c.day);
	else
		printf("%s%02d/%02d/%04d", vi, c.day, c.month, c.year);
}

static void
print_words(const struct tr_cli *cli, const struct tr_custody *c)
{
	static const struct {
		const char *vi, *en;
	} words[] = {
		[TR_CUSTODY_KEPT] = {"Khi đó thiết bị do đúng người được giao quản lý.", "The device was then kept by whom it is assigned to."},
		[TR_CUSTODY_OTHER_KEEPER] = {"Khi đó thiết bị do người khác quản lý.", "The device was then kept by somebody else."},
		[TR_CUSTODY_NO_CLERK] = {"Khi đó người giữ thiết bị không phải là văn thư của cơ quan.", "Its keeper was then no clerk of the agency."},
		[TR_CUSTODY_RETURNED] = {"Khi đó thiết bị đã được trả lại.", "The device had been given back by then."},
		[TR_CUSTODY_NOT_YET] = {"Khi đó thiết bị chưa được giao cho ai.", "The device had not been handed over by then."},
		[TR_CUSTODY_REPORTED] = {"Khi đó thiết bị đã được báo mất, bị khóa, hỏng hoặc không an toàn.",
			"The device had been reported lost, locked, damaged or unsafe by then."},
		[TR_CUSTODY_NO_CERTIFICATE] = {"Sổ không có chứng thư này.", "The books do not know this certificate."},
		[TR_CUSTODY_NO_DEVICE] = {"Sổ không ghi khóa nằm trong thiết bị nào.", "The books do not say which device holds the key."},
		[TR_CUSTODY_NO_KEEPER] = {"Sổ không ghi ai giữ thiết bị khi đó.", "The books name no keeper for then."},
		[TR_CUSTODY_NOT_SIGNED] = {"Khi đó người nhận chưa ký biên bản bàn giao.", "The keeper had not signed the minutes of handing over by then."},
		[TR_CUSTODY_SEVERAL] = {"Sổ ghi hai người cùng giữ thiết bị khi đó.", "The books name two keepers for then."},
	};
	const struct tr_custody_basis *b = &c->basis;

	fputs(tr_say(cli, words[c->why].vi, words[c->why].en), stdout);
	if (b->decision[0] != '\0') {
		fputs(tr_say(cli, " Quyết định ", " Decision "), stdout);
		tr_cli_print_safe(stdout, b->decision);
		print_day(cli, " ngày ", " of ", b->decided_at);
		print_day(cli, ": quản lý từ ", ": kept from ", b->from_at);
		if (b->to_at != 0)
			print_day(cli, " đến ", " until ", b->to_at);
		putchar('.');
	}
	if (b->happened_at != 0) {
		print_day(cli, " Sự cố từ ngày ", " Since ", b->happened_at);
		putchar('.');
	}
	putchar('\n');
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
		print_words(cli, &q.custody);
		fflush(stdout);
	}
	if (rc != TRIEN_OK)
		print_error(cli, &err);
	tr_sql_close(db);
	return rc == TRIEN_OK ? 0 : trien_err_exit(rc);
}
