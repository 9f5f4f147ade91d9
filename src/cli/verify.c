/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien verify: judges files in the sandbox and says the result in plain words.
 * Exit: 0 all good, 1 some not good, 2 some cannot tell and none bad; an error's code where a file could not be judged.
 * Requirement: R10.1 R10.4
 */
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "pki/trust.h"
#include "verify/verify.h"
#include "worker/tasks.h"

struct verify {
	struct tr_cli *cli;
	struct tr_worker *worker;
	struct tr_buf trust;
	int64_t as_of;
	bool some_bad, some_unknown;
	int error_exit; /* of the first file that could not be judged */
};

static const char *
verdict_word(const struct tr_cli *cli, const char *indication)
{
	if (strcmp(indication, "TOTAL-PASSED") == 0)
		return tr_say(cli, "HỢP LỆ", "VALID");
	if (strcmp(indication, "TOTAL-FAILED") == 0)
		return tr_say(cli, "KHÔNG HỢP LỆ", "NOT VALID");
	return tr_say(cli, "CHƯA ĐỦ CĂN CỨ KẾT LUẬN", "CANNOT TELL");
}

static void
print_labelled(const char *label, const char *text)
{
	if (*text == '\0')
		return;
	printf("     %s", label);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

/* Which field, and what it says now: filling in is permitted, so a person has to see with what. */
static void
print_field(const json_t *change)
{
	if (*tr_cli_text_in(change, "field") == '\0')
		return;
	printf(" ");
	tr_cli_print_safe(stdout, tr_cli_text_in(change, "field"));
	if (*tr_cli_text_in(change, "value") == '\0')
		return;
	printf(" = “");
	tr_cli_print_safe(stdout, tr_cli_text_in(change, "value"));
	printf("”");
}

static void
print_changes(const struct tr_cli *cli, const json_t *changes)
{
	size_t i;
	json_t *c;

	json_array_foreach(changes, i, c) {
		printf("     %s%lld: ", tr_say(cli, "sau đó, phiên bản ", "later, revision "),
				(long long)json_integer_value(json_object_get(c, "revision")));
		tr_cli_print_safe(stdout, tr_cli_text_in(c, "message"));
		print_field(c);
		printf(" (%s)\n", json_is_true(json_object_get(c, "permitted"))
				? tr_say(cli, "được phép", "permitted") : tr_say(cli, "KHÔNG được phép", "NOT permitted"));
	}
}

static void
print_signature(const struct tr_cli *cli, const json_t *s, size_t number)
{
	size_t i;
	json_t *f;
	const char *sub = tr_cli_text_in(s, "sub_indication"), *signer = tr_cli_text_in(s, "signer");

	printf("  %zu. ", number);
	tr_cli_print_safe(stdout, *signer ? signer : tr_say(cli, "(không rõ người ký)", "(signer unknown)"));
	printf(": %s%s%s%s\n", verdict_word(cli, tr_cli_text_in(s, "indication")), *sub ? " [" : "", sub, *sub ? "]" : "");
	print_labelled(tr_say(cli, "thời điểm ký ghi trong chữ ký: ", "claimed signing time: "), tr_cli_text_in(s, "signing_time"));
	print_labelled(tr_say(cli, "lý do: ", "reason: "), tr_cli_text_in(s, "reason"));
	printf("     %s", tr_say(cli, "trường ", "field "));
	tr_cli_print_safe(stdout, tr_cli_text_in(s, "field"));
	const json_t *covers = json_object_get(s, "covers_revision");
	if (json_is_integer(covers))
		tr_cli_printf(cli, ", ký phiên bản %lld trong %lld\n",
			", signs revision %lld of %lld\n",
				(long long)json_integer_value(covers),
				(long long)json_integer_value(json_object_get(s, "revisions")));
	else
		puts(tr_say(cli, ", không ký trọn phiên bản nào", ", signs no whole revision"));
	if (json_is_true(json_object_get(s, "lab")))
		print_labelled("", tr_say(cli, "chứng thư LAB để dạy học: không có giá trị pháp lý",
						   "a LAB certificate for teaching: without legal force"));
	json_array_foreach(json_object_get(s, "findings"), i, f)
		print_labelled("- ", tr_cli_text_in(f, "message"));
	json_array_foreach(json_object_get(s, "attacks"), i, f)
		print_labelled(tr_say(cli, "kiểu tấn công: ", "kind of attack: "), tr_cli_text_in(f, "message"));
	print_changes(cli, json_object_get(s, "changes"));
}

static void
print_report(const struct tr_cli *cli, const json_t *report)
{
	size_t i;
	json_t *s;

	tr_cli_print_safe(stdout, tr_cli_text_in(report, "file"));
	printf(": %s\n", verdict_word(cli, tr_cli_text_in(report, "indication")));
	if (json_is_string(json_object_get(report, "error")))
		print_labelled("", tr_cli_text_in(report, "message"));
	json_array_foreach(json_object_get(report, "signatures"), i, s)
		print_signature(cli, s, i + 1);
}

static void
note(struct verify *v, const char *indication)
{
	v->some_bad |= strcmp(indication, "TOTAL-FAILED") == 0;
	v->some_unknown |= strcmp(indication, "TOTAL-FAILED") != 0 && strcmp(indication, "TOTAL-PASSED") != 0;
}

/* The child's JSON is parsed and printed anew: not one byte of it reaches the output unseen. */
static trien_rc
show(struct verify *v, struct tr_bytes json, struct trien_err *err)
{
	json_t *report = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(report)) {
		json_decref(report);
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	}
	note(v, tr_cli_text_in(report, "indication"));
	if (!v->cli->json)
		print_report(v->cli, report);
	else
		tr_cli_print_json(json_incref(report));
	json_decref(report);
	return TRIEN_OK;
}

/* File names on Linux are bytes; the report shows them as text. */
static struct tr_bytes
name_of(const char *path, char *safe, size_t size)
{
	struct tr_bytes b = TR_BYTES(path, strlen(path));
	if (tr_utf8_check(b) == b.n)
		return b;
	tr_utf8_printable(path, b.n, safe, size);
	return TR_BYTES(safe, strlen(safe));
}

static trien_rc
judge(struct verify *v, const char *path, struct tr_buf *json, struct trien_err *err)
{
	struct tr_source source;
	char safe[4096];
	const struct tr_judge_request request = {.trust = tr_buf_view(&v->trust), .as_of = v->as_of,
		.zone_minutes = v->cli->env->zone_minutes, .lang = v->cli->lang,
		.file_name = name_of(path, safe, sizeof(safe))};

	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = tr_task_verify(v->worker, source.fd, &request, json, err);
	tr_source_close(&source);
	return rc;
}

/* Nothing could be decided about this file: said in the same shape, so that a script reads one kind of line. */
static void
show_error(struct verify *v, const char *path, const struct trien_err *why)
{
	char safe[4096];
	TR_AUTO_BUF json = {0};

	if (v->error_exit == 0)
		v->error_exit = trien_err_exit(why->code);
	if (!v->cli->json) {
		tr_cli_fail(v->cli, path, why);
		return;
	}
	if (tr_verdict_error_json(why, name_of(path, safe, sizeof(safe)), v->cli->lang, &json, NULL) == TRIEN_OK)
		printf("%.*s\n", (int)json.n, (const char *)json.p);
}

static void
verify_file(struct verify *v, const char *path)
{
	struct trien_err err = {0};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	trien_rc rc = judge(v, path, &json, &err);
	if (rc == TRIEN_OK)
		rc = show(v, tr_buf_view(&json), &err);
	if (rc != TRIEN_OK)
		show_error(v, path, &err);
	fflush(stdout);
}

static trien_rc
load_trust(struct verify *v, const char *directory, struct trien_err *err)
{
	struct tr_trust *trust;

	if (directory == NULL)
		return TRIEN_OK;
	TR_TRY(tr_trust_load_dir(directory, &trust, err));
	trien_rc rc = tr_trust_write(trust, &v->trust, err);
	tr_trust_free(trust);
	return rc;
}

static trien_rc
set_time(struct verify *v, const char *as_of, struct trien_err *err)
{
	const struct tr_env *env = v->cli->env;

	v->as_of = env->now(env->context);
	if (as_of == NULL)
		return TRIEN_OK;
	return tr_time_read_iso(TR_BYTES(as_of, strlen(as_of)), env->zone_minutes, &v->as_of, err);
}

static int
exit_code(const struct verify *v)
{
	return v->error_exit ? v->error_exit : v->some_bad ? 1 : v->some_unknown ? 2 : 0;
}

int
tr_cli_verify(struct tr_cli *cli, int argc, char **argv)
{
	struct verify v = {.cli = cli};
	const char *trust = NULL, *as_of = NULL;
	bool offline = false; /* nothing is fetched yet, with or without */
	const struct tr_option options[] = {
		{"--trust", TR_OPTION_TEXT, &trust},
		{"--as-of", TR_OPTION_TEXT, &as_of},
		{"--offline", TR_OPTION_FLAG, &offline},
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK && files.count == 0)
		rc = TR_ERR0(&err, CLI_NO_FILES);
	if (rc == TRIEN_OK)
		rc = set_time(&v, as_of, &err);
	if (rc == TRIEN_OK)
		rc = load_trust(&v, trust, &err);
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&v.worker, &err);
	if (rc == TRIEN_OK)
		for (size_t i = 0; i < files.count; i++)
			verify_file(&v, files.items[i]);
	tr_buf_free(&v.trust);
	tr_worker_stop(v.worker);
	return rc == TRIEN_OK ? exit_code(&v) : tr_cli_fail(cli, NULL, &err);
}
