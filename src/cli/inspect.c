/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien inspect: what is in a file, without judging it. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/worker.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "worker/tasks.h"

#define OBJECTS_SHOWN 12

static long long
number_in(const json_t *o, const char *key)
{
	return (long long)json_integer_value(json_object_get(o, key));
}

static void
print_revision(const struct tr_cli *cli, const json_t *r)
{
	size_t i;
	json_t *o;

	tr_cli_printf(cli, "phiên bản %lld: byte %lld đến %lld, xref %s, %lld đối tượng\n",
			"revision %lld: bytes %lld to %lld, xref %s, %lld objects\n",
			number_in(r, "revision"), number_in(r, "start"), number_in(r, "end"), tr_cli_text_in(r, "xref"),
			number_in(r, "objects_total"));
	json_array_foreach(json_object_get(r, "objects"), i, o) {
		if (i == OBJECTS_SHOWN) {
			puts("    ...");
			break;
		}
		printf("    %lld %lld %-8s ", number_in(o, "num"), number_in(o, "gen"), tr_cli_text_in(o, "act"));
		tr_cli_print_safe(stdout, tr_cli_text_in(o, "path"));
		putchar('\n');
	}
}

static void
print_signature(const struct tr_cli *cli, const json_t *s)
{
	fputs(tr_say(cli, "chữ ký ở trường ", "signature in field "), stdout);
	tr_cli_print_safe(stdout, tr_cli_text_in(s, "field"));
	printf(" (%s)", tr_cli_text_in(s, "sub_filter"));
	if (json_is_integer(json_object_get(s, "covers_revision")))
		tr_cli_printf(cli, ", ký phiên bản %lld",
			", signs revision %lld", number_in(s, "covers_revision"));
	if (json_is_integer(json_object_get(s, "docmdp")))
		printf(", DocMDP %lld", number_in(s, "docmdp"));
	putchar('\n');
}

static void
print_text(const struct tr_cli *cli, const json_t *report)
{
	size_t i;
	json_t *o;

	tr_cli_print_safe(stdout, tr_cli_text_in(report, "file"));
	tr_cli_printf(cli, ": PDF %s, %lld trang, %lld byte%s%s\n",
			": PDF %s, %lld pages, %lld bytes%s%s\n",
			tr_cli_text_in(report, "version"), number_in(report, "pages"), number_in(report, "size"),
			json_is_true(json_object_get(report, "encrypted")) ? tr_say(cli, ", mã hóa", ", encrypted") : "",
			json_is_true(json_object_get(report, "linearized")) ? ", linearized" : "");
	json_array_foreach(json_object_get(report, "revisions"), i, o)
		print_revision(cli, o);
	json_array_foreach(json_object_get(report, "fields"), i, o) {
		fputs(tr_say(cli, "trường ", "field "), stdout);
		tr_cli_print_safe(stdout, tr_cli_text_in(o, "name"));
		printf(" (%s)%s\n", tr_cli_text_in(o, "type"),
				json_is_true(json_object_get(o, "signed")) ? tr_say(cli, ", đã ký", ", signed") : "");
	}
	json_array_foreach(json_object_get(report, "signatures"), i, o)
		print_signature(cli, o);
	json_array_foreach(json_object_get(report, "leniencies"), i, o)
		tr_cli_printf(cli, "châm chước: %s (byte %lld)\n",
			"leniency: %s (byte %lld)\n", tr_cli_text_in(o, "name"),
				number_in(o, "at"));
}

static trien_rc
inspect(struct tr_cli *cli, const char *path, struct trien_err *err)
{
	struct tr_worker *worker;
	struct tr_source source;
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	const struct tr_judge_request request = {.zone_minutes = cli->env->zone_minutes, .lang = cli->lang,
		.file_name = TR_BYTES(path, strlen(path))};

	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = tr_tasks_start(&worker, err);
	if (rc == TRIEN_OK) {
		rc = tr_task_inspect(worker, source.fd, &request, &json, err);
		tr_worker_stop(worker);
	}
	tr_source_close(&source);
	TR_TRY(rc);
	json_t *report = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(report)) {
		json_decref(report);
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	}
	if (cli->json)
		tr_cli_print_json(json_incref(report));
	else
		print_text(cli, report);
	json_decref(report);
	return TRIEN_OK;
}

int
tr_cli_inspect(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, NULL, 0, &files, &err);
	if (rc == TRIEN_OK && files.count != 1)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien inspect [--json] FILE"));
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	if (rc == TRIEN_OK)
		rc = inspect(cli, path, &err);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, path, &err);
}
